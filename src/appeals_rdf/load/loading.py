"""A load from its plan to its proof, and the ways back: check and undo.

    plan → journal on disk → send → read back and compare → end of the record

A store with transactions gets one request, which is done whole or not at all, and in which its
record is changed as well. In any other the record first says which graphs are in doubt, then graph
after graph is put. Whatever happens between, the next load knows: it reads what is in doubt or was
not proved, and sends what is still to be done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from appeals_rdf.errors import DataError, StoreError, UsageError
from appeals_rdf.iris import Mint
from appeals_rdf.load.journal import Journal, Shelf, Spool, set_state
from appeals_rdf.load.lines import Content, Lines, content
from appeals_rdf.load.plan import Action, Change, Plan, difference, make_plan
from appeals_rdf.load.record import (
    GRAPH,
    Held,
    Record,
    begin,
    end,
    parse_record,
    record_lines,
)
from appeals_rdf.load.target import Target, statement, statements
from appeals_rdf.load.version import Build, Version, version_digest
from appeals_rdf.rdf import literal

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Drift:
    """A graph that is not what was loaded. ``missing`` and ``extra`` are None where the files
    are of another version, so that only the counts can be told."""

    graph: str
    expected: Content | None
    found: Content
    missing: Lines | None = None
    extra: Lines | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    plan: Plan
    sent: bool
    """Whether anything was sent, be it the record alone."""
    load: str = ""
    """The IRI of the load."""
    union: bool = False
    """Whether the store's default graph shows what stands in named graphs."""
    seconds: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """What comparing, sending and proving took."""


@dataclass(frozen=True, slots=True)
class _State:
    """The record in the store, and its lines as they are there."""

    record: Record
    lines: Lines
    present: frozenset[str] | None
    """The graphs in the store; None where it cannot be asked for them."""


def _now() -> datetime:
    return datetime.now(UTC)


