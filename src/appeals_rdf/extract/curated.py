"""Puts people's decisions on a record that the rules read.

Each decision finds its place by its quote, in the text as it is now. What it sets is marked as the
curators': the finding's rule becomes ``curation``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from appeals_rdf.curation import Curation, Decision, Quote, anchor
from appeals_rdf.extract.curatedlist import decide_entries, party_type, settled_flags
from appeals_rdf.extract.numbers import bounds
from appeals_rdf.model import (
    CURATION,
    Addressee,
    Citation,
    Claim,
    Document,
    Event,
    Finding,
    Flag,
    Mention,
    PartyType,
    Problem,
    Quantity,
    Record,
    Request,
    WrittenDate,
)
from appeals_rdf.yamlfile import Node

F = TypeVar("F", bound=Finding)


def apply_curation(
    record: Record, document: Document, curation: Curation
) -> tuple[Record, list[Problem]]:
    """The record with the decisions on it, and what is wrong with the decisions."""
    problems: list[Problem] = []
    editor = _Editor(document, problems)
    changes: dict[str, Any] = {}
    if curation.kind:
        changes |= {"kind": curation.kind}
    if curation.title and (title := editor.finding(curation.title)):
        changes |= {"title": title}
    if curation.reference and (reference := editor.finding(curation.reference)):
        changes |= {"reference": reference}
    if curation.date:
        value, quote, line = curation.date
        node = Node(value, curation.file, line)
        if quote is None:
            problems.append(node.problem("no-quote", "the date must quote the letter"))
        elif written := editor.date(node, editor.finding(quote)):
            changes |= {"date": written}
    decisions = curation.decisions or {}
    for kind, build in _BUILDERS.items():
        found = getattr(record, kind)
        changes[kind] = editor.decide(found, decisions.get(kind, ()), kind, build)
    changes["claims"] = tuple(
        replace(claim, scope=editor.renamed.get(claim.scope or "", claim.scope))
        for claim in changes["claims"]
    )
    record = replace(record, **changes)
    record = decide_entries(record, document, decisions.get("signatures", ()), problems)
    expected = curation.expected_signatures
    if expected is not None and expected != len(record.signatures):
        problems.append(
            Node(None, curation.file, curation.expect_line).problem(
                "unexpected-count",
                f"{expected} signatures are expected, {len(record.signatures)} were read",
                "Look at the list in the document; mend 'expect:' if the list is read rightly.",
            )
        )
    return record, problems


class _Editor:
    """Builds findings from quotes, and gathers what is wrong on the way."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self._document = document
        self.problems = problems
        self.renamed: dict[str, str] = {}
        """The rules' name of an event → the key that a curator pinned."""

    def finding(self, quote: Quote) -> Finding | None:
        place = anchor(quote, self._document.text, self.problems)
        if place is None:
            return None
        text = self._document.text[slice(*place)]
        return Finding(text=text, start=place[0], end=place[1], rule=CURATION)

    def part(self, node: Node, within: Finding) -> Finding | None:
        """Words quoted in a field: inside the finding they belong to, else anywhere once."""
        words = str(node.value)
        quote = Quote(words, within.text if words not in within.text else "", node.file, node.line)
        inside = within.text.find(words)
        if inside >= 0 and within.text.find(words, inside + 1) < 0:
            start = within.start + inside
            return Finding(text=words, start=start, end=start + len(words), rule=CURATION)
        return self.finding(quote)

    def mention(self, node: Node, within: Finding) -> Mention | None:
        """A party: its words, or a mapping ``{name: words, type: office}``."""
        type_ = PartyType.ORGANIZATION
        if isinstance(node.value, dict):
            type_ = party_type(node.value.get("type"), self.problems) or type_
            name = node.value.get("name")
            if name is None:
                self.problems.append(node.problem("no-name", "a party needs 'name:'"))
                return None
            node = name
        found = self.part(node, within)
        return Mention(**_place(found), type=type_) if found else None

    def date(self, node: Node, words: Finding | None) -> WrittenDate | None:
        return WrittenDate(**_place(words), edtf=str(node.value)) if words else None

    def decide(
        self,
        found: Sequence[F],
        decisions: Sequence[Decision],
        kind: str,
        build: Callable[[_Editor, Finding, Mapping[str, Node], F | None], F | None],
    ) -> tuple[F, ...]:
        result = list(found)
        for decision in decisions:
            place = self.finding(decision.quote)
            if place is None:
                continue
            if decision.action == "add":
                if made := build(self, place, decision.fields, None):
                    result.append(made)
                continue
            target = self._target(result, place, decision, kind)
            if target is None:
                continue
            if decision.action == "dismiss":
                result.remove(target)
            elif made := build(self, place, decision.fields, target):
                result[result.index(target)] = made
        return tuple(sorted(result, key=lambda f: (f.start, f.end)))

    def _target(
        self, found: Sequence[F], place: Finding, decision: Decision, kind: str
    ) -> F | None:
        overlapping = [f for f in found if f.start < place.end and place.start < f.end]
        exact = [f for f in overlapping if (f.start, f.end) == (place.start, place.end)]
        candidates = exact or overlapping
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            words = "; ".join(f"“{f.text}”" for f in candidates)
            self.problems.append(
                decision.quote.problem(
                    "several-findings",
                    f"the words belong to {len(candidates)} findings of {kind}: {words}",
                    "Quote the whole words of the finding that is meant.",
                )
            )
        else:
            self.problems.append(
                decision.quote.problem(
                    "no-finding",
                    f"the rules found none of the {kind} at “{decision.quote.words}”",
                    "Use 'add:' to record it, or drop the decision.",
                )
            )
        return None


