"""``extract --why`` tells which lists are signed, and how their entries were read."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import LETTER, MakeCorpus
from tests.test_cli import run

DEMANDS = LETTER.replace(
    "Signed by:",
    "We ask the council:\n\n1. to mend the bridge,\n2. to light it at night,\n3. to keep it open.\n"
    "\nSigned by:",
)


def _why(folder: Path, *arguments: str) -> str:
    result = run("extract", "--why", *arguments, cwd=folder)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_each_list_is_judged_with_its_evidence(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(DEMANDS, "utf-8")
    said = _why(tmp_path, "letter.txt")
    assert said.startswith("letter.txt: text/plain, language en, as its words show\n")
    assert "3 entries, signed" in said
    assert "3 entries, not signed" in said
    assert "layout of list 1: " in said
    assert "  3 signatures, by the rule that read them:\n        3  signatures/" in said
    assert "or more" in said
    assert "Orla Fenwick | body" not in said


def test_entries_are_told_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(LETTER, "utf-8")
    said = _why(tmp_path, "--entries", "letter.txt", "--language", "en")
    assert "language en, said by --language" in said
    assert "person Piet Harrow | body Eastmere Rowing Club" in said
    assert run("extract", "--entries", "letter.txt", cwd=tmp_path).returncode == 2
    both = run("extract", "--why", "--format", "json", "letter.txt", cwd=tmp_path)
    assert both.returncode == 2
    assert "--why prints text" in both.stderr


def test_a_letter_without_a_list_says_so(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("We ask for a bridge.\n\nAnd for a boat.\n", "utf-8")
    said = _why(tmp_path, "note.txt")
    assert "no signature was read" in said


def test_decisions_are_counted_and_not_applied(make_corpus: MakeCorpus) -> None:
    folder = make_corpus(
        curation={"letter.yaml": 'language: en\nsignatures:\n  - dismiss: "2. Piet Harrow"\n'}
    )
    said = _why(folder, "documents/letter.txt")
    assert "language en, said in corpus.yaml or in its curation" in said
    assert "  3 signatures" in said
    assert "1 decision(s) in curation/letter.yaml change what the rules read" in said
    assert "decision(s) in" not in _why(folder, "--no-curation", "documents/letter.txt")
