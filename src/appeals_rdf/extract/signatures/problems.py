"""What a person should look at in a signature list, in words, with line and column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from appeals_rdf.extract.signatures.entries import Stray
from appeals_rdf.extract.signatures.page import Page
from appeals_rdf.model import Document, Flag, MarkKind, Problem, Severity, Signature
from appeals_rdf.text import LineIndex

_MAX_WORDS = 160
_IMAGE_BELOW = 2
"""How many lines above an image of signatures their heading may stand."""

# code, flag, severity, message, advice; {n} is the printed number or position of the entry.
_BY_FLAG = (
    (
        "ordinal-gap",
        Flag.ORDINAL_GAP_BEFORE,
        Severity.WARNING,
        "the numbering skips before entry {n}",
        "look whether the source leaves an entry out",
    ),
    (
        "truncated-entry",
        Flag.TRUNCATED_ENTRY,
        Severity.WARNING,
        "entry {n} is cut off in the source",
        "it is kept as printed, and never completed from elsewhere",
    ),
    (
        "repeated-entry",
        Flag.REPEATS_ENTRY,
        Severity.WARNING,
        "entry {n} reads the same as entry {m}",
        "both are kept",
    ),
    (
        "no-terminator",
        Flag.NO_TERMINATOR,
        Severity.INFO,
        "entry {n} has no mark at its end, as the others have",
        "",
    ),
    (
        "unbalanced-quotes",
        Flag.PRINTED_IRREGULARITY,
        Severity.INFO,
        "entry {n} has a quotation mark without its pair",
        "",
    ),
)


def find_problems(
    document: Document,
    signatures: Sequence[Signature],
    strays: Iterable[Stray],
    again: Iterable[tuple[int, int]] = (),
) -> tuple[Problem, ...]:
    """The problems of a list, in the order of the text.

    ``again`` are the offsets of lists that print this one once more.
    """
    index = LineIndex(document.text)
    found: list[tuple[int, Problem]] = []

    def add(start: int, end: int, severity: Severity, code: str, message: str, advice: str) -> None:
        line, column = index.position(start)
        words = document.text[start : min(end, start + _MAX_WORDS)]
        found.append(
            (start, Problem(severity, code, message, document.file, line, column, words, advice))
        )

    for each in signatures:
        for code, flag, severity, message, advice in _BY_FLAG:
            if flag in each.flags:
                number = each.ordinal if each.ordinal is not None else each.position
                said = message.format(n=number, m=each.repeats)
                add(each.start, each.end, severity, code, said, advice)
    for before, after in pairwise(signatures):
        if _falls(before, after):
            said = f"entry {after.ordinal} comes after entry {before.ordinal}"
            add(after.start, after.end, Severity.WARNING, "ordinal-order", said, "")
    for stray in strays:
        said = f"{stray.reason} stands in the list of signatories"
        add(stray.start, stray.end, Severity.WARNING, "stray-line", said, "look whether it signs")
    for start, end in again:
        said = "this list names the same signatories once more, and is not read"
        add(start, end, Severity.INFO, "list-printed-again", said, "look whether it names others")
    inferred = [each for each in signatures if Flag.SPLIT_INFERRED in each.flags]
    if inferred:
        first = inferred[0]
        said = (
            f"in {len(inferred)} entries nothing separates person and body: the border is inferred"
        )
        add(first.start, first.end, Severity.INFO, "split-inferred", said, "")
    return tuple(problem for _, problem in sorted(found, key=lambda each: each[0]))


def find_images(document: Document, page: Page) -> tuple[Problem, ...]:
    """A problem where signatures stand in the document as an image only."""
    index = LineIndex(document.text)
    ends = [line.end for line in page.lines]
    for mark in document.marks:
        if mark.kind is not MarkKind.IMAGE:
            continue
        last = bisect_right(ends, mark.start)
        above = page.lines[max(0, last - _IMAGE_BELOW) : last]
        if any(page.is_heading(line) or page.is_closing(line) for line in above):
            line, column = index.position(mark.start)
            return (
                Problem(
                    Severity.WARNING,
                    "signatures-as-image",
                    "the signatures stand in an image, which is not read",
                    document.file,
                    line,
                    column,
                    mark.value[:_MAX_WORDS],
                    "add the names by curation, if the image is legible",
                ),
            )
    return ()


def _falls(before: Signature, after: Signature) -> bool:
    # 1 begins another list or is Markdown's way to number every item.
    if before.start == after.start:
        return False  # two people of one entry
    if before.ordinal is None or after.ordinal is None or after.ordinal == 1:
        return False
    return after.ordinal <= before.ordinal
