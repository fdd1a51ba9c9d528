"""The catalogue and the provenance of a build, counted again and checked against the files."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from appeals_rdf import __version__
from appeals_rdf.corpus import Entry, Folder, Settings
from appeals_rdf.curation import Curation
from appeals_rdf.errors import UsageError
from appeals_rdf.publish.build import BuildWriter, Part, WrittenFile, appeal_part, graph_part
from appeals_rdf.publish.catalogue import (
    catalog_descriptions,
    provenance_descriptions,
    scheme_descriptions,
)
from appeals_rdf.rdf import PREFIXES, RDF_TYPE, Description, curie, nquads
from appeals_rdf.resources import folder as resource_folder
from appeals_rdf.rollcall import roll_call
from tests.sample import BASE, LAYER, MINT, page_record, sample_record, sample_text

RECORDS = (sample_record(1), sample_record(2, extra=3), page_record())
TEXTS = (sample_text(1), sample_text(2, extra=3), LAYER)
DECISIONS = Curation("curation/one.yaml", "sample-1.txt", sha256="ab" * 32)
SETTINGS = Settings(
    title="Letters of the valley",
    description="Two invented letters.",
    publisher="Valley Archive",
    licence="CC BY 4.0",
    base=BASE,
    withheld="Telephone numbers.",
)
FOLDER = Folder(
    Path("nowhere"),
    SETTINGS,
    (
        Entry("sample-1", Path("sample-1.txt"), "en", DECISIONS),
        Entry("sample-2", Path("sample-2.txt"), "en"),
        Entry("page", Path("page.html"), "en"),
    ),
)

SPDX = ("Checksum", "algorithm", "checksum", "checksumAlgorithm_sha256", "checksumValue")
"""Terms of SPDX 2.3 (https://spdx.org/rdf/terms/), which rdflib does not carry."""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build")
    with BuildWriter(out, FOLDER) as writer:
        for record, text in zip(RECORDS, TEXTS, strict=True):
            writer.add(appeal_part(record, MINT), text)
        writer.finish([roll_call(record) for record in RECORDS], [])
    return out


@pytest.fixture(scope="module")
def catalog(build: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=build / "catalog.ttl")
    return store


@pytest.fixture(scope="module")
def corpus(build: Path) -> list[ox.Quad]:
    return list(ox.parse(path=build / "corpus.nq"))


def ask(store: ox.Store, query: str) -> Iterator[tuple[str, ...]]:
    prefixes = "".join(f"PREFIX {p}: <{ns}> " for p, ns in PREFIXES.items())
    solutions = store.query(f"BASE <{BASE}> {prefixes} {query}")
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        yield tuple(term.value for term in solution if not isinstance(term, ox.Triple | None))


def count(store: ox.Store, path: str) -> int:
    [(number,)] = ask(store, f"SELECT ?n {{ <id/dataset> {path} ?n }}")
    return int(number)


def parts() -> list[Part]:
    return [appeal_part(record, MINT) for record in RECORDS]


def provenance(folder: Folder = FOLDER, of: Sequence[Part] | None = None) -> list[Description]:
    return list(provenance_descriptions(folder, parts() if of is None else of, MINT))


def totals() -> tuple[Counter[str], Counter[str]]:
    return (
        sum((part.classes for part in parts()), Counter[str]()),
        sum((part.properties for part in parts()), Counter[str]()),
    )


def catalogue(folder: Folder) -> list[Description]:
    files = [WrittenFile("corpus.nq", 7, "00" * 32)]
    return list(catalog_descriptions(folder, parts(), files, totals(), MINT))


def lines(descriptions: Sequence[Description]) -> set[str]:
    return set(nquads(descriptions))


# --- the catalogue


def test_counts_are_those_of_the_data(catalog: ox.Store, corpus: list[ox.Quad]) -> None:
    subjects = {quad.subject for quad in corpus}
    assert count(catalog, "void:triples") == len(corpus)
    assert count(catalog, "void:distinctSubjects") == len(subjects)
    assert count(catalog, "void:entities") == len(subjects)
    assert count(catalog, "void:properties") == len({quad.predicate for quad in corpus})
    types = [quad.object for quad in corpus if str(quad.predicate) == RDF_TYPE]
    assert count(catalog, "void:classes") == len(set(types))


def test_every_class_and_property_is_counted(catalog: ox.Store, corpus: list[ox.Quad]) -> None:
    by_property = Counter(quad.predicate.value for quad in corpus)
    by_class = Counter(
        quad.object.value
        for quad in corpus
        if str(quad.predicate) == RDF_TYPE and isinstance(quad.object, ox.NamedNode)
    )
    for path, key, number, expected in (
        ("void:propertyPartition", "void:property", "void:triples", by_property),
        ("void:classPartition", "void:class", "void:entities", by_class),
    ):
        rows = ask(
            catalog, f"SELECT ?k ?n {{ <id/dataset> {path} ?x . ?x {key} ?k ; {number} ?n }}"
        )
        assert {key: int(n) for key, n in rows} == expected


def test_every_graph_is_a_subset_with_its_count(catalog: ox.Store, corpus: list[ox.Quad]) -> None:
    rows = ask(catalog, "SELECT ?g ?n { <id/dataset> void:subset ?g . ?g void:triples ?n }")
    in_graphs = Counter(
        quad.graph_name.value for quad in corpus if isinstance(quad.graph_name, ox.NamedNode)
    )
    assert {graph: int(n) for graph, n in rows} == in_graphs


def test_sizes_and_digests_are_those_of_the_files(build: Path, catalog: ox.Store) -> None:
    rows = ask(
        catalog,
        "SELECT ?path ?size ?digest ?algorithm { ?x a dcat:Distribution ; dcterms:title ?path ;"
        " dcat:byteSize ?size ; spdx:checksum ?c ."
        " ?c spdx:checksumValue ?digest ; spdx:algorithm ?algorithm }",
    )
    found = {path: (int(size), digest, algorithm) for path, size, digest, algorithm in rows}
    algorithm = f"{PREFIXES['spdx']}checksumAlgorithm_sha256"
    expected = {}
    for file in build.rglob("*.*"):
        path = file.relative_to(build)
        # The database is made from corpus.nq, and its bytes are not the same each time.
        if file.name not in ("catalog.ttl", "manifest.json") and path.parts[0] != "store":
            data = file.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            expected[path.as_posix()] = (len(data), digest, algorithm)
    assert found == expected
    [(number,)] = ask(
        catalog, "SELECT (COUNT(*) AS ?n) { ?d dcat:distribution ?x . ?x a dcat:Distribution }"
    )
    assert int(number) == len(expected), "each file belongs to one data set"


def test_what_the_corpus_says_of_itself(catalog: ox.Store) -> None:
    [row] = ask(
        catalog,
        "SELECT ?title ?about ?licence ?publisher ?withheld { <id/dataset> dcterms:title ?title ;"
        " dcterms:description ?about ; dcterms:license ?licence ;"
        " dcterms:publisher/rdfs:label ?publisher ;"
        " dcterms:accessRights/dcterms:description ?withheld }",
    )
    assert row == (
        SETTINGS.title,
        SETTINGS.description,
        "https://creativecommons.org/licenses/by/4.0/",
        SETTINGS.publisher,
        SETTINGS.withheld,
    )


def test_what_is_not_given_is_not_said() -> None:
    bare = replace(FOLDER, settings=Settings(title="T", base=BASE))
    said = {p for _, pairs in catalogue(bare) for p, _ in pairs}
    absent = ("description", "publisher", "license", "accessRights", "issued")
    assert not said & {curie(f"dcterms:{name}") for name in absent}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("CC0-1.0", "<https://creativecommons.org/publicdomain/zero/1.0/>"),
        ("cc by-sa 4.0", "<https://creativecommons.org/licenses/by-sa/4.0/>"),
        ("https://example.org/terms", "<https://example.org/terms>"),
        ("Ask the archive", f"<{BASE}id/dataset/licence>"),
        ("https://example.org/a b", f"<{BASE}id/dataset/licence>"),
    ],
)
def test_a_licence_may_be_a_name_an_iri_or_words(given: str, expected: str) -> None:
    folder = replace(FOLDER, settings=replace(SETTINGS, licence=given))
    found = {o for _, pairs in catalogue(folder) for p, o in pairs if p == curie("dcterms:license")}
    assert found == {expected}


