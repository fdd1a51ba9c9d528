"""An invented letter, and the record of it, that between them hold every kind of item.

People, bodies, towns and happenings are made up. The letter has what real ones have: no-break
spaces, a character outside the Basic Multilingual Plane, a number left out, an entry that the
source cuts, an office without a person, two entries that read the same, loaded words.

    document = sample_document()      # model.Document
    record = sample_record()          # model.Record of that document
    lines = sample_lines()            # its sorted N-Triples, as bytes

``number`` makes another document with other IRIs, ``extra`` adds so many plain signatures.

A second letter, ``page_document()`` and ``page_record()``, is a page of HTML with a text layer. Its
list has headings, and an entry in which two people sign.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from appeals_rdf.iris import Mint
from appeals_rdf.model import (
    CURATION,
    Addressee,
    Citation,
    Claim,
    DeclaredCount,
    Document,
    Event,
    Finding,
    Flag,
    LedgerLine,
    Mention,
    NameStatus,
    PartyType,
    Quantity,
    Record,
    Request,
    Signature,
    WrittenDate,
)
from appeals_rdf.rdf import nquads
from appeals_rdf.triples import record_descriptions
from appeals_rdf.validate import SourceText, sources_of

BASE = "https://data.example.org/appeals/"
MINT = Mint(BASE)

LETTER = """Appeal of the Friends of the Lower Bridge \U0001f309

14 May 2031\u00a0\u00a0 Read: 212

Ref. {number}/31

From: Council of the “River Towns”

To: the Secretary of the Assembly of Valleys, Ms. Orla Fenwick
To: the Assembly of Valleys
To: the people of Eastmere
To: Mr. Piet Harrow, as a friend of the valley

This appeal is signed by {declared} members of the Council.

On 3 March 2031 the ferry landing at Eastmere was shelled by the so-called Upper League. According
to the Valley Observer, more than 40 people were injured as of 5 March 2031. The occupied landing
was closed for 12 days. Dozens of boats were lost in Norhaven.

In April the two towns met. We call on the Assembly of Valleys to reopen the landing. We ask that
boats be returned.

Resolution 7 of 9 June 2029 and the Treaty of the Two Banks are in force.

Signatories:

1. Ada Quill – "Lantern" Reading Society, board member
2. Bram Osterley Weavers of Norhaven
3. Ms. Cora Tindall, Norhaven
5. Public Union of Ferrymen
6. Director of the Eastmere Museum
7. Society of Orchard Keepers, Dorian
8. the boat builders of Eastmere
9. Ada Quill – "Lantern" Reading Society, board member
"""

PAGE = """<!DOCTYPE html>
<title>Ferry Wardens</title>
<h1>Open letter of the Ferry Wardens</h1>
<p>14 May 2031
<h2>Norhaven</h2>
<p>1. Ada Quill and Bram Osterley, Weavers of Norhaven
<h2>Eastmere</h2>
<p>2. Cora Tindall
<p>3. Dorian Ashdown
"""
LAYER = """Open letter of the Ferry Wardens

14 May 2031

Norhaven

1. Ada Quill and Bram Osterley, Weavers of Norhaven

Eastmere

2. Cora Tindall

