"""reStructuredText by way of HTML. What reads other files or passes markup through is off.

docutils runs in a process of its own; see ``bounded``.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from appeals_rdf.errors import InputError
from appeals_rdf.read.bounded import answer, ask
from appeals_rdf.read.decode import decode, refuse_binary
from appeals_rdf.read.html import html_layer
from appeals_rdf.read.layer import Layer, note

MAX_CHARACTERS = 512 * 1024
"""docutils reads some 100,000 characters in a second."""

# ".. figure:: bridge.png" and ".. |seal| image:: seal.png"; ":doc:`other`" and "`other`:doc:"
_DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([A-Za-z][\w:.+-]{0,60}?)::", re.M)
_ROLE = re.compile(r":([A-Za-z][\w:.+-]{0,60}?):`|`:([A-Za-z][\w:.+-]{0,60}?):")
# ".. |today| date:: %d" would print the day of reading, another one in every build.
_DATE = re.compile(r"^([ \t]*\.\.[ \t]+\|[^|\n]+\|[ \t]+)date::.*$", re.M)
_TARGET = re.compile(r"\s*<[^<>]*>$")

# What Sphinx adds to make a site of pages; its content is no text of this one.
_OF_THE_SITE = frozenset(("toctree", "index", "highlight", "currentmodule", "tabularcolumns"))
_OFF = frozenset(("include", "raw", "literalinclude"))

_SETTINGS: dict[str, Any] = {
    "raw_enabled": False,
    "file_insertion_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": False,
    "docinfo_xform": False,
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "math_output": "LaTeX",
    "syntax_highlight": "none",
    "line_length_limit": MAX_CHARACTERS,
    "output_encoding": "unicode",
}


def read_rest(data: bytes, name: str) -> Layer:
    """The text layer of a reStructuredText file."""
    text, notes = decode(data, name)
    refuse_binary(text, name)
    layer = rest_layer(text.removeprefix("\ufeff"), name)
    return Layer(layer.text, layer.marks, notes + layer.notes)


def rest_layer(text: str, name: str, *, keep_lines: bool = False) -> Layer:
    """The text layer of reStructuredText. With ``keep_lines`` its lines are not joined."""
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"{name} is longer than {MAX_CHARACTERS:,} characters, which is too much "
            "reStructuredText. Split it, or save its text as plain .txt."
        )
    html = ask(__name__, text.encode(), name, "reStructuredText")
    layer = html_layer(html, name, keep_lines=keep_lines)
    off = sorted({d for d in _DIRECTIVE.findall(text) if d.lower() in _OFF})
    if not off:
        return layer
    left_out = note(
        "directive-left-out",
        f"{', '.join(off)}: other files and markup of other kinds are not read",
        name,
        "Put their text into the file if it belongs to the letter.",
    )
    return Layer(layer.text, layer.marks, (left_out,))


def _html(data: bytes) -> str:
    from docutils.core import publish_parts

    text = data.decode()
    _register_unknown(text)
    try:
        parts = publish_parts(
            _DATE.sub(r"\1replace:: \\", text), writer="html5", settings_overrides=_SETTINGS
        )
    except RecursionError as error:
        raise ValueError(
            "has parts nested too deep for reStructuredText. Save its text as plain .txt."
        ) from error
    return str(parts["html_body"])


def _register_unknown(text: str) -> None:
    """Make directives and roles known that docutils has not, so that their words are not lost."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, roles
    from docutils.parsers.rst.languages import en
    from docutils.utils import Reporter, unescape

    class AnyOption(dict[str, Any]):
        def __missing__(self, key: str) -> Any:
            return lambda value: value

    class Passage(Directive):  # type: ignore[misc]
        optional_arguments = 1
        final_argument_whitespace = True
        has_content = True
        option_spec = AnyOption(name=str)

        def run(self) -> list[Any]:
            if self.name.lower() in _OF_THE_SITE | _OFF:
                return []
            passage = nodes.container()
            for words in self.arguments:
                inline, _ = self.state.inline_text(words, self.lineno)
                passage += nodes.paragraph("", "", *inline)
            self.state.nested_parse(self.content, self.content_offset, passage)
            return [passage]

    def words_of(role: str, raw: str, text: str, *rest: Any, **options: Any) -> tuple[Any, Any]:
        return [nodes.inline(raw, _TARGET.sub("", unescape(text)))], []

    # Looking a name up wants the document in which it stands, only to report to.
    reporter = Reporter("", 5, 5, stream=False)
    document = SimpleNamespace(reporter=reporter, current_line=0)
    for name in set(_DIRECTIVE.findall(text)):
        if directives.directive(name, en, document)[0] is None:
            directives.register_directive(name.lower(), Passage)
    for found in set(_ROLE.findall(text)):
        name = found[0] or found[1]
        if roles.role(name, en, 0, reporter)[0] is None:
            roles.register_local_role(name.lower(), words_of)


if __name__ == "__main__":
    answer(_html)
