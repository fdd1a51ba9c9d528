"""Loading through a proxy that spoils requests: a sentence, exit code 4, nothing lost, no waiting.

What is spoilt is either the request that writes or one that reads, while the second version of a
corpus is loaded over the first. Afterwards the store holds one of the two versions, whole; and the
next load, which nothing spoils, ends well.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.faultproxy import (
    CutShort,
    Fault,
    Garbage,
    NeverBegins,
    NeverEnds,
    ResetInAnswer,
    ResetInBody,
    Status,
    When,
    login_page,
    proxy,
)
from tests.servers import Server
from tests.test_load import GRAPH, LETTERS, Case, Store, dataset, fuseki_server, said

__all__ = ["fuseki_server"]

WRITE = When("POST", "/update")
READ = When("GET", "/data")


@pytest.fixture
def case(fuseki_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    """The first version is loaded, the second is built."""
    import appeals_rdf.remote.http

    monkeypatch.setattr(appeals_rdf.remote.http, "PAUSES", (0.01, 0.02, 0.03))
    with dataset(fuseki_server) as url:
        case = Case(Store("fuseki", fuseki_server, url, f"{url}/data"), tmp_path / "corpus")
        assert case.load().exit_code == 0
        case.before = case.files()  # type: ignore[attr-defined]
        case.write("ferry.txt", LETTERS["ferry.txt"].replace("Runa", "Rune"))
        (case.folder / "documents" / "pier.txt").unlink()
        case.build()
        yield case


def through(case: Case, url: str) -> Case:
    """The same corpus, loaded by another address of the store."""
    other = object.__new__(Case)
    other.__dict__ |= {"folder": case.folder, "store": replace(case.store, url=url)}
    return other


def version_in(case: Case) -> str:
    """Which version the store holds; ``AssertionError`` for a mixture."""
    before: dict[str, set[str]] = case.before  # type: ignore[attr-defined]
    after = case.files()
    names = sorted(before.keys() | after.keys())
    found = {graph: case.store.get(graph) for graph in names}
    if found == {graph: after.get(graph, set()) for graph in names}:
        return "after"
    assert found == {graph: before.get(graph, set()) for graph in names}, "a mixture"
    return "before"


NO_ANSWER = r"did not answer|no answer|keeps? silent|silent|too slow"
FAULTS: dict[str, tuple[Callable[[When], Fault], str]] = {
    "reset in the body": (lambda when: ResetInBody(100, when=when), "reset|broke"),
    "reset before the answer": (lambda when: ResetInAnswer(-1, when=when), "reset|broke|closed"),
    "reset in the answer": (lambda when: ResetInAnswer(3, when=when), "reset|broke"),
    "401": (lambda when: Status(401, when=when), r"a name and a password \(401\)"),
    "403": (lambda when: Status(403, when=when), r"\(403\)"),
    "404": (lambda when: Status(404, when=when), r"\(404\)"),
    "409": (lambda when: Status(409, body="busy", when=when), r"\(409\).*busy"),
    "413": (lambda when: Status(413, early=True, when=when), r"\(413\)"),
    "500": (lambda when: Status(500, body="disk full", when=when), r"\(500\).*disk full"),
    "503": (
        lambda when: Status(503, {"Retry-After": "0"}, when=when),
        r"\(503\).*Tried 4 times",
    ),
    "503 for an hour": (
        lambda when: Status(503, {"Retry-After": "3600"}, when=when),
        r"\(503\).*3600 seconds",
    ),
    "answer cut short": (lambda when: CutShort(2, when=when), "broke off|cut|not all|ended"),
    "chunks without end": (
        lambda when: CutShort(2, chunked=True, when=when),
        "broke off|cut|not all|ended",
    ),
    "an answer that never ends": (lambda when: NeverEnds(0.02, when=when), "."),
    "no answer": (lambda when: NeverBegins(when=when), NO_ANSWER),
    "no HTTP": (lambda when: Garbage(when=when), "does not speak HTTP"),
    "a login page": (login_page, "text/html"),
}


@pytest.mark.parametrize("where", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_and_loses_nothing(case: Case, fault: str, where: When) -> None:
    make, words = FAULTS[fault]
    with proxy(case.store.url, [make(where)]) as door:
        result = through(case, door.url).load("--timeout", "0.5")
    told = said(result)
    if fault == "a login page" and where is WRITE:
        # Stores say of a write what they like; what they hold then is what counts.
        words = "does not hold what was sent"
    if result.exit_code == 0:
        assert (fault, where) in MAY_END_WELL, told
    else:
        assert result.exit_code == 4, told
        assert re.search(words, told), told
        assert re.search(r"^Error: ", result.stderr, re.M)
    assert "Traceback" not in told
    assert "127.0.0.1" in told
    version_in(case)
    assert case.load().exit_code == 0
    assert version_in(case) == "after"


MAY_END_WELL = {
    # What the answer to a write says does not matter: the proof reads the graphs themselves.
    ("answer cut short", WRITE),
}


RETRIED: dict[str, Callable[..., Any]] = {
    "reset in the body": lambda: ResetInBody(100, when=replace(WRITE, nth=(1,))),
    "reset before the answer": lambda: ResetInAnswer(-1, when=replace(WRITE, nth=(1, 2))),
    "503 twice": lambda: Status(503, {"Retry-After": "0"}, when=replace(WRITE, nth=(1, 2))),
    "502 though it was done": lambda: Status(502, done=True, when=replace(WRITE, nth=(1,))),
    "503 at a read": lambda: Status(503, {"Retry-After": "0"}, when=replace(READ, nth=(2,))),
}


@pytest.mark.parametrize("fault", RETRIED)
def test_what_passes_is_tried_again(case: Case, fault: str) -> None:
    with proxy(case.store.url, [RETRIED[fault]()]) as door:
        result = through(case, door.url).load()
    assert result.exit_code == 0, said(result)
    assert "again" in result.stderr
    assert version_in(case) == "after"
    assert case.load("--check").exit_code == 0


def test_a_load_with_nothing_to_do_sends_nothing(case: Case) -> None:
    assert case.load().exit_code == 0
    with proxy(case.store.url) as door:
        assert through(case, door.url).load().exit_code == 0
        assert {request.method for request in door.requests} == {"GET"}


def test_a_plan_sends_nothing(case: Case) -> None:
    with proxy(case.store.url) as door:
        assert through(case, door.url).load("--plan").exit_code == 0
        assert {request.method for request in door.requests} == {"GET"}
    assert version_in(case) == "before"


def test_only_what_changed_is_sent(case: Case) -> None:
    """In the write there are no more bytes than the changed graphs have."""
    with proxy(case.store.url) as door:
        assert through(case, door.url).load().exit_code == 0
        sent = sum(request.size for request in door.requests if request.method == "POST")
    size = (case.folder / "build" / "corpus.nq").stat().st_size
    assert 0 < sent < size / 2


def test_tls_that_does_not_verify(case: Case) -> None:
    with proxy(case.store.url, tls=["127.0.0.1"]) as door:
        refused = through(case, door.url).load()
        assert refused.exit_code == 4, said(refused)
        assert "certificate" in said(refused)
        case.store.stores = (
            f"stores:\n  mine:\n    url: {door.url}\n    certificate: {door.ca_file}\n"
        )
        case.configure()
        known = case.load()
    assert known.exit_code == 0, said(known)
    case.store.stores = ""
    assert version_in(case) == "after"


def test_connection_refused(case: Case) -> None:
    with proxy(case.store.url, listening=False) as door:
        result = through(case, door.url).load()
    assert result.exit_code == 4
    assert re.search("running|refused", said(result))
    assert version_in(case) == "before"


def test_a_reset_leaves_the_journal_for_undo(case: Case) -> None:
    """A load that broke off is undone, or finished, by what its journal knows."""
    lost = ResetInAnswer(-1, when=replace(WRITE, nth=(1, 2, 3, 4)))
    with proxy(case.store.url, [lost]) as door:
        broken = through(case, door.url)
        assert broken.load("--timeout", "2").exit_code == 4
        assert version_in(case) == "after", "it was done, though no answer came"
        undone = broken.load("--undo")
    assert undone.exit_code == 0, said(undone)
    assert version_in(case) == "before"
    assert case.store.get(GRAPH + "pier")


def test_ctrl_c_on_the_way_says_what_to_do(case: Case) -> None:
    with proxy(case.store.url, [NeverBegins(when=WRITE)]) as door:
        command = [sys.executable, "-m", "appeals_rdf", "--corpus", str(case.folder), "load"]
        load = subprocess.Popen([*command, "--to", door.url], stderr=subprocess.PIPE, text=True)
        while not any(request.method == "POST" for request in door.requests):
            assert load.poll() is None
            time.sleep(0.05)
        time.sleep(1)  # it has sent all, and waits for an answer that does not come
        load.send_signal(signal.SIGINT)
        try:
            _, told = load.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            load.send_signal(signal.SIGINT)  # as a person would
            _, told = load.communicate(timeout=60)
    assert load.returncode == 130, told
    assert "The same command finds what was done" in told
    assert "Nothing was changed" not in told
    version_in(case)
    assert case.load().exit_code == 0
    assert version_in(case) == "after"
