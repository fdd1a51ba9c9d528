"""The ontology, its schemes and its alignments: sound, documented, and silent about the world."""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest
from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS

from tests.ontology_checks import HERE, ROOT, SCHEMES, TERMS, foops, oops

APL = Namespace(TERMS)
ORG = Namespace("http://www.w3.org/ns/org#")
ONTOLOGY = ROOT / "ontology" / "appeals.ttl"
SCHEME_FILE = ROOT / "ontology" / "schemes.ttl"
ALIGNMENTS = ROOT / "ontology" / "alignments.sssom.tsv"
EXTERNAL = ROOT / "tests" / "data" / "external_terms.tsv"
GOOD = HERE / "good_appeal.ttl"
IMPORTED = HERE / "imported_axioms.ttl"

PREFIXES = """
@prefix apl: <https://w3id.org/appeals-rdf/ontology/> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix it: <https://example.org/id/appeal/riverside-2021/> .
@prefix lode: <http://linkedevents.org/ontology/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix vann: <http://purl.org/vocab/vann/> .
"""


@cache
def parsed(*paths: str) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


def ontology() -> Graph:
    """A fresh copy, so that a planted fault stays in its own test."""
    return Graph() + parsed(str(ONTOLOGY))


def plant(graph: Graph, turtle: str, without: str = "") -> Graph:
    """The graph with triples added, and with those that speak of one term taken away."""
    if without:
        term = URIRef(without)
        for pattern in ((term, None, None), (None, term, None), (None, None, term)):
            graph.remove(pattern)
    return graph.parse(data=PREFIXES + turtle, format="turtle")


# --- OOPS!

FAULTS: dict[str, tuple[str, str]] = {
    # pitfall → (Turtle to add, term to take away)
    "P02": ("apl:Appeal owl:equivalentClass apl:Signature .", ""),
    "P03": ("apl:isA a owl:ObjectProperty .", ""),
    "P04": ("apl:Alone a owl:Class .", ""),
    "P05": ("apl:signsIn owl:inverseOf apl:addressedTo .", ""),
    "P06": ("apl:SourcedItem rdfs:subClassOf apl:Person .", ""),
    "P07": ("apl:PersonOrBody a owl:Class .", ""),
    "P08": ("apl:bare a owl:DatatypeProperty .", ""),
    "P10": ("", str(OWL.AllDisjointClasses)),
    "P11": ("apl:open a owl:DatatypeProperty ; rdfs:domain apl:Appeal .", ""),
    "P12": ("apl:Start a owl:DatatypeProperty . <http://x.org/start> a owl:DatatypeProperty .", ""),
    "P13": ("apl:alone a owl:ObjectProperty .", ""),
    "P19": ("apl:signedBy rdfs:domain apl:Claim .", ""),
    "P20": ('apl:Odd a owl:Class ; rdfs:label "an odd one"@en ; rdfs:comment "odd"@en .', ""),
    "P21": ("apl:OtherEvent a owl:Class .", ""),
    "P22": ("apl:lower_case a owl:Class .", ""),
    "P24": (
        "apl:Claim rdfs:subClassOf [ owl:someValuesFrom apl:Claim ] .",
        "",
    ),
    "P25": ("apl:signedBy owl:inverseOf apl:signedBy .", ""),
    "P26": ("apl:signedBy a owl:SymmetricProperty .", ""),
    "P27": ("apl:signedBy owl:equivalentProperty apl:addressedTo .", ""),
    "P28": ("apl:signedBy a owl:SymmetricProperty .", ""),
    "P29": ("apl:signedBy a owl:TransitiveProperty .", ""),
    "P32": ('apl:Twin a owl:Class ; rdfs:label "Public appeal"@en .', ""),
    "P33": ("apl:signedBy owl:propertyChainAxiom ( apl:inAppeal ) .", ""),
    "P34": ("apl:Claim rdfs:subClassOf <http://example.org/Undeclared> .", ""),
    "P35": ("apl:signedBy rdfs:subPropertyOf <http://example.org/undeclared> .", ""),
    "P36": ("<http://example.org/onto.owl> a owl:Ontology .", ""),
    "P38": ("", "https://w3id.org/appeals-rdf/ontology"),
    "P39": ("[] a owl:Ontology .", ""),
    "P41": ("", str(DCTERMS.license)),
    "case": ("apl:signatory a owl:ObjectProperty .", ""),
    "definition": ('apl:Claim skos:definition "Something else."@en .', str(RDFS.comment)),
    "language": ('apl:Claim rdfs:label "claim" .', ""),
}


