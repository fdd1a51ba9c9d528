"""What the shapes find in a graph: the fast path, and pySHACL as its reference.

Both give the same ``Violation``s; ``tests/test_validate.py`` holds them to it. Why there
are two is told in docs/decisions/0003-fast-validation.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appeals_rdf.errors import AppealsError
from appeals_rdf.rdf import literal
from appeals_rdf.validate.graph import Graph, words_of
from appeals_rdf.validate.shapes import (
    FIRST,
    SH,
    Fault,
    Rule,
    Shape,
    load_shapes,
)

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib


@dataclass(frozen=True, order=True)
class Violation:
    """One fault that a shape found. Terms are in N-Triples spelling; ``path`` and ``value`` may be
    empty, ``component`` and ``severity`` are the local names of SHACL.
    """

    focus: str
    shape: str
    component: str
    path: str = ""
    value: str = ""
    severity: str = "Violation"
    message: str = ""


def check_graph(graph: Graph, shapes: Sequence[Shape] | None = None) -> list[Violation]:
    """What the shapes find in ``graph``, sorted. ``shapes`` default to the tool's own."""
    shapes = load_shapes() if shapes is None else shapes
    found: dict[Violation, None] = {}
    store: pyoxigraph.Store | None = None
    for shape in shapes:
        nodes = shape.focus_nodes(graph)
        if not nodes:
            continue
        if shape.checks or shape.properties:
            found.update(dict.fromkeys(_core(shape, graph, nodes)))
        for rule in shape.rules:
            store = store or graph.store()
            found.update(dict.fromkeys(_rule(shape, rule, graph, frozenset(nodes), store)))
    return sorted(found)


def _core(shape: Shape, graph: Graph, nodes: Iterable[str]) -> Iterator[Violation]:
    faults: list[Fault] = []
    for node in nodes:
        shape.find(graph, node, faults)
        for source, focus, component, path, value in faults:
            yield Violation(
                focus, source.name, component, path, value, source.severity, source.message
            )
        faults.clear()


def _rule(
    shape: Shape, rule: Rule, graph: Graph, nodes: frozenset[str], store: pyoxigraph.Store
) -> Iterator[Violation]:
    """Run a ``sh:sparql`` constraint once over the whole graph, ``$this`` free.

    SHACL binds ``$this`` to one focus node after the other; keeping the rows whose ``$this`` is a
    focus node gives the same rows at a fraction of the time.
    """
    from pyoxigraph import QuerySolutions

    rows = store.query(rule.query)
    if not isinstance(rows, QuerySolutions):
        raise AppealsError(f"the rule {rule.name} must be a SELECT query.")
    names = [v.value for v in rows.variables]
    for row in rows:
        bound = {n: str(term) for n in names if (term := row[n]) is not None}
        if "this" not in bound:
            raise AppealsError(f"the rule {rule.name} must bind $this in a triple pattern.")
        focus = bound["this"]
        if focus not in nodes:
            continue
        path = bound.get("path", shape.path)
        if "value" in bound:
            value = _original(bound["value"], graph, focus, path)
        else:
            value = "" if shape.path else focus
        yield Violation(
            focus,
            shape.name,
            "SPARQLConstraintComponent",
            path,
            value,
            shape.severity,
            _fill(rule.message or shape.message, bound),
        )


def _original(value: str, graph: Graph, focus: str, path: str) -> str:
    """The term of the data that ``value`` stands for.

    Oxigraph keeps a number by its value: "046"^^xsd:positiveInteger comes back as the integer 46.
    """
    from appeals_rdf.validate.components import order_key

    objects = graph.objects(focus, path) if path else ()
    if value[0] != '"' or value in objects:
        return value
    every = objects or {
        o for properties in graph.subjects.get(focus, {}).values() for o in properties
    }
    if value in every:
        return value
    key = order_key(value)
    return next((o for o in sorted(every) if key and order_key(o) == key), value)


_PLACE = re.compile(r"\{[?$](\w+)\}")


def _fill(message: str, bound: dict[str, str]) -> str:
    """Put the bound terms into the places ``{?name}`` of a message."""
    return _PLACE.sub(lambda m: words_of(bound[m[1]]) if m[1] in bound else m[0], message)


# --- the reference


def check_graph_reference(
    graph: Graph | rdflib.Graph, shapes_folder: Path | None = None
) -> list[Violation]:
    """What pySHACL finds, sorted. Minutes for a corpus; the measure for ``check_graph``."""
    import pyshacl
    import rdflib

    from appeals_rdf import resources

    shapes = rdflib.Graph()
    # rdflib would read "05"^^xsd:integer as "5"; a report must quote the data as it is.
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        for file in sorted((shapes_folder or resources.folder("shapes")).glob("*.ttl")):
            shapes.parse(file, format="turtle")
        if isinstance(graph, Graph):
            data = rdflib.Graph()
            lines = (f"{s} {p} {o} .\n" for s, p, o in graph.triples())
            data.parse(data="".join(lines), format="nt")
        else:
            data = graph
        _, report, text = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False
        )
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
    if not isinstance(report, rdflib.Graph):
        raise AppealsError(f"pySHACL could not validate: {text}")
    return sorted(set(_reported(report, shapes)))


def _reported(report: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Violation]:
    from rdflib import RDF, URIRef

    def get(result: Any, name: str) -> Any:
        return report.value(result, URIRef(SH + name))

    # What hangs below a result as sh:detail is the reason of a result, and none of its own.
    whole = report.value(None, RDF.type, URIRef(SH + "ValidationReport"))
    for result in report.objects(whole, URIRef(SH + "result")):
        path = get(result, "resultPath")
        messages = sorted(map(str, report.objects(result, URIRef(SH + "resultMessage"))))
        yield Violation(
            focus=_term(get(result, "focusNode")),
            shape=_term(get(result, "sourceShape")),
            component=str(get(result, "sourceConstraintComponent")).removeprefix(SH),
            path=_spell_path(report, path) if path is not None else "",
            value=_term(get(result, "value")),
            severity=str(get(result, "resultSeverity")).removeprefix(SH),
            message=messages[0] if messages else "",
        )


def _term(node: Any) -> str:
    """An rdflib term in the spelling of ``Graph``."""
    import rdflib

    if node is None:
        return ""
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if isinstance(node, rdflib.Literal):
        datatype = f"<{node.datatype}>" if node.datatype and not node.language else ""
        if datatype == "<http://www.w3.org/2001/XMLSchema#string>":
            datatype = ""
        return literal(str(node), node.language or "", datatype)
    return f"_:{node}"


def _spell_path(report: rdflib.Graph, path: Any) -> str:
    """A path of a report in the spelling of ``shapes.compile_path``."""
    from rdflib import URIRef
    from rdflib.collection import Collection

    if isinstance(path, URIRef):
        return _term(path)
    if (inverse := report.value(path, URIRef(SH + "inversePath"))) is not None:
        return f"^{_spell_path(report, inverse)}"
    if (choice := report.value(path, URIRef(SH + "alternativePath"))) is not None:
        return "|".join(_spell_path(report, p) for p in Collection(report, choice))
    if (path, URIRef(FIRST[1:-1]), None) in report:
        return "/".join(_spell_path(report, p) for p in Collection(report, path))
    return _term(path)
