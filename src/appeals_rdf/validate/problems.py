"""What the shapes found, in the words of the person who can mend it.

A violation speaks of a node and a path; a problem speaks of a place in a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from appeals_rdf.model import Problem, Severity
from appeals_rdf.rdf import PREFIXES
from appeals_rdf.triples import GENERATED, QUOTING
from appeals_rdf.validate.graph import Graph, words_of
from appeals_rdf.validate.places import Place, Places, Sources
from appeals_rdf.validate.shacl import Violation

SEVERITIES = {
    "Violation": Severity.ERROR,
    "Warning": Severity.WARNING,
    "Info": Severity.INFO,
}

_RULE = re.compile(r"/id/rule/(.+)>$")
_CURATION = re.compile(r"/id/appeal/[^/>]+/curation>$")
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def to_problems(violations: Iterable[Violation], graph: Graph, sources: Sources) -> list[Problem]:
    """One problem for each violation, at the place in the letter that it concerns.

    Where the source is not at hand, the message tells the offsets instead of line and column.
    """
    places = Places(graph, sources)
    return sort_problems(_problem(v, places) for v in violations)


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """By file, place, gravity and code; the same problem once."""
    return sorted(
        dict.fromkeys(problems),
        key=lambda p: (
            p.file,
            p.line or 0,
            p.column or 0,
            _ORDER[p.severity],
            p.code,
            p.subject,
            p,
        ),
    )


def _problem(violation: Violation, places: Places) -> Problem:
    # Only where the value is the document's words do they lead to a place in it.
    words = violation.value if violation.path in QUOTING else ""
    place = places.place(violation.focus, words)
    message = violation.message or f"{violation.component} is not met."
    if violation.value and violation.value != violation.focus:
        message = f"{message} Found: {show(violation.value)}."
    if place.line is None and place.start is not None:
        message = f"{message} (characters {place.start}–{place.end})"
    return Problem(
        SEVERITIES.get(violation.severity, Severity.ERROR),
        local_name(violation.shape),
        message,
        place.file,
        place.line,
        place.column,
        place.words,
        _advice(violation, places.graph, place),
        words_of(violation.focus),
    )


def show(term: str) -> str:
    """A term as a person reads it: prefixed if it can be, quoted if it is words."""
    if term[0] == '"':
        return f"“{words_of(term)}”"
    bare = words_of(term)
    for prefix, namespace in PREFIXES.items():
        if bare.startswith(namespace):
            return f"{prefix}:{bare[len(namespace) :]}"
    return bare


def local_name(term: str) -> str:
    """The last part of an IRI."""
    return re.split(r"[/#]", words_of(term))[-1]


def _advice(violation: Violation, graph: Graph, place: Place) -> str:
    """Who read or decided this, and where it can be corrected."""
    origin = graph.value(violation.focus, GENERATED)
    where = f"the curation file of {place.file}" if place.file else "the curation file"
    if _CURATION.search(origin):
        return f"Decided in {where}: correct the entry there."
    if match := _RULE.search(origin):
        return f"Read by the rule {match[1]}: if it misread the letter, correct it in {where}."
    return (
        f"Compare with the letter; what rules cannot know stands in {where}." if place.file else ""
    )
