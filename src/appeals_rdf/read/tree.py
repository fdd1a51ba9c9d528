"""HTML as a light tree, built from the events of lxml's parser, within bounds.

libxml2 splits HTML into tags as browsers do. It reports them as they come, so that neither a page
of one-letter tags nor a million attributes makes it slow; the bounds are checked on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from appeals_rdf.errors import InputError

MAX_ELEMENTS = 300_000
"""Elements of one page. A list of 100,000 signatures with two each has fewer."""
MAX_DEPTH = 1_000
"""Elements within one another. Browsers give up at 512."""
_CHUNK = 64 * 1024


def names(listed: str) -> frozenset[str]:
    """The set of the names in a string."""
    return frozenset(listed.split())


_NO_ATTRIBUTES: Mapping[str, str] = {}

DROPPED = names(
    "script style template noscript svg canvas iframe object embed applet audio video map "
    "button input label select textarea option datalist progress meter dialog frameset noframes "
    "rp base link"
)
"""Elements of which nothing is read, whatever is within: it is no text of the page."""

BLOCKS = names(
    "html body p div section article main nav aside header footer h1 h2 h3 h4 h5 h6 ul ol menu dir "
    "li dl dt dd table caption thead tbody tfoot tr td th blockquote pre address figure figcaption "
    "fieldset legend form details summary center hgroup search hr"
)
"""Elements that begin a line of their own."""


@dataclass(slots=True, eq=False)
class Node:
    """An element. The measures are of everything within, and are made by ``measure``."""

    tag: str
    attributes: Mapping[str, str]
    children: list[Node | str] = field(default_factory=list)
    length: int = 0
    """Characters that are not white space at the edges of a stretch."""
    linked: int = 0
    """Of these, the ones within links."""
    lines: int = 0
    """Lines that the element makes; 0 for what stands within a line."""
    images: int = 0

    def get(self, name: str) -> str:
        """The value of an attribute, or nothing."""
        return self.attributes.get(name, "")

    def elements(self) -> list[Node]:
        """The elements directly within."""
        return [child for child in self.children if not isinstance(child, str)]


class _Builder:
    """Receives the parser's events. Elements of ``DROPPED`` never get into the tree."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.root = Node("", _NO_ATTRIBUTES)
        self._open = [self.root]
        self._dropping = 0
        self._count = 0
        self._words: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise InputError(
                f"{self._name} has more than {MAX_ELEMENTS:,} elements, which no letter has. Split "
                "it, or save its text as .txt."
            )
        if self._dropping or tag in DROPPED:
            self._dropping += 1
            return
        if len(self._open) > MAX_DEPTH:
            raise InputError(
                f"{self._name} has elements nested more than {MAX_DEPTH:,} deep, which no letter "
                "has. Save its text as .txt."
            )
        self._flush()
        node = Node(tag, dict(attributes) if attributes else _NO_ATTRIBUTES)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, tag: str) -> None:
        if self._dropping:
            self._dropping -= 1
            return
        self._flush()
        if len(self._open) > 1:
            self._open.pop()

    def data(self, words: str) -> None:
        if not self._dropping:
            self._words.append(words)

    def comment(self, words: str) -> None:
        """Comments are no words of the page."""

    def pi(self, target: str, words: str | None = None) -> None:
        """Nor are processing instructions."""

    def close(self) -> Node:
        self._flush()
        return self.root

    def _flush(self) -> None:
        if self._words:
            self._open[-1].children.append("".join(self._words))
            self._words.clear()


def parse_html(source: str, name: str) -> Node:
    """The tree of a page or a part of one. Raises ``InputError`` beyond the bounds."""
    from lxml import etree

    builder = _Builder(name)
    parser = etree.HTMLParser(target=builder, huge_tree=True, encoding="utf-8")
    data = source.encode("utf-8", "replace")
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        if data:
            parser.close()
    except etree.LxmlError as error:
        raise InputError(
            f"{name} cannot be parsed as HTML: {error}. Save its text as .txt."
        ) from error
    measure(builder.root)
    return builder.root


def walk(root: Node) -> Iterator[Node]:
    """All elements, each before what is within."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in reversed(node.children) if not isinstance(child, str))


def measure(root: Node) -> None:
    """Fill in the measures of every element, from the innermost outwards."""
    for node in reversed(list(walk(root))):
        length = linked = lines = 0
        images = int(node.tag == "img")
        words = len(node.get("alt").strip()) if images else 0
        for child in node.children:
            if isinstance(child, str):
                words += len(child.strip())
            else:
                length += child.length
                linked += child.linked
                lines += child.lines
                images += child.images
        node.length = length + words
        node.linked = node.length if node.tag == "a" and node.get("href") else linked
        own = node.tag in BLOCKS and not lines and bool(node.length or images)
        node.lines = lines + (own or node.tag == "br")
        node.images = images
