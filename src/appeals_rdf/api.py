"""The Python door: everything that the commands do, as typed calls.

from appeals_rdf import Corpus

corpus = Corpus.open("seeds")
for record in corpus.records():
    print(record.id, len(record.signatures))
for row in corpus.query("01-appeals").rows:
    print(row)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from appeals_rdf.corpus import (
    CONFIG,
    DOCUMENTS,
    Entry,
    Folder,
    build_folder,
    find_corpus,
    open_folder,
)
from appeals_rdf.curation import Curation
from appeals_rdf.errors import InputError, unknown
from appeals_rdf.iris import Mint, slug
from appeals_rdf.model import Document, Problem, Record
from appeals_rdf.read import read_document

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from appeals_rdf.explain import Explanation
    from appeals_rdf.load.loading import Loading
    from appeals_rdf.pipeline import BuildReport
    from appeals_rdf.review import Review
    from appeals_rdf.stores import Answer, OxigraphStore
    from appeals_rdf.validate import SourceText


DETECTED = "as its words show"
"""How a language is known that nobody named."""


class Corpus:
    """A corpus folder, opened. ``Corpus.open`` makes one."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.mint = Mint(folder.settings.base)

    @classmethod
    def open(
        cls, path: str | Path | None = None, *, base: str | None = None, curated: bool = True
    ) -> Self:
        """Open the corpus at ``path``, or the one found from the current folder upwards.

        ``base`` replaces the base IRI of ``corpus.yaml``; with ``curated=False`` the rules stand
        alone. Raises ``InputError`` or ``DataError``, which tell everything that is wrong.
        """
        folder = open_folder(find_corpus(Path(path) if path is not None else None), curated=curated)
        if base is not None:
            folder = replace(folder, settings=replace(folder.settings, base=base))
        return cls(folder)

    def __len__(self) -> int:
        """The number of documents."""
        return len(self.folder.entries)

    @property
    def build_folder(self) -> Path:
        """Where ``build`` writes unless it is told otherwise."""
        return build_folder(self.folder.path)

    def records(self, ids: Collection[str] = ()) -> Iterator[Record]:
        """The record of each document, or of those with one of ``ids``, in the order of the ids.

        Raises ``UsageError`` for an id that there is not.
        """
        from appeals_rdf.pipeline import read_record

        return (read_record(entry)[0] for entry in self._chosen(ids))

    def _chosen(self, ids: Collection[str]) -> list[Entry]:
        known = [entry.id for entry in self.folder.entries]
        for id_ in ids:
            if id_ not in known:
                raise unknown("appeal", id_, known)
        return [entry for entry in self.folder.entries if not ids or entry.id in ids]

    def review(
        self,
        ids: Collection[str] = (),
        *,
        below: float = 0.9,
        progress: Callable[[int], None] = lambda done: None,
    ) -> list[Review]:
        """What a curator should look at in each document: inferred or less sure than ``below``.

        Raises as ``records`` does, and one ``InputError`` that names every unreadable document.
        """
        from appeals_rdf.pipeline import read_record
        from appeals_rdf.review import review

        reviews: list[Review] = []
        unreadable: list[str] = []
        for number, entry in enumerate(self._chosen(ids), 1):
            try:
                record, document = read_record(entry)
                reviews.append(review(record, document, entry.curation, below))
            except InputError as error:
                unreadable.append(error.format_message())
            progress(number)
        if unreadable:
            raise InputError("\n".join(unreadable))
        return reviews

    def build(
        self,
        out: str | Path | None = None,
        *,
        workers: int | None = None,
        strict: bool = False,
        progress: Callable[[int], None] = lambda done: None,
    ) -> BuildReport:
        """Build into the folder ``out``; see ``pipeline.build``."""
        from appeals_rdf.pipeline import build, default_workers

        return build(
            self.folder,
            self.build_folder if out is None else Path(out),
            workers=workers or default_workers(len(self)),
            strict=strict,
            progress=progress,
        )

    def sources(self) -> dict[str, SourceText]:
        """SHA-256 of the text layer → text of every document, for checking quoted words."""
        from appeals_rdf.validate import sources_of

        documents = (read_document(e.path, e.id, e.language) for e in self.folder.entries)
        return sources_of(documents)

    def validate(
        self, *, reference: bool = False, progress: Callable[[int], None] = lambda done: None
    ) -> list[Problem]:
        """Every problem of the corpus: reading, curation, shapes, quoted words, and the gates.

        ``reference`` takes pySHACL for the shapes, which needs far more time.
        """
        from appeals_rdf.pipeline import process

        problems: list[Problem] = []
        unreadable: list[str] = []
        for number, entry in enumerate(self.folder.entries, 1):
            base = self.folder.settings.base
            done = process(entry, base, reference=reference, gates=True)
            problems += done.problems
            unreadable += [done.unreadable] if done.unreadable else []
            progress(number)
        if unreadable:
            raise InputError("\n".join(unreadable))
        return problems

    def nquads(self) -> Iterator[bytes]:
        """The graphs of a build as N-Quads, appeal by appeal, then concepts and provenance."""
        from appeals_rdf.publish.exports import export_chunks

        chunks = export_chunks("nquads", self.records(), self.folder, whole=True)
        return (chunk.encode() for chunk in chunks)

    @cached_property
    def _store(self) -> OxigraphStore:
        from appeals_rdf.stores import OxigraphStore

        return OxigraphStore(self.dataset())

    def dataset(self) -> pyoxigraph.Store:
        """All graphs in a new pyoxigraph store, in memory."""
        import pyoxigraph

        store = pyoxigraph.Store()
        for chunk in self.nquads():
            store.bulk_load(chunk, format=pyoxigraph.RdfFormat.N_QUADS)
        return store

    def rdflib_dataset(self) -> rdflib.Dataset:
        """All graphs as an rdflib ``Dataset`` whose default graph is the union of them."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        for chunk in self.nquads():
            dataset.parse(data=chunk, format="nquads")
        return dataset

    def store(self, to: str, **options: Any) -> AbstractContextManager[Loading]:
        """A triple store by its name in ``corpus.yaml`` or its address, beside the build.

            with corpus.store("http://localhost:3030/letters") as store:
                store.load()

        ``options`` are those of ``load.open_store``.
        """
        from appeals_rdf.corpus import read_stores
        from appeals_rdf.load import open_store
        from appeals_rdf.profiles import find_profile

        profile = find_profile(to, read_stores(self.folder.path))
        return open_store(profile, self.build_folder, **options)

    def query(self, name: str, **parameters: object) -> Answer:
        """Ask a bundled question by its name or number, or a SPARQL text of your own.

        Parameters are bound as RDF terms: ``corpus.query("07-figures", measure="duration")``.
        Raises ``UsageError`` for an unknown question or parameter, or a query that cannot be read.
        """
        from appeals_rdf.queries import find_query, own_query, run_query

        # No name of a question has a space, and no query is without.
        query = own_query(name) if any(c.isspace() for c in name) else find_query(name)
        return run_query(self._store, query, parameters, self.folder.settings.base)

    def explain(self, iri: str) -> Explanation:
        """The statements about an item, and the words of the letter they rest on."""
        from appeals_rdf.explain import explain

        return explain(self.folder, iri)


def extract_files(
    paths: Sequence[Path], *, language: str | None = None, curated: bool = True
) -> list[Record]:
    """The records of any files. One that lies in a corpus has its id and its curation.

    Without ``language`` the text of a file outside a corpus tells its own.
    Raises one ``InputError`` that names every file that cannot be read.
    """
    from appeals_rdf.extract import extract

    files = _read_files(paths, language, curated=curated)
    return [extract(file.document, file.curation) for file in files]


def why_files(
    paths: Sequence[Path],
    *,
    language: str | None = None,
    curated: bool = True,
    entries: bool = False,
) -> str:
    """Why the signatures of any files were read as they were, as text; see ``why.why``.

    ``entries`` tells it of each entry. Files are found, and errors raised, as in
    ``extract_files``.
    """
    from appeals_rdf.why import why

    files = _read_files(paths, language, curated=curated)
    return "\n".join(why(f.document, f.told, f.curation, entries=entries) for f in files)


class _File(NamedTuple):
    """A file that was read: ``told`` says in words how its language is known."""

    document: Document
    curation: Curation | None
    told: str


def _read_files(paths: Sequence[Path], language: str | None, *, curated: bool) -> Iterator[_File]:
    unreadable: list[str] = []
    folders: dict[Path, Folder] = {}
    for path in paths:
        try:
            corpus = path.resolve().parent.parent
            if path.resolve().parent.name == DOCUMENTS and (corpus / CONFIG).is_file():
                if corpus not in folders:
                    folders[corpus] = open_folder(corpus, curated=curated)
                entry = next((e for e in folders[corpus].entries if e.path.name == path.name), None)
                if entry is not None:
                    document = read_document(entry.path, entry.id, entry.language)
                    told = f"said in {CONFIG} or in its curation" if entry.language else DETECTED
                    yield _File(document, entry.curation, told)
                    continue
            told = "said by --language" if language else DETECTED
            yield _File(read_document(path, slug(path.stem), language), None, told)
        except InputError as error:
            unreadable.append(error.format_message())
    if unreadable:
        raise InputError("\n".join(unreadable))


def validate_files(
    paths: Sequence[Path], corpus: Path | None = None, *, reference: bool = False
) -> list[Problem]:
    """Every problem of RDF files; their quoted words are compared with a corpus's documents.

    ``corpus`` is looked for as ``Corpus.open`` does; without one the words are not compared.
    """
    from appeals_rdf.validate import validate_file

    try:
        sources = Corpus.open(corpus).sources()
    except InputError:
        if corpus is not None:
            raise
        sources = {}
    return [p for path in paths for p in validate_file(path, sources, reference=reference)]
