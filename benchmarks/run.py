"""All benchmarks in turn; prints the tables in Markdown.

    python benchmarks/run.py            # takes the better part of an hour
    python benchmarks/run.py --quick    # a smoke run of some minutes
    python benchmarks/run.py mapping    # only bench_mapping.py

A benchmark that fails is reported with what it said, the others run on, and the exit code is 1.
To add one: a script ``bench_<name>.py`` that prints Markdown and knows ``--quick``, and a row in
``BENCHMARKS``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import HERE, PYTHON, conditions, tell

BENCHMARKS: Mapping[str, str] = {
    "mapping": "Records to N-Quads and Turtle",
    "texts": "Texts to dataset",
    "validate": "Validation",
    "queries": "Queries",
    "load": "Loading into Fuseki",
    "serve": "Serving",
    "startup": "Start",
    "lists": "Long lists",
    "rolls": "Random lists in every layout",
}
"""Name of the script without ``bench_`` → the heading of its tables."""


def run(name: str, *, quick: bool) -> tuple[str, bool]:
    """The output of one benchmark under its heading, and whether it ended well."""
    script = HERE / f"bench_{name}.py"
    heading = f"## {BENCHMARKS[name]} (`{script.name}`)\n\n"
    if not script.is_file():
        return f"{heading}There is no {script.name}.\n", False
    tell(f"{script.name} …")
    command = [PYTHON, str(script), *(["--quick"] if quick else [])]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        return f"{heading}{done.stdout.strip()}\n", True
    said = (done.stderr.strip() or done.stdout.strip())[-2000:]
    return f"{heading}It failed with exit code {done.returncode}:\n\n```\n{said}\n```\n", False


def main(argv: Sequence[str] | None = None) -> int:
    """Run what is asked, print the tables; 0 where all ended well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="a smoke run, small and only once")
    parser.add_argument("-o", "--output", type=Path, help="write the tables to a file, too")
    args = parser.parse_args(argv)
    if unknown := [name for name in args.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}")
    pages, well = [f"# Benchmarks\n\n{conditions(args.quick, 1).partition(' Load')[0]}\n"], True
    print(pages[0], flush=True)
    for name in args.names or BENCHMARKS:
        page, ended_well = run(name, quick=args.quick)
        well = well and ended_well
        pages.append(page)
        print(page, flush=True)
    if args.output:
        args.output.write_text("\n".join(pages), "utf-8")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
