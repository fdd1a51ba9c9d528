"""Files are written whole or not at all.

Everything goes to a neighbour with a temporary name first, and takes its place only when it is
complete, so that an interrupted command, a full disk or an error leaves what was there.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appeals_rdf.errors import InputError

MARKER = "manifest.json"
"""The file by which a build folder is known; a folder without it is never replaced."""

LOADS = "loads"
"""What a build folder keeps when it is replaced: the journals of loads into stores."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path to write to; it becomes ``path`` when the block ends well.

    A link is followed, so that the file it names is replaced. A device or a pipe, such as
    /dev/stdout, is no file that could be replaced: it is written to.
    """
    path = path.resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        yield path
        return
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}. Nothing was changed."
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A temporary folder to fill; it becomes ``path``, replacing an older build, at the end.

    Of the older build only ``LOADS`` is kept.
    Raises ``InputError`` where ``path`` is something that no build made, or cannot be written.
    """
    if path.exists() and not _replaceable(path):
        raise InputError(
            f"{path} was not made by a build (it has no {MARKER}), so it is not replaced. "
            "Name another folder with -o."
        )
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    old = path.with_name(f".{path.name}.old-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path)
        partial.mkdir()
        yield partial
        if path.exists():
            path.rename(old)
        try:
            partial.rename(path)
        except OSError:
            if old.exists():
                old.rename(path)
            raise
        _keep_loads(old, path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}. Nothing was changed."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _replaceable(path: Path) -> bool:
    return path.is_dir() and ((path / MARKER).is_file() or not any(path.iterdir()))


def _remove_leftovers(path: Path) -> None:
    """Folders of builds that were killed; a process that still runs keeps its own."""
    name = re.compile(rf"\.{re.escape(path.name)}\.(partial|old)-([0-9]+)")
    for leftover in list(path.parent.iterdir()):
        found = name.fullmatch(leftover.name)
        if found and not _alive(int(found[2])):
            if found[1] == "old" and not path.exists():
                # Killed between the two renames: the old build goes back to its place.
                leftover.rename(path)
            else:
                if found[1] == "old":
                    _keep_loads(leftover, path)
                shutil.rmtree(leftover, ignore_errors=True)


def _keep_loads(old: Path, new: Path) -> None:
    """Take the journals of loads over; renamed, so that a load under way finds its own."""
    if (old / LOADS).is_dir() and not (new / LOADS).exists():
        (old / LOADS).rename(new / LOADS)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
