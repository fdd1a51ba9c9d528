"""Dates as people write them, each with its span and its value in EDTF.

Only what is written, or what follows from the date of the document, becomes a value: a year that
the document's own date supplies is flagged, "05/06/2030" stays one of two days unless the language
settles the order, and a day whose year nothing tells has no value. Hours are no part of the value;
they stay in the words around it.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from appeals_rdf import edtf
from appeals_rdf.extract.words import Words, is_han, read_words
from appeals_rdf.model import Flag, WrittenDate
from appeals_rdf.text import fold
from appeals_rdf.vocabulary import Vocabulary

# "2030-10-05" "2030/10/05" | "27.09.2030" "27/09/2030" | "1992" "2004-cü" | "26" "26th" | "10-12"
_YEAR_FIRST = re.compile(r"([12]\d{3})([-./])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2([12]\d{3})")
_YEAR = re.compile(r"([12]\d{3})(?:-?([^\W\d]{1,3}))?")
_DAY = re.compile(r"(\d{1,2})-?([^\W\d]{0,3})")
_DAYS = re.compile(r"(\d{1,2})-(\d{1,2})")
# "10:30" "10h00" "16:31:09.940z"
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
# A letter may name a day that is to come; one further off belongs to the year before.
_AHEAD = datetime.timedelta(days=45)
# A year with fewer digits counts from an era that is not written.
_FIRST_YEAR = 1000
_TEN = 10
_LAST_DAY = 31


class Dated(NamedTuple):
    """A date at words ``first`` up to ``last``; ``whole`` when it names a day, month and year."""

    first: int
    last: int
    date: WrittenDate
    whole: bool


class _Signs:
    """A calendar read by its signs: "2018年2月8日", "二〇一八年二月八日", "民國一〇七年2月8號"."""

    def __init__(self, section: Any) -> None:
        signs = section.get("signs", {})
        self.numerals: dict[str, int] = dict(section.get("numerals", {}))
        self.eras: dict[str, int] = dict(section.get("eras", {}))
        self.year = frozenset(signs.get("year", ()))
        number = rf"\d{{1,4}}|[{''.join(map(re.escape, self.numerals)) or ' '}]{{1,4}}"
        rows = [
            rf"(?P<{part}>{number})\s?(?:{'|'.join(map(re.escape, signs.get(part, ()))) or '(?!)'})"
            for part in ("year", "month", "day")
        ]
        eras = "|".join(map(re.escape, self.eras)) or "(?!)"
        self.date = re.compile(rf"(?P<era>{eras})?\s?" + r"\s?".join(rows))

    def number(self, written: str) -> int:
        """The value of "2018", "二〇一八", "十", "廿八" or "三十一"."""
        if written[0] not in self.numerals:
            return int(written)
        values = [self.numerals[sign] for sign in written]
        if max(values) < _TEN:
            return int("".join(map(str, values)))
        total = 0
        for value in values:
            # "三十": thirty; "廿": twenty by itself.
            total = max(total, 1) * value if value == _TEN else total + value
        return total


class _Cues:
    """The words of one language that the grammar needs."""

    def __init__(self, section: Any, numbers: Any) -> None:
        words = numbers.get("words", {}) if section.get("days_in_words") else {}
        self.days = {str(word): int(n) for word, n in words.items() if 1 <= int(n) <= _LAST_DAY}
        months = {str(k).lower(): int(v) for k, v in section.get("months", {}).items()}
        # Capitals and old typewriters leave accents out: "AOUT".
        self.months: dict[str, int] = {fold(k): v for k, v in months.items()} | months
        self.suffixes = frozenset(section.get("day_suffixes", ())) | {""}
        self.year_suffixes = frozenset(section.get("year_suffixes", ())) | {None}
        self.fillers = frozenset(section.get("fillers", ())) | {"."}
        self.month_first: bool | None = section.get("month_first")
        self.signs = _Signs(section)
        self.capital = bool(section.get("capital_months", False))
        self.joins = frozenset(section.get("joins", ()))
        self.before_year = frozenset(section.get("before_year", ()))
        self.after_year = frozenset(section.get("after_year", ()))
        self.after = frozenset(section.get("after_list", ()))
        self.about = frozenset(section.get("approximate", ()))
        self.relative: dict[str, int] = dict(section.get("relative", {}))
        self.starts = frozenset({*self.months, *self.relative})


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    sections = vocabulary.sections
    return _Cues(sections.get("dates", {}), sections.get("numbers", {}))


def anchor_of(date: WrittenDate | None) -> datetime.date | None:
    """The day of a whole date, from which a year or "today" can be told."""
    try:
        return datetime.date.fromisoformat(date.edtf) if date else None
    except ValueError:
        return None


def read_dates(
    text: str, words: Words, vocabulary: Vocabulary, anchor: datetime.date | None = None
) -> tuple[Dated, ...]:
    """Find the dates among ``words``; ``anchor`` is the day of the document, where it is known.

    A list such as "October 10, 18 and 26" gives one date for each day.
    """
    cues = _cues(vocabulary)
    found: list[Dated] = []
    taken = 0
    candidates = [i for low in words.lows & cues.starts for i in words.where[low]]
    candidates += [i for low in words.lows if low[0].isdigit() for i in words.where[low]]
    candidates += [i for low in words.lows & cues.signs.year for i in words.where[low]]
    for i in sorted(candidates):
        if i < taken:
            continue
        word = words[i]
        if word.low in cues.signs.year:
            here = _signed(text, words, i, taken, cues.signs)
        elif word.low[0].isdigit():
            here = _numeric(text, words, i, cues) or _years(text, words, i, cues)
        elif word.low in cues.months:
            here = _named(text, words, i, max(taken, i - 12), cues, anchor)
        elif word.low in cues.relative and anchor:
            here = _relative(text, words, i, anchor, cues.relative[word.low])
        else:
            continue
        found.extend(here)
        taken = max([taken, *(d.last for d in here)])
    return tuple(found)


def since(date: WrittenDate, anchor: datetime.date | None) -> WrittenDate:
    """The stretch from a date to the day of the document, where that is known."""
    if anchor is None or "/" in date.edtf or not date.edtf[0].isdigit():
        return date
    begins = edtf.bounds(date.edtf)[0]
    if begins is None or begins > anchor:
        return date
    flags = tuple(dict.fromkeys((*date.flags, Flag.DATE_INFERRED)))
    return replace(date, edtf=f"{date.edtf}/{anchor.isoformat()}", flags=flags)


def _signed(text: str, words: Words, i: int, floor: int, signs: _Signs) -> list[Dated]:
    """The date around the sign for "year" at word ``i``; it may begin six words before."""
    first = max(floor, i - 6)
    begins = {words[k].start: k for k in range(first, i)}
    ends = {words[k].end: k + 1 for k in range(i, min(i + 10, len(words)))}
    for m in signs.date.finditer(text, words[first].start, max(ends)):
        if m.start("year") < words[i].start < m.start("month") and m.end() in ends:
            year, month, day = (signs.number(m[part]) for part in ("year", "month", "day"))
            year += signs.eras.get(m["era"], 0)
            if year >= _FIRST_YEAR:
                return _day(text, words, begins.get(m.start(), i), ends[m.end()], year, month, day)
    return []


def _numeric(text: str, words: Words, i: int, cues: _Cues) -> list[Dated]:
    low, last = words[i].low, i + 1
    if m := _YEAR_FIRST.fullmatch(low):
        return _day(text, words, i, last, int(m[1]), int(m[3]), int(m[4]))
    if len(low) <= 2 and i + 1 < len(words) and words[i + 1].low == ".":
        # "28. 6. 2030"
        low, last = "".join(w.low for w in words[i : i + 5]), i + 5
    if not (m := _YEAR_LAST.fullmatch(low)):
        return []
    first, second, year = int(m[1]), int(m[3]), int(m[4])
    either_way = m[2] != "." and first <= 12 and second <= 12 and first != second
    if not either_way or cues.month_first is not None:
        month_first = cues.month_first if either_way else m[2] != "." and second > 12
        day, month = (second, first) if month_first else (first, second)
        return _day(text, words, i, last, year, month, day)
    either = sorted((f"{year}-{first:02}-{second:02}", f"{year}-{second:02}-{first:02}"))
    return [_dated(text, words, i, last, f"[{either[0]},{either[1]}]", confidence=0.5)]


def _years(text: str, words: Words, i: int, cues: _Cues) -> list[Dated]:
    """ "in 1949", "adopted in 2006 and 2008", "1949 года": bare years, where a word says so."""
    if (year := _year(words, i, cues)) is None:
        return []
    if i + 1 < len(words) and words[i + 1].low in cues.after_year:
        return [_dated(text, words, i, i + 1, str(year))]
    if i == 0 or words[i - 1].low not in cues.before_year:
        return []
    years = [i]
    j = i + 1
    while _year(words, j + 1, cues) is not None and words[j].low in cues.joins:
        years.append(j + 1)
        j += 2
    if j < len(words) and words[j].low not in cues.after and words[j].low.isalpha():
        return []
    return [_dated(text, words, y, y + 1, str(_year(words, y, cues))) for y in years]


def _year(words: Words, j: int, cues: _Cues) -> int | None:
    """The year that a word writes: "2030", or "2030-cu" where the language adds an ending."""
    m = _YEAR.fullmatch(words[j].low) if j < len(words) else None
    return int(m[1]) if m and m[2] in cues.year_suffixes else None


def _named(
    text: str,
    words: Words,
    i: int,
    floor: int,
    cues: _Cues,
    anchor: datetime.date | None,
) -> list[Dated]:
    """Dates around the name of a month at word ``i``."""
    month = cues.months[words[i].low]
    days = _days_after(words, i, cues)
    year_at = _year_at(words, days[-1][0] + 1 if days else i + 1, cues)
    before = _days_before(words, i, floor, cues)
    if before and (year_at is None or not days):
        days, year_at = before, _year_at(words, i + 1, cues)
    # "may" and "march" are words too: where months have capitals, one without needs day and year.
    name = words[i].cap or not cues.capital or (days and year_at is not None)
    if not name or (not days and year_at is None):
        return []
    last = i + 1 if year_at is None else year_at + 1
    if not days:
        prefix = i and words[i - 1].low in cues.about
        value = f"{_year(words, last - 1, cues)}-{month:02}" + ("~" if prefix else "")
        return [_dated(text, words, i, last, value)]
    year = _year(words, year_at, cues) if year_at is not None else None
    found: list[Dated] = []
    for n, (at, day, until) in enumerate(days):
        # Of a list, one day stands beside the month and the last one beside the year.
        a = i if at > i and n == 0 else at
        b = last if n == len(days) - 1 and (at < i or year is not None) else at + 1
        found += _day(text, words, a, b, year, month, day, until, anchor)
    return found


def _days_after(words: Words, i: int, cues: _Cues) -> list[tuple[int, int, int | None]]:
    """ "October 26", "October 10, 18 and 26": the days that follow a month."""
    j = i + 1
    if j < len(words) and words[j].low == "." and words[j].start == words[i].end:
        j += 1
    first = _day_at(words, j, cues)
    if first is None:
        return []
    days = [first]
    while (more := _day_at(words, days[-1][0] + 2, cues)) and words[more[0] - 1].low in {
        *cues.joins,
        ",",
    }:
        days.append(more)
    if len(days) > 1 and words[days[-1][0] - 1].low not in cues.joins:
        return days[:1]
    end = days[-1][0] + 1
    # "October 10 and 18 people": the last number counts something else.
    following = words[end] if len(days) > 1 and end < len(words) else None
    counts = following and following.low.isalpha() and not following.cap
    if counts and words[end].low not in cues.after:
        return days[:-1] if len(days) == 2 else days[:1]
    return days


def _days_before(
    words: Words, i: int, floor: int, cues: _Cues
) -> list[tuple[int, int, int | None]]:
    """ "26 October", "26th of October", "10, 18 and 26 October": the days before a month."""
    j = i - 1
    while j >= floor and words[j].low in cues.fillers:
        j -= 1
    last = _day_at(words, j, cues) if j >= floor else None
    if last is None:
        return []
    days = [last]
    joined = False
    while days[0][0] - 2 >= floor:
        at = days[0][0]
        more = _day_at(words, at - 2, cues)
        joined = joined or words[at - 1].low in cues.joins
        if more is None or not joined or words[at - 1].low not in {*cues.joins, ","}:
            break
        days.insert(0, more)
    return days


def _day_at(words: Words, j: int, cues: _Cues) -> tuple[int, int, int | None] | None:
    """The word's place, its day, and the last day of a range such as "10-12"."""
    if not 0 <= j < len(words):
        return None
    low = words[j].low
    if low in cues.days:
        return j, cues.days[low], None
    if (m := _DAY.fullmatch(low)) and m[2] in cues.suffixes and 1 <= int(m[1]) <= 31:
        return j, int(m[1]), None
    if (m := _DAYS.fullmatch(low)) and 1 <= int(m[1]) < int(m[2]) <= 31:
        return j, int(m[1]), int(m[2])
    return None