class Loading:
    """One corpus and one store."""

    def __init__(self, target: Target, build: Build, shelf: Shelf) -> None:
        self.target = target
        self.build = build
        self._shelf = shelf
        self._mint = Mint(build.base)
        self._graph = self._mint.graph(GRAPH)[1:-1]
        self._laps: list[float] = []

    # --- loading

    def load(
        self,
        confirm: Callable[[Plan], bool] = lambda plan: True,
        *,
        thorough: bool | None = None,
        adopt: bool = False,
        dry: bool = False,
        comparing: Progress = lambda done: None,
        sending: Progress = lambda done: None,
    ) -> Loaded:
        """Make the store hold what the build holds; ``confirm`` sees the plan and may stop it.

        ``comparing`` is told how many graphs are compared, ``sending`` how many triples are sent.
        ``adopt`` takes over a store that holds a corpus of another title; ``dry`` ends with the
        plan, and leaves nothing anywhere. Raises ``StoreError`` where the store fails or does not
        hold what was sent.
        """
        self._laps = [time.monotonic()]
        with self._alone(dry) as spool:
            state = self._state()
            record, interrupted = state.record, self._interrupted()
            known = {*record.held, *(interrupted.before if interrupted else ())}
            wanted: dict[str, Content | None] = {**dict.fromkeys(known), **self.build.graphs}
            plan = make_plan(
                self.target,
                wanted,
                self.build,
                record,
                spool,
                state.present,
                ours=frozenset((self._graph,)),
                thorough=thorough,
                progress=comparing,
            )
            self._same_corpus(record, plan, adopt)
            self._lap()
            if not confirm(plan) or dry:
                return Loaded(plan, sent=False)
            if not plan.doing and self._complete(record):
                if interrupted:
                    set_state(interrupted, "resumed" if _is(plan, interrupted.before) else "proved")
                return Loaded(plan, sent=False)
            held = self._held_after(record, plan)
            after, load = self._begin(replace(record, held=held))
            held = {g: replace_load(h, load) for g, h in held.items()}
            after = replace(after, held=held)
            journal = self._journal(spool, load, plan, interrupted)
            # Every graph of an interrupted load was read: what it left ends here as well.
            self._carry_out(plan, self.build, spool, state, after, load, after.unproved, sending)
            if journal:
                set_state(journal, "proved")
            union = self._union(load)
            return Loaded(plan, sent=True, load=load, union=union, seconds=self._seconds())

    @contextmanager
    def _alone(self, dry: bool) -> Iterator[Spool]:
        """A spool; and where something may be sent, nobody else's load from this build."""
        with nullcontext() if dry else self._shelf.locked(), self._shelf.spool(dry=dry) as spool:
            yield spool

    def _interrupted(self) -> Journal | None:
        """The last load from this build, where it or its undoing did not come to its end."""
        last = self._shelf.last()
        return last if last and last.state in ("begun", "undoing") else None

    def _state(self) -> _State:
        present = self.target.graphs()
        exists = present is not None and self._graph in present
        lines = self.target.read(self._graph, exists=exists, plain=True)
        return _State(parse_record(lines, self._mint), lines, present)

    def _begin(self, record: Record) -> tuple[Record, str]:
        contents = {graph: held.content for graph, held in record.held.items() if held.content}
        digest = version_digest(contents)
        return begin(record, self._mint, self.build.title, digest, _now())

    def _same_corpus(self, record: Record, plan: Plan, adopt: bool) -> None:
        """Two corpora of one base would take each other's graphs for gone."""
        lost = [*plan.of(Action.REMOVE), *plan.of(Action.REPLACE)]
        if adopt or not lost or record.title in ("", literal(self.build.title)):
            return
        raise UsageError(
            f"{self.target.shown} holds the corpus {record.title}, and this one is called "
            f"{literal(self.build.title)} and has the same base, {self._mint.base}. A load would "
            f"replace or remove {len(lost)} graph(s). Give one of them a base of its own, or say "
            "with --adopt that this corpus takes the other's place, or is it under a new title."
        )

    def _complete(self, record: Record) -> bool:
        """Whether the record says of each graph what the build says, and every load was proved."""
        found = {graph: held.content for graph, held in record.held.items()}
        return not record.unproved and found == self.build.graphs

    def _held_after(self, record: Record, plan: Plan) -> dict[str, Held]:
        """What each graph holds at the end. A load of "" stands for the one that begins now."""
        held = {}
        for change in plan.changes:
            if change.after:
                before = record.held.get(change.graph)
                same = before and change.action is Action.LEAVE and before.content == change.after
                held[change.graph] = before if before and same else Held(change.after, "")
        return held

    def _journal(
        self, spool: Spool, load: str, plan: Plan, interrupted: Journal | None
    ) -> Journal | None:
        """Keep what is there now; what an interrupted load had kept is older, and goes before."""
        before = {change.graph: change.before for change in plan.doing}
        after = {change.graph: change.after for change in plan.doing}
        if interrupted:
            wanted = {change.graph: change.after for change in plan.changes}
            for graph, found in interrupted.before.items():
                if found:
                    kept = interrupted.previous.ntriples(graph)
                    spool.keep(graph, kept.splitlines(keepends=True))
                before[graph] = found
                after[graph] = wanted.get(graph)
        if not before:
            return None
        journal = self._shelf.begin(spool, load, before, after)
        if interrupted:
            set_state(interrupted, "resumed")
        return journal

    # --- sending and proving

    def _carry_out(
        self,
        plan: Plan,
        version: Version,
        spool: Spool,
        state: _State,
        after: Record,
        load: str,
        ending: Iterable[str],
        sending: Progress,
    ) -> None:
        """Send the changes, prove them, and write the end of the loads in ``ending``."""
        lines: Lines = record_lines(after, self._mint)
        if self.target.transactions:
            self._send_whole(
                plan, version, spool, difference(b"".join(lines), state.lines), sending
            )
        else:
            lines = self._send_by_graph(plan, version, state, after, load, sending)
        self._lap()
        if wrong := self._prove(plan.doing, version):
            # A store may keep a value under another spelling, which DELETE DATA does not meet, and
            # which Jena 5 leaves behind when a graph is put: that graph is dropped and sent whole.
            differing = {drift.graph for drift in wrong}
            again = [change for change in plan.doing if change.graph in differing]
            self._send_afresh(again, version)
            wrong = self._prove(again, version)
        if wrong:
            raise StoreError(_disproved(self.target.shown, wrong))
        ends = {end(ended, _now()) for ended in ending}
        final = sorted(ends.union(record_lines(after, self._mint)))
        self._write_record(lines, final)
        self._lap()

    def _lap(self) -> None:
        self._laps.append(time.monotonic())

    def _seconds(self) -> tuple[float, float, float]:
        begun, compared, sent, proved = self._laps
        return compared - begun, sent - compared, proved - sent

    def _send_whole(
        self,
        plan: Plan,
        version: Version,
        spool: Spool,
        record: tuple[list[bytes], list[bytes]],
        sending: Progress,
    ) -> None:
        added, removed = record
        adding = plan.of(Action.ADD)
        if plan.only_adds and not removed and self.target.takes_quads:
            tail = f" <{self._graph}> .\n".encode()
            last = b"".join(added).replace(b" .\n", tail)

            def quads() -> Iterator[bytes]:
                yield from _counted(((c, version.nquads(c.graph)) for c in adding), sending)
                yield last

            size = sum(version.size(change.graph) for change in adding) + len(last)
            self.target.add_quads(quads, size)
            return

        def update() -> Iterator[bytes]:
            yield from spool.update()
            inserts = (
                (c, statement("INSERT", c.graph, [version.ntriples(c.graph)])) for c in adding
            )
            yield from _counted(inserts, sending)
            yield from statements(self._graph, added, removed)

        self.target.update(update)

    def _send_by_graph(
        self,
        plan: Plan,
        version: Version,
        state: _State,
        after: Record,
        load: str,
        sending: Progress,
    ) -> Lines:
        """Gives the lines of the record that stand in the store then."""
        doubtful = {change.graph: Held(None, load) for change in plan.doing}
        begun = replace(after, held={**after.held, **doubtful})
        lines = record_lines(begun, self._mint)
        self._write_record(state.lines, lines)
        done = 0
        for change in plan.doing:
            if change.after:
                self.target.put(change.graph, version.ntriples(change.graph))
                done += change.after.triples
            else:
                self.target.drop(change.graph)
            sending(done)
        return lines

    def _send_afresh(self, changes: Iterable[Change], version: Version) -> None:
        for change in changes:
            whole = version.ntriples(change.graph) if change.after else b""
            if self.target.transactions:
                pieces = [f"DROP SILENT GRAPH <{change.graph}> ;\n".encode()]
                if whole:
                    pieces.append(statement("INSERT", change.graph, [whole]))
                self.target.update(pieces.__iter__)
            else:
                self.target.drop(change.graph)
                self.target.put(change.graph, whole)

    def _write_record(self, before: Lines, after: Lines) -> None:
        added, removed = difference(b"".join(after), before)
        if self.target.transactions:
            pieces = statements(self._graph, added, removed)
            self.target.update(lambda: pieces)
        elif self.target.addresses.update:
            # Not put as a whole: a server that dies over that could lose what it knew.
            self.target.change(self._graph, removed, added)
        else:
            self.target.put(self._graph, b"".join(after))

    def _prove(self, changes: Iterable[Change], version: Version) -> list[Drift]:
        """The graphs that the store does not hold as they were sent."""
        wrong = []
        for change in changes:
            after = change.after
            lines = self.target.read(change.graph, (after.sha256,) if after else ())
            found = content(lines)
            if found != (after or Content(0, found.sha256)):
                wanted = version.ntriples(change.graph) if after else b""
                wrong.append(Drift(change.graph, after, found, *difference(wanted, lines)))
        return wrong

    def _union(self, load: str) -> bool:
        """Whether a question without GRAPH finds what stands in a named graph."""
        return bool(self.target.addresses.query) and self.target.describes(load)

    # --- looking back

    def check(self, progress: Progress = lambda done: None) -> list[Drift]:
        """The graphs that are not what was last loaded; ``StoreError`` where nothing was."""
        record = self._state().record
        if not record.held:
            raise StoreError(
                f"{self.target.shown} says of no graph that this corpus was loaded there. "
                "Load it with 'appeals-rdf load'."
            )
        drifts = []
        for number, (graph, held) in enumerate(sorted(record.held.items())):
            progress(number)
            wanted = held.content
            lines = self.target.read(graph, (wanted.sha256,) if wanted else ())
            found = content(lines)
            if found == wanted:
                continue
            if wanted and self.build.graphs.get(graph) == wanted:
                missing, extra = difference(self.build.ntriples(graph), lines)
                drifts.append(Drift(graph, wanted, found, missing, extra))
            else:
                drifts.append(Drift(graph, wanted, found))
        return drifts

    def undo(
        self,
        confirm: Callable[[Plan], bool] = lambda plan: True,
        *,
        force: bool = False,
        comparing: Progress = lambda done: None,
        sending: Progress = lambda done: None,
    ) -> Loaded:
        """Bring back what the last load found; ``force`` also where others changed it since.

        Raises ``UsageError`` where there is no load to undo, and ``DataError`` where a graph is
        neither what that load left nor what it found.
        """
        self._laps = [time.monotonic()]
        with self._alone(dry=False) as spool:
            journal = self._shelf.last()
            if journal is None:
                raise UsageError(
                    f"{self._shelf.folder} keeps no load into {self.target.shown} that could be "
                    "undone. Build the version that the store is to hold, and load it."
                )
            state = self._state()
            plan = make_plan(
                self.target,
                journal.before,
                journal.previous,
                state.record,
                spool,
                state.present,
                ours=frozenset((self._graph, *state.record.held)),
                thorough=True,
                progress=comparing,
            )
            self._lap()
            if not force:
                _refuse_drift(plan, journal, state.record)
            if not confirm(plan):
                return Loaded(plan, sent=False)
            held = self._held_undone(state.record, journal.before)
            after, load = self._begin(replace(state.record, held=held))
            after = replace(after, held={g: replace_load(h, load) for g, h in held.items()})
            set_state(journal, "undoing")
            ending = after.unproved & {load, journal.load}
            self._carry_out(plan, journal.previous, spool, state, after, load, ending, sending)
            set_state(journal, "undone")
            return Loaded(plan, sent=True, load=load, seconds=self._seconds())

    def _held_undone(self, record: Record, before: Mapping[str, Content | None]) -> dict[str, Held]:
        held = dict(record.held)
        for graph, found in before.items():
            if found is None:
                held.pop(graph, None)
            else:
                held[graph] = Held(found, "")
        return held


