"""Read the signature list of a document.

The steps: find the list's blocks and cut them into entries → decide the layout over all entries →
read each entry → flag → ledger. Each is a module of its own; here they stand in a row. No step
knows a document: a list is found by its form, and read by words of the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from appeals_rdf.extract.signatures.assemble import assemble
from appeals_rdf.extract.signatures.blocks import find_blocks
from appeals_rdf.extract.signatures.candidates import make_page
from appeals_rdf.extract.signatures.checks import gaps_in, missing_numbers
from appeals_rdf.extract.signatures.entries import usual_terminator
from appeals_rdf.extract.signatures.layouts import Layout, decide_layout
from appeals_rdf.extract.signatures.ledger import ledger_of
from appeals_rdf.extract.signatures.lexicon import lexicon
from appeals_rdf.extract.signatures.problems import find_problems
from appeals_rdf.extract.signatures.reading import core_of, read_entries
from appeals_rdf.extract.signatures.shapes import Shaper
from appeals_rdf.model import Document, LedgerLine, Problem, Signature
from appeals_rdf.vocabulary import Vocabulary

__all__ = ["Layout", "SignatureList", "read_signatures"]


@dataclass(frozen=True, slots=True)
class SignatureList:
    """The signatories a document lists, and an account of how they were read.

    ``blocks`` are the offsets of the list with its headings; a document without a list has none.
    ``ledger`` covers every character of the blocks. ``entries`` are in list order.
    """

    blocks: tuple[tuple[int, int], ...] = ()
    entries: tuple[Signature, ...] = ()
    missing_ordinals: tuple[int, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()
    layout: Layout = field(default_factory=Layout)
    problems: tuple[Problem, ...] = ()


def read_signatures(document: Document, vocabulary: Vocabulary) -> SignatureList:
    """Read the list of signatories of a document; an empty one where there is none.

    Any text gives a list; nothing is raised. Every value is ``document.text[start:end]``.
    """
    text = document.text
    words = lexicon(vocabulary)
    shaper = Shaper(text, words)
    blocks = find_blocks(make_page(text, words), shaper)
    entries = [entry for block in blocks for entry in block.entries]
    strays = [stray for block in blocks for stray in block.strays]
    if not entries:
        return SignatureList()

    cores = [core_of(entry, shaper) for entry in entries]
    layout = decide_layout(
        [core.shape for core in cores], shaper, blocks[0].candidate.style, usual_terminator(entries)
    )
    readings = read_entries(entries, cores, layout, shaper)
    missing: list[int] = []
    gaps: dict[int, str] = {}
    for block in blocks:
        gone = missing_numbers(entry.number for entry in block.entries)
        missing += gone
        gaps |= gaps_in(block.entries, gone)
    signatures = assemble(text, entries, readings, layout, gaps, words.open_endings)
    spans = tuple(block.span for block in blocks)
    headings = [block.heading for block in blocks if block.heading]
    return SignatureList(
        spans,
        signatures,
        tuple(missing),
        ledger_of(text, spans, headings, signatures, strays, gaps),
        layout,
        find_problems(document, signatures, strays),
    )
