"""What a load would change: each graph as it is in the store beside what it is to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from appeals_rdf.load.journal import Spool
from appeals_rdf.load.lines import Content, Lines, content
from appeals_rdf.load.record import Record
from appeals_rdf.load.target import Target, statements
from appeals_rdf.load.version import Version
from appeals_rdf.rdf import iri

CHEAP = 200_000
"""Triples up to which every graph is read and compared; above, digests of the record count."""


class Action(Enum):
    """What happens to a graph."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Change:
    """One graph: what it holds, what it is to hold, and how many triples come and go."""

    graph: str
    action: Action
    before: Content | None
    after: Content | None
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """All graphs of the corpus, in the order of their names."""

    changes: tuple[Change, ...]
    others: int | None = None
    """How many graphs in the store are not this corpus's; None where that cannot be asked."""
    thorough: bool = True
    """Whether every graph was read; else the digests of the last load were relied on."""

    def of(self, action: Action) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.action is action]

    @property
    def doing(self) -> list[Change]:
        """The graphs that something happens to."""
        return [change for change in self.changes if change.action is not Action.LEAVE]

    @property
    def only_adds(self) -> bool:
        """Whether whole graphs are added, and nothing else happens."""
        return all(change.action in (Action.ADD, Action.LEAVE) for change in self.changes)


def make_plan(
    target: Target,
    wanted: Mapping[str, Content | None],
    version: Version,
    record: Record,
    spool: Spool,
    present: frozenset[str] | None,
    *,
    ours: frozenset[str] = frozenset(),
    thorough: bool | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """Compare the store with ``wanted``: for each graph its content, or None where it is to go.

    What is to be replaced is read from the store, and kept in ``spool`` with the statements that
    change it. ``present`` are the graphs in the store, where it tells them; ``ours`` are graphs
    that are neither compared nor another's. ``thorough`` reads every graph; where it is None, that
    is done up to ``CHEAP`` triples.
    """
    if thorough is None:
        thorough = sum(found.triples for found in wanted.values() if found) <= CHEAP
    changes = []
    for number, (graph, want) in enumerate(sorted(wanted.items())):
        progress(number)
        known = record.known(graph)
        if present is not None and graph not in present:
            lines: Lines = ()
        elif not thorough and known and known == want:
            changes.append(Change(graph, Action.LEAVE, known, want))
            continue
        else:
            expected = [found.sha256 for found in (want, known) if found]
            lines = target.read(graph, expected, exists=present is not None)
        changes.append(_change(graph, lines, want, version, spool))
    others = None if present is None else len(present - wanted.keys() - ours)
    return Plan(tuple(changes), others, thorough)


def _change(
    graph: str, lines: Lines, want: Content | None, version: Version, spool: Spool
) -> Change:
    if not lines:
        if want is None:
            return Change(graph, Action.LEAVE, None, None)
        return Change(graph, Action.ADD, None, want, added=want.triples)
    before = content(lines)
    if before == want:
        return Change(graph, Action.LEAVE, before, want)
    spool.keep(graph, lines)
    if want is None:
        spool.write(f"DROP SILENT GRAPH {iri(graph)} ;\n".encode())
        return Change(graph, Action.REMOVE, before, None, removed=before.triples)
    added, removed = difference(version.ntriples(graph), lines)
    for piece in statements(graph, added, removed):
        spool.write(piece)
    return Change(graph, Action.REPLACE, before, want, len(added), len(removed))


def difference(wanted: bytes, held: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The lines that are wanted and not held, and those that are held and not wanted."""
    after, before = set(wanted.splitlines(keepends=True)), set(held)
    return sorted(after - before), sorted(before - after)
