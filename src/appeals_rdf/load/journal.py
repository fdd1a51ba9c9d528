"""What each load changed and what was there before, kept on disk so that it can be undone.

    build/loads/<store>/<load>/journal.json     state, address, each graph before and after
    build/loads/<store>/<load>/previous.gz      what the graphs held that were replaced or removed

It is written and synced before anything is sent. A build keeps the folder when it replaces the rest
of ``build/``. The last ``KEPT`` loads of a store are kept.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from appeals_rdf.errors import InputError, StoreError
from appeals_rdf.iris import slug
from appeals_rdf.load.lines import Content, Lines
from appeals_rdf.load.version import Saved
from appeals_rdf.publish.files import LOADS, whole_file

KEPT = 10
_JOURNAL = "journal.json"
_PREVIOUS = "previous.gz"


@dataclass(frozen=True, slots=True)
class Journal:
    """One load that was begun."""

    folder: Path
    url: str
    load: str
    """The IRI of the load."""
    state: str
    """``begun`` before anything is sent, ``proved`` at the end, ``undoing`` and ``undone``;
    ``resumed`` where a later load finished an interrupted one."""
    before: Mapping[str, Content | None]
    """IRI of each graph that changes → what it held; None where it was not there."""
    after: Mapping[str, Content | None]
    places: Mapping[str, tuple[int, int]]

    @property
    def previous(self) -> Saved:
        """The graphs as they were."""
        held = {graph: found for graph, found in self.before.items() if found}
        return Saved(self.folder / _PREVIOUS, held, self.places)


def _lock(file: IO[str]) -> bool:
    """Take the lock of a file until it is closed; False where somebody else has it."""
    try:
        import fcntl
    except ImportError:
        return True  # not on this system; the proof tells of two loads at a time
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Spool:
    """Takes what a load is about to change, before it is known whether it will be done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places: dict[str, tuple[int, int]] = {}
        self._previous = (folder / _PREVIOUS).open("wb")
        self._update = (folder / "update").open("wb")

    def keep(self, graph: str, lines: Lines) -> None:
        """Keep what a graph holds now."""
        start = self._previous.tell()
        self._previous.write(gzip.compress(b"".join(lines), compresslevel=1, mtime=0))
        self.places[graph] = (start, self._previous.tell())

    def write(self, statement: bytes) -> None:
        """Keep a part of the update that the load is to send."""
        self._update.write(statement)

    def update(self) -> Iterator[bytes]:
        """The parts of the update."""
        if not self._update.closed:
            self._update.flush()
        with (self.folder / "update").open("rb") as file:
            while piece := file.read(1 << 18):
                yield piece

    def close(self) -> None:
        """Have everything on the disk."""
        for file in (self._previous, self._update):
            if not file.closed:
                file.flush()
                os.fsync(file.fileno())
                file.close()


class Shelf:
    """The journals of one store and one base, below the ``loads`` folder of a build."""

    def __init__(self, build: Path, url: str, base: str) -> None:
        self._url = url
        # The name is for people; the digest keeps addresses apart that would be spelled alike.
        key = hashlib.sha256(f"{url}\n{base}".encode()).hexdigest()[:8]
        self.folder = build / LOADS / f"{slug(url.partition('://')[2])}-{key}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps a second load of this store from the same build away."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / "lock").open("w")
        except OSError as error:
            raise InputError(
                f"{self.folder} cannot be written: {error.strerror or error}. Nothing was sent."
            ) from error
        with file:
            if not _lock(file):
                raise StoreError(f"another load into {self._url} is under way. Wait for its end.")
            yield

    @contextmanager
    def spool(self, *, dry: bool = False) -> Iterator[Spool]:
        """A place for what a load is about to change; it is gone at the end unless it was kept.

        A ``dry`` one is for a plan alone, and leaves nothing here.
        """
        if dry:
            with tempfile.TemporaryDirectory() as name:
                spool = Spool(Path(name))
                yield spool
                spool.close()
            return
        try:
            for left in self.folder.glob(".spool-*"):
                shutil.rmtree(left, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(prefix=".spool-", dir=self.folder))
        except OSError as error:
            raise InputError(
                f"{self.folder} cannot be written: {error.strerror or error}. Nothing was sent."
            ) from error
        spool = Spool(folder)
        try:
            yield spool
        finally:
            spool.close()
            shutil.rmtree(folder, ignore_errors=True)

    def begin(
        self,
        spool: Spool,
        load: str,
        before: Mapping[str, Content | None],
        after: Mapping[str, Content | None],
    ) -> Journal:
        """Keep a spool as the journal of a load; it is on the disk when this returns."""
        folder = self.folder / load.rpartition("/")[2]
        journal = Journal(folder, self._url, load, "begun", before, after, spool.places)
        try:
            spool.close()
            folder.mkdir()
            (spool.folder / _PREVIOUS).replace(folder / _PREVIOUS)
            set_state(journal, "begun")
        except OSError as error:
            raise InputError(
                f"{folder} cannot be written: {error.strerror or error}. Nothing was sent."
            ) from error
        for old in sorted(self._folders())[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        return journal

    def _folders(self) -> list[Path]:
        return [file.parent for file in self.folder.glob(f"*/{_JOURNAL}")]

    def last(self) -> Journal | None:
        """The newest load that was neither undone nor finished by another."""
        for folder in sorted(self._folders(), reverse=True):
            journal = _read(folder)
            if journal.state not in ("undone", "resumed"):
                return journal
        return None


def set_state(journal: Journal, state: str) -> None:
    """Write down a journal, and how far its load came."""
    value = {
        "url": journal.url,
        "load": journal.load,
        "state": state,
        "before": journal.before,
        "after": journal.after,
        "bytes": journal.places,
    }
    with whole_file(journal.folder / _JOURNAL) as path, path.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())


def _read(folder: Path) -> Journal:
    path = folder / _JOURNAL
    try:
        value = json.loads(path.read_bytes())
        return Journal(
            folder,
            value["url"],
            value["load"],
            value["state"],
            _contents(value["before"]),
            _contents(value["after"]),
            {graph: (start, end) for graph, (start, end) in value["bytes"].items()},
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path} cannot be read ({error}). Remove its folder to go on without that load."
        ) from error


def _contents(found: Mapping[str, Any]) -> dict[str, Content | None]:
    return {graph: Content(*each) if each else None for graph, each in found.items()}
