"""The command line: each command parses, calls the Python door, and prints.

To add a command: write ``cli/<name>.py`` with a click command called ``command`` and enter it in
``COMMANDS``. Heavy libraries are imported inside the function, so that ``--help`` is instant.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

import click

from appeals_rdf import __version__
from appeals_rdf.cli.console import Console
from appeals_rdf.cli.options import common

COMMANDS: Mapping[str, str] = {
    "init": "Make an empty corpus folder.",
    "extract": "Read documents and print what was found.",
    "build": "Build a corpus into Turtle, TriG and N-Quads.",
    "review": "List what a curator should look at.",
    "validate": "Check a corpus, or RDF files, and list what is wrong.",
    "query": "Ask the bundled questions, or your own.",
    "export": "Write the data in another format.",
    "load": "Load a build into a triple store, with proof.",
    "serve": "Offer a build as a SPARQL endpoint.",
    "explain": "Show which words of which letter an item rests on.",
}
"""Name → what ``--help`` says of it, in the order of the work."""


class _Commands(click.Group):
    """Loads the module of a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"appeals_rdf.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader of our output went away, as `head` does; that is no failure of ours. What
            # is still in the buffer must not be flushed into the closed pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="appeals-rdf")
@common
def cli(console: Console) -> None:
    """Turn public appeals into linked data that proves its place in the text.

    \b
    Exit codes: 0 done, 1 problems in the data, 2 wrong usage,
    3 a file that cannot be read or written, 4 a store or network that fails.
    """


def main() -> None:
    """Run the command line; no traceback reaches a user, unless -v asks for it."""
    # A polite request to end is treated as Ctrl-C: workers stop, nothing half-written stays.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        cli.main(prog_name="appeals-rdf", standalone_mode=False)
    except click.ClickException as error:
        if problems := getattr(error, "problems", ()):
            from appeals_rdf.validate.reports import report_table

            click.echo(report_table(problems), err=True)
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing was changed.", err=True)
        sys.exit(130)
    except OSError as error:
        click.echo(f"Error: {error.filename or 'output'}: {error.strerror or error}", err=True)
        sys.exit(3)
    except Exception as error:
        if "-v" in sys.argv or "--verbose" in sys.argv:
            raise
        click.echo(
            f"Error: this should not happen ({type(error).__name__}: {error}).\n"
            "Please report it, with what -v prints.",
            err=True,
        )
        sys.exit(70)
