"""RDF terms as text, and the two ways to write them down.

A term is kept in its N-Triples spelling: ``<https://example.org/x>``, ``"words"@en``. So the stream
from record to file builds no objects, and any RDF library reads what comes out. A ``Description``
is one subject with its properties, in the order in which a person would read them.

Literals follow the canonical form of RDFC-1.0 (https://www.w3.org/TR/rdf-canon/), so that sorted
N-Quads are canonical: the data has no blank nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple


class Description(NamedTuple):
    """One subject and its (predicate, object) pairs, all in N-Triples spelling."""

    subject: str
    properties: list[tuple[str, str]]


SCHEMES = (
    "appeal-kind",
    "event-kind",
    "flag",
    "instrument-kind",
    "measure",
    "name-status",
    "organization-kind",
    "qualifier",
    "role",
)
"""The SKOS schemes; each is a prefix of its own."""

PREFIXES: Mapping[str, str] = {
    "apl": "https://w3id.org/appeals-rdf/ontology/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{scheme: f"https://w3id.org/appeals-rdf/scheme/{scheme}/" for scheme in SCHEMES},
}
"""The prefixes of every file, always the same and always all of them, so that files stay alike."""

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

_ESCAPES = {c: f"\\u{c:04X}" for c in (*range(0x20), 0x7F)} | {
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}
_NEEDS_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')
# What RFC 3987 keeps out of an IRI.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
# The part of a prefixed name after the colon, without the forms that need an escape.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.:-]*[A-Za-z0-9_:-])?")
# Segments that a reader resolves away.
_DOTS = re.compile(r"(?:^|/)\.\.?(?:/|$)")
# The literals that Turtle writes as bare numbers: an integer, a decimal with a point.
_NUMBER = re.compile(
    r'"(-?[0-9]+)"\^\^<http://www\.w3\.org/2001/XMLSchema#integer>'
    r'|"(-?[0-9]+\.[0-9]+)"\^\^<http://www\.w3\.org/2001/XMLSchema#decimal>'
)


@cache
def curie(name: str) -> str:
    """The IRI term of a prefixed name.

    >>> curie("xsd:date")
    '<http://www.w3.org/2001/XMLSchema#date>'
    """
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def iri(value: str) -> str:
    """An IRI term; ``ValueError`` where a character may not stand in an IRI."""
    if bad := _NOT_IN_IRI.search(value):
        raise ValueError(f"{bad.group()!r} may not stand in the IRI {value!r}")
    return f"<{value}>"


def literal(value: str, language: str = "", datatype: str = "") -> str:
    """A literal term. ``datatype`` is an IRI term.

    >>> literal('say "yes"', language="en")
    '"say \\\\"yes\\\\""@en'
    """
    if _NEEDS_ESCAPE.search(value):
        value = value.translate(_ESCAPES)
    if language:
        return f'"{value}"@{language}'
    return f'"{value}"^^{datatype}' if datatype else f'"{value}"'


def decimal(value: Decimal | float) -> str:
    """An ``xsd:decimal`` in the canonical form of XSD 1.1, which stores keep as it is.

    >>> decimal(0.90)
    '"0.9"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    text = format(Decimal(str(value)), "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#decimal>'


def nquads(descriptions: Iterable[Description], graph: str = "") -> list[str]:
    """The lines of one graph in N-Quads (N-Triples without ``graph``), sorted, each once."""
    tail = f" {graph} .\n" if graph else " .\n"
    lines = [f"{s} {p} {o}{tail}" for s, properties in descriptions for p, o in properties]
    # Sorting and then dropping equal neighbours is quicker than sorting a set.
    lines.sort()
    return [line for line, before in zip(lines, ("", *lines), strict=False) if line != before]


def turtle_prologue(base: str, prefixes: Mapping[str, str] | None = None) -> str:
    """The ``@base`` and ``@prefix`` lines; ``prefixes`` are those of this graph alone."""
    lines = [f"@base <{base}> .\n"]
    lines += [f"@prefix {p}: <{ns}> .\n" for p, ns in {**PREFIXES, **(prefixes or {})}.items()]
    return "".join(lines)


def turtle(
    descriptions: Iterable[Description], base: str, prefixes: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The body of a Turtle document, one block for each subject, in the order given.

    ``prefixes`` come on top of ``PREFIXES``. IRIs below ``base`` are written relative to it. Write
    ``turtle_prologue`` with the same values first.
    """
    short = _Shortener({**PREFIXES, **(prefixes or {})}, base)
    for subject, properties in descriptions:
        lines: list[str] = []
        previous = ""
        for p, o in properties:
            if p == previous:
                lines[-1] += f", {short[o]}"
            else:
                verb = "a" if p == RDF_TYPE else short[p]
                lines.append(f"{verb} {short[o]}")
                previous = p
        yield f"\n{short[subject]} " + " ;\n    ".join(lines) + " .\n"


class _Shortener(dict[str, str]):
    """Term → its shortest spelling in Turtle, worked out once for each term."""

    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        self._prefixes = {f"<{namespace}": prefix for prefix, namespace in prefixes.items()}
        self._below = f"<{base}"

    def __missing__(self, term: str) -> str:
        short = self[term] = self._iri(term) if term[0] == "<" else self._literal(term)
        return short

    def _literal(self, term: str) -> str:
        if term[-1] != ">":
            return term
        if number := _NUMBER.fullmatch(term):
            return number[1] or number[2]
        value, _, datatype = term.rpartition("^^")
        return f"{value}^^{self[datatype]}"

    def _iri(self, term: str) -> str:
        cut = max(term.rfind("/"), term.rfind("#")) + 1
        prefix = self._prefixes.get(term[:cut])
        if prefix is not None and _LOCAL.fullmatch(term, cut, len(term) - 1):
            return f"{prefix}:{term[cut:-1]}"
        if term.startswith(self._below):
            relative = term[len(self._below) : -1]
            # A colon before the first slash would read as a scheme.
            scheme = ":" in relative.partition("/")[0]
            if relative and not scheme and relative[0] != "/" and not _DOTS.search(relative):
                return f"<{relative}>"
        return term
