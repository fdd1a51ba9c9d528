"""Loads that are killed at random moments, and what the store holds then and after the next load.

    python -m tests.kills 200                       # the tool is killed, Fuseki lives
    python -m tests.kills 200 --victim server       # Fuseki is killed, and started again
    python -m tests.kills 50 --store virtuoso       # a store without transactions

Two versions of a corpus are loaded in turn. Each load gets SIGKILL after a time drawn from 0 to a
little more than a whole load takes. Then every graph is read back: it must be as it was or as it is
to be, all graphs alike where the store has transactions; where it has none, a mixture must be known
to the record in the store. Then the load is run again, and each graph must be as in the files. Ends
with an error at the first run of which that is not true.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pyoxigraph as ox

from appeals_rdf.api import Corpus
from tests.conftest import LETTER
from tests.servers import Server, fuseki, oxigraph_server, virtuoso

BASE = "https://data.example.org/"

State = Mapping[str, str]
"""Graph → what stands in it, as one text that is equal for equal graphs."""


def write_build(folder: Path, letters: int, signatures: int) -> Path:
    """The build of a corpus of so many invented letters with so many signatures each."""
    (folder / "documents").mkdir(parents=True)
    (folder / "curation").mkdir()
    (folder / "corpus.yaml").write_text(f"title: Kills\nbase: {BASE}\nlanguage: en\n", "utf-8")
    top = LETTER.partition("1. ")[0]
    for letter in range(letters):
        lines = [
            f"{n}. Orla Fenwick{'abcdefgh'[n % 8]} – Rowing Club\n" for n in range(1, signatures)
        ]
        (folder / "documents" / f"letter-{letter:03}.txt").write_text(top + "".join(lines), "utf-8")
    return Corpus.open(folder).build().out


@dataclass
class Runs:
    """What came of all runs."""

    states: Counter[str] = field(default_factory=Counter)
    """How the store was after the kill → how often."""
    finished: int = 0
    """Loads that had ended before they could be killed."""


class Store:
    """A real store, and what this script needs of it."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.transactions = server.kind != "virtuoso"
        self._path = {"fuseki": "/data", "oxigraph": "/store"}.get(
            server.kind, "/sparql-graph-crud-auth"
        )
        self._auth = httpx.DigestAuth(server.user, server.password) if server.user else None
        self._netrc = folder / "netrc"
        self._netrc.write_text(
            f"machine 127.0.0.1 login {server.user or '-'} password {server.password or '-'}\n"
            if server.user
            else ""
        )
        self._netrc.chmod(0o600)

    def load(self, build: Path) -> subprocess.Popen[bytes]:
        """A load of a build, begun."""
        command = [sys.executable, "-m", "appeals_rdf", "load", "--to", self.server.url]
        return subprocess.Popen(
            [*command, "--build", str(build), "--timeout", "20"],
            env={"NETRC": str(self._netrc), "PATH": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def read(self, graphs: list[str]) -> dict[str, str]:
        """What stands in each of these graphs."""
        with httpx.Client(trust_env=False, timeout=60, auth=self._auth) as client:
            return {graph: self._graph(client, graph) for graph in graphs}

    def _graph(self, client: httpx.Client, graph: str) -> str:
        answer = client.get(
            self.server.url + self._path,
            params={"graph": graph},
            headers={"Accept": "application/n-triples"},
        )
        if answer.status_code == 404:
            return ""
        answer.raise_for_status()
        return _state(answer.content)

    def in_doubt(self) -> set[str]:
        """The graphs of which the record in the store gives no digest."""
        with httpx.Client(trust_env=False, timeout=60, auth=self._auth) as client:
            answer = client.get(
                self.server.url + self._path,
                params={"graph": f"{BASE}graph/loads"},
                headers={"Accept": "application/n-triples"},
            )
        if answer.status_code == 404:
            return set()
        found: dict[str, dict[str, str]] = {}
        for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES):
            value = quad.object.value if not isinstance(quad.object, ox.Triple) else ""
            found.setdefault(str(quad.subject), {})[quad.predicate.value] = value
        of, sha256 = "http://www.w3.org/ns/prov#specializationOf", "https://schema.org/sha256"
        return {facts[of] for facts in found.values() if of in facts and sha256 not in facts}


def _state(ntriples: bytes) -> str:
    """Sorted triples; numbers by value, because stores spell them each in its own way."""
    lines = set()
    for quad in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES):
        value = quad.object
        if isinstance(value, ox.Literal) and value.datatype.value.endswith("#decimal"):
            value = ox.Literal(str(float(value.value)))
        lines.add(f"{quad.subject} {quad.predicate} {value}")
    return "\n".join(sorted(lines))


