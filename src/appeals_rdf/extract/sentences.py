"""What of a text is prose, and where its sentences begin and end.

Prose is the text outside the signature list and the page furniture. A sentence never crosses
either, so nothing that is found in a sentence can take in a telephone number or a signature.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from appeals_rdf.extract.words import Words, read_words
from appeals_rdf.model import Document, MarkKind
from appeals_rdf.vocabulary import Vocabulary

Span = tuple[int, int]

PROSE_LIMIT = 500_000
"""Prose beyond this many characters is not read (and is said): no letter is as long as a book."""

MARKS = "#*_>|"
"""Marks of Markdown at the ends of a line; they are no words of it."""

_LINE = re.compile(r"[^\r\n]+")
# A line longer than this is a paragraph of its own; shorter ones may be wrapped text.
_WRAPPED = 120
# No one writes a longer sentence; a longer stretch without a stop is read in pieces.
_LONGEST = 1_200
# "1. To stop", "(a) To stop", "- To stop", "# Demands": each opens a paragraph.
_POINT = re.compile(r"\s*(?:\(?\w{1,3}[.)]\s|[-*•–—]\s|#)")
# 'end. Next', 'end.” Next', and full-width stops that no space follows.
_STOP = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]")


@dataclass(frozen=True)
class Sentence:
    """One sentence: its place and its words. ``text`` is the whole document's."""

    text: str
    start: int
    end: int

    @cached_property
    def words(self) -> Words:
        """The words of the sentence."""
        return read_words(self.text, self.start, self.end)


def touches(spans: Sequence[Span], sentence: Sentence) -> bool:
    """Whether one of ``spans``, which stand in order, begins in ``sentence``."""
    n = bisect_left(spans, (sentence.start, sentence.start))
    return n < len(spans) and spans[n][0] < sentence.end


def outside(length: int, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The stretches of a text that none of ``spans`` covers.

    >>> outside(10, [(2, 4), (3, 6)])
    ((0, 2), (6, 10))
    """
    gaps: list[Span] = []
    at = 0
    for start, end in sorted(spans):
        if start > at:
            gaps.append((at, min(start, length)))
        at = max(at, end)
    if at < length:
        gaps.append((at, length))
    return tuple(gaps)


def metadata_lines(document: Document) -> tuple[Span, ...]:
    """The lines in which the file's own fields stand, which are no prose: `title: Open letter`."""
    text = document.text
    found: list[Span] = []
    for mark in document.marks:
        if mark.kind is MarkKind.META:
            end = text.find("\n", mark.end)
            found.append((text.rfind("\n", 0, mark.start) + 1, end if end >= 0 else len(text)))
    return tuple(found)


def read_lines(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The non-blank lines in ``spans``, without the white space around them."""
    for start, end in spans:
        for line in _LINE.finditer(text, start, end):
            trimmed = trim(text, line.start(), line.end())
            if trimmed[0] < trimmed[1]:
                yield trimmed


def trim(text: str, start: int, end: int, also: str = "") -> Span:
    """Move both ends inward past white space, and past the signs in ``also``."""
    # A byte order mark is left at the beginning of some texts.
    also += "\ufeff"
    while start < end and (text[start].isspace() or text[start] in also):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in also):
        end -= 1
    return start, end


def read_sentences(
    text: str, spans: Sequence[Span], vocabulary: Vocabulary
) -> tuple[Sentence, ...]:
    """Cut the prose in ``spans`` into sentences."""
    short = _abbreviations(vocabulary)
    return tuple(
        Sentence(text, *piece)
        for paragraph in _paragraphs(text, spans)
        for piece in _cut(text, *paragraph, short)
    )


@cache
def _abbreviations(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(str(a).lower() for a in vocabulary.sections.get("abbreviations", ()))


def _paragraphs(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    for span_start, span_end in spans:
        start = end = -1
        for line in _LINE.finditer(text, span_start, span_end):
            a, b = trim(text, line.start(), line.end())
            if a == b:
                continue
            long = b - a > _WRAPPED
            apart = start < 0 or long or not _continues(text, (start, end), (a, b))
            if apart and start >= 0:
                yield start, end
            if apart:
                start = a
            end = b
            if long:
                yield start, end
                start = -1
        if start >= 0:
            yield start, end


def _continues(text: str, before: Span, line: Span) -> bool:
    """Whether a line goes on with the paragraph before it."""
    between = text[before[1] : line[0]]
    breaks = between.count("\n") or between.count("\r")
    return breaks == 1 and text[before[1] - 1] != ":" and not _POINT.match(text, *line)


def _cut(text: str, start: int, end: int, short: frozenset[str]) -> Iterator[Span]:
    at = start
    for stop in _STOP.finditer(text, start, end):
        if stop[0] == "." and _goes_on(text, at, stop.start(), stop.end(), end, short):
            continue
        yield from _pieces(text, at, stop.end())
        at = stop.end()
    yield from _pieces(text, at, end)


def _goes_on(text: str, at: int, stop: int, after: int, end: int, short: frozenset[str]) -> bool:
    """Whether a full stop belongs to "Mr. Lind", "J. Lind", "12 p.m. on" or "1. To stop"."""
    first = stop
    while first > at and stop - first < 12 and not text[first - 1].isspace():
        first -= 1
    word = text[first:stop].lower().strip("\"'“”‘’(")
    following = text[after : min(after + 4, end)].lstrip()
    opens = following[:1].isupper() or following[:1] in "\"'“”‘(" or following[:1].isdigit()
    if not following or not opens:
        return bool(following)
    return word in short or (len(word) == 1 and word.isalpha()) or (first == at and word.isdigit())


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentence, or, where it is longer than anyone writes, pieces of it."""
    start, end = trim(text, start, end)
    while end - start > _LONGEST:
        space = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        middle = space if space > 0 else start + _LONGEST
        piece = trim(text, start, middle)
        if piece[0] < piece[1]:
            yield piece
        start, end = trim(text, middle, end)
    if start < end:
        yield start, end
