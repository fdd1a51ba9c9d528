"""Words that a letter ascribes to somebody else: what is said to be said, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.parties import party_type
from appeals_rdf.extract.sentences import Sentence, trim
from appeals_rdf.extract.words import Lexicon, Words
from appeals_rdf.model import Addressee, Claim, Mention, PartyType
from appeals_rdf.vocabulary import Vocabulary

_NEAR = 8
_FAR = 40


@dataclass(frozen=True)
class _Cues:
    speech: Lexicon
    that: frozenset[str]
    speakers: frozenset[str]
    turns: frozenset[str]
    you: frozenset[str]
    ours: frozenset[str]
    closed: frozenset[str]
    joins: frozenset[str]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    sections = vocabulary.sections
    cues = sections.get("claim_cues", {})
    return _Cues(
        speech=Lexicon({"speech": cues.get("speech", ())}),
        that=frozenset(cues.get("that", ())),
        speakers=frozenset(cues.get("speakers", ())),
        turns=frozenset(cues.get("speech_ends", ())),
        you=frozenset(sections.get("addressing", {}).get("you", ())),
        ours=frozenset(sections.get("event_cues", {}).get("ours", ())),
        closed=frozenset(sections.get("closed_words", ())),
        joins=frozenset(sections.get("dates", {}).get("joins", ())),
    )


def read_speech(
    sentence: Sentence, vocabulary: Vocabulary, addressees: Sequence[Addressee]
) -> Iterator[Claim]:
    """ "The ministry claims that …", "said: "…"", "you note that …"; never what "we" say."""
    cues = _cues(vocabulary)
    words, text = sentence.words, sentence.text
    done = 0
    for hit in cues.speech.hits(words):
        if hit.first < done:
            continue
        end = _content_end(words, hit.last, cues)
        if end is None:
            continue
        first = hit.first
        if first and words[first - 1].low in cues.you:
            first -= 1
            speaker = _addressed(addressees)
        else:
            speaker = _subject(text, words, hit.first, vocabulary, cues)
        if speaker is None:
            continue
        done = end
        start, stop = trim(text, words[first].start, words[end - 1].end, ",;:.")
        yield Claim(
            text=text[start:stop],
            start=start,
            end=stop,
            rule="claim:reported-speech",
            confidence=0.8,
            speaker=speaker,
        )


def _content_end(words: Words, at: int, cues: _Cues) -> int | None:
    """Where the words ascribed end: with their quotation mark, or with the clause."""
    for i in range(at, min(len(words), at + _NEAR)):
        low = words[i].low
        if low == '"':
            return _closing(words, i)
        if low in cues.that:
            opened = next((k for k in (i + 1, i + 2) if _is_quote(words, k)), None)
            return _closing(words, opened) if opened else _clause_end(words, i + 2, cues)
        if low in {".", ";", ","}:
            return None
    return None


def _is_quote(words: Words, at: int) -> bool:
    return at < len(words) and words[at].low == '"'


def _closing(words: Words, opened: int) -> int | None:
    return next((k + 1 for k in range(opened + 1, len(words)) if words[k].low == '"'), None)


def _clause_end(words: Words, at: int, cues: _Cues) -> int:
    ends = [k for k in words.where.get(";", ()) if k >= at]
    commas = (k for k in words.where.get(",", ()) if at <= k < len(words) - 1)
    ends += [k for k in commas if words[k + 1].low in cues.turns]
    return min(ends, default=len(words))


def _addressed(addressees: Sequence[Addressee]) -> Mention | None:
    """Whom "you" means, where one party alone is addressed."""
    if len(addressees) != 1:
        return None
    a = addressees[0]
    return Mention(text=a.text, start=a.start, end=a.end, rule="speaker:addressee", type=a.type)


def _subject(
    text: str, words: Words, verb: int, vocabulary: Vocabulary, cues: _Cues
) -> Mention | None:
    """The last name before the verb that can speak: a person's, or a body such as a government."""
    if any(w.low in cues.ours | cues.you for w in words[max(0, verb - 3) : verb]):
        return None
    for i in range(verb - 1, max(-1, verb - _FAR), -1):
        word = words[i]
        first = i
        if word.low in cues.speakers and not word.cap:
            while first and _describes(words, first - 1, cues):
                first -= 1
            return _mention(text, words, first, i + 1, PartyType.ORGANIZATION)
        if word.cap and word.low not in cues.closed:
            while first and words[first - 1].cap and words[first - 1].low not in cues.closed:
                first -= 1
            kind = party_type(words[first : i + 1], vocabulary)
            # A lone capitalised word may be any noun, or the first of the sentence.
            if i == first and kind is not PartyType.ORGANIZATION:
                return None
            return _mention(text, words, first, i + 1, kind)
    return None


def _describes(words: Words, at: int, cues: _Cues) -> bool:
    """Whether a word belongs to the name: "Elmish military and political | leadership"."""
    low = words[at].low
    return low[0].isalnum() and (low not in cues.closed or low in cues.joins)


def _mention(text: str, words: Words, first: int, last: int, kind: PartyType) -> Mention:
    start, end = words[first].start, words[last - 1].end
    return Mention(text=text[start:end], start=start, end=end, rule="speaker:subject", type=kind)
