"""Loading a large corpus into Fuseki: beside curl, beside Fuseki alone, and again after a change.

    python benchmarks/bench_load.py            # 10,000 letters, 1.6 million triples; some minutes
    python benchmarks/bench_load.py --quick    # a few letters, to see that it runs

Each variant fills a new TDB2 dataset of one Fuseki, in turns. "Fuseki alone" is its own ``LOAD`` of
the same file from the disk, without any transfer.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median
from urllib.parse import quote

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measure import PYTHON, Run, run_child
from synthetic import BASE, synthetic_records

from appeals_rdf.corpus import Folder, Settings
from appeals_rdf.iris import Mint
from appeals_rdf.publish.build import BuildWriter, appeal_part
from tests.servers import Fuseki, fuseki


def write_build(out: Path, letters: int, *, changed: int = -1) -> int:
    """A build folder of synthetic letters, one of them with one more signature; the triples."""
    out.mkdir()
    folder = Folder(out, Settings("Synthetic letters", base=BASE), ())
    other = list(islice(synthetic_records(changed + 1, 4), changed, None)) if changed >= 0 else []
    with BuildWriter(out, folder) as writer:
        for number, record in enumerate(synthetic_records(letters, 3)):
            chosen = other[0] if number == changed else record
            writer.add(appeal_part(chosen, Mint(BASE)), "")
        writer.finish([], [])
        return writer.triples


class Datasets:
    """New datasets in one Fuseki."""

    def __init__(self, server: Fuseki) -> None:
        self._server = server
        self._count = 0

    def new(self) -> str:
        """The address of an empty one; the one before is removed."""
        with httpx.Client(trust_env=False, timeout=600) as client:
            if self._count:
                client.delete(f"{self._server.origin}/$/datasets/d{self._count}").raise_for_status()
            self._count += 1
            form = {"dbName": f"d{self._count}", "dbType": "tdb2"}
            client.post(f"{self._server.origin}/$/datasets", data=form).raise_for_status()
        return f"{self._server.origin}/d{self._count}"


def load(url: str, build: Path, *options: str) -> tuple[Run, dict[str, float]]:
    """One run of ``load``, and the seconds of its parts."""
    with tempfile.NamedTemporaryFile("r") as told:
        command = [PYTHON, "-m", "appeals_rdf", "load", "-v", "--to", url, "--build", str(build)]
        line = " ".join([*command, *options, f"2>{told.name} >&2"])
        run = run_child(["sh", "-c", f"exec {line}"])
        said = told.read()
    parts = re.findall(r"(compared|sent|proved) in ([0-9.]+) s", said, re.IGNORECASE)
    return run, {name.lower(): float(seconds) for name, seconds in parts}


def curl(url: str, build: Path) -> Run:
    """The same file, posted by curl."""
    type_ = "Content-Type: application/n-quads"
    file = str(build / "corpus.nq")
    return run_child(["curl", "-sSf", "-X", "POST", "-H", type_, "-T", file, f"{url}/data"])


def alone(url: str, build: Path) -> Run:
    """Fuseki reads the file itself."""
    update = quote(f"LOAD <{(build / 'corpus.nq').resolve().as_uri()}>")
    return run_child(["curl", "-sSf", "-o", "/dev/null", "-d", f"update={update}", f"{url}/update"])


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    letters, rounds = (20, 1) if options.quick else (10_000, 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second = folder / "first", folder / "second"
        triples = write_build(first, letters)
        write_build(second, letters, changed=letters // 2)
        with fuseki(folder / "fuseki", dbtype="", quick_start=options.quick) as server:
            datasets = Datasets(server)
            if shutil.which("curl"):
                curl(datasets.new(), first)  # Java compiles what is used often
            filled = fill(datasets, first, rounds)
            changed = change(datasets, first, second, rounds)
    print(f"{triples} triples in {letters} letters, medians of {rounds} rounds\n")
    for table in (filled, changed):
        print(table + "\n")


def fill(datasets: Datasets, build: Path, rounds: int) -> str:
    """The table of first loads."""
    times: dict[str, list[float]] = {}
    memory: list[float] = []

    def note(variant: str, seconds: float) -> None:
        times.setdefault(variant, []).append(seconds)

    for _ in range(rounds):
        run, parts = load(datasets.new(), build)
        memory.append(run.peak_mib)
        note("load, whole", run.seconds)
        note("load, its transfer", parts["sent"])
        note("load, its proof", parts["proved"])
        peers: dict[str, Callable[[str, Path], Run]] = {"Fuseki alone": alone}
        if shutil.which("curl"):
            peers = {"curl": curl, **peers}
        for variant, peer in peers.items():
            note(variant, peer(datasets.new(), build).seconds)
    peer_name = "curl" if "curl" in times else "Fuseki alone"
    lines = [f"| first load | seconds | ratio to {peer_name} | peak MiB of the tool |"]
    lines.append("| --- | --- | --- | --- |")
    for variant, found in times.items():
        ratio = median(found) / median(times[peer_name])
        peak = f"{max(memory):.0f}" if variant == "load, whole" else ""
        lines.append(f"| {variant} | {median(found):.1f} | {ratio:.2f} | {peak} |")
    return "\n".join(lines)


def change(datasets: Datasets, first: Path, second: Path, rounds: int) -> str:
    """The table of loads that find a store filled."""
    url = datasets.new()
    load(url, first)
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for variant, build, options in (
            ("nothing to do", first, ()),
            ("one letter changed", second, ()),
            ("back again", first, ()),
            ("one letter changed, every graph read", second, ("--compare", "triples")),
            ("back again, every graph read", first, ("--compare", "triples")),
        ):
            run, _ = load(url, build, *options)
            found.setdefault(variant, []).append((run.seconds, run.peak_mib))
    lines = ["| next loads | seconds | peak MiB |", "| --- | --- | --- |"]
    for variant, runs in found.items():
        seconds, peak = median(r[0] for r in runs), max(r[1] for r in runs)
        lines.append(f"| {variant} | {seconds:.2f} | {peak:.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
