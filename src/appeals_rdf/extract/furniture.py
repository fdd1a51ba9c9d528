"""What stands on a page and is no part of the letter: counters, contacts, tags, notes.

It is found first, and everything else is read from what remains. So no telephone number and no
e-mail address can get into a title, an issuer or a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from appeals_rdf.extract.dates import read_date_line
from appeals_rdf.extract.sentences import MARKS, Span, metadata_lines, outside, read_lines, trim
from appeals_rdf.model import Document, Finding, Mark, MarkKind
from appeals_rdf.vocabulary import Vocabulary

# Each in its Markdown link too: "[office@elm.example](mailto:office@elm.example)".
_EMAIL = re.compile(
    r"(?:\be-?mail\s{0,3}:\s{0,3})?(\[[^\]\n]{0,80}\]\(mailto:)?"
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?(1)\)?)",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"(\[[^\]\n]{0,120}\]\()?(?:\bhttps?://|\bwww\.)[^\s<>\")\]]{1,399}[^\s<>\")\].,;:!?](?(1)\)?)",
    re.IGNORECASE,
)
# "+44 20 7946 0000", "(020) 7946 0000" alone on a line
_PHONE_LINE = re.compile(r"\+?\(?\d[\d ()./-]{6,24}")
_INTERNATIONAL = re.compile(r"(?<![\w+])\+\d[\d ()-]{7,20}\d")
_LONGEST_LINE = 400
_SHORT = 4
_ADDRESS = 14
_TAIL_LINES = 60
_TAIL_LINE = 120
_WORD = re.compile(r"[^\W_]+(?:[.'’/-][^\W_]+)*")
# An address of the web with so many plain words before it on its line is a part of a sentence.
_PLAIN = 4
# ".. about this file" and the indented lines below it; ".. _name:" and ".. note::" are none.
_COMMENT = re.compile(
    r"(?:\A|(?<=\n))\.\. (?![_\[|]|[\w-]{1,40}::)[^\n]{0,400}(?:\n[ \t]{1,9}[^\n]{1,400}){0,20}"
)
_COMMENTS = 4_000
_LEAD = 300
_LEAD_LINES = 40
# A word begins: in Chinese everywhere, else where no letter stands before.
_BEGINS = r"(?:\b|(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff]))"
_NO_TEXT = (MarkKind.LINK, MarkKind.HEADING, MarkKind.IMAGE)
# So many lines in a row that are links and nothing else are a menu.
_MENU = 3


def read_furniture(
    document: Document, vocabulary: Vocabulary, blocks: Sequence[Span] = ()
) -> tuple[Finding, ...]:
    """Find the page furniture outside the signature list's blocks, in reading order."""
    text = document.text
    spans = outside(len(text), [*blocks, *metadata_lines(document)])
    found = [
        *_marked(document, spans),
        *_comments(text, spans),
        *_parts(text, spans, vocabulary),
        *_sentences(text, spans, vocabulary),
    ]
    for start, end in read_lines(text, spans):
        if end - start > _LONGEST_LINE:
            continue
        name = _line_name(text, start, end, vocabulary)
        if name:
            found.append(_furniture(text, start, end, name))
    found += _addresses(text, spans, found, vocabulary)
    found += _tail(text, blocks, vocabulary)
    return _apart(found)


def find_lead_in(text: str, spans: Sequence[Span], vocabulary: Vocabulary) -> int | None:
    """Where the letter itself begins, if a reporter's "The appeal reads:" opens it."""
    found = _lead_in(text, spans, vocabulary)
    return found.end() if found else None


def _lead_in(text: str, spans: Sequence[Span], vocabulary: Vocabulary) -> re.Match[str] | None:
    """The first lead-in near the beginning of a line, or near the end of a long one."""
    cues = _lead_ins(vocabulary)
    for n, (start, end) in enumerate(read_lines(text, spans)):
        if n > _LEAD_LINES:
            return None
        near = min(end, start + _LEAD)
        found = cues.search(text, start, near) or cues.search(text, max(near, end - _LEAD), end)
        if found:
            return found
    return None


def _comments(text: str, spans: Sequence[Span]) -> Iterator[Finding]:
    """Comments of reStructuredText, which a plain text may keep."""
    for start, end in spans:
        for comment in _COMMENT.finditer(text, start, min(end, start + _COMMENTS)):
            yield _furniture(text, *trim(text, comment.start(), comment.end()), "comment")


