"""Numbers as people write them: digits, words, percentages, vague ones, and how sure they are said.

"more than 3,000" is the value 3000 with the qualifier ``more-than``: at least 3001, no upper
bound. "dozens" has no value at all.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from appeals_rdf.extract.words import Lexicon, Words
from appeals_rdf.model import Quantity
from appeals_rdf.vocabulary import Vocabulary

# "65" | "3,000" "1,250,000" | "2.5"
_DIGITS = re.compile(r"\d{1,12}|\d{1,3}(?:,\d{3}){1,4}|\d{1,9}\.\d{1,6}")
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
        self.percent = Lexicon({"percent": section.get("percent", ())})
        self.qualifiers: dict[tuple[str, ...], str] = {
            tuple(str(phrase).split()): name
            for name, phrases in section.get("qualifiers", {}).items()
            for phrase in phrases
        }
        self.longest = max((len(k) for k in self.qualifiers), default=0)
        self.after = Lexicon(section.get("qualifiers_after", {}))
        self.starts = frozenset(self.words) | self.vague | frozenset(self.times) | self.articles
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
    for i in sorted(starts)[:_MOST]:
        floor = found[-1].last if found else 0
        core = _core(words, i, cues) if i >= floor else None
        if core:
            found.append(_number(words, i, core, floor, cues))
    return tuple(found)


def _may_begin(low: str, cues: _Cues) -> bool:
    return low[0].isdigit() or low in cues.starts or low.partition("-")[0] in cues.words


def _core(words: Words, i: int, cues: _Cues) -> tuple[int, Decimal | None] | None:
    """The word after a number that begins at ``i``, and its value."""
    low = words[i].low
    if low in cues.vague:
        return i + 1, None
    if low in cues.times:
        return i + 1, Decimal(cues.times[low])
    if low in cues.articles and i + 1 < len(words) and words[i + 1].low in cues.scales:
        return i + 2, Decimal(cues.scales[words[i + 1].low])
    value = _digits(low) if low[0].isdigit() else _spelled(low, cues)
    if value is None:
        return None
    j = i + 1
    if low[0].isdigit():
        # "3 000": a narrow space between groups of three.
        while cues.spaced and j < len(words) and _GROUP.fullmatch(words[j].low):
            value = value * 1000 + int(words[j].low)
            j += 1
    while j < len(words) and words[j].low in cues.scales:
        value *= cues.scales[words[j].low]
        j += 1
    return j, value


def _digits(low: str) -> Decimal | None:
    return Decimal(low.replace(",", "")) if _DIGITS.fullmatch(low) else None


def _spelled(low: str, cues: _Cues) -> Decimal | None:
    """ "two", "twenty-five"."""
    parts = low.split("-")
    if len(parts) > 2 or any(p not in cues.words for p in parts):
        return None
    return Decimal(sum(cues.words[p] for p in parts))


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
    """The number as a finding, with the bounds that its qualifier sets."""
    start, end = words[number.first].start, words[number.last - 1].end
    lower, upper = bounds(number)
    return Quantity(
        text=text[start:end],
        start=start,
        end=end,
        rule=rule,
        value=number.value,
        qualifier="at-most" if number.qualifier == "less-than" else number.qualifier,
        lower=lower,
        upper=upper,
    )


def bounds(number: Number) -> tuple[Decimal | None, Decimal | None]:
    """The least and greatest value that the words allow."""
    value = number.value
    if value is None:
        return None, None
    whole = number.form != "percent" and value == value.to_integral_value()
    step = Decimal(1) if whole else Decimal(0)
    return {
        "exact": (value, value),
        "more-than": (value + step, None),
        "at-least": (value, None),
        "at-most": (None, value),
        "less-than": (None, value - step),
        "up-to": (None, value),
    }.get(number.qualifier, (None, None))
