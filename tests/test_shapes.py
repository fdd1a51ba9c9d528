"""Every constraint in shapes/ is seen to pass on a good letter and to fail on a broken one.

Two tables break the good letter. ``BREAKERS`` has one edit for each kind of constraint and is
applied to every property shape that has a plain path; ``MUTANTS`` has a SPARQL update for each of
the others. A constraint that neither table breaks fails ``test_every_constraint_is_broken``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SKOS
from rdflib.term import Node

from tests.ontology_checks import HERE, ROOT, SCHEMES, SHAPES, TERMS, oops
from tests.quick_pyshacl import quick_pyshacl

APL = Namespace(TERMS)
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SHAPE = Namespace(SHAPES)
FILES = sorted((ROOT / "shapes").glob("*.ttl"))
ELSEWHERE = URIRef("https://example.org/elsewhere")
"""An IRI of which the data says nothing."""

LETTER = HERE / "good_letter.txt"


@pytest.fixture(autouse=True, scope="module")
def _quick_pyshacl() -> Iterator[None]:
    with quick_pyshacl():
        yield


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in FILES:
        graph.parse(path)
    return graph


@cache
def good() -> Graph:
    return Graph().parse(HERE / "good_appeal.ttl")


class Constraint(NamedTuple):
    """One reason for which a shape may report: the shape, and the component it reports as."""

    shape: URIRef
    component: str

    def __str__(self) -> str:
        return f"{oops.local(self.shape)}: {self.component}"


PARAMETERS = {
    SH[name[0].lower() + name[1:]]: f"{name}ConstraintComponent"
    for name in (
        "Class",
        "Closed",
        "Datatype",
        "Equals",
        "LessThan",
        "LessThanOrEquals",
        "MaxCount",
        "MaxInclusive",
        "MinCount",
        "MinInclusive",
        "MinLength",
        "Node",
        "NodeKind",
        "Not",
        "Or",
        "Pattern",
        "QualifiedMinCount",
        "UniqueLang",
        "Xone",
    )
} | {SH.sparql: "SPARQLConstraintComponent"}

NO_CONSTRAINT = {
    RDF.type,
    SH.ignoredProperties,
    SH.message,
    SH.path,
    SH.property,
    SH.qualifiedValueShape,
    SH.severity,
    SH.targetClass,
    SH.targetSubjectsOf,
}


def node_shapes() -> list[URIRef]:
    """The shapes that look for their own focus nodes."""
    targets = (SH.targetClass, SH.targetSubjectsOf)
    found = {s for t in targets for s in shapes().subjects(t) if isinstance(s, URIRef)}
    return sorted(found)


def constraints() -> Iterator[tuple[Constraint, URIRef, Node]]:
    """Each constraint with its node shape and the value of its parameter."""
    for node_shape in node_shapes():
        members = [m for m in shapes().objects(node_shape, SH.property) if isinstance(m, URIRef)]
        for shape in (node_shape, *sorted(members)):
            for parameter, value in sorted(shapes().predicate_objects(shape)):
                if parameter not in NO_CONSTRAINT and isinstance(parameter, URIRef):
                    yield Constraint(shape, PARAMETERS[parameter]), node_shape, value


@cache
def closure(node_shape: URIRef) -> Graph:
    """One node shape with all it refers to: a small shapes graph validates fast."""
    part = Graph()
    todo: list[Node] = [node_shape]
    done: set[Node] = set()
    while todo:
        node = todo.pop()
        if node in done:
            continue
        done.add(node)
        for p, o in shapes().predicate_objects(node):
            part.add((node, p, o))
            if isinstance(o, BNode) or (isinstance(o, URIRef) and o.startswith(SHAPES[:-1])):
                todo.append(o)
    return part


class Result(NamedTuple):
    constraint: Constraint
    severity: Node | None
    message: str
    focus: Node | None
    value: Node | None


def results(data: Graph, shapes_graph: Graph) -> list[Result]:
    """What pySHACL reports, without inference and without the ontology."""
    _, report, _ = validate(data, shacl_graph=shapes_graph, inference="none", advanced=False)
    found = []
    for node in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(node, SH.sourceShape)
        component = oops.local(report.value(node, SH.sourceConstraintComponent) or BNode())
        found.append(
            Result(
                Constraint(URIRef(str(shape)), component),
                report.value(node, SH.resultSeverity),
                str(report.value(node, SH.resultMessage)),
                report.value(node, SH.focusNode),
                report.value(node, SH.value),
            )
        )
    return found


def message(constraint: Constraint) -> str:
    """The words with which a constraint is to report."""
    holder: Node = constraint.shape
    if constraint.component == "SPARQLConstraintComponent":
        holder = shapes().value(holder, SH.sparql) or holder
    return str(shapes().value(holder, SH.message))


# --- the good letter


def test_the_good_letter_conforms() -> None:
    found = results(good(), shapes())
    assert {r.severity for r in found} <= {SH.Info}
    assert {str(r.value) for r in found} == {"4", "5"}, "printed after the gap in the numbering"


def test_the_good_letter_proves_its_passages() -> None:
    text = LETTER.read_bytes().decode()
    digests = {str(d) for d in good().objects(None, Namespace("https://schema.org/").sha256)}
    files = (LETTER, LETTER.with_suffix(".html"))
    assert digests == {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    for passage in good().subjects(RDF.type, APL.Passage):
        start, end = (int(str(good().value(passage, p))) for p in (APL.startOffset, APL.endOffset))
        assert str(good().value(passage, APL.exactText)) == text[start:end]


# --- one edit for each kind of constraint


def _typed(shape: URIRef, one: str, two: str) -> tuple[Literal, Literal]:
    """Two values of the shape's datatype: numbers, or days where it asks for days."""
    datatype = shapes().value(shape, SH.datatype)
    values = ("2030-01-01", "2020-01-01") if datatype == XSD.date else (one, two)
    return (
        Literal(values[0], datatype=URIRef(str(datatype))),
        Literal(values[1], datatype=URIRef(str(datatype))),
    )


