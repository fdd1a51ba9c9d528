"""The top of a document: title, kind, date, reference, who issues it, and where the letter begins.

``top`` sorts the lines; ``titles``, ``datelines``, ``issuers``, ``selfnaming`` read what they say.
A document without a title has none, and one without a date has none, whatever dates its text
mentions. Where a reporter's words stand first, the letter has a top of its own above its greeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appeals_rdf.extract.datelines import between, choose_date
from appeals_rdf.extract.furniture import find_lead_in
from appeals_rdf.extract.greetings import greets, read_greetings
from appeals_rdf.extract.issuers import read_issuers
from appeals_rdf.extract.selfnaming import read_declared, read_kind
from appeals_rdf.extract.sentences import (
    Sentence,
    Span,
    metadata_lines,
    outside,
    read_lines,
    read_sentences,
)
from appeals_rdf.extract.titles import choose_title, headings_of, page_heading
from appeals_rdf.extract.top import Top, is_sentence, sort_lines
from appeals_rdf.model import DeclaredCount, Document, Finding, Mention, WrittenDate
from appeals_rdf.vocabulary import Vocabulary

# A greeting below a reporter's words is looked for in so many lines, and its top in so many above.
_GREETING_LINES = 120
_HEAD_LINES = 12
_HEAD_LINE = 120
# A list that stands above its letter leaves less than this above itself.
_LITTLE = 200


@dataclass(frozen=True, kw_only=True)
class Header:
    """What stands above the letter, and where the letter's own words begin.

    ``to`` is the text after "To:", ``salutations`` are the greetings ("Dear Ms. Lind"), ``opening``
    are the first lines of the prose, ``lead`` is what a reporter says before the letter.
    """

    title: Finding | None = None
    kind: str | None = None
    kind_finding: Finding | None = None
    date: WrittenDate | None = None
    reference: Finding | None = None
    issuers: tuple[Mention, ...] = ()
    declared_signatories: DeclaredCount | None = None
    furniture: tuple[Finding, ...] = ()
    to: Span | None = None
    salutations: tuple[Span, ...] = ()
    opening: tuple[Span, ...] = ()
    lead: tuple[Sentence, ...] = ()
    body: tuple[Sentence, ...] = ()


def read_header(
    document: Document,
    vocabulary: Vocabulary,
    blocks: Sequence[Span],
    furniture: Sequence[Finding],
) -> Header:
    """Read the top of ``document``, and cut what follows it into sentences."""
    text = document.text
    cut = (*metadata_lines(document), *((f.start, f.end) for f in furniture))
    heading = page_heading(document, vocabulary)
    spans = between(outside(len(text), [*blocks, *cut]), heading[0] if heading else 0, len(text))
    prose = _prose(spans, blocks, len(text))
    top = sort_lines(text, prose, vocabulary, furniture, headings_of(document))
    opens = (
        find_lead_in(text, outside(len(text), [*blocks, *metadata_lines(document)]), vocabulary)
        or 0
    )
    own = _own_top(text, prose, top, opens, vocabulary, furniture)
    top.salutations = own.salutations or top.salutations
    # What a reporter says before "The appeal reads:" is not the letter.
    lead = read_sentences(text, between(prose, top.end, opens), vocabulary)
    body = read_sentences(text, between(prose, max(top.end, opens), len(text)), vocabulary)
    title = choose_title(document, top, vocabulary)
    top.title = (title.start, title.end) if title else None
    kind = read_kind(text, top, lead, body, vocabulary)
    return Header(
        title=title,
        kind=kind[0] if kind else None,
        kind_finding=kind[1] if kind else None,
        date=choose_date(
            document, [t.date for t in (own, top) if t.date], spans, blocks, vocabulary
        ),
        reference=_finding(text, top.reference, "reference:line"),
        issuers=read_issuers(text, top, lead, body, vocabulary),
        declared_signatories=read_declared((*lead, *body), vocabulary),
        furniture=tuple(furniture),
        to=own.to or top.to,
        salutations=top.salutations,
        opening=_opening(text, prose),
        lead=lead,
        body=body,
    )


def _own_top(
    text: str,
    prose: Sequence[Span],
    top: Top,
    opens: int,
    vocabulary: Vocabulary,
    furniture: Sequence[Finding],
) -> Top:
    """The top of the letter itself, where it is not the top of the page.

    It follows a lead-in, or it is the short lines above the first greeting further down.
    """
    if opens:
        own = sort_lines(text, between(prose, opens, len(text)), vocabulary, furniture)
        if own.salutations or own.to or own.date:
            return own
    if top.salutations:
        return Top()
    lines: list[Span] = []
    for start, end in read_lines(text, between(prose, max(top.end, opens), len(text))):
        alone = len(lines) < _GREETING_LINES and end - start <= _HEAD_LINE
        if alone and greets(text, start, end, vocabulary, alone=True):
            head = start
            for a, b in lines[: -_HEAD_LINES - 1 : -1]:
                if b - a > _HEAD_LINE or is_sentence(text, a, b):
                    break
                head = a
            own = sort_lines(text, between(prose, head, start), vocabulary, furniture)
            below = read_lines(text, between(prose, start, start + _HEAD_LINES * _HEAD_LINE))
            own.salutations = read_greetings(text, tuple(below), vocabulary)
            return own
        lines.append((start, end))
        if len(lines) >= _GREETING_LINES:
            break
    return Top()


def _opening(text: str, prose: Sequence[Span]) -> tuple[Span, ...]:
    lines: list[Span] = []
    for line in read_lines(text, prose):
        lines.append(line)
        if len(lines) >= _HEAD_LINES * 3:
            break
    return tuple(lines)


def _prose(spans: Sequence[Span], blocks: Sequence[Span], length: int) -> tuple[Span, ...]:
    """The text up to the end of the signature list; all of it where the list stands above."""
    last = max((end for _, end in blocks), default=length)
    before = between(spans, 0, last)
    if sum(b - a for a, b in before) < _LITTLE:
        return tuple(spans)
    return before


def _finding(text: str, span: Span | None, rule: str) -> Finding | None:
    if span is None:
        return None
    return Finding(text=text[slice(*span)], start=span[0], end=span[1], rule=rule)
