"""A list of problems as text, in the formats that people and machines read.

To add a format: a function from problems to text, and a row in ``FORMATS``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

from appeals_rdf import __version__
from appeals_rdf.errors import unknown
from appeals_rdf.model import Problem, Severity
from appeals_rdf.rdf import RDF_TYPE, Description, curie, iri, literal, turtle, turtle_prologue
from appeals_rdf.text import squeeze

Report = Callable[[Sequence[Problem]], str]

REPORT_BASE = "https://w3id.org/appeals-rdf/id/report/"
SHAPES = "https://w3id.org/appeals-rdf/shapes/"
SH = "http://www.w3.org/ns/shacl#"
HOME = "https://w3id.org/appeals-rdf/"

_MOST_WORDS = 60


def write_report(problems: Sequence[Problem], format_: str) -> str:
    """The problems in one of ``FORMATS``; a ``UsageError`` names the known ones."""
    if format_ not in FORMATS:
        raise unknown("report format", format_, FORMATS)
    return FORMATS[format_](problems)


def place(problem: Problem) -> str:
    """``letter.txt:12:3``, as editors and terminals make a link of it."""
    parts = (problem.file or "-", problem.line, problem.column)
    return ":".join(str(part) for part in parts if part is not None)


def report_table(problems: Sequence[Problem]) -> str:
    """Plain text for people: the place and the gravity, the words, the message, the advice."""
    blocks = []
    for problem in problems:
        words = f"  “{_short(problem.words)}”" if problem.words else ""
        lines = [f"{place(problem)}  {problem.severity.value}  {problem.code}{words}"]
        lines.append(f"    {problem.message}")
        if problem.advice:
            lines.append(f"    → {problem.advice}")
        blocks.append("\n".join(lines))
    return "\n".join([*blocks, summary(problems)])


def report_rich(problems: Sequence[Problem], width: int | None = None) -> str:
    """The table with colours and columns, for a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
    table = Table(show_lines=True, expand=True)
    for heading in ("Place", "Gravity", "Words", "What is wrong, and what to do"):
        table.add_column(heading, overflow="fold")
    for problem in problems:
        # Text, not markup: a letter may hold square brackets.
        what = Text(problem.message)
        if problem.advice:
            what.append(f"\n→ {problem.advice}", style="dim")
        table.add_row(
            Text(place(problem)),
            Text(problem.severity.value, style=colours[problem.severity]),
            Text(_short(problem.words)),
            what,
        )
    console = Console(force_terminal=True, width=width)
    with console.capture() as captured:
        console.print(table)
        console.print(Text(summary(problems)))
    return captured.get().rstrip("\n")


def summary(problems: Sequence[Problem]) -> str:
    """``2 errors, 1 warning, 0 infos``."""
    counts = {s: sum(p.severity is s for p in problems) for s in Severity}
    return ", ".join(f"{n} {s.value}{'' if n == 1 else 's'}" for s, n in counts.items())


def _short(words: str) -> str:
    words = squeeze(words)
    return words if len(words) <= _MOST_WORDS else f"{words[: _MOST_WORDS - 1]}…"


def report_json(problems: Sequence[Problem]) -> str:
    """A JSON list with one object for each problem; absent values are null."""
    rows = [
        {
            "severity": p.severity.value,
            "code": p.code,
            "message": p.message,
            "file": p.file or None,
            "line": p.line,
            "column": p.column,
            "words": p.words or None,
            "advice": p.advice or None,
            "subject": p.subject or None,
        }
        for p in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def report_sarif(problems: Sequence[Problem]) -> str:
    """SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code hosts and editors.

    Columns count Unicode code points, and the run says so.
    """
    codes = sorted({p.code for p in problems})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": next(p.message for p in problems if p.code == code)},
        }
        for code in codes
    ]
    results = []
    for problem in problems:
        text = f"{problem.message} {problem.advice}".strip()
        result: dict[str, object] = {
            "ruleId": problem.code,
            "ruleIndex": codes.index(problem.code),
            "level": _LEVELS[problem.severity],
            "message": {"text": text},
        }
        if problem.file:
            where: dict[str, object] = {"artifactLocation": {"uri": quote(problem.file)}}
            if problem.line is not None:
                region: dict[str, object] = {"startLine": problem.line}
                if problem.column is not None:
                    region["startColumn"] = problem.column
                if problem.words:
                    region["snippet"] = {"text": problem.words}
                where["region"] = region
            result["locations"] = [{"physicalLocation": where}]
        if problem.subject:
            result["properties"] = {"subject": problem.subject}
        results.append(result)
    driver = {
        "name": "appeals-rdf",
        "version": __version__,
        "informationUri": HOME,
        "rules": rules,
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


_SEVERITIES = {Severity.ERROR: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"}


def report_shacl(problems: Sequence[Problem]) -> str:
    """A SHACL validation report in Turtle, without blank nodes.

    The IRIs are made of a digest of the content, so equal problems give equal reports. A report
    conforms where it has no result, as the recommendation defines it.
    """
    body = "".join(turtle(_report_descriptions(problems), REPORT_BASE, {"sh": SH}))
    return turtle_prologue(REPORT_BASE, {"sh": SH}) + body


def _report_descriptions(problems: Sequence[Problem]) -> Iterator[Description]:
    names = {}
    for problem in problems:
        digest = hashlib.sha256(repr(problem).encode("utf-8")).hexdigest()[:16]
        names[iri(f"{REPORT_BASE}result/{digest}")] = problem
    whole = hashlib.sha256("\n".join(sorted(names)).encode("utf-8")).hexdigest()[:16]
    boolean = curie("xsd:boolean")
    conforms = literal("false" if names else "true", datatype=boolean)
    pairs = [(RDF_TYPE, _sh("ValidationReport")), (_sh("conforms"), conforms)]
    pairs += [(_sh("result"), name) for name in names]
    yield Description(iri(f"{REPORT_BASE}{whole}"), pairs)
    for name, problem in names.items():
        yield Description(name, list(_result(problem)))


def _result(problem: Problem) -> Iterator[tuple[str, str]]:
    yield RDF_TYPE, _sh("ValidationResult")
    yield _sh("resultSeverity"), _sh(_SEVERITIES[problem.severity])
    # Every result has a focus node; a problem of a file as a whole is about the file.
    subject = problem.subject or f"{REPORT_BASE}file/{quote(problem.file or '-', safe='')}"
    yield _sh("focusNode"), iri(subject)
    # The codes of shapes begin with a capital letter, those of the other checks do not.
    by_shape = problem.code[:1].isupper()
    if by_shape:
        yield _sh("sourceShape"), iri(SHAPES + problem.code)
    component = "shape" if by_shape else "check"
    yield _sh("sourceConstraintComponent"), iri(f"{HOME}id/{component}/{problem.code}")
    yield _sh("resultMessage"), literal(f"{problem.message} {problem.advice}".strip(), "en")
    if problem.file:
        yield curie("dcterms:source"), literal(place(problem))
    if problem.words:
        yield curie("rdfs:comment"), literal(f"“{problem.words}”")


def _sh(name: str) -> str:
    return f"<{SH}{name}>"


FORMATS: dict[str, Report] = {
    "table": report_table,
    "json": report_json,
    "sarif": report_sarif,
    "shacl": report_shacl,
}
"""``table`` is for pipes and files; a terminal may be given ``report_rich`` instead."""
