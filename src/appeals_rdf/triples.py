"""From a record to RDF: one plain function for each kind of record.

Each function yields ``Description``s. Nothing that a document claims becomes a plain fact here: a
document's item is an instance of a class of the ontology that says *this document says so*, with
the passage it says it in. The document's words stand only in the properties that quote
(``QUOTING``); a label is the tool's own and puts the document's words in quotation marks.

To add a class: a dataclass in ``model.py``, a function here, a term in ``ontology/appeals.ttl``, a
shape, and an item in ``tests/sample.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from appeals_rdf import edtf, model
from appeals_rdf.iris import Mint, concept, term
from appeals_rdf.model import CURATION, Finding, PartyType, Record
from appeals_rdf.rdf import RDF_TYPE, Description, curie, decimal, literal
from appeals_rdf.reconcile import body_key, person_key
from appeals_rdf.text import squeeze
from appeals_rdf.vocabulary import legal_forms

Pairs = list[tuple[str, str]]

QUOTING = (
    term("affiliationAsWritten"),
    term("capacityAsWritten"),
    term("dateAsWritten"),
    term("exactText"),
    term("honorificAsWritten"),
    term("nameAsWritten"),
    term("placeAsWritten"),
    term("quantityAsWritten"),
    term("roleAsWritten"),
    curie("dcterms:title"),
)
"""The properties whose values are a document's own words, letter by letter."""

AFFILIATION = term("affiliationAsWritten")
CAPACITY = term("capacityAsWritten")
COMPARISON_KEY = term("comparisonKey")
CONFIDENCE = term("extractionConfidence")
DATE = curie("dcterms:date")
DATE_AS_WRITTEN = term("dateAsWritten")
END = term("endOffset")
EXACT = term("exactText")
FLAGGED = term("flaggedAs")
FORMAT = curie("schema:encodingFormat")
GENERATED = curie("prov:wasGeneratedBy")
IDENTIFIER = curie("dcterms:identifier")
IN_APPEAL = term("inAppeal")
IN_LANGUAGE = curie("schema:inLanguage")
KIND = term("kindConcept")
LABEL = curie("rdfs:label")
NAME = term("nameAsWritten")
PASSAGE_OF = term("passageOf")
SHA256 = curie("schema:sha256")
START = term("startOffset")
STATED_IN = term("statedIn")
SUPPORTED_BY = term("supportedBy")
WAS_DERIVED_FROM = curie("prov:wasDerivedFrom")

ENTRY_GROUP = term("EntryGroup")
PASSAGE = term("Passage")
SOURCE_DOCUMENT = term("SourceDocument")
SOURCE_FILE = term("SourceFile")
TEXT_LAYER = term("TextLayer")
SIGNATURE = term("Signature")
SIGNATORY = term("Signatory")
ADDRESSEE = term("Addressee")
CLASS_OF = {type_: term(type_.value.capitalize()) for type_ in PartyType}

EDTF_TYPE = curie("edtf:EDTF")
INTEGER = curie("xsd:integer")
DAY = curie("xsd:date")

_FLAGS = {flag: concept("flag", flag.value) for flag in model.Flag}
_STATUSES = {status: concept("name-status", status.value) for status in model.NameStatus}


def record_descriptions(record: Record, mint: Mint) -> Iterator[Description]:
    """The self-contained graph of one appeal, in reading order, its passages last."""
    writer = _AppealWriter(record, mint)
    yield from writer.source()
    yield from writer.appeal()
    for number, issuer in enumerate(record.issuers, 1):
        yield from writer.party(f"issuer/{number}", issuer, f"issuing body {number}")
    for number, addressee in enumerate(record.addressees, 1):
        yield from writer.addressing(number, addressee)
    yield from writer.groups()
    for signature in record.signatures:
        yield from writer.signature(signature)
    for event in record.events:
        yield from writer.event(event)
    for claim in record.claims:
        yield from writer.claim(claim)
    for request in record.requests:
        yield from writer.request(request)
    for citation in record.citations:
        yield from writer.citation(citation)
    yield from writer.passages()


