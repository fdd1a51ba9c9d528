"""The ways in which an entry sets a person beside a body, as patterns over shapes.

``SPLITTERS`` is the table: a separator, an order, and how the entry's words are laid out. To add a
layout, add a row with an example. The group ``person`` is the name, ``rest`` everything else. The
``strict`` pattern holds only where one side has the form of a person's name; the ``loose`` one is
tried where the list as a whole has shown the layout. See ``shapes`` for the letters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from appeals_rdf.extract.signatures.shapes import Shape, Shaper

_END = r"(?![A-JL-Za-z])"  # a separator, brackets or the end, but no other word
STRICT = rf"P*(?:[NI][NIPA]{{0,4}}[NA]|NI{{1,3}}|AN{{1,2}}){_END}"
"""Ada Lind (NN) | A. B. Lind (IIN) | Jan van der Meer (NPPN) | Arnaud LIND (NA) | Lind A. (NI)"""
LOOSE = rf"(?=[^,-]*[NIA])[NIPATGl]{{1,5}}{_END}"
"""Lind (N) | Archie Law (NT) | Jordan Lind (GN): a name only where a name is expected."""
_BODY = re.compile(r"[BQAKTG]")

PERSON = re.compile(STRICT)
LOOSE_NAME = re.compile(LOOSE)
PARTY = re.compile(rf"[BQ]|{STRICT}(?=$|[-,K/|:;])")
"""What the entry of a list of signatories has somewhere: a body's word or a person's name."""


class Splitter(NamedTuple):
    """One row of the table."""

    name: str
    separator: str
    order: str
    mark: str
    strict: re.Pattern[str]
    loose: re.Pattern[str] | None


class Split(NamedTuple):
    """Token ranges of the person and of the rest in one entry; an empty range is None."""

    splitter: Splitter
    person: tuple[int, int]
    rest: tuple[int, int]


def _row(separator: str, order: str, strict: str, loose: str | None = None) -> Splitter:
    name = f"{separator}/{order}"
    mark = {"dash": "-", "comma": ",", "brackets": "K"}[separator]
    return Splitter(
        name, separator, order, mark, re.compile(strict), re.compile(loose) if loose else None
    )


SPLITTERS: tuple[Splitter, ...] = (
    # Ada Lind – Elm Union
    _row(
        "dash",
        "person-first",
        rf"(?P<person>{STRICT})-(?P<rest>.+)$",
        rf"(?P<person>{LOOSE})-(?P<rest>.+)$",
    ),
    # Elm Union - Ada Lind
    _row(
        "dash",
        "body-first",
        rf"(?P<rest>.+)-(?P<person>{STRICT})$",
        rf"(?P<rest>.+)-(?P<person>{LOOSE})$",
    ),
    # Ada Lind, Elm Union
    _row(
        "comma",
        "person-first",
        rf"(?P<person>{STRICT}),(?P<rest>.+)$",
        rf"(?P<person>{LOOSE}),(?P<rest>.+)$",
    ),
    # "Elm", Ash and Oak Union, Ada Lind
    _row(
        "comma",
        "body-first",
        rf"(?P<rest>.+),(?P<person>{STRICT})$",
        rf"(?P<rest>.+),(?P<person>{LOOSE})$",
    ),
    # Ada Lind (Elm Union)
    _row(
        "brackets",
        "person-first",
        rf"(?P<person>{STRICT})(?P<rest>K)$",
        rf"(?P<person>{LOOSE})(?P<rest>K)$",
    ),
    # Elm Union (Ada Lind)
    _row("brackets", "body-first", r"(?P<rest>.+)(?P<person>K)$"),
)

_BY_NAME = {splitter.name: splitter for splitter in SPLITTERS}


def split_by(splitter: Splitter, shape: Shape, shaper: Shaper, strict: bool = True) -> Split | None:
    """Split an entry in one way, or None where it is not laid out so.

    Strict, one side has the form of a person's name and the other does not.
    """
    if splitter.mark not in shape.letters:
        return None
    split = _split_letters(splitter.name, shape.letters, strict)
    if split is None or shape.letters[slice(*split.person)] != "K":
        return split
    return split if PERSON.fullmatch(bracketed(shape, split.person, shaper)) else None


@lru_cache(maxsize=8192)
def _split_letters(name: str, letters: str, strict: bool) -> Split | None:
    # Few shapes make up a list, so that most entries are answered from the cache.
    splitter = _BY_NAME[name]
    pattern = splitter.strict if strict else splitter.loose
    match = pattern.match(letters) if pattern else None
    return Split(splitter, match.span("person"), match.span("rest")) if match else None


def names_body(shape: Shape, rest: tuple[int, int], shaper: Shaper) -> bool:
    """Whether words that only bodies have stand in the rest of an entry."""
    letters = shape.letters[slice(*rest)]
    if letters == "K":
        letters = bracketed(shape, rest, shaper)
    return _BODY.search(letters) is not None


def bracketed(shape: Shape, tokens: tuple[int, int], shaper: Shaper) -> str:
    """The letters inside the brackets that one token stands for."""
    start, end = shape.span(*tokens)
    return shaper.shape(start + 1, end - 1).letters


def first_name(words: int) -> re.Pattern[str]:
    """A name of so many words at the beginning of an entry, where nothing separates it.

    Initials in a row count as one word, particles not at all: "A. B. Lind", "Jan van der Meer".
    """
    more = rf"(?:P*[NA]){{{words - 1}}}" if words > 1 else ""
    return re.compile(rf"(?P<person>(?:NI*|I+){more})(?P<rest>\w.*)$")


LAST_NAME = re.compile(r"(?P<rest>.*[BQ])(?P<person>P*(?:NI*|I+)(?:P*[NA]){1,2})$")
"""The name after the last word of a body: ``“Elm” Support Public Union | Ada Lind``."""
