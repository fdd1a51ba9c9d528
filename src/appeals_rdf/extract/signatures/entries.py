"""Cut the pieces of a list into entries, each from its printed number to before its terminator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from appeals_rdf.extract.signatures.candidates import (
    COLUMNS,
    MAX_JUMP,
    RUNNING,
    TABLE,
    Candidate,
    Piece,
)
from appeals_rdf.extract.signatures.cues import words_of
from appeals_rdf.extract.signatures.lines import Line
from appeals_rdf.extract.signatures.markers import markers_inside
from appeals_rdf.extract.signatures.page import Page
from appeals_rdf.extract.signatures.rolls import split_running
from appeals_rdf.extract.signatures.shapes import Shaper

_TERMINATORS = ";.,；。，、\\"
_TERMINATED_SHARE = 0.6
_MAX_COUNT_WORDS = 8
_MAX_MARK = 20
_POINTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]$")  # e.V | S.A | Ph.D, before their last stop


@dataclass(slots=True)
class Entry:
    """One entry as cut: ``text[start:end]``, its words from ``words`` on.

    ``terminator`` is what was printed after it. ``shares_line`` tells that another entry stands in
    its line, ``split`` that a blank line stands inside it, ``flows`` that its line ends are those
    of wrapped text. ``group`` are the offsets of the heading under which it stands.
    """

    start: int
    words: int
    end: int
    number: int | None
    terminator: str = ""
    shares_line: bool = False
    split: bool = False
    flows: bool = False
    group: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Stray:
    """A passage of the list that is no entry: a line between entries, a number without words."""

    start: int
    end: int
    reason: str


def cut_entries(
    page: Page, candidate: Candidate, shaper: Shaper
) -> tuple[list[Entry], list[Stray]]:
    """The entries of a candidate, in order, and the passages that belong to none."""
    text = page.text
    entries: list[Entry] = []
    strays: list[Stray] = []
    group = _span_of(page, candidate.group)
    if candidate.style == RUNNING:
        return _running(page, candidate, shaper, group)
    printed = {piece.number for piece in candidate.pieces}
    marked = 0
    for pieces in _grouped(candidate.pieces):
        first, last = pieces[0], pieces[-1]
        if first.kind == "group":
            group = _span_of(page, first.line)
            continue
        reason = _no_entry(page, first, last)
        if reason:
            strays.append(Stray(first.line.start, last.line.end, reason))
            continue
        split = any(piece.line.after_blank for piece in pieces[1:])
        flows = any(piece.kind == "wrapped" for piece in pieces)
        parts = _inside(text, candidate.style, first, last.line.end, printed)
        for start, words, end, number in parts:
            entry = Entry(start, words, end, number, "", len(parts) > 1, split, flows, group)
            _strip(text, entry, page.lexicon.abbreviations)
            marked += _skip_mark(text, entry, page.cues.signed)
            if entry.words < entry.end:
                entries.append(entry)
            elif start < max(entry.end, words):
                strays.append(Stray(start, max(entry.end, words), "a number without an entry"))
    if 2 * marked > len(entries):
        candidate.announced = candidate.announced or "mark"
    return entries, strays


def _skip_mark(text: str, entry: Entry, marks: tuple[str, ...]) -> bool:
    """Leave out what says that a name is signed: ``gez. Ada Lind``."""
    opens = text[entry.words : entry.words + _MAX_MARK].casefold()
    for mark in marks:
        rest = opens[len(mark) :]
        if opens.startswith(mark) and rest[:1] in (" ", "\u00a0", ":"):
            entry.words += len(mark) + len(rest) - len(rest.lstrip(" \u00a0:"))
            return True
    return False


def _running(
    page: Page, candidate: Candidate, shaper: Shaper, group: tuple[int, int] | None
) -> tuple[list[Entry], list[Stray]]:
    entries: list[Entry] = []
    strays: list[Stray] = []
    start, end = candidate.pieces[0].line.start, candidate.pieces[-1].line.end
    for part in split_running(shaper, page.cues, start, end):
        if part.label:
            group = _bare(page.text, *part.label)
        if _counts_others(page, part.start, part.end):
            strays.append(Stray(part.start, part.end, "a count of others"))
            continue
        entry = Entry(part.start, part.start, part.end, None, "", True, False, True, group)
        _strip(page.text, entry, page.lexicon.abbreviations)
        if entry.words < entry.end:
            entries.append(entry)
    if entries:
        entries[-1].terminator = entries[0].terminator
    return entries, strays


def _no_entry(page: Page, first: Piece, last: Piece) -> str:
    """Why the pieces of what looks like an entry are none; "" where they are one."""
    if first.kind == "between":
        return "a line between entries"
    if _counts_others(page, first.words, last.line.end):
        return "a count of others"
    words = words_of(page.text[first.words : last.line.end])
    figures = sum(word.isdigit() for word in words)
    if figures > 1 and 2 * figures >= len(words) and first.number is None:
        return "figures"  # "Page 2 of 3", "2021年4月8日"
    return ""


def _counts_others(page: Page, start: int, end: int) -> bool:
    """Whether words only say how many more there are: ``and 340 others``."""
    text = page.text[start:end].strip()
    words = words_of(text)
    if text.startswith("等"):
        return True
    if not words or len(words) > _MAX_COUNT_WORDS or not any(word.isdigit() for word in words[:3]):
        return False
    opens = words[0] in page.cues.ands or text[0] in "+…(.-–—" or words[0].isdigit()
    return opens and not any(word[:1].isupper() for word in text.split()[1:])


def _span_of(page: Page, line: Line | None) -> tuple[int, int] | None:
    return _bare(page.text, line.start, line.end) if line else None


def _bare(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A heading without the marks around its words; None where it has no words."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in ")）":
        end -= 1
    return (start, end) if start < end else None


def _grouped(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """The pieces of one entry together; each line between entries on its own."""
    group: list[Piece] = []
    for piece in pieces:
        if piece.kind not in ("more", "wrapped") and group:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _inside(
    text: str, style: str, first: Piece, end: int, printed: set[int | None]
) -> list[tuple[int, int, int, int | None]]:
    """Entries that share a line: ``10. Elm Union; 11.Ash Union; 12.Oak Union``."""
    if style in (TABLE, COLUMNS):
        return [(first.words, first.words, end, first.number)]
    if not style:
        return [(start, start, stop, None) for start, stop in _semicolons(text, first.words, end)]
    found = [(first.line.start, first.words, first.number)]
    for marker, closed in markers_inside(text, first.words, end, style):
        number, before = marker.number, found[-1][2]
        if number is None or before is None:
            continue
        # Without ";" only the very next number counts, and only where no line begins with it.
        if closed:
            accepted = before < number <= before + MAX_JUMP
        else:
            accepted = number == before + 1 and number not in printed
        if accepted:
            found.append((marker.start, marker.end, number))
    ends = [*(start for start, _, _ in found[1:]), end]
    return [
        (start, words, stop, number)
        for (start, words, number), stop in zip(found, ends, strict=True)
    ]


def _semicolons(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Entries without numbers in one line: ``Ada Lind, Elm Union; Cy Moor, Oak Union``."""
    parts = []
    while (stop := text.find(";", start, end)) >= 0:
        parts.append((start, stop + 1))
        start = stop + 1
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        parts.append((start, end))
    return parts


def _strip(text: str, entry: Entry, abbreviations: frozenset[str]) -> None:
    """Leave the terminator, and white space before it, out of the entry."""
    end = entry.end
    terminator = ""
    while end > entry.words:
        last = text[end - 1]
        if last.isspace():
            end -= 1
        elif last == "." and _abbreviated(text, entry.words, end, abbreviations):
            break
        elif last in _TERMINATORS:
            terminator = last
            end -= 1
        else:
            break
    entry.end, entry.terminator = end, terminator


def _abbreviated(text: str, start: int, end: int, abbreviations: frozenset[str]) -> bool:
    """Whether the full stop at ``end - 1`` belongs to its word: ``Elm Inc.``, ``e.V.``."""
    word = text[max(start, end - 12) : end - 1].rsplit(None, 1)
    if not word or text[end - 2].isspace():
        return False
    return word[-1].casefold() in abbreviations or _POINTED.match(word[-1]) is not None


def usual_terminator(entries: list[Entry]) -> str:
    """The mark that ends most entries, or "" where most have none."""
    counts = Counter(entry.terminator for entry in entries[:-1])
    if not counts:
        return ""
    terminator, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return terminator if count >= _TERMINATED_SHARE * (len(entries) - 1) else ""
