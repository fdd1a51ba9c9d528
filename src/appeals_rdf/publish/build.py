"""Writes the build folder, one appeal at a time.

    turtle/<id>.ttl     one self-contained file for each appeal
    texts/<id>.txt      the text layer of each document, in which the passages count
    corpus.nq           all graphs but the catalogue; sorted within each graph
    corpus.trig         the same, for people
    ontology.ttl        the ontology, as it was at the build
    shapes.ttl          all shapes in one file, for any SHACL validator
    context.jsonld      the JSON-LD context that exports embed
    scheme.ttl          the concepts
    provenance.ttl      who recorded what, with which software
    catalog.ttl         what the files are: counts, sizes, digests
    manifest.json       file → named graph; of each graph in corpus.nq its lines, size and digest
    report.json         the roll call and what to look at
    store/              the graphs of corpus.nq as a database, in which questions are fast

The catalogue holds the digests of the other files, so it stands beside them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from appeals_rdf import resources
from appeals_rdf.corpus import Folder
from appeals_rdf.iris import Mint
from appeals_rdf.model import Problem, Record
from appeals_rdf.publish.catalogue import (
    catalog_descriptions,
    provenance_descriptions,
    scheme_descriptions,
)
from appeals_rdf.publish.files import MARKER
from appeals_rdf.publish.jsonld import context_text
from appeals_rdf.publish.store import STORE, fill_store
from appeals_rdf.rdf import RDF_TYPE, Description, nquads, turtle, turtle_prologue
from appeals_rdf.rollcall import RollCall
from appeals_rdf.triples import GENERATED, record_descriptions
from appeals_rdf.validate.texts import TEXTS


@dataclass(frozen=True, slots=True)
class Part:
    """One named graph, written down: its Turtle body, its N-Quads lines, and its counts.

    ``prefixes`` are the ones that this graph has beside the common ones. ``classes`` and
    ``properties`` count by term; ``activities`` are the terms of the rules and curations that made
    its items; ``sources`` are (SHA-256, file name) of the files it rests on. ``text`` is the term
    of the text in which its passages count, and ``language`` the language of that.
    """

    name: str
    base: str
    prefixes: dict[str, str]
    turtle: str
    nquads: bytes
    triples: int
    classes: Counter[str]
    properties: Counter[str]
    subjects: int
    activities: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    text: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of the build: its path inside it, its size in bytes and its SHA-256.

    ``graph`` is the named graph that it holds, ``source`` the term of the source document whose
    text it holds.
    """

    path: str
    size: int
    sha256: str
    graph: str = ""
    source: str = ""


def appeal_part(record: Record, mint: Mint) -> Part:
    """The graph of one appeal, ready to be written. A pure function of the record."""
    descriptions = list(record_descriptions(record, mint))
    part = graph_part(
        record.id,
        descriptions,
        mint,
        base=mint.items(record.id),
        prefixes={
            "appeal": f"{mint.base}id/appeal/",
            "source": f"{mint.base}id/source/",
            "chars": mint.passages(record.sha256, record.layer_sha256),
            "rule": f"{mint.base}id/rule/",
        },
    )
    return replace(
        part,
        sources=((record.sha256, record.file),),
        text=mint.source(record.sha256, record.layer_sha256),
        language=record.language,
    )


def graph_part(
    name: str,
    descriptions: Sequence[Description],
    mint: Mint,
    *,
    base: str,
    prefixes: dict[str, str] | None = None,
) -> Part:
    """Any graph, ready to be written."""
    lines = nquads(descriptions, mint.graph(name))
    pairs = [pair for _, properties in descriptions for pair in properties]
    return Part(
        name=name,
        base=base,
        prefixes=prefixes or {},
        turtle="".join(turtle(descriptions, base, prefixes)),
        nquads="".join(lines).encode(),
        triples=len(lines),
        classes=Counter(o for p, o in pairs if p == RDF_TYPE),
        properties=Counter(p for p, _ in pairs),
        subjects=len(descriptions),
        activities=tuple(sorted({o for p, o in pairs if p == GENERATED})),
    )


class _File:
    """A file that knows its size and digest when it is closed."""

    def __init__(self, root: Path, path: str, graph: str = "", source: str = "") -> None:
        self._path, self._graph, self._source = path, graph, source
        self._file: BinaryIO = (root / path).open("wb")
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    def close(self) -> WrittenFile:
        self._file.close()
        digest = self._digest.hexdigest()
        return WrittenFile(self._path, self.size, digest, self._graph, self._source)


