"""``appeals-rdf build``: the whole way, from the texts to the data."""

from __future__ import annotations

from pathlib import Path

import click

from appeals_rdf.cli.console import Console
from appeals_rdf.cli.options import base, common, no_curation


@click.command("build", short_help="Build a corpus into Turtle, TriG and N-Quads.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the build goes.  [default: build/ in the corpus folder]",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="How many processes read documents.  [default: one for few documents, else every core]",
)
@click.option("--strict", is_flag=True, help="Let warnings stop the build, too.")
@no_curation
@base
@common
def command(
    console: Console,
    output: Path | None,
    workers: int | None,
    strict: bool,
    no_curation: bool,
    base: str | None,
) -> None:
    """Read every document of the corpus, validate the data and write it to a folder.

    Prints the roll call: what was found in each document beside what it prints and declares. The
    folder is replaced as a whole, and only where there is no error.
    """
    from appeals_rdf.api import Corpus
    from appeals_rdf.model import Severity
    from appeals_rdf.rollcall import render
    from appeals_rdf.validate import report_table

    corpus = Corpus.open(console.corpus, base=base, curated=not no_curation)
    with console.progress("Reading", len(corpus)) as progress:
        report = corpus.build(output, workers=workers, strict=strict, progress=progress)
    click.echo(render(report.calls))
    warnings = [p for p in report.problems if p.severity is Severity.WARNING]
    if warnings:
        console.say()
        console.say(report_table(warnings))
    signatures = sum(call.found for call in report.calls)
    click.echo(
        f"\n{len(report.calls)} appeals, {signatures} signatures, {report.triples} triples "
        f"in {report.out}"
    )
