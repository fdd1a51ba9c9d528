"""The lines of a text that hold something, as offsets.

A line ends at LF, CRLF or CR, as in ``appeals_rdf.text``. White space around a line, no-break
spaces included, is not part of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CONTENT = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|\n|\r")


class Line(NamedTuple):
    """One line that is not blank. ``breaks`` counts the line ends since the line before it."""

    start: int
    end: int
    breaks: int

    @property
    def after_blank(self) -> bool:
        """Whether a blank line stands before it (or the text begins here)."""
        return self.breaks != 1


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
        lines.append(Line(start, start + len(bare.rstrip()), breaks))
        before = match.end()
    return lines
