"""A SPARQL 1.1 endpoint over HTTP, of any kind of store."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from appeals_rdf.errors import StoreError, UsageError
from appeals_rdf.profiles import KINDS, TIMEOUT, Profile, address_problem, shown
from appeals_rdf.remote.credentials import Credentials
from appeals_rdf.remote.detect import kind_of
from appeals_rdf.sparql import Row, Rows, Triples, keywords, query_form, with_values
from appeals_rdf.sparql import without_comments as plain
from appeals_rdf.stores.paging import outline, page_of
from appeals_rdf.stores.protocol import NONE, Bindings
from appeals_rdf.stores.terms import of_oxigraph, triples
from appeals_rdf.stores.wire import NoAnswer, Wire

_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
_ANYTHING = "ASK { ?s ?p ?o }"
_NAMED = "ASK { GRAPH ?g { ?s ?p ?o } }"
_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"

Parameters = tuple[tuple[str, str], ...]


class _Place(NamedTuple):
    """Where questions go, and what was learnt of the store there."""

    wire: Wire
    kind: str
    """A key of ``KINDS``, or empty."""
    empty: bool
    """Whether the default graph has nothing while the named graphs have something."""

    @property
    def tells(self) -> bool:
        """Whether it is one of those stores of which is known how they cut an answer."""
        return bool(self.kind and KINDS[self.kind].header[0])


class SparqlEndpoint:
    """A SPARQL 1.1 endpoint, asked over HTTP; it is only read.

    ``store`` is a profile or an address. The address may be the one for questions, or the one of
    the store where its kind is known or can be told from an answer: ``http://…/appeals`` of Fuseki
    is as good as ``http://…/appeals/query``. That takes one short question more, which a profile
    with a ``kind`` saves.

    Nothing is sent before the first question. An answer is read as it comes, so that only its rows
    are in memory.
    """

    def __init__(
        self,
        store: Profile | str,
        credentials: Credentials | None = None,
        *,
        timeout: float = TIMEOUT,
        page: int = 0,
    ) -> None:
        profile = (
            store
            if isinstance(store, Profile)
            else Profile(name=shown(store), url=store, timeout=timeout, page=page)
        )
        if problem := address_problem(profile.query or profile.url):
            raise UsageError(f"{problem}.")
        self._profile = profile
        self._credentials = credentials

    def select(self, text: str, bindings: Bindings = NONE) -> Rows:
        """The rows of a SELECT.

        They are asked for in pages where the profile says so, or where the store cuts a long
        answer and tells. Raises ``UsageError`` where the query then has no ORDER BY.
        """
        query_form(text)
        bound = plain(with_values(text, bindings))
        page = self._profile.page
        rows: list[Row] = []
        columns: tuple[str, ...] | None = None
        # A virtuoso sorts no more rows than it gives out, except inside a sub-select.
        nested = self._place.kind == "virtuoso"
        while True:
            asked = page_of(bound, page, len(rows), nested=nested) if page else bound
            found, found_columns, cut_at = self._rows(asked)
            columns = columns or found_columns
            rows += _in_columns(found, found_columns, columns)
            if cut_at and (not page or page >= cut_at):
                page = self._smaller_page(bound, cut_at)
            elif not page or not found or (self._place.tells and len(found) < page):
                # Another store might cut a page in silence: its end is a page with nothing.
                return Rows(columns, tuple(rows))

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""
        import pyoxigraph as ox

        form = query_form(text)
        bound = plain(with_values(text, bindings))
        with self._place.wire.ask(bound, _TRIPLES, self._parameters(bound)) as body:
            # Turtle contains N-Triples.
            quads = ox.parse(body.file, format=ox.RdfFormat.TURTLE)
            found = triples((q.subject, q.predicate, q.object) for q in quads)
        if form == "CONSTRUCT" and self._place.kind == "virtuoso" and found:
            self._refuse_cut(len(found))
        return found

    def ask(self, text: str, bindings: Bindings = NONE) -> bool:
        """The answer to an ASK."""
        query_form(text)
        bound = plain(with_values(text, bindings))
        return self._ask(self._place.wire, bound, self._parameters(bound))[0]

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(value for value in self.select(_GRAPHS).values("graph") if value)

    # --- one request each

    def _rows(self, text: str) -> tuple[list[Row], tuple[str, ...], int]:
        """Rows and columns, and how many rows the store gives at most, if it cut them there."""
        import pyoxigraph as ox

        with self._place.wire.ask(text, _JSON, self._parameters(text)) as body:
            solutions: Any = ox.parse_query_results(body.file, format=ox.QueryResultsFormat.JSON)
            if not isinstance(solutions, ox.QuerySolutions):
                raise ValueError("it has no rows")
            columns = tuple(variable.value for variable in solutions.variables)
            rows = [tuple(of_oxigraph(term) for term in row) for row in solutions]
            if body.headers.get("X-SQL-State", "") == "S1TAT":
                raise StoreError(f"{self._place.wire.shown} stopped at its own time limit.")
            cut_at = body.headers.get("X-SPARQL-MaxRows", "")
        return rows, columns, int(cut_at) if cut_at.isdecimal() else 0

    def _ask(self, wire: Wire, text: str, parameters: Parameters) -> tuple[bool, str]:
        """The answer to an ASK, and of which kind the store is that gives it."""
        import pyoxigraph as ox

        with wire.ask(text, _JSON, parameters) as body:
            answer = ox.parse_query_results(body.file, format=ox.QueryResultsFormat.JSON)
            kind = kind_of(body.headers)
            if isinstance(answer, ox.QueryBoolean):
                return bool(answer), kind
            if [variable.value for variable in answer.variables] == ["__ASK_RETVAL"]:
                # A Virtuoso answers with a row for true, and with none for false.
                return any(True for _ in answer), kind
            raise ValueError("it is neither true nor false")

    def _smaller_page(self, text: str, cut_at: int) -> int:
        """A page that is not cut, so that a page that is cannot pass for the last one."""
        if not outline(text).ordered:
            raise UsageError(
                f"{self._place.wire.shown} gives {cut_at} rows at most and cut this answer. Add an "
                "ORDER BY that no two rows share, so that it can be asked for in pages, or a "
                f"LIMIT below {cut_at}."
            )
        return max(cut_at - 1, 1)

    def _refuse_cut(self, size: int) -> None:
        """Refuse as many triples as a Virtuoso gives at most: it cuts a CONSTRUCT in silence."""
        many = f"SELECT (1 AS ?one) WHERE {{ ?s ?p ?o . ?a ?b ?c }} LIMIT {size}"
        if cut_at := self._rows(many)[2]:
            raise StoreError(
                f"{self._place.wire.shown} gives {cut_at} triples at most, and this answer has as "
                "many: it may be cut. Ask for less at once, or raise ResultSetMaxRows there."
            )

    # --- where and how to ask

    def _wire(self, url: str) -> Wire:
        profile = self._profile
        return Wire(url, profile.timeout, self._credentials, profile.auth, profile.certificate)

    @cached_property
    def _place(self) -> _Place:
        profile = self._profile
        if profile.kind:
            address = profile.query or KINDS[profile.kind].query.format(url=profile.url)
            if not address:
                raise UsageError(
                    f"nothing says where questions to {profile.name} go: its kind "
                    f"'{profile.kind}' has no such address. Add 'query: https://…' to its profile."
                )
            wire, kind = self._wire(address), profile.kind
            empty = not (KINDS[kind].union or kind == "virtuoso") and self._is_empty(wire)
            return _Place(wire, kind, empty)
        wire = self._wire(profile.query or profile.url)
        try:
            something, kind = self._ask(wire, _ANYTHING, ())
        except NoAnswer as answer:
            # It may be the address of the store, whose pages tell its kind as well.
            kind = kind_of(answer.headers)
        except UsageError:
            # It reads no query here; the question itself will tell why.
            kind = ""
        else:
            empty = not something and not kind and self._has_named(wire)
            return _Place(wire, kind, empty)
        if kind and not profile.query:
            wire = self._wire(KINDS[kind].query.format(url=profile.url))
        return _Place(wire, kind, empty=False)

    def _is_empty(self, wire: Wire) -> bool:
        return not self._ask(wire, _ANYTHING, ())[0] and self._has_named(wire)

    def _has_named(self, wire: Wire) -> bool:
        return self._ask(wire, _NAMED, ())[0]

    def _parameters(self, text: str) -> Parameters:
        """What makes the union of all graphs the default graph of this question."""
        words = keywords(text)
        if "FROM" in words or text == _GRAPHS:
            return ()
        if self._place.empty and "GRAPH" not in words:
            raise StoreError(
                f"the default graph of {self._place.wire.shown} is empty, and its triples are in "
                "named graphs: nothing would be found. Put GRAPH ?g { … } around the pattern, or "
                "set the store so that its default graph is the union of all graphs."
            )
        union = KINDS[self._place.kind].union if self._place.kind else ()
        if "GRAPH" in words and any(name == "default-graph-uri" for name, _ in union):
            # A protocol that names the default graph has no named graphs but those it names.
            return (*union, *(("named-graph-uri", graph) for graph in self.graphs()))
        return union


def _in_columns(
    rows: Iterable[Row], found: tuple[str, ...], wanted: tuple[str, ...]
) -> Iterable[Row]:
    """Rows with their columns in the wanted order: that of ``SELECT *`` is the store's own."""
    if found == wanted:
        return rows
    if sorted(found) != sorted(wanted):
        raise StoreError(f"the pages of an answer differ: {', '.join(found)}")
    places = [found.index(column) for column in wanted]
    return (tuple(row[place] for place in places) for row in rows)