def replace_load(held: Held, load: str) -> Held:
    """The same, put there by ``load`` where it names none."""
    return held if held.load else held._replace(load=load)


def _counted(parts: Iterable[tuple[Change, bytes]], sending: Progress) -> Iterator[bytes]:
    done = 0
    for change, data in parts:
        yield data
        done += change.added
        sending(done)


def _is(plan: Plan, contents: Mapping[str, Content | None]) -> bool:
    """Whether the graphs of ``contents`` are as these say, by a plan that leaves them."""
    found = {change.graph: change.before for change in plan.changes}
    return all(found.get(graph) == content for graph, content in contents.items())


def _refuse_drift(plan: Plan, journal: Journal, record: Record) -> None:
    """Refuse what is neither as the load left it, nor in doubt since it was interrupted."""
    changed = [
        change.graph
        for change in plan.doing
        if change.before != journal.after[change.graph]
        and not (change.graph in record.held and record.held[change.graph].content is None)
    ]
    if changed:
        raise DataError(
            f"{len(changed)} graph(s) were changed after that load, {changed[0]} among them. To "
            "bring the previous version back all the same, add --force."
        )


def _disproved(store: str, drifts: list[Drift]) -> str:
    """The sentence for a store that does not hold what it was sent."""
    lines = [f"{store} does not hold what was sent to it; {len(drifts)} graph(s) differ:"]
    for drift in drifts[:5]:
        lines.append(f"  {drift.graph}")
        for sign, part in (("missing", drift.missing), ("not ours", drift.extra)):
            lines += [f"    {sign}: {line.decode().rstrip()}" for line in (part or ())[:3]]
    lines.append("Load again; if it stays so, the store changes values, or others write to it.")
    return "\n".join(lines)
