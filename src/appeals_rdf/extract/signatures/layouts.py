"""The layout of a list, judged over all of its entries.

Every entry votes for the rows of ``SPLITTERS`` that it satisfies, or, where no separator tells a
person from a body, for a layout without separator. One odd entry is outvoted, and what decided can
be shown: the votes are kept as ``evidence``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appeals_rdf.extract.signatures.shapes import Shape, Shaper
from appeals_rdf.extract.signatures.splitters import (
    LAST_NAME,
    PERSON,
    SPLITTERS,
    Splitter,
    first_name,
    split_by,
)

_EXPLICIT_SHARE = 0.5
_BESIDE_SHARE = 0.1
_BARE_SHARE = 0.8
"""Without a separator nearly every entry has to begin (or end) with a name."""
_ENOUGH_NAMES = 3
_FITTING_SHARE = 0.9
_BORDER = re.compile(r"[NIPA]{2,6}(?=[BQTGFRM])")
TELLING = re.compile(r"Q|[NTGAIl].*B|B.*[NTGAIlF]|.{3,}")
"""More than a bare type word: "Elm Union", not "Union"."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the entries of a list are laid out.

    ``numbering`` is a style of ``markers.MARKERS`` or "" for none; ``terminator`` the mark that
    ends entries, or "". ``separator`` is dash, comma, brackets or none; ``order`` is person-first,
    body-first, persons-only or bodies-only; ``name_order`` is given-first, surname-first, mixed or
    unknown; ``name_words`` the usual number of words of a name. ``evidence`` gives (what was looked
    at, what was found, in how many entries); ``confidence`` is the share of entries that agree.
    """

    numbering: str = ""
    terminator: str = ""
    separator: str = "none"
    order: str = "unknown"
    name_order: str = "unknown"
    name_words: int = 2
    confidence: float = 0.0
    evidence: tuple[tuple[str, str, int], ...] = ()

    @property
    def name(self) -> str:
        """The layout in short, "comma/body-first"; the name of its row, where it has one."""
        return f"{self.separator}/{self.order}" if "-first" in self.order else self.order


def row_of(layout: Layout) -> Splitter | None:
    """The row of ``SPLITTERS`` that a list's layout is, or None."""
    return next((row for row in SPLITTERS if row.name == layout.name), None)


def decide_layout(
    shapes: Sequence[Shape], shaper: Shaper, numbering: str = "", terminator: str = ""
) -> Layout:
    """The layout on which most entries agree. ``shapes`` are the entries' cores."""
    if not shapes:
        return Layout(numbering, terminator)
    votes: Counter[str] = Counter()
    names: list[Shape] = []
    unsplit: list[Shape] = []
    for shape in shapes:
        rows = [
            (row, split) for row in SPLITTERS if (split := split_by(row, shape, shaper)) is not None
        ]
        votes.update(row.name for row, _ in rows)
        if rows:
            names.append(shape.cut(*rows[0][1].person))
        elif PERSON.fullmatch(shape.letters):
            votes["persons-only"] += 1
            names.append(shape)
        else:
            votes["bodies-only"] += 1
            unsplit.append(shape)
    words = _usual_words(names, unsplit)
    bare = {
        "none/person-first": _bare_names(unsplit, first_name(words)),
        "none/body-first": _bare_names(unsplit, LAST_NAME),
    }
    votes.update({name: len(found) for name, found in bare.items()})
    choice = _choose(votes, len(shapes), len(unsplit))
    names += bare.get(choice, ())
    separator, _, order = choice.rpartition("/")
    agree = votes[choice] + (votes["persons-only"] if order == "person-first" else 0)
    given, family = _name_order(names, shaper)
    evidence = [("layout", name, count) for name, count in votes.most_common() if count]
    evidence += [("surname", "last", given), ("surname", "first", family)]
    return Layout(
        numbering,
        terminator,
        separator or "none",
        order,
        _judge_name_order(given, family),
        words,
        round(agree / len(shapes), 3),
        tuple(evidence),
    )


def _bare_names(unsplit: Iterable[Shape], pattern: re.Pattern[str]) -> list[Shape]:
    """The names that nothing separates from a body, where the rest may be a body's name."""
    matches = [(shape, pattern.match(shape.letters)) for shape in unsplit]
    return [
        shape.cut(*match.span("person"))
        for shape, match in matches
        if match is not None and TELLING.search(match["rest"])
    ]


def _choose(votes: Counter[str], entries: int, unsplit: int) -> str:
    rows = [row.name for row in SPLITTERS]
    best = max(rows, key=lambda name: votes[name])
    if votes[best] >= _EXPLICIT_SHARE * entries:
        return best
    for bare in ("none/person-first", "none/body-first"):
        # Where a separator is missing in a few entries only, the others lead the way.
        if votes[bare] >= _BARE_SHARE * unsplit and votes[bare] > votes[best]:
            return bare
    whole = max("persons-only", "bodies-only", key=lambda name: votes[name])
    # People alone and people with a body go together: "Ada Lind" beside "Cy Moor, Elm Union".
    beside = whole == "persons-only" and votes[best] >= _BESIDE_SHARE * entries
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
    full = sum(letter not in "IP" for letter in letters)
    return full + ("I" in letters and full < 2)


def _name_order(names: Sequence[Shape], shaper: Shaper) -> tuple[int, int]:
    """In how many names only the last word, and only the first, ends as surnames do."""
    endings, text = shaper.lexicon.surname_endings, shaper.text
    last = first = 0
    for name in names:
        if len(name.letters) < 2:
            continue
        at_first = text[slice(*name.spans[0])].casefold().endswith(endings)
        at_last = text[slice(*name.spans[-1])].casefold().endswith(endings)
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
