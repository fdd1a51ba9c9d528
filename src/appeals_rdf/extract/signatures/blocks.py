"""Which of the lists in a text is the list of signatories.

Each candidate is judged by what ``EVIDENCE`` finds in a sample of it; the sum of the weights
decides. To take account of something more, add a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from appeals_rdf.extract.signatures.candidates import FINDERS, Candidate, Page
from appeals_rdf.extract.signatures.entries import Entry, Stray, cut_entries
from appeals_rdf.extract.signatures.roles import honorifics
from appeals_rdf.extract.signatures.shapes import Shape, Shaper
from appeals_rdf.extract.signatures.splitters import PARTY

THRESHOLD = 3.0
_FEW = 2.0
_SAMPLE = 200
_MAX_LENGTH = 2000
_NEAR = 3
"""How many lines on the next block may begin: a blank line is none, a heading is one."""
_NAMING = frozenset("NIATGBRQH")


class Sample(NamedTuple):
    """What of a candidate is judged: its heading, and the shapes of some of its entries."""

    headed: bool
    entries: int
    shapes: list[Shape]
    titled: int
    """How many of the shapes begin with an honorific."""


def _headed(sample: Sample) -> float:
    return float(sample.headed)


def _few(sample: Sample) -> float:
    return float(sample.entries < 3)


def _names(sample: Sample) -> float:
    """How much of the middle entry is written as names are: 1 for ``Ada Lind, Elm Union``."""
    return median(_capitals(shape.letters) for shape in sample.shapes)


def _parties(sample: Sample) -> float:
    """The share of entries in which a body's word, a quoted name or a person's name stands."""
    found = sum(PARTY.search(shape.letters) is not None for shape in sample.shapes)
    return max(found, sample.titled) / len(sample.shapes)


def _length(sample: Sample) -> float:
    return float(median(len(shape.letters) for shape in sample.shapes))


def _figures(sample: Sample) -> float:
    """The share of entries with figures inside, as in bibliographies and tables of data."""
    return sum("d" in shape.letters for shape in sample.shapes) / len(sample.shapes)


def _capitals(letters: str) -> float:
    names = sum(letter in _NAMING for letter in letters)
    return names / ((names + letters.count("l") + letters.count("d")) or 1)


EVIDENCE: tuple[tuple[str, Callable[[Sample], float], Callable[[float], float]], ...] = (
    ("a heading announces it", _headed, lambda value: 3.0 * value),
    ("it has few entries", _few, lambda value: -_FEW * value),
    ("its entries are names", _names, lambda value: 2.0 if value >= 0.6 else -3.0),
    ("parties stand in it", _parties, lambda value: 2.0 if value >= 0.5 else -2.0),
    ("its entries are long", _length, lambda value: -3.0 if value > 30 else 0.0),
    ("figures stand in it", _figures, lambda value: -2.0 if value >= 0.5 else 0.0),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One list of signatories as cut into entries, with why it was taken for one.

    ``found`` gives what each row of ``EVIDENCE`` found, ``weight`` their sum.
    """

    candidate: Candidate
    entries: list[Entry]
    strays: list[Stray]
    weight: float
    found: tuple[tuple[str, float], ...]

    @property
    def heading(self) -> tuple[int, int] | None:
        """Offsets of the line that announces it, or None."""
        line = self.candidate.heading
        return (line.start, line.end) if line else None

    @property
    def span(self) -> tuple[int, int]:
        """Offsets from its heading to the mark that ends its last entry."""
        first = self.candidate.heading or self.candidate.pieces[0].line
        return first.start, self.candidate.pieces[-1].line.end


def find_blocks(page: Page, shaper: Shaper) -> list[Block]:
    """The lists of signatories of a page, in the order of the text; [] where there is none."""
    candidates = [candidate for find in FINDERS for candidate in find(page)]
    candidates.sort(key=lambda candidate: candidate.first)
    for candidate in candidates:
        before = page.lines[candidate.first - 1] if candidate.first else None
        if before is not None and page.is_heading(before):
            candidate.heading = before
    blocks = (_cut_and_judge(candidate, page, shaper) for candidate in candidates)
    chains = _chains(_signed(blocks))
    announced = [_from_heading(chain) for chain in chains if any(each.heading for each in chain)]
    if announced:
        return [block for chain in announced for block in chain]
    # Where nothing is announced, the longest list is signed; of equals the last.
    return max(
        reversed(chains), key=lambda chain: sum(len(each.entries) for each in chain), default=[]
    )


def _signed(blocks: Iterable[Block]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        # A short group beside a list of signatories is one more of its groups.
        needed = THRESHOLD - (_FEW if found and _near(found[-1], block) else 0.0)
        if block.entries and block.weight >= needed:
            found.append(block)
    return found


def _cut_and_judge(candidate: Candidate, page: Page, shaper: Shaper) -> Block:
    entries, strays = cut_entries(page.text, candidate, page.lexicon.abbreviations)
    if not entries:
        return Block(candidate, entries, strays, 0.0, ())
    step = -(-len(entries) // _SAMPLE)
    shapes = [
        shaper.shape(entry.words, min(entry.end, entry.words + _MAX_LENGTH))
        for entry in entries[::step]
    ]
    titled = sum(honorifics(shape, shaper) > 0 for shape in shapes)
    sample = Sample(candidate.heading is not None, len(entries), shapes, titled)
    found = tuple((name, look(sample)) for name, look, _ in EVIDENCE)
    weight = sum(weigh(value) for (_, value), (_, _, weigh) in zip(found, EVIDENCE, strict=True))
    return Block(candidate, entries, strays, weight, found)


def _chains(blocks: list[Block]) -> list[list[Block]]:
    """Blocks with next to nothing between them together, as groups that each begin at 1."""
    chains: list[list[Block]] = []
    for block in blocks:
        if chains and _near(chains[-1][-1], block):
            chains[-1].append(block)
        else:
            chains.append([block])
    return chains


def _near(before: Block, block: Block) -> bool:
    return block.candidate.first - before.candidate.last <= _NEAR


def _from_heading(chain: list[Block]) -> list[Block]:
    """A chain without what stands before its first heading."""
    first = next(index for index, block in enumerate(chain) if block.heading)
    return chain[first:]
