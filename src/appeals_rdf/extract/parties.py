"""Parties in running text: who is named by a phrase such as "the Mayors of Elmton and Ashford".

A phrase is cut at its commas and conjunctions; each piece is an office, a person, a body or a set
of people. A piece that is only a name takes over the head of the piece before it: the Mayor of
Ashford, too, is named above, though the word "Mayors" is printed once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from appeals_rdf.extract.words import Lexicon, Word, Words, is_han, read_words
from appeals_rdf.model import Addressee, Flag, Mention, PartyType
from appeals_rdf.text import fold, squeeze
from appeals_rdf.vocabulary import Vocabulary

_QUOTES = frozenset("\"'")
_BREAKS = frozenset({",", ";", "&", "/", "，", "；", "、"})
# "Editors" "in" "Chief"
_PART = re.compile(r"[^\W\d_]+")
# "lind", "lind-harrow", "d'arcy"
_NAME = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_HAN_NAME = 4
# A shorter word is the beginning of too many others.
_STEM = 5
_LONGEST = 40
"""More words than this are no party's name."""


@dataclass(frozen=True)
class _Cues:
    articles: frozenset[str]
    offices: Lexicon
    office_names: frozenset[str]
    singular: dict[str, str]
    plurals: frozenset[str]
    collectives: frozenset[str]
    living: Lexicon
    honorifics: frozenset[str]
    bodies: frozenset[str]
    topics: frozenset[str]
    places: frozenset[str]
    links: frozenset[str]
    joins: frozenset[str]
    to: frozenset[str]
    quantifiers: frozenset[str]
    possessive: frozenset[str]
    dative: tuple[str, ...]
    stems: tuple[tuple[PartyType, tuple[str, ...]], ...]
    genitive: bool


@cache
def party_cues(vocabulary: Vocabulary) -> _Cues:
    """The word lists that tell one kind of party from another."""
    sections = vocabulary.sections
    offices = {str(k): str(v) for k, v in sections.get("offices", {}).items()}
    # Capitals and old typewriters leave accents out: "PRESIDENT".
    offices = {fold(k): fold(v) for k, v in offices.items()} | offices
    addressing = sections.get("addressing", {})
    bodies = [str(w) for w in (*sections.get("body_words", ()), *addressing.get("bodies", ()))]
    return _Cues(
        # "l'" of "l'Union" comes with its apostrophe in some vocabularies and without in others.
        articles=frozenset(_elided(sections.get("articles", ()))),
        office_names=frozenset((*offices.keys(), *offices.values())),
        offices=Lexicon({"one": offices.keys(), "many": offices.values()}),
        singular={v: k for k, v in offices.items()},
        plurals=frozenset(offices.values()),
        collectives=frozenset(addressing.get("collectives", ())),
        living=Lexicon({"living": sections.get("collective_cues", ())}),
        honorifics=frozenset(sections.get("honorifics", ())),
        bodies=frozenset(bodies),
        topics=frozenset(sections.get("topic_words", ())),
        places=frozenset(sections.get("geographic_words", ())),
        links=frozenset(_elided(addressing.get("links", ()))),
        joins=frozenset(addressing.get("joins", ())),
        to=frozenset(addressing.get("to", ())),
        quantifiers=frozenset(addressing.get("quantifiers", ())),
        possessive=frozenset(addressing.get("possessive", ())),
        dative=tuple(addressing.get("dative_endings", ())),
        stems=(
            (PartyType.OFFICE, tuple(o for o in offices if len(o) >= _STEM)),
            (PartyType.ORGANIZATION, tuple(b for b in bodies if len(b) >= _STEM)),
        ),
        genitive=bool(addressing.get("bodies_follow", False)),
    )


def _elided(words: Iterable[object]) -> Iterator[str]:
    for word in map(str, words):
        yield word
        if len(word) == 1 or word.endswith("ll"):
            yield f"{word}'"


