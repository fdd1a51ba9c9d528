"""Laws of reading signature lists, on any text and on rolls of invented names.

Every value quotes the text; the ledger covers the blocks exactly; nothing printed in an entry is
lost; a roll that is printed in a layout reads back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from appeals_rdf.extract.signatures import SignatureList, read_signatures
from appeals_rdf.extract.signatures.cues import cues, words_of
from appeals_rdf.extract.signatures.lexicon import lexicon
from appeals_rdf.model import Document, Finding, Flag
from appeals_rdf.vocabulary import load_vocabulary

ENGLISH = load_vocabulary("en")
WORDS = lexicon(ENGLISH)

# What lists are made of, and what breaks them.
FRAGMENTS = st.sampled_from(
    [
        *("Signed by:", "Signatories", "1.", "2.", "3)", "(4)", "5. ", "[6] ", "•", "- ", "No. 5."),
        *("Ada", "Lind", "Cy Moor", "D.", "van", "Ms.", "Dr.", "AGİH", "ı", "İ", "Norway", "7"),
        *("“Elm”", '"Oak"', '"', "“", "”", "«", "(", ")", "[", "'", "2031", "Union", "Society"),
        *("of", "the", "Chairman of", "Head of the", "director", "board member", "living in"),
        *(",", ";", ".", ":", "/", "–", "—", " - ", " -", "…", "**", "#", "-----"),
        "More about: Ulm",
    ]
)
SPACES = st.sampled_from(
    [" ", " ", " ", "\n", "\n", "\n\n", "\r\n", "\r", "\u00a0", "\t", "", "  "]
)


@st.composite
def broken_lists(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(FRAGMENTS, SPACES), max_size=60))
    return "".join(word + space for word, space in parts)


any_text = st.one_of(st.text(max_size=200), broken_lists(), broken_lists())


def read(text: str) -> SignatureList:
    return read_signatures(Document(id="x", file="x.txt", text=text, sha256=""), ENGLISH)


@given(any_text)
@settings(max_examples=200)
def test_every_value_quotes_the_text(text: str) -> None:
    for entry in read(text).entries:
        values: list[Finding] = [entry]
        parts = (entry.honorific, entry.person, entry.role, entry.organization, entry.place)
        values += [part for part in parts if part is not None]
        for value in values:
            assert value.text == text[value.start : value.end]
            assert value.text.strip()
            assert 0 <= value.confidence <= 1
            assert entry.start <= value.start < value.end <= entry.end
        spans = sorted((value.start, value.end) for value in values[1:])
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(any_text)
@settings(max_examples=200)
def test_the_ledger_covers_the_blocks_exactly(text: str) -> None:
    found = read(text)
    covered: list[tuple[int, int]] = []
    for line in found.ledger:
        assert line.start < line.end
        assert line.status in {"parsed", "ignored", "flagged"}
        assert line.reason
        if covered and covered[-1][1] == line.start and line.start not in dict(found.blocks):
            covered[-1] = (covered[-1][0], line.end)
        else:
            covered.append((line.start, line.end))
    assert tuple(covered) == found.blocks


@given(any_text)
@settings(max_examples=200)
def test_positions_count_and_entries_follow_one_another(text: str) -> None:
    found = read(text)
    assert [entry.position for entry in found.entries] == list(range(1, len(found.entries) + 1))
    ends = [0, *(entry.end for entry in found.entries)]
    assert all(end <= entry.start for end, entry in zip(ends, found.entries, strict=False))
    assert not {entry.ordinal for entry in found.entries} & set(found.missing_ordinals) or (
        len(found.blocks) > 1
    )


@given(any_text)
@settings(max_examples=200)
def test_nothing_printed_in_an_entry_is_lost(text: str) -> None:
    # Beside the values only the number and the small words that join them: "of the".
    small = WORDS.articles | WORDS.role_links | set(words_of(" ".join(cues().signed)))
    for entry in read(text).entries:
        left = list(entry.text)
        for part in (entry.honorific, entry.person, entry.role, entry.organization, entry.place):
            if part is not None:
                first, last = part.start - entry.start, part.end - entry.start
                left[first:last] = " " * (last - first)
        rest = re.sub(r"^\W*\d+", "", "".join(left)) if entry.ordinal is not None else "".join(left)
        # What no field takes is left in the entry's words, and the entry is flagged.
        if Flag.FIELDS_INFERRED in entry.flags:
            continue
        # The number of a table's row is no part of what it says.
        row = "\t" in entry.text
        left_over = [word for word in re.findall(r"\w+", rest) if not (row and word.isdigit())]
        assert all(word.casefold() in small for word in left_over)


@given(any_text)
@settings(max_examples=100)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text) == read(text)


# ---- rolls -------------------------------------------------------------------------------------

SYLLABLES = (
    "ba",
    "ro",
    "mi",
    "ka",
    "lu",
    "te",
    "vi",
    "sa",
    "no",
    "gan",
    "pol",
    "tin",
    "sho",
    "wen",
)
proper = (
    st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=4)
    .map(lambda parts: "".join(parts).capitalize())
    .filter(lambda word: WORDS.kind(word) == "N" and word.casefold() not in WORDS.honorifics)
)
people = st.tuples(proper, proper).map(" ".join)
BODIES: tuple[str, ...] = (
    '"{} {}" Public Union',
    "“{}” Society",
    "{} and {} Foundation",
    "{}, {} and Trade Association",
    "Union of {} and {} Weavers",
    'Public Union "Aid to {}"',
    "International {} Fund ({})",
)
bodies = st.builds(lambda form, a, b: form.format(a, b), st.sampled_from(BODIES), proper, proper)


class Print(NamedTuple):
    """A way to print a roll: one entry, what ends it, what stands between entries."""

    entry: Callable[[int, str, str], str]
    person: bool = True
    body: bool = True
    honorific: str = ""
    commas: bool = True
    """Whether bodies with commas can be told apart: without separator a comma looks like one."""


PRINTS: dict[str, Print] = {
    "1. Name – Body": Print(lambda n, p, b: f"{n}. {p} – {b}"),
    "1.Body, Name": Print(lambda n, p, b: f"{n}.{b}, {p}"),
    "1) Name, Body": Print(lambda n, p, b: f"{n}) {p}, {b}"),
    "(1) Body - Name": Print(lambda n, p, b: f"({n}) {b} - {p}"),
    "1. Name Body": Print(lambda n, p, b: f"{n}. {p} {b}", commas=False),
    "Name – Body": Print(lambda n, p, b: f"{p} – {b}"),
    "Ms. Name- Body": Print(lambda n, p, b: f"Ms. {p}- {b}", honorific="Ms."),
    "1. Name": Print(lambda n, p, b: f"{n}. {p}", body=False),
    "1. Body": Print(lambda n, p, b: f"{n}. {b}", person=False),
    "• Name, Body": Print(lambda n, p, b: f"• {p}, {b}"),
}
ENDS = st.sampled_from([("", "\n"), ("", "\n\n"), (";", "\n"), (";", "\n\n")])
LETTER = "We appeal to the governments of all countries that they should open the bridge.\n\n"


@pytest.mark.parametrize("name", PRINTS)
@given(
    roll=st.lists(st.tuples(people, bodies), min_size=3, max_size=12, unique=True),
    ends=ENDS,
    tail=st.sampled_from(["", "\n\nMore about: Ulm", "\n\n-----\n"]),
)
@settings(max_examples=25)
def test_a_printed_roll_reads_back(
    name: str, roll: list[tuple[str, str]], ends: tuple[str, str], tail: str
) -> None:
    way = PRINTS[name]
    assume(way.commas or not any("," in body for _, body in roll))
    mark, between = ends
    lines = [way.entry(number, *entry) + mark for number, entry in enumerate(roll, 1)]
    found = read(f"{LETTER}Signed by:\n\n{between.join(lines)}{tail}")
    read_back = [
        (entry.person and entry.person.text, entry.organization and entry.organization.text)
        for entry in found.entries
    ]
    printed = [
        (person if way.person else None, body if way.body else None) for person, body in roll
    ]
    assert len(read_back) == len(printed)
    # "Oak Fund (Moor)" may name a place in brackets; then the entry says that it was inferred.
    sure = [Flag.FIELDS_INFERRED not in entry.flags for entry in found.entries]
    assert [x for x, is_sure in zip(read_back, sure, strict=True) if is_sure] == [
        x for x, is_sure in zip(printed, sure, strict=True) if is_sure
    ]
    assert [entry.text + mark for entry in found.entries] == lines
    for entry in found.entries:
        assert (entry.honorific.text if entry.honorific else "") == way.honorific
        # What nothing separates is said to be inferred.
        assert (Flag.SPLIT_INFERRED in entry.flags) == (name == "1. Name Body")


@given(
    roll=st.lists(st.tuples(people, bodies), min_size=4, max_size=12, unique=True),
    data=st.data(),
)
@settings(max_examples=60)
def test_left_out_numbers_are_told(roll: list[tuple[str, str]], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(2, len(roll) - 1), max_size=2))
    lines = [
        f"{number}. {person} – {body}"
        for number, (person, body) in enumerate(roll, 1)
        if number not in gone
    ]
    found = read("Signed by:\n" + "\n".join(lines))
    assert found.missing_ordinals == tuple(sorted(gone))


def test_time_grows_with_the_length_only() -> None:
    # One line of a million characters, of each kind that makes careless patterns slow.
    for text in (
        "Signed by:\n" + " " * 10**6 + "x",
        "Signed by:\n" + '"' * 10**6,
        "1. " + "(" * 10**6,
        "1. Ada Lind;" + " " * 10**6 + "2",
        "1. " + "A, " * 300_000,
        "1 " * 500_000,
        "a-" * 500_000,
        ";" * 10**6,
    ):
        assert len(read(text).entries) <= 1
    many = "Signed by:\n" + "".join(f"{n}. Ada Lind – Elm {n} Union;\n" for n in range(1, 3001))
    assert len(read(many).entries) == 3000
