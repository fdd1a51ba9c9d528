"""Read each entry after the layout of its list: person, honorific, role, body, and how sure.

``CONFIDENCE`` is the table of how sure each way of reading is; it says how often a reading of that
kind is right, not how true the document is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appeals_rdf.extract.signatures.entries import Entry
from appeals_rdf.extract.signatures.layouts import TELLING, Layout, count_words, row_of
from appeals_rdf.extract.signatures.roles import (
    Body,
    Span,
    concept_of,
    honorifics,
    is_collective,
    is_office,
    last_place,
    last_role,
    read_body,
)
from appeals_rdf.extract.signatures.shapes import MAX_TOKENS, Shape, Shaper
from appeals_rdf.extract.signatures.splitters import (
    LAST_NAME,
    LOOSE_NAME,
    PERSON,
    SPLITTERS,
    Split,
    Splitter,
    first_name,
    names_body,
    split_by,
)
from appeals_rdf.model import PartyType

_MAX_LENGTH = 2000

CONFIDENCE = {
    "separator, both sides known": 0.99,
    "separator, one side known": 0.97,
    "separator of another layout": 0.93,
    "separator, neither side known": 0.8,
    "no separator, border known": 0.9,
    "no separator, border by the usual length": 0.75,
    "no separator, in a list that has them": 0.8,
    "whole entry, known words": 0.98,
    "whole entry, unknown words": 0.85,
    "too long to read": 0.2,
}


@dataclass(frozen=True, slots=True)
class Core:
    """An entry without what stands around person and body: honorifics before, a role after."""

    shape: Shape
    honorific: Span | None = None
    role: Span | None = None


@dataclass(slots=True)
class Reading:
    """What was read in one entry, as offsets. ``how`` is a key of ``CONFIDENCE``."""

    how: str
    rule: str
    person: Span | None = None
    person_words: int = 0
    honorific: Span | None = None
    role: Span | None = None
    concept: str | None = None
    organization: Span | None = None
    place: Span | None = None
    type: PartyType = PartyType.PERSON
    inferred: bool = False


def core_of(entry: Entry, shaper: Shaper) -> Core:
    """Set aside the honorifics before and the role after an entry's names."""
    shape = shaper.shape(entry.words, min(entry.end, entry.words + _MAX_LENGTH))
    honorific = role = None
    if count := honorifics(shape, shaper):
        honorific = shape.span(0, count)
        shape = shape.cut(count, len(shape.letters))
    if "R" in shape.letters and (first := last_role(shape, shaper)) is not None:
        role = shape.span(first, len(shape.letters))
        shape = shape.cut(0, first - 1)
    return Core(shape, honorific, role)


def read_entries(
    entries: Sequence[Entry], cores: Sequence[Core], layout: Layout, shaper: Shaper
) -> list[Reading]:
    """Read each entry: as its list is laid out, else as another row says, else whole."""
    usual = row_of(layout)
    return [
        _read(entry, core, layout, usual, shaper)
        for entry, core in zip(entries, cores, strict=True)
    ]


def _read(
    entry: Entry, core: Core, layout: Layout, usual: Splitter | None, shaper: Shaper
) -> Reading:
    size = len(core.shape.letters)
    if not 0 < size <= MAX_TOKENS or entry.end - entry.words > _MAX_LENGTH:
        return Reading(
            "too long to read",
            "signatures/whole",
            organization=(entry.words, entry.end),
            type=PartyType.ORGANIZATION,
        )
    found = _separated(core, layout, usual, shaper) or _bare(core, layout)
    reading = _split(core, found, shaper) if found else _whole(core, layout, shaper)
    reading.honorific = core.honorific
    if core.role is not None:
        if reading.role is None:
            reading.role = core.role
            reading.concept = concept_of(shaper.text[slice(*core.role)], shaper.lexicon)
        elif reading.organization is not None:
            # Two roles: the second is left with the body it follows, so that nothing is lost.
            reading.organization = (reading.organization[0], core.role[1])
            reading.place = None
        else:
            reading.role = (reading.role[0], core.role[1])
    return reading


