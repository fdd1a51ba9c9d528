"""What the endpoint says of itself: the service description for programs, a page for people.

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import pyoxigraph as ox

from appeals_rdf.rdf import PREFIXES, RDF_TYPE
from appeals_rdf.serve.formats import ROWS, TRIPLES
from appeals_rdf.serve.settings import Settings

SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = ox.NamedNode(RDF_TYPE.strip("<>"))


def description(endpoint: str, graphs: Sequence[str], format_: str) -> bytes:
    """The service description in a format of ``formats.TRIPLES``."""
    written = ox.serialize(
        _triples(endpoint, graphs),
        format=getattr(ox.RdfFormat, format_),
        prefixes={"sd": SD, "void": PREFIXES["void"]} if format_ in ("TURTLE", "TRIG") else None,
    )
    return written or b""


def _triples(endpoint: str, graphs: Sequence[str]) -> Iterator[ox.Triple]:
    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(SD + name)

    address = ox.NamedNode(endpoint)
    service, dataset, default = (
        ox.NamedNode(f"{endpoint}#{name}") for name in ("service", "dataset", "default")
    )
    yield ox.Triple(service, _TYPE, sd("Service"))
    yield ox.Triple(service, sd("endpoint"), address)
    yield ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    yield ox.Triple(service, sd("feature"), sd("UnionDefaultGraph"))
    for format_ in (*ROWS, *TRIPLES):
        yield ox.Triple(service, sd("resultFormat"), ox.NamedNode(format_.iri))
    yield ox.Triple(service, sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, sd("Dataset"))
    yield ox.Triple(dataset, _TYPE, ox.NamedNode(PREFIXES["void"] + "Dataset"))
    yield ox.Triple(dataset, ox.NamedNode(PREFIXES["void"] + "sparqlEndpoint"), address)
    yield ox.Triple(dataset, sd("defaultGraph"), default)
    yield ox.Triple(default, _TYPE, sd("Graph"))
    for number, graph in enumerate(graphs, 1):
        named = ox.NamedNode(f"{endpoint}#graph-{number}")
        yield ox.Triple(dataset, sd("namedGraph"), named)
        yield ox.Triple(named, _TYPE, sd("NamedGraph"))
        yield ox.Triple(named, sd("name"), ox.NamedNode(graph))


def page(endpoint: str, settings: Settings) -> str:
    """A page that says what this is, with a place to ask."""
    example = "SELECT ?class (COUNT(*) AS ?items)\nWHERE { ?item a ?class }\nGROUP BY ?class"
    return f"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>SPARQL endpoint</title>
<h1>SPARQL endpoint</h1>
<p>Programs ask at <code>{escape(endpoint)}</code>, in SPARQL 1.1; the data cannot be changed here.
The default graph is the union of all named graphs: <code>GRAPH</code> asks in one of them.</p>
<form action="/sparql" method="get">
<p><textarea name="query" rows="12" cols="80" spellcheck="false">{escape(example)}</textarea></p>
<p><button>Ask</button></p>
</form>
<p>A query may take {settings.timeout:g} seconds, and an answer {settings.answer_mib} MiB.</p>
</html>
"""
