"""The options that commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from appeals_rdf.cli.console import Console

Command = Callable[..., Any]


def common(command: Command) -> Command:
    """``--corpus``, ``-q`` and ``-v``, before or after the command's name, as one ``Console``."""

    @click.option(
        "--corpus",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="The corpus folder.  [default: looked for upwards from here]",
    )
    @click.option("-q", "--quiet", is_flag=True, help="Print results and errors only.")
    @click.option("-v", "--verbose", is_flag=True, help="Say more; show tracebacks.")
    @functools.wraps(command)
    def wrapped(corpus: Path | None, quiet: bool, verbose: bool, **rest: Any) -> Any:
        ctx = click.get_current_context()
        above = ctx.obj if isinstance(ctx.obj, Console) else Console()
        ctx.obj = Console(
            corpus=corpus or above.corpus,
            quiet=quiet or above.quiet,
            verbose=verbose or above.verbose,
        )
        return command(console=ctx.obj, **rest)

    return wrapped


def output(command: Command) -> Command:
    """``-o FILE|-``."""
    return click.option(
        "-o",
        "--output",
        default="-",
        metavar="FILE",
        help="Where to write; - is standard output.  [default: -]",
    )(command)


def signing_in(command: Command) -> Command:
    """``--user`` and ``--timeout``, for commands that speak to a store."""
    for option in (
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="How long the store may keep silent.  [default: 60]",
        ),
        click.option(
            "--user",
            metavar="NAME",
            help="Sign in with this name; the password comes from a netrc file, or is asked for.",
        ),
    ):
        command = option(command)
    return command


no_curation = click.option(
    "--no-curation", is_flag=True, help="Show what the rules do alone, without people's decisions."
)

base = click.option(
    "--base", metavar="IRI", help="The base of all IRIs, instead of the one in corpus.yaml."
)
