"""Read each entry after the layout of its list: people, honorific, role, body, place; how sure.

``CONFIDENCE`` is the table of how sure each way of reading is; it says how often a reading of that
kind is right, not how true the document is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from appeals_rdf.extract.signatures.details import Habit, Span, read_beside
from appeals_rdf.extract.signatures.entries import Entry
from appeals_rdf.extract.signatures.fields import CELLS, Field, FieldKind, cut_fields, judge
from appeals_rdf.extract.signatures.forms import PERSONS, Way, ways
from appeals_rdf.extract.signatures.layouts import (
    BARE_FIRST,
    BARE_LAST,
    BORDER,
    LAST_NAME,
    TELLING,
    Layout,
    count_words,
    first_name,
    is_place,
    names_recurring,
    with_labels,
)
from appeals_rdf.extract.signatures.names import SURE, find_name
from appeals_rdf.extract.signatures.roles import is_collective, office_of, titles
from appeals_rdf.extract.signatures.shapes import MAX_TOKENS, Shape, Shaper
from appeals_rdf.model import PartyType
from appeals_rdf.text import fold

_MAX_LENGTH = 2000
_CARD_LINE = 60
_ALONE = re.compile(r"(?:^|[-(,:])(?P<acronym>[A-Za-z])(?=[-),:]|$)")
_FEW = 0.1
_AND = re.compile(r"[Ee]")
# Ada Lind (poet) and Bo Elm (baker)
_APART = re.compile(
    r"(?P<first>H*[NYySIAPp]{2,6}\([^()]+\)),?[eE](?P<second>H*[NYySIAPp]{2,6}\([^()]+\))"
)
_BEFORE_PLACES = frozenset(",-(")
_CLEAR = 1.5
"""Two ways to read an entry that weigh so far apart are not mistaken for one another."""

CONFIDENCE = {
    "person known, fields known": 0.98,
    "person known, fields by the list": 0.9,
    "person known, fields by their place": 0.6,
    "person by form, fields known": 0.93,
    "person by form, fields by the list": 0.85,
    "person by form, fields by their place": 0.6,
    "person by the list, fields known": 0.85,
    "person by the list, fields by the list": 0.7,
    "person by the list, fields by their place": 0.5,
    "several people, all fields known": 0.75,
    "several people, fields inferred": 0.5,
    "no separator, border known": 0.9,
    "no separator, border by the usual length": 0.75,
    "no separator, in a list that has them": 0.6,
    "one party, known words": 0.98,
    "one party, by the list": 0.9,
    "one party, unknown words": 0.7,
    "too long to read": 0.2,
    "too tangled to read": 0.3,
}


@dataclass(frozen=True, slots=True)
class Core:
    """An entry as the fine shape of its words; honorifics before its first name are ``H``."""

    shape: Shape


@dataclass(slots=True)
class Reading:
    """What was read in one entry, as offsets. ``how`` is a key of ``CONFIDENCE``.

    ``others`` are further people of the entry, each with the words of an honorific, or None;
    ``apart`` is a second person with fields of their own.
    ``fields_inferred`` tells that words did not tell what a field says, ``type_inferred`` that
    they did not tell a person from a body.
    """

    how: str
    rule: str
    person: Span | None = None
    person_words: int = 0
    honorific: Span | None = None
    role: Span | None = None
    concept: str | None = None
    organization: Span | None = None
    place: Span | None = None
    type: PartyType = PartyType.PERSON
    inferred: bool = False
    fields_inferred: bool = False
    type_inferred: bool = False
    others: list[tuple[Span, Span | None]] = field(default_factory=list)
    apart: Reading | None = None


def core_of(entry: Entry, shaper: Shaper) -> Core:
    """The shape by which an entry is read."""
    start, end = entry.words, min(entry.end, entry.words + _MAX_LENGTH)
    shape = shaper.fine(start, end, lines=not entry.flows and _is_card(start, end, shaper))
    if empty := _empty_cells(entry, shaper.text):
        spans = [(start, start)] * empty
        shape = Shape("\t" * empty + shape.letters, spans + shape.spans)
    letters = shape.letters
    starts = {0} | {each.first for each in cut_fields(letters)}
    starts |= {match.end() for match in _AND.finditer(letters)}
    for first in sorted(starts):
        # "M. Lind" may stand after a body, too; other words there are not looked at as titles.
        if first and letters[first : first + 1] not in ("I", "H"):
            continue
        if count := titles(shape.cut(first, len(letters)), shaper):
            letters = letters[:first] + "H" * count + letters[first + count :]
    shape = Shape(letters, shape.spans)
    return Core(_with_acronyms(shape, shaper))


def _empty_cells(entry: Entry, text: str) -> int:
    """How many empty cells stand before a row's first words, beside that of its number."""
    first = entry.words
    while first > 0 and text[first - 1] in "\t ":
        first -= 1
    cells = text.count("\t", first, entry.words)
    after_number = entry.number is not None and first > 0 and text[first - 1] not in "\r\n"
    return max(cells - after_number, 0)


