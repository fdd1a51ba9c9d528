"""VoID and DCAT: what a build holds, and the files it comes in; ``graph/catalog``.

Beside it the concepts, as ``ontology/schemes.ttl`` has them; ``graph/scheme``. Every resource has
an IRI, and none of them repeats a document's words.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from appeals_rdf.corpus import Folder
from appeals_rdf.iris import Mint
from appeals_rdf.publish.provenance import (
    GRAPH_LABELS,
    provenance_descriptions,
    time_stamp,
)
from appeals_rdf.rdf import PREFIXES, RDF_TYPE, Description, curie, iri, literal
from appeals_rdf.resources import folder as resource_folder
from appeals_rdf.triples import INTEGER, LABEL, WAS_DERIVED_FROM

if TYPE_CHECKING:
    from appeals_rdf.publish.build import Part, WrittenFile

__all__ = ["catalog_descriptions", "provenance_descriptions", "scheme_descriptions"]

MEDIA_TYPES: Mapping[str, tuple[str, str]] = {
    ".ttl": ("text/turtle", "http://www.w3.org/ns/formats/Turtle"),
    ".nq": ("application/n-quads", "http://www.w3.org/ns/formats/N-Quads"),
    ".trig": ("application/trig", "http://www.w3.org/ns/formats/TriG"),
    ".jsonld": ("application/ld+json", "http://www.w3.org/ns/formats/JSON-LD"),
    ".json": ("application/json", ""),
    ".txt": ("text/plain", ""),
}
"""The ending of a file of the build → its media type, and its format if it holds RDF."""

LICENCES: Mapping[str, str] = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-ND-4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
}
"""SPDX identifier of a licence for data → its IRI; spaces may stand for the hyphens."""

_IANA = "https://www.iana.org/assignments/media-types/"
_NAMESPACE = re.compile(r"<(.+[/#])[^/#]*>")


# --- the concepts


def scheme_descriptions() -> Iterator[Description]:
    """The SKOS schemes and their concepts, in the order of ``ontology/schemes.ttl``."""
    import pyoxigraph as ox

    found: dict[str, list[tuple[str, str]]] = {}
    for quad in ox.parse(path=resource_folder("ontology") / "schemes.ttl"):
        found.setdefault(str(quad.subject), []).append((str(quad.predicate), _term(quad.object)))
    for subject, pairs in found.items():
        yield Description(subject, list(dict.fromkeys(pairs)))


def _term(node: object) -> str:
    import pyoxigraph as ox

    if not isinstance(node, ox.Literal):
        return str(node)
    if node.language:
        return literal(node.value, node.language)
    plain = node.datatype.value == f"{PREFIXES['xsd']}string"
    return literal(node.value, datatype="" if plain else str(node.datatype))


def _below(term: str, namespace: str) -> str:
    """The rest of an IRI term under a namespace term; empty where it is not under it."""
    start = namespace[:-1]
    return term[len(start) : -1] if term.startswith(start) else ""


# --- what it is


def catalog_descriptions(
    folder: Folder,
    parts: Sequence[Part],
    files: Sequence[WrittenFile],
    totals: tuple[Counter[str], Counter[str]],
    mint: Mint,
) -> Iterator[Description]:
    """VoID and DCAT of the build: counts, partitions, graphs, and files with size and digest.

    ``parts`` are the graphs in ``files``, ``totals`` their counts by class and by property. Counts
    are of N-Quads: what two graphs both say counts twice. Of title, publisher, licence and what is
    withheld only that is said which ``corpus.yaml`` gives. The texts are a data set of their own,
    because they are other people's: the licence of the data is not theirs.
    """
    settings = folder.settings
    data_set, texts = mint.other("id/dataset"), mint.other("id/texts")
    classes, properties = totals
    subjects = sum(part.subjects for part in parts)
    of_graph: dict[str, list[WrittenFile]] = {}
    of_texts = [file for file in files if file.source]
    for file in files:
        if not file.source:
            of_graph.setdefault(file.graph, []).append(file)

    pairs = [
        (RDF_TYPE, curie("dcat:Catalog")),
        (LABEL, literal("Catalogue of this data set", "en")),
        (curie("dcat:dataset"), data_set),
    ]
    if of_texts:
        pairs.append((curie("dcat:dataset"), texts))
    yield Description(mint.other("id/catalog"), pairs)
    pairs = [
        (RDF_TYPE, curie("void:Dataset")),
        (RDF_TYPE, curie("dcat:Dataset")),
        (curie("dcterms:title"), literal(settings.title)),
    ]
    if settings.description:
        pairs.append((curie("dcterms:description"), literal(settings.description)))
    publisher, licence = _publisher(settings.publisher, mint), _licence(settings.licence, mint)
    withheld = mint.other("id/dataset/withheld")
    for predicate, node in (("dcterms:publisher", publisher), ("dcterms:license", licence)):
        if node:
            pairs.append((curie(predicate), node))
    if settings.withheld:
        pairs.append((curie("dcterms:accessRights"), withheld))
    pairs += time_stamp("dcterms:issued")
    languages = sorted({part.language for part in parts if part.language})
    pairs += [(curie("schema:inLanguage"), literal(language)) for language in languages]
    pairs += [
        (curie("void:uriSpace"), literal(mint.base)),
        (curie("void:triples"), _count(sum(part.triples for part in parts))),
        (curie("void:entities"), _count(subjects)),
        (curie("void:classes"), _count(len(classes))),
        (curie("void:properties"), _count(len(properties))),
        (curie("void:documents"), _count(len(_turtle_files(files)))),
    ]
    sources = [source for part in parts for source in part.sources]
    # Two documents of the same bytes share their source and passages, so that a sum would be wrong.
    if len({sha256 for sha256, _ in sources}) == len(sources):
        pairs.append((curie("void:distinctSubjects"), _count(subjects)))
    pairs += [(curie("void:vocabulary"), term) for term in _vocabularies(classes, properties)]
    if examples := [mint.appeal(part.name) for part in parts if part.sources][:3]:
        pairs += [(curie("void:exampleResource"), example) for example in examples]
    pairs += [(curie("void:subset"), mint.graph(part.name)) for part in parts]
    class_at = {term: _partition("class", term, mint) for term in sorted(classes)}
    property_at = {term: _partition("property", term, mint) for term in sorted(properties)}
    pairs += [(curie("void:classPartition"), node) for node in class_at.values()]
    pairs += [(curie("void:propertyPartition"), node) for node in property_at.values()]
    pairs += [(curie("dcat:distribution"), _file(f, mint)) for f in of_graph.get("", ())]
    yield Description(data_set, pairs)

    yield from _rights(folder, publisher, licence, withheld, mint)
    for term, node in class_at.items():
        yield Description(
            node,
            [
                (RDF_TYPE, curie("void:Dataset")),
                (curie("void:class"), term),
                (curie("void:entities"), _count(classes[term])),
            ],
        )
    for term, node in property_at.items():
        yield Description(
            node,
            [
                (RDF_TYPE, curie("void:Dataset")),
                (curie("void:property"), term),
                (curie("void:triples"), _count(properties[term])),
            ],
        )
    for part in parts:
        graph = mint.graph(part.name)
        pairs = [
            (RDF_TYPE, curie("void:Dataset")),
            (RDF_TYPE, curie("dcat:Dataset")),
            (curie("dcterms:title"), literal(_graph_label(part.name), "en")),
            (curie("dcterms:isPartOf"), data_set),
            (curie("void:triples"), _count(part.triples)),
            (curie("void:entities"), _count(part.subjects)),
            (curie("void:distinctSubjects"), _count(part.subjects)),
        ]
        own = of_graph.get(graph.strip("<>"), ())
        yield Description(
            graph, pairs + [(curie("dcat:distribution"), _file(f, mint)) for f in own]
        )
    if of_texts:
        pairs = [
            (RDF_TYPE, curie("dcat:Dataset")),
            (curie("dcterms:title"), literal("Texts in which the passages count", "en")),
        ]
        pairs += [(curie("dcat:distribution"), _file(file, mint)) for file in of_texts]
        yield Description(texts, pairs)
    for file in files:
        yield from _distribution(file, mint)


def _graph_label(name: str) -> str:
    return GRAPH_LABELS.get(name) or f"Graph of appeal {name}"


def _count(number: int) -> str:
    return literal(str(number), datatype=INTEGER)


def _turtle_files(files: Iterable[WrittenFile]) -> list[WrittenFile]:
    return [file for file in files if file.graph]


def _vocabularies(classes: Iterable[str], properties: Iterable[str]) -> list[str]:
    found = {match[1] for term in (*classes, *properties) if (match := _NAMESPACE.match(term))}
    return [iri(namespace) for namespace in sorted(found)]


def _partition(kind: str, term: str, mint: Mint) -> str:
    """``id/dataset/class/apl-Signature``: the prefix keeps like names of two vocabularies apart."""
    for prefix, namespace in (*PREFIXES.items(), ("owl", "http://www.w3.org/2002/07/owl#")):
        if local := _below(term, f"<{namespace}>"):
            return mint.other(f"id/dataset/{kind}/{prefix}-{local}")
    digest = hashlib.sha256(term.encode()).hexdigest()[:12]
    return mint.other(f"id/dataset/{kind}/{digest}")


def _is_iri(value: str) -> bool:
    if not value.startswith(("http://", "https://")):
        return False
    try:
        iri(value)
    except ValueError:
        return False
    return True


def _publisher(given: str, mint: Mint) -> str:
    if not given:
        return ""
    return iri(given) if _is_iri(given) else mint.other("id/publisher")


def _licence(given: str, mint: Mint) -> str:
    if not given:
        return ""
    if _is_iri(given):
        return iri(given)
    known = {name.casefold(): value for name, value in LICENCES.items()}
    value = known.get("-".join(given.split()).casefold())
    return iri(value) if value else mint.other("id/dataset/licence")


def _rights(
    folder: Folder, publisher: str, licence: str, withheld: str, mint: Mint
) -> Iterator[Description]:
    """The publisher, the licence and what is withheld, where they are given as words."""
    settings = folder.settings
    if publisher == mint.other("id/publisher"):
        kind = curie("prov:Agent")
        yield Description(publisher, [(RDF_TYPE, kind), (LABEL, literal(settings.publisher))])
    if licence == mint.other("id/dataset/licence"):
        kind = curie("dcterms:LicenseDocument")
        yield Description(licence, [(RDF_TYPE, kind), (LABEL, literal(settings.licence))])
    if settings.withheld:
        kind = curie("dcterms:RightsStatement")
        yield Description(
            withheld,
            [
                (RDF_TYPE, kind),
                (LABEL, literal("What this data set withholds", "en")),
                (curie("dcterms:description"), literal(settings.withheld)),
            ],
        )


def _file(file: WrittenFile, mint: Mint) -> str:
    return mint.other(f"id/dataset/file/{file.path}")


def _distribution(file: WrittenFile, mint: Mint) -> Iterator[Description]:
    """A file with its size and digest. Where it is published is not known, so no URL is given."""
    node = _file(file, mint)
    checksum = f"{node[:-1]}/sha256>"
    media_type, format_ = MEDIA_TYPES[f".{file.path.rpartition('.')[2]}"]
    pairs = [
        (RDF_TYPE, curie("dcat:Distribution")),
        (curie("dcterms:title"), literal(file.path)),
        (curie("dcat:mediaType"), iri(f"{_IANA}{media_type}")),
    ]
    if format_:
        pairs.append((curie("dcterms:format"), iri(format_)))
    if file.source:
        pairs.append((WAS_DERIVED_FROM, file.source))
    pairs += [(curie("dcat:byteSize"), _count(file.size)), (curie("spdx:checksum"), checksum)]
    yield Description(node, pairs)
    value = literal(file.sha256, datatype=curie("xsd:hexBinary"))
    yield Description(
        checksum,
        [
            (RDF_TYPE, curie("spdx:Checksum")),
            (curie("spdx:algorithm"), curie("spdx:checksumAlgorithm_sha256")),
            (curie("spdx:checksumValue"), value),
        ],
    )
