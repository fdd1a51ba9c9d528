"""An explanation as text.

The words of a document are marked by ⟦ ⟧ inside their line, because brackets stay right where
characters are wide, combine or run from right to left; a line of carets below would not. On a
terminal they are underlined as well. Control characters are shown as pictures: a document must not
steer a terminal.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import click

from appeals_rdf.explain.evidence import GENERIC
from appeals_rdf.explain.model import Explanation, Maker, Place, Statement, Term
from appeals_rdf.extract.contacts import hide_contacts
from appeals_rdf.text import LineIndex

OPEN, CLOSE = "⟦", "⟧"
_CONTEXT = 44
_LINES = 8
_MENTIONS = 6
_NAME = 24
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_GENERIC = frozenset(term.strip("<>") for term in GENERIC)


def render(e: Explanation, colour: bool, width: int) -> str:
    """The whole explanation."""
    return "\n".join(_Page(e, colour, width).lines()) + "\n"


class _Page:
    def __init__(self, explanation: Explanation, colour: bool, width: int) -> None:
        self._e = explanation
        self._colour = colour
        self._width = width
        self._index = LineIndex(explanation.text)

    # --- the page, from top to bottom

    def lines(self) -> Iterator[str]:
        e = self._e
        yield self._bold(plain(e.subject.label or e.subject.name))
        yield self._dim(e.subject.iri)
        for type_ in e.types:
            yield from self._wrapped("", f"{type_.name} – {type_.definition or type_.label}")
        for place in e.places:
            yield ""
            yield from self._quotation(place)
        yield from self._reading()
        generic = [s for s in e.statements if s.predicate.iri in _GENERIC]
        special = [s for s in e.statements if s.predicate.iri not in _GENERIC]
        for title, statements in (
            ("What it says", special),
            ("How it was recorded", generic),
        ):
            if statements:
                yield from ("", self._bold(title))
                for statement in statements:
                    yield from self._statement(statement)
        if e.mentions:
            yield from ("", self._bold("Where it is named"))
            for mention in e.mentions[:_MENTIONS]:
                yield from self._wrapped(mention.predicate.label, self._called(mention.subject))
            if (more := len(e.mentions) - _MENTIONS) > 0:
                yield from self._wrapped("", f"and {more} more")

    def _reading(self) -> Iterator[str]:
        e = self._e
        if e.made_by is None:
            return
        sure = f" Confidence {e.confidence}." if e.confidence else ""
        yield ""
        yield f"  {_made_by(e.made_by)}{sure}"
        for flag in e.flags:
            yield from self._wrapped("", f"Flag: {flag.label} – {flag.definition}")

    def _statement(self, statement: Statement) -> Iterator[str]:
        """A triple; below it its words in their line, unless the line stands above already."""
        value = self._called(statement.object) if statement.object.name else _value(statement)
        above = [place for place in statement.places if place in self._e.places]
        value += "".join(f"  ({_position(place)})" for place in above)
        yield from self._wrapped(statement.predicate.label, value)
        for place in statement.places:
            if place not in above:
                where = self._dim(_position(place))
                yield f"{' ' * (_NAME + 4)}{where}  {self._in_line(place)}"
        maker = statement.made_by
        if maker and maker != self._e.made_by:
            yield f"{' ' * (_NAME + 4)}{self._dim(_made_by(maker))}"

    def _wrapped(self, name: str, value: str) -> Iterator[str]:
        """``name`` in a column of its own, the value beside it."""
        indent = _NAME + 4 if name else 2
        lines = textwrap.wrap(
            value, max(self._width - indent, 30), break_long_words=False, break_on_hyphens=False
        ) or [""]
        label = f"  {name:<{_NAME}}  " if name else "  "
        if len(label) > indent:
            # A long name has a line of its own.
            yield self._faint_name(label.rstrip())
            label = " " * indent
        yield self._faint_name(label) + lines[0]
        for line in lines[1:]:
            yield " " * indent + line

    def _called(self, term: Term) -> str:
        """A resource by its short name, and what it is called or means, unless that is known."""
        # Items of the same appeal need not repeat its id.
        name = term.name.removeprefix(f"{self._e.subject.name.partition('/')[0]}/")
        label = plain(term.definition or term.label)
        known = (*self._e.types, *self._e.flags)
        if not label or term in known or term.name in label or "/chars/" in name:
            return name
        return f"{name} – {label}"

    # --- words in their line

    def _quotation(self, place: Place) -> Iterator[str]:
        """The lines of the document that a passage covers, with their numbers."""
        layer = ", in the text layer" if place.text_layer else ""
        yield f"  {self._dim(f'{place.file}:{place.line}:{place.column}{layer}')}"
        numbers = range(place.line, place.end_line + 1)
        gutter = len(str(place.end_line))
        for number in numbers:
            if len(numbers) > _LINES and _LINES // 2 <= number - place.line < len(numbers) - 3:
                if number - place.line == _LINES // 2:
                    yield f"  {'⋮':>{gutter}} │ …"
                continue
            start, end = self._index.line(number)
            marked = self._marked(max(start, place.start), min(end, place.end), start, end)
            yield f"  {number:>{gutter}} │ {marked}"

    def _in_line(self, place: Place) -> str:
        """Words of any length on one line of output; a line break inside them shows as ``↵``."""
        first, _ = self._index.line(place.line)
        _, last = self._index.line(place.end_line)
        return self._marked(place.start, place.end, first, last)

    def _marked(self, start: int, end: int, first: int, last: int) -> str:
        return marked(self._e.text, start, end, first, last, colour=self._colour)

    # --- looks

    def _bold(self, text: str) -> str:
        return click.style(text, bold=True) if self._colour else text

    def _dim(self, text: str) -> str:
        return click.style(text, dim=True) if self._colour else text

    def _faint_name(self, text: str) -> str:
        return click.style(text, fg="cyan") if self._colour and text.strip() else text


def marked(text: str, start: int, end: int, first: int, last: int, *, colour: bool = False) -> str:
    """``text[start:end]`` between ⟦ ⟧, with what is near it in ``text[first:last]``."""
    before, words, after = text[first:start], text[start:end], text[end:last]
    if len(before) > _CONTEXT:
        # Cut at a space, if there is one.
        before = before[-_CONTEXT:]
        before = f"… {before.partition(' ')[2] or before}"
    if len(after) > _CONTEXT:
        after = after[:_CONTEXT]
        after = f"{after.rpartition(' ')[0] or after} …"
    if len(words) > 4 * _CONTEXT:
        words = f"{words[: 2 * _CONTEXT].rstrip()} … {words[-_CONTEXT:].lstrip()}"
    shown = plain(words)
    if colour:
        shown = click.style(shown, fg="yellow", underline=True)
    # The line around the words may print contacts, which are kept out of everything we print.
    before, after = plain(hide_contacts(before)), plain(hide_contacts(after))
    return f"{before}{OPEN}{shown}{CLOSE}{after}".rstrip()


def _value(statement: Statement) -> str:
    """A literal; it is in quotation marks where it has no type."""
    quoted = not statement.datatype and not statement.language
    value = plain(statement.object.iri)
    return f"“{value}”" if quoted else value


def _position(place: Place) -> str:
    return f"{place.line}:{place.column}"


def _made_by(maker: Maker) -> str:
    if maker.kind == "rule":
        return f"Read by the rule {maker.name}."
    if not maker.file:
        return "Decided by a curator."
    line = f", line {maker.line}" if maker.line else ""
    return f"Decided by a curator: {maker.file}{line}."


def plain(text: str) -> str:
    """Text that cannot steer a terminal: controls as pictures, a line break as ``↵``."""
    text = re.sub(r"\r\n|\n|\r", "↵", text)
    return _CONTROL.sub(lambda m: _picture(m.group()), text)


def _picture(character: str) -> str:
    if character == "\t":
        return " "
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"
