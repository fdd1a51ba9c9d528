"""What a confidence is worth: how many of the entries said to be so sure are strictly right.

    python benchmarks/calibration.py          # tests/letters
    python benchmarks/calibration.py DIR      # any folder that score.py takes

A band holds what it says where the share of right entries lies within it or above. Entries that the
gold leaves open (optional ones, the middle of a list annotated at its ends) are not counted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import table
from score import LETTERS, score_folder

EDGES: tuple[float, ...] = (0.0, 0.6, 0.8, 0.9, 0.95, 1.0)
"""The edges of the bands; each band has its lower edge, and the last one also its upper."""


@dataclass(frozen=True, slots=True)
class Band:
    """The entries whose confidence is at least ``low`` and below ``high``, and the right ones."""

    low: float
    high: float
    entries: int
    right: int
    confidence: float
    """The mean of what the tool said; 0 where the band is empty."""

    @property
    def share(self) -> float:
        """How many of the entries are right; 1 where there are none."""
        return self.right / self.entries if self.entries else 1.0


def bands(judged: Iterable[tuple[float, bool]], edges: Sequence[float] = EDGES) -> list[Band]:
    """The bands of (confidence, rightness) pairs, from the surest downwards."""
    pairs = list(judged)
    found = []
    for low, high in pairwise(edges):
        inside = [(c, ok) for c, ok in pairs if low <= c and (c < high or high == edges[-1])]
        mean = sum(c for c, _ in inside) / len(inside) if inside else 0.0
        found.append(Band(low, high, len(inside), sum(ok for _, ok in inside), mean))
    return found[::-1]


def expected_error(found: Sequence[Band]) -> float:
    """How far shares lie from confidences on average, weighted by entries."""
    entries = sum(band.entries for band in found)
    away = sum(band.entries * abs(band.share - band.confidence) for band in found)
    return away / entries if entries else 0.0


def band_table(found: Sequence[Band]) -> str:
    """A row for each band."""
    rows = [
        (
            f"≥ {band.low:g}" if band is found[0] else f"{band.low:g}–{band.high:g}",
            band.entries,
            band.right,
            f"{band.confidence:.3f}" if band.entries else "–",
            f"{band.share:.3f}" if band.entries else "–",
        )
        for band in found
    ]
    text = table(("confidence", "#entries", "#right", "#mean confidence", "#share right"), rows)
    return f"{text}\nExpected calibration error: {expected_error(found):.3f}"


def main(argv: Sequence[str] | None = None) -> None:
    """Print the bands of a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=LETTERS, metavar="DIR")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args(argv)
    scores = [score for score, _ in score_folder(args.folder, args.jobs)]
    judged = ((j.signature.confidence, j.right) for score in scores for j in score.judged)
    print(band_table(bands(judged)))


if __name__ == "__main__":
    main()
