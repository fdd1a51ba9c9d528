"""A SELECT asked for piece by piece, as text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appeals_rdf.errors import UsageError
from appeals_rdf.sparql import _TOKEN as TOKEN

# A keyword counts at the outermost level only, so brackets are needed beside the tokens.
_PART = re.compile(rf"{TOKEN.pattern}|(?P<open>[{{(])|(?P<close>[)}}])", re.VERBOSE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outline:
    """What stands at the outermost level of a query."""

    begin: int
    """Where its form begins, behind BASE and PREFIX."""
    words: frozenset[str]
    """Its keywords there, in capitals."""
    columns: tuple[str, ...]
    """The variables of a SELECT in order, with their question marks; none for ``SELECT *``."""

    @property
    def ordered(self) -> bool:
        """Whether its rows have an order, without which they have no pages."""
        return "ORDER" in self.words


def outline(text: str) -> Outline:
    """The outline of a query."""
    words: set[str] = set()
    columns: list[str] = []
    begin = depth = 0
    last, head = "", True
    for part in _PART.finditer(text):
        depth += bool(part["open"]) - bool(part["close"])
        head = head and part["open"] != "{"
        if part[0].startswith(("?", "$")):
            last = part[0]
        if head and depth == 0 and last and (part["close"] or part[0] == last):
            # A variable, or the end of (COUNT(*) AS ?n).
            columns.append(last)
            last = ""
        if part["word"] and depth == 0:
            word = part["word"].upper()
            if not words - {"BASE", "PREFIX"}:
                begin = part.start()
            words.add(word)
    return Outline(begin, frozenset(words), tuple(columns))


def page_of(text: str, limit: int, offset: int, *, nested: bool = False) -> str:
    """The SELECT ``text``, which has no comments, for ``limit`` rows from ``offset`` on.

    Where it has a LIMIT, an OFFSET or VALUES of its own it becomes a sub-select of the page; and
    always where ``nested``, because a store may sort in a sub-select only as much as it needs.
    Raises ``UsageError`` where the rows have no order, and pages would overlap.

    >>> page_of("SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o", 10, 20)
    'SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o\\nLIMIT 10 OFFSET 20'
    """
    found = outline(text)
    if not found.ordered:
        raise UsageError(
            "the answer is asked for in pages, and the query has no ORDER BY, without which each "
            "page may have any of the rows. Add an ORDER BY that no two rows share."
        )
    if not nested and not found.words & {"LIMIT", "OFFSET", "VALUES"}:
        return f"{text}\nLIMIT {limit} OFFSET {offset}"
    if "FROM" in found.words:
        raise UsageError(
            "the answer is asked for in pages, which this store cannot do with FROM. Name the "
            "graph inside the braces, with GRAPH."
        )
    prologue, select = text[: found.begin], text[found.begin :]
    columns = " ".join(found.columns) or "*"
    return f"{prologue}SELECT {columns} {{ {{ {select}\n}} }}\nLIMIT {limit} OFFSET {offset}"