def test_documents_of_the_same_bytes_give_no_wrong_sum() -> None:
    twin = replace(parts()[0], name="twin")
    said = {
        p: o
        for s, pairs in catalog_descriptions(FOLDER, [*parts(), twin], [], totals(), MINT)
        for p, o in pairs
        if s == f"<{BASE}id/dataset>"
    }
    assert curie("void:distinctSubjects") not in said


# --- the provenance


def test_every_activity_of_the_data_is_described(corpus: list[ox.Quad]) -> None:
    described = {q.subject for q in corpus if q.predicate.value.endswith("wasAssociatedWith")}
    generating = {q.object for q in corpus if q.predicate.value.endswith("wasGeneratedBy")}
    assert generating <= described


def test_every_document_is_used_and_every_graph_is_a_bundle(corpus: list[ox.Quad]) -> None:
    used = {str(q.object) for q in corpus if q.predicate.value == f"{PREFIXES['prov']}used"}
    assert {MINT.source(record.sha256) for record in RECORDS} <= used
    bundles = {str(q.subject) for q in corpus if str(q.object) == curie("prov:Bundle")}
    names = [*(record.id for record in RECORDS), "scheme", "provenance", "catalog"]
    assert bundles == {MINT.graph(name) for name in names}


def test_a_curation_names_its_file_and_digest() -> None:
    described = {d.subject: dict(d.properties) for d in provenance()}
    file = described[MINT.curation("sample-1")][curie("prov:used")]
    assert described[file][curie("schema:sha256")] == f'"{DECISIONS.sha256}"'
    assert described[file][curie("dcterms:identifier")] == '"curation/one.yaml"'


