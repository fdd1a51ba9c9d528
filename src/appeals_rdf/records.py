"""A record as JSON, with documented and stable keys. ``docs/records.md`` describes each of them.

A value is null where the document says nothing. Offsets count Unicode code points of the text,
from 0, the end excluded.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from appeals_rdf.model import (
    Addressee,
    Citation,
    Claim,
    Event,
    Finding,
    Mention,
    Record,
    Request,
    Signature,
    WrittenDate,
)
from appeals_rdf.rollcall import repeated_entries


def record_json(record: Record) -> dict[str, Any]:
    """The record as plain values, ready for ``json.dumps``."""
    return {
        "id": record.id,
        "file": record.file,
        "sha256": record.sha256,
        "layer_sha256": record.layer_sha256,
        "language": record.language,
        "title": _words(record.title),
        "kind": record.kind,
        "date": _date(record.date),
        "reference": record.reference.text if record.reference else None,
        "issuer": record.issuers[0].text if record.issuers else None,
        "issuers": [_party(issuer) for issuer in record.issuers],
        "declared_signatories": (
            record.declared_signatories.count if record.declared_signatories else None
        ),
        "addressees": [_addressee(a) for a in record.addressees],
        "signatures": [_signature(s) for s in record.signatures],
        "missing_ordinals": list(record.missing_ordinals),
        "duplicates": [list(pair) for pair in repeated_entries(record)],
        "events": [_event(e) for e in record.events],
        "claims": [_claim(c) for c in record.claims],
        "requests": [_request(r) for r in record.requests],
        "citations": [_citation(c) for c in record.citations],
        "ledger": [asdict(line) for line in record.ledger],
        "warnings": [
            {
                "severity": p.severity.value,
                "code": p.code,
                "message": p.message,
                "line": p.line,
                "column": p.column,
                "words": p.words or None,
            }
            for p in record.warnings
        ],
    }


def _name(finding: Finding | None) -> str | None:
    return finding.text if finding else None


def _words(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    return {"text": finding.text, "start": finding.start, "end": finding.end}


def _made(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "confidence": finding.confidence,
        "flags": [flag.value for flag in finding.flags],
    }


def _date(date: WrittenDate | None) -> dict[str, Any] | None:
    return {"edtf": date.edtf, **(_words(date) or {})} if date else None


def _party(mention: Mention) -> dict[str, Any]:
    return {
        "name": mention.text,
        "type": mention.type.value if mention.type else None,
        "start": mention.start,
        "end": mention.end,
    }


def _addressee(a: Addressee) -> dict[str, Any]:
    return {
        "name": a.name,
        "type": a.type.value,
        "capacity": _name(a.capacity),
        "body": _name(a.body),
        "holder": _name(a.holder),
        **(_words(a) or {}),
        **_made(a),
    }


def _signature(s: Signature) -> dict[str, Any]:
    return {
        "position": s.position,
        "ordinal": s.ordinal,
        **(_words(s) or {}),
        "person": _name(s.person),
        "honorific": _name(s.honorific),
        "role": _name(s.role),
        "organization": _name(s.organization),
        "place": _name(s.place),
        "group": _name(s.group),
        "signatory_type": s.signatory_type.value,
        "name_status": s.name_status.value,
        "confidence": s.confidence,
        "flags": [flag.value for flag in s.flags],
    }


def _event(e: Event) -> dict[str, Any]:
    return {
        "key": e.key,
        "kind": e.kind,
        "date": _date(e.date),
        "places": [p.text for p in e.places],
        **(_words(e) or {}),
        **_made(e),
    }


def _claim(c: Claim) -> dict[str, Any]:
    q = c.quantity
    return {
        "key": c.key,
        "measure": c.measure,
        "value": _number(q.value) if q else None,
        "qualifier": q.qualifier if q else None,
        "figure": _words(q),
        "as_of": _date(c.as_of),
        "scope": c.scope,
        "speaker": _name(c.speaker),
        **(_words(c) or {}),
        **_made(c),
    }


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _request(r: Request) -> dict[str, Any]:
    return {
        "key": r.key,
        "of": [_party(m) for m in r.of],
        **(_words(r) or {}),
        **_made(r),
    }


def _citation(c: Citation) -> dict[str, Any]:
    return {
        "key": c.key,
        "kind": c.kind,
        "date": _date(c.date),
        **(_words(c) or {}),
        **_made(c),
    }