def _place(found: Finding) -> dict[str, Any]:
    return {"text": found.text, "start": found.start, "end": found.end, "rule": CURATION}


def _flags(target: Finding | None) -> tuple[Flag, ...]:
    return settled_flags(target.flags if target else ())


def _text(fields: Mapping[str, Node], key: str, default: str = "") -> str:
    return str(fields[key].value) if key in fields else default


def _mentions(editor: _Editor, node: Node, within: Finding) -> tuple[Mention, ...]:
    items = node.value if isinstance(node.value, list) else [node]
    return tuple(m for item in items if (m := editor.mention(item, within)))


def _one_mention(
    editor: _Editor, fields: Mapping[str, Node], key: str, within: Finding, old: Mention | None
) -> Mention | None:
    return editor.mention(fields[key], within) if key in fields else old


def _event(
    editor: _Editor, place: Finding, fields: Mapping[str, Node], old: Event | None
) -> Event | None:
    base = old or place
    date = old.date if old else None
    if "date" in fields:
        words = editor.part(fields["date_quote"], base) if "date_quote" in fields else date
        date = editor.date(fields["date"], words or base)
    places = old.places if old else ()
    if "places" in fields:
        places = _mentions(editor, fields["places"], base)
    if old and "key" in fields:
        editor.renamed[old.key] = _text(fields, "key")
    return Event(
        **_place(base),
        flags=_flags(old),
        kind=_text(fields, "kind", old.kind if old else "other-happening"),
        date=date,
        places=places,
        key=_text(fields, "key", old.key if old else ""),
    )


def _claim(
    editor: _Editor, place: Finding, fields: Mapping[str, Node], old: Claim | None
) -> Claim | None:
    base = old or place
    as_of = old.as_of if old else None
    if "as_of" in fields:
        as_of = editor.date(fields["as_of"], as_of or base)
    return Claim(
        **_place(base),
        flags=_flags(old),
        measure=_text(fields, "measure") or (old.measure if old else None),
        quantity=_quantity(editor, base, fields, old),
        as_of=as_of,
        scope=_text(fields, "scope") or (old.scope if old else None),
        speaker=_one_mention(editor, fields, "speaker", base, old.speaker if old else None),
        key=_text(fields, "key", old.key if old else ""),
    )


def _quantity(
    editor: _Editor, base: Finding, fields: Mapping[str, Node], claim: Claim | None
) -> Quantity | None:
    old = claim.quantity if claim else None
    if not {"value", "qualifier", "figure"} & set(fields):
        return old
    words: Finding | None = old or base
    if "figure" in fields:
        words = editor.part(fields["figure"], base)
    value = old.value if old else None
    if "value" in fields:
        node = fields["value"]
        try:
            value = Decimal(str(node.value))
        except InvalidOperation:
            editor.problems.append(
                node.problem("bad-number", f"'{node.value}' is no number", "Write it like 3000.")
            )
    qualifier = _text(fields, "qualifier", old.qualifier if old else "exact")
    if words is None:
        return old
    measure = _text(fields, "measure") or (claim and claim.measure)
    of_things = measure not in ("territory-share", "duration")
    lower, upper = bounds(value, qualifier, of_things=of_things)
    return Quantity(**_place(words), value=value, qualifier=qualifier, lower=lower, upper=upper)


def _request(
    editor: _Editor, place: Finding, fields: Mapping[str, Node], old: Request | None
) -> Request | None:
    base = old or place
    of = _mentions(editor, fields["of"], base) if "of" in fields else (old.of if old else ())
    key = _text(fields, "key", old.key if old else "")
    return Request(**_place(base), flags=_flags(old), of=of, key=key)


def _citation(
    editor: _Editor, place: Finding, fields: Mapping[str, Node], old: Citation | None
) -> Citation | None:
    base = old or place
    date = old.date if old else None
    if "date" in fields:
        date = editor.date(fields["date"], base)
    kind = _text(fields, "kind", old.kind if old else "other-document")
    key = _text(fields, "key", old.key if old else "")
    return Citation(**_place(base), flags=_flags(old), kind=kind, date=date, key=key)


def _addressee(
    editor: _Editor, place: Finding, fields: Mapping[str, Node], old: Addressee | None
) -> Addressee | None:
    base = old or place
    given = party_type(fields.get("type"), editor.problems)
    return Addressee(
        **_place(base),
        flags=_flags(old),
        name=old.name if old else base.text,
        type=given or (old.type if old else PartyType.ORGANIZATION),
        body=_one_mention(editor, fields, "body", base, old.body if old else None),
        holder=_one_mention(editor, fields, "holder", base, old.holder if old else None),
        capacity=_one_mention(editor, fields, "capacity", base, old.capacity if old else None),
    )


_BUILDERS: Mapping[str, Callable[..., Any]] = {
    "addressees": _addressee,
    "events": _event,
    "claims": _claim,
    "requests": _request,
    "citations": _citation,
}
"""Record field → how a decision makes or changes a finding of it."""
