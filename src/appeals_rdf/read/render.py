"""A tree of HTML as its plain rendering: the words a reader sees, and marks for their structure.

Blocks are parted by a blank line. An item of a list is a line that begins with its number or its
bullet, two spaces further in for each level. A row of a table is a line, a tab between its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from appeals_rdf.model import Mark, MarkKind
from appeals_rdf.read.layer import Layer, in_order
from appeals_rdf.read.tree import BLOCKS, Node

PARAGRAPH = 200
"""A ``div`` of more characters is a paragraph, a shorter one a line."""
CARD = 400
"""Characters of a card at most."""
CARD_LINES = range(2, 9)
CELL_LINES = 3
_CARDS_SHARE = 0.6
_STYLED = frozenset(("span", "strong", "b", "em", "i", "small"))
"""Lines in a cell of a table. One with more holds parts of the page, not data."""
MAX_COLUMNS = 60
"""Columns up to which a cell may reach across or down."""
MAX_INDENT = 20

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_BLANK = re.compile(r"[ \t\r\f\v]+")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)

_INLINE: Mapping[str, MarkKind] = {
    "strong": MarkKind.STRONG,
    "b": MarkKind.STRONG,
    "em": MarkKind.EMPHASIS,
    "i": MarkKind.EMPHASIS,
}
_HEADINGS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_CARDS = frozenset(("div", "section", "article", "figure", "a"))
# These end a line; all other blocks have a blank line before and behind.
_LINES = frozenset(("li", "dd", "tr", "summary", "legend", "caption", "address", "figcaption"))
_WITHIN_TABLE = frozenset(("thead", "tbody", "tfoot", "colgroup", "col"))
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class _Open:
    """A mark whose end is not reached; it starts with the first words after its beginning."""

    kind: MarkKind
    level: int = 0
    value: str = ""
    start: int = -1
    label: str = ""
    """What a list item shows before its words."""


@dataclass(slots=True)
class _List:
    """A list that is being rendered. ``number`` is that of the next item, or None for bullets."""

    number: int | None
    step: int = 1
    style: str = "1"


@dataclass(slots=True)
class _Table:
    """A table that is being rendered. ``below`` counts the rows that a cell above reaches down."""

    data: bool
    column: int = 0
    below: dict[int, int] = field(default_factory=dict)


class _Page:
    """The text as far as it is written, with what is still owed: line ends, a space, marks."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self._open: list[_Open] = []
        self._unset = 0
        self._breaks = 0
        self._space = ""
        self._fresh = True
        self.items = 0
        self.tight = 0
        self.cells = 0

    def text(self) -> str:
        return "".join(self._out)

    def _write(self, words: str) -> None:
        self._out.append(words)
        self.length += len(words)

    def begin(self, mark: _Open) -> None:
        self._open.append(mark)

    def end(self) -> None:
        mark = self._open.pop()
        self._unset = min(self._unset, len(self._open))
        if mark.start >= 0:
            self.marks.append(Mark(mark.kind, mark.start, self.length, mark.level, mark.value))

    def part(self, lines: int) -> None:
        """End the line, and leave a blank one for 2. In a cell of a table it is only a space."""
        if self.cells:
            self._space = self._space or " "
            return
        if self.tight:
            lines = 1
        self._breaks = max(self._breaks, lines)
        self._space = ""

    def words(self, words: str) -> None:
        """Write a stretch of prose whose white space is folded already."""
        bare = words.strip(" \u00a0")
        if not bare:
            self._space = self._space or words
            return
        lead = words[: len(words) - len(words.lstrip(" \u00a0"))]
        tail = words[len(words.rstrip(" \u00a0")) :]
        if self._breaks or self._fresh:
            self._space = ""
        elif lead:
            self._space = lead if not self._space and len(lead) == 1 else " "
        self._start()
        self._write(bare)
        self._space = tail if len(tail) <= 1 else " "

    def row(self) -> None:
        """Begin the line of a row, also where its first cell is empty."""
        self._start()

    def cell(self, mark: _Open, first: bool) -> None:
        """Begin a cell, which has a mark even where it is empty."""
        if not first:
            self._write("\t")
        self._space = ""
        self._fresh = True
        mark.start = self.length
        self._unset = len(self._open) + 1
        self.begin(mark)
        self.cells += 1

    def end_cell(self) -> None:
        self.cells -= 1
        self._space = ""
        self.end()

    def image(self, mark: _Open, alt: str) -> None:
        """The words that stand for an image, on a line of their own; without any, its place."""
        if not alt:
            self.marks.append(Mark(mark.kind, self.length, self.length, value=mark.value))
            return
        # A pictogram of a character or two belongs to its line.
        own_line = len(alt) > 2
        if own_line:
            self.part(1)
        self.begin(mark)
        self.words(alt)
        self.end()
        if own_line:
            self.part(1)

    def _start(self) -> None:
        """Write what is owed before the next word, and let the marks that wait begin there."""
        if self._breaks or not self.length:
            if self.length:
                self._write("\n" * self._breaks)
            self._breaks = 0
            self._indent()
        elif self._space:
            self._write(self._space)
        self._space = ""
        self._fresh = False
        for mark in self._open[self._unset :]:
            mark.start = self.length
        self._unset = len(self._open)

    def _indent(self) -> None:
        waiting = self._open[self._unset :]
        labelled = [number for number, mark in enumerate(waiting) if mark.label]
        if not labelled:
            self._write("  " * min(self.items, MAX_INDENT))
            return
        # An item that holds nothing but a list has no line of its own.
        innermost = labelled[-1]
        self._write("  " * min(self.items - 1, MAX_INDENT))
        for mark in waiting[: innermost + 1]:
            mark.start = self.length
        self._write(waiting[innermost].label)
        self._unset += innermost + 1