3. Dorian Ashdown
"""

_GIVEN = ("Ivo", "Mara", "Tove", "Nils", "Runa", "Edda", "Kasimir", "Lene", "Otis", "Petra")
_FAMILY = ("Ashdown", "Birkwood", "Clement", "Dunmore", "Ellery", "Fairlie", "Garrow", "Hollis")
_BODIES = ("Mill", "Harbour", "Meadow", "Quarry", "Orchard", "Lantern", "Heron", "Willow")


def sample_text(number: int = 1, extra: int = 0) -> str:
    """The letter; ``extra`` further signatures stand at its end."""
    more = "".join(f"{10 + n}. {' – '.join(_extra_names(n))};\n" for n in range(extra))
    return LETTER.format(number=number, declared=8 + extra) + more


def sample_document(number: int = 1, extra: int = 0) -> Document:
    """The letter as it would be read from ``sample-{number}.txt``."""
    text = sample_text(number, extra)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(f"sample-{number}", f"sample-{number}.txt", text, digest)


def sample_record(number: int = 1, extra: int = 0) -> Record:
    """Every kind of item, each with the words of the letter it rests on."""
    document = sample_document(number, extra)
    at = _Places(document.text)
    signatures = (*_signatures(at), *_extra_signatures(at, extra))
    assembly = "the Assembly of Valleys"
    return Record(
        id=document.id,
        file=document.file,
        sha256=document.sha256,
        language=document.language,
        media_type=document.media_type,
        layer_sha256=document.layer_sha256,
        text_length=len(document.text),
        title=at.finding(
            "Appeal of the Friends of the Lower Bridge \U0001f309", "title:first-line"
        ),
        kind="appeal",
        kind_finding=at.finding("Appeal", "kind:title-word"),
        date=at.date("14 May 2031", "2031-05-14"),
        reference=at.finding(f"Ref. {number}/31", "reference:line"),
        issuers=(
            at.mention(
                "Council of the “River Towns”",
                PartyType.ORGANIZATION,
                kind="coordination-body",
            ),
        ),
        declared_signatories=DeclaredCount(
            **at.span(f"signed by {8 + extra} members"), rule="declared:signed-by", count=8 + extra
        ),
        addressees=(
            Addressee(
                **at.span("the Secretary of the Assembly of Valleys, Ms. Orla Fenwick"),
                rule="addressee:to-line",
                name="the Secretary",
                type=PartyType.OFFICE,
                body=at.mention(
                    assembly, PartyType.ORGANIZATION, "To: ", kind="intergovernmental-body"
                ),
                holder=at.mention("Orla Fenwick", PartyType.PERSON),
            ),
            Addressee(
                **at.span(assembly, "Fenwick"),
                rule="addressee:to-line",
                name=assembly,
                type=PartyType.ORGANIZATION,
            ),
            Addressee(
                **at.span("the people of Eastmere"),
                rule="addressee:to-line",
                name="the people of Eastmere",
                type=PartyType.COLLECTIVE,
            ),
            Addressee(
                **at.span("Piet Harrow"),
                rule="addressee:to-line",
                flags=(Flag.ADDRESSEE_IMPLIED,),
                confidence=0.8,
                name="Piet Harrow",
                type=PartyType.PERSON,
                capacity=at.mention("as a friend of the valley"),
            ),
        ),
        signatures=signatures,
        missing_ordinals=(4,),
        events=(
            Event(
                **at.span("the ferry landing at Eastmere was shelled"),
                rule="event:shelled",
                kind="attack",
                date=at.date("3 March 2031", "2031-03-03"),
                places=(at.mention("Eastmere", after="landing at "),),
                key="1",
            ),
            Event(
                **at.span("the two towns met"),
                rule=CURATION,
                flags=(Flag.CURATED, Flag.DATE_INFERRED),
                kind="meeting",
                date=at.date("In April", "2031-04"),
                key="meeting",
            ),
            Event(
                **at.span("boats were lost in Norhaven"),
                rule="event:lost",
                kind="damage",
                places=(at.mention("Norhaven", after="lost in "),),
                key="3",
            ),
        ),
        claims=(
            Claim(
                **at.span("more than 40 people were injured as of 5 March 2031"),
                rule="claim:injured",
                measure="people-injured",
                quantity=Quantity(
                    **at.span("more than 40"),
                    rule="claim:injured",
                    value=Decimal(40),
                    qualifier="more-than",
                    lower=Decimal(41),
                ),
                as_of=at.date("5 March 2031", "2031-03-05"),
                scope="1",
                speaker=at.mention("the Valley Observer", PartyType.ORGANIZATION, kind="media"),
                key="1",
            ),
            Claim(
                **at.span("The occupied landing\nwas closed for 12 days"),
                rule="claim:duration",
                measure="duration",
                quantity=Quantity(
                    **at.span("12"),
                    rule="claim:duration",
                    value=Decimal("12"),
                    lower=Decimal(12),
                    upper=Decimal(12),
                ),
                scope="1",
                key="2",
            ),
            Claim(
                **at.span("Dozens of boats were lost"),
                rule="claim:lost",
                confidence=0.65,
                quantity=Quantity(
                    **at.span("Dozens"), rule="claim:lost", value=None, qualifier="vague"
                ),
                key="3",
            ),
            Claim(**at.span("The occupied landing"), rule=CURATION, key="4"),
        ),
        requests=(
            Request(
                **at.span("We call on the Assembly of Valleys to reopen the landing"),
                rule="request:call-on",
                of=(at.mention(assembly, PartyType.ORGANIZATION, "call on "),),
                key="1",
            ),
            Request(**at.span("We ask that\nboats be returned"), rule="request:ask", key="2"),
        ),
        citations=(
            Citation(
                **at.span("Resolution 7 of 9 June 2029"),
                rule="citation:resolution",
                kind="resolution",
                date=at.date("9 June 2029", "2029-06-09"),
                key="1",
            ),
            Citation(
                **at.span("Treaty of the Two Banks"),
                rule="citation:treaty",
                kind="treaty",
                key="2",
            ),
        ),
        furniture=(at.finding("Read: 212", "furniture:counter"),),
        ledger=tuple(
            LedgerLine(s.start, s.end, "parsed", f"signature {s.position}") for s in signatures
        ),
    )


def page_document() -> Document:
    """The page, whose text layer has another digest than the file."""
    digest = hashlib.sha256(PAGE.encode("utf-8")).hexdigest()
    return Document("page", "page.html", LAYER, digest, "text/html")


def page_record() -> Record:
    """Two people in one entry, and two headings of the list."""
    document = page_document()
    at = _Places(document.text)

    def entry(position: int, ordinal: int, words: str, name: str, heading: str) -> Signature:
        return Signature(
            **at.span(words),
            rule="signature:numbered",
            position=position,
            ordinal=ordinal,
            flags=(Flag.SEVERAL_PEOPLE_IN_ENTRY,) if " and " in words else (),
            person=at.mention(name, PartyType.PERSON),
            group=at.mention(heading, after=f"\n{heading}\n"),
        )

    shared = "1. Ada Quill and Bram Osterley, Weavers of Norhaven"
    return Record(
        id=document.id,
        file=document.file,
        sha256=document.sha256,
        layer_sha256=document.layer_sha256,
        language=document.language,
        media_type=document.media_type,
        text_length=len(document.text),
        title=at.finding("Open letter of the Ferry Wardens", "title:first-line"),
        kind="letter",
        date=at.date("14 May 2031", "2031-05-14"),
        signatures=(
            entry(1, 1, shared, "Ada Quill", "Norhaven"),
            entry(2, 1, shared, "Bram Osterley", "Norhaven"),
            entry(3, 2, "2. Cora Tindall", "Cora Tindall", "Eastmere"),
            entry(4, 3, "3. Dorian Ashdown", "Dorian Ashdown", "Eastmere"),
        ),
    )


def page_lines(record: Record | None = None) -> bytes:
    """The sorted N-Triples of the page's record, or of the record given."""
    return "".join(nquads(record_descriptions(record or page_record(), MINT))).encode("utf-8")


