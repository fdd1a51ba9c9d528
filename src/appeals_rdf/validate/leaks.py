"""The assertion-leak gate: nothing that a document claims can be read as a plain fact.

``docs/leak-gate.md`` is the definition; the tables below are its lists, and the only way past the
gate. To let a new class or property of the ontology through, add it here and say there why it
attributes and does not assert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from appeals_rdf.iris import term
from appeals_rdf.model import Problem, Severity
from appeals_rdf.rdf import PREFIXES, RDF_TYPE, curie
from appeals_rdf.text import squeeze
from appeals_rdf.triples import COMPARISON_KEY, IDENTIFIER, LABEL, NAME, QUOTING
from appeals_rdf.validate.closure import SAME_AS, Axioms, Closure, Triple, read_axioms
from appeals_rdf.validate.graph import Graph, parse_file, parse_literal, words_of
from appeals_rdf.validate.places import Places, Sources
from appeals_rdf.validate.problems import show, sort_problems

_EXTERNAL = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pim": "http://www.w3.org/2000/10/swap/pim/contact#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
}


def _terms(prefix: str, names: str) -> frozenset[str]:
    namespace = {**PREFIXES, **_EXTERNAL}[prefix]
    return frozenset(f"<{namespace}{name}>" for name in names.split())


CLASSES = (
    # Ours: each says "as a document has it".
    _terms(
        "apl",
        "SourcedItem SourceDocument TextLayer SourceFile Passage Appeal Assertion Signature "
        "EntryGroup Addressing Claim Request Citation Quantity Referent Party Person Organization "
        "Collective Office Signatory Addressee Place Event Instrument",
    )
    # What ours are kinds of, and what follows from that. None of them says that a thing happened,
    # holds or belongs: an agent may be fictional, and sem:Event covers events that never were.
    | _terms("prov", "Entity Agent")
    | _terms("foaf", "Agent Person Group Organization Document")
    | _terms("dcterms", "Agent Location LocationPeriodOrJurisdiction")
    | _terms("org", "Organization Post")
    | _terms("oa", "SpecificResource ResourceSelection")
    | _terms("sem", "Event Place Core")
    | _terms("schema", "CreativeWork Claim QuantitativeValue StructuredValue Intangible Thing")
    # FOAF: every person is a spatial thing. schema.org: its Person is FOAF's.
    | _terms("schema", "Person")
    | _terms("geo", "SpatialThing")
    | _terms("pim", "Person")
)
"""The classes that an item may have, stated or derived."""

LINKS = (
    _terms(
        "apl",
        "statedIn states supportedBy supports passageOf hasPassage inAppeal hasAssertion "
        "issuerNamed namedAsIssuerOf signedBy signsIn onBehalfOf representedIn repeatsEntry "
        "repeatedByEntry listedUnder groupsEntry addressedTo addressedIn requestedOf askedIn "
        "reportedSpeaker quotedIn officeOf hasOffice namedHolder namedAsHolderOf aboutEvent "
        "claimedIn hasQuantity "
        "quantityOf citesInstrument instrumentCitedBy atPlace placeOfEvent kindConcept "
        "kindConceptOf nameStatus nameStatusOf roleConcept roleConceptOf flaggedAs flagOf "
        "quantityQualifier quantityQualifierOf measure measureOf",
    )
    | {RDF_TYPE}
    # What follows from ours: parts and references of texts, and where a reported event is placed.
    | _terms("dcterms", "isReferencedBy isPartOf relation")
    | _terms("dc", "relation")
    | _terms("oa", "hasSource")
    | _terms("sem", "hasPlace eventProperty")
    # An office belongs to the body it is named with: "President of X" says no more than that.
    | _terms("org", "postIn hasPost")
    | _terms("schema", "about")
    # How the data came about.
    | _terms(
        "prov",
        "wasGeneratedBy generated wasInfluencedBy influenced used wasUsedBy hadMember wasMemberOf "
        "wasDerivedFrom hadDerivation",
    )
    | _terms("void", "exampleResource")
)
"""The properties that may lead from an item, or to one."""

WORDS = (
    frozenset(QUOTING) | _terms("oa", "exact") | _terms("dc", "title") | _terms("schema", "name")
)
"""The properties whose values are a document's words, and what follows from them."""

