"""What a question to a store is made of: terms, rows, and a text with places for values.

Stores spell the same value differently: one keeps ``"5"^^xsd:nonNegativeInteger``, another gives
``"5"^^xsd:integer`` back. A ``Term`` is the one spelling that all of them are brought to, so that
rows can be compared.

A value reaches a query at a marked place, ``# VALUES ?_name`` on a line of its own, which becomes
``VALUES ?_name { "value" }``. It is written by the serializer of ``rdf.py`` as one RDF term, in a
place where the grammar allows nothing but terms. The same text works on every store: Oxigraph
substitutes projected variables only, and rdflib's ``initBindings`` exists in no protocol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from appeals_rdf.errors import UsageError
from appeals_rdf.rdf import PREFIXES, decimal, iri, literal

XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(
    f"{XSD}{sign}{name}"
    for sign, names in (
        ("", ("integer", "long", "int", "short", "byte")),
        ("unsigned", ("Long", "Int", "Short", "Byte")),
        ("", ("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger")),
    )
    for name in names
)

FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """An RDF term in the one spelling that all stores are brought to."""

    kind: Literal["iri", "literal", "blank"]
    value: str
    datatype: str = ""
    """Empty for plain strings and for strings with a language."""
    language: str = ""

    def __str__(self) -> str:
        """The term as N-Triples, which is also SPARQL."""
        if self.kind == "blank":
            return f"_:{self.value}"
        if self.kind == "iri":
            return iri(self.value)
        return literal(self.value, self.language, iri(self.datatype) if self.datatype else "")


def iri_term(value: str) -> Term:
    """An IRI."""
    return Term("iri", value)


def literal_term(value: str, datatype: str = "", language: str = "") -> Term:
    """A literal, its number brought to the canonical form.

    >>> literal_term("7.50", XSD + "decimal").value
    '7.5'
    """
    if datatype in _INTEGERS and re.fullmatch(r"[+-]?[0-9]+", value, re.ASCII):
        # int() refuses numbers of thousands of digits, which no count has.
        value, datatype = (str(int(value)) if len(value) < 1000 else value), XSD + "integer"
    elif datatype == XSD + "decimal":
        with suppress(InvalidOperation):
            value = decimal(Decimal(value)).split('"')[1]
    elif datatype == XSD + "string" or language:
        datatype = ""
    return Term("literal", value, datatype, language.lower())


Row = tuple[Term | None, ...]
Triple = tuple[Term, Term, Term]


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: the columns, and for each row a term or nothing per column."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def values(self, column: str) -> list[str | None]:
        """The bare values of one column."""
        at = self.columns.index(column)
        return [term.value if (term := row[at]) else None for row in self.rows]


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT: a graph, sorted, each triple once."""

    triples: tuple[Triple, ...]

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)


_PLACE = re.compile(r"^([ \t]*)# VALUES \?(\w+)[ \t]*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\u([0-9A-F]{4})|\\\\([uU]?)|\\.")


def places(text: str) -> frozenset[str]:
    """The variables for which the text has marked places."""
    return frozenset(match[2] for match in _PLACE.finditer(text))


def with_values(text: str, bindings: Mapping[str, Term]) -> str:
    """The text with the values at their places; a place without a value stays a comment.

    >>> with_values("# VALUES ?_n\\n", {"_n": literal_term('a"b')})
    'VALUES ?_n { "a\\\\"b" }\\n'
    """
    if missing := sorted(set(bindings) - places(text)):
        raise UsageError(
            f"the query has no place for ?{missing[0]}. Mark one with a line '# VALUES "
            f"?{missing[0]}' inside the braces."
        )

    def value(place: re.Match[str]) -> str:
        term = bindings.get(place[2])
        return f"{place[1]}VALUES ?{place[2]} {{ {_written(term)} }}" if term else place[0]

    return _PLACE.sub(value, text)


def _written(term: Term) -> str:
    """The term as SPARQL.

    Some parsers replace ``\\u0022`` before they read anything, behind another backslash as well,
    and take up to eight digits. So a u behind a backslash is itself written as an escape, and every
    escape has eight digits, which all parsers read alike.
    """
    if term.kind == "blank":
        raise ValueError("a blank node is not a value")

    def escape(found: re.Match[str]) -> str:
        if found[1]:
            return f"\\U0000{found[1]}"
        return f"\\\\\\U{ord(found[2]):08X}" if found[2] else found[0]

    return _ESCAPED.sub(escape, str(term))


# Strings, IRIs, names and comments, so that a word inside one of them is not taken for a keyword.
_TOKEN = re.compile(
    r'''\#[^\n\r]*
    |<[^<>"{}|^`\\\x00-\x20]*>
    |"""(?:"{0,2}(?:[^"\\]|\\.))*"""
    |\'\'\'(?:'{0,2}(?:[^'\\]|\\.))*\'\'\'
    |"(?:[^"\\\n\r]|\\.)*"
    |'(?:[^'\\\n\r]|\\.)*'
    |[?$]\w+
    |@[A-Za-z-]+
    |(?:\w[\w.-]*)?:[\w.:%\\-]*
    |(?P<word>[A-Za-z_]\w*)
    ''',
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def keywords(text: str) -> list[str]:
    """The keywords of a query in capitals, in order."""
    return [m["word"].upper() for m in _TOKEN.finditer(text) if m["word"]]


def without_comments(text: str) -> str:
    """The query without its comments, each line where it was."""
    return _TOKEN.sub(lambda m: "" if m[0].startswith("#") else m[0], text)


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else " "

    return _ESCAPE.sub(character, text)


def query_form(text: str) -> str:
    """SELECT, CONSTRUCT, ASK or DESCRIBE; a ``UsageError`` for an update or anything else."""
    for word in keywords(text):
        if word in ("BASE", "PREFIX"):
            continue
        if word in FORMS:
            return word
        if word in UPDATES:
            raise UsageError(
                f"the query begins with {word}, which would change the data. Only SELECT, "
                "CONSTRUCT, DESCRIBE and ASK are asked here; to change the data, build it anew."
            )
        break
    raise UsageError("that is no SPARQL query: there is no SELECT, CONSTRUCT, DESCRIBE or ASK.")


def refuse_network(text: str, *words: str) -> None:
    """Refuse a query that would make this process fetch something: ``SERVICE``, and ``words``."""
    refused = {"SERVICE", *words}
    for reading in (text, _unescaped(text)):
        if found := refused.intersection(keywords(reading)):
            raise UsageError(
                f"the query has {min(found)}, which would fetch data from elsewhere; the embedded "
                "store stays offline. Ask that server itself with --endpoint URL."
            )
