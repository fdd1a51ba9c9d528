"""From a document to a record: rules give findings with their place in the text."""

from __future__ import annotations

import re
from dataclasses import replace

from appeals_rdf.curation import Curation
from appeals_rdf.extract.contacts import withhold_contacts, without_contacts
from appeals_rdf.extract.curated import apply_curation
from appeals_rdf.extract.curatedlist import open_problems
from appeals_rdf.extract.keys import assign_keys, mark_provisional
from appeals_rdf.extract.prose import read_prose
from appeals_rdf.extract.sentences import metadata_lines
from appeals_rdf.extract.signatures import read_signatures
from appeals_rdf.model import Document, Finding, Problem, Record, Severity
from appeals_rdf.text import LineIndex
from appeals_rdf.vocabulary import load_vocabulary

_LINE = re.compile(r"\S[^\r\n]*")


def extract(document: Document, curation: Curation | None = None) -> Record:
    """Read a document by rules, then put people's decisions on what was read.

    What a person should look at, decisions that found no place among it, is in ``warnings``.
    """
    vocabulary = load_vocabulary(document.language)
    roll = read_signatures(document, vocabulary)
    prose = read_prose(document, vocabulary, roll.blocks)
    record = Record(
        id=document.id,
        file=document.file,
        sha256=document.sha256,
        layer_sha256=document.layer_sha256,
        language=document.language,
        media_type=document.media_type,
        text_length=len(document.text),
        title=prose.title,
        kind=prose.kind,
        kind_finding=prose.kind_finding,
        date=prose.date,
        reference=prose.reference,
        issuers=prose.issuers,
        declared_signatories=prose.declared_signatories,
        addressees=prose.addressees,
        signatures=roll.entries,
        missing_ordinals=roll.missing_ordinals,
        events=prose.events,
        claims=prose.claims,
        requests=prose.requests,
        citations=prose.citations,
        furniture=prose.furniture,
        ledger=roll.ledger,
    )
    record = mark_provisional(replace(record, opening=_opening(record, document)))
    problems = [*document.notes, *prose.problems, *roll.problems]
    if curation:
        rules_alone = record
        record, wrong = apply_curation(record, document, curation)
        problems = [*open_problems(problems, rules_alone, record, document), *wrong]
    # After the curation, so that no decision can quote a contact into the data either.
    record, withheld = withhold_contacts(record, document)
    record, lost = assign_keys(record)
    problems += [*withheld, *lost, *_count_problems(record, document)]
    return replace(record, warnings=tuple(without_contacts(problems)))


def _opening(record: Record, document: Document) -> Finding | None:
    """The first line that is no page furniture: what a letter without a title rests on."""
    skipped = (*metadata_lines(document), *((f.start, f.end) for f in record.furniture))
    for line in _LINE.finditer(document.text):
        start, end = line.start(), line.start() + len(line.group().rstrip())
        if not any(a < end and start < b for a, b in skipped):
            text = document.text[start:end]
            return Finding(text=text, start=start, end=end, rule="opening-line")
    return None


def _count_problems(record: Record, document: Document) -> list[Problem]:
    declared = record.declared_signatories
    if declared is None or declared.count == len(record.signatures):
        return []
    line, column = LineIndex(document.text).position(declared.start)
    return [
        Problem(
            Severity.WARNING,
            "declared-count",
            f"the document states {declared.count} signatories, {len(record.signatures)} were read",
            record.file,
            line,
            column,
            declared.text,
            "Compare the list in the document with what was read.",
        )
    ]
