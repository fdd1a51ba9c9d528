"""The shapes are plain SHACL: pySHACL, from its own command line, finds the build sound."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SEEDS

PYSHACL = str(Path(sys.executable).parent / "pyshacl")
DOCUMENTS = len(list((SEEDS / "documents").iterdir()))


def _pyshacl(build: Path, *data: Path) -> subprocess.CompletedProcess[str]:
    # -w: a warning, such as for a letter without a date, is no failure.
    command = [PYSHACL, "-w", "-s", str(build / "shapes.ttl"), *map(str, data)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("number", range(DOCUMENTS))
def test_each_appeal_conforms(seeds_build: Path, number: int) -> None:
    files = sorted((seeds_build / "turtle").iterdir())
    assert len(files) == DOCUMENTS
    done = _pyshacl(seeds_build, files[number])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Conforms: True" in done.stdout


def test_their_union_conforms(seeds_build: Path) -> None:
    done = _pyshacl(seeds_build, *sorted((seeds_build / "turtle").iterdir()))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Conforms: True" in done.stdout


def test_it_would_notice(seeds_build: Path, tmp_path: Path) -> None:
    (file,) = (seeds_build / "turtle").glob("2020-10-08-ngos-human-rights.ttl")
    broken = tmp_path / "broken.ttl"
    text = file.read_text("utf-8")
    assert "apl:listPosition 2 " in text
    broken.write_text(text.replace("apl:listPosition 2 ", "apl:listPosition 0 "), "utf-8")
    done = _pyshacl(seeds_build, broken)
    assert done.returncode == 1
    assert "Conforms: False" in done.stdout
