"""Validation: good data passes, each mutant is told at its place, and both engines agree."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appeals_rdf.errors import InputError
from appeals_rdf.model import Problem, Severity
from appeals_rdf.rdf import nquads
from appeals_rdf.triples import record_descriptions
from appeals_rdf.validate import (
    Graph,
    SourceText,
    Violation,
    check,
    check_graph,
    check_graph_reference,
    check_passages,
    examine,
    sources_of,
    to_problems,
    validate_file,
)
from tests.mutants import SHAPE_MUTANTS, SOURCE_MUTANTS, Mutant
from tests.quick_pyshacl import quick_pyshacl
from tests.sample import (
    LAYER,
    MINT,
    page_document,
    page_lines,
    page_record,
    sample_document,
    sample_lines,
    sample_record,
    sample_sources,
)


@pytest.fixture(autouse=True, scope="module")
def _quick_pyshacl() -> Iterator[None]:
    with quick_pyshacl():
        yield


def names(mutant: Mutant) -> str:
    return mutant.name.replace(" ", "-")


def told(mutant: Mutant, problems: list[Problem]) -> bool:
    line, column = mutant.position()
    return any(
        (p.code, p.severity, p.file, p.line, p.column)
        == (mutant.code, mutant.severity, "sample-1.txt", line, column)
        and p.message
        for p in problems
    )


def test_the_sample_is_good() -> None:
    problems = check(Graph.from_ntriples(sample_lines()), sample_sources())
    # The sample's list prints no number 4, so the numbers after it differ from the positions.
    assert {(p.severity, p.code) for p in problems} == {
        (Severity.INFO, "Signature-ordinal-differs")
    }


def test_there_are_at_least_thirty_ways_to_break_it() -> None:
    assert len(SHAPE_MUTANTS) >= 30
    assert len({m.name for m in (*SHAPE_MUTANTS, *SOURCE_MUTANTS)}) == len(
        SHAPE_MUTANTS + SOURCE_MUTANTS
    )


@pytest.mark.parametrize("mutant", SHAPE_MUTANTS, ids=names)
def test_both_engines_tell_a_broken_graph_alike(mutant: Mutant) -> None:
    graph = Graph.from_ntriples(mutant.lines())
    fast = check_graph(graph)
    assert fast == check_graph_reference(graph)
    problems = to_problems(fast, graph, sample_sources())
    assert told(mutant, problems), "\n".join(map(str, problems))


@pytest.mark.parametrize("mutant", SOURCE_MUTANTS, ids=names)
def test_the_sources_are_read_again(mutant: Mutant) -> None:
    graph = Graph.from_ntriples(mutant.lines())
    problems = check_passages(graph, sample_sources())
    assert told(mutant, problems), "\n".join(map(str, problems))


def test_both_engines_agree_on_good_data() -> None:
    graph = Graph.from_ntriples(sample_lines(1) + sample_lines(2, extra=3))
    assert check_graph(graph) == check_graph_reference(graph)


def test_both_engines_agree_on_a_seed(seeds_build: Path) -> None:
    smallest = min((seeds_build / "turtle").glob("*.ttl"), key=lambda file: file.stat().st_size)
    graph = Graph.from_file(smallest)
    assert check_graph(graph) == check_graph_reference(graph)


def test_a_source_that_is_not_at_hand_is_told_once() -> None:
    graph = Graph.from_ntriples(sample_lines())
    problems = check(graph, {})
    missing = [p for p in problems if p.code == "source-not-at-hand"]
    assert [(p.severity, p.file) for p in missing] == [(Severity.INFO, "sample-1.txt")]
    differs = next(p for p in problems if p.code == "Signature-ordinal-differs")
    assert differs.line is None
    assert "(characters 925–952)" in differs.message


def test_a_file_that_was_changed_is_told_from_one_that_is_absent() -> None:
    document = sample_document()
    problems = check_passages(
        Graph.from_ntriples(sample_lines()),
        {"1" * 64: SourceText(document.text + "!", {document.file: "1" * 64})},
    )
    assert [(p.severity, p.code) for p in problems] == [(Severity.ERROR, "digest-differs")]


# --- text layers


PAGE_SOURCES = sources_of([page_document()])


def test_a_page_with_a_text_layer_is_good() -> None:
    """Two people of one entry share its number and its passage, and that is no fault."""
    graph = Graph.from_ntriples(page_lines())
    assert check_graph(graph) == check_graph_reference(graph)
    problems = check(graph, PAGE_SOURCES, gates=True)
    assert {p.code for p in problems} == {"Appeal-unaddressed", "Signature-ordinal-differs"}
    differs = [p for p in problems if p.code == "Signature-ordinal-differs"]
    places = [(p.file, p.line, p.severity) for p in differs]
    # Lines are those of the text layer.
    assert places == [("page.html", line, Severity.INFO) for line in (7, 11, 13)]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (("", ""), []),
        ((page_document().sha256, "0" * 64), ["digest-differs"]),
        ((page_document().layer_sha256, "0" * 64), ["digest-differs"]),
        (('"page.html"', '"other.html"'), ["file-renamed"]),
        (('exactText> "Cora Tindall"', 'exactText> "Cora Tyndall"'), ["passage-differs"]),
    ],
)
def test_file_and_text_are_both_proved(change: tuple[str, str], codes: list[str]) -> None:
    assert change[0] in page_lines().decode()
    lines = page_lines().decode().replace(*change) if change[0] else page_lines().decode()
    problems = check_passages(Graph.from_ntriples(lines.encode()), PAGE_SOURCES)
    assert [p.code for p in problems] == codes


def test_a_text_that_is_not_its_file_cannot_pass_for_it() -> None:
    lines = [line for line in page_lines().splitlines() if b"wasDerivedFrom" not in line]
    problems = check_passages(Graph.from_ntriples(b"\n".join(lines)), PAGE_SOURCES)
    assert [p.code for p in problems] == ["digest-differs"]


def test_one_text_may_be_that_of_several_files() -> None:
    """A page, a word-processor file and a plain text; no triple of one says anything of another."""
    page = page_document()
    files = (("page.html", page.sha256), ("twin.docx", "2" * 64), ("twin.txt", page.layer_sha256))
    documents = [
        replace(page, id=f.partition(".")[2], file=f, sha256=digest) for f, digest in files
    ]
    parts = [
        page_lines(replace(page_record(), id=d.id, file=d.file, sha256=d.sha256)) for d in documents
    ]
    alone = [check(Graph.from_ntriples(lines), sources_of(documents)) for lines in parts]
    together = check(Graph.from_ntriples(b"".join(parts)), sources_of(documents))
    assert sorted(map(repr, together)) == sorted(repr(p) for problems in alone for p in problems)
    assert not [p for p in together if p.severity is Severity.ERROR]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The page's graph and its text, as they lie in a build."""
    for name in ("turtle", "texts"):
        (tmp_path / name).mkdir()
    (tmp_path / "turtle" / "page.ttl").write_bytes(page_lines())
    (tmp_path / "texts" / "page.txt").write_text(LAYER, "utf-8", newline="")
    return tmp_path


