"""How long ``appeals-rdf --help`` takes, and what it imports.

    python benchmarks/bench_startup.py
    python benchmarks/bench_startup.py --quick

``python -c pass`` is measured in the same rounds: what an empty interpreter takes is the limit.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import PYTHON, conditions, load, paired, seconds, table

GOAL = 0.15
HEAVY = (
    "edtf",
    "httpx",
    "multiprocessing",
    "pyoxigraph",
    "pyshacl",
    "rdflib",
    "requests",
    "rich",
    "SPARQLWrapper",
    "yaml",
)
"""Libraries that ``--help`` has no use for."""

_TIMED = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( +)(\S+)")


@dataclass(frozen=True, slots=True)
class Imported:
    """A module that was imported: its own time and that with all it imports, in milliseconds."""

    name: str
    own: float
    cumulative: float
    depth: int


def imports(command: Sequence[str]) -> list[Imported]:
    """What ``python -X importtime`` says of a command."""
    done = subprocess.run(
        [PYTHON, "-X", "importtime", *command], capture_output=True, text=True, check=True
    )
    return [
        Imported(m[4], int(m[1]) / 1000, int(m[2]) / 1000, (len(m[3]) - 1) // 2)
        for m in map(_TIMED.match, done.stderr.splitlines())
        if m
    ]


def main(argv: Sequence[str] | None = None) -> str:
    """Measure and return the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run")
    parser.add_argument("--runs", type=int, default=21)
    args = parser.parse_args(argv)
    if args.quick:
        args.runs = 1

    script = Path(PYTHON).with_name("appeals-rdf")
    commands = {
        "python -c pass": [PYTHON, "-c", "pass"],
        "python -c 'import click'": [PYTHON, "-c", "import click"],
        "python -m appeals_rdf --help": [PYTHON, "-m", "appeals_rdf", "--help"],
    }
    if script.is_file():
        commands["appeals-rdf --help"] = [str(script), "--help"]
    before = load()
    found = paired(commands, args.runs)
    text = table(
        ("command", "#seconds", "#CPU seconds", "#peak MiB"),
        [
            (f"`{name}`", seconds(run.seconds), seconds(run.cpu_seconds), f"{run.peak_mib:.0f}")
            for name, run in found.items()
        ],
    )
    reached = found["appeals-rdf --help" if script.is_file() else "python -m appeals_rdf --help"]
    text += f"\nGoal: {GOAL} s; reached: {seconds(reached.seconds)} s.\n\n"

    modules = imports(["-m", "appeals_rdf", "--help"])
    heavy = sorted({m.name for m in modules if m.name in HEAVY})
    text += (
        f"`--help` imports {len(modules)} modules, {len(imports(['-c', 'pass']))} of them with "
        f"the interpreter. Heavy libraries among them: {', '.join(heavy) or 'none'}. "
        "The ones that take longest, with what they import "
        "(`-X importtime`, which itself slows the start):\n\n"
    )
    longest = sorted(modules, key=lambda m: -m.cumulative)[:12]
    text += table(
        ("module", "#own ms", "#with its imports ms"),
        [(f"`{m.name}`", f"{m.own:.1f}", f"{m.cumulative:.1f}") for m in longest],
    )
    return f"{text}\n{conditions(args.quick, args.runs)} Load average before: {before}.\n"


if __name__ == "__main__":
    print(main())
