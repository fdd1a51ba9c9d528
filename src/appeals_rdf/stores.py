"""Where triples are kept and asked: one protocol, and the stores that follow it.

    OxigraphStore    embedded, in memory or read-only from disk; what ``query`` uses
    RdflibStore      in memory; the reference that the others are compared with
    SparqlEndpoint   any SPARQL 1.1 endpoint over HTTP

The default graph of a question is the union of all graphs. Oxigraph gives a triple once for each
graph that holds it, so no triple of the data stands in two graphs; a test sees to that.

To add a store: a class with these methods, and a line in the fixture of ``tests/test_stores.py``,
whose contract it then has to keep.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from appeals_rdf.errors import InputError, StoreError, UsageError
from appeals_rdf.rdf import iri
from appeals_rdf.sparql import (
    Rows,
    Term,
    Triples,
    iri_term,
    keywords,
    literal_term,
    query_form,
    refuse_network,
    with_values,
    without_comments,
)

if TYPE_CHECKING:
    import pyoxigraph as ox

Bindings = Mapping[str, Term]
NONE: Bindings = {}

ANSWER_LIMIT = 1 << 30
"""Bytes of an endpoint's answer after which reading stops."""


class Store(Protocol):
    """Asks and changes named graphs. A graph is named by its IRI as plain text."""

    def select(self, text: str, bindings: Bindings = NONE) -> Rows:
        """The rows of a SELECT, with the values of ``bindings`` at their marked places."""

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""

    def ask(self, text: str, bindings: Bindings = NONE) -> bool:
        """The answer to an ASK."""

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""

    def put_graph(self, graph: str, ntriples: bytes) -> None:
        """Make ``ntriples`` the whole content of ``graph``."""

    def drop_graph(self, graph: str) -> None:
        """Remove ``graph``; nothing happens where there is none."""


Answer = Rows | Triples | bool


def ask_store(store: Store, text: str, bindings: Bindings = NONE) -> Answer:
    """The answer to a query of any form."""
    form = query_form(text)
    if form == "SELECT":
        return store.select(text, bindings)
    return store.ask(text, bindings) if form == "ASK" else store.construct(text, bindings)


def open_build(folder: Path) -> OxigraphStore:
    """The store of a build folder: the one on disk, else its N-Quads read into memory."""
    if (folder / "store" / "CURRENT").is_file():
        return OxigraphStore.read_only(folder / "store")
    if (folder / "corpus.nq").is_file():
        return OxigraphStore.of_files([folder / "corpus.nq"])
    raise InputError(f"{folder} holds no built corpus. Run 'appeals-rdf build' first.")


class OxigraphStore:
    """The embedded store. Without a path it is empty and in memory."""

    def __init__(self, store: ox.Store | None = None) -> None:
        import pyoxigraph as ox

        self._store = ox.Store() if store is None else store

    @classmethod
    def read_only(cls, path: Path) -> OxigraphStore:
        """The store on disk at ``path``, which is never changed and may be open many times."""
        import pyoxigraph as ox

        # A folder that is no store must not get log files from the attempt to open it.
        if not (path / "CURRENT").is_file():
            raise StoreError(f"there is no store at {path}. Run 'appeals-rdf build' first.")
        try:
            return cls(ox.Store.read_only(str(path)))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"the store at {path} cannot be opened: {error}") from error

    @classmethod
    def of_files(cls, files: Iterable[Path]) -> OxigraphStore:
        """A store in memory with the content of RDF files, whose names say their format.

        Triples without a graph go to the default graph, which is part of the union.
        """
        import pyoxigraph as ox

        store = ox.Store()
        for file in files:
            try:
                store.bulk_load(path=str(file))
            except SyntaxError as error:
                raise InputError(f"{file} is not well-formed: {error.msg}") from error
            except (OSError, ValueError) as error:
                raise InputError(f"{file} cannot be read: {error}") from error
        return cls(store)

    def select(self, text: str, bindings: Bindings = NONE) -> Rows:
        """The rows of a SELECT."""
        solutions = self._query(text, bindings)
        with _evaluating():
            rows = tuple(tuple(_of_oxigraph(term) for term in row) for row in solutions)
        return Rows(tuple(v.value for v in solutions.variables), rows)

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""
        with _evaluating():
            return _triples((t.subject, t.predicate, t.object) for t in self._query(text, bindings))

    def ask(self, text: str, bindings: Bindings = NONE) -> bool:
        """The answer to an ASK."""
        return bool(self._query(text, bindings))

    def _query(self, text: str, bindings: Bindings) -> Any:
        refuse_network(text)
        with _evaluating():
            return self._store.query(with_values(text, bindings), use_default_graph_as_union=True)

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(graph.value for graph in self._store.named_graphs())

    def put_graph(self, graph: str, ntriples: bytes) -> None:
        """Make ``ntriples`` the whole content of ``graph``, in one transaction."""
        import pyoxigraph as ox

        name = iri(graph)
        content = _parsed(ntriples)
        inserted = "\n".join(f"{q.subject} {q.predicate} {q.object} ." for q in content)
        with _evaluating():
            self._store.update(
                f"DROP SILENT GRAPH {name}; INSERT DATA {{ GRAPH {name} {{\n{inserted}\n}} }}"
            )
            self._store.add_graph(ox.NamedNode(graph))

    def drop_graph(self, graph: str) -> None:
        """Remove ``graph``; nothing happens where there is none."""
        import pyoxigraph as ox

        with _evaluating():
            self._store.remove_graph(ox.NamedNode(graph))


