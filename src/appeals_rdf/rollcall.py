"""The roll call: for each document, what was found beside what the document prints and declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appeals_rdf.model import NameStatus, Problem, Record, Severity


@dataclass(frozen=True, slots=True)
class RollCall:
    """The count of one document. ``found`` counts who signs, ``printed`` the printed numbers.

    Several people in one entry are several who sign beside one number. The tuples name entries by
    the printed number where there is one, else by position: ``cut`` the names that the source cuts,
    ``absent`` offices that sign without a name, ``inferred`` entries split without a separator,
    ``repeated`` (earlier, later) pairs.
    """

    id: str
    file: str
    title: str
    date: str
    found: int
    printed: int
    declared: int | None
    missing: tuple[int, ...]
    cut: tuple[int, ...]
    absent: tuple[int, ...]
    inferred: tuple[int, ...]
    repeated: tuple[tuple[int, int], ...]
    addressees: int
    events: int
    claims: int
    requests: int
    citations: int
    warnings: int


def entry_numbers(record: Record) -> dict[int, int]:
    """Position → how people name the entry: its printed number, or its position without one."""
    return {s.position: s.position if s.ordinal is None else s.ordinal for s in record.signatures}


def repeated_entries(record: Record) -> tuple[tuple[int, int], ...]:
    """Pairs of entries that read the same, the earlier first."""
    number = entry_numbers(record)
    repeats = ((s.repeats, s.position) for s in record.signatures if s.repeats is not None)
    return tuple((number[earlier], number[later]) for earlier, later in repeats)


def roll_call(record: Record, problems: Sequence[Problem] = ()) -> RollCall:
    """Count one record; ``problems`` are all that were found with it."""
    number = entry_numbers(record)

    def having(status: NameStatus) -> tuple[int, ...]:
        entries = (number[s.position] for s in record.signatures if s.name_status is status)
        return tuple(dict.fromkeys(entries))

    return RollCall(
        id=record.id,
        file=record.file,
        title=record.title.text if record.title else "",
        date=record.date.edtf if record.date else "",
        found=len(record.signatures),
        printed=len({(s.start, s.end) for s in record.signatures if s.ordinal is not None}),
        declared=record.declared_signatories.count if record.declared_signatories else None,
        missing=record.missing_ordinals,
        cut=having(NameStatus.TRUNCATED),
        absent=having(NameStatus.ABSENT),
        inferred=having(NameStatus.SPLIT_INFERRED),
        repeated=repeated_entries(record),
        addressees=len(record.addressees),
        events=len(record.events),
        claims=len(record.claims),
        requests=len(record.requests),
        citations=len(record.citations),
        warnings=sum(problem.severity is Severity.WARNING for problem in problems),
    )


_COLUMNS = (
    "signatures",
    "numbered",
    "declared",
    "addressees",
    "events",
    "claims",
    "requests",
    "citations",
    "warnings",
)


def render(calls: Sequence[RollCall]) -> str:
    """The roll calls as a plain table, with a line of notes where there is something to note."""
    rows: list[tuple[str, ...]] = [("appeal", *_COLUMNS)]
    for call in calls:
        declared = "-" if call.declared is None else str(call.declared)
        numbers = (call.addressees, call.events, call.claims, call.requests, call.citations)
        counted = map(str, (*numbers, call.warnings))
        rows.append((call.id, str(call.found), str(call.printed), declared, *counted))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells))
        if number:
            lines += [f"    {note}" for note in notes(calls[number - 1])]
    return "\n".join(lines)


def notes(call: RollCall) -> list[str]:
    """What a reader should know of one list, in sentences."""
    found = []
    if call.missing:
        found.append(f"not in the numbering: {_list(call.missing)}")
    if call.cut:
        found.append(f"cut by the source: {_list(call.cut)}")
    if call.absent:
        found.append(f"an office signs, no person is named: {_list(call.absent)}")
    found += [f"{late} reads the same as {early}" for early, late in call.repeated]
    if call.inferred:
        found.append(f"person and body parted by inference: {_list(call.inferred)}")
    if call.declared is not None and call.declared != call.found:
        found.append(f"the document states {call.declared} signatories")
    if not call.found:
        found.append("no signature list was found")
    return found


def _list(numbers: Sequence[int]) -> str:
    """Numbers with runs folded: ``1-3, 7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
