"""Words that tell a happening, and whether they tell one that is said to be real.

A finite verb ("was shelled") does. A noun ("the attack") does only where a day, a place or a
consequence makes it one happening and not a kind of thing. What is denied, feared, asked for or a
general rule is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from appeals_rdf.extract.dates import Dated
from appeals_rdf.extract.places import Place
from appeals_rdf.extract.words import Lexicon, Words
from appeals_rdf.vocabulary import Vocabulary

_NEAR = 4
# A verb's tool and a breach's object stand within this many words: "used several heavy missiles".
_OBJECT = 6
# A sentence tells no more happenings than this; a longer row of triggers is no sentence.
_MOST = 24
_FORMS = {"verbs": "verb", "nouns": "noun", "breaches": "breach"}

Clause = tuple[int, int]


class Trigger(NamedTuple):
    """A word that tells a happening: ``form`` is ``verb``, ``noun`` or ``breach``."""

    first: int
    last: int
    kind: str
    form: str


@dataclass(frozen=True)
class EventCues:
    """The words of one language by which happenings are told."""

    triggers: Lexicon
    objects: dict[str, Lexicon]
    tools: tuple[tuple[str, Lexicon, Lexicon], ...]
    cause: Lexicon
    purpose: Lexicon
    unreal: frozenset[str]
    denied: frozenset[str]
    real_to: frozenset[str]
    not_before: frozenset[str]
    known_by: frozenset[str]
    after_noun: frozenset[str]
    determiners: frozenset[str]
    aux: frozenset[str]
    breaks: frozenset[str]
    turns: frozenset[str]
    joins: frozenset[str]
    ours: frozenset[str]
    closed: frozenset[str]
    articles: frozenset[str]
    since: frozenset[str]
    of: frozenset[str]
    that: frozenset[str]


@cache
def event_cues(vocabulary: Vocabulary) -> EventCues:
    """The sections ``events`` and ``event_cues`` of a vocabulary, ready for looking up."""
    sections = vocabulary.sections
    events = sections.get("events", {})
    cues = sections.get("event_cues", {})
    claims = sections.get("claim_cues", {})
    phrases: dict[str, Iterable[str]] = {
        f"{kind} {form}": row.get(form, ()) for kind, row in events.items() for form in _FORMS
    }
    tools = tuple(
        (kind, Lexicon({"use": [verb]}), Lexicon({"tool": things}))
        for kind, row in events.items()
        for verb, things in row.get("with", {}).items()
    )

    def words(name: str) -> frozenset[str]:
        return frozenset(str(w) for w in cues.get(name, ()))

    return EventCues(
        triggers=Lexicon(phrases),
        objects={kind: Lexicon({"of": row.get("of", ())}) for kind, row in events.items()},
        tools=tools,
        cause=Lexicon({"cause": cues.get("cause", ())}),
        purpose=Lexicon({"purpose": cues.get("purpose", ())}),
        unreal=words("unreal"),
        denied=words("denied"),
        real_to=words("real_to"),
        not_before=words("not_before"),
        known_by=words("known_by_place"),
        after_noun=words("after_noun"),
        determiners=words("determiners"),
        aux=words("aux"),
        breaks=words("breaks"),
        turns=words("turns"),
        joins=frozenset(sections.get("dates", {}).get("joins", ())),
        ours=words("ours"),
        closed=frozenset(sections.get("closed_words", ())),
        articles=frozenset(sections.get("articles", ())),
        since=frozenset(claims.get("since", ())),
        of=frozenset(claims.get("of", ())),
        that=frozenset(claims.get("that", ())),
    )


def find_triggers(words: Words, vocabulary: Vocabulary) -> list[Trigger]:
    """The words of a sentence that can tell a happening, longest first where they overlap."""
    cues = event_cues(vocabulary)
    found: list[Trigger] = []
    for hit in cues.triggers.hits(words):
        kind, form = hit.label.rsplit(" ", 1)
        if form != "breaches" or cues.objects[kind].hits(words, hit.last, hit.last + _OBJECT):
            found.append(Trigger(hit.first, hit.last, kind, _FORMS[form]))
    for kind, uses, tools in cues.tools:
        for use in uses.hits(words):
            # "used cluster bombs", and "cluster bombs used by"
            after = tools.hits(words, use.last, use.last + _OBJECT)
            if after or tools.hits(words, max(0, use.first - 1), use.first):
                found.append(Trigger(use.first, use.last, kind, "verb"))
    found.sort(key=lambda t: (t.first, -t.last))
    kept: list[Trigger] = []
    for trigger in found:
        if not kept or trigger.first >= kept[-1].last:
            kept.append(trigger)
    return kept[:_MOST]


def tells(
    words: Words,
    trigger: Trigger,
    clause: Clause,
    others: Sequence[Trigger],
    dates: Sequence[Dated],
    places: Sequence[Place],
    vocabulary: Vocabulary,
) -> bool:
    """Whether a trigger tells one happening that is said to be real."""
    cues = event_cues(vocabulary)
    if trigger.form != "noun":
        return _is_finite(words, trigger, clause, cues)
    first = clause[0]
    known_by = trigger.last < len(words) and words[trigger.last].low in cues.known_by
    if not known_by and _kept_off(words, first, trigger.first, cues):
        return False
    if _in_purpose(words, first, trigger.first, cues):
        return False
    # "A meeting of … was held in Elmton": the verb goes on with its noun.
    apart = (t.first for t in others if t.first >= trigger.last and t.kind != trigger.kind)
    after = range(trigger.last, min([clause[1], *apart]))
    dated = any(d.first in after or d.last == trigger.first for d in dates)
    placed = any(p.role == "at" and (p.first in after or p.last == trigger.first) for p in places)
    named = trigger.kind == "meeting" and words[trigger.first].cap and trigger.first > 0
    back = max(first, trigger.first - 7)
    caused = trigger.kind == "attack" and bool(cues.cause.hits(words, back, trigger.first))
    return dated or placed or named or caused


def _is_finite(words: Words, trigger: Trigger, clause: Clause, cues: EventCues) -> bool:
    """Not "will attack", "was not hit", "the occupied land", "we declared"."""
    first, last = clause
    near = [w.low for w in words[max(first, trigger.first - _NEAR + 1) : trigger.first]]
    if "," in near:
        near = near[len(near) - near[::-1].index(",") :]
    if trigger.last - trigger.first > 1:
        real = cues.denied.isdisjoint(near)
    else:
        before = words[trigger.first - 1].low if trigger.first > first else ""
        real = cues.unreal.isdisjoint(near) or not cues.real_to.isdisjoint(near)
        real = real and before not in cues.determiners
        real = real and not _is_adjective(words, trigger, first, last, near, cues)
    if not real:
        return False
    if trigger.kind == "statement":
        subject = words[first : trigger.first]
        return any(w.cap for w in subject) and not any(w.low in cues.ours for w in subject)
    return trigger.first > 0


def _is_adjective(
    words: Words, trigger: Trigger, first: int, last: int, near: Sequence[str], cues: EventCues
) -> bool:
    """ "other people detained and …", "Seized goods": a participle beside its noun."""
    after = words[trigger.last].low if trigger.last < last else ""
    helped = not cues.aux.isdisjoint(near)
    if trigger.kind == "other-happening" and not helped and after in cues.turns | {",", ""}:
        return True
    opens = trigger.first == first or words[trigger.first - 1].low in cues.joins | {","}
    return opens and after.endswith("s") and trigger.kind != "attack"


def _kept_off(words: Words, first: int, at: int, cues: EventCues) -> bool:
    """Whether "this", "any", "such" or "stop" governs a noun: "this cruel and sudden attack"."""
    for i in range(at - 1, max(first, at - 6) - 1, -1):
        low = words[i].low
        if low in cues.articles or low in {",", ";"}:
            return i > first and words[i - 1].low in cues.not_before - cues.turns
        if low in cues.not_before:
            return True
    return False


def _in_purpose(words: Words, first: int, at: int, cues: EventCues) -> bool:
    """Whether a noun stands in "to stop the fighting"."""
    return bool(cues.purpose.hits(words, max(first, at - 8), at))
