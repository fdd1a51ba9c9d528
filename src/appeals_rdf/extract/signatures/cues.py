"""Words that tell where a list of signatories begins and ends, in every language there is.

A letter in one language may head its list in another, and these words do not clash across
languages; so all vocabularies are looked through, whatever the letter's own language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from appeals_rdf.vocabulary import languages, some_sections

_WORD = re.compile(r"[^\W_]+")
SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that put no space between words."""

_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_MORE_LETTERS = 8

_DOTS = str.maketrans({"\u0307": None, "ı": "i"})
"""The Turkish i has a dot or none by language; capitals tell only to who knows which it is."""


def words_of(text: str) -> list[str]:
    """The words of a text for looking up phrases: case folded, without punctuation."""
    return _WORD.findall(text.casefold().translate(_DOTS))


class Phrases:
    """Phrases to look for in a line, by their words; where a script has no spaces, by letters."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        spaceless = []
        for phrase in phrases:
            if SPACELESS.search(phrase):
                spaceless.append(phrase)
            elif words := tuple(words_of(phrase)):
                self._by_first.setdefault(words[0], []).append(words)
        for choices in self._by_first.values():
            choices.sort(key=len, reverse=True)
        self._spaceless = tuple(sorted(spaceless, key=len, reverse=True))

    def length_at(self, words: Sequence[str], first: int) -> int:
        """How many words the longest phrase at ``words[first]`` has, 0 where none stands there."""
        for phrase in self._by_first.get(words[first], ()):
            if tuple(words[first : first + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def find(self, text: str, words: Sequence[str] | None = None) -> tuple[int, int] | None:
        """The first and the last-plus-one word of the first phrase in ``text``, or None.

        In a script without spaces the whole text counts as one word.
        """
        if SPACELESS.search(text) and any(phrase in text for phrase in self._spaceless):
            return 0, 1
        words = words_of(text) if words is None else words
        for first in range(len(words)):
            if length := self.length_at(words, first):
                return first, first + length
        return None

    def heads(self, text: str) -> bool:
        """Whether a phrase of a script without spaces opens or ends a short ``text``."""
        bare = "".join(words_of(_BRACKETS.sub("", text)))
        return any(
            bare.startswith(phrase) or bare.endswith(phrase)
            for phrase in self._spaceless
            if len(bare) <= len(phrase) + _MORE_LETTERS
        )

    def opens(self, text: str) -> int:
        """How many words (letters, in a script without spaces) of a phrase open ``text``."""
        if self._spaceless and SPACELESS.search(text[:40]):
            bare = text.lstrip(" \t\u3000*#•-【[(（")
            for phrase in self._spaceless:
                if bare.startswith(phrase):
                    return len(phrase)
        words = words_of(text[:80])
        return self.length_at(words, 0) if words else 0

    def is_whole(self, text: str) -> bool:
        """Whether ``text`` is one of the phrases and no more."""
        if self._spaceless and SPACELESS.search(text):
            bare = "".join(words_of(text))
            return any(
                bare.startswith(phrase) and len(bare) <= len(phrase) + 2
                for phrase in self._spaceless
            )
        words = words_of(text)
        at = self.find(text, words)
        return at is not None and len(words) <= at[1] - at[0]


class Cues:
    """The phrases of all vocabularies that say what a line of a list, or around one, is.

    ``labels`` gives, for the words of a column's heading, the field that the column has.
    """

    def __init__(self) -> None:
        self.heading = Phrases(_all("signature_headings"))
        self.lead_in = Phrases(_all("signature_lead_ins"))
        self.list_end = Phrases(_all("signature_list_ends"))
        self.group = Phrases(_all("group_headings"))
        self.closing = Phrases(_all("closings"))
        self.signed = tuple(sorted(_all("signed_marks"), key=len, reverse=True))
        self.ands = frozenset(_all("and_words"))
        self.labels: dict[str, str] = {}
        for section in _sections("list_labels"):
            for field, words in (section or {}).items():
                self.labels |= {" ".join(words_of(str(word))): field for word in words}

    def label(self, text: str) -> str | None:
        """The field that a column's heading names: person, organization, role, place, number."""
        return self.labels.get(" ".join(words_of(text)))


_SECTIONS = frozenset(
    (
        "signature_headings",
        "signature_lead_ins",
        "signature_list_ends",
        "group_headings",
        "closings",
        "signed_marks",
        "and_words",
        "list_labels",
    )
)


def _sections(name: str) -> Iterator[Any]:
    for language in languages():
        yield some_sections(language, _SECTIONS).sections.get(name)


def _all(name: str) -> list[str]:
    return [str(each) for section in _sections(name) for each in section or ()]


@cache
def cues() -> Cues:
    """The cues, made once."""
    return Cues()
