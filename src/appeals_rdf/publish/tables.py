"""CSV: one table for each class, with the passage that each row rests on.

A row is one item; ``iri`` is its key. ``start``, ``end`` and ``words`` are the passage that shows
it (Unicode code points from 0, the end excluded) and ``file`` the document this passage stands in.
Further passages of an item stand in ``more_passages`` as ``start-end``.

The files follow RFC 4180: UTF-8 without a byte order mark, commas, CRLF, a header line. Words of a
document stand as they are, line ends included. Where a cell has several values, ``|`` stands
between them; no IRI, number or concept name holds that sign. An empty cell says that the document,
or the record of it, says nothing.

**Cells are never altered.** Words that begin with ``=``, ``+``, ``-`` or ``@`` stay so, because a
quotation must be the quotation; a spreadsheet program may take such a cell for a formula. Import
the columns as text.

``csvw.py`` describes every column. To add a table: a row in ``TABLES``; a column that is no
property of the ontology says what it is ``about``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from appeals_rdf import triples
from appeals_rdf.errors import unknown
from appeals_rdf.iris import Mint, term
from appeals_rdf.model import CURATION, Record
from appeals_rdf.rdf import PREFIXES, RDF_TYPE, Description, curie
from appeals_rdf.validate.graph import parse_literal, words_of

BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what is found from the row's item along ``path``, a chain of properties."""

    name: str
    path: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, the class of its rows, and its own columns beside the common ones."""

    name: str
    class_: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        first, last = _COMMON.get(self.class_, _ITEM)
        return (*first, *(c.name for c in self.columns), *last)


def _own(*names: str) -> tuple[Column, ...]:
    """Columns named after their properties: ``apl:nameAsWritten`` becomes ``name_as_written``."""
    return tuple(Column(_snake(name), (curie(name),)) for name in names)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.partition(":")[2]).lower()


_ITEM = (
    ("iri", "appeal", "label"),
    ("file", "start", "end", "words", "more_passages", "confidence", "made_by", "flags"),
)
_COMMON: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "SourceDocument": (("iri", "appeal", "label", "file"), ()),
    "SourceFile": (("iri", "appeal", "label", "file"), ()),
    "Passage": (("iri", "appeal", "file", "start", "end", "words"), ()),
    "Quantity": (("iri", "appeal", "label"), ()),
}
"""The columns before and after a table's own, where they are not those of an item."""

_DATES = ("apl:dateAsWritten", "apl:earliestDate", "apl:latestDate")
_PARTY = (
    Column("roles", (RDF_TYPE,), "Signatory or Addressee, where the party is one."),
    *_own("apl:nameAsWritten", "apl:comparisonKey"),
)

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        "SourceDocument",
        _own(
            "schema:sha256",
            "schema:encodingFormat",
            "schema:inLanguage",
            "apl:textLength",
            "prov:wasDerivedFrom",
        ),
    ),
    Table("files", "SourceFile", _own("schema:sha256", "schema:encodingFormat")),
    Table(
        "appeals",
        "Appeal",
        _own(
            "dcterms:title",
            "apl:kindConcept",
            "dcterms:date",
            *_DATES,
            "dcterms:identifier",
            "schema:inLanguage",
            "apl:issuerNamed",
            "apl:declaredSignatoryCount",
            "apl:missingOrdinal",
        ),
    ),
    Table(
        "signatures",
        "Signature",
        (
            *_own("apl:listPosition", "apl:ordinal", "apl:nameAsWritten", "apl:nameStatus"),
            Column(
                "signed_by_type",
                (term("signedBy"), RDF_TYPE),
                "The class of the party that signs.",
            ),
            *_own(
                "apl:honorificAsWritten",
                "apl:affiliationAsWritten",
                "apl:roleAsWritten",
                "apl:roleConcept",
                "apl:placeAsWritten",
            ),
            Column(
                "heading_as_written",
                (term("listedUnder"), term("nameAsWritten")),
                "The heading under which the list has the entry, letter by letter.",
            ),
            *_own(
                "apl:listedUnder",
                "apl:repeatsEntry",
                "apl:signedBy",
                "apl:onBehalfOf",
            ),
        ),
    ),
    Table("groups", "EntryGroup", _own("apl:nameAsWritten")),
    Table(
        "addressings",
        "Addressing",
        (
            Column(
                "addressed_name_as_written",
                (term("addressedTo"), term("nameAsWritten")),
                "The name of the party addressed, letter by letter.",
            ),
            Column(
                "addressed_type",
                (term("addressedTo"), RDF_TYPE),
                "The class of the party addressed.",
            ),
            *_own("apl:capacityAsWritten", "apl:addressedTo"),
        ),
    ),
    Table("persons", "Person", _PARTY),
    Table("organizations", "Organization", (*_PARTY, *_own("apl:kindConcept"))),
    Table("collectives", "Collective", _PARTY),
    Table("offices", "Office", (*_PARTY, *_own("apl:officeOf", "apl:namedHolder"))),
    Table(
        "events",
        "Event",
        _own("apl:nameAsWritten", "apl:kindConcept", "dcterms:date", *_DATES, "apl:atPlace"),
    ),
    Table("places", "Place", _own("apl:nameAsWritten")),
    Table(
        "claims",
        "Claim",
        (
            *(
                Column(_snake(name), (term("hasQuantity"), curie(name)))
                for name in (
                    "apl:quantityAsWritten",
                    "apl:quantityQualifier",
                    "apl:measure",
                    "apl:numericValue",
                    "apl:lowerBound",
                    "apl:upperBound",
                )
            ),
            *_own("apl:asOf", *_DATES),
            Column(
                "speaker_name_as_written",
                (term("reportedSpeaker"), term("nameAsWritten")),
                "The name of the party to whom the appeal ascribes the words, letter by letter.",
            ),
            *_own("apl:reportedSpeaker", "apl:aboutEvent", "apl:hasQuantity"),
        ),
    ),
    Table(
        "quantities",
        "Quantity",
        _own(
            "apl:quantityAsWritten",
            "apl:quantityQualifier",
            "apl:measure",
            "apl:numericValue",
            "apl:lowerBound",
            "apl:upperBound",
        ),
    ),
    Table("requests", "Request", _own("apl:requestedOf")),
    Table(
        "citations",
        "Citation",
        (
            Column(
                "instrument_kind_concept",
                (term("citesInstrument"), term("kindConcept")),
                "The kind of the instrument cited; a concept of the instrument-kind scheme.",
            ),
            *_own("apl:citesInstrument"),
        ),
    ),
    Table(
        "instruments",
        "Instrument",
        _own("apl:nameAsWritten", "apl:kindConcept", "dcterms:date", *_DATES),
    ),
    Table("passages", "Passage", ()),
)
"""The tables, each a file ``<name>.csv``."""

