"""Proves a graph: by the shapes, by the source texts, and by what must not follow from it.

    check(graph, sources)        everything below that concerns one graph, as one list of problems
    examine(nquads, sources)     the same for the N-Quads of one appeal
    check_graph(graph)           SHACL by the fast path            → violations
    check_graph_reference(graph) SHACL by pySHACL                  → the same violations
    to_problems(violations, …)   the same in the curator's words   → problems
    check_passages(graph, …)     digests, offsets and quoted words → problems
    check_texts(graph, texts)    the texts that a build publishes  → problems
    validate_file(path, …)       all of it for any RDF file

``reports.FORMATS`` writes problems down; ``leaks.find_leaks`` and ``neutral.find_loaded_words`` are
gates of the whole data set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from appeals_rdf.model import Problem, Severity
from appeals_rdf.validate.graph import Graph
from appeals_rdf.validate.passages import check_passages
from appeals_rdf.validate.places import Sources, SourceText, sources_of
from appeals_rdf.validate.problems import sort_problems, to_problems
from appeals_rdf.validate.shacl import Violation, check_graph, check_graph_reference

__all__ = [
    "Graph",
    "SourceText",
    "Sources",
    "Violation",
    "check",
    "check_graph",
    "check_graph_reference",
    "check_passages",
    "examine",
    "report_table",
    "sources_of",
    "to_problems",
    "validate_file",
]


def check(
    graph: Graph, sources: Sources, *, reference: bool = False, gates: bool = False
) -> list[Problem]:
    """All problems of one graph, in the order of the letters.

    ``reference`` takes pySHACL for the shapes; ``gates`` looks for leaks and loaded words, too.
    """
    violations = check_graph_reference(graph) if reference else check_graph(graph)
    problems = [*to_problems(violations, graph, sources), *check_passages(graph, sources)]
    if gates:
        from appeals_rdf.validate.leaks import find_leaks
        from appeals_rdf.validate.neutral import find_loaded_words

        problems += find_leaks(graph, sources)
        # A word in an id that the curators chose is theirs to weigh; in our own it is an error,
        # and a test of the project.
        words = find_loaded_words(graph)
        problems += [replace(problem, severity=Severity.WARNING) for problem in words]
    return sort_problems(problems)


def examine(
    nquads: bytes, sources: Sources, *, reference: bool = False, gates: bool = False
) -> list[Problem]:
    """``check`` for the sorted N-Quads of one appeal's graph, as the build writes them."""
    return check(Graph.from_nquads(nquads), sources, reference=reference, gates=gates)


def report_table(problems: Sequence[Problem]) -> str:
    """The problems as plain text; the other formats are in ``reports.FORMATS``."""
    from appeals_rdf.validate import reports

    return reports.report_table(problems)


def validate_file(
    path: Path, sources: Sources | None = None, name: str = "", *, reference: bool = False
) -> list[Problem]:
    """All problems of an RDF file of this ontology; ``name`` is what messages call it.

    ``InputError`` where the file cannot be read or is no RDF, with the parser's line and column. A
    file that holds nothing of this ontology is a problem too: silence would look like approval. A
    file of a build is compared with the texts of that build, too.
    """
    from appeals_rdf.validate.shapes import load_shapes
    from appeals_rdf.validate.texts import check_texts, published_texts, with_texts

    name = name or str(path)
    graph = Graph.from_file(path, name)
    if not any(shape.focus_nodes(graph) for shape in load_shapes()):
        return [
            Problem(
                Severity.ERROR,
                "nothing-to-check",
                f"{name} describes nothing that the shapes speak of",
                name,
                advice="Give the Turtle of an appeal, or of several, written with this ontology.",
            )
        ]
    texts, problems = published_texts(path), []
    if texts is not None:
        problems = list(check_texts(graph, texts))
        sources = with_texts(graph, texts, sources or {})
    problems += check(graph, sources or {}, reference=reference, gates=True)
    return sort_problems(problems)
