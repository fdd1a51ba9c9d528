"""Honorifics before a name, roles beside it, and bodies that stand behind a role.

All functions take and give shapes or offsets; the words themselves are looked up in the lexicon.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from appeals_rdf.extract.signatures.lexicon import Lexicon
from appeals_rdf.extract.signatures.shapes import Shape, Shaper
from appeals_rdf.text import squeeze

Span = tuple[int, int]

_SURE_HONORIFIC = 6
"""A longer honorific may also open a body's name: "General Strike Fund"."""
_AFTER_TITLE = frozenset("YySNIPpARJH")
_PURE_ROLE = re.compile(
    r"[MRNTGAl]{0,5}R(?:F[^,BQ]*)?$"
)  # director | PhD candidate | member of ...
_HEAD = re.compile(r"(?P<role>[MRNTGAl]{0,3}R)(?P<link>F)")  # Chairman of | Program Director of
_OFFICE = re.compile(r"(?P<role>[MRTGl]{0,3}R)(?P<link>F)")  # Chairman of; not: Ada Lind, head of
_BARE_HEAD = re.compile(r"(?P<role>M{0,3}R)(?=[NATGQ])")  # CEO Elm Union

_NAMED = re.compile(r"[BQANGK]")


class Body(NamedTuple):
    """Offsets of what is said beside a person, or instead of one."""

    organization: Span | None
    role: Span | None = None
    concept: str | None = None
    place: Span | None = None


def titles(shape: Shape, shaper: Shaper) -> int:
    """How many words at the beginning of a fine shape are honorifics."""
    count = 0
    letters = shape.letters
    last = len(letters) - 1
    while count < last:
        letter, after = letters[count], count + 1
        while after < last and _goes_on(shape, after, shaper):
            after += 1
        if letter != "H" or letters[after] not in _AFTER_TITLE:
            word = shaper.text[slice(*shape.spans[count])]
            bare = shaper.lexicon.key(word.rstrip("."))
            if bare not in shaper.lexicon.honorifics:
                break
            if letter == "Y" and not word.endswith(".") and letters[after] != "Y":
                break  # Maj Lind, but: Maj Ada Lind
            needed = 2 if len(bare) >= _SURE_HONORIFIC and not word.endswith(".") else 1
            following = letters[after : after + needed]
            if len(following) < needed or any(each not in _AFTER_TITLE for each in following):
                break
        count = after
    return count


_OF_A_TITLE = re.compile(r"(?:[^\W\d_]{1,5}\.){1,2}")  # em. | h.c. | habil.
_RETIRED = re.compile(r"[^\W\d_]\.\s?[^\W\d_]\.")  # i. R. | a.D.


def _goes_on(shape: Shape, index: int, shaper: Shaper) -> bool:
    """Whether a word behind a title is part of it: ``Prof. em. Ada Lind``, ``Prof. i. R.``."""
    text = shaper.text
    (start, end), (_, after) = shape.spans[index : index + 2]
    before, _ = shape.spans[index - 1]
    if text[start:end].islower() and _OF_A_TITLE.fullmatch(text, start, end):
        return True
    return any(
        text[first].islower() and _RETIRED.fullmatch(text, first, last) is not None
        for first, last in ((start, end), (start, after), (before, end))
    )


def is_role(shape: Shape, shaper: Shaper) -> bool:
    """Whether the words are a role and nothing else: ``board member``, ``PhD candidate``."""
    if "R" not in shape.letters:
        return False
    return _PURE_ROLE.match(shape.letters) is not None or (
        shaper.lexicon.key(_words(shape, shaper)) in shaper.lexicon.role_concepts
    )


def concept_of(words: str, lexicon: Lexicon) -> str | None:
    """The concept of a role: the longest known phrase at its end, or its beginning before "of"."""
    folded = lexicon.key(words).split()
    for first in range(len(folded)):
        if concept := lexicon.role_concepts.get(" ".join(folded[first:])):
            return concept
    for last in range(len(folded) - 1, 0, -1):
        for first in range(last):
            if concept := lexicon.role_concepts.get(" ".join(folded[first:last])):
                return concept
    return "other-role" if folded else None


