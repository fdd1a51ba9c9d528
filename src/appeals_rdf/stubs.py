"""A file of decisions to begin with: what is in doubt in a document, filled with what was read.

It can be put into ``curation/`` as it is. Each entry of the list stands there with the words of its
fields; left so, it says that the entry was read rightly. What else is in doubt is a comment, so
that nothing is decided that nobody decided.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from appeals_rdf.curation import Quote, anchor
from appeals_rdf.extract.contacts import hide_contacts
from appeals_rdf.model import Record, Signature
from appeals_rdf.review import Doubt, Review
from appeals_rdf.text import squeeze

_HEAD = """\
# What to look at in {file}.
# Mend the fields that are wrong: each quotes words of its entry, "" says that there are none.
# Fields: person (or people: [a, b]), honorific, role, organization, place, type.
# An entry that is left as it is was read rightly; delete those that you did not look at.
# Where nobody signs, write dismiss: instead of correct:, and a reason:.
"""
_REACH = 120
"""Characters beside an entry in which words are tried that tell it from others."""

# Characters that YAML cannot hold as they are, and some that cannot be seen.
_ESCAPED = re.compile(
    "[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


def stub(review: Review) -> str:
    """The decisions on the doubts of one document, as YAML."""
    record = review.record
    lines = _HEAD.format(file=_comment(record.file)).splitlines()
    lines.append(f"document: {_quoted(record.file)}")
    listed: list[str] = []
    templates: dict[str, None] = {}
    for doubt in review.doubts:
        if doubt.entry:
            listed += _entry(doubt, review.document.text)
        elif doubt.code == "stray-line":
            listed += _about(doubt, "  ")
            listed.append(f"  # - add: {_quoted(squeeze(doubt.words))}")
        else:
            lines += _about(doubt, "")
            # One template serves all doubts on the same field.
            wanted = _template(doubt, record)
            lines += [line for line in wanted if line not in templates]
            templates |= dict.fromkeys(wanted)
    if listed:
        lines += ["signatures:", *listed]
    return "\n".join(lines) + "\n"


def _about(doubt: Doubt, indent: str) -> Iterator[str]:
    sure = "" if doubt.confidence is None else f" {doubt.confidence:.2f}"
    said = _comment("; ".join(doubt.why))
    yield f"{indent}# {doubt.line}:{doubt.column}{sure} {doubt.code}: {said}"
    if doubt.in_line:
        yield f"{indent}#   {_comment(doubt.in_line)}"


def _entry(doubt: Doubt, text: str) -> Iterator[str]:
    first = doubt.entry[0]
    yield from _about(doubt, "  ")
    quote = _quote(first, text)
    if quote is None:
        yield "  # The same words stand elsewhere, too: quote the entry by hand, with near:."
        return
    yield f"  - correct: {_quoted(quote.words)}"
    if quote.near:
        yield f"    near: {_quoted(quote.near)}"
    several = len(doubt.entry) > 1
    for name in ("person", "honorific", "role", "organization", "place"):
        mention = getattr(first, name)
        if several and name == "person":
            names = (_quoted(squeeze(each.person.text)) for each in doubt.entry if each.person)
            yield f"    people: [{', '.join(names)}]"
        elif mention and not (several and name == "honorific"):
            yield f"    {name}: {_quoted(squeeze(mention.text))}"
    yield f"    type: {first.signatory_type.value}"


def _quote(entry: Signature, text: str) -> Quote | None:
    """Words by which the entry is found again; None where the words beside it do not tell."""
    span = (entry.start, entry.end)
    words = squeeze(entry.text)
    if hide_contacts(words) != words:
        return None
    plain = Quote(words, "", "", 0)
    if anchor(plain, text, []) == span:
        return plain
    for near in _beside(text, *span):
        quote = Quote(words, near, "", 0)
        if hide_contacts(near) == near and anchor(quote, text, []) == span:
            return quote
    return None


def _beside(text: str, start: int, end: int) -> Iterator[str]:
    """The entry with ever more words before it, and behind it."""
    own = squeeze(text[start:end])
    before = text[max(start - _REACH, 0) : start].split()
    after = text[end : end + _REACH].split()
    for count in range(1, max(len(before), len(after)) + 1):
        yield " ".join([*before[-count:], own])
        yield " ".join([own, *after[:count]])


def _template(doubt: Doubt, record: Record) -> Sequence[str]:
    """What a curator may write on a doubt that is no entry, as comments."""
    match doubt.code.removeprefix("no-"):
        case "title":
            return (f"# title: {_quoted(squeeze(doubt.words))}",)
        case "date":
            edtf = dict(doubt.read).get("date", "2030-01-31")
            words = doubt.words if doubt.confidence is not None else "words of the letter"
            return (f"# date: {{edtf: {_quoted(edtf)}, quote: {_quoted(squeeze(words))}}}",)
        case "addressee" if doubt.confidence is None:
            return ("# addressees:", '#   - add: "words of the letter"', "#     type: office")
        case "addressee":
            return ("# addressees:", f"#   - correct: {_quoted(squeeze(doubt.words))}")
        case "language-unsure":
            return (f"# language: {record.language}",)
        case "list" | "list-inferred" | "declared-count":
            return (f"# expect: {{signatures: {len(record.signatures)}}}",)
    return ()


def _quoted(text: str) -> str:
    """A YAML string in quotation marks; JSON's are, but for characters that YAML must escape."""
    return _ESCAPED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _comment(text: str) -> str:
    return _ESCAPED.sub("\ufffd", squeeze(text))
