"""``appeals-rdf extract``: what the rules read in documents."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import click

from appeals_rdf.cli.console import Console, write_output
from appeals_rdf.cli.options import common, no_curation, output
from appeals_rdf.errors import UsageError
from appeals_rdf.vocabulary import languages


@click.command("extract", short_help="Read documents and print what was found.")
@click.argument(
    "documents", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
@click.option(
    "--format", "format_", type=click.Choice(["json"]), help="How to print them.  [default: json]"
)
@click.option(
    "--language",
    type=click.Choice(languages()),
    help="The language of documents outside a corpus.  [default: what the text shows]",
)
@click.option("--why", is_flag=True, help="Print instead why the signatures were so read.")
@click.option("--entries", is_flag=True, help="With --why: tell it of each entry, too.")
@no_curation
@output
@common
def command(
    console: Console,
    documents: tuple[Path, ...],
    format_: str | None,
    language: str | None,
    why: bool,
    entries: bool,
    no_curation: bool,
    output: str,
) -> None:
    """Read DOCUMENTS and print a list of records as JSON.

    A document of a corpus is read with its id and its curation; any other file stands for itself.
    Offsets count Unicode code points, from 0, the end excluded. docs/records.md describes each key.
    --why tells in words which lists were found, which are signed, and how their entries are read.
    """
    from appeals_rdf.api import extract_files, why_files
    from appeals_rdf.records import record_json

    if why and format_:
        raise UsageError("--why prints text. Leave --format out.")
    if entries and not why:
        raise UsageError("--entries goes with --why.")
    if why:
        account = why_files(documents, language=language, curated=not no_curation, entries=entries)
        write_output(account, output)
        return
    records = extract_files(documents, language=language, curated=not no_curation)
    listed = [record_json(record) for record in records]
    pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(listed)
    write_output(chain(pieces, "\n"), output)
