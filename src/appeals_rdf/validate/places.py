"""Where in the letter a node of the graph stands.

A fault is told at the words it concerns, also when it is just the evidence that is broken: then the
neighbours of the node, or the offsets in the IRI of a passage, still lead to the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from appeals_rdf.model import Document
from appeals_rdf.text import LineIndex
from appeals_rdf.triples import (
    END,
    EXACT,
    IDENTIFIER,
    NAME,
    PASSAGE_OF,
    SHA256,
    START,
    STATED_IN,
    SUPPORTED_BY,
)
from appeals_rdf.validate.graph import Graph, words_of


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text at hand. ``files`` are those at hand that it is the text of: name → SHA-256."""

    text: str
    files: Mapping[str, str] = field(default_factory=dict)


Sources = Mapping[str, SourceText]
"""SHA-256 of a text layer → the text."""


def sources_of(documents: Iterable[Document]) -> dict[str, SourceText]:
    """The texts of documents that were read, as the validation takes them."""
    found: dict[str, SourceText] = {}
    for document in documents:
        digest = document.layer_sha256
        files = found[digest].files if digest in found else {}
        found[digest] = SourceText(document.text, {**files, document.file: document.sha256})
    return found


# .../source/89d5179de641c7e2/chars/803-857, as iris.Mint writes a passage. A text layer has its own
# digest behind that of the file: .../source/89d5179de641c7e2-0fd5f33c12ab9e07/chars/803-857
_SOURCE = r"/source/(?:[0-9a-f]{16}-)?([0-9a-f]{16})"
_PASSAGE_IRI = re.compile(rf"^<(.*{_SOURCE})/chars/([0-9]+)-([0-9]+)>$")
_SOURCE_IRI = re.compile(rf"{_SOURCE}>$")


@dataclass(frozen=True)
class Place:
    """A stretch of a source. ``line`` is None where the source is not at hand."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    words: str = ""
    start: int | None = None
    end: int | None = None


class Source:
    """A captured text as the graph describes it, and the text itself where it is at hand."""

    def __init__(self, name: str, sha256: str, file: str, given: SourceText | None) -> None:
        self.name = name
        self.sha256 = sha256
        self.files = given.files if given else {}
        self.file = file if file in self.files else next(iter(self.files), file)
        self.text = given.text if given else None
        self._lines: LineIndex | None = None

    def place(self, start: int, end: int, words: str) -> Place:
        """The place of ``text[start:end]``; ``words`` stand in where there is no text."""
        if self.text is None or start > len(self.text):
            return Place(self.file, words=words, start=start, end=end)
        self._lines = self._lines or LineIndex(self.text)
        line, column = self._lines.position(start)
        return Place(self.file, line, column, self.text[start:end] or words, start, end)


class Places:
    """Finds the places of nodes in one graph."""

    def __init__(self, graph: Graph, sources: Sources) -> None:
        self.graph = graph
        self._given = sources
        self._sources: dict[str, Source] = {}
        self._incoming: dict[str, list[str]] | None = None

    def source(self, name: str) -> Source:
        """The source with the IRI term ``name``."""
        if name not in self._sources:
            self._sources[name] = self._find_source(name)
        return self._sources[name]

    def _find_source(self, name: str) -> Source:
        sha256 = self.graph.text(name, SHA256)
        file = self.graph.text(name, IDENTIFIER)
        if given := self._given.get(sha256):
            return Source(name, sha256, file, given)
        # A wrong digest must not hide the place: the IRI holds the beginning of the right one.
        short = _SOURCE_IRI.search(name)
        for digest, given in self._given.items():
            if short and digest.startswith(short[1]):
                return Source(name, sha256, file, given)
        return Source(name, sha256, file or (short[1] if short else ""), None)

    def source_of(self, node: str) -> str:
        """The IRI term of the source that a node belongs to; empty if nothing says so."""
        for predicate in (STATED_IN, PASSAGE_OF):
            if found := self.graph.value(node, predicate):
                return found
        match = _PASSAGE_IRI.match(node)
        return f"<{match[1]}>" if match else ""

    def place(self, node: str, value: str = "") -> Place:
        """Where ``node`` stands in its letter; ``value`` is the term that is at fault.

        Of several passages, the one that holds the value's words; else the one with the name of
        the item; else the first in the text.
        """
        own = self.source_of(node)
        if not own and (SHA256 in self._of(node) or _SOURCE_IRI.search(node)):
            return Place(self.source(node).file)
        passages = self._passages(node, own)
        if not passages:
            return Place(self.source(own).file) if own else Place()
        wanted = [words_of(value)] if value.startswith('"') else []
        wanted += [words_of(name) for name in sorted(self.graph.objects(node, NAME))]
        for words in wanted:
            for place in passages:
                if words and words in place.words:
                    return place
        return passages[0]

    def _of(self, node: str) -> Mapping[str, list[str]]:
        return self.graph.subjects.get(node, {})

    def _passages(self, node: str, own: str) -> list[Place]:
        found = list(self._read_passages(self._evidence(node), own))
        if not found:
            # Whatever the item is connected with stands near it in the letter.
            around = [n for objects in self._of(node).values() for n in objects]
            near = [p for n in sorted({*around, *self.incoming(node)}) for p in self._evidence(n)]
            found = list(self._read_passages(near, own))
        if own and any(p.file == self.source(own).file for p in found):
            found = [p for p in found if p.file == self.source(own).file]
        return sorted(found, key=lambda place: (place.start or 0, -(place.end or 0)))

    def incoming(self, node: str) -> list[str]:
        """The subjects that have ``node`` as an object."""
        if self._incoming is None:
            self._incoming = {}
            for s, _, o in self.graph.triples():
                if o[0] != '"':
                    self._incoming.setdefault(o, []).append(s)
        return self._incoming.get(node, [])

    def _evidence(self, node: str) -> Iterable[str]:
        if _PASSAGE_IRI.match(node) or PASSAGE_OF in self._of(node):
            return [node]
        return self.graph.objects(node, SUPPORTED_BY)

    def _read_passages(self, passages: Iterable[str], own: str) -> Iterator[Place]:
        for passage in passages:
            source_name = self.graph.value(passage, PASSAGE_OF) or self.source_of(passage) or own
            if not source_name:
                continue
            source = self.source(source_name)
            exact = self.graph.text(passage, EXACT)
            stretches = list(self.stretches(passage))
            for start, end in stretches:
                if source.text is not None and exact and source.text[start:end] == exact:
                    yield source.place(start, end, exact)
                    break
            else:
                if stretches:
                    length = len(source.text or "")
                    within = [s for s in stretches if s[1] <= length]
                    yield source.place(*(within or stretches)[0], exact)

    def stretches(self, passage: str) -> Iterator[tuple[int, int]]:
        """(start, end) by the passage's offsets, then by its IRI, where these are numbers."""
        start, end = self.graph.text(passage, START), self.graph.text(passage, END)
        if start.isdecimal() and end.isdecimal():
            yield int(start), int(end)
        if match := _PASSAGE_IRI.match(passage):
            yield int(match[3]), int(match[4])
