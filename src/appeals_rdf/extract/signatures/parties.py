"""Whether words name a party, as far as finding a list needs it: a person, a body, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appeals_rdf.extract.signatures.fields import Field, cut_fields
from appeals_rdf.extract.signatures.names import find_name
from appeals_rdf.extract.signatures.page import is_dense
from appeals_rdf.extract.signatures.shapes import Shape, Shaper

_AND = re.compile(r"[Ee]")
_NAME = 1.0
"""The weight from which on a field is a person's name, in a place where names are expected."""
_CLAUSE_SHARE = 0.55
_CLAUSE_WORDS = 5
_DENSE_NAME = range(2, 5)
"""How many letters a name in Chinese has."""


def is_name(shaper: Shaper, start: int, end: int) -> bool:
    """Whether words are a person's name and no more, but for a remark in brackets."""
    fields = list(_names(shaper, start, end))
    return bool(fields) and fields[0][1] and all(field.bracketed for field, _ in fields[1:])


def opens_with_name(shaper: Shaper, start: int, end: int) -> bool:
    """Whether words begin with a person's name that something sets apart from what follows."""
    return next((named for _, named in _names(shaper, start, end, several=True)), False)


def names_person(shaper: Shaper, start: int, end: int) -> bool:
    """Whether one of the fields of an entry is a person's name."""
    return any(named for _, named in _names(shaper, start, end, several=True))


def is_clause(shaper: Shaper, start: int, end: int) -> bool:
    """Whether words say something, rather than name a party: most of them are small."""
    spans = shaper.shape(start, end).spans
    words = [shaper.text[first] for first, _ in spans if shaper.text[first].isalpha()]
    if len(words) < _CLAUSE_WORDS or opens_with_name(shaper, start, end):
        return False
    return sum(map(str.islower, words)) >= _CLAUSE_SHARE * len(words)


def _names(
    shaper: Shaper, start: int, end: int, *, several: bool = False
) -> Iterator[tuple[Field, bool]]:
    """The fields of an entry, each with whether it is a person's name (``several``: or more)."""
    shape = shaper.fine(start, end)
    for field in cut_fields(shape.letters):
        letters = shape.letters[field.first : field.last]
        if several:
            letters = _AND.split(letters)[0] or letters
        weighs = find_name(letters).weight >= _NAME
        yield field, weighs or (letters == "N" and _is_dense_name(shaper, shape, field))


def _is_dense_name(shaper: Shaper, shape: Shape, field: Field) -> bool:
    words = shaper.text[slice(*shape.span(field.first, field.last))]
    return is_dense(words) and sum(map(str.isalpha, words)) in _DENSE_NAME