_ROLES = (term("Signatory"), term("Addressee"))
_TABLE_OF = {term(table.class_): table for table in TABLES}


def table_named(name: str) -> Table:
    """The table of that name; a ``UsageError`` names the known ones."""
    by_name = {table.name: table for table in TABLES}
    if name not in by_name:
        raise unknown("table", name, by_name)
    return by_name[name]


def write_tables(records: Iterable[Record], mint: Mint, folder: Path) -> None:
    """Write every table into ``folder``."""
    with ExitStack() as stack:
        writers = {}
        for table in TABLES:
            path = folder / f"{table.name}.csv"
            file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writers[table.name] = csv.writer(file)
            writers[table.name].writerow(table.header)
        for record in records:
            for table, row in _rows(record, mint):
                writers[table.name].writerow(row)


def write_table(table: Table, records: Iterable[Record], mint: Mint) -> Iterator[str]:
    """One table, as a stream of lines."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(table.header)
    for record in records:
        for of_table, row in _rows(record, mint):
            if of_table is table:
                writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _rows(record: Record, mint: Mint) -> Iterator[tuple[Table, list[str]]]:
    descriptions = {d.subject: d for d in triples.record_descriptions(record, mint)}
    known = {subject: _grouped(d) for subject, d in descriptions.items()}
    appeal = mint.appeal(record.id)
    for subject, properties in known.items():
        table = next(t for c in properties[RDF_TYPE] if (t := _TABLE_OF.get(c)))
        cells = _common_cells(subject, properties, known) | {"appeal": appeal.strip("<>")}
        for column in table.columns:
            nodes = [subject]
            for step in column.path:
                nodes = [o for n in nodes for o in known.get(n, {}).get(step, ())]
            if column.path[-1] == RDF_TYPE:
                roles = column.name == "roles"
                nodes = [node for node in nodes if (node in _ROLES) == roles]
            cells[column.name] = BETWEEN.join(_cell(node) for node in nodes)
        cells["file"] = record.file
        yield table, [cells[name] for name in table.header]


_Properties = dict[str, list[str]]


def _grouped(description: Description) -> _Properties:
    grouped: _Properties = {}
    for predicate, object_ in dict.fromkeys(description.properties):
        grouped.setdefault(predicate, []).append(object_)
    return grouped


def _common_cells(
    subject: str, properties: _Properties, known: Mapping[str, _Properties]
) -> dict[str, str]:
    def first(of: _Properties, predicate: str) -> str:
        return _cell(of[predicate][0]) if predicate in of else ""

    own = term("Passage") in properties[RDF_TYPE]
    passages = [properties] if own else [known[p] for p in properties.get(triples.SUPPORTED_BY, ())]
    shown = passages[0] if passages else {}
    more = (f"{first(p, triples.START)}-{first(p, triples.END)}" for p in passages[1:])
    return {
        "iri": subject.strip("<>"),
        "label": first(properties, triples.LABEL),
        "start": first(shown, triples.START),
        "end": first(shown, triples.END),
        "words": first(shown, triples.EXACT),
        "more_passages": BETWEEN.join(more),
        "confidence": first(properties, triples.CONFIDENCE),
        "made_by": _made_by(properties.get(triples.GENERATED, [""])[0]),
        "flags": BETWEEN.join(map(_cell, properties.get(triples.FLAGGED, ()))),
    }


def _made_by(activity: str) -> str:
    rule = activity.strip("<>").partition("/id/rule/")[2]
    return rule or (CURATION if activity else "")


def _cell(node: str) -> str:
    """A literal's value, a concept's or class's name, any other IRI in full."""
    value = words_of(node)
    if parse_literal(node):
        return value
    for namespace in (_SCHEME, PREFIXES["apl"]):
        if value.startswith(namespace):
            return value.rpartition("/")[2]
    return value


_SCHEME = PREFIXES["flag"].removesuffix("flag/")