class _Renderer:
    """Walks the tree with a stack of its own, so that depth costs no calls within calls."""

    def __init__(self, *, keep_lines: bool) -> None:
        self.page = _Page()
        self._space = _BLANK if keep_lines else _SPACE
        self._keep_lines = keep_lines
        self._work: list[Node | str | Callable[[], None]] = []
        self._lists: list[_List] = []
        self._tables: list[_Table] = []
        self._verbatim = 0

    def run(self, root: Node) -> Layer:
        self._work.append(root)
        while self._work:
            step = self._work.pop()
            if isinstance(step, str):
                self._words(step)
            elif isinstance(step, Node):
                self._enter(step)
            else:
                step()
        return Layer(self.page.text(), in_order(self.page.marks))

    def _words(self, words: str) -> None:
        if not (self._keep_lines or self._verbatim):
            self.page.words(_SPACE.sub(" ", words))
            return
        for number, line in enumerate(words.split("\n")):
            if number:
                self.page.part(1)
            if line:
                self.page.words(line if self._verbatim else self._space.sub(" ", line))

    def _enter(self, node: Node) -> None:
        tag = node.tag
        if tag == "br":
            self.page.part(1)
        elif tag == "hr":
            self.page.part(2)
        elif tag == "img":
            self._image(node)
        elif tag in ("head", "title", "meta"):
            return
        elif tag == "table":
            self._table(node)
        elif tag == "tr" and self._tables and self._tables[-1].data:
            self._row(node)
        elif tag in ("td", "th") and self._tables and self._tables[-1].data:
            self._cell(node)
        elif tag in _LISTS:
            self._list(node)
        elif tag == "li":
            self._item(node)
        elif tag in BLOCKS:
            self._block(node)
        else:
            self._inline(node)

    def _image(self, node: Node) -> None:
        source, alt = node.get("src"), _fold(node.get("alt"))
        # Some programs give the file's name where there are no words.
        self.page.image(_Open(MarkKind.IMAGE, value=source), "" if alt == source else alt)

    def _inline(self, node: Node) -> None:
        if node.tag in _INLINE:
            self._mark(node, _Open(_INLINE[node.tag]))
        elif node.tag == "a" and node.get("href"):
            self._mark(node, _Open(MarkKind.LINK, value=node.get("href").strip()))
        elif node.tag == "span" and _BOLD.search(node.get("style")):
            self._mark(node, _Open(MarkKind.STRONG))
        else:
            self._children(node)

    def _block(self, node: Node) -> None:
        if node.tag in _WITHIN_TABLE:
            self._children(node)
            return
        before = _parting(node)
        # What a term means stands right below it.
        after = 1 if node.tag == "dt" else before
        self.page.part(before)
        self._work.append(lambda: self.page.part(after))
        if node.tag in _HEADINGS:
            self._mark(node, _Open(MarkKind.HEADING, _HEADINGS[node.tag]))
        elif node.tag == "blockquote":
            self._mark(node, _Open(MarkKind.QUOTE))
        elif node.tag == "pre":
            self._verbatim += 1
            self._work.append(self._end_verbatim)
            self._children(node)
        elif node.tag == "dd":
            self.page.tight += 1
            self._work.append(self._end_tight)
            self._children(node)
        else:
            self._children(node)

    def _end_verbatim(self) -> None:
        self._verbatim -= 1

    def _end_tight(self) -> None:
        self.page.tight -= 1

    def _list(self, node: Node) -> None:
        lines = 1 if self._lists else 2
        self.page.part(lines)
        self._work.append(lambda: self._end_list(lines))
        self._lists.append(_new_list(node))
        self._children(node)

    def _end_list(self, lines: int) -> None:
        self._lists.pop()
        self.page.part(lines)

    def _item(self, node: Node) -> None:
        self.page.part(1)
        self._work.append(self._end_item)
        self.page.items += 1
        self.page.tight += 1
        current = self._lists[-1] if self._lists else _List(None)
        level = max(len(self._lists), 1)
        self._mark(node, _Open(MarkKind.ITEM, level, label=_label(current, node.get("value"))))

    def _end_item(self) -> None:
        self.page.items -= 1
        self.page.tight -= 1
        self.page.part(1)

    def _table(self, node: Node) -> None:
        data = _holds_data(node)
        self.page.part(2)
        self._work.append(self._end_table)
        self._tables.append(_Table(data))
        if data:
            self._mark(node, _Open(MarkKind.TABLE))
        else:
            self._children(node)

    def _end_table(self) -> None:
        self._tables.pop()
        self.page.part(2)

    def _row(self, node: Node) -> None:
        if not (node.length or node.images):
            return
        table = self._tables[-1]
        table.column = 0
        self.page.part(1)
        self._work.append(lambda: self._end_row(table))
        self.page.begin(_Open(MarkKind.ROW))
        self.page.row()
        self._children(node)

    def _end_row(self, table: _Table) -> None:
        self._reached_down(table)
        self.page.end()
        self.page.part(1)

    def _reached_down(self, table: _Table) -> None:
        """Empty cells where one of a row above reaches down into this row."""
        while table.below.get(table.column, 0) > 0:
            table.below[table.column] -= 1
            self._empty_cell(table)

    def _empty_cell(self, table: _Table) -> None:
        self.page.cell(_Open(MarkKind.CELL), table.column == 0)
        self.page.end_cell()
        table.column += 1

    def _cell(self, node: Node) -> None:
        table = self._tables[-1]
        self._reached_down(table)
        across, down = _span(node.get("colspan")), _span(node.get("rowspan"))
        across = max(min(across, MAX_COLUMNS - table.column), 1)
        for column in range(table.column, min(table.column + across, MAX_COLUMNS)):
            table.below[column] = down - 1
        kind = MarkKind.HEADER_CELL if node.tag == "th" else MarkKind.CELL
        self.page.cell(_Open(kind), table.column == 0)
        self._work.append(lambda: self._end_cell(table, across))
        self._children(node)

    def _end_cell(self, table: _Table, across: int) -> None:
        self.page.end_cell()
        table.column += 1
        for _ in range(across - 1):
            self._empty_cell(table)

    def _mark(self, node: Node, mark: _Open) -> None:
        self.page.begin(mark)
        self._work.append(self.page.end)
        self._children(node)

    def _children(self, node: Node) -> None:
        cards = _cards(node)
        after: Node | str = ""
        for child in reversed(node.children):
            if _stand_apart(child, after):
                self._work.append(lambda: self.page.part(1))
            after = child
            if not isinstance(child, str) and child in cards:
                self._work.append(self._end_card)
                self._work.append(child)
                self._work.append(self._begin_card)
            else:
                self._work.append(child)

    def _begin_card(self) -> None:
        self.page.part(2)
        self.page.tight += 1

    def _end_card(self) -> None:
        self.page.tight -= 1
        self.page.part(2)


