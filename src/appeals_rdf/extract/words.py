"""The words of a stretch of text, and a quick way to find phrases among them.

Rules for prose look at words and not at characters: a word knows its place, so whatever is found
can be quoted, and looking a phrase up costs the same in a text of any shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from appeals_rdf.text import straighten

# Chinese runs its words together: each character is a word, a name or a cue a row of them.
_HAN = "〇\u3400-\u9fff\uf900-\ufaff"
_LETTER, _SIGN = rf"[^\W\d{_HAN}]", rf"[^\W{_HAN}]"
_WORD = re.compile(
    rf"[{_HAN}]"  # each of "尊敬的"
    # "3,000" "27.09.2030" "75th" "12-year-old" "10h30"; of "2030-09-27T08:00" the day
    rf"|\d+(?:[.,:/h-]\d+)*(?:(?!T\d)-?{_LETTER}+(?:-{_SIGN}+)*)?"
    r"|'s\b"
    # "l'" of "l'Union", "dell'" of "dell'Unione"; but "D'Arcy" is one name
    r"|(?:[cdjlmnst]|L|qu|un|[AaDdNnSs][ae]?ll|[Ss]ull)'(?=\w)"
    rf"|{_SIGN}+(?:-{_SIGN}+|'(?!s\b){_SIGN}+)*"  # "co-chair" "D'Arcy"
    r"|([^\w\s])\1*"  # "%" "\"" "...."
)


class Word(NamedTuple):
    """One word, or one sign however often repeated: its offsets, its comparable form, its capital.

    Quotation marks and dashes are straight in the comparable form; a run of signs is one sign.
    Scripts without capitals write every word as if it had one.
    """

    start: int
    end: int
    low: str
    cap: bool


class Hit(NamedTuple):
    """A phrase found at words ``first`` up to, not including, ``last``."""

    first: int
    last: int
    label: str


class Words(list[Word]):
    """The words of a stretch, with an index, so that a phrase costs only where its word stands."""

    def __init__(self, words: Iterable[Word] = ()) -> None:
        super().__init__(words)
        self.where: dict[str, list[int]] = {}
        for i, word in enumerate(self):
            self.where.setdefault(word.low, []).append(i)
        self.lows = frozenset(self.where)
        self.numbers: Any = None
        """What ``numbers.read_numbers`` found; several readers ask for it."""


def read_words(text: str, start: int = 0, end: int | None = None) -> Words:
    """Cut a stretch of ``text`` into words; offsets count in the whole text.

    >>> [w.low for w in read_words("Amber's 3,000 co-chairs…")]
    ['amber', "'s", '3,000', 'co-chairs', '…']
    """
    # The lower case of "İ" is two characters, a plain "i" with its dot.
    plain = straighten(text[start:end]).replace("İ", "I")
    return Words(
        Word(
            start + m.start(),
            start + m.end(),
            (m[0].lower() if m[1] is None else m[1]),
            m[0][0].isupper() or is_han(m[0]),
        )
        for m in _WORD.finditer(plain)
    )


def is_han(word: str) -> bool:
    """Whether a word is a Chinese character.

    >>> is_han("信"), is_han("x")
    (True, False)
    """
    return "\u3400" <= word[0] <= "\u9fff" or "\uf900" <= word[0] <= "\ufaff" or word[0] == "〇"


def is_stop(words: Words, at: int) -> bool:
    """Whether word ``at`` is a full stop that ends something, and not that of "Ms." or "A."."""
    if words[at].low != "." or at == 0:
        return words[at].low == "."
    following = words[at + 1].cap if at + 1 < len(words) else False
    return len(words[at - 1].low) > 4 or not (words[at - 1].cap and following)


class Lexicon:
    """Phrases with labels, looked up by their first word; the longest phrase wins for a label.

    >>> Lexicon({"fire": ["opened fire", "fired"]}).hits(read_words("They opened fire."))
    [Hit(first=1, last=3, label='fire')]
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for label, entries in phrases.items():
            for entry in entries:
                lows = tuple(w.low for w in read_words(str(entry)))
                if lows:
                    self._table.setdefault(lows[0], []).append((lows, label))
        for rows in self._table.values():
            rows.sort(key=lambda row: (-len(row[0]), row[1]))
        self.lows = frozenset(self._table)

    def hits(self, words: Words, first: int = 0, last: int | None = None) -> list[Hit]:
        """Find every phrase in ``words[first:last]``, in reading order."""
        stop = len(words) if last is None else min(last, len(words))
        if stop - first <= 12:
            places: Iterable[int] = range(max(first, 0), stop)
        else:
            common = self.lows & words.lows
            if not common:
                return []
            places = sorted(i for low in common for i in words.where[low] if first <= i < stop)
        return [hit for i in places for hit in self._here(words, i, stop)]

    def at(self, words: Words, index: int, last: int | None = None) -> Hit | None:
        """The longest phrase that begins at ``words[index]`` and ends by ``last``, if any."""
        stop = len(words) if last is None else min(last, len(words))
        if not 0 <= index < stop or words[index].low not in self._table:
            return None
        return max(self._here(words, index, stop), key=lambda h: h.last, default=None)

    def _here(self, words: Words, i: int, stop: int) -> list[Hit]:
        found: list[Hit] = []
        for lows, label in self._table.get(words[i].low, ()):
            end = i + len(lows)
            if end > stop or any(h.label == label for h in found):
                continue
            if len(lows) == 1 or all(words[i + k].low == low for k, low in enumerate(lows)):
                found.append(Hit(i, end, label))
        return found
