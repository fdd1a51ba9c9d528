"""The commands as a user meets them: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from appeals_rdf.cli import COMMANDS
from appeals_rdf.read import read_document
from tests.conftest import LETTER, ROOT, SEEDS, MakeCorpus


def run(
    *arguments: str | Path, cwd: Path | None = None, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "appeals_rdf", *map(str, arguments)],
        cwd=cwd or ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus that is built."""
    folder = tmp_path_factory.mktemp("cli") / "corpus"
    assert run("init", folder, "--title", "Bridges").returncode == 0
    (folder / "documents" / "letter.txt").write_text(LETTER, "utf-8")
    assert run("--corpus", folder, "build").returncode == 0
    return folder


def test_help_names_every_command_and_exit_code() -> None:
    shown = run("--help").stdout
    for word in COMMANDS:
        assert f"\n  {word}" in shown
    assert "Exit codes: 0 done, 1 problems in the data, 2 wrong usage" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    result = run(command, "--help")
    assert result.returncode == 0
    assert result.stdout.startswith(f"Usage: appeals-rdf {command} ")


def test_a_new_user_from_an_empty_folder(tmp_path: Path) -> None:
    """init, build, validate, query, export, explain, in the order of the README."""
    assert run("init", "mine", cwd=tmp_path).returncode == 0
    folder = tmp_path / "mine"
    (folder / "documents" / "letter.txt").write_text(LETTER, "utf-8")
    built = run("build", cwd=folder)
    assert built.returncode == 0, built.stderr
    assert "1 appeals, 3 signatures" in built.stdout
    assert (folder / "build" / "turtle" / "letter.ttl").is_file()
    assert run("validate", cwd=folder).returncode == 0
    assert "letter" in run("query", "01", "--format", "csv", cwd=folder).stdout
    exported = run("export", "letter", "--format", "ntriples", cwd=folder)
    assert "Orla Fenwick" in exported.stdout
    explained = run("explain", "letter/signature/1", cwd=folder)
    assert "Orla Fenwick" in explained.stdout
    assert "letter.txt" in explained.stdout


def test_data_goes_to_stdout_and_talk_to_stderr(corpus: Path) -> None:
    result = run("extract", corpus / "documents" / "letter.txt")
    (record,) = json.loads(result.stdout)
    assert record["id"] == "letter"
    assert [s["person"] for s in record["signatures"]] == [
        "Orla Fenwick",
        "Piet Harrow",
        "Runa Talvik",
    ]
    quiet = run("--corpus", corpus, "build", "-q", "-o", corpus / "quiet")
    assert quiet.stderr == ""


def test_extract_reads_files_outside_a_corpus(tmp_path: Path) -> None:
    for name in ("one letter.txt", "other.md"):
        (tmp_path / name).write_text(LETTER, "utf-8")
    records = json.loads(run("extract", "one letter.txt", "other.md", cwd=tmp_path).stdout)
    assert [r["id"] for r in records] == ["one-letter", "other"]
    for record in records:
        text = read_document(tmp_path / record["file"], record["id"]).text
        for kind in ("signatures", "claims", "events", "addressees", "requests"):
            for found in record[kind]:
                assert text[found["start"] : found["end"]] == found["text"]


def test_output_to_a_file_is_whole(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.nt"
    assert run("--corpus", corpus, "export", "--format", "ntriples", "-o", out).returncode == 0
    printed = run("--corpus", corpus, "export", "--format", "ntriples").stdout
    assert out.read_text("utf-8") == printed


def test_no_colours_in_a_pipe(corpus: Path) -> None:
    for arguments in (["query", "01"], ["validate"], ["explain", "letter/signature/1"]):
        assert "\x1b[" not in run("--corpus", corpus, *arguments).stdout


def test_a_pipe_that_closes_early_is_no_failure(corpus: Path) -> None:
    shell = (
        f"{sys.executable} -m appeals_rdf --corpus {corpus} export --format nquads | head -n 1; "
        "echo ${PIPESTATUS[0]}"
    )
    result = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, cwd=ROOT)
    assert result.stdout.splitlines()[-1] == "0"
    assert result.stderr == ""


