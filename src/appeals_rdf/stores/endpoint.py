"""A SPARQL 1.1 endpoint over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from appeals_rdf.errors import StoreError, UsageError
from appeals_rdf.sparql import Rows, Triples, query_form, with_values, without_comments
from appeals_rdf.stores.protocol import NONE, Bindings
from appeals_rdf.stores.terms import of_oxigraph, triples

ANSWER_LIMIT = 1 << 30
"""Bytes of an endpoint's answer after which reading stops."""


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
            return Rows(columns, tuple(tuple(of_oxigraph(term) for term in row) for row in found))

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""
        import pyoxigraph as ox

        with self._reading():
            answer = self._ask(text, bindings, "application/n-triples, text/turtle;q=0.9")
            # Turtle contains N-Triples.
            quads = ox.parse(answer, format=ox.RdfFormat.TURTLE)
            return triples((q.subject, q.predicate, q.object) for q in quads)

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
