"""An address of several lines: one addressee with name, office and body, each in its line.

To: Her Excellency
Ms. Ada Lind
Ambassador
Permanent Mission of Elmland

Above a greeting it needs no "To:". Without an honorific it could be the sender's own, unless the
greeting takes up a word of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from appeals_rdf.extract.addresslines import opens_by_name
from appeals_rdf.extract.dates import read_date_line
from appeals_rdf.extract.parties import party_cues, party_type, person_in, read_parties
from appeals_rdf.extract.sentences import MARKS, Span, read_lines, trim
from appeals_rdf.extract.words import Lexicon, Words, read_words
from appeals_rdf.model import Addressee, Mention, PartyType
from appeals_rdf.text import squeeze
from appeals_rdf.vocabulary import Vocabulary

_LEAST = 3
_SIGNS = MARKS + ",;"
# Above its greeting an address may be only a name and an office.
_LEAST_ABOVE = 2
# A shorter word that a greeting and an address share proves nothing.
_WORD = 5


@cache
def _styles(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon({"style": vocabulary.sections.get("addressing", {}).get("styles", ())})


def read_address_block(
    text: str, span: Span, vocabulary: Vocabulary, rule: str, least: int = _LEAST
) -> tuple[Addressee, ...]:
    """The one addressee of an address in ``span``; none where its lines are no such address."""
    lines = [trim(text, *line, _SIGNS) for line in read_lines(text, [span])]
    rows = [read_words(text, *line) for line in lines if line[0] < line[1]]
    if len(rows) < least:
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


def read_block_above(
    text: str, head: Sequence[Span], greetings: Sequence[Span], vocabulary: Vocabulary
) -> tuple[Addressee, ...]:
    """The addressee of the last address among the lines above a greeting, if one stands there."""
    rule = "addressee:address-block"
    for below_date, block in reversed(_blocks(text, head, vocabulary)):
        start, end = block[0][0], block[-1][1]
        if opens_block(text, block[0], vocabulary):
            found = read_address_block(text, (start, end), vocabulary, rule, _LEAST_ABOVE)
            return found or _first_party(text, block, vocabulary, rule)
        # Below the date stands who is written to, above it mostly who writes.
        told = _taken_up(text, block[0], greetings) or (below_date and len(block) > 1)
        if told and opens_by_name(text, block[0], vocabulary):
            words = read_words(text, *trim(text, *block[0], _SIGNS))
            return read_parties(text, words, 0, len(words), vocabulary, rule)
    return ()


def opens_block(text: str, line: Span, vocabulary: Vocabulary) -> bool:
    """Whether a line opens an address by its honorific: "The Honorable Ada Lind", "Herrn Lind"."""
    row = read_words(text, *trim(text, *line, _SIGNS))
    if not row or not row[0].cap or any(w.low in ",.;:" for w in row[-1:]):
        return False
    return _is_style(row, vocabulary) or _person(text, row, vocabulary, "") is not None


def _first_party(
    text: str, block: Sequence[Span], vocabulary: Vocabulary, rule: str
) -> tuple[Addressee, ...]:
    """Who is named in the first line of a block that is no mere style."""
    for line in block:
        words = read_words(text, *trim(text, *line, _SIGNS))
        if words and not _is_style(words, vocabulary):
            return read_parties(text, words, 0, len(words), vocabulary, rule)
    return ()


def _blocks(
    text: str, head: Sequence[Span], vocabulary: Vocabulary
) -> list[tuple[bool, list[Span]]]:
    """The lines as blank lines and dates part them, and whether a date stands above."""
    blocks: list[tuple[bool, list[Span]]] = []
    last, dated = -1, False
    for line in head:
        if read_date_line(text, *line, vocabulary):
            last, dated = -1, True
            continue
        if last < 0 or text.count("\n", last, line[0]) > 1:
            blocks.append((dated, []))
        blocks[-1][1].append(line)
        last = line[1]
    return blocks


def _taken_up(text: str, line: Span, greetings: Sequence[Span]) -> bool:
    """Whether a greeting repeats a word of an address: "The Elm Governors", "Dear Governors"."""
    told = {w.low for w in read_words(text, *line) if len(w.low) >= _WORD}
    greeted = {w.low for span in greetings for w in read_words(text, *span)}
    return not told.isdisjoint(greeted)


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
    """Whether a line is a style or honorifics and nothing else: "Her Excellency", "Señor"."""
    hit = _styles(vocabulary).at(row, 0)
    honorifics = party_cues(vocabulary).honorifics
    alone = all(w.low in honorifics or not w.low[0].isalnum() for w in row)
    return alone or (hit is not None and hit.last == len(row))


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
