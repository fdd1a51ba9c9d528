"""The lines above a letter, each sorted by what it is: title, letterhead, "From:", date, reference.

A letterhead is no title. The first line that reads like a paragraph, or a salutation, ends the top.
Where the file marks headings, the first of them is the title, and lines above it are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.dates import read_date_line
from appeals_rdf.extract.greetings import CLOSING, greets, read_greetings
from appeals_rdf.extract.sentences import MARKS, Span, read_lines, trim
from appeals_rdf.extract.words import Lexicon, read_words
from appeals_rdf.model import Finding, WrittenDate
from appeals_rdf.text import fold
from appeals_rdf.vocabulary import Vocabulary

_MOST_LINES = 40
_PARAGRAPH = 250
_LONG = 10
_HEAD = 12
# A title ends with these only where it is one by its place; below it, they end a sentence.
_CLOSED = ".!?…。！？"
# "05/20" "12-345/2030" "A/74/L.12" alone on a line
_REFERENCE = re.compile(r"[A-Z]{0,6}[-/.]?\d{1,6}(?:[-/.][A-Z0-9]{1,8}){0,5}")
_CONTACTS = frozenset(
    f"furniture:{name}" for name in ("postal-address", "phone", "e-mail", "web-address", "contact")
)


@dataclass
class Top:
    """The lines of the top as they are sorted; ``end`` is where the letter begins.

    ``named`` is the first line below the title that says what the text is: "Open letter to …".
    """

    title: Span | None = None
    heading: Span | None = None
    named: Span | None = None
    letterhead: Span | None = None
    sender: Span | None = None
    to: Span | None = None
    salutations: tuple[Span, ...] = ()
    date: WrittenDate | None = None
    reference: Span | None = None
    end: int = 0


@dataclass(frozen=True)
class _Cues:
    labels: dict[str, re.Pattern[str]]
    kinds: Lexicon


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    header = vocabulary.sections.get("header", {})
    labels = {
        name: re.compile(
            rf"(?:{_either(header.get(name, ()))})\s{{0,2}}[.:：]{{1,2}}", re.IGNORECASE
        )
        for name in ("from", "to", "date", "reference")
    }
    return _Cues(labels=labels, kinds=Lexicon(vocabulary.sections.get("document_kinds", {})))


def _either(cues: Sequence[object]) -> str:
    # The longer cue first: "to the attention of:" before "to:".
    return "|".join(re.escape(c) for c in sorted(map(str, cues), key=len, reverse=True)) or r"(?!)"


def sort_lines(
    text: str,
    spans: Sequence[Span],
    vocabulary: Vocabulary,
    furniture: Sequence[Finding],
    headings: Sequence[Span] = (),
) -> Top:
    """Sort the lines from the first one down to the first that belongs to the letter itself."""
    cues = _cues(vocabulary)
    top = Top()
    lines = []
    for line in read_lines(text, spans):
        lines.append(line)
        if len(lines) > _MOST_LINES:
            break
    skip = -1
    for n, (start, end) in enumerate(lines):
        if n <= skip:
            continue
        a, b = trim(text, start, end, MARKS)
        label = next((k for k, p in cues.labels.items() if p.match(text, a, b)), None)
        if a == b:
            pass
        elif label:
            skip = _labelled(text, lines, n, label, top, vocabulary)
        elif greets(text, a, b, vocabulary, first=top.title is None and not top.to):
            if not any(greets(text, *x, vocabulary, alone=True) for x in _below(text, lines, n)):
                top.salutations = read_greetings(text, lines[n:], vocabulary)
                top.end = start
                return top
            # "Monsieur Lind" | "Ministre des Fleuves": an address, where a greeting follows.
            skip = _block_end(text, lines, n, a, vocabulary)
            top.to = top.to or trim(text, a, lines[skip][1], MARKS)
        elif top.heading is None and any(h[0] < end and start < h[1] for h in headings):
            if _is_letterhead(text, end, furniture):
                top.letterhead = top.letterhead or (a, b)
            elif date := read_date_line(text, a, b, vocabulary):
                top.date = top.date or date
            elif any(c.isalpha() for c in text[a:b]):
                skip, top.heading = _heading(text, lines, n, headings)
                top.title = top.title or top.heading
        elif (
            b - a > _PARAGRAPH
            or is_sentence(text, a, b)
            or is_sentence(text, *_whole_line(text, a, b))
            or (top.title and text[b - 1] in _CLOSED)
        ):
            top.end = start
            return top
        elif date := read_date_line(text, a, b, vocabulary):
            top.date = top.date or date
        elif _REFERENCE.fullmatch(text, a, b) and any(c.isdigit() for c in text[a:b]):
            top.reference = top.reference or (a, b)
        elif _is_letterhead(text, end, furniture):
            top.letterhead = top.letterhead or (a, b)
        elif top.title is None and not top.to and any(c.isalpha() for c in text[a:b]):
            skip, top.title = _title(text, lines, n, vocabulary)
        elif top.title and text.count(" ", a, b) >= _LONG and not _again(text, top.title, (a, b)):
            top.end = start
            return top
        elif top.named is None and cues.kinds.hits(read_words(text, a, b)):
            top.named = (a, b)
        top.end = end if skip <= n else lines[skip][1]
    return top


def _below(text: str, lines: Sequence[Span], n: int) -> Sequence[Span]:
    """The lines below a greeting without a sign at its end, in which another may stand."""
    signed = text[lines[n][1] - 1] in CLOSING or lines[n][1] - lines[n][0] > _PARAGRAPH
    return () if signed else lines[n + 1 : n + 1 + _HEAD]


def _block_end(text: str, lines: Sequence[Span], n: int, start: int, vocabulary: Vocabulary) -> int:
    """The number of the last line of a block that begins in line ``n``, at ``start``."""
    last = n
    while last + 1 < len(lines) and _same_block(text, lines, last, start, vocabulary):
        last += 1
    return last


def _heading(
    text: str, lines: Sequence[Span], n: int, headings: Sequence[Span]
) -> tuple[int, Span]:
    """The marked heading at line ``n``: its last line and its span."""
    mark = next(h for h in headings if h[0] < lines[n][1] and lines[n][0] < h[1])
    last = n
    while last + 1 < len(lines) and lines[last + 1][0] < mark[1]:
        last += 1
    return last, trim(text, lines[n][0], lines[last][1], MARKS)


def _again(text: str, title: Span, line: Span) -> bool:
    """Whether a line prints the title a second time."""
    return fold(text[slice(*line)]) == fold(text[slice(*title)])


def is_sentence(text: str, start: int, end: int) -> bool:
    """A line that ends like a sentence and is longer than a heading, or goes on in the next one."""
    words = text[start:end].count(" ") + 1
    if text[end - 1] in "。；":
        return end - start > 12
    return (words > 5 and text[end - 1] in ".;…") or (words > 25 and text[end - 1] == ",")


def _whole_line(text: str, start: int, end: int) -> Span:
    """The line of which ``start`` to ``end`` is what is left without the furniture in it."""
    floor = max(0, start - _PARAGRAPH)
    first = max(text.rfind("\n", floor, start) + 1, floor)
    last = text.find("\n", end, end + _PARAGRAPH)
    return trim(text, first, last if last >= 0 else min(len(text), end + _PARAGRAPH), MARKS)


def _is_letterhead(text: str, end: int, furniture: Sequence[Finding]) -> bool:
    """A line right above an address or a telephone number is the head of the writing paper."""
    return any(
        f.rule in _CONTACTS and end <= f.start and not text[end : f.start].strip("#*_ \r\n\t\u00a0")
        for f in furniture
        if f.start - end < 40
    )


def _title(text: str, lines: Sequence[Span], n: int, vocabulary: Vocabulary) -> tuple[int, Span]:
    """The title at line ``n``: its last line and its span; it may go over three lines."""
    last = n
    while last + 1 < len(lines) and last < n + 2:
        start, end = lines[last + 1]
        gap = text[lines[last][1] : start]
        goes_on = gap.count("\n") == 1 and not gap.strip() and end - start < 100
        stops = text[lines[last][1] - 1] in ".:!?*" or lines[last][1] - lines[last][0] > 120
        if not goes_on or stops or not _title_line(text, start, end, vocabulary):
            break
        last += 1
    a, b = trim(text, lines[n][0], lines[last][1], MARKS)
    return last, (a, b)


def _title_line(text: str, start: int, end: int, vocabulary: Vocabulary) -> bool:
    cues = _cues(vocabulary)
    if any(p.match(text, *trim(text, start, end, MARKS)) for p in cues.labels.values()):
        return False
    if greets(text, start, end, vocabulary) or text[start] in "#-•0123456789":
        return False
    return not is_sentence(text, start, end) and not read_date_line(text, start, end, vocabulary)


def _labelled(
    text: str, lines: Sequence[Span], n: int, label: str, top: Top, vocabulary: Vocabulary
) -> int:
    """Take in a line such as "To: the Mayor"; return the number of its last line."""
    a, b = trim(text, *lines[n], MARKS)
    mark = _cues(vocabulary).labels[label].match(text, a, b)
    start = mark.end() if mark else a
    last = n
    if label in {"from", "to"}:
        last = _block_end(text, lines, n, start, vocabulary)
    value = trim(text, start, lines[last][1], MARKS)
    if value[0] >= value[1]:
        return last
    if label == "from":
        top.sender = top.sender or value
    elif label == "to":
        top.to = top.to or value
    elif label == "date":
        top.date = top.date or read_date_line(text, *value, vocabulary)
    elif value[1] - value[0] <= 40 and any(c.isdigit() for c in text[slice(*value)]):
        top.reference = top.reference or value
    return last


def _same_block(
    text: str, lines: Sequence[Span], last: int, start: int, vocabulary: Vocabulary
) -> bool:
    """Whether the next line goes on with a labelled one: no blank line, no label of its own."""
    a, b = lines[last + 1]
    gap = text[lines[last][1] : a]
    return (
        gap.count("\n") == 1
        and b - start < 400
        and b - a < 120
        and _title_line(text, a, b, vocabulary)
    )
