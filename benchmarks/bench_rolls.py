"""Random lists of invented names in every layout: how many are read back exactly.

    python benchmarks/bench_rolls.py                  # 100,000 lists, two processes
    python benchmarks/bench_rolls.py 5000 --frame 'md*' --languages en de
    python benchmarks/bench_rolls.py 2000 --examples 20      # show silent errors
    python benchmarks/bench_rolls.py --quick          # a smoke run

An entry is *exact* where person, organization, role, place, printed number and group are all as the
generator (`tests/rolls.py`) says. One that is not is *flagged* where the reading says so: it or its
list carries a flag of inference, or its confidence is below 0.9. All else is a *silent error*: an
entry read wrongly, left out, or made of something else. The share of exact entries that are flagged
too is printed beside, since a tool that flags everything has no silent errors either.

The language of a roll is given to the reader; detecting it is not what is asked here. An example
names its roll: ``tests.rolls.make_roll(seed, LAYOUTS[layout], language).content`` prints it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agreement import squeezed
from calibration import band_table, bands
from measure import table

from appeals_rdf.extract.signatures import SignatureList, read_signatures
from appeals_rdf.model import Flag, Severity, Signature
from appeals_rdf.read import read_document
from appeals_rdf.vocabulary import languages, load_vocabulary
from tests.rolls import LANGUAGES, LAYOUTS, Expected, Layout, Roll, languages_of, make_roll

LISTS = 100_000
SURE = 0.9
"""The confidence below which an entry is one to look at."""

INFERENCES: frozenset[Flag] = frozenset(
    {Flag.SPLIT_INFERRED, Flag.FIELDS_INFERRED, Flag.PARTY_TYPE_INFERRED, Flag.LIST_INFERRED}
)
"""The flags that tell a reader that something was inferred."""

_CHUNK = 200
_ALL = "**all**"


class Outcome(StrEnum):
    """What became of an entry."""

    EXACT = "exact"
    EXACT_FLAGGED = "exact, flagged"
    FLAGGED = "flagged"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Reading:
    """One entry as expected and as read; one of the two may be missing."""

    expected: Expected | None
    read: Expected | None
    outcome: Outcome
    confidence: float

    @property
    def wrong(self) -> tuple[str, ...]:
        """What is not as expected: names of fields, or that one side has no such entry."""
        if self.read is None:
            return ("left out",)
        if self.expected is None:
            return ("made of something else",)
        pairs = zip(Expected._fields, self.expected, self.read, strict=True)
        return tuple(name for name, wanted, read in pairs if wanted != read)


def read_roll(roll: Roll, folder: Path) -> SignatureList:
    """Read a roll from a file in ``folder``, as any document is read."""
    path = folder / f"roll{roll.suffix}"
    path.write_text(roll.content, "utf-8")
    document = read_document(path, "roll", roll.language)
    return read_signatures(document, load_vocabulary(roll.language))


def said(signature: Signature) -> Expected:
    """What a signature says, in the form of what is expected."""

    def words(part: object) -> str | None:
        text = getattr(part, "text", None)
        return squeezed(text) if text else None

    group = words(signature.group)
    return Expected(
        person=words(signature.person),
        organization=words(signature.organization),
        role=words(signature.role),
        place=words(signature.place),
        ordinal=signature.ordinal,
        group=group.rstrip(" :：") if group else None,
    )


def compare(roll: Roll, found: SignatureList) -> list[Reading]:
    """Every entry of a roll beside its reading, and every reading that no entry gave."""
    list_flagged = any(Flag.LIST_INFERRED in entry.flags for entry in found.entries)
    # What was left out can carry no flag; a warning about the list tells of it.
    list_warned = list_flagged or any(p.severity is not Severity.INFO for p in found.problems)
    readings = []
    for expected, entry in _aligned(roll.entries, found.entries):
        read = said(entry) if entry else None
        if entry is None:
            flagged, confidence = list_warned, 0.0
        else:
            unsure = entry.confidence < SURE or not INFERENCES.isdisjoint(entry.flags)
            flagged, confidence = list_flagged or unsure, entry.confidence
        if read == expected:
            outcome = Outcome.EXACT_FLAGGED if flagged else Outcome.EXACT
        else:
            outcome = Outcome.FLAGGED if flagged else Outcome.SILENT
        readings.append(Reading(expected, read, outcome, confidence))
    return readings


def _aligned(
    expected: Sequence[Expected], entries: Sequence[Signature]
) -> Iterable[tuple[Expected | None, Signature | None]]:
    if len(expected) == len(entries):
        return list(zip(expected, entries, strict=True))
    wanted = [(e.person, e.organization) for e in expected]
    read = [(s.person, s.organization) for s in map(said, entries)]
    pairs: list[tuple[Expected | None, Signature | None]] = []
    for _, a, b, c, d in SequenceMatcher(None, wanted, read, autojunk=False).get_opcodes():
        both = min(b - a, d - c)
        pairs += zip(expected[a : a + both], entries[c : c + both], strict=True)
        pairs += [(one, None) for one in expected[a + both : b]]
        pairs += [(None, one) for one in entries[c + both : d]]
    return pairs


# ---- many --------------------------------------------------------------------------------------


@dataclass
class Tally:
    """The outcomes of many rolls under one heading."""

    lists: int = 0
    exact_lists: int = 0
    silent_lists: int = 0
    entries: Counter[Outcome] = field(default_factory=Counter)

    def add(self, readings: Sequence[Reading]) -> None:
        """Count one roll."""
        outcomes = Counter(reading.outcome for reading in readings)
        self.lists += 1
        self.exact_lists += not (outcomes[Outcome.FLAGGED] or outcomes[Outcome.SILENT])
        self.silent_lists += outcomes[Outcome.SILENT] > 0
        self.entries += outcomes

    def merge(self, other: Tally) -> None:
        """Count what another has counted."""
        self.lists += other.lists
        self.exact_lists += other.exact_lists
        self.silent_lists += other.silent_lists
        self.entries += other.entries

    @property
    def silent(self) -> float:
        """The share of entries that are silent errors."""
        return self.entries[Outcome.SILENT] / max(1, self.entries.total())


@dataclass(frozen=True, slots=True)
class Job:
    """A roll to make: the same job gives the same roll on every machine."""

    seed: int
    layout: str
    language: str


def jobs(count: int, layouts: Sequence[Layout], codes: Sequence[str], seed: int = 0) -> list[Job]:
    """Jobs that go round all layouts in the order of chance, each in a language of its own."""
    random = Random(seed)
    order: list[Layout] = []
    while len(order) < count:
        order += random.sample(layouts, len(layouts))
    drawn = []
    for number, layout in enumerate(order[:count]):
        printed = [code for code in codes if code in languages_of(layout)]
        if printed:
            drawn.append(Job(seed * 1_000_000 + number, layout.name, random.choice(printed)))
    return drawn


HEADINGS: dict[str, Callable[[Job], str]] = {
    "frame": lambda job: LAYOUTS[job.layout].frame,
    "form": lambda job: LAYOUTS[job.layout].form,
    "groups": lambda job: "grouped" if LAYOUTS[job.layout].grouped else "not grouped",
    "language": lambda job: job.language,
    "layout": lambda job: job.layout,
}
"""What tallies are kept by."""


@dataclass
class Result:
    """The tallies of many rolls, what confidences were worth, and examples of silent errors."""

    total: Tally = field(default_factory=Tally)
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    judged: Counter[tuple[float, bool]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    examples: list[tuple[Job, Reading]] = field(default_factory=list)

    def merge(self, other: Result) -> None:
        """Take in what another has counted."""
        self.total.merge(other.total)
        for key, tally in other.tallies.items():
            self.tallies.setdefault(key, Tally()).merge(tally)
        self.judged += other.judged
        self.wrong += other.wrong
        self.examples += other.examples


def run(chunk: Sequence[Job]) -> Result:
    """Make, read and compare the rolls of ``chunk``."""
    result = Result()
    with tempfile.TemporaryDirectory() as folder:
        for job in chunk:
            roll = make_roll(job.seed, LAYOUTS[job.layout], job.language)
            readings = compare(roll, read_roll(roll, Path(folder)))
            result.total.add(readings)
            for heading, key in HEADINGS.items():
                result.tallies.setdefault((heading, key(job)), Tally()).add(readings)
            for reading in readings:
                result.wrong.update((what, reading.outcome) for what in reading.wrong)
                if reading.read is not None:
                    right = reading.read == reading.expected
                    result.judged[(round(reading.confidence, 3), right)] += 1
                if reading.outcome is Outcome.SILENT:
                    result.examples.append((job, reading))
    return result


def run_all(todo: Sequence[Job], processes: int = 1) -> Result:
    """``run`` over all jobs, in ``processes``."""
    chunks = [todo[start : start + _CHUNK] for start in range(0, len(todo), _CHUNK)]
    result = Result()
    if processes == 1:
        for chunk in chunks:
            result.merge(run(chunk))
        return result
    with ProcessPoolExecutor(processes) as pool:
        for part in pool.map(run, chunks):
            result.merge(part)
    return result


# ---- printing ----------------------------------------------------------------------------------


def tally_table(result: Result, heading: str, most: int | None = None) -> str:
    """A row for each value of ``heading``; with ``most`` only the worst, by silent errors."""
    rows = [(key, tally) for (head, key), tally in result.tallies.items() if head == heading]
    if most is not None:
        rows = sorted(rows, key=lambda row: (-row[1].silent, row[0]))[:most]
    if most is None:
        rows.append((_ALL, result.total))
    return table(
        (
            heading,
            "#lists",
            "#exact",
            "#entries",
            "#exact",
            "#of these flagged",
            "#wrong, flagged",
            "#silent errors",
            "#silent in 1,000",
        ),
        [
            (
                f"`{key.replace('|', '·')}`" if key != _ALL else key,
                tally.lists,
                f"{tally.exact_lists / max(1, tally.lists):.1%}",
                tally.entries.total(),
                tally.entries[Outcome.EXACT] + tally.entries[Outcome.EXACT_FLAGGED],
                tally.entries[Outcome.EXACT_FLAGGED],
                tally.entries[Outcome.FLAGGED],
                tally.entries[Outcome.SILENT],
                f"{tally.silent * 1000:.2f}",
            )
            for key, tally in rows
        ],
    )


def wrong_table(result: Result) -> str:
    """A row for each field: how often it is not as expected."""
    names = dict.fromkeys(name for name, _ in result.wrong)
    rows: list[tuple[str, int, int]] = [
        (name, result.wrong[name, Outcome.FLAGGED], result.wrong[name, Outcome.SILENT])
        for name in names
    ]
    heads = ("what is wrong in an entry", "#flagged", "#silent")
    rows.sort(key=lambda row: -row[2])
    return table(heads, rows)


def report(result: Result, *, every_layout: bool = False) -> str:
    """All tables, and the rates in a sentence."""
    whole = result.total
    parts = [tally_table(result, heading) for heading in ("frame", "form", "groups", "language")]
    if every_layout:
        parts.append(tally_table(result, "layout"))
    else:
        parts.append("The layouts with the most silent errors:\n")
        parts.append(tally_table(result, "layout", most=15))
    parts.append(wrong_table(result))
    parts.append(band_table(bands(pair for pair, n in result.judged.items() for _ in range(n))))
    parts.append(
        f"\nSilent errors: {whole.entries[Outcome.SILENT]} in {whole.entries.total()} entries "
        f"({whole.silent * 1000:.2f} in 1,000); lists with any: {whole.silent_lists} in "
        f"{whole.lists} ({whole.silent_lists / max(1, whole.lists) * 1000:.2f} in 1,000)."
    )
    return "\n".join(parts)


def main(argv: Sequence[str] | None = None) -> str:
    """Read random rolls and return the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lists", nargs="?", type=int, default=LISTS, metavar="N")
    parser.add_argument("--quick", action="store_true", help="a smoke run with a few lists")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--frame", default="*", help="only frames like this (`md*`)")
    parser.add_argument("--form", default="*", help="only forms like this (`Name*`)")
    parser.add_argument("--languages", nargs="+", default=[], metavar="CODE", choices=LANGUAGES)
    parser.add_argument("--no-groups", action="store_true", help="no lists with headings within")
    parser.add_argument("--every-layout", action="store_true", help="a row for each layout")
    parser.add_argument("--examples", type=int, default=0, metavar="N", help="show silent errors")
    args = parser.parse_args(argv)
    chosen = [
        layout
        for layout in LAYOUTS.values()
        if not (args.no_groups and layout.grouped)
        and fnmatch(layout.frame, args.frame)
        and fnmatch(layout.form, args.form.replace("[", "[[]"))
    ]
    if not chosen:
        parser.error("no layout is like this")
    known = [code for code in args.languages or LANGUAGES if code in languages()]
    count, processes = (40, 1) if args.quick else (args.lists, args.processes)
    result = run_all(jobs(count, chosen, known, args.seed), processes)
    text = report(result, every_layout=args.every_layout)
    left_out = [code for code in args.languages or LANGUAGES if code not in known]
    if left_out:
        text += f"\nThere is no vocabulary for {', '.join(left_out)}."
    random = Random(args.seed)
    for job, reading in random.sample(result.examples, min(args.examples, len(result.examples))):
        text += f"\n\n{job}\n  expected {reading.expected}\n  read     {reading.read}"
    return text


if __name__ == "__main__":
    print(main())
