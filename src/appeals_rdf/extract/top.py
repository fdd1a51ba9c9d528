"""The lines above a letter, each sorted by what it is: title, letterhead, "From:", date, reference.

A letterhead is no title. The first line that reads like a paragraph, or a salutation, ends the top.
Where the file marks headings, the first of them is the title, and lines above it are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.addressblocks import opens_block
from appeals_rdf.extract.addresslines import LIST_SIGN, is_address_line, opens_by_name
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
_WHOLE = 3
_HEAD = 12
# A title stands so few lines below an address that is printed above it.
_BELOW = 4
_SUBJECT = 90
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
    ``subject`` is what stands behind "Re:", or alone in a line below the greeting.
    """

    title: Span | None = None
    heading: Span | None = None
    subject: Span | None = None
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
            rf"(?:{_either(header.get(name, ()))})\s{{0,2}}{sign}{{1,2}}", re.IGNORECASE
        )
        # "A." is an initial and "To." no label; what is shortened otherwise keeps its full stop.
        for name, sign in (
            ("from", "[:：]"),
            ("to", r"(?:[:：]|(?<=\w{3})\.)"),
            ("date", "[.:：]"),
            ("subject", "[:：]"),
            ("reference", "[.:：]"),
        )
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
                top.subject = top.subject or _subject_below(text, lines[n:], top, vocabulary)
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
        elif (
            top.title is None
            and (last := _address_end(text, lines, n, vocabulary, top.date is not None)) is not None
        ):
            skip = last
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


def _address_end(
    text: str, lines: Sequence[Span], n: int, vocabulary: Vocabulary, dated: bool
) -> int | None:
    """The number of the last line of an address at line ``n`` that stands above the title.

    Above a greeting, an honorific opens one, and, below a date (``dated``), an office or a body.
    What opens with "to" may be the title itself, unless a better one follows.
    """
    last = _block_end(text, lines, n, lines[n][0], vocabulary)
    below = lines[last + 1 : last + 1 + _HEAD]
    named = dated and opens_by_name(text, lines[n], vocabulary)
    if last > n and (named or opens_block(text, lines[n], vocabulary)):
        found = any(greets(text, *line, vocabulary, alone=True) for line in below)
    elif is_address_line(text, lines[n], vocabulary):
        found = any(_better_title(text, line, vocabulary) for line in below[:_BELOW])
    else:
        found = False
    return last if found else None


def _better_title(text: str, line: Span, vocabulary: Vocabulary) -> bool:
    """Whether a line says what the text is, or is printed as a title is, in capitals."""
    a, b = trim(text, *line, MARKS)
    if a == b or is_sentence(text, a, b) or greets(text, a, b, vocabulary):
        return False
    cues = _cues(vocabulary)
    shouted = text[a:b].isupper() and text.count(" ", a, b) > 0
    return (
        shouted
        or bool(cues.labels["subject"].match(text, a, b))
        or (text[b - 1] not in CLOSING and bool(cues.kinds.hits(read_words(text, a, b))))
    )


def _subject_below(
    text: str, lines: Sequence[Span], top: Top, vocabulary: Vocabulary
) -> Span | None:
    """The subject of a letter, alone in a line below the greeting that opens ``lines``."""
    greeted = len(top.salutations)
    if len(lines) < greeted + 2 or not (top.date or top.letterhead or top.to):
        return None
    line, following = lines[greeted], lines[greeted + 1]
    a, b = trim(text, *line, MARKS)
    label = _cues(vocabulary).labels["subject"].match(text, a, b)
    if label:
        return trim(text, label.end(), b, MARKS)
    alone = min(text.count("\n", lines[greeted - 1][1], a), text.count("\n", b, following[0])) > 1
    plain = b - a <= _SUBJECT and (text[a].isupper() or text[a] in '«„“"') and text[b - 1].isalnum()
    words = text.count(" ", a, b) + 1
    if not alone or not plain or words < 2 or read_date_line(text, a, b, vocabulary):
        return None
    return a, b


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
        # "Open letter | to the Mayor" is one title, "Open letter on the ferry | To the Mayor" not.
        whole = text.count(" ", *lines[last]) >= _WHOLE and not text[slice(*lines[last])].isupper()
        stops = stops or (
            whole and text[start].isupper() and is_address_line(text, (start, end), vocabulary)
        )
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
    if label == "to" and last == n and not text[start:b].strip(MARKS):
        # "To:" above a list, or above the one line that says to whom.
        last = _items_end(text, lines, n)
    value = trim(text, start, lines[last][1], MARKS)
    if value[0] >= value[1]:
        return last
    if label == "from":
        top.sender = top.sender or value
    elif label == "to":
        top.to = top.to or value
    elif label == "subject":
        top.subject = top.subject or value
    elif label == "date":
        top.date = top.date or read_date_line(text, *value, vocabulary)
    elif value[1] - value[0] <= 40 and any(c.isdigit() for c in text[slice(*value)]):
        top.reference = top.reference or value
    elif label == "reference" and text.count(" ", *value) > 0:
        # "Ref.: Open letter on the ferry" is about something, and no number.
        top.subject = top.subject or value
    return last


def _items_end(text: str, lines: Sequence[Span], n: int) -> int:
    """The number of the last item of a list right below line ``n``; ``n`` where there is none."""
    last = n
    while last + 1 < len(lines) and LIST_SIGN.match(text, *lines[last + 1]):
        last += 1
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