@pytest.mark.parametrize("code", oops.DETECTORS)
def test_a_pitfall_is_absent_and_would_be_seen(code: str) -> None:
    detect = oops.DETECTORS[code]
    assert detect(ontology(), TERMS) == []
    added, without = FAULTS[code]
    assert detect(plant(ontology(), added, without), TERMS) != []


# --- FOOPS!

ABSENT_ON_PURPOSE = {"OM3": ["doi", "logo"]}
"""No DOI has been assigned and no logo exists; neither is invented."""

SPOILT = {
    "PURL1": ("<http://localhost/o> a owl:Ontology .", "https://w3id.org/appeals-rdf/ontology"),
    "OM1": ("", str(DCTERMS.title)),
    "OM2": ("", str(OWL.versionInfo)),
    "OM3": ("", str(DCTERMS.publisher)),
    "OM4.1": ("", str(DCTERMS.license)),
    "OM5.1": ("", str(DCTERMS.creator)),
    "OM5.2": ("", str(DCTERMS.issued)),
    "FIND1": ("", "http://purl.org/vocab/vann/preferredNamespacePrefix"),
    "VER1": ("", str(OWL.versionIRI)),
    "VOC1": ("", str(DCTERMS.description)),
    "VOC3": ("", str(RDFS.label)),
    "VOC4": ("apl:Bare a owl:Class .", ""),
}


@pytest.mark.parametrize("code", foops.CHECKS)
def test_metadata_is_complete_and_a_gap_would_be_seen(code: str) -> None:
    check = foops.CHECKS[code]
    absent = ABSENT_ON_PURPOSE.get(code, [])
    assert check(ontology()) == absent
    spoilt = (
        Graph().parse(data=PREFIXES + "<http://x.org> a owl:Ontology .", format="turtle")
        if code == "VOC2"
        else plant(ontology(), *SPOILT[code])
    )
    assert check(spoilt) != absent


def test_version_is_stated_alike() -> None:
    graph = ontology()
    version = graph.value(URIRef(TERMS[:-1]), OWL.versionInfo)
    assert graph.value(URIRef(TERMS[:-1]), OWL.versionIRI) == URIRef(f"{TERMS}{version}")
    for scheme in parsed(str(SCHEME_FILE)).subjects(RDF.type, SKOS.ConceptScheme):
        assert parsed(str(SCHEME_FILE)).value(scheme, OWL.versionInfo) == version


def test_every_term_says_where_it_is_defined() -> None:
    graph = ontology()
    for term in oops.classes(graph, TERMS) + oops.properties(graph, TERMS):
        assert graph.value(term, RDFS.isDefinedBy) == URIRef(TERMS[:-1])


# --- terms of other vocabularies


def checked_terms() -> dict[str, str]:
    """Term → kind, from the table of terms that were looked up in their vocabularies."""
    with EXTERNAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["term"] for row in rows] == sorted({row["term"] for row in rows})
    assert all(row["checked_in"] for row in rows)
    return {row["term"]: row["kind"] for row in rows}


def external_terms(graph: Graph) -> set[str]:
    """What a graph uses of other vocabularies: every IRI and datatype but documents and items."""
    documents = {
        str(o)
        for p in (RDFS.isDefinedBy, DCTERMS.source, DCTERMS.license)
        for o in graph.objects(None, p)
    }
    found = set()
    for triple in graph:
        for node in triple:
            iri = str(node.datatype) if isinstance(node, Literal) else str(node)
            if isinstance(node, URIRef) or (isinstance(node, Literal) and node.datatype):
                found.add(iri)
    ours = ("https://w3id.org/appeals-rdf", "https://example.org/")
    return {iri for iri in found - documents if not iri.startswith(ours)}


