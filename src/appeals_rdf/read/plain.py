"""Plain text. It stays byte for byte as it is, unless it shows to be something else."""

from __future__ import annotations

import re

from appeals_rdf.read.decode import decode, refuse_binary
from appeals_rdf.read.fields import split_front_matter
from appeals_rdf.read.layer import Layer, with_fields

QUOTED = 0.6
"""The share of the lines that must carry quoting marks."""

# "> ", ">> " and "> > " of mail programs
_QUOTING = re.compile(r"^>(?:[ \t]?>)*[ \t]?", re.M)
_LINE = re.compile(r"^.*\S", re.M)

# ".. toctree::" and ".. made by a tool": a plain text that has no markup has no such line.
_REST_BLOCK = re.compile(r"^\.\. (?:\S.*|\|.+\| )?$", re.M)
# A line and below it signs of one kind, as long as the line: "Open letter" over "===========".
_UNDERLINED = re.compile(r"^(\S.*)\r?\n(([=\-~^\"'#*+])\3{2,})[ \t]*$", re.M)


def read_plain(data: bytes, name: str) -> Layer:
    """The text layer of a plain text: the text itself, line ends and a byte order mark included.

    A text that is reStructuredText is read as such, with its lines as they are: names under one
    another are no paragraph here. Front matter and quoting marks are taken off.
    """
    text, notes = decode(data, name)
    refuse_binary(text, name)
    layer = _layer(text, name)
    return Layer(layer.text, layer.marks, notes + layer.notes)


def _layer(text: str, name: str) -> Layer:
    fields, body = split_front_matter(text)
    if not fields:
        body = unquote(text)
    if is_rest(body):
        from appeals_rdf.read.rest import rest_layer

        layer = rest_layer(body.removeprefix("\ufeff"), name, keep_lines=True)
    else:
        layer = Layer(body)
    return with_fields(layer, fields)


def is_rest(text: str) -> bool:
    """Whether a text has both an underlined title and a line that only reStructuredText has."""
    return bool(_REST_BLOCK.search(text)) and any(
        len(found[2]) >= len(found[1].rstrip()) for found in _UNDERLINED.finditer(text)
    )


def unquote(text: str) -> str:
    """Take the quoting marks off where most lines have them."""
    quoted = sum(1 for _ in _QUOTING.finditer(text))
    lines = sum(1 for _ in _LINE.finditer(text)) if quoted else 0
    return _QUOTING.sub("", text) if lines and quoted >= QUOTED * lines else text
