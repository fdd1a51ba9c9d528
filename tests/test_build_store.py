"""A build brings a store in which the same questions have the same answers, only faster."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from appeals_rdf.api import Corpus
from appeals_rdf.errors import InputError, StoreError
from appeals_rdf.publish import store as publish_store
from appeals_rdf.publish.store import STORE, fill_store
from appeals_rdf.queries import load_queries, run_query
from appeals_rdf.stores import OxigraphStore, open_build
from tests.conftest import LETTER, MakeCorpus


def _quads(path: Path) -> set[ox.Quad]:
    return set(ox.parse(path=path))


def test_the_store_holds_exactly_the_graphs_of_the_file(seeds_build: Path) -> None:
    store = ox.Store.read_only(str(seeds_build / STORE))
    assert set(store) == _quads(seeds_build / "corpus.nq")
    assert len(list(store.named_graphs())) == 7


@pytest.mark.parametrize("name", list(load_queries()))
def test_every_question_has_the_same_rows(name: str, seeds_build: Path) -> None:
    query = load_queries()[name]
    values = {param.name: param.example for param in query.params if not param.optional}
    on_disk = open_build(seeds_build)
    in_memory = OxigraphStore.of_files([seeds_build / "corpus.nq"])
    found, expected = (run_query(store, query, values) for store in (on_disk, in_memory))
    assert repr(found) == repr(expected)


def test_a_file_is_loaded_in_pieces(
    tmp_path: Path, seeds_build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish_store, "PIECE", 100_000)
    fill_store(seeds_build / "corpus.nq", tmp_path / STORE)
    assert set(ox.Store.read_only(str(tmp_path / STORE))) == _quads(seeds_build / "corpus.nq")


def test_reading_leaves_nothing_behind(tmp_path: Path, seeds_build: Path) -> None:
    """Not even where the folder could be written to."""
    build = tmp_path / "build"
    shutil.copytree(seeds_build, build)

    def look() -> dict[str, tuple[int, int]]:
        files = (build / STORE).iterdir()
        return {f.name: (f.stat().st_size, f.stat().st_mtime_ns) for f in files}

    before = look()
    stores = [open_build(build) for _ in range(3)]
    for store in stores:
        assert store.ask("ASK { ?s ?p ?o }")
    del stores, store
    assert look() == before


def test_a_folder_that_nobody_may_write_to_is_read(tmp_path: Path, seeds_build: Path) -> None:
    build = tmp_path / "build"
    shutil.copytree(seeds_build, build)
    for path in (*(build / STORE).iterdir(), build / STORE, build):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        if os.geteuid() != 0:
            with pytest.raises(PermissionError):
                (build / STORE / "new").touch()
        assert len(open_build(build).graphs()) == 7
    finally:
        for path in (build, build / STORE):
            path.chmod(0o755)


def test_a_store_does_not_tell_where_it_was_made(seeds_build: Path) -> None:
    import socket

    names = (str(seeds_build.parent).encode(), b".build.partial", f" {socket.gethostname()}\n")
    for file in (seeds_build / STORE).iterdir():
        data = file.read_bytes()
        for name in names:
            assert (name.encode() if isinstance(name, str) else name) not in data, file
    assert not list((seeds_build / STORE).glob("LOG*"))


def test_a_second_build_takes_the_place_of_the_store(make_corpus: MakeCorpus) -> None:
    folder = make_corpus()
    Corpus.open(folder).build()
    asked = "ASK { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'Eastmere Sailing Club')) }"
    old = open_build(folder / "build")
    assert not old.ask(asked)
    letter = LETTER.replace("Eastmere Rowing Club", "Eastmere Sailing Club")
    (folder / "documents" / "letter.txt").write_text(letter)
    Corpus.open(folder).build()
    assert open_build(folder / "build").ask(asked)


def test_an_empty_corpus_has_a_store(make_corpus: MakeCorpus) -> None:
    folder = make_corpus()
    (folder / "documents" / "letter.txt").unlink()
    Corpus.open(folder).build()
    assert len(open_build(folder / "build").graphs()) == 2


@pytest.mark.parametrize("damage", ["cut", "gone", "list", "pointer"])
def test_a_damaged_store_is_told_in_a_sentence(
    damage: str, tmp_path: Path, seeds_build: Path
) -> None:
    store = tmp_path / STORE
    shutil.copytree(seeds_build / STORE, store)
    largest = max(store.glob("*.sst"), key=lambda file: file.stat().st_size)
    if damage == "cut":
        os.truncate(largest, 1000)
    elif damage == "gone":
        largest.unlink()
    elif damage == "list":
        next(store.glob("MANIFEST*")).write_bytes(b"x" * 500)
    else:
        (store / "CURRENT").write_text("nonsense\n")
    with pytest.raises(StoreError, match="cannot be opened") as raised:
        open_build(tmp_path)
    assert "\n" not in raised.value.message


def test_a_store_that_another_program_has_open_is_read(tmp_path: Path, seeds_build: Path) -> None:
    """Its lock is one of writers."""
    store = tmp_path / STORE
    shutil.copytree(seeds_build / STORE, store)
    writer = ox.Store(str(store))
    assert len(open_build(tmp_path).graphs()) == len(list(writer.named_graphs()))


def test_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    nquads = tmp_path / "corpus.nq"
    nquads.write_text("<https://e.example/a> <https://e.example/b> 'c' .\n")
    (tmp_path / "in the way").touch()
    with pytest.raises(InputError, match="cannot be written"):
        fill_store(nquads, tmp_path / "in the way")
    nquads.write_text("this is no data\n")
    with pytest.raises(InputError, match="cannot be written"):
        fill_store(nquads, tmp_path / STORE)


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as Linux does")
def test_a_full_disk_leaves_the_old_build(make_corpus: MakeCorpus) -> None:
    """No file may grow beyond 100 kB, which the files of the store alone do."""
    folder = make_corpus()
    Corpus.open(folder).build()
    before = (folder / "build" / "corpus.nq").read_bytes()
    letters = (LETTER.replace("14 May", f"{day} May") for day in range(1, 29))
    for number, letter in enumerate(letters):
        (folder / "documents" / f"letter-{number}.txt").write_text(letter)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "import appeals_rdf.publish.build as build\n"
            "fill = build.fill_store\n"
            "def small(*args):\n"
            "    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
            "    fill(*args)\n"
            "build.fill_store = small\n"
            "from appeals_rdf.cli import main; main()",
            "build",
            "--workers",
            "1",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "build" / "corpus.nq").read_bytes() == before
    assert len(open_build(folder / "build").graphs()) == 3
    assert not list(folder.glob(".build*"))
