"""Fifty clients ask ``serve`` and Fuseki the bundled questions, side by side on the same data.

    python benchmarks/bench_serve.py            # 30 seconds for each, twice, with pauses
    python benchmarks/bench_serve.py --quick    # a smoke run, without Fuseki

Both hold the seeds' graphs and offer their union as the default graph (Fuseki in TDB2, with the
address space of its documentation, warmed up like the other). Each client keeps its connection and
asks the next question when it has the answer: all that need no parameter, and the others with
their examples, in an order of its own. The clients are processes of their own with threads that
only send and read bytes; the processor time that they take is in the table, because they share the
machine. Afterwards half of the clients go on while queries that would run for ever are asked.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measure import HERE, PYTHON, conditions, load, scratch, table, tell

SEEDS = HERE.parent / "seeds"
CLIENTS = 50
PROCESSES = 2
SECONDS = 30.0
TIMEOUT = 10.0
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_ACCEPT = "application/sparql-results+json, text/turtle;q=0.9"


@dataclass
class Found:
    """What the clients of one server met: seconds of each answer, and what was no answer."""

    seconds: list[float]
    failures: Counter[str]
    took: float
    client_cpu: float
    server_cpu: float = 0.0

    def at(self, share: float) -> str:
        """A percentile in milliseconds."""
        return f"{self.seconds[int(share * (len(self.seconds) - 1))] * 1000:.0f}"


def questions() -> list[str]:
    """The bundled questions as they are sent, each with the examples of what it needs."""
    from appeals_rdf.queries import bindings, load_queries
    from appeals_rdf.sparql import with_values, without_comments

    return [
        without_comments(
            with_values(
                query.text,
                bindings(query, {p.name: p.example for p in query.params if not p.optional}),
            )
        )
        for query in load_queries().values()
    ]


def ask(url: str, texts: Sequence[str], clients: int, seconds: float, seed: int) -> Found:
    """So many clients at once for so long, in PROCESSES processes."""
    shares = [clients // PROCESSES + (n < clients % PROCESSES) for n in range(PROCESSES)]
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        parts = pool.starmap(
            _clients,
            [(url, texts, share, seconds, seed + n) for n, share in enumerate(shares) if share],
        )
    failures: Counter[str] = Counter()
    for _, failed, _, _ in parts:
        failures.update(failed)
    return Found(
        sorted(second for part in parts for second in part[0]),
        failures,
        max(part[2] for part in parts),
        sum(part[3] for part in parts),
    )


def _clients(
    url: str, texts: Sequence[str], clients: int, seconds: float, seed: int
) -> tuple[list[float], Counter[str], float, float]:
    """The clients of one process, each a thread that waits for the network."""
    found: list[float] = []
    failures: Counter[str] = Counter()
    begin, cpu = time.perf_counter(), time.process_time()
    end = begin + seconds

    def client(number: int) -> None:
        order = list(texts)
        random.Random(seed * 1000 + number).shuffle(order)
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=120)
        place = 0
        while (now := time.perf_counter()) < end:
            body = f"query={quote(order[place % len(order)])}"
            place += 1
            try:
                connection.request(
                    "POST",
                    parts.path,
                    body,
                    {
                        "Accept": _ACCEPT,
                        "Content-Type": "application/x-www-form-urlencoded",
                    },
                )
                reply = connection.getresponse()
                content = reply.read()
                if reply.status != 200 or not content:
                    failures[f"HTTP {reply.status}"] += 1
            except (OSError, http.client.HTTPException) as error:
                failures[type(error).__name__] += 1
                connection.close()
            found.append(time.perf_counter() - now)
        connection.close()

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found, failures, time.perf_counter() - begin, time.process_time() - cpu


@contextmanager
def serving(build: Path) -> Iterator[tuple[str, int]]:
    """Our server: its address and its process."""
    command = [PYTHON, "-m", "appeals_rdf", "serve", "--data", str(build), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--timeout", f"{TIMEOUT:g}"], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr
        said = process.stderr.readline()
        address = re.search(r"http://\S+/sparql", said)
        assert address, said + process.stderr.read()
        yield address[0], process.pid
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def fuseki_with(build: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Fuseki with the same graphs: its address and its process."""
    from tests.servers import fuseki

    # The limit of time is that of the other, so that both can be asked what never ends.
    limit = (f"--set=arq:queryTimeout={TIMEOUT * 1000:.0f}",)
    with fuseki(folder, union=True, quick_start=False, extra=limit) as server:
        parts = urlsplit(server.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=600)
        with (build / "corpus.nq").open("rb") as file:
            size = str((build / "corpus.nq").stat().st_size)
            headers = {"Content-Type": "application/n-quads", "Content-Length": size}
            connection.request("POST", f"{parts.path}/data", file, headers)
            reply = connection.getresponse()
        assert reply.status in (200, 201, 204), reply.read()
        connection.close()
        yield f"{server.url}/sparql", server.pid


