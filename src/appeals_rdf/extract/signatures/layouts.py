"""The layout of a list, judged over all of its entries.

Every entry votes for the form in which it is the likeliest to be read (see ``forms``), and the
votes weigh on the entries whose words do not tell. One odd entry is outvoted, and what decided can
be shown: the votes are kept as ``evidence``. The fields beside the people vote as well: what stands
second in most entries, a role, a body or a place, is expected where the words do not tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log
from typing import NamedTuple

from appeals_rdf.extract.signatures.details import Habit, part, places, unknown_head
from appeals_rdf.extract.signatures.fields import (
    CELLS,
    SEPARATORS,
    Field,
    FieldKind,
    cut_fields,
    is_sure,
    judge,
)
from appeals_rdf.extract.signatures.forms import (
    BODIES,
    PERSON_FIRST,
    PERSONS,
    SURNAME_FIRST,
    Way,
    ways,
)
from appeals_rdf.extract.signatures.shapes import Shape, Shaper
from appeals_rdf.text import squeeze

_BESIDE_SHARE = 0.1
_BARE_SHARE = 0.8
"""Without a separator nearly every entry has to begin (or end) with a name."""
_ENOUGH_NAMES = 3
_FITTING_SHARE = 0.9
_SURE_VOTE = 1.0
_SURE_PERSON = 2.0
_SURE_BODY = -1.0
_MOST = 2.0
_LEAST = -1.5
_LEAST_OF_RIVAL = -3.0
_OTHER_SIDE = {"person-first": "body-first", "body-first": "person-first"}
_STRENGTH = 0.8
_COLUMN_SHARE = 0.6
_SURE_SHARE = 0.9
_ENOUGH = 3
_TELLING_SHARE = 0.15
"""A few telling words say nothing of a column in which most words do not tell."""
_TOLD_SHARE = 0.5
"""Unless half of a column's words tell what it says, a word that does not may say another thing."""
_PARTED_SHARE = 0.4
_RECURRING_SHARE = 0.5
_PLACES_SHARE = 0.2
"""Where fewer bodies name a place, it is as well a part of their names."""
_TOWN = re.compile(r"[NSTyCcGYL]{1,3}")
_BORDER = re.compile(r"[NYySIPpA]{2,6}(?=[BQTGFLRMb])")
TELLING = re.compile(r"Q|[NYySCTGAIlt].*[Bb]|[Bb].*[NYySCTGAIlF]|.{3,}")
"""More than a bare type word: "Elm Union", not "Union"."""
LAST_NAME = re.compile(r"(?P<rest>.*[BQb])(?P<person>P*(?:[NYyS]I*|I+)(?:[Pp]*[NYySA]){1,2})$")
"""The name after the last word of a body: ``“Elm” Support Public Union | Ada Lind``."""
BARE_FIRST = "none/person-first"
BARE_LAST = "none/body-first"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the entries of a list are laid out.

    ``numbering`` is a style of ``markers.MARKERS`` or "" for none; ``terminator`` the mark that
    ends entries, or "". ``separator`` is one of ``fields.SEPARATORS`` or none; ``order`` is
    person-first, body-first, role-first, person-there, persons-only or bodies-only;
    ``name_order`` is given-first, surname-first, mixed or unknown; ``name_words`` the usual number
    of words of a name. ``evidence`` gives (what was looked at, what was found, in how many
    entries); ``confidence`` is the share of entries that agree. ``weights`` has what the list adds
    to the weight of each form, ``columns`` what the fields in one place say, ``heads`` tells
    for the columns of a table whether its head says that they name no person, ``borders``
    that bodies without a separator begin with a word that tells them; ``alone`` counts the entries
    that are one person, and those that are one body; ``places_after`` are the signs after which a
    place stands behind a body; ``recurring`` are words that stand last in several entries.
    """

    numbering: str = ""
    terminator: str = ""
    separator: str = "none"
    order: str = "unknown"
    name_order: str = "unknown"
    name_words: int = 2
    confidence: float = 0.0
    evidence: tuple[tuple[str, str, int], ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, Habit] = field(default_factory=dict)
    borders: bool = False
    alone: tuple[int, int] = (0, 0)
    places_after: frozenset[str] = frozenset()
    recurring: frozenset[str] = frozenset()
    heads: Mapping[int, bool] = field(default_factory=dict)

    def column(self, field: Field, index: int, size: int) -> Habit | None:
        """What the fields in the place of one mostly say, None where that does not tell."""
        found = (self.columns.get(name) for name in columns_of(field, index, size))
        return next(filter(None, found), None)

    @property
    def name(self) -> str:
        """The layout in short, "comma/body-first"; the name of its row, where it has one."""
        return f"{self.separator}/{self.order}" if "-only" not in self.order else self.order


def columns_of(field: Field, index: int, size: int) -> tuple[str, ...]:
    """The names of a field's place beside the person, the narrowest first.

    In a place of one name, most lists have fields of one kind.
    """
    if field.cell or field.before in CELLS:
        return (f"cell-{field.cell + 1}",)
    wide = f"{SEPARATORS.get(field.before, 'none')} {index + 1}"
    return (f"{wide} of {size}", wide)


def decide_layout(
    shapes: Sequence[Shape],
    shaper: Shaper,
    numbering: str = "",
    terminator: str = "",
) -> Layout:
    """The layout on which most entries agree. ``shapes`` are the fine shapes of the entries."""
    if not shapes:
        return Layout(numbering, terminator)
    recurring = _recurring(shapes, shaper)
    readings = [_best(shape, recurring, shaper) for shape in shapes]
    votes: Counter[str] = Counter()
    for way in readings:
        votes[way.form if way is not None else BODIES] += 1
    pairs = list(zip(shapes, readings, strict=True))
    unsplit = [shape for shape, way in pairs if way is None]
    unmarked = [shape for shape, way in pairs if way is None or way.form == BARE_FIRST]
    names = [shape.cut(*way.people[0]) for shape, way in pairs if way is not None]
    # Where bodies end with the word that tells them, it says nothing of where names end.
    words = _usual_words(names, () if shaper.lexicon.roles_after_body else unmarked)
    bare = {
        BARE_FIRST: _bare_names(unsplit, first_name(words)),
        BARE_LAST: _bare_names(unsplit, LAST_NAME),
    }
    counted = votes.copy()
    votes.update({name: len(found) for name, found in bare.items() if found})
    choice = _choose(votes, counted, len(unsplit))
    names += bare.get(choice, ()) if choice not in counted or bare.get(choice) else ()
    separator, _, order = choice.rpartition("/")
    agree = votes[choice] + (votes[PERSONS] if order == "person-first" else 0)
    given, family = _name_order(names, shaper)
    columns, told = _columns(shapes, readings, shaper)
    evidence = [("layout", name, count) for name, count in votes.most_common() if count]
    evidence += [("surname", "last", given), ("surname", "first", family)]
    evidence += told
    return Layout(
        numbering,
        terminator,
        separator or "none",
        order,
        _judge_name_order(given, family),
        words,
        round(min(agree / len(shapes), 1.0), 3),
        tuple(evidence),
        _weights(shapes, readings),
        columns,
        shaper.lexicon.body_word_first and _has_borders(unsplit),
        (votes[PERSONS], votes[BODIES]),
        _places_after(
            unsplit, shaper, any(each.kind is FieldKind.PLACE for each in columns.values())
        ),
        recurring,
    )


_PLACES_IN_FIELD = re.compile(r"[GCyc]+|[NST]?[GC](?:[Ee][NST]?[GC])*")
"""Peru | South Freedonia | Elmland and Oakland"""


def is_place(
    shape: Shape, field: Field, shaper: Shaper, signs: frozenset[str] = frozenset()
) -> bool:
    """Whether a field behind a body is a place: by its words, or by the sign before it."""
    letters = shape.letters[field.first : field.last]
    if _PLACES_IN_FIELD.fullmatch(letters):
        return letters not in ("c", "y")
    words = shaper.lexicon.key(squeeze(shaper.text[slice(*shape.span(field.first, field.last))]))
    return words in shaper.lexicon.place_names or (
        field.before in signs and _TOWN.fullmatch(letters) is not None
    )


def _places_after(unsplit: Sequence[Shape], shaper: Shaper, beside: bool) -> frozenset[str]:
    """The signs after which bodies name a place, where enough of them name one that is known.

    ``beside`` tells that people of the list have places beside them: then one body is enough.
    """
    after: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for shape in unsplit:
        fields = cut_fields(shape.letters)
        if len(fields) > 1:
            after[fields[-1].before] += 1
            known[fields[-1].before] += is_place(shape, fields[-1], shaper)
    if not beside and known.total() < max(_PLACES_SHARE * len(unsplit), _ENOUGH - 1):
        return frozenset()
    mostly = known.total() >= _COLUMN_SHARE * after.total()
    return frozenset(sign for sign in known if mostly or known[sign] >= _COLUMN_SHARE * after[sign])


_LABELS = {
    "role": FieldKind.ROLE,
    "organization": FieldKind.BODY,
    "place": FieldKind.PLACE,
}
_TOLD = 3.0


def with_labels(layout: Layout, labels: Sequence[str | None]) -> Layout:
    """A layout of a table whose head names the columns; ``labels`` has a field for each or None."""
    columns = dict(layout.columns)
    weights = dict(layout.weights)
    for index, label in enumerate(labels):
        name = f"cell-{index + 1}"
        if label in _LABELS:
            if not index:
                # Before the first cell stands no sign by which its fields could be told.
                name = "none 1"
                columns = {
                    each: habit for each, habit in columns.items() if not each.startswith(name)
                }
            columns[name] = Habit(_LABELS[label], sure=True, told=True)
        elif label == "person":
            form = f"{name}/person-there" if index else "cell/person-first"
            weights[form] = weights.get(form, 0.0) + _TOLD
    told = set(labels)
    heads = {
        index: label in ("role", "place") or (label == "organization" and "person" in told)
        for index, label in enumerate(labels)
    }
    return replace(layout, columns=columns, weights=weights, heads=heads)


def _best(shape: Shape, recurring: frozenset[str], shaper: Shaper) -> Way | None:
    """The likeliest way to read an entry, or None where it is one body."""
    found = ways(shape.letters)
    if recurring:
        found = tuple(way for way in found if not names_recurring(way, shape, recurring, shaper))
    return found[0] if found and found[0].weight > 0 else None


def names_recurring(way: Way, shape: Shape, recurring: frozenset[str], shaper: Shaper) -> bool:
    """Whether the person of a way to read stands behind many others: no person does."""
    if not way.field:
        return False
    return shaper.lexicon.key(squeeze(shaper.text[slice(*shape.span(*way.people[0]))])) in recurring


def _recurring(shapes: Sequence[Shape], shaper: Shaper) -> frozenset[str]:
    """Words that may be a name, but are the last field of several entries: ``(South Elm)``."""
    counted: Counter[str] = Counter()
    for shape in shapes:
        fields = cut_fields(shape.letters)
        last = fields[-1] if len(fields) > 1 else None
        if last and _TOWN.fullmatch(shape.letters, last.first, last.last):
            span = shape.span(last.first, last.last)
            counted[shaper.lexicon.key(squeeze(shaper.text[slice(*span)]))] += 1
    return frozenset(words for words, count in counted.items() if count >= _ENOUGH)


def _weights(shapes: Sequence[Shape], readings: Sequence[Way | None]) -> dict[str, float]:
    """What the list adds to each form: the logarithm of how often it is surely met."""
    sure = Counter(way.form for way in readings if way is not None and way.weight >= _SURE_VOTE)
    people = sum(way is not None and way.weight >= _SURE_PERSON for way in readings)
    bodies = sum(_is_sure_body(shape.letters) for shape in shapes)
    marks: Counter[str] = Counter()
    for shape, way in zip(shapes, readings, strict=True):
        form = way.form.partition("/")[0] if way is not None else ""
        used = {SEPARATORS[each.before] for each in cut_fields(shape.letters) if each.before}
        marks.update(used - {form})
    weights = {
        form: _log_ratio(count, marks[form.partition("/")[0]]) for form, count in sure.items()
    }
    named = Counter(
        way.form for way in readings if way is not None and way.name_weight >= _SURE_PERSON
    )
    if named[SURNAME_FIRST]:
        # "Lind, Ada" and "Ada Lind, Elmton" look alike: the names that are known decide.
        for form, rival in ((SURNAME_FIRST, PERSON_FIRST), (PERSON_FIRST, SURNAME_FIRST)):
            weights[form] = _log_ratio(named[form], named[rival])
    weights[PERSONS] = _log_ratio(people, bodies)
    absent = _log_ratio(0, len(shapes))
    possible = {way.form for shape in shapes for way in ways(shape.letters)}
    found = {form: weights.get(form, absent) for form in possible | {PERSONS, BARE_FIRST}}
    for form in possible:
        rival = _rival(form)
        if named[rival] > named[form]:
            # People stand on one side in nearly every list: what looks like one elsewhere is none.
            ratio = _STRENGTH * log((named[form] + 0.5) / (named[rival] + 0.5))
            found[form] = min(found[form], max(ratio, _LEAST_OF_RIVAL))
    return found


def _rival(form: str) -> str:
    """The form with people on the other side of the same separator."""
    separator, _, order = form.partition("/")
    return f"{separator}/{_OTHER_SIDE.get(order, '')}"


def _is_sure_body(letters: str) -> bool:
    found = ways(letters)
    return not found or found[0].weight <= _SURE_BODY


def _log_ratio(for_: int, against: int) -> float:
    return max(_LEAST, min(_MOST, _STRENGTH * log((for_ + 0.5) / (against + 0.5))))


def _columns(
    shapes: Sequence[Shape], readings: Sequence[Way | None], shaper: Shaper
) -> tuple[dict[str, Habit], list[tuple[str, str, int]]]:
    """What the fields beside the people mostly say, by the place in which they stand."""
    votes: dict[str, _Votes] = {}
    for shape, way in zip(shapes, readings, strict=True):
        if way is None:
            continue
        words = [shape.letters[each.first : each.last] for each in way.rest]
        for each, place in zip(way.rest, places(words), strict=True):
            said = _said(shape, each, shaper)
            for name in columns_of(each, *place):
                votes.setdefault(name, _Votes()).add(said)
    columns: dict[str, Habit] = {}
    told = []
    for name, found in votes.items():
        if " of " not in name:
            told += [(name, kind.value, number) for kind, number in found.kinds.most_common()]
        if (column := found.column()) is not None:
            columns[name] = column
    return columns, told


class _Said(NamedTuple):
    """What one field says to its column; ``kind`` is None where its words do not tell."""

    words: str
    kind: FieldKind | None
    town: bool
    parted: bool = False


def _said(shape: Shape, field: Field, shaper: Shaper) -> _Said:
    lexicon = shaper.lexicon
    letters = shape.letters[field.first : field.last]
    words = lexicon.key(squeeze(shaper.text[slice(*shape.span(field.first, field.last))]))
    town = _TOWN.fullmatch(letters) is not None
    if words in lexicon.place_names:
        return _Said(words, FieldKind.PLACE, town)
    kind = judge(letters)
    if not is_sure(letters) or kind in (FieldKind.TITLE, FieldKind.CONTACT):
        return _Said(words, None, town)
    if kind is not FieldKind.ROLE:
        # "keeper of the Elm Union" may be a role or a body.
        return _Said(words, None if unknown_head(letters, shaper) else kind, town)
    found = part(letters, after=lexicon.roles_after_body)
    parted = bool(found.role and found.body) and words not in lexicon.role_concepts
    return _Said(words, kind, town, parted)


class _Votes:
    """What the fields in one place say, where their words tell."""

    def __init__(self) -> None:
        self.kinds: Counter[FieldKind] = Counter()
        self.values: Counter[str] = Counter()
        self.parted = 0
        self.towns = 0
        self.size = 0

    def add(self, said: _Said) -> None:
        """Count one field."""
        self.size += 1
        self.values[said.words] += 1
        self.towns += said.town
        self.parted += said.parted
        if said.kind is not None:
            self.kinds[said.kind] += 1

    def column(self) -> Habit | None:
        """What the column says, None where its words do not tell."""
        total = self.kinds.total()
        if total:
            kind, count = self.kinds.most_common(1)[0]
            if count >= max(_COLUMN_SHARE * total, 2) and total >= _TELLING_SHARE * self.size:
                sure = count >= max(_SURE_SHARE * total, _ENOUGH, _TOLD_SHARE * self.size)
                return Habit(kind, sure, self.parted >= _PARTED_SHARE * count)
        recurring = sum(count for count in self.values.values() if count >= _ENOUGH)
        if (
            recurring >= max(_RECURRING_SHARE * self.size, 2 * _ENOUGH)
            and self.towns >= _SURE_SHARE * self.size
            and total < _TELLING_SHARE * self.size
        ):
            # "Elmton" stands beside many: few bodies send so many people, a town does.
            return Habit(FieldKind.PLACE, False)
        return None


def first_name(words: int) -> re.Pattern[str]:
    """A name of so many words at the beginning of an entry, where nothing separates it.

    Initials in a row count as one word, particles not at all: "A. B. Lind", "Jan van der Meer".
    """
    more = rf"(?:[Pp]*[NYySA]){{{words - 1}}}" if words > 1 else ""
    # Ada Bo qızı Lind | Lind Ada Bo qızı | Ada Lind
    return re.compile(
        rf"(?P<person>[NYyS]{{2}}P[NYyS]|[NYyS]{{3}}P|[NYyS]{{2}}P(?![NYyS])|YY[NS]|(?:[NYyS]I*|I+){more})(?P<rest>[\w!].*)$"
    )


BORDER = re.compile(r"(?P<person>P*(?:[NYySIA]|[Pp](?=[NYyS])){2,6}P?)(?P<rest>[TM]{0,2}[BQ].+)$")
"""The name before the first word of a body, in a language in which that stands first."""


def _has_borders(unsplit: Sequence[Shape]) -> bool:
    """Whether bodies begin with the word that tells them: ``Ada Lind | Fundação Elmo``."""
    told = [shape.letters for shape in unsplit if re.search(r"[BQ]", shape.letters)]
    fitting = sum(BORDER.match(letters) is not None for letters in told)
    return fitting >= max(_FITTING_SHARE * len(told), _ENOUGH_NAMES)


def _bare_names(unsplit: Iterable[Shape], pattern: re.Pattern[str]) -> list[Shape]:
    """The names that nothing separates from a body, where the rest may be a body's name."""
    matches = [(shape, pattern.match(shape.letters)) for shape in unsplit]
    return [
        shape.cut(*match.span("person"))
        for shape, match in matches
        if match is not None and TELLING.search(match["rest"])
    ]


