"""The map of the code, and the check that it holds: imports point one way, downwards.

cli → api → explain, review, stubs, why → pipeline → publish → validate, queries, results
    → stores → triples
    → extract, read, reconcile → corpus → iris, curation, yamlfile, schemes, edtf
    → vocabulary, resources → errors, model, text, rdf
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "appeals_rdf"

LEVELS: tuple[frozenset[str], ...] = tuple(
    frozenset(level.split())
    for level in (
        "errors model text rdf",
        "resources vocabulary",
        "yamlfile schemes edtf iris",
        "profiles",
        "curation corpus reconcile read",
        "extract rollcall records",
        "triples sparql",
        "remote",
        "stores",
        "validate queries results",
        "publish load serve",
        "pipeline",
        "explain review stubs why",
        "api",
        "cli",
        "__init__ __main__",
    )
)
"""From the inside out; a module may import its own level and those before it."""


def _rooms() -> list[str]:
    return sorted(
        path.stem if path.is_file() else path.name
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    )


def _level(room: str) -> int:
    return next(number for number, level in enumerate(LEVELS) if room in level)


def _imports(path: Path) -> set[str]:
    """The rooms of the package that a file imports, at the top or inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "appeals_rdf":
                found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("appeals_rdf.")}
    return {name for name in found if name in _rooms()}


def test_every_room_is_on_the_map() -> None:
    assert set(_rooms()) == set().union(*LEVELS)


@pytest.mark.parametrize("room", _rooms())
def test_imports_point_inwards(room: str) -> None:
    path = PACKAGE / room
    files = [PACKAGE / f"{room}.py"] if not path.is_dir() else sorted(path.rglob("*.py"))
    for file in files:
        outward = {other for other in _imports(file) if _level(other) > _level(room)}
        if room == "__init__":
            outward.discard("api")
        assert not outward, f"{file.relative_to(PACKAGE)} imports {', '.join(sorted(outward))}"


def test_no_rule_names_a_document() -> None:
    """Nothing in the code or the vocabulary knows a seed by its name."""
    names = [path.stem for path in (PACKAGE.parents[1] / "seeds" / "documents").iterdir()]
    assert len(names) == 5
    for file in PACKAGE.rglob("*"):
        if file.suffix in (".py", ".yaml"):
            text = file.read_text("utf-8")
            assert not [name for name in names if name in text], file