def _year_at(words: Words, j: int, cues: _Cues) -> int | None:
    """Where the year stands in "October 26, 2030", "October of 2030", "mayo del año 2030"."""
    for k in range(j, j + 3):
        if _year(words, k, cues) is not None:
            return k
        if k >= len(words) or words[k].low not in cues.fillers | {","}:
            return None
    return None


def _relative(text: str, words: Words, i: int, anchor: datetime.date, days: int) -> list[Dated]:
    day = anchor + datetime.timedelta(days=days)
    flags = (Flag.DATE_INFERRED,)
    rule = "date:relative"
    return [_dated(text, words, i, i + 1, day.isoformat(), flags=flags, confidence=0.8, rule=rule)]


def _day(
    text: str,
    words: Words,
    first: int,
    last: int,
    year: int | None,
    month: int,
    day: int,
    until: int | None = None,
    anchor: datetime.date | None = None,
) -> list[Dated]:
    """The finding for one day, or none where the calendar has no such day."""
    flags: tuple[Flag, ...] = ()
    whole = year is not None and until is None
    ends = [day] if until is None else [day, until]
    if year is None and anchor is not None:
        flags = (Flag.DATE_INFERRED,)
        year = _likely_year(month, day, anchor)
    if year is None:
        # No year is written or known: the words stay, a value would be a guess.
        return []
    try:
        days = [datetime.date(year, month, d).isoformat() for d in ends]
    except ValueError:
        return []
    confidence = 0.9 if flags else 1.0
    return [_dated(text, words, first, last, "/".join(days), whole, flags, confidence)]