class _AppealWriter:
    """Holds what all items of one appeal share, and gathers the passages they rest on."""

    def __init__(self, record: Record, mint: Mint) -> None:
        self._record = record
        self._mint = mint
        self._source = mint.source(record.sha256, record.layer_sha256)
        self._appeal = mint.appeal(record.id)
        self._items = f"<{mint.items(record.id)}"
        self._chars = f"<{mint.passages(record.sha256, record.layer_sha256)}"
        self._passages: dict[tuple[int, int], str] = {}
        self._rules = {CURATION: mint.curation(record.id)}
        self._signature_keys = _signature_keys(record.signatures)
        self._groups = _groups(record.signatures)

    # --- what every sourced item has

    def _item(self, path: str) -> str:
        return f"{self._items}{path}>"

    def _passage(self, finding: Finding) -> str:
        place = (finding.start, finding.end)
        self._passages[place] = finding.text
        return f"{self._chars}{place[0]}-{place[1]}>"

    def _sourced(self, label: str, finding: Finding, *more: Finding) -> Pairs:
        """Label and evidence; ``more`` are further passages that the item rests on."""
        pairs = [
            (LABEL, literal(label, "en")),
            (STATED_IN, self._source),
            # The title may be the words of the kind, too: each passage is named once.
            *dict.fromkeys((SUPPORTED_BY, self._passage(f)) for f in (finding, *more)),
            (CONFIDENCE, _decimal(finding.confidence)),
            (GENERATED, self._rule(finding.rule)),
        ]
        pairs += [(FLAGGED, _FLAGS[flag]) for flag in finding.flags]
        return pairs

    def _rule(self, rule: str) -> str:
        minted = self._rules.get(rule)
        if minted is None:
            minted = self._rules[rule] = self._mint.rule(rule)
        return minted

    # --- the document and the appeal

    def source(self) -> Iterator[Description]:
        """The text in which passages count, and the file it was taken from where that is another.

        The bytes of a plain text in UTF-8 are its text, so that the two are one.
        """
        record = self._record
        file = self._mint.source(record.sha256)
        plain = record.sha256 == record.layer_sha256
        pairs: Pairs = [(RDF_TYPE, SOURCE_DOCUMENT)]
        if not plain:
            pairs.append((RDF_TYPE, TEXT_LAYER))
        name = f"Source text {record.file}" if plain else f"Text layer of {record.file}"
        pairs += [
            (LABEL, literal(name, "en")),
            (IDENTIFIER, literal(record.file)),
            (SHA256, literal(record.layer_sha256)),
            (FORMAT, literal(record.media_type if plain else "text/plain")),
            (IN_LANGUAGE, literal(record.language)),
            (term("textLength"), literal(str(record.text_length), datatype=INTEGER)),
        ]
        if not plain:
            pairs.append((WAS_DERIVED_FROM, file))
        yield Description(self._source, pairs)
        if not plain:
            yield Description(
                file,
                [
                    (RDF_TYPE, SOURCE_FILE),
                    (LABEL, literal(f"Source file {record.file}", "en")),
                    (IDENTIFIER, literal(record.file)),
                    (SHA256, literal(record.sha256)),
                    (FORMAT, literal(record.media_type)),
                ],
            )

    def appeal(self) -> Iterator[Description]:
        record = self._record
        evidence: list[Finding | None] = [
            record.title,
            record.date,
            record.kind_finding,
            record.reference,
            record.declared_signatories,
            *record.issuers,
        ]
        # A letter that prints none of these rests on its opening line.
        found = [f for f in evidence if f] or [f for f in (record.opening,) if f]
        pairs: Pairs = [(RDF_TYPE, term("Appeal"))]
        pairs += self._sourced(f"Appeal {record.id}", found[0], *found[1:])
        if record.title:
            pairs.append((curie("dcterms:title"), literal(record.title.text)))
        if record.kind:
            pairs.append((KIND, concept("appeal-kind", record.kind)))
        if record.date:
            pairs += _date(record.date)
        if record.reference:
            pairs.append((IDENTIFIER, literal(record.reference.text)))
        pairs.append((IN_LANGUAGE, literal(record.language)))
        for number in range(1, len(record.issuers) + 1):
            pairs.append((term("issuerNamed"), self._item(f"issuer/{number}")))
        if declared := record.declared_signatories:
            count = literal(str(declared.count), datatype=INTEGER)
            pairs.append((term("declaredSignatoryCount"), count))
        for missing in record.missing_ordinals:
            pairs.append((term("missingOrdinal"), literal(str(missing), datatype=INTEGER)))
        yield Description(self._appeal, pairs)

    # --- parties

    def party(
        self, path: str, mention: model.Mention, where: str, *roles: str, more: Pairs | None = None
    ) -> Iterator[Description]:
        """A party as named at one place; ``where`` says in the label which place that is."""
        type_ = mention.type or PartyType.ORGANIZATION
        pairs: Pairs = [(RDF_TYPE, CLASS_OF[type_]), *((RDF_TYPE, role) for role in roles)]
        pairs += self._sourced(_quoting(mention.text, where), mention)
        pairs.append((NAME, literal(mention.text)))
        if key := _key(type_, mention.text, self._record.language):
            pairs.append((COMPARISON_KEY, literal(key)))
        if mention.kind:
            pairs.append((KIND, concept("organization-kind", mention.kind)))
        yield Description(self._item(path), pairs + (more or []))

    def addressing(self, number: int, addressee: model.Addressee) -> Iterator[Description]:
        path, where = f"addressing/{number}", f"addressee {number}"
        party = self._item(f"{path}/party")
        capacity = [addressee.capacity] if addressee.capacity else []
        pairs = [
            (RDF_TYPE, term("Addressing")),
            *self._sourced(f"Addressing {number}", addressee, *capacity),
            (IN_APPEAL, self._appeal),
            (term("addressedTo"), party),
        ]
        if addressee.capacity:
            pairs.append((CAPACITY, literal(addressee.capacity.text)))
        yield Description(self._item(path), pairs)

        more: Pairs = []
        if addressee.body:
            more.append((term("officeOf"), self._item(f"{path}/body")))
        if addressee.holder:
            more.append((term("namedHolder"), self._item(f"{path}/holder")))
        mention = model.Mention(
            text=addressee.text,
            start=addressee.start,
            end=addressee.end,
            rule=addressee.rule,
            confidence=addressee.confidence,
            flags=addressee.flags,
            type=addressee.type,
        )
        yield from self.party(f"{path}/party", mention, where, ADDRESSEE, more=more)
        if addressee.body:
            yield from self.party(f"{path}/body", addressee.body, f"body of {where}")
        if addressee.holder:
            yield from self.party(f"{path}/holder", addressee.holder, f"holder at {where}")

    # --- signatures

    def groups(self) -> Iterator[Description]:
        """The headings under which a list puts its entries, each once."""
        for heading, number in self._groups.values():
            pairs = [
                (RDF_TYPE, ENTRY_GROUP),
                *self._sourced(_quoting(heading.text, f"group {number}"), heading),
                (NAME, literal(heading.text)),
            ]
            yield Description(self._item(f"group/{number}"), pairs)

    def signature(self, entry: model.Signature) -> Iterator[Description]:
        key = self._signature_keys[entry.position]
        path, where = f"signature/{key}", f"signature {key}"
        organization, person = entry.organization, entry.person
        body = self._item(f"{path}/organization")
        signing, signer = self._signing(entry)
        pairs = [
            (RDF_TYPE, SIGNATURE),
            *self._sourced(f"Signature {key}", entry),
            (IN_APPEAL, self._appeal),
            (term("listPosition"), literal(str(entry.position), datatype=INTEGER)),
        ]
        if entry.ordinal is not None:
            pairs.append((term("ordinal"), literal(str(entry.ordinal), datatype=INTEGER)))
        pairs += [
            (NAME, literal(signer.text)),
            (term("nameStatus"), _STATUSES[entry.name_status]),
            (term("signedBy"), self._item(f"{path}/{signing}")),
        ]
        if organization and signing != "organization":
            pairs += [
                (term("onBehalfOf"), body),
                (AFFILIATION, literal(organization.text)),
            ]
        if entry.role:
            pairs.append((term("roleAsWritten"), literal(entry.role.text)))
        if entry.role_concept:
            pairs.append((term("roleConcept"), concept("role", entry.role_concept)))
        if entry.honorific:
            pairs.append((term("honorificAsWritten"), literal(entry.honorific.text)))
        if entry.place:
            pairs.append((term("placeAsWritten"), literal(entry.place.text)))
        if entry.group:
            _, number = self._groups[entry.group.start, entry.group.end]
            pairs.append((term("listedUnder"), self._item(f"group/{number}")))
        if entry.repeats is not None:
            earlier = self._item(f"signature/{self._signature_keys[entry.repeats]}")
            pairs.append((term("repeatsEntry"), earlier))
        yield Description(self._item(path), pairs)

        if person:
            yield from self.party(f"{path}/person", person, where, SIGNATORY)
        elif signing == "office":
            office_of = [(term("officeOf"), body)] if organization else []
            yield from self.party(f"{path}/office", signer, where, SIGNATORY, more=office_of)
        if organization:
            roles = (SIGNATORY,) if signing == "organization" else ()
            yield from self.party(f"{path}/organization", organization, where, *roles)
        elif signing == "organization":
            yield from self.party(f"{path}/organization", signer, where, SIGNATORY)

    def _signing(self, entry: model.Signature) -> tuple[str, model.Mention]:
        """The path of the party that signs, and the words that name it."""
        if entry.person:
            return "person", entry.person
        named = [m for m in (entry.role, entry.organization) if m]
        if entry.signatory_type is PartyType.OFFICE and entry.role:
            start, end = min(m.start for m in named), max(m.end for m in named)
            text = entry.text[start - entry.start : end - entry.start]
            type_ = PartyType.OFFICE
        else:
            mention = entry.organization or entry
            start, end, text = mention.start, mention.end, mention.text
            type_ = (
                PartyType.COLLECTIVE
                if entry.signatory_type is PartyType.COLLECTIVE
                else PartyType.ORGANIZATION
            )
        words = model.Mention(
            text=text,
            start=start,
            end=end,
            rule=entry.rule,
            confidence=entry.confidence,
            type=type_,
        )
        return ("office" if type_ is PartyType.OFFICE else "organization"), words

    # --- what the letter says

    def event(self, event: model.Event) -> Iterator[Description]:
        path = f"event/{event.key}"
        evidence = [event, *([event.date] if event.date else [])]
        pairs = [
            (RDF_TYPE, term("Event")),
            *self._sourced(event_label(event), *evidence),
            (NAME, literal(event.text)),
            (KIND, concept("event-kind", event.kind)),
        ]
        if event.date:
            pairs += _date(event.date)
        places = range(1, len(event.places) + 1)
        pairs += [(term("atPlace"), self._item(f"{path}/place/{n}")) for n in places]
        yield Description(self._item(path), pairs)
        for number, place in enumerate(event.places, 1):
            where = f"place {number} of event {event.key}"
            yield Description(
                self._item(f"{path}/place/{number}"),
                [
                    (RDF_TYPE, term("Place")),
                    *self._sourced(_quoting(place.text, where), place),
                    (NAME, literal(place.text)),
                ],
            )

    def claim(self, claim: model.Claim) -> Iterator[Description]:
        path = f"claim/{claim.key}"
        evidence = [claim, *([claim.as_of] if claim.as_of else [])]
        pairs = [
            (RDF_TYPE, term("Claim")),
            *self._sourced(f"Claim {claim.key}", *evidence),
            (IN_APPEAL, self._appeal),
        ]
        if claim.quantity:
            pairs.append((term("hasQuantity"), self._item(f"{path}/quantity")))
        if claim.scope:
            pairs.append((term("aboutEvent"), self._item(f"event/{claim.scope}")))
        if claim.speaker:
            pairs.append((term("reportedSpeaker"), self._item(f"{path}/speaker")))
        if claim.as_of:
            pairs.append((term("asOf"), literal(claim.as_of.edtf, datatype=EDTF_TYPE)))
            pairs.append((DATE_AS_WRITTEN, literal(claim.as_of.text)))
            pairs += _days(claim.as_of.edtf)
        yield Description(self._item(path), pairs)
        if claim.quantity:
            yield self._quantity(f"{path}/quantity", claim, claim.quantity)
        if claim.speaker:
            where = f"speaker of claim {claim.key}"
            yield from self.party(f"{path}/speaker", claim.speaker, where)

    def _quantity(self, path: str, claim: model.Claim, quantity: model.Quantity) -> Description:
        pairs = [
            (RDF_TYPE, term("Quantity")),
            (LABEL, literal(f"Figure of claim {claim.key}", "en")),
            (term("quantityAsWritten"), literal(quantity.text)),
            (term("quantityQualifier"), concept("qualifier", quantity.qualifier)),
            (term("measure"), concept("measure", claim.measure or "other-count")),
        ]
        for name, value in (
            ("numericValue", quantity.value),
            ("lowerBound", quantity.lower),
            ("upperBound", quantity.upper),
        ):
            if value is not None:
                pairs.append((term(name), decimal(value)))
        return Description(self._item(path), pairs)

    def request(self, request: model.Request) -> Iterator[Description]:
        path = f"request/{request.key}"
        asked = range(1, len(request.of) + 1)
        yield Description(
            self._item(path),
            [
                (RDF_TYPE, term("Request")),
                *self._sourced(f"Request {request.key}", request),
                (IN_APPEAL, self._appeal),
                *((term("requestedOf"), self._item(f"{path}/of/{n}")) for n in asked),
            ],
        )
        for number, party in enumerate(request.of, 1):
            where = f"party {number} asked in request {request.key}"
            yield from self.party(f"{path}/of/{number}", party, where)

    def citation(self, citation: model.Citation) -> Iterator[Description]:
        path = f"citation/{citation.key}"
        instrument = self._item(f"{path}/instrument")
        yield Description(
            self._item(path),
            [
                (RDF_TYPE, term("Citation")),
                *self._sourced(f"Citation {citation.key}", citation),
                (IN_APPEAL, self._appeal),
                (term("citesInstrument"), instrument),
            ],
        )
        pairs = [
            (RDF_TYPE, term("Instrument")),
            *self._sourced(_quoting(citation.text, f"citation {citation.key}"), citation),
            (NAME, literal(citation.text)),
            (KIND, concept("instrument-kind", citation.kind)),
        ]
        if citation.date:
            pairs += _date(citation.date)
        yield Description(instrument, pairs)

    def passages(self) -> Iterator[Description]:
        """Every passage that an item rests on, in the order of the text."""
        for (start, end), text in sorted(self._passages.items()):
            yield Description(
                f"{self._chars}{start}-{end}>",
                [
                    (RDF_TYPE, PASSAGE),
                    (PASSAGE_OF, self._source),
                    (START, f'"{start}"^^{INTEGER}'),
                    (END, f'"{end}"^^{INTEGER}'),
                    (EXACT, literal(text)),
                ],
            )


