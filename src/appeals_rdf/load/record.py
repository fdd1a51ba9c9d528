"""What a store says of itself: which load put which graph there; the graph ``{base}graph/loads``.

    <…/id/load/20260102T030405…Z>  a prov:Activity ; prov:startedAtTime … ; prov:endedAtTime … ;
        schema:sha256 "digest of the version" ; prov:wasAssociatedWith <…/id/software/…> .
    <…/id/stored/NAME>  prov:specializationOf <…/graph/NAME> ; prov:wasGeneratedBy <the load> ;
        void:triples 684 ; schema:sha256 "digest of the sorted N-Triples" .

A load that has no end was not proved. A graph without a digest, or with two, is in doubt: a store
without transactions was changing it, or two loads met. Both are read again by the next load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from appeals_rdf import __version__
from appeals_rdf.iris import Mint
from appeals_rdf.load.lines import Content, Lines
from appeals_rdf.rdf import RDF_TYPE, curie, iri, literal

GRAPH = "loads"

_STORED = re.compile(rb'<[^>]*/id/stored/([^>]*)> <([^>]*)> (?:<([^>]*)>|"([^"]*)"[^ ]*) \.\n')
_STARTED = curie("prov:startedAtTime").encode()
_ENDED = curie("prov:endedAtTime").encode()
_OF = curie("prov:specializationOf")[1:-1].encode()
_BY = curie("prov:wasGeneratedBy")[1:-1].encode()
_TRIPLES = curie("void:triples")[1:-1].encode()
_SHA256 = curie("schema:sha256")[1:-1].encode()
_TITLE = curie("dcterms:title").encode()


class Held(NamedTuple):
    """A graph in the store. ``content`` is nothing while a change of it is under way."""

    content: Content | None
    load: str
    """The IRI of the load that put it there."""


@dataclass(frozen=True, slots=True)
class Record:
    """The loads of one corpus into one store, and what each graph held after the last."""

    held: Mapping[str, Held] = field(default_factory=dict)
    """IRI of a graph → what it holds."""
    history: tuple[bytes, ...] = ()
    """The lines that describe the loads and the record itself."""

    @property
    def title(self) -> str:
        """The title of the corpus that was loaded, in N-Triples spelling; empty before a load."""
        for line in self.history:
            _, predicate, rest = line.split(b" ", 2)
            if predicate == _TITLE:
                return rest.removesuffix(b" .\n").decode()
        return ""

    @property
    def loads(self) -> list[str]:
        """The IRIs of the loads, oldest first."""
        return sorted(_subjects(self.history, _STARTED))

    @property
    def unproved(self) -> frozenset[str]:
        """The loads that have no end."""
        return _subjects(self.history, _STARTED) - _subjects(self.history, _ENDED)

    def known(self, graph: str) -> Content | None:
        """The content of a graph, where it can be relied on."""
        held = self.held.get(graph)
        return None if held is None or held.load in self.unproved else held.content


def _subjects(lines: Iterable[bytes], predicate: bytes) -> frozenset[str]:
    found = (line.split(b" ", 2) for line in lines)
    return frozenset(parts[0][1:-1].decode() for parts in found if parts[1] == predicate)


def parse_record(lines: Lines, mint: Mint) -> Record:
    """The record in the lines of its graph.

    A graph that is not below the corpus's own namespace is no graph of this corpus, whatever the
    record says: nobody can have another's graphs removed by writing them in.
    """
    ours = mint.graph("")[1:-1]
    found: dict[bytes, dict[bytes, bytes]] = {}
    history = []
    for line in lines:
        if match := _STORED.fullmatch(line):
            name, predicate, node, value = match.groups()
            facts, fact = found.setdefault(name, {}), node or value or b""
            # Two loads at a time may leave two digests: then neither can be relied on.
            facts[predicate] = fact if facts.get(predicate, fact) == fact else b""
        else:
            history.append(line)
    held = {}
    for facts in found.values():
        graph = facts.get(_OF, b"").decode()
        if graph.startswith(ours) and graph != mint.graph(GRAPH)[1:-1]:
            held[graph] = Held(_content(facts), facts.get(_BY, b"").decode())
    return Record(held, tuple(history))


def _content(facts: Mapping[bytes, bytes]) -> Content | None:
    sha256, triples = facts.get(_SHA256, b""), facts.get(_TRIPLES, b"")
    if not re.fullmatch(rb"[0-9a-f]{64}", sha256) or not re.fullmatch(rb"[0-9]{1,15}", triples):
        return None
    return Content(int(triples), sha256.decode())


def record_lines(record: Record, mint: Mint) -> list[bytes]:
    """The sorted lines of the record's graph."""
    lines = list(record.history)
    start = len(mint.graph("")) - 1
    of, by = curie("prov:specializationOf"), curie("prov:wasGeneratedBy")
    triples, sha256 = curie("void:triples"), curie("schema:sha256")
    integer = curie("xsd:integer")
    for graph, held in record.held.items():
        stored = mint.other(f"id/stored/{graph[start - 1 :]}")
        lines.append(f"{stored} {of} {iri(graph)} .\n".encode())
        lines.append(f"{stored} {by} {iri(held.load)} .\n".encode())
        if held.content:
            count = literal(str(held.content.triples), datatype=integer)
            lines.append(f"{stored} {triples} {count} .\n".encode())
            lines.append(f"{stored} {sha256} {literal(held.content.sha256)} .\n".encode())
    lines.sort()
    return lines


def begin(
    record: Record, mint: Mint, title: str, version: str, now: datetime
) -> tuple[Record, str]:
    """The record with one more load, which has no end yet, and the IRI of that.

    ``version`` is the digest of what is loaded; ``now`` is in UTC.
    """
    load = mint.other(f"id/load/{now:%Y%m%dT%H%M%S%f}Z")
    graph = mint.graph(GRAPH)
    statements = [
        (load, RDF_TYPE, curie("prov:Activity")),
        (load, curie("rdfs:label"), literal(f"Load of {now:%Y-%m-%d %H:%M:%S} UTC", "en")),
        (load, curie("prov:startedAtTime"), _time(now)),
        (load, curie("prov:wasAssociatedWith"), mint.other(f"id/software/{__version__}")),
        (load, curie("prov:used"), mint.other("id/dataset")),
        (load, curie("schema:sha256"), literal(version)),
        (graph, RDF_TYPE, curie("prov:Bundle")),
        (graph, curie("rdfs:label"), literal("Graph of loads into this store", "en")),
        (graph, curie("dcterms:title"), literal(title)),
    ]
    lines = {f"{s} {p} {o} .\n".encode() for s, p, o in statements}
    kept = {line for line in record.history if line.split(b" ", 2)[1] != _TITLE}
    return replace(record, history=tuple(sorted(kept | lines))), load[1:-1]


def end(load: str, now: datetime) -> bytes:
    """The line that says that a load was proved."""
    return f"{iri(load)} {_ENDED.decode()} {_time(now)} .\n".encode()


def _time(moment: datetime) -> str:
    return literal(f"{moment:%Y-%m-%dT%H:%M:%S}Z", datatype=curie("xsd:dateTime"))