class BuildWriter:
    """Takes the parts in order, and closes the build with its catalogue."""

    def __init__(self, root: Path, folder: Folder) -> None:
        self._root = root
        self._folder = folder
        self._mint = Mint(folder.settings.base)
        self.triples = 0
        self._classes: Counter[str] = Counter()
        self._properties: Counter[str] = Counter()
        self._parts: list[Part] = []
        self._files: list[WrittenFile] = []
        self._contents: dict[str, dict[str, object]] = {}

    def __enter__(self) -> Self:
        for name in ("turtle", TEXTS):
            (self._root / name).mkdir()
        self._stack = ExitStack()
        self._nquads = _File(self._root, "corpus.nq")
        self._stack.callback(self._nquads.close)
        self._trig = _File(self._root, "corpus.trig")
        self._stack.callback(self._trig.close)
        self._trig.write(turtle_prologue(self._mint.base).encode())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def add(self, part: Part, text: str) -> None:
        """Write one appeal, and the text in which its passages count."""
        self._write(part, f"turtle/{part.name}.ttl")
        self._text(f"{TEXTS}/{part.name}.txt", text, part.text)

    def _write(self, part: Part, path: str) -> None:
        graph = self._mint.graph(part.name)
        body = part.turtle.encode()
        file = _File(self._root, path, graph.strip("<>"))
        file.write(turtle_prologue(part.base, part.prefixes).encode())
        file.write(body)
        self._files.append(file.close())
        self._contents[graph.strip("<>")] = _content(part, graph, self._nquads.size)
        self._nquads.write(part.nquads)
        self._trig.write(trig_block(part, graph).encode())
        self.triples += part.triples
        self._classes.update(part.classes)
        self._properties.update(part.properties)
        self._parts.append(without_content(part))

    def finish(self, calls: Sequence[RollCall], problems: Iterable[Problem]) -> None:
        """Write the graphs beside the appeals', the report, the catalogue and the manifest."""
        mint = self._mint
        appeals = list(self._parts)
        for name, descriptions in (
            ("scheme", scheme_descriptions()),
            ("provenance", provenance_descriptions(self._folder, appeals, mint)),
        ):
            part = graph_part(name, list(descriptions), mint, base=mint.base)
            self._write(part, f"{name}.ttl")
        self._files += [self._nquads.close(), self._trig.close()]
        fill_store(self._root / "corpus.nq", self._root / STORE)
        self._json("report.json", {"appeals": [asdict(c) for c in calls], "problems": problems})
        self._text("context.jsonld", context_text())
        self._text(
            "ontology.ttl", (resources.folder("ontology") / "appeals.ttl").read_text("utf-8")
        )
        shapes = sorted(resources.folder("shapes").glob("*.ttl"))
        self._text("shapes.ttl", "\n".join(file.read_text("utf-8") for file in shapes))
        totals = (self._classes, self._properties)
        catalog = list(catalog_descriptions(self._folder, self._parts, self._files, totals, mint))
        part = graph_part("catalog", catalog, mint, base=mint.base)
        file = _File(self._root, "catalog.ttl", mint.graph("catalog").strip("<>"))
        file.write((turtle_prologue(part.base) + part.turtle).encode())
        self._files.append(file.close())
        graphs = {f.path: f.graph for f in self._files if f.graph}
        settings = self._folder.settings
        manifest = {"graphs": graphs, "base": mint.base, "title": settings.title}
        self._json(MARKER, {**manifest, "contents": self._contents})

    def _json(self, path: str, value: object) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=_plain)
        self._text(path, f"{text}\n")

    def _text(self, path: str, text: str, source: str = "") -> None:
        file = _File(self._root, path, source=source)
        file.write(text.encode())
        self._files.append(file.close())


def _content(part: Part, graph: str, start: int) -> dict[str, object]:
    """What ``corpus.nq`` holds of a graph: from which byte to which, and the canonical digest.

    That is the SHA-256 of the sorted N-Triples, which RDFC-1.0 comes to where no node is blank.
    """
    ntriples = part.nquads.replace(f" {graph} .\n".encode(), b" .\n")
    return {
        "bytes": [start, start + len(part.nquads)],
        "triples": part.triples,
        "sha256": hashlib.sha256(ntriples).hexdigest(),
    }


def _plain(value: object) -> object:
    if isinstance(value, Problem):
        return asdict(value)
    return list(value)  # type: ignore[call-overload]


def own_prologue(part: Part) -> str:
    """The base and the prefixes of one graph, where the common ones are written already."""
    prefixes = (f"@prefix {prefix}: <{ns}> .\n" for prefix, ns in part.prefixes.items())
    return "".join((f"@base <{part.base}> .\n", *prefixes))


def trig_block(part: Part, graph: str) -> str:
    """One graph in TriG, after the common prologue."""
    return f"\n{own_prologue(part)}\n{graph} {{{part.turtle}}}\n"


def without_content(part: Part) -> Part:
    """What provenance and catalogue need of a part: its text and counts would fill the memory."""
    activities = tuple(map(sys.intern, part.activities))
    empty = Counter[str]()
    return replace(
        part, turtle="", nquads=b"", classes=empty, properties=empty, activities=activities
    )
