"""Compare the entries of a list with one another: what is cut, repeated, missing, out of order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from appeals_rdf.extract.signatures.entries import Entry
from appeals_rdf.extract.signatures.layouts import Layout
from appeals_rdf.extract.signatures.reading import Reading
from appeals_rdf.model import Flag, PartyType
from appeals_rdf.text import fold

_QUOTES = re.compile(r'["“”„«»]')


def missing_numbers(numbers: Iterable[int | None]) -> tuple[int, ...]:
    """The numbers that one numbered list leaves out, from 1 to its last; () where it starts high.

    >>> missing_numbers([1, 2, 4])
    (3,)
    """
    printed = {number for number in numbers if number is not None}
    if not printed:
        return ()
    # A list that goes on from another page need not begin at 1.
    first = 1 if min(printed) <= 2 else min(printed)
    return tuple(number for number in range(first, max(printed)) if number not in printed)


def gaps_in(entries: Sequence[Entry], missing: Sequence[int]) -> dict[int, str]:
    """For the start of an entry before which numbers are missing, what to say of them."""
    gone = set(missing)
    found: dict[int, str] = {}
    before = 0
    for entry in entries if missing else ():
        if entry.number is None:
            continue
        skipped = [number for number in range(before + 1, entry.number) if number in gone]
        if skipped:
            said = ", ".join(map(str, skipped))
            found[entry.start] = f"no entry is printed with the number {said}"
        before = entry.number
    return found


def repeats(text: str, entries: Sequence[Entry]) -> list[int | None]:
    """For each entry, the position (from 1) of the first entry that reads the same, or None."""
    seen: dict[str, int] = {}
    folded: dict[str, str] = {}
    found: list[int | None] = []
    for position, entry in enumerate(entries, 1):
        key = text[entry.words : entry.end]
        if key.isascii():
            key = fold(key)
        else:
            # Folding takes its time, and the words of a list recur: each is folded once.
            words = key.split()
            folded |= {word: fold(word) for word in words if word not in folded}
            key = " ".join([folded[word] for word in words])
        first = seen.setdefault(key, position)
        found.append(None if first == position else first)
    return found


def is_cut(
    text: str, entry: Entry, reading: Reading, layout: Layout, endings: tuple[str, ...]
) -> bool:
    """Whether the source breaks an entry off: ``"Elm" Union, Lind`` without name and terminator.

    A list that ends its entries shows it by a missing mark and a name that is too short; in any
    list it shows by an ending after which something must follow.
    """
    if text.endswith(endings, entry.words, entry.end):
        return True
    if not layout.terminator or entry.terminator:
        return False
    return layout.order == "body-first" and reading.person_words < layout.name_words


def flags_of(
    text: str,
    entry: Entry,
    reading: Reading,
    layout: Layout,
    endings: tuple[str, ...],
    *,
    gap_before: bool,
    repeats_entry: bool,
    is_last: bool,
) -> tuple[Flag, ...]:
    """What a reader should know of how an entry was printed and read."""
    flags: list[Flag] = []
    if is_cut(text, entry, reading, layout, endings):
        flags.append(Flag.TRUNCATED_ENTRY)
    if reading.type is PartyType.OFFICE:
        flags.append(Flag.ABSENT_NAME)
    if reading.inferred:
        flags.append(Flag.SPLIT_INFERRED)
    if reading.others or reading.apart:
        flags.append(Flag.SEVERAL_PEOPLE_IN_ENTRY)
    if reading.fields_inferred:
        flags.append(Flag.FIELDS_INFERRED)
    if reading.type_inferred:
        flags.append(Flag.PARTY_TYPE_INFERRED)
    if layout.terminator and not entry.terminator and not is_last:
        flags.append(Flag.NO_TERMINATOR)
    if entry.shares_line:
        flags.append(Flag.SEVERAL_ENTRIES_ON_LINE)
    if entry.split:
        flags.append(Flag.ENTRY_OVER_PARAGRAPHS)
    if repeats_entry:
        flags.append(Flag.REPEATS_ENTRY)
    if gap_before:
        flags.append(Flag.ORDINAL_GAP_BEFORE)
    if len(_QUOTES.findall(text, entry.words, entry.end)) % 2:
        flags.append(Flag.PRINTED_IRREGULARITY)
    return tuple(flags)