def sample_lines(number: int = 1, extra: int = 0) -> bytes:
    """The sorted N-Triples of one sample record."""
    return "".join(nquads(record_descriptions(sample_record(number, extra), MINT))).encode("utf-8")


def sample_sources(*documents: Document) -> dict[str, SourceText]:
    """The texts, as the validation takes them; that of ``sample_document()`` if there is none."""
    return sources_of(documents or (sample_document(),))


class _Span(TypedDict):
    text: str
    start: int
    end: int


class _Entry(_Span):
    rule: str
    position: int


class _Places:
    """Finds words in a text, and makes findings of them."""

    def __init__(self, text: str) -> None:
        self._text = text

    def span(self, words: str, after: str = "") -> _Span:
        """``text``, ``start`` and ``end`` of the first ``words`` that stand behind ``after``."""
        begin = self._text.index(after) if after else 0
        start = self._text.index(words, begin)
        return {"text": words, "start": start, "end": start + len(words)}

    def finding(self, words: str, rule: str) -> Finding:
        return Finding(**self.span(words), rule=rule)

    def date(self, words: str, edtf: str) -> WrittenDate:
        return WrittenDate(**self.span(words), rule="date:written", edtf=edtf)

    def mention(
        self, words: str, type_: PartyType | None = None, after: str = "", kind: str | None = None
    ) -> Mention:
        return Mention(**self.span(words, after), rule="mention:name", type=type_, kind=kind)