SPARQL = 'x" } UNION { ?s ?p ?o } #'


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        # 2: wrong usage
        (["explode"], 2, "No such command 'explode'"),
        (["build", "--workers", "0"], 2, "--workers"),
        (["query", "no-such-question"], 2, "there is no"),
        (["query", "07", "-p", "colour=blue"], 2, "colour"),
        (["query", "07", "-p", "measure"], 2, "KEY=VALUE"),
        (["query", "07", "-p", "measure=tears"], 2, "measure"),
        (["query", "01", "--format", "poem"], 2, "poem"),
        (["query", "01", "--data", "x", "--endpoint", "http://localhost:9/"], 2, ""),
        (["explain", "letter/signature/99"], 2, "99"),
        (["explain", "nowhere/signature/1"], 2, "nowhere"),
        (["export", "nowhere"], 2, "there is no appeal 'nowhere'"),
        (["export", "--format", "csv"], 2, "csv"),
        (["build", "--base", "example.org"], 2, "cannot be the base"),
        # 3: what cannot be read or written
        (["--corpus", "nowhere", "build"], 3, "nowhere has no corpus.yaml"),
        (["extract", "nowhere.txt"], 3, "nowhere.txt is no file"),
        (["validate", "nowhere.ttl"], 3, "nowhere.ttl"),
        (["build", "-o", "/dev/null/build"], 3, "cannot be written"),
        (["export", "-o", "/dev/null/out.ttl"], 3, "cannot be written"),
        # 4: a store or network that fails
        (["query", "01", "--endpoint", "http://127.0.0.1:9/sparql"], 4, "127.0.0.1:9"),
    ],
)
def test_wrong_input(corpus: Path, arguments: list[str], code: int, message: str) -> None:
    before = sorted(str(f) for f in corpus.rglob("*"))
    result = run(*arguments, cwd=corpus)
    assert result.returncode == code, result.stderr
    assert message in result.stderr
    assert "Error" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert sorted(str(f) for f in corpus.rglob("*")) == before


