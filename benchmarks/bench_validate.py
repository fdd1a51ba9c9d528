"""Validation beside the other engines: our fast path, pySHACL, and pyshifty where it is installed.

    python benchmarks/bench_validate.py            about 150,000 triples, five rounds
    python benchmarks/bench_validate.py --quick    about 8,000 triples, three rounds
    python benchmarks/bench_validate.py --full     and pySHACL on all of them (an hour and more)

Every measurement is a process of its own, so that peak memory is its own too, and the engines take
turns within one round. pySHACL is measured once; without ``--full`` it gets a tenth of the data,
and both engines are then compared at that size. The cold start is a whole process: Python, imports,
shapes, one letter.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHAPES = ROOT / "shapes"


def write_letters(folder: Path, letters: int, signatures: int) -> int:
    """One N-Triples file for each letter, and ``all.nt``; returns the number of triples."""
    sys.path.insert(0, str(ROOT))
    from tests.sample import sample_lines

    (folder / "letters").mkdir(parents=True)
    total = 0
    with (folder / "all.nt").open("wb") as whole:
        for number in range(1, letters + 1):
            lines = sample_lines(number, signatures)
            (folder / "letters" / f"{number:04}.nt").write_bytes(lines)
            whole.write(lines)
            total += lines.count(b"\n")
    return total


# --- what is measured, each in a process of its own


def fast_by_letter(folder: Path) -> int:
    """Our way in a build: letter by letter."""
    from appeals_rdf.validate import Graph, check_graph

    return sum(
        len(check_graph(Graph.from_ntriples(file.read_bytes())))
        for file in sorted((folder / "letters").iterdir())
    )


def fast_at_once(folder: Path) -> int:
    """Our way for a file of the whole corpus: the union."""
    from appeals_rdf.validate import Graph, check_graph

    return len(check_graph(Graph.from_file(folder / "all.nt")))


def pyshifty(folder: Path) -> int:
    """pyshifty on the union, counting the results of its report."""
    import rdflib
    import shifty

    shapes = "".join(file.read_text("utf-8") for file in sorted(SHAPES.glob("*.ttl")))
    (folder / "shapes.ttl").write_text(shapes, "utf-8")
    (folder / "all.ttl").write_bytes((folder / "all.nt").read_bytes())
    _, report, _ = shifty.validate(
        str(folder / "all.ttl"), str(folder / "shapes.ttl"), infer=False, sort_results=False
    )
    result = rdflib.URIRef("http://www.w3.org/ns/shacl#result")
    return len(list(report.objects(None, result)))


def pyshacl(folder: Path) -> int:
    """The reference on the union."""
    from appeals_rdf.validate import Graph, check_graph_reference

    return len(check_graph_reference(Graph.from_file(folder / "all.nt")))


ENGINES: dict[str, Callable[[Path], int]] = {
    "fast, letter by letter": fast_by_letter,
    "fast, union": fast_at_once,
    "pyshifty, union": pyshifty,
    "pySHACL, union": pyshacl,
}


def run_one(engine: str, folder: Path) -> None:
    """Measure one engine in this process and print the measurement as JSON."""
    start, cpu = time.perf_counter(), time.process_time()
    found = ENGINES[engine](folder)
    wall, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"found": found, "seconds": wall, "cpu": used, "megabytes": peak}))


def measure(engine: str, folder: Path) -> dict[str, float]:
    """One measurement in a new process."""
    done = subprocess.run(
        [sys.executable, __file__, "--engine", engine, "--folder", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {}
    measurement: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measurement


def cold_start(letter: Path, rounds: int) -> Iterator[float]:
    """Seconds from nothing to the problems of one letter's file."""
    code = (
        "import sys; from pathlib import Path; from appeals_rdf.validate import validate_file; "
        "validate_file(Path(sys.argv[1]))"
    )
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, str(letter)], check=True)
        yield time.perf_counter() - start


def table(title: str, rows: dict[str, list[dict[str, float]]]) -> None:
    """Medians of each engine, and how many times the first engine's time it took."""
    print(f"\n{title}\n")
    print("| engine | results | seconds | CPU seconds | peak MB | times |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    base = 0.0
    for engine, measured in rows.items():
        if not any(measured):
            print(f"| {engine} | not run | | | | |")
            continue
        median = {k: statistics.median(m[k] for m in measured if m) for k in measured[0]}
        base = base or median["cpu"]
        print(
            f"| {engine} | {median['found']:.0f} | {median['seconds']:.2f} | {median['cpu']:.2f} "
            f"| {median['megabytes']:.0f} | {median['cpu'] / base:.1f} |"
        )


def main() -> None:
    """Run what the options ask for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true", help="pySHACL on all the data")
    parser.add_argument("--engine", choices=sorted(ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        run_one(options.engine, options.folder)
        return
    letters, rounds = (2, 3) if options.quick else (40, 5)
    quick_engines = [name for name in ENGINES if name != "pySHACL, union"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "all"
        triples = write_letters(folder, letters, 64)
        rows: dict[str, list[dict[str, float]]] = {engine: [] for engine in quick_engines}
        for _ in range(rounds):
            for engine in quick_engines:
                rows[engine].append(measure(engine, folder))
        if options.full:
            rows["pySHACL, union"] = [measure("pySHACL, union", folder)]
        table(f"{triples} triples in {letters} letters, medians of {rounds} rounds", rows)
        if not options.full:
            small = Path(name) / "small"
            triples = write_letters(small, max(1, letters // 10), 8 if options.quick else 64)
            engines = ("fast, union", "pySHACL, union")
            few = {engine: [measure(engine, small)] for engine in engines}
            table(f"{triples} triples, once", few)
        one = Path(name) / "one"
        triples = write_letters(one, 1, 0)
        seconds = statistics.median(cold_start(one / "all.nt", 2 * rounds + 1))
        print(f"\ncold start, one letter of {triples} triples: {seconds:.2f} s")


if __name__ == "__main__":
    main()
