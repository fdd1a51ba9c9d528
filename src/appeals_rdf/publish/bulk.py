"""One file for bulk loaders: the lines of all graphs, sorted, each once, plain or compressed.

The lines are sorted by code point, which in UTF-8 is the order of the bytes and that of
``LC_ALL=C sort -u``. The data has no blank nodes, so these are the canonical N-Quads of RDFC-1.0,
and their SHA-256 is the canonical hash of the whole data set.

Memory does not grow with the corpus: sorted runs go to temporary files beside the output, which
together take as much disk as the N-Quads, and are merged from there.

To add a compression: a row in ``COMPRESSIONS`` and a branch in ``_compressed``.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from appeals_rdf.corpus import Folder
from appeals_rdf.errors import InputError, UsageError, unknown
from appeals_rdf.model import Record
from appeals_rdf.publish.exports import export_chunks
from appeals_rdf.publish.files import whole_file

COMPRESSIONS: Mapping[str, str] = {"none": ".nq", "gzip": ".nq.gz", "zstd": ".nq.zst"}
"""``--compress`` → how the name of such a file ends: by it a bulk loader tells what is inside."""

RUN = 32 << 20
"""Bytes of N-Quads that are sorted in memory at once."""

WAYS = 64
"""Runs that are merged into a longer one, so that few files are open at once."""

# The levels that the two programs have by default: a higher one takes several times as long.
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3
_BATCH = 4096
_BUFFER = 1 << 16


class _Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: its lines, graphs and bytes, and its SHA-256, all before compression."""

    lines: int
    graphs: int
    size: int
    sha256: str

    def __str__(self) -> str:
        graphs = "1 graph" if self.graphs == 1 else f"{self.graphs} graphs"
        counted = f"{self.lines} lines, {graphs}, {self.size} bytes of N-Quads"
        return f"{counted}\nSHA-256 of the N-Quads: {self.sha256}"


def compression_of(output: str, asked: str = "") -> str:
    """How the file ``output`` is compressed: a key of ``COMPRESSIONS``.

    The name of a file says it. ``asked`` is for standard output (``-``), devices and pipes, which
    have no such name. ``UsageError`` where the name says nothing, or something else.
    """
    if asked and asked not in COMPRESSIONS:
        raise unknown("compression", asked, COMPRESSIONS)
    for compression, ending in COMPRESSIONS.items():
        if output.endswith(ending):
            if asked not in ("", compression):
                raise UsageError(
                    f"{output} is by its name '{compression}', and --compress asks for '{asked}'. "
                    f"Name it …{COMPRESSIONS[asked]}, or leave --compress out."
                )
            return compression
    path = Path(output)
    if output == "-" or (path.exists() and not path.is_file() and not path.is_dir()):
        return asked or "none"
    raise UsageError(
        f"bulk loaders tell by the name of a file what is inside, and {output} does not say it. "
        f"Let it end in {', '.join(COMPRESSIONS.values())}."
    )


def bulk_to_stream(
    records: Iterable[Record], folder: Folder, out: BinaryIO, compression: str, *, whole: bool
) -> Summary:
    """Write to ``out``; the temporary files are in the system's folder for them.

    ``records`` and ``whole`` are those of ``exports.export_chunks``.
    """
    return write_bulk(_graphs(records, folder, whole), out, compression, tempfile.gettempdir())