def read_body(shape: Shape, shaper: Shaper, alone: bool = False) -> Body:
    """Part a role from a body: ``director, Elm Union``, ``Chairman of the "Elm" Union``.

    ``alone`` tells that no person is named: then the commas after "Chairman of" are the body's.
    """
    letters = shape.letters
    size = len(letters)
    if not size:
        return Body(None)
    comma = letters.find(",") if "R" in letters else -1
    if alone and "F" in letters[: max(comma, 0)]:
        comma = -1
    if 0 < comma < size - 1 and is_role(shape.cut(0, comma), shaper):
        return _body(shape, (0, comma), comma + 1, shaper)
    if "R" not in letters:
        return Body(shape.span(0, size))
    if size <= 5 and shaper.lexicon.key(_words(shape, shaper)) in shaper.lexicon.role_concepts:
        return Body(None, shape.span(0, size), concept_of(_words(shape, shaper), shaper.lexicon))
    head = (_OFFICE if alone else _HEAD).match(letters)
    after = _after_link(shape, head, shaper) if head else None
    if head and after and _NAMED.search(letters, after):
        return _body(shape, head.span("role"), after, shaper)
    if is_role(shape, shaper):
        return Body(None, shape.span(0, size), concept_of(_words(shape, shaper), shaper.lexicon))
    if (bare := _BARE_HEAD.match(letters)) and bare.end() < size:
        role = shape.cut(*bare.span("role"))
        concept = concept_of(_words(role, shaper), shaper.lexicon)
        with_of = (
            shaper.lexicon.key(_words(role, shaper)).split()[-1]
            in shaper.lexicon.roles_with_of_only
        )
        if concept in shaper.lexicon.office_concepts and not with_of:
            return _body(shape, bare.span("role"), bare.end(), shaper)
    return Body(shape.span(0, size))


def office_of(shape: Shape, shaper: Shaper) -> Body | None:
    """A role that stands for the one who holds it: ``Chairman of the Elm Union`` alone."""
    start, end = shape.span(0, len(shape.letters))
    if "R" not in shape.letters:
        return None
    body = read_body(shaper.shape(start, end), shaper, alone=True)
    signs = body.organization is not None and body.concept in shaper.lexicon.office_concepts
    return body if signs else None


def is_collective(shape: Shape, shaper: Shaper) -> bool:
    """Whether people sign by what they share: ``Greeks living in Malta``; no body is named."""
    start, end = shape.span(0, len(shape.letters))
    cue = shaper.lexicon.collective.search(shaper.text, start, min(end, start + 200))
    if cue is None:
        return False
    before = sum(first < cue.start() for first, _ in shape.spans)
    return before <= 5 and not any(letter in "BbQ(AR" for letter in shape.letters[:before])


def _after_link(shape: Shape, head: re.Match[str], shaper: Shaper) -> int | None:
    """The token after "of (the)", or None where another small word follows the role."""
    link = head.start("link")
    if _token(shape, link, shaper) not in shaper.lexicon.role_links:
        return None
    after = link + 1
    if after < len(shape.letters) and _token(shape, after, shaper) in shaper.lexicon.articles:
        after += 1
    return after if after < len(shape.letters) else None


def _body(shape: Shape, role: Span, first: int, shaper: Shaper) -> Body:
    words = shape.cut(*role)
    return Body(
        shape.span(first, len(shape.letters)),
        words.span(0, len(words.letters)),
        concept_of(_words(words, shaper), shaper.lexicon),
    )


def _words(shape: Shape, shaper: Shaper) -> str:
    start, end = shape.span(0, len(shape.letters))
    return squeeze(shaper.text[start:end])


def _token(shape: Shape, index: int, shaper: Shaper) -> str:
    return shaper.lexicon.key(shaper.text[slice(*shape.spans[index])])