def party_type(words: Sequence[Word], vocabulary: Vocabulary) -> PartyType:
    """What kind of party a name is, from its words alone."""
    cues = party_cues(vocabulary)
    start = 0
    while start < len(words) and (
        words[start].low in _QUOTES or _is_article(words, start, len(words), cues)
    ):
        start += 1
    rest = Words(words[start:])
    if not rest:
        return PartyType.ORGANIZATION
    if rest[0].low in cues.honorifics and len(rest) > 1:
        return PartyType.PERSON
    if cues.living.hits(rest) or (rest[0].low in cues.quantifiers and len(rest) > 1):
        return PartyType.COLLECTIVE
    if any(w.low in cues.possessive for w in rest) and not rest[-1].cap:
        # "Elmton's teachers"
        return PartyType.COLLECTIVE
    head = _head(rest, cues)
    if any(w.low in cues.collectives and not w.cap for w in head):
        return PartyType.COLLECTIVE
    if len(head) == 1 and head[0].low in cues.collectives:
        return PartyType.COLLECTIVE
    if cues.offices.at(rest, 0):
        return PartyType.OFFICE
    if kind := _inflected_type(rest, cues):
        return kind
    known = _known(cues)
    if any(w.cap and w.low in known for w in rest) or _quoted(words):
        return PartyType.ORGANIZATION
    if not rest[0].cap:
        return PartyType.COLLECTIVE
    if is_han(rest[0].low):
        return _han_type(rest, cues)
    names = [w for w in rest if _NAME.fullmatch(w.low)]
    whole = [w for w in names if len(w.low) > 1]
    # "The Bridge Commissioners" are nobody's name.
    named = not any(_is_article(words, i, len(words), cues) for i in range(start))
    person = named and len(names) >= 2 and 1 <= len(whole) <= 3
    return PartyType.PERSON if person else PartyType.ORGANIZATION


def _inflected_type(words: Words, cues: _Cues) -> PartyType | None:
    """The type that a word with an ending tells: "Elmland Cumhurbaşkanına" is an office."""
    if not cues.dative:
        return None
    for kind, stems in cues.stems:
        if any(w.low.startswith(stems) and w.low.endswith(cues.dative) for w in words):
            return kind
    return None


def _han_type(words: Words, cues: _Cues) -> PartyType:
    """The type of a Chinese name, whose last words tell what it is: "江市|市长"."""
    name = "".join(w.low for w in words)
    for kind, cue in (
        (PartyType.OFFICE, cues.office_names),
        (PartyType.COLLECTIVE, cues.collectives),
        (PartyType.PERSON, cues.honorifics),
    ):
        if name.endswith(tuple(cue)):
            return kind
    body = any(word in name for word in cues.bodies)
    return PartyType.PERSON if len(name) <= _HAN_NAME and not body else PartyType.ORGANIZATION


def _is_article(words: Sequence[Word], at: int, last: int, cues: _Cues) -> bool:
    """Whether a word is an article, and not the initial of "A. Lind"."""
    if at >= last or words[at].low not in cues.articles:
        return False
    return not (words[at].cap and at + 1 < last and words[at + 1].low == ".")


def _quoted(words: Sequence[Word]) -> bool:
    return any(w.low in _QUOTES for w in words[:2])


def _head(words: Sequence[Word], cues: _Cues) -> Sequence[Word]:
    """The words before the first "of": "the public" of "the public of Elmton"."""
    for n, word in enumerate(words):
        if n and (word.low in cues.links or not word.low[0].isalpha()):
            return words[:n]
    return words


def read_parties(
    text: str,
    words: Words,
    first: int,
    last: int,
    vocabulary: Vocabulary,
    rule: str,
) -> tuple[Addressee, ...]:
    """The parties that ``words[first:last]`` name, in reading order."""
    cues = party_cues(vocabulary)
    found: list[Addressee] = []
    head: _Piece | None = None
    beside = True
    for piece in _split(text, words, first, min(last, first + 6 * _LONGEST), cues):
        made = _read_piece(text, words, piece, head, vocabulary, rule)
        if made is None:
            beside = False
            continue
        party, here = made
        previous = found[-1] if found else None
        apposed = beside and not piece.joined
        beside = True
        if previous and apposed and _names_holder(previous, party):
            found[-1] = _with_holder(text, previous, party, cues)
        elif previous and apposed and previous.type is PartyType.PERSON and _bare_office(party):
            found[-1] = _office_after_person(text, previous, party, cues)
        elif previous and (
            _goes_on(previous, party, here, words, piece, cues)
            or _shares_link(previous, party, words, piece, cues)
        ):
            found[-1] = _widened(text, previous, party)
        else:
            found.append(party)
            head = here if here.heads else head
    return tuple(found)


