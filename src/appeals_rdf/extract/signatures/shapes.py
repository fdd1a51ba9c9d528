"""The shape of an entry: one letter for each word, quoted run, bracketed run or separator.

``Shaper.shape`` gives the rough shape, by which lists are found. The letters of words are those of
``lexicon.ROUGH``. ``Q`` is a run in quotation marks, ``K`` one in brackets; ``,`` ``;`` ``:`` ``/``
``|`` stand for themselves. A dash ``-`` has a space beside it, ``_`` only joins, ``x`` is a
quotation mark or bracket without its pair. The words of ``1. Ada Lind – “Elm” Union, director``
have the shape ``NN-QB,R``.

``Shaper.fine`` gives the fine shape, by which entries are read: the letters of ``lexicon.KINDS``,
brackets opened, and what separates fields beside commas and dashes: ``\\t`` between the cells of a
table, ``\\n`` between the lines of a card, ``!`` where words in bold end or begin, a space between
words of Chinese.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import NamedTuple

from appeals_rdf.extract.signatures.lexicon import ROUGH, Lexicon
from appeals_rdf.text import squeeze

_STOP = r"\s\"“”„«»「」《》()\[\]（）,，、;；:：/／|｜–—\-"
_WORD = rf"[^{_STOP}]+(?:-[^{_STOP}]+)*"
_ELIDED = r"(?:[dlL]|dell|nell|sull|dall|all)['’](?=[^\W\d_])"
_TOKEN = re.compile(
    rf"""
    {_ELIDED}                             # d'|Alba: an article of its own
    | {_WORD}                               # Union | Non-Governmental | D.Lind | Women's
    | ["“”„«»「《][^"“”„«»「」《》]*["“”„«»」》]   # "Elm" | “Elm" | «Elm»
    | \([^()]*\) | \[[^\[\]]*\] | （[^（）]*）  # (Elm, Ash) | [Elm]
    | [-–—]+                              # - | – | --
    | \S
    """,
    re.VERBOSE,
)
_FINE_STOP = _STOP + r"*_\\†‡"
_LINK_END = r"\]\((?:https?:|mailto:|www\.|[/\#])[^()\s]*\)"
# ✅ | 🦊 | ★, with the sign that chooses how they are drawn
_PICTURES = r"\u2600-\u27bf\u2b50-\u2bff\ufe0f\u200d\U0001f000-\U0001faff"
# 2024-03-01 | 1.3.2024 | 1 March 2024, where it stands alone
_DATE = (
    r"(?<![\w.])(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
    r"|\d{1,2}\.?[ ][^\W\d_]{3,10}\.?[ ](?:19|20)\d\d)(?=\s*(?:[,;)\]]|[-–—|]|$))"
)
_FINE_TOKENS = rf"""
    # left-overs of markup: Elm\ | !Elm | [Elm](https://example.org)
    (?P<none>\\+ | [†‡] | !(?=[^\W\d_]) | {_LINK_END} | \[(?=[^\[\]]*{_LINK_END})
      | [{_PICTURES}]+ | ~~.*?~~ | ORCID(?:[ ]iD)?\b[:\s]*(?:[\dX-]{{19}})?)
    | {_ELIDED}
    | (?P<date>{_DATE})
    | https?:[^\s()\[\]]+ | www\.[^\s()\[\]]+ | @\w+
    | [^{_FINE_STOP}]+(?:-[^{_FINE_STOP}]+)*SUFFIX
    | ["“”„«»「《][^"“”„«»「」《》]*["“”„«»」》]
    | [*_]+                               # **Ada Lind** poet
    | [-–—]+
    | \t | (?<=\S)[ \u00a0]{{3,}}(?=\S)   # the cells of a typewriter's table stand wide apart
    | \n | \r\n?
    | \S
    """


@cache
def _fine_token(suffixes: tuple[str, ...]) -> re.Pattern[str]:
    """The tokens of fine shapes; ``suffixes`` are signs that may join a word: ``Lehrer:in``."""
    choices = "|".join(map(re.escape, suffixes))
    suffix = rf"(?:(?:{choices})(?![^\W_]))?" if choices else ""
    return re.compile(_FINE_TOKENS.replace("SUFFIX", suffix), re.VERBOSE)


_MARKS = (
    {mark: mark for mark in ",;:/|"}
    | {"，": ",", "、": ",", "；": ";", "：": ":", "｜": "|", "／": "/"}
    | dict.fromkeys('"“”„«»「」《》()[]（）', "x")
)
_BRACKETS = {"(": "(", "（": "(", "[": "(", ")": ")", "）": ")", "]": ")"}
_FINE_MARKS = _MARKS | _BRACKETS | {"\t": "\t", "*": "!", "_": "!", "、": "、"}
_FINE_MARKS |= {"·": ",", "•": ",", "@": "L"}
_QUOTES = frozenset('"“”„«»「《')
_OPENING = frozenset("([（")
_DASHES = frozenset("-–—")
_HAN = "\u3400"
_HAN_END = "\u9fff"
# Lind1 | Lind² : a raised figure after a name points at a note
_RAISED = re.compile(r"(?P<word>[^\W\d_a-z](?:[^\W\d_]|-){2,})[\d¹²³⁰⁴-⁹]{1,2}")
_GENERATIONS = frozenset({"Jr", "Jr.", "Sr", "Sr.", "Jnr", "Jnr.", "Snr", "Snr."})
"""Words after a name that belong to it: ``Ada Lind, Jr.``."""
_QUOTES_END = frozenset('"”“»」》')
_NO_TITLE = re.compile(r"(?<![YySNAIP,ZRJ])Z")
_NICKNAME = re.compile(r"(?<=Y)Q(?=[NYS])")  # Ada "Ash" Lind
_JOINED_PEOPLE = re.compile(r"(?<=Y)、(?=Y)")  # 李雅、王文
_MAX_SHAPES = 8192
MAX_TOKENS = 160
"""A longer entry is kept whole: nobody's name and body take so many words."""


class Shape(NamedTuple):
    """``letters[i]`` is the kind of what stands at ``spans[i]``, in offsets of the document."""

    letters: str
    spans: list[tuple[int, int]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the tokens ``first`` to ``last``, the latter excluded."""
        return self.spans[first][0], self.spans[last - 1][1]

    def cut(self, first: int, last: int) -> Shape:
        """The shape of the tokens ``first`` to ``last``, the latter excluded."""
        return Shape(self.letters[first:last], self.spans[first:last])


class Shaper:
    """Gives shapes of passages of one text; remembers words, which recur within a list.

    ``strong`` are the passages that the file's markup prints in bold.
    """

    def __init__(self, text: str, lexicon: Lexicon, strong: Iterable[tuple[int, int]] = ()) -> None:
        self.text = text
        self.lexicon = lexicon
        self._fine_token = _fine_token(lexicon.gender_suffixes)
        self._borders = sorted({offset for span in strong for offset in span})
        self._rough: dict[str, str] = dict(_MARKS)
        self._fine: dict[str, str] = dict(_FINE_MARKS)
        self._shapes: dict[tuple[int, int, bool], Shape] = {}

    def shape(self, start: int, end: int) -> Shape:
        """The rough shape of ``text[start:end]``, cut off after ``MAX_TOKENS`` and one more."""
        text, known = self.text, self._rough.get
        tokens = islice(_TOKEN.finditer(text, start, end), MAX_TOKENS + 1)
        spans = [match.span() for match in tokens]
        letters = [known(text[first:last]) or "" for first, last in spans]
        if not all(letters):
            for index, letter in enumerate(letters):
                if not letter:
                    letters[index] = self._letter(*spans[index], start, end)
        return Shape("".join(letters), spans)

    def fine(self, start: int, end: int, *, lines: bool = False) -> Shape:
        """The fine shape of ``text[start:end]``; with ``lines`` its line ends separate.

        Chinese is cut where a body ends and a role begins, since no space stands there. Shapes are
        remembered, for a passage is looked at many times before it is read as an entry.
        """
        key = (start, end, lines)
        shape = self._shapes.get(key)
        if shape is None:
            if len(self._shapes) >= _MAX_SHAPES:
                self._shapes.clear()
            shape = self._shapes[key] = self._fine_shape(start, end, lines)
        return shape

    def _fine_shape(self, start: int, end: int, lines: bool) -> Shape:
        text, known = self.text, self._fine.get
        letters: list[str] = []
        spans: list[tuple[int, int]] = []
        for match in islice(self._fine_token.finditer(text, start, end), MAX_TOKENS + 1):
            if match.lastgroup == "none":
                continue
            first, last = match.span()
            letter = "@" if match.lastgroup == "date" else known(text[first:last])
            if letter is None:
                mark = text[first]
                if mark in "\r\n" and not lines:
                    continue
                if mark in " \u00a0":
                    letters.append("\t")
                    spans.append((first, last))
                    continue
                if _HAN <= mark <= _HAN_END:
                    self._add_han(letters, spans, first, last)
                    continue
                letter = self._fine_letter(first, last, start, end)
                if letter == "Q" and _HAN <= text[first + 1] <= _HAN_END:
                    self._add_space(letters, spans, first)
            elif letter in ":/" and not self._stands_apart(first, last, start, end, letter):
                letter = "_"
            if letter == "d" and (raised := _RAISED.fullmatch(text, first, last)):
                last = raised.end("word")
                letter = self._fine_letter(first, last, start, end)
            elif letter == "c" and self._is_degree(letters, spans, first, last):
                letter = "Z"
            elif letter in "NIA" and letters and text[first:last] in _GENERATIONS:
                letter = "P"
                if letters[-1] == "," and len(letters) > 1:
                    letters.pop()
                    spans.pop()
            letters.append(letter)
            spans.append((first, last))
        if self._borders:
            self._add_borders(letters, spans, start, end)
        found = "".join(letters)
        if "、" in found:
            found = _JOINED_PEOPLE.sub("E", found).replace("、", ",")
        found = self._with_places(found, spans)
        if "R" in found:
            found = self._with_surnames(found, spans)
        if "Q" in found:
            found = _NICKNAME.sub("N", found)
        if "Z" in found:
            # Letters after a name follow one; elsewhere they are an acronym.
            found = _NO_TITLE.sub("A", found)
        return Shape(found, spans)

    def _is_degree(
        self, letters: list[str], spans: list[tuple[int, int]], first: int, last: int
    ) -> bool:
        """Whether the code of a province stands as a degree after a name: ``Ada Lind MD``."""
        after_name = bool(letters) and letters[-1] in "NYSyP" and spans[-1][1] + 1 == first
        return after_name and self.lexicon.key(self.text[first:last]) in self.lexicon.post_nominals

    def _add_han(
        self, letters: list[str], spans: list[tuple[int, int]], first: int, last: int
    ) -> None:
        """Add a run of Chinese; a name of two signs may have a space inside: ``李　雅``."""
        text = self.text
        if letters and first - spans[-1][1] in (1, 2) and last - first <= 2:
            begin, stop = spans[-1]
            name = text[begin:stop] + text[first:last]
            apart = text[stop:first].isspace() and "\n" not in text[stop:first]
            if apart and stop - begin == 1 and self.lexicon.han(name)[0][0] == "Y":
                letters[-1], spans[-1] = "Y", (begin, last)
                return
        self._add_space(letters, spans, first)
        quoted = bool(letters) and letters[-1] == "Q" and spans[-1][1] == first
        for kind, begin, stop in self.lexicon.han(text[first:last], quoted):
            letters.append(kind)
            spans.append((first + begin, first + stop))

    def _add_space(self, letters: list[str], spans: list[tuple[int, int]], first: int) -> None:
        """Separate words of Chinese, which have spaces only between fields."""
        if not spans:
            return
        before = spans[-1][1]
        gap, last = self.text[before:first], self.text[before - 1]
        if gap.isspace() and "\n" not in gap and (_HAN <= last <= _HAN_END or last in _QUOTES_END):
            letters.append(" ")
            spans.append((first, first))

    def _with_places(self, letters: str, spans: list[tuple[int, int]]) -> str:
        """Two words that are the name of one place: ``South Freedonia``."""
        lexicon, text = self.lexicon, self.text
        for index in range(len(letters) - 1):
            if letters[index] not in "NYyST" or letters[index + 1] not in "NYySTG":
                continue
            (first, middle), (_, last) = spans[index], spans[index + 1]
            if lexicon.key(text[first:middle]) not in lexicon.place_heads:
                continue
            if lexicon.key(squeeze(text[first:last])) in lexicon.place_names:
                letters = f"{letters[:index]}GG{letters[index + 2 :]}"
        return letters

    def _with_surnames(self, letters: str, spans: list[tuple[int, int]]) -> str:
        """Words that may be roles are surnames after a given name: ``Ada Fischer``."""
        found = list(letters)
        for index in range(1, len(found)):
            if found[index] == "R" and found[index - 1] in "YI":
                word = self.lexicon.key(self.text[slice(*spans[index])])
                also = word in self.lexicon.roles_also_surnames
                if also or not self.lexicon.is_role_word(word):
                    found[index] = "S"
        return "".join(found)

    def _add_borders(
        self, letters: list[str], spans: list[tuple[int, int]], start: int, end: int
    ) -> None:
        first, last = bisect_right(self._borders, start), bisect_left(self._borders, end)
        for offset in self._borders[first:last]:
            index = bisect_left(spans, (offset, offset))
            if not index or spans[index - 1][1] <= offset:
                letters.insert(index, "!")
                spans.insert(index, (offset, offset))

    def _letter(self, first: int, last: int, start: int, end: int) -> str:
        """The letter of a token that has not been met before, or depends on its place."""
        mark = self.text[first]
        if mark in _DASHES:
            return "-" if self._separates(first, last, start, end) else "_"
        if mark in _QUOTES:
            return "Q"
        if mark in _OPENING:
            return "K"
        token = self.text[first:last]
        if _HAN <= mark <= _HAN_END:
            kind = self.lexicon.han(token)[-1][0]
        else:
            kind = self.lexicon.kind(token)
        letter = self._rough[token] = ROUGH.get(kind, kind)
        return letter

    def _fine_letter(self, first: int, last: int, start: int, end: int) -> str:
        mark = self.text[first]
        if mark in _DASHES:
            return "-" if self._separates(first, last, start, end) else "_"
        if mark in _QUOTES:
            return "Q"
        if mark in "\r\n":
            return "\n"
        if mark in "*_":
            return "!"
        token = self.text[first:last]
        letter = self._fine[token] = self.lexicon.kind(token)
        return letter

    def _separates(self, first: int, last: int, start: int, end: int) -> bool:
        """Whether a dash stands apart: ``Lind - Elm``, ``Lind- Elm``, ``Lind—Elm``."""
        return (
            "—" in self.text[first:last]
            or (first > start and self.text[first - 1].isspace())
            or (last < end and self.text[last].isspace())
        )

    def _stands_apart(self, first: int, last: int, start: int, end: int, letter: str) -> bool:
        """Whether a stroke or colon separates: ``Lind / poet``, ``Lind: Elm``, not ``Elm/Ash``."""
        after = last >= end or self.text[last].isspace() or self.text[first] in "：／"
        before = first <= start or self.text[first - 1].isspace()
        return after and (before or letter in ":/")
