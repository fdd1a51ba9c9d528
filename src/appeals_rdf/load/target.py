"""The store that is loaded: reading graphs from it and writing them, over HTTP.

Every write sets something to what it is to be, and no node is blank; so each may be repeated when
an answer is lost, and the result is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from appeals_rdf.errors import StoreError, UsageError
from appeals_rdf.load.lines import NTRIPLES, Lines, canonical_lines, digest, plain_lines
from appeals_rdf.profiles import KINDS, Profile, shown
from appeals_rdf.rdf import iri
from appeals_rdf.remote.detect import kind_of
from appeals_rdf.remote.http import Broken, Client, Refused

Body = Callable[[], Iterable[bytes]]
"""Makes the pieces of a body, each time anew."""

_JSON = "application/sparql-results+json"
_GRAPH_TYPES = f"{NTRIPLES}, text/turtle;q=0.5"
_UPDATE = "application/sparql-update"
BATCH = 1000
"""Triples in one update, for a store that takes neither graphs nor a whole load at once."""
READ_TRIES = 3
ANSWER_LIMIT = 1 << 30
"""Bytes of one graph; a store that sends more would never end."""
PAGE = 5000
"""Triples asked for at once from a store that cuts answers."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a store is asked and changed; empty where it offers no such thing."""

    query: str
    update: str
    graph_store: str
    quads: str


class Target:
    """One store, as ``load`` uses it."""

    def __init__(self, client: Client, profile: Profile) -> None:
        """``profile`` has a kind; ``connect`` finds it out."""
        kind = KINDS[profile.kind]
        self._client = client
        self.profile = profile
        self.kind = kind
        self.transactions = (
            kind.transactions if profile.transactions is None else profile.transactions
        )
        url = profile.url
        self.addresses = Addresses(
            query=profile.query or kind.query.replace("{url}", url),
            update=profile.update or kind.update.replace("{url}", url),
            graph_store=profile.graph_store or kind.graph_store.replace("{url}", url),
            quads=kind.quads.replace("{url}", url),
        )
        if not self.addresses.update:
            self.transactions = False

    @property
    def shown(self) -> str:
        """The address, as it may be shown."""
        return shown(self.profile.url)

    # --- reading

    def describes(self, subject: str) -> bool:
        """Whether the store's own default graph has a triple of ``subject``."""
        # Not an ASK, to which Virtuoso answers with rows.
        return bool(self._rows(f"SELECT ?p WHERE {{ {iri(subject)} ?p ?o }} LIMIT 1"))

    def graphs(self) -> frozenset[str] | None:
        """The IRIs of all named graphs; None where the store cannot be asked."""
        if not self.addresses.query:
            return None
        # The first is quick in stores that keep a list of graphs; others know only the second.
        found = self._column("SELECT ?g WHERE { GRAPH ?g { } }")
        return found or self._column("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")

    def _column(self, text: str) -> frozenset[str]:
        found: set[str] = set()
        while True:
            # The store may cut the answer; an empty page is the end.
            page = f"SELECT ?g WHERE {{ {{ {text} }} }} LIMIT {PAGE} OFFSET {len(found)}"
            rows = self._rows(page if self.kind.cuts else text)
            names = {row["g"]["value"] for row in rows if "g" in row}
            if not self.kind.cuts or names <= found:
                return frozenset(found | names)
            found |= names

    def _rows(self, text: str) -> list[Any]:
        data, _ = self._get(self.addresses.query, [("query", text)], _JSON)
        try:
            rows: list[Any] = json.loads(data)["results"]["bindings"]
            return rows
        except (ValueError, LookupError, TypeError) as error:
            raise StoreError(
                f"{shown(self.addresses.query)} gives no answer to a query in SPARQL. "
                "Is this the address of a store?"
            ) from error

    def read(
        self,
        graph: str,
        expected: Container[str] = (),
        *,
        exists: bool = False,
        plain: bool = False,
    ) -> Lines:
        """The sorted lines of a graph; none where there is no such graph.

        Lines whose digest is ``expected`` are not parsed, nor ``plain`` ones, in which no store
        spells anything in another way. A graph that the store has listed
        ``exists``; if it goes on listing it and says that there is none, that is an error.
        """
        try:
            data, media_type = self._pages(graph) if self.kind.cuts else self._whole(graph)
        except Refused as error:
            if error.status != 404 or not self.addresses.graph_store:
                raise
            # It may have gone since: a load that was killed can still be coming to its end.
            if exists and graph in (self.graphs() or ()):
                raise
            return []
        if plain and media_type == NTRIPLES and not self.kind.cuts:
            return plain_lines(data)
        return _lines(data, media_type, expected)

    def _whole(self, graph: str) -> tuple[bytes, str]:
        """A graph as the store gives it, and the media type of that."""
        if self.addresses.graph_store:
            url, params = self.addresses.graph_store, [("graph", graph)]
        else:
            url, params = self.addresses.query, [("query", _construct(graph))]
        return self._get(url, params, _GRAPH_TYPES)

    def _pages(self, graph: str) -> tuple[bytes, str]:
        """The same from a store that cuts long answers without a word: asked for until none comes.

        N-Triples alone, because pages of it can be put together.
        """
        pages: list[bytes] = []
        count = 0
        while True:
            text = f"{_construct(graph)} LIMIT {PAGE} OFFSET {count}"
            page, _ = self._get(self.addresses.query, [("query", text)], NTRIPLES)
            lines = [line for line in page.splitlines() if line and not line.startswith(b"#")]
            if not lines:
                return b"".join(pages), NTRIPLES
            pages.append(page)
            count += len(lines)

    def _get(self, url: str, params: list[tuple[str, str]], accept: str) -> tuple[bytes, str]:
        """A whole answer and its media type; one that breaks off is asked for again."""
        tries = 1
        while True:
            try:
                with self._client.get(url, params=params, accept=accept) as answer:
                    return b"".join(answer.chunks(ANSWER_LIMIT)), answer.media_type
            except Broken:
                if tries == READ_TRIES:
                    raise
                tries += 1

    # --- writing

    @property
    def takes_quads(self) -> bool:
        """Whether many graphs can be added in one request."""
        return bool(self.addresses.quads) and self.transactions

    def add_quads(self, body: Body, size: int) -> None:
        """Add N-Quads of ``size`` bytes, in one transaction."""
        self._client.send(
            "POST", self.addresses.quads, body=body, size=size, type_="application/n-quads"
        )

    def update(self, body: Body) -> None:
        """One SPARQL Update; where the store has transactions, it is one."""
        self._client.send("POST", self.addresses.update, body=body, type_=_UPDATE)

    def put(self, graph: str, ntriples: bytes) -> None:
        """Make ``ntriples`` all that a graph holds; an empty one is removed."""
        if not ntriples:
            self.drop(graph)
        elif self.addresses.graph_store:
            self._client.send(
                "PUT",
                self.addresses.graph_store,
                params=[("graph", graph)],
                body=ntriples,
                size=len(ntriples),
                type_=NTRIPLES,
            )
        else:
            self.change(graph, (), ntriples.splitlines(keepends=True), drop=True)

    def drop(self, graph: str) -> None:
        """Remove a graph; nothing happens where there is none."""
        if not self.addresses.graph_store:
            self.update(lambda: [f"DROP SILENT GRAPH {iri(graph)}".encode()])
            return
        try:
            self._client.send("DELETE", self.addresses.graph_store, params=[("graph", graph)])
        except Refused as error:
            if error.status != 404:
                raise

    def change(self, graph: str, removed: Lines, added: Lines, *, drop: bool = False) -> None:
        """Put triples into a graph and take others out, a batch at a time; ``drop`` empties it.

        What is new comes first, so that nothing is lost where it ends on the way.
        """
        if drop:
            self.drop(graph)
        for verb, lines in (("INSERT", added), ("DELETE", removed)):
            for start in range(0, len(lines), BATCH):
                piece = statement(verb, graph, lines[start : start + BATCH])
                self.update(lambda piece=piece: [piece])  # type: ignore[misc]


