"""Where triples are kept and asked: one protocol, and the stores that follow it.

    OxigraphStore    embedded, in memory or read-only from disk; what ``query`` uses
    RdflibStore      in memory; the reference that the others are compared with
    SparqlEndpoint   any SPARQL 1.1 endpoint over HTTP

The default graph of a question is the union of all graphs. Oxigraph gives a triple once for each
graph that holds it, so no triple of the data stands in two graphs; a test sees to that.

Stores are asked here; ``load`` changes those on a server, and ``build`` writes the one on disk.

To add a store: a class with the methods of ``protocol.Store``, and a line in the fixture of
``tests/test_stores.py``, whose contract it then has to keep.
"""

from __future__ import annotations

from pathlib import Path

from appeals_rdf.errors import InputError
from appeals_rdf.stores.embedded import OxigraphStore, RdflibStore
from appeals_rdf.stores.endpoint import SparqlEndpoint
from appeals_rdf.stores.protocol import Answer, Store, ask_store
from appeals_rdf.stores.terms import unreadable

__all__ = [
    "Answer",
    "OxigraphStore",
    "RdflibStore",
    "SparqlEndpoint",
    "Store",
    "ask_store",
    "open_build",
    "unreadable",
]


def open_build(folder: Path) -> OxigraphStore:
    """The store of a build folder: the one on disk, else its N-Quads read into memory."""
    if (folder / "store" / "CURRENT").is_file():
        return OxigraphStore.read_only(folder / "store")
    if (folder / "corpus.nq").is_file():
        return OxigraphStore.of_files([folder / "corpus.nq"])
    raise InputError(f"{folder} holds no built corpus. Run 'appeals-rdf build' first.")