def test_every_external_term_exists() -> None:
    shapes = sorted(map(str, (ROOT / "shapes").glob("*.ttl")))
    used = external_terms(parsed(str(ONTOLOGY), str(SCHEME_FILE), str(GOOD), *shapes))
    used |= {object_ for _, _, object_, _ in alignments()}
    used |= {predicate for _, predicate, _, _ in alignments()}
    used |= {justification for _, _, _, justification in alignments()}
    assert used - checked_terms().keys() == set()
    assert checked_terms().keys() - used == set(), "terms in the table that nothing uses"


def test_external_terms_are_of_the_kind_they_are_used_as() -> None:
    graph, kinds = ontology(), checked_terms()
    for term in set(graph.subjects(RDF.type, OWL.Class)):
        if str(term) in kinds:
            assert kinds[str(term)] == "class", term
    for kind in (*oops.PROPERTY_TYPES, OWL.AnnotationProperty):
        for term in set(graph.subjects(RDF.type, kind)):
            if str(term) in kinds:
                assert kinds[str(term)] == "property", term


# --- schemes


def test_schemes_are_complete() -> None:
    graph = parsed(str(SCHEME_FILE))
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    assert {str(s).removeprefix(SCHEMES) for s in schemes} == {
        "appeal-kind",
        "event-kind",
        "flag",
        "instrument-kind",
        "measure",
        "name-status",
        "organization-kind",
        "qualifier",
        "role",
    }
    for scheme in schemes:
        for needed in (RDFS.label, SKOS.prefLabel, SKOS.definition, DCTERMS.license):
            assert (scheme, needed, None) in graph, (scheme, needed)
        concepts = set(graph.subjects(SKOS.inScheme, scheme))
        assert concepts == set(graph.objects(scheme, SKOS.hasTopConcept))
        labels = [str(graph.value(c, SKOS.prefLabel)) for c in concepts]
        assert len(labels) == len(set(labels))


def test_concepts_are_complete() -> None:
    graph = parsed(str(SCHEME_FILE))
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        scheme = graph.value(concept, SKOS.inScheme)
        assert str(concept).startswith(f"{scheme}/")
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", oops.local(concept))
        assert graph.value(concept, SKOS.topConceptOf) == scheme
        for text in (SKOS.prefLabel, SKOS.definition):
            values = list(graph.objects(concept, text))
            assert [v.language for v in values if isinstance(v, Literal)] == ["en"], concept


def test_event_kinds_are_reported() -> None:
    graph = parsed(str(SCHEME_FILE))
    for concept in graph.subjects(SKOS.inScheme, URIRef(SCHEMES + "event-kind")):
        assert str(graph.value(concept, SKOS.prefLabel)).startswith("reported")


# --- alignments


@cache
def alignments() -> list[tuple[str, str, str, str]]:
    """Subject, predicate, object and justification of every mapping, as IRIs."""
    lines = ALIGNMENTS.read_text(encoding="utf-8").splitlines()
    head = [line[2:] for line in lines if line.startswith("# ")]
    curies = dict(re.findall(r'^  (\w+): "(.+)"$', "\n".join(head), re.MULTILINE))
    table = csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t")

    def expand(curie: str) -> str:
        prefix, _, name = curie.partition(":")
        return f"{curies[prefix]}{name}"

    return [
        (
            expand(row["subject_id"]),
            expand(row["predicate_id"]),
            expand(row["object_id"]),
            expand(row["mapping_justification"]),
        )
        for row in table
    ]


def test_alignments_have_the_metadata_that_sssom_asks_for() -> None:
    text = ALIGNMENTS.read_text(encoding="utf-8")
    for slot in ("mapping_set_id", "license", "curie_map"):
        assert re.search(rf"^# {slot}:", text, re.MULTILINE), slot
    assert "author" not in text


def test_alignments_map_our_terms_weakly() -> None:
    graph = ontology()
    weak = {str(SKOS.closeMatch), str(SKOS.broadMatch), str(SKOS.relatedMatch)}
    assert len(alignments()) == len(set(alignments()))
    for subject, predicate, object_, justification in alignments():
        assert (URIRef(subject), RDF.type, None) in graph, subject
        assert predicate in weak
        assert not object_.startswith(TERMS)
        assert justification.endswith("/ManualMappingCuration")


