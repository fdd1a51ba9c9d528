"""The title of a document, chosen among what its markup and its first lines offer.

A letter's own heading is its title. The title in a file's metadata is next; it gives way to a
line that says what the text is ("Open letter to …") where it says nothing of the kind itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from appeals_rdf.extract.sentences import Span, trim
from appeals_rdf.extract.top import Top
from appeals_rdf.extract.words import Lexicon, read_words
from appeals_rdf.model import Document, Finding, Mark, MarkKind
from appeals_rdf.text import fold
from appeals_rdf.vocabulary import Vocabulary

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_FIELDS = ("title", "subject")
# "Open letter | Elm Guild", "Open letter - Elm Guild": the site's name follows a sign with spaces.
_SITE = re.compile(r"\s+(?:[|–—·•«»]|::?|-)\s+")
# "Re: Fwd: [elm-list] Open letter"
_REPLY = re.compile(
    r"(?:\s{0,3}(?:re|fwd?|aw|wg|tr|rv|antw|enc)\s{0,2}:|\s{0,3}\[[^\]\n]{1,40}\])*\s*", re.I
)
# A line of its own, and below it a row of one sign: "Open letter" over "===========".
_UNDERLINED = re.compile(
    r"(?:\A|(?<=\n))(?P<line>[^\n]{1,160}?[^\s.,;:])[ \t]{0,8}\r?\n"
    r"(?P<sign>[=~*#-])(?P=sign){2,160}[ \t]{0,8}(?=\r?\n|\Z)"
)
_TOP = 4_000
_LEAST = 8
"""A shorter heading proves nothing by standing within the title of its page."""


def page_heading(document: Document, vocabulary: Vocabulary) -> Span | None:
    """The heading under which the letter stands on a web page, whatever stands above it there."""
    if document.media_type not in _PAGES:
        return None
    headings = [m for m in document.marks if m.kind is MarkKind.HEADING and m.level <= 2]
    page = fold(_text(document, _field(document)))

    def rank(mark: Mark) -> int:
        words = fold(document.text[mark.start : mark.end])
        if len(words) >= _LEAST and words in page:
            return 0
        return (
            1 if _names_kind(document.text, (mark.start, mark.end), vocabulary) else 1 + mark.level
        )

    best = min(headings, key=rank, default=None)
    return (best.start, best.end) if best else None


def headings_of(document: Document) -> tuple[Span, ...]:
    """The headings that the markup marks, or a plain text underlines."""
    marked = [(m.start, m.end) for m in document.marks if m.kind is MarkKind.HEADING]
    underlined = (m.span("line") for m in _UNDERLINED.finditer(document.text, 0, _TOP))
    return tuple(sorted({*marked, *underlined}))


def choose_title(document: Document, top: Top, vocabulary: Vocabulary) -> Finding | None:
    """The title as a finding; None where neither the markup nor the first lines give one."""
    text, own = document.text, top.heading or top.title
    field = _own_part(document, _field(document))
    if field is None or field[0] >= field[1]:
        told = own and _names_kind(text, own, vocabulary)
        if top.subject and not top.heading and not told:
            return _finding(text, top.subject, "title:subject")
        return _finding(text, own, "title:heading" if top.heading else "title:first-line")
    said = _names_kind(text, field, vocabulary)
    if document.media_type in _PAGES and top.heading:
        return _finding(text, top.heading, "title:heading")
    if own and fold(text[slice(*own)]) == fold(text[slice(*field)]):
        return _finding(text, own, "title:heading" if top.heading else "title:first-line")
    for line in (top.heading, top.title, top.named):
        if line and not said and _names_kind(text, line, vocabulary):
            return _finding(text, line, "title:first-line")
    return _finding(text, field, "title:metadata")


def _field(document: Document) -> Span | None:
    fields = [m for m in document.marks if m.kind is MarkKind.META and m.value in _FIELDS]
    best = min(fields, key=lambda m: _FIELDS.index(m.value), default=None)
    return (best.start, best.end) if best else None


def _own_part(document: Document, field: Span | None) -> Span | None:
    """The letter's part of a page's title, or of the subject of a mail."""
    if field is None:
        return None
    start, end = field
    if document.media_type in _PAGES:
        parts = _parts(document.text, start, end)
        start, end = max(parts, key=lambda part: part[1] - part[0])
        # A title without a space is the name of a file.
        return (start, end) if " " in document.text[start:end].strip() else None
    if reply := _REPLY.match(document.text, start, end):
        start = reply.end()
    return trim(document.text, start, end)


def _parts(text: str, start: int, end: int) -> list[Span]:
    parts: list[Span] = []
    for sign in _SITE.finditer(text, start, end):
        parts.append((start, sign.start()))
        start = sign.end()
    return [*parts, (start, end)]


@cache
def _kinds(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon(vocabulary.sections.get("document_kinds", {}))


def _names_kind(text: str, span: Span, vocabulary: Vocabulary) -> bool:
    return bool(_kinds(vocabulary).hits(read_words(text, *span)))


def _text(document: Document, span: Span | None) -> str:
    return document.text[slice(*span)] if span else ""


def _finding(text: str, span: Sequence[int] | None, rule: str) -> Finding | None:
    if span is None:
        return None
    return Finding(text=text[span[0] : span[1]], start=span[0], end=span[1], rule=rule)