def event_label(event: model.Event) -> str:
    """A neutral label: our words, with the place name quoted.

    ``Reported event (2020-10-11, “Ganja”)``
    """
    about = [event.date.edtf] if event.date else []
    about += [f"“{squeeze(place.text)}”" for place in event.places[:1]]
    return f"Reported event ({', '.join(about) or event.key})"


def _quoting(words: str, where: str) -> str:
    return f"“{squeeze(words)}” ({where})"


def _signature_keys(signatures: Iterable[model.Signature]) -> dict[int, str]:
    """Position → key: the printed number where no other entry has it, else ``p`` + position."""
    ordinals: dict[int | None, int] = {}
    signatures = list(signatures)
    for entry in signatures:
        ordinals[entry.ordinal] = ordinals.get(entry.ordinal, 0) + 1
    return {
        entry.position: str(entry.ordinal)
        if entry.ordinal is not None and ordinals[entry.ordinal] == 1
        else f"p{entry.position}"
        for entry in signatures
    }


def _groups(
    signatures: Iterable[model.Signature],
) -> dict[tuple[int, int], tuple[model.Mention, int]]:
    """The place of each heading → the heading and its number, in the order of the list."""
    found: dict[tuple[int, int], tuple[model.Mention, int]] = {}
    for heading in (entry.group for entry in signatures if entry.group):
        found.setdefault((heading.start, heading.end), (heading, len(found) + 1))
    return found


def _date(written: model.WrittenDate) -> Pairs:
    return [
        (DATE, literal(written.edtf, datatype=EDTF_TYPE)),
        (DATE_AS_WRITTEN, literal(written.text)),
        *_days(written.edtf),
    ]


def _days(edtf_date: str) -> Pairs:
    first, last = edtf.bounds(edtf_date)
    days = (("earliestDate", first), ("latestDate", last))
    return [(term(name), literal(day.isoformat(), datatype=DAY)) for name, day in days if day]


def _key(type_: PartyType, name: str, language: str) -> str:
    if type_ is PartyType.PERSON:
        return person_key(name)
    if type_ is PartyType.ORGANIZATION:
        return body_key(name, legal_forms(language))
    return ""


@lru_cache(maxsize=512)
def _decimal(value: float) -> str:
    return decimal(value)