def test_a_value_with_sparql_in_it_is_only_a_value(corpus: Path) -> None:
    every = run("query", "05", "-p", "name=Orla Fenwick", "--format", "csv", cwd=corpus)
    assert len(every.stdout.splitlines()) == 3
    result = run("query", "05", "-p", f"name={SPARQL}", "--format", "csv", cwd=corpus)
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT WHERE {", "cannot be read"),
        ("DELETE WHERE { ?s ?p ?o }", ""),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_own_queries_that_are_refused(corpus: Path, query: str, message: str) -> None:
    result = run("query", "-", cwd=corpus, stdin=query)
    assert result.returncode == 2, result.stderr
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_own_queries(corpus: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/appeals-rdf/ontology/Signature> }"
    assert run("query", "-", "--format", "csv", cwd=corpus, stdin=text).stdout.split() == ["n", "3"]


def test_turtle_that_does_not_parse(corpus: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<a> <b>\n  oops .", "utf-8")
    result = run("validate", bad, cwd=corpus)
    assert result.returncode == 3
    assert "bad.ttl" in result.stderr
    assert "line 2" in result.stderr


def test_validate_lists_errors_at_their_place_and_exits_with_1(
    corpus: Path, tmp_path: Path
) -> None:
    turtle = (corpus / "build" / "turtle" / "letter.ttl").read_text("utf-8")
    assert turtle.count('"Piet Harrow"') > 1
    broken = tmp_path / "broken.ttl"
    broken.write_text(turtle.replace('exactText "Piet Harrow"', 'exactText "Piet Narrow"'), "utf-8")
    result = run("validate", broken, cwd=corpus)
    assert result.returncode == 1
    line = LETTER[: LETTER.index("Piet Harrow")].count("\n") + 1
    assert f"letter.txt:{line}:4" in result.stdout
    fine = run("validate", corpus / "build" / "turtle" / "letter.ttl", cwd=corpus)
    assert fine.returncode == 0


def test_validate_looks_for_leaks(corpus: Path, tmp_path: Path) -> None:
    """An axiom in the data by which a signature would become a membership."""
    turtle = (corpus / "build" / "turtle" / "letter.ttl").read_text("utf-8")
    leaky = tmp_path / "leaky.ttl"
    leaky.write_text(
        turtle + "\napl:onBehalfOf rdfs:subPropertyOf <http://www.w3.org/ns/org#organization> .\n",
        "utf-8",
    )
    result = run("validate", leaky, cwd=corpus)
    assert result.returncode == 1
    assert "leak" in result.stdout


def test_the_choices_of_the_commands_are_the_formats_there_are() -> None:
    from appeals_rdf.cli import export, validate
    from appeals_rdf.publish.exports import FORMATS
    from appeals_rdf.validate.reports import FORMATS as REPORTS

    for command, known in ((export.command, FORMATS), (validate.command, REPORTS)):
        (option,) = [p for p in command.params if p.name == "format_"]
        assert isinstance(option.type, click.Choice)
        assert list(option.type.choices) == list(known)


@pytest.mark.parametrize(
    ("documents", "curation", "config", "code", "messages"),
    [
        ({"a.txt": b"\x81\xff\0"}, {}, None, 3, ["a.txt, line 1", "not UTF-8"]),
        ({"a.txt": b"\xff\xfe"}, {}, None, 3, ["a.txt is empty"]),
        ({"a.txt": b""}, {}, None, 3, ["a.txt is empty"]),
        ({"a.txt": b"a\x00b"}, {}, None, 3, ["NUL byte"]),
        ({"a.txt": bytes(range(256))}, {}, None, 3, ["a.txt, line"]),
        ({"a.txt": b"x" * 50_000_000}, {}, None, 3, ["larger than 32 MiB"]),
        ({"a.txt": b"1. Ann Example\n" * 1_000_000}, {}, None, 3, ["300,000 lines, which no"]),
        ({"a.html": b"<div>" * 100_000, "b.docx": b"PK"}, {}, None, 3, ["nested", "no Word"]),
        ({"a.txt": LETTER, "A.txt": LETTER}, {}, None, 1, ["the id 'a' is also that of"]),
        ({}, {}, "title: [\n", 3, ["corpus.yaml, line 2"]),
        ({}, {}, "title: x\ncolour: blue\n", 1, ["corpus.yaml:2", "'colour' is not known"]),
        ({}, {"letter.yaml": "id: [\n"}, None, 3, ["curation/letter.yaml, line 2"]),
        (
            {},
            {"letter.yaml": 'events:\n  - add: "no such words"\n  - add: "the"\n'},
            None,
            1,
            ["curation/letter.yaml:2", "do not stand in", "curation/letter.yaml:3", "times"],
        ),
    ],
)
def test_wrong_corpora(
    make_corpus: MakeCorpus,
    documents: dict[str, str | bytes],
    curation: dict[str, str],
    config: str | None,
    code: int,
    messages: list[str],
) -> None:
    folder = make_corpus(documents or None, curation, **({"config": config} if config else {}))
    result = run("build", cwd=folder)
    assert result.returncode == code, result.stderr
    for message in messages:
        assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(f.name for f in folder.iterdir()) == ["corpus.yaml", "curation", "documents"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_on_standard_output(corpus: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "appeals_rdf", "--corpus", str(corpus), "export"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
    assert result.returncode == 3
    assert "No space left on device" in result.stderr
    assert "Traceback" not in result.stderr


def test_no_corpus_here(tmp_path: Path) -> None:
    result = run("build", cwd=tmp_path)
    assert result.returncode == 3
    assert "there is no corpus.yaml here" in result.stderr


def test_the_seeds_are_found_from_the_checkout() -> None:
    result = run("query", "01", "--data", SEEDS / "corpus.yaml", cwd=ROOT)
    assert result.returncode == 3
    assert "corpus.yaml" in result.stderr
