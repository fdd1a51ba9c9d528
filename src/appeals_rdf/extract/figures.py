"""What a number counts: the thing counted and what became of it, in either order.

The rows of the vocabulary's section ``claims`` are tried in turn. A number that fits none counts
something else (a distance, a page, the number of a resolution) and is no claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from appeals_rdf.extract.numbers import Number
from appeals_rdf.extract.words import Hit, Lexicon, Words
from appeals_rdf.vocabulary import Vocabulary

OTHER = "other-count"
"""The measure of one number for two outcomes: "the killing and wounding of dozens"."""

_REACH = 10


class Counted(NamedTuple):
    """The words ``first`` to ``last`` of a figure, its measure, and the rule that read it."""

    first: int
    last: int
    measure: str
    rule: str


@dataclass(frozen=True)
class _Row:
    """One row of the vocabulary: ``form`` is count, times, percent or duration."""

    name: str
    form: str
    triggers: Lexicon
    counts: Lexicon
    nouns: Lexicon
    elided: str | None
    before: frozenset[str]
    needs: frozenset[str]


@dataclass(frozen=True)
class _Cues:
    rows: tuple[_Row, ...]
    triggers: Lexicon
    aside: Lexicon
    be: frozenset[str]
    of: frozenset[str]
    that: frozenset[str]
    unreal: frozenset[str]
    joins: frozenset[str]
    closed: frozenset[str]
    articles: frozenset[str]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    sections = vocabulary.sections
    rows = sections.get("claims", {})
    cues = sections.get("claim_cues", {})
    return _Cues(
        rows=tuple(_row(name, row) for name, row in rows.items()),
        triggers=Lexicon({name: row.get("triggers", ()) for name, row in rows.items()}),
        aside=Lexicon({"aside": cues.get("aside", ())}),
        be=frozenset(cues.get("be", ())),
        of=frozenset(cues.get("of", ())),
        that=frozenset(cues.get("that", ())),
        unreal=frozenset(cues.get("unreal", ())),
        joins=frozenset(sections.get("dates", {}).get("joins", ())),
        closed=frozenset(sections.get("closed_words", ())),
        articles=frozenset(sections.get("articles", ())),
    )


def _row(name: str, row: Mapping[str, Any]) -> _Row:
    def table(key: str) -> Mapping[str, Iterable[str]]:
        return dict(row.get(key, {}))

    return _Row(
        name=name,
        form=str(row.get("form", "count")),
        triggers=Lexicon({"trigger": row.get("triggers", ())}),
        counts=Lexicon(table("counts")),
        nouns=Lexicon(table("nouns")),
        elided=row.get("elided"),
        before=frozenset(row.get("before", ())),
        needs=frozenset(row.get("needs", ())),
    )


def read_figure(
    words: Words, numbers: Sequence[Number], n: int, vocabulary: Vocabulary
) -> Counted | None:
    """What the ``n``-th number of a sentence counts, within the numbers beside it."""
    cues = _cues(vocabulary)
    number = numbers[n]
    left = numbers[n - 1].last if n else 0
    right = numbers[n + 1].first if n + 1 < len(numbers) else len(words)
    for row in cues.rows:
        made: Counted | None = None
        if row.form == "duration" and number.form == "count":
            made = _duration(words, number, row)
        elif row.form == "times" and number.form == "times":
            made = _times(words, number, row, left, right)
        elif row.form == "percent" and number.form == "percent":
            made = _share(words, number, row, right)
        elif number.form == "count" and row.form in {"count", "times"}:
            made = _counted(words, number, row, left, right, cues)
        if made:
            return made
    return None


def _counted(
    words: Words, number: Number, row: _Row, left: int, right: int, cues: _Cues
) -> Counted | None:
    name = f"claim:{row.name}"
    unit = _unit(words, number.last, right, row, cues)
    if row.form == "count" and (unit or row.elided):
        verb = _verb_before(words, number.first, left, row, cues)
        if verb:
            measure = unit.label if unit else str(row.elided)
            first, measure = _with_other(words, verb, left, measure, row, cues)
            return Counted(first, unit.last if unit else number.last, measure, name)
    if noun := _noun(words, number.last, right, row, cues):
        return Counted(number.first, noun.last, noun.label, name)
    if row.form != "count" or (unit is None and row.elided is None):
        return None
    after = unit.last if unit else number.last
    end = _outcome(words, number, after, right, row, cues, elided=unit is None)
    return (
        Counted(number.first, end, unit.label if unit else str(row.elided), name) if end else None
    )


def _verb_before(words: Words, at: int, left: int, row: _Row, cues: _Cues) -> Hit | None:
    """ "killed | 65 people", "the deaths of | 65 people": right before the number."""
    while at > left and words[at - 1].low in cues.of:
        at -= 1
    hits = row.triggers.hits(words, max(left, at - 4), at)
    return next((h for h in hits if h.last == at), None)


def _with_other(
    words: Words, verb: Hit, left: int, measure: str, row: _Row, cues: _Cues
) -> tuple[int, str]:
    """Where another outcome shares the number, both belong to the words: "killing and wounding"."""
    join = verb.first - 1
    if join <= left or words[join].low not in cues.joins:
        return verb.first, measure
    hits = cues.triggers.hits(words, max(left, join - 3), join)
    other = next((h for h in hits if h.last == join and h.label != row.name), None)
    if other is None:
        return verb.first, measure
    first = other.first
    while first > 0 and words[first - 1].low in cues.articles:
        first -= 1
    return first, OTHER


def _unit(words: Words, first: int, limit: int, row: _Row, cues: _Cues) -> Hit | None:
    """The thing counted, within a few words: "65 unarmed civilians"."""
    for at in range(first, min(first + 6, limit)):
        if hit := row.counts.at(words, at, limit):
            return hit
        low = words[at].low
        closed = low in cues.closed and low not in cues.of | cues.articles
        if closed or not low[0].isalnum() or row.triggers.at(words, at, limit):
            return None
    return None


def _noun(words: Words, first: int, limit: int, row: _Row, cues: _Cues) -> Hit | None:
    """A noun that tells both at once: "12 deaths", "34 heavy air strikes"."""
    for at in range(first, min(first + 3, limit)):
        if noun := row.nouns.at(words, at, limit):
            return noun
        if words[at].low in cues.closed or not words[at].low[0].isalnum():
            return None
    return None


def _outcome(
    words: Words,
    number: Number,
    first: int,
    limit: int,
    row: _Row,
    cues: _Cues,
    *,
    elided: bool,
) -> int | None:
    """The word after the verb: "65 civilians | were killed", "more than 33 | were injured"."""
    i = first
    reach = first + (3 if elided else _REACH)
    while i < min(limit, reach):
        low = words[i].low
        hit = row.triggers.at(words, i, limit)
        if hit and (i == first or words[i - 1].low not in cues.joins):
            real = cues.unreal.isdisjoint(w.low for w in words[first:i])
            return hit.last if real else None
        if low in {",", "("}:
            # "65 people, including women, were killed", and of the aside itself: "10 women, were"
            close = _aside_end(words, i, cues)
            if close is None and not (low == "," and _in_aside(words, number, cues)):
                return None
            skip = i + 1 if close is None else close + 1
            i, reach, limit = skip, reach + skip - i, max(limit, min(len(words), skip + _REACH))
            continue
        helper = low in cues.be or low.endswith("ly")
        if low in {";", ":"} or low in cues.that or (elided and not helper):
            return None
        if not elided and low not in cues.be and cues.triggers.at(words, i):
            return None
        i += 1
    return None


def _aside_end(words: Words, comma: int, cues: _Cues) -> int | None:
    if not cues.aside.at(words, comma + 1):
        return None
    closing = range(comma + 1, min(len(words), comma + 25))
    return next((k for k in closing if words[k].low in {",", ")"}), None)


def _in_aside(words: Words, number: Number, cues: _Cues) -> bool:
    back = range(max(0, number.first - 2), number.first)
    return any((h := cues.aside.at(words, k)) and h.last == number.first for k in back)


def _times(words: Words, number: Number, row: _Row, left: int, right: int) -> Counted | None:
    """ "was hit three times" and "three times shelled"."""
    name, measure = f"claim:{row.name}", str(row.elided)
    if verbs := row.triggers.hits(words, max(left, number.first - 4), number.first):
        return Counted(verbs[-1].first, number.last, measure, name)
    if verbs := row.triggers.hits(words, number.last, min(right, number.last + 2)):
        return Counted(number.first, verbs[0].last, measure, name)
    return None


def _share(words: Words, number: Number, row: _Row, right: int) -> Counted | None:
    """ "occupied 20% of the territory"."""
    for at in range(number.last, min(number.last + 12, right)):
        unit = row.counts.at(words, at)
        if unit:
            verbs = row.triggers.hits(words, max(0, number.first - 3), number.first)
            if not verbs and not row.triggers.hits(words, unit.last, unit.last + 6):
                return None
            first = verbs[0].first if verbs else number.first
            return Counted(first, unit.last, unit.label, f"claim:{row.name}")
    return None


def _duration(words: Words, number: Number, row: _Row) -> Counted | None:
    """ "has held the land for 30 years": a stretch of time in a perfect tense."""
    unit = row.counts.at(words, number.last)
    prior = number.first - 1
    if unit is None or prior < 0:
        return None
    if not {words[prior].low, words[number.at - 1].low} & row.before:
        return None
    have = [i for i in range(max(0, prior - 14), prior) if words[i].low in row.needs]
    return Counted(have[-1], unit.last, unit.label, f"claim:{row.name}") if have else None
