"""What follows from a graph: forward chaining over the rules of RDFS and OWL 2 RL that can fire.

The rules, by their names in https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL (rdfs2,
rdfs3, rdfs7 and rdfs9 are among them under other names):

    prp-dom prp-rng prp-spo1 prp-eqp1/2 prp-inv1/2 prp-symp prp-trp prp-fp prp-ifp
    cax-sco cax-eqc1/2  eq-sym eq-trans eq-rep-s eq-rep-o  cax-dw cax-adc (contradictions)

Axioms are read from the data too, so that one planted there is seen to work. An axiom of another
kind (a restriction, a chain, a key …) is an ``UnknownAxiom``: it is never passed over. Left out is
what every graph entails of every term: reflexive sameness, membership of rdfs:Resource and
owl:Thing, types of literals. ``tests/test_leaks.py`` holds the closure equal to owlrl's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from appeals_rdf.errors import AppealsError
from appeals_rdf.rdf import RDF_TYPE, curie
from appeals_rdf.validate.graph import Graph
from appeals_rdf.validate.shapes import members

Triple = tuple[str, str, str]

OWL = "http://www.w3.org/2002/07/owl#"
DOMAIN, RANGE = curie("rdfs:domain"), curie("rdfs:range")
SUBCLASS, SUBPROPERTY = curie("rdfs:subClassOf"), curie("rdfs:subPropertyOf")


def owl(name: str) -> str:
    """The IRI term of a word of OWL."""
    return f"<{OWL}{name}>"


SAME_AS = owl("sameAs")
_TRIVIAL = frozenset({curie("rdfs:Resource"), curie("rdfs:Literal"), owl("Thing")})
_NONE: frozenset[str] = frozenset()
# Words of OWL from which nothing follows, or which are read below.
_KNOWN = {
    owl(name)
    for name in (
        *("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
        *("NamedIndividual", "AllDisjointClasses", "members", "versionIRI", "versionInfo"),
        *("imports", "priorVersion", "deprecated", "Thing", "sameAs", "disjointWith"),
        *("inverseOf", "equivalentClass", "equivalentProperty", "SymmetricProperty"),
        *("TransitiveProperty", "FunctionalProperty", "InverseFunctionalProperty"),
    )
}


class UnknownAxiom(AppealsError):
    """The axioms use a part of OWL that the closure does not know. Exit code 1."""


@dataclass
class Axioms:
    """The axioms of a graph, each relation closed under itself."""

    superclasses: dict[str, frozenset[str]] = field(default_factory=dict)
    superproperties: dict[str, frozenset[str]] = field(default_factory=dict)
    domains: dict[str, frozenset[str]] = field(default_factory=dict)
    ranges: dict[str, frozenset[str]] = field(default_factory=dict)
    inverses: dict[str, frozenset[str]] = field(default_factory=dict)
    transitive: frozenset[str] = frozenset()
    functional: frozenset[str] = frozenset()
    inverse_functional: frozenset[str] = frozenset()
    disjoint: dict[str, frozenset[str]] = field(default_factory=dict)


def read_axioms(graph: Graph) -> Axioms:
    """The axioms that ``graph`` states. ``UnknownAxiom`` names what is not known of them."""
    used = {t for _, p, o in graph.triples() for t in (p, o) if t.startswith(f"<{OWL}")}
    if unknown := sorted(used - _KNOWN):
        names = ", ".join(f"owl:{term[len(OWL) + 1 : -1]}" for term in unknown)
        raise UnknownAxiom(f"the leak gate does not know {names}. Add it to validate/closure.py.")

    def pairs(predicate: str) -> Iterator[tuple[str, str]]:
        return ((s, o) for o, subjects in graph.inverse(predicate).items() for s in subjects)

    def both_ways(predicate: str) -> Iterator[tuple[str, str]]:
        return (pair for s, o in pairs(predicate) for pair in ((s, o), (o, s)))

    def of_type(name: str) -> frozenset[str]:
        return frozenset(graph.inverse(RDF_TYPE).get(owl(name), ()))

    symmetric = ((p, p) for p in of_type("SymmetricProperty"))
    disjoint = [*both_ways(owl("disjointWith"))]
    for node in of_type("AllDisjointClasses"):
        classes = members(graph, graph.value(node, owl("members")))
        disjoint += [(a, b) for a in classes for b in classes if a != b]
    return Axioms(
        superclasses=_transitive([*pairs(SUBCLASS), *both_ways(owl("equivalentClass"))]),
        superproperties=_transitive([*pairs(SUBPROPERTY), *both_ways(owl("equivalentProperty"))]),
        domains=_group(pairs(DOMAIN)),
        ranges=_group(pairs(RANGE)),
        inverses=_group([*both_ways(owl("inverseOf")), *symmetric]),
        transitive=of_type("TransitiveProperty"),
        functional=of_type("FunctionalProperty"),
        inverse_functional=of_type("InverseFunctionalProperty"),
        disjoint=_group(disjoint),
    )


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for a, b in pairs:
        found.setdefault(a, set()).add(b)
    return {a: frozenset(bs) for a, bs in found.items()}


def _transitive(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    direct = _group(pairs)
    closed = {}
    for start in direct:
        seen: set[str] = set()
        todo = [start]
        while todo:
            new = direct.get(todo.pop(), frozenset()) - seen
            seen |= new
            todo += new
        closed[start] = frozenset(seen - {start})
    return closed


class Closure:
    """Everything that follows; ``reason`` tells from which triple a derived one came."""

    def __init__(self, triples: Iterable[Triple], axioms: Axioms) -> None:
        self.axioms = axioms
        self.reasons: dict[Triple, Triple | None] = {}
        self._out: dict[tuple[str, str], set[str]] = {}
        self._in: dict[tuple[str, str], set[str]] = {}
        # Only the neighbours of what can merge or chain are looked up again.
        self._joining = axioms.transitive | axioms.functional | axioms.inverse_functional
        self._same: dict[str, set[str]] = {}
        self._about: dict[str, set[Triple]] = {}
        queue: list[tuple[Triple, Triple | None]] = [(t, None) for t in triples]
        if any(t[1] == SAME_AS for t, _ in queue) or self._may_merge():
            self._remember = True
        else:
            self._remember = False
        while queue:
            triple, reason = queue.pop()
            if triple in self.reasons:
                continue
            self.reasons[triple] = reason
            queue.extend((new, triple) for new in self._follow(triple) if new not in self.reasons)

    def _may_merge(self) -> bool:
        return bool(self.axioms.functional or self.axioms.inverse_functional)

    def origin(self, triple: Triple) -> Triple:
        """The stated triple at the root of a derived one."""
        while (reason := self.reasons.get(triple)) is not None:
            triple = reason
        return triple

    def _follow(self, triple: Triple) -> Iterator[Triple]:
        s, p, o = triple
        axioms = self.axioms
        if s[0] == '"':
            return
        if p == RDF_TYPE:
            yield from ((s, RDF_TYPE, c) for c in axioms.superclasses.get(o, _NONE) - _TRIVIAL)
        else:
            yield from ((s, q, o) for q in axioms.superproperties.get(p, ()))
            yield from ((s, RDF_TYPE, c) for c in axioms.domains.get(p, _NONE) - _TRIVIAL)
            if o[0] != '"':
                yield from ((o, RDF_TYPE, c) for c in axioms.ranges.get(p, _NONE) - _TRIVIAL)
                yield from ((o, q, s) for q in axioms.inverses.get(p, ()))
        if p in self._joining:
            yield from self._join(s, p, o)
        if self._remember:
            yield from self._merge(triple)

    def _join(self, s: str, p: str, o: str) -> Iterator[Triple]:
        objects = self._out.setdefault((s, p), set())
        subjects = self._in.setdefault((o, p), set())
        if p in self.axioms.transitive:
            yield from ((s, p, further) for further in self._out.get((o, p), ()))
            yield from ((before, p, o) for before in self._in.get((s, p), ()))
        if p in self.axioms.functional and o[0] != '"':
            yield from ((o, SAME_AS, other) for other in objects if other != o and other[0] != '"')
        if p in self.axioms.inverse_functional:
            yield from ((s, SAME_AS, other) for other in subjects if other != s)
        objects.add(o)
        subjects.add(s)

    def _merge(self, triple: Triple) -> Iterator[Triple]:
        s, p, o = triple
        for node in (s, o):
            self._about.setdefault(node, set()).add(triple)
        if p == SAME_AS and s != o:
            yield o, SAME_AS, s
            self._same.setdefault(s, set()).add(o)
            for a, q, b in list(self._about.get(s, ())):
                yield (o if a == s else a), q, (o if b == s else b)
        else:
            yield from ((twin, p, o) for twin in self._same.get(s, ()))
            yield from ((s, p, twin) for twin in self._same.get(o, ()))

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        """(node, class, class): what cannot be both, so that anything would follow."""
        types: dict[str, set[str]] = {}
        for s, p, o in self.reasons:
            if p == RDF_TYPE:
                types.setdefault(s, set()).add(o)
        for node, classes in types.items():
            for one in classes:
                for other in self.axioms.disjoint.get(one, _NONE) & classes:
                    if one < other:
                        yield node, one, other
