"""The OOPS! pitfalls (https://oops.linkeddata.es) that can be decided offline, in our own words.

Each detector takes the ontology's graph and the namespace it owns, and returns what it found, one
sentence a fault. To add one: a function with the pitfall's number, a row in ``DETECTORS``, and a
planted fault in ``tests/test_ontology.py``.

Not here: P30 and P31 need WordNet; P37 and P40 need the web; P01, P09, P14 to P18 and P23 have no
detector in OOPS! either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations, product

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

Detector = Callable[[Graph, str], list[str]]

PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty)
BUILT_IN = tuple(str(vocabulary) for vocabulary in (OWL, RDF, RDFS, XSD))


def local(term: Node) -> str:
    """The last part of an IRI."""
    return re.split(r"[/#]", str(term))[-1]


def words(name: str) -> list[str]:
    """The words of a camel-case or delimited name, in lower case.

    >>> words("nameAsWritten")
    ['name', 'as', 'written']
    """
    return [w.lower() for w in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)]


def owned(graph: Graph, namespace: str, *types: URIRef) -> list[URIRef]:
    """The terms of the namespace that have one of the types, sorted."""
    found = {s for t in types for s in graph.subjects(RDF.type, t)}
    return sorted(s for s in found if isinstance(s, URIRef) and s.startswith(namespace))


def classes(graph: Graph, namespace: str) -> list[URIRef]:
    """Our classes."""
    return owned(graph, namespace, OWL.Class)


def properties(graph: Graph, namespace: str) -> list[URIRef]:
    """Our object and datatype properties."""
    return owned(graph, namespace, *PROPERTY_TYPES)


def _ends(graph: Graph, prop: Node) -> tuple[set[Node], set[Node]]:
    return set(graph.objects(prop, RDFS.domain)), set(graph.objects(prop, RDFS.range))


def _pairs(graph: Graph, predicate: URIRef) -> Iterator[tuple[Node, Node]]:
    yield from sorted(graph.subject_objects(predicate), key=str)


def _expression(graph: Graph, node: Node) -> set[Node]:
    """The named terms inside an anonymous class expression."""
    inside: set[Node] = set()
    for value in graph.objects(node):
        inside.add(value)
        if isinstance(value, BNode):
            inside |= _expression(graph, value)
    return inside


def p02_synonyms_as_classes(graph: Graph, namespace: str) -> list[str]:
    """Two equivalent classes in one namespace are one class with two names."""
    return [
        f"{a} and {b} are equivalent classes of one namespace"
        for a, b in _pairs(graph, OWL.equivalentClass)
        if a != b and str(a).startswith(namespace) and str(b).startswith(namespace)
    ]


def p03_is_relation(graph: Graph, namespace: str) -> list[str]:
    """A property named "is" replaces rdf:type or rdfs:subClassOf."""
    props = properties(graph, namespace)
    return [p for p in props if local(p).lower() in {"is", "isa", "is-a", "is_a"}]


def p04_unconnected(graph: Graph, namespace: str) -> list[str]:
    """A class in no hierarchy, and in no domain or range."""
    linking = (RDFS.subClassOf, OWL.equivalentClass, RDFS.domain, RDFS.range)
    return [
        c
        for c in classes(graph, namespace)
        if not any((c, p, None) in graph or (None, p, c) in graph for p in linking)
    ]


def p05_wrong_inverses(graph: Graph, namespace: str) -> list[str]:
    """The domain of one must be the range of the other."""
    faults = []
    for a, b in _pairs(graph, OWL.inverseOf):
        (domain_a, range_a), (domain_b, range_b) = _ends(graph, a), _ends(graph, b)
        if domain_a != range_b or range_a != domain_b:
            faults.append(f"{a} and {b} do not have each other's domain and range")
    return faults


def p06_cycles(graph: Graph, namespace: str) -> list[str]:
    """A class, or a property, above itself."""
    return [
        str(term)
        for term in classes(graph, namespace) + properties(graph, namespace)
        for above in (RDFS.subClassOf, RDFS.subPropertyOf)
        for parent in graph.objects(term, above)
        if term in set(graph.transitive_objects(parent, above))
    ]


def p07_merged_concepts(graph: Graph, namespace: str) -> list[str]:
    """A class whose name says "and" or "or"."""
    return [c for c in classes(graph, namespace) if {"and", "or"} & set(words(local(c)))]


def p08_no_annotations(graph: Graph, namespace: str) -> list[str]:
    """Every term has a label, a comment and a definition."""
    return [
        f"{term} has no {local(p)}"
        for term in classes(graph, namespace) + properties(graph, namespace)
        for p in (RDFS.label, RDFS.comment, SKOS.definition)
        if (term, p, None) not in graph
    ]


def p10_no_disjointness(graph: Graph, namespace: str) -> list[str]:
    """Some classes must be declared disjoint."""
    declared = (None, OWL.disjointWith, None) in graph
    declared = declared or (None, RDF.type, OWL.AllDisjointClasses) in graph
    return [] if declared else ["no disjointness axiom"]


def p11_no_domain_or_range(graph: Graph, namespace: str) -> list[str]:
    """Both stand on every property."""
    return [p for p in properties(graph, namespace) if not all(_ends(graph, p))]


def p12_unlinked_namesakes(graph: Graph, namespace: str) -> list[str]:
    """Two properties of one name that no axiom links."""
    faults = []
    declared = {s for t in PROPERTY_TYPES for s in graph.subjects(RDF.type, t)}
    for a, b in combinations(sorted(declared, key=str), 2):
        if "".join(words(local(a))) == "".join(words(local(b))):
            links = (RDFS.subPropertyOf, OWL.equivalentProperty)
            if not any((x, p, y) in graph for p in links for x, y in ((a, b), (b, a))):
                faults.append(f"{a} and {b}")
    return faults


def p13_no_inverse(graph: Graph, namespace: str) -> list[str]:
    """Every object property has an inverse, or is symmetric."""
    faults = []
    for p in owned(graph, namespace, OWL.ObjectProperty):
        kinds = set(graph.objects(p, RDF.type))
        paired = (p, OWL.inverseOf, None) in graph or (None, OWL.inverseOf, p) in graph
        if not paired and OWL.SymmetricProperty not in kinds:
            faults.append(f"{p} has no inverse")
        domain, range_ = _ends(graph, p)
        said = {OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.FunctionalProperty}
        if domain and domain == range_ and not kinds & said:
            faults.append(f"{p} may be symmetric or transitive")
    return faults


def p19_several_domains(graph: Graph, namespace: str) -> list[str]:
    """Two domains, or ranges, mean their intersection."""
    return [p for p in properties(graph, namespace) if max(map(len, _ends(graph, p))) > 1]


def p20_misused_annotations(graph: Graph, namespace: str) -> list[str]:
    """A label longer than its comment, equal to it, or an empty one."""
    faults = []
    for term in classes(graph, namespace) + properties(graph, namespace):
        labels, comments = graph.objects(term, RDFS.label), graph.objects(term, RDFS.comment)
        for label, comment in product(map(str, labels), map(str, list(comments))):
            longer = len(label.split()) > len(comment.split())
            if not label or not comment or longer or label.lower() == comment.lower():
                faults.append(str(term))
    return faults


def p21_miscellaneous_class(graph: Graph, namespace: str) -> list[str]:
    """A class for what is left over."""
    misc = {"other", "misc", "miscellanea", "miscellaneous", "miscellany"}
    return [c for c in classes(graph, namespace) if misc & set(words(local(c)))]


def p22_mixed_naming(graph: Graph, namespace: str) -> list[str]:
    """Classes in UpperCamelCase, properties in lowerCamelCase, no delimiters."""
    return [
        str(term)
        for terms, pattern in (
            (classes(graph, namespace), "[A-Z][A-Za-z0-9]*"),
            (properties(graph, namespace), "[a-z][A-Za-z0-9]*"),
        )
        for term in terms
        if not re.fullmatch(pattern, local(term))
    ]


def p24_recursive_definition(graph: Graph, namespace: str) -> list[str]:
    """A term used inside its own definition."""
    defining = (RDFS.subClassOf, OWL.equivalentClass, RDFS.domain, RDFS.range)
    return [
        str(term)
        for term in classes(graph, namespace) + properties(graph, namespace)
        for p in defining
        for value in graph.objects(term, p)
        if value == term or (isinstance(value, BNode) and term in _expression(graph, value))
    ]


def p25_inverse_of_itself(graph: Graph, namespace: str) -> list[str]:
    """Then it is symmetric."""
    return [str(a) for a, b in _pairs(graph, OWL.inverseOf) if a == b]


def p26_inverse_of_symmetric(graph: Graph, namespace: str) -> list[str]:
    """A symmetric property is its own inverse."""
    return [
        f"{a} and {b}"
        for a, b in _pairs(graph, OWL.inverseOf)
        if any((x, RDF.type, OWL.SymmetricProperty) in graph for x in (a, b))
    ]


def p27_wrong_equivalent_properties(graph: Graph, namespace: str) -> list[str]:
    """Equivalent properties have the same domain and range."""
    faults = []
    for a, b in _pairs(graph, OWL.equivalentProperty):
        for end_a, end_b in zip(_ends(graph, a), _ends(graph, b), strict=True):
            if end_a and end_b and end_a != end_b:
                faults.append(f"{a} and {b}")
    return faults


def _unequal_ends(graph: Graph, kind: URIRef) -> list[str]:
    found = sorted(graph.subjects(RDF.type, kind), key=str)
    return [str(p) for p in found if _ends(graph, p)[0] != _ends(graph, p)[1]]


def p28_wrong_symmetric(graph: Graph, namespace: str) -> list[str]:
    """A symmetric property leads from a class to itself."""
    return _unequal_ends(graph, OWL.SymmetricProperty)


def p29_wrong_transitive(graph: Graph, namespace: str) -> list[str]:
    """A transitive property leads from a class to itself."""
    return _unequal_ends(graph, OWL.TransitiveProperty)


def p32_same_label(graph: Graph, namespace: str) -> list[str]:
    """Two terms that a reader of labels cannot tell apart."""
    seen: dict[str, Node] = {}
    faults = []
    for term in classes(graph, namespace) + properties(graph, namespace):
        for label in graph.objects(term, RDFS.label):
            key = "".join(words(str(label).replace(" ", "-")))
            if seen.setdefault(key, term) != term:
                faults.append(f"{seen[key]} and {term}")
    return faults


def p33_chain_of_one(graph: Graph, namespace: str) -> list[str]:
    """A property chain with one link is a subproperty."""
    chains = graph.subject_objects(OWL.propertyChainAxiom)
    return [str(p) for p, chain in chains if len(Collection(graph, chain)) < 2]


def p34_untyped_class(graph: Graph, namespace: str) -> list[str]:
    """What is used as a class is declared as one, ours or not."""
    kinds = (OWL.Class, RDFS.Class, RDFS.Datatype)
    used: set[Node] = set()
    for p in (RDFS.domain, RDFS.range, RDF.type, RDFS.subClassOf, OWL.disjointWith):
        used |= set(graph.objects(None, p))
    used |= set(graph.subjects(RDFS.subClassOf))
    for members in graph.objects(None, OWL.members):
        used |= set(Collection(graph, members))
    return _undeclared(graph, used, kinds)


def p35_untyped_property(graph: Graph, namespace: str) -> list[str]:
    """What is used as a property is declared as one, ours or not; annotations as well."""
    kinds = (*PROPERTY_TYPES, OWL.AnnotationProperty, RDF.Property)
    used: set[Node] = set(graph.predicates())
    for p in (RDFS.subPropertyOf, OWL.inverseOf, OWL.equivalentProperty):
        used |= set(graph.objects(None, p)) | set(graph.subjects(p))
    used |= set(graph.subjects(RDFS.domain)) | set(graph.subjects(RDFS.range))
    return _undeclared(graph, used, kinds)


def _undeclared(graph: Graph, used: set[Node], kinds: tuple[URIRef, ...]) -> list[str]:
    return sorted(
        str(term)
        for term in used
        if isinstance(term, URIRef)
        and not str(term).startswith(BUILT_IN)
        and not any((term, RDF.type, kind) in graph for kind in kinds)
    )


def p36_file_extension(graph: Graph, namespace: str) -> list[str]:
    """An IRI names the ontology, not a file."""
    found = sorted(graph.subjects(RDF.type, OWL.Ontology), key=str)
    return [str(o) for o in found if re.search(r"\.(owl|rdf|ttl|n3|rdfxml|jsonld)$", str(o))]


def p38_no_ontology(graph: Graph, namespace: str) -> list[str]:
    """The file declares its ontology."""
    return [] if (None, RDF.type, OWL.Ontology) in graph else ["no owl:Ontology"]


def p39_ambiguous_namespace(graph: Graph, namespace: str) -> list[str]:
    """The ontology has an IRI, so its place may change."""
    found = graph.subjects(RDF.type, OWL.Ontology)
    return ["the ontology has no IRI" for o in found if not isinstance(o, URIRef)]


def p41_no_licence(graph: Graph, namespace: str) -> list[str]:
    """The licence is a link."""
    licences = graph.objects(None, DCTERMS.license)
    return [] if any(isinstance(o, URIRef) for o in licences) else ["no licence"]


def case_collisions(graph: Graph, namespace: str) -> list[str]:
    """Not of OOPS!: with slash IRIs each term is a file, and some disks fold case."""
    seen: dict[str, URIRef] = {}
    terms = classes(graph, namespace) + properties(graph, namespace)
    return [f"{seen[k]} and {t}" for t in terms if seen.setdefault(k := t.lower(), t) != t]


def definition_and_comment_differ(graph: Graph, namespace: str) -> list[str]:
    """Not of OOPS!: tools read one or the other, so both say the same."""
    terms = classes(graph, namespace) + properties(graph, namespace)
    return [
        str(term)
        for term in terms
        if graph.value(term, RDFS.comment) != graph.value(term, SKOS.definition)
    ]


def untagged_text(graph: Graph, namespace: str) -> list[str]:
    """Not of OOPS!: words for people say in which language they are."""
    return [
        f"{local(p)} of {term}"
        for term in classes(graph, namespace) + properties(graph, namespace)
        for p in (RDFS.label, RDFS.comment, SKOS.definition, SKOS.scopeNote)
        for value in graph.objects(term, p)
        if not (isinstance(value, Literal) and value.language)
    ]


DETECTORS: dict[str, Detector] = {
    "P02": p02_synonyms_as_classes,
    "P03": p03_is_relation,
    "P04": p04_unconnected,
    "P05": p05_wrong_inverses,
    "P06": p06_cycles,
    "P07": p07_merged_concepts,
    "P08": p08_no_annotations,
    "P10": p10_no_disjointness,
    "P11": p11_no_domain_or_range,
    "P12": p12_unlinked_namesakes,
    "P13": p13_no_inverse,
    "P19": p19_several_domains,
    "P20": p20_misused_annotations,
    "P21": p21_miscellaneous_class,
    "P22": p22_mixed_naming,
    "P24": p24_recursive_definition,
    "P25": p25_inverse_of_itself,
    "P26": p26_inverse_of_symmetric,
    "P27": p27_wrong_equivalent_properties,
    "P28": p28_wrong_symmetric,
    "P29": p29_wrong_transitive,
    "P32": p32_same_label,
    "P33": p33_chain_of_one,
    "P34": p34_untyped_class,
    "P35": p35_untyped_property,
    "P36": p36_file_extension,
    "P38": p38_no_ontology,
    "P39": p39_ambiguous_namespace,
    "P41": p41_no_licence,
    "case": case_collisions,
    "definition": definition_and_comment_differ,
    "language": untagged_text,
}
