"""What stands before an entry: printed numbers and bullets.

To add a style, add a row to ``MARKERS``, with an example of what it matches. The first row that
matches wins. A pattern's group ``number`` is the printed number; a bullet has none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BULLET_SIGNS = "+-–—*•·∙▪◦‣●○■□✓✔☑➤►▶▸→⇒❖◆◇★☆⁃»➢➣✗✘◇⚫⬤"
_BULLETS = f"[{re.escape(_BULLET_SIGNS)}]"
_NUMBER = r"(?P<number>[0-9]{1,6})"

MARKERS: dict[str, re.Pattern[str]] = {
    "1.": re.compile(_NUMBER + r"\.(?!\d)\s*"),  # 12. Elm Union | 12.Elm Union; not 08.10.2020
    "1)": re.compile(_NUMBER + r"\)\s*"),  # 12) Elm Union
    "(1)": re.compile(r"\(" + _NUMBER + r"\)\s*"),  # (12) Elm Union; not (555 12) 5550126
    "[1]": re.compile(r"\[" + _NUMBER + r"\](?![(:])\s*"),  # [12] Elm Union; not a Markdown link
    "1 -": re.compile(_NUMBER + r"\s+[-–—]\s+"),  # 12 - Elm Union
    "bullet": re.compile(_BULLETS + r"\s+|[-•·](?=[^\W\d_a-z])"),  # • Elm Union
}
# The same styles inside a line, after the entry before: `Lind Ada; 11."Elm" Union`.
_INLINE = {
    "1.": re.compile(r"(?P<after>;\s*|\s)" + _NUMBER + r"\.(?!\d)(?=\s*\S)"),
    "1)": re.compile(r"(?P<after>;\s*|\s)" + _NUMBER + r"\)(?=\s*\S)"),
    "(1)": re.compile(r"(?P<after>;\s*|\s)\(" + _NUMBER + r"\)(?=\s*\S)"),
    "[1]": re.compile(r"(?P<after>;\s*|\s)\[" + _NUMBER + r"\](?![(:])(?=\s*\S)"),
}
_FIRST = frozenset("0123456789([" + _BULLET_SIGNS)


class Marker(NamedTuple):
    """A marker of one style. ``end`` is where the entry's words begin."""

    style: str
    number: int | None
    start: int
    end: int


def marker_at(text: str, start: int, end: int) -> Marker | None:
    """The marker at the beginning of ``text[start:end]``, or None."""
    if start >= end or text[start] not in _FIRST:
        return None
    for style, pattern in MARKERS.items():
        if match := pattern.match(text, start, end):
            number = int(match["number"]) if style != "bullet" else None
            return Marker(style, number, start, match.end())
    return None


def markers_inside(text: str, start: int, end: int, style: str) -> list[tuple[Marker, bool]]:
    """Markers of ``style`` inside ``text[start:end]``, each with whether a ``;`` stands before."""
    pattern = _INLINE.get(style)
    if pattern is None:
        return []
    found = []
    for match in pattern.finditer(text, start, end):
        begin = match.end("after")
        marker = marker_at(text, begin, end)
        if marker is not None:
            found.append((marker, match["after"].startswith(";")))
    return found