def bulk_to_path(
    records: Iterable[Record], folder: Folder, path: Path, compression: str, *, whole: bool
) -> Summary:
    """Write the file ``path``, which is replaced only when everything is written.

    ``InputError`` where it cannot be written.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder. Name a file with -o.")
    with whole_file(path) as partial, partial.open("wb") as out:
        beside = partial.parent if partial.is_file() else tempfile.gettempdir()
        return write_bulk(_graphs(records, folder, whole), out, compression, beside)


def _graphs(records: Iterable[Record], folder: Folder, whole: bool) -> Iterator[bytes]:
    return (chunk.encode() for chunk in export_chunks("nquads", records, folder, whole=whole))


def write_bulk(
    graphs: Iterable[bytes],
    out: BinaryIO,
    compression: str,
    scratch: str | Path,
    *,
    run: int = RUN,
    ways: int = WAYS,
) -> Summary:
    """Sort and write ``graphs``, each the N-Quads of one graph.

    Temporary files are made in the folder ``scratch``; they have no name where the system allows
    it, so that nothing of them is left however this process ends. ``run`` and ``ways`` say how
    much is sorted in memory and how many runs are merged at once. ``UsageError`` where the library
    for the compression is missing, ``InputError`` where there is no room for temporary files.
    """
    count = lines = size = 0
    digest = hashlib.sha256()

    def counted() -> Iterator[bytes]:
        nonlocal count
        for graph in graphs:
            count += bool(graph)
            yield graph

    with _compressed(out, compression) as sink, ExitStack() as stack:
        ordered = _once(_ordered(counted(), Path(scratch), run, ways, stack))
        while batch := list(islice(ordered, _BATCH)):
            data = b"".join(batch)
            digest.update(data)
            sink.write(data)
            lines += len(batch)
            size += len(data)
    return Summary(lines, count, size, digest.hexdigest())


# --- sorting


def _ordered(
    graphs: Iterable[bytes], scratch: Path, run: int, ways: int, stack: ExitStack
) -> Iterator[bytes]:
    """All lines in order; equal ones follow one another. ``stack`` closes the files."""
    lines: list[bytes] = []
    held = 0
    levels: list[list[IO[bytes]]] = []
    for graph in graphs:
        lines += graph.splitlines(keepends=True)
        held += len(graph)
        if held >= run:
            lines.sort()
            _add(_spilled(lines, scratch, stack), levels, scratch, ways, stack)
            lines, held = [], 0
    lines.sort()
    return heapq.merge(lines, *(file for level in levels for file in level))


def _add(
    file: IO[bytes], levels: list[list[IO[bytes]]], scratch: Path, ways: int, stack: ExitStack
) -> None:
    """Enter a run; full levels become one run of the next, so each line is copied seldom."""
    for level in levels:
        level.append(file)
        if len(level) < ways:
            return
        file = _spilled(heapq.merge(*level), scratch, stack)
        for merged in level:
            merged.close()
        level.clear()
    levels.append([file])


def _spilled(lines: Iterable[bytes], scratch: Path, stack: ExitStack) -> IO[bytes]:
    """A temporary file with these sorted lines, each once, ready to be read."""
    try:
        file = tempfile.TemporaryFile(buffering=_BUFFER, dir=scratch)  # noqa: SIM115
        try:
            file.writelines(_once(lines))
            file.seek(0)
        except BaseException:
            # Closing writes what is left in the buffer, which fails again on a full disk.
            with suppress(OSError):
                file.close()
            raise
    except OSError as error:
        raise InputError(
            f"the sorting needs temporary files in {scratch}, which cannot be written: "
            f"{error.strerror or error}. They take as much room as the N-Quads."
        ) from error
    return stack.enter_context(file)


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    before = b""
    for line in lines:
        if line != before:
            yield line
            before = line


# --- compressing


def _compressed(out: BinaryIO, compression: str) -> AbstractContextManager[_Sink]:
    """Where to write; the same lines give the same bytes. ``out`` itself stays open."""
    if compression == "gzip":
        # Neither a name nor a time: both would make equal data unequal files.
        return gzip.GzipFile("", "wb", compresslevel=_GZIP_LEVEL, fileobj=out, mtime=0)
    if compression == "zstd":
        try:
            return _zstd(out)
        except ImportError as error:
            raise UsageError(
                "writing zstd needs Python 3.14 or later, or the package 'zstandard': install "
                "appeals-rdf[zstd]. gzip needs nothing."
            ) from error
    return nullcontext(out)


if sys.version_info >= (3, 14):

    def _zstd(out: BinaryIO) -> AbstractContextManager[_Sink]:
        from compression import zstd

        level, checksum = (
            zstd.CompressionParameter.compression_level,
            zstd.CompressionParameter.checksum_flag,
        )
        return zstd.ZstdFile(out, "wb", options={int(level): _ZSTD_LEVEL, int(checksum): 1})

else:

    def _zstd(out: BinaryIO) -> AbstractContextManager[_Sink]:
        import zstandard

        compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        return compressor.stream_writer(out, closefd=False)
