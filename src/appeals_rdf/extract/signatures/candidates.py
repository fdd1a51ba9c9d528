"""Stretches of a text that have the form of a list; ``blocks`` decides which are signed.

A candidate is a sequence of pieces: an ``entry``'s first line, ``more`` of the entry before, or a
line ``between`` entries that belongs to none. To add a way in which lists are laid out, write a
function from lines to candidates and add it to ``FINDERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from appeals_rdf.extract.signatures.lexicon import Lexicon
from appeals_rdf.extract.signatures.lines import Line, read_lines
from appeals_rdf.extract.signatures.markers import Marker, marker_at

MAX_JUMP = 100
"""A number that is further on than this does not continue a list: ``1984. `` after ``12. ``."""
_MAX_BETWEEN = 2
_MAX_HEADING_WORDS = 6
_MAX_MORE_WORDS = 2
_MAX_LENGTH = 200
_MAX_WORDS = 25
_MAX_HEADING = 100
_WRAP_WIDTH = 60
_ROLL_WIDTH = 150
_OPEN = (",", "-", "–", "—", "(", "&")


class Piece(NamedTuple):
    """One line of a candidate; ``words`` is where it begins after its marker."""

    kind: str
    line: Line
    words: int
    number: int | None = None


@dataclass(slots=True)
class Candidate:
    """A stretch in the form of a list. ``first`` and ``last`` index the lines it takes up."""

    style: str
    first: int
    last: int
    heading: Line | None = None
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """A text with its lines, and what can be asked of a line."""

    text: str
    lines: list[Line]
    lexicon: Lexicon

    def words(self, line: Line) -> str:
        """The words of a line."""
        return self.text[line.start : line.end]

    def is_heading(self, line: Line) -> bool:
        """Whether a line announces signatories: ``Signed by:``, ``## Signatories``."""
        if line.end - line.start > _MAX_LENGTH:
            return False
        words = self.words(line)
        bare = words.strip("*_# \u00a0")
        marked = bare.endswith(":") or words.startswith(("#", "**"))
        if not marked and bare.count(" ") > _MAX_HEADING_WORDS:
            return False
        cue = self.lexicon.heading.search(words)
        return cue is not None and (
            marked or len(bare.split()) <= len(cue.group().split()) + _MAX_MORE_WORDS
        )

    def is_end(self, line: Line) -> bool:
        """Whether a line is of the page around the list: ``More about: Baku``, ``-----``."""
        head = self.text[line.start : min(line.end, line.start + 60)]
        return self.lexicon.list_end.match(head) is not None or not any(map(str.isalnum, head))

    def is_prose(self, line: Line) -> bool:
        """Whether a line is too long for an entry or a heading."""
        length = line.end - line.start
        return length > _MAX_LENGTH or (
            length > 2 * _MAX_WORDS and len(self.words(line).split()) > _MAX_WORDS
        )

    def is_roll(self, line: Line) -> bool:
        """Whether a long line is a row of short entries: ``Ada Lind, Elm Union; Cy Moor, ...``."""
        entries = self.text.count(";", line.start, line.end)
        return entries > 1 and line.end - line.start < entries * _ROLL_WIDTH

    def is_open(self, piece: Piece) -> bool:
        """Whether something must follow: ``"For Justice" Union,`` or a number alone."""
        return piece.words >= piece.line.end or self.text.endswith(
            _OPEN, piece.words, piece.line.end
        )


def make_page(text: str, lexicon: Lexicon) -> Page:
    """The page of a text. A heading with words behind its colon is a line of its own."""
    lines: list[Line] = []
    page = Page(text, lines, lexicon)
    for line in read_lines(text):
        colon = text.find(":", line.start, min(line.end, line.start + _MAX_HEADING))
        rest = line.end - colon - 1
        if colon >= 0 and rest > 3 and lexicon.heading.search(text, line.start, colon):
            head = Line(line.start, colon + 1, line.breaks)
            while text[line.end - rest].isspace():
                rest -= 1
            lines += [head, Line(line.end - rest, line.end, 1)]
        else:
            lines.append(line)
    return page


