"""Texts to dataset: `Corpus.build` on synthetic letters with the layouts of the seeds.

    python benchmarks/bench_texts.py            # 1,000 and 10,000 letters with 50 signatures each
    python benchmarks/bench_texts.py --quick    # a smoke run
    python benchmarks/bench_texts.py --profile  # where the time of one process goes, nothing else

Goals: 5,000 signatures a second on one core, time linear in the number of letters, memory flat, two
workers at least 1.7 times as fast as one.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

SIZES = (1000, 10000)
SIGNATURES = 50
PROFILED = 100
"""Letters whose way is timed step by step."""


def build(corpus: Path, out: Path, workers: int) -> dict[str, float]:
    """Build a corpus, as the command does; runs in a process of its own."""
    from appeals_rdf.api import Corpus

    begin = time.perf_counter()
    report = Corpus.open(corpus).build(out, workers=workers)
    return {
        "building": time.perf_counter() - begin,
        "letters": float(len(report.calls)),
        "signatures": float(sum(call.found for call in report.calls)),
        "triples": float(report.triples),
        "problems": float(len(report.problems)),
    }


def steps(corpus: Path) -> dict[str, float]:
    """CPU seconds of each step of ``pipeline.process``, over all letters of ``corpus``."""
    import pickle

    from appeals_rdf.corpus import open_folder
    from appeals_rdf.extract import extract
    from appeals_rdf.extract.prose import read_prose
    from appeals_rdf.extract.signatures import read_signatures
    from appeals_rdf.iris import Mint
    from appeals_rdf.pipeline import Processed, process
    from appeals_rdf.publish.build import appeal_part
    from appeals_rdf.read import read_document
    from appeals_rdf.rollcall import roll_call
    from appeals_rdf.validate import examine, sources_of
    from appeals_rdf.vocabulary import load_vocabulary

    folder = open_folder(corpus)
    mint = Mint(folder.settings.base)
    vocabulary = load_vocabulary("en")
    # Vocabulary and shapes are read once for a process, not once for a letter.
    # CPU time, because other work on the machine does not count in it.
    clock = time.process_time
    begin = clock()
    process(folder.entries[0], folder.settings.base)
    spent = {"once: vocabulary, shapes": clock() - begin}

    names = (
        "read",
        "extract: signatures",
        "extract: prose",
        "extract: the rest",
        "describe, spell, count",
        "validate",
        "roll call",
        "send between processes",
    )
    spent |= dict.fromkeys(names, 0.0)
    for entry in folder.entries:
        marks = [clock()]
        document = read_document(entry.path, entry.id, entry.language)
        marks.append(clock())
        roll = read_signatures(document, vocabulary)
        marks.append(clock())
        read_prose(document, vocabulary, roll.blocks)
        marks.append(clock())
        record = extract(document, entry.curation)
        # `extract` has just read list and prose again; what is over is its own.
        again = marks[-1] - marks[-3]
        marks.append(max(marks[-1], clock() - again))
        shift = clock() - marks[-1]
        part = appeal_part(record, mint)
        marks.append(clock() - shift)
        problems = examine(part.nquads, sources_of([document]))
        marks.append(clock() - shift)
        call = roll_call(record)
        marks.append(clock() - shift)
        done = Processed(
            entry.id, text=document.text, part=part, call=call, problems=tuple(problems)
        )
        pickle.loads(pickle.dumps(done, protocol=pickle.HIGHEST_PROTOCOL))
        marks.append(clock() - shift)
        for name, first, last in zip(names, marks, marks[1:], strict=False):
            spent[name] += last - first
    return spent


def hot_functions(corpus: Path, rows: int = 25) -> list[tuple[str, int, float, float]]:
    """(Function, calls, own seconds, with what it calls) of ``pipeline.process``, by cProfile."""
    import cProfile
    import pstats

    from appeals_rdf.corpus import open_folder
    from appeals_rdf.pipeline import process

    folder = open_folder(corpus)
    process(folder.entries[0], folder.settings.base)
    profile = cProfile.Profile()
    profile.enable()
    for entry in folder.entries:
        process(entry, folder.settings.base)
    profile.disable()
    stats: Any = pstats.Stats(profile)
    found = []
    for (file, line, name), (_, calls, own, cumulative, _) in stats.stats.items():
        place = Path(file).as_posix()
        short = place.rpartition("appeals_rdf/")[2] if "appeals_rdf/" in place else place[-40:]
        found.append((f"{short}:{line} {name}" if line else name, calls, own, cumulative))
    return sorted(found, key=lambda row: -row[2])[:rows]


def profile_text(letters: int, signatures: int) -> str:
    """The tables of where the time goes."""
    from measure import scratch, seconds, table
    from synthetic import write_corpus

    with scratch("profile") as folder:
        corpus = write_corpus(folder, letters, signatures)
        spent, hot = steps(corpus), hot_functions(corpus)
    total = sum(value for name, value in spent.items() if not name.startswith(("once", "send")))
    text = f"Where the time of one process goes, {letters} letters, {letters * signatures} "
    text += f"signatures ({letters * signatures / total:,.0f} a second):\n\n"
    text += table(
        ("step", "#CPU seconds", "#µs for each signature", "#share"),
        [
            (
                name,
                seconds(value),
                f"{value / letters / signatures * 1e6:.0f}",
                "–" if name.startswith(("once", "send")) else f"{value / total:.0%}",
            )
            for name, value in spent.items()
        ],
    )
    text += "\nThe functions with the most time of their own (cProfile, which slows calls):\n\n"
    text += table(
        ("function", "#calls", "#own s", "#with calls s"),
        [
            (f"`{name}`", f"{calls:,}", f"{own:.3f}", f"{cumulative:.3f}")
            for name, calls, own, cumulative in hot
        ],
    )
    return text


def main(argv: Sequence[str] | None = None) -> str:
    """Measure and return the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run with a few letters")
    parser.add_argument("--profile", action="store_true", help="only where the time goes")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="LETTERS")
    parser.add_argument("--signatures", type=int, default=SIGNATURES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--every-round", action="store_true", help="run the largest size more than once, too"
    )
    args = parser.parse_args(argv)
    profiled = PROFILED
    if args.quick:
        args.sizes, args.signatures, args.runs, profiled = [5, 10], 8, 1, 5
    if args.profile:
        return profile_text(profiled, args.signatures)

    from measure import PYTHON, Run, conditions, load, paired, scratch, seconds, table, tell
    from synthetic import write_corpus

    before = load()
    me = [PYTHON, str(Path(__file__).resolve()), "--child"]
    found: dict[tuple[int, int], Run] = {}
    sizes = sorted(args.sizes)
    for letters in sizes:
        with scratch("texts") as folder:
            tell(f"  writing {letters} letters")
            corpus = write_corpus(folder / "corpus", letters, args.signatures)
            commands = {
                f"{letters} letters, {n} worker(s)": [*me, str(corpus), str(folder / "out"), str(n)]
                for n in (1, 2)
            }
            runs = args.runs if args.every_round or letters < sizes[-1] else 1
            for workers, run in zip((1, 2), paired(commands, runs).values(), strict=True):
                found[(letters, workers)] = run

    text = f"Letters with {args.signatures} signatures each.\n\n"
    text += table(
        (
            "#letters",
            "#workers",
            "#seconds",
            "#signatures/s",
            "#CPU seconds",
            "#CPU ms for each letter",
            "#signatures for each CPU second",
            "#triples",
            "#peak MiB, main",
            "#worker MiB",
        ),
        [
            (
                f"{letters:,}",
                workers,
                seconds(run.seconds),
                f"{run.facts['signatures'] / run.seconds:,.0f}",
                seconds(run.cpu_seconds),
                f"{run.cpu_seconds / letters * 1000:.1f}",
                f"{run.facts['signatures'] / run.cpu_seconds:,.0f}",
                f"{run.facts['triples']:,.0f}",
                f"{run.peak_mib:.0f}",
                f"{run.worker_mib:.0f}" if workers > 1 else "–",
            )
            for (letters, workers), run in found.items()
        ],
    )
    small, large = sizes[0], sizes[-1]
    one, two, less = found[(large, 1)], found[(large, 2)], found[(small, 1)]

    def growth(figure: str) -> str:
        return f"{getattr(one, figure) / getattr(less, figure) * small / large:.2f}"

    signatures = one.facts["signatures"]
    text += "\n" + table(
        ("goal", "#asked", "#reached", "#by CPU time"),
        [
            (
                "signatures a second on one core",
                "5,000",
                f"{signatures / one.seconds:,.0f}",
                f"{signatures / one.cpu_seconds:,.0f}",
            ),
            (
                f"time for a letter, {large:,} against {small:,} letters",
                "1",
                growth("seconds"),
                growth("cpu_seconds"),
            ),
            (
                "peak of the main process, the same",
                "1",
                f"{one.peak_mib / less.peak_mib:.2f}",
                "–",
            ),
            (
                "two workers against one",
                "1.7",
                f"{one.seconds / two.seconds:.2f}",
                f"{2 * one.cpu_seconds / two.cpu_seconds:.2f} if both cores are free",
            ),
        ],
    )
    text += f"\n{conditions(args.quick, args.runs)} Load average before: {before}."
    if args.runs > 1 and not args.every_round:
        text += f" {large:,} letters ran once, because they take many minutes."
    return f"{text}\n\n{profile_text(profiled, args.signatures)}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(build(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))))
    else:
        print(main())
