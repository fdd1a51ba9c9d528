"""Numbers as people write them: digits, words, percentages, vague ones, and how sure they are said.

"more than 3,000" is the value 3000 with the qualifier ``more-than``: at least 3001, no upper
bound. "dozens" has no value at all. A row of number words that make no one number ("nineteen
ninety") is left out, and so is one that a fraction changes ("half a million").
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from appeals_rdf.extract.words import Lexicon, Words
from appeals_rdf.model import Quantity
from appeals_rdf.vocabulary import Vocabulary

# A stretch with more numbers than this is a table and no sentence.
_MOST = 60
_GROUP = re.compile(r"\d{3}")


class Number(NamedTuple):
    """A number at words ``first`` up to ``last``, its qualifier and percent sign included.

    ``at`` is the word where the number itself begins. ``form`` is ``count``, ``percent`` or
    ``times``.
    """

    first: int
    at: int
    last: int
    value: Decimal | None
    qualifier: str
    form: str


class _Cues:
    def __init__(self, section: Any) -> None:
        self.words: dict[str, int] = dict(section.get("words", {}))
        self.scales: dict[str, int] = dict(section.get("scales", {}))
        self.articles = frozenset(section.get("articles", ()))
        self.vague = frozenset(section.get("vague", ()))
        self.times: dict[str, int] = dict(section.get("times", {}))
        self.times_word = frozenset(section.get("times_word", ()))
        self.joins = frozenset(section.get("joins", ()))
        self.tens_joins = frozenset(section.get("tens_joins", ()))
        self.before = Lexicon({"fraction": section.get("fractions_before", ())})
        self.after_whole = Lexicon({"fraction": section.get("fractions_after", ())})
        self.percent = Lexicon({"percent": section.get("percent", ())})
        self.qualifiers: dict[tuple[str, ...], str] = {
            tuple(str(phrase).split()): name
            for name, phrases in section.get("qualifiers", {}).items()
            for phrase in phrases
        }
        self.longest = max((len(k) for k in self.qualifiers), default=0)
        self.after = Lexicon(section.get("qualifiers_after", {}))
        self.starts = frozenset(self.words) | self.vague | frozenset(self.times) | self.articles
        group, decimal = section.get("group_sign", ","), section.get("decimal_sign", ".")
        # "65" | "3,000" "1,250,000" | "2.5", with the signs of the language
        self.digits = re.compile(
            rf"\d{{1,12}}|\d{{1,3}}(?:{re.escape(group)}\d{{3}}){{1,4}}"
            rf"|\d{{1,9}}{re.escape(decimal)}\d{{1,6}}"
        )
        self.plain = str.maketrans({group: "", decimal: "."})
        self.spaced = bool(section.get("space_groups", False))


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    return _Cues(vocabulary.sections.get("numbers", {}))


def read_numbers(words: Words, vocabulary: Vocabulary) -> tuple[Number, ...]:
    """Find the numbers among ``words``; ordinals ("3rd", "third") are none."""
    if words.numbers is None:
        words.numbers = _find(words, _cues(vocabulary))
    found: tuple[Number, ...] = words.numbers
    return found


def _find(words: Words, cues: _Cues) -> tuple[Number, ...]:
    starts = [i for low in words.lows if _may_begin(low, cues) for i in words.where[low]]
    found: list[Number] = []
    floor = 0
    for i in sorted(starts)[:_MOST]:
        core = _core(words, i, cues) if i >= floor else None
        if core is None:
            continue
        last, value = core
        if value is not None or words[i].low in cues.vague:
            found.append(_number(words, i, core, floor, cues))
            last = found[-1].last
        floor = last
    return tuple(found)


def _may_begin(low: str, cues: _Cues) -> bool:
    return low[0].isdigit() or low in cues.starts or low.partition("-")[0] in cues.words


def _core(words: Words, i: int, cues: _Cues) -> tuple[int, Decimal | None] | None:
    """The word after a number that begins at ``i``, and its value; None where it has none."""
    low = words[i].low
    if low in cues.vague:
        return i + 1, None
    if low in cues.times:
        return i + 1, Decimal(cues.times[low])
    core = _in_digits(words, i, cues) if low[0].isdigit() else _in_words(words, i, cues)
    if core is None:
        return None
    last, value = core
    halved = any(h.last == i for n in (1, 2) for h in cues.before.hits(words, max(0, i - n), i))
    if fraction := cues.after_whole.at(words, last):
        return fraction.last, None
    return last, None if halved else value


def _in_digits(words: Words, i: int, cues: _Cues) -> tuple[int, Decimal | None] | None:
    """ "3,000", "2.5 million"."""
    low = words[i].low
    if not cues.digits.fullmatch(low):
        return None
    value, j = Decimal(low.translate(cues.plain)), i + 1
    # "3 000": a narrow space between groups of three.
    while cues.spaced and j < len(words) and _GROUP.fullmatch(words[j].low):
        value = value * 1000 + int(words[j].low)
        j += 1
    scaled = j
    while j < len(words) and words[j].low in cues.scales:
        value *= cues.scales[words[j].low]
        j += 1
    # "2 million five hundred thousand", "2 million 500 thousand"
    rest = j > scaled and j < len(words) and _goes_on(words, j, cues)
    return (_row_end(words, j, cues), None) if rest else (j, value)


def _in_words(words: Words, i: int, cues: _Cues) -> tuple[int, Decimal | None] | None:
    """ "twenty-five", "two hundred and fifty", "a hundred and twenty thousand"."""
    first = words[i].low
    scaled = i + 1 < len(words) and words[i + 1].low in cues.scales
    if first in cues.articles and first not in cues.words and not scaled:
        return None
    total, part, last = 0, 0, ""
    j = i
    while j < len(words):
        low = words[j].low
        if low in cues.joins and last in cues.scales and _goes_on(words, j + 1, cues):
            j += 1
            continue
        if low in cues.tens_joins and j + 1 < len(words) and _fits(last, words[j + 1].low, cues):
            j += 1
            continue
        # "soixante-dix" is a word of its own.
        parts = [low] if low in cues.words else low.split("-")
        if not all(p in cues.words or p in cues.scales or (j == i and p == first) for p in parts):
            break
        for word in parts:
            step = _step(total, part, word, last, cues)
            if step is None:
                return (_row_end(words, j, cues), None) if j > i else None
            total, part = step
            last = word
        j += 1
    if j < len(words) and last in cues.scales and words[j].low[0].isdigit():
        # "two hundred and 50", "one thousand 20"
        return _row_end(words, j, cues), None
    return (j, Decimal(total + part)) if j > i else None


def _step(total: int, part: int, word: str, last: str, cues: _Cues) -> tuple[int, int] | None:
    """The sum so far with one more word; None where the word does not fit in."""
    if word in cues.scales:
        scale = cues.scales[word]
        # "cent vingt" begins with a scale that is a number by itself.
        part = part or int(not last and word in cues.words)
        if part == 0 or (total and scale * part >= total) or (last in cues.scales and scale < 1000):
            return None
        return (total, part * scale) if scale < 1000 else (total + part * scale, 0)
    value = cues.words.get(word, 1)
    if (
        last
        and not _fits(last, word, cues)
        and (last not in cues.scales or cues.scales[last] < 100)
    ):
        return None
    return total, part + value


def _fits(last: str, word: str, cues: _Cues) -> bool:
    """Whether a word adds to the one before: "twenty | five", "doscientos | treinta"."""
    before, value = cues.words.get(last, 0), cues.words.get(word, 0)
    return (20 <= before < 100 and 0 < value < 10) or (before >= 100 and 0 < value < 100)


def _goes_on(words: Words, at: int, cues: _Cues) -> bool:
    """Whether word ``at`` can be one more part of a number."""
    if at >= len(words):
        return False
    low = words[at].low
    digits = low[0].isdigit() and cues.digits.fullmatch(low)
    return bool(digits) or all(p in cues.words or p in cues.scales for p in low.split("-"))


def _row_end(words: Words, at: int, cues: _Cues) -> int:
    """The word after a row of parts of numbers."""
    while at < len(words) and (
        _goes_on(words, at, cues) or (words[at].low in cues.joins and _goes_on(words, at + 1, cues))
    ):
        at += 1
    return at


def _number(
    words: Words, i: int, core: tuple[int, Decimal | None], floor: int, cues: _Cues
) -> Number:
    last, value = core
    form = "times" if words[i].low in cues.times else "count"
    if last < len(words):
        percent = cues.percent.at(words, last)
        if percent:
            last, form = percent.last, "percent"
        elif words[last].low in cues.times_word:
            last, form = last + 1, "times"
    first, qualifier = i, "vague" if value is None else "exact"
    for size in range(min(cues.longest, i - floor), 0, -1):
        phrase = tuple(w.low for w in words[i - size : i])
        if phrase in cues.qualifiers:
            first = i - size
            qualifier = cues.qualifiers[phrase] if value is not None else "vague"
            break
    if qualifier == "exact" and (after := cues.after.at(words, last)):
        last, qualifier = after.last, after.label
    return Number(first, i, last, value, qualifier, form)


def quantity(text: str, words: Words, number: Number, rule: str) -> Quantity:
    """The number as a finding, with the bounds that its qualifier sets.

    "fewer than 50" has the value 49: at most so many, which is what its words allow of whole
    things. Of a share, "less than 20%", the value stays the printed one.
    """
    start, end = words[number.first].start, words[number.last - 1].end
    lower, upper = bounds(number.value, number.qualifier, of_things=number.form != "percent")
    return Quantity(
        text=text[start:end],
        start=start,
        end=end,
        rule=rule,
        value=upper if number.qualifier == "less-than" else number.value,
        qualifier="at-most" if number.qualifier == "less-than" else number.qualifier,
        lower=lower,
        upper=upper,
    )


def bounds(
    value: Decimal | None, qualifier: str, *, of_things: bool
) -> tuple[Decimal | None, Decimal | None]:
    """The least and greatest value that the words allow.

    Things are counted in whole numbers, so that "more than 7" of them begins at 8.
    """
    if value is None:
        return None, None
    step = Decimal(1 if of_things and value == value.to_integral_value() else 0)
    return {
        "exact": (value, value),
        "more-than": (value + step, None),
        "at-least": (value, None),
        "at-most": (None, value),
        "less-than": (None, value - step),
        "up-to": (None, value),
    }.get(qualifier, (None, None))