def statement(verb: str, graph: str, lines: Iterable[bytes]) -> bytes:
    """``INSERT DATA`` or ``DELETE DATA`` of lines of N-Triples, which are SPARQL as well."""
    return b"".join((f"{verb} DATA {{ GRAPH {iri(graph)} {{\n".encode(), *lines, b"} } ;\n"))


def statements(graph: str, added: Lines, removed: Lines) -> list[bytes]:
    """What takes triples out of a graph and puts others in; nothing for what is empty."""
    parts = (("DELETE", removed), ("INSERT", added))
    return [statement(verb, graph, lines) for verb, lines in parts if lines]


def _lines(data: bytes, media_type: str, expected: Container[str]) -> Lines:
    if media_type == NTRIPLES and digest(lines := plain_lines(data)) in expected:
        return lines
    return canonical_lines(data, media_type)


def _construct(graph: str) -> str:
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(graph)} {{ ?s ?p ?o }} }}"


def connect(client: Client, profile: Profile) -> Target:
    """The store of a profile. Where that names no kind, the store's answer tells it."""
    if not profile.kind:
        profile = replace(profile, kind=_kind(client, profile))
    path = urlsplit(profile.url)
    if path.query or path.fragment:
        raise UsageError(
            f"the address {shown(profile.url)} goes on after its path. Give the address of the "
            "store alone; others stand in its profile (query, update, graph-store)."
        )
    if profile.kind == "fuseki" and path.path in ("", "/"):
        raise UsageError(f"{profile.url} is a Fuseki. Name the dataset in it: {profile.url}/NAME")
    target = Target(client, profile)
    if not target.addresses.graph_store and not target.addresses.update:
        raise UsageError(f"the store '{profile.name}' has no address that takes data.")
    return target


def _kind(client: Client, profile: Profile) -> str:
    """Asks the smallest question that any store answers, be it with a refusal."""
    try:
        with client.get(profile.url, params=[("query", "ASK{}")], accept="*/*") as answer:
            headers, media_type = answer.headers, answer.media_type
    except Refused as error:
        headers, media_type = error.headers, ""
        if error.status in (401, 403) or (error.status == 404 and not kind_of(headers)):
            raise
    if kind := kind_of(headers) or ("sparql" if media_type == _JSON else ""):
        return kind
    raise UsageError(
        f"what answers at {shown(profile.url)} does not say what kind of store it is. If it is "
        "one, say which: --kind sparql for an endpoint of queries and updates, --kind graph-store "
        "for the Graph Store Protocol."
    )
