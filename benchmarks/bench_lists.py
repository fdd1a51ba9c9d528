"""Long lists: time and memory of reading 3,000 to 100,000 entries in one letter.

    python benchmarks/bench_lists.py            # 3,000, 10,000, 30,000 and 100,000 entries
    python benchmarks/bench_lists.py --quick    # a smoke run

Goals: 3,000 entries in under a second, time linear in the number of entries, and memory that grows
with what is read alone: so many KiB for each entry, the same for the longest list as for others.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SIZES = (3_000, 10_000, 30_000, 100_000)
GOAL = (3_000, 1.0)
"""So many entries in so many seconds."""

KINDS: Mapping[str, str] = {
    "numbered": "1. x | Name, role, Body",
    "bullets": "bullets | Name – Body",
    "lines": "lines | Name (Body)",
    "running text": "Signed: x; x; x. | Name, Body",
    "Markdown table": "md table | Name, role, Body",
    "HTML list": "html ul | Name, role, Body, Place",
}
"""Kind of list → layout of ``tests/rolls.py``."""

LONGEST: Mapping[str, int] = {"Markdown table": 30_000}
"""Kind of list → its longest: a page of more than 300,000 elements is refused, a cell is one."""

_SEED = 11


def read(path: Path) -> dict[str, float]:
    """Read one letter and time it; runs in a process of its own."""
    from appeals_rdf.extract import extract
    from appeals_rdf.extract.signatures import read_signatures
    from appeals_rdf.model import Document
    from appeals_rdf.read import read_document
    from appeals_rdf.vocabulary import load_vocabulary

    vocabulary = load_vocabulary("en")
    # The words are made ready once for a process, not once for a letter.
    extract(Document(id="x", file="x.txt", text="Signed by:\n1. Ada Lind\n", sha256=""))
    marks = [time.perf_counter()]
    document = read_document(path, "letter", "en")
    marks.append(time.perf_counter())
    entries = len(read_signatures(document, vocabulary).entries)
    marks.append(time.perf_counter())
    extract(document)
    marks.append(time.perf_counter())
    return {
        "entries": float(entries),
        "reading": marks[1] - marks[0],
        "list": marks[2] - marks[1],
        "extract": marks[3] - marks[2],
        "MiB": path.stat().st_size / 1024**2,
    }


def main(argv: Sequence[str] | None = None) -> str:
    """Measure and return the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a smoke run with short lists")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="ENTRIES")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args(argv)
    if args.quick:
        args.sizes, args.runs = [20, 40], 1

    from measure import PYTHON, conditions, paired, scratch, seconds, table, tell

    from tests.rolls import LAYOUTS, make_roll

    lists = [
        (kind, size)
        for size in sorted(args.sizes)
        for kind in args.kinds
        if size <= LONGEST.get(kind, size)
    ]
    commands = {}
    with scratch("lists") as folder:
        for kind, size in lists:
            tell(f"  writing {size} entries, {kind}")
            roll = make_roll(_SEED, LAYOUTS[KINDS[kind]], size=size)
            path = folder / f"{kind.replace(' ', '-')}-{size}{roll.suffix}"
            path.write_text(roll.content, "utf-8")
            commands[f"{kind}, {size}"] = [
                PYTHON,
                str(Path(__file__).resolve()),
                "--child",
                str(path),
            ]
        longest = f", {max(args.sizes)}" if len(set(args.sizes)) > 1 else "none"
        slow = [name for name in commands if name.endswith(longest)]
        found = paired(commands, args.runs, once=slow)

    rows, goals = [], []
    shortest = min(args.sizes)
    for kind in args.kinds:
        least = found[f"{kind}, {shortest}"]
        for size in [size for of, size in lists if of == kind]:
            run = found[f"{kind}, {size}"]
            spent = run.facts["reading"] + run.facts["list"]
            first = least.facts["reading"] + least.facts["list"]
            grown = (run.peak_mib - least.peak_mib) * 1024
            rows.append(
                (
                    kind,
                    f"{size:,}",
                    f"{run.facts['entries']:,.0f}",
                    f"{run.facts['MiB']:.2f}",
                    seconds(run.facts["reading"]),
                    seconds(run.facts["list"]),
                    seconds(run.facts["reading"] + run.facts["extract"]),
                    f"{spent / size * 1e6:.0f}",
                    f"{spent / size / (first / shortest):.2f}",
                    f"{run.peak_mib:.0f}",
                    f"{grown / (size - shortest):.1f}" if size > shortest else "–",
                )
            )
            if size == GOAL[0]:
                reached = "reached" if spent < GOAL[1] else "**not reached**"
                goals.append((kind, f"{GOAL[1]:.0f} s", f"{seconds(spent)} s", reached))
    text = table(
        (
            "list",
            "#entries",
            "#read",
            "#MiB of file",
            "#s, text layer",
            "#s, list",
            "#s, whole letter",
            "#µs for each entry",
            "#against the shortest",
            "#peak MiB",
            "#KiB for each more",
        ),
        rows,
    )
    if goals:
        heads = (f"{GOAL[0]:,} entries, text layer and list", "#asked", "#reached", "")
        text += "\n" + table(heads, goals)
    text += f"\n{conditions(args.quick, args.runs)}"
    if args.runs > 1:
        text += " The longest lists ran once."
    return text


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(read(Path(sys.argv[2]))))
    else:
        print(main())
