"""Gives every event, claim, request and citation its key, the last part of its IRI.

A key is a neutral kind and a number within that kind (``attack-2``), so that a finding that comes
or goes renumbers only its own kind. A curator may pin a key; a pinned key is kept as written.

Rules name the event that a claim is about before the numbers are known. Their names are provisional
and marked so, because a curator's key must never be taken for one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from appeals_rdf.model import Citation, Claim, Event, Problem, Record, Request, Severity

_PINNED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PROVISIONAL = "~"

K = TypeVar("K", Event, Claim, Request, Citation)


def mark_provisional(record: Record) -> Record:
    """The record with every key that a rule gave marked as provisional."""
    return replace(
        record,
        events=tuple(replace(e, key=_PROVISIONAL + e.key) for e in record.events),
        claims=tuple(
            replace(c, key="", scope=_PROVISIONAL + c.scope if c.scope else None)
            for c in record.claims
        ),
        requests=tuple(replace(r, key="") for r in record.requests),
        citations=tuple(replace(c, key="") for c in record.citations),
    )


def assign_keys(record: Record) -> tuple[Record, list[Problem]]:
    """Number the findings of each kind in the order of the text; report keys that clash."""
    problems: list[Problem] = []
    events, moved = _number(record.events, record.file, problems)
    claims, _ = _number(record.claims, record.file, problems)
    known = {event.key for event in events}
    scoped = []
    for claim in claims:
        scope = claim.scope
        if scope and scope.startswith(_PROVISIONAL):
            # The event may be dismissed; then nothing is known of what the claim is about.
            scope = moved.get(scope)
        if scope and scope not in known:
            message = f"the claim “{claim.text}” names the event '{scope}', which there is not"
            problems.append(
                Problem(
                    Severity.ERROR,
                    "no-such-event",
                    message,
                    record.file,
                    words=claim.text,
                    advice="Give the event a key in the curation file, and name that.",
                )
            )
            scope = None
        scoped.append(replace(claim, scope=scope))
    return (
        replace(
            record,
            events=events,
            claims=tuple(scoped),
            requests=_number(record.requests, record.file, problems)[0],
            citations=_number(record.citations, record.file, problems)[0],
        ),
        problems,
    )


def _kind(finding: Event | Claim | Request | Citation) -> str:
    match finding:
        case Event() | Citation():
            return f"{finding.kind}-"
        case Claim():
            spoken = "reported-speech-" if finding.speaker else "statement-"
            return f"{finding.measure}-" if finding.measure else spoken
        case Request():
            return ""


def _number(
    findings: Sequence[K], file: str, problems: list[Problem]
) -> tuple[tuple[K, ...], dict[str, str]]:
    counts: Counter[str] = Counter()
    taken: set[str] = set()
    moved: dict[str, str] = {}
    result: list[K] = []
    for finding in findings:
        key = finding.key
        if not key or key.startswith(_PROVISIONAL):
            kind = _kind(finding)
            counts[kind] += 1
            key = f"{kind}{counts[kind]}"
        elif not _PINNED.fullmatch(key) or key in taken:
            what = "stands twice" if key in taken else "cannot be a key"
            problems.append(
                Problem(
                    Severity.ERROR,
                    "bad-key",
                    f"the key '{key}' {what}",
                    file,
                    words=finding.text,
                    advice="Use lower-case letters, digits and hyphens, each key once.",
                )
            )
            continue
        taken.add(key)
        if finding.key:
            moved[finding.key] = key
        result.append(replace(finding, key=key))
    return tuple(result), moved