def state_of(build: Path) -> dict[str, str]:
    """What the files of a build hold, graph by graph."""
    graphs: dict[str, list[bytes]] = {}
    with (build / "corpus.nq").open("rb") as file:
        for line in file:
            at = line.rindex(b" <")
            graphs.setdefault(line[at + 2 : -4].decode(), []).append(line[:at] + b" .\n")
    return {graph: _state(b"".join(lines)) for graph, lines in graphs.items()}


def kill_loads(
    store: Store, builds: tuple[Path, Path], times: int, victim: str, seed: int
) -> Iterator[Runs]:
    """Kill so many loads; ``AssertionError`` for the first after which the store is not right."""
    random_ = random.Random(seed)
    wanted = {build: state_of(build) for build in builds}
    graphs = sorted({graph for state in wanted.values() for graph in state})
    seconds = _whole_load(store, builds[0])
    _whole_load(store, builds[1])
    runs = Runs()
    for number in range(times):
        build, other = builds[number % 2], builds[1 - number % 2]
        before = {graph: wanted[other].get(graph, "") for graph in graphs}
        after = {graph: wanted[build].get(graph, "") for graph in graphs}
        moment = random_.uniform(0, seconds * 1.1)
        load = store.load(build)
        time.sleep(moment)
        runs.finished += load.poll() is not None
        if victim == "tool":
            load.kill()
        else:
            store.server.kill()
        _, said = load.communicate(timeout=300)
        assert b"Traceback" not in said, said.decode()
        if victim == "server":
            store.server.start()
        runs.states[_judge(store, _settled(store, graphs), before, after)] += 1
        seconds = 0.8 * seconds + 0.2 * _whole_load(store, build)
        found = store.read(graphs)
        wrong = [graph for graph in graphs if found[graph] != after[graph]]
        assert not wrong, f"run {number}, killed after {moment:.3f} s: not as the files: {wrong}"
        yield runs


def _settled(store: Store, graphs: list[str]) -> State:
    """What stands in the store when it has ended what a killed tool had asked of it."""
    found = store.read(graphs)
    while True:
        time.sleep(0.2)
        if found == (again := store.read(graphs)):
            return found
        found = again


def _judge(store: Store, found: State, before: State, after: State) -> str:
    """What the store holds after the kill; ``AssertionError`` where nobody would know of it."""
    if found == before:
        return "as before"
    if found == after:
        return "as after"
    assert not store.transactions, "a mixture in a store that has transactions"
    changing = {graph for graph in found if before[graph] != after[graph]}
    mixed = {g for g in found if found[g] not in (before[g], after[g])}
    doubtful = store.in_doubt()
    assert mixed <= doubtful, f"not known to the record: {mixed - doubtful}"
    assert changing <= doubtful, f"changing and not in doubt: {changing - doubtful}"
    return "a mixture that the record knows"


def _whole_load(store: Store, build: Path) -> float:
    """Load to the end; gives the seconds that it took."""
    began = time.monotonic()
    load = store.load(build)
    _, said = load.communicate(timeout=600)
    assert load.returncode == 0, said.decode()
    return time.monotonic() - began


@contextmanager
def store_of(kind: str, folder: Path) -> Iterator[Store]:
    """A real store, started."""
    opened: Mapping[str, Callable[[Path], AbstractContextManager[Server]]] = {
        "fuseki": fuseki,
        "oxigraph": oxigraph_server,
        "virtuoso": virtuoso,
    }
    with opened[kind](folder / kind) as server:
        yield Store(server, folder)


def main() -> None:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("times", type=int)
    parser.add_argument("--victim", choices=["tool", "server"], default="tool")
    parser.add_argument("--store", choices=["fuseki", "oxigraph", "virtuoso"], default="fuseki")
    parser.add_argument("--letters", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        builds = (
            write_build(folder / "a", args.letters, 20),
            write_build(folder / "b", args.letters - 3, 21),
        )
        with store_of(args.store, folder) as store:
            for runs in kill_loads(store, builds, args.times, args.victim, args.seed):
                if sum(runs.states.values()) % 10 == 0:
                    print(runs, file=sys.stderr)
    states = json.dumps(dict(runs.states))
    print(
        f"{args.store}, {args.victim} killed {args.times} times ({runs.finished} after its end): "
        f"{states}; after the next load as the files: {args.times} of {args.times}"
    )


if __name__ == "__main__":
    main()
