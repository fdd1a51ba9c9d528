"""The answer to a query as text: a table for people, the W3C's formats for programs.

To add a format: a function from an answer to text, a line in ``_ROWS`` or ``_TRIPLES``, and its
name in ``FORMATS``.
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable, Mapping
from itertools import groupby

from appeals_rdf.errors import UsageError
from appeals_rdf.iris import DEFAULT_BASE
from appeals_rdf.rdf import (
    PREFIXES,
    RDF_TYPE,
    Description,
    nquads,
    turtle,
    turtle_prologue,
)
from appeals_rdf.sparql import Rows, Term, Triples
from appeals_rdf.stores import Answer

SELECT = ("table", "csv", "tsv", "json", "xml")
CONSTRUCT = ("ttl", "nt")
ASK = ("table", "json", "xml")
FORMATS: Mapping[str, tuple[str, ...]] = {
    "SELECT": SELECT,
    "CONSTRUCT": CONSTRUCT,
    "DESCRIBE": CONSTRUCT,
    "ASK": ASK,
}
"""The formats that each form of query can be written in; the first is the one for people."""


def check_format(form: str, format_: str | None) -> str:
    """The format to write, settled before anything is asked; None is the one for people.

    A ``UsageError`` names the formats that are possible for this form of query.
    """
    possible = FORMATS[form]
    if format_ is None:
        return possible[0]
    if format_ not in possible:
        raise UsageError(
            f"the answer to a {form} query cannot be written as '{format_}'. "
            f"Possible: {', '.join(possible)}."
        )
    return format_


def render(
    answer: Answer, format_: str | None = None, base: str = DEFAULT_BASE, width: int | None = None
) -> str:
    """The answer as text, which ends with a line end.

    ``base`` is the base IRI of the corpus, below which IRIs are shortened in tables and Turtle.
    With a ``width`` a table is drawn for a terminal of so many columns.
    """
    if isinstance(answer, Triples):
        return _TRIPLES[check_format("CONSTRUCT", format_)](answer, base)
    if isinstance(answer, Rows):
        format_ = check_format("SELECT", format_)
        return _table(answer, base, width) if format_ == "table" else _ROWS[format_](answer)
    return _BOOLEANS[check_format("ASK", format_)](answer)


# --- for people


def short(term: Term | None, base: str = DEFAULT_BASE) -> str:
    """A term for the eyes: prefixes, no quotation marks, nothing that could steer a terminal."""
    if term is None:
        return ""
    if term.kind == "blank":
        return str(term)
    if term.kind == "iri":
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{_plain(term.value[len(namespace) :])}"
        return _plain(term.value.removeprefix(base))
    return _plain(term.value)


def _plain(text: str) -> str:
    """One line without control and format characters."""
    return "".join(
        " " if c.isspace() else "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c
        for c in text
    )


def _table(rows: Rows, base: str, width: int | None) -> str:
    cells = [[short(term, base) for term in row] for row in rows]
    if width is not None:
        return _rich_table(rows.columns, cells, width)
    widths = [max(map(len, column)) for column in zip(rows.columns, *cells, strict=True) if column]
    ruled = [list(rows.columns), ["-" * w for w in widths], *cells]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in ruled]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _rich_table(columns: tuple[str, ...], cells: list[list[str]], width: int) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in cells:
        # Text, because square brackets in a document are no markup.
        table.add_row(*map(Text, row))
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=max(width, 20)).print(table)
    return out.getvalue()


# --- for programs


def _results_json(rows: Rows) -> str:
    """https://www.w3.org/TR/sparql11-results-json/"""
    found = [
        {c: _json_term(t) for c, t in zip(rows.columns, row, strict=True) if t} for row in rows
    ]
    head = {"vars": list(rows.columns)}
    return json.dumps({"head": head, "results": {"bindings": found}}, ensure_ascii=False) + "\n"


def _json_term(term: Term) -> dict[str, str]:
    if term.kind != "literal":
        return {"type": "uri" if term.kind == "iri" else "bnode", "value": term.value}
    written = {"type": "literal", "value": term.value}
    if term.language:
        written["xml:lang"] = term.language
    elif term.datatype:
        written["datatype"] = term.datatype
    return written


def _by_library(name: str) -> Callable[[Rows], str]:
    """CSV, TSV and XML as pyoxigraph writes them."""

    def write(rows: Rows) -> str:
        import pyoxigraph as ox

        found = ox.parse_query_results(
            _results_json(rows).encode("utf-8"), format=ox.QueryResultsFormat.JSON
        )
        written = found.serialize(format=getattr(ox.QueryResultsFormat, name)) or b""
        text = written.decode("utf-8")
        return text if text.endswith("\n") else text + "\n"

    return write


def _turtle(triples: Triples, base: str) -> str:
    blocks = turtle(_descriptions(triples), base)
    return turtle_prologue(base) + "".join(blocks)


def _ntriples(triples: Triples, base: str) -> str:
    return "".join(nquads(_descriptions(triples)))


def _descriptions(triples: Triples) -> list[Description]:
    spelled = sorted((str(s), str(p) != RDF_TYPE, str(p), str(o)) for s, p, o in triples)
    return [
        Description(subject, [(p, o) for _, _, p, o in group])
        for subject, group in groupby(spelled, key=lambda triple: triple[0])
    ]


def _boolean_json(answer: bool) -> str:
    return json.dumps({"head": {}, "boolean": answer}) + "\n"


def _boolean_xml(answer: bool) -> str:
    return (
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        f"<head></head><boolean>{str(answer).lower()}</boolean></sparql>\n"
    )


_ROWS: Mapping[str, Callable[[Rows], str]] = {
    "csv": _by_library("CSV"),
    "tsv": _by_library("TSV"),
    "json": _results_json,
    "xml": _by_library("XML"),
}
_TRIPLES: Mapping[str, Callable[[Triples, str], str]] = {"ttl": _turtle, "nt": _ntriples}
_BOOLEANS: Mapping[str, Callable[[bool], str]] = {
    "table": lambda answer: "yes\n" if answer else "no\n",
    "json": _boolean_json,
    "xml": _boolean_xml,
}