def processor(pid: int) -> float:
    """Processor seconds of a process and of all below it that are alive or were waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = {int(c) for task in tasks for c in (task / "children").read_text().split()}
    except OSError:
        return 0.0
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(processor, children))


def measured(url: str, pid: int, clients: int, seconds: float, seed: int) -> Found:
    """Ask one server, and look at what it took."""
    before = processor(pid)
    found = ask(url, questions(), clients, seconds, seed)
    found.server_cpu = processor(pid) - before
    return found


def together(runs: Sequence[Found]) -> Found:
    """All that was met in several runs."""
    return Found(
        sorted(second for run in runs for second in run.seconds),
        sum((run.failures for run in runs), Counter()),
        sum(run.took for run in runs),
        sum(run.client_cpu for run in runs),
        sum(run.server_cpu for run in runs),
    )


def never_ending(url: str, seconds: float) -> tuple[Found, list[tuple[int, float]]]:
    """Ask half of the clients' questions while queries are asked, one by one, that never end."""
    ended: list[tuple[int, float]] = []
    end = time.perf_counter() + seconds

    def forever() -> None:
        while (begin := time.perf_counter()) < end:
            parts = urlsplit(url)
            connection = http.client.HTTPConnection(parts.netloc, timeout=120)
            connection.request(
                "POST", parts.path, ENDLESS, {"Content-Type": "application/sparql-query"}
            )
            reply = connection.getresponse()
            reply.read()
            connection.close()
            ended.append((reply.status, time.perf_counter() - begin))

    thread = threading.Thread(target=forever)
    thread.start()
    found = ask(url, questions(), CLIENTS // 2, seconds, 900)
    thread.join()
    return found, ended


def main(argv: Sequence[str] | None = None) -> str:
    """Measure and return the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run, without Fuseki")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    args = parser.parse_args(argv)
    clients, seconds = (5, 1.0) if args.quick else (CLIENTS, args.seconds)
    runs = 1 if args.quick else args.runs

    with scratch("serve") as folder, ExitStack() as stack:
        build = folder / "build"
        subprocess.run(
            [PYTHON, "-m", "appeals_rdf", "--corpus", str(SEEDS), "build", "-q", "-o", str(build)],
            check=True,
            capture_output=True,
        )
        contents = json.loads((build / "manifest.json").read_text("utf-8"))["graphs"]
        servers = {"`serve`": stack.enter_context(serving(build))}
        if not args.quick:
            tell("  starting Fuseki")
            servers["Fuseki"] = stack.enter_context(fuseki_with(build, folder / "fuseki"))
        for name, (url, pid) in servers.items():
            tell(f"  warming up {name}")
            measured(url, pid, clients, seconds / 3, 500)
        before = load()
        found: dict[str, list[Found]] = {name: [] for name in servers}
        for number in range(runs):
            for name, (url, pid) in list(servers.items())[:: 1 if number % 2 else -1]:
                tell(f"  run {number + 1} of {runs}: {name}")
                found[name].append(measured(url, pid, clients, seconds, number))
        text = _table(found, clients)
        if not args.quick:
            tell("  queries that never end")
            text += "\n" + "\n".join(
                _sentence(name, *never_ending(url, seconds)) for name, (url, _) in servers.items()
            )
    facts = f"{len(contents) - 1} graphs; {len(questions())} questions, mixed."
    # Percentiles are those of all answers, which says more than a median of two.
    how = conditions(args.quick, runs).replace("Medians of", "All answers of")
    return f"{text}\n{facts} {how} Load average before: {before}.\n"


def _table(found: dict[str, list[Found]], clients: int) -> str:
    rows = []
    for name, runs in found.items():
        all_ = together(runs)
        answered = len(all_.seconds) - all_.failures.total()
        rows.append(
            (
                name,
                clients,
                f"{answered:,}",
                ", ".join(f"{n} × {what}" for what, n in all_.failures.items()) or "0",
                f"{answered / all_.took:.0f}",
                *(all_.at(share) for share in (0.5, 0.9, 0.99, 1)),
                f"{all_.server_cpu / all_.took:.2f}",
                f"{all_.client_cpu / all_.took:.2f}",
            )
        )
    percentiles = ("#p50 ms", "#p90 ms", "#p99 ms", "#longest ms")
    cores = ("#cores: server", "#cores: clients")
    return table(
        ("server", "#clients", "#answers", "#errors", "#answers/s", *percentiles, *cores), rows
    )


def _sentence(name: str, found: Found, ended: list[tuple[int, float]]) -> str:
    statuses = ", ".join(f"{status} after {took:.1f} s" for status, took in ended)
    return (
        f"{name}: queries that never end were answered with {statuses}; meanwhile "
        f"{len(found.seconds) - found.failures.total():,} others were answered with "
        f"{found.failures.total()} errors, p50 {found.at(0.5)} ms, p99 {found.at(0.99)} ms.\n"
    )


if __name__ == "__main__":
    print(main())