@dataclass(frozen=True)
class _Piece:
    """Words ``first`` to ``last``; the last five fields once its head is known.

    ``joined`` says that "and", or another sign than a comma, parts it from the piece before it.
    """

    first: int
    last: int
    joined: bool = False
    office: str = ""
    link: str = ""
    plural: bool = False
    collective: str = ""
    inherited: bool = False

    @property
    def heads(self) -> bool:
        """Whether names that follow may take over the head of this piece."""
        return (self.plural or bool(self.collective)) and not self.inherited


def _split(text: str, words: Words, first: int, last: int, cues: _Cues) -> list[_Piece]:
    pieces: list[_Piece] = []
    start, quoted, joined = first, False, False
    for i in range(first, min(last, len(words))):
        low = words[i].low
        new_line = i > start and "\n" in text[words[i - 1].end : words[i].start]
        if low in _QUOTES:
            quoted = not quoted
        if new_line:
            pieces.append(_Piece(start, i, joined))
            start, quoted, joined = i, low in _QUOTES, False
        # "Bildungs- und Kulturhäuser": the first half of a word waits for the second.
        halved = i > first + 1 and words[i - 1].low == "-" and low in cues.joins
        halved = halved and words[i - 2].end == words[i - 1].start
        if not quoted and not halved and (low in cues.joins or low in _BREAKS):
            pieces.append(_Piece(start, i, joined))
            start, joined = i + 1, low != ","
    pieces.append(_Piece(start, min(last, len(words)), joined))
    return _filled(words, pieces)


