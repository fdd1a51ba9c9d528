"""Which words of which document an item rests on, triple by triple.

``explain`` reads the one document concerned again, by the functions that a build uses, so that what
it shows is what a build writes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from appeals_rdf import triples
from appeals_rdf.corpus import Entry, Folder
from appeals_rdf.curation import Curation, anchor
from appeals_rdf.errors import UsageError
from appeals_rdf.explain.evidence import Evidence, Properties, Span
from appeals_rdf.explain.model import Explanation, Maker, Mention, Place, Statement, Term
from appeals_rdf.explain.names import describe, short_name
from appeals_rdf.iris import SCHEMES, Mint, term
from appeals_rdf.model import CURATION, Record
from appeals_rdf.rdf import PREFIXES, RDF_TYPE, Description, curie
from appeals_rdf.validate.graph import XSD_STRING, parse_literal, words_of

__all__ = ["Explanation", "Maker", "Mention", "Place", "Statement", "Term", "explain"]


def explain(folder: Folder, given: str) -> Explanation:
    """Explain a subject of the corpus.

    ``given`` is its IRI, in full or from the appeal's id on (``my-letter/signature/3``), or with a
    prefix (``appeal:my-letter``, ``source:…``, ``rule:…``, ``flag:curated``). An IRI that the data
    does not know is a ``UsageError`` that names the nearest ones.
    """
    mint = Mint(folder.settings.base)
    iri = full_iri(given, mint)
    below = iri.removeprefix(f"{mint.base}")
    if iri.startswith((SCHEMES, PREFIXES["apl"])):
        return _explain_term(iri, given, mint)
    if below.startswith("id/rule/"):
        return _explain_rule(iri, given, folder, mint)
    entry = _entry_of(below, given, folder)
    return _explain_in(entry, iri, given, folder, mint)


def full_iri(given: str, mint: Mint) -> str:
    """The IRI that a person means."""
    name = given.strip().removeprefix("<").removesuffix(">").rstrip("/")
    if name.startswith(("http://", "https://")):
        return name
    prefix, colon, local = name.partition(":")
    prefixes = {
        "appeal": f"{mint.base}id/appeal/",
        "source": f"{mint.base}id/source/",
        "rule": f"{mint.base}id/rule/",
        "graph": f"{mint.base}graph/",
        **PREFIXES,
    }
    if colon and prefix in prefixes:
        return prefixes[prefix] + local
    for start, path in (("id/", ""), ("graph/", ""), ("source/", "id/"), ("rule/", "id/")):
        if name.startswith(start):
            return mint.base + path + name
    return f"{mint.base}id/appeal/{name}"


def _entry_of(below: str, given: str, folder: Folder) -> Entry:
    """The document that the IRI belongs to; its path stands below the base."""
    from appeals_rdf.read import read_document

    parts = below.split("/")
    by_id = {entry.id: entry for entry in folder.entries}
    name = ""
    if parts[:2] == ["id", "appeal"] and len(parts) > 2:
        name = parts[2]
    elif parts[0] == "graph" and len(parts) == 2:
        name = parts[1]
    if name in by_id:
        return by_id[name]
    if parts[:2] == ["id", "source"] and len(parts) > 2:
        for entry in folder.entries:
            # A text layer's name begins with the digest of its file, as the file's own does.
            digest = parts[2].partition("-")[0]
            if read_document(entry.path, entry.id, entry.language).sha256.startswith(digest):
                return entry
        raise UsageError(f"no document of this corpus has a digest that begins with '{parts[2]}'.")
    raise _unknown(given, name or given, by_id, "appeal")


def _explain_in(entry: Entry, iri: str, given: str, folder: Folder, mint: Mint) -> Explanation:
    from appeals_rdf.pipeline import read_record
    from appeals_rdf.publish.build import appeal_part
    from appeals_rdf.publish.catalogue import provenance_descriptions

    record, document = read_record(entry)
    beside: Iterable[Description] = ()
    if iri.startswith((f"{mint.base}graph/", *_beside(record, mint))):
        beside = provenance_descriptions(folder, [appeal_part(record, mint)], mint)
    return explain_record(
        record, document.text, iri, mint, entry.curation, beside=beside, given=given
    )


def _beside(record: Record, mint: Mint) -> tuple[str, str]:
    """What the provenance graph, and not the appeal's own, says of an appeal."""
    return f"{mint.items(record.id)}curation", f"{mint.items(record.id)}reading"


