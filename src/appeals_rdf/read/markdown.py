"""Markdown (CommonMark with tables) by way of HTML."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from appeals_rdf.errors import InputError
from appeals_rdf.read.decode import decode, refuse_binary
from appeals_rdf.read.fields import split_front_matter
from appeals_rdf.read.html import html_layer
from appeals_rdf.read.layer import Layer, with_fields

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MAX_LEVEL = 100
"""Quotes and lists within one another."""
SECONDS = 15.0
"""Time of work on one file. A list of 100,000 entries takes about half of it."""

WIDEST = 120
"""Characters to which an editor wraps lines at most."""
SLACK = 4
"""Characters by which a wrapped line may be too short."""
MAX_CHARACTERS = 4 * 1024 * 1024
MAX_SIGNS = 500_000
"""Stars, brackets and the like, each of which the parser keeps in mind for some time."""

_SIGNS = re.compile(r"[*_\[`<]")
# "# Demands {#demands .wide}": the name that some dialects give to a heading is no part of it.
# "{: .signatories}", "{% include share.html %}", "{{< figure >}}": lines for a site's generator.
_TEMPLATE = re.compile(
    r"^[ \t]*(?:\{:[^{}\n]*\}|\{%[^\n]*%\}|\{\{[<%][^\n]*[>%]\}\})[ \t]*$", re.MULTILINE
)
_HEADING_NAME = re.compile(r"[ \t]*\{:?[ \t]*[#.][^{}\n]*\}[ \t]*$")


def read_markdown(data: bytes, name: str) -> Layer:
    """The text layer of a Markdown file."""
    text, notes = decode(data, name)
    refuse_binary(text, name)
    layer = markdown_layer(text.removeprefix("\ufeff"), name)
    return Layer(layer.text, layer.marks, notes)


def markdown_layer(text: str, name: str) -> Layer:
    """The text layer of Markdown. Wrapped lines are joined, those of a list of names are not."""
    signs = len(_SIGNS.findall(text))
    if len(text) > MAX_CHARACTERS or signs > MAX_SIGNS:
        raise InputError(
            f"{name} is longer than {MAX_CHARACTERS:,} characters or has more than {MAX_SIGNS:,} "
            "signs of Markdown, which no letter has. Split it, or save it as .txt to have it read "
            "as it stands."
        )
    fields, body = split_front_matter(text)
    body = _TEMPLATE.sub("", body)
    html = _parser(name).render(body)
    return with_fields(html_layer(html, name), fields)


def _parser(name: str) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_LEVEL + 10})
    parser.enable("table")
    deadline = time.thread_time() + SECONDS

    def watch_block(state: Any, line: int, last: int, silent: bool) -> bool:
        # Beyond its own bound the parser drops text without a word.
        if state.level > MAX_LEVEL:
            raise InputError(
                f"{name}, line {line + 1}: quotes or lists are nested more than {MAX_LEVEL} deep, "
                "which no letter has. Save it as .txt to have it read as it stands."
            )
        return watch_inline(state, silent)

    def watch_inline(state: Any, silent: bool) -> bool:
        if time.thread_time() > deadline:
            raise InputError(
                f"{name} takes more than {SECONDS:.0f} seconds to read as Markdown. Split it, or "
                "save it as .txt to have it read as it stands."
            )
        return False

    def unname_headings(state: Any) -> None:
        for heading, inline in zip(state.tokens, state.tokens[1:], strict=False):
            if heading.type == "heading_open":
                inline.content = _HEADING_NAME.sub("", inline.content)

    def keep_set_lines(state: Any) -> None:
        inlines = [token for token in state.tokens if token.type == "inline"]
        width = _width([token.content for token in inlines])
        for token in inlines:
            if "\n" in token.content and _are_set(token.content, width):
                for child in token.children or ():
                    if child.type == "softbreak":
                        child.type, child.tag = "hardbreak", "br"

    parser.block.ruler.before("table", "watch", watch_block)
    parser.inline.ruler.before("text", "watch", watch_inline)
    parser.core.ruler.after("block", "unname_headings", unname_headings)
    parser.core.ruler.push("keep_set_lines", keep_set_lines)
    return parser


def _width(paragraphs: Sequence[str]) -> int:
    """The length up to which the lines of a text are wrapped, or 0 where none are."""
    lengths = sorted(len(line) for p in paragraphs if "\n" in p for line in p.split("\n"))
    # A link that cannot be parted may stick out of lines that are wrapped.
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    return width if width <= WIDEST else 0


def _are_set(paragraph: str, width: int) -> bool:
    """Whether the line ends of a paragraph are its author's, as in a list of names.

    An editor wraps a line where the next word would not fit; before that, it was an author.
    """
    lines = paragraph.split("\n")
    early = sum(
        len(line) + 1 + len(following.split(" ", 1)[0]) < width - SLACK
        for line, following in pairwise(lines)
    )
    return not width or 2 * early > len(lines) - 1
