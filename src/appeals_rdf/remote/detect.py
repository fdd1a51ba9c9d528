"""Of which kind a store is, told from how it answers."""

from __future__ import annotations

from collections.abc import Mapping

from appeals_rdf.profiles import KINDS


def kind_of(headers: Mapping[str, str]) -> str:
    """The key of ``KINDS`` whose header is among those of an answer; empty for any other store.

    >>> kind_of({"server": "Oxigraph/0.5.1"})
    'oxigraph'
    """
    given = {name.lower(): value for name, value in headers.items()}
    for key, kind in KINDS.items():
        name, begins = kind.header
        if name and name.lower() in given and given[name.lower()].startswith(begins):
            return key
    return ""
