"""The roll call: what became of each character of a signature list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from appeals_rdf.extract.signatures.entries import Stray
from appeals_rdf.model import Flag, LedgerLine, Signature

_TO_LOOK_AT = (
    Flag.TRUNCATED_ENTRY,
    Flag.SPLIT_INFERRED,
    Flag.REPEATS_ENTRY,
    Flag.PRINTED_IRREGULARITY,
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
    known += [_line_of(signature) for signature in signatures]
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


def _line_of(signature: Signature) -> LedgerLine:
    doubts = [flag.value for flag in signature.flags if flag in _TO_LOOK_AT]
    name = f"entry {signature.position}"
    if doubts:
        return LedgerLine(signature.start, signature.end, "flagged", f"{name}: {', '.join(doubts)}")
    return LedgerLine(signature.start, signature.end, "parsed", name)


def _between(text: str, start: int, end: int, gaps: Mapping[int, str]) -> LedgerLine:
    if end in gaps:
        return LedgerLine(start, end, "flagged", gaps[end])
    words = text[start:end].strip()
    if not words:
        return LedgerLine(start, end, "ignored", "white space")
    if not words.strip(";.,"):
        return LedgerLine(start, end, "ignored", "terminator")
    return LedgerLine(start, end, "flagged", "not read")
