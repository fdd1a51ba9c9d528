"""Lists in running text: ``Signed: Ada Lind, Bo Elm and Cy Ash.``, ``Unions: Elm, Ash``.

What parts the entries is decided over all parts: a comma parts entries only where most of the parts
are parties by themselves, so that ``Ada Lind, Elm Union; Cy Moor, Oak Club`` is cut at ``;`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from appeals_rdf.extract.signatures.cues import Cues
from appeals_rdf.extract.signatures.lines import are_wrapped
from appeals_rdf.extract.signatures.page import is_dense
from appeals_rdf.extract.signatures.parties import is_name, opens_with_name
from appeals_rdf.extract.signatures.roles import is_role
from appeals_rdf.extract.signatures.shapes import Shaper

_STRONG = ";；•●◦■▪"
_WEAK = ",，、|·"
_OPENING = {"(": ")", "[": "]", "（": "）", "“": "”", "«": "»", "「": "」", "《": "》"}
_SENTENCE = re.compile(r"(?P<word>[^\W\d_]{4,})[.!?]\s+[^\W\d_]+\s+[^\W_]|[。！？]\s*[^\s」』”)）]")
_INNER = "·|"
_WORD = re.compile(r"\S+")
_ENDS = " \t\r\n\u00a0\u3000.,;，、；。|"
_WHOLE_SHARE = 0.7
_NAMES_SHARE = 0.6
_MANY_LINES = 4
_ENDED_SHARE = 0.8
_OPENING_SHARE = 0.8
_COUNT_TAIL = re.compile(
    r"\s+[-–—]\s+[^\d,;]{0,20}\d+[^,;\d]{0,30}$|等(?:共?\s*[\d一二三四五六七八九十百千]+\s*[人名位家个個]?)?[。.]?$"
)
"""How many there are, after the last name: ``Ada Lind – 58 in all``."""
_MAX_LABEL = 60
_MAX_LENGTH = 200
_MAX_PART = 20
"""The most words that a part of running text has, where it is an entry."""


class Part(NamedTuple):
    """One entry of running text as offsets; ``label`` is the heading of the group it begins."""

    start: int
    end: int
    label: tuple[int, int] | None = None


def is_running(shaper: Shaper, start: int, end: int) -> bool:
    """Whether a paragraph is a list in running text, of at least three entries."""
    text = shaper.text
    if _has_sentences(shaper, start, end):
        return False
    # A heading in the first line takes up room there.
    opens = text.rfind("\n", 0, start) + 1
    lines = [line for line in text[opens:end].splitlines() if line.strip()]
    strong = _cut(text, start, end, _STRONG)
    weak = _weak_parts(shaper, strong)
    short = all(stop - first < _MAX_LENGTH for first, stop in strong)
    ended = sum(line.rstrip()[-1] in _STRONG for line in lines[:-1])
    if len(strong) > 2 and short and 2 * ended <= len(lines):
        return True
    spans = _cut(text, start, end, "\r\n")
    if len(lines) > 1 and (
        _have_fields(shaper, spans) or _one_a_line(shaper, spans, lines, len(strong), weak)
    ):
        return False
    return len(weak) > 2 and _whole_share(shaper, weak) >= _WHOLE_SHARE and _few_words(shaper, weak)


def _has_sentences(shaper: Shaper, start: int, end: int) -> bool:
    """Whether a sentence ends within a paragraph; ``etc. Elm`` and ``Prof. Lind`` end none."""
    shortened = shaper.lexicon.honorifics | shaper.lexicon.abbreviations
    found = _SENTENCE.finditer(shaper.text, start, end)
    return any((match["word"] or "").casefold() not in shortened for match in found)


def _one_a_line(
    shaper: Shaper,
    spans: Sequence[tuple[int, int]],
    lines: Sequence[str],
    strong: int,
    weak: Sequence[tuple[int, int]],
) -> bool:
    """Whether each line is an entry, or ends where one does."""
    ends = [line.rstrip()[-1] for line in lines[:-1]]
    if sum(mark in ";；" for mark in ends) >= _ENDED_SHARE * len(ends) and strong <= len(lines):
        return True
    if sum(mark in ",;，；、" for mark in ends) * 2 >= len(ends) and (
        max(strong, len(weak)) <= len(lines) + 1
    ):
        return True
    if any(line.count("(") != line.count(")") for line in lines):
        return False
    opening = sum(opens_with_name(shaper, *span) for span in spans)
    names = sum(is_name(shaper, *part) for part in weak)
    if names >= max(2 * len(lines), _NAMES_SHARE * len(weak)):
        return False
    if len(spans) > 2 and opening >= _OPENING_SHARE * len(spans):
        return True
    if len(weak) >= len(lines) and names >= _NAMES_SHARE * len(weak):
        return False
    if not are_wrapped(lines):
        return True
    if len(weak) > len(lines) >= _MANY_LINES and _whole_share(shaper, weak) >= _WHOLE_SHARE:
        return False
    return max(strong, len(weak)) < 2 * len(lines)


def count_names(shaper: Shaper, start: int, end: int) -> int:
    """How many parts between the commas of a paragraph are names of people."""
    return sum(is_name(shaper, *part) for part in _cut_weak(shaper.text, start, end))


def split_running(shaper: Shaper, cues: Cues, start: int, end: int) -> list[Part]:
    """The entries of a list in running text, in order."""
    text = shaper.text
    tail = _COUNT_TAIL.search(text, max(start, end - _MAX_LABEL), end)
    end = tail.start() if tail else end
    strong = _cut(text, start, end, _STRONG)
    labelled = [_label(text, *part) for part in strong]
    if _are_names(shaper, strong, labelled):
        labelled = [None] * len(strong)
    bodies = [
        (_skip(text, label[1], part[1]), part[1]) if label else part
        for part, label in zip(strong, labelled, strict=True)
    ]
    weak = _weak_parts(shaper, bodies)
    by_comma = (
        len(weak) > len(bodies)
        and not _have_fields(shaper, bodies)
        and _whole_share(shaper, weak) >= _WHOLE_SHARE
    )
    parts: list[Part] = []
    for body, label in zip(bodies, labelled, strict=True):
        cut = _cut_weak(text, *body) if by_comma else [body]
        if by_comma or body == bodies[-1]:
            cut = [*cut[:-1], *_and_parts(shaper, cues, *cut[-1], whole=by_comma)]
        cut = _pairs(shaper, cut) if len(bodies) == 1 else cut
        for index, (first, last) in enumerate(cut):
            first, last = _trim(text, first, last)
            if first < last:
                parts.append(Part(first, last, label if index == 0 else None))
    return [*parts, Part(*_trim(text, *tail.span()))] if tail else parts


def _are_names(
    shaper: Shaper,
    parts: Sequence[tuple[int, int]],
    labels: Sequence[tuple[int, int] | None],
) -> bool:
    """Whether colons part people from bodies, not groups: ``Elm Union: Ada Lind; Oak: …``."""
    rests = [
        (label[1], part[1]) for part, label in zip(parts, labels, strict=True) if label is not None
    ]
    names = sum(is_name(shaper, *rest) for rest in rests)
    labelled = sum(is_name(shaper, label[0], label[1] - 1) for label in labels if label)
    return len(rests) > 1 and max(names, labelled) >= _NAMES_SHARE * len(rests)


def _have_fields(shaper: Shaper, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether commas part a name from what is said of it: ``Ada Lind, poet; Cy Moor, Elm``."""
    several = [cut for part in parts if len(cut := _cut_weak(shaper.text, *part)) > 1]
    with_fields = 0
    for cut in several if len(parts) > 1 else ():
        names = [is_name(shaper, *each) for each in cut]
        shares = all(names[:-1]) and not names[-1] and opens_with_name(shaper, *cut[-1])
        opening = sum(opens_with_name(shaper, *each) for each in cut)
        with_fields += sum(names) == 1 or opening == 1 or shares
    return 2 * with_fields > len(several)


