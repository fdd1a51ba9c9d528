"""The top of a document: title, kind, date, reference, who issues it, and where the letter begins.

``top`` sorts the lines, ``issuers`` and ``selfnaming`` read what they say. A document without a
title has none, and one without a date has none, whatever dates its text mentions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appeals_rdf.extract.dates import read_date_line
from appeals_rdf.extract.furniture import find_lead_in
from appeals_rdf.extract.issuers import read_issuers
from appeals_rdf.extract.selfnaming import read_declared, read_kind
from appeals_rdf.extract.sentences import (
    MARKS,
    Sentence,
    Span,
    outside,
    read_lines,
    read_sentences,
    trim,
)
from appeals_rdf.extract.top import sort_lines
from appeals_rdf.model import DeclaredCount, Document, Finding, Mention, WrittenDate
from appeals_rdf.vocabulary import Vocabulary

_CLOSING = 600
# A list that stands above its letter leaves less than this above itself.
_LITTLE = 200


@dataclass(frozen=True, kw_only=True)
class Header:
    """What stands above the letter, and where the letter's own words begin.

    ``to`` is the text after "To:", ``salutation`` the one after "Dear", ``lead`` what a reporter
    says before the letter.
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
    salutation: Span | None = None
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
    spans = outside(len(text), [*blocks, *((f.start, f.end) for f in furniture)])
    prose = _prose(spans, blocks, len(text))
    top = sort_lines(text, prose, vocabulary, furniture)
    opens = find_lead_in(text, outside(len(text), blocks), vocabulary) or 0
    # What a reporter says before "The appeal reads:" is not the letter.
    lead = read_sentences(text, _between(prose, top.end, opens), vocabulary)
    body = read_sentences(text, _between(prose, max(top.end, opens), len(text)), vocabulary)
    kind = read_kind(text, top, lead, body, vocabulary)
    return Header(
        title=_finding(text, top.title, "title:first-line"),
        kind=kind[0] if kind else None,
        kind_finding=kind[1] if kind else None,
        date=top.date or _closing_date(text, spans, blocks, vocabulary),
        reference=_finding(text, top.reference, "reference:line"),
        issuers=read_issuers(text, top, lead, body, vocabulary),
        declared_signatories=read_declared((*lead, *body), vocabulary),
        furniture=tuple(furniture),
        to=top.to,
        salutation=top.salutation,
        lead=lead,
        body=body,
    )


def _prose(spans: Sequence[Span], blocks: Sequence[Span], length: int) -> tuple[Span, ...]:
    """The text up to the end of the signature list; all of it where the list stands above."""
    last = max((end for _, end in blocks), default=length)
    before = _between(spans, 0, last)
    if sum(b - a for a, b in before) < _LITTLE:
        return tuple(spans)
    return before


def _between(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    return tuple((max(a, start), min(b, end)) for a, b in spans if b > start and a < end)


def _closing_date(
    text: str, spans: Sequence[Span], blocks: Sequence[Span], vocabulary: Vocabulary
) -> WrittenDate | None:
    """A date line among the last lines before the signatures, or the first ones after them."""
    border = min((start for start, _ in blocks), default=len(text))
    last = list(read_lines(text, _between(spans, max(0, border - _CLOSING), border)))[-4:]
    if blocks:
        end = max(end for _, end in blocks)
        last += list(read_lines(text, _between(spans, end, end + _CLOSING)))[:4]
    dates = (read_date_line(text, *trim(text, *line, MARKS), vocabulary) for line in last)
    return next((d for d in dates if d), None)


def _finding(text: str, span: Span | None, rule: str) -> Finding | None:
    if span is None:
        return None
    return Finding(text=text[slice(*span)], start=span[0], end=span[1], rule=rule)
