"""What every reader gives: the text in which offsets are counted, its structure, and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appeals_rdf.model import Mark, MarkKind, Problem, Severity


@dataclass(frozen=True, slots=True)
class Layer:
    """A text layer. The fields are those of ``Document``."""

    text: str
    marks: tuple[Mark, ...] = ()
    notes: tuple[Problem, ...] = ()


def note(code: str, message: str, name: str, advice: str = "", line: int | None = None) -> Problem:
    """A remark on how the file ``name`` was read, for information."""
    return Problem(Severity.INFO, code, message, name, line, advice=advice)


def in_order(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks by their starts, of those that start together the longer first.

    They come in the order of their ends, so that of equal ones the last is around the others.
    """
    outer_first = reversed(marks)
    return tuple(sorted(outer_first, key=lambda mark: (mark.start, -mark.end)))


def with_fields(layer: Layer, fields: Iterable[tuple[str, str]]) -> Layer:
    """Put fields of the file's metadata on top, a line for each, as ``title: A bridge for all``."""
    lines: list[str] = []
    marks: list[Mark] = []
    length = 0
    for key, value in fields:
        line = f"{key}: {value}\n"
        start = length + len(key) + 2
        marks.append(Mark(MarkKind.META, start, start + len(value), value=key))
        lines.append(line)
        length += len(line)
    if not lines:
        return layer
    head = "".join([*lines, "\n"])
    moved = (
        Mark(m.kind, m.start + len(head), m.end + len(head), m.level, m.value) for m in layer.marks
    )
    return Layer(head + layer.text, (*marks, *moved), layer.notes)
