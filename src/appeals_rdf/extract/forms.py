"""Phrases with one open place, as a vocabulary writes them: `"wir fordern {x} auf ,"`.

The words before and after ``{x}`` stand in the text as they are written; ``{x}`` is what stands
between them. Brackets in the text are no part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from appeals_rdf.extract.words import Words, is_stop, read_words

_LONGEST = 40
_ENDS = frozenset((":", ";", "：", "；", "。", "?", "!", "？", "！"))
_BRACKETS = {"(": 1, "（": 1, ")": -1, "）": -1}


@dataclass(frozen=True)
class Form:
    """One phrase: the words before the open place, and those after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    def find(self, words: Words, ends: Collection[str]) -> tuple[int, int] | None:
        """The open place, as words ``first`` up to ``last``; None where the phrase is not there.

        Where nothing has to follow, one of ``ends`` or of the signs that end a clause ends it.
        """
        for at in words.where.get((self.before or self.after)[0], ()):
            first = at + len(self.before) if self.before else _back(words, at)
            if self.before and not _stands(words, at, self.before):
                continue
            if not self.before and not _stands(words, at, self.after):
                continue
            last = self._last(words, first, ends) if self.before else at
            if last is not None and first < last <= first + _LONGEST:
                return first, _unbracketed(words, first, last)
        return None

    def _last(self, words: Words, first: int, ends: Collection[str]) -> int | None:
        depth = 0
        for i in range(first, min(len(words), first + _LONGEST + 1)):
            depth += _BRACKETS.get(words[i].low, 0)
            if depth > 0:
                continue
            if self.after and _stands(words, i, self.after):
                return i
            if words[i].low in _ENDS or is_stop(words, i):
                return None if self.after else i
            if not self.after and i > first and (words[i].low in ends or words[i].low == ","):
                return i
        return None if self.after else min(len(words), first + _LONGEST)


def read_forms(rows: Iterable[object]) -> tuple[Form, ...]:
    """The phrases of one section of a vocabulary."""
    forms: list[Form] = []
    for row in rows:
        before, _, after = str(row).partition("{x}")
        forms.append(Form(_lows(before), _lows(after)))
    return tuple(f for f in forms if f.before or f.after)


def _lows(phrase: str) -> tuple[str, ...]:
    return tuple(w.low for w in read_words(phrase))


def _stands(words: Words, at: int, phrase: tuple[str, ...]) -> bool:
    return len(words) >= at + len(phrase) and all(
        words[at + k].low == low for k, low in enumerate(phrase)
    )


def _back(words: Words, at: int) -> int:
    """Where the words before a phrase begin: after a sign, or with the sentence."""
    first = at
    while first > 0 and words[first - 1].low not in _ENDS | {","} and not is_stop(words, first - 1):
        first -= 1
    return first


def _unbracketed(words: Words, first: int, last: int) -> int:
    return next((i for i in range(first + 1, last) if _BRACKETS.get(words[i].low) == 1), last)
