"""A build into a triple store: plan, transfer, proof, check and undo.

with open_store(profile, build_folder) as store:
    store.load()
    store.check()
    store.undo()
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from appeals_rdf.load.loading import Loading
    from appeals_rdf.profiles import Profile
    from appeals_rdf.remote.credentials import Ask


@contextmanager
def open_store(
    profile: Profile,
    build: Path,
    *,
    create: str = "",
    ask: Ask | None = None,
    say: Callable[[str], None] = lambda words: None,
) -> Iterator[Loading]:
    """The store of a profile beside a build folder.

    ``create`` (``tdb2`` or ``mem``) makes the dataset first where Fuseki has none of this name;
    ``ask`` is called for a password that no file knows; ``say`` is told of what is tried again.
    Raises ``InputError`` where there is no build, and ``StoreError`` where the store fails.
    """
    from appeals_rdf.load.admin import create_dataset
    from appeals_rdf.load.journal import Shelf
    from appeals_rdf.load.loading import Loading
    from appeals_rdf.load.target import connect
    from appeals_rdf.load.version import Build
    from appeals_rdf.remote.credentials import credentials_of, in_the_clear
    from appeals_rdf.remote.http import Client

    with Build(build) as version:
        credentials = credentials_of(profile, ask)
        if note := in_the_clear(profile, credentials):
            say(note)
        with Client(profile, credentials, say=say) as client:
            if create and create_dataset(client, profile, create):
                say(f"Made the dataset {profile.url} ({create}).")
            target = connect(client, profile)
            yield Loading(target, version, Shelf(build, target.profile.url, version.base))
