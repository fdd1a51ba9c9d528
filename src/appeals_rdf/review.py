"""What a curator should look at in what was read, the most doubtful first.

An entry of a list is as doubtful as its confidence says; what has none is ranked by ``RANKS``. What
people decided is settled and is not shown again: an entry, a title or a date by a decision, the
length of a list by ``expect``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from appeals_rdf.curation import Curation
from appeals_rdf.explain.names import dictionary
from appeals_rdf.explain.render import marked, plain
from appeals_rdf.extract.contacts import hide_contacts
from appeals_rdf.iris import concept
from appeals_rdf.model import (
    CURATION,
    Document,
    Finding,
    Flag,
    Mention,
    Problem,
    Record,
    Severity,
    Signature,
)
from appeals_rdf.text import LineIndex, squeeze

BELOW = 0.9
"""Less sure readings are looked at, unless a curator asks for others."""

RANKS: Mapping[str, float] = {
    "language-unsure": 0.1,
    "signatures-as-image": 0.2,
    "prose-too-long": 0.2,
    "declared-count": 0.3,
    "stray-line": 0.4,
    "ordinal-order": 0.5,
    "no-list": 0.6,
    "list-inferred": 0.6,
    "list-printed-again": 0.6,
    "no-date": 0.7,
    "no-addressee": 0.75,
    "no-title": 0.8,
    "ordinal-gap": 0.8,
    "truncated-entry": 0.85,
    "repeated-entry": 0.85,
    "contact-withheld": 0.85,
}
"""How soon to look at what has no confidence: 0 first. An order of work, and no measure."""

_OTHER_RANK = 0.5
_SAID = frozenset({"language-unsure", "list-printed-again"})
"""Remarks for information that a curator decides on."""

FIELDS = ("person", "honorific", "role", "organization", "place", "type", "date")
"""What may have been read, in the order in which it is shown."""

_SHOWN = {"organization": "body"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One place to look at: ``text[start:end]`` of the document, and what was read there.

    ``code`` says what is in doubt: an entry, or the code of a problem. ``read`` are pairs of a
    field and its words. ``confidence`` is that of the reading, None where nothing was read;
    ``rank`` is the order of work. ``entry`` has the signatures of an entry.
    """

    appeal: str
    file: str
    code: str
    start: int
    end: int
    line: int
    column: int
    words: str
    in_line: str
    read: tuple[tuple[str, str], ...]
    confidence: float | None
    rank: float
    why: tuple[str, ...]
    severity: Severity = Severity.WARNING
    entry: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """One document with its doubts, in the order of the text."""

    record: Record
    document: Document
    curation: Curation | None
    doubts: tuple[Doubt, ...]


def review(
    record: Record, document: Document, curation: Curation | None, below: float = BELOW
) -> Review:
    """Look through one document for readings that are less sure than ``below``, or inferred."""
    found = _Doubts(record, document, curation, below)
    return Review(record, document, curation, tuple(sorted(found.all(), key=lambda d: d.start)))


def most_doubtful(doubts: Iterable[Doubt]) -> list[Doubt]:
    """Doubts of any documents, the most doubtful first."""
    return sorted(doubts, key=lambda doubt: (doubt.rank, doubt.file, doubt.start))


