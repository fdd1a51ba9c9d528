"""What calendar days an EDTF date covers.

The `edtf` library knows the whole grammar (https://www.loc.gov/standards/datetime/) but takes 10 to
100 ms for a date. Most dates of letters are plain days, months, years and intervals of them, and
those are read with the standard library; a test holds both ways equal.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@lru_cache(maxsize=4096)
def bounds(edtf: str) -> tuple[date | None, date | None]:
    """The first and the last day compatible with ``edtf``; None where it is open.

    Raises ``ValueError`` where the text is no EDTF date.

    >>> bounds("2020-02")
    (datetime.date(2020, 2, 1), datetime.date(2020, 2, 29))
    """
    first, slash, last = edtf.partition("/")
    low = _plain(first)
    high = _plain(last) if slash else low
    if low and high:
        if low[0] > high[1]:
            raise ValueError(f"'{edtf}' ends before it begins")
        return low[0], high[1]
    return _library(edtf)


def _plain(text: str) -> tuple[date, date] | None:
    if not (found := _PLAIN.fullmatch(text)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if not year:
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 31
        return date(year, month, 1), date(year, month, last)
    return date(year, month, day), date(year, month, day)


def _library(text: str) -> tuple[date | None, date | None]:
    from edtf import parse_edtf

    try:
        parsed = parse_edtf(text)
        days = [getattr(parsed, name)() for name in ("lower_strict", "upper_strict")]
        low, high = (
            date(day.tm_year, day.tm_mon, day.tm_mday) if hasattr(day, "tm_year") else None
            for day in days
        )
    except Exception as error:  # the library raises many kinds for what it cannot read
        raise ValueError(f"'{text}' is no EDTF date") from error
    return low, high
