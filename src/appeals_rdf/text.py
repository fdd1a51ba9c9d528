"""Places in a text: offsets, lines and columns, and what folding may do to words.

Offsets count Unicode code points from 0, the end is excluded. Lines and columns count from 1, as
editors do. A line ends at LF, CRLF or CR; other characters that Unicode calls line breaks do not
end one, because editors disagree on them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

_LINE_END = re.compile(r"\r\n|\n|\r")
_STRAIGHT = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "ʼ": "'", "`": "'"}
    | dict.fromkeys("–—‑−‐", "-")
)
# Letters that Unicode does not decompose but that spellings exchange freely.
_LETTERS = str.maketrans({"ı": "i", "ə": "a", "ø": "o", "đ": "d", "ł": "l", "ß": "ss"})


class LineIndex:
    """Line and column of an offset in one text.

    >>> LineIndex("ab\\ncd").position(4)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: Sequence[int] = [0, *(m.end() for m in _LINE_END.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of ``offset``, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> tuple[int, int]:
        """Return the (start, end) offsets of line ``number`` without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        while end > start and self._text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def __len__(self) -> int:
        return len(self._starts)


def squeeze(text: str) -> str:
    """Fold every run of white space, no-break spaces included, to one space.

    >>> squeeze("Fund\\u00a0of \\n Aid ")
    'Fund of Aid'
    """
    return " ".join(text.split())


def straighten(text: str) -> str:
    """Unify quotation marks, apostrophes and dashes; the length stays the same.

    >>> straighten("“Birlik” – Union")
    '"Birlik" - Union'
    """
    return text.translate(_STRAIGHT)


def fold(text: str) -> str:
    """Fold case, diacritics, quotation marks and white space, for comparing words.

    >>> fold("Rafik  İsmarlı")
    'rafik ismarli'
    """
    if text.isascii():
        return squeeze(text.casefold().replace("`", "'"))
    previous = ""
    # Case folding and decomposition each make work for the other; a second round settles it.
    while text != previous:
        previous = text
        decomposed = unicodedata.normalize("NFKD", straighten(text).casefold().translate(_LETTERS))
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return squeeze(text)
