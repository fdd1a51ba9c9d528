"""The wheel works where nothing of the checkout is: in an empty environment, on any corpus."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import LETTER, ROOT


def _pip(*arguments: str | Path) -> None:
    """Run pip; without a package registry the test is skipped, but never in CI."""
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--quiet",
            *map(str, arguments),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if result.returncode and not os.environ.get("CI"):
        pytest.skip(f"no package registry can be reached: {result.stderr.strip()[-200:]}")
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-deps", "-w", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_all_it_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "shapes", "queries"):
        for file in (ROOT / folder).iterdir():
            assert f"appeals_rdf/resources/{folder}/{file.name}" in names
    assert "appeals_rdf/vocabulary/en.yaml" in names
    assert "appeals_rdf/py.typed" in names
    assert not [name for name in names if name.startswith(("seeds", "tests", "benchmarks"))]


def test_the_wheel_builds_a_corpus_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env")
    programs = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    # The pip of this environment fills the other one; what is run there is compiled there.
    _pip("--python", programs / "python", "install", "--no-compile", wheel)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}

    def command(*arguments: str) -> str:
        return subprocess.run(
            [str(programs / "appeals-rdf"), *arguments],
            cwd=tmp_path,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    command("init", "mine")
    (tmp_path / "mine" / "documents" / "letter.txt").write_text(LETTER, "utf-8")
    assert "1 appeals, 3 signatures" in command("--corpus", "mine", "build")
    command("--corpus", "mine", "validate")
    assert "Orla Fenwick" in command("--corpus", "mine", "query", "02", "-p", "appeal=letter")