Edit = Callable[[Graph, Node, URIRef, URIRef, Node], None]


def remove_all(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    data.remove((focus, path, None))


def add_too_many(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    for n in range(int(str(value)) + 1):
        data.add((focus, path, Literal(f"one more {n}")))


def add_wrong_datatype(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    data.set((focus, path, Literal("x", datatype=XSD.token)))


def add_wrong_kind(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    data.set((focus, path, ELSEWHERE if value == SH.Literal else Literal("words")))


def add_mismatch(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    datatype = shapes().value(shape, SH.datatype)
    is_iri = shapes().value(shape, SH.nodeKind) == SH.IRI
    wrong = Literal("§", datatype=datatype if isinstance(datatype, URIRef) else None)
    data.set((focus, path, ELSEWHERE if is_iri else wrong))


def add_undescribed(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    data.set((focus, path, ELSEWHERE))


def add_empty(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    data.set((focus, path, Literal("")))


def add_below(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    data.set((focus, path, Literal("-0.1", datatype=XSD.decimal)))


def add_above(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    data.set((focus, path, Literal("1.1", datatype=XSD.decimal)))


def add_in_one_language(data: Graph, focus: Node, path: URIRef, shape: URIRef, v: Node) -> None:
    data.add((focus, path, Literal("one", lang="en")))
    data.add((focus, path, Literal("two", lang="en")))


def exchange(data: Graph, focus: Node, path: URIRef, shape: URIRef, value: Node) -> None:
    more, less = _typed(shape, "9", "3")
    data.set((focus, path, more))
    data.set((focus, URIRef(str(value)), less))


BREAKERS: dict[str, Edit] = {
    "ClassConstraintComponent": add_undescribed,
    "DatatypeConstraintComponent": add_wrong_datatype,
    "LessThanConstraintComponent": exchange,
    "LessThanOrEqualsConstraintComponent": exchange,
    "MaxCountConstraintComponent": add_too_many,
    "MaxInclusiveConstraintComponent": add_above,
    "MinCountConstraintComponent": remove_all,
    "MinInclusiveConstraintComponent": add_below,
    "MinLengthConstraintComponent": add_empty,
    "NodeConstraintComponent": add_undescribed,
    "NodeKindConstraintComponent": add_wrong_kind,
    "PatternConstraintComponent": add_mismatch,
    "UniqueLangConstraintComponent": add_in_one_language,
}

# --- one update for each of the others

PREFIXES = """
PREFIX apl: <https://w3id.org/appeals-rdf/ontology/>
PREFIX chars: <https://example.org/id/source/other/chars/>
PREFIX it: <https://example.org/id/appeal/riverside-2021/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


class Mutant(NamedTuple):
    name: str
    update: str
    shape: str
    component: str


MUTANTS = [
    Mutant(
        "blank document", "INSERT DATA { [] a apl:SourceDocument }", "SourceDocument", "NodeKind"
    ),
    Mutant("blank file", "INSERT DATA { [] a apl:SourceFile }", "SourceFile", "NodeKind"),
    Mutant(
        "text layer that is no document",
        "INSERT DATA { it:other a apl:TextLayer }",
        "TextLayer",
        "Class",
    ),
    Mutant(
        "file without text",
        "INSERT DATA { it:other a apl:SourceFile }",
        "SourceFile-layer",
        "MinCount",
    ),
    Mutant(
        "heading without entries",
        "INSERT DATA { it:other a apl:EntryGroup }",
        "EntryGroup-entries",
        "MinCount",
    ),
    Mutant("blank passage", "INSERT DATA { [] a apl:Passage }", "Passage", "NodeKind"),
    Mutant("blank item", "INSERT DATA { [] a apl:Person }", "SourcedItem", "NodeKind"),
    Mutant("blank quantity", "INSERT DATA { [] a apl:Quantity }", "Quantity", "NodeKind"),
    Mutant(
        "text of another length",
        """DELETE { ?p apl:exactText ?t } INSERT { ?p apl:exactText "Ilse Brandt!" }
           WHERE { ?p apl:exactText ?t FILTER (?t = "Ilse Brandt") }""",
        "Passage-length",
        "SPARQL",
    ),
    Mutant(
        "text shortened",
        """DELETE { ?s apl:textLength ?n } INSERT { ?s apl:textLength 9 }
           WHERE { ?s apl:textLength ?n }""",
        "Passage-within-text",
        "SPARQL",
    ),
    Mutant(
        "passage of another document",
        """INSERT DATA { it:claim-1 apl:supportedBy chars:0-1 .
                         chars:0-1 apl:passageOf it:other }""",
        "SourcedItem-own-passage",
        "SPARQL",
    ),
    Mutant(
        "party of another document",
        """INSERT DATA { it:signature-1 apl:onBehalfOf it:far . it:far apl:statedIn it:other }""",
        "SourcedItem-one-document",
        "SPARQL",
    ),
    Mutant(
        "name mended",
        """DELETE DATA { it:signature-1-person apl:nameAsWritten "Anton Vale" } ;
           INSERT DATA { it:signature-1-person apl:nameAsWritten "Antony Vale" }""",
        "SourcedItem-name-quoted",
        "SPARQL",
    ),
    Mutant(
        "person and body", "INSERT DATA { it:issuer-1 a apl:Person }", "OneKindOfReferent", "Xone"
    ),
    Mutant(
        "claim and request",
        "INSERT DATA { it:claim-1 a apl:Request }",
        "OneKindOfAssertion",
        "Xone",
    ),
    Mutant(
        "list not read",
        "DELETE { ?s a apl:Signature } WHERE { ?s a apl:Signature }",
        "Appeal-unsigned",
        "QualifiedMinCount",
    ),
    Mutant(
        "addressees not read",
        "DELETE { ?s a apl:Addressing } WHERE { ?s a apl:Addressing }",
        "Appeal-unaddressed",
        "QualifiedMinCount",
    ),
    Mutant(
        "entry lost",
        "DELETE DATA { it:signature-2 a apl:Signature }",
        "Appeal-count-differs",
        "SPARQL",
    ),
    Mutant(
        "all entries lost",
        "DELETE { ?s a apl:Signature } WHERE { ?s a apl:Signature }",
        "Appeal-count-differs",
        "SPARQL",
    ),
    Mutant(
        "missing number printed",
        "INSERT DATA { it:appeal apl:missingOrdinal 2 }",
        "Appeal-missing-ordinal-present",
        "SPARQL",
    ),
    Mutant(
        "earlier repeats later",
        """DELETE DATA { it:signature-5 apl:repeatsEntry it:signature-1 } ;
           INSERT DATA { it:signature-1 apl:repeatsEntry it:signature-5 }""",
        "RepeatingEntry-earlier",
        "LessThan",
    ),
    Mutant(
        "repeats an entry of another appeal",
        """DELETE DATA { it:signature-1 apl:inAppeal it:appeal } ;
           INSERT DATA { it:signature-1 apl:inAppeal it:other }""",
        "RepeatingEntry-same-appeal",
        "Equals",
    ),
    Mutant(
        "signatory without signature",
        "INSERT DATA { it:issuer-1 a apl:Signatory }",
        "Signatory-signs",
        "MinCount",
    ),
    Mutant(
        "addressee without addressing",
        "INSERT DATA { it:issuer-1 a apl:Addressee }",
        "Addressee-addressed",
        "MinCount",
    ),
    Mutant(
        "position twice",
        "INSERT DATA { it:signature-2 apl:listPosition 1 }",
        "Signature-position-unique",
        "SPARQL",
    ),
    Mutant(
        "number twice",
        "INSERT DATA { it:signature-2 apl:ordinal 1 }",
        "Signature-ordinal-repeats",
        "SPARQL",
    ),
    Mutant(
        "number is not position",
        "INSERT DATA { it:signature-2 apl:ordinal 8 }",
        "Signature-ordinal-differs",
        "SPARQL",
    ),
    Mutant(
        "verdict on a claim",
        'INSERT DATA { it:claim-1 schema:reviewRating "so" }',
        "Claim",
        "Closed",
    ),
    Mutant(
        "no number", "DELETE DATA { it:claim-1-quantity apl:numericValue 7.0 }", "Quantity", "Or"
    ),
    Mutant(
        "number without a claim",
        "DELETE DATA { it:claim-1 apl:hasQuantity it:claim-1-quantity }",
        "Quantity-claim",
        "MinCount",
    ),
    Mutant(
        "number of two claims",
        "INSERT DATA { it:claim-2 apl:hasQuantity it:claim-1-quantity }",
        "Quantity-claim",
        "MaxCount",
    ),
    Mutant(
        "two people merged",
        "INSERT DATA { it:signature-1-person owl:sameAs it:signature-5-person }",
        "NoSameAs-sameAs",
        "MaxCount",
    ),
    Mutant("membership", "INSERT DATA { it:m a org:Membership }", "NoMembership", "Not"),
    Mutant("review", "INSERT DATA { it:r a schema:ClaimReview }", "NoMembership", "Not"),
    Mutant(
        "event that happened", "INSERT DATA { it:event-1 a schema:Event }", "Neutral-type", "Not"
    ),
    Mutant(
        "label in the letter's words",
        """DELETE { it:event-1 rdfs:label ?l }
           INSERT { it:event-1 rdfs:label "A storm wall was damaged"@en }
           WHERE { it:event-1 rdfs:label ?l }""",
        "Event-label",
        "Pattern",
    ),
]


def focus_nodes(node_shape: URIRef) -> list[Node]:
    """The nodes of the good letter that a shape looks at."""
    found: set[Node] = set()
    for target in shapes().objects(node_shape, SH.targetClass):
        found |= set(good().subjects(RDF.type, target))
    for predicate in shapes().objects(node_shape, SH.targetSubjectsOf):
        found |= set(good().subjects(predicate))
    return sorted(found, key=str)


def broken_by_hand() -> set[Constraint]:
    return {Constraint(SHAPE[m.shape], f"{m.component}ConstraintComponent") for m in MUTANTS}


def broken_by_kind() -> list[tuple[Constraint, URIRef, Node]]:
    """The constraints that an edit of ``BREAKERS`` can break."""
    return [
        (constraint, node_shape, value)
        for constraint, node_shape, value in constraints()
        if constraint not in broken_by_hand()
        and constraint.component in BREAKERS
        and isinstance(shapes().value(constraint.shape, SH.path), URIRef)
    ]


def assert_reported(constraint: Constraint, data: Graph, node_shape: URIRef) -> None:
    """The constraint reports, with its own words and its own severity; it was silent before."""
    found = [r for r in results(data, closure(node_shape)) if r.constraint == constraint]
    assert found, f"{constraint} did not report"
    assert {r.message for r in found} == {message(constraint)}
    assert {r.severity for r in found} == {shapes().value(constraint.shape, SH.severity)}


@pytest.mark.parametrize(
    ("constraint", "node_shape", "value"),
    [pytest.param(*row, id=str(row[0])) for row in broken_by_kind()],
)
def test_a_broken_property_is_reported(
    constraint: Constraint, node_shape: URIRef, value: Node
) -> None:
    path = shapes().value(constraint.shape, SH.path)
    assert isinstance(path, URIRef)
    # A node that has the property is broken rather than one that lacks it.
    nodes = focus_nodes(node_shape)
    focus = next((n for n in nodes if (n, path, None) in good()), nodes[0])
    data = Graph() + good()
    BREAKERS[constraint.component](data, focus, path, constraint.shape, value)
    assert_reported(constraint, data, node_shape)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.name)
def test_a_broken_letter_is_reported(mutant: Mutant) -> None:
    constraint = Constraint(SHAPE[mutant.shape], f"{mutant.component}ConstraintComponent")
    (node_shape,) = {n for c, n, _ in constraints() if c == constraint}
    data = Graph() + good()
    data.update(PREFIXES + mutant.update)
    assert_reported(constraint, data, node_shape)


def test_the_whole_set_of_shapes_reports_alike() -> None:
    """One letter broken in several ways, checked with all shapes at once."""
    data = Graph() + good()
    wanted = set()
    for mutant in MUTANTS:
        if mutant.name in {"name mended", "verdict on a claim", "two people merged", "entry lost"}:
            data.update(PREFIXES + mutant.update)
            wanted.add(Constraint(SHAPE[mutant.shape], f"{mutant.component}ConstraintComponent"))
    assert wanted <= {r.constraint for r in results(data, shapes())}


# --- the shapes themselves


def test_every_constraint_is_broken() -> None:
    by_kind = {constraint for constraint, _, _ in broken_by_kind()}
    everything = {constraint for constraint, _, _ in constraints()}
    assert sorted(map(str, everything - by_kind - broken_by_hand())) == []
    assert sorted(map(str, broken_by_hand() - everything)) == []


def test_every_message_is_exercised() -> None:
    exercised = {c for c, _, _ in broken_by_kind()} | broken_by_hand()
    messages = {str(m) for m in shapes().objects(None, SH.message)}
    assert messages - {message(c) for c in exercised} == set()


def test_every_shape_has_an_iri_a_severity_and_plain_words() -> None:
    severities = {SH.Violation, SH.Warning, SH.Info}
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in shapes().subjects(RDF.type, kind):
            assert isinstance(shape, URIRef)
            assert shape.startswith(SHAPES)
            assert shapes().value(shape, SH.severity) in severities or kind == SH.NodeShape
    for constraint, _, _ in constraints():
        words = message(constraint)
        assert words.endswith("."), constraint
        assert len(words) < 300, constraint
        assert shapes().value(constraint.shape, SH.severity) in severities, constraint


def test_one_property_shape_stands_in_one_node_shape() -> None:
    for shape in shapes().subjects(RDF.type, SH.PropertyShape):
        owners = list(shapes().subjects(SH.property, shape))
        helper = (None, RDF.first, shape) in shapes()
        assert len(owners) + helper == 1, shape


def test_every_class_of_sourced_item_is_targeted() -> None:
    ontology = Graph().parse(ROOT / "ontology" / "appeals.ttl")
    below = set(ontology.transitive_subjects(RDFS.subClassOf, APL.SourcedItem))
    abstract = {c for c in below if set(ontology.subjects(RDFS.subClassOf, c)) & below}
    roles = {APL.Signatory, APL.Addressee}
    concrete = below - (abstract - {APL.Appeal}) - roles
    for shape in ("SourcedItem", "SourcedItem-own-passage", "SourcedItem-one-document"):
        assert set(shapes().objects(SHAPE[shape], SH.targetClass)) == concrete
    assert set(shapes().objects(SHAPE.Neutral, SH.targetClass)) == concrete | {
        APL.Passage,
        APL.Quantity,
        APL.SourceDocument,
        APL.SourceFile,
    }


def test_disjoint_classes_are_those_of_the_ontology() -> None:
    ontology = Graph().parse(ROOT / "ontology" / "appeals.ttl")
    declared = {
        frozenset(Collection(ontology, members)) for members in ontology.objects(None, OWL.members)
    }
    for shape in (SHAPE.OneKindOfReferent, SHAPE.OneKindOfAssertion):
        (alternatives,) = shapes().objects(shape, SH.xone)
        members = Collection(shapes(), alternatives)
        kinds = frozenset(shapes().value(member, SH["class"]) for member in members)
        assert kinds in declared
        assert kinds == set(shapes().objects(shape, SH.targetClass))


def test_terms_of_the_shapes_are_terms_of_the_ontology() -> None:
    ontology = Graph().parse(ROOT / "ontology" / "appeals.ttl")
    for triple in shapes():
        for node in triple:
            if isinstance(node, URIRef) and node.startswith(TERMS):
                assert (node, RDF.type, None) in ontology, node


def test_every_concept_fits_the_pattern_of_its_scheme() -> None:
    schemes = Graph().parse(ROOT / "ontology" / "schemes.ttl")
    patterns = {
        str(p) for p in shapes().objects(None, SH.pattern) if "appeals-rdf/scheme/" in str(p)
    }
    names = {p.split("/scheme/")[1].split("/")[0] for p in patterns}
    concepts = {str(c) for c in schemes.subjects(RDF.type, SKOS.Concept)}
    assert names == {c.removeprefix(SCHEMES).split("/")[0] for c in concepts}
    for concept in concepts:
        assert sum(bool(re.search(pattern, concept)) for pattern in patterns) == 1, concept


EDTF_GOOD = [
    "2020",
    "2020?",
    "201X",
    "2020-10",
    "2020-10~",
    "2020-21",
    "2020-10-11",
    "2020-10-11T08:00:00",
    "2020-10-11T08:00:00Z",
    "2020-09-27/2020-10-08",
    "2020-10-11/..",
    "../2020",
    "/2020",
    "[2020..2021]",
    "{2020-10-10,2020-10-18,2020-10-26}",
]
EDTF_BAD = ["11 October 2020", "2020-10-11T04:00~", "20-10-11", "October", "2020/10/11", "", "/"]


def _dated(value: str) -> list[Result]:
    data = Graph() + good()
    edtf = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
    data.set((next(data.subjects(RDF.type, APL.Claim)), APL.asOf, Literal(value, datatype=edtf)))
    return results(data, closure(SHAPE.Claim))


@pytest.mark.parametrize("value", EDTF_GOOD)
def test_edtf_dates_pass(value: str) -> None:
    assert _dated(value) == []


@pytest.mark.parametrize("value", EDTF_BAD)
def test_other_dates_do_not_pass(value: str) -> None:
    assert [r.constraint.shape for r in _dated(value)] == [SHAPE["Claim-asOf"]]
