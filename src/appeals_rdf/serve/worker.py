"""Answers one question after the other; runs in a process that may be ended at any moment."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from appeals_rdf.errors import AppealsError, InputError, StoreError, UsageError
from appeals_rdf.rdf import PREFIXES
from appeals_rdf.serve.description import description
from appeals_rdf.serve.formats import Chosen
from appeals_rdf.sparql import keywords, query_form, refuse_network
from appeals_rdf.stores import unreadable
from appeals_rdf.stores.terms import evaluating

UNION = "urn:x-arq:UnionGraph"
"""What clients of Fuseki call the union of all graphs, which is the default graph here."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and how its answer is to be written, whether it be rows or triples.

    ``defaults`` and ``named`` are the graphs that the request names; without any, those of the
    query, and else all. A format of None is one that the client does not take.
    """

    text: str
    rows: Chosen | None
    triples: Chosen | None
    defaults: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent to the client: a status of HTTP, a media type and the content."""

    status: int
    media_type: str
    body: bytes
    retry_after: int = 0
    """Seconds after which to ask again; 0 where there is no sense in that."""


def sentence(status: int, text: str, retry_after: int = 0) -> Reply:
    """A reply that says what is wrong."""
    return Reply(status, "text/plain", f"{text}\n".encode(), retry_after)


class TooLarge(Exception):
    """The answer is longer than the server sends."""


@dataclass(frozen=True, slots=True)
class _Opened:
    stamp: tuple[int, ...]
    store: ox.Store


_opened: _Opened | None = None


_memory = 0


def start(memory_mib: int, talk: bool) -> None:
    """Prepare the process: the terminal's Ctrl-C is the server's affair, memory is bounded."""
    global _memory
    _memory = memory_mib << 20
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if not talk:
        # Oxigraph reports on standard error when it runs out of memory.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _bound_memory() -> None:
    """Let the process take ``_memory`` bytes more than it has, once a store is open.

    Opening starts threads, for each of which the system puts memory aside. Where there is no
    /proc, memory is not bounded; the time always is.
    """
    with suppress(ImportError, OSError, ValueError, StopIteration):
        import resource

        lines = Path("/proc/self/status").read_text().splitlines()
        has = next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData:"))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (has + _memory, most))


def answer(folder: Path, question: Question, limit: int) -> Reply:
    """The answer, in at most ``limit`` bytes, or the sentence that says why there is none."""
    try:
        form = query_form(question.text)
        _refuse_service(question.text)
        rows = form in ("SELECT", "ASK")
        chosen = question.rows if rows else question.triples
        if chosen is None:
            what = "text/csv" if rows else "text/turtle"
            return sentence(
                406,
                f"the answer to a {form} query cannot be written as the client wants it. See the "
                f"formats in the service description; one of them is {what}.",
            )
        return Reply(200, chosen[1], _asked(folder, question, chosen[0], limit))
    except _Refused as error:
        return sentence(403, error.message)
    except (UsageError, SyntaxError) as error:
        told = error if isinstance(error, UsageError) else unreadable(error)
        return sentence(400, told.message)
    except AppealsError as error:
        return sentence(500, error.message)
    except TooLarge:
        return sentence(
            500,
            f"the answer is larger than {limit >> 20 or limit / 2**20:g} MiB, the most that this "
            "server sends, so nothing of it is sent. Ask for less, with LIMIT and OFFSET, or get "
            "the files of the data.",
        )
    except MemoryError:
        return sentence(500, "the query needs more memory than this server gives to one.")


class _Refused(UsageError):
    pass


def _refuse_service(text: str) -> None:
    try:
        refuse_network(text)
    except UsageError as error:
        raise _Refused(
            "the query has SERVICE, which would fetch data from elsewhere; this endpoint answers "
            "from its own data. Ask that server itself."
        ) from error


