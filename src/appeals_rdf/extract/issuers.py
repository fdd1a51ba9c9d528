"""Who issues a document: by its sender's line and letterhead, or by what it says of its makers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from appeals_rdf.extract.parties import party_cues, party_type
from appeals_rdf.extract.sentences import MARKS, Sentence, trim
from appeals_rdf.extract.top import Top
from appeals_rdf.extract.words import Lexicon, Words, read_words
from appeals_rdf.model import Mention, PartyType
from appeals_rdf.vocabulary import Vocabulary

_LONGEST = 40
_FAR = 25


@dataclass(frozen=True)
class _Cues:
    issuing: Lexicon
    kinds: Lexicon
    of: frozenset[str]
    we: frozenset[str]
    ends: frozenset[str]


@cache
def _cues(vocabulary: Vocabulary) -> _Cues:
    header = vocabulary.sections.get("header", {})
    ends = vocabulary.sections.get("addressing", {}).get("phrase_ends", ())
    return _Cues(
        issuing=Lexicon({"issuing": header.get("issuing", ())}),
        kinds=Lexicon(vocabulary.sections.get("document_kinds", {})),
        of=frozenset(header.get("of", ())),
        we=frozenset(header.get("we", ())),
        ends=frozenset({*(str(e) for e in ends), ",", ".", ":", ";"}),
    )


def read_issuers(
    text: str,
    top: Top,
    lead: Sequence[Sentence],
    body: Sequence[Sentence],
    vocabulary: Vocabulary,
) -> tuple[Mention, ...]:
    """From the sender's line and the letterhead; else from the lead-in, title or first words."""
    lines = ((top.sender, "issuer:from-line"), (top.letterhead, "issuer:letterhead"))
    found = [
        _issuer(text, read_words(text, *span), rule, vocabulary) for span, rule in lines if span
    ]
    if not found:
        rows = [(s.words, "issuer:lead-in") for s in (*lead, *body)[:2]]
        if top.title:
            rows.append((read_words(text, *top.title), "issuer:title"))
        tries = [_subject(text, words, rule, vocabulary) for words, rule in rows]
        tries += [_we(text, s.words, vocabulary) for s in body[:3]]
        found = [next((m for m in tries if m), None)]
    return tuple(m for m in found if m)


def _subject(text: str, words: Words, rule: str, vocabulary: Vocabulary) -> Mention | None:
    """X of "X sent an appeal to Y" and of "Statement of X"."""
    cues = _cues(vocabulary)
    first = next((h for h in cues.issuing.hits(words) if h.first), None)
    if first and words[0].cap and first.first <= _FAR:
        if any(w.low in cues.we for w in words[: first.first]):
            return None
        return _issuer(text, Words(words[: first.first]), rule, vocabulary)
    if rule != "issuer:title":
        return None
    for hit in cues.kinds.hits(words):
        if hit.last < len(words) and words[hit.last].low in cues.of:
            rest = words[hit.last + 1 :]
            stops = (n for n, w in enumerate(rest) if n and w.low in cues.ends)
            end = next(stops, len(rest))
            return _issuer(text, Words(rest[:end]), rule, vocabulary)
    return None


def _we(text: str, words: Words, vocabulary: Vocabulary) -> Mention | None:
    """X of "We, X, declare" and of "As X, we declare"."""
    cues = _cues(vocabulary)
    limit = min(len(words), _LONGEST)
    for i in range(limit):
        if words[i].low in cues.we and i + 1 < limit and words[i + 1].low == ",":
            end = next((j for j in range(i + 2, limit) if words[j].low == ","), None)
            inner = Words(words[i + 2 : end])
            return _issuer(text, inner, "issuer:we", vocabulary) if end else None
    return None


def _issuer(text: str, words: Words, rule: str, vocabulary: Vocabulary) -> Mention | None:
    rest = [n for n, w in enumerate(words) if w.low[0].isalnum()]
    if not rest or len(words) > _LONGEST:
        return None
    start, end = words[rest[0]].start, words[-1].end
    start, end = trim(text, start, end, MARKS + ",;:")
    if rest[0] and words[rest[0] - 1].low in {'"', "'"}:
        start = words[rest[0] - 1].start
    kind = party_type(words, vocabulary)
    if kind is PartyType.PERSON and rule != "issuer:from-line":
        lows = {w.low for w in words} & party_cues(vocabulary).articles
        kind = PartyType.ORGANIZATION if lows else kind
    return Mention(text=text[start:end], start=start, end=end, rule=rule, type=kind)