def explain_record(
    record: Record,
    text: str,
    iri: str,
    mint: Mint,
    curation: Curation | None = None,
    *,
    beside: Iterable[Description] = (),
    given: str = "",
) -> Explanation:
    """Explain a subject of one record; ``beside`` are descriptions of other graphs."""
    known = _grouped([*triples.record_descriptions(record, mint), *beside])
    subject = f"<{iri}>"
    if subject not in known:
        names = [short_name(node, mint) for node in known]
        raise _unknown(given or iri, short_name(subject, mint), names, "item")
    evidence = Evidence(known, record, text)
    makers = _Makers(known, record, text, mint, curation)
    statements = []
    for predicate, objects in known[subject].items():
        for object_ in objects:
            spans = evidence.of_triple(subject, predicate, object_)
            places = tuple(map(evidence.place, spans))
            maker = makers.of_statement(subject, predicate)
            statements.append(_statement(predicate, object_, known, mint, places, maker))
    return _explanation(
        subject,
        known,
        mint,
        places=tuple(map(evidence.place, evidence.of_subject(subject))),
        made_by=makers.of_subject(subject),
        statements=statements,
        text=text,
    )


def _grouped(descriptions: Iterable[Description]) -> dict[str, Properties]:
    known: dict[str, Properties] = {}
    for subject, pairs in descriptions:
        properties = known.setdefault(subject, {})
        for predicate, object_ in dict.fromkeys(pairs):
            properties.setdefault(predicate, []).append(object_)
    return known


def _explanation(
    subject: str,
    known: Mapping[str, Properties],
    mint: Mint,
    *,
    statements: Iterable[Statement],
    places: tuple[Place, ...] = (),
    made_by: Maker | None = None,
    text: str = "",
) -> Explanation:
    properties = known[subject]

    def named(node: str) -> Term:
        return describe(node, mint, _label(node, known))

    return Explanation(
        subject=named(subject),
        types=tuple(describe(type_, mint) for type_ in properties.get(RDF_TYPE, ())),
        places=places,
        made_by=made_by,
        confidence=words_of(properties.get(triples.CONFIDENCE, ['""'])[0]),
        flags=tuple(describe(flag, mint) for flag in properties.get(triples.FLAGGED, ())),
        statements=tuple(statements),
        mentions=tuple(
            Mention(named(other), describe(predicate, mint))
            for other, pairs in known.items()
            for predicate, objects in pairs.items()
            if subject in objects
        ),
        text=text,
    )


def _statement(
    predicate: str,
    object_: str,
    known: Mapping[str, Properties],
    mint: Mint,
    places: tuple[Place, ...] = (),
    made_by: Maker | None = None,
) -> Statement:
    literal = parse_literal(object_)
    if literal is None:
        named = describe(object_, mint, _label(object_, known))
        return Statement(describe(predicate, mint), named, "", "", places, made_by)
    datatype = "" if literal.datatype == XSD_STRING else literal.datatype.strip("<>")
    return Statement(
        describe(predicate, mint),
        Term(literal.value, ""),
        "" if literal.language else datatype,
        literal.language,
        places,
        made_by,
    )


def _label(node: str, known: Mapping[str, Properties]) -> str:
    properties = known.get(node, {})
    if triples.LABEL in properties:
        return words_of(properties[triples.LABEL][0])
    if triples.EXACT in properties:
        start, end = (words_of(properties[p][0]) for p in (triples.START, triples.END))
        return f"Characters {start}–{end}"
    return ""


# --- who recorded it

_DECIDED = {
    "addressing": "addressees",
    "event": "events",
    "claim": "claims",
    "request": "requests",
    "citation": "citations",
    "signature": "signatures",
}
"""The first part of an item's path → the list of decisions that may have made it."""

_TITLE = curie("dcterms:title")
_DATE_TERMS = (triples.DATE, triples.DATE_AS_WRITTEN, term("earliestDate"), term("latestDate"))


