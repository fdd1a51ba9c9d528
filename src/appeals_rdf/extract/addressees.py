"""To whom a letter is directed, and in what capacity.

The places where letters say so are tried in turn: a "To:" line, a reporter's lead-in, the title,
the salutation, the call itself ("We call on X to …"), and at last what the letter answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from appeals_rdf.extract.header import Header
from appeals_rdf.extract.parties import read_parties
from appeals_rdf.extract.requests import asked_parties
from appeals_rdf.extract.sentences import Sentence
from appeals_rdf.extract.words import Hit, Lexicon, Words, is_stop, read_words
from appeals_rdf.model import Addressee, Document, Flag, Mention, PartyType
from appeals_rdf.text import fold
from appeals_rdf.vocabulary import Vocabulary


@dataclass(frozen=True)
class _Cues:
    sending: Lexicon
    kinds: Lexicon
    salutation: Lexicon
    to: frozenset[str]
    ends: frozenset[str]
    answering: Lexicon
    documents: Lexicon
    you: frozenset[str]
    capacity: frozenset[str]
    empty: frozenset[str]
    of: frozenset[str]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    header = vocabulary.sections.get("header", {})
    addressing = vocabulary.sections.get("addressing", {})
    kinds = vocabulary.sections.get("document_kinds", {})
    return _Cues(
        sending=Lexicon({"sending": header.get("issuing", ())}),
        kinds=Lexicon({"kind": [cue for cues in kinds.values() for cue in cues]}),
        salutation=Lexicon({"dear": header.get("salutation", ())}),
        to=frozenset(addressing.get("to", ())),
        ends=frozenset(addressing.get("phrase_ends", ())),
        answering=Lexicon({"answering": addressing.get("answering", ())}),
        documents=Lexicon({"document": addressing.get("documents", ())}),
        you=frozenset(addressing.get("you", ())),
        capacity=frozenset(addressing.get("capacity", ())),
        empty=frozenset(addressing.get("salutation_empty", ())),
        of=frozenset(header.get("of", ())),
    )


def read_addressees(
    document: Document, vocabulary: Vocabulary, header: Header, body: Sequence[Sentence]
) -> tuple[Addressee, ...]:
    """The parties addressed, from the first place that names any."""
    text = document.text
    title = (
        [Sentence(text, header.title.start, header.title.end)] if header.title is not None else []
    )
    found: tuple[Addressee, ...] = ()
    if header.to:
        words = read_words(text, *header.to)
        found = read_parties(text, words, 0, len(words), vocabulary, "addressee:to-line")
    opening = [*header.lead] or [*body[:1]]
    for sentences, rule in ((opening, "addressee:lead-in"), (title, "addressee:title")):
        found = found or _sent_to(text, sentences, vocabulary, rule)
    found = found or _greeted(text, header, vocabulary)
    found = found or asked_parties(text, body, vocabulary, "addressee:call")
    found = found or _answered(text, [*title, *header.lead], body, vocabulary)
    return _with_capacity(_distinct(found), body, vocabulary)


def _sent_to(
    text: str, sentences: Sequence[Sentence], vocabulary: Vocabulary, rule: str
) -> tuple[Addressee, ...]:
    """Y of "X sent an appeal to Y on …" and of "Open letter to Y"."""
    cues = _cues(vocabulary)
    for sentence in sentences:
        words = sentence.words
        hits = cues.sending.hits(words)
        if rule == "addressee:title":
            hits += cues.kinds.hits(words)
        for hit in sorted(hits, key=lambda h: (h.first, -h.last)):
            at = _to(words, hit, cues)
            if at is None:
                continue
            end = _phrase_end(words, at, cues)
            if found := read_parties(text, words, at, end, vocabulary, rule):
                return found
    return ()


def _to(words: Words, hit: Hit, cues: _Cues) -> int | None:
    """The word after the "to" that belongs to a verb of sending."""
    if words[hit.last - 1].low in cues.to:
        return hit.last
    near = range(hit.last, min(hit.last + 4, len(words) - 1))
    return next((i + 1 for i in near if words[i].low in cues.to), None)


def _phrase_end(words: Words, at: int, cues: _Cues) -> int:
    quoted = False
    for i in range(at, len(words)):
        low = words[i].low
        if low in {'"'}:
            quoted = not quoted
        ends = low in cues.ends | {":", "(", "?", "!", "–"} or is_stop(words, i)
        if ends and not quoted and i > at:
            return i
    return len(words)


def _greeted(text: str, header: Header, vocabulary: Vocabulary) -> tuple[Addressee, ...]:
    """Y of "Dear Y,"; a greeting that names nobody addresses nobody."""
    if not header.salutation:
        return ()
    cues = _cues(vocabulary)
    words = read_words(text, header.salutation[0], header.salutation[1])
    hit = cues.salutation.at(words, 0)
    first = hit.last if hit else 0
    end = next((i for i in range(first, len(words)) if _greeting_ends(words, i)), len(words))
    lows = {w.low for w in words[first:end] if w.low.isalpha()}
    if not lows or lows <= cues.empty | {"and", "or"} or end - first > 30:
        return ()
    return read_parties(text, words, first, end, vocabulary, "addressee:salutation")


def _greeting_ends(words: Words, at: int) -> bool:
    """At ":" or "!" or a full stop that belongs to no "Mr." or "Prof."."""
    return words[at].low in {":", "!"} or (at > 0 and is_stop(words, at))


def _answered(
    text: str,
    sentences: Sequence[Sentence],
    body: Sequence[Sentence],
    vocabulary: Vocabulary,
) -> tuple[Addressee, ...]:
    """Whose statement is answered with "you": implied to be addressed, and flagged."""
    cues = _cues(vocabulary)
    if all(cues.you.isdisjoint(sentence.words.lows) for sentence in body):
        return ()
    for sentence in sentences:
        words = sentence.words
        for hit in cues.answering.hits(words):
            document = cues.documents.hits(words, hit.last, hit.last + 6)
            at = next((h.last for h in document if h.last < len(words)), None)
            if at is None or words[at].low not in cues.of:
                continue
            end = next((i for i in range(at + 1, len(words)) if words[i].low in ",.;:"), len(words))
            end = min(end, _phrase_end(words, at + 1, cues))
            rule = "addressee:answered"
            found = read_parties(text, words, at + 1, end, vocabulary, rule)
            return tuple(
                replace(
                    a,
                    flags=(*a.flags, Flag.ADDRESSEE_IMPLIED),
                    confidence=0.7,
                    type=PartyType.ORGANIZATION if a.type is PartyType.PERSON else a.type,
                )
                for a in found
            )
    return ()


def _with_capacity(
    found: Sequence[Addressee], body: Sequence[Sentence], vocabulary: Vocabulary
) -> tuple[Addressee, ...]:
    """ "you, as co-chairs of the group, …" and "As a human rights body, your …"."""
    cues = _cues(vocabulary)
    if not found:
        return ()
    for sentence in body:
        words = sentence.words
        for i in sorted(i for low in cues.capacity for i in words.where.get(low, ())):
            after_you = i > 1 and words[i - 1].low == "," and words[i - 2].low in cues.you
            end = next((j for j in range(i + 1, len(words)) if words[j].low == ","), None)
            if end is None or end - i < 2:
                continue
            opens = i == 0 and end + 1 < len(words) and words[end + 1].low in cues.you
            if after_you or opens:
                start, stop = words[i + 1].start, words[end - 1].end
                capacity = Mention(
                    text=sentence.text[start:stop],
                    start=start,
                    end=stop,
                    rule="capacity:as",
                )
                return tuple(
                    a if a.type is PartyType.COLLECTIVE else replace(a, capacity=capacity)
                    for a in found
                )
    return tuple(found)


def _distinct(found: Sequence[Addressee]) -> tuple[Addressee, ...]:
    seen: dict[str, Addressee] = {}
    for addressee in found:
        seen.setdefault(fold(addressee.name), addressee)
    return tuple(seen.values())