def test_equal_input_is_one_run_and_a_changed_digest_touches_few_lines() -> None:
    before = lines(provenance())
    assert lines(provenance()) == before
    first, second, page = parts()
    changed = replace(second, sources=(("cd" * 32, "sample-2.txt"),))
    after = lines(provenance(of=[first, changed, page]))
    gone = {line for line in before - after if "/id/run/" not in line}
    assert 0 < len(gone) < 5
    assert all(RECORDS[1].sha256[:16] in line for line in gone)
    assert len(before - after) < 20


def test_no_word_of_a_document_is_repeated() -> None:
    words = [f.text for r in RECORDS for f in (*r.events, *r.claims, *r.signatures) if f]
    text = "".join(lines([*provenance(), *catalogue(FOLDER)]))
    assert not [w for w in words if w in text]


def test_a_time_stands_only_where_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    silent = lines([*provenance(), *catalogue(FOLDER)])
    assert not [line for line in silent if "dateTime" in line]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    timed = lines([*provenance(), *catalogue(FOLDER)])
    stamp = '"1970-01-02T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    assert len(timed - silent) == 2
    assert all(stamp in line for line in timed - silent)
    for wrong in ("yesterday", "-1", "9" * 12):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
            provenance()


def test_the_software_has_its_version() -> None:
    described = {d.subject: dict(d.properties) for d in provenance()}
    software = described[MINT.other(f"id/software/{__version__}")]
    assert software[curie("schema:softwareVersion")] == f'"{__version__}"'


# --- the concepts, and all of them


def test_the_schemes_are_those_of_the_file() -> None:
    part = graph_part("scheme", list(scheme_descriptions()), MINT, base=BASE)
    published = {quad.triple for quad in ox.parse(part.nquads, format=ox.RdfFormat.N_QUADS)}
    source = {quad.triple for quad in ox.parse(path=resource_folder("ontology") / "schemes.ttl")}
    assert published == source


def test_every_term_is_in_its_vocabulary() -> None:
    from rdflib.namespace import DCAT, DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID

    closed = {str(ns): ns for ns in (DCAT, DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID)}
    files = [WrittenFile("corpus.nq", 7, "00" * 32)]
    descriptions = [
        *provenance(),
        *scheme_descriptions(),
        *catalog_descriptions(FOLDER, parts(), files, totals(), MINT),
    ]
    terms = {p for _, pairs in descriptions for p, _ in pairs}
    terms |= {o for _, pairs in descriptions for p, o in pairs if p == RDF_TYPE}
    terms |= {o for _, pairs in descriptions for p, o in pairs if p == curie("spdx:algorithm")}
    assert len(terms) > 50
    for term in sorted(terms):
        iri = term.strip("<>")
        if iri.startswith(PREFIXES["spdx"]):
            assert iri.removeprefix(PREFIXES["spdx"]) in SPDX
        else:
            namespace = next(ns for ns in closed if iri.startswith(ns))
            assert iri in closed[namespace], term


def test_no_blank_node_and_one_description_for_each_subject(build: Path) -> None:
    for name in ("scheme", "provenance", "catalog"):
        quads = list(ox.parse(path=build / f"{name}.ttl"))
        assert quads
        for quad in quads:
            assert isinstance(quad.subject, ox.NamedNode)
            assert not isinstance(quad.object, ox.BlankNode)
    for descriptions in (provenance(), list(scheme_descriptions()), catalogue(FOLDER)):
        subjects = [d.subject for d in descriptions]
        assert len(subjects) == len(set(subjects))


def test_the_graphs_break_no_shape(build: Path, tmp_path: Path) -> None:
    """Beside the appeals' graphs, the others bring no problem of their own."""
    from appeals_rdf.validate import validate_file

    alone = tmp_path / "alone.nq"
    alone.write_bytes(b"".join(part.nquads for part in parts()))
    all_graphs = tmp_path / "all.nq"
    catalog_part = graph_part("catalog", catalogue(FOLDER), MINT, base=BASE)
    all_graphs.write_bytes((build / "corpus.nq").read_bytes() + catalog_part.nquads)
    expected = [(p.code, p.message) for p in validate_file(alone)]
    assert [(p.code, p.message) for p in validate_file(all_graphs)] == expected
