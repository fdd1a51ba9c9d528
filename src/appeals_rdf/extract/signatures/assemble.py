"""Put what was cut, read and compared together into the records of ``appeals_rdf.model``."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from appeals_rdf.extract.signatures.checks import flags_of, repeats
from appeals_rdf.extract.signatures.entries import Entry
from appeals_rdf.extract.signatures.layouts import Layout
from appeals_rdf.extract.signatures.reading import CONFIDENCE, Reading
from appeals_rdf.model import Flag, Mention, NameStatus, PartyType, Signature

_CUT_CONFIDENCE = 0.9
"""How sure the reading of a cut entry is: what is printed is read, where it breaks is inferred."""

_OF_THE_ENTRY = frozenset({Flag.ORDINAL_GAP_BEFORE, Flag.NO_TERMINATOR, Flag.PRINTED_IRREGULARITY})
"""What is said once of an entry, though several people stand in it."""


def assemble(
    text: str,
    entries: Sequence[Entry],
    readings: Sequence[Reading],
    layouts: Sequence[Layout],
    gaps: Mapping[int, str],
    endings: tuple[str, ...],
    unannounced: Container[int] = (),
) -> tuple[Signature, ...]:
    """The signatures of a list; ``layouts`` has that of each entry.

    ``gaps`` has the starts of entries before which numbers miss, ``unannounced`` those of entries
    of lists that nothing announced; ``endings`` are those after which an entry must go on.
    """
    earlier = repeats(text, entries)
    last = len(entries) - 1
    found: list[Signature] = []
    positions: list[int] = []
    for index, (entry, reading) in enumerate(zip(entries, readings, strict=True)):
        flags = flags_of(
            text,
            entry,
            reading,
            layouts[index],
            endings,
            gap_before=entry.start in gaps,
            repeats_entry=earlier[index] is not None,
            is_last=index == last,
        )
        if entry.start in unannounced:
            flags += (Flag.LIST_INFERRED,)
        positions.append(len(found) + 1)
        before = earlier[index]
        first = _signature(
            text, positions[-1], entry, reading, positions[before - 1] if before else None, flags
        )
        found += [first, *_others(text, first, reading)]
    return tuple(found)


def _signature(
    text: str,
    position: int,
    entry: Entry,
    reading: Reading,
    earlier: int | None,
    flags: tuple[Flag, ...],
) -> Signature:
    confidence = CONFIDENCE[reading.how]
    if Flag.TRUNCATED_ENTRY in flags:
        confidence = min(confidence, _CUT_CONFIDENCE)
    body_type = (
        PartyType.COLLECTIVE if reading.type is PartyType.COLLECTIVE else PartyType.ORGANIZATION
    )
    return Signature(
        text=text[entry.start : entry.end],
        start=entry.start,
        end=entry.end,
        rule=reading.rule,
        confidence=confidence,
        flags=flags,
        position=position,
        ordinal=entry.number,
        person=_mention(text, reading.person, reading.rule, confidence, PartyType.PERSON),
        honorific=_mention(text, reading.honorific, reading.rule, confidence),
        role=_mention(text, reading.role, reading.rule, confidence),
        role_concept=reading.concept,
        organization=_mention(text, reading.organization, reading.rule, confidence, body_type),
        place=_mention(text, reading.place, reading.rule, confidence),
        group=_mention(text, entry.group, reading.rule, confidence),
        signatory_type=reading.type,
        name_status=_status(reading, flags),
        repeats=earlier,
    )


def _others(text: str, first: Signature, reading: Reading) -> list[Signature]:
    """A signature for each further person of an entry, with what it says of all, or of one."""
    flags = tuple(flag for flag in first.flags if flag not in _OF_THE_ENTRY)
    rule, confidence = first.rule, first.confidence
    found = [
        replace(
            first,
            position=first.position + number,
            person=_mention(text, person, rule, confidence, PartyType.PERSON),
            honorific=_mention(text, honorific, rule, confidence),
            flags=flags,
        )
        for number, (person, honorific) in enumerate(reading.others, 1)
    ]
    if (own := reading.apart) is not None:
        found.append(
            replace(
                first,
                position=first.position + len(found) + 1,
                person=_mention(text, own.person, rule, confidence, PartyType.PERSON),
                honorific=_mention(text, own.honorific, rule, confidence),
                role=_mention(text, own.role, rule, confidence),
                role_concept=own.concept,
                organization=_mention(
                    text, own.organization, rule, confidence, PartyType.ORGANIZATION
                ),
                place=_mention(text, own.place, rule, confidence),
                flags=flags,
            )
        )
    return found


def _mention(
    text: str,
    span: tuple[int, int] | None,
    rule: str,
    confidence: float,
    type_: PartyType | None = None,
) -> Mention | None:
    if span is None:
        return None
    start, end = span
    return Mention(
        text=text[start:end], start=start, end=end, rule=rule, confidence=confidence, type=type_
    )


def _status(reading: Reading, flags: tuple[Flag, ...]) -> NameStatus:
    if Flag.TRUNCATED_ENTRY in flags:
        return NameStatus.TRUNCATED
    if reading.type is PartyType.OFFICE:
        return NameStatus.ABSENT
    return NameStatus.SPLIT_INFERRED if reading.inferred else NameStatus.COMPLETE