def _with_acronyms(shape: Shape, shaper: Shaper) -> Shape:
    """The shape with an acronym joined to the words that it stands for: ``Elm Union (EU)``."""
    letters = shape.letters
    alone = [match.start("acronym") for match in _ALONE.finditer(letters)]
    for at in alone:
        printed = shaper.text[slice(*shape.spans[at])]
        if sum(map(str.isupper, printed)) < 2:
            continue
        acronym = fold(printed)
        for first, last, *_ in cut_fields(letters):
            words = [shaper.text[begin : begin + 1] for begin, _ in shape.spans[first:last]]
            initials = [fold(word) for word in words]
            capitals = [fold(word) for word in words if word.isupper()]
            fits = is_acronym(acronym, initials) or is_acronym(acronym, capitals)
            if not first <= at < last and fits:
                begin, end = min(first, at), max(last, at + 1)
                end += letters[end : end + 1] == ")" and "(" in letters[begin:end]
                joined = re.sub(r"[^\w]", "_", letters[begin:end])
                return Shape(letters[:begin] + joined + letters[end:], shape.spans)
    return shape


def is_acronym(acronym: str, initials: Sequence[str]) -> bool:
    """Whether letters are initials of words, in their order and up to the last.

    >>> is_acronym("eu", ["p", "o", "e", "o", "u"]), is_acronym("al", ["e", "u"])
    (True, False)
    """
    if not 2 <= len(acronym) <= len(initials) or acronym[-1] != initials[-1]:
        return False
    before = iter(reversed(initials))
    return all(letter in before for letter in reversed(acronym))


def _is_card(start: int, end: int, shaper: Shaper) -> bool:
    """Whether an entry's first line is a name, so that each of its lines says another thing."""
    stop = shaper.text.find("\n", start, end)
    if stop < 0 or stop - start > _CARD_LINE:
        return False
    letters = shaper.fine(start, stop).letters
    words = [letters[each.first : each.last] for each in cut_fields(letters)]
    degrees = all(judge(word) is FieldKind.TITLE for word in words[1:])
    return bool(words) and degrees and find_name(words[0]).weight > 0


def read_entries(
    entries: Sequence[Entry],
    cores: Sequence[Core],
    layout: Layout,
    shaper: Shaper,
    labels: Sequence[str | None] = (),
) -> list[Reading]:
    """Read each entry in the way that its words and its list make the likeliest.

    ``labels`` are what the head of a table says of its columns: person, organization, role, place,
    or None where it says nothing.
    """
    shapes = [core.shape for core in cores]
    if labels:
        shapes = [_join_names(shape, labels) for shape in shapes]
        layout = with_labels(layout, _unjoined(labels))
    return [
        _read(entry, shape, layout, shaper) for entry, shape in zip(entries, shapes, strict=True)
    ]


def _join_names(shape: Shape, labels: Sequence[str | None]) -> Shape:
    """The shape of a row without the border between two cells of one name: ``Lind | Ada``."""
    tabs = [index for index, letter in enumerate(shape.letters) if letter in CELLS]
    within = {
        at
        for at, pair in zip(tabs, itertools.pairwise(labels), strict=False)
        if pair == ("person", "person")
    }
    if not within:
        return shape
    kept = [index for index in range(len(shape.letters)) if index not in within]
    return Shape(
        "".join(shape.letters[index] for index in kept), [shape.spans[index] for index in kept]
    )


def _unjoined(labels: Sequence[str | None]) -> list[str | None]:
    return [
        label
        for index, label in enumerate(labels)
        if not (index and label == "person" and labels[index - 1] == "person")
    ]


