"""What a letter states as fact, or ascribes to somebody: one number, one claim.

``figures`` reads what a number counts and ``speech`` the words of others. Here the claims get their
date ("Until today", "since 27.09.2030") and the happening they are about.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from appeals_rdf.extract.dates import Dated, anchor_of, read_dates, since
from appeals_rdf.extract.figures import Counted, read_figure
from appeals_rdf.extract.numbers import Number, quantity, read_numbers
from appeals_rdf.extract.sentences import Sentence, Span, touches
from appeals_rdf.extract.speech import read_speech
from appeals_rdf.extract.words import Lexicon
from appeals_rdf.model import Addressee, Claim, Event, Flag, WrittenDate
from appeals_rdf.vocabulary import Vocabulary

_OPENING = 8
_NEAR = 400
# Shares and long stretches of time are not about the one happening told beside them.
_AT_LARGE = frozenset({"territory-share", "duration"})


@dataclass(frozen=True)
class _Cues:
    until: Lexicon
    since: frozenset[str]
    again: frozenset[str]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    cues = vocabulary.sections.get("claim_cues", {})
    return _Cues(
        until=Lexicon({"until": cues.get("until", ())}),
        since=frozenset(cues.get("since", ())),
        again=frozenset(cues.get("again", ())),
    )


def read_claims(
    vocabulary: Vocabulary,
    body: Sequence[Sentence],
    events: Sequence[Event] = (),
    date: WrittenDate | None = None,
    addressees: Sequence[Addressee] = (),
    asked: Sequence[Span] = (),
) -> tuple[Claim, ...]:
    """The claims of ``body``, in reading order.

    ``events`` give a figure its scope, ``date`` of the document its "until today"; ``asked`` are
    the spans of the requests, which state nothing.
    """
    anchor = anchor_of(date)
    starts = [e.start for e in events]
    found: list[Claim] = []
    for sentence in body:
        if touches(asked, sentence):
            continue
        made = [*_figures(sentence, vocabulary, date, anchor)]
        made += read_speech(sentence, vocabulary, addressees)
        for claim in made:
            scope = _scope(sentence, claim, events, starts, vocabulary)
            found.append(replace(claim, scope=scope) if scope else claim)
    return tuple(sorted(found, key=lambda c: (c.start, c.end)))


def _figures(
    sentence: Sentence,
    vocabulary: Vocabulary,
    date: WrittenDate | None,
    anchor: datetime.date | None,
) -> list[Claim]:
    words = sentence.words
    numbers = read_numbers(words, vocabulary)
    if not numbers:
        return []
    dates = read_dates(sentence.text, words, vocabulary, anchor)
    days = {i for d in dates for i in range(d.first, d.last)}
    numbers = tuple(n for n in numbers if n.at not in days)
    as_of = _as_of(sentence, dates, vocabulary, date, anchor)
    made = []
    for n, number in enumerate(numbers):
        counted = read_figure(words, numbers, n, vocabulary)
        if counted:
            made.append(_figure(sentence, number, counted, as_of))
    return made


def _figure(
    sentence: Sentence, number: Number, counted: Counted, as_of: WrittenDate | None
) -> Claim:
    words, text = sentence.words, sentence.text
    start, end = words[counted.first].start, words[counted.last - 1].end
    if counted.measure == "duration":
        # "30" alone would not tell years from days.
        number = number._replace(last=counted.last)
    return Claim(
        text=text[start:end],
        start=start,
        end=end,
        rule=counted.rule,
        confidence=0.9 if number.value is not None else 0.7,
        flags=as_of.flags if as_of else (),
        measure=counted.measure,
        quantity=quantity(text, words, number, "number"),
        as_of=as_of,
    )


def _as_of(
    sentence: Sentence,
    dates: Sequence[Dated],
    vocabulary: Vocabulary,
    date: WrittenDate | None,
    anchor: datetime.date | None,
) -> WrittenDate | None:
    """ "Until today, …" and "… since 27.09.2030" hold for every figure of the sentence."""
    cues = _cues(vocabulary)
    words = sentence.words
    for dated in dates:
        if dated.first and words[dated.first - 1].low in cues.since:
            return since(dated.date, anchor)
    until = cues.until.hits(words)
    if not until or date is None:
        return None
    start, end = words[until[0].first].start, words[until[0].last - 1].end
    return WrittenDate(
        text=sentence.text[start:end],
        start=start,
        end=end,
        rule="date:until",
        confidence=0.8,
        flags=(Flag.DATE_INFERRED,),
        edtf=date.edtf,
    )


def _scope(
    sentence: Sentence,
    claim: Claim,
    events: Sequence[Event],
    starts: Sequence[int],
    vocabulary: Vocabulary,
) -> str | None:
    """The one happening a claim is about: told in the same words, sentence, or just before."""
    first = bisect_left(starts, sentence.start)
    here = events[first : bisect_left(starts, sentence.end)]
    over = [e for e in here if e.start < claim.end and claim.start < e.end]
    if claim.measure is None:
        return over[0].key if over else None
    if over:
        return over[0].key if len(over) == 1 else None
    if len(here) == 1 and claim.measure not in _AT_LARGE:
        return here[0].key
    if here or claim.as_of or not first:
        return None
    again = any(w.low in _cues(vocabulary).again for w in sentence.words[:_OPENING])
    before = events[first - 1]
    attack = before.kind in {"attack", "military-operation"}
    return before.key if again and attack and sentence.start - before.end < _NEAR else None
