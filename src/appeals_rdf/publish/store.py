"""Fills the store on disk that ``query`` and ``serve`` ask: Oxigraph, with the graphs of a file.

The file is loaded in pieces, because the loader holds the whole of what it is given in memory, and
the pieces are merged at the end, which makes questions several times faster.
"""

from __future__ import annotations

from pathlib import Path

from appeals_rdf.errors import InputError

STORE = "store"
"""The folder of the store inside a build."""

PIECE = 16 << 20
"""Bytes of N-Quads that are loaded at once; the loader takes about eight times as much memory."""


def fill_store(nquads: Path, store: Path) -> None:
    """Make the folder ``store`` from a file that this tool wrote.

    Raises ``InputError`` where it cannot be written.
    """
    import pyoxigraph as ox

    try:
        target = ox.Store(str(store))
        with nquads.open("rb") as file:
            while lines := file.readlines(PIECE):
                # The terms were checked when they were written.
                target.bulk_load(b"".join(lines), format=ox.RdfFormat.N_QUADS, lenient=True)
        target.optimize()
        # Closing the store is what lets go of its lock.
        del target
    except (OSError, RuntimeError, SyntaxError) as error:
        raise InputError(f"the store {store} cannot be written: {error}") from error
    # The diary of the database names this machine and its folders, and a build is published.
    for diary in store.glob("LOG*"):
        diary.unlink()
