"""The same input gives the same bytes, a small change a small difference, a failure none at all."""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from appeals_rdf.api import Corpus
from appeals_rdf.errors import DataError, InputError
from appeals_rdf.model import Severity
from appeals_rdf.publish.store import STORE
from appeals_rdf.validate import SourceText, validate_file
from tests.conftest import LETTER, SEEDS, MakeCorpus


def _files(folder: Path) -> dict[str, str]:
    """Path → digest, without the store, whose bytes are the database's own affair."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != STORE
    }


def test_same_input_same_bytes(seeds_build: Path, tmp_path: Path) -> None:
    """Two workers, files made in another order, another folder, locale, time zone, hash seed."""
    corpus = tmp_path / "somewhere else" / "seeds"
    for part in ("documents", "curation"):
        (corpus / part).mkdir(parents=True)
        files = sorted((SEEDS / part).iterdir())
        random.Random(7).shuffle(files)
        for file in files:
            shutil.copyfile(file, corpus / part / file.name)
    shutil.copyfile(SEEDS / "corpus.yaml", corpus / "corpus.yaml")
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "LANG": "C",
        "TZ": "Asia/Tokyo",
        "PYTHONHASHSEED": "12345",
        "PYTHONUTF8": "0",
    }
    subprocess.run(
        [sys.executable, "-m", "appeals_rdf", "-q", "build", "--workers", "2", "-o", "out"],
        cwd=corpus,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    assert _files(corpus / "out") == _files(seeds_build)


def test_a_changed_spelling_changes_only_its_own_letter(tmp_path: Path, seeds_build: Path) -> None:
    corpus = tmp_path / "seeds"
    shutil.copytree(SEEDS, corpus)
    document = corpus / "documents" / "002_d13f0779a58d8842.txt"
    text = document.read_bytes()
    assert text.count(b"Tamkhil Hajyev") == 1
    document.write_bytes(text.replace(b"Tamkhil Hajyev", b"Tamkhil Hajiyev"))
    Corpus.open(corpus).build(tmp_path / "build")
    before, after = _files(seeds_build), _files(tmp_path / "build")
    changed = {name for name in before if before[name] != after[name]}
    own = {name for name in changed if name.startswith("turtle/")}
    texts = {name for name in changed if name.startswith("texts/")}
    assert len(own) == len(texts) == 1
    wholes = {"corpus.nq", "corpus.trig", "provenance.ttl", "catalog.ttl", "manifest.json"}
    assert changed - own - texts == wholes
    # In the letter's Turtle: the digest, the length, and what stands at or behind the name.
    (name,) = own
    old, new = ((folder / name).read_text("utf-8") for folder in (seeds_build, tmp_path / "build"))
    lines = [line for line in new.splitlines() if line not in set(old.splitlines())]
    spelled = [line for line in lines if "Hajiyev" in line]
    assert spelled
    start = text.decode().index("Tamkhil")
    for line in lines:
        offsets = [int(n) for n in _numbers(line)]
        assert line in spelled or "source/" in line or "source:" in line or max(offsets) > start, (
            line
        )


def _numbers(line: str) -> list[str]:
    return "".join(c if c.isdecimal() else " " for c in line).split() or ["0"]


def test_every_file_holds_the_same_triples(seeds_build: Path) -> None:
    """TriG and N-Quads agree, each Turtle file is its graph, rdflib reads what Oxigraph does."""
    manifest = json.loads((seeds_build / "manifest.json").read_text("utf-8"))
    store = ox.Store()
    store.load(path=seeds_build / "corpus.nq")
    trig = ox.Store()
    trig.load(path=seeds_build / "corpus.trig")
    assert set(store) == set(trig)
    assert not any(isinstance(q.subject, ox.BlankNode) for q in store)
    assert not any(isinstance(q.object, ox.BlankNode) for q in store)
    for file, graph in manifest["graphs"].items():
        triples = {q.triple for q in ox.parse(path=seeds_build / file)}
        if file != "catalog.ttl":
            own = store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
            assert triples == {q.triple for q in own}, file
        by_rdflib = rdflib.Graph().parse(seeds_build / file)
        lines = sorted(f"{triple} ." for triple in triples)
        assert len(by_rdflib) == len(lines), file


def test_each_text_is_published_as_it_was_read(make_corpus: MakeCorpus) -> None:
    """Line ends and byte order mark included, so that its digest is the one in the data."""
    odd = "\ufeff" + LETTER.replace("\n", "\r\n")
    folder = make_corpus({"plain.txt": LETTER, "odd.txt": odd})
    Corpus.open(folder).build()
    texts = {f.name: f.read_bytes() for f in (folder / "build" / "texts").iterdir()}
    assert texts == {"plain.txt": LETTER.encode(), "odd.txt": odd.encode()}
    data = (folder / "build" / "corpus.nq").read_text("utf-8")
    assert all(hashlib.sha256(text).hexdigest() in data for text in texts.values())


def test_a_build_proves_its_passages_from_its_texts(seeds_build: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    shutil.copytree(seeds_build, build)
    files = sorted((build / "turtle").iterdir())
    sources = Corpus.open(SEEDS).sources()
    unknown: dict[str, SourceText] = {}
    for known in (unknown, sources):
        assert not [p for p in validate_file(files[0], known) if p.severity is Severity.ERROR]
    text = build / "texts" / f"{files[0].stem}.txt"
    text.write_bytes(text.read_bytes() + b" ")
    assert [p.code for p in validate_file(files[0], sources) if p.severity is Severity.ERROR] == [
        "text-not-published"
    ]


def test_nquads_are_sorted_within_each_graph(seeds_build: Path) -> None:
    previous: dict[str, str] = {}
    for line in (seeds_build / "corpus.nq").read_text("utf-8").splitlines():
        graph = line.rsplit(" ", 2)[1]
        assert previous.get(graph, "") < line
        previous[graph] = line


def test_another_base(make_corpus: MakeCorpus, tmp_path: Path) -> None:
    corpus = Corpus.open(make_corpus(), base="https://other.example/x/")
    report = corpus.build(tmp_path / "out")
    assert not report.problems or all(p.severity != "error" for p in report.problems)
    subjects = {str(q.subject) for q in ox.parse(path=tmp_path / "out" / "turtle" / "letter.ttl")}
    assert all(s.startswith("<https://other.example/x/") for s in subjects)


def test_an_error_stops_the_build_and_leaves_the_old_one(make_corpus: MakeCorpus) -> None:
    folder = make_corpus()
    Corpus.open(folder).build()
    before = _files(folder / "build")
    (folder / "curation" / "letter.yaml").write_text('claims:\n  - dismiss: "no such words"\n')
    with pytest.raises(DataError, match="nothing was built") as caught:
        Corpus.open(folder).build()
    assert [(p.code, p.line) for p in caught.value.problems] == [("quote-not-found", 2)]
    assert _files(folder / "build") == before


def test_strict_stops_at_warnings(make_corpus: MakeCorpus) -> None:
    text = LETTER.replace("2. Piet", "4. Piet").replace("3. Runa", "5. Runa")
    folder = make_corpus({"letter.txt": text})
    Corpus.open(folder).build()
    with pytest.raises(DataError, match="errors or warnings"):
        Corpus.open(folder).build(strict=True)


def test_all_unreadable_documents_are_named_at_once(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"a.txt": b"\x81\xff\0", "b.txt": b"", "c.txt": LETTER})
    with pytest.raises(InputError) as caught:
        Corpus.open(folder).build(workers=2)
    assert "a.txt, line 1" in caught.value.format_message()
    assert "b.txt is empty" in caught.value.format_message()
    assert not (folder / "build").exists()


def test_a_letter_without_anything_is_a_normal_result(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"note.txt": "Bread, milk, and a blue thread.\n"})
    report = Corpus.open(folder).build()
    assert [call.found for call in report.calls] == [0]
    assert not [p for p in report.problems if p.severity == "error"]


def test_an_empty_corpus_builds(make_corpus: MakeCorpus) -> None:
    folder = make_corpus()
    (folder / "documents" / "letter.txt").unlink()
    assert Corpus.open(folder).build().calls == []


@pytest.mark.parametrize(
    ("workers", "request_"), [("1", signal.SIGINT), ("2", signal.SIGINT), ("2", signal.SIGTERM)]
)
def test_interrupt_in_the_middle(make_corpus: MakeCorpus, workers: str, request_: int) -> None:
    """Ctrl-C: exit code 130, a sentence, no half-built folder, no process left behind."""
    folder = make_corpus({f"letter-{n:04}.txt": LETTER for n in range(600)})
    process = subprocess.Popen(
        [sys.executable, "-m", "appeals_rdf", "build", "--workers", workers],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # The background jobs of a shell ignore Ctrl-C, and so do their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not list(folder.glob(".build.partial-*/turtle/*.ttl")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    if request_ == signal.SIGINT:
        os.killpg(process.pid, request_)  # as a terminal does
    else:
        process.send_signal(request_)
    _, talk = process.communicate(timeout=60)
    assert process.returncode == 130
    assert talk.strip() == "Stopped. Nothing was changed."
    assert sorted(f.name for f in folder.iterdir()) == ["corpus.yaml", "curation", "documents"]
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.parametrize("round_", range(3))
def test_any_bytes_give_a_record_or_an_error(make_corpus: MakeCorpus, round_: int) -> None:
    """Letters with bytes changed at random are read or refused, and what is read validates."""
    rng = random.Random(round_)
    documents: dict[str, str | bytes] = {}
    for number, seed in enumerate(sorted((SEEDS / "documents").iterdir())):
        data = bytearray(seed.read_bytes())
        for _ in range(rng.choice([1, 20, 400])):
            data[rng.randrange(len(data))] = rng.choice(b" \n.,;-()\"'0129AZaz#*\t\r")
        documents[f"letter-{number}.txt"] = bytes(data)
    corpus = Corpus.open(make_corpus(documents))
    try:
        problems = corpus.validate()
    except InputError:
        problems = []
    assert not [p for p in problems if p.severity is Severity.ERROR]


def test_builds_are_compared_by_content(tmp_path: Path) -> None:
    """The comparison of this file would notice a difference."""
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name)
    assert _files(tmp_path / "a") != _files(tmp_path / "b")
    assert not filecmp.cmp(tmp_path / "a" / "x", tmp_path / "b" / "x", shallow=False)