def _read(entry: Entry, shape: Shape, layout: Layout, shaper: Shaper) -> Reading:
    letters = shape.letters
    if not 0 < len(letters) <= MAX_TOKENS or entry.end - entry.words > _MAX_LENGTH:
        return _unread(entry, "too long to read")
    if match := _APART.fullmatch(letters):
        first, second = (
            _person_in(shape.cut(*match.span(part)), layout, shaper) for part in ("first", "second")
        )
        if first is not None and second is not None:
            first.how, first.apart = "several people, all fields known", second
            if first.fields_inferred or second.fields_inferred:
                first.how = "several people, fields inferred"
            return first
    way, margin = _choose(shape, layout, shaper)
    way = way or _bare(letters, layout)
    if way is None:
        return _one_body(shape, margin, layout, shaper)
    reading = _person(shape, way, margin, layout, shaper)
    return reading if reading is not None else _unread(entry, "too tangled to read")


def _person_in(shape: Shape, layout: Layout, shaper: Shaper) -> Reading | None:
    """A part of an entry as an entry of its own, None where it does not name a person surely."""
    way, margin = _choose(shape, layout, shaper)
    if way is None or way.field or way.name_weight <= 0:
        return None
    return _person(shape, way, margin, layout, shaper)


def _unread(entry: Entry, how: str) -> Reading:
    whole = (entry.words, entry.end)
    return Reading(how, "signatures/whole", organization=whole, type=PartyType.ORGANIZATION)


def _choose(shape: Shape, layout: Layout, shaper: Shaper) -> tuple[Way | None, float]:
    """The likeliest way to read an entry, None for one body, and how clear the choice is."""
    best: Way | None = None
    first, second = 0.0, -9.0
    fields = cut_fields(shape.letters)
    for way in ways(shape.letters):
        if layout.heads and layout.heads.get(fields[way.field].cell):
            continue  # the head of the column says that it names no person
        if layout.recurring and names_recurring(way, shape, layout.recurring, shaper):
            continue
        weight = way.weight + layout.weights.get(way.form, 0.0)
        if weight > first:
            first, second, best = weight, first, way
        elif weight > second:
            second = weight
    return best, first - second


def _bare(letters: str, layout: Layout) -> Way | None:
    """Split where nothing separates, after the length that names have in this list."""
    if layout.order == "person-first" and layout.borders and (match := BORDER.match(letters)):
        people, rest = match.span("person"), match.span("rest")
        return Way(BARE_FIRST, 0.5, (people,), (_field(*rest),))
    if layout.order == "person-first" and any(letter in "BbQT" for letter in letters):
        match = first_name(layout.name_words).match(letters)
        if match and TELLING.search(match["rest"]):
            people, rest = match.span("person"), match.span("rest")
            return Way(BARE_FIRST, 0.0, (people,), (_field(*rest),))
    if layout.order == "body-first" and (match := LAST_NAME.match(letters)):
        people, rest = match.span("person"), match.span("rest")
        return Way(BARE_LAST, 0.0, (people,), (_field(*rest),), 1)
    return None


def _field(first: int, last: int) -> Field:
    return Field(first, last, "", last, False)


def _person(
    shape: Shape, way: Way, margin: float, layout: Layout, shaper: Shaper
) -> Reading | None:
    """An entry that names people, or None where something printed in it finds no place."""
    by_list: list[bool] = []

    def habit(field: Field, index: int, size: int) -> Habit | None:
        usual = layout.column(field, index, size)
        by_list.append(usual is not None)
        return usual

    beside = read_beside(shape, way.rest, shaper, habit, way.people)
    if beside.lost:
        return None
    inferred = way.form in (BARE_FIRST, BARE_LAST)
    separator, _, order = way.form.rpartition("/")
    name = f"{separator or 'none'}/{order}" if separator else "person"
    (first, last), *others = way.people
    honorific = _title(shape, first)
    return Reading(
        _how(shape, way, margin, layout, beside.known, all(by_list)),
        f"signatures/{name}",
        shape.span(first, last),
        count_words(shape.letters[first:last]),
        honorific or beside.title,
        beside.role,
        beside.concept,
        beside.organization,
        beside.place,
        inferred=inferred,
        fields_inferred=not beside.known,
        type_inferred=way.form == PERSONS and _is_doubtful(way, margin, layout),
        others=[(shape.span(*each), _title(shape, each[0])) for each in others],
    )


def _is_doubtful(way: Way, margin: float, layout: Layout) -> bool:
    """Whether an entry that is one party may be a body: its words do not tell, and some are."""
    people, bodies = layout.alone
    mixed = bodies > _FEW * (people + bodies)
    return margin < _CLEAR or (mixed and way.name_weight < SURE)


