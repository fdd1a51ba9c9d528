"""The formats of answers, and which of them a client would like best.

To add a format: a line in ``ROWS`` or ``TRIPLES``, with the name that pyoxigraph has for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name in pyoxigraph, and the media types by which clients ask for it."""

    name: str
    media_types: tuple[str, ...]
    iri: str
    """Its name in a service description."""


_W3 = "http://www.w3.org/ns/formats/"
ROWS = (
    Format(
        "JSON",
        ("application/sparql-results+json", "application/json"),
        f"{_W3}SPARQL_Results_JSON",
    ),
    Format(
        "XML",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        f"{_W3}SPARQL_Results_XML",
    ),
    Format("CSV", ("text/csv",), f"{_W3}SPARQL_Results_CSV"),
    Format("TSV", ("text/tab-separated-values",), f"{_W3}SPARQL_Results_TSV"),
)
TRIPLES = (
    Format("TURTLE", ("text/turtle", "application/x-turtle"), f"{_W3}Turtle"),
    Format("N_TRIPLES", ("application/n-triples", "text/plain"), f"{_W3}N-Triples"),
    Format("RDF_XML", ("application/rdf+xml", "application/xml", "text/xml"), f"{_W3}RDF_XML"),
    Format("JSON_LD", ("application/ld+json", "application/json"), f"{_W3}JSON-LD"),
    Format("N_QUADS", ("application/n-quads",), f"{_W3}N-Quads"),
    Format("TRIG", ("application/trig",), f"{_W3}TriG"),
)
"""The first of each is what a client gets that has no wish."""

Chosen = tuple[str, str]
"""The name of a format, and the media type under which it is sent."""


def choose(accept: str, formats: Sequence[Format]) -> Chosen | None:
    """The best of ``formats`` for an ``Accept`` header; None where none of them will do.

    Among equals the one that the client names comes before one that a ``*`` stands for, then the
    one that it names first. Parts of the header that nobody can read are left out.

    >>> choose("text/csv;q=0.5, */*;q=0.1", ROWS)
    ('CSV', 'text/csv')
    """
    ranges = [
        (range_, quality, position) for position, (range_, quality) in enumerate(_ranges(accept))
    ] or [("*/*", 1.0, 0)]
    best: tuple[tuple[float, int, int, int], Chosen] | None = None
    for place, format_ in enumerate(formats):
        for media_type in format_.media_types:
            # A star stands for what a format is properly called.
            asked = [r for r in ranges if media_type in (format_.media_types[0], r[0])]
            if found := _quality(media_type, asked):
                quality, exact, position = found
                rank = (quality, exact, -position, -place)
                if quality > 0 and (best is None or rank > best[0]):
                    best = rank, (format_.name, media_type)
    return best[1] if best else None


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        range_, *parameters = (piece.strip() for piece in part.split(";"))
        kind, slash, rest = range_.lower().partition("/")
        if not (kind and slash and rest):
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if quality == quality:  # 'nan' is a number to float()
            yield f"{kind}/{rest}", quality


def _quality(
    media_type: str, ranges: Sequence[tuple[str, float, int]]
) -> tuple[float, int, int] | None:
    """How welcome a media type is, by the narrowest range that has it, and where that stands."""
    exactness = {media_type: 2, f"{media_type.partition('/')[0]}/*": 1, "*/*": 0}
    fitting = [
        (exactness[range_], -position, quality)
        for range_, quality, position in ranges
        if range_ in exactness
    ]
    if not fitting:
        return None
    exact, position, quality = max(fitting)
    return quality, exact, -position


def content_type(media_type: str) -> str:
    """The header; everything that is sent is UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
