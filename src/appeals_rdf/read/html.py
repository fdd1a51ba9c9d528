"""HTML: a saved page, of which the letter is kept and the furniture around it left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from appeals_rdf.errors import InputError
from appeals_rdf.read.decode import decode
from appeals_rdf.read.furniture import clear_page
from appeals_rdf.read.layer import Layer, note, with_fields
from appeals_rdf.read.render import render
from appeals_rdf.read.tree import Node, parse_html, walk
from appeals_rdf.text import squeeze

# <meta charset="windows-1251">, <meta … content="text/html; charset=koi8-r">, <?xml encoding="…"?>
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_HEAD = 4096
"""Bytes in which an encoding is declared; browsers look at 1,024."""
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")

_FIELDS: Mapping[str, str] = {
    "article:published_time": "date",
    "date": "date",
    "dc.date": "date",
    "dcterms.date": "date",
    "dcterms.created": "date",
    "datepublished": "date",
    "pubdate": "date",
    "author": "author",
    "dc.creator": "author",
    "description": "description",
}
"""Names of ``<meta>`` that a reader would want to see → the name they get."""


def read_html(data: bytes, name: str) -> Layer:
    """The text layer of an HTML page."""
    declared = _DECLARED.search(data, 0, _HEAD)
    text, notes = decode(data, name, declared[1].decode("ascii") if declared else "")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            f"{name}, line {line}: a NUL byte stands in the text, so this looks like a binary "
            "file. Save the page again."
        )
    root = parse_html(_CONTROL.sub(" ", text.removeprefix("\ufeff")), name)
    fields = list(_fields(root))
    left_out = clear_page(root)
    layer = with_fields(render(root), fields)
    if left_out:
        notes += (
            note(
                "page-furniture-left-out",
                f"{left_out:,} characters of menus, notices and the like were left out",
                name,
                "Save the letter's text as .txt if parts of it are missing.",
            ),
        )
    return Layer(layer.text, layer.marks, notes)


def html_layer(source: str, name: str, *, keep_lines: bool = False) -> Layer:
    """The text layer of HTML that another reader made, which has no furniture."""
    return render(parse_html(source, name), keep_lines=keep_lines)


def _fields(root: Node) -> Iterator[tuple[str, str]]:
    """The title, and the first of each field that the head of the page gives."""
    seen: set[str] = set()
    for node in walk(root):
        if node.tag == "title":
            key, value = "title", "".join(c for c in node.children if isinstance(c, str))
        elif node.tag == "meta":
            name = node.get("name") or node.get("property") or node.get("itemprop")
            key, value = _FIELDS.get(name.lower(), ""), node.get("content")
        else:
            continue
        if key and key not in seen and squeeze(value):
            seen.add(key)
            yield key, squeeze(value)
