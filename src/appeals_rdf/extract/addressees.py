"""To whom a letter is directed, and in what capacity.

The places where letters say so are tried in turn: a "To:" line, the lines that open with "to the",
a reporter's lead-in, the title or the greeting, whichever says more, the call itself ("We call on X
to …"), and at last what the letter answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from appeals_rdf.extract.addressblocks import read_address_block, read_block_above
from appeals_rdf.extract.addresslines import LIST_SIGN, read_address_lines
from appeals_rdf.extract.forms import Form, read_forms
from appeals_rdf.extract.greetings import named_in
from appeals_rdf.extract.header import Header
from appeals_rdf.extract.parties import party_cues, read_parties
from appeals_rdf.extract.requests import asked_parties
from appeals_rdf.extract.sentences import MARKS, Sentence, Span, read_lines, trim
from appeals_rdf.extract.top import is_sentence
from appeals_rdf.extract.words import Hit, Lexicon, Words, is_stop, read_words
from appeals_rdf.model import Addressee, Document, Flag, Mention, PartyType
from appeals_rdf.text import fold
from appeals_rdf.vocabulary import Vocabulary

_GREETING = 30
# A longer line is a paragraph.
_LINE = 160
# Where nobody else tells of the letter, its first sentences may: "The guilds write to the Mayor".
_OPENING = 3
# Words between a document and the "to" behind it, and so many more where its senders are named.
_NEAR = 3
_SENDERS = 14
# Of "Elmland'a" the ending that stands apart from the name.
_CASE = re.compile(r"['’]\w{1,3}$")


@dataclass(frozen=True)
class _Cues:
    sending: Lexicon
    kinds: Lexicon
    titles: tuple[Form, ...]
    dative: tuple[str, ...]
    to: frozenset[str]
    ends: frozenset[str]
    answering: Lexicon
    documents: Lexicon
    you: frozenset[str]
    capacity: frozenset[str]
    empty: Lexicon
    of: frozenset[str]
    we: frozenset[str]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    header = vocabulary.sections.get("header", {})
    addressing = vocabulary.sections.get("addressing", {})
    kinds = vocabulary.sections.get("document_kinds", {})
    return _Cues(
        sending=Lexicon({"sending": header.get("issuing", ())}),
        kinds=Lexicon({"kind": [cue for cues in kinds.values() for cue in cues]}),
        titles=read_forms(addressing.get("titles", ())),
        dative=tuple(addressing.get("dative_endings", ())),
        to=frozenset(addressing.get("to", ())),
        ends=frozenset(addressing.get("phrase_ends", ())),
        answering=Lexicon({"answering": addressing.get("answering", ())}),
        documents=Lexicon({"document": addressing.get("documents", ())}),
        you=frozenset(addressing.get("you", ())),
        capacity=frozenset(addressing.get("capacity", ())),
        empty=Lexicon(
            {"empty": (*addressing.get("salutation_empty", ()), *addressing.get("joins", ()))}
        ),
        of=frozenset(header.get("of", ())),
        we=frozenset(header.get("we", ())),
    )


def read_addressees(
    document: Document, vocabulary: Vocabulary, header: Header, body: Sequence[Sentence]
) -> tuple[Addressee, ...]:
    """The parties addressed, from the first place that names any."""
    text = document.text
    title = (
        [Sentence(text, header.title.start, header.title.end)] if header.title is not None else []
    )
    found: tuple[Addressee, ...] = ()
    if header.to:
        found = _listed(text, header.to, vocabulary, "addressee:to-line")
    found = found or _addressed(text, header, vocabulary)
    opening = [*header.lead] or [*body[:_OPENING]]
    greeted = () if found else _greeted(text, header, vocabulary)
    lead = () if found else _sent_to(text, opening, vocabulary, "addressee:lead-in")
    found = found or (greeted if lead and _details(greeted) > _details(lead) else lead)
    found = found or _fuller(_sent_to(text, title, vocabulary, "addressee:title"), greeted)
    found = found or asked_parties(text, body, vocabulary, "addressee:call")
    found = found or _answered(text, [*title, *header.lead], body, vocabulary)
    return _with_capacity(_distinct(found), body, vocabulary)


def _listed(text: str, span: Span, vocabulary: Vocabulary, rule: str) -> tuple[Addressee, ...]:
    """Who stands behind "To:": one address, names in running text, or a list with an item each."""
    lines = [trim(text, *line, MARKS) for line in read_lines(text, [span])]
    items = [sign.end() if (sign := LIST_SIGN.match(text, a, b)) else None for a, b in lines]
    if None in items:
        found = read_address_block(text, span, vocabulary, rule)
        lines, items = [span], [span[0]]
        if found:
            return found
    parties: list[Addressee] = []
    for (_, end), start in zip(lines, items, strict=True):
        words = read_words(text, start or 0, end)
        parties += read_parties(text, words, 0, len(words), vocabulary, rule)
    return tuple(parties)


def _addressed(text: str, header: Header, vocabulary: Vocabulary) -> tuple[Addressee, ...]:
    cues = _cues(vocabulary)
    found: list[Addressee] = []
    title = header.title
    titled = title and cues.kinds.hits(read_words(text, title.start, title.end))
    lines = [s for s in header.opening if not (titled and title and title.start == s[0])]
    head = _head(text, header)
    greeted = bool(header.salutations)
    for span in read_address_lines(text, lines, vocabulary, head, greeted):
        words = read_words(text, *span)
        if not _names_nobody(words, 0, len(words), cues):
            found += read_parties(text, words, 0, len(words), vocabulary, "addressee:address-line")
    above = [s for s in head if not (title and title.start <= s[0] < title.end)]
    if not found and greeted:
        return read_block_above(text, above, header.salutations, vocabulary)
    return tuple(found)


def _head(text: str, header: Header) -> tuple[Span, ...]:
    """The lines right above the letter: those above its greeting, or above its first sentence."""
    greeting = header.salutations[0][0] if header.salutations else len(text)
    head: list[Span] = []
    for line in header.opening:
        if line[0] >= greeting:
            break
        if line[1] - line[0] > _LINE or is_sentence(text, *line):
            # Above a greeting, only what follows a reporter's sentence; else the letter begins.
            if not header.salutations:
                break
            head.clear()
            continue
        head.append(line)
    return tuple(head)


def _fuller(title: tuple[Addressee, ...], greeted: tuple[Addressee, ...]) -> tuple[Addressee, ...]:
    """What the title says, or the greeting where it says more: "Dear Mayor of Elmton".

    Where one names the office's holder and the other the office in full, both are one addressee.
    """
    if len(title) == len(greeted) == 1 and title[0].type is greeted[0].type is PartyType.OFFICE:
        shorter, longer = sorted((title[0], greeted[0]), key=lambda a: (len(a.name), a is title[0]))
        same = fold(longer.name).startswith(fold(shorter.name))
        if same and not (longer.holder and shorter.holder):
            return (replace(longer, holder=longer.holder or shorter.holder),)
    return greeted if not title or _details(greeted) > _details(title) else title


def _details(found: Sequence[Addressee]) -> int:
    persons = sum(a.type is PartyType.PERSON for a in found)
    return (
        persons + sum(a.body is not None for a in found) + sum(a.holder is not None for a in found)
    )


def _sent_to(
    text: str, sentences: Sequence[Sentence], vocabulary: Vocabulary, rule: str
) -> tuple[Addressee, ...]:
    """Y of "X sent an appeal to Y on …" and of "Open letter to Y"."""
    cues = _cues(vocabulary)
    for sentence in sentences:
        words = sentence.words
        hits = cues.sending.hits(words)
        if rule == "addressee:title":
            hits += cues.kinds.hits(words)
        for hit in sorted(hits, key=lambda h: (h.first, -h.last)):
            if rule == "addressee:lead-in" and any(w.low in cues.we for w in words[: hit.first]):
                # "We appeal to …" is the letter's own call, and no report of it.
                break
            at = _to(words, hit, cues)
            # "Note of protest at the closing" names what it is about.
            if at is None or any(h.last == at for h in cues.answering.hits(words)):
                continue
            end = _phrase_end(words, at, cues)
            found = read_parties(text, words, at, end, vocabulary, rule)
            if rule == "addressee:lead-in":
                found = tuple(a for a in found if _is_party(a, vocabulary))
            if found:
                return found
        if rule == "addressee:title" and (found := _titled(text, words, vocabulary, rule)):
            return found
    return ()


def _is_party(found: Addressee, vocabulary: Vocabulary) -> bool:
    """Not "the reopening of the bridge": a name has capitals, a set of people a word for it."""
    words, cues = read_words(found.text), party_cues(vocabulary)
    known = cues.collectives | cues.quantifiers | cues.bodies | cues.office_names
    return any(w.cap for w in words) or not known.isdisjoint(words.lows)


def _titled(text: str, words: Words, vocabulary: Vocabulary, rule: str) -> tuple[Addressee, ...]:
    """Y of a title that names it without a word for "to": "致Y的公开信", "Y'a açık mektup"."""
    cues = _cues(vocabulary)
    for form in cues.titles:
        place = form.find(words, cues.ends)
        if place is None:
            continue
        # "Письмо жителей" is theirs, "Письмо жителям" is to them: the ending alone says so.
        told = words[place[0]] if form.before else words[place[1] - 1]
        if cues.dative and not told.low.endswith(cues.dative):
            continue
        found = read_parties(text, words, *place, vocabulary, rule)
        return (
            tuple(replace(a, name=_CASE.sub("", a.name)) for a in found) if cues.dative else found
        )
    return ()


def _to(words: Words, hit: Hit, cues: _Cues) -> int | None:
    """The word after the "to" that belongs to a verb of sending."""
    if words[hit.last - 1].low in cues.to:
        return hit.last
    for i in range(hit.last, min(hit.last + _SENDERS, len(words) - 1)):
        if words[i].low in cues.to:
            return i + 1
        # "Letter | from the Guild of Elmton | to the Mayor", but not "Letter on the right to know".
        far = i >= hit.last + _NEAR and words[hit.last].low not in cues.of
        if far or (i > hit.last and words[i].low in cues.ends):
            return None
    return None


def _phrase_end(words: Words, at: int, cues: _Cues) -> int:
    quoted = False
    for i in range(at, len(words)):
        low = words[i].low
        if low in {'"'}:
            quoted = not quoted
        ends = low in cues.ends | {":", "(", "?", "!", "–"} or is_stop(words, i)
        if ends and not quoted and i > at:
            return i
    return len(words)


def _greeted(text: str, header: Header, vocabulary: Vocabulary) -> tuple[Addressee, ...]:
    """Y of "Dear Y,"; a greeting that names nobody addresses nobody."""
    cues = _cues(vocabulary)
    found: list[Addressee] = []
    for span in header.salutations:
        words = read_words(text, *span)
        for first, last in named_in(words, vocabulary):
            if last - first > _GREETING or _names_nobody(words, first, last, cues):
                continue
            found += read_parties(text, words, first, last, vocabulary, "addressee:salutation")
    return tuple(found)


def _names_nobody(words: Words, first: int, last: int, cues: _Cues) -> bool:
    """Whether a greeting has only words that name nobody: "Sir or Madam", "先生"."""
    i = first
    while i < last:
        if hit := cues.empty.at(words, i, last):
            i = hit.last
        elif words[i].low.isalpha():
            return False
        else:
            i += 1
    return True


def _answered(
    text: str,
    sentences: Sequence[Sentence],
    body: Sequence[Sentence],
    vocabulary: Vocabulary,
) -> tuple[Addressee, ...]:
    """Whose statement is answered with "you": implied to be addressed, and flagged."""
    cues = _cues(vocabulary)
    if all(cues.you.isdisjoint(sentence.words.lows) for sentence in body):
        return ()
    for sentence in sentences:
        words = sentence.words
        for hit in cues.answering.hits(words):
            document = cues.documents.hits(words, hit.last, hit.last + 6)
            at = next((h.last for h in document if h.last < len(words)), None)
            if at is None or words[at].low not in cues.of:
                continue
            end = next((i for i in range(at + 1, len(words)) if words[i].low in ",.;:"), len(words))
            end = min(end, _phrase_end(words, at + 1, cues))
            rule = "addressee:answered"
            found = read_parties(text, words, at + 1, end, vocabulary, rule)
            return tuple(
                replace(
                    a,
                    flags=(*a.flags, Flag.ADDRESSEE_IMPLIED),
                    confidence=0.7,
                    type=PartyType.ORGANIZATION if a.type is PartyType.PERSON else a.type,
                )
                for a in found
            )
    return ()


def _with_capacity(
    found: Sequence[Addressee], body: Sequence[Sentence], vocabulary: Vocabulary
) -> tuple[Addressee, ...]:
    """ "you, as co-chairs of the group, …" and "As a human rights body, your …"."""
    cues = _cues(vocabulary)
    if not found:
        return ()
    for sentence in body:
        words = sentence.words
        for i in sorted(i for low in cues.capacity for i in words.where.get(low, ())):
            after_you = i > 1 and words[i - 1].low == "," and words[i - 2].low in cues.you
            end = next((j for j in range(i + 1, len(words)) if words[j].low == ","), None)
            if end is None or end - i < 2:
                continue
            opens = i == 0 and end + 1 < len(words) and words[end + 1].low in cues.you
            if after_you or opens:
                start, stop = words[i + 1].start, words[end - 1].end
                capacity = Mention(
                    text=sentence.text[start:stop],
                    start=start,
                    end=stop,
                    rule="capacity:as",
                )
                return tuple(
                    a if a.type is PartyType.COLLECTIVE else replace(a, capacity=capacity)
                    for a in found
                )
    return tuple(found)


def _distinct(found: Sequence[Addressee]) -> tuple[Addressee, ...]:
    seen: dict[tuple[str, str], Addressee] = {}
    for addressee in found:
        holder = addressee.holder.text if addressee.holder else ""
        seen.setdefault((fold(addressee.name), fold(holder)), addressee)
    return tuple(seen.values())
