"""The shapes are plain SHACL: pySHACL, from its own command line, finds the build sound.

The shortest letter and a broken one are given to the command as it is installed, which parses every
rule anew for every node; the others to the same command with ``tests/quick_pyshacl.py``, which is
seen to print the same.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEEDS

PYSHACL = [str(Path(sys.executable).parent / "pyshacl")]
QUICK = [sys.executable, "-m", "tests.quick_pyshacl"]
DOCUMENTS = len(list((SEEDS / "documents").iterdir()))
SHORTEST = "2020-10-08-ngos-human-rights.ttl"


def _pyshacl(
    build: Path, *data: Path, command: list[str] = QUICK
) -> subprocess.CompletedProcess[str]:
    # -w: a warning, such as for a letter without a date, is no failure.
    arguments = ["-w", "-s", str(build / "shapes.ttl"), *map(str, data)]
    return subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("number", range(DOCUMENTS))
def test_each_appeal_conforms(seeds_build: Path, number: int) -> None:
    files = sorted((seeds_build / "turtle").iterdir())
    assert len(files) == DOCUMENTS
    command = PYSHACL if files[number].name == SHORTEST else QUICK
    done = _pyshacl(seeds_build, files[number], command=command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Conforms: True" in done.stdout


def test_their_union_conforms(seeds_build: Path) -> None:
    done = _pyshacl(seeds_build, *sorted((seeds_build / "turtle").iterdir()))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Conforms: True" in done.stdout


def test_it_would_notice(seeds_build: Path, tmp_path: Path) -> None:
    """Faults of a property shape and of a rule, of one node and of many, told alike both ways."""
    text = (seeds_build / "turtle" / SHORTEST).read_text("utf-8")
    assert "apl:listPosition 2 " in text
    text = text.replace("apl:listPosition 2 ", "apl:listPosition 0 ")
    text, changed = re.subn(r"apl:textLength [0-9]+", "apl:textLength 900", text)
    assert changed == 1
    broken = tmp_path / "broken.ttl"
    broken.write_text(text, "utf-8")
    plain = _pyshacl(seeds_build, broken, command=PYSHACL)
    assert plain.returncode == 1
    assert "Conforms: False" in plain.stdout
    assert "Source Shape: shapes:Signature-listPosition\n" in plain.stdout
    assert plain.stdout.count("Source Shape: shapes:Passage-within-text\n") > 9
    quick = _pyshacl(seeds_build, broken)
    assert quick.returncode == 1
    # Neither promises an order.
    assert sorted(quick.stdout.splitlines()) == sorted(plain.stdout.splitlines())
