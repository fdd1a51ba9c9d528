"""The shape of an entry: one letter for each word, quoted run, bracketed run or separator.

The letters of words are those of ``Lexicon.kind``. ``Q`` is a run in quotation marks, ``K`` one in
brackets; ``,`` ``;`` ``:`` ``/`` ``|`` stand for themselves. A dash ``-`` has a space beside it,
``_`` only joins, ``x`` is a quotation mark or bracket without its pair. The words of
``1. Ada Lind – “Elm” Union, director`` have the shape ``NN-QB,R``.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from appeals_rdf.extract.signatures.lexicon import Lexicon

_STOP = r"\s\"“”„«»()\[\],;:/|–—\-"
_TOKEN = re.compile(
    rf"""
    [^{_STOP}]+(?:-[^{_STOP}]+)*          # Union | Non-Governmental | D.Lind | Women's
    | ["“”„«»][^"“”„«»]*["“”„«»]           # "Elm" | “Elm" | «Elm»
    | \([^()]*\) | \[[^\[\]]*\]           # (Elm, Ash) | [Elm]
    | [-–—]+                              # - | – | --
    | \S
    """,
    re.VERBOSE,
)
_MARKS = {mark: mark for mark in ",;:/|"} | dict.fromkeys('"“”„«»()[]', "x")
_QUOTES = frozenset('"“”„«»')
_BRACKETS = frozenset("([")
_DASHES = frozenset("-–—")
MAX_TOKENS = 160
"""A longer entry is kept whole: nobody's name and body take so many words."""


class Shape(NamedTuple):
    """``letters[i]`` is the kind of what stands at ``spans[i]``, in offsets of the document."""

    letters: str
    spans: list[tuple[int, int]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens ``first`` to ``last``, the latter excluded."""
        return self.spans[first][0], self.spans[last - 1][1]

    def cut(self, first: int, last: int) -> Shape:
        """The shape of the tokens ``first`` to ``last``, the latter excluded."""
        return Shape(self.letters[first:last], self.spans[first:last])


class Shaper:
    """Gives shapes of passages of one text; remembers words, which recur within a list."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self._kinds: dict[str, str] = dict(_MARKS)

    def shape(self, start: int, end: int) -> Shape:
        """The shape of ``text[start:end]``, cut off after ``MAX_TOKENS`` and one more."""
        text, known = self.text, self._kinds.get
        tokens = islice(_TOKEN.finditer(text, start, end), MAX_TOKENS + 1)
        spans = [match.span() for match in tokens]
        letters = [known(text[first:last]) or "" for first, last in spans]
        if not all(letters):
            for index, letter in enumerate(letters):
                if not letter:
                    letters[index] = self._letter(*spans[index], start, end)
        return Shape("".join(letters), spans)

    def _letter(self, first: int, last: int, start: int, end: int) -> str:
        """The letter of a token that has not been met before, or depends on its place."""
        mark = self.text[first]
        if mark in _DASHES:
            return "-" if self._separates(first, last, start, end) else "_"
        if mark in _QUOTES:
            return "Q"
        if mark in _BRACKETS:
            return "K"
        token = self.text[first:last]
        letter = self._kinds[token] = self.lexicon.kind(token)
        return letter

    def _separates(self, first: int, last: int, start: int, end: int) -> bool:
        """Whether a dash stands apart: ``Lind - Elm``, ``Lind- Elm``, ``Lind—Elm``."""
        return (
            "—" in self.text[first:last]
            or (first > start and self.text[first - 1].isspace())
            or (last < end and self.text[last].isspace())
        )
