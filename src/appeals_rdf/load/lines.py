"""A graph as sorted lines of N-Triples, which is its canonical form.

RDFC-1.0 (https://www.w3.org/TR/rdf-canon/) comes to this where no node is blank, and none of ours
is. Lines are bytes that end with a line feed; their order is that of the code points.

Decimals are compared by value, because stores keep them so and spell them by their own rule: what
is loaded as ``"27"^^xsd:decimal`` comes back from Jena's TDB2 as ``"27.0"``, and what is loaded as
``"27.0"`` from Oxigraph as ``"27"``. Every other term has to come back as it was sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from appeals_rdf.errors import StoreError
from appeals_rdf.rdf import PREFIXES, decimal, iri, literal

NTRIPLES = "application/n-triples"
Lines = Sequence[bytes]


class Content(NamedTuple):
    """What a graph holds: how many triples, and the SHA-256 of its sorted lines."""

    triples: int
    sha256: str


def content(lines: Lines) -> Content:
    """The content that these sorted lines are."""
    return Content(len(lines), digest(lines))


def digest(lines: Iterable[bytes]) -> str:
    """The SHA-256 of sorted lines, as hexadecimal digits."""
    return hashlib.sha256(b"".join(lines)).hexdigest()


def plain_lines(data: bytes) -> list[bytes]:
    """The lines of N-Triples as they came, but for the decimals, sorted, each once."""
    return sorted(set(_DECIMAL.sub(_respelled, data).splitlines(keepends=True)))


def canonical_lines(data: bytes, media_type: str = NTRIPLES) -> list[bytes]:
    """The sorted lines of a graph in N-Triples or Turtle, each term in its canonical spelling.

    Raises ``StoreError`` where it is neither.
    """
    import pyoxigraph as ox

    format_ = ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.N_TRIPLES
    try:
        found = {_line(quad) for quad in ox.parse(data, format=format_)}
    except SyntaxError as error:
        raise StoreError(f"the store gives a graph that cannot be read: {error.msg}") from error
    return sorted(found)


def _line(quad: Any) -> bytes:
    return f"{_term(quad.subject)} {_term(quad.predicate)} {_term(quad.object)} .\n".encode()


def _term(node: Any) -> str:
    import pyoxigraph as ox

    if isinstance(node, ox.NamedNode):
        return iri(node.value)
    if not isinstance(node, ox.Literal):
        return str(node)
    if node.language:
        return literal(node.value, node.language)
    datatype = node.datatype.value
    if datatype == _XSD_DECIMAL and _NUMBER.fullmatch(node.value):
        return decimal(Decimal(node.value))
    return literal(node.value, datatype="" if datatype == _STRING else iri(datatype))


_STRING = f"{PREFIXES['xsd']}string"
_XSD_DECIMAL = f"{PREFIXES['xsd']}decimal"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", re.ASCII)
# Decimals that may be spelled shorter. A quote within a string is escaped, so none of it matches.
_DECIMAL = re.compile(
    rb'"([+-]?[0-9]*\.[0-9]*|\+[0-9]+)"\^\^<' + re.escape(_XSD_DECIMAL.encode()) + b">"
)


@lru_cache(maxsize=4096)
def _canonical(number: bytes) -> bytes:
    return decimal(Decimal(number.decode())).encode()


def _respelled(match: re.Match[bytes]) -> bytes:
    return _canonical(match[1]) if _NUMBER.fullmatch(match[1].decode()) else match[0]
