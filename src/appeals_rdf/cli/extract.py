"""``appeals-rdf extract``: what the rules read in documents."""

from __future__ import annotations

import json
from pathlib import Path

import click

from appeals_rdf.cli.console import Console, write_output
from appeals_rdf.cli.options import common, no_curation, output
from appeals_rdf.vocabulary import languages


@click.command("extract", short_help="Read documents and print what was found.")
@click.argument(
    "documents", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
@click.option("--format", "format_", type=click.Choice(["json"]), default="json", show_default=True)
@click.option(
    "--language",
    type=click.Choice(languages()),
    help="The language of documents outside a corpus.  [default: en]",
)
@no_curation
@output
@common
def command(
    console: Console,
    documents: tuple[Path, ...],
    format_: str,
    language: str | None,
    no_curation: bool,
    output: str,
) -> None:
    """Read DOCUMENTS and print a list of records as JSON.

    A document of a corpus is read with its id and its curation; any other file stands for itself.
    Offsets count Unicode code points, from 0, the end excluded. docs/records.md describes each key.
    """
    from appeals_rdf.api import extract_files
    from appeals_rdf.records import record_json

    records = extract_files(documents, language=language, curated=not no_curation)
    listed = [record_json(record) for record in records]
    write_output(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", output)