_DIGEST, _FOLDED = r"[0-9a-f]{64}", r"[^\WA-Z_]+(?: [^\WA-Z_]+)*"
_REFERENCE = r"(?=.*[0-9.]).{1,80}"
KEYS = {
    COMPARISON_KEY: _FOLDED,
    # A reference such as "05/20", or the name of a file.
    **dict.fromkeys([IDENTIFIER, *_terms("dc", "identifier")], _REFERENCE),
    **dict.fromkeys(_terms("schema", "identifier"), _REFERENCE),
    **dict.fromkeys(_terms("schema", "sha256"), _DIGEST),
    **dict.fromkeys(_terms("schema", "encodingFormat"), r"[a-z]+/[A-Za-z0-9.+-]+"),
    **dict.fromkeys(_terms("schema", "inLanguage"), r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"),
    # By schema.org every digest is a description.
    **dict.fromkeys(_terms("schema", "description"), _DIGEST),
    **dict.fromkeys(_terms("dcterms", "description") | _terms("dc", "description"), _DIGEST),
}
"""The properties whose values are keys → what such a key looks like, so that no prose fits."""

FIGURES = (
    _terms(
        "apl",
        "startOffset endOffset textLength ordinal listPosition missingOrdinal "
        "declaredSignatoryCount numericValue lowerBound upperBound asOf extractionConfidence "
        "earliestDate latestDate",
    )
    | _terms("oa", "start end")
    | _terms("schema", "value minValue maxValue")
    | _terms("dcterms", "date")
    | _terms("dc", "date")
)
"""The properties whose values are numbers and dates, each of an item that is attributed."""

SETTING = (
    _terms("prov", "Activity Agent SoftwareAgent Collection Bundle Entity Plan Association Usage")
    | _terms("dcat", "Catalog Dataset Distribution Resource")
    | _terms("void", "Dataset DatasetDescription Linkset")
    | _terms("dcterms", "LicenseDocument RightsStatement MediaType")
    | _terms("spdx", "Checksum")
    | _terms("skos", "Concept ConceptScheme Collection")
    | _terms("rdf", "Property")
    | _terms("rdfs", "Class Datatype")
    | _terms(
        "owl",
        "Ontology Class ObjectProperty DatatypeProperty AnnotationProperty TransitiveProperty "
        "SymmetricProperty AllDisjointClasses",
    )
)
"""The classes of what is not an item: the making of the data, its catalogue, its vocabulary."""

SETTING_NAMESPACES = tuple(
    f"<{namespace}"
    for prefix, namespace in {**PREFIXES, **_EXTERNAL}.items()
    if prefix in ("rdf", "rdfs", "owl", "skos", "prov", "dcat", "void", "spdx", "dcterms", "dc")
)
"""The vocabularies in which it is described, beside a few words of schema.org and SHACL."""
SETTING_PROPERTIES = _terms(
    "schema", "sha256 encodingFormat inLanguage softwareVersion description identifier name"
) | _terms("foaf", "maker made")

FORBIDDEN = {
    **dict.fromkeys(
        _terms(
            "org",
            "memberOf hasMember member Membership hasMembership organization role "
            "headOf hasHead linkedTo reportsTo affiliation",
        ),
        "it states that somebody belongs to a body",
    ),
    **dict.fromkeys(_terms("org", "heldBy holds"), "it states that somebody holds an office"),
    **dict.fromkeys(_terms("foaf", "member"), "it states that somebody belongs to a group"),
    **dict.fromkeys(
        _terms("foaf", "name givenName familyName"), "it states a name as the publisher's own"
    ),
    **dict.fromkeys(
        _terms("dcterms", "creator contributor")
        | _terms("dc", "creator contributor")
        | _terms("foaf", "maker made")
        | _terms("prov", "wasAttributedTo"),
        "it states who made the text",
    ),
    **dict.fromkeys(
        _terms("schema", "ClaimReview reviewRating claimReviewed Rating ratingValue itemReviewed"),
        "it states a verdict",
    ),
    **dict.fromkeys(
        {
            "<http://www.cidoc-crm.org/cidoc-crm/E5_Event>",
            "<http://linkedevents.org/ontology/Event>",
            "<https://www.ica.org/standards/RiC/ontology#Event>",
        }
        | _terms("schema", "Event"),
        "it states that the event took place",
    ),
    SAME_AS: "it makes two mentions one thing for every reader",
}
"""Why some of what is not on the lists is not: told with the problem."""

_ITEM_CLASSES = frozenset(
    term(name) for name in ("SourcedItem", "SourceDocument", "SourceFile", "Passage", "Quantity")
)
_APPEAL, _AT_PLACE = term("Appeal"), term("atPlace")
_ITEM = re.compile(r"/id/(?:appeal/[^/>]+(?:/.+)?|source/.+)>$")
_MAKING = re.compile(r"/id/appeal/[^/>]+/(?:reading|curation)(?:/.*)?>$")
_KEY = r"[a-z0-9][a-z0-9._-]*"
# What triples.py writes. Names hold quotation marks themselves, so the outermost pair counts:
# ““Lantern” Society” (signature 4)
_LABELS = re.compile(
    rf"Appeal {_KEY}|(?:Source text|Source file|Text layer of) .+"
    rf"|(?:Signature|Addressing|Claim|Request|Citation) {_KEY}"
    rf"|Figure of claim {_KEY}"
    rf"|Reported event \((?:[^()“”A-Z]+|[0-9X~?%/.,{{}}\[\]T:+Z-]+)?(?:“(?P<place>.*)”)?\)"
    r"|“(?P<name>.*)” \((?:issuing body|signature|group|addressee|body of addressee"
    r"|holder at addressee|citation|speaker of claim|place [0-9]+ of event"
    rf"|party [0-9]+ asked in request) {_KEY}\)"
)
_NUMBERS = tuple(f"<{PREFIXES[p]}" for p in ("xsd", "edtf"))

STATED = (
    frozenset(t for t in (*CLASSES, *LINKS, *FIGURES) if t.startswith(f"<{PREFIXES['apl']}"))
    | {RDF_TYPE, LABEL, COMPARISON_KEY, *QUOTING}
    | _terms("dcterms", "date identifier")
    | _terms("schema", "sha256 encodingFormat inLanguage")
    | _terms("prov", "wasGeneratedBy generated used hadMember wasDerivedFrom")
    | _terms("void", "exampleResource")
)
"""What may be stated of an item. The rest of the lists may only follow from it: that a signature is
part of an appeal does, that a place is part of a country would be a statement of ours."""

_STRINGS = (curie("xsd:string"), curie("rdf:langString"))


@dataclass(frozen=True)
class Leak:
    """A triple that must not follow, and why."""

    code: str
    triple: Triple
    reason: str


def find_leaks(graph: Graph, sources: Sources | None = None) -> list[Problem]:
    """Every leak of a graph (the union of all graphs, or any export); empty where there is none.

    ``sources`` let a leak be told at its place in the letter.
    """
    axioms, vocabulary = _axioms(graph)
    closure = Closure(graph.triples(), axioms)
    places = Places(graph, sources or {})
    told: dict[tuple[str, Triple], Problem] = {}
    for leak in _Gate(graph, closure, vocabulary).leaks():
        origin = closure.origin(leak.triple)
        # Much can follow from one wrong triple; it is told once, at its root.
        told.setdefault((leak.code, origin), _problem(leak, origin, places))
    return sort_problems(told.values())


@lru_cache(maxsize=1)
def _vocabulary_triples() -> tuple[Triple, ...]:
    from appeals_rdf import resources

    files = [
        *sorted(resources.folder("ontology").glob("*.ttl")),
        Path(__file__).parent / "axioms.ttl",
    ]
    return tuple(dict.fromkeys(t for file in files for t in parse_file(file)))


def _axioms(graph: Graph) -> tuple[Axioms, frozenset[str]]:
    """The axioms in force, and the subjects of the published vocabulary."""
    ours = _vocabulary_triples()
    union = Graph(dict.fromkeys([*ours, *graph.triples()]))
    return read_axioms(union), frozenset(s for s, _, _ in ours)


def _problem(leak: Leak, origin: Triple, places: Places) -> Problem:
    s, p, o = leak.triple
    item = next((n for n in (origin[0], s, o) if places.source_of(n)), origin[0])
    place = places.place(item)
    message = f"{leak.reason}: {show(s)} {show(p)} {show(o)}"
    if origin != leak.triple:
        message += f", which follows from {' '.join(map(show, origin))}"
    return Problem(
        Severity.ERROR,
        leak.code,
        message,
        place.file,
        place.line,
        place.column,
        place.words,
        "Say who says so instead, with a term that attributes; docs/leak-gate.md lists them.",
        words_of(s),
    )


class _Gate:
    def __init__(self, graph: Graph, closure: Closure, vocabulary: frozenset[str]) -> None:
        self._graph = graph
        self._closure = closure
        self._vocabulary = vocabulary
        derived: dict[str, set[str]] = {}
        for s, p, o in closure.reasons:
            if p == RDF_TYPE:
                derived.setdefault(s, set()).add(o)
        nodes = {t for s, _, o in closure.reasons for t in (s, o) if t[0] != '"'}
        self._items = {
            node
            for node in nodes
            if not _MAKING.search(node)
            and (_ITEM.search(node) or not _ITEM_CLASSES.isdisjoint(derived.get(node, ())))
        }
        self._titles = {
            (s, o)
            for s, p, o in graph.triples()
            if p == curie("dcterms:title") and _APPEAL in derived.get(s, ())
        }
        # One word alone, such as "director", is nobody's wording.
        self._quoted = {
            words_of(o)
            for s, p, o in graph.triples()
            if p in WORDS and s in self._items and " " in words_of(o).strip()
        }

    def leaks(self) -> Iterator[Leak]:
        """Every triple of the closure that breaks the definition, in order."""
        for triple in sorted(self._closure.reasons):
            if triple[0] in self._items or triple[2] in self._items:
                yield from self._of_item(triple)
            elif triple[0] not in self._vocabulary:
                yield from self._of_setting(triple)
        for node, one, other in sorted(self._closure.contradictions()):
            reason = f"a contradiction, from which anything follows (also a {show(other)})"
            yield Leak("leak-contradiction", (node, RDF_TYPE, one), reason)
        yield from self._unknown_nodes()

    def _of_item(self, triple: Triple) -> Iterator[Leak]:
        s, p, o = triple
        literal = parse_literal(o)
        named = o if p == RDF_TYPE else p
        stated = self._closure.reasons[triple] is None
        if stated and named not in STATED and named in attributed_terms():
            reason = "stated directly, though it may only follow from what is attributed"
            yield Leak("leak-class" if p == RDF_TYPE else "leak-link", triple, reason)
        elif p == RDF_TYPE:
            if o not in CLASSES:
                yield Leak("leak-class", triple, _why(o, "a class that is not one of attribution"))
        elif literal is None:
            if p not in LINKS:
                yield Leak(
                    "leak-link", triple, _why(p, "a property that is not one of attribution")
                )
        elif p == LABEL:
            if not self._is_neutral_label(s, o):
                yield Leak(
                    "leak-label", triple, "a label that is not one of the tool's, with quoted words"
                )
        elif p in WORDS:
            if p == _SCHEMA_NAME and (s, o) not in self._titles:
                yield Leak("leak-words", triple, "a name stated as the publisher's own")
        elif p in FIGURES:
            if not literal.datatype.startswith(_NUMBERS) or literal.datatype in _STRINGS:
                yield Leak("leak-words", triple, "words where a number or a date belongs")
        elif p not in KEYS or not re.fullmatch(KEYS[p], literal.value):
            yield Leak("leak-words", triple, _why(p, "words in a property that does not quote"))

    def _is_neutral_label(self, subject: str, label: str) -> bool:
        if (subject, label) in self._titles:
            return True  # schema.org makes a title a name, and a name a label: of the text itself
        found = _LABELS.fullmatch(words_of(label))
        if found is None:
            return False
        nodes = [subject] if found["name"] is not None else self._graph.objects(subject, _AT_PLACE)
        quoted = found["name"] if found["name"] is not None else found["place"]
        names = {squeeze(words_of(n)) for node in nodes for n in self._graph.objects(node, NAME)}
        return quoted is None or quoted in names

    def _of_setting(self, triple: Triple) -> Iterator[Leak]:
        _, p, o = triple
        if p in FORBIDDEN and p not in SETTING_PROPERTIES | _ABOUT_THE_DATA:
            yield Leak("leak-link", triple, FORBIDDEN[p])
        elif p == RDF_TYPE and o in FORBIDDEN:
            yield Leak("leak-class", triple, FORBIDDEN[o])
        elif p not in _QUOTING_ONLY and o[0] == '"' and words_of(o) in self._quoted:
            yield Leak("leak-words", triple, "a document's words, and not as a quotation")

    def _unknown_nodes(self) -> Iterator[Leak]:
        """Subjects that are neither items nor part of the setting: facts about something else."""
        for s, properties in sorted(self._graph.subjects.items()):
            if s in self._items or s in self._vocabulary:
                continue
            if s[0] == "_" and all(p.startswith(SETTING_NAMESPACES) for p in properties):
                continue  # the lists of the ontology's axioms
            types = properties.get(RDF_TYPE, [])
            first = (s, *next((p, min(o)) for p, o in sorted(properties.items())))
            if not types or not SETTING.issuperset(types):
                wrong = min((t for t in types if t not in SETTING), default="")
                triple = (s, RDF_TYPE, wrong) if wrong else first
                yield Leak("leak-node", triple, "a statement about something that is no item")
                continue
            for p, objects in sorted(properties.items()):
                if not p.startswith(SETTING_NAMESPACES) and p not in SETTING_PROPERTIES:
                    yield Leak(
                        "leak-node",
                        (s, p, min(objects)),
                        "a property foreign to the making of data",
                    )


_SCHEMA_NAME = f"<{PREFIXES['schema']}name>"
_DCTERMS_TITLE, _DC_TITLE = curie("dcterms:title"), f"<{_EXTERNAL['dc']}title>"
_QUOTING_ONLY = WORDS - {_DCTERMS_TITLE, _DC_TITLE, _SCHEMA_NAME}
# Who made the data set or the ontology is a fact about these, and stays one.
_ABOUT_THE_DATA = _terms("dcterms", "creator contributor") | _terms("dc", "creator contributor")


def _why(term_: str, otherwise: str) -> str:
    return FORBIDDEN.get(term_, otherwise)


@lru_cache(maxsize=1)
def attributed_terms() -> frozenset[str]:
    """Every class and property that may touch an item, stated or derived."""
    return CLASSES | LINKS | WORDS | KEYS.keys() | FIGURES | {LABEL}
