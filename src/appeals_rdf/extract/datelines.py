"""The date of a letter: its own date line before any other date on the page.

The lines that are a date and little else compete. Most is worth a line with a place ("Elmton, le 5
mai 2031"), as letters have it; then a bare date; least, what says that a page was published. A
date in a file's metadata is taken where no line has one, and a date within a sentence never.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from appeals_rdf.extract.dates import read_date_line
from appeals_rdf.extract.sentences import MARKS, Span, read_lines, trim
from appeals_rdf.extract.words import read_words
from appeals_rdf.model import Document, MarkKind, WrittenDate
from appeals_rdf.vocabulary import Vocabulary

_CLOSING = 1_500
_NEAR = 4
_FAR = 12
_MOST = 2
_DATELINE = 100
_BYLINE = re.compile(r"\s[·•|]\s")
_BLANK_ABOVE = re.compile(r"\n[^\S\n]*\n\s*\Z")
_BLANK_BELOW = re.compile(r"[^\S\n]*\r?\n[^\S\n]*\r?\n")
_DASH = re.compile(r"\s(?:[–—]|--?)\s|\)\s")
# Fields of metadata that date a text, the surest first; "modified" and its like do not.
_FIELDS = ("date", "issued", "published", "created", "pubdate")
_PLACE, _BARE, _PUBLISHED = 2, 1, 0


def choose_date(
    document: Document,
    head: Sequence[WrittenDate],
    spans: Sequence[Span],
    blocks: Sequence[Span],
    vocabulary: Vocabulary,
) -> WrittenDate | None:
    """The best of the dates above the letter (``head``), at its end, and in the metadata.

    ``head`` has the letter's own first; of equals, the first is taken.
    """
    text = document.text
    found = [(strength(text, d, vocabulary), d) for d in head]
    found += _closing(text, spans, blocks, vocabulary)
    found += [(_PUBLISHED, d) for d in _press(text, spans, vocabulary)]
    best = max(found, key=lambda row: row[0], default=None)
    return best[1] if best else _alone(text, spans, vocabulary) or _metadata(document, vocabulary)


def _alone(text: str, spans: Sequence[Span], vocabulary: Vocabulary) -> WrittenDate | None:
    """The only date that has a paragraph of its own, wherever it stands, or opens a byline."""
    lines = [trim(text, *line, MARKS) for line in read_lines(text, spans)]
    dates = [date for line in lines if (date := _own_line(text, line, vocabulary))]
    if len(dates) == 1:
        return dates[0]
    # "26 May 2031 • Editors • 3 minutes to read"
    for a, b in lines[:_FAR]:
        sign = _BYLINE.search(text, a, min(b, a + _DATELINE))
        if sign and (date := read_date_line(text, a, sign.start(), vocabulary)):
            return date
    return None


def _own_line(text: str, line: Span, vocabulary: Vocabulary) -> WrittenDate | None:
    a, b = line
    date = read_date_line(text, a, b, vocabulary) if b - a <= _DATELINE else None
    if date is None:
        return None
    floor, ceiling = max(0, a - _DATELINE), min(len(text), b + _DATELINE)
    blank_above = _BLANK_ABOVE.search(text[floor:a]) or not text[floor:a].strip()
    blank_below = _BLANK_BELOW.match(text[b:ceiling]) or not text[b:ceiling].strip()
    return date if blank_above and blank_below else None


def strength(text: str, date: WrittenDate, vocabulary: Vocabulary) -> int:
    """How surely the line of a date is the date line of a letter."""
    floor = max(0, date.start - _DATELINE)
    start = max(text.rfind("\n", floor, date.start) + 1, floor)
    before = [w for w in read_words(text, start, date.start) if w.low[0].isalnum()]
    if any(w.low in _published(vocabulary) for w in before):
        return _PUBLISHED
    place = any(w.cap for w in before) and re.search(r"[,，]", text[start : date.start])
    return _PLACE if place else _BARE


def _press(text: str, spans: Sequence[Span], vocabulary: Vocabulary) -> Iterator[WrittenDate]:
    """The date that opens a press release: "ELMTON, 14 May 2031 – The guilds condemn …"."""
    for n, (start, end) in enumerate(read_lines(text, spans)):
        if n >= _FAR:
            return
        a, b = trim(text, start, end, MARKS)
        if dash := _DASH.search(text, a, min(b, a + _DATELINE)):
            date = read_date_line(text, a, dash.start(), vocabulary)
            if date and strength(text, date, vocabulary) == _PLACE:
                yield date
                return


@cache
def _published(vocabulary: Vocabulary) -> frozenset[str]:
    cues = vocabulary.sections.get("header", {}).get("published", ())
    return frozenset(str(cue) for cue in cues)


def _closing(
    text: str, spans: Sequence[Span], blocks: Sequence[Span], vocabulary: Vocabulary
) -> list[tuple[int, WrittenDate]]:
    """Date lines at the end: before the signatures, after them, or after a letter without any.

    Further off than a few lines, only a place beside the date shows that it is the letter's. A
    row of dated lines is a list of something, and none of them the letter's.
    """
    border = min((start for start, _ in blocks), default=len(text))
    last = list(read_lines(text, between(spans, max(0, border - _CLOSING), border)))
    rows: list[Span] = last[::-1][:_FAR]
    after: list[Span] = []
    if blocks:
        end = max(end for _, end in blocks)
        after = list(read_lines(text, between(spans, end, end + _CLOSING)))[:_FAR]
    found: list[tuple[int, WrittenDate]] = []
    for lines in (rows, after):
        dates = [
            None
            if _goes_on(text, line)
            else read_date_line(text, *trim(text, *line, MARKS), vocabulary)
            for line in lines
        ]
        if sum(date is not None for date in dates) > _MOST:
            continue
        rated = [(n, strength(text, d, vocabulary), d) for n, d in enumerate(dates) if d]
        found += [(worth, date) for n, worth, date in rated if n < _NEAR or worth == _PLACE]
    return found


def _goes_on(text: str, line: Span) -> bool:
    """ "Please sign" | "by 15 May 2031.": a line that goes on with a sentence above it."""
    start, end = line
    above = text.rfind("\n", 0, start)
    wrapped = above > 0 and text[max(0, above - _DATELINE) : above].rpartition("\n")[2].strip()
    return bool(wrapped) and text[start].islower() and text[end - 1] == "."


def _metadata(document: Document, vocabulary: Vocabulary) -> WrittenDate | None:
    fields = [m for m in document.marks if m.kind is MarkKind.META and m.value in _FIELDS]
    for field in sorted(fields, key=lambda m: _FIELDS.index(m.value)):
        if date := read_date_line(document.text, field.start, field.end, vocabulary):
            return replace(date, rule="date:metadata")
    return None


def between(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """What of ``spans`` lies between two offsets."""
    return tuple((max(a, start), min(b, end)) for a, b in spans if b > start and a < end)
