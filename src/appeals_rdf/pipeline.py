"""The whole way of a document, from its bytes to the published triples, on one screen.

    read → extract → (curation) → descriptions → validate → Turtle and N-Quads → build/

``process`` is the way of one document and runs in a worker; ``build`` walks all documents in the
order of their ids and writes what comes back. Memory holds a few documents at a time.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from appeals_rdf.corpus import Entry, Folder
from appeals_rdf.errors import DataError, InputError
from appeals_rdf.extract import extract
from appeals_rdf.iris import Mint
from appeals_rdf.model import Document, Problem, Record, Severity
from appeals_rdf.publish.build import BuildWriter, Part, appeal_part
from appeals_rdf.publish.files import whole_folder
from appeals_rdf.read import read_document
from appeals_rdf.rollcall import RollCall, roll_call
from appeals_rdf.validate import examine, sources_of

BATCH = 16
"""Documents that a worker takes at once; a letter alone is too small to send about."""


@dataclass(frozen=True, slots=True)
class Processed:
    """One document at the end of its way, or the reason why it could not be read."""

    entry_id: str
    unreadable: str = ""
    text: str = ""
    part: Part | None = None
    call: RollCall | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class BuildReport:
    """What a build did: a roll call for each document, everything to look at, and the size."""

    out: Path
    calls: list[RollCall] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    triples: int = 0


def read_record(entry: Entry) -> tuple[Record, Document]:
    """Read and extract one document; may raise ``InputError``."""
    document = read_document(entry.path, entry.id, entry.language)
    return extract(document, entry.curation), document


def process(entry: Entry, base: str, *, reference: bool = False, gates: bool = False) -> Processed:
    """The way of one document. Everything in the result can be sent between processes.

    ``reference`` and ``gates`` are those of ``validate.check``.
    """
    try:
        record, document = read_record(entry)
    except InputError as error:
        return Processed(entry.id, unreadable=error.format_message())
    part = appeal_part(record, Mint(base))
    found = examine(part.nquads, sources_of([document]), reference=reference, gates=gates)
    problems = (*record.warnings, *found)
    call = roll_call(record, problems)
    return Processed(entry.id, text=document.text, part=part, call=call, problems=problems)


def build(
    folder: Folder,
    out: Path,
    *,
    workers: int = 1,
    strict: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> BuildReport:
    """Build the corpus into the folder ``out``, which is replaced as a whole at the end.

    Raises ``InputError`` where documents cannot be read, and ``DataError`` where the data has
    errors (with ``strict``: or warnings); then ``out`` is left as it was.
    """
    report = BuildReport(out)
    unreadable: list[str] = []
    with whole_folder(out) as partial_out, BuildWriter(partial_out, folder) as writer:
        for number, done in enumerate(_walk(folder, workers), 1):
            if done.part is None or done.call is None:
                unreadable.append(done.unreadable)
            else:
                writer.add(done.part, done.text)
                report.calls.append(done.call)
                report.problems += done.problems
            progress(number)
        _stop_on(unreadable, report.problems, strict)
        writer.finish(report.calls, report.problems)
        report.triples = writer.triples
    return report


def _stop_on(unreadable: Sequence[str], problems: Sequence[Problem], strict: bool) -> None:
    if unreadable:
        raise InputError(
            f"{len(unreadable)} document(s) cannot be read, so nothing was built:\n"
            + "\n".join(f"  {reason}" for reason in unreadable)
        )
    fatal = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    found = [p for p in problems if p.severity in fatal]
    if found:
        what = "errors or warnings" if strict else "errors"
        raise DataError(f"{len(found)} {what} in the data, so nothing was built.", found)


def _walk(folder: Folder, workers: int) -> Iterator[Processed]:
    """All documents in the order of their ids, with any number of workers."""
    entries, base = folder.entries, folder.settings.base
    if workers <= 1 or len(entries) <= 1:
        for entry in entries:
            yield process(entry, base)
        return
    batches = _batches(entries, min(BATCH, -(-len(entries) // workers)))
    work = partial(_process_batch, base=base)
    with ProcessPoolExecutor(workers, initializer=_leave_interrupt_to_parent) as pool:
        # A short queue keeps every worker busy, and keeps finished letters from piling up.
        queue: deque[Future[list[Processed]]] = deque(
            pool.submit(work, batch) for batch in islice(batches, 2 * workers)
        )
        try:
            while queue:
                yield from queue.popleft().result()
                queue.extend(pool.submit(work, batch) for batch in islice(batches, 1))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _process_batch(entries: Sequence[Entry], base: str) -> list[Processed]:
    return [process(entry, base) for entry in entries]


def _batches(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    stream = iter(entries)
    while batch := list(islice(stream, size)):
        yield batch


def _leave_interrupt_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def default_workers(documents: int) -> int:
    """One process for a few letters, every core for many."""
    return 1 if documents < 4 * BATCH else os.cpu_count() or 1
