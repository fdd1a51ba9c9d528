"""Puts people's decisions on the list of signatories.

A decision concerns a whole entry, and settles it: what its words name, how many people sign in it,
or that nobody signs there. What a decision does not speak of stays as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from appeals_rdf.curation import Decision, anchor, occurrences
from appeals_rdf.extract.signatures.ledger import line_of
from appeals_rdf.extract.signatures.lexicon import lexicon
from appeals_rdf.extract.signatures.markers import marker_at
from appeals_rdf.extract.signatures.problems import find_problems
from appeals_rdf.extract.signatures.roles import concept_of
from appeals_rdf.model import (
    CURATION,
    Document,
    Flag,
    LedgerLine,
    Mention,
    NameStatus,
    PartyType,
    Problem,
    Record,
    Signature,
)
from appeals_rdf.text import LineIndex, squeeze
from appeals_rdf.vocabulary import load_vocabulary
from appeals_rdf.yamlfile import Node

Span = tuple[int, int]
Entries = dict[Span, tuple[Signature, ...]]

DISMISSED = "dismissed by a curator"

_PARTS = ("honorific", "role", "organization", "place")
_TERMINATORS = " \t\r\n;.,；。，、"
_BODIES = (PartyType.ORGANIZATION, PartyType.COLLECTIVE)


def decide_entries(
    record: Record, document: Document, decisions: Sequence[Decision], problems: list[Problem]
) -> Record:
    """The record with the decisions on its list; what is wrong with them goes to ``problems``."""
    if not decisions:
        return record
    entries: Entries = {}
    for signature in record.signatures:
        span = (signature.start, signature.end)
        entries[span] = (*entries.get(span, ()), signature)
    dismissed: list[Span] = []
    # Additions come last: a dismissed entry makes place for one that is cut otherwise.
    for decision in sorted(decisions, key=lambda decision: decision.action == "add"):
        place = anchor(decision.quote, document.text, problems)
        if place is None:
            continue
        found = [span for span in entries if span[0] < place[1] and place[0] < span[1]]
        meant = _span_of(decision, place, found, document.text, problems)
        if meant is None:
            continue
        old = entries.pop(found[0]) if found else ()
        if decision.action == "dismiss":
            dismissed.append(found[0])
            continue
        made = _Entry(document, meant, old, problems).decided(decision)
        if made:
            entries[meant] = made
        elif old:
            entries[found[0]] = old
    signatures, missing = _in_order(entries, record)
    return replace(
        record,
        signatures=signatures,
        missing_ordinals=missing,
        ledger=_ledger(record.ledger, signatures, record.signatures, dismissed, document.text),
    )


def open_problems(
    problems: Iterable[Problem], before: Record, after: Record, document: Document
) -> list[Problem]:
    """The problems that decisions on the list leave, told with the positions as they are now.

    What was found where an entry was added or dismissed is settled by that.
    """
    if before.signatures == after.signatures:
        return list(problems)
    told = set(find_problems(document, before.signatures, ()))
    index = LineIndex(document.text)
    old, new = ({(s.start, s.end) for s in each.signatures} for each in (before, after))
    settled = [(index.position(start), index.position(end)) for start, end in old ^ new]
    kept = [
        problem
        for problem in problems
        if problem not in told
        and not any(first <= _position(problem) < last for first, last in settled)
    ]
    return [*kept, *find_problems(document, after.signatures, ())]


def party_type(node: Node | None, problems: list[Problem]) -> PartyType | None:
    """The type that a decision names; None, and a problem where it is none that is known."""
    if node is None:
        return None
    try:
        return PartyType(node.value)
    except ValueError:
        known = ", ".join(PartyType)
        problems.append(
            node.problem("unknown-value", f"'{node.value}' is no type", f"Known: {known}.")
        )
        return None


def settled_flags(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """A decision settles what was inferred; only the fact that a person decided stays."""
    kept = [flag for flag in flags if not flag.endswith("-inferred")]
    return tuple(dict.fromkeys([*kept, Flag.CURATED]))


def _position(problem: Problem) -> tuple[int, int]:
    return problem.line or 0, problem.column or 0


def _span_of(
    decision: Decision, place: Span, found: list[Span], text: str, problems: list[Problem]
) -> Span | None:
    """The entry that is meant; one that is cut too short is corrected by quoting all of it."""
    quote, words = decision.quote, "; ".join(f"“{text[slice(*span)]}”" for span in found)
    if decision.action == "add":
        if not found:
            return place
        problems.append(
            quote.problem(
                "already-read",
                f"an entry is read there already: {words}",
                "Use 'correct:' to change it, or 'dismiss:' it as well.",
            )
        )
        return None
    if not found:
        problems.append(
            quote.problem(
                "no-finding",
                f"no entry of a signature list was read at “{quote.words}”",
                "Use 'add:' to record it, or drop the decision.",
            )
        )
        return None
    if len(found) > 1:
        problems.append(
            quote.problem(
                "several-findings",
                f"the words belong to {len(found)} entries: {words}",
                "Quote the words of one entry. To join them, dismiss each and add the whole.",
            )
        )
        return None
    start, end = found[0]
    return place if place[0] <= start and end <= place[1] else found[0]


@dataclass
class _Entry:
    """One entry while it is decided: what was read in it, and the words that are taken."""

    document: Document
    span: Span
    old: tuple[Signature, ...]
    problems: list[Problem]

    def __post_init__(self) -> None:
        self.text = self.document.text[slice(*self.span)]
        self.taken: list[Span] = []

    def decided(self, decision: Decision) -> tuple[Signature, ...]:
        """The signatures of the entry, one for each who signs; none where that is not clear."""
        fields = decision.fields
        known = len(self.problems)
        people, parts = self._read(fields)
        given = party_type(fields.get("type"), self.problems)
        if len(self.problems) > known:
            return ()
        organization, role = parts["organization"], parts["role"]
        if given in _BODIES and people and not organization and not self._named(fields):
            # "type: organization" alone: the words were taken for a person's.
            people, organization = [], people[0]
        elif given is PartyType.PERSON and not people and organization and not self._named(fields):
            people, organization = [organization], None
        if not (people or organization or role) and not self.old:
            whole = self._whole()
            people, organization = ([], whole) if given in _BODIES else ([whole], None)
        type_ = given or self._type(people, organization, role)
        signs = {PartyType.PERSON: people, PartyType.OFFICE: role}.get(type_, organization)
        if not signs or (people and type_ is not PartyType.PERSON):
            found = "a person is named" if people else "none is named"
            self.problems.append(
                decision.quote.problem(
                    "who-signs",
                    f"the entry is that of a party of type '{type_}', but {found}",
                    "A person needs person:, an office role:, a body organization:, and no "
                    'person beside them. Write person: "" where none is named.',
                )
            )
            return ()
        return self._signatures(people, parts | {"organization": organization}, type_)

    def _named(self, fields: Mapping[str, Node]) -> bool:
        return bool({"person", "people", "organization"} & set(fields))

    def _read(self, fields: Mapping[str, Node]) -> tuple[list[Mention], dict[str, Mention | None]]:
        """The people and the other parts, from the decision or as they were read."""
        parts: dict[str, Mention | None] = dict.fromkeys(_PARTS)
        if self.old:
            parts = {name: getattr(self.old[0], name) for name in _PARTS}
        people = [each.person for each in self.old if each.person]
        given = [(name, fields[name]) for name in ("person", *_PARTS) if name in fields]
        if "people" in fields:
            node = fields["people"]
            if "person" in fields or not isinstance(node.value, list):
                self.problems.append(
                    node.problem(
                        "wrong-type",
                        "'people' must be a list, without 'person' beside it",
                        "Give person: for one, people: for several.",
                    )
                )
                return people, parts
            given += [("people", each) for each in node.value]
        kept = [part for name, part in parts.items() if name not in fields]
        kept += [] if {"person", "people"} & set(fields) else people
        self.taken = [(part.start, part.end) for part in kept if part]
        before = {name: [part] for name, part in parts.items() if part}
        before |= {"person": people, "people": people}
        if {"person", "people"} & set(fields):
            people = []
        # The longer first, so that a town is not looked for in a body's name that has it.
        for name, node in sorted(given, key=lambda pair: -len(str(pair[1].value))):
            found = self._mention(node, before.get(name, ()))
            if name in ("person", "people"):
                people += [found] if found else []
            else:
                parts[name] = found
        return sorted(people, key=lambda person: person.start), parts

    def _mention(self, node: Node, before: Sequence[Mention]) -> Mention | None:
        """The words of a field where they stand in the entry; None for empty ones."""
        if isinstance(node.value, list | dict | bool) or node.value is None:
            advice = 'Quote words of the entry; "" says that there are none.'
            self.problems.append(node.problem("wrong-type", "this must be a text", advice))
            return None
        words = squeeze(str(node.value))
        if not words:
            return None
        for mention in before:
            if squeeze(mention.text) == words:
                self.taken.append((mention.start, mention.end))
                return mention
        found = [(self.span[0] + a, self.span[0] + b) for a, b in occurrences(words, self.text)]
        whole = [span for span in found if self._stands_alone(*span)] or found
        free = [s for s in whole if not any(a < s[1] and s[0] < b for a, b in self.taken)]
        place = next(iter(free or whole), None)
        if place is None:
            self.problems.append(
                node.problem(
                    "not-in-entry",
                    f"the words “{words}” do not stand in the entry “{squeeze(self.text)}”",
                    "Copy them from the entry, letter by letter, or quote more of it.",
                )
            )
            return None
        self.taken.append(place)
        return self._words(*place)

    def _stands_alone(self, start: int, end: int) -> bool:
        text = self.document.text
        before, after = text[max(start - 1, 0) : start], text[end : end + 1]
        return not (before.isalnum() and text[start].isalnum()) and not (
            after.isalnum() and text[end - 1].isalnum()
        )

    def _words(self, start: int, end: int) -> Mention:
        words = self.document.text[start:end]
        return Mention(text=words, start=start, end=end, rule=CURATION)

    def _whole(self) -> Mention:
        """The words of the entry without what numbers and ends it."""
        start, end = self.span
        marker = marker_at(self.document.text, start, end)
        words = self.document.text[marker.end if marker else start : end]
        words = words.rstrip(_TERMINATORS) or words
        start = marker.end if marker else start
        return self._words(start, start + len(words))

    def _type(
        self, people: Sequence[Mention], organization: Mention | None, role: Mention | None
    ) -> PartyType:
        """Who signs, where the decision does not say."""
        if people:
            return PartyType.PERSON
        before = self.old[0].signatory_type if self.old else PartyType.PERSON
        if role and (before is PartyType.OFFICE or not organization):
            return PartyType.OFFICE
        return before if before in _BODIES else PartyType.ORGANIZATION

    def _signatures(
        self, people: Sequence[Mention], parts: Mapping[str, Mention | None], type_: PartyType
    ) -> tuple[Signature, ...]:
        start, end = self.span
        marker = marker_at(self.document.text, start, end)
        body = PartyType.COLLECTIVE if type_ is PartyType.COLLECTIVE else PartyType.ORGANIZATION
        role, organization = parts["role"], parts["organization"]
        before = {(s.person.start, s.person.end): s for s in self.old if s.person}
        honorific, usual = parts["honorific"], self.old[0].honorific if self.old else None
        found = []
        for number, person in enumerate(people or [None]):
            same = before.get((person.start, person.end)) if person else None
            like = self.old[min(number, len(self.old) - 1)] if self.old else None
            title = honorific
            if honorific == usual and (same or len(people) > 1):
                # Nothing is decided on titles: each keeps the one before the name.
                title = same.honorific if same else None
            flags = self._flags(like, len(people), type_)
            found.append(
                Signature(
                    text=self.text,
                    start=start,
                    end=end,
                    rule=CURATION,
                    flags=flags,
                    position=like.position if like else 0,
                    ordinal=like.ordinal if like else marker.number if marker else None,
                    person=_as(person, PartyType.PERSON),
                    honorific=_as(title),
                    role=_as(role),
                    role_concept=self._concept(role),
                    organization=_as(organization, body),
                    place=_as(parts["place"]),
                    group=like.group if like else None,
                    signatory_type=type_,
                    name_status=_status(flags),
                    repeats=like.repeats if like else None,
                )
            )
        return tuple(found)

    def _concept(self, role: Mention | None) -> str | None:
        if role is None:
            return None
        for each in self.old:
            if each.role and each.role.text == role.text:
                return each.role_concept
        words = lexicon(load_vocabulary(self.document.language))
        return concept_of(squeeze(role.text), words)

    def _flags(self, like: Signature | None, people: int, type_: PartyType) -> tuple[Flag, ...]:
        changing = {Flag.ABSENT_NAME, Flag.SEVERAL_PEOPLE_IN_ENTRY}
        if like and (like.start, like.end) != self.span:
            # The rules cut the entry too short; the source did not.
            changing.add(Flag.TRUNCATED_ENTRY)
        kept = [flag for flag in like.flags if flag not in changing] if like else []
        kept += [Flag.ABSENT_NAME] if type_ is PartyType.OFFICE else []
        kept += [Flag.SEVERAL_PEOPLE_IN_ENTRY] if people > 1 else []
        return settled_flags(kept)


def _status(flags: Sequence[Flag]) -> NameStatus:
    if Flag.TRUNCATED_ENTRY in flags:
        return NameStatus.TRUNCATED
    return NameStatus.ABSENT if Flag.ABSENT_NAME in flags else NameStatus.COMPLETE


def _as(mention: Mention | None, type_: PartyType | None = None) -> Mention | None:
    """The mention as part of an entry that is decided as a whole."""
    if mention is None:
        return None
    return replace(mention, rule=CURATION, confidence=1.0, flags=(), type=type_)


# --- the list after the decisions


def _in_order(entries: Entries, record: Record) -> tuple[tuple[Signature, ...], tuple[int, ...]]:
    """The signatures by place, numbered anew, and the printed numbers that are still missing."""
    printed = {each[0].ordinal for each in entries.values()}
    missing = tuple(number for number in record.missing_ordinals if number not in printed)
    moved: dict[int, int] = {}
    found: list[Signature] = []
    last = 0
    for _, signatures in sorted(entries.items()):
        number = signatures[0].ordinal or last
        # A list that begins anew has its numbers from 1 again.
        gap = any(last * (last < number) < gone < number for gone in missing)
        last = number
        position = len(found) + 1
        if signatures[0].position:
            moved[signatures[0].position] = position
        earlier = signatures[0].repeats
        repeats = moved.setdefault(earlier, position) if earlier is not None else None
        if repeats == position:
            # The first of those that read the same was dismissed.
            repeats = None
        untrue = {Flag.ORDINAL_GAP_BEFORE} if not gap else set()
        untrue |= {Flag.REPEATS_ENTRY} if repeats is None else set()
        found += [
            replace(
                each,
                position=position + further,
                repeats=repeats,
                group=each.group or _group_at(each, found),
                flags=tuple(flag for flag in each.flags if flag not in untrue),
            )
            for further, each in enumerate(signatures)
        ]
    return tuple(found), missing


def _group_at(each: Signature, before: Sequence[Signature]) -> Mention | None:
    """An entry that the rules missed stands under the heading of the one before it."""
    added = not each.position
    return before[-1].group if added and before else None


def _ledger(
    ledger: Iterable[LedgerLine],
    signatures: Sequence[Signature],
    before: Iterable[Signature],
    dismissed: Iterable[Span],
    text: str,
) -> tuple[LedgerLine, ...]:
    """The roll call with the decisions: what they cover is cut out of the lines that had it."""
    by_span: Entries = {}
    for each in signatures:
        by_span[each.start, each.end] = (*by_span.get((each.start, each.end), ()), each)
    lines = [line_of(entry) for entry in by_span.values()]
    lines += [
        LedgerLine(start, end, "ignored", DISMISSED)
        for start, end in dismissed
        if not any(a < end and start < b for a, b in by_span)
    ]
    lines.sort(key=lambda line: line.start)
    read = {(each.start, each.end) for each in before}
    rest: list[LedgerLine] = []
    following = 0
    for line in ledger:
        if (line.start, line.end) in read:
            line = LedgerLine(line.start, line.end, "flagged", "not read")
        at = line.start
        while following < len(lines) and lines[following].end <= at:
            following += 1
        index = following
        while index < len(lines) and lines[index].start < line.end:
            rest += _part(line, at, lines[index].start, text)
            at = max(at, lines[index].end)
            index += 1
        rest += _part(line, at, line.end, text)
    return tuple(sorted([*lines, *rest], key=lambda line: line.start))


def _part(line: LedgerLine, start: int, end: int, text: str) -> list[LedgerLine]:
    if start >= end:
        return []
    if (start, end) != (line.start, line.end) and not text[start:end].strip():
        return [LedgerLine(start, end, "ignored", "white space")]
    return [replace(line, start=start, end=end)]