def _marked(document: Document, spans: Sequence[Span]) -> Iterator[Finding]:
    """Lines that the markup shows to be no text: images by their description, menus of links."""
    text = document.text
    marks = {kind: [m for m in document.marks if m.kind is kind] for kind in _NO_TEXT}
    if not any(marks.values()):
        return
    lines = list(read_lines(text, spans))
    links, headings = (
        _covered(lines, marks[MarkKind.LINK]),
        _covered(lines, marks[MarkKind.HEADING]),
    )
    images = _covered(lines, marks[MarkKind.IMAGE])
    whole = [links[n][0] >= 0.9 and not headings[n][1] for n in range(len(lines))]
    for n, (start, end) in enumerate(lines):
        share, number = links[n]
        menu = any(all(whole[k : k + _MENU]) for k in range(max(0, n - _MENU + 1), n + 1))
        if images[n][0] >= 0.9:
            yield _furniture(text, start, end, "image")
        elif (share >= 0.6 and number > 1 and not headings[n][1]) or (whole[n] and menu):
            yield _furniture(text, start, end, "links")


def _covered(lines: Sequence[Span], marks: Sequence[Mark]) -> list[tuple[float, int]]:
    """For each line the share of it that ``marks`` cover, and how many of them."""
    shares: list[tuple[float, int]] = []
    k = 0
    for start, end in lines:
        while k < len(marks) and marks[k].end <= start:
            k += 1
        covered, number, j = 0, 0, k
        while j < len(marks) and marks[j].start < end:
            covered += max(0, min(end, marks[j].end) - max(start, marks[j].start))
            number += 1
            j += 1
        shares.append((covered / (end - start), number))
    return shares


@cache
def _lead_ins(vocabulary: Vocabulary) -> re.Pattern[str]:
    """ "The appeal reads as follows:", and "The appeal readsWe" where a space was lost.

    With words between, a colon has to follow: "The letter, signed by two guilds, reads:".
    """
    section = vocabulary.sections.get("furniture", {})
    kinds = vocabulary.sections.get("document_kinds", {}).values()
    before, after = (
        _any_of(section.get("lead_in_before", ())),
        _any_of(section.get("lead_in_after", ())),
    )
    opens = rf"(?:{before}\s{{1,3}})?{_any_of(section.get('lead_in', ()))}(?:\s{{1,3}}{after})?"
    apart = rf"{_any_of(kind for cues in kinds for kind in cues)}\b[^.!?:\r\n]{{0,200}}?\W"
    ends = rf"{apart}{_any_of(section.get('lead_in_ends', ()))}(?=\s{{0,3}}[:：])"
    return re.compile(rf"(?i:{_BEGINS}(?:{opens}|{ends}))\s{{0,3}}[:：]?")


def _any_of(cues: Iterable[object]) -> str:
    """A pattern for any of ``cues``; one that nothing matches where there are none."""
    words = "|".join(re.escape(str(c)).replace("\\ ", r"\s{1,3}") for c in cues)
    return rf"(?:{words or '(?!)'})"


