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
@click.option("--bulk", is_flag=True, help="One sorted file of N-Quads, as bulk loaders want it.")
@click.option(
    "--compress",
    default="",
    metavar="none|gzip|zstd",
    help="With --bulk, where no name of a file says it.",
)
@no_curation
@base
@output
@common
def command(
    console: Console,
    appeals: tuple[str, ...],
    format_: str,
    table: str,
    bulk: bool,
    compress: str,
    no_curation: bool,
    base: str | None,
    output: str,
) -> None:
    """Write the data of each APPEAL, named by its id; without any, of the whole corpus.

    csv is a folder with a table for each class (-o DIR), or one table (--table NAME).

    --bulk writes every line once and in order to one file, whose name ends in .nq, .nq.gz or
    .nq.zst, and says how many lines there are and what their SHA-256 is: the canonical hash
    (RDFC-1.0) of the data.
    """
    from appeals_rdf.api import Corpus
    from appeals_rdf.publish.exports import export_to_path, export_to_stream

    _check_usage(bulk, table, compress)
    corpus = Corpus.open(console.corpus, base=base, curated=not no_curation)
    records = map(_sound, corpus.records(appeals))
    if bulk:
        from appeals_rdf.publish.bulk import bulk_to_path, bulk_to_stream, compression_of

        compression = compression_of(output, compress)
        if output == "-":
            summary = bulk_to_stream(
                records, corpus.folder, sys.stdout.buffer, compression, whole=not appeals
            )
            sys.stdout.buffer.flush()
        else:
            summary = bulk_to_path(
                records, corpus.folder, Path(output), compression, whole=not appeals
            )
        console.say(str(summary))
    elif output == "-":
        export_to_stream(
            format_, records, corpus.folder, sys.stdout.buffer, whole=not appeals, table=table
        )
        sys.stdout.buffer.flush()
    else:
        export_to_path(
            format_, records, corpus.folder, Path(output), whole=not appeals, table=table
        )


def _check_usage(bulk: bool, table: str, compress: str) -> None:
    from appeals_rdf.errors import UsageError

    if not bulk:
        if compress:
            raise UsageError("--compress goes with --bulk.")
        return
    chosen = click.get_current_context().get_parameter_source("format_")
    if table or chosen is not click.core.ParameterSource.DEFAULT:
        raise UsageError("--bulk writes N-Quads. Leave --format and --table out.")


def _sound(record: Record) -> Record:
    """The record, unless its curation has errors: the data would not be what people decided."""
    from appeals_rdf.errors import DataError
    from appeals_rdf.model import Severity

    errors = [p for p in record.warnings if p.severity is Severity.ERROR]
    if errors:
        raise DataError(f"{record.id} has {len(errors)} error(s).", errors)
    return record
