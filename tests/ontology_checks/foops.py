"""The FOOPS! tests (https://w3id.org/foops/) of file mode, as far as no network is asked.

Each gives what is missing; an empty list is a pass. OM4.2 (does the licence resolve?) asks the web,
so only its form is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

BIBO = "http://purl.org/ontology/bibo/"
FOAF = "http://xmlns.com/foaf/0.1/"
VANN = "http://purl.org/vocab/vann/"

METADATA = {
    "title": DCTERMS.title,
    "description": DCTERMS.description,
    "license": DCTERMS.license,
    "version iri": OWL.versionIRI,
    "author": DCTERMS.creator,
    "namespace URI": URIRef(VANN + "preferredNamespaceUri"),
    "namespace prefix": URIRef(VANN + "preferredNamespacePrefix"),
    "version info": OWL.versionInfo,
    "creation date": DCTERMS.created,
    "citation": DCTERMS.bibliographicCitation,
    "contributor": DCTERMS.contributor,
    "doi": URIRef(BIBO + "doi"),
    "publisher": DCTERMS.publisher,
    "logo": URIRef(FOAF + "logo"),
    "status": URIRef(BIBO + "status"),
    "source": DCTERMS.source,
    "issued": DCTERMS.issued,
    "modified": DCTERMS.modified,
}

Check = Callable[[Graph], list[str]]


def ontology(graph: Graph) -> Node | None:
    """The one ontology of the file."""
    return graph.value(None, RDF.type, OWL.Ontology)


def has(*names: str) -> Check:
    """The names of metadata that are not given."""
    return lambda graph: [n for n in names if (ontology(graph), METADATA[n], None) not in graph]


def persistent(graph: Graph) -> list[str]:
    """PURL1: a scheme that outlives hosts."""
    iri = str(ontology(graph))
    return [] if re.match(r"https?://(w3id\.org|purl\.org|doi\.org|www\.w3\.org)/", iri) else [iri]


def version_iri_differs(graph: Graph) -> list[str]:
    """VER1: the version has an IRI of its own."""
    version = graph.value(ontology(graph), OWL.versionIRI)
    return [] if version and version != ontology(graph) else [str(version)]


def licence_is_link(graph: Graph) -> list[str]:
    """OM4.1: the licence is an http IRI."""
    licence = str(graph.value(ontology(graph), DCTERMS.license))
    return [] if licence.startswith("http") else [licence]


def reuses(graph: Graph) -> list[str]:
    """VOC2: terms specialize terms of other vocabularies."""
    own = str(graph.value(ontology(graph), METADATA["namespace URI"]))
    foreign = [
        o
        for p in (RDFS.subClassOf, RDFS.subPropertyOf)
        for o in graph.objects(None, p)
        if not str(o).startswith(own)
    ]
    return [] if foreign else ["no vocabulary is reused"]


def every_term(*annotations: URIRef) -> Check:
    """VOC3, VOC4: each of our terms has one of these."""

    def check(graph: Graph) -> list[str]:
        own = str(graph.value(ontology(graph), METADATA["namespace URI"]))
        kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        terms = {s for k in kinds for s in graph.subjects(RDF.type, k) if str(s).startswith(own)}
        bare = [t for t in terms if not any((t, a, None) in graph for a in annotations)]
        return sorted(map(str, bare))

    return check


CHECKS: dict[str, Check] = {
    "PURL1": persistent,
    "OM1": has("title", "description", "license", "version iri", "author", "namespace URI"),
    "OM2": has("namespace prefix", "version info", "creation date", "citation", "contributor"),
    "OM3": has("doi", "publisher", "logo", "status", "source", "issued", "modified"),
    "OM4.1": licence_is_link,
    "OM5.1": has("author", "creation date"),
    "OM5.2": has("issued", "publisher"),
    "FIND1": has("namespace prefix"),
    "VER1": version_iri_differs,
    "VOC1": has("title", "description", "license", "author"),
    "VOC2": reuses,
    "VOC3": every_term(RDFS.label),
    "VOC4": every_term(RDFS.comment, SKOS.definition),
}
