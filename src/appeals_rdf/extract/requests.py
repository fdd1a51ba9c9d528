"""What a letter asks, and of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.forms import Form, read_forms
from appeals_rdf.extract.parties import read_parties
from appeals_rdf.extract.sentences import Sentence, trim
from appeals_rdf.extract.words import Hit, Lexicon, Words, is_han, is_stop
from appeals_rdf.model import Addressee, Mention, PartyType, Request
from appeals_rdf.vocabulary import Vocabulary

_FAR = 30


@dataclass(frozen=True)
class _Cues:
    asks: Lexicon
    asks_to: frozenset[str]
    obliges: Lexicon
    act: frozenset[str]
    subjects: frozenset[str]
    not_asked: frozenset[str]
    by: frozenset[str]
    you: frozenset[str]
    we: frozenset[str]
    to: frozenset[str]
    stops: frozenset[str]
    joins: frozenset[str]
    polite: frozenset[str]
    nouns: frozenset[str]
    asks_of: Lexicon
    calls: tuple[Form, ...]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    requests = vocabulary.sections.get("requests", {})
    addressing = vocabulary.sections.get("addressing", {})
    return _Cues(
        asks=Lexicon({"ask": [*requests.get("asks", ()), *requests.get("asks_to", ())]}),
        asks_to=frozenset(requests.get("asks_to", ())),
        obliges=Lexicon({"oblige": requests.get("obliges", ())}),
        act=frozenset(requests.get("act", ())),
        subjects=frozenset(requests.get("subjects", ())),
        not_asked=frozenset(requests.get("not_asked", ())),
        by=frozenset(requests.get("by", ())),
        you=frozenset(addressing.get("you", ())),
        we=frozenset(vocabulary.sections.get("header", {}).get("we", ())),
        to=frozenset(addressing.get("to", ())),
        stops=frozenset(requests.get("target_ends", ())),
        joins=frozenset(addressing.get("joins", ())),
        polite=frozenset(requests.get("polite", ())),
        nouns=frozenset(requests.get("subject_nouns", ())),
        asks_of=Lexicon({"ask": requests.get("asks_of", ())}),
        calls=read_forms(requests.get("calls", ())),
    )


def read_requests(
    vocabulary: Vocabulary,
    body: Sequence[Sentence],
    addressees: Sequence[Addressee] = (),
) -> tuple[Request, ...]:
    """The acts and attitudes asked for, in reading order."""
    found: list[Request] = []
    for sentence in body:
        for start, end, of, rule, confidence in _in_sentence(sentence, vocabulary, addressees):
            found.append(
                Request(
                    text=sentence.text[start:end],
                    start=start,
                    end=end,
                    rule=rule,
                    confidence=confidence,
                    of=of,
                )
            )
    return tuple(found)


def asked_parties(
    text: str, body: Sequence[Sentence], vocabulary: Vocabulary, rule: str
) -> tuple[Addressee, ...]:
    """The parties that "We call on X to …" names, for a letter that says nowhere else to whom.

    What is demanded ("we demand an inquiry") is no party: such words are not among ``asks_of``.
    """
    cues = _cues(vocabulary)
    found: list[Addressee] = []
    for sentence in body:
        words = sentence.words
        hit = _asking(words, cues)
        if hit and cues.asks_of.at(words, hit.first):
            end = _target_end(words, hit.last, cues)
            if end < len(words) and words[end].low in cues.to:
                found += read_parties(text, words, hit.last, end, vocabulary, rule)
        for form in cues.calls:
            place = form.find(words, cues.stops)
            if place and cues.you.isdisjoint(w.low for w in words[slice(*place)]):
                named = read_parties(text, words, *place, vocabulary, rule)
                # "We ask you | to clear the path": an act is no party, and has no capital.
                found += [p for p in named if any(c.isupper() or is_han(c) for c in p.text)]
                break
    return tuple(p for p in found if p.text.lower() not in cues.you | cues.subjects | cues.we)


_Row = tuple[int, int, tuple[Mention, ...], str, float]


def _in_sentence(
    sentence: Sentence, vocabulary: Vocabulary, addressees: Sequence[Addressee]
) -> list[_Row]:
    cues = _cues(vocabulary)
    words = sentence.words
    hit = _asking(words, cues)
    if hit:
        first = _subject(words, hit, cues)
        end = _target_end(words, hit.last, cues)
        of = _of(sentence, hit.last, end, vocabulary, addressees, cues)
        span = _span(sentence, first, len(words))
        return [(*span, of, "request:ask", 0.9)]
    if words and words[0].low in cues.polite and len(words) > 3:
        span = _span(sentence, 0, len(words))
        return [(*span, _you(addressees), "request:please", 0.8)]
    return _obliged(sentence, vocabulary, addressees, cues)


def _asking(words: Words, cues: _Cues) -> Hit | None:
    """The first "call on", "urge", "hope that" whose subject are the makers of the letter."""
    for hit in cues.asks.hits(words):
        # The longest phrase at a place is the one meant: "call on", not "call".
        if any(
            h.first == hit.first and h.last > hit.last
            for h in cues.asks.hits(words, hit.first, hit.first + 4)
        ):
            continue
        if _has_act(words, hit, cues) and _has_subject(words, hit, cues):
            return hit
    return None


def _has_act(words: Words, hit: Hit, cues: _Cues) -> bool:
    """Something asked follows: "to stop", "that it stop"."""
    rest = words[hit.last : hit.last + 80]
    if hit.last - hit.first == 1 and words[hit.first].low in cues.asks_to:
        end = _target_end(words, hit.last, cues)
        return end < len(words) and words[end].low in cues.to
    if hit.last - hit.first == 1:
        return len(rest) > 2
    return words[hit.last - 1].low in cues.act - cues.to or any(w.low in cues.act for w in rest)


def _has_subject(words: Words, hit: Hit, cues: _Cues) -> bool:
    """ "we … urge": beside it, or before an apposition, or in a row of verbs."""
    subjects = [i for i in range(hit.first) if words[i].low in cues.subjects]
    subjects = subjects or [i for i in range(hit.first) if words[i].low in cues.nouns]
    if not subjects:
        return False
    last = subjects[-1]
    between = words[last + 1 : hit.first]
    if len(between) <= 3:
        return all(w.low[0].isalpha() or w.low == "," for w in between)
    return words[hit.first - 1].low in cues.joins | {","}


def _subject(words: Words, hit: Hit, cues: _Cues) -> int:
    return max((i for i in range(hit.first) if words[i].low in cues.subjects), default=0)


def _target_end(words: Words, first: int, cues: _Cues) -> int:
    """The word that ends the phrase naming who is asked."""
    quoted = False
    for i in range(first, min(len(words), first + _FAR)):
        low = words[i].low
        if low in {'"'}:
            quoted = not quoted
        ends = low in cues.stops | {";", ":", "("} or is_stop(words, i)
        if ends and not quoted and i > first:
            return i
    return min(len(words), first + _FAR)


def _of(
    sentence: Sentence,
    first: int,
    end: int,
    vocabulary: Vocabulary,
    addressees: Sequence[Addressee],
    cues: _Cues,
) -> tuple[Mention, ...]:
    words = sentence.words
    of: list[Mention] = []
    start = first
    if first < end and words[first].low in cues.you:
        of += _you(addressees)
        start = first + 1
        if start < end and words[start].low == ",":
            return tuple(of)
    parties = read_parties(sentence.text, words, start, end, vocabulary, "asked:named")
    of += [_mention(p) for p in parties if p.text.lower() not in cues.you]
    return tuple(of)


def _you(addressees: Sequence[Addressee]) -> tuple[Mention, ...]:
    """ "you" is everyone addressed, save publics where somebody else is: those are spoken of."""
    direct = [a for a in addressees if a.type is not PartyType.COLLECTIVE] or addressees
    return tuple(
        Mention(text=a.text, start=a.start, end=a.end, rule="asked:you", type=a.type)
        for a in direct
    )


def _mention(party: Addressee) -> Mention:
    return Mention(
        text=party.text, start=party.start, end=party.end, rule=party.rule, type=party.type
    )


def _obliged(
    sentence: Sentence,
    vocabulary: Vocabulary,
    addressees: Sequence[Addressee],
    cues: _Cues,
) -> list[_Row]:
    """ "X should stop" and "this must be condemned by X", one request for each."""
    words = sentence.words
    hits = [h for h in cues.obliges.hits(words) if not _not_asked(words, h, cues)]
    rows: list[_Row] = []
    for n, hit in enumerate(hits):
        first = _clause_start(words, hit.first, hits[n - 1].last if n else 0, cues)
        end = len(words)
        if n + 1 < len(hits):
            end = _clause_start(words, hits[n + 1].first, hit.last, cues)
            while end > hit.last and words[end - 1].low in cues.joins | {",", ";"}:
                end -= 1
        by = next((i for i in range(hit.last, end) if words[i].low in cues.by), None)
        if words[first].low in cues.you:
            of = _you(addressees)
        else:
            a, b = (by + 1, _target_end(words, by + 1, cues)) if by else (first, hit.first)
            parties = read_parties(sentence.text, words, a, min(b, end), vocabulary, "asked:named")
            of = tuple(_mention(p) for p in parties if _is_party(p))
        rows.append((*_span(sentence, first, end), of, "request:should", 0.7))
    return rows


def _is_party(party: Addressee) -> bool:
    return party.text[:1].isupper() or party.type is not PartyType.COLLECTIVE or (" " in party.text)


def _not_asked(words: Words, hit: Hit, cues: _Cues) -> bool:
    return any(w.low in cues.not_asked for w in words[hit.last : hit.last + 3])


def _clause_start(words: Words, before: int, floor: int, cues: _Cues) -> int:
    """Where the subject of "should" begins: after the last conjunction, else the sentence."""
    if floor == 0:
        return 0
    turns = [i for i in range(floor, before) if words[i].low in cues.joins | {",", ";"}]
    return turns[-1] + 1 if turns else floor


def _span(sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    start, end = sentence.words[first].start, sentence.words[last - 1].end
    start, end = trim(sentence.text, start, end)
    while end > start + 1 and sentence.text[end - 1] in ".!\"'”’»":
        end -= 1
    return trim(sentence.text, start, end)