def _title(shape: Shape, first: int) -> Span | None:
    """The honorifics before a name."""
    start = first
    while start > 0 and shape.letters[start - 1] in "HJ":
        start -= 1
    return shape.span(start, first) if start < first else None


def _how(shape: Shape, way: Way, margin: float, layout: Layout, known: bool, by_list: bool) -> str:
    """The row of ``CONFIDENCE`` for an entry that names people."""
    if way.form in (BARE_FIRST, BARE_LAST):
        if way.weight > 0:
            return "no separator, border known"
        if layout.separator != "none":
            return "no separator, in a list that has them"
        at_border = shape.letters[way.rest[0].first] in "BQTG" or way.form == BARE_LAST
        return f"no separator, border {'known' if at_border else 'by the usual length'}"
    if len(way.people) > 1:
        return f"several people, {'all fields known' if known else 'fields inferred'}"
    if way.form == PERSONS:
        if _is_doubtful(way, margin, layout):
            return "one party, unknown words"
        return f"one party, {'known words' if way.name_weight >= SURE else 'by the list'}"
    by = "known" if way.name_weight >= SURE else "by form" if way.name_weight > 0 else "by the list"
    fields = "known" if known else f"by {'the list' if by_list else 'their place'}"
    return f"person {by}, fields {fields}"


def _body_row(shape: Shape, layout: Layout, shaper: Shaper) -> Reading:
    """A row, or card, that names no person: its body and place are read as beside one."""

    def habit(field: Field, index: int, size: int) -> Habit | None:
        usual = layout.column(field, index, size)
        return None if usual is not None and usual.kind is FieldKind.BODY else usual

    beside = read_beside(shape, cut_fields(shape.letters), shaper, habit)
    body = beside.organization
    if body is None:
        return Reading(
            "one party, unknown words",
            "signatures/body",
            organization=shape.span(0, len(shape.letters)),
            type=PartyType.ORGANIZATION,
            type_inferred=True,
        )
    return Reading(
        f"one party, {'known words' if beside.known else 'unknown words'}",
        "signatures/body",
        role=beside.role,
        concept=beside.concept,
        organization=body,
        place=beside.place,
        type=PartyType.ORGANIZATION,
        fields_inferred=not beside.known,
    )


def _one_body(shape: Shape, margin: float, layout: Layout, shaper: Shaper) -> Reading:
    """An entry that names no person: a body, an office, or people by what they share."""
    if any(letter in CELLS or letter == "\n" for letter in shape.letters):
        return _body_row(shape, layout, shaper)
    size, place = _place_after(shape, layout, shaper)
    whole, shape = shape, shape.cut(0, size)
    letters = shape.letters
    office = office_of(shape, shaper)
    sure = bool(set("BbQ") & set(letters))
    if office is not None:
        return Reading(
            "one party, known words",
            "signatures/office",
            role=office.role,
            concept=office.concept,
            organization=office.organization,
            type=PartyType.OFFICE,
        )
    if is_collective(whole, shaper):
        kind, rule, sure = PartyType.COLLECTIVE, "signatures/collective", True
    else:
        kind, rule = PartyType.ORGANIZATION, "signatures/body"
    doubtful = not sure and margin < _CLEAR
    how = "known words" if sure else "unknown words" if doubtful else "by the list"
    return Reading(
        f"one party, {how}",
        rule,
        organization=shape.span(0, size),
        place=whole.span(*place) if place else None,
        type=kind,
        type_inferred=doubtful,
    )


def _place_after(shape: Shape, layout: Layout, shaper: Shaper) -> tuple[int, Span | None]:
    """How many tokens of an entry are its body, and the tokens of the place that follows it.

    "Elm Union (Elmland)" | "Elm Union, Elmland" | "Elm Union – Elmland and Oakland"
    """
    letters = shape.letters
    fields = cut_fields(letters)
    kept = len(fields)
    while kept > 1 and judge(letters[slice(*fields[kept - 1][:2])]) is FieldKind.CONTACT:
        kept -= 1  # what follows is no place and no part of the body's name
    end = kept
    while (
        layout.places_after
        and kept > 1
        and is_place(shape, fields[kept - 1], shaper, layout.places_after)
    ):
        kept -= 1
    size = fields[kept - 1].close if kept < len(fields) else len(letters)
    if kept == end or not fields[kept].before or fields[kept].before not in _BEFORE_PLACES:
        return (fields[end - 1].close if end < len(fields) else len(letters)), None
    return size, (fields[kept].first, fields[end - 1].last)