@cache
def _patterns(vocabulary: Vocabulary, section: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = vocabulary.sections.get("furniture", {}).get(section, {})
    return tuple((name, re.compile(row, re.IGNORECASE)) for name, row in rows.items())


def _parts(text: str, spans: Sequence[Span], vocabulary: Vocabulary) -> Iterator[Finding]:
    # Looked for only where its one indispensable sign occurs at all.
    rows = [("e-mail", _EMAIL, "@"), ("web-address", _WEB, "w"), ("phone", _INTERNATIONAL, "+")]
    rows += [(name, pattern, "") for name, pattern in _patterns(vocabulary, "parts")]
    for start, end in spans:
        for name, pattern, sign in rows:
            if sign and text.find(sign, start, end) < 0:
                continue
            for m in pattern.finditer(text, start, end):
                a, b = trim(text, m.start(), m.end())
                if name != "web-address" or not _in_sentence(text, a, b):
                    yield _furniture(text, a, b, name)
    if opening := _lead_in(text, spans, vocabulary):
        yield _furniture(text, *trim(text, opening.start(), opening.end()), "lead-in")


def _in_sentence(text: str, start: int, end: int) -> bool:
    """Whether words of a sentence stand around a web address: "see www.elm.example, and help"."""
    after = _WORD.search(text, end, end + 40)
    if after and "\n" not in text[end : after.start()] and text[after.start()].islower():
        return True
    floor = max(0, start - _LONGEST_LINE)
    line = max(text.rfind("\n", floor, start) + 1, floor)
    before: list[str] = _WORD.findall(text, line, start)
    return sum(w.isalpha() and w.islower() for w in before) >= _PLAIN


def _is_address(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line has a number, and besides names only the words of an address."""
    small = frozenset(vocabulary.sections.get("furniture", {}).get("address_words", ()))
    words: list[str] = _WORD.findall(line)
    if line[-1:] in ".!?:;" or len(words) > _ADDRESS or not any(c.isdigit() for c in line):
        return False
    return not any(w[0].islower() and w.lower() not in small for w in words)


def _sentences(text: str, spans: Sequence[Span], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Notes inside a paragraph: "Please find attached the map."."""
    rows = vocabulary.sections.get("furniture", {}).get("sentences", {})
    for name, cues in rows.items():
        pattern = re.compile("|".join(re.escape(str(c)) for c in cues), re.IGNORECASE)
        for start, end in spans:
            for m in pattern.finditer(text, start, end):
                limit = min(end, m.end() + _LONGEST_LINE)
                stop = re.compile(r"[.\r\n]").search(text, m.end(), limit)
                last = (stop.end() if stop[0] == "." else stop.start()) if stop else limit
                yield _furniture(text, *trim(text, m.start(), last), name)


def _line_name(text: str, start: int, end: int, vocabulary: Vocabulary) -> str | None:
    a, b = trim(text, start, end, MARKS)
    if b - a < _SHORT:
        return None
    for name, pattern in _patterns(vocabulary, "lines"):
        if pattern.fullmatch(text, a, b) and (
            name != "postal-address" or _is_address(text[a:b], vocabulary)
        ):
            return name
    digits = sum(c.isdigit() for c in text[a:b]) if b - a <= 30 else 0
    if digits >= 9 and _PHONE_LINE.fullmatch(text, a, b):
        return "phone"
    return None


def _addresses(
    text: str, spans: Sequence[Span], contacts: Sequence[Finding], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Lines of an address: a number and commas, no sentence, beside a line of contacts."""
    kinds = {"furniture:phone", "furniture:e-mail", "furniture:web-address"}
    marked = sorted((f.start, f.end) for f in contacts if f.rule in kinds)
    if not marked:
        return
    lines = list(read_lines(text, spans))
    contact = _holding(lines, marked)
    for n, (start, end) in enumerate(lines):
        near = any(k in contact for k in (n - 1, n + 1)) and n not in contact
        short = end - start <= _TAIL_LINE and "," in text[start:end]
        if near and short and _is_address(text[start:end], vocabulary):
            yield _furniture(text, start, end, "postal-address")
    for n in contact:
        start, end = lines[n]
        if end - start <= _TAIL_LINE:
            yield _furniture(text, start, end, "contact")


def _holding(lines: Sequence[Span], marked: Sequence[Span]) -> set[int]:
    """The numbers of the lines that are mostly a contact: all of ``marked`` in line order."""
    held: set[int] = set()
    k = 0
    for n, (start, end) in enumerate(lines):
        while k < len(marked) and marked[k][1] <= start:
            k += 1
        if k < len(marked) and marked[k][0] < end:
            covered = min(end, marked[k][1]) - max(start, marked[k][0])
            if 2 * covered >= end - start:
                held.add(n)
    return held


def _tail(text: str, blocks: Sequence[Span], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Short lines after the signature list: tags, page names, notes."""
    if not blocks:
        return
    last = max(end for _, end in blocks)
    for n, (start, end) in enumerate(read_lines(text, [(last, len(text))])):
        if n >= _TAIL_LINES:
            return
        if end - start > _TAIL_LINE or not any(c.isalnum() for c in text[start:end]):
            continue
        if not read_date_line(text, *trim(text, start, end, MARKS), vocabulary):
            yield _furniture(text, start, end, "after-list")


def _furniture(text: str, start: int, end: int, name: str) -> Finding:
    return Finding(text=text[start:end], start=start, end=end, rule=f"furniture:{name}")


def _apart(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of findings that overlap keep the one that begins first; of those, the longest."""
    order = sorted(range(len(found)), key=lambda n: (found[n].start, -found[n].end, n))
    kept: list[Finding] = []
    for n in order:
        here = found[n]
        if here.start == here.end or (kept and here.start < kept[-1].end):
            if kept and here.end > kept[-1].end and here.start < here.end:
                # Overlaps on one side only: what is left of it is furniture too.
                rest = kept[-1].end
                kept.append(
                    Finding(
                        text=here.text[rest - here.start :],
                        start=rest,
                        end=here.end,
                        rule=here.rule,
                    )
                )
            continue
        kept.append(here)
    return tuple(kept)
