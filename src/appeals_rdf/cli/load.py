"""``appeals-rdf load``: a build into a triple store, with proof."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from appeals_rdf.cli.console import Console
from appeals_rdf.cli.options import common, signing_in
from appeals_rdf.errors import DataError, UsageError
from appeals_rdf.profiles import KINDS

if TYPE_CHECKING:
    from appeals_rdf.load.loading import Drift, Loading
    from appeals_rdf.load.plan import Plan
    from appeals_rdf.profiles import Profile

SHOWN = 20
"""Graphs, and triples of a graph, that are listed of each sort; the rest is counted."""

UNION = (
    "Note: in this store, a question without GRAPH sees all graphs together, those of others too.\n"
    "What a letter claims stays an item of that letter, since no graph states it as a fact; but a\n"
    "question that is not to mix it with what others say has to name its graphs."
)

STOPPED = (
    "Stopped on the way. The same command finds what was done and does the rest; --undo brings "
    "back what was there before."
)


@click.command("load", short_help="Load a build into a triple store, with proof.")
@click.option(
    "--to",
    metavar="URL|NAME",
    help="The store: an address, or a name from corpus.yaml.  [default: the only one there]",
)
@click.option("--plan", "only_plan", is_flag=True, help="Show what would change; send no data.")
@click.option("--check", is_flag=True, help="Compare the store with what was loaded.")
@click.option("--undo", is_flag=True, help="Bring back what the last load replaced.")
@click.option(
    "--create",
    type=click.Choice(["tdb2", "mem"]),
    help="Make the dataset first, where Fuseki has none of this name.",
)
@click.option(
    "--kind", type=click.Choice(list(KINDS)), help="The kind of store.  [default: its answer tells]"
)
@click.option(
    "--compare",
    type=click.Choice(["triples", "digests"]),
    help="Read every graph, or rely on the record of the last load.  [default: by size]",
)
@click.option("--adopt", is_flag=True, help="Take over a store that holds another title's corpus.")
@click.option("--force", is_flag=True, help="Undo, even where others changed a graph since.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before sending.")
@click.option(
    "--build",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The build.  [default: that of the corpus]",
)
@signing_in
@common
def command(
    console: Console,
    to: str | None,
    only_plan: bool,
    check: bool,
    undo: bool,
    create: str | None,
    kind: str | None,
    compare: str | None,
    adopt: bool,
    force: bool,
    yes: bool,
    build: Path | None,
    user: str | None,
    timeout: float | None,
) -> None:
    """Make a triple store hold what the build holds, and prove that it does.

    Only what differs is sent. Graphs that are not of this corpus are never touched. A store with
    transactions changes as a whole or not at all.

    \b
    URL is the address of a dataset for Fuseki, of the server for Oxigraph and
    Virtuoso, else of a Graph Store Protocol or SPARQL 1.1 endpoint.
    """
    from appeals_rdf.load import open_store
    from appeals_rdf.remote.credentials import hidden_prompt

    if sum((only_plan, check, undo)) > 1:
        raise UsageError("--plan, --check and --undo exclude each other.")
    if create and (only_plan or check or undo):
        raise UsageError("--create makes a dataset to load into; it goes with none of the others.")
    folder, profile = _where(console, to, build)
    profile = replace(
        profile,
        kind=kind or profile.kind,
        user=user or profile.user,
        timeout=timeout or profile.timeout,
    )
    ask = hidden_prompt()
    with open_store(profile, folder, create=create or "", ask=ask, say=console.say) as store:
        bar = _Bar(console)
        comparing = bar.over("Comparing", len(store.build.graphs))
        sending = bar.over("Sending", store.build.triples)
        with bar:
            if check:
                drifts = store.check(comparing)
                bar.end()
                _show_drifts(drifts, store)
                return

            begun = False

            def confirm(plan: Plan) -> bool:
                nonlocal begun
                bar.end()
                for line in _plan_lines(
                    plan, store, "it held before" if undo else "the files hold"
                ):
                    click.echo(line)
                asks = console.asks and not yes and bool(plan.doing) and not only_plan
                begun = not only_plan and (not asks or click.confirm("Go on?", err=True))
                if not begun:
                    click.echo("Nothing was sent.")
                return begun

            try:
                if undo:
                    done = store.undo(confirm, force=force, comparing=comparing, sending=sending)
                else:
                    done = store.load(
                        confirm,
                        thorough=None if compare is None else compare == "triples",
                        adopt=adopt,
                        dry=only_plan,
                        comparing=comparing,
                        sending=sending,
                    )
            except KeyboardInterrupt:
                if not begun:
                    raise
                bar.end()
                click.echo(STOPPED, err=True)
                sys.exit(130)
    if done.sent:
        if console.verbose:
            times = zip(("Compared", "sent", "proved"), done.seconds, strict=True)
            console.say(", ".join(f"{what} in {taken:.2f} s" for what, taken in times) + ".")
        click.echo(_done(len(done.plan.doing), undo=undo))
    if done.union:
        console.say(UNION)


class _Bar:
    """One progress bar at a time, and none while something is printed or asked."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def over(self, title: str, total: int) -> Callable[[int], None]:
        """Takes the number done; the bar appears with the first."""
        shown: list[Callable[[int], None]] = []

        def done(number: int) -> None:
            if not shown:
                self.end()
                shown.append(self._stack.enter_context(self._console.progress(title, total)))
            shown[0](number)

        return done

    def end(self) -> None:
        """Take the bar away."""
        self._stack.close()


