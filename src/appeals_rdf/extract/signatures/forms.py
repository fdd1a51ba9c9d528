"""The ways to read one entry: where its person stands, if it names one.

A form has a separator and an order: ``comma/person-first``, ``brackets/body-first``. Every way in
which an entry can be read is weighed against reading it as one body, which weighs 0: by how much
one of its fields is a person's name, and what stands in the others. The list decides between ways
that weigh about the same, see ``layouts``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from appeals_rdf.extract.signatures.fields import (
    SEPARATORS,
    Field,
    FieldKind,
    beside,
    cut_fields,
    judge,
)
from appeals_rdf.extract.signatures.names import SURE, find_name, weigh

BODIES = "bodies-only"
PERSONS = "persons-only"
SURNAME_FIRST = "comma/surname-first"
PERSON_FIRST = "comma/person-first"
_FIRST = 0.3
"""People stand first in most lists."""
_MAX_BESIDE = 3.0
_MAX_FIELDS = 8
_LEAST = -3.0
_BORDER_COST = 1.0
_SURNAME_COST = 2.5
_SEVERAL = 0.5
_ROLE_FIRST = 0.5
_ALIAS = 1.5
_BOLD = 2.0
"""Words in bold at the beginning name the one who signs."""


class Way(NamedTuple):
    """One way to read an entry. ``people`` are the tokens of names, ``rest`` the other fields.

    ``field`` is the index of the field that has the first name, ``weight`` what speaks for it.
    """

    form: str
    weight: float
    people: tuple[tuple[int, int], ...] = ()
    rest: tuple[Field, ...] = ()
    field: int = 0
    name_weight: float = 0.0


# Ada Lind | poet; Ada Lind | "Elm" Union; Ada Lind | of the Elm Union.
_BORDER = re.compile(
    r"(?P<titles>[HJ]*)(?P<name>(?:[Pp]*(?:[NYySA]|I+)){2,4}P?)"
    r"(?P<rest>(?P<border>[MT]{0,2}[RJ]|[QltbFL]).*)$"
)
_OF_ROLES = re.compile(r"[RJ]+B")  # Elm Street | Teachers Union
# Director Ada Lind
_ROLE_BEFORE = re.compile(r"(?P<role>[MTtl]{0,3}R+)(?P<name>[YINS][NYySIAPp]+)$")
_INVERTED = re.compile(r"[Pp]*[NASy]{1,2},(?:Y[IY]*|I+Y?)")  # Lind, Ada
# De la Fuente Ash, Ada | Pastor Elm, Bo | Elm, Cy
_PERHAPS_INVERTED = re.compile(r"[PpF]*[NASyYRCGT](?:[Ppe]*[NASyYRCGT]){0,2},[NSYyAIRT][NSYyI]?")
_PERHAPS = 1.5
"""What weighs against it that unknown words are a name; the list may say so."""
_AS_SURNAME = str.maketrans("RCGTF", "NNNNp")
"""Before a comma a word with another meaning may be a surname, where its list has such names."""
# Ada and Bo Lind
_SHARED_SURNAME = re.compile(
    r"H*(?P<first>[YNS]|I+)(?P<and>[eE])(?P<second>(?:[YNS]|I+)(?P<surname>[Pp]*[NYSy]{1,2}))"
)
_AND = re.compile(r"[Ee]")
_DEGREES = re.compile(r"[ZH]+(?:[Ee]|$)")
_FULL_NAME = re.compile(r"[NYyS][NYySAIpP]*[NYySA]")


@lru_cache(maxsize=16384)
def ways(letters: str) -> tuple[Way, ...]:
    """The ways to read an entry that names a person, the likeliest first; see ``Way``."""
    fields = cut_fields(letters)
    words = [letters[each.first : each.last] for each in fields]
    sides = [beside(word, each.bracketed) for word, each in zip(words, fields, strict=True)]
    found = [
        way
        for index in _likely(len(fields))
        for way in _at(index, fields, words, sides)
        if way.weight > _LEAST
    ]
    return tuple(sorted(found, key=lambda way: -way.weight))


def _likely(size: int) -> list[int]:
    if size <= _MAX_FIELDS:
        return list(range(size))
    return [*range(_MAX_FIELDS // 2), *range(size - _MAX_FIELDS // 2, size)]


def _at(index: int, fields: tuple[Field, ...], words: list[str], sides: list[float]) -> list[Way]:
    """The ways to read an entry whose person stands in one field."""
    field, word = fields[index], words[index]
    around = sum(sides) - sides[index]
    around = max(min(around, _MAX_BESIDE), -_MAX_BESIDE) + (_FIRST if index == 0 else 0.0)
    rest = tuple(each for each in fields if each is not field)
    found: list[Way] = []

    name = find_name(word)
    weight = name.weight + (_BOLD if index == 0 and field.before == "!" else 0.0)
    after = tuple(
        [Field(field.first + name.last, field.last, ",", field.close, field.bracketed)]
        if name.last < len(word)
        else []
    )
    span = (field.first + name.first, field.first + name.last)
    if _has_alias(index, fields, words):
        span = (span[0], fields[index + 1].close)
        rest = rest[:index] + rest[index + 1 :]
    form = _form(index, fields, words)
    found.append(Way(form, weight + around, (span,), (*after, *rest), index, weight))
    found += _several(index, fields, words, sides)
    if index == 0 and (match := _SHARED_SURNAME.fullmatch(word)):
        people = tuple(
            (field.first + start, field.first + end)
            for start, end in (match.span("first"), match.span("second"))
        )
        shared = min(weigh(match["first"] + match["surname"]), weigh(match["second"]))
        if "e" not in match["and"] or "Y" in match["first"] + match["second"][0]:
            found.append(Way(form, shared + _SEVERAL + around, people, rest, 0, shared))
    turned = f"{word}{fields[1].before}{words[1]}" if index == 0 and len(fields) > 1 else ""
    sure = _INVERTED.fullmatch(turned) is not None
    if sure or _PERHAPS_INVERTED.fullmatch(turned):
        name_as = words[1] + word if sure else (words[1] + word).translate(_AS_SURNAME)
        weight = weigh(name_as) - (0.0 if sure else _PERHAPS)
        span = (field.first, fields[1].last)
        around -= sides[1]
        found.append(Way(SURNAME_FIRST, weight + around, (span,), rest[1:], index, weight))
    if match := _ROLE_BEFORE.match(word):
        weight = weigh(match["name"])
        if weight > 0:
            start, end = match.span("name")
            role = Field(field.first, field.first + start, "", field.first + start, False)
            span = (field.first + start, field.first + end)
            found.append(
                Way(form, weight + around + _ROLE_FIRST, (span,), (role, *rest), index, weight)
            )
    bold = any(each.before == "!" for each in fields[:2])
    if index == 0 and not bold and (match := _BORDER.match(word)):
        found += _bare(match, field, rest, around)
    return found


def _has_alias(index: int, fields: tuple[Field, ...], words: list[str]) -> bool:
    """Whether brackets hold another name of a person: ``Ada Lind (Ada Moor), poet``."""
    if index or len(fields) < 3 or not fields[1].bracketed or not fields[2].before:
        return False
    alias = fields[1]
    return alias.close > alias.last and find_name(words[1]).weight >= _ALIAS


def _bare(match: re.Match[str], field: Field, rest: tuple[Field, ...], around: float) -> list[Way]:
    """A name that nothing separates from the role or body after it: ``Ada Lind poet``."""
    weight = find_name(match["titles"] + match["name"]).weight
    role = match["border"][-1] in "RJ"
    if _OF_ROLES.fullmatch(match["rest"]):
        return []
    if weight + around < (0.5 if role else SURE):
        return []
    # After a name with capitals a word in lower case is none of it: "Ada Lind poet".
    cost = 0.0 if match["rest"][0] in "lt" else _BORDER_COST
    if match["rest"] in ("R", "J"):
        # "Anna Maria Baker": the last word may be a surname.
        cost += _SURNAME_COST
    border = field.first + match.end("name")
    tail = Field(border, field.last, "", field.close, field.bracketed)
    side = beside(match["rest"], False)
    return [
        Way(
            "none/person-first",
            weight + around + side - cost,
            ((field.first + match.start("name"), border),),
            (tail, *rest),
            0,
            weight,
        )
    ]


def _several(
    index: int, fields: tuple[Field, ...], words: list[str], sides: list[float]
) -> list[Way]:
    """Several people in one entry: ``Ada Lind, Bo Elm and Cy Ash (Elm Union)``."""
    if index:
        return []
    people: list[tuple[int, int]] = []
    weights: list[float] = []
    found: list[Way] = []
    for position, (field, word) in enumerate(zip(fields, words, strict=True)):
        if position and (field.before != "," or field.bracketed):
            break
        # "Ada Lind, PhD, Bo Elm, MD and Cy Ash"
        degrees = _DEGREES.match(word)
        if position and degrees:
            if degrees.end() == len(word):
                continue
            parts = [(degrees.end(), len(word))]
        else:
            parts = _parts(word)
        for start, end in parts:
            name = find_name(word[start:end])
            people.append((field.first + start + name.first, field.first + start + name.last))
            weights.append(name.weight)
        if min(weights) <= 0:
            break
        joined = len(parts) > 1 or bool(position and degrees)
        if len(people) > 1 and (joined or min(weights) >= SURE):
            rest = fields[position + 1 :]
            # Without a word for and, only what shows that all share it: "(Elm Union)".
            if not joined and not any(each.bracketed for each in rest):
                continue
            around = min(sum(sides[position + 1 :]), _MAX_BESIDE)
            weight = weights[0] + _SEVERAL * sum(weights[1:]) + around
            form = _form(0, fields[position:], words[position:])
            found.append(Way(form, weight, tuple(people), rest, 0, min(weights)))
        if joined:
            break
    return found


def _parts(word: str) -> list[tuple[int, int]]:
    """The names that a word for and joins; "y" and "i" stand inside names, too."""
    parts: list[tuple[int, int]] = []
    start = 0
    for match in _AND.finditer(word):
        following = word[match.end() :]
        before = word[start : match.start()]
        if match.group() == "e" and not (
            re.match(r"[YHJ]..?|I+[NS]", following)
            or (_FULL_NAME.match(following) and _FULL_NAME.match(before))
        ):
            continue
        if match.start() > start:
            parts.append((start, match.start()))
        start = match.end()
    if start < len(word):
        parts.append((start, len(word)))
    return parts


_ASIDE = (FieldKind.ROLE, FieldKind.PLACE, FieldKind.TITLE, FieldKind.CONTACT)


def _form(index: int, fields: tuple[Field, ...], words: list[str]) -> str:
    """The form of an entry whose person stands in one field."""
    if len(fields) == 1:
        return PERSONS
    if index == 0:
        return f"{SEPARATORS[fields[1].before]}/person-first"
    if fields[index].before == "\t":
        return f"cell-{index + 1}/person-there"
    # What stands before is a role, or a body; what stands after does not change it.
    first = all(judge(word) in _ASIDE for word in words[:index])
    order = "role-first" if first else "body-first"
    return f"{SEPARATORS[fields[index].before]}/{order}"
