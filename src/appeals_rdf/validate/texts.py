"""The texts that a build publishes beside its data, so that its passages can be proved from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from appeals_rdf.errors import InputError
from appeals_rdf.model import Problem, Severity
from appeals_rdf.triples import IDENTIFIER, SHA256, SOURCE_DOCUMENT
from appeals_rdf.validate.graph import Graph, words_of
from appeals_rdf.validate.places import Sources, SourceText

TEXTS = "texts"
"""The folder of a build with the text layer of each document, as ``<id>.txt`` in UTF-8."""


def published_texts(path: Path) -> dict[str, str] | None:
    """SHA-256 → text, for all that the file ``path`` of a build may speak of.

    ``turtle/<id>.ttl`` speaks of its own text, any other file of all. None where the file lies in
    no build. ``InputError`` where a text cannot be read.
    """
    own = path.parent.name == "turtle"
    folder = (path.parent.parent if own else path.parent) / TEXTS
    if not folder.is_dir():
        return None
    texts = {}
    for file in sorted(folder.glob("*.txt")):
        if not own or file.stem == path.stem:
            try:
                data = file.read_bytes()
                texts[hashlib.sha256(data).hexdigest()] = data.decode("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise InputError(f"{file} cannot be read: {error}. Build again.") from error
    return texts


def with_texts(graph: Graph, texts: Mapping[str, str], sources: Sources) -> Sources:
    """``sources``, and beside them the published texts of the graph's source documents."""
    beside = {}
    for source in graph.instances(SOURCE_DOCUMENT):
        digest = graph.text(source, SHA256)
        if digest in texts and digest not in sources:
            beside[digest] = SourceText(texts[digest])
    return {**sources, **beside}


def check_texts(graph: Graph, texts: Mapping[str, str]) -> Iterator[Problem]:
    """A problem for each source document whose text the build does not publish as it was read."""
    for source in sorted(graph.instances(SOURCE_DOCUMENT)):
        digest = graph.text(source, SHA256)
        if digest not in texts:
            yield Problem(
                Severity.ERROR,
                "text-not-published",
                f"no file of {TEXTS}/ has the digest {digest or '(none)'} that the data gives",
                graph.text(source, IDENTIFIER),
                advice="The text was changed after the build, or the data was. Build again.",
                subject=words_of(source),
            )
