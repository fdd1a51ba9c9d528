"""Which of the lists in a text is the list of signatories.

Each candidate is judged by what ``EVIDENCE`` finds in a sample of it; the sum of the weights
decides. To take account of something more, add a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from appeals_rdf.extract.signatures.candidates import (
    FINDERS,
    LAST_RESORTS,
    RUNNING,
    Candidate,
    Finder,
)
from appeals_rdf.extract.signatures.entries import Entry, Stray, cut_entries
from appeals_rdf.extract.signatures.lines import Line
from appeals_rdf.extract.signatures.page import Page, is_dense
from appeals_rdf.extract.signatures.parties import is_clause, names_person
from appeals_rdf.extract.signatures.shapes import Shape, Shaper
from appeals_rdf.extract.signatures.splitters import PARTY
from appeals_rdf.text import fold

THRESHOLD = 3.0
_FEW = 2.0
_FEW_ENTRIES = 3
_SAMPLE = 200
_MAX_LENGTH = 2000
_NEAR = 3
"""How many lines on the next block may begin: a blank line is none, a heading is one."""
_ABOVE = 3
"""How many lines above a list its heading may stand: a remark and a group's heading between."""
_AGAIN_SHARE = 0.6
_OTHER_HEADING = 5.0
_OTHER_LIST = 6.0
"""How much speaks against a list below another heading, and below one of lists nobody signs."""
_SENTENCE = 60
_STOPS = frozenset(".。!！?？")
_NAMING = frozenset("NIATGBRQH")


class Sample(NamedTuple):
    """What of a candidate is judged, and the shapes of some of its entries.

    ``closes`` tells that no paragraph follows, ``linked`` is the share of entries that are links as
    a whole, ``people`` tells which entries name a person, ``clauses`` how many say something
    instead of naming a party.
    """

    candidate: Candidate
    entries: int
    shapes: list[Shape]
    people: list[bool]
    clauses: int
    closes: bool
    linked: float


def _announced(sample: Sample) -> float:
    return float(bool(sample.candidate.announced))


def _denied(sample: Sample) -> float:
    return sample.candidate.denied


def _few(sample: Sample) -> float:
    """1 for a list of few entries, 2 for a mark or number that stands alone."""
    alone = sample.entries == 1 and bool(sample.candidate.style)
    return float(sample.entries < _FEW_ENTRIES) + alone


def _closes(sample: Sample) -> float:
    return float(sample.closes)


def _stands_above(sample: Sample) -> float:
    """1 for lines that nothing marks or announces above the letter, as a letterhead stands."""
    candidate = sample.candidate
    return float(not (sample.closes or candidate.announced or candidate.style))


def _links(sample: Sample) -> float:
    return 0.0 if sample.candidate.announced else sample.linked


def _names(sample: Sample) -> float:
    """How much of the middle entry is written as names are: 1 for ``Ada Lind, Elm Union``."""
    return max(median(_capitals(shape.letters) for shape in sample.shapes), _people(sample))


def _parties(sample: Sample) -> float:
    """The share of entries in which a body's word, a quoted name or a person's name stands."""
    expected = sample.candidate.announced or sample.closes
    found = sum(
        1.0
        if person or PARTY.search(shape.letters)
        else (0.6 if expected else 0.4) * _is_title_case(shape.letters)
        for shape, person in zip(sample.shapes, sample.people, strict=True)
    )
    return found / len(sample.shapes)


def _people(sample: Sample) -> float:
    """The share of entries in which a person is named."""
    return sum(sample.people) / len(sample.shapes)


def _clauses(sample: Sample) -> float:
    """The share of entries that are clauses: demands, arguments, what somebody did."""
    return sample.clauses / len(sample.shapes)


def _length(sample: Sample) -> float:
    return float(median(len(shape.letters) for shape in sample.shapes))


def _figures(sample: Sample) -> float:
    """The share of entries with figures inside, as in bibliographies and tables of data."""
    return sum("d" in shape.letters for shape in sample.shapes) / len(sample.shapes)


def _capitals(letters: str) -> float:
    names = sum(letter in _NAMING for letter in letters)
    return names / ((names + letters.count("l") + letters.count("d")) or 1)


def _is_title_case(letters: str) -> bool:
    return not set("ld") & set(letters) and bool(set("NTGAQ") & set(letters))


def _words(entry: Entry) -> tuple[int, int]:
    """Offsets of an entry's words, as far as they are looked at."""
    return entry.words, min(entry.end, entry.words + _MAX_LENGTH)


def _is_clause(page: Page, shaper: Shaper, entry: Entry) -> bool:
    if is_clause(shaper, *_words(entry)):
        return True
    length = page.length(Line(entry.words, entry.end, 1))
    return entry.terminator in _STOPS and length > _SENTENCE and page.text[entry.end] in _STOPS


