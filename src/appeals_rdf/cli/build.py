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
    from appeals_rdf.rollcall import render

    corpus = Corpus.open(console.corpus, base=base, curated=not no_curation)
    with console.progress("Reading", len(corpus)) as progress:
        report = corpus.build(output, workers=workers, strict=strict, progress=progress)
    click.echo(render(report.calls))
    signatures = sum(call.found for call in report.calls)
    click.echo(
        f"\n{len(report.calls)} appeals, {signatures} signatures, {report.triples} triples "
        f"in {_from_here(report.out)}"
    )
    if warnings := sum(call.warnings for call in report.calls):
        console.say(f"{warnings} warnings: 'appeals-rdf validate' shows them at their places.")


def _from_here(path: Path) -> Path:
    """The path as a person would write it from the current folder."""
    here, path = Path.cwd(), path.resolve()
    return path.relative_to(here) if path.is_relative_to(here) else path
