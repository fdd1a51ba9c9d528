"""Turn public appeals into linked data that proves its place in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from appeals_rdf.api import Corpus

__all__ = ["Corpus", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The command line asks for the version alone, and should not wait for the rest.
    if name == "Corpus":
        from appeals_rdf.api import Corpus

        return Corpus
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