def _choose(votes: Counter[str], counted: Counter[str], unsplit: int) -> str:
    forms = [form for form in counted if form not in (PERSONS, BODIES)]
    best = max(forms, key=lambda form: votes[form], default=PERSONS)
    for bare in (BARE_FIRST, BARE_LAST):
        # Where a separator is missing in a few entries only, the others lead the way.
        most = votes[PERSONS] if best == bare else max(votes[best], votes[PERSONS])
        if votes[bare] >= _BARE_SHARE * unsplit and votes[bare] > most:
            return bare
    whole = max(PERSONS, BODIES, key=lambda form: votes[form])
    # People alone and people with a body go together: "Ada Lind" beside "Cy Moor, Elm Union".
    beside = whole == PERSONS and votes[best] >= _BESIDE_SHARE * votes.total()
    return best if beside or votes[best] >= votes[whole] else whole


def _usual_words(names: Iterable[Shape], unsplit: Iterable[Shape]) -> int:
    """How many words a name has in most entries.

    Where no separator sets enough names apart, a name is as long as the bodies let it be: it ends
    where the first word of a body stands, in nearly every entry.
    """
    sizes = Counter(count_words(name.letters) for name in names)
    if sum(sizes.values()) >= _ENOUGH_NAMES:
        return max(sizes, key=lambda size: (sizes[size], -size))
    matches = [_BORDER.match(shape.letters) for shape in unsplit]
    borders = [count_words(match.group()) for match in matches if match]
    fits = [
        size
        for size in range(3, 6)
        if sum(border >= size for border in borders) > _FITTING_SHARE * len(borders)
    ]
    return max(fits, default=2)


def count_words(letters: str) -> int:
    """How many words a name has: initials in a row are one, particles none."""
    full = sum(letter not in "IPpe" for letter in letters)
    return full + ("I" in letters and full < 2)


def _name_order(names: Sequence[Shape], shaper: Shaper) -> tuple[int, int]:
    """In how many names only the last word, and only the first, ends as surnames do."""
    endings, text = shaper.lexicon.surname_endings, shaper.text
    last = first = 0
    for name in names:
        if len(name.letters) < 2:
            continue
        at_first = shaper.lexicon.key(text[slice(*name.spans[0])]).endswith(endings)
        at_last = shaper.lexicon.key(text[slice(*name.spans[-1])]).endswith(endings)
        first += at_first and not at_last
        last += at_last and not at_first
    return last, first


def _judge_name_order(given_first: int, surname_first: int) -> str:
    clear = given_first + surname_first
    if clear < 3:
        return "unknown"
    if 0.1 <= given_first / clear <= 0.9:
        return "mixed"
    return "given-first" if given_first > surname_first else "surname-first"
