"""The concepts of the SKOS schemes, read from ``ontology/schemes.ttl``: one place for each name."""

from __future__ import annotations

from functools import cache

from appeals_rdf.iris import SCHEMES
from appeals_rdf.resources import folder


@cache
def concepts() -> dict[str, frozenset[str]]:
    """Scheme name → the names of its concepts, such as ``concepts()["event-kind"]``."""
    import pyoxigraph as ox

    in_scheme = ox.NamedNode("http://www.w3.org/2004/02/skos/core#inScheme")
    found: dict[str, set[str]] = {}
    for quad in ox.parse(path=folder("ontology") / "schemes.ttl"):
        if quad.predicate == in_scheme and isinstance(quad.subject, ox.NamedNode):
            scheme, _, name = quad.subject.value.removeprefix(SCHEMES).partition("/")
            found.setdefault(scheme, set()).add(name)
    return {scheme: frozenset(names) for scheme, names in found.items()}
