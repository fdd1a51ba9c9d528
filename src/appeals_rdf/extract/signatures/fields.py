"""The fields of an entry, cut where something separates, and what each of them may say.

A field is judged by its letters alone (see ``lexicon.KINDS``); as few shapes make up a list, most
judgements come from a cache. To add a kind of field, add it to ``FieldKind`` and ``judge``.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from appeals_rdf.extract.signatures.names import find_name

SEPARATORS = {
    ",": "comma",
    "-": "dash",
    "(": "brackets",
    ")": "brackets",
    "/": "stroke",
    "|": "bar",
    ":": "colon",
    ";": "semicolon",
    "\t": "cell",
    "\n": "line",
    "!": "bold",
    " ": "space",
}
"""What separates the fields of an entry, with its name in a layout."""
CELLS = frozenset("\t|")
_RANK = " ,;-/|:(\n\t!"
"""Where several separators meet, the later of these counts: ``**Ada Lind** (poet)``."""


class Field(NamedTuple):
    """The tokens ``first`` to ``last`` of an entry. ``before`` separates it from the field before.

    ``close`` is where it ends with the bracket that it closes, else ``last``. ``cell`` counts the
    cells of a table, from 0; where there are none, it is 0.
    """

    first: int
    last: int
    before: str
    close: int
    bracketed: bool
    cell: int = 0


class FieldKind(StrEnum):
    """What a field beside a person says."""

    ROLE = "role"
    BODY = "body"
    PLACE = "place"
    TITLE = "title"
    CONTACT = "contact"
    NAME = "name"
    UNKNOWN = "unknown"


@lru_cache(maxsize=16384)
def cut_fields(letters: str) -> tuple[Field, ...]:
    """The fields of an entry, in order; none is empty."""
    found: list[Field] = []
    before, start, depth, inside, cell = "", 0, 0, False, 0
    for index, letter in enumerate(f"{letters};"):
        if letter not in SEPARATORS:
            continue
        if index > start:
            closes = letter == ")" and inside
            found.append(Field(start, index, before, index + closes, inside, cell))
            before = ""
        cell += letter in CELLS
        if letter == ")":
            depth = max(depth - 1, 0)
            inside = depth > 0
            mark = ","  # what follows a bracket without a sign is a field of its own
        else:
            depth += letter == "("
            inside = depth > 0
            mark = letter
        if not before or _RANK.index(mark) > _RANK.index(before):
            before = mark
        start = index + 1
    return tuple(found)


_PLACE = re.compile(r"[GCyc]+|[NTy]{1,2}c")  # Ulm | South Freedonia | MI | Elmton, NC
_CONTACT = re.compile(r"[@dI_]*@[@dI_]*|[lF](?:_[lF])+")  # @elm | 2024-03-01 | (she/her)
_TITLE = re.compile(r"A*Z+|H+")  # AO QC | PhD | Dr.
_PROSE = re.compile(r"[ltFLE][^BQ]*|[NMT]e?[ltpLFEe]*[lt][ltpLFEeNSYyMT]*")
"""Words that tell what somebody does: "human rights defender", "Oceanographer on leave"."""
# caretaker of the Elm Union | Elmwright and keeper of the Oak Fund
_HEADED = re.compile(r"(?:[lt]+|N(?=[eE]))(?:[eE][lt]+)*[Lp]+[^Lp]")
_BODY = re.compile(r"[BQbA]")
_TELLING = re.compile(r"T.*[NTGAd]|[NAS].*[TG]")
_ROLE = re.compile(r"[RJ]")
_BODY_OF_ROLES = re.compile(r"[NSYyGC][^LFpeE_]*R[^LFpeE_]*B")  # Elmton Teachers Union
_BODY_HEAD = re.compile(r"B[^LQ]*[RJ][^Q]*[BNTSGC]")  # Associação das Artesãs do Couro


_SURE = {
    FieldKind.ROLE: re.compile(r"[RJ]|^[ltFLE]|^M$"),
    FieldKind.BODY: re.compile(r"[BQbx]"),
    FieldKind.PLACE: re.compile(r"[GC]"),
}


@lru_cache(maxsize=16384)
def is_sure(letters: str) -> bool:
    """Whether words of a vocabulary tell what ``judge`` says of a field, not its form alone."""
    kind = judge(letters)
    if kind in (FieldKind.TITLE, FieldKind.CONTACT):
        return True
    return kind in _SURE and _SURE[kind].search(letters) is not None


@lru_cache(maxsize=16384)
def judge(letters: str) -> FieldKind:
    """What a field beside a person says, as far as its words tell."""
    if _TITLE.fullmatch(letters):
        return FieldKind.TITLE
    if _CONTACT.fullmatch(letters):
        return FieldKind.CONTACT
    if _PLACE.fullmatch(letters):
        return FieldKind.PLACE
    if _BODY_HEAD.fullmatch(letters) or _BODY_OF_ROLES.fullmatch(letters):
        return FieldKind.BODY
    if _ROLE.search(letters):
        return FieldKind.ROLE
    if letters == "M":
        return FieldKind.ROLE
    if _HEADED.match(letters):
        return FieldKind.ROLE
    if letters[0] in "LFpE" and len(letters) > 1:
        return FieldKind.BODY
    if _BODY.search(letters):
        return FieldKind.BODY
    if _PROSE.fullmatch(letters):
        return FieldKind.ROLE
    if _TELLING.search(letters):
        return FieldKind.BODY
    return FieldKind.NAME if find_name(letters).weight >= 2.0 else FieldKind.UNKNOWN


BESIDE = {
    FieldKind.ROLE: 1.5,
    FieldKind.PLACE: 0.5,
    FieldKind.TITLE: 1.5,
    FieldKind.CONTACT: 0.5,
    FieldKind.BODY: 0.3,
    FieldKind.NAME: -1.0,
    FieldKind.UNKNOWN: 0.0,
}
"""How much a field of each kind speaks for it that a person stands beside it."""
_ACRONYM_IN_BRACKETS = -2.0
_ACRONYM = -0.5


@lru_cache(maxsize=16384)
def beside(letters: str, bracketed: bool) -> float:
    """How much a field speaks for it that another field of the entry names a person."""
    if letters in ("A", "AA"):
        # "Union of Elms (UE)" is one body; "(MI)" is no acronym, see the codes of provinces.
        return _ACRONYM_IN_BRACKETS if bracketed else _ACRONYM
    return BESIDE[judge(letters)]
