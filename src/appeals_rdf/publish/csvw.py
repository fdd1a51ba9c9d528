"""What the columns of the CSV tables mean, in the W3C's vocabulary for CSV.

The description stands beside the tables as ``csv-metadata.json``, the name that programs look for
(https://www.w3.org/TR/tabular-metadata/). A column named after a property of the ontology has that
property's definition; no text is kept twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from appeals_rdf.iris import term
from appeals_rdf.model import CURATION
from appeals_rdf.publish.tables import BETWEEN, TABLES, Column
from appeals_rdf.rdf import PREFIXES, RDF_TYPE, curie

METADATA = "csv-metadata.json"
"""The name of the description."""

COMMON_ABOUT: Mapping[str, str] = {
    "iri": "The IRI of the row's subject; the key of the table.",
    "appeal": "The IRI of the appeal.",
    "label": "The label, in the neutral words of the tool; words of the document in quotation "
    "marks.",
    "file": "The file name of the source document.",
    "start": "Unicode code points of the text before the first passage that supports the item.",
    "end": "Unicode code points up to and including the last one of that passage.",
    "words": "The words of that passage, letter by letter.",
    "more_passages": "Further passages that support the item, as start-end.",
    "confidence": "How sure the reading is, from 0 to 1, that the source says this; it says "
    "nothing of whether it is true.",
    "made_by": f"The rule that read the item, or '{CURATION}' for a decision of a person.",
    "flags": "What a reader should know of how the item was read; concepts of the flag scheme.",
}

_ABOUT = {
    "dcterms:title": "The title, letter by letter.",
    "dcterms:date": "The date in EDTF.",
    "dcterms:identifier": "The reference that the document prints.",
    "schema:sha256": "SHA-256 of the bytes: of the file, or of the text layer in UTF-8.",
    "schema:encodingFormat": "The media type of the file, or of the text layer.",
    "prov:wasDerivedFrom": "The source file that a text layer was taken from.",
    "schema:inLanguage": "The language of the text, as a BCP 47 tag.",
}


@cache
def _definitions() -> dict[str, tuple[str, str]]:
    """Term → its definition and range in the ontology."""
    import pyoxigraph as ox

    from appeals_rdf.resources import folder

    found: dict[str, dict[str, str]] = {}
    for quad in ox.parse(path=folder("ontology") / "appeals.ttl"):
        what = str(quad.predicate)
        if what in (curie("skos:definition"), curie("rdfs:range")):
            value = quad.object.value if isinstance(quad.object, ox.Literal) else str(quad.object)
            found.setdefault(str(quad.subject), {})[what] = value
    return {
        name: (terms.get(curie("skos:definition"), ""), terms.get(curie("rdfs:range"), ""))
        for name, terms in found.items()
    }


def column_about(column: Column) -> str:
    """What a column means: its own words, or the definition of its property."""
    if column.about:
        return column.about
    for name, about in _ABOUT.items():
        if column.path[-1] == curie(name):
            return about
    return _definitions()[column.path[-1]][0]


_DATATYPES = {
    "positiveInteger": "positiveInteger",
    "nonNegativeInteger": "nonNegativeInteger",
    "decimal": "decimal",
    "date": "date",
}
_COMMON_TYPES = {
    "start": "nonNegativeInteger",
    "end": "nonNegativeInteger",
    "confidence": "decimal",
    "iri": "anyURI",
    "appeal": "anyURI",
}
_SEVERAL = (
    "more_passages",
    "flags",
    "roles",
    "missing_ordinal",
    "issuer_named",
    "at_place",
    "requested_of",
)


def metadata() -> str:
    """The description of all tables in the W3C's vocabulary for CSV, as JSON."""
    tables = []
    for table in TABLES:
        own = {column.name: column for column in table.columns}
        tables.append(
            {
                "url": f"{table.name}.csv",
                "dc:description": _definitions()[term(table.class_)][0],
                "rdfs:seeAlso": {"@id": term(table.class_).strip("<>")},
                "tableSchema": {
                    "columns": [_column(name, own.get(name)) for name in table.header],
                    "primaryKey": "iri",
                },
            }
        )
    value = {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:description": "One table for each class. Words of the documents stand as they are, "
        "also where they begin with =, +, - or @: import the columns as text, because a "
        "spreadsheet program may take such a cell for a formula. Offsets count Unicode code "
        "points from 0, the end excluded.",
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tables": tables,
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _column(name: str, column: Column | None) -> dict[str, Any]:
    about = column_about(column) if column else COMMON_ABOUT[name]
    range_ = _definitions().get(column.path[-1], ("", ""))[1] if column else ""
    local = range_.strip("<>").removeprefix(PREFIXES["xsd"])
    datatype = _COMMON_TYPES.get(name) or _DATATYPES.get(local, "string")
    described: dict[str, Any] = {"name": name, "titles": name, "datatype": datatype}
    if name in _SEVERAL:
        described["separator"] = BETWEEN
    if column and len(column.path) == 1 and column.path[0] != RDF_TYPE:
        described["propertyUrl"] = column.path[0].strip("<>")
    return described | {"dc:description": about}