def _weak_parts(shaper: Shaper, strong: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [part for each in strong for part in _cut_weak(shaper.text, *each)]


def _whole_share(shaper: Shaper, parts: Sequence[tuple[int, int]]) -> float:
    return sum(_is_whole(shaper, *part) for part in parts) / len(parts)


def _few_words(shaper: Shaper, parts: Sequence[tuple[int, int]]) -> bool:
    shapes = [shaper.shape(*part).letters for part in parts]
    return all(len(letters) <= _MAX_PART for letters in shapes)


def _is_whole(shaper: Shaper, start: int, end: int) -> bool:
    """Whether a part names a party by itself: a person, a body, a word in capitals."""
    start, end = _trim(shaper.text, start, end)
    shape = shaper.shape(start, end)
    letters = shape.letters
    if not letters or letters[0] in "Fld" or is_role(shape, shaper):
        return False
    if letters.count("l") * 2 > len(letters):
        return False
    if opens_with_name(shaper, start, end):
        return True
    return bool(set(letters) & set("BQANT"))


def _pairs(shaper: Shaper, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """``Ada Lind, Elm Union, Cy Moor, Oak Club``: a name and a body in turn are one entry."""
    if len(parts) < 4 or len(parts) % 2:
        return parts
    names = [is_name(shaper, *part) for part in parts]
    if all(names[::2]) and not any(names[1::2]):
        return [
            (first[0], second[1]) for first, second in zip(parts[::2], parts[1::2], strict=True)
        ]
    return parts


def _and_parts(
    shaper: Shaper, cues: Cues, start: int, end: int, *, whole: bool
) -> list[tuple[int, int]]:
    """The last part cut at its "and", where a party stands on either side."""
    text = shaper.text
    spans = shaper.shape(start, end).spans
    for index, (first, _) in enumerate(spans):
        length = next((n for n in (3, 2, 1) if _is_and(shaper, cues, spans[index : index + n])), 0)
        if not length:
            continue
        last = spans[index + length - 1][1]
        before, after = (start, first), (last, end)
        if not text[start:first].strip(_ENDS):
            return [after] if whole else [(start, end)]
        if text[_skip(text, last, end)].isdigit() or _are_two(shaper, before, after, whole=whole):
            return [before, *_and_parts(shaper, cues, *after, whole=whole)]
    return [(start, end)]


def _is_and(shaper: Shaper, cues: Cues, spans: Sequence[tuple[int, int]]) -> bool:
    return " ".join(shaper.text[slice(*span)].casefold() for span in spans) in cues.ands


def _are_two(
    shaper: Shaper, before: tuple[int, int], after: tuple[int, int], *, whole: bool
) -> bool:
    """Whether a party stands on either side of an "and", and not one with "and" in its name."""
    if is_name(shaper, *after):
        return whole or is_name(shaper, *before)
    shapes = [shaper.shape(*_trim(shaper.text, *side)).letters for side in (before, after)]
    return whole and all("B" in letters or letters == "A" for letters in shapes)


def _label(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Offsets of the heading of a group, with its colon: ``Unions: Elm, Ash``."""
    limit = min(end, start + _MAX_LABEL)
    found = [at for colon in ":：" if (at := text.find(colon, start, limit)) >= 0]
    if not found or min(found) + 2 >= end or text[min(found) + 1] == "/":
        return None
    first = _skip(text, start, end)
    return (first, min(found) + 1) if any(map(str.isalpha, text[first : min(found)])) else None


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _ENDS:
        start += 1
    return start


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    start = _skip(text, start, end)
    while end > start and text[end - 1] in " \t\r\n\u00a0\u3000,;，、；。|":
        end -= 1
    return start, end


def _cut_weak(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at commas; where a script needs no spaces and has no commas here, at its spaces."""
    parts = _cut(text, start, end, _WEAK)
    if len(parts) > 1 or not is_dense(text[start:end]):
        return parts
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    joined: list[tuple[int, int]] = []
    for first, last in words:
        # A name of two letters is set wide: 丁　宁.
        if joined and last - first == 1 == joined[-1][1] - joined[-1][0]:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined or parts


def _is_inside(text: str, at: int) -> bool:
    """Whether a sign stands within a word: the point of a Chinese name, the stroke of ``a|b``."""
    return not (text[at - 1 : at].isspace() or text[at + 1 : at + 2].isspace())


def _cut(text: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """``text[start:end]`` at marks outside of brackets and quotation marks; no part is empty."""
    parts: list[tuple[int, int]] = []
    closing = ""
    first = start
    for at in range(start, end):
        letter = text[at]
        if closing:
            if letter == closing:
                closing = ""
        elif letter in _OPENING and text.find(_OPENING[letter], at, end) >= 0:
            closing = _OPENING[letter]
        elif letter in marks and not (letter in _INNER and _is_inside(text, at)):
            if text[first:at].strip():
                parts.append((first, at))
            first = at + 1
    if text[first:end].strip():
        parts.append((first, end))
    return parts or [(start, end)]
