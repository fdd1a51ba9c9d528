"""``appeals-rdf serve``: the build as a SPARQL endpoint."""

from __future__ import annotations

from pathlib import Path

import click

from appeals_rdf.cli.console import Console
from appeals_rdf.cli.options import common


@click.command("serve", short_help="Answer SPARQL queries over HTTP.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="A build folder.  [default: the build of the corpus]",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=3031,
    show_default=True,
    help="The port; 0 takes any that is free.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long one query may take.",
)
@click.option(
    "--max-answer",
    type=click.IntRange(min=1),
    default=64,
    show_default=True,
    metavar="MIB",
    help="How large one answer may be.",
)
@click.option(
    "--max-memory",
    type=click.IntRange(min=16),
    default=1024,
    show_default=True,
    metavar="MIB",
    help="How much memory one query may take.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="How many queries are answered at once.  [default: one on each core]",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="URL",
    help="A web site whose pages may ask, or * for all; may stand more than once.",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name by which the server is reached, where it is not the one of --host.",
)
@common
def command(
    console: Console,
    data: Path | None,
    host: str,
    port: int,
    timeout: float,
    max_answer: int,
    max_memory: int,
    workers: int | None,
    origins: tuple[str, ...],
    hosts: tuple[str, ...],
) -> None:
    """Answer SPARQL 1.1 queries over HTTP, from the store that the build has made.

    Nothing can be changed through it, and only programs on this machine reach it, unless --host
    says otherwise. A build that is made meanwhile is answered from at once. The default graph is
    the union of all graphs. Ctrl-C or SIGTERM is the way to stop it, with exit code 0; -v shows
    each request.
    """
    from appeals_rdf.corpus import build_folder, find_corpus
    from appeals_rdf.serve import Settings, serve

    folder = data or build_folder(find_corpus(console.corpus))
    settings = Settings(
        folder.absolute(),
        host=host,
        port=port,
        timeout=timeout,
        answer_mib=max_answer,
        memory_mib=max_memory,
        workers=workers or 0,
        origins=origins,
        hosts=hosts,
    )
    serve(settings, say=console.say, verbose=console.verbose)