def _signatures(at: _Places) -> Sequence[Signature]:
    def entry(position: int, words: str) -> _Entry:
        return {**at.span(words), "rule": "signature:numbered", "position": position}

    def lantern(position: int, ordinal: int, repeats: int | None = None) -> Signature:
        number = f"{ordinal}. "
        return Signature(
            **entry(position, f'{number}Ada Quill – "Lantern" Reading Society, board member'),
            ordinal=ordinal,
            repeats=repeats,
            flags=(Flag.REPEATS_ENTRY,) if repeats else (),
            person=at.mention("Ada Quill", PartyType.PERSON, number),
            organization=at.mention(
                '"Lantern" Reading Society', PartyType.ORGANIZATION, number, "association"
            ),
            role=at.mention("board member", after=number),
            role_concept="board-member",
        )

    return (
        lantern(1, 1),
        Signature(
            **entry(2, "2. Bram Osterley Weavers of Norhaven"),
            ordinal=2,
            confidence=0.7,
            flags=(Flag.SPLIT_INFERRED,),
            person=at.mention("Bram Osterley", PartyType.PERSON),
            organization=at.mention("Weavers of Norhaven", PartyType.ORGANIZATION),
            name_status=NameStatus.SPLIT_INFERRED,
        ),
        Signature(
            **entry(3, "3. Ms. Cora Tindall, Norhaven"),
            ordinal=3,
            honorific=at.mention("Ms.", after="3. Ms."),
            person=at.mention("Cora Tindall", PartyType.PERSON),
            place=at.mention("Norhaven", after="Cora Tindall"),
        ),
        Signature(
            **entry(4, "5. Public Union of Ferrymen"),
            ordinal=5,
            flags=(Flag.ORDINAL_GAP_BEFORE,),
            organization=at.mention(
                "Public Union of Ferrymen", PartyType.ORGANIZATION, kind="association"
            ),
            signatory_type=PartyType.ORGANIZATION,
        ),
        Signature(
            **entry(5, "6. Director of the Eastmere Museum"),
            ordinal=6,
            role=at.mention("Director"),
            role_concept="director",
            organization=at.mention("Eastmere Museum", PartyType.ORGANIZATION),
            signatory_type=PartyType.OFFICE,
            name_status=NameStatus.ABSENT,
            flags=(Flag.ABSENT_NAME,),
        ),
        Signature(
            **entry(6, "7. Society of Orchard Keepers, Dorian"),
            ordinal=7,
            person=at.mention("Dorian", PartyType.PERSON),
            organization=at.mention("Society of Orchard Keepers", PartyType.ORGANIZATION),
            name_status=NameStatus.TRUNCATED,
            flags=(Flag.TRUNCATED_ENTRY, Flag.NO_TERMINATOR),
        ),
        Signature(
            **entry(7, "8. the boat builders of Eastmere"),
            ordinal=8,
            organization=at.mention("the boat builders of Eastmere", PartyType.COLLECTIVE),
            signatory_type=PartyType.COLLECTIVE,
        ),
        lantern(8, 9, repeats=1),
    )


def _extra_names(number: int) -> tuple[str, str]:
    person = f"{_GIVEN[number % 10]} {_FAMILY[number // 10 % 8]}"
    return person, f"{_BODIES[number // 3 % 8]} Society of District {number}"


def _extra_signatures(at: _Places, extra: int) -> Sequence[Signature]:
    entries = []
    for n in range(extra):
        person, body = _extra_names(n)
        start = f"{10 + n}. {person}"
        entries.append(
            Signature(
                **at.span(f"{start} – {body}", f"\n{start} – {body};"),
                rule="signature:numbered",
                position=9 + n,
                ordinal=10 + n,
                person=at.mention(person, PartyType.PERSON, f"\n{start} – {body};"),
                organization=at.mention(body, PartyType.ORGANIZATION, f"\n{start} – {body};"),
            )
        )
    return entries
