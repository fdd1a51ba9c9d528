"""How sure it is that a run of words is the name of a person.

``EVIDENCE`` is the table: what is looked at, a pattern over the letters of ``lexicon.KINDS``, and
what each place where it matches weighs, in favour of a person (or, below zero, of a body). The sum
is above zero where a person is the likelier. To take account of something more, add a row.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Row(NamedTuple):
    """One row of the table."""

    what: str
    pattern: re.Pattern[str]
    weight: float


def _row(what: str, pattern: str, weight: float) -> Row:
    return Row(what, re.compile(pattern), weight)


SURE = 2.0
"""From here on the words alone prove a person: "Ada Lind", "A. Lind", not "Elm Ash"."""

EVIDENCE: tuple[Row, ...] = (
    _row("a given name stands first", r"^[Pp]*Y(?=.)", 3.0),
    _row("a given name stands alone", r"^Y$", 1.5),
    _row("a given name that is a place's stands first", r"^y(?=[^LFETtBb])", 1.5),
    _row("a given name stands later", r"(?<=[NSAIY])Y", 1.5),
    _row("an initial stands beside a name", r"I(?=[NYySAPp])|(?<=[NYyS])I", 2.5),
    _row("a word ends as surnames do", r"^S(?=.)|(?<=.)S$", 0.5),
    _row("a particle of names stands inside", r"(?<=[NYySI])P+(?=[NYyS])", 1.5),
    _row("it has two to four words", r"^(?:P*[NYySAI]){2,4}P?$", 1.0),
    _row("a word like de or y joins them", r"^(?=.*[pe])[NYySAI](?:[Ppe]*[NYySAI]){1,3}$", 0.5),
    _row("a word for and stands between full names", r"(?<=[NYyS]{2})e(?=[NYyS]{2})", -3.0),
    _row("it has more than four words", r"^.{5,}$", -0.5),
    _row("it has more than five words", r"^.{6,}$", -2.0),
    _row("it is one word", r"^[NySR]$", -1.25),
    _row("it is an acronym", r"^[Ac]$", -2.5),
    _row("an acronym opens it", r"^[Ac](?=.)", -1.0),
    _row("a word of bodies stands in it", "B", -5.0),
    _row("a word of bodies stands in it in lower case", "b", -3.0),
    _row("something is quoted", "[Qx]", -4.0),
    _row("a small word stands in it", "[LFE]", -3.0),
    _row("a word common in bodies' names stands in it", "[TM]", -1.75),
    _row("a word in lower case stands in it", "[lt]", -2.0),
    _row("a country stands in it", "G", -2.25),
    _row("a place stands in it", "[Cc]", -1.5),
    _row("a role stands in it", "[RJ]", -2.5),
    _row("a figure stands in it", "[d@]", -4.0),
    _row("something joins its words", "_", -3.0),
)
_AROUND = re.compile(
    r"^(?P<before>(?:[HJ]+[eE](?=[HJ]))?[HJ]*)(?P<name>.*?)"
    # Lind AO QC | LIND PhD | 李雅女士
    r"(?P<after>(?<=[NYSyPpI][NYSyP])A*[ZH]+|(?<=[NYSyIPpA]A)[ZH]+|(?<=^Y)H+)?$",
    re.DOTALL,
)
_TITLED = {"H": 3.0, "J": 1.5}


class Name(NamedTuple):
    """A name within the words of a field: its tokens, and how sure it is a person's."""

    first: int
    last: int
    weight: float


@lru_cache(maxsize=16384)
def weigh(letters: str) -> float:
    """How much speaks for a person's name, without titles; 0 where nothing tells."""
    if not letters:
        return -9.0
    return sum(row.weight * len(row.pattern.findall(letters)) for row in EVIDENCE)


@lru_cache(maxsize=16384)
def find_name(letters: str) -> Name:
    """The name in the words of one field, without titles before and letters after it.

    "Prof. Dr. Ada Lind PhD" is the name "Ada Lind" with titles.
    """
    match = _AROUND.match(letters)
    assert match is not None
    first, last = match.span("name")
    name = match["name"]
    if first == last:
        return Name(0, len(letters), weigh(letters))
    # A title proves a person, unless words follow that no name has: "Professor of Law".
    weight = weigh(name)
    if first and weight > -2:
        titled = _TITLED["H" if "H" in letters[:first] else "J"]
        # "President Elmsoft" is as well a role and a body.
        weight = max(weight, 0.0) + titled if titled == _TITLED["H"] or weight > 0 else weight
    elif first:
        return Name(0, len(letters), weigh(letters))
    return Name(first, last, weight)


def why(letters: str) -> list[tuple[str, float]]:
    """What of the table speaks for or against a person's name."""
    return [
        (row.what, row.weight * len(found))
        for row in EVIDENCE
        if (found := row.pattern.findall(letters))
    ]
