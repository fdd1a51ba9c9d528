"""Lines above a letter that say to whom it goes, each a paragraph of its own.

"*to the teachers of Elmton,*" "An den Bundesminister für Flüsse" "Президенту Эльмландии". A line
counts where it opens with a word for "to" (``addressing.to``), or with an office in the case that
says the same (``addressing.dative_endings``), and is plainly no sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.parties import party_cues
from appeals_rdf.extract.sentences import MARKS, Span, trim
from appeals_rdf.extract.words import Lexicon, Words, read_words
from appeals_rdf.vocabulary import Vocabulary

_LONGEST = 160
_STOPS = ".?!…。？！"


@dataclass(frozen=True)
class _Cues:
    to: Lexicon
    small: frozenset[str]
    quantifiers: frozenset[str]
    dative: tuple[str, ...]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    addressing = vocabulary.sections.get("addressing", {})
    party = party_cues(vocabulary)
    return _Cues(
        to=Lexicon({"to": [*addressing.get("to", ()), *addressing.get("attention", ())]}),
        small=party.to | party.joins | party.articles | party.links,
        quantifiers=frozenset(addressing.get("quantifiers", ())),
        dative=tuple(addressing.get("dative_endings", ())),
    )


def read_address_lines(
    text: str, lines: Sequence[Span], vocabulary: Vocabulary
) -> tuple[Span, ...]:
    """The stretches among ``lines`` that name addressees, without the words for "to"."""
    found: list[Span] = []
    open_end = goes_on = False
    for n, (start, end) in enumerate(lines):
        above = lines[n - 1] if n else None
        here = _address(text, above, (start, end), vocabulary, goes_on)
        if here is None and open_end and end - start <= _LONGEST:
            # "to the Council and the" | "Mayor of Elmton": the line above went on.
            here = trim(text, start, end, MARKS)
        open_end, goes_on = False, here is not None
        if here:
            found.append(here)
            open_end = _hangs(read_words(text, *here), vocabulary)
    return tuple(found)


def _address(
    text: str, above: Span | None, line: Span, vocabulary: Vocabulary, goes_on: bool
) -> Span | None:
    """What a line addresses; where the line above is an address, less has to show that it does."""
    cues = _cues(vocabulary)
    a, b = trim(text, *line, MARKS)
    apart = above is None or text.count("\n", above[1], line[0]) > 1 or goes_on
    if b - a > _LONGEST or not apart or a == b or text[b - 1] in _STOPS:
        return None
    words = read_words(text, a, b)
    hit = cues.to.at(words, 0)
    if hit is None:
        return (a, b) if _in_dative(words, vocabulary) else None
    if hit.last == len(words):
        return None
    following = words[hit.last]
    party = following.cap or following.low in cues.small | cues.quantifiers
    # "To sum up:" is no address, and "A la carte" none without a sign that a list goes on.
    known = goes_on or _names_party(words, hit.last, vocabulary)
    if not party or not (known or text[b - 1] in ",:;，：；"):
        return None
    return following.start, b


def _names_party(words: Words, first: int, vocabulary: Vocabulary) -> bool:
    cues = party_cues(vocabulary)
    rest = Words(words[first:])
    known = cues.bodies | cues.collectives | cues.honorifics | _cues(vocabulary).quantifiers
    return bool(cues.offices.hits(rest)) or not known.isdisjoint(rest.lows)


def _in_dative(words: Words, vocabulary: Vocabulary) -> bool:
    """ "Президенту Эльмландии": an office, or people, in the case that says "to"."""
    endings, party = _cues(vocabulary).dative, party_cues(vocabulary)
    if not endings or not words or not words[0].low.endswith(endings):
        return False
    return bool(party.offices.at(words, 0)) or words[0].low in party.collectives


def _hangs(words: Words, vocabulary: Vocabulary) -> bool:
    return bool(words) and words[-1].low in _cues(vocabulary).small
