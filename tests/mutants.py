"""Ways to break the sample graph, and who must notice it, where in the letter.

Each mutant is a row: a name, the change to the sorted N-Triples lines, the code of the problem (a
shape's local name, or a check of ``validate/passages.py``), and the words of the letter where the
problem must be told. ``""`` as words means: the file, and no line of it.

To add one: a row. The tests do the rest: both engines, code, document, line and column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appeals_rdf.iris import concept, term
from appeals_rdf.model import Severity
from appeals_rdf.rdf import RDF_TYPE, curie, decimal, iri, literal
from tests.sample import MINT, sample_document, sample_lines, sample_text

Lines = list[str]
Change = Callable[[Lines], Lines]

DOCUMENT = sample_document()
APPEAL = MINT.appeal(DOCUMENT.id)
SOURCE = MINT.source(DOCUMENT.sha256)
OTHER_SOURCE = MINT.source("0" * 64)
OTHER_PASSAGE = f"{OTHER_SOURCE[:-1]}/chars/0-5>"

TITLE = "Appeal of the Friends"


@dataclass(frozen=True)
class Mutant:
    name: str
    change: Change
    code: str
    words: str
    severity: Severity = Severity.ERROR

    def lines(self) -> bytes:
        """The broken graph, as N-Triples."""
        lines = sample_lines().decode("utf-8").splitlines()
        changed = sorted(set(self.change(lines)))
        assert changed != lines, f"{self.name} changes nothing"
        return ("\n".join(changed) + "\n").encode("utf-8")

    def position(self) -> tuple[int | None, int | None]:
        """Line and column of ``words`` in the letter, counted here without the code under test."""
        if not self.words:
            return None, None
        before = sample_text()[: sample_text().index(self.words)]
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def item(path: str) -> str:
    """An item of the sample appeal."""
    return f"<{MINT.items(DOCUMENT.id)}{path}>"


def passage(words: str) -> str:
    """The passage of the sample letter that begins with the first ``words`` and is just them."""
    start = sample_text().index(words)
    return f"<{MINT.passages(DOCUMENT.sha256)}{start}-{start + len(words)}>"


def add(*triples: tuple[str, str, str]) -> Change:
    return lambda lines: lines + [f"{s} {p} {o} ." for s, p, o in triples]


def drop(subject: str, predicate: str, object_: str = "") -> Change:
    start = f"{subject} {predicate} {object_}"
    return lambda lines: [line for line in lines if not line.startswith(start)]


def put(subject: str, predicate: str, object_: str) -> Change:
    """Replace all values of a property by one."""
    return both(drop(subject, predicate), add((subject, predicate, object_)))


def both(*changes: Change) -> Change:
    def change(lines: Lines) -> Lines:
        for one in changes:
            lines = one(lines)
        return lines

    return change


def _xsd(value: str, type_: str) -> str:
    return literal(value, datatype=curie(f"xsd:{type_}"))


def _apl(name: str) -> str:
    return term(name)


def _edtf(value: str) -> str:
    return literal(value, datatype=curie("edtf:EDTF"))


ADA, BRAM, CORA = item("signature/1"), item("signature/2"), item("signature/3")
EVENT, CLAIM, QUANTITY = item("event/1"), item("claim/1"), item("claim/1/quantity")
OFFICE, FRIEND = item("addressing/1/party"), item("addressing/4/party")
ENTRY = passage('1. Ada Quill – "Lantern" Reading Society, board member')
OTHER_DOCUMENT = add(
    (OTHER_SOURCE, RDF_TYPE, _apl("SourceDocument")),
    (OTHER_SOURCE, curie("rdfs:label"), literal("Source text other.txt", "en")),
    (OTHER_SOURCE, curie("dcterms:identifier"), literal("other.txt")),
    (OTHER_SOURCE, curie("schema:sha256"), literal("0" * 64)),
    (OTHER_SOURCE, curie("schema:encodingFormat"), literal("text/plain")),
    (OTHER_SOURCE, curie("schema:inLanguage"), literal("en")),
    (OTHER_SOURCE, _apl("textLength"), _xsd("9", "integer")),
    (OTHER_PASSAGE, RDF_TYPE, _apl("Passage")),
    (OTHER_PASSAGE, _apl("passageOf"), OTHER_SOURCE),
    (OTHER_PASSAGE, _apl("startOffset"), _xsd("0", "integer")),
    (OTHER_PASSAGE, _apl("endOffset"), _xsd("5", "integer")),
    (OTHER_PASSAGE, _apl("exactText"), literal("Other")),
)
FOAF, ORG, OWL = (
    "http://xmlns.com/foaf/0.1/",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/2002/07/owl#",
)

SHAPE_MUTANTS = (
    # --- the roll call
    Mutant("signature of no appeal", drop(ADA, _apl("inAppeal")), "Signature-inAppeal", "1. Ada"),
    Mutant(
        "two signers",
        add((ADA, _apl("signedBy"), item("signature/2/person"))),
        "Signature-signedBy",
        "1. Ada",
    ),
    Mutant(
        "signer that is nothing",
        put(ADA, _apl("signedBy"), item("nobody")),
        "Signature-signedBy",
        "1. Ada",
    ),
    Mutant(
        "position zero",
        put(BRAM, _apl("listPosition"), _xsd("0", "integer")),
        "Signature-listPosition",
        "2. Bram",
    ),
    Mutant("no position", drop(BRAM, _apl("listPosition")), "Signature-listPosition", "2. Bram"),
    Mutant(
        "ordinal as text", put(ADA, _apl("ordinal"), literal("1")), "Signature-ordinal", "1. Ada"
    ),
    Mutant("empty name", put(CORA, _apl("nameAsWritten"), literal("")), "Signature-name", "3. Ms."),
    Mutant(
        "status of another scheme",
        put(CORA, _apl("nameStatus"), concept("flag", "curated")),
        "Signature-nameStatus",
        "3. Ms.",
    ),
    Mutant(
        "two bodies",
        add((ADA, _apl("onBehalfOf"), item("signature/2/organization"))),
        "Signature-onBehalfOf",
        "1. Ada",
    ),
    Mutant(
        "body that is a place",
        put(ADA, _apl("onBehalfOf"), item("event/1/place/1")),
        "Signature-onBehalfOf",
        "1. Ada",
    ),
    Mutant(
        "role without words",
        drop(ADA, _apl("roleAsWritten")),
        "NormalisedRole-words",
        "1. Ada",
    ),
    Mutant(
        "position twice",
        put(BRAM, _apl("listPosition"), _xsd("1", "integer")),
        "Signature-position-unique",
        "2. Bram",
    ),
    Mutant(
        "number printed twice, not flagged",
        put(BRAM, _apl("ordinal"), _xsd("1", "integer")),
        "Signature-ordinal-repeats",
        "2. Bram",
        Severity.WARNING,
    ),
    Mutant(
        "under a heading that is nothing",
        add((BRAM, _apl("listedUnder"), item("signature/1"))),
        "Signature-listedUnder",
        "2. Bram",
    ),
    Mutant(
        "number is not the position",
        put(BRAM, _apl("ordinal"), _xsd("22", "integer")),
        "Signature-ordinal-differs",
        "2. Bram",
        Severity.INFO,
    ),
    Mutant(
        "missing number is there",
        add((APPEAL, _apl("missingOrdinal"), _xsd("5", "integer"))),
        "Appeal-missing-ordinal-present",
        TITLE,
    ),
    Mutant(
        "repeats a later entry",
        add((ADA, _apl("repeatsEntry"), item("signature/9"))),
        "RepeatingEntry-earlier",
        "1. Ada",
    ),
    Mutant(
        "signatory who does not sign",
        add((FRIEND, RDF_TYPE, _apl("Signatory"))),
        "Signatory-signs",
        "Piet Harrow",
    ),
    Mutant(
        "declared number differs",
        put(APPEAL, _apl("declaredSignatoryCount"), _xsd("44", "integer")),
        "Appeal-count-differs",
        TITLE,
        Severity.WARNING,
    ),
    # --- what every item has
    Mutant("item of no document", drop(ADA, _apl("statedIn")), "SourcedItem-statedIn", "1. Ada"),
    Mutant(
        "item without passage",
        drop(item("signature/2/person"), _apl("supportedBy")),
        "SourcedItem-supportedBy",
        "2. Bram",
    ),
    Mutant(
        "confidence above one",
        put(CLAIM, _apl("extractionConfidence"), decimal(1.5)),
        "SourcedItem-confidence",
        "more than 40",
    ),
    Mutant(
        "two confidences",
        add((CLAIM, _apl("extractionConfidence"), decimal(0.5))),
        "SourcedItem-confidence",
        "more than 40",
    ),
    Mutant(
        "made by nothing",
        drop(CORA, curie("prov:wasGeneratedBy")),
        "SourcedItem-generatedBy",
        "3. Ms.",
    ),
    Mutant(
        "label without language",
        put(CORA, curie("rdfs:label"), literal("Signature 3")),
        "SourcedItem-label",
        "3. Ms.",
    ),
    Mutant(
        "two labels in one language",
        add((CORA, curie("rdfs:label"), literal("Entry 3", "en"))),
        "SourcedItem-label",
        "3. Ms.",
    ),
    Mutant(
        "flag of no list",
        add((CORA, _apl("flaggedAs"), iri("https://data.example.org/flag"))),
        "SourcedItem-flag",
        "3. Ms.",
    ),
    Mutant(
        "days in the wrong order",
        put(EVENT, _apl("earliestDate"), _xsd("2031-03-09", "date")),
        "SourcedItem-earliestDate",
        "the ferry landing at Eastmere was",
    ),
    Mutant(
        "no such day",
        both(
            drop(EVENT, _apl("latestDate")),
            put(EVENT, _apl("earliestDate"), _xsd("2031-02-30", "date")),
        ),
        "SourcedItem-earliestDate",
        "the ferry landing at Eastmere was",
    ),
    Mutant(
        "passage of another document",
        both(OTHER_DOCUMENT, add((ADA, _apl("supportedBy"), OTHER_PASSAGE))),
        "SourcedItem-own-passage",
        "1. Ada",
    ),
    Mutant(
        "signer of another document",
        both(
            OTHER_DOCUMENT,
            put(item("signature/1/person"), _apl("statedIn"), OTHER_SOURCE),
            put(item("signature/1/person"), _apl("supportedBy"), OTHER_PASSAGE),
        ),
        "SourcedItem-one-document",
        "1. Ada",
    ),
    Mutant(
        "name that is not quoted",
        put(item("signature/1/person"), _apl("nameAsWritten"), literal("Ada Quell")),
        "SourcedItem-name-quoted",
        "Ada Quill",
    ),
    Mutant(
        "person and body at once",
        add((item("signature/1/person"), RDF_TYPE, _apl("Organization"))),
        "OneKindOfReferent",
        "Ada Quill",
    ),
    Mutant(
        "claim and request at once",
        add((item("request/2"), RDF_TYPE, _apl("Citation"))),
        "OneKindOfAssertion",
        "We ask that",
    ),
    # --- what the letter says
    Mutant(
        "claim with a rating",
        add((CLAIM, curie("schema:reviewRating"), literal("false"))),
        "Claim",
        "more than 40",
    ),
    Mutant(
        "claim with two figures",
        add((CLAIM, _apl("hasQuantity"), item("claim/2/quantity"))),
        "Claim-quantity",
        "more than 40",
    ),
    Mutant(
        "claim of no date", put(CLAIM, _apl("asOf"), _edtf("in May")), "Claim-asOf", "more than 40"
    ),
    Mutant(
        "figure without number",
        drop(QUANTITY, _apl("numericValue")),
        "Quantity",
        "more than 40",
    ),
    Mutant(
        "bounds exchanged",
        add((QUANTITY, _apl("upperBound"), decimal(3))),
        "Quantity-lower",
        "more than 40",
    ),
    Mutant(
        "figure of nothing counted",
        drop(QUANTITY, _apl("measure")),
        "Quantity-measure",
        "more than 40",
    ),
    Mutant(
        "event label in the letter's words",
        put(EVENT, curie("rdfs:label"), literal("Shelling of Eastmere", "en")),
        "Event-label",
        "the ferry landing at Eastmere was",
    ),
    Mutant(
        "event without words",
        drop(EVENT, _apl("nameAsWritten")),
        "Event-name",
        "3 March 2031",
    ),
    Mutant(
        "event of two kinds",
        add((EVENT, _apl("kindConcept"), concept("event-kind", "meeting"))),
        "Event-kind",
        "the ferry landing at Eastmere was",
    ),
    Mutant(
        "addressing of nobody",
        drop(item("addressing/4"), _apl("addressedTo")),
        "Addressing-addressedTo",
        "Piet Harrow",
    ),
    Mutant(
        "addressee not said to be one",
        drop(FRIEND, RDF_TYPE, _apl("Addressee")),
        "Addressing-addressedTo",
        "Piet Harrow",
    ),
    Mutant(
        "two holders of an office",
        add((OFFICE, _apl("namedHolder"), item("signature/1/person"))),
        "Office-namedHolder",
        "the Secretary of the Assembly",
    ),
    Mutant(
        "citation of nothing",
        drop(item("citation/2"), _apl("citesInstrument")),
        "Citation-instrument",
        "Treaty of the Two Banks",
    ),
    Mutant(
        "request of a place",
        put(item("request/1"), _apl("requestedOf"), item("event/1/place/1")),
        "Request-of",
        "We call on the Assembly",
    ),
    Mutant(
        "appeal of no kind",
        drop(APPEAL, _apl("kindConcept")),
        "Appeal-unkinded",
        TITLE,
        Severity.WARNING,
    ),
    Mutant(
        "appeal of two kinds",
        add((APPEAL, _apl("kindConcept"), concept("appeal-kind", "petition"))),
        "Appeal-kind",
        TITLE,
    ),
    Mutant(
        "appeal without date",
        drop(APPEAL, curie("dcterms:date")),
        "Appeal-undated",
        TITLE,
        Severity.WARNING,
    ),
    # --- what must not be in the data
    Mutant(
        "two made one",
        add((item("signature/1/person"), f"<{OWL}sameAs>", item("signature/9/person"))),
        "NoSameAs-sameAs",
        "Ada Quill",
    ),
    Mutant(
        "plain name",
        add((item("signature/1/person"), f"<{FOAF}name>", literal("Ada Quill"))),
        "Neutral-foaf-name",
        "Ada Quill",
    ),
    Mutant(
        "membership stated",
        add((item("signature/1/person"), f"<{ORG}memberOf>", item("signature/1/organization"))),
        "Neutral-org-memberOf",
        "Ada Quill",
    ),
    Mutant(
        "membership as a node",
        add(
            (item("signature/1/membership"), RDF_TYPE, f"<{ORG}Membership>"),
            (item("signature/1/membership"), f"<{ORG}member>", item("signature/1/person")),
        ),
        "NoMembership",
        "Ada Quill",
    ),
    Mutant(
        "office held as a fact",
        add((OFFICE, f"<{ORG}heldBy>", item("addressing/1/holder"))),
        "Neutral-org-heldBy",
        "the Secretary of the Assembly",
    ),
    Mutant(
        "signatory as author",
        add((APPEAL, curie("dcterms:creator"), item("signature/1/person"))),
        "Neutral-dcterms-creator",
        TITLE,
    ),
    Mutant(
        "event that happened",
        add((EVENT, RDF_TYPE, "<http://www.cidoc-crm.org/cidoc-crm/E5_Event>")),
        "Neutral-type",
        "the ferry landing at Eastmere was",
    ),
    # --- the ground
    Mutant("passage without start", drop(ENTRY, _apl("startOffset")), "Passage-start", "1. Ada"),
    Mutant(
        "passage that ends before it begins",
        put(ENTRY, _apl("endOffset"), _xsd("3", "integer")),
        "Passage-start",
        "1. Ada",
    ),
    Mutant(
        "quotation too short",
        put(ENTRY, _apl("exactText"), literal("1. Ada Quill")),
        "Passage-length",
        "1. Ada",
    ),
    Mutant(
        "passage beyond the text",
        put(ENTRY, _apl("endOffset"), _xsd("99999", "integer")),
        "Passage-within-text",
        "1. Ada",
    ),
    Mutant("passage of no document", drop(ENTRY, _apl("passageOf")), "Passage-source", "1. Ada"),
    Mutant(
        "digest of the wrong form",
        put(SOURCE, curie("schema:sha256"), literal("abc")),
        "SourceDocument-sha256",
        "",
    ),
    Mutant(
        "two languages",
        add((SOURCE, curie("schema:inLanguage"), literal("fr"))),
        "SourceDocument-language",
        "",
    ),
    Mutant(
        "text layer of no file",
        add((SOURCE, RDF_TYPE, _apl("TextLayer"))),
        "TextLayer-file",
        "",
    ),
)
"""Mutants that the shapes see; both engines must."""

_SHIFTED = both(
    put(ENTRY, _apl("startOffset"), _xsd("804", "integer")),
    put(ENTRY, _apl("endOffset"), _xsd("858", "integer")),
)

SOURCE_MUTANTS = (
    Mutant(
        "one letter changed in a quotation",
        put(
            ENTRY,
            _apl("exactText"),
            literal('1. Ada Quell – "Lantern" Reading Society, board member'),
        ),
        "passage-differs",
        "1. Ada",
    ),
    Mutant("offsets shifted by one", _SHIFTED, "passage-misnamed", "1. Ada"),
    Mutant("words at shifted offsets", _SHIFTED, "passage-differs", "1. Ada"),
    Mutant(
        "offsets beyond the end, and a longer text claimed",
        both(
            put(SOURCE, _apl("textLength"), _xsd("200000", "integer")),
            put(ENTRY, _apl("startOffset"), _xsd("100000", "integer")),
            put(ENTRY, _apl("endOffset"), _xsd("100054", "integer")),
        ),
        "passage-beyond-end",
        "1. Ada",
    ),
    Mutant(
        "length of the text",
        put(SOURCE, _apl("textLength"), _xsd("2000", "integer")),
        "length-differs",
        "",
    ),
    Mutant(
        "another digest",
        put(SOURCE, curie("schema:sha256"), literal("f" * 64)),
        "digest-differs",
        "",
    ),
    Mutant(
        "affiliation misspelt",
        put(ADA, _apl("affiliationAsWritten"), literal('"Lamp" Reading Society')),
        "words-not-in-text",
        "1. Ada",
    ),
    Mutant(
        "quantity in other words",
        put(QUANTITY, _apl("quantityAsWritten"), literal("over 40")),
        "words-not-in-text",
        "more than 40",
    ),
    Mutant(
        "title in capitals",
        put(APPEAL, curie("dcterms:title"), literal("APPEAL OF THE FRIENDS")),
        "words-not-in-text",
        TITLE,
    ),
)
"""Mutants that only a reading of the source can see; the shapes are content with some of them."""
