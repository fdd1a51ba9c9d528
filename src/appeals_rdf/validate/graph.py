"""One RDF graph in memory, indexed the way shapes ask for it.

Terms stay in their N-Triples spelling, so that a graph is dictionaries of text: it costs no object
for each term, and reading it is splitting lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from appeals_rdf.errors import InputError
from appeals_rdf.rdf import RDF_TYPE, curie

if TYPE_CHECKING:
    import pyoxigraph

SUBCLASS_OF = curie("rdfs:subClassOf")
XSD_STRING = curie("xsd:string")
LANG_STRING = curie("rdf:langString")

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
# What pyoxigraph puts before its message; the place is told apart.
_PARSER_PLACE = re.compile(r"^Parser error (?:at|between|on) .*?: (?=\S)")
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_NO_TERMS: tuple[str, ...] = ()


class Literal(NamedTuple):
    """The parts of a literal term; ``datatype`` is an IRI term, ``language`` may be empty."""

    value: str
    datatype: str
    language: str


def parse_literal(term: str) -> Literal | None:
    """The parts of a literal; None for an IRI or a blank node.

    >>> parse_literal('"oui"@fr').language
    'fr'
    """
    if term[0] != '"':
        return None
    # Neither a datatype nor a language tag holds a quotation mark, so the last one ends the value.
    end = term.rindex('"')
    value, tail = term[1:end], term[end + 1 :]
    if "\\" in value:
        value = _ESCAPE.sub(_unescape, value)
    if not tail:
        return Literal(value, XSD_STRING, "")
    if tail[0] == "@":
        return Literal(value, LANG_STRING, tail[1:])
    return Literal(value, tail[2:], "")


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])


def words_of(term: str) -> str:
    """What a person reads of a term: the value of a literal, an IRI without its brackets."""
    literal = parse_literal(term)
    return literal.value if literal else term.strip("<>")


class Graph:
    """Subject → predicate → objects, each triple once; and the questions shapes put to it."""

    def __init__(self, triples: Iterable[tuple[str, str, str]]) -> None:
        self.subjects: dict[str, dict[str, list[str]]] = {}
        self._inverse: dict[str, dict[str, list[str]]] = {}
        self._instances: dict[str, list[str]] = {}
        self._superclasses: dict[str, frozenset[str]] = {}
        subjects = self.subjects
        for s, p, o in triples:
            properties = subjects.get(s)
            if properties is None:
                subjects[s] = {p: [o]}
            elif p in properties:
                properties[p].append(o)
            else:
                properties[p] = [o]
        self._has_classes = any(SUBCLASS_OF in properties for properties in subjects.values())

    @classmethod
    def from_ntriples(cls, data: bytes) -> Graph:
        """Read what ``rdf.nquads`` wrote without a graph name: a triple a line, one space between.

        Much quicker than a parser, and only right for that spelling; use ``from_file`` for others.
        """
        return cls(_split(_lines(data), " ."))

    @classmethod
    def from_nquads(cls, data: bytes) -> Graph:
        """Read what ``rdf.nquads`` wrote with a graph name: the lines of one graph.

        ``ValueError`` where a line belongs to another graph than the first.
        """
        lines = _lines(data)
        tail = f" {next(iter(lines), '').rsplit(' ', 2)[-2:][0]} ."
        if not all(line.endswith(tail) for line in lines):
            raise ValueError("the lines of several graphs cannot be read as one")
        return cls(_split(lines, tail))

    @classmethod
    def from_file(cls, path: Path, name: str = "") -> Graph:
        """Read any RDF file; the union of its graphs. ``name`` is what messages call it.

        ``InputError`` where it cannot be read or parsed, with the line and column the parser tells.
        """
        return cls(parse_file(path, name))

    def __len__(self) -> int:
        return sum(len(o) for properties in self.subjects.values() for o in properties.values())

    def triples(self) -> Iterator[tuple[str, str, str]]:
        """Every triple."""
        for s, properties in self.subjects.items():
            for p, objects in properties.items():
                for o in objects:
                    yield s, p, o

    def objects(self, subject: str, predicate: str) -> Iterable[str]:
        """The objects of ``subject predicate ?``."""
        properties = self.subjects.get(subject)
        return properties.get(predicate, _NO_TERMS) if properties else _NO_TERMS

    def value(self, subject: str, predicate: str) -> str:
        """One object of ``subject predicate ?``, the first in order of spelling; else empty."""
        return min(self.objects(subject, predicate), default="")

    def text(self, subject: str, predicate: str) -> str:
        """``value`` as a person reads it."""
        term = self.value(subject, predicate)
        return words_of(term) if term else ""

    def inverse(self, predicate: str) -> dict[str, list[str]]:
        """Object → subjects of one predicate."""
        index = self._inverse.get(predicate)
        if index is None:
            index = self._inverse[predicate] = {}
            for s, properties in self.subjects.items():
                for o in properties.get(predicate, _NO_TERMS):
                    index.setdefault(o, []).append(s)
        return index

    def instances(self, class_: str) -> Iterable[str]:
        """The SHACL instances of a class: of the class itself and of its subclasses in the data."""
        typed = self.inverse(RDF_TYPE)
        if not self._has_classes:
            return typed.get(class_, _NO_TERMS)
        if class_ not in self._instances:
            below = {class_} | {c for c in typed if class_ in self.superclasses(c)}
            found = dict.fromkeys(s for c in below for s in typed.get(c, ()))
            self._instances[class_] = list(found)
        return self._instances[class_]

    def is_instance(self, node: str, class_: str) -> bool:
        """Whether ``node`` is a SHACL instance of ``class_``."""
        types = self.objects(node, RDF_TYPE)
        if class_ in types:
            return True
        return self._has_classes and any(class_ in self.superclasses(t) for t in types)

    def superclasses(self, class_: str) -> frozenset[str]:
        """The class and all above it by ``rdfs:subClassOf`` in the data."""
        found = self._superclasses.get(class_)
        if found is None:
            seen, todo = {class_}, [class_]
            while todo:
                new = [c for c in self.objects(todo.pop(), SUBCLASS_OF) if c not in seen]
                seen.update(new)
                todo += new
            found = self._superclasses[class_] = frozenset(seen)
        return found

    def store(self) -> pyoxigraph.Store:
        """The same triples in Oxigraph, for SPARQL."""
        from pyoxigraph import RdfFormat, Store

        store = Store()
        data = "".join(f"{s} {p} {o} .\n" for s, p, o in self.triples())
        # ``bulk_load`` would start a second thread for a graph that fits in a breath.
        store.load(data.encode("utf-8"), format=RdfFormat.N_TRIPLES)
        return store


def _lines(data: bytes) -> dict[str, None]:
    # A graph holds a triple once, however often a file says it; a dict keeps the order too.
    lines = dict.fromkeys(data.decode("utf-8").split("\n"))
    lines.pop("", None)
    return lines


def _split(lines: Iterable[str], tail: str) -> Iterator[tuple[str, str, str]]:
    end = -len(tail)
    for line in lines:
        s, p, o = line.split(" ", 2)
        yield s, p, o[:end]


def parse_file(path: Path, name: str = "") -> Iterator[tuple[str, str, str]]:
    """The triples of any RDF file, each once, its graphs taken together.

    The format follows from the file's name; ``InputError`` names the known ones.
    """
    from pyoxigraph import RdfFormat, parse

    name = name or str(path)
    format_ = RdfFormat.from_extension(path.suffix.lstrip(".").lower())
    if format_ is None:
        known = "ttl, nt, nq, trig, rdf, jsonld"
        raise InputError(f"{name}: '{path.suffix}' is no RDF file name. Known endings: {known}.")
    seen: set[tuple[str, str, str]] = set()
    try:
        data = path.read_bytes()
        for quad in parse(data, format=format_, base_iri=path.resolve().as_uri()):
            triple = (str(quad.subject), str(quad.predicate), str(quad.object))
            if triple not in seen:
                seen.add(triple)
                yield triple
    except SyntaxError as error:
        where = f", line {error.lineno}, column {error.offset}" if error.lineno else ""
        what = _PARSER_PLACE.sub("", error.msg)
        raise InputError(f"{name}{where}: {what}. Mend the {format_.name} there.") from error
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:  # bytes that are not UTF-8, among others
        raise InputError(f"{name} cannot be read as RDF: {error}.") from error
