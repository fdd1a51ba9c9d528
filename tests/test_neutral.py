"""The neutral lint: our own files take no side, and planted words are found where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from appeals_rdf.iris import term
from appeals_rdf.rdf import curie, literal
from appeals_rdf.validate import Graph
from appeals_rdf.validate.neutral import (
    find_loaded_words,
    find_loaded_words_in_files,
    find_loaded_words_in_text,
    unquoted,
)
from tests.mutants import EVENT, add, item
from tests.sample import sample_lines

PERSON = item("signature/1/person")
ROOT = Path(__file__).parents[1]
OUR_FILES = [
    *sorted(ROOT.glob("ontology/*.ttl")),
    *sorted(ROOT.glob("shapes/*.ttl")),
    *sorted(ROOT.glob("queries/*.rq")),
    ROOT / "README.md",
]


@pytest.mark.parametrize("file", OUR_FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_our_own_files_take_no_side(file: Path) -> None:
    assert find_loaded_words_in_files([file]) == []


def test_the_sample_takes_no_side_though_its_letter_does() -> None:
    # The letter says "occupied" and "so-called"; the data only quotes it.
    assert b"occupied" in sample_lines()
    assert find_loaded_words(Graph.from_ntriples(sample_lines())) == []


def test_the_seeds_take_no_side(seeds_build: Path) -> None:
    assert find_loaded_words(Graph.from_file(seeds_build / "corpus.nq"), "corpus.nq") == []


@pytest.mark.parametrize(
    ("triple", "word"),
    [
        ((EVENT, curie("rdfs:label"), literal("Reported event (genocide)", "en")), "genocide"),
        ((EVENT, curie("rdfs:label"), literal("Occupation of Eastmere", "en")), "Occupation"),
        ((EVENT, curie("rdfs:comment"), literal("by the so-called Upper League")), "so-called"),
        ((EVENT, curie("rdfs:comment"), literal("a war\u00a0crime")), "war\u00a0crime"),
        ((item("event/aggression"), curie("rdfs:label"), literal("x")), "aggression"),
        ((EVENT, term("kindConcept"), "<https://example.org/terrorist_attack>"), "terrorist"),
        ((PERSON, curie("rdfs:label"), literal("Martyr “Ada Quill”", "en")), "Martyr"),
        ((PERSON, curie("skos:definition"), literal("of the regime.")), "regime"),
    ],
)
def test_a_planted_word_is_found(triple: tuple[str, str, str], word: str) -> None:
    lines = add(triple)(sample_lines().decode("utf-8").splitlines())
    graph = Graph.from_ntriples("\n".join(lines).encode("utf-8"))
    assert [p.words for p in find_loaded_words(graph)] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "the letter says “genocide” here",
        "nested ““Liberation” Society” (signature 4)",
        'the word "occupied" in straight quotes',
        "a name in code: `regime`",
        "an occupational disease, a regimen, a belief",
        "the words\n```\nso-called\n```\nof a block",
    ],
)
def test_quoted_and_harmless_words_pass(text: str) -> None:
    assert find_loaded_words_in_text(text, "text.md") == []


def test_a_word_in_a_text_is_told_at_its_place() -> None:
    (problem,) = find_loaded_words_in_text("fine\n  the aggressor", "text.md")
    assert (problem.file, problem.line, problem.column) == ("text.md", 2, 7)


def test_blanking_keeps_offsets() -> None:
    text = "a “b\nc” d"
    assert len(unquoted(text)) == len(text)
    assert unquoted(text).count("\n") == 1


def test_comments_of_turtle_and_queries_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        "# the invasion\n<http://a/> <http://b/> <http://c/> .", "utf-8"
    )
    (tmp_path / "b.rq").write_text("#+ title: Victims\nSELECT * { ?s ?p ?o }", "utf-8")
    problems = find_loaded_words_in_files([tmp_path / "a.ttl", tmp_path / "b.rq"])
    assert [(p.file, p.line, p.words) for p in problems] == [
        ("a.ttl", 1, "invasion"),
        ("b.rq", 1, "Victims"),
    ]
