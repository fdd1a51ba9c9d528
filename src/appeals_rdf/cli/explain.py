"""``appeals-rdf explain``: an item and the words it rests on."""

from __future__ import annotations

import click

from appeals_rdf.cli.console import Console, write_output
from appeals_rdf.cli.options import base, common, no_curation, output


@click.command("explain", short_help="Show which words of which letter an item rests on.")
@click.argument("iri")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@no_curation
@base
@output
@common
def command(
    console: Console, iri: str, format_: str, no_curation: bool, base: str | None, output: str
) -> None:
    """Explain the item IRI: its statements, and the words of the letter they rest on.

    IRI may be written in full, or from the appeal's id on: my-letter/signature/3.
    """
    import sys

    from appeals_rdf.api import Corpus

    explanation = Corpus.open(console.corpus, base=base, curated=not no_curation).explain(iri)
    if format_ == "json":
        write_output(explanation.to_json() + "\n", output)
        return
    import os

    colour = output == "-" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    write_output(explanation.to_text(colour=colour), output)
