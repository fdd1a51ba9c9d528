"""Everything of a document that is not its signature list, read in order.

Furniture comes first and is cut out; then the top of the page; then, sentence by sentence, what the
letter asks, cites, tells and claims. Add a reader of one more kind by giving it a module with a
function from sentences to findings, and a line here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from appeals_rdf.extract.addressees import read_addressees
from appeals_rdf.extract.citations import read_citations
from appeals_rdf.extract.claims import read_claims
from appeals_rdf.extract.events import read_events
from appeals_rdf.extract.furniture import read_furniture
from appeals_rdf.extract.header import read_header
from appeals_rdf.extract.requests import read_requests
from appeals_rdf.extract.sentences import PROSE_LIMIT, Sentence, Span, outside
from appeals_rdf.model import (
    Addressee,
    Citation,
    Claim,
    DeclaredCount,
    Document,
    Event,
    Finding,
    Mention,
    Problem,
    Request,
    Severity,
    WrittenDate,
)
from appeals_rdf.text import LineIndex
from appeals_rdf.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """What was read outside the signature list."""

    title: Finding | None = None
    kind: str | None = None
    kind_finding: Finding | None = None
    date: WrittenDate | None = None
    reference: Finding | None = None
    issuers: tuple[Mention, ...] = ()
    declared_signatories: DeclaredCount | None = None
    addressees: tuple[Addressee, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    requests: tuple[Request, ...] = ()
    citations: tuple[Citation, ...] = ()
    furniture: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_prose(document: Document, vocabulary: Vocabulary, blocks: tuple[Span, ...] = ()) -> Prose:
    """Read ``document`` but for the signature list, which stands in ``blocks``."""
    document, problems = _bounded(document, blocks)
    blocks = tuple((min(a, len(document.text)), min(b, len(document.text))) for a, b in blocks)
    text = document.text
    furniture = read_furniture(document, vocabulary, blocks)
    header = read_header(document, vocabulary, blocks, furniture)
    body = header.body
    addressees = read_addressees(document, vocabulary, header, body)
    requests = read_requests(vocabulary, body, addressees)
    title = (Sentence(text, header.title.start, header.title.end),) if header.title else ()
    own = (*header.issuers, *((header.kind_finding,) if header.kind_finding else ()))
    citations = read_citations(vocabulary, (*title, *header.lead, *body), own)
    asked = tuple((r.start, r.end) for r in requests)
    events = read_events(vocabulary, body, header.date, asked, citations)
    claims = read_claims(vocabulary, body, events, header.date, addressees, asked)
    return Prose(
        title=header.title,
        kind=header.kind,
        kind_finding=header.kind_finding,
        date=header.date,
        reference=header.reference,
        issuers=header.issuers,
        declared_signatories=header.declared_signatories,
        addressees=addressees,
        events=events,
        claims=claims,
        requests=requests,
        citations=citations,
        furniture=header.furniture,
        problems=problems,
    )


def _bounded(document: Document, blocks: tuple[Span, ...]) -> tuple[Document, tuple[Problem, ...]]:
    """The document up to where prose is read; more text than any letter has is said, not read."""
    left = PROSE_LIMIT
    for start, end in outside(len(document.text), blocks):
        if end - start > left:
            break
        left -= end - start
    else:
        return document, ()
    limit = start + left
    line, column = LineIndex(document.text).position(limit)
    problem = Problem(
        Severity.WARNING,
        "prose-too-long",
        f"outside the signature list stand more than {PROSE_LIMIT:,} characters; "
        "what follows from here was not read",
        document.file,
        line,
        column,
        advice="Is this one letter? Give each letter a file of its own.",
    )
    marks = tuple(m for m in document.marks if m.end <= limit)
    return replace(document, text=document.text[:limit], marks=marks), (problem,)
