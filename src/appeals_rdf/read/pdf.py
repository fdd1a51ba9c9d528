"""PDF: its lines as text again, column by column, without what every page repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from appeals_rdf.errors import InputError
from appeals_rdf.read.layer import Layer, note
from appeals_rdf.read.pdfpages import MARKER, Line, pdf_pages

ACROSS = 3
"""Lines across two columns that are headings; in long pages one of twelve lines may be."""
GUTTER = 8.0
"""Points between two columns at least."""
COLUMN_LINES = 3
STANDS_OFF = 4.0
"""The height of a line, so many times, is the farthest that a number stands from its entry."""
FULL = 0.85
"""The share of its column's width that a line of wrapped prose fills."""
PROSE = 0.5
"""The share of such lines from which on a column is prose and not a list or a table."""
PROSE_LENGTH = 25
"""Characters of the lines of such a column; shorter ones are names however even they are."""
WIDER = 1.25
"""How much farther than usual the first line of a paragraph is from the line before."""
EDGE_LINES = 2
"""Lines at the top and at the bottom of a page that may be running heads."""

_NUMBER = re.compile(r"[0-9]{1,9}")
# "7", "- 7 -", "7/12"
_PAGE_NUMBER = re.compile(r"[^\w\n]*\d{1,4}(?:\s?/\s?\d{1,4})?[^\w\n]*")
_NUMBERED = re.compile(r"\(?\d{1,5}[.)]|[•·▪‣*–-]\s")
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_ENDS = re.compile(r"[.!?:;…。！？]['\"”»)]?$")
_UNMAPPED = re.compile(r"\(cid:\d+\)")


def read_pdf(data: bytes, name: str) -> Layer:
    """The text layer of a PDF. The lines stay lines; paragraphs have a blank line between them."""
    pages = pdf_pages(data, name)
    if not any(page for page in pages):
        raise InputError(
            f"{name} holds images only, no text. Let a program recognise the letters (OCR), look "
            "its text over, and save it as .txt."
        )
    ordered = [list(_in_reading_order(_with_markers(page))) for page in pages]
    kept, dropped = _without_running_heads(ordered)
    text = _join_words(_paragraphs(kept))
    unmapped = len(_UNMAPPED.findall(text))
    if unmapped * 20 > len(text):
        raise InputError(
            f"{name} does not say which letters its signs stand for. Print it to a new PDF, let a "
            "program recognise the letters (OCR), or save its text as .txt."
        )
    notes = []
    if dropped:
        notes.append(
            note(
                "page-furniture-left-out",
                f"{dropped:,} characters of page numbers and running heads were left out",
                name,
            )
        )
    return Layer(text, (), tuple(notes))


def _with_markers(lines: Sequence[Line]) -> list[Line]:
    """The lines, numbers and bullets that stand off made one with what they stand before."""
    whole: list[Line] = []
    for row in _level_lines(lines):
        for number, line in enumerate(row):
            if number and _stands_before(whole[-1], line):
                line = _one([whole.pop(), line], " ")
            whole.append(line)
    return whole


def _stands_before(one: Line, other: Line) -> bool:
    near = other.left - one.right <= STANDS_OFF * one.height
    return near and bool(MARKER.fullmatch(one.text))


