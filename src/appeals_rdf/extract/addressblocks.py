"""An address of several lines: one addressee with name, office and body, each in its line.

To: Her Excellency
Ms. Ada Lind
Ambassador
Permanent Mission of Elmland
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from appeals_rdf.extract.parties import party_cues, party_type, person_in
from appeals_rdf.extract.sentences import MARKS, Span, read_lines, trim
from appeals_rdf.extract.words import Lexicon, Words, read_words
from appeals_rdf.model import Addressee, Mention, PartyType
from appeals_rdf.text import squeeze
from appeals_rdf.vocabulary import Vocabulary

_LEAST = 3
_SIGNS = MARKS + ",;"


@cache
def _styles(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon({"style": vocabulary.sections.get("addressing", {}).get("styles", ())})


def read_address_block(
    text: str, span: Span, vocabulary: Vocabulary, rule: str
) -> tuple[Addressee, ...]:
    """The one addressee of an address in ``span``; none where its lines are no such address."""
    lines = [trim(text, *line, _SIGNS) for line in read_lines(text, [span])]
    rows = [read_words(text, *line) for line in lines if line[0] < line[1]]
    if len(rows) < _LEAST:
        return ()
    first = next((n for n, row in enumerate(rows) if not _is_style(row, vocabulary)), len(rows))
    person = _person(text, rows[first], vocabulary, rule) if first < len(rows) - 1 else None
    # Two with an honorific are two addressees, and so is whoever follows a second "to".
    if person is None or any(_opens_another(row, vocabulary) for row in rows[first + 1 :]):
        return ()
    office, body = _office_and_body(text, rows[first + 1 :], vocabulary, rule)
    start, last = rows[first][0].start, max([person.end, *(m.end for m in (office, body) if m)])
    found = Addressee(
        text=text[start:last],
        start=start,
        end=last,
        rule=rule,
        name=squeeze(office.text if office else person.text),
        type=PartyType.OFFICE if office else PartyType.PERSON,
        body=body if office else None,
        holder=person if office else None,
    )
    return (found,)


def _office_and_body(
    text: str, rows: Sequence[Words], vocabulary: Vocabulary, rule: str
) -> tuple[Mention | None, Mention | None]:
    offices = party_cues(vocabulary).offices
    office = next((row for row in rows if offices.at(row, 0)), None)
    after = rows[rows.index(office) + 1 :] if office is not None else rows
    bodies = [row for row in after if party_type(row, vocabulary) is PartyType.ORGANIZATION]
    return (
        _mention(text, office, PartyType.OFFICE, rule) if office else None,
        _mention(text, bodies[0], PartyType.ORGANIZATION, rule) if bodies else None,
    )


def _is_style(row: Words, vocabulary: Vocabulary) -> bool:
    hit = _styles(vocabulary).at(row, 0)
    return hit is not None and hit.last == len(row)


def _person(text: str, row: Words, vocabulary: Vocabulary, rule: str) -> Mention | None:
    cues = party_cues(vocabulary)
    style = _styles(vocabulary).at(row, 0)
    first = style.last if style else 0
    titled = first < len(row) and row[first].low in cues.honorifics
    named = party_type(row[first:], vocabulary) is PartyType.PERSON and not cues.offices.at(
        row, first
    )
    if not titled and not (style and named):
        return None
    return person_in(text, Words(row[first:]), rule, vocabulary)


def _opens_another(row: Words, vocabulary: Vocabulary) -> bool:
    cues = party_cues(vocabulary)
    titled = row[0].low in cues.honorifics and len(row) > 1 and not cues.offices.at(row, 0)
    return titled or row[0].low in cues.to


def _mention(text: str, row: Words, kind: PartyType, rule: str) -> Mention:
    start, end = row[0].start, row[-1].end
    return Mention(text=text[start:end], start=start, end=end, rule=rule, type=kind)
