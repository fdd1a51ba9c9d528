"""``appeals-rdf export``: the data in another format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appeals_rdf.cli.console import Console
from appeals_rdf.cli.options import base, common, no_curation, output

if TYPE_CHECKING:
    from appeals_rdf.model import Record


@click.command("export", short_help="Write the data in another format.")
@click.argument("appeals", nargs=-1, metavar="[APPEAL]...")
@click.option(
    "--format",
    "format_",
    default="turtle",
    show_default=True,
    type=click.Choice(["turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml", "csv"]),
    help="The format.",
)
@click.option("--table", default="", metavar="NAME", help="One table of csv, such as signatures.")
@no_curation
@base
@output
@common
def command(
    console: Console,
    appeals: tuple[str, ...],
    format_: str,
    table: str,
    no_curation: bool,
    base: str | None,
    output: str,
) -> None:
    """Write the data of each APPEAL, named by its id; without any, of the whole corpus.

    csv is a folder with a table for each class (-o DIR), or one table (--table NAME).
    """
    from appeals_rdf.api import Corpus
    from appeals_rdf.publish.exports import export_to_path, export_to_stream

    corpus = Corpus.open(console.corpus, base=base, curated=not no_curation)
    records = map(_sound, corpus.records(appeals))
    if output == "-":
        export_to_stream(
            format_, records, corpus.folder, sys.stdout.buffer, whole=not appeals, table=table
        )
        sys.stdout.buffer.flush()
    else:
        export_to_path(
            format_, records, corpus.folder, Path(output), whole=not appeals, table=table
        )


def _sound(record: Record) -> Record:
    """The record, unless its curation has errors: the data would not be what people decided."""
    from appeals_rdf.errors import DataError
    from appeals_rdf.model import Severity

    errors = [p for p in record.warnings if p.severity is Severity.ERROR]
    if errors:
        raise DataError(f"{record.id} has {len(errors)} error(s).", errors)
    return record
