"""Treaties, resolutions, laws and other people's statements that a letter mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.sentences import Sentence
from appeals_rdf.extract.words import Lexicon, Words
from appeals_rdf.model import Citation, Finding, WrittenDate
from appeals_rdf.text import fold
from appeals_rdf.vocabulary import Vocabulary

_YEAR = re.compile(r"[12]\d{3}")
# "822" "1325" "61/295" "2019-14"
_NUMBER = re.compile(r"\d{1,5}(?:[/-]\d{1,5})?")
_QUOTES = frozenset('"')
_LONGEST = 14


@dataclass(frozen=True)
class _Cues:
    nouns: Lexicon
    lower: frozenset[str]
    closed: frozenset[str]
    joins: frozenset[str]
    about: frozenset[str]
    before_year: frozenset[str]
    inner: frozenset[str]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    sections = vocabulary.sections
    return _Cues(
        nouns=Lexicon(sections.get("citations", {})),
        lower=frozenset(sections.get("citations_lower", ())),
        closed=frozenset(sections.get("closed_words", ())),
        joins=frozenset({*sections.get("dates", {}).get("joins", ()), ","}),
        about=frozenset(sections.get("citation_about", ())),
        before_year=frozenset(sections.get("dates", {}).get("before_year", ())),
        inner=frozenset(sections.get("citation_inner", ())),
    )


def read_citations(
    vocabulary: Vocabulary,
    sentences: Sequence[Sentence],
    own: Sequence[Finding] = (),
) -> tuple[Citation, ...]:
    """The instruments that ``sentences`` name, each once, where it is first named.

    Of "Council Resolutions 12, 14 and 15" the first is the whole phrase up to its number, the
    others are their numbers. What touches ``own``, the letter's issuers and its name for itself, is
    the letter and not cited.
    """
    found: dict[tuple[str, str], Citation] = {}
    for sentence in sentences:
        for citation, name in _in_sentence(sentence, vocabulary):
            if any(o.start < citation.end and citation.start < o.end for o in own):
                continue
            key = (citation.kind, name)
            if key not in found or (citation.date and not found[key].date):
                found[key] = citation
    return tuple(sorted(found.values(), key=lambda c: (c.start, c.end)))


def _in_sentence(sentence: Sentence, vocabulary: Vocabulary) -> list[tuple[Citation, str]]:
    cues = _cues(vocabulary)
    words = sentence.words
    found: list[tuple[Citation, str]] = []
    for hit in cues.nouns.hits(words):
        first = _name_start(words, hit.first, cues)
        last, proper = _name_end(words, hit.last, cues)
        noun = words[hit.first]
        named = any(w.cap for w in words[first : hit.first]) or proper
        if not named or not (noun.cap or noun.low in cues.lower):
            continue
        if noun.low in cues.lower and hit.label == "statement" and not proper:
            continue
        name = fold(sentence.text[words[first].start : words[last - 1].end])
        name = " ".join(w.removesuffix("s") for w in name.split())
        if hit.label == "resolution" and (numbers := _numbers(words, last, cues)):
            for n, at in enumerate(numbers):
                start = first if n == 0 else at
                made = _citation(sentence, start, at + 1, hit.label, None)
                found.append((made, f"{name} {words[at].low}"))
            continue
        last, years = _years(words, first, last, cues)
        if years and years[0] < first:
            first = years[0]
        date = _date(sentence, years)
        found.append((_citation(sentence, first, last, hit.label, date), name))
    return found


def _name_start(words: Words, at: int, cues: _Cues) -> int:
    """The first capitalised word of the name that ends in the noun: "Elm Council resolutions"."""
    first = at
    while first > 0 and at - first < _LONGEST:
        word = words[first - 1]
        if word.cap and word.low not in cues.closed:
            first -= 1
        elif word.low == "'s" and first > 1 and words[first - 2].cap:
            first -= 2
        else:
            break
    return first


def _name_end(words: Words, at: int, cues: _Cues) -> tuple[int, bool]:
    """The end of "of the Elm Council" or "on the Rights of the Child", and whether it is there."""
    last = at
    proper = False
    i = at
    while i < len(words) and i - at < _LONGEST:
        j = i
        while j < len(words) and words[j].low in cues.inner and j - i < 3:
            j += 1
        if j == i and not words[i].cap:
            break
        if j < len(words) and words[j].low in _QUOTES:
            end = next((k for k in range(j + 1, min(len(words), j + 25))
                        if words[k].low in _QUOTES), None)  # fmt: skip
            return (end + 1, True) if end else (last, proper)
        if j >= len(words) or not words[j].cap or words[j].low in cues.closed:
            break
        last, proper, i = j + 1, True, j + 1
    return last, proper


def _numbers(words: Words, at: int, cues: _Cues) -> list[int]:
    """Where the numbers of resolutions stand: "12, 14 and 15"."""
    numbers: list[int] = []
    i = at
    while i < len(words):
        if words[i].low in {"no", "nos", "."} and not numbers:
            i += 1
        elif _NUMBER.fullmatch(words[i].low):
            numbers.append(i)
            i += 1
            while i < len(words) and words[i].low in cues.joins:
                i += 1
        else:
            break
    return numbers


def _years(words: Words, first: int, last: int, cues: _Cues) -> tuple[int, list[int]]:
    """The years of an instrument: "1949 Elm Conventions", "of 1949", "adopted in 2006 and 2008"."""
    if first > 0 and _YEAR.fullmatch(words[first - 1].low):
        return last, [first - 1]
    i = last
    if i < len(words) and words[i].low in cues.about:
        i += 1
    if i + 1 < len(words) and words[i].low in {*cues.before_year, "("}:
        if not _YEAR.fullmatch(words[i + 1].low):
            return last, []
        years = [i + 1]
        i += 2
        while (
            i + 1 < len(words) and words[i].low in cues.joins and _YEAR.fullmatch(words[i + 1].low)
        ):
            years.append(i + 1)
            i += 2
        return years[-1] + 1, years
    return last, []


def _date(sentence: Sentence, years: Sequence[int]) -> WrittenDate | None:
    if not years:
        return None
    words = sentence.words
    start, end = words[years[0]].start, words[years[-1]].end
    values = [str(int(words[y].low)) for y in years]
    edtf = values[0] if len(values) == 1 else "{" + ",".join(sorted(set(values))) + "}"
    return WrittenDate(
        text=sentence.text[start:end], start=start, end=end, rule="date:written", edtf=edtf
    )


def _citation(
    sentence: Sentence, first: int, last: int, kind: str, date: WrittenDate | None
) -> Citation:
    start, end = sentence.words[first].start, sentence.words[last - 1].end
    return Citation(
        text=sentence.text[start:end],
        start=start,
        end=end,
        rule=f"citation:{kind}",
        confidence=0.9,
        kind=kind,
        date=date,
    )
