"""Laws of reading prose: every finding quotes its text; any text is read, and in linear time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appeals_rdf.edtf import bounds
from appeals_rdf.extract.prose import Prose, read_prose
from appeals_rdf.model import Document, Finding, WrittenDate
from appeals_rdf.vocabulary import load_vocabulary

EN = load_vocabulary("en")

PIECES = [
    "Open letter to the Mayors of Ashford, Oakham and Fen", "\n\n", "\n", " ", "\xa0", "\r\n", "“",
    "”", '"', "’s", ", ", ". ", ": ", "; ", " – ", "(", ")", "**", "## ", "To: ", "From: ",
    "Dear ", "Ms. Ada Lind", "The appeal reads as follows:", "Read: 508", "office@elm.example",
    "Tel.: (020) 7946 0000", "+44 20 7946 0000", "https://elm.example/a", "14 May 2031",
    "on May 10, 18 and 19", "since 27.09.2030", "05/06/2031", "today", "more than 3,000",
    "65 civilians", "dozens", "20% of the territory", "three times", "were killed", "was shelled",
    "fired on", "Ashford and Oakham were bombed", "the shelling of Fen region",
    "an agreement was reached", "We call on you, as keepers, to act", "should be condemned by",
    "the council claims that", "said that ", "Elm Council Resolutions 12, 14 and 15",
    "the 1949 Elm Conventions", "İ", "ǰ", "ﬁ", "٣", "²", "\x00", "\u202e", "signed by 44 members",
    "statement of Fen Watch", "you ", "we ", "and ", "A. B. Lind", "two hundred and ", "fifty ",
    "half a ", "million ", "29 February", "(www.elm.example) ", "Note: ", "street ",
]  # fmt: skip

texts = st.one_of(
    st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
)


def read(text: str, blocks: tuple[tuple[int, int], ...] = ()) -> Prose:
    return read_prose(Document(id="d", file="d.txt", text=text, sha256="0" * 64), EN, blocks)


def findings(value: Any) -> Iterator[Finding]:
    """Every finding in a value, those inside others included."""
    if isinstance(value, Finding):
        yield value
    if isinstance(value, tuple):
        for part in value:
            yield from findings(part)
    elif is_dataclass(value):
        for f in fields(value):
            yield from findings(getattr(value, f.name))


@settings(max_examples=300)
@given(texts, st.data())
def test_every_finding_quotes_its_text(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    start, end = sorted((data.draw(ends), data.draw(ends)))
    blocks: tuple[tuple[int, int], ...] = ((start, end),) if data.draw(st.booleans()) else ()
    prose = read(text, blocks)
    for finding in findings(prose):
        assert text[finding.start : finding.end] == finding.text
        assert finding.start < finding.end, finding
        assert 0 < finding.confidence <= 1
        if isinstance(finding, WrittenDate):
            assert bounds(finding.edtf), finding


@settings(max_examples=200)
@given(texts)
def test_furniture_gets_into_no_other_value(text: str) -> None:
    prose = read(text)
    taken = [(f.start, f.end) for f in prose.furniture]
    for name in ("addressees", "events", "claims", "requests", "citations", "issuers"):
        for finding in findings(getattr(prose, name)):
            assert not any(a < finding.end and finding.start < b for a, b in taken), name


@settings(max_examples=150)
@given(texts)
def test_events_are_told_apart_and_reading_is_repeatable(text: str) -> None:
    prose = read(text)
    known = {e.key for e in prose.events}
    assert len(known) == len(prose.events)
    assert all(known)
    assert all(c.scope is None or c.scope in known for c in prose.claims)
    assert read(text) == prose


SHAPES = ["a", "A ", "\n", " ", ".", ".”", "1 ", "1,", "1", "a@", "[", "+1", "(12", "fired on ",
          "12 people were killed and ", "Elmton and ", "October 10, ", "we call on you to ", '"',
          "He said that ", "Elm Resolutions 1, 2 and ", "To: x\n", "a\r", "20% of the ", "\n   ",
          "https://", "www.", "two ", "two hundred and ", "trees (www.elm.example) ",
          "tel: ", "Ashford, the city, "]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_text_and_no_faster(shape: str) -> None:
    """Eight times the text takes about eight times as long: the noise of a busy machine allowed."""

    def seconds(length: int) -> float:
        text = (shape * (length // len(shape) + 1))[:length]
        start = time.process_time()
        read(text)
        return time.process_time() - start

    seconds(2_000)
    small, large = (min(seconds(length) for _ in range(2)) for length in (8_000, 64_000))
    # What takes next to no time is not told from the machine's own noise.
    assert large < 40 * max(small, 0.025)


def test_a_line_of_fifty_megabytes_is_bounded_and_said() -> None:
    start = time.process_time()
    prose = read("Elm fired on Fen and " * 2_500_000)
    assert [p.code for p in prose.problems] == ["prose-too-long"]
    assert time.process_time() - start < 30
