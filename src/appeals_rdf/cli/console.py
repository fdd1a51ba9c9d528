"""Talking to the person: data goes to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import click


@dataclass
class Console:
    """What the common options say."""

    corpus: Path | None = None
    quiet: bool = False
    verbose: bool = False

    def say(self, text: str = "") -> None:
        """Talk, unless ``--quiet``."""
        if not self.quiet:
            click.echo(text, err=True)

    @property
    def asks(self) -> bool:
        """Whether a person is there to answer a question."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    @contextmanager
    def progress(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """A progress bar, if a person watches; gives a function that takes the number done."""
        if self.quiet or not sys.stderr.isatty() or total < 50:
            yield lambda done: None
            return
        from rich.console import Console as RichConsole
        from rich.progress import Progress

        with Progress(console=RichConsole(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=total)
            yield lambda done: bar.update(task, completed=done)


def write_output(data: str | bytes | Iterable[str], target: str) -> None:
    """Write to the file ``target`` as a whole, or to standard output where it is ``-``.

    Pieces are written as they come, which keeps a long output out of memory.
    """
    pieces = [data] if isinstance(data, str | bytes) else data
    if target == "-":
        sys.stdout.flush()
        _write(pieces, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        from appeals_rdf.publish.files import whole_file

        with whole_file(Path(target)) as path, path.open("wb") as file:
            _write(pieces, file)


def _write(pieces: Iterable[str | bytes], file: BinaryIO) -> None:
    for piece in pieces:
        file.write(piece.encode() if isinstance(piece, str) else piece)
