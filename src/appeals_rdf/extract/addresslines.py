"""Lines above a letter that say to whom it goes, each a paragraph of its own.

"*to the teachers of Elmton,*" "An den Bundesminister für Flüsse" "Президенту Эльмландии"
"Elm Belediyesine" "江城市政府：". A line counts where it opens with a word for "to"
(``addressing.to``), where the case says the same (``addressing.address_endings``), or where it ends
with a sign or a courtesy that says it. In the head of a letter, above its greeting or its first
sentence, less has to show than further down; a sentence is never an address.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.dates import read_date_line
from appeals_rdf.extract.parties import party_cues
from appeals_rdf.extract.sentences import MARKS, Span, trim
from appeals_rdf.extract.words import Lexicon, Words, is_han, read_words
from appeals_rdf.vocabulary import Vocabulary

_LONGEST = 160
_STOPS = ".?!…。？！"
_SIGNS = ",:;，：；"
# No naming has more words before its case: "Elm Şəhər Mədəniyyət İdarəsinə".
_MOST_WORDS = 12
# The words at its beginning in which an address by case has to show: "Попечительскому | совету".
_FIRST_WORDS = 3
# "An open letter", "Lettre ouverte"
_HEADING = 3
# "1. ", "12) ", "(a) ", "- ", "• "; but "A. Lind"
LIST_SIGN = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z]\)|[-*•–—►▪·])\s+")


@dataclass(frozen=True)
class _Cues:
    to: Lexicon
    small: frozenset[str]
    quantifiers: frozenset[str]
    endings: tuple[str, ...]
    head_first: bool
    kinds: Lexicon
    bodies: Lexicon


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    addressing = vocabulary.sections.get("addressing", {})
    party = party_cues(vocabulary)
    endings = (*addressing.get("dative_endings", ()), *addressing.get("address_endings", ()))
    kinds = vocabulary.sections.get("document_kinds", {})
    return _Cues(
        to=Lexicon({"to": [*addressing.get("to", ()), *addressing.get("attention", ())]}),
        small=party.to | party.joins | party.articles | party.links,
        quantifiers=frozenset(addressing.get("quantifiers", ())),
        endings=endings,
        head_first=bool(addressing.get("bodies_follow", False)),
        kinds=Lexicon({"kind": [cue for cues in kinds.values() for cue in cues]}),
        bodies=Lexicon({"body": party.bodies}),
    )


def read_address_lines(
    text: str,
    lines: Sequence[Span],
    vocabulary: Vocabulary,
    head: Collection[Span] = (),
    greeted: bool = False,
) -> tuple[Span, ...]:
    """The stretches among ``lines`` that name addressees, without the words for "to".

    ``head`` are those of the lines that stand right above the letter, ``greeted`` whether it
    opens with a greeting.
    """
    found: list[Span] = []
    open_end = goes_on = False
    for n, line in enumerate(lines):
        start, end = line
        apart = n == 0 or goes_on or _stands_apart(text, lines[n - 1], line, vocabulary)
        place = _Place(apart, goes_on, line in head, greeted and line in head)
        here = _address(text, line, vocabulary, place)
        if here is None and open_end and end - start <= _LONGEST:
            # "to the Council and the" | "Mayor of Elmton": the line above went on.
            here = trim(text, start, end, MARKS)
        open_end, goes_on = False, here is not None
        if here:
            if n and not apart and _in_one_block(text, lines[n - 1], line, vocabulary):
                found.append(lines[n - 1])
            found.append(here)
            open_end = _hangs(read_words(text, *here), vocabulary)
    return tuple(found)


def _stands_apart(text: str, above: Span, line: Span, vocabulary: Vocabulary) -> bool:
    """Whether a blank line stands above, or a heading: "OPEN LETTER" | "to the Mayor of Elmton"."""
    if text.count("\n", above[1], line[0]) > 1:
        return True
    words = read_words(text, *above)
    kinds = _cues(vocabulary).kinds.hits(words)
    return text[slice(*above)].isupper() or (len(words) <= _HEADING and bool(kinds))


def is_address_line(text: str, line: Span, vocabulary: Vocabulary) -> bool:
    """Whether a line by itself names an addressee: "An den Stadtrat", "Elm Belediyesine"."""
    return _address(text, line, vocabulary, _Place(apart=True)) is not None


@dataclass(frozen=True)
class _Place:
    """Where a line stands.

    ``apart`` says that it opens a paragraph, ``goes_on`` that the line above is an address,
    ``near`` that it stands in the head of the letter, ``greeted`` that a greeting stands below.
    """

    apart: bool = False
    goes_on: bool = False
    near: bool = False
    greeted: bool = False


def _address(text: str, line: Span, vocabulary: Vocabulary, place: _Place) -> Span | None:
    """What a line addresses."""
    cues = _cues(vocabulary)
    a, b = trim(text, *line, MARKS)
    if b - a > _LONGEST or a == b or text[b - 1] in _STOPS or LIST_SIGN.match(text, a, b):
        return None
    words = read_words(text, a, b)
    hit = cues.to.at(words, 0)
    if hit is None:
        by_form = place.apart or place.near
        return _by_form(text, (a, b), words, vocabulary, place.near) if by_form else None
    if hit.last == len(words):
        return None
    following = words[hit.last]
    party = following.cap or following.low in cues.small | cues.quantifiers
    # "To sum up:" is no address, and "A la carte" none without a sign that a list goes on.
    known = place.goes_on or _names_party(words, hit.last, vocabulary)
    if not party or not (place.apart or (place.near and known and words[0].cap)):
        return None
    signed = text[b - 1] in _SIGNS
    determined = place.near and _determined(words, hit.last, vocabulary)
    if not (known or signed or determined or (place.greeted and words[0].cap)):
        return None
    if not known and read_date_line(text, a, b, vocabulary):
        # "À Elmville, le 5 mai 2031"
        return None
    return following.start, b


def _determined(words: Words, at: int, vocabulary: Vocabulary) -> bool:
    """ "An | den Vorstand", "Al | Patronato": an article stands before the name or in the "to"."""
    cues = _cues(vocabulary)
    article = words[at].low in party_cues(vocabulary).articles | cues.quantifiers
    return article and at + 1 < len(words) and words[at + 1].low[0].isalpha()


def _names_party(words: Words, first: int, vocabulary: Vocabulary) -> bool:
    cues = party_cues(vocabulary)
    rest = Words(words[first:])
    known = cues.bodies | cues.collectives | cues.honorifics | _cues(vocabulary).quantifiers
    return bool(cues.offices.hits(rest)) or not known.isdisjoint(rest.lows)


def _by_form(
    text: str, span: Span, words: Words, vocabulary: Vocabulary, near: bool
) -> Span | None:
    """A line that has no word for "to" in front."""
    cues = _cues(vocabulary)
    if not words or len(words) > (2 * _MOST_WORDS if is_han(words[0].low) else _MOST_WORDS):
        return None
    a, b = span
    last = len(words)
    while last and not words[last - 1].low[0].isalnum():
        last -= 1
    least = 2 if is_han(words[0].low) else 1
    behind = (i for i in range(least, last) if (h := cues.to.at(words, i)) and h.last == last)
    if words[0].cap and (tail := next(behind, None)) is not None:
        # "Elm Belediyesine | sunulmak üzere", "江城市長 | 鈞鑒：": the word for "to" stands behind.
        return a, words[tail - 1].end
    if is_han(words[0].low):
        signed = near and text[b - 1] in ":："
        return (a, words[last - 1].end) if signed and _han_party(words, last, vocabulary) else None
    if cues.endings and last and words[0].cap and _in_case(Words(words[:last]), vocabulary):
        return a, words[last - 1].end
    return None


def _in_one_block(text: str, above: Span, line: Span, vocabulary: Vocabulary) -> bool:
    """ "江城文化委員會" right above "主席鈞鑒：": a body, and who is addressed of it."""
    words = read_words(text, *trim(text, *above, MARKS))
    near = text.count("\n", above[1], line[0]) == 1
    return (
        near and bool(words) and is_han(words[0].low) and _han_party(words, len(words), vocabulary)
    )


def _han_party(words: Words, last: int, vocabulary: Vocabulary) -> bool:
    """Whether Chinese words before a colon end with what a body or an office is called."""
    cues, party = _cues(vocabulary), party_cues(vocabulary)
    name = Words(words[:last])
    if cues.kinds.hits(name) or not all(is_han(w.low) or w.low in "、·" for w in name):
        return False
    ends = {h.last for h in (*cues.bodies.hits(name), *party.offices.hits(name))}
    return last in ends


def _in_case(words: Words, vocabulary: Vocabulary) -> bool:
    """ "Президенту Эльмландии", "Elm Belediyesine": an office, a body, people in the case for "to".

    The word that tells stands first or last, as the language has it.
    """
    cues, party = _cues(vocabulary), party_cues(vocabulary)
    if cues.kinds.hits(words):
        return False
    if cues.head_first:
        if not words[0].low.endswith(cues.endings):
            return False
        if party.offices.at(words, 0) or words[0].low in party.collectives:
            return True
        told = [w.low for w in words[:_FIRST_WORDS]]
    else:
        if not words[-1].low.endswith(cues.endings) or not _mostly_capitals(words, vocabulary):
            return False
        told = [words[-1].low]
    stems = tuple(stem for _, stems in party.stems for stem in stems)
    return any(low.startswith(stems) and low.endswith(cues.endings) for low in told)


def _mostly_capitals(words: Words, vocabulary: Vocabulary) -> bool:
    """Whether the words are written as a name is, save the small ones."""
    small = sum(not w.cap and w.low[0].isalpha() for w in words)
    return words[-1].cap and small <= 1


def opens_by_name(text: str, line: Span, vocabulary: Vocabulary) -> bool:
    """Whether a line may open an address without "to": "The Harbour Board", "Mayor of Elmton"."""
    words = read_words(text, *trim(text, *line, MARKS + _SIGNS))
    if not words or len(words) > _MOST_WORDS or not words[0].cap or text[line[1] - 1] in _STOPS:
        return False
    return _names_party(words, 0, vocabulary) and not _cues(vocabulary).kinds.hits(words)


def _hangs(words: Words, vocabulary: Vocabulary) -> bool:
    return bool(words) and words[-1].low in _cues(vocabulary).small
