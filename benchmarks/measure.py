"""Time and memory of child processes, paired runs and their medians, tables in Markdown.

Everything is measured in a process of its own, so that peak memory is that of one variant, and
variants take turns, so that a busy minute of the machine meets all of them:

    results = paired({"ours": [python, "a.py"], "theirs": [python, "b.py"]}, runs=5)
    results["ours"].seconds, results["ours"].peak_mib

A child may print one JSON object as its last line on stdout; it comes back as ``facts``, with the
median of each number.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
"""Where corpora, outputs and environments of the benchmarks go; git ignores it."""

PYTHON = sys.executable
_SAMPLE_SECONDS = 0.02
_KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a child: wall and CPU seconds of the whole process tree, and its memory.

    ``peak_mib`` is the largest resident set of the first process, ``worker_mib`` that of the
    largest of its children, ``total_mib`` the largest sum of all of them at one moment (shared
    pages are counted in each process that maps them).
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float
    worker_mib: float = 0.0
    total_mib: float = 0.0
    facts: Mapping[str, float] = field(default_factory=dict)


class ChildError(RuntimeError):
    """A child did not end well; the message holds what it said."""


def run_child(command: Sequence[str], *, cwd: Path | None = None) -> Run:
    """Run ``command`` to its end and measure it; ``ChildError`` where it fails."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begin = time.perf_counter()
        # The child is reaped by `wait4` below, which gives the usage of this child alone.
        child = subprocess.Popen(command, stdout=out, stderr=err, cwd=cwd)
        watch = _Watch(child.pid)
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            child.kill()
            raise
        finally:
            watch.stop()
        seconds = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode != 0:
            raise ChildError(
                f"{' '.join(command)} ended with {child.returncode}:\n{err.read()[-2000:]}"
            )
        facts = _facts(out.read())
    return Run(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_mib=watch.main_kib / _KIB_PER_MIB or usage.ru_maxrss / _KIB_PER_MIB,
        worker_mib=watch.worker_kib / _KIB_PER_MIB,
        total_mib=max(watch.total_kib, watch.main_kib) / _KIB_PER_MIB,
        facts=facts,
    )


def _facts(printed: str) -> dict[str, float]:
    last = printed.strip().rpartition("\n")[2]
    if not last.startswith("{"):
        return {}
    return {key: float(value) for key, value in json.loads(last).items()}


class _Watch:
    """Looks at the memory of a process and of its descendants until it is stopped."""

    def __init__(self, pid: int) -> None:
        self.main_kib = self.worker_kib = self.total_kib = 0.0
        self._pid = pid
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            # The high-water mark of a process falls between two looks only in its last moment.
            main = _memory(self._pid)
            workers = [_memory(pid) for pid in _descendants(self._pid)]
            self.main_kib = max(self.main_kib, main[1])
            self.worker_kib = max([self.worker_kib, *(peak for _, peak in workers)])
            self.total_kib = max(self.total_kib, main[0] + sum(now for now, _ in workers))
            if self._end.wait(_SAMPLE_SECONDS):
                return


def _memory(pid: int) -> tuple[float, float]:
    """Resident set and its high-water mark in KiB; zeros where there is no such process."""
    now = peak = 0.0
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                now = float(line.split()[1])
            elif line.startswith("VmHWM:"):
                peak = float(line.split()[1])
    except OSError:
        pass
    return now, peak


def _descendants(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except OSError:
        return []
    return children + [below for child in children for below in _descendants(child)]


def middle(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    keys = runs[0].facts
    return Run(
        seconds=median(r.seconds for r in runs),
        cpu_seconds=median(r.cpu_seconds for r in runs),
        peak_mib=median(r.peak_mib for r in runs),
        worker_mib=median(r.worker_mib for r in runs),
        total_mib=median(r.total_mib for r in runs),
        facts={key: median(r.facts[key] for r in runs) for key in keys},
    )


def paired(
    commands: Mapping[str, Sequence[str]], runs: int, *, once: Iterable[str] = ()
) -> dict[str, Run]:
    """The medians of ``runs`` rounds, in each of which every command has its turn.

    The order turns round by one from round to round. Those named in ``once`` run in the first round
    alone, because they take long.
    """
    measured: dict[str, list[Run]] = {name: [] for name in commands}
    single = set(once)
    for number in range(runs):
        names = [name for name in commands if number == 0 or name not in single]
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            tell(f"  run {number + 1} of {runs}: {name}")
            measured[name].append(run_child(commands[name]))
    return {name: middle(found) for name, found in measured.items()}


def tell(message: str) -> None:
    """Say to the person who waits what is going on."""
    print(message, file=sys.stderr, flush=True)


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A folder of this run alone in ``work/``, gone at the end."""
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=WORK) as folder:
        yield Path(folder)


def machine() -> str:
    """The machine by its size only: ``2 cores, 24 GiB``."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} cores, {round(pages / 1024**3)} GiB"


def load() -> str:
    """The load average of the last minute, five and fifteen minutes."""
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def conditions(quick: bool, runs: int) -> str:
    """The line under which a table stands: the machine, its load, and how it was measured."""
    kind = "a smoke run, not a measurement" if quick else f"medians of {runs} paired runs"
    version = ".".join(map(str, sys.version_info[:3]))
    return f"Machine: {machine()}. Python {version}. Load average: {load()}. {kind.capitalize()}."


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; columns whose head begins with ``#`` are set to the right."""
    heads = [column.lstrip("#") for column in columns]
    rule = ["---:" if column.startswith("#") else "---" for column in columns]
    lines = [heads, rule, *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def seconds(value: float) -> str:
    """A duration with three significant figures."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
