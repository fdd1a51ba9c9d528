"""``appeals-rdf validate``: what is wrong, and where in the letter."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from appeals_rdf.cli.console import Console, write_output
from appeals_rdf.cli.options import common, no_curation, output


@click.command("validate", short_help="Check a corpus, or RDF files, and list what is wrong.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "sarif", "shacl"]),
    default="table",
    show_default=True,
    help="How to print the problems; shacl is a SHACL validation report in Turtle.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@click.option("--reference", is_flag=True, help="Check the shapes with pySHACL; takes longer.")
@no_curation
@output
@common
def command(
    console: Console,
    files: tuple[Path, ...],
    format_: str,
    strict: bool,
    reference: bool,
    no_curation: bool,
    output: str,
) -> None:
    """Check the corpus, or the RDF FILES, and list every problem at its place in the letter.

    Errors end with exit code 1. The table shows remarks for information only with -v. The quoted
    words of FILES are compared with the documents of the corpus, if there is one.
    """
    from appeals_rdf.api import Corpus, validate_files
    from appeals_rdf.model import Severity
    from appeals_rdf.validate import reports

    if files:
        problems = validate_files(files, console.corpus, reference=reference)
    else:
        corpus = Corpus.open(console.corpus, curated=not no_curation)
        with console.progress("Checking", len(corpus)) as progress:
            problems = corpus.validate(reference=reference, progress=progress)
    shown = problems
    if format_ == "table" and not console.verbose:
        shown = [p for p in problems if p.severity is not Severity.INFO]
    if format_ == "table" and output == "-" and sys.stdout.isatty():
        text = reports.report_rich(shown)
    else:
        text = reports.write_report(shown, format_)
    write_output(text if text.endswith("\n") else f"{text}\n", output)
    if hidden := len(problems) - len(shown):
        console.say(f"{hidden} remarks for information are shown with -v.")
    fatal = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in fatal for problem in problems):
        sys.exit(1)
