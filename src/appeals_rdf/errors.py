"""What can go wrong, as one family.

    AppealsError            opens every message with "Error:" and carries the exit code
    ├── DataError       1   the data has problems; all of them are listed
    ├── UsageError      2   the command was asked for something that does not exist
    ├── InputError      3   a file cannot be read, or the output cannot be written
    └── StoreError      4   a triple store or the network failed

A new kind of failure goes under the branch whose exit code it shares. A message says where, what is
wrong, and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import IO, Any

import click


class AppealsError(click.ClickException):
    """A failure that the user can understand and mend; never shown as a traceback."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message to standard error, or to ``file``."""
        click.echo(f"Error: {self.format_message()}", file=file, err=file is None)


class DataError(AppealsError):
    """The documents, the curation or the data have problems. Exit code 1.

    ``problems`` holds every problem found, so that nobody has to mend them one run at a time.
    """

    exit_code = 1

    def __init__(self, message: str, problems: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class UsageError(AppealsError):
    """The command names something that does not exist. Exit code 2."""

    exit_code = 2


class InputError(AppealsError):
    """A file cannot be read or written. Exit code 3."""

    exit_code = 3


class StoreError(AppealsError):
    """A store or the network failed. Exit code 4."""

    exit_code = 4


def unknown(what: str, given: str, known: Iterable[str]) -> UsageError:
    """An error for a name that is not in a table, naming the ones that are."""
    names = sorted(known)
    close = difflib.get_close_matches(given, names, n=1)
    hint = f" Did you mean '{close[0]}'?" if close else ""
    return UsageError(f"there is no {what} '{given}'.{hint} Known: {', '.join(names)}.")
