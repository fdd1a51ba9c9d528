"""Why a document's signatures were read as they were, in words and figures for a person.

Shown are how the language is known, the lists of the document with what spoke for and against
each, the layout that the entries of a signed list agree on, by which rules they were read, and how
surely. It is an account of the rules: people's decisions are counted and not applied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from appeals_rdf.curation import Curation
from appeals_rdf.extract.contacts import hide_contacts
from appeals_rdf.extract.signatures import SignatureList, read_signatures
from appeals_rdf.extract.signatures.blocks import EVIDENCE, THRESHOLD, Block
from appeals_rdf.extract.signatures.layouts import Layout
from appeals_rdf.model import Document, Signature
from appeals_rdf.text import LineIndex, squeeze
from appeals_rdf.vocabulary import load_vocabulary

_WORDS = 60
_BANDS = (0.95, 0.9, 0.8, 0.6, 0.0)


def why(
    document: Document,
    told: str = "",
    curation: Curation | None = None,
    *,
    entries: bool = False,
) -> str:
    """The account of one document, as lines of plain text.

    ``told`` says in words how the language is known. With ``entries`` each entry has a line.
    """
    found = read_signatures(document, load_vocabulary(document.language))
    how = f", {told}" if told else ""
    lines = [f"{document.file}: {document.media_type}, language {document.language}{how}"]
    lines += [f"  {note.message}" for note in document.notes]
    index = LineIndex(document.text)
    signed = {start for start, _ in found.blocks}
    if not found.judged:
        lines.append("  nothing in it has the form of a list")
    for block in found.judged:
        lines += _block(block, document, index, signed=block.span[0] in signed)
    for number, layout in enumerate(found.layouts, 1):
        lines += _layout(layout, number)
    lines += _sureness(found)
    if entries:
        lines += ["  entry by entry:", *map(_entry, found.entries)]
    if curation and (decided := (curation.decisions or {}).get("signatures")):
        lines.append(f"  {len(decided)} decision(s) in {curation.file} change what the rules read")
    return hide_contacts("\n".join(lines)) + "\n"


def _block(block: Block, document: Document, index: LineIndex, *, signed: bool) -> Iterator[str]:
    start, end = block.span
    first, last = index.position(start)[0], index.position(end)[0]
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    verdict = "signed" if signed else "not signed"
    yield f"  {where}: {len(block.entries)} entries, {verdict} (weight {block.weight:g})"
    yield f'    begins "{squeeze(document.text[start : start + _WORDS])}"'
    for (name, value), (_, _, weigh) in zip(block.found, EVIDENCE, strict=False):
        if weight := weigh(value):
            yield f"    {weight:+5.1f}  {name} ({value:.2g})"
    if not signed and block.weight >= THRESHOLD:
        yield "           a list that is announced, or a longer one, was taken instead"


def _layout(layout: Layout, number: int) -> Iterator[str]:
    yield f"  layout of list {number}: {layout.name} ({layout.confidence:.0%} of the entries agree)"
    for what, found, count in layout.evidence:
        yield f"    {count:5}  {what}: {found}"


def _sureness(found: SignatureList) -> Iterator[str]:
    if not found.entries:
        yield "  no signature was read"
        return
    yield f"  {len(found.entries)} signatures, by the rule that read them:"
    for rule, count in Counter(entry.rule for entry in found.entries).most_common():
        yield f"    {count:5}  {rule}"
    yield "  and by how sure the reading is:"
    bands = Counter(
        next(band for band in _BANDS if entry.confidence >= band) for entry in found.entries
    )
    for band in _BANDS:
        if bands[band]:
            yield f"    {bands[band]:5}  {band:.2f} or more"
    flags = Counter(flag.value for entry in found.entries for flag in entry.flags)
    for flag, count in sorted(flags.items()):
        yield f"    {count:5}  flagged {flag}"


def _entry(entry: Signature) -> str:
    """``12  0.90  comma/person-first  person Ada Lind | role chair  (fields-inferred)``"""
    number = entry.position if entry.ordinal is None else entry.ordinal
    parts = (
        ("person", entry.person),
        ("honorific", entry.honorific),
        ("role", entry.role),
        ("body", entry.organization),
        ("place", entry.place),
        ("under", entry.group),
    )
    read = " | ".join(f"{name} {squeeze(words.text)}" for name, words in parts if words)
    flags = ", ".join(flag.value for flag in entry.flags)
    rule = entry.rule.removeprefix("signatures/")
    return f"    {number:5}  {entry.confidence:.2f}  {rule}  {read}{flags and f'  ({flags})'}"