class _Doubts:
    """The doubts of one document."""

    def __init__(
        self, record: Record, document: Document, curation: Curation | None, below: float
    ) -> None:
        self._record = record
        self._text = document.text
        self._index = LineIndex(document.text)
        self._below = below
        self._confirmed = curation is not None and curation.expected_signatures == len(
            record.signatures
        )
        self._problems = [
            problem
            for problem in record.warnings
            if problem.severity is not Severity.INFO or problem.code in _SAID
        ]

    def all(self) -> Iterator[Doubt]:
        entries = [
            tuple(group)
            for _, group in groupby(self._record.signatures, lambda s: (s.start, s.end))
        ]
        at = {self._index.position(entry[0].start): entry for entry in entries}
        told: dict[tuple[int, int], list[Problem]] = {}
        for problem in self._problems:
            place = (problem.line or 0, problem.column or 0)
            if place in at and problem.severity is Severity.WARNING:
                told.setdefault(place, []).append(problem)
            elif problem.code != "declared-count" or not self._confirmed:
                yield self._problem(problem)
        for place, entry in at.items():
            yield from self._entry(entry, told.get(place, ()))
        yield from self._list()
        yield from self._header()

    def _entry(self, entry: tuple[Signature, ...], problems: Sequence[Problem]) -> Iterator[Doubt]:
        first = entry[0]
        flags = dict.fromkeys(flag for each in entry for flag in each.flags)
        inferred = [flag for flag in flags if _is_inference(flag)]
        confidence = min(each.confidence for each in entry)
        if Flag.CURATED in flags or not (confidence < self._below or inferred or problems):
            return
        ranks = [RANKS.get(problem.code, _OTHER_RANK) for problem in problems]
        why = [*map(_label, inferred), *(problem.message for problem in problems)]
        yield self._doubt(
            "entry",
            first.start,
            first.end,
            (*why, f"read by the rule {first.rule}"),
            read=_read_in(entry),
            confidence=confidence,
            rank=min([confidence, *ranks]),
            entry=entry,
        )

    def _list(self) -> Iterator[Doubt]:
        """What is in doubt of the list as a whole."""
        signatures = self._record.signatures
        if self._confirmed:
            return
        if not signatures:
            if not any(problem.code == "signatures-as-image" for problem in self._problems):
                said = "no signature list was found; that is a normal result, if nobody signed"
                yield self._doubt("no-list", 0, 0, (said,))
            return
        inferred = [each for each in signatures if Flag.LIST_INFERRED in each.flags]
        if inferred:
            said = f"{_label(Flag.LIST_INFERRED)}: {len(inferred)} signatures"
            yield self._doubt("list-inferred", inferred[0].start, inferred[0].end, (said,))

    def _header(self) -> Iterator[Doubt]:
        record = self._record
        opening = (record.opening.start, record.opening.end) if record.opening else (0, 0)
        for what, findings in (
            ("title", [record.title]),
            ("date", [record.date]),
            ("addressee", record.addressees or [None]),
        ):
            for finding in findings:
                if finding is None:
                    yield self._doubt(f"no-{what}", *opening, (f"no {what} was read",))
                else:
                    yield from self._finding(what, finding)

    def _finding(self, what: str, finding: Finding) -> Iterator[Doubt]:
        inferred = [flag for flag in finding.flags if _is_inference(flag)]
        if finding.rule == CURATION or not (inferred or finding.confidence < self._below):
            return
        value = getattr(finding, "edtf", "")
        yield self._doubt(
            what,
            finding.start,
            finding.end,
            (*map(_label, inferred), f"read by the rule {finding.rule}"),
            read=(("date", value),) if value else (),
            confidence=finding.confidence,
            rank=finding.confidence,
        )

    def _problem(self, problem: Problem) -> Doubt:
        why = (problem.message, *([problem.advice] if problem.advice else []))
        if problem.file != self._record.file or problem.line is None:
            # A decision that found no place, or a remark on the file as a whole.
            if problem.file != self._record.file:
                why = (f"{problem.file}, line {problem.line or 1}: {problem.message}", *why[1:])
            return self._doubt(problem.code, 0, 0, why, severity=problem.severity)
        start, end = self._index.line(min(problem.line, len(self._index)))
        start = min(start + (problem.column or 1) - 1, end)
        if self._text.startswith(problem.words, start):
            end = start + len(problem.words)
        return self._doubt(problem.code, start, end, why, severity=problem.severity)

    def _doubt(
        self,
        code: str,
        start: int,
        end: int,
        why: tuple[str, ...],
        *,
        read: tuple[tuple[str, str], ...] = (),
        confidence: float | None = None,
        rank: float | None = None,
        severity: Severity = Severity.WARNING,
        entry: tuple[Signature, ...] = (),
    ) -> Doubt:
        line, column = self._index.position(start)
        first, _ = self._index.line(line)
        _, last = self._index.line(self._index.position(max(start, end - 1))[0])
        if rank is None:
            rank = 0.0 if severity is Severity.ERROR else RANKS.get(code, _OTHER_RANK)
        return Doubt(
            appeal=self._record.id,
            file=self._record.file,
            code=code,
            start=start,
            end=end,
            line=line,
            column=column,
            words=hide_contacts(self._text[start:end]),
            in_line=marked(self._text, start, end, first, last) if end > start else "",
            read=read,
            confidence=confidence,
            rank=rank,
            why=why,
            severity=severity,
            entry=entry,
        )


def _is_inference(flag: Flag) -> bool:
    if flag is Flag.LIST_INFERRED:
        # Said once of the list, and not of each entry.
        return False
    return flag.endswith("-inferred") or flag is Flag.ADDRESSEE_IMPLIED


def _label(flag: Flag) -> str:
    return dictionary()[concept("flag", flag.value)][0]


def _read_in(entry: Sequence[Signature]) -> tuple[tuple[str, str], ...]:
    """The fields of an entry; several people and titles, each once, in their order."""
    found: dict[tuple[str, str], None] = {}
    for name in FIELDS[:-2]:
        for each in entry:
            mention: Mention | None = getattr(each, name)
            if mention:
                found[name, squeeze(mention.text)] = None
    return (*found, ("type", entry[0].signatory_type.value))


# --- as text


def write_doubts(doubts: Sequence[Doubt], format_: str) -> str:
    """The doubts in one of ``FORMATS``."""
    return FORMATS[format_](doubts)


def _table(doubts: Sequence[Doubt]) -> str:
    blocks = []
    for doubt in doubts:
        sure = "" if doubt.confidence is None else f"  {doubt.confidence:.2f}"
        lines = [f"{doubt.file}:{doubt.line}:{doubt.column}{sure}  {doubt.code}"]
        if doubt.in_line:
            lines.append(f"    {doubt.in_line}")
        if doubt.read:
            read = (f"{_SHOWN.get(name, name)} {words}" for name, words in doubt.read)
            lines.append(f"    {plain(' | '.join(read))}")
        lines += [f"    → {plain(said)}" for said in doubt.why]
        blocks.append("\n".join(lines) + "\n")
    return "".join(blocks) or "Nothing to look at.\n"


def _json(doubts: Sequence[Doubt]) -> str:
    rows = [
        {
            "appeal": doubt.appeal,
            "file": doubt.file,
            "code": doubt.code,
            "severity": doubt.severity.value,
            "start": doubt.start,
            "end": doubt.end,
            "line": doubt.line,
            "column": doubt.column,
            "words": doubt.words,
            "read": {
                name: [words for _, words in pairs]
                for name, pairs in groupby(doubt.read, lambda pair: pair[0])
            },
            "confidence": doubt.confidence,
            "why": list(doubt.why),
        }
        for doubt in doubts
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _csv(doubts: Sequence[Doubt]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    places = ("appeal", "file", "line", "column", "code", "confidence", "words")
    writer.writerow([*places, *FIELDS, "why"])
    for doubt in doubts:
        values = [getattr(doubt, name) for name in places]
        read = ["; ".join(words for of, words in doubt.read if of == name) for name in FIELDS]
        cells = ["" if value is None else str(value) for value in values]
        writer.writerow([*cells, *read, "; ".join(doubt.why)])
    return buffer.getvalue()


FORMATS: Mapping[str, Callable[[Sequence[Doubt]], str]] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
}