def _filled(words: Words, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces that have words; what joins an empty one joins the next: "Elmton, and Oakham"."""
    filled: list[_Piece] = []
    joined = False
    for piece in (_trimmed(words, p) for p in pieces):
        joined = joined or piece.joined
        if piece.first < piece.last:
            filled.append(replace(piece, joined=joined))
            joined = False
    return filled


def _trimmed(words: Words, piece: _Piece) -> _Piece:
    first, last = piece.first, piece.last
    while first < last and not words[first].low[0].isalnum() and words[first].low not in _QUOTES:
        first += 1
    while (
        last > first
        and not words[last - 1].low[0].isalnum()
        and words[last - 1].low not in (_QUOTES | {")"})
    ):
        last -= 1
    return replace(piece, first=first, last=last)


def _read_piece(
    text: str,
    words: Words,
    piece: _Piece,
    head: _Piece | None,
    vocabulary: Vocabulary,
    rule: str,
) -> tuple[Addressee, _Piece] | None:
    cues = party_cues(vocabulary)
    first, last = piece.first, piece.last
    while first < last and words[first].low in cues.to:
        first, head = first + 1, None
    # "… and to the": the name stands in the next line, and is a piece of its own.
    while last > first and words[last - 1].low in cues.to | cues.articles and last < len(words):
        last -= 1
    bare = first
    while _is_article(words, bare, last, cues):
        bare += 1
    if bare == last or last - bare > _LONGEST or any(w.low[0].isdigit() for w in words[bare:last]):
        return None
    at = _past_honorifics(words, bare, last, cues)
    if office := cues.offices.at(words, at, last):
        return _read_office(text, words, piece, at, office.last, vocabulary, rule)
    kind = party_type(words[bare:last], vocabulary)
    if kind is PartyType.COLLECTIVE and any(w.low in cues.links for w in words[bare:last]):
        here = replace(piece, collective=_words(text, words, first, _link(words, bare, last, cues)))
        name = _words(text, words, first, last)
        return _party(text, words, first, last, name, kind, rule), here
    person = words[bare].low in cues.honorifics and last - bare > 1
    if head and words[bare].cap and not person and kind is not PartyType.COLLECTIVE:
        name, here = _words(text, words, first, last), replace(piece, inherited=True)
        if head.collective:
            return _party(
                text, words, first, last, f"{head.collective} {name}", PartyType.COLLECTIVE, rule
            ), here
        link = "" if words[first].low in cues.links else head.link
        name = squeeze(f"{head.office} {link} {name}")
        party = _party(text, words, first, last, name, PartyType.OFFICE, rule)
        body = Mention(
            text=party.text,
            start=party.start,
            end=party.end,
            rule=rule,
            type=PartyType.ORGANIZATION,
        )
        return replace(party, body=body, flags=(Flag.SPLIT_INFERRED,)), here
    start = bare if kind is PartyType.PERSON or words[bare].cap else first
    name = _words(text, words, start, last)
    return _party(text, words, start, last, name, kind, rule), piece


def _is_initial(words: Words, at: int) -> bool:
    return len(words[at].low) == 1 and words[at].cap and words[at + 1].low == "."


def _past_honorifics(words: Words, first: int, last: int, cues: _Cues) -> int:
    """Past "Herr" of "Herr Minister Lind" and "Monsieur le" of "Monsieur le Ministre"."""
    at = first
    while at < last and words[at].low in cues.honorifics and not cues.offices.at(words, at, last):
        at += 1
        while at < last and (words[at].low == "." or _is_article(words, at, last, cues)):
            at += 1
    return at


def _read_office(
    text: str,
    words: Words,
    piece: _Piece,
    first: int,
    after: int,
    vocabulary: Vocabulary,
    rule: str,
) -> tuple[Addressee, _Piece] | None:
    """ "President of Elmland Ada Lind", "Mayors of Elmton", "Minister Lind"."""
    cues = party_cues(vocabulary)
    last = piece.last
    printed = squeeze(text[words[first].start : words[after - 1].end])
    low = " ".join(w.low for w in words[first:after])
    plural = low in cues.plurals and low not in cues.singular.values()
    office = _singular(printed, cues.singular.get(low, low)) if plural else printed
    body: Mention | None = None
    holder: Mention | None = None
    if after < last and words[after].low in cues.links:
        border = last if plural else _border(words, after + 1, last, cues)
        body = _mention(text, words, after + 1, border, PartyType.ORGANIZATION, rule, cues)
        if border < last:
            holder = _person(text, words, border, last, rule, cues)
        name_end = border
    elif cues.genitive and after < last and not plural and words[after].low not in cues.honorifics:
        # "Президенту Эльмландии | Аде Линд": the body follows without a word between.
        named = last - after > 1 and all(w.cap for w in words[last - 2 : last])
        alone = not named or any(w.low in _known(cues) for w in words[after:last])
        border = last if alone else max(after, last - 2)
        border = next((i for i in range(after, last - 1) if _is_initial(words, i)), border)
        body = _mention(text, words, after, border, PartyType.ORGANIZATION, rule, cues)
        holder = _person(text, words, border, last, rule, cues) if border < last else None
        name_end = border
    else:
        holder = _person(text, words, after, last, rule, cues) if after < last else None
        name_end = after if holder else last
    name = _words(text, words, first, name_end)
    if plural and body:
        name = f"{office} {squeeze(text[words[after].start : words[last - 1].end])}"
    party = _party(text, words, first, last, name, PartyType.OFFICE, rule)
    link = words[after].low if body and after < last else ""
    here = replace(piece, office=office, link=link, plural=plural)
    return replace(party, body=body, holder=holder), here


def _singular(printed: str, singular: str) -> str:
    """The singular of an office with the capitals of the plural: "Editor-in-Chief"."""
    caps = [w[0].isupper() for w in _PART.findall(printed)]
    parts = iter(caps)
    return _PART.sub(lambda m: m[0].capitalize() if next(parts, False) else m[0], singular)


def _known(cues: _Cues) -> frozenset[str]:
    """The words of which names of bodies are made."""
    return cues.bodies | cues.topics | cues.places


def _border(words: Words, first: int, last: int, cues: _Cues) -> int:
    """Where a person's name begins after a body: "Elmish Federation | Ada Lind".

    Only two capitalised words that no body or country is made of are taken for a person.
    """
    for i in range(first + 1, last):
        if words[i].low in cues.honorifics and words[i].cap:
            return i
    known = _known(cues) | cues.joins | cues.links
    tail = words[max(first, last - 2) : last]
    names = [w.cap and w.low not in known and w.low[0].isalpha() for w in tail]
    enough = last - first >= 3 and len(tail) == 2 and all(names)
    before = words[last - 3].low if enough else ""
    whole = before and before not in cues.links and before not in cues.articles
    return last - 2 if enough and whole else last


def _link(words: Words, first: int, last: int, cues: _Cues) -> int:
    return next(i + 1 for i in range(first, last) if words[i].low in cues.links)


def _words(text: str, words: Words, first: int, last: int) -> str:
    return squeeze(text[words[first].start : words[last - 1].end]) if first < last else ""


def _party(
    text: str,
    words: Words,
    first: int,
    last: int,
    name: str,
    kind: PartyType,
    rule: str,
) -> Addressee:
    start, end = words[first].start, words[last - 1].end
    return Addressee(text=text[start:end], start=start, end=end, rule=rule, name=name, type=kind)


def _mention(
    text: str,
    words: Words,
    first: int,
    last: int,
    kind: PartyType,
    rule: str,
    cues: _Cues,
) -> Mention | None:
    while _is_article(words, first, last, cues):
        first += 1
    if first >= last:
        return None
    start, end = words[first].start, words[last - 1].end
    return Mention(text=text[start:end], start=start, end=end, rule=rule, type=kind)


def _person(
    text: str, words: Words, first: int, last: int, rule: str, cues: _Cues
) -> Mention | None:
    """A person's name without the honorifics before it; None for other words."""
    while first < last and (words[first].low in cues.honorifics or words[first].low == "."):
        first += 1
    length = sum(w.low[0].isalnum() for w in words[first:last])
    if first >= last or not words[first].cap or length > 5:
        return None
    return _mention(text, words, first, last, PartyType.PERSON, rule, cues)


def person_in(text: str, words: Words, rule: str, vocabulary: Vocabulary) -> Mention | None:
    """The person whom ``words`` name, without honorifics; None where they name no person."""
    return _person(text, words, 0, len(words), rule, party_cues(vocabulary))


def _names_holder(previous: Addressee, party: Addressee) -> bool:
    """ "Director of the Elm Fund, Ms. Ada Lind"."""
    office = previous.type is PartyType.OFFICE and previous.holder is None
    return office and party.type is PartyType.PERSON


def _with_holder(text: str, office: Addressee, person: Addressee, cues: _Cues) -> Addressee:
    holder = _as_person(text, person, cues)
    return replace(office, holder=holder, end=person.end, text=text[office.start : person.end])


def _bare_office(party: Addressee) -> bool:
    return party.type is PartyType.OFFICE and party.holder is None


def _office_after_person(text: str, person: Addressee, office: Addressee, cues: _Cues) -> Addressee:
    """ "Ms. Ada Lind, Director of the Elm Fund"."""
    holder = _as_person(text, person, cues)
    return replace(office, holder=holder, start=person.start, text=text[person.start : office.end])


def _as_person(text: str, party: Addressee, cues: _Cues) -> Mention | None:
    """The person without the honorific: "A. Lind" of "Ms A. Lind"."""
    words = read_words(text, party.start, party.end)
    return _person(text, words, 0, len(words), party.rule, cues)


def _goes_on(
    previous: Addressee,
    party: Addressee,
    here: _Piece,
    words: Words,
    piece: _Piece,
    cues: _Cues,
) -> bool:
    """Whether a conjunction stands inside a name: "Ministry of Culture | and | Sport"."""
    if here.inherited or previous.type is not PartyType.ORGANIZATION or piece.first == 0:
        return False
    joined = words[piece.first - 1].low in cues.joins
    bare = words[piece.first].cap and party.type in {PartyType.ORGANIZATION, PartyType.PERSON}
    lows = {w.low for w in words[piece.first : piece.last]}
    inside = any(f" {link} " in f" {previous.name.lower()} " for link in cues.links)
    return joined and bare and inside and not lows & cues.bodies and len(lows) <= 2


def _shares_link(
    previous: Addressee, party: Addressee, words: Words, piece: _Piece, cues: _Cues
) -> bool:
    """ "all women | and | men of Elmton": two halves of a group with one "of"."""
    if not piece.joined or not previous.type is party.type is PartyType.COLLECTIVE:
        return False
    before = read_words(previous.text)
    determined = before[0].low in cues.quantifiers | cues.articles
    bare = words[piece.first].low not in cues.articles | cues.quantifiers | cues.to
    linked = any(w.low in cues.links for w in words[piece.first : piece.last])
    return determined and bare and linked and not any(w.low in cues.links for w in before)


def _widened(text: str, previous: Addressee, party: Addressee) -> Addressee:
    words = text[previous.start : party.end]
    return replace(previous, end=party.end, text=words, name=squeeze(words))