def test_alignments_repeat_no_axiom() -> None:
    graph = ontology()
    for subject, _, object_, _ in alignments():
        for axiom in (RDFS.subClassOf, RDFS.subPropertyOf):
            assert (URIRef(subject), axiom, URIRef(object_)) not in graph


# --- OWL 2 RL closure

FACT_CLASSES = (
    ORG.Membership,
    ORG.Role,
    URIRef("http://linkedevents.org/ontology/Event"),
    URIRef("http://www.cidoc-crm.org/cidoc-crm/E5_Event"),
    URIRef("http://www.cidoc-crm.org/cidoc-crm/E2_Temporal_Entity"),
    URIRef("http://www.cidoc-crm.org/cidoc-crm/E4_Period"),
    URIRef("http://www.ontologydesignpatterns.org/ont/dul/DUL.owl#Event"),
)
"""Classes whose members exist, hold or have happened; no item may be inferred to be one."""


ANNOTATIONS = {RDFS.comment, RDFS.isDefinedBy, RDFS.label, SKOS.definition, SKOS.scopeNote}
"""Left out of the closure: they entail nothing and double its time."""


def leaks(extra: str = "") -> list[str]:
    """What the closure of ontology, imported axioms and one whole letter wrongly entails."""
    graph = Graph()
    for triple in parsed(str(ONTOLOGY), str(IMPORTED), str(GOOD)):
        if triple[1] not in ANNOTATIONS:
            graph.add(triple)
    plant(graph, extra)
    reasoner = OWLRL_Semantics(graph, False, False, False)
    reasoner.closure()
    found = [f"inconsistent: {message}" for message in reasoner.error_messages]
    found += [f"nothing: {s}" for s in graph.subjects(RDF.type, OWL.Nothing)]
    found += [f"{oops.local(c)}: {s}" for c in FACT_CLASSES for s in graph.subjects(RDF.type, c)]
    items = "https://example.org/"
    found += [
        f"sameAs: {a} {b}"
        for a, b in graph.subject_objects(OWL.sameAs)
        if a != b and str(a).startswith(items) and str(b).startswith(items)
    ]
    found += [
        f"concept: {s}" for s in graph.subjects(RDF.type, SKOS.Concept) if str(s).startswith(items)
    ]
    return found


def test_closure_entails_nothing_about_the_world() -> None:
    assert leaks() == []


BAD_AXIOMS = {
    "a signature is a membership": ("apl:Signature rdfs:subClassOf org:Membership .", "Membership"),
    "on behalf of is member of": (
        "apl:onBehalfOf rdfs:subPropertyOf org:organization .",
        "Membership",
    ),
    "an event happened (LODE)": ("apl:Event rdfs:subClassOf lode:Event .", "E2_Temporal_Entity"),
    "an event happened (CIDOC)": ("apl:Event rdfs:subClassOf crm:E5_Event .", "E5_Event"),
    "a body is a person": ("apl:Organization rdfs:subClassOf apl:Person .", "inconsistent"),
    "an appeal is an activity": ("apl:Appeal rdfs:subClassOf prov:Activity .", "inconsistent"),
    "one comparison key, one person": (
        "apl:Person owl:hasKey ( apl:comparisonKey ) .",
        "sameAs",
    ),
    "people are matched as concepts": (
        "it:signature-1-person skos:closeMatch it:signature-5-person .",
        "concept",
    ),
}


@pytest.mark.parametrize("name", BAD_AXIOMS)
def test_a_planted_bad_axiom_is_caught(name: str) -> None:
    axiom, expected = BAD_AXIOMS[name]
    assert any(leak.startswith(expected) for leak in leaks(axiom)), name


def test_the_good_letter_uses_every_class_and_property() -> None:
    graph, data = ontology(), parsed(str(GOOD))
    abstract = {APL[n] for n in ("SourcedItem", "Assertion", "Referent", "Party")}
    used = set(data.objects(None, RDF.type)) | set(data.predicates())
    inverses = {
        inverse
        for name, inverse in graph.subject_objects(OWL.inverseOf)
        if name in used and inverse not in used
    }
    ours = set(oops.classes(graph, TERMS)) | set(oops.properties(graph, TERMS))
    assert ours - abstract - inverses - used == set()
    assert {t for t in used if str(t).startswith(TERMS)} <= ours
