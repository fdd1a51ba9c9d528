"""``appeals-rdf init``: an empty corpus."""

from __future__ import annotations

from pathlib import Path

import click

from appeals_rdf.cli.console import Console
from appeals_rdf.cli.options import common


@click.command("init", short_help="Make an empty corpus folder.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="My corpus", show_default=True, help="What the corpus is called.")
@common
def command(console: Console, folder: Path, title: str) -> None:
    """Make an empty corpus in FOLDER: corpus.yaml, documents/ and curation/.

    What is there already is kept; a corpus.yaml that exists is an error.
    """
    from appeals_rdf.corpus import create_folder

    create_folder(folder, title)
    console.say(f"Made {folder / 'corpus.yaml'}.")
    console.say(f"Put texts into {folder / 'documents'}, then: appeals-rdf --corpus {folder} build")