class RdflibStore:
    """The same data in rdflib."""

    def __init__(self, nquads: bytes = b"") -> None:
        import rdflib

        self.dataset = rdflib.Dataset(default_union=True)
        if nquads:
            self.dataset.parse(data=nquads, format="nquads")

    def select(self, text: str, bindings: Bindings = NONE) -> Rows:
        """The rows of a SELECT."""
        result = self._query(text, bindings)
        columns = tuple(str(variable) for variable in result.vars or ())
        # rdflib answers a GROUP BY over nothing with one empty row.
        grouped = "GROUP" in keywords(text)
        rows = tuple(
            tuple(_of_rdflib(row.get(variable)) for variable in result.vars or ())
            for row in result.bindings
            if row or not grouped
        )
        return Rows(columns, rows)

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""
        graph = self._query(text, bindings).graph
        return Triples(tuple(sorted({_triple(map(_of_rdflib, t)) for t in graph or ()})))

    def ask(self, text: str, bindings: Bindings = NONE) -> bool:
        """The answer to an ASK."""
        return bool(self._query(text, bindings).askAnswer)

    def _query(self, text: str, bindings: Bindings) -> Any:
        # rdflib fetches what FROM names, over the network or from a file.
        refuse_network(text, "FROM")
        from pyparsing import ParseException

        try:
            return self.dataset.query(with_values(text, bindings))
        except ParseException as error:
            raise UsageError(
                f"the query cannot be read: line {error.lineno}, column {error.column}: {error.msg}"
            ) from error

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        names = {str(graph.identifier) for graph in self.dataset.graphs()}
        return sorted(names - {str(DATASET_DEFAULT_GRAPH_ID)})

    def put_graph(self, graph: str, ntriples: bytes) -> None:
        """Make ``ntriples`` the whole content of ``graph``."""
        from rdflib import URIRef

        iri(graph)
        _parsed(ntriples)
        self.drop_graph(graph)
        self.dataset.graph(URIRef(graph)).parse(data=ntriples, format="nt")

    def drop_graph(self, graph: str) -> None:
        """Remove ``graph``; nothing happens where there is none."""
        from rdflib import URIRef

        self.dataset.remove_graph(URIRef(graph))


