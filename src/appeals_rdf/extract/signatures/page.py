"""A text as a page of lines, and what can be asked of a line before anything is read from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from appeals_rdf.extract.signatures.cues import SPACELESS, Cues, cues, words_of
from appeals_rdf.extract.signatures.lexicon import Lexicon
from appeals_rdf.extract.signatures.lines import (
    Line,
    Structure,
    are_wrapped,
    read_lines,
    read_structure,
)
from appeals_rdf.extract.signatures.markers import marker_at
from appeals_rdf.model import Mark

_MAX_HEADING_WORDS = 6
_MAX_MORE_WORDS = 2
_MAX_LENGTH = 200
_MAX_WORDS = 25
_MAX_HEADING = 100
_MAX_LEAD_IN = 600
_MAX_GROUP = 90
_MAX_CLOSING = 100
_MAX_DATE = 60
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|年.{1,4}月")
_HEADING_KINDS = frozenset("BRTGM")
"""What is said of groups: ``Unions:``, ``Writers and artists:``, ``France:``."""
_ALPHABET = re.compile(r"\w(?:\s*[-–,/&.]?\s*\w){0,3}")
"""``A``, ``Q, R``, ``U–Z``: the letter that names begin with in a long list."""
_PROSE_WORDS = 25
_SMALL_SHARE = 0.5
_ROLL_WIDTH = 150
_COLONS = (":", "：")
_STOPS = ".!?。！？"
_SENTENCE = 60
_DECORATION = "*_#|=~^-–—•\\/ \t\u00a0[]"
_DENSE_FACTOR = 3
"""A line in a script without spaces is long at a third of the length."""

_CUT = ("-----", "_____", "=====")
"""Where mails and pages are cut: ``-------- Original message --------``. A footnote ends, too."""
_AFTER_LETTERS = re.compile(r"[\w.\s/]{1,10}[:：]")
_AFTER_WORD = re.compile(r"\w+\W*(?:[:：]|$)")
_NOTHING = Structure()


@dataclass(frozen=True, slots=True)
class Page:
    """A text with its lines, and what can be asked of a line."""

    text: str
    lines: list[Line]
    lexicon: Lexicon
    cues: Cues
    structures: dict[int, Structure] = field(default_factory=dict)
    prose: frozenset[int] = frozenset()
    """The starts of lines that are part of a wrapped paragraph of the letter's text."""

    def words(self, line: Line) -> str:
        """The words of a line."""
        return self.text[line.start : line.end]

    def structure(self, line: Line) -> Structure:
        """What the file's markup said of a line."""
        return self.structures.get(line.start, _NOTHING)

    def length(self, line: Line) -> int:
        """How long a line is to read, in letters of the Latin script."""
        length = line.end - line.start
        if length * _DENSE_FACTOR <= _MAX_WORDS or self.text.isascii():
            return length
        return length + (_DENSE_FACTOR - 1) * len(
            SPACELESS.findall(self.text, line.start, line.end)
        )

    def is_marked(self, line: Line) -> bool:
        """Whether a line is set apart as headings are: ``Signed by:``, ``## Signatories``."""
        words = self.words(line)
        bare = words.strip(_DECORATION)
        structure = self.structure(line)
        return (
            bare.endswith(_COLONS)
            or words.startswith(("#", "**", "__", "|", "==", "--"))
            or structure.heading > 0
            or structure.strong
            or (bare.isupper() and len(bare) > 3)
        )

    def is_heading(self, line: Line) -> bool:
        """Whether a line announces signatories: ``Signed by:``, ``## Signatories``."""
        if line.end - line.start > _MAX_LENGTH or self.structure(line).meta:
            return False
        words = self.words(line)
        marked = self.is_marked(line)
        if not marked and words.count(" ") > _MAX_HEADING_WORDS:
            return False
        if self.is_end(line):
            return False
        if SPACELESS.search(words):
            return self.cues.heading.heads(words)
        folded = words_of(words)
        cue = self.cues.heading.find(words, folded)
        if cue is None:
            return False
        if not marked and not line.after_blank:
            return False
        # "Signed by plot-holders and friends" needs no sign, "Signed copies are sold" is none.
        if cue[0] == 0 and cue[1] > 1 and len(folded) <= _MAX_HEADING_WORDS + 2:
            return True
        return marked or len(folded) <= cue[1] - cue[0] + _MAX_MORE_WORDS

    def leads_in(self, line: Line) -> bool:
        """Whether a sentence announces signatories: ``We, the following scholars, sign:``."""
        if line.end - line.start > _MAX_LEAD_IN:
            return False
        words = self.words(line)
        if not words.rstrip(_DECORATION).endswith(_COLONS):
            return False
        last = re.split(r"[.!?]\s|[。！？，]", words)[-1]
        if SPACELESS.search(last):
            return self.cues.heading.heads(last) or self.cues.lead_in.find(last) is not None
        return self.cues.heading.find(last) is not None or self.cues.lead_in.find(last) is not None

    def is_closing(self, line: Line) -> bool:
        """Whether a line is the formula that closes a letter: ``Yours sincerely,``."""
        words = self.words(line)
        if self.cues.closing.opens(words) > 0:
            return self.length(line) <= _MAX_CLOSING
        # The formula may end a sentence: "We thank you and remain, yours sincerely,".
        return (
            words.endswith((",", "，", "."))
            and self.length(line) <= _MAX_LENGTH
            and self.cues.closing.find(words) is not None
        )

    def is_date(self, line: Line) -> bool:
        """Whether a short line has a year in it, as the line of place and date has."""
        return self.length(line) <= _MAX_DATE and _YEAR.search(self.words(line)) is not None

    def is_end(self, line: Line) -> bool:
        """Whether a line is of the page around the list: ``More about: Baku``, ``-----``."""
        head = self.text[line.start : min(line.end, line.start + 80)]
        if head.startswith((*_CUT, "[^")) or not any(map(str.isalnum, head)):
            return True
        bare = head.lstrip(_DECORATION)
        length = self.cues.list_end.opens(bare)
        if not length:
            return False
        opening = words_of(bare)[:length]
        # "P. J. Thornby" is no "P. J.:", though their letters are the same.
        if max(map(len, opening), default=2) < 2:
            return _AFTER_LETTERS.match(bare) is not None
        if self.structure(line).heading > 0 or length > 1:
            return True
        # One word alone may open an entry, too: "Contact: ..." ends a list, "Contact Group" not.
        return _AFTER_WORD.match(bare) is not None

    def is_other_heading(self, line: Line) -> bool:
        """Whether a line announces something else than signatories."""
        words = self.words(line).rstrip(_DECORATION)
        if self.is_heading(line) or self.leads_in(line) or self.is_closing(line):
            return False
        return self.is_end(line) or words.endswith(_COLONS) or self.structure(line).heading > 0

    def is_subheading(self, line: Line, level: int) -> bool:
        """Whether a heading stands below one of ``level`` (0 for none), or heads a group."""
        own = self.structure(line).heading
        return 0 < level < own or self.cues.group.find(self.words(line)) is not None

    def is_group(self, line: Line) -> bool:
        """Whether a line heads a group within a list: ``France``, ``Academics:``."""
        if self.length(line) > _MAX_GROUP or self.is_end(line):
            return False
        words = self.words(line)
        structure = self.structure(line)
        if structure.heading:
            return True
        bare = words.strip(_DECORATION + "()")
        if _ALPHABET.fullmatch(bare) and bare.isupper():
            return True
        if self.cues.group.is_whole(bare):
            return True
        if structure.strong or words.startswith(("#", "**", "__")):
            return self.cues.group.find(bare) is not None
        kinds = {self.lexicon.kind(word) for word in re.findall(r"[^\W_]+", bare)}
        if words.rstrip(_DECORATION).endswith(_COLONS):
            return len(kinds) == 1 or bool(kinds & _HEADING_KINDS) or bool(SPACELESS.search(bare))
        return kinds == {"G"}

    def is_prose(self, line: Line) -> bool:
        """Whether a line is too long for an entry or a heading."""
        length = self.length(line)
        return length > _MAX_LENGTH or (
            length > 2 * _MAX_WORDS and len(self.words(line).split()) > _MAX_WORDS
        )

    def is_text(self, line: Line) -> bool:
        """Whether a line is of the letter's text: long, or a sentence with its stop."""
        if line.start in self.prose:
            return True
        words = self.words(line)
        sentence = words[-1] in _STOPS and self.length(line) > _SENTENCE
        # A long row of names is written in capitals.
        return (sentence or self.is_prose(line)) and (_is_small(words) or is_dense(words))

    def last_text(self) -> int:
        """The index of the last line of the letter's text, -1 where there is none."""
        lines = range(len(self.lines) - 1, -1, -1)
        return next((index for index in lines if self.is_text(self.lines[index])), -1)

    def is_roll(self, line: Line) -> bool:
        """Whether a long line is a row of short entries: ``Ada Lind, Elm Union; Cy Moor, ...``."""
        entries = self.text.count(";", line.start, line.end)
        return entries > 1 and line.end - line.start < entries * _ROLL_WIDTH

    def is_aside(self, index: int) -> bool:
        """Whether the line between a heading and its list is no entry: a rule, a remark."""
        line = self.lines[index]
        if self.is_note(line) or self.is_rule(line):
            return True
        follows = index + 1 < len(self.lines) and self.lines[index + 1].after_blank
        if not (follows and line.after_blank and self.is_text(line)) or self.leads_in(line):
            return False
        return _is_small(self.words(line))

    def is_stopped(self, line: Line) -> bool:
        """Whether a line ends with a full stop that is not of a shortened word: ``Prof.``."""
        words = self.words(line)
        if words[-1] not in ".。!！":
            return False
        last = words.rsplit(None, 1)[-1].rstrip(".").casefold()
        shortened = self.lexicon.honorifics | self.lexicon.abbreviations
        return not (words[-1] == "." and (last in shortened or len(last) < 2))

    def is_rule(self, line: Line) -> bool:
        """Whether a line is drawn, not written: ``-----``, ``|______|``."""
        return not any(map(str.isalnum, self.text[line.start : min(line.end, line.start + 200)]))

    def is_note(self, line: Line) -> bool:
        """Whether a line is a remark in brackets: ``(affiliations for identification only)``."""
        words = self.words(line).strip(_DECORATION.replace("[]", ""))
        return words.startswith(("(", "[", "（")) and words.endswith((")", "]", "）", ").", "）。"))


