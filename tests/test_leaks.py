"""The leak gate: good data passes, each planted leak is caught, the closure is complete."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from appeals_rdf import resources
from appeals_rdf.rdf import RDF_TYPE, curie, literal
from appeals_rdf.validate import Graph
from appeals_rdf.validate.closure import Closure, UnknownAxiom, read_axioms
from appeals_rdf.validate.graph import parse_file
from appeals_rdf.validate.leaks import attributed_terms, find_leaks
from tests.mutants import ADA, APPEAL, BRAM, CLAIM, EVENT, OFFICE, SOURCE, add, item
from tests.sample import sample_lines, sample_sources

AXIOMS = Path(str(resources.__file__)).parent / "validate" / "axioms.ttl"

PERSON, BODY = item("signature/1/person"), item("signature/1/organization")
PLACE = item("event/1/place/1")
FOAF, ORG, OWL = (
    "http://xmlns.com/foaf/0.1/",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/2002/07/owl#",
)
RDFS, SKOS = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2004/02/skos/core#"
APL = "https://w3id.org/appeals-rdf/ontology/"
ELSEWHERE = "<https://example.org/ada>"


@dataclass(frozen=True)
class Leak:
    name: str
    triples: tuple[tuple[str, str, str], ...]
    code: str
    line: int | None = None
    """Where in the sample letter it must be told, if at a place at all."""

    def graph(self) -> Graph:
        lines = add(*self.triples)(sample_lines().decode("utf-8").splitlines())
        return Graph.from_ntriples("\n".join(lines).encode("utf-8"))


LEAKS = (
    Leak("membership", ((PERSON, f"<{ORG}memberOf>", BODY),), "leak-link", 27),
    Leak("member of the body", ((BODY, f"<{ORG}hasMember>", PERSON),), "leak-link", 27),
    Leak(
        "membership as a node",
        (
            (item("signature/1/membership"), RDF_TYPE, f"<{ORG}Membership>"),
            (item("signature/1/membership"), f"<{ORG}member>", PERSON),
        ),
        "leak-class",
    ),
    Leak(
        "membership as a node elsewhere",
        (
            (ELSEWHERE, RDF_TYPE, f"<{ORG}Membership>"),
            (ELSEWHERE, f"<{ORG}organization>", BODY),
        ),
        "leak-node",
    ),
    Leak("office held", ((OFFICE, f"<{ORG}heldBy>", item("addressing/1/holder")),), "leak-link", 9),
    Leak("name as a fact", ((PERSON, f"<{FOAF}name>", literal("Ada Quill")),), "leak-words", 27),
    Leak(
        "two made one", ((PERSON, f"<{OWL}sameAs>", item("signature/9/person")),), "leak-link", 27
    ),
    Leak(
        "one with a node outside",
        ((PERSON, f"<{OWL}sameAs>", "<http://www.wikidata.org/entity/Q1>"),),
        "leak-link",
        27,
    ),
    Leak("signatory as author", ((APPEAL, curie("dcterms:creator"), PERSON),), "leak-link", 1),
    Leak("signatory as source", ((APPEAL, curie("prov:wasAttributedTo"), PERSON),), "leak-link", 1),
    Leak(
        "verdict on a claim",
        (
            (ELSEWHERE, RDF_TYPE, curie("schema:ClaimReview")),
            (ELSEWHERE, curie("schema:itemReviewed"), CLAIM),
        ),
        "leak-node",
    ),
    Leak(
        "event that took place",
        ((EVENT, RDF_TYPE, "<http://www.cidoc-crm.org/cidoc-crm/E5_Event>"),),
        "leak-class",
        16,
    ),
    Leak("event of schema.org", ((EVENT, RDF_TYPE, curie("schema:Event")),), "leak-class", 16),
    Leak(
        "concept out of a person",
        ((PERSON, f"<{SKOS}closeMatch>", item("signature/9/person")),),
        "leak-link",
        27,
    ),
    Leak(
        "the letter's words as a label",
        ((EVENT, curie("rdfs:label"), literal("Shelling of Eastmere", "en")),),
        "leak-label",
        16,
    ),
    Leak(
        "a label that quotes other words",
        ((PERSON, curie("rdfs:label"), literal("“Ada the Great” (signature 1)", "en")),),
        "leak-label",
        27,
    ),
    Leak(
        "the letter's words as a description",
        ((EVENT, curie("dcterms:description"), literal("shelled by the Upper League")),),
        "leak-words",
        16,
    ),
    Leak(
        "prose as an identifier",
        ((EVENT, curie("dcterms:identifier"), literal("shelled by the Upper League")),),
        "leak-words",
        16,
    ),
    Leak(
        "the figure of a claim on the event",
        ((EVENT, f"<{APL}deaths>", literal("40", datatype=curie("xsd:integer"))),),
        "leak-words",
        16,
    ),
    Leak(
        "words where a number belongs",
        ((BRAM, f"<{APL}ordinal>", literal("second of the brave")),),
        "leak-words",
        28,
    ),
    Leak("place in a state", ((PLACE, curie("dcterms:isPartOf"), BODY),), "leak-link", 16),
    Leak("person linked to an event", ((PERSON, f"<{APL}attackedIn>", EVENT),), "leak-link", 27),
    Leak(
        "words of a letter on a node of the catalogue",
        (
            (ELSEWHERE, RDF_TYPE, curie("dcat:Dataset")),
            (
                ELSEWHERE,
                curie("rdfs:comment"),
                literal("the ferry landing at Eastmere was shelled"),
            ),
        ),
        "leak-words",
    ),
    Leak(
        "fact about somebody else",
        ((ELSEWHERE, f"<{FOAF}familyName>", literal("Quill")),),
        "leak-node",
    ),
    # --- what only a reasoner sees
    Leak(
        "axiom that makes signing a membership",
        ((f"<{APL}onBehalfOf>", curie("rdfs:subPropertyOf"), f"<{ORG}memberOf>"),),
        "leak-link",
        27,
    ),
    Leak(
        "axiom that makes reported events happen",
        (
            (
                f"<{APL}Event>",
                curie("rdfs:subClassOf"),
                "<http://linkedevents.org/ontology/Event>",
            ),
        ),
        "leak-class",
        16,
    ),
    Leak(
        "axiom that makes every signer an author",
        ((f"<{APL}hasAssertion>", curie("rdfs:range"), curie("schema:Review")),),
        "leak-class",
        27,
    ),
    Leak(
        "functional property that merges two people",
        (
            (f"<{APL}signedBy>", RDF_TYPE, f"<{OWL}FunctionalProperty>"),
            (ADA, f"<{APL}signedBy>", item("signature/2/person")),
        ),
        "leak-link",
    ),
    Leak(
        "equivalence with a fact",
        ((f"<{APL}nameAsWritten>", f"<{OWL}equivalentProperty>", f"<{FOAF}name>"),),
        "leak-words",
        27,
    ),
    Leak(
        "contradiction",
        ((PERSON, RDF_TYPE, f"<{APL}Event>"),),
        "leak-contradiction",
        27,
    ),
    Leak("source as a post", ((SOURCE, f"<{ORG}postIn>", BODY),), "leak-link"),
    Leak("person as a post", ((PERSON, RDF_TYPE, f"<{ORG}Post>"),), "leak-class", 27),
)


def test_the_sample_has_no_leak() -> None:
    assert find_leaks(Graph.from_ntriples(sample_lines()), sample_sources()) == []


def test_the_seeds_have_no_leak(seeds_build: Path) -> None:
    files = [seeds_build / "corpus.nq", seeds_build / "corpus.trig"]
    for file in [*files, *(seeds_build / "turtle").glob("*.ttl")]:
        assert find_leaks(Graph.from_file(file)) == []


def test_the_vocabulary_itself_has_no_leak() -> None:
    files = sorted(resources.folder("ontology").glob("*.ttl"))
    triples = dict.fromkeys(t for file in files for t in parse_file(file))
    assert find_leaks(Graph(triples)) == []


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name.replace(" ", "-"))
def test_a_planted_leak_is_caught(leak: Leak) -> None:
    problems = find_leaks(leak.graph(), sample_sources())
    found = [p for p in problems if p.code == leak.code]
    assert found, "\n".join(map(str, problems))
    if leak.line:
        assert ("sample-1.txt", leak.line) in {(p.file, p.line) for p in found}


def test_a_derived_leak_names_where_it_comes_from() -> None:
    leak = next(leak for leak in LEAKS if leak.name == "axiom that makes signing a membership")
    messages = [p.message for p in find_leaks(leak.graph(), sample_sources())]
    assert any("which follows from" in m and "apl:onBehalfOf" in m for m in messages)


@pytest.mark.parametrize("ending", ["ttl", "nt", "trig", "rdf", "jsonld"])
def test_the_gate_reads_every_export(tmp_path: Path, ending: str) -> None:
    from pyoxigraph import RdfFormat, parse, serialize

    planted = LEAKS[0].graph()
    for graph, leaks in ((Graph.from_ntriples(sample_lines()), False), (planted, True)):
        lines = "".join(f"{s} {p} {o} .\n" for s, p, o in graph.triples())
        path = tmp_path / f"data.{ending}"
        format_ = RdfFormat.from_extension(ending)
        assert format_ is not None
        quads = parse(lines.encode(), format=RdfFormat.N_TRIPLES)
        data = serialize((q.triple for q in quads), format=format_)
        assert data is not None
        path.write_bytes(data)
        assert bool(find_leaks(Graph.from_file(path))) is leaks


def test_every_term_of_the_ontology_was_weighed() -> None:
    # A new class or property passes the gate only after somebody put it on a list.
    graph = Graph.from_file(resources.folder("ontology") / "appeals.ttl")
    kinds = {f"<{OWL}{k}>" for k in ("Class", "ObjectProperty", "DatatypeProperty")}
    ours = {
        s
        for s, properties in graph.subjects.items()
        if s.startswith(f"<{APL}") and kinds & set(properties.get(RDF_TYPE, ()))
    }
    listed = {t for t in attributed_terms() if t.startswith(f"<{APL}")}
    assert ours == listed


def test_an_axiom_of_an_unknown_kind_is_named() -> None:
    triples = [(f"<{APL}signedBy>", f"<{OWL}propertyChainAxiom>", "<http://example.org/list>")]
    with pytest.raises(UnknownAxiom, match="owl:propertyChainAxiom"):
        read_axioms(Graph(triples))


def test_the_closure_is_that_of_owlrl() -> None:
    import owlrl
    import rdflib

    files = [*sorted(resources.folder("ontology").glob("*.ttl")), AXIOMS]
    extra = (
        (ADA, f"<{APL}signedBy>", item("signature/2/person")),
        (f"<{APL}signedBy>", RDF_TYPE, f"<{OWL}FunctionalProperty>"),
        (item("signature/9"), f"<{APL}repeatsEntry>", ADA),
        (ADA, f"<{APL}repeatsEntry>", BRAM),
    )
    # A few items of each kind suffice, and owlrl takes its time.
    kept = ("signature/1", "signature/2", "signature/9", "claim/1", "event/1", "addressing/1")
    data = [
        (s, p, o)
        for s, p, o in Graph.from_ntriples(sample_lines()).triples()
        if any(f"/{name}>" in s or f"/{name}/" in s for name in kept) or s in (APPEAL, SOURCE)
    ]
    data += extra
    vocabulary = [t for file in files for t in parse_file(file)]
    axioms = read_axioms(Graph(dict.fromkeys([*vocabulary, *data])))
    ours = set(Closure(dict.fromkeys(data), axioms).reasons)

    graph = rdflib.Graph()
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in dict.fromkeys([*vocabulary, *data]))
    graph.parse(data=text, format="nt")
    owlrl.DeductiveClosure(owlrl.RDFS_OWLRL_Semantics).expand(graph)
    nodes = {s for s, _, _ in ours} | {o for _, _, o in ours if o[0] == "<"}
    items = {n for n in nodes if "/id/" in n}
    trivial = {f"<{RDFS}Resource>", f"<{OWL}Thing>", f"<{RDFS}Literal>"}
    theirs = set()
    for s, p, o in graph:
        triple = (s.n3(), p.n3(), o.n3())
        if isinstance(o, rdflib.Literal) or not isinstance(s, rdflib.URIRef):
            continue  # owlrl normalises literals; the predicates that bear them are compared below
        if triple[0] == triple[2] or triple[2] in trivial or triple[1] == f"<{OWL}differentFrom>":
            continue
        if triple[0] in items or triple[2] in items:
            theirs.add(triple)
    mine = {t for t in ours if t[2][0] != '"' and (t[0] in items or t[2] in items) and t[0] != t[2]}
    assert mine == theirs

    def bearing(triples: object) -> set[tuple[str, str]]:
        return {(s, p) for s, p, o in triples if o[0] == '"' and s in items}  # type: ignore[attr-defined]

    assert bearing(ours) == bearing([(s.n3(), p.n3(), o.n3()) for s, p, o in graph])
