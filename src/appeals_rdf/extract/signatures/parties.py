"""Whether words name a party, as far as finding a list needs it: a person, a body, or neither."""

from __future__ import annotations

from appeals_rdf.extract.signatures.fields import cut_fields
from appeals_rdf.extract.signatures.names import find_name
from appeals_rdf.extract.signatures.shapes import Shaper

_NAME = 1.0
"""The weight from which on a field is a person's name, in a place where names are expected."""
_CLAUSE_SHARE = 0.55
_CLAUSE_WORDS = 5


def is_name(shaper: Shaper, start: int, end: int) -> bool:
    """Whether words are a person's name and no more, but for a remark in brackets."""
    letters = shaper.fine(start, end).letters
    fields = cut_fields(letters)
    if not fields or any(not field.bracketed for field in fields[1:]):
        return False
    first = fields[0]
    return not first.bracketed and _weight(letters[first.first : first.last]) >= _NAME


def opens_with_name(shaper: Shaper, start: int, end: int) -> bool:
    """Whether words begin with a person's name that something sets apart from what follows."""
    letters = shaper.fine(start, end).letters
    fields = cut_fields(letters)
    return bool(fields) and _weight(letters[fields[0].first : fields[0].last]) >= _NAME


def names_person(shaper: Shaper, start: int, end: int) -> bool:
    """Whether one of the fields of an entry is a person's name."""
    letters = shaper.fine(start, end).letters
    return any(_weight(letters[each.first : each.last]) >= _NAME for each in cut_fields(letters))


def is_clause(shaper: Shaper, start: int, end: int) -> bool:
    """Whether words say something, rather than name a party: most of them are small."""
    spans = shaper.shape(start, end).spans
    words = [shaper.text[first] for first, _ in spans if shaper.text[first].isalpha()]
    if len(words) < _CLAUSE_WORDS or opens_with_name(shaper, start, end):
        return False
    return sum(map(str.islower, words)) >= _CLAUSE_SHARE * len(words)


def _weight(letters: str) -> float:
    return find_name(letters).weight