def _likely_year(month: int, day: int, anchor: datetime.date) -> int | None:
    """The document's year or the one before: the day is there, and not far ahead of the letter."""
    for year in (anchor.year, anchor.year - 1):
        try:
            if datetime.date(year, month, day) - anchor <= _AHEAD:
                return year
        except ValueError:
            continue
    return None


def _dated(
    text: str,
    words: Words,
    first: int,
    last: int,
    value: str,
    whole: bool = False,
    flags: tuple[Flag, ...] = (),
    confidence: float = 1.0,
    rule: str = "date:written",
) -> Dated:
    start, end = words[first].start, words[last - 1].end
    date = WrittenDate(
        text=text[start:end],
        start=start,
        end=end,
        rule=rule,
        confidence=confidence,
        flags=flags,
        edtf=value,
    )
    return Dated(first, last, date, whole)


def read_date_line(text: str, start: int, end: int, vocabulary: Vocabulary) -> WrittenDate | None:
    """The date of a line that is little else: "Elmton, 8 October 2030", "Date: 2030-10-08"."""
    if end - start > 100:
        return None
    words = read_words(text, start, end)
    whole = [d for d in read_dates(text, words, vocabulary) if d.whole or "[" in d.date.edtf]
    if len(whole) != 1:
        return None
    date = whole[0]
    rest = [w for w in (*words[: date.first], *words[date.last :]) if w.low[0].isalnum()]
    # Two or three characters make one Chinese word.
    length = sum(1 / 3 if is_han(w.low) else 1 for w in rest)
    small = sum(not w.cap and not _CLOCK.match(w.low) for w in rest)
    return date.date if length <= 5 and small <= 2 else None