EVIDENCE: tuple[tuple[str, Callable[[Sample], float], Callable[[float], float]], ...] = (
    ("a heading or a sentence announces it", _announced, lambda value: 3.0 * value),
    ("something else is announced", _denied, lambda value: -value),
    ("it has few entries", _few, lambda value: -_FEW * value),
    ("its entries are names", _names, lambda value: 2.0 if value >= 0.6 else -3.0),
    ("parties stand in it", _parties, lambda value: 2.0 if value >= 0.5 else -2.0),
    ("people stand in it", _people, lambda value: 2.0 if value >= 0.6 else 0.0),
    ("its entries are clauses", _clauses, lambda value: -4.0 if value >= 0.4 else 0.0),
    ("its entries are long", _length, lambda value: -3.0 if value > 30 else 0.0),
    ("figures stand in it", _figures, lambda value: -2.0 if value >= 0.5 else 0.0),
    ("its entries are links", _links, lambda value: -3.0 if value >= 0.5 else 0.0),
    ("no paragraph follows it", _closes, lambda value: 1.0 * value),
    ("nothing sets it apart above a paragraph", _stands_above, lambda value: -3.0 * value),
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
    def headings(self) -> list[tuple[int, int]]:
        """Offsets of the line that announces it, and of those that head its groups."""
        lines = [self.candidate.heading, self.candidate.group]
        lines += [piece.line for piece in self.candidate.pieces if piece.kind == "group"]
        spans = {(line.start, line.end) for line in lines if line}
        if self.candidate.style == RUNNING:
            spans |= {entry.group for entry in self.entries if entry.group}
        return sorted(spans)

    @property
    def span(self) -> tuple[int, int]:
        """Offsets from its heading to the mark that ends its last entry."""
        first = self.candidate.heading or self.candidate.group or self.candidate.pieces[0].line
        return first.start, self.candidate.pieces[-1].line.end


class Found(NamedTuple):
    """The ``signed`` lists, those that print one ``again``, and all lists that were ``judged``."""

    signed: list[Block]
    again: list[Block]
    judged: list[Block]


def find_blocks(page: Page, shaper: Shaper) -> Found:
    """The lists of signatories of a page, in the order of the text, and what else was judged."""
    judged = _judged(page, shaper, FINDERS)
    chains = _chains(_signed(judged))
    announced = [chain for chain in map(_from_announced, chains) if chain]
    if not announced:
        resorts = _judged(page, shaper, LAST_RESORTS)
        judged += resorts
        taken = [(b.candidate.first, b.candidate.last) for chain in chains for b in chain]
        free = [
            block
            for block in resorts
            if all(block.candidate.last < a or b < block.candidate.first for a, b in taken)
        ]
        chains += _chains(_signed(free))
        chains.sort(key=lambda chain: chain[0].candidate.first)
        marked = [block for chain in chains for block in _from_announced(chain)]
        if marked:
            return Found(_parted(marked), [], judged)
        # Where nothing is announced, the longest list is signed; of equals the last.
        return Found(_parted(max(reversed(chains), key=_entries, default=[])), [], judged)
    signed, again = _once([block for chain in announced for block in chain], shaper)
    return Found(_parted(signed), again, judged)


def _parted(blocks: list[Block]) -> list[Block]:
    """The blocks, none of which takes a line of the one before it for its heading."""
    for before, block in pairwise(blocks):
        candidate, end = block.candidate, before.candidate.pieces[-1].line.end
        if candidate.heading and candidate.heading.start < end:
            candidate.heading = None
        if candidate.group and candidate.group.start < end:
            candidate.group = None
    return blocks


def _entries(chain: list[Block]) -> int:
    return sum(len(block.entries) for block in chain)


def _judged(page: Page, shaper: Shaper, finders: Iterable[Finder]) -> list[Block]:
    candidates = [each for find in finders for each in find(page, shaper) if each.pieces]
    candidates.sort(key=lambda candidate: (candidate.first, -candidate.last))
    last = page.last_text()
    levels = _sections(page)
    for candidate in candidates:
        _look_above(page, candidate, levels[candidate.first])
        if not candidate.announced and candidate.group and candidate.first > last:
            heads = page.cues.group.is_whole(page.words(candidate.group))
            candidate.announced = "group" if heads else ""
    return [
        _cut_and_judge(candidate, page, shaper, closes=candidate.first > last)
        for candidate in candidates
    ]


def _sections(page: Page) -> list[int]:
    """For each line, the level of the heading of signatories in whose section it stands, or 0."""
    levels: list[int] = []
    level = 0
    opened = False
    for line in page.lines:
        own = page.structure(line).heading
        if own and page.is_heading(line):
            level, opened = own, True
        elif own and own == level and opened:
            level = own - 1  # groups may have headings of the same level
        elif own and (own <= level or page.is_end(line)):
            level = 0
        opened = opened and own > 0
        levels.append(level)
    return levels


def _look_above(page: Page, candidate: Candidate, level: int) -> None:
    """Find what announces a candidate, or something else, in the lines above it.

    ``level`` is that of the heading of signatories in whose section it stands, 0 for none.
    """
    group: Line | None = None
    for index in range(candidate.first - 1, max(candidate.first - 1 - _ABOVE, -1), -1):
        line = page.lines[index]
        if page.is_heading(line):
            candidate.heading = candidate.heading or line
            candidate.announced = candidate.announced or "heading"
        elif page.leads_in(line):
            candidate.announced = candidate.announced or "lead-in"
        elif page.is_closing(line):
            candidate.announced = candidate.announced or "closing"
        elif page.is_aside(index):
            continue
        elif group is None and page.is_group(line):
            group = line
            continue
        break
    if level and not candidate.announced:
        candidate.announced = "section"
        above = page.lines[candidate.first - 1]
        group = group or (above if page.structure(above).heading > level else None)
    if candidate.announced:
        candidate.group = candidate.group or group
    elif candidate.first:
        above = page.lines[candidate.first - 1]
        if page.is_end(above) and not page.is_rule(above):
            candidate.denied = _OTHER_LIST
        elif page.is_other_heading(above) and not page.cues.group.find(page.words(above)):
            candidate.denied = _OTHER_HEADING
        candidate.group = candidate.group or group


def _signed(blocks: Iterable[Block]) -> list[Block]:
    found: list[Block] = []
    taken = -1
    for block in blocks:
        near = (
            bool(found)
            and _near(found[-1], block)
            and _alike(found[-1], block)
            and (not block.candidate.denied or block.candidate.group is not None)
        )
        # A short group beside a list of signatories is one more of its groups.
        needed = THRESHOLD - (_FEW if near else 0.0)
        weight = block.weight
        if near:
            weight += block.candidate.denied
        if block.entries and weight >= needed and block.candidate.first > taken:
            found.append(block)
            taken = block.candidate.last
    return found


def _cut_and_judge(candidate: Candidate, page: Page, shaper: Shaper, *, closes: bool) -> Block:
    entries, strays = cut_entries(page, candidate, shaper)
    if not entries:
        return Block(candidate, entries, strays, 0.0, ())
    step = -(-len(entries) // _SAMPLE)
    spans = [_words(entry) for entry in entries[::step]]
    shapes = [shaper.shape(*span) for span in spans]
    people = [names_person(shaper, *span) for span in spans]
    lines = [piece.line for piece in candidate.pieces]
    linked = sum(page.structure(line).link for line in lines) / len(lines)
    clauses = sum(_is_clause(page, shaper, entry) for entry in entries[::step])
    sample = Sample(candidate, len(entries), shapes, people, clauses, closes, linked)
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


def _alike(before: Block, block: Block) -> bool:
    """Whether a block may be one more group of the list before it."""
    return (
        block.candidate.style == before.candidate.style
        or block.candidate.group is not None
        or len(before.entries) < _FEW_ENTRIES
    )


def _from_announced(chain: list[Block]) -> list[Block]:
    """A chain without what stands before the first of its blocks that is announced."""
    first = next((i for i, block in enumerate(chain) if block.candidate.announced), len(chain))
    return chain[first:]


def _once(blocks: list[Block], shaper: Shaper) -> tuple[list[Block], list[Block]]:
    """The blocks, without those that print an earlier one again, perhaps in another language."""
    if len(_chains(blocks)) < 2:
        return blocks, []
    kept: list[Block] = []
    again: list[Block] = []
    seen: set[str] = set()
    for block in blocks:
        names = [_name(entry, shaper) for entry in block.entries]
        known = sum(name in seen for name in names)
        far = bool(kept) and not _near(kept[-1], block)
        same = known >= _AGAIN_SHARE * len(names) or _other_script(kept, block, shaper)
        if far and len(names) > 2 and same:
            again.append(block)
            continue
        kept.append(block)
        seen.update(names)
    return kept, again


def _other_script(kept: list[Block], block: Block, shaper: Shaper) -> bool:
    """Whether a list prints an earlier one in another script: the same number of entries."""

    def dense(each: Block) -> bool:
        start, end = each.entries[0].words, each.entries[-1].end
        return is_dense(shaper.text[start : min(end, start + _MAX_LENGTH)])

    return any(
        len(each.entries) == len(block.entries) and dense(each) != dense(block) for each in kept
    )


def _name(entry: Entry, shaper: Shaper) -> str:
    """The words of an entry up to its first separator."""
    shape = shaper.shape(*_words(entry))
    stop = next((i for i, letter in enumerate(shape.letters) if not letter.isalpha()), None)
    end = shape.spans[stop - 1][1] if stop else entry.end
    return fold(shaper.text[entry.words : end])
