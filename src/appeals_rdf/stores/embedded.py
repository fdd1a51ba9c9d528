"""Stores inside the process: Oxigraph, and rdflib as the reference."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appeals_rdf.errors import InputError, StoreError, UsageError
from appeals_rdf.sparql import Rows, Triples, keywords, refuse_network, with_values
from appeals_rdf.stores.protocol import NONE, Bindings
from appeals_rdf.stores.terms import evaluating, of_oxigraph, of_rdflib, triple, triples

if TYPE_CHECKING:
    import pyoxigraph as ox


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
            raise StoreError(
                f"the store at {path} cannot be opened: {error}. Run 'appeals-rdf build' again."
            ) from error

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
        with evaluating():
            rows = tuple(tuple(of_oxigraph(term) for term in row) for row in solutions)
        return Rows(tuple(v.value for v in solutions.variables), rows)

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""
        with evaluating():
            return triples((t.subject, t.predicate, t.object) for t in self._query(text, bindings))

    def ask(self, text: str, bindings: Bindings = NONE) -> bool:
        """The answer to an ASK."""
        return bool(self._query(text, bindings))

    def _query(self, text: str, bindings: Bindings) -> Any:
        refuse_network(text)
        # The union would take the place of the graphs that FROM names.
        union = "FROM" not in keywords(text)
        with evaluating():
            return self._store.query(with_values(text, bindings), use_default_graph_as_union=union)

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(graph.value for graph in self._store.named_graphs())


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
            tuple(of_rdflib(row.get(variable)) for variable in result.vars or ())
            for row in result.bindings
            if row or not grouped
        )
        return Rows(columns, rows)

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""
        graph = self._query(text, bindings).graph
        return Triples(tuple(sorted({triple(map(of_rdflib, t)) for t in graph or ()})))

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
