"""The roll call: what became of each character of a signature list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from appeals_rdf.extract.signatures.entries import Stray
from appeals_rdf.model import Flag, LedgerLine, Signature

_TO_LOOK_AT = (
    Flag.TRUNCATED_ENTRY,
    Flag.SPLIT_INFERRED,
    Flag.REPEATS_ENTRY,
    Flag.PRINTED_IRREGULARITY,
    Flag.SEVERAL_PEOPLE_IN_ENTRY,
    Flag.FIELDS_INFERRED,
    Flag.PARTY_TYPE_INFERRED,
)


def ledger_of(
    text: str,
    blocks: Sequence[tuple[int, int]],
    headings: Iterable[tuple[int, int]],
    signatures: Iterable[Signature],
    strays: Iterable[Stray],
    gaps: Mapping[int, str],
) -> tuple[LedgerLine, ...]:
    """Lines that cover ``blocks`` without gap or overlap, in the order of the text.

    ``gaps`` gives, for the offset of an entry before which numbers are missing, which.
    """
    known = [LedgerLine(start, end, "ignored", "heading") for start, end in headings]
    # Several people may sign with one entry; it is one line.
    known += [line_of(list(shared)) for _, shared in groupby(signatures, key=_span)]
    known += [LedgerLine(each.start, each.end, "flagged", each.reason) for each in strays]
    known.sort(key=lambda line: line.start)
    lines: list[LedgerLine] = []
    following = iter(known)
    line = next(following, None)
    for start, end in blocks:
        at = start
        while at < end:
            until = line.start if line is not None and line.start < end else end
            if at < until:
                lines.append(_between(text, at, until, gaps))
            if line is None or line.start >= end:
                break
            lines.append(line)
            at = line.end
            line = next(following, None)
    return tuple(lines)


def _span(signature: Signature) -> tuple[int, int]:
    return signature.start, signature.end


def line_of(signatures: Sequence[Signature]) -> LedgerLine:
    """The line of one printed entry, in which one or several sign."""
    start, end = _span(signatures[0])
    flags = dict.fromkeys(flag for signature in signatures for flag in signature.flags)
    doubts = [flag.value for flag in flags if flag in _TO_LOOK_AT]
    name = f"entry {signatures[0].position}"
    if len(signatures) > 1:
        name = f"entries {signatures[0].position}-{signatures[-1].position}"
    if doubts:
        return LedgerLine(start, end, "flagged", f"{name}: {', '.join(doubts)}")
    return LedgerLine(start, end, "parsed", name)


def _between(text: str, start: int, end: int, gaps: Mapping[int, str]) -> LedgerLine:
    if end in gaps:
        return LedgerLine(start, end, "flagged", gaps[end])
    words = text[start:end].strip()
    if not words:
        return LedgerLine(start, end, "ignored", "white space")
    if not words.strip(";.,"):
        return LedgerLine(start, end, "ignored", "terminator")
    return LedgerLine(start, end, "flagged", "not read")
