"""What a store is to hold: a version of the data, graph by graph.

``Build`` is that of a build folder, ``Saved`` what a load replaced and kept. Both are read from
disk as they are needed, so that memory does not grow with the corpus.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, Self

from appeals_rdf.errors import InputError
from appeals_rdf.load.lines import Content
from appeals_rdf.publish.files import MARKER


class Version(Protocol):
    """Graphs by IRI, and the lines of each."""

    @property
    def graphs(self) -> Mapping[str, Content]:
        """IRI → content, in the order of the file."""

    def ntriples(self, graph: str) -> bytes:
        """The sorted N-Triples of one graph."""

    def nquads(self, graph: str) -> bytes:
        """The same as N-Quads."""

    def size(self, graph: str) -> int:
        """Bytes of the N-Quads."""


def version_digest(graphs: Mapping[str, Content]) -> str:
    """One digest for all graphs: that of the lines ``digest graph``, sorted by graph."""
    lines = (f"{found.sha256} {graph}\n" for graph, found in sorted(graphs.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class Build:
    """The graphs of a build folder, as ``corpus.nq`` holds them."""

    def __init__(self, folder: Path) -> None:
        """Raises ``InputError`` where ``folder`` holds no complete build."""
        try:
            manifest = json.loads((folder / MARKER).read_bytes())
            self.base: str = manifest["base"]
            self.title: str = manifest["title"]
            self._places: Mapping[str, tuple[int, int]] = {
                graph: (found["bytes"][0], found["bytes"][1])
                for graph, found in manifest["contents"].items()
            }
            self.graphs: Mapping[str, Content] = {
                graph: Content(found["triples"], found["sha256"])
                for graph, found in manifest["contents"].items()
            }
        except FileNotFoundError as error:
            raise InputError(
                f"{folder} holds no built corpus. Run 'appeals-rdf build' first."
            ) from error
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise InputError(
                f"{folder / MARKER} does not say what {folder / 'corpus.nq'} holds. "
                "Run 'appeals-rdf build' again."
            ) from error
        self._path = folder / "corpus.nq"
        try:
            self._file = self._path.open("rb")
        except OSError as error:
            raise InputError(f"{self._path} cannot be read: {error.strerror}.") from error
        # Whether the lines are those of the build is seen when they are read.
        if self._file.seek(0, os.SEEK_END) != max((e for _, e in self._places.values()), default=0):
            self._file.close()
            raise InputError(f"{self._path} was changed since. Run 'appeals-rdf build' again.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    @property
    def triples(self) -> int:
        """Triples of all graphs."""
        return sum(found.triples for found in self.graphs.values())

    def size(self, graph: str) -> int:
        """Bytes of the graph's N-Quads."""
        start, end = self._places[graph]
        return end - start

    def ntriples(self, graph: str) -> bytes:
        """The sorted N-Triples of one graph; ``InputError`` where the file was changed."""
        return self._read(graph)[1]

    def nquads(self, graph: str) -> bytes:
        """The same as N-Quads."""
        return self._read(graph)[0]

    def _read(self, graph: str) -> tuple[bytes, bytes]:
        start, end = self._places[graph]
        self._file.seek(start)
        nquads = self._file.read(end - start)
        ntriples = nquads.replace(f" <{graph}> .\n".encode(), b" .\n")
        if hashlib.sha256(ntriples).hexdigest() != self.graphs[graph].sha256:
            raise InputError(
                f"{self._path} was changed since it was built ({graph}). "
                "Run 'appeals-rdf build' again."
            )
        return nquads, ntriples


class Saved:
    """The graphs that a load replaced or removed, as its journal keeps them.

    Each is sorted N-Triples in a gzip member of its own, from one byte of the file to another.
    """

    def __init__(
        self, path: Path, graphs: Mapping[str, Content], places: Mapping[str, tuple[int, int]]
    ) -> None:
        self._path = path
        self.graphs = graphs
        self._places = places

    def ntriples(self, graph: str) -> bytes:
        """The sorted N-Triples of one graph; ``InputError`` where the file is damaged."""
        try:
            start, end = self._places[graph]
            with self._path.open("rb") as file:
                file.seek(start)
                lines = gzip.decompress(file.read(end - start))
            if hashlib.sha256(lines).hexdigest() != self.graphs[graph].sha256:
                raise ValueError("it was changed")
        except (OSError, EOFError, ValueError, LookupError, zlib.error) as error:
            raise InputError(
                f"{self._path} does not hold what {graph} was ({error}), so it cannot come back."
            ) from error
        return lines

    def nquads(self, graph: str) -> bytes:
        """The same as N-Quads."""
        return self.ntriples(graph).replace(b" .\n", f" <{graph}> .\n".encode())

    def size(self, graph: str) -> int:
        """Bytes of the N-Quads."""
        return len(self.nquads(graph))
