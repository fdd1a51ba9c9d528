"""Read the signature list of a document.

The steps: find the list's blocks and cut them into entries → decide the layout over all entries →
read each entry → flag → ledger. Each is a module of its own; here they stand in a row. No step
knows a document: a list is found by its form, and read by words of the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from appeals_rdf.extract.signatures.assemble import assemble
from appeals_rdf.extract.signatures.blocks import Block, find_blocks
from appeals_rdf.extract.signatures.checks import gaps_in, missing_numbers
from appeals_rdf.extract.signatures.entries import usual_terminator
from appeals_rdf.extract.signatures.layouts import Layout, decide_layout
from appeals_rdf.extract.signatures.ledger import ledger_of
from appeals_rdf.extract.signatures.lexicon import lexicon
from appeals_rdf.extract.signatures.page import make_page
from appeals_rdf.extract.signatures.problems import find_images, find_problems
from appeals_rdf.extract.signatures.reading import Core, core_of, read_entries
from appeals_rdf.extract.signatures.shapes import Shaper
from appeals_rdf.model import Document, LedgerLine, MarkKind, Problem, Signature
from appeals_rdf.vocabulary import Vocabulary

__all__ = ["Layout", "SignatureList", "read_signatures"]

_OWN_LAYOUT = 5
"""How many entries show how a list is laid out."""


@dataclass(frozen=True, slots=True)
class SignatureList:
    """The signatories a document lists, and an account of how they were read.

    ``blocks`` are the offsets of the list with its headings; a document without a list has none.
    ``ledger`` covers every character of the blocks. ``entries`` are in list order. ``layouts`` has
    one layout for each block, ``judged`` every list of the document with what spoke for it.
    """

    blocks: tuple[tuple[int, int], ...] = ()
    entries: tuple[Signature, ...] = ()
    missing_ordinals: tuple[int, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()
    layouts: tuple[Layout, ...] = ()
    judged: tuple[Block, ...] = field(default=(), compare=False)
    problems: tuple[Problem, ...] = ()


def read_signatures(document: Document, vocabulary: Vocabulary) -> SignatureList:
    """Read the list of signatories of a document; an empty one where there is none.

    Any text gives a list; nothing is raised. Every value is ``document.text[start:end]``.
    """
    text = document.text
    words = lexicon(vocabulary)
    shaper = Shaper(text, words, _borders(document))
    page = make_page(text, words, document.marks)
    found = find_blocks(page, shaper)
    blocks = found.signed
    if not blocks:
        return SignatureList(judged=tuple(found.judged), problems=find_images(document, page))

    cores = [[core_of(entry, shaper) for entry in block.entries] for block in blocks]
    layouts = _layouts(blocks, cores, shaper)
    readings = [
        reading
        for block, core, layout in zip(blocks, cores, layouts, strict=True)
        for reading in read_entries(block.entries, core, layout, shaper, _labels(block))
    ]
    missing: list[int] = []
    gaps: dict[int, str] = {}
    for block in blocks:
        gone = missing_numbers(entry.number for entry in block.entries)
        missing += gone
        gaps |= gaps_in(block.entries, gone)
    entries = [entry for block in blocks for entry in block.entries]
    strays = [stray for block in blocks for stray in block.strays]
    of_entries = [
        layout for block, layout in zip(blocks, layouts, strict=True) for _ in block.entries
    ]
    unannounced = {
        entry.start for block in blocks if not block.candidate.announced for entry in block.entries
    }
    signatures = assemble(
        text, entries, readings, of_entries, gaps, words.open_endings, unannounced
    )
    spans = tuple(block.span for block in blocks)
    headings = [heading for block in blocks for heading in block.headings]
    return SignatureList(
        spans,
        signatures,
        tuple(missing),
        ledger_of(text, spans, headings, signatures, strays, gaps),
        layouts,
        tuple(found.judged),
        find_problems(document, signatures, strays, [block.span for block in found.again]),
    )


def _borders(document: Document) -> list[tuple[int, int]]:
    """Where emphasis sets words of an entry apart: ``**Ada Lind** director``."""
    return [
        (mark.start, mark.end)
        for mark in document.marks
        if mark.kind in (MarkKind.STRONG, MarkKind.EMPHASIS)
    ]


def _labels(block: Block) -> tuple[str | None, ...]:
    """What the head of a table says of its columns, but for that of the numbers, which is cut."""
    return tuple(label for label in block.candidate.fields if label != "number")


def _layouts(blocks: list[Block], cores: list[list[Core]], shaper: Shaper) -> tuple[Layout, ...]:
    """The layout of each block; small groups share that of all, as they show too little."""

    def layout_of(chosen: list[Block], shown: list[list[Core]]) -> Layout:
        entries = [entry for block in chosen for entry in block.entries]
        shapes = [core.shape for block in shown for core in block]
        style = chosen[0].candidate.style
        return decide_layout(shapes, shaper, style, usual_terminator(entries))

    common = layout_of(blocks, cores)
    if len(blocks) == 1:
        return (common,)
    return tuple(
        layout_of([block], [core]) if len(block.entries) >= _OWN_LAYOUT else common
        for block, core in zip(blocks, cores, strict=True)
    )
