"""Every bundled question on a million triples, each in a process that opens the store anew.

    python benchmarks/bench_queries.py            # the letters of the seeds, 65 times
    python benchmarks/bench_queries.py --quick    # once, as a smoke run

The seeds' graphs are repeated with new ids. Every tenth copy has the names of the seeds, so that a
name recurs in six or seven times as many letters as there; the others have marked names, ten sets
in all. The store lies on disk, is opened read-only and asked with the examples of the needed
parameters. The time is that of the process after its imports: opening, asking, reading all rows.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import HERE, PYTHON, WORK, conditions, load, paired, seconds, table, tell

TRIPLES = 1_000_000
NAMED_ALIKE = 10
SEEDS = HERE.parent / "seeds"
_KEY = "<https://w3id.org/appeals-rdf/ontology/comparisonKey>"
_NAME = "<https://w3id.org/appeals-rdf/ontology/nameAsWritten>"


def repeated(lines: Sequence[str], copies: int) -> Iterator[bytes]:
    """The N-Quads of so many copies of the appeals; the other graphs stand once."""
    appeals: list[str] = []
    others: list[str] = []
    for line in lines:
        own = "/id/appeal/" in line or "/id/source/" in line
        (appeals if own else others).append(line)
    yield "".join(others).encode()
    for copy in range(copies):
        # The first copy has the ids and the files that the examples name.
        mark = f"-{copy}" if copy else ""
        group = copy % NAMED_ALIKE
        text = []
        for line in appeals:
            subject, predicate, rest = line.split(" ", 2)
            if group and predicate in (_KEY, _NAME):
                rest = f'"{group} {rest[1:]}'
            line = f"{subject} {predicate} {rest}"
            if mark:
                for place in ("/id/appeal/", "/graph/", "/id/source/"):
                    line = _marked(line, place, mark)
            text.append(line)
        yield "".join(text).encode()


def _marked(line: str, place: str, mark: str) -> str:
    """The line with the segment behind ``place`` marked in every IRI."""
    parts = line.split(place)
    for number in range(1, len(parts)):
        end = next(i for i, c in enumerate(parts[number]) if c in "/>")
        parts[number] = f"{parts[number][:end]}{mark}{parts[number][end:]}"
    return place.join(parts)


def fill(store: Path, copies: int | None) -> tuple[int, float]:
    """Build the seeds, repeat them, fill the store; the number of triples and the seconds."""
    import pyoxigraph as ox

    build = WORK / "queries-seeds"
    subprocess.run(
        [PYTHON, "-m", "appeals_rdf", "--corpus", str(SEEDS), "build", "-q", "-o", str(build)],
        check=True,
        capture_output=True,
    )
    lines = (build / "corpus.nq").read_text("utf-8").splitlines(keepends=True)
    copies = copies or -(-TRIPLES // len(lines))
    shutil.rmtree(store, ignore_errors=True)
    begin = time.perf_counter()
    target = ox.Store(str(store))
    for part in repeated(lines, copies):
        target.bulk_load(part, format=ox.RdfFormat.N_QUADS)
    target.flush()
    target.optimize()
    return len(target), time.perf_counter() - begin


def ask(store: Path, name: str) -> None:
    """The child: ask one question and print what it took."""
    from appeals_rdf.queries import find_query, run_query
    from appeals_rdf.stores import OxigraphStore

    query = find_query(name)
    values = {param.name: param.example for param in query.params if not param.optional}
    begin, cpu = time.perf_counter(), time.process_time()
    answer = run_query(OxigraphStore.read_only(store), query, values)
    taken, cpu = time.perf_counter() - begin, time.process_time() - cpu
    rows = 1 if isinstance(answer, bool) else len(answer)
    print(json.dumps({"asked": taken, "cpu": cpu, "rows": rows}))


def main(argv: Sequence[str] | None = None) -> str:
    """Measure and return the table."""
    from appeals_rdf.queries import load_queries

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ask", nargs=2, metavar=("STORE", "NAME"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.ask:
        ask(Path(args.ask[0]), args.ask[1])
        return ""
    if args.quick:
        args.runs = 1

    WORK.mkdir(exist_ok=True)
    store = WORK / "queries-store"
    tell("  filling the store")
    triples, filled = fill(store, 1 if args.quick else None)
    before = load()
    script = str(Path(__file__).resolve())
    names = [*load_queries()][:: 8 if args.quick else 1]
    commands = {name: [PYTHON, script, "--ask", str(store), name] for name in names}
    found = paired(commands, args.runs)
    shutil.rmtree(store)
    text = f"{triples:,} triples, loaded and sorted on disk in {seconds(filled)} s.\n\n"
    text += table(
        ("question", "#rows", "#seconds", "#CPU seconds", "#whole process", "#peak MiB"),
        [
            (
                f"`{name}`",
                f"{run.facts['rows']:.0f}",
                seconds(run.facts["asked"]),
                seconds(run.facts["cpu"]),
                seconds(run.seconds),
                f"{run.peak_mib:.0f}",
            )
            for name, run in found.items()
        ],
    )
    return f"{text}\n{conditions(args.quick, args.runs)} Load average before: {before}.\n"


if __name__ == "__main__":
    print(main())
