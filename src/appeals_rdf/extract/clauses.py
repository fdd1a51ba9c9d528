"""How far the words of one happening go: its clause, its share of a clause, its phrase."""

from __future__ import annotations

from collections.abc import Sequence

from appeals_rdf.extract.triggers import Clause, EventCues, Trigger
from appeals_rdf.extract.words import Words

Part = tuple[int, int]

# A day or place further off than this belongs to the happening but not to its phrase.
_REACH = 12
_OBJECT = 8


def clauses(words: Words, cues: EventCues) -> list[Clause]:
    """Stretches between strong breaks; a break inside quotation marks breaks nothing."""
    found: list[Clause] = []
    first, quoted = 0, False
    for i, word in enumerate(words):
        if word.low == '"':
            quoted = not quoted
        if word.low in cues.breaks and not quoted and i > first:
            found.append((first, i))
            first = i + 1
    if first < len(words):
        found.append((first, len(words)))
    return found


def groups(
    words: Words, clause: Clause, kept: Sequence[Trigger], cues: EventCues
) -> list[tuple[int, int, list[Trigger]]]:
    """Triggers of one kind that stand together, each with the words that belong to them."""
    runs: list[list[Trigger]] = []
    for trigger in kept:
        last = runs[-1][-1] if runs else None
        if last and last.form == "breach" and trigger.kind == "attack" and len(runs[-1]) == 1:
            # "violated the truce and fired on": the firing is the violation.
            runs[-1] = [trigger._replace(first=last.first)]
        elif last and _together(words, last, trigger, cues):
            runs[-1].append(trigger)
        else:
            runs.append([trigger])
    found: list[tuple[int, int, list[Trigger]]] = []
    start = clause[0]
    for n, run in enumerate(runs):
        end = clause[1] if n + 1 == len(runs) else _border(words, run[-1], runs[n + 1][0], cues)
        found.append((start, end, run))
        start = end
    return found


def _together(words: Words, last: Trigger, trigger: Trigger, cues: EventCues) -> bool:
    """Two nouns with a conjunction between them are two happenings, other triggers are one."""
    if last.kind != trigger.kind:
        return False
    between = words[last.last : trigger.first]
    nouns = last.form == trigger.form == "noun"
    return not (nouns and any(w.low in cues.turns or w.low == "," for w in between))


def _border(words: Words, last: Trigger, following: Trigger, cues: EventCues) -> int:
    """Where one happening's words end and the next one's begin: at an "and" or "which"."""
    between = range(last.last, following.first)
    turns = [i for i in between if words[i].low in cues.turns]
    if turns:
        return turns[-1]
    if following.form == "noun":
        return noun_start(words, following.first, last.last, cues)
    return following.first


def noun_phrase(
    words: Words, group: Sequence[Trigger], floor: int, parts: Sequence[Part], cues: EventCues
) -> Part:
    """From the article or owner before the noun to the day or place that belongs to it."""
    first, end = group[0].first, group[-1].last
    start = noun_start(words, first, floor, cues)
    if end < len(words) and words[end].low in cues.after_noun:
        end = _object_end(words, end + 1, cues)
    near = [b for a, b in parts if a >= first and a - end <= _REACH]
    before = [a for a, b in parts if b == first]
    return min([start, *before]), max([end, *near])


def noun_start(words: Words, noun: int, floor: int, cues: EventCues) -> int:
    """The article, owner or first adjective before a noun: "Elmland's | sudden attack"."""
    start = noun
    while start > floor and noun - start < 6:
        low = words[start - 1].low
        if low in cues.articles:
            return start - 1
        if low in cues.closed or not (low[0].isalnum() or low == "'s"):
            break
        start -= 1
    return start


def _object_end(words: Words, at: int, cues: EventCues) -> int:
    """The end of "on civilians and towns" after "the fire"."""
    end = at
    for i in range(at, min(len(words), at + _OBJECT)):
        low = words[i].low
        if low in cues.articles or low in cues.joins or low in cues.of:
            continue
        if low in cues.closed or not low[0].isalnum():
            break
        end = i + 1
    return end


def verb_phrase(
    words: Words, group: Sequence[Trigger], bounds: Clause, parts: Sequence[Part], cues: EventCues
) -> Part:
    """The parts of the clause, between commas, that hold the verb, its day and its places."""
    first, last = group[0].first, group[-1].last
    floor, ceiling = bounds
    held = {i for a, b in parts for i in range(a, b)} | _quoted(words, floor, ceiling)
    cuts = cues.that | {","}
    marks = [i for i in range(floor, ceiling) if words[i].low in cuts and i not in held]
    left = min([first, *(a for a, _ in parts)])
    starts = [floor, *(i + 1 for i in marks if i < left)]
    start = starts.pop()
    if start == left == first and words[first].low in cues.aux and starts:
        start = _before_apposition(words, starts, cues)
    while start < first and words[start].low in cues.turns | cues.breaks | {","}:
        start += 1
    right = max([last, *(b for _, b in parts)])
    end = min([i for i in marks if i >= right and words[i].low == ","], default=ceiling)
    return start, max(end, right)


def _before_apposition(words: Words, starts: list[int], cues: EventCues) -> int:
    """ "Elmton, the second city, | was hit": the subject stands before the apposition."""
    start = starts.pop()
    while starts and words[start].low in cues.articles:
        start = starts.pop()
    return start


def said_end(words: Words, verb: int, limit: int) -> int:
    """After the closing quotation mark, where the words said are quoted; else the clause's end."""
    opens = range(verb, min(limit, verb + _OBJECT))
    opened = next((i for i in opens if words[i].low == '"'), None)
    if opened is None:
        return limit
    return next((i + 1 for i in range(opened + 1, limit) if words[i].low == '"'), limit)


def _quoted(words: Words, first: int, last: int) -> set[int]:
    """The places of words inside quotation marks."""
    marks = [i for i in range(first, last) if words[i].low == '"']
    return {i for a, b in zip(marks[::2], marks[1::2], strict=False) for i in range(a, b + 1)}
