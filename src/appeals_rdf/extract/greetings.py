"""Lines that greet the addressee: "Dear Ms. Lind,", "Monsieur le Maire,", "尊敬的部长：".

What opens a greeting stands in ``header.salutation`` of a vocabulary. Some of these words open
other lines too ("Monsieur Lind s'en va"), so a line has to look like a greeting as well: it ends
with a comma, a colon or an exclamation mark, or it is short and a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from appeals_rdf.extract.sentences import MARKS, Span, trim
from appeals_rdf.extract.words import Lexicon, Words, is_han, is_stop, read_words
from appeals_rdf.vocabulary import Vocabulary

_LONGEST = 160
# A greeting without a sign at its end has no more words, and as a first line, not even so many.
_SHORT = 8
_FIRST = 3
CLOSING = ",:!，：！"
_ENDING = frozenset(":!：！")
_BLANK = re.compile(r"\n\s*\n")


@cache
def _salutations(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon({"dear": vocabulary.sections.get("header", {}).get("salutation", ())})


@cache
def _shortened(vocabulary: Vocabulary) -> frozenset[str]:
    """Words whose full stop ends no greeting: "Egr. dott. Lind"."""
    names = ("honorifics", "abbreviations")
    words = (str(w) for name in names for w in vocabulary.sections.get(name, ()))
    return frozenset(words) | _salutations(vocabulary).lows


@cache
def _after(vocabulary: Vocabulary) -> frozenset[str]:
    """Words that may follow a comma within a greeting: "Dear Ms. Lind, dear Mr. Harrow,"."""
    addressing = vocabulary.sections.get("addressing", {})
    joins = (str(w).lower() for w in addressing.get("joins", ()))
    articles = (str(w).lower() for w in vocabulary.sections.get("articles", ()))
    return frozenset((*joins, *articles)) | _salutations(vocabulary).lows


def greets(
    text: str,
    start: int,
    end: int,
    vocabulary: Vocabulary,
    *,
    first: bool = False,
    alone: bool = False,
) -> bool:
    """Whether a line opens with a greeting, or, ``alone``, is nothing else.

    ``first`` says that it may be a title as well, so that more has to show what it is.
    """
    start, end = trim(text, start, end, MARKS)
    words = read_words(text, start, min(end, start + _LONGEST))
    hit = _salutations(vocabulary).at(words, 0)
    if hit is None:
        return False
    last = words[_end(words, hit.last, vocabulary) - 1].end
    rest = text[last:end].strip()
    if rest and rest in CLOSING:
        return True
    if not rest:
        most = _FIRST if first else _SHORT * len(named_in(words, vocabulary))
        return not alone and sum(w.low[0].isalnum() for w in words) <= most
    # "Dear Mayor, we write …": the letter goes on in the line.
    inline = rest[0] in CLOSING and not alone
    return inline and (not first or text[end - 1] in ".!?…。！？")


def read_greetings(text: str, lines: Sequence[Span], vocabulary: Vocabulary) -> tuple[Span, ...]:
    """The greetings in the first of ``lines`` and in those right below it, without their signs."""
    found: list[Span] = []
    for start, end in lines:
        if found and (
            not greets(text, start, end, vocabulary) or _BLANK.search(text, found[-1][1], start)
        ):
            break
        a, b = trim(text, start, end, MARKS)
        words = read_words(text, a, min(b, a + 2 * _LONGEST))
        hit = _salutations(vocabulary).at(words, 0)
        if hit is None:
            break
        found.append((a, words[_end(words, hit.last, vocabulary) - 1].end))
    return tuple(found)


def named_in(words: Words, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """The stretches of a greeting that name somebody: what follows each "Dear"."""
    lexicon = _salutations(vocabulary)
    stretches: list[tuple[int, int]] = []
    start, i = 0, 0
    while i < len(words):
        # "Spett. Gilda di Elmton, Gentile Direttore": a next greeting follows a comma, or, where
        # lines were joined, has at least its capital.
        before = words[i - 1].low if i else ","
        opens = words[i].cap or before in {",", "，", "."} or before in _after(vocabulary)
        hit = lexicon.at(words, i) if opens else None
        if hit is None:
            i += 1
            continue
        if start < i:
            stretches.append((start, i))
        i = hit.last
        while i < len(words) and words[i].low == ".":
            i += 1
        start = i
    if start < len(words):
        stretches.append((start, len(words)))
    return stretches


def _end(words: Words, first: int, vocabulary: Vocabulary) -> int:
    """The word after a greeting: at ":" or "!", a full stop, or a comma before the letter."""
    short = _shortened(vocabulary)
    for i in range(first, len(words)):
        stop = i > first and is_stop(words, i) and words[i - 1].low not in short
        if stop or words[i].low in _ENDING:
            return i
        if words[i].low in {",", "，"}:
            following = words[i + 1] if i + 1 < len(words) else None
            if following is None or is_han(following.low):
                return i
            if not following.cap and following.low not in _after(vocabulary):
                return i
    return len(words)