def _separated(
    core: Core, layout: Layout, usual: Splitter | None, shaper: Shaper
) -> tuple[Split, str] | None:
    shape = core.shape
    if usual is not None:
        if split := split_by(usual, shape, shaper):
            known = names_body(shape, split.rest, shaper)
            return split, f"separator, {'both sides' if known else 'one side'} known"
        if split := split_by(usual, shape, shaper, strict=False):
            known = names_body(shape, split.rest, shaper)
            return split, f"separator, {'one' if known else 'neither'} side known"
    for row in SPLITTERS:
        split = split_by(row, shape, shaper) if row is not usual else None
        if split is None or not names_body(shape, split.rest, shaper):
            continue
        # Commas stand in names of bodies: "Ada Lind Elm, Ash and Oak Union".
        words = count_words(shape.letters[slice(*split.person)])
        if row.separator != "comma" or words == layout.name_words:
            return split, "separator of another layout"
    return None


def _bare(core: Core, layout: Layout) -> tuple[Split, str] | None:
    """Split where nothing separates, after the length that names have in this list."""
    letters = core.shape.letters
    if layout.order == "person-first" and any(letter in "BQT" for letter in letters):
        match = first_name(layout.name_words).match(letters)
        if match and TELLING.search(match["rest"]):
            return Split(SPLITTERS[0], match.span("person"), match.span("rest")), _bare_how(
                layout, match["rest"][0] in "BQTG"
            )
    if layout.order == "body-first" and (match := LAST_NAME.match(letters)):
        return Split(SPLITTERS[1], match.span("person"), match.span("rest")), _bare_how(
            layout, count_words(match["person"]) == layout.name_words
        )
    return None


def _bare_how(layout: Layout, at_border: bool) -> str:
    if layout.separator != "none":
        return "no separator, in a list that has them"
    return f"no separator, border {'known' if at_border else 'by the usual length'}"


def _split(core: Core, found: tuple[Split, str], shaper: Shaper) -> Reading:
    split, how = found
    shape = core.shape
    letters = shape.letters
    start, end = shape.span(*split.person)
    words = count_words(letters[slice(*split.person)])
    if letters[slice(*split.person)] == "K":
        start, end, words = start + 1, end - 1, 2
    rest = shape.cut(*split.rest)
    if rest.letters == "K":
        opens, closes = rest.spans[0]
        rest = shaper.shape(opens + 1, closes - 1)
    place = None
    if split.splitter.order == "person-first" and (first := last_place(rest)) is not None:
        place = rest.span(first, len(rest.letters))
        rest = rest.cut(0, max(first - 1, 0))
    body = read_body(rest, shaper)
    inferred = how.startswith("no separator")
    name = f"none/{split.splitter.order}" if inferred else split.splitter.name
    return Reading(
        how,
        f"signatures/{name}",
        (start, end),
        words,
        role=body.role,
        concept=body.concept,
        organization=body.organization,
        place=place,
        inferred=inferred,
    )


def _whole(core: Core, layout: Layout, shaper: Shaper) -> Reading:
    """An entry that names one party only."""
    shape = core.shape
    letters = shape.letters
    span = shape.span(0, len(letters))
    body = read_body(shape, shaper, alone=True)
    if core.honorific is not None or (
        layout.order != "bodies-only"
        and (PERSON.fullmatch(letters) or _may_be_name(letters, layout))
    ):
        how = "known" if PERSON.fullmatch(letters) else "unknown"
        words = count_words(letters)
        return Reading(f"whole entry, {how} words", "signatures/person", span, words)
    if is_office(body, shaper.lexicon):
        kind, rule = PartyType.OFFICE, "signatures/office"
    elif is_collective(shape, shaper):
        kind, rule = PartyType.COLLECTIVE, "signatures/collective"
        body = Body(span)
    else:
        kind, rule = PartyType.ORGANIZATION, "signatures/body"
        body = Body(span)
    how = "known" if kind is not PartyType.ORGANIZATION or set("BQ") & set(letters) else "unknown"
    return Reading(
        f"whole entry, {how} words",
        rule,
        role=body.role,
        concept=body.concept,
        organization=body.organization,
        type=kind,
    )


def _may_be_name(letters: str, layout: Layout) -> bool:
    """Whether one party's words may be a name, in a list where most entries name people."""
    return "-first" not in layout.order and LOOSE_NAME.fullmatch(letters) is not None
