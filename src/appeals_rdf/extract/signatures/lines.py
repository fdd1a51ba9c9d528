"""The lines of a text that hold something, as offsets, with what markup said of them.

A line ends at LF, CRLF or CR, as in ``appeals_rdf.text``. White space around a line, no-break
spaces included, is not part of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from appeals_rdf.model import Mark, MarkKind

_CONTENT = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|\n|\r")
_LEAST_WIDTH = 45
_FULL_SHARE = 0.8
_FULL = 0.85
"""How full a line is that was wrapped by hand."""
_DECORATION = " \t\u00a0*_:.,#"


class Line(NamedTuple):
    """One line that is not blank. ``breaks`` counts the line ends since the line before it.

    ``indent`` is the number of characters before it in its line.
    """

    start: int
    end: int
    breaks: int
    indent: int = 0

    @property
    def after_blank(self) -> bool:
        """Whether a blank line stands before it (or the text begins here)."""
        return self.breaks != 1


@dataclass(slots=True)
class Structure:
    """What the markup of a file said of one line.

    ``heading`` is the level of a heading; ``item`` the offset at which the list item begins that
    the line is part of, and ``depth`` the depth of that list; ``strong`` tells that the whole line
    is emphasised, ``row`` that it is a row of a table, ``meta`` that it is a field of the file's
    metadata, ``link`` that all of it is a link.
    """

    heading: int = 0
    item: int | None = None
    depth: int = 0
    strong: bool = False
    row: bool = False
    meta: bool = False
    link: bool = False


def read_lines(text: str) -> list[Line]:
    """The lines of ``text`` that are not blank, in order."""
    lines: list[Line] = []
    before = 0
    for match in _CONTENT.finditer(text):
        raw = match.group()
        bare = raw.lstrip()
        if not bare:
            continue
        start = match.end() - len(bare)
        breaks = len(_BREAK.findall(text, before, start)) if lines else 0
        lines.append(Line(start, start + len(bare.rstrip()), breaks, start - match.start()))
        before = match.end()
    return lines


def are_wrapped(lines: Sequence[str], width: int = 0) -> bool:
    """Whether lines end only because no word more would have found room in them.

    ``width`` is that of the longest line, where it is not among these. One line in four may be
    longer than the others are.
    """
    lengths = sorted(map(len, lines), reverse=True)
    width = max(width, lengths[len(lengths) // 4])
    if len(lines) < 2 or width < _LEAST_WIDTH:
        return False
    full = sum(
        len(line) + len(after.split(None, 1)[0]) >= _FULL * width for line, after in pairwise(lines)
    )
    return full >= _FULL_SHARE * (len(lines) - 1)


def read_structure(text: str, lines: Sequence[Line], marks: Iterable[Mark]) -> dict[int, Structure]:
    """What markup says of lines, by the offset of their start; others are left out."""
    starts = [line.start for line in lines]
    ends = [line.end for line in lines]
    found: dict[int, Structure] = {}
    for mark in marks:
        first = bisect_right(ends, mark.start)
        last = bisect_left(starts, mark.end)
        for line in lines[first:last]:
            structure = found.setdefault(line.start, Structure())
            _note(structure, mark, whole=_covers(text, line, mark))
    return found


def _covers(text: str, line: Line, mark: Mark) -> bool:
    before = text[line.start : max(mark.start, line.start)]
    after = text[min(mark.end, line.end) : line.end]
    return not before.strip(_DECORATION) and not after.strip(_DECORATION)


def _note(structure: Structure, mark: Mark, *, whole: bool) -> None:
    match mark.kind:
        case MarkKind.HEADING:
            structure.heading = mark.level or 1
        case MarkKind.ITEM if mark.level >= structure.depth:
            structure.item, structure.depth = mark.start, mark.level
        case MarkKind.STRONG | MarkKind.EMPHASIS if whole:
            structure.strong = True
        case MarkKind.ROW:
            structure.row = True
        case MarkKind.META:
            structure.meta = True
        case MarkKind.LINK if whole:
            structure.link = True
        case _:
            pass
