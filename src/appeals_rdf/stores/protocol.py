"""What every store can do, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from appeals_rdf.sparql import Rows, Term, Triples, query_form

Bindings = Mapping[str, Term]
NONE: Bindings = {}


class Store(Protocol):
    """Asks named graphs. A graph is named by its IRI as plain text."""

    def select(self, text: str, bindings: Bindings = NONE) -> Rows:
        """The rows of a SELECT, with the values of ``bindings`` at their marked places."""

    def construct(self, text: str, bindings: Bindings = NONE) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE."""

    def ask(self, text: str, bindings: Bindings = NONE) -> bool:
        """The answer to an ASK."""

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""


Answer = Rows | Triples | bool


def ask_store(store: Store, text: str, bindings: Bindings = NONE) -> Answer:
    """The answer to a query of any form."""
    form = query_form(text)
    if form == "SELECT":
        return store.select(text, bindings)
    return store.ask(text, bindings) if form == "ASK" else store.construct(text, bindings)
