"""Every format the data is handed out in, as one table: ``FORMATS``.

An export reads the corpus itself, document by document, so that it needs no build and its memory
does not grow with the corpus. It is the data of ``corpus.nq``: the graphs of the appeals, and with
all of them the concepts and the provenance. One appeal alone is its own graph and nothing else.

To add a format: a function from graphs to text, and a row in ``FORMATS``; the tests then read it
back and compare it.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from appeals_rdf.corpus import Folder
from appeals_rdf.errors import InputError, UsageError, unknown
from appeals_rdf.iris import Mint
from appeals_rdf.model import Record
from appeals_rdf.publish.build import (
    Part,
    appeal_part,
    graph_part,
    own_prologue,
    trig_block,
    without_content,
)
from appeals_rdf.publish.catalogue import provenance_descriptions, scheme_descriptions
from appeals_rdf.publish.csvw import METADATA, metadata
from appeals_rdf.publish.files import whole_file
from appeals_rdf.publish.jsonld import write_graphs, write_nodes
from appeals_rdf.publish.rdfxml import write_rdfxml
from appeals_rdf.publish.tables import TABLES, table_named, write_table, write_tables
from appeals_rdf.rdf import Description, turtle_prologue
from appeals_rdf.triples import record_descriptions


class Graph(NamedTuple):
    """One named graph: as it is written in a build, and as descriptions."""

    part: Part
    descriptions: Callable[[], Iterable[Description]]


Writer = Callable[[Iterable[Graph], Mint, bool], Iterator[str]]
"""From graphs to the text of one file; the last argument says whether all appeals are meant."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: media type, ending of the file, and its writer; none where it is a folder."""

    media_type: str
    ending: str
    write: Writer | None


# --- the formats


def _turtle(graphs: Iterable[Graph], mint: Mint, whole: bool) -> Iterator[str]:
    """One appeal is its file of the build; several follow one another, each with its base."""
    first = True
    for part, _ in graphs:
        yield turtle_prologue(part.base, part.prefixes) if first else f"\n{own_prologue(part)}"
        yield part.turtle
        first = False


def _trig(graphs: Iterable[Graph], mint: Mint, whole: bool) -> Iterator[str]:
    yield turtle_prologue(mint.base)
    for part, _ in graphs:
        yield trig_block(part, mint.graph(part.name))


def _nquads(graphs: Iterable[Graph], mint: Mint, whole: bool) -> Iterator[str]:
    for part, _ in graphs:
        yield part.nquads.decode()


def _ntriples(graphs: Iterable[Graph], mint: Mint, whole: bool) -> Iterator[str]:
    for part, _ in graphs:
        # No literal holds a line feed, so this is the end of a line and nothing else.
        yield part.nquads.decode().replace(f" {mint.graph(part.name)} .\n", " .\n")


def _jsonld(graphs: Iterable[Graph], mint: Mint, whole: bool) -> Iterator[str]:
    if whole:
        named = ((mint.graph(graph.part.name), graph.descriptions()) for graph in graphs)
        return write_graphs(named, mint)
    return write_nodes((d for graph in graphs for d in graph.descriptions()), mint)


def _rdfxml(graphs: Iterable[Graph], mint: Mint, whole: bool) -> Iterator[str]:
    return write_rdfxml(d for graph in graphs for d in graph.descriptions())


FORMATS: Mapping[str, Format] = {
    "turtle": Format("text/turtle", ".ttl", _turtle),
    "trig": Format("application/trig", ".trig", _trig),
    "nquads": Format("application/n-quads", ".nq", _nquads),
    "ntriples": Format("application/n-triples", ".nt", _ntriples),
    "jsonld": Format("application/ld+json", ".jsonld", _jsonld),
    "rdfxml": Format("application/rdf+xml", ".rdf", _rdfxml),
    "csv": Format("text/csv", "", None),
}
"""``--format`` → how it is written."""


def format_named(name: str) -> Format:
    """The format of that name; a ``UsageError`` names the known ones."""
    if name not in FORMATS:
        raise unknown("format", name, FORMATS)
    return FORMATS[name]


# --- the way out


def export_chunks(
    format_name: str,
    records: Iterable[Record],
    folder: Folder,
    *,
    whole: bool,
    table: str = "",
) -> Iterator[str]:
    """The text of an export, piece by piece.

    ``records`` are those of the appeals wanted, in the order of their ids; ``whole`` says that they
    are the whole corpus, whose concepts and provenance then come along. ``table`` names one table
    of CSV, because all of them do not fit into one stream.
    """
    format_ = format_named(format_name)
    mint = Mint(folder.settings.base)
    if format_.write is not None:
        if table:
            raise UsageError(f"only csv has tables; '{format_name}' has none.")
        return format_.write(_graphs(records, folder, mint, whole), mint, whole)
    if not table:
        raise UsageError(
            "csv is one table for each class. Name a folder with -o FOLDER, or one table: "
            f"{', '.join(t.name for t in TABLES)}."
        )
    return write_table(table_named(table), records, mint)


def export_to_stream(
    format_name: str,
    records: Iterable[Record],
    folder: Folder,
    out: BinaryIO,
    *,
    whole: bool,
    table: str = "",
) -> None:
    """Write an export to ``out``, document by document."""
    for chunk in export_chunks(format_name, records, folder, whole=whole, table=table):
        out.write(chunk.encode())


def export_to_path(
    format_name: str,
    records: Iterable[Record],
    folder: Folder,
    path: Path,
    *,
    whole: bool,
    table: str = "",
) -> None:
    """Write an export to the file ``path``; all tables of CSV, to the folder ``path``.

    What stands there is replaced only when everything is written.
    """
    if format_named(format_name).write is None and not table:
        _export_tables(records, Mint(folder.settings.base), path)
        return
    if path.is_dir():
        raise InputError(f"{path} is a folder. Name a file with -o.")
    with whole_file(path) as partial, partial.open("wb") as out:
        export_to_stream(format_name, records, folder, out, whole=whole, table=table)


def _graphs(records: Iterable[Record], folder: Folder, mint: Mint, whole: bool) -> Iterator[Graph]:
    parts = []
    for record in records:
        part = appeal_part(record, mint)

        def describe(record: Record = record) -> Iterable[Description]:
            return record_descriptions(record, mint)

        yield Graph(part, describe)
        parts.append(without_content(part))
    if whole:
        for name, descriptions in (
            ("scheme", list(scheme_descriptions())),
            ("provenance", list(provenance_descriptions(folder, parts, mint))),
        ):
            part = graph_part(name, descriptions, mint, base=mint.base)
            yield Graph(part, descriptions.__iter__)


def _export_tables(records: Iterable[Record], mint: Mint, path: Path) -> None:
    """Fill a temporary neighbour first; other files in the folder stay."""
    ours = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".export-", dir=path))
        try:
            write_tables(records, mint, partial)
            (partial / METADATA).write_text(metadata(), encoding="utf-8", newline="")
            for file in sorted(partial.iterdir()):
                file.replace(path / file.name)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            if ours:
                with contextlib.suppress(OSError):
                    path.rmdir()  # where nothing came to stand in it
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}. Nothing was changed."
        ) from error
