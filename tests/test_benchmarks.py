"""The benchmarks run, and the letters they read are what they say. No test asserts a time."""

from __future__ import annotations

import hashlib
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import synthetic
from measure import HERE as BENCHMARKS

SCRIPTS = sorted(path.name for path in BENCHMARKS.glob("bench_*.py"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_benchmark_runs(script: str) -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), "--quick"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "| ---" in done.stdout


def test_run_knows_every_benchmark() -> None:
    known = runpy.run_path(str(BENCHMARKS / "run.py"))["BENCHMARKS"]
    assert {f"bench_{name}.py" for name in known} >= set(SCRIPTS)


@pytest.mark.parametrize("layout", synthetic.LAYOUTS)
def test_every_finding_of_a_letter_quotes_it(layout: str) -> None:
    letter = synthetic.write_letter(3, layout, 60)
    assert len(letter.signatures) == 60
    assert [s.position for s in letter.signatures] == list(range(1, 61))
    for signature in letter.signatures:
        parts = [signature, signature.person, signature.organization, signature.role]
        for part in [*parts, signature.honorific]:
            if part:
                assert letter.text[part.start : part.end] == part.text
                assert signature.start <= part.start < part.end <= signature.end


@pytest.mark.parametrize("layout", synthetic.LAYOUTS)
def test_one_seed_gives_one_letter(layout: str) -> None:
    assert synthetic.synthetic_letter(5, layout, 9) == synthetic.synthetic_letter(5, layout, 9)
    assert synthetic.synthetic_letter(5, layout, 9) != synthetic.synthetic_letter(6, layout, 9)


def test_letters_stay_the_same_on_every_machine() -> None:
    letters = synthetic.synthetic_letters(5, 4)
    digest = hashlib.sha256("".join(letter.text for letter in letters).encode()).hexdigest()
    assert digest == LETTERS_DIGEST, "the letters have changed: results compare no longer"


LETTERS_DIGEST = "a9d52ad7a2d513e9bfa42c3ba049b6a9a1239665ac00e7782f99298aa769c7c9"


def test_an_unknown_layout_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no layout 'round'; known: person-body"):
        synthetic.synthetic_letter(1, "round", 3)


def test_a_corpus_opens(tmp_path: Path) -> None:
    from appeals_rdf.corpus import open_folder

    folder = open_folder(synthetic.write_corpus(tmp_path / "corpus", 6, 5))
    assert [entry.id for entry in folder.entries][:2] == [
        "000001-person-body",
        "000002-body-person",
    ]
    assert len(folder.entries) == 6


def test_records_become_triples() -> None:
    from appeals_rdf.iris import Mint
    from appeals_rdf.triples import record_descriptions

    records = list(synthetic.synthetic_records(5, 6))
    assert [len(record.signatures) for record in records] == [6] * 5
    for record in records:
        assert len(list(record_descriptions(record, Mint(synthetic.BASE)))) > 12