def _done(graphs: int, *, undo: bool) -> str:
    if not graphs:
        return "Sent the record of this load."
    they = "it holds" if graphs == 1 else "they hold"
    held = ("it held" if graphs == 1 else "they held") + " before" if undo else "the files hold"
    return f"Sent {graphs} {_graphs(graphs)}. Proved: {they} what {held}."


def _where(console: Console, to: str | None, build: Path | None) -> tuple[Path, Profile]:
    """The build folder, and the store."""
    from appeals_rdf.corpus import build_folder, find_corpus, read_stores
    from appeals_rdf.errors import InputError
    from appeals_rdf.profiles import find_profile

    try:
        corpus = find_corpus(console.corpus)
    except InputError:
        # A build can be loaded from anywhere; a corpus only names stores.
        if console.corpus or build is None:
            raise
        corpus = None
    stores = read_stores(corpus) if corpus else {}
    if to is None:
        if len(stores) != 1:
            raise UsageError(
                "say with --to which store: an address (http(s)://…)"
                + (f", or one of {', '.join(stores)}." if stores else ".")
            )
        (to,) = stores
    folder = build or (build_folder(corpus) if corpus else Path())
    return folder, find_profile(to, stores)


def _plan_lines(plan: Plan, store: Loading, what: str) -> Iterable[str]:
    from appeals_rdf.load.plan import Action

    base, target = store.build.base, store.target
    how = "one transaction" if target.transactions else "graph by graph"
    yield f"{target.shown} ({target.profile.kind}, {how})"
    width = max((len(_short(change.graph, base)) for change in plan.doing), default=0)
    for action in Action:
        changes = plan.of(action)
        shown = changes[:SHOWN] if action is not Action.LEAVE else []
        for change in shown:
            counts = [f"+{change.added}"] if change.added else []
            counts += [f"−{change.removed}"] if change.removed else []
            yield (
                f"  {action.value:<8} {_short(change.graph, base):<{width}}  {' '.join(counts)}"
            ).rstrip()
        if rest := len(changes) - len(shown):
            more = "more " if shown else ""
            triples = sum(change.added + change.removed for change in changes[len(shown) :])
            counted = f", {triples} triples" if triples else ""
            yield f"  {action.value:<8} {rest} {more}{_graphs(rest)}{counted}"
    if not plan.doing:
        by = "" if plan.thorough else ", by the record of the last load"
        yield f"Nothing to do: the store holds what {what}{by}."
    if not plan.thorough:
        yield "Compared by the digests of the last load; --compare triples reads every graph."
    if plan.others:
        yield f"Not of this corpus, and left as they are: {plan.others} {_graphs(plan.others)}."


def _graphs(number: int) -> str:
    return "graph" if number == 1 else "graphs"


def _short(graph: str, base: str) -> str:
    return graph.removeprefix(base)


def _show_drifts(drifts: list[Drift], store: Loading) -> None:
    base, shown = store.build.base, store.target.shown
    if not drifts:
        click.echo(f"{shown} holds what was loaded: each triple of each graph was compared.")
        return
    for drift in drifts:
        name = _short(drift.graph, base)
        if drift.expected is None:
            click.echo(f"{name}: a load was interrupted here")
        elif drift.missing is None or drift.extra is None:
            click.echo(
                f"{name}: {drift.found.triples} triples, and {drift.expected.triples} were loaded; "
                "the build is of another version, so they cannot be named"
            )
        else:
            click.echo(f"{name}: {len(drift.missing)} missing, {len(drift.extra)} not loaded by us")
            for sign, lines in (("−", drift.missing), ("+", drift.extra)):
                for line in lines[:SHOWN]:
                    click.echo(f"  {sign} {line.decode().rstrip()}")
                if len(lines) > SHOWN:
                    click.echo(f"  {sign} … and {len(lines) - SHOWN} more")
    same = all(store.build.graphs.get(drift.graph) == drift.expected for drift in drifts)
    raise DataError(
        f"{len(drifts)} {_graphs(len(drifts))} in {shown} not as loaded. "
        + (
            "'appeals-rdf load --compare triples' sends what the files hold."
            if same
            else "The files are of another version than the one that was loaded."
        )
    )
