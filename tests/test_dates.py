"""Written dates and numbers: the words, the value, and why."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals_rdf.edtf import bounds
from appeals_rdf.extract.dates import read_date_line, read_dates
from appeals_rdf.extract.numbers import quantity, read_numbers
from appeals_rdf.extract.words import read_words
from appeals_rdf.model import Flag
from appeals_rdf.vocabulary import load_vocabulary

EN = load_vocabulary("en")
WRITTEN = datetime.date(2031, 1, 20)

DATES = [
    ("on 14 May 2031", [("14 May 2031", "2031-05-14")], "day first"),
    ("on May 14, 2031, at dawn", [("May 14, 2031", "2031-05-14")], "month first"),
    ("the 14th of May, 2031", [("14th of May, 2031", "2031-05-14")], "ordinal and filler"),
    ("since 27.09.2030", [("27.09.2030", "2030-09-27")], "full stops: day first"),
    ("27/09/2030", [("27/09/2030", "2030-09-27")], "no 27th month"),
    ("09/27/2030", [("09/27/2030", "2030-09-27")], "no 27th month, the other way"),
    ("05/06/2030", [("05/06/2030", "[2030-05-06,2030-06-05]")], "one of two days, not guessed"),
    ("2030-12-01 is ISO", [("2030-12-01", "2030-12-01")], "ISO"),
    ("in February 1992", [("February 1992", "1992-02")], "a month"),
    ("around May 2030", [("May 2030", "2030-05~")], "a month, about"),
    ("adopted in 2006 and 2008", [("2006", "2006"), ("2008", "2008")], "bare years after a cue"),
    ("in 2006 villages", [], "a number of villages is no year"),
    (
        "on January 10, 18 and 19 the river rose",
        [("January 10", "2031-01-10"), ("18", "2031-01-18"), ("19", "2031-01-19")],
        "a list of days; the year is the document's",
    ),
    ("10, 18 and 19 May 2030", [("10", "2030-05-10"), ("18", "2030-05-18"),
     ("19 May 2030", "2030-05-19")], "a list before its month"),
    ("On January 10 and 18 people fell", [("January 10", "2031-01-10")], "18 counts the people"),
    ("On January 10, 18 and 19 Elmton was shelled",
     [("January 10", "2031-01-10"), ("18", "2031-01-18"), ("19", "2031-01-19")],
     "a name after the list counts nothing"),
    ("10-12 May 2030", [("10-12 May 2030", "2030-05-10/2030-05-12")], "a range of days"),
    ("on December 30", [("December 30", "2030-12-30")], "a day ahead belongs to the year before"),
    ("30 February 2030", [], "the calendar has no such day"),
    ("it may 5 times", [], "no month in lower case"),
    ("yesterday and today", [("yesterday", "2031-01-19"), ("today", "2031-01-20")], "relative"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "why"), DATES, ids=[d[2] for d in DATES])
def test_a_written_date_has_its_words_and_its_value(
    text: str, expected: list[tuple[str, str]], why: str
) -> None:
    found = read_dates(text, read_words(text), EN, WRITTEN)
    assert [(d.date.text, d.date.edtf) for d in found] == expected, why
    for dated in found:
        assert text[dated.date.start : dated.date.end] == dated.date.text
        assert bounds(dated.date.edtf)


def test_a_year_that_is_not_written_is_flagged_or_there_is_no_value() -> None:
    text = "on October 26"
    words = read_words(text)
    inferred = read_dates(text, words, EN, datetime.date(2020, 10, 26))[0].date
    assert inferred.flags == (Flag.DATE_INFERRED,)
    assert read_dates(text, words, EN) == ()


@pytest.mark.parametrize(
    ("line", "edtf"),
    [
        ("Eastmere, 14 May 2031", "2031-05-14"),
        ("Date: 14.05.2031", "2031-05-14"),
        ("On 14 May 2031 the bridge was closed by the council", None),
        ("May 2031", None),
    ],
)
def test_a_date_line_is_a_whole_date_and_little_else(line: str, edtf: str | None) -> None:
    date = read_date_line(line, 0, len(line), EN)
    assert (date.edtf if date else None) == edtf


@given(st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31)))
def test_a_whole_date_is_read_in_every_order(day: datetime.date) -> None:
    months = list(EN["dates"]["months"])
    month = months[day.month - 1].capitalize()
    for written in (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        day.isoformat(),
    ):
        found = read_dates(written, read_words(written), EN)
        assert [d.date.edtf for d in found] == [day.isoformat()], written


NUMBERS = [
    ("65 people", "65", "exact", (65, 65)),
    ("more than 3,000 roofs", "more than 3,000", "more-than", (3001, None)),
    ("at least twelve", "at least twelve", "at-least", (12, None)),
    ("fewer than 10 boats", "fewer than 10", "at-most", (None, 9)),
    ("less than 20% of it", "less than 20%", "at-most", (None, 20)),
    ("Two hundred and fifty fell", "Two hundred and fifty", "exact", (250, 250)),
    ("one hundred twenty hurt", "one hundred twenty", "exact", (120, 120)),
    ("a hundred and twenty thousand", "a hundred and twenty thousand", "exact", (120000, 120000)),
    ("twenty five hens", "twenty five", "exact", (25, 25)),
    ("up to 40", "up to 40", "up-to", (None, 40)),
    ("about 11 hours", "about 11", "about", (None, None)),
    ("20% of it", "20%", "exact", (20, 20)),
    ("twenty-five hens", "twenty-five", "exact", (25, 25)),
    ("2.5 million", "2.5 million", "exact", (2500000, 2500000)),
    ("100 or more", "100 or more", "at-least", (100, None)),
    ("no fewer than 7", "no fewer than 7", "at-least", (7, None)),
]


@pytest.mark.parametrize(("text", "words", "qualifier", "bounds"), NUMBERS)
def test_a_number_has_its_qualifier_and_bounds(
    text: str, words: str, qualifier: str, bounds: tuple[int | None, int | None]
) -> None:
    found = read_words(text)
    q = quantity(text, found, read_numbers(found, EN)[0], "number")
    assert (q.text, q.qualifier) == (words, qualifier)
    assert (q.lower, q.upper) == tuple(None if b is None else Decimal(b) for b in bounds)


def test_vague_words_have_no_value_and_ordinals_are_no_numbers() -> None:
    words = read_words("dozens of people")
    number = read_numbers(words, EN)[0]
    assert (number.value, number.qualifier) == (None, "vague")
    assert read_numbers(read_words("the 3rd bridge, the 75th session"), EN) == ()


@pytest.mark.parametrize(
    "text",
    ["nineteen ninety two people", "two hundred and 50", "half a million", "a million and a half"],
)
def test_words_that_make_no_one_number_give_no_figure(text: str) -> None:
    assert read_numbers(read_words(text), EN) == ()


@pytest.mark.parametrize("text", ["fewer than 50", "at most 50", "up to 50", "less than 20%"])
def test_the_value_of_a_number_is_within_its_bounds(text: str) -> None:
    words = read_words(text)
    q = quantity(text, words, read_numbers(words, EN)[0], "number")
    assert q.value is not None
    assert q.upper is not None
    assert q.value <= q.upper


def test_a_day_that_the_year_does_not_have_belongs_to_the_year_before() -> None:
    words = read_words("on 29 February")
    (leap,) = read_dates("on 29 February", words, EN, datetime.date(2029, 1, 20))
    assert leap.date.edtf == "2028-02-29"
    assert read_dates("on 29 February", words, EN, WRITTEN) == ()


def test_a_day_of_a_list_is_written_and_today_is_relative() -> None:
    text = "On 10 and 18 January, not today"
    rules = [d.date.rule for d in read_dates(text, read_words(text), EN, WRITTEN)]
    assert rules == ["date:written", "date:written", "date:relative"]


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("pt", "Olmo, onze de outubro de 2031", "2031-10-11"),
        ("es", "Olmo, a dos de mayo de 2031", "2031-05-02"),
        ("it", "Olmeto, undici ottobre 2031", "2031-10-11"),
        ("en", "Elmton, eleven October 2031", None),
    ],
)
def test_a_day_in_words(language: str, line: str, day: str | None) -> None:
    date = read_date_line(line, 0, len(line), load_vocabulary(language))
    assert (date.edtf if date else None) == day
