"""Where the ontology, the shapes and the queries lie, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
FOLDERS = ("ontology", "shapes", "queries")


def folder(name: str) -> Path:
    """The folder ``ontology``, ``shapes`` or ``queries``.

    The wheel carries them inside the package; in a checkout they stand at the top level.
    """
    if name not in FOLDERS:
        raise ValueError(f"no resource folder {name!r}; there are {', '.join(FOLDERS)}")
    installed = _PACKAGE / "resources" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name
