"""``appeals-rdf review``: what a curator should look at."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appeals_rdf.cli.console import Console, write_output
from appeals_rdf.cli.options import common, no_curation, output
from appeals_rdf.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appeals_rdf.review import Review

LIMIT = 50


@click.command("review", short_help="List what a curator should look at.")
@click.argument("appeals", nargs=-1, metavar="[APPEAL]...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print the list.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=LIMIT,
    show_default=True,
    help="How many places to list.",
)
@click.option(
    "--below",
    type=click.FloatRange(0, 1.01),
    default=0.9,
    show_default=True,
    help="Look at entries that are less sure.",
)
@click.option("--stub", is_flag=True, help="Print files of decisions to begin with instead.")
@click.option(
    "--write-stubs",
    is_flag=True,
    help="Write them into curation/, for each document that has none.",
)
@no_curation
@output
@common
def command(
    console: Console,
    appeals: tuple[str, ...],
    format_: str,
    limit: int,
    below: float,
    stub: bool,
    write_stubs: bool,
    no_curation: bool,
    output: str,
) -> None:
    """List what is doubtful in what was read, of each APPEAL or of all, the most doubtful first.

    Each place stands in its line, with what was read there, how sure that is, and why. What people
    decided is settled and not listed. --stub prints decisions to edit, filled with what was read;
    an existing file of decisions is never overwritten. Errors in decisions end with exit code 1.
    """
    from appeals_rdf.api import Corpus
    from appeals_rdf.model import Severity
    from appeals_rdf.review import most_doubtful, write_doubts

    if stub and write_stubs:
        raise UsageError("--stub and --write-stubs exclude each other.")
    corpus = Corpus.open(console.corpus, curated=not no_curation)
    with console.progress("Reading", len(appeals) or len(corpus)) as progress:
        reviews = corpus.review(appeals, below=below, progress=progress)
    doubts = most_doubtful(doubt for review in reviews for doubt in review.doubts)
    if stub or write_stubs:
        doubtful = [review for review in reviews if review.doubts]
        if not doubtful:
            console.say("Nothing to look at.")
        left = _write(console, corpus.folder.path, doubtful) if write_stubs else doubtful
        if left:
            write_output(_stubs(left), output)
    else:
        write_output(write_doubts(doubts[:limit], format_), output)
        if len(doubts) > limit:
            more = len(doubts) - limit
            console.say(f"{more} more places are listed with --limit {len(doubts)}.")
    if any(doubt.severity is Severity.ERROR for doubt in doubts):
        sys.exit(1)


def _stubs(reviews: Sequence[Review]) -> str:
    """Several files as one stream of YAML; that of one document can be saved as it is."""
    from appeals_rdf.stubs import stub

    parts = []
    for review in reviews:
        name = f"# curation/{Path(review.document.file).stem}.yaml\n"
        if review.curation:
            name = f"# {review.curation.file} is there: add to it what you decide.\n"
        parts.append(name + stub(review))
    return "---\n".join(parts)


def _write(console: Console, corpus: Path, reviews: Sequence[Review]) -> list[Review]:
    """Write a file for each document without one; the others are given back."""
    from appeals_rdf.corpus import CURATION
    from appeals_rdf.stubs import stub

    left = []
    for review in reviews:
        path = corpus / CURATION / f"{Path(review.document.file).stem}.yaml"
        if review.curation or path.exists():
            left.append(review)
            continue
        try:
            path.parent.mkdir(exist_ok=True)
            # "x" never opens a file that is there.
            with path.open("x", encoding="utf-8") as file:
                file.write(stub(review))
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
        console.say(f"Wrote {path}: {len(review.doubts)} places to look at.")
    return left
