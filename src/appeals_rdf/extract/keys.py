"""Gives every event, claim, request and citation its key, the last part of its IRI.

A key is a neutral kind and a number within that kind (``attack-2``), so that a finding that comes
or goes renumbers only its own kind. A curator may pin a key; a pinned key is kept as written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from appeals_rdf.model import Citation, Claim, Event, Problem, Record, Request, Severity

_PINNED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBERED = re.compile(r"(?:.*-)?\d+")

K = TypeVar("K", Event, Claim, Request, Citation)


def assign_keys(record: Record) -> tuple[Record, list[Problem]]:
    """Number the findings of each kind in the order of the text; report keys that clash."""
    problems: list[Problem] = []
    events, moved = _number(record.events, record.file, problems)
    claims, _ = _number(record.claims, record.file, problems)
    known = {event.key for event in events}
    scoped = []
    for claim in claims:
        scope = moved.get(claim.scope or "", claim.scope)
        if scope and scope not in known:
            message = f"the claim “{claim.text}” names the event '{scope}', which there is not"
            problems.append(
                Problem(
                    Severity.ERROR,
                    "no-such-event",
                    message,
                    record.file,
                    words=claim.text,
                    advice=f"Known events: {', '.join(sorted(known)) or 'none'}.",
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
        if not key or _NUMBERED.fullmatch(key):
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
        moved[finding.key] = key
        result.append(replace(finding, key=key))
    return tuple(result), moved