def _asked(folder: Path, question: Question, name: str, limit: int) -> bytes:
    """Ask the store; a build that is replaced meanwhile is asked anew."""
    global _opened
    opened = _open(folder)
    try:
        return _written(opened.store, question, name, limit)
    except StoreError:
        # The files of a build that is gone are opened in vain.
        if _stamp(folder) == opened.stamp:
            raise
        _opened = None
        return _written(_open(folder).store, question, name, limit)


def _written(store: ox.Store, question: Question, name: str, limit: int) -> bytes:
    out = _Bounded(limit)
    with evaluating():
        found = store.query(question.text, **_dataset(question))
        if isinstance(found, ox.QueryTriples):
            format_ = getattr(ox.RdfFormat, name)
            prefixes = dict(PREFIXES) if name in ("TURTLE", "TRIG", "RDF_XML") else None
            ox.serialize(found, out, format_, prefixes=prefixes)  # type: ignore[arg-type]
        else:
            found.serialize(out, getattr(ox.QueryResultsFormat, name))  # type: ignore[arg-type]
    return bytes(out.content)


class _Bounded:
    """A file in memory that does not grow beyond a limit."""

    def __init__(self, limit: int) -> None:
        self.content = bytearray()
        self._limit = limit

    def write(self, data: bytes) -> int:
        if len(self.content) + len(data) > self._limit:
            raise TooLarge
        self.content += data
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it."""


def _dataset(question: Question) -> dict[str, Any]:
    """Which graphs are asked.

    Those of the request come before those of the query (SPARQL 1.1 Protocol, 2.1.4), and graphs
    that are not here are empty: nothing is fetched.
    """
    if question.defaults or question.named:
        named = [_graph(iri) for iri in question.named]
        if question.defaults == (UNION,):
            return {"use_default_graph_as_union": True, "named_graphs": named or None}
        defaults = [_graph(iri) for iri in question.defaults if iri != UNION]
        return {"default_graph": defaults, "named_graphs": named}
    # The union would take the place of the graphs that FROM names.
    return {"use_default_graph_as_union": "FROM" not in keywords(question.text)}


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise UsageError(f"'{iri[:200]}' is no IRI of a graph: {error}") from error


# --- opening


def graphs(folder: Path) -> list[str]:
    """The IRIs of the named graphs, sorted; opens the store, and says where it cannot."""
    return sorted(graph.value for graph in _open(folder).store.named_graphs())


def describe(folder: Path, endpoint: str, chosen: Chosen) -> Reply:
    """The service description."""
    try:
        return Reply(200, chosen[1], description(endpoint, graphs(folder), chosen[0]))
    except AppealsError as error:
        return sentence(500, error.message)


def _stamp(folder: Path) -> tuple[int, ...] | None:
    """What tells a store from the one that takes its place; None while there is none."""
    try:
        found = (folder / "store" / "CURRENT").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _open(folder: Path) -> _Opened:
    """The store of the build as it is now.

    A build takes the place of another in two steps. Between them there is none, and one that was
    opened in both is neither: a moment later it is there.
    """
    global _opened
    for wait in (0.0, 0.05, 0.2, 0.5):
        time.sleep(wait)
        stamp = _stamp(folder)
        if _opened and stamp in (None, _opened.stamp):
            return _opened
        if stamp is None:
            continue
        try:
            store = ox.Store.read_only(str(folder / "store"))
        except (OSError, RuntimeError) as error:
            problem = str(error)
            continue
        if _stamp(folder) == stamp:
            _opened = _Opened(stamp, store)
            _bound_memory()
            return _opened
        problem = "it is being replaced"
    if stamp is None:
        raise _no_build(folder)
    raise StoreError(
        f"the store at {folder / 'store'} cannot be opened: {problem}. "
        "Run 'appeals-rdf build' again."
    )


def _no_build(folder: Path) -> InputError:
    if (folder / "corpus.nq").is_file():
        return InputError(f"{folder} has no store. Run 'appeals-rdf build' again, which makes it.")
    return InputError(f"{folder} holds no built corpus. Run 'appeals-rdf build' first.")
