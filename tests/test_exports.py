"""Every export, read back by two libraries and compared with the data it comes from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from appeals_rdf import model
from appeals_rdf.errors import DataError, InputError, UsageError
from appeals_rdf.iris import Mint, term
from appeals_rdf.model import Finding, Record
from appeals_rdf.publish.build import BuildWriter, appeal_part
from appeals_rdf.publish.csvw import METADATA
from appeals_rdf.publish.exports import (
    FORMATS,
    export_chunks,
    export_to_path,
    export_to_stream,
)
from appeals_rdf.publish.jsonld import context, context_text
from appeals_rdf.publish.tables import BETWEEN, TABLES
from appeals_rdf.rdf import PREFIXES, RDF_TYPE
from appeals_rdf.resources import folder as resource_folder
from appeals_rdf.rollcall import roll_call
from appeals_rdf.triples import record_descriptions
from tests.sample import MINT, sample_record
from tests.test_catalogue import FOLDER, RECORDS, TEXTS

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

RDF_FORMATS = [name for name, format_ in FORMATS.items() if format_.write]
QUAD_FORMATS = ("trig", "nquads", "jsonld")
_RDFLIB = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"} | {
    name: {"jsonld": "json-ld"}.get(name, name) for name in QUAD_FORMATS
}
_OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}

# What a text may hold and a format may spoil.
AWKWARD = "=SUM(1)\r\n+<b>&amp;</b> ]]> \t| “ ” \"'\\ \U0001f309 \u00a0\u2028 e\u0301 "


def export(format_name: str, records: Iterable[Record] = RECORDS, whole: bool = True) -> str:
    return "".join(export_chunks(format_name, records, FOLDER, whole=whole))


def awkward_record(words: str = AWKWARD) -> Record:
    finding = Finding(text=words, start=0, end=len(words), rule="title:first-line")
    return Record(
        id="awkward",
        file="awkward.txt",
        sha256="ef" * 32,
        layer_sha256="ef" * 32,
        language="en",
        media_type="text/plain",
        text_length=len(words),
        title=finding,
        kind="letter",
    )


def oxigraph_quads(format_name: str, text: str) -> set[ox.Quad]:
    return set(ox.parse(text.encode(), format=_OXIGRAPH[format_name]))


@cache
def rdflib_quads(format_name: str, text: str) -> set[Any]:
    data = rdflib.Dataset()
    data.parse(data=text, format=_RDFLIB[format_name])
    return set(data.quads())


def triples_of(quads: Iterable[Any]) -> set[Any]:
    return {tuple(quad)[:3] for quad in quads}


@pytest.mark.parametrize("format_name", RDF_FORMATS)
@pytest.mark.parametrize("read", [oxigraph_quads, rdflib_quads])
@pytest.mark.parametrize("whole", [True, False], ids=["corpus", "one appeal"])
def test_an_export_is_the_same_data(
    format_name: str, read: Callable[[str, str], set[Any]], whole: bool
) -> None:
    """There is no blank node, so that equal sets are isomorphic graphs."""
    records = [*RECORDS, awkward_record()] if whole else [RECORDS[0]]
    expected = read("nquads", export("nquads", records, whole))
    found = read(format_name, export(format_name, records, whole))
    keeps_graphs = format_name in QUAD_FORMATS and (whole or format_name != "jsonld")
    if keeps_graphs:
        assert found == expected
    else:
        assert triples_of(found) == triples_of(expected)
        assert len(found) == len(triples_of(found)), "one graph"
    assert len(found) > 400


@pytest.mark.parametrize("format_name", RDF_FORMATS)
def test_awkward_words_stay_as_they_are(format_name: str) -> None:
    text = export(format_name, [awkward_record()], whole=False)
    for quads in (oxigraph_quads(format_name, text), rdflib_quads(format_name, text)):
        values = {getattr(o, "value", None) or str(o) for _, _, o, *_ in map(tuple, quads)}
        assert AWKWARD in values


@pytest.mark.parametrize("format_name", RDF_FORMATS)
def test_the_same_input_gives_the_same_bytes(format_name: str) -> None:
    assert export(format_name) == export(format_name)
    out = io.BytesIO()
    export_to_stream(format_name, RECORDS, FOLDER, out, whole=True)
    assert out.getvalue() == export(format_name).encode()


def test_exports_are_the_files_of_a_build(tmp_path: Path) -> None:
    with BuildWriter(tmp_path, FOLDER) as writer:
        for record, text in zip(RECORDS, TEXTS, strict=True):
            writer.add(appeal_part(record, MINT), text)
        writer.finish([roll_call(record) for record in RECORDS], [])
    assert export("nquads").encode() == (tmp_path / "corpus.nq").read_bytes()
    assert export("trig").encode() == (tmp_path / "corpus.trig").read_bytes()
    one = export("turtle", RECORDS[:1], whole=False)
    assert one.encode() == (tmp_path / "turtle" / "sample-1.ttl").read_bytes()


@pytest.mark.parametrize("format_name", RDF_FORMATS)
def test_documents_are_read_one_after_the_other(format_name: str) -> None:
    """Text comes out before the last document is read, so that memory does not grow."""
    read = []

    def records() -> Iterable[Record]:
        for record in RECORDS:
            read.append(record.id)
            yield record

    written = 0
    for chunk in export_chunks(format_name, records(), FOLDER, whole=True):
        written += len(chunk)
        if written > 8000:
            break
    assert read == ["sample-1"]


# --- JSON-LD


@pytest.mark.parametrize("whole", [True, False])
def test_the_context_embedded_is_the_one_published(whole: bool) -> None:
    embedded, own = json.loads(export("jsonld", RECORDS[:1], whole))["@context"]
    assert embedded == json.loads(context_text())["@context"] == context()
    assert set(own) == {"@base", "rule"}


def test_the_context_types_each_property_by_its_range() -> None:
    ontology = rdflib.Graph().parse(resource_folder("ontology") / "appeals.ttl")
    entries = context()
    used = {p for r in RECORDS for _, pairs in record_descriptions(r, MINT) for p, _ in pairs}
    for property_ in sorted(used):
        name = property_.strip("<>").removeprefix(PREFIXES["apl"])
        if property_ != term(name):
            continue
        entry = entries[name]
        [range_] = ontology.objects(rdflib.URIRef(property_.strip("<>")), rdflib.RDFS.range)
        plain = (rdflib.RDFS.Literal, rdflib.XSD.string)
        if range_ in plain:
            assert entry == f"apl:{name}"
            continue
        assert entry["@id"] == f"apl:{name}"
        prefix, _, local = entry["@type"].partition(":")
        if entry["@type"] == "@id":
            assert not str(range_).startswith((PREFIXES["xsd"], PREFIXES["edtf"]))
        else:
            # The data writes any whole number as xsd:integer.
            whole = (rdflib.XSD.nonNegativeInteger, rdflib.XSD.positiveInteger)
            expected = rdflib.XSD.integer if range_ in whole else range_
            assert PREFIXES[prefix] + local == str(expected)


def test_no_term_of_the_context_hides_another() -> None:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs)
        return dict(pairs)

    entries = json.loads(context_text(), object_pairs_hook=unique)["@context"]
    iris = [entry["@id"] if isinstance(entry, dict) else entry for entry in entries.values()]
    assert len(set(iris)) == len(iris)


def test_nodes_are_compact() -> None:
    nodes = {n["id"]: n for n in json.loads(export("jsonld", RECORDS[:1], False))["@graph"]}
    signature = nodes["id/appeal/sample-1/signature/6"]
    assert signature["type"] == "Signature"
    assert signature["ordinal"] == 6
    assert signature["flaggedAs"] == "scheme:flag/absent-name"
    assert signature["wasGeneratedBy"] == "rule:signature:numbered"
    assert signature["signedBy"] == "id/appeal/sample-1/signature/6/office"
    assert signature["label"] == "Signature 6"
    assert all(not key.startswith("http") for node in nodes.values() for key in node)


def test_a_base_inside_the_vocabulary_makes_no_difference() -> None:
    mint = Mint()
    from appeals_rdf.publish.jsonld import write_nodes

    text = "".join(write_nodes(record_descriptions(RECORDS[0], mint), mint))
    expected = {
        quad.triple
        for quad in ox.parse(appeal_part(RECORDS[0], mint).nquads, format=ox.RdfFormat.N_QUADS)
    }
    assert {quad.triple for quad in oxigraph_quads("jsonld", text)} == expected


# --- RDF/XML


def test_what_xml_cannot_hold_is_an_error() -> None:
    with pytest.raises(DataError, match=r"U\+000C"):
        export("rdfxml", [awkward_record("a\x0cb")], whole=False)


# --- CSV


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "csv"
    export_to_path("csv", [*RECORDS, awkward_record()], FOLDER, path, whole=True)
    return path


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_there_is_a_table_for_each_class_and_a_row_for_each_item(tables: Path) -> None:
    expected: dict[str, set[str]] = {}
    for record in (*RECORDS, awkward_record()):
        for subject, pairs in record_descriptions(record, MINT):
            for predicate, class_ in pairs:
                if predicate == RDF_TYPE:
                    expected.setdefault(class_, set()).add(subject.strip("<>"))
    for role in ("Signatory", "Addressee"):
        by_role = {
            row["iri"]
            for name in ("persons", "organizations", "collectives", "offices")
            for row in rows(tables, name)
            if role in row["roles"].split(BETWEEN)
        }
        assert by_role == expected.pop(term(role))
    layers = expected.pop(term("TextLayer"))
    assert layers == {r["iri"] for r in rows(tables, "documents") if r["was_derived_from"]}
    found = {term(t.class_): {row["iri"] for row in rows(tables, t.name)} for t in TABLES}
    assert found == expected


def test_nothing_that_the_data_says_is_missing(tables: Path) -> None:
    """Every property of a class is a column of its table, or one of the common ones."""
    common = {
        *(f"<{PREFIXES['rdfs']}label>", RDF_TYPE, f"<{PREFIXES['prov']}wasGeneratedBy>"),
        *map(term, ("statedIn", "supportedBy", "extractionConfidence", "flaggedAs", "inAppeal")),
        *map(term, ("passageOf", "startOffset", "endOffset", "exactText")),
    }
    by_class = {term(t.class_): {c.path[0] for c in t.columns if len(c.path) == 1} for t in TABLES}
    file_name = f"<{PREFIXES['dcterms']}identifier>"
    for name in ("SourceDocument", "SourceFile"):
        by_class[term(name)].add(file_name)
    for record in RECORDS:
        for _, pairs in record_descriptions(record, MINT):
            [columns] = [by_class[o] for p, o in pairs if p == RDF_TYPE and o in by_class]
            missing = {p for p, _ in pairs} - columns - common
            assert not missing, pairs[0]


def test_each_row_shows_its_passage(tables: Path) -> None:
    passages = {
        (row["file"], row["start"], row["end"]): row["words"] for row in rows(tables, "passages")
    }
    for table in TABLES:
        for row in rows(tables, table.name):
            if "words" in row:
                assert passages[row["file"], row["start"], row["end"]] == row["words"]
                for place in filter(None, row.get("more_passages", "").split(BETWEEN)):
                    assert (row["file"], *place.split("-")) in passages


def test_cells_are_verbatim_rfc_4180(tables: Path) -> None:
    data = (tables / "appeals.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 1 + len(RECORDS) + 1 + AWKWARD.count("\r\n") * 2
    [awkward] = [row for row in rows(tables, "appeals") if row["file"] == "awkward.txt"]
    assert awkward["title"] == awkward["words"] == AWKWARD


def test_a_signature_and_a_claim_in_full(tables: Path) -> None:
    signature = next(r for r in rows(tables, "signatures") if r["iri"].endswith("-1/signature/6"))
    base = f"{MINT.items('sample-1')}signature/6"
    assert signature == {
        "iri": base,
        "appeal": MINT.items("sample-1").rstrip("/"),
        "label": "Signature 6",
        "list_position": "5",
        "ordinal": "6",
        "name_as_written": "Director of the Eastmere Museum",
        "name_status": "absent",
        "signed_by_type": "Office",
        "honorific_as_written": "",
        "affiliation_as_written": "Eastmere Museum",
        "role_as_written": "Director",
        "role_concept": "director",
        "place_as_written": "",
        "heading_as_written": "",
        "listed_under": "",
        "repeats_entry": "",
        "signed_by": f"{base}/office",
        "on_behalf_of": f"{base}/organization",
        "file": "sample-1.txt",
        "start": signature["start"],
        "end": signature["end"],
        "words": "6. Director of the Eastmere Museum",
        "more_passages": "",
        "confidence": "1",
        "made_by": "signature:numbered",
        "flags": "absent-name",
    }
    claim = next(r for r in rows(tables, "claims") if r["iri"].endswith("-1/claim/1"))
    assert claim["quantity_as_written"] == "more than 40"
    assert (claim["quantity_qualifier"], claim["lower_bound"]) == ("more-than", "41")
    assert claim["speaker_name_as_written"] == "the Valley Observer"
    event = next(r for r in rows(tables, "events") if r["iri"].endswith("/event/meeting"))
    assert (event["made_by"], event["flags"]) == (model.CURATION, "curated|date-inferred")


def test_a_page_is_two_rows_and_its_list_has_headings(tables: Path) -> None:
    [file] = rows(tables, "files")
    assert (file["file"], file["encoding_format"]) == ("page.html", "text/html")
    document = next(r for r in rows(tables, "documents") if r["was_derived_from"] == file["iri"])
    assert (document["label"], document["file"]) == ("Text layer of page.html", "page.html")
    signatures = [r for r in rows(tables, "signatures") if r["file"] == "page.html"]
    assert [s["heading_as_written"] for s in signatures] == [*["Norhaven"] * 2, *["Eastmere"] * 2]
    assert [g["iri"] for g in rows(tables, "groups")] == list(
        dict.fromkeys(s["listed_under"] for s in signatures)
    )


def test_every_column_is_documented(tables: Path) -> None:
    described = json.loads((tables / METADATA).read_text("utf-8"))["tables"]
    assert {t["url"] for t in described} == {p.name for p in tables.glob("*.csv")}
    for table in described:
        columns = table["tableSchema"]["columns"]
        with (tables / table["url"]).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [column["name"] for column in columns]
        for column in columns:
            assert len(column["dc:description"]) > 10, column
        several = {column["name"] for column in columns if "separator" in column}
        for row in rows(tables, table["url"].removesuffix(".csv")):
            for name, cell in row.items():
                assert BETWEEN not in cell or name in several or AWKWARD in cell, name


def test_one_table_goes_into_a_stream(tables: Path) -> None:
    records = [*RECORDS, awkward_record()]
    for table in TABLES:
        text = "".join(export_chunks("csv", records, FOLDER, whole=True, table=table.name))
        assert text.encode() == (tables / f"{table.name}.csv").read_bytes()


# --- files


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterable[Record]:
        yield sample_record()
        raise InputError("the second letter cannot be read")

    for format_name in FORMATS:
        out = tmp_path / f"out-{format_name}"
        with pytest.raises(InputError, match="second letter"):
            export_to_path(format_name, broken(), FOLDER, out, whole=True)
        assert list(tmp_path.iterdir()) == []


def test_tables_leave_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    for _ in range(2):
        export_to_path("csv", RECORDS, FOLDER, tmp_path, whole=True)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"mine.txt", METADATA, *(f"{table.name}.csv" for table in TABLES)}


def test_wrong_wishes_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Known: csv, jsonld"):
        export("xml")
    with pytest.raises(UsageError, match="-o FOLDER"):
        export("csv")
    with pytest.raises(UsageError, match="Did you mean 'claims'"):
        export_chunks("csv", RECORDS, FOLDER, whole=True, table="claim")
    with pytest.raises(UsageError, match="only csv"):
        export_chunks("trig", RECORDS, FOLDER, whole=True, table="claims")
    with pytest.raises(InputError, match="is a folder"):
        export_to_path("trig", RECORDS, FOLDER, tmp_path, whole=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        export_to_path("csv", RECORDS, FOLDER, tmp_path / "file", whole=True)
