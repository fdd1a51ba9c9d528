"""What a document says of itself: what kind of text it is, and how many sign it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.numbers import Number, read_numbers
from appeals_rdf.extract.sentences import Sentence
from appeals_rdf.extract.top import Top
from appeals_rdf.extract.words import Hit, Lexicon, Words, is_han, read_words
from appeals_rdf.model import DeclaredCount, Finding
from appeals_rdf.vocabulary import Vocabulary

_GREETING = 40


# Stands in a phrase for the words that say who signs: "the 25 | guilds of Elmton | signing".
_WHO = "{who}"
_WHO_WORDS = 8


@dataclass(frozen=True)
class _Count:
    """A phrase that states a count: the words before the number, and those after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class _Cues:
    kinds: Lexicon
    selfs: frozenset[str]
    signed: frozenset[str]
    salutation: Lexicon
    declared: tuple[_Count, ...]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    header = vocabulary.sections.get("header", {})
    rows = (str(row).partition("{n}") for row in header.get("declared", ()))
    counts = (_Count(_phrase(before), _phrase(after)) for before, _, after in rows)
    return _Cues(
        kinds=Lexicon(vocabulary.sections.get("document_kinds", {})),
        selfs=frozenset(vocabulary.sections.get("self_naming", ())),
        signed=frozenset(header.get("signed", ())),
        salutation=Lexicon({"letter": header.get("salutation", ())}),
        declared=tuple(counts),
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
    if top.salutations:
        start, end = top.salutations[0]
        words = read_words(text, start, min(end, start + _GREETING))
        if greeting := cues.salutation.at(words, 0):
            return _kind(text, words, greeting, "kind:salutation")
    return None


def _kind(text: str, words: Words, hit: Hit, rule: str) -> tuple[str, Finding]:
    start, end = words[hit.first].start, words[hit.last - 1].end
    return hit.label, Finding(text=text[start:end], start=start, end=end, rule=rule)


def _phrase(written: str) -> tuple[str, ...]:
    """The words of a phrase; ``_WHO`` where it says "{who}"."""
    parts = written.split("{who}")
    rows = [tuple(w.low for w in read_words(part)) for part in parts]
    return tuple(low for n, row in enumerate(rows) for low in ((_WHO, *row) if n else row))


def read_declared(sentences: Iterable[Sentence], vocabulary: Vocabulary) -> DeclaredCount | None:
    """ "signed by 44 members", "the undersigned 120 scholars", "the 25 guilds signing this"."""
    rows = _cues(vocabulary).declared
    near = frozenset(word for row in rows for word in (*row.before, *row.after) if word != _WHO)
    for sentence in sentences:
        words = sentence.words
        if near.isdisjoint(words.lows):
            continue
        for number in read_numbers(words, vocabulary):
            if number.value is None or number.form != "count" or number.value % 1:
                continue
            spans = [span for row in rows if (span := _around(words, number, row))]
            if spans:
                span = max(spans, key=lambda s: s[1] - s[0])
                start, end = words[span[0]].start, words[span[1] - 1].end
                return DeclaredCount(
                    text=sentence.text[start:end],
                    start=start,
                    end=end,
                    rule="declared-signatories",
                    count=int(number.value),
                )
    return None


def _around(words: Words, number: Number, row: _Count) -> tuple[int, int] | None:
    """The words of a count whose phrase stands around ``number``; None where it does not."""
    a = number.first - len(row.before)
    if a < 0 or [w.low for w in words[a : number.first]] != list(row.before):
        return None
    b = _after(words, number.last, row.after)
    if b is None:
        return None
    # Who they are belongs to the count: "signed by 44 | members".
    more = not row.after and b < len(words) and words[b].low.isalpha() and not is_han(words[b].low)
    return a, b + 1 if more else b


def _after(words: Words, at: int, phrase: Sequence[str]) -> int | None:
    """The word after ``phrase`` at word ``at``, where "{who}" is one word or a few."""
    if not phrase:
        return at
    if phrase[0] != _WHO:
        here = at < len(words) and words[at].low == phrase[0]
        return _after(words, at + 1, phrase[1:]) if here else None
    for end in range(at + 1, min(at + _WHO_WORDS, len(words)) + 1):
        if not words[end - 1].low[0].isalpha():
            return None
        if (last := _after(words, end, phrase[1:])) is not None:
            return last
    return None