def _cards(node: Node) -> frozenset[Node]:
    """The children that look like cards: three or more of a kind, each of a few short lines."""
    found = [
        child
        for child in node.children
        if not isinstance(child, str)
        and child.tag in _CARDS
        and _lines_of(child) in CARD_LINES
        and child.length <= CARD
    ]
    return frozenset(found) if len(found) > 2 else frozenset()


def _lines_of(node: Node) -> int:
    """The lines of an element, those that its neighbouring parts make by style among them."""
    parts = sum(_stand_apart(child, after) for child, after in pairwise(node.children))
    return max(node.lines, 1 + parts) if parts else node.lines


def _stand_apart(child: Node | str, after: Node | str) -> bool:
    """Whether two neighbours are each a line of its own by style, as in cards.

    ``<span class="role">Director</span><span class="body">Elm Union</span>``
    """
    if isinstance(child, str) or isinstance(after, str):
        return False
    if not {child.tag, after.tag} <= _STYLED or min(child.length, after.length) < 2:
        return False
    classes = child.get("class"), after.get("class")
    return child.tag != after.tag or (all(classes) and classes[0] != classes[1])


def _parting(node: Node) -> int:
    """1 for a block that ends its line, 2 for one with a blank line around it."""
    if node.tag in _LINES:
        return 1
    if node.tag == "div":
        return 1 if node.lines == 1 and node.length <= PARAGRAPH else 2
    return 2


