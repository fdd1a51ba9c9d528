"""Which language a text is in, of those that there is a vocabulary for. Works without a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from appeals_rdf.model import Problem
from appeals_rdf.read.layer import note
from appeals_rdf.vocabulary import languages

if TYPE_CHECKING:
    from eld import LanguageDetector

WINDOW = 400
"""Characters that are looked at together; in longer stretches the detector sees the start only."""
WINDOWS = 24
"""Windows at most, spread evenly over the text."""
SURE = 0.6
"""The share of the windows that must agree."""
DEFAULT = "en"
"""For a text without letters."""


def detect_language(text: str, name: str) -> tuple[str, tuple[Problem, ...]]:
    """The language of ``text``, with a note where that is not sure.

    Each of some windows votes for a language; a list of foreign names is outvoted by the prose.
    """
    known = languages()
    votes: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for window in _windows(text):
        scores = _detector().detect(window).scores()
        if scores:
            seen[max(scores, key=lambda tag: scores[tag])] += 1
            votes[max(known, key=lambda tag: scores.get(tag, 0.0))] += 1
    if not votes:
        return DEFAULT, (_unsure(DEFAULT, "no language", name),)
    # Equal votes go to the first by name, so that every machine says the same.
    found = max(sorted(votes), key=lambda tag: votes[tag])
    first = max(sorted(seen), key=lambda tag: seen[tag])
    if first not in known:
        return found, (_unsure(found, f"'{first}', which has no vocabulary,", name),)
    if votes[found] < SURE * votes.total():
        return found, (_unsure(found, " and ".join(f"'{tag}'" for tag in sorted(votes)), name),)
    return found, ()


def _unsure(found: str, seen: str, name: str) -> Problem:
    return note(
        "language-unsure",
        f"read as '{found}', but {seen} can be seen in it",
        name,
        "Set 'language:' in its curation or in corpus.yaml, or use --language.",
    )


def _windows(text: str) -> Iterator[str]:
    step = max(WINDOW, -(-len(text) // WINDOWS))
    for start in range(0, len(text), step):
        window = text[start : start + WINDOW]
        # Half-empty windows at the end of a text are often only a name or two.
        if sum(c.isalpha() for c in window) >= (20 if start == 0 else WINDOW // 4):
            yield window


@cache
def _detector() -> LanguageDetector:
    from eld import LanguageDetector

    return LanguageDetector()