def _in_reading_order(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines from the top, a column at a time where there are columns side by side."""
    gutter = _gutter(lines)
    if gutter is None:
        yield from _rows(lines)
        return
    # A line across the gutter, such as a heading, parts the columns above from those below.
    band: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if line.left < gutter < line.right:
            yield from _band(band, gutter)
            band = []
            yield line
        else:
            band.append(line)
    yield from _band(band, gutter)


def _band(lines: Sequence[Line], gutter: float) -> Iterator[Line]:
    left = [line for line in lines if line.right <= gutter]
    right = [line for line in lines if line.left >= gutter]
    if not (left and right) or _is_table(left, right):
        yield from _rows(lines)
    else:
        yield from _in_reading_order(left)
        yield from _in_reading_order(right)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where between the columns hardly a line reaches, or None."""
    if len(lines) < 2 * COLUMN_LINES:
        return None
    steps = sorted([(line.left, 1) for line in lines] + [(line.right, -1) for line in lines])
    for across in range(max(ACROSS, len(lines) // 12) + 1):
        gaps = []
        reaching = 0
        opened: float | None = None
        for place, step in steps:
            reaching += step
            if reaching > across and opened is not None:
                gaps.append((place - opened, (place + opened) / 2))
                opened = None
            elif reaching <= across and opened is None:
                opened = place
        for width, middle in sorted(gaps, reverse=True):
            left = sum(line.right <= middle for line in lines)
            right = sum(line.left >= middle for line in lines)
            if width >= GUTTER and min(left, right) >= COLUMN_LINES:
                return middle
    return None


def _is_table(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether lines side by side belong together: they stand level, and none are wrapped prose."""
    if _is_prose(left) or _is_prose(right):
        return False
    if sum(bool(_NUMBERED.match(line.text.strip())) for line in right) * 2 > len(right):
        return False
    level = sum(any(_level(line, other) for other in left) for line in right)
    return level * 10 >= 7 * len(right)


def _is_prose(column: Sequence[Line]) -> bool:
    width = max(line.right for line in column) - min(line.left for line in column)
    full = sum(line.right - line.left >= FULL * width for line in column)
    long = median(len(line.text) for line in column) >= PROSE_LENGTH
    return len(column) > 2 and long and full >= PROSE * len(column)


def _level(one: Line, other: Line) -> bool:
    return abs(one.bottom - other.bottom) < 0.3 * min(one.height, other.height)


def _rows(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines from top to bottom; those that stand level become one, a tab between its parts."""
    for row in _level_lines(lines):
        yield _one(row)


def _level_lines(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines from top to bottom, those together that stand level, from left to right."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: (-line.bottom, line.left)):
        if row and not _level(row[-1], line):
            yield sorted(row, key=lambda line: line.left)
            row = []
        row.append(line)
    if row:
        yield sorted(row, key=lambda line: line.left)


def _one(row: Sequence[Line], between: str = "\t") -> Line:
    return Line(
        row[0].left,
        min(line.bottom for line in row),
        max(line.right for line in row),
        max(line.top for line in row),
        between.join(line.text for line in row),
    )


def _without_running_heads(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], int]:
    """The pages without page numbers and lines that pages repeat, and how many characters went."""
    seen = Counter(
        likeness
        for number, page in enumerate(pages)
        for likeness in {key for line in _edge(page) for key in _likenesses(page[line], number)}
    )
    often = max(2, len(pages) // 2)
    dropped = 0
    kept = []
    for number, page in enumerate(pages):
        repeated = {
            line
            for line in _edge(page)
            if any(seen[key] >= often for key in _likenesses(page[line], number))
        }
        # A number alone on the last line is the page's, also where there is one page only.
        if page and _PAGE_NUMBER.fullmatch(page[-1].text):
            repeated.add(len(page) - 1)
        dropped += sum(len(page[line].text) for line in repeated)
        kept.append([line for place, line in enumerate(page) if place not in repeated])
    return kept, dropped


def _edge(page: Sequence[Line]) -> set[int]:
    """The places of the lines at the top and at the bottom of a page, whenever they were drawn."""
    by_height = sorted(range(len(page)), key=lambda number: -page[number].top)
    return set(by_height[:EDGE_LINES] + by_height[-EDGE_LINES:])


def _likenesses(line: Line, page: int) -> set[str]:
    """A line as pages repeat it: the same, or with a number that grows by one from page to page."""
    counted = _NUMBER.sub(lambda found: f"#{int(found[0]) - page}", line.text, count=1)
    return {f"{round(line.bottom / 5)} {words}" for words in (line.text, counted)}


def _paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """All lines in order, with an empty one between paragraphs."""
    pitches = [
        (one.bottom - two.bottom) / two.height
        for page in pages
        for one, two in pairwise(page)
        if 0 < one.bottom - two.bottom < 2.5 * two.height
    ]
    usual = median(pitches) if pitches else 1.2
    lines: list[str] = []
    last: Line | None = None
    for page in pages:
        for number, line in enumerate(page):
            if last is not None and _begins_paragraph(last, line, usual, on_page=number > 0):
                lines.append("")
            lines.append(line.text)
            last = line
    return lines


def _begins_paragraph(last: Line, line: Line, usual: float, *, on_page: bool) -> bool:
    pitch = last.bottom - line.bottom
    if not on_page or pitch <= 0:
        # In a new column or on a new page the words before must tell.
        return bool(_ENDS.search(last.text))
    if "\t" in last.text and "\t" in line.text:
        return False
    larger, smaller = max(last.height, line.height), min(last.height, line.height)
    return pitch > WIDER * usual * line.height or larger > 1.2 * smaller


def _join_words(lines: list[str]) -> str:
    """Words parted at the ends of lines, made whole where the text has them whole elsewhere too."""
    known = Counter(word.casefold() for line in lines for word in _WORD.findall(line))
    for number, line in enumerate(lines[:-1]):
        parted = _HYPHENATED.search(line)
        head, _, rest = lines[number + 1].partition(" ")
        tail = _WORD.match(head)
        if not parted or not tail or not tail[0][0].islower():
            continue
        whole = (parted[1] + tail[0]).casefold()
        if line.endswith("\u00ad") or (known[whole] and not known[f"{parted[1]}-{tail[0]}"]):
            lines[number] = line[:-1] + head
            lines[number + 1] = rest
    return "\n".join(lines).strip("\n")