def make_page(text: str, lexicon: Lexicon, marks: Iterable[Mark] = ()) -> Page:
    """The page of a text. A heading with words behind its colon is a line of its own."""
    whole = read_lines(text)
    structures = read_structure(text, whole, marks)
    lines: list[Line] = []
    page = Page(text, lines, lexicon, cues(), structures, _prose(text, whole))
    for line in whole:
        colon = _colon(text, line)
        if colon >= 0 and page.cues.heading.find(text[line.start : colon]):
            rest = colon + 1
            while rest < line.end and text[rest].isspace():
                rest += 1
            lines += [
                Line(line.start, colon + 1, line.breaks, line.indent),
                Line(rest, line.end, 1),
            ]
        else:
            lines.append(line)
    return page


def _prose(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """The starts of lines in wrapped paragraphs most of whose words are small."""
    found: list[int] = []
    first = 0
    for last in range(1, len(lines) + 1):
        if last < len(lines) and not lines[last].after_blank:
            continue
        paragraph, first = lines[first:last], last
        words = [text[line.start : line.end] for line in paragraph]
        whole = " ".join(words)
        long = len(words) > 1 and len(whole.split()) >= _PROSE_WORDS
        if long and _is_small(whole) and are_wrapped(words):
            found += [line.start for line in paragraph]
    return frozenset(found)


def is_dense(text: str) -> bool:
    """Whether a text is in a script that puts no spaces between words."""
    return 2 * len(SPACELESS.findall(text)) > sum(map(str.isalpha, text))


def _is_small(words: str) -> bool:
    """Whether most words are written small, as in sentences."""
    initials = [word[0] for word in words.split() if word[0].isalpha()]
    return sum(map(str.islower, initials)) >= _SMALL_SHARE * len(initials)


def _colon(text: str, line: Line) -> int:
    """The colon of a heading with words behind it, or -1."""
    limit = min(line.end, line.start + _MAX_HEADING)
    found = [at for colon in _COLONS if (at := text.find(colon, line.start, limit)) >= 0]
    if not found or marker_at(text, line.start, line.end) is not None:
        return -1
    return min(found) if line.end - min(found) > 4 else -1
