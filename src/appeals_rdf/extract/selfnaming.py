"""What a document says of itself: what kind of text it is, and how many sign it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.numbers import read_numbers
from appeals_rdf.extract.sentences import Sentence
from appeals_rdf.extract.top import Top
from appeals_rdf.extract.words import Hit, Lexicon, Words, read_words
from appeals_rdf.model import DeclaredCount, Finding
from appeals_rdf.vocabulary import Vocabulary

_GREETING = 40


@dataclass(frozen=True)
class _Cues:
    kinds: Lexicon
    selfs: frozenset[str]
    signed: frozenset[str]
    salutation: Lexicon
    declared: tuple[tuple[list[str], list[str]], ...]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    header = vocabulary.sections.get("header", {})
    rows = (str(row).partition("{n}") for row in header.get("declared", ()))
    return _Cues(
        kinds=Lexicon(vocabulary.sections.get("document_kinds", {})),
        selfs=frozenset(vocabulary.sections.get("self_naming", ())),
        signed=frozenset(header.get("signed", ())),
        salutation=Lexicon({"letter": header.get("salutation", ())}),
        declared=tuple((before.split(), after.split()) for before, _, after in rows),
    )


def read_kind(
    text: str, top: Top, lead: Iterable[Sentence], body: Iterable[Sentence], vocabulary: Vocabulary
) -> tuple[str, Finding] | None:
    """What the document calls itself: in its title, in the lead-in, or in its own text.

    In its own text it must be plain that the word means the document: "This Appeal", "this letter
    is signed by".
    """
    cues = _cues(vocabulary)
    if top.title:
        words = read_words(text, *top.title)
        if hits := cues.kinds.hits(words):
            return _kind(text, words, hits[0], "kind:title")
    for sentence in lead:
        if hits := cues.kinds.hits(sentence.words):
            return _kind(text, sentence.words, hits[0], "kind:lead-in")
    for sentence in body:
        words = sentence.words
        for hit in cues.kinds.hits(words):
            named = hit.first > 0 and words[hit.first - 1].low in cues.selfs
            after = {w.low for w in words[hit.last : hit.last + 4]}
            if named and (words[hit.first].cap or after & cues.signed):
                return _kind(text, words, hit, "kind:self-named")
    if top.salutation:
        start, end = top.salutation
        words = read_words(text, start, min(end, start + _GREETING))
        if greeting := cues.salutation.at(words, 0):
            return _kind(text, words, greeting, "kind:salutation")
    return None


def _kind(text: str, words: Words, hit: Hit, rule: str) -> tuple[str, Finding]:
    start, end = words[hit.first].start, words[hit.last - 1].end
    return hit.label, Finding(text=text[start:end], start=start, end=end, rule=rule)


def read_declared(sentences: Iterable[Sentence], vocabulary: Vocabulary) -> DeclaredCount | None:
    """ "signed by 44 members", "the undersigned 120 scholars", "1,204 signatures"."""
    rows = _cues(vocabulary).declared
    near = frozenset(word for before, after in rows for word in (*before, *after))
    for sentence in sentences:
        words = sentence.words
        if near.isdisjoint(words.lows):
            continue
        for number in read_numbers(words, vocabulary):
            if number.value is None or number.form != "count" or number.value % 1:
                continue
            for before, after in rows:
                a, b = number.first - len(before), number.last + len(after)
                if a < 0 or b > len(words):
                    continue
                left = [w.low for w in words[a : number.first]]
                if left != before or [w.low for w in words[number.last : b]] != after:
                    continue
                # Who they are belongs to the count: "signed by 44 | members".
                last = b if after or b == len(words) or not words[b].low.isalpha() else b + 1
                start, end = words[a].start, words[last - 1].end
                return DeclaredCount(
                    text=sentence.text[start:end],
                    start=start,
                    end=end,
                    rule="declared-signatories",
                    count=int(number.value),
                )
    return None
