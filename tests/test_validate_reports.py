"""One list of problems in every format."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import rdflib

from appeals_rdf.errors import UsageError
from appeals_rdf.model import Problem, Severity
from appeals_rdf.validate.reports import FORMATS, report_rich, summary, write_report

PROBLEMS = (
    Problem(
        Severity.ERROR,
        "Signature-name",
        "A signature gives exactly one name.",
        "letter one.txt",
        12,
        3,
        "4. “Lantern” [a]",
        "Copy it.",
        "https://example.org/id/appeal/a/signature/4",
    ),
    Problem(Severity.WARNING, "Appeal-undated", "The appeal has no date.", "letter one.txt"),
    Problem(Severity.INFO, "source-not-at-hand", 'no "source"\nat hand'),
)


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_every_format_writes_problems_and_nothing_alike_each_time(format_: str) -> None:
    assert write_report(PROBLEMS, format_) == write_report(PROBLEMS, format_)
    assert write_report((), format_)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="json, sarif, shacl, table"):
        write_report(PROBLEMS, "xml")


def test_the_table_tells_place_words_and_advice() -> None:
    table = write_report(PROBLEMS, "table")
    assert table.startswith("letter one.txt:12:3  error  Signature-name  “4. “Lantern” [a]”")
    assert "→ Copy it." in table
    assert table.endswith("1 error, 1 warning, 1 info")
    assert "\x1b" not in table


def test_the_table_for_a_terminal_does_not_read_markup() -> None:
    assert "[a]" in report_rich(PROBLEMS, width=120)


def test_summary_counts_from_nothing() -> None:
    assert summary(()) == "0 errors, 0 warnings, 0 infos"


def test_json_has_all_fields_and_nulls() -> None:
    rows = json.loads(write_report(PROBLEMS, "json"))
    assert rows[0]["line"] == 12
    assert rows[2] == {
        "severity": "info",
        "code": "source-not-at-hand",
        "message": 'no "source"\nat hand',
        "file": None,
        "line": None,
        "column": None,
        "words": None,
        "advice": None,
        "subject": None,
    }


def test_sarif_has_what_the_standard_requires() -> None:
    log = json.loads(write_report(PROBLEMS, "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "appeals-rdf"
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("error", "warning", "note")
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "letter%20one.txt"
    assert location["region"]["startLine"] == 12
    assert location["region"]["startColumn"] == 3
    assert run["columnKind"] == "unicodeCodePoints"


def test_the_shacl_report_is_one_without_blank_nodes() -> None:
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    graph = rdflib.Graph().parse(data=write_report(PROBLEMS, "shacl"), format="turtle")
    (report,) = graph.subjects(rdflib.RDF.type, sh.ValidationReport)
    assert graph.value(report, sh.conforms).toPython() is False  # type: ignore[union-attr]
    results = list(graph.objects(report, sh.result))
    assert len(results) == 3
    for result in results:
        for required in (sh.focusNode, sh.resultSeverity, sh.sourceConstraintComponent):
            assert len(list(graph.objects(result, required))) == 1
    assert not any(isinstance(t, rdflib.BNode) for triple in graph for t in triple)
    empty = rdflib.Graph().parse(data=write_report((), "shacl"), format="turtle")
    assert [c.toPython() for c in empty.objects(None, sh.conforms)] == [True]  # type: ignore[attr-defined]


def test_other_problems_have_other_iris() -> None:
    other = (replace(PROBLEMS[0], line=13), *PROBLEMS[1:])
    assert write_report(other, "shacl") != write_report(PROBLEMS, "shacl")
