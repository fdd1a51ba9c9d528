"""Places by the evidence of the words around a name, without a list of the world's places.

A capitalised name is a place after "in" or "near", before "region", in apposition to "the second
city", after "shelling of", or in one list with a name that is. What the map says of it is not
asked: the name stays as the document writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from appeals_rdf.extract.words import Hit, Lexicon, Words
from appeals_rdf.model import Mention
from appeals_rdf.vocabulary import Vocabulary


class Place(NamedTuple):
    """A place at words ``first`` up to ``last``.

    ``role`` is ``at``, ``from`` (where something comes from) or ``around`` (what encloses it).
    """

    first: int
    last: int
    mention: Mention
    role: str


@dataclass(frozen=True)
class _Cues:
    nouns: Lexicon
    prepositions: frozenset[str]
    sources: frozenset[str]
    joins: Lexicon
    after: frozenset[str]
    after_of: frozenset[str]
    falls: frozenset[str]
    appositions: frozenset[str]
    others: frozenset[str]
    closed: frozenset[str]
    never: frozenset[str]
    origin: tuple[str, ...]
    suffixes: tuple[str, ...]
    countries: frozenset[str]
    known_by: frozenset[str]
    be: frozenset[str]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    sections = vocabulary.sections
    places = sections.get("places", {})
    never = {str(w) for w in places.get("not", ())}
    never |= {str(w) for w in sections.get("dates", {}).get("months", {})}
    never |= set(sections.get("body_words", ())) | set(sections.get("honorifics", ()))
    never |= {str(w) for w in sections.get("offices", {})}
    return _Cues(
        nouns=Lexicon({"noun": places.get("nouns", ())}),
        prepositions=frozenset(places.get("prepositions", ())),
        sources=frozenset(places.get("from", ())),
        joins=Lexicon({"join": [*places.get("joins", ()), ","]}),
        after=frozenset(places.get("after_event", ())),
        after_of=frozenset(places.get("after_event_of", ())),
        falls=frozenset(places.get("falls_upon", ())),
        appositions=frozenset(places.get("appositions", ())),
        others=frozenset(places.get("others", ())),
        closed=frozenset(sections.get("closed_words", ())),
        never=frozenset(never),
        origin=tuple(places.get("origin_endings", ())),
        suffixes=tuple(places.get("origin_suffixes", ())),
        countries=frozenset(sections.get("geographic_words", ())),
        known_by=frozenset(sections.get("event_cues", {}).get("known_by_place", ())),
        be=frozenset(places.get("be", ())),
    )


def read_places(
    text: str, words: Words, vocabulary: Vocabulary, event_nouns: Sequence[Hit] = ()
) -> tuple[Place, ...]:
    """Find the places among the words of one sentence, given where its event nouns stand."""
    cues = _cues(vocabulary)
    ends = {h.last: h for h in event_nouns}
    starts = {h.first for h in event_nouns}
    found: list[Place] = []
    for names in _lists(text, words, cues):
        own = [
            _evidence(words, first, last, n == len(names) - 1, cues, ends, starts)
            for n, (first, last) in enumerate(names)
        ]
        # One name that is a place makes places of the names beside it; what encloses one does not.
        shared = next((e for e in own if e[0] in {"at", "from"}), ("", ""))
        for (first, last), (role, rule) in zip(names, own, strict=True):
            if role != "around":
                role, rule = shared
            if role:
                found.append(Place(first, last, _mention(text, words, first, last, rule), role))
    return tuple(found)


def _lists(text: str, words: Words, cues: _Cues) -> list[list[tuple[int, int]]]:
    """Names, gathered where commas and conjunctions join them: "Elmton, Ashford and Oakham"."""
    lists: list[list[tuple[int, int]]] = []
    joined = -1
    for first, last in _names(text, words, cues):
        if lists and first == joined:
            lists[-1].append((first, last))
        else:
            lists.append([(first, last)])
        joined = _after_join(words, last, cues)
    return lists


def _after_join(words: Words, at: int, cues: _Cues) -> int:
    """The word after "," or "and" (and a place noun before it); -1 where the list ends."""
    noun = cues.nouns.at(words, at)
    i = noun.last if noun else at
    first = i
    while i < len(words) and (join := cues.joins.at(words, i)):
        i = join.last
    return i if i > first else -1


def _names(text: str, words: Words, cues: _Cues) -> list[tuple[int, int]]:
    """Runs of capitalised words that may name a place."""
    names: list[tuple[int, int]] = []
    i = 0
    quoted = False
    while i < len(words):
        word = words[i]
        if word.low in {'"'}:
            quoted = not quoted
        if not word.cap or quoted or word.low in cues.closed:
            i += 1
            continue
        j = i + 1
        while j < len(words) and words[j].cap and words[j].low not in cues.closed and j - i < 5:
            j += 1
        run = words[i:j]
        bare = len(run) == 1
        acronym = bare and text[word.start : word.end].isupper() and word.end - word.start < 6
        foreign = bare and _says_whose(word.low, cues)
        barred = any(w.low in cues.never for w in run)
        if not (barred or foreign or (acronym and word.low not in cues.countries)):
            names.append((i, j))
        i = j
    return names


def _says_whose(low: str, cues: _Cues) -> bool:
    """Whether a word tells whose or from where: "Freedonian", "Freedoniai"."""
    if any(low.removesuffix(s) in cues.countries for s in cues.suffixes if low.endswith(s)):
        return True
    return low.endswith(cues.origin) and low not in cues.countries


def _evidence(
    words: Words,
    first: int,
    last: int,
    final: bool,
    cues: _Cues,
    ends: dict[int, Hit],
    starts: set[int],
) -> tuple[str, str]:
    """The role of a name as a place and the rule that says so; empty where nothing does."""
    before = first - 1
    while before >= 0 and words[before].low in cues.appositions:
        before -= 1
    prior = words[before].low if before >= 0 else ""
    whole = last == len(words) or words[last].low in cues.closed or not words[last].low[0].isalnum()
    noun = cues.nouns.at(words, last)
    if words[last].low == "'s" if last < len(words) else False:
        whole = False
    source = prior in cues.sources or (prior == "'s" and before > 1 and _from(words, before, cues))
    if source and (whole or noun or final is False):
        return "from", "place:from"
    if noun and not (noun.last < len(words) and words[noun.last].low == "of"):
        return "at", "place:noun-after"
    if whole and _others(words, last, cues):
        return "at", "place:list-of-places"
    if whole and prior in cues.prepositions:
        return "at", "place:preposition"
    if whole and prior in cues.after and before in ends:
        return "at", "place:after-event"
    if prior == "of" and before in ends and words[before - 1].low in cues.after_of:
        return "at", "place:after-event"
    if prior in cues.known_by and _event_near(before, ends):
        return "at", "place:names-event"
    article = first > 0 and words[first - 1].low in cues.appositions
    if last in starts and (article or prior in cues.closed):
        return "at", "place:names-event"
    if _in_apposition(words, last, cues):
        return "at", "place:apposition"
    if final and _falls_upon(words, last, cues):
        return "at", "place:falls-upon"
    if whole and prior == "of" and before and _noun_before(words, before, cues):
        return "around", "place:noun-of"
    return "", ""


def _from(words: Words, before: int, cues: _Cues) -> bool:
    """ "from Elmland's Ashford district"."""
    i = before - 1
    while i >= 0 and words[i].cap:
        i -= 1
    return i >= 0 and words[i].low in cues.sources


def _others(words: Words, last: int, cues: _Cues) -> bool:
    """ "Elmton, Ashford and other towns"."""
    i = _after_join(words, last, cues)
    if not 0 < i < len(words) or words[i].low not in cues.others:
        return False
    return any(cues.nouns.at(words, k) for k in (i + 1, i + 2))


def _event_near(before: int, ends: dict[int, Hit]) -> bool:
    return any(end in ends for end in range(before - 2, before + 1))


def _in_apposition(words: Words, last: int, cues: _Cues) -> bool:
    """ "Elmton, the second largest city"."""
    if last + 1 >= len(words) or words[last].low != ",":
        return False
    if words[last + 1].low not in cues.appositions:
        return False
    for i in range(last + 2, min(last + 7, len(words))):
        if words[i].low in cues.closed or not words[i].low[0].isalnum():
            return False
        if cues.nouns.at(words, i):
            return True
    return False


def _falls_upon(words: Words, last: int, cues: _Cues) -> bool:
    """ "Elmton and Ashford were shelled"."""
    if last >= len(words) or words[last].low not in cues.be:
        return False
    return any(words[i].low in cues.falls for i in range(last + 1, min(last + 4, len(words))))


def _noun_before(words: Words, of: int, cues: _Cues) -> bool:
    return any(
        (hit := cues.nouns.at(words, i)) is not None and hit.last == of
        for i in range(max(0, of - 2), of)
    )


def _mention(text: str, words: Words, first: int, last: int, rule: str) -> Mention:
    start, end = words[first].start, words[last - 1].end
    return Mention(text=text[start:end], start=start, end=end, rule=rule, kind="place")