class _Makers:
    """Finds the rule, or the line of the file of decisions, behind an item."""

    def __init__(
        self,
        known: Mapping[str, Properties],
        record: Record,
        text: str,
        mint: Mint,
        curation: Curation | None,
    ) -> None:
        self._known = known
        self._text = text
        self._curation = curation
        self._items = f"<{mint.items(record.id)}"
        self._appeal = mint.appeal(record.id)
        self._rules = mint.rule("")[:-1]
        self._evidence = Evidence(known, record, text)

    def of_subject(self, subject: str) -> Maker | None:
        """Who recorded the item; a figure is recorded with its claim."""
        owner = subject
        if subject.endswith("/quantity>"):
            owner = f"{subject.removesuffix('/quantity>')}>"
        activity = next(iter(self._known[owner].get(triples.GENERATED, ())), "")
        if not activity:
            return None
        if activity.startswith(self._rules):
            return Maker("rule", activity[len(self._rules) : -1])
        if self._curation is None:
            return Maker(CURATION, CURATION)
        spans = self._evidence.of_subject(owner)
        return Maker(CURATION, CURATION, self._curation.file, self._line(owner, spans))

    def of_statement(self, subject: str, predicate: str) -> Maker | None:
        """Who made one triple, as far as the record and the decisions tell."""
        decided = self._curation
        if subject == self._appeal and decided:
            lines = {
                _TITLE: decided.title.line if decided.title else None,
                triples.IDENTIFIER: decided.reference.line if decided.reference else None,
                triples.KIND: 0 if decided.kind else None,
            }
            lines |= dict.fromkeys(_DATE_TERMS, decided.date[2] if decided.date else None)
            if (line := lines.get(predicate)) is not None:
                return Maker(CURATION, CURATION, decided.file, line)
        return self.of_subject(subject)

    def _line(self, subject: str, spans: list[Span]) -> int:
        """The line of the decision whose quote is nearest to the item's words; 0 if none is."""
        if self._curation is None or not spans:
            return 0
        kind = _DECIDED.get(subject.removeprefix(self._items).strip("<>").partition("/")[0], "")
        decisions = (self._curation.decisions or {}).get(kind, ())
        quotes = [decision.quote for decision in decisions if decision.action != "dismiss"]
        best, line = (0, 0), 0
        for quote in quotes:
            place = anchor(quote, self._text, [])
            # The quote that shares most with the item's words, and of such the shortest.
            if place and (score := (_shared(place, spans), place[0] - place[1])) > best:
                best, line = score, quote.line
        return line


def _shared(place: Span, spans: list[Span]) -> int:
    return max(min(place[1], end) - max(place[0], start) for start, end in spans)


# --- what is no item of a document


def _explain_term(iri: str, given: str, mint: Mint) -> Explanation:
    """A class, a property or a concept."""
    import pyoxigraph as ox

    from appeals_rdf.rdf import literal
    from appeals_rdf.resources import folder

    known: dict[str, Properties] = {}
    for name in ("appeals.ttl", "schemes.ttl"):
        for quad in ox.parse(path=folder("ontology") / name):
            object_ = quad.object
            value = str(object_)
            if isinstance(object_, ox.Literal):
                value = literal(object_.value, object_.language or "")
            known.setdefault(str(quad.subject), {}).setdefault(str(quad.predicate), []).append(
                value
            )
    subject = f"<{iri}>"
    if subject not in known:
        names = [short_name(node, mint) for node in known if node[0] == "<"]
        raise _unknown(given, short_name(subject, mint), names, "term")
    statements = [
        _statement(predicate, object_, known, mint)
        for predicate, objects in known[subject].items()
        for object_ in objects
    ]
    return _explanation(subject, known, mint, statements=statements)


def _explain_rule(iri: str, given: str, folder: Folder, mint: Mint) -> Explanation:
    """A rule: shown by the first document that it read something in."""
    from appeals_rdf.pipeline import read_record
    from appeals_rdf.publish.build import appeal_part
    from appeals_rdf.publish.catalogue import provenance_descriptions

    rules: set[str] = set()
    for entry in folder.entries:
        record, document = read_record(entry)
        part = appeal_part(record, mint)
        rules.update(part.activities)
        if f"<{iri}>" in part.activities:
            beside = provenance_descriptions(folder, [part], mint)
            return explain_record(record, document.text, iri, mint, entry.curation, beside=beside)
    names = [short_name(rule, mint) for rule in rules]
    raise _unknown(given, short_name(f"<{iri}>", mint), names, "rule")


def _unknown(given: str, name: str, known: Iterable[str], what: str) -> UsageError:
    close = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    nearest = " or ".join(f"'{name}'" for name in close)
    hint = f" Did you mean {nearest}?" if close else ""
    return UsageError(f"this corpus has no {what} '{given}'.{hint}")
