"""The shapes as values: what ``shapes/*.ttl`` says, read into a tree that can be walked quickly.

The files are the only place where the rules stand. Whatever part of SHACL they use that is not
known here is an ``UnknownConstraint`` that names it, so a new kind of rule is never passed over.

To add a constraint component: a row in ``components.COMPONENTS``, and a case in
``tests/test_validate_components.py``, which holds it equal to pySHACL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from appeals_rdf.errors import AppealsError
from appeals_rdf.rdf import RDF_TYPE
from appeals_rdf.validate.graph import Graph, words_of

SH = "http://www.w3.org/ns/shacl#"
FIRST = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"
REST = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>"
NIL = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>"

Offences = Iterable[tuple[str, str]]
"""(path, value) pairs; an empty path means the shape's own, an empty value none."""

Check = Callable[[Graph, str, list[str]], Offences]
"""(graph, focus node, value nodes) → offences."""

Step = Callable[[Graph, str], list[str]]
"""(graph, focus node) → value nodes of a path, each once."""


def sh(name: str) -> str:
    """The IRI term of a word of SHACL."""
    return f"<{SH}{name}>"


class UnknownConstraint(AppealsError):
    """The shapes use a part of SHACL that the fast path does not know. Exit code 1."""


@dataclass(frozen=True)
class Rule:
    """A ``sh:sparql`` constraint: its query with prefixes, its message, its IRI."""

    name: str
    query: str
    message: str


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape (``path`` is empty) or a property shape.

    ``path`` is the path's IRI term, or for a complex path a spelling of it to show and compare;
    ``predicate`` is the path where it is a single predicate. ``judges_absence`` says that a node
    without any value can be at fault.
    """

    name: str
    severity: str = "Violation"
    message: str = ""
    path: str = ""
    predicate: str = ""
    step: Step | None = None
    judges_absence: bool = False
    checks: tuple[tuple[str, Check], ...] = ()
    properties: tuple[Shape, ...] = ()
    rules: tuple[Rule, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()

    def focus_nodes(self, graph: Graph) -> list[str]:
        """The nodes of ``graph`` that this shape speaks of, each once."""
        nodes: dict[str, None] = {}
        for kind, term in self.targets:
            nodes.update(dict.fromkeys(TARGETS[kind](graph, term)))
        return list(nodes)

    def conforms(self, graph: Graph, node: str) -> bool:
        """Whether ``node`` has no fault by this shape, whatever its severity."""
        faults: list[Fault] = []
        self.find(graph, node, faults)
        return not faults

    def find(self, graph: Graph, node: str, faults: list[Fault]) -> None:
        """Append the faults of ``node`` to ``faults``; those of ``sh:sparql`` apart."""
        self._judge(graph, node, self.step(graph, node) if self.step else [node], faults)

    def _judge(self, graph: Graph, node: str, values: list[str], faults: list[Fault]) -> None:
        for component, check in self.checks:
            for path, value in check(graph, node, values):
                faults.append((self, node, component, path or self.path, value))
        if not self.properties:
            return
        for value in values:
            for shape in self.eager:
                shape.find(graph, value, faults)
            # Most shapes of a property have nothing to say of a node without that property.
            if self.lazy and (present := graph.subjects.get(value)):
                for predicate, objects in present.items():
                    for shape in self.lazy.get(predicate, ()):
                        shape._judge(graph, value, objects, faults)

    @cached_property
    def eager(self) -> tuple[Shape, ...]:
        """The property shapes that may have a fault where there is no value."""
        return tuple(p for p in self.properties if p.judges_absence or not p.predicate)

    @cached_property
    def lazy(self) -> dict[str, tuple[Shape, ...]]:
        """Predicate → the other property shapes."""
        found: dict[str, tuple[Shape, ...]] = {}
        for shape in self.properties:
            if shape not in self.eager:
                found[shape.predicate] = (*found.get(shape.predicate, ()), shape)
        return found


Fault = tuple[Shape, str, str, str, str]
"""(shape, focus node, component, path, value)."""


def _targets_of(graph: Graph, term: str) -> Iterable[str]:
    return [s for s, properties in graph.subjects.items() if term in properties]


TARGETS: dict[str, Callable[[Graph, str], Iterable[str]]] = {
    "targetClass": lambda graph, term: graph.instances(term),
    "targetNode": lambda graph, term: [term],
    "targetSubjectsOf": _targets_of,
    "targetObjectsOf": lambda graph, term: graph.inverse(term),
}

ON_ABSENCE = frozenset(map(sh, ("minCount", "hasValue", "equals", "qualifiedMinCount")))
"""The parameters whose check can fail where there is no value."""

# What may stand on a shape without being a constraint of its own.
_PLAIN = {
    *("path", "severity", "message", "deactivated", "property", "sparql", "name", "description"),
    *("order", "group", "defaultValue"),
}
# What stands on the nodes that shapes refer to: rules, prefixes and paths.
_ELSEWHERE = {
    *("select", "prefixes", "declare", "prefix", "namespace"),
    *("inversePath", "alternativePath"),
}


class Compiler:
    """Reads shapes out of a shapes graph; each once, however often it is referred to."""

    def __init__(self, graph: Graph) -> None:
        from appeals_rdf.validate.components import COMPONENTS, PARAMETERS

        self.graph = graph
        self._components = COMPONENTS
        self._known = {*_PLAIN, *_ELSEWHERE, *TARGETS, *COMPONENTS, *PARAMETERS}
        self._done: dict[str, Shape] = {}
        self._open: set[str] = set()

    def shapes(self) -> tuple[Shape, ...]:
        """Every shape that has targets, in order of their IRIs."""
        self._refuse_unknown()
        targeted = {s for t in TARGETS for s in _targets_of(self.graph, sh(t))}
        classes = {*self.graph.inverse(RDF_TYPE).get(_RDFS_CLASS, ())}
        types = self.graph.inverse(RDF_TYPE)
        shapes = {*types.get(sh("NodeShape"), ()), *types.get(sh("PropertyShape"), ())}
        if implicit := classes & shapes:
            raise UnknownConstraint(f"{min(implicit)} is a shape and a class; name its target.")
        return tuple(shape for shape in map(self.shape, sorted(targeted)) if shape.targets)

    def shape(self, name: str) -> Shape:
        """The shape with the IRI (or blank node) ``name``."""
        if name not in self._done:
            if name in self._open:
                raise UnknownConstraint(f"the shape {name} refers to itself.")
            self._open.add(name)
            self._done[name] = self._read(name)
        return self._done[name]

    def _read(self, name: str) -> Shape:
        get = self.graph.value
        if get(name, sh("deactivated")).startswith('"true"'):
            return Shape(name)
        properties = self.graph.subjects.get(name, {})
        for inner in properties.get(sh("property"), ()):
            if self.graph.objects(inner, sh("sparql")):
                raise UnknownConstraint(
                    f"{inner}: sh:sparql is known on shapes with a target only."
                )
        path = get(name, sh("path"))
        step, spelling = compile_path(self.graph, path) if path else (None, "")
        checks = []
        for component, (label, build) in self._components.items():
            for value in sorted(properties.get(sh(component), ())):
                checks.append((f"{label}ConstraintComponent", build(self, name, value)))
        return Shape(
            name=name,
            severity=get(name, sh("severity")).removeprefix(f"<{SH}").rstrip(">") or "Violation",
            message=self.message(name),
            path=spelling,
            predicate=path if spelling == path else "",
            step=step,
            judges_absence=bool(ON_ABSENCE & properties.keys()),
            checks=tuple(checks),
            properties=tuple(map(self.shape, sorted(properties.get(sh("property"), ())))),
            rules=tuple(map(self._rule, sorted(properties.get(sh("sparql"), ())))),
            targets=tuple((t, term) for t in TARGETS for term in properties.get(sh(t), ())),
        )

    def message(self, name: str) -> str:
        """The ``sh:message`` of a shape or a rule; the English one where there are several."""
        messages = sorted(self.graph.objects(name, sh("message")))
        english = [m for m in messages if m.endswith("@en")]
        return words_of((english or messages)[0]) if messages else ""

    def members(self, head: str) -> list[str]:
        """The members of an RDF list."""
        return members(self.graph, head)

    def _rule(self, name: str) -> Rule:
        query = self.graph.text(name, sh("select"))
        if "$PATH" in query or "?PATH" in query or not query:
            raise UnknownConstraint(f"the rule {name} must be a sh:select without $PATH.")
        prefixes = {
            self.graph.text(d, sh("prefix")): self.graph.text(d, sh("namespace"))
            for source in self.graph.objects(name, sh("prefixes"))
            for d in self.graph.objects(source, sh("declare"))
        }
        head = "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in sorted(prefixes.items()))
        return Rule(name, head + query, self.message(name))

    def _refuse_unknown(self) -> None:
        unknown = {
            p[len(SH) + 1 : -1]
            for properties in self.graph.subjects.values()
            for p in properties
            if p.startswith(f"<{SH}") and p[len(SH) + 1 : -1] not in self._known
        }
        kinds = {t for t in self.graph.inverse(RDF_TYPE) if t.startswith(f"<{SH}")}
        kinds -= {
            sh(k) for k in ("NodeShape", "PropertyShape", "SPARQLConstraint", "PrefixDeclaration")
        }
        if unknown or kinds:
            names = sorted(f"sh:{name}" for name in unknown)
            names += sorted(f"sh:{kind[len(SH) + 1 : -1]}" for kind in kinds)
            raise UnknownConstraint(
                f"the shapes use {', '.join(names)}, which the fast validation does not know. "
                "Add it to validate/components.py, or validate with pySHACL."
            )


_RDFS_CLASS = "<http://www.w3.org/2000/01/rdf-schema#Class>"


def members(graph: Graph, head: str) -> list[str]:
    """The members of an RDF list in ``graph``."""
    found = []
    while head and head != NIL:
        found.append(graph.value(head, FIRST))
        head = graph.value(head, REST)
    return found


def compile_path(graph: Graph, path: str) -> tuple[Step, str]:
    """The step along a SHACL property path, and how to spell the path.

    Known: a predicate, ``sh:inversePath`` of one, a sequence, ``sh:alternativePath``.
    """
    properties = graph.subjects.get(path, {})
    if inverse := properties.get(sh("inversePath")):
        predicate = inverse[0]
        if not predicate.startswith("<"):
            raise UnknownConstraint("sh:inversePath is known for a single predicate only.")
        return lambda graph, node: graph.inverse(predicate).get(node, []), f"^{predicate}"
    if alternatives := properties.get(sh("alternativePath")):
        steps = [compile_path(graph, p) for p in members(graph, alternatives[0])]
        return _alternative([s for s, _ in steps]), "|".join(p for _, p in steps)
    if FIRST in properties:
        steps = [compile_path(graph, p) for p in members(graph, path)]
        return _sequence([s for s, _ in steps]), "/".join(p for _, p in steps)
    if not path.startswith("<"):
        raise UnknownConstraint(
            "a path is neither a predicate, an inverse, a sequence nor a choice."
        )

    def step(graph: Graph, node: str) -> list[str]:
        found = graph.subjects.get(node)
        return found.get(path, _NOTHING) if found else _NOTHING

    return step, path


_NOTHING: list[str] = []


def _sequence(steps: list[Step]) -> Step:
    def step(graph: Graph, node: str) -> list[str]:
        nodes = [node]
        for one in steps:
            nodes = list(dict.fromkeys(v for n in nodes for v in one(graph, n)))
        return nodes

    return step


def _alternative(steps: list[Step]) -> Step:
    return lambda graph, node: list(dict.fromkeys(v for one in steps for v in one(graph, node)))


@lru_cache(maxsize=8)
def _compile(stamps: tuple[tuple[str, int, int], ...]) -> tuple[Shape, ...]:
    return compile_shapes([Path(name) for name, _, _ in stamps])


def load_shapes(folder: Path | None = None) -> tuple[Shape, ...]:
    """The shapes of a folder (default: the tool's own), read again only when a file changed."""
    from appeals_rdf import resources

    files = sorted((folder or resources.folder("shapes")).glob("*.ttl"))
    if not files:
        raise AppealsError(f"there are no shapes in {folder or resources.folder('shapes')}.")
    stats = [(str(f), f.stat()) for f in files]
    return _compile(tuple((name, s.st_mtime_ns, s.st_size) for name, s in stats))


def compile_shapes(files: Iterable[Path]) -> tuple[Shape, ...]:
    """The targeted shapes that Turtle files hold between them."""
    from appeals_rdf.validate.graph import parse_file

    triples = dict.fromkeys(t for file in files for t in parse_file(file))
    return Compiler(Graph(triples)).shapes()
