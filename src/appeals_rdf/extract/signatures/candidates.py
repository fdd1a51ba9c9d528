"""Stretches of a text that have the form of a list; ``blocks`` decides which are signed.

A candidate is a sequence of pieces: an ``entry``'s first line, ``more`` of the entry before or the
rest of a ``wrapped`` line of it, a line ``between`` entries that belongs to none, or a ``group``
heading over the entries after it. To add a way in which lists are laid out, write a function from
a page to candidates and add it to ``FINDERS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from appeals_rdf.extract.signatures.lines import Line, are_wrapped
from appeals_rdf.extract.signatures.markers import Marker, marker_at
from appeals_rdf.extract.signatures.page import Page
from appeals_rdf.extract.signatures.parties import is_clause, is_name, names_person, opens_with_name
from appeals_rdf.extract.signatures.rolls import count_names, is_running
from appeals_rdf.extract.signatures.shapes import Shaper
from appeals_rdf.extract.signatures.splitters import PARTY

MAX_JUMP = 100
"""A number that is further on than this does not continue a list: ``1984. `` after ``12. ``."""
RUNNING = "running"
TABLE = "table"
COLUMNS = "columns"
_GAP = re.compile(r"[ \u00a0]*\t\s*|[ \u00a0]{3,}|\u3000{2,}")
_STROKE = re.compile(r"\s*\|\s*")
_NAMES_SHARE = 0.6
_MAX_BETWEEN = 2
_WRAP_WIDTH = 60
_OPEN = (",", "-", "–", "—", "(", "&", "（")
_WRAPPED_SHARE = 0.9
_MAX_CARD = 5
_MAX_HEAD = 60
_PARTED = re.compile(r"[,，、;；(（–—]")
_MAX_HEAD_WORDS = 3
_LEAST_TURNS = 3
_ROLES_SHARE = 0.6
_HEADS_SHARE = 0.8
_FEW_NAMES = 3
_STRONG = re.compile(r"[;；:：、•]")
_MAX_CLOSING_LINES = 40
_MAX_LAST_LINES = 6
_MAX_DIGITS = 7


class Piece(NamedTuple):
    """One line of a candidate; ``words`` is where it begins after its marker."""

    kind: str
    line: Line
    words: int
    number: int | None = None


@dataclass(slots=True)
class Candidate:
    """A stretch in the form of a list. ``first`` and ``last`` index the lines it takes up.

    ``heading`` is the line that announces it and is part of the list; ``announced`` says what does:
    a heading, a sentence, the formula that closes the letter, the head of a table. ``denied`` is
    the weight of what announces something else. ``group`` heads its first entries. ``fields`` names
    the columns of a table, as its head does.
    """

    style: str
    first: int
    last: int
    heading: Line | None = None
    announced: str = ""
    denied: float = 0.0
    group: Line | None = None
    pieces: list[Piece] = field(default_factory=list)
    fields: tuple[str | None, ...] = ()


def find_marked(page: Page, shaper: Shaper) -> list[Candidate]:
    """Runs of numbered or bulleted lines, whatever stands before them."""
    found: list[Candidate] = []
    current: Candidate | None = None
    depth = between = number = level = 0
    for index, line in enumerate(page.lines):
        structure = page.structure(line)
        if structure.heading and not (current and page.is_subheading(line, level)):
            level, current = structure.heading, None
        goes_on = structure.item is not None and structure.item < line.start
        apart = goes_on or structure.row or "\t" in page.words(line)
        marker = None if apart else marker_at(page.text, line.start, line.end)
        if marker is not None and not structure.meta:
            if (
                current is None
                or depth != structure.depth
                or not _continues(current.style, number, marker)
            ):
                current = Candidate(marker.style, index, index)
                found.append(current)
            current.pieces.append(Piece("entry", line, marker.end, marker.number))
            current.last, between = index, 0
            number, depth = marker.number or 0, structure.depth
        elif current is not None:
            kind = _kind(page, current.pieces[-1], line, goes_on)
            if kind == "between" and _heads_entry(page, shaper, index):
                kind = "group"
            between = between + 1 if kind in ("between", "group") else 0
            if kind == "between" and line.after_blank and current.pieces[-1].number is None:
                kind = "end"  # nothing tells that a list without numbers goes on
            if between > _MAX_BETWEEN or kind == "end":
                current = None
            else:
                current.pieces.append(Piece(kind, line, line.start))
    for candidate in found:
        _trim(page, candidate)
    return found


def _heads_entry(page: Page, shaper: Shaper, index: int) -> bool:
    """Whether a line of few words stands on its own right above an entry, as headings do."""
    line = page.lines[index]
    if index + 1 == len(page.lines) or not line.after_blank or _is_party(shaper, line):
        return False
    following = page.lines[index + 1]
    return (
        len(page.words(line).split()) <= _MAX_HEAD_WORDS
        and not page.is_rule(line)
        and not any(map(str.isdigit, page.words(line)))
        and marker_at(page.text, following.start, following.end) is not None
    )


def _kind(page: Page, before: Piece, line: Line, goes_on: bool) -> str:
    """What a line without a marker is, after a line of a list with markers."""
    if goes_on:
        return "more"
    if page.is_heading(line) or page.is_closing(line):
        return "end"
    if page.is_end(line) and not page.is_rule(line):
        return "end"
    if line.after_blank and page.is_group(line):
        return "group"
    if line.after_blank and page.is_other_heading(line) and not page.is_rule(line):
        return "end"
    if _belongs(page, before, line):
        return "end" if page.is_prose(line) else "more"
    return "end" if page.is_prose(line) else "between"


def _continues(style: str, number: int, marker: Marker) -> bool:
    if style != marker.style:
        return False
    if marker.number is None:
        return True
    # Markdown writes every number as 1; otherwise 1 begins another list.
    return abs(marker.number - number) <= MAX_JUMP and (marker.number > 1 or number <= 1)


def _belongs(page: Page, before: Piece, line: Line) -> bool:
    """Whether a line without a marker goes on with the entry before it."""
    if page.is_end(line) or before.kind in ("between", "group"):
        return False
    if _is_open(page, before):
        return True
    return not line.after_blank and page.text[before.line.end - 1] not in ";."


def _is_open(page: Page, piece: Piece) -> bool:
    """Whether something must follow: ``"For Justice" Union,`` or a number alone."""
    return piece.words >= piece.line.end or page.text.endswith(_OPEN, piece.words, piece.line.end)


def _trim(page: Page, candidate: Candidate) -> None:
    """Give back the lines after the last entry that are not the rest of it."""
    pieces = candidate.pieces
    last = max(i for i, piece in enumerate(pieces) if piece.kind == "entry")
    # Entries of several lines are a habit of the list, or the line before is full.
    habit = any(piece.kind == "more" and not piece.line.after_blank for piece in pieces[: last + 1])
    keep = last + 1
    for piece in pieces[last + 1 :]:
        before = pieces[keep - 1]
        wrapped = before.line.end - before.line.start >= _WRAP_WIDTH
        item = page.structure(piece.line).item
        same_item = item is not None and item <= before.line.start
        if piece.kind != "more" or not (
            same_item or (item is None and (_is_open(page, before) or habit or wrapped))
        ):
            break
        keep += 1
    del pieces[keep:]
    candidate.last = candidate.first + keep - 1


def find_headed(page: Page, shaper: Shaper) -> list[Candidate]:
    """Lines or paragraphs without marks that follow a heading: ``Signed by:``."""
    found: list[Candidate] = []
    end = 0
    last = page.last_text()
    for index, line in enumerate(page.lines):
        if index < end:
            continue
        heads = page.is_marked(line) and page.cues.group.is_whole(page.words(line))
        announced = (
            "heading"
            if page.is_heading(line)
            else "lead-in"
            if page.leads_in(line)
            else "closing"
            if page.is_closing(line)
            else "group"
            if heads and index > last
            else ""
        )
        if not announced:
            continue
        first = index + 1
        while first < len(page.lines) and page.is_aside(first):
            first += 1
        end, candidates = _after_heading(page, shaper, first, announced)
        for candidate in candidates:
            candidate.announced = announced
        if candidates and announced == "heading":
            candidates[0].heading = line
        elif candidates and announced == "group":
            candidates[0].group = line
        found += candidates
    return found


def _after_heading(
    page: Page, shaper: Shaper, first: int, announced: str
) -> tuple[int, list[Candidate]]:
    """The lists without marks after an announcement, and the index of the line after them."""
    found: list[Candidate] = []
    group: Line | None = None
    at = first
    level = page.structure(page.lines[max(first - 1, 0)]).heading
    below = page.structure(page.lines[first]).heading if first < len(page.lines) else 0
    if below and (not level or below == level):
        # A heading right below the announcement stands over a group, and so do its equals.
        level = below - 1
    while at < len(page.lines):
        line = page.lines[at]
        follows = at + 1 < len(page.lines)
        if page.is_heading(line) or page.is_closing(line) or page.structure(line).row:
            break
        if _leaves(page, shaper, line, level):
            break
        named = page.cues.group.is_whole(page.words(line)) or not _is_party(shaper, line)
        if follows and ((page.is_group(line) and named) or _heads_running(page, shaper, at)):
            group = line
            at += 1
            continue
        paragraph = _paragraph(page, at)
        marked = marker_at(page.text, line.start, line.end) is not None
        if not (marked and paragraph > at + 1) and _is_running(page, shaper, at, paragraph):
            found.append(_running(page, at, paragraph, group))
            at, group = paragraph, None
            if _goes_on(page, shaper, at, running=True):
                continue
            break
        end = _end_of_headed(page, shaper, at, announced, level)
        if end == at:
            break
        pieces = [Piece("entry", each, each.start) for each in page.lines[at:end]]
        pieces = _joined(page, shaper, pieces, closing=announced == "closing")
        found.append(Candidate("", at, end - 1, group=group, pieces=pieces))
        at, group = end, None
        if not _goes_on(page, shaper, at, running=False):
            break
    return max(at, first), found


def _heads_running(page: Page, shaper: Shaper, at: int) -> bool:
    """Whether a short line on its own stands over a paragraph that is a list."""
    end = at + 1
    if _paragraph(page, at) != end or end >= len(page.lines) or page.is_text(page.lines[at]):
        return False
    span = _span(page, at, end)
    if page.length(page.lines[at]) > _MAX_HEAD or opens_with_name(shaper, *span):
        return False
    if _PARTED.search(page.text, *span):
        return False
    after = page.lines[end]
    if marker_at(page.text, after.start, after.end):
        return False
    return _is_running(page, shaper, end, _paragraph(page, end))


def _is_running(page: Page, shaper: Shaper, first: int, end: int) -> bool:
    """Whether a paragraph is a list in running text, not one entry of a list of paragraphs."""
    span = _span(page, first, end)
    if not is_running(shaper, *span):
        return False
    if end >= len(page.lines) or _STRONG.search(page.text, *span):
        return True
    after = page.lines[end]
    alone = page.is_text(after) or page.is_other_heading(after) or page.is_closing(after)
    return alone or count_names(shaper, *span) >= _FEW_NAMES


def _goes_on(page: Page, shaper: Shaper, at: int, *, running: bool) -> bool:
    """Whether one more group, or one more paragraph of names, follows a list without marks."""
    if at >= len(page.lines):
        return False
    line = page.lines[at]
    if page.is_group(line) and not page.is_heading(line):
        return True
    if running and not page.is_end(line) and _heads_running(page, shaper, at):
        return True
    return running and is_running(shaper, *_span(page, at, _paragraph(page, at)))


def _paragraph(page: Page, first: int) -> int:
    """The index of the line after the paragraph, or the full stop, at line ``first`` or later."""
    last = first + 1
    while last < len(page.lines) and not page.lines[last].after_blank:
        if page.is_stopped(page.lines[last - 1]):
            break
        last += 1
    return last


def _span(page: Page, first: int, end: int) -> tuple[int, int]:
    return page.lines[first].start, page.lines[end - 1].end


def _running(page: Page, first: int, end: int, group: Line | None) -> Candidate:
    lines = page.lines[first:end]
    pieces = [Piece("entry", lines[0], lines[0].start)]
    pieces += [Piece("more", line, line.start) for line in lines[1:]]
    return Candidate(RUNNING, first, end - 1, group=group, pieces=pieces)


def _is_party(shaper: Shaper, line: Line) -> bool:
    """Whether a line names a body, rather than a group of signatories."""
    letters = shaper.shape(line.start, line.end).letters
    if ":" in letters:
        return False
    return PARTY.search(letters) is not None or names_person(shaper, line.start, line.end)


def _leaves(page: Page, shaper: Shaper, line: Line, level: int) -> bool:
    """Whether a line is a heading that stands neither over a group nor over an entry.

    ``level`` is that of the heading that announces the list, 0 where no markup tells.
    """
    own = page.structure(line).heading
    if not own or page.is_subheading(line, level):
        return False
    return not (level == 0 and _is_party(shaper, line))


def _end_of_headed(page: Page, shaper: Shaper, first: int, announced: str, level: int) -> int:
    """The index of the line after a list without marks that begins at line ``first``.

    ``level`` is that of the heading that announces it, 0 where no markup tells.
    """
    closed = 0
    broken = False
    most = _MAX_CLOSING_LINES if announced == "closing" else len(page.lines)
    for index in range(first, min(len(page.lines), first + most)):
        line = page.lines[index]
        if page.is_prose(line) and not page.is_roll(line):
            return index
        if page.is_end(line) or page.is_heading(line) or "\t" in page.words(line):
            return index
        if page.is_closing(line) or page.leads_in(line):
            return index
        if page.is_date(line) and (line.after_blank or announced == "closing"):
            return index
        if _leaves(page, shaper, line, level) or page.cues.group.is_whole(page.words(line)):
            return index
        if line.after_blank and index > first and is_clause(shaper, line.start, line.end):
            return index
        marker = marker_at(page.text, line.start, line.end)
        if marker and (line.after_blank or page.text[marker.start] not in _OPEN):
            return index
        if index > first:
            # A group's heading ends this list; the next one is read after it.
            ahead = index + 1 < len(page.lines)
            apart = line.after_blank or page.words(line).endswith((":", "："))
            if ahead and apart and page.is_group(line) and not _is_party(shaper, line):
                return index
            last = page.text[page.lines[index - 1].end - 1]
            # A list whose entries end with ";" ends with ".".
            if last == "." and 2 * closed >= index - first - 1 > 0:
                return index
            closed += last == ";"
            # One line on its own after an unbroken list stands outside of it.
            alone = index + 1 == len(page.lines)
            if line.after_blank and alone and not broken and index - first > 1:
                return index
            broken = broken or line.after_blank
    return min(len(page.lines), first + most)


def _joined(
    page: Page, shaper: Shaper, pieces: list[Piece], *, closing: bool = False
) -> list[Piece]:
    """Join the lines of entries that have several: wrapped lines, and cards of name, role, body.

    ``closing`` tells that the lines stand where the sender of a letter signs.
    """
    headings = {i for i, piece in enumerate(pieces) if page.structure(piece.line).heading}
    strong = {i for i, piece in enumerate(pieces) if page.structure(piece.line).strong}
    starts = {i for i, piece in enumerate(pieces) if i == 0 or piece.line.after_blank}
    certain: set[int] = set()
    for marked in (headings, strong):
        named = sum(_opens_with_name(shaper, pieces[i]) for i in marked)
        if 0 in marked and len(marked) < len(pieces) and named >= _HEADS_SHARE * len(marked):
            certain = certain or marked
    if len(starts) == 1 and not certain:
        certain = _in_turns(shaper, pieces)
    starts = certain or starts
    if len(pieces) == len(starts):
        return pieces
    cards = certain or _are_cards(shaper, pieces, starts, closing=closing)
    if cards or _are_closed(page, pieces, starts) or _are_wrapped(page, pieces, starts):
        kind = "more" if cards else "wrapped"
        return [
            piece if i in starts else Piece(kind, piece.line, piece.words)
            for i, piece in enumerate(pieces)
        ]
    joined: list[Piece] = []
    for i, piece in enumerate(pieces):
        wraps = i not in starts and joined and _wraps(page, shaper, pieces[i - 1], piece)
        joined.append(Piece("wrapped", piece.line, piece.words) if wraps else piece)
    return joined


def _wraps(page: Page, shaper: Shaper, before: Piece, piece: Piece) -> bool:
    """Whether a line goes on with the entry in the line before it."""
    last = page.text[before.line.end - 1]
    if last in "-–—(&（/" or (last == "," and piece.line.indent > before.line.indent):
        return True
    opens = page.text[piece.words]
    if opens in "(（":
        return True
    if opens_with_name(shaper, piece.words, piece.line.end):
        return False
    return opens.islower() or (opens in ")&(" and piece.line.indent > before.line.indent)


def _in_turns(shaper: Shaper, pieces: list[Piece]) -> set[int]:
    """Where entries begin whose lines take turns without a blank line: name, body, name, body."""
    names = [i for i, piece in enumerate(pieces) if is_name(shaper, piece.words, piece.line.end)]
    turns = [after - before for before, after in pairwise([*names, len(pieces)])]
    if len(names) < _LEAST_TURNS or names[0] != 0 or not 1 < min(turns) <= max(turns) < _MAX_CARD:
        return set()
    roles = sum(
        "R" in shaper.shape(pieces[i + 1].words, pieces[i + 1].line.end).letters for i in names
    )
    return set(names) if len(set(turns)) == 1 or roles >= _ROLES_SHARE * len(names) else set()


def _are_wrapped(page: Page, pieces: list[Piece], starts: set[int]) -> bool:
    """Whether each paragraph is one entry, whose lines are as full as they can be."""
    if len(starts) < 2:
        return False
    words = [page.words(piece.line) for piece in pieces]
    width = max(map(len, words))
    inner = [i for i in range(1, len(pieces)) if i not in starts]
    wrapped = sum(are_wrapped(words[i - 1 : i + 1], width) for i in inner)
    return wrapped >= _WRAPPED_SHARE * len(inner)


def _are_closed(page: Page, pieces: list[Piece], starts: set[int]) -> bool:
    """Whether only the ends of paragraphs are terminated, so that their lines are wrapped ones."""
    closed = [page.text[piece.line.end - 1] in ";.；。" for piece in pieces]
    inner = [is_closed for i, is_closed in enumerate(closed) if i + 1 not in starts][:-1]
    return bool(inner) and not any(inner) and 2 * sum(closed) >= len(starts)


def _are_cards(shaper: Shaper, pieces: list[Piece], starts: set[int], *, closing: bool) -> bool:
    """Whether each paragraph is one entry: a name in its first line, role and body below."""
    cards: list[list[Piece]] = []
    for i, piece in enumerate(pieces):
        if i in starts:
            cards.append([])
        cards[-1].append(piece)
    sizes = [len(card) for card in cards]
    if not 1 < median(sizes) <= _MAX_CARD or max(sizes) > _MAX_CARD + 1:
        return False
    roles = any(
        "R" in shaper.shape(piece.words, piece.line.end).letters
        for card in cards
        for piece in card[1:]
    )
    if len(cards) < _LEAST_TURNS and not (closing or roles):
        return False
    text = shaper.text
    if closing:
        people = [
            sum(_names_person(shaper, each) and text[each.words] not in "(（" for each in card)
            for card in cards
        ]
        alone = sum(count < 2 for count in people) >= _WRAPPED_SHARE * len(cards)
        if alone and 2 * sum(people) >= len(cards):
            return True
    first = sum(_opens_with_name(shaper, card[0]) for card in cards)
    below = [_opens_with_name(shaper, piece) for card in cards for piece in card[1:]]
    return 2 * first >= len(cards) and 4 * sum(below) <= len(below)


def _names_person(shaper: Shaper, piece: Piece) -> bool:
    return names_person(shaper, piece.words, piece.line.end)


def _opens_with_name(shaper: Shaper, piece: Piece) -> bool:
    return opens_with_name(shaper, piece.words, piece.line.end)


def find_tables(page: Page, shaper: Shaper) -> list[Candidate]:
    """Tables: rows whose cells are parted by tabs, wide gaps or upright strokes."""
    found: list[Candidate] = []
    current: Candidate | None = None
    row = (False, False)
    for index, line in enumerate(page.lines):
        if current is not None and not any(map(str.isalnum, page.words(line))):
            current.last = index
            continue
        cells = cells_of(page, line)
        kind = page.structure(line).row, "\t" in page.words(line)
        if len(cells) < 2 or page.structure(line).meta:
            current = None
            continue
        if current is not None and kind != row:
            current = None
        row = kind
        labels = tuple(page.cues.label(page.text[start:end]) for start, end in cells)
        named = "person" in labels or "organization" in labels
        is_head = named and sum(label is not None for label in labels) * 2 >= len(labels)
        if is_head:
            current = Candidate(TABLE, index, index, heading=line, announced="head", fields=labels)
            found.append(current)
            continue
        if not any(map(str.isalnum, page.words(line))):
            continue
        if current is None:
            current = Candidate(TABLE, index, index)
            found.append(current)
        number, cells = _row_number(page, cells)
        current.pieces.append(
            Piece("entry", Line(line.start, cells[-1][1], line.breaks), cells[0][0], number)
        )
        current.last = index
    found = [candidate for candidate in found if len(candidate.pieces) > 1 or candidate.fields]
    for candidate in found:
        if not candidate.fields:
            _part_columns(page, shaper, candidate)
    return found


def _part_columns(page: Page, shaper: Shaper, candidate: Candidate) -> None:
    """Make each cell an entry where names alone are set in columns."""
    cells = [
        Piece("entry", Line(start, end, piece.line.breaks), start)
        for piece in candidate.pieces
        for start, end in cells_of(page, piece.line)
        if start < end
    ]
    if sum(_opens_with_name(shaper, cell) for cell in cells) >= _NAMES_SHARE * len(cells):
        candidate.pieces, candidate.style = cells, COLUMNS


def _row_number(
    page: Page, cells: list[tuple[int, int]]
) -> tuple[int | None, list[tuple[int, int]]]:
    """The number in the first cell of a row, if there is one, and the cells with words."""
    first = page.text[slice(*cells[0])].rstrip(".)")
    filled = [cell for cell in cells if any(map(str.isalnum, page.text[slice(*cell)]))] or cells
    if first.isdecimal() and len(first) < _MAX_DIGITS and len(filled) > 1:
        return int(first), filled[1:]
    return None, filled


def cells_of(page: Page, line: Line) -> list[tuple[int, int]]:
    """The cells of a row as offsets, without the white space around them; [] where it is none."""
    text, start, end = page.text, line.start, line.end
    piped = text.count("|", start, end) > 1
    gap = _STROKE if piped and text.find("\t", start, end) < 0 else _GAP
    tabbed = text.find("\t", start, end) >= 0
    if gap is _GAP and not tabbed and marker_at(text, start, end) is not None:
        return []
    cells = []
    at = start
    for match in gap.finditer(text, start, end):
        cells.append((at, match.start()))
        at = match.end()
    cells.append((at, end))
    if piped:
        cells = cells[text[start] == "|" : len(cells) - (text[end - 1] == "|")]
    return cells


def find_last(page: Page, shaper: Shaper) -> list[Candidate]:
    """The few lines after the last paragraph of a letter, where its sender signs."""
    last = page.last_text()
    if last < 0:
        return []
    lines: list[int] = []
    skips = False
    for index in range(last + 1, len(page.lines)):
        line = page.lines[index]
        if page.is_other_heading(line) or page.is_heading(line) or page.is_date(line):
            if lines:
                break
            skips = True
        elif line.after_blank:
            skips = False
        if skips:
            continue
        if not _may_sign(page, shaper, line) or marker_at(page.text, line.start, line.end):
            lines.clear()
            continue
        lines.append(index)
    if not 0 < len(lines) <= _MAX_LAST_LINES:
        return []
    pieces = [Piece("entry", page.lines[i], page.lines[i].start) for i in lines]
    return [Candidate("", lines[0], lines[-1], pieces=_joined(page, shaper, pieces, closing=True))]


def _may_sign(page: Page, shaper: Shaper, line: Line) -> bool:
    """Whether a line may be a signature: no date line, no sentence, no number."""
    words = page.words(line)
    shape = shaper.shape(line.start, line.end)
    return (
        words[-1] not in ".!?:;。！？："
        and "d" not in shape.letters
        and (len(shape.letters) > 1 or not words.isascii())
    )


def find_plain(page: Page, shaper: Shaper) -> list[Candidate]:
    """Runs of short lines that nothing announces and nothing marks."""
    found: list[Candidate] = []
    run: list[int] = []
    group: Line | None = None
    skips = False
    for index, line in enumerate([*page.lines, None]):
        if line is not None:
            # What stands right below a line such as "cc:" belongs to it.
            skips = page.is_end(line) or (skips and not line.after_blank)
        heads = line is not None and page.is_group(line) and not _is_party(shaper, line)
        if line is not None and not skips and not heads and _is_plain(page, line):
            run.append(index)
            continue
        if len(run) > 2 or (run and group):
            pieces = [Piece("entry", page.lines[i], page.lines[i].start) for i in run]
            pieces = _joined(page, shaper, pieces)
            found.append(Candidate("", run[0], run[-1], group=group, pieces=pieces))
        run, group = [], line if heads else None
    return found


def _is_plain(page: Page, line: Line) -> bool:
    """Whether a line may be an entry that nothing marks."""
    structure = page.structure(line)
    other = page.is_text(line) or page.is_date(line) or page.is_other_heading(line)
    return (
        not (other or page.is_heading(line) or structure.meta or structure.row)
        and marker_at(page.text, line.start, line.end) is None
        and page.words(line)[-1] not in ".!?:。！？："
    )


Finder = Callable[[Page, Shaper], list[Candidate]]
FINDERS: tuple[Finder, ...] = (find_marked, find_tables, find_headed)
"""What finds lists that something sets apart: marks, cells, a heading."""
LAST_RESORTS: tuple[Finder, ...] = (find_plain, find_last)
"""What is tried where nothing else is signed."""