class SparqlEndpoint:
    """A SPARQL 1.1 endpoint, asked over HTTP with SPARQLWrapper; it is only read.

    ``default_graphs`` is what the endpoint takes as default graph where it does not offer the union
    of all by itself; Fuseki knows ``urn:x-arq:UnionGraph``.
    """

    POST_FROM = 1500
    """Length of a query from which it is sent in the body; longer addresses are cut by proxies."""

    def __init__(
        self, url: str, *, timeout: float = 60.0, default_graphs: Sequence[str] = ()
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(
                f"'{_shown(url)}' is no address of an endpoint: http(s)://… is needed."
            )
        self._url = url
        self._shown = _shown(url)
        self._timeout = timeout
        self._default_graphs = tuple(default_graphs)

    def select(self, text: str, bindings: Bindings = NONE) -> Rows:
        """The rows of a SELECT."""
        import pyoxigraph as ox

        with self._reading():
            answer = self._ask(text, bindings, "application/sparql-results+json")
            found: Any = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
            columns = tuple(v.value for v in found.variables)
            return Rows(columns, tuple(tuple(_of_oxigraph(term) for term in row) for row in found))

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""
        import pyoxigraph as ox

        with self._reading():
            answer = self._ask(text, bindings, "application/n-triples, text/turtle;q=0.9")
            # Turtle contains N-Triples.
            quads = ox.parse(answer, format=ox.RdfFormat.TURTLE)
            return _triples((q.subject, q.predicate, q.object) for q in quads)

    def ask(self, text: str, bindings: Bindings = NONE) -> bool:
        """The answer to an ASK."""
        import pyoxigraph as ox

        with self._reading():
            answer = self._ask(text, bindings, "application/sparql-results+json")
            return bool(ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON))

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        rows = self.select("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }")
        return sorted(value for value in rows.values("graph") if value)

    def put_graph(self, graph: str, ntriples: bytes) -> None:
        """Refused: an endpoint is only read."""
        raise StoreError(
            f"{self._shown} is only read; it cannot be written through SPARQL queries."
        )

    def drop_graph(self, graph: str) -> None:
        """Refused: an endpoint is only read."""
        raise StoreError(
            f"{self._shown} is only read; it cannot be written through SPARQL queries."
        )

    def _ask(self, text: str, bindings: Bindings, accept: str) -> bytes:
        from SPARQLWrapper import GET, POST, SPARQLExceptions, SPARQLWrapper

        from appeals_rdf import __version__

        query_form(text)
        # SPARQLWrapper looks for the form of a query in its comments as well.
        bound = without_comments(with_values(text, bindings))
        wrapper = SPARQLWrapper(self._url, agent=f"appeals-rdf/{__version__}")
        wrapper.setMethod(POST if len(bound) >= self.POST_FROM else GET)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        wrapper.setTimeout(max(1, round(self._timeout)))
        for graph in self._default_graphs:
            wrapper.addDefaultGraph(graph)
        wrapper.setQuery(bound)
        try:
            with wrapper.query().response as response:
                return self._read(response)
        except SPARQLExceptions.QueryBadFormed as error:
            raise UsageError(f"{self._shown} cannot read the query: {_reason(error)}") from error
        except SPARQLExceptions.EndPointNotFound as error:
            raise StoreError(f"there is no endpoint at {self._shown} (404).") from error
        except SPARQLExceptions.Unauthorized as error:
            raise StoreError(f"{self._shown} asks for a name and a password (401).") from error
        except SPARQLExceptions.SPARQLWrapperException as error:
            raise StoreError(f"{self._shown} failed: {_reason(error)}") from error

    def _read(self, response: Any) -> bytes:
        """The whole answer, within the time and the size that one answer may take."""
        end = time.monotonic() + self._timeout
        parts: list[bytes] = []
        size = 0
        while part := response.read1(1 << 16):
            parts.append(part)
            size += len(part)
            if time.monotonic() > end:
                raise TimeoutError
            if size > ANSWER_LIMIT:
                raise StoreError(f"{self._shown} answers with more than {ANSWER_LIMIT >> 20} MB.")
        if response.length:
            raise StoreError(f"{self._shown} broke off in the middle of its answer.")
        return b"".join(parts)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        import http.client

        try:
            yield
        except TimeoutError as error:
            raise StoreError(
                f"{self._shown} did not answer within {self._timeout:g} seconds."
            ) from error
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                f"what {self._shown} answers is no SPARQL result: {str(error)[:200]}"
            ) from error
        except (OSError, http.client.HTTPException) as error:
            if isinstance(getattr(error, "reason", None), TimeoutError):
                raise StoreError(
                    f"{self._shown} did not answer within {self._timeout:g} seconds."
                ) from error
            raise StoreError(f"{self._shown} cannot be asked: {_reason(error)}") from error


def _shown(url: str) -> str:
    """An address without the name and the password that it may carry."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _reason(error: Exception) -> str:
    """What went wrong, in one line."""
    reason = getattr(error, "reason", None) or (error.args[-1] if error.args else "")
    if isinstance(reason, bytes):
        reason = reason.decode("utf-8", "replace")
    if status := getattr(error, "code", None):
        reason = f"HTTP {status} {reason}"
    return " ".join(str(reason).replace("\\n", " ").split())[:300] or type(error).__name__


@contextmanager
def _evaluating() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise unreadable(error) from error
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the store failed: {error}") from error


def unreadable(error: SyntaxError) -> UsageError:
    """What Oxigraph says of a query that it cannot read, with the place and in one line."""
    said = " ".join((error.msg or "").split())
    if place := re.match(r"error at ([0-9]+):([0-9]+): (.*)", said):
        # Where a term may begin, every letter that could begin it is listed.
        wanted = place[3] if len(place[3]) < 150 else "this cannot stand here, or the text ends"
        said = f"line {place[1]}, column {place[2]}: {wanted}"
    return UsageError(f"the query cannot be read: {said}")


def _parsed(ntriples: bytes) -> list[ox.Quad]:
    import pyoxigraph as ox

    try:
        return list(ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise InputError(f"the graph is not well-formed: {error.msg}") from error


def _of_oxigraph(term: Any) -> Term | None:
    import pyoxigraph as ox

    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return iri_term(term.value)
    if isinstance(term, ox.Literal):
        return literal_term(term.value, term.datatype.value, term.language or "")
    return Term("blank", term.value)


def _of_rdflib(term: Any) -> Term | None:
    from rdflib import BNode, Literal, URIRef

    if term is None:
        return None
    if isinstance(term, URIRef):
        return iri_term(str(term))
    if isinstance(term, Literal):
        return literal_term(str(term), str(term.datatype or ""), term.language or "")
    return Term("blank", str(term)) if isinstance(term, BNode) else None


def _triple(terms: Iterable[Term | None]) -> tuple[Term, Term, Term]:
    subject, predicate, value = (term or Term("blank", "") for term in terms)
    return subject, predicate, value


def _triples(triples: Iterable[Sequence[Any]]) -> Triples:
    return Triples(tuple(sorted({_triple(map(_of_oxigraph, triple)) for triple in triples})))
