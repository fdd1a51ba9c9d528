"""Happenings that a document speaks of, in its own words, with day, place and kind.

``triggers`` finds the words that tell them and ``clauses`` how far they go. Here they get their
day and places, and what is only mentioned again is merged.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from appeals_rdf.extract.clauses import clauses, groups, noun_phrase, said_end, verb_phrase
from appeals_rdf.extract.dates import Dated, anchor_of, read_dates, since
from appeals_rdf.extract.numbers import read_numbers
from appeals_rdf.extract.places import Place, read_places
from appeals_rdf.extract.sentences import Sentence, Span, touches, trim
from appeals_rdf.extract.triggers import (
    Clause,
    EventCues,
    Trigger,
    event_cues,
    find_triggers,
    tells,
)
from appeals_rdf.extract.words import Hit, Words
from appeals_rdf.model import Citation, Event, Flag, Mention, WrittenDate
from appeals_rdf.text import fold
from appeals_rdf.vocabulary import Vocabulary


def read_events(
    vocabulary: Vocabulary,
    body: Sequence[Sentence],
    date: WrittenDate | None = None,
    asked: Sequence[Span] = (),
    cited: Sequence[Citation] = (),
) -> tuple[Event, ...]:
    """The happenings told in ``body``.

    ``date`` is the document's own; ``asked`` are the spans of its requests, which tell what shall
    be; a statement of somebody else among ``cited`` is a happening as well.
    """
    anchor = anchor_of(date)
    found = [_of_statement(c) for c in cited if c.kind == "statement"]
    for sentence in body:
        if not touches(asked, sentence):
            found += _in_sentence(sentence, vocabulary, anchor)
    merged = _merged(sorted(found, key=lambda e: (e.start, e.end)))
    # A claim names the happening it is about; ``keys`` gives the lasting number.
    return tuple(replace(event, key=str(n)) for n, event in enumerate(merged, 1))


def _of_statement(citation: Citation) -> Event:
    return Event(
        text=citation.text,
        start=citation.start,
        end=citation.end,
        rule="event:cited-statement",
        confidence=0.8,
        kind="statement",
        date=citation.date,
    )


def _in_sentence(
    sentence: Sentence, vocabulary: Vocabulary, anchor: datetime.date | None
) -> list[Event]:
    cues = event_cues(vocabulary)
    words = sentence.words
    triggers = find_triggers(words, vocabulary)
    if not triggers:
        return []
    dates = read_dates(sentence.text, words, vocabulary, anchor)
    nouns = [Hit(t.first, t.last, t.kind) for t in triggers if t.form == "noun"]
    places = read_places(sentence.text, words, vocabulary, nouns)
    counted = bool(read_numbers(words, vocabulary))
    events: list[Event] = []
    for clause in clauses(words, cues):
        here = [t for t in triggers if clause[0] <= t.first and t.last <= clause[1]]
        kept = [t for t in here if tells(words, t, clause, here, dates, places, vocabulary)]
        if counted or any(t.kind == "attack" for t in kept):
            # What an attack destroyed is told with it, and what is counted is a claim.
            kept = [t for t in kept if t.kind != "damage"]
        carried: Dated | None = None
        for a, b, group in groups(words, clause, kept, cues):
            own = [d for d in dates if a <= d.first and d.last <= b]
            if not own and carried and group[0].form != "noun":
                events.append(_carry(_event(sentence, (a, b), group, (), places, cues), carried))
                continue
            event = _event(sentence, (a, b), group, own, places, cues)
            days = [_on(event, d, words, cues, anchor) for d in own]
            events += days or [event]
            carried = own[0] if len(own) == 1 else None
    return events


def _event(
    sentence: Sentence,
    bounds: Clause,
    group: Sequence[Trigger],
    dates: Sequence[Dated],
    places: Sequence[Place],
    cues: EventCues,
) -> Event:
    """The happening that a group of triggers tells, without its day."""
    words = sentence.words
    a, b = bounds
    last, kind = group[-1].last, group[0].kind
    # An infinitive of purpose is no part of what happened: "met | to stop the war".
    b = next((h.first for h in cues.purpose.hits(words, last, b) if h.first > last), b)
    here = [p for p in places if a <= p.first and p.last <= b]
    at = [p for p in here if p.role == "at"] or [p for p in here if p.role == "around"]
    parts = [*((d.first, d.last) for d in dates), *((p.first, p.last) for p in at)]
    if group[0].form == "noun":
        start, end = noun_phrase(words, group, a, parts, cues)
    else:
        start, end = verb_phrase(words, group, (a, b), parts, cues)
    if kind == "statement":
        # Who said it may stand far before; what was said goes on to the end of the clause.
        turns = [i + 1 for i in range(start, group[0].first) if words[i].low in cues.turns]
        start, end = max([start, *turns]), said_end(words, last, b)
    x, y = trim(sentence.text, words[start].start, words[end - 1].end, ".,;:—–")
    return Event(
        text=sentence.text[x:y],
        start=x,
        end=y,
        rule=f"event:{kind}",
        confidence=0.8 if group[0].form == "noun" else 0.9,
        kind=kind,
        places=_distinct(at),
    )


def _on(
    event: Event, dated: Dated, words: Words, cues: EventCues, anchor: datetime.date | None
) -> Event:
    date = dated.date
    if dated.first and words[dated.first - 1].low in cues.since:
        date = since(date, anchor)
    return replace(event, date=date, flags=date.flags)


def _carry(event: Event, dated: Dated) -> Event:
    """ "It began on 4 May and shelled Elmton": the day goes on to the second verb, as inferred."""
    flags = (Flag.DATE_INFERRED,)
    return replace(event, date=replace(dated.date, flags=flags, confidence=0.7), flags=flags)


def _distinct(places: Sequence[Place]) -> tuple[Mention, ...]:
    seen: dict[str, Mention] = {}
    for place in places:
        seen.setdefault(fold(place.mention.text), place.mention)
    return tuple(seen.values())


def _merged(events: Sequence[Event]) -> list[Event]:
    """Drop what only mentions again a happening already told.

    Two of one kind are the same when day and places agree; or the places alone, where a day is
    given once; or, without day and place, the words of the thing itself ("military operations").
    """
    kept: list[Event] = []
    seen: dict[tuple[object, ...], int] = {}
    for event in events:
        day = event.date.edtf if event.date else None
        places = frozenset(fold(p.text) for p in event.places)
        tail = " ".join(fold(event.text).split()[-2:])
        if day:
            keys: list[tuple[object, ...]] = [(event.kind, day, places)]
            keys += [(event.kind, None, places)] if places else []
        else:
            keys = [(event.kind, "any", places)] if places else [(event.kind, tail)]
        at = next((seen[k] for k in keys if k in seen), None)
        if at is not None:
            kept[at] = replace(
                kept[at], date=kept[at].date or event.date, flags=kept[at].flags or event.flags
            )
        else:
            at = len(kept)
            kept.append(event)
        for key in (keys[0], (event.kind, day, places), (event.kind, "any", places)):
            if places or key == keys[0]:
                seen.setdefault(key, at)
    return kept