def find_marked(page: Page) -> list[Candidate]:
    """Runs of numbered or bulleted lines, whatever stands before them."""
    found: list[Candidate] = []
    current: Candidate | None = None
    between = number = 0
    for index, line in enumerate(page.lines):
        marker = marker_at(page.text, line.start, line.end)
        if marker is not None:
            if current is None or not _continues(current.style, number, marker):
                current = Candidate(marker.style, index, index)
                found.append(current)
            current.pieces.append(Piece("entry", line, marker.end, marker.number))
            current.last, between = index, 0
            number = marker.number or 0
        elif current is not None:
            between += 1
            kind = "more" if _belongs(page, current.pieces[-1], line) else "between"
            if kind == "more":
                between = 0
            if between > _MAX_BETWEEN or page.is_prose(line) or page.is_heading(line):
                current = None
            else:
                current.pieces.append(Piece(kind, line, line.start))
    for candidate in found:
        _trim(page, candidate)
    return found


def _continues(style: str, number: int, marker: Marker) -> bool:
    if style != marker.style:
        return False
    if marker.number is None:
        return True
    # Markdown writes every number as 1; otherwise 1 begins another list.
    return abs(marker.number - number) <= MAX_JUMP and (marker.number > 1 or number <= 1)


def _belongs(page: Page, before: Piece, line: Line) -> bool:
    """Whether a line without a marker goes on with the entry before it."""
    if page.is_end(line) or before.kind == "between":
        return False
    if page.is_open(before):
        return True
    return not line.after_blank and page.text[before.line.end - 1] not in ";."


def _trim(page: Page, candidate: Candidate) -> None:
    """Give back the lines after the last entry that are not the rest of it."""
    pieces = candidate.pieces
    last = max(i for i, piece in enumerate(pieces) if piece.kind == "entry")
    # Entries of several lines are a habit of the list, or the line before is full.
    habit = any(piece.kind == "more" and not piece.line.after_blank for piece in pieces[: last + 1])
    keep = last + 1
    for piece in pieces[last + 1 :]:
        before = pieces[keep - 1]
        wrapped = before.line.end - before.line.start >= _WRAP_WIDTH
        if piece.kind != "more" or not (page.is_open(before) or habit or wrapped):
            break
        keep += 1
    del pieces[keep:]
    candidate.last = candidate.first + keep - 1


def find_headed(page: Page) -> list[Candidate]:
    """Lines or paragraphs without marks that follow a heading: ``Signed by:``."""
    found: list[Candidate] = []
    end = 0
    for index, line in enumerate(page.lines):
        if index >= end and page.is_heading(line):
            end = _end_of_headed(page, index + 1)
            pieces = [Piece("entry", each, each.start) for each in page.lines[index + 1 : end]]
            if pieces:
                found.append(Candidate("", index + 1, end - 1, pieces=_joined(page, pieces)))
    return found


def _end_of_headed(page: Page, first: int) -> int:
    """The index of the line after a list without marks that begins at line ``first``."""
    closed = 0
    broken = False
    for index in range(first, len(page.lines)):
        line = page.lines[index]
        if page.is_prose(line) and not page.is_roll(line):
            return index
        if page.is_end(line) or page.is_heading(line):
            return index
        if marker_at(page.text, line.start, line.end):
            return index
        if index > first:
            last = page.text[page.lines[index - 1].end - 1]
            # A list whose entries end with ";" ends with ".".
            if last == "." and 2 * closed >= index - first - 1 > 0:
                return index
            closed += last == ";"
            # One line on its own after an unbroken list stands outside of it.
            alone = index + 1 == len(page.lines)
            if line.after_blank and alone and not broken and index - first > 1:
                return index
            broken = broken or line.after_blank
    return len(page.lines)


def _joined(page: Page, pieces: list[Piece]) -> list[Piece]:
    """Join wrapped lines, where only the ends of paragraphs are terminated."""
    starts = {i for i, piece in enumerate(pieces) if i == 0 or piece.line.after_blank}
    closed = [page.text[piece.line.end - 1] in ";." for piece in pieces]
    inner = [is_closed for i, is_closed in enumerate(closed) if i + 1 not in starts][:-1]
    if not inner or any(inner) or 2 * sum(closed) < len(starts):
        return pieces
    return [
        piece if i in starts else Piece("more", piece.line, piece.words)
        for i, piece in enumerate(pieces)
    ]


FINDERS: tuple[Callable[[Page], list[Candidate]], ...] = (find_marked, find_headed)