def _codes(problems: list[Problem]) -> list[str]:
    expected = {"Appeal-unaddressed", "Signature-ordinal-differs"}
    return [p.code for p in problems if p.code not in expected]


def test_a_build_is_proved_from_its_own_texts(published: Path) -> None:
    shutil.copy(published / "turtle" / "page.ttl", published / "corpus.ttl")
    for file in (published / "turtle" / "page.ttl", published / "corpus.ttl"):
        assert _codes(validate_file(file, PAGE_SOURCES)) == []
        # Without the corpus nothing is known of the page itself.
        assert _codes(validate_file(file)) == ["file-not-at-hand"]


def test_a_changed_text_of_a_build_is_told(published: Path) -> None:
    text = published / "texts" / "page.txt"
    text.write_text(LAYER.replace("Cora", "Dora"), "utf-8", newline="")
    file = published / "turtle" / "page.ttl"
    assert _codes(validate_file(file, PAGE_SOURCES)) == ["text-not-published"]
    assert sorted(_codes(validate_file(file))) == ["source-not-at-hand", "text-not-published"]
    text.unlink()
    assert _codes(validate_file(file, PAGE_SOURCES)) == ["text-not-published"]
    text.write_bytes(b"\xff")
    with pytest.raises(InputError, match="Build again"):
        validate_file(file)


def test_advice_says_who_read_it_and_where_to_correct_it() -> None:
    graph = Graph.from_ntriples(
        next(m for m in SHAPE_MUTANTS if m.name == "event of two kinds").lines()
    )
    problem = next(p for p in check(graph, sample_sources()) if p.code == "Event-kind")
    assert "the rule event:shelled" in problem.advice
    assert "the curation file of sample-1.txt" in problem.advice
    assert problem.words == "the ferry landing at Eastmere was shelled"


def test_nquads_of_the_build_are_read_as_the_same_graph() -> None:
    descriptions = list(record_descriptions(sample_record(), MINT))
    quads = "".join(nquads(descriptions, MINT.graph("sample-1"))).encode()
    assert set(Graph.from_nquads(quads).triples()) == set(
        Graph.from_ntriples(sample_lines()).triples()
    )
    assert examine(quads, sample_sources()) == check(
        Graph.from_ntriples(sample_lines()), sample_sources()
    )


def test_lines_of_two_graphs_are_not_one_graph() -> None:
    with pytest.raises(ValueError, match="several graphs"):
        Graph.from_nquads(b"<a:a> <a:p> <a:b> <a:g> .\n<a:a> <a:p> <a:b> <a:h> .\n")


@pytest.mark.parametrize("ending", ["ttl", "nt", "nq", "trig"])
def test_any_rdf_file_of_the_ontology_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"sample.{ending}"
    path.write_bytes(sample_lines())
    assert validate_file(path, sample_sources()) == check(
        Graph.from_ntriples(sample_lines()), sample_sources()
    )


def test_a_triple_that_is_written_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "twice.ttl"
    path.write_bytes(sample_lines() + sample_lines())
    assert all(p.severity is Severity.INFO for p in validate_file(path, sample_sources()))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("broken.ttl", b"<a> <b> .\n", "broken.ttl, line 1, column 9"),
        ("latin.ttl", b'<http://a/> <http://b/> "\xe9" .\n', "latin.ttl"),
        ("data.docx", b"", "Known endings"),
    ],
)
def test_a_file_that_is_no_rdf_is_an_input_error(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as raised:
        validate_file(tmp_path / name, name=name)
    assert message in raised.value.format_message()


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        validate_file(tmp_path / "absent.ttl")


def test_a_file_of_something_else_is_not_approved(tmp_path: Path) -> None:
    path = tmp_path / "other.ttl"
    path.write_text("<http://a/> <http://b/> <http://c/> .", "utf-8")
    assert [p.code for p in validate_file(path)] == ["nothing-to-check"]


def test_a_violation_can_be_compared_and_sorted() -> None:
    one = Violation("<a:a>", "<a:s>", "Class")
    assert sorted([Violation("<a:b>", "<a:s>", "Class"), one])[0] == one
