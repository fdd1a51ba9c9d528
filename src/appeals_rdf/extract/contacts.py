"""Keeps telephone numbers and e-mail addresses out of the data.

A letterhead's contacts are page furniture and are never read. Where a contact stands within words
that are read, such as behind a name in a signature list, the finding ends before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from appeals_rdf.model import Document, Finding, Problem, Record, Severity, Signature
from appeals_rdf.text import LineIndex

CONTACT = re.compile(
    # ada.lind@elm.example. From the start of a word only, or a long word would take for ever.
    r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
    # Tel.: (555) 5550126 · +99 555 01 26
    r"|(?:\b(?:tel|tél|tlf|phone|telephone|telefon|téléphone|teléfono|telefone|telefono|тел|телефон"
    r"|fax|mob|mobile|cell|whatsapp|电话|電話)\b[.:：\s]*|(?<!\w)\+)\(?\d[\d ()./-]{5,}\d"
    # 0177/1234567 · 8 (999) 555-01-26
    r"|(?<![\w/])0\d{2,4}/\d{5,8}(?!\w)|(?<!\w)8 ?\(\d{3,4}\) ?\d{3}[- ]\d\d[- ]\d\d(?!\w)"
    # ada [at] elm.example
    r"|(?<![\w.+-])[\w.+-]++ ?[\[(] ?at ?[\])] ?[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
"""An e-mail address, or a telephone number that a word or a plus sign shows to be one."""

WITHHELD = "[withheld]"

# What may be left hanging before a contact: a comma, a bracket, "e-mail:"
_HANGING = re.compile(r"(?:[\s,;:(<\[\u2013\u2014-]|\be-?mail\b\.?|\bcontact\b)+$", re.IGNORECASE)


def hide_contacts(text: str) -> str:
    """The text with every contact replaced by ``[withheld]``."""
    return CONTACT.sub(WITHHELD, text)


def withhold_contacts(record: Record, document: Document) -> tuple[Record, list[Problem]]:
    """The record without contacts, and where something was withheld.

    Page furniture stays as it is: it tells where contacts stand and is not published.
    """
    if not CONTACT.search(document.text):
        return record, []
    index = LineIndex(document.text)
    problems: list[Problem] = []
    changes: dict[str, Any] = {}
    for field in fields(record):
        if field.name == "furniture":
            continue
        value = getattr(record, field.name)
        if isinstance(value, Finding):
            changes[field.name] = _shortened(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Finding):
            kept = [(old, _shortened(old)) for old in value]
            changes[field.name] = tuple(new for _, new in kept if new is not None)
            for old, new in kept:
                if new is None or new.end != old.end:
                    line, column = index.position(old.start)
                    problems.append(
                        Problem(
                            Severity.WARNING,
                            "contact-withheld",
                            "a telephone number or e-mail address stands here; what is recorded "
                            "ends before it",
                            record.file,
                            line,
                            column,
                            hide_contacts(old.text),
                            "Compare the entry with the letter.",
                        )
                    )
    return replace(record, **changes), problems


def without_contacts(problems: list[Problem]) -> list[Problem]:
    """The problems with the contacts in their words hidden."""
    return [
        replace(p, words=hide_contacts(p.words)) if CONTACT.search(p.words) else p for p in problems
    ]


def _shortened(finding: Finding) -> Finding | None:
    """The finding up to its first contact; None where nothing is left."""
    found = CONTACT.search(finding.text)
    if found is None:
        return finding
    text = finding.text[: found.start()]
    text = text[: len(text) - len(_hanging(text))]
    if not text:
        return None
    end = finding.start + len(text)
    changes = {name: _within(value, end) for name, value in _parts(finding)}
    if isinstance(finding, Signature) and finding.role and changes["role"] is None:
        changes["role_concept"] = None
    return replace(finding, text=text, end=end, **changes)


def _hanging(text: str) -> str:
    found = _HANGING.search(text)
    return found.group() if found else ""


def _parts(finding: Finding) -> Iterator[tuple[str, Any]]:
    for field in fields(finding):
        value = getattr(finding, field.name)
        nested = isinstance(value, tuple) and value and isinstance(value[0], Finding)
        if isinstance(value, Finding) or nested:
            yield field.name, value


def _within(value: Any, end: int) -> Any:
    if isinstance(value, tuple):
        return tuple(part for part in value if part.end <= end)
    if value.end <= end:
        return value
    # What stands behind the contact is not in the passage that is kept.
    return _shortened(value) if value.start < end else None