def _holds_data(table: Node) -> bool:
    """Whether a table is one, or just parts the page into columns as pages once did."""
    if table.get("role") in ("presentation", "none"):
        return False
    stack = table.elements()
    filled = of_lines = 0
    while stack:
        node = stack.pop()
        if node.tag in ("td", "th"):
            if node.lines > CELL_LINES or _has_structure(node):
                return False
            filled += node.length > 0
            of_lines += node.tag == "td" and node.lines > 1
        else:
            stack += node.elements()
    # Cells of several lines each are cards set side by side.
    return of_lines < _CARDS_SHARE * filled or not filled


def _has_structure(cell: Node) -> bool:
    stack = cell.elements()
    while stack:
        node = stack.pop()
        if node.tag in ("table", "ul", "ol", "blockquote", "pre") or node.tag in _HEADINGS:
            return True
        stack += node.elements()
    return False


def _new_list(node: Node) -> _List:
    if node.tag != "ol":
        return _List(None)
    items = sum(child.tag == "li" for child in node.elements())
    backwards = "reversed" in node.attributes
    first = _number(node.get("start"))
    if first is None:
        first = items if backwards else 1
    return _List(first, -1 if backwards else 1, node.get("type") or "1")


def _label(current: _List, value: str) -> str:
    if current.number is None:
        return "• "
    number = _number(value)
    if number is None:
        number = current.number
    current.number = number + current.step
    return f"{_counted(number, current.style)}. "


def _counted(number: int, style: str) -> str:
    if style in ("a", "A") and 1 <= number <= 26:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 1 <= number < 40:
        letters = ""
        for size, roman in _ROMAN:
            letters += roman * (number // size)
            number %= size
        return letters.upper() if style == "I" else letters
    return str(number)


def _number(value: str) -> int | None:
    return int(value) if re.fullmatch(r"\s*-?[0-9]{1,9}\s*", value) else None


def _span(value: str) -> int:
    return max(_number(value) or 1, 1)


def _fold(words: str) -> str:
    return _SPACE.sub(" ", words).strip(" \u00a0")


def render(root: Node, *, keep_lines: bool = False) -> Layer:
    """The text layer of a tree. With ``keep_lines`` the line ends within prose stay."""
    return _Renderer(keep_lines=keep_lines).run(root)
