"""JSON-LD 1.1: compact, one node for each subject, with a published context.

``context.jsonld`` beside this module is the context. Every file embeds it as it stands, so that a
file needs nothing from the network, and adds two entries of its own: the base IRI of the data, and
``rule``, the namespace of the rules.

The context types every property by its range. A value that fits is written plainly, a whole number
as a number; any other value says itself what it is. Decimals stay text, because JSON would read
them as floating point.

To add a property: a line in ``context.jsonld``; ``tests/test_exports.py`` names the ones that lack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from appeals_rdf.iris import Mint
from appeals_rdf.rdf import PREFIXES, RDF_TYPE, Description
from appeals_rdf.validate.graph import LANG_STRING, XSD_STRING, parse_literal

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./:-]*")
_INTEGERS = ("xsd:integer",)
_INTEGER = re.compile(r"0|[1-9][0-9]{0,14}")


@cache
def context_text() -> str:
    """The published context, letter by letter."""
    return files("appeals_rdf.publish").joinpath("context.jsonld").read_text("utf-8")


@cache
def context() -> dict[str, Any]:
    """The entries of the published context."""
    entries: dict[str, Any] = json.loads(context_text())["@context"]
    return entries


class Compactor:
    """Writes descriptions as JSON-LD nodes under the context."""

    def __init__(self, mint: Mint) -> None:
        self.own = {"@base": mint.base, "rule": mint.rule("").strip("<>")}
        self._base = mint.base
        entries = context() | {"rule": self.own["rule"]}
        spaces = {
            name: value
            for name, value in entries.items()
            if isinstance(value, str) and value.endswith(("/", "#"))
        }
        # The longest namespace wins, so that a concept is found under ``scheme``.
        self._spaces = sorted(spaces.items(), key=lambda pair: -len(pair[1]))
        self._terms: dict[str, str] = {}
        self._coercions: dict[str, tuple[str, str]] = {}
        for name, value in entries.items():
            if name[0] == "@" or name in spaces or name in ("id", "type"):
                continue
            definition = value if isinstance(value, dict) else {"@id": value}
            term = f"<{_expand(definition['@id'])}>"
            self._terms[term] = name
            coercion = (definition.get("@type", ""), definition.get("@language", ""))
            self._coercions[name] = coercion

    def node(self, description: Description) -> dict[str, Any]:
        """One subject: ``id``, ``type``, then its properties in their order."""
        values: dict[str, list[Any]] = {}
        for predicate, object_ in dict.fromkeys(description.properties):
            if predicate == RDF_TYPE:
                name, value = "type", self._terms.get(object_) or self._full(object_)
            else:
                name = self._terms.get(predicate) or self._full(predicate)
                value = self._value(name, object_)
            values.setdefault(name, []).append(value)
        node: dict[str, Any] = {"id": self.id(description.subject)}
        node |= {name: many[0] if len(many) == 1 else many for name, many in values.items()}
        return node

    def id(self, term: str) -> str:
        """An IRI term as the value of ``id``: prefixed, relative to the base, or in full."""
        if short := self._prefixed(term):
            return short
        relative = term[1:-1].removeprefix(self._base)
        # A colon would read as the end of a prefix, a slash as the root of the host.
        if relative != term[1:-1] and _LOCAL.fullmatch(relative) and ":" not in relative:
            return relative
        return term[1:-1]

    def _full(self, term: str) -> str:
        return self._prefixed(term) or term[1:-1]

    def _prefixed(self, term: str) -> str:
        for prefix, namespace in self._spaces:
            if term.startswith(f"<{namespace}"):
                local = term[len(namespace) + 1 : -1]
                if _LOCAL.fullmatch(local):
                    return f"{prefix}:{local}"
        return ""

    def _value(self, name: str, term: str) -> Any:
        type_, language = self._coercions.get(name, ("", ""))
        literal = parse_literal(term)
        if literal is None:
            return self.id(term) if type_ == "@id" else {"id": self.id(term)}
        if literal.datatype == LANG_STRING:
            plain = literal.language == language
            return literal.value if plain else _say(literal.value, "@language", literal.language)
        if literal.datatype == XSD_STRING:
            return {"@value": literal.value} if type_ or language else literal.value
        datatype = self._full(literal.datatype)
        if datatype != type_:
            return _say(literal.value, "@type", datatype)
        if datatype in _INTEGERS and _INTEGER.fullmatch(literal.value):
            return int(literal.value)
        return literal.value


def _say(value: str, key: str, what: str) -> dict[str, str]:
    return {"@value": value, key: what}


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}"


def write_nodes(descriptions: Iterable[Description], mint: Mint) -> Iterator[str]:
    """A whole document: the nodes of one graph, which is the default graph of the file."""
    compactor = Compactor(mint)
    yield _head(compactor)
    yield from _nodes(descriptions, compactor, "    ")
    yield "\n  ]\n}\n"


def write_graphs(graphs: Iterable[tuple[str, Iterable[Description]]], mint: Mint) -> Iterator[str]:
    """A whole document: named graphs. A graph is its IRI term and its nodes."""
    compactor = Compactor(mint)
    yield _head(compactor)
    between = "\n"
    for name, descriptions in graphs:
        identifier = json.dumps(compactor.id(name), ensure_ascii=False)
        yield f'{between}    {{\n      "id": {identifier},\n      "@graph": ['
        yield from _nodes(descriptions, compactor, "        ")
        yield "\n      ]\n    }"
        between = ",\n"
    yield "\n  ]\n}\n"


def _head(compactor: Compactor) -> str:
    text = context_text()
    published = text[text.index("{", 1) : text.rindex("}")].rstrip().replace("\n", "\n  ")
    own = json.dumps(compactor.own, ensure_ascii=False)
    return f'{{\n  "@context": [\n    {published},\n    {own}\n  ],\n  "@graph": ['


def _nodes(descriptions: Iterable[Description], compactor: Compactor, indent: str) -> Iterator[str]:
    between = "\n"
    for description in descriptions:
        text = json.dumps(compactor.node(description), ensure_ascii=False, indent=2)
        # In JSON text a line feed is always layout: inside a string it is written \n.
        yield f"{between}{indent}" + text.replace("\n", f"\n{indent}")
        between = ",\n"
