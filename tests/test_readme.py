"""The README tells the truth: its commands are run, and print what it shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
# ```console … ```, where a line that begins with "$ " is a command and the rest what it prints
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def _steps(block: str) -> list[tuple[str, str]]:
    steps: list[tuple[str, str]] = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            steps.append((line[2:].strip(), ""))
        elif line.startswith(("> ", ">\n")):
            steps[-1] = (f"{steps[-1][0]}\n{line[2:].rstrip()}", "")
        else:
            command, shown = steps[-1]
            steps[-1] = (command, shown + line)
    return steps


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, seeds_build: Path) -> Path:
    """A copy of what a user has after ``make build``, with the command on the path."""
    folder = tmp_path_factory.mktemp("readme") / "appeals-rdf"
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(seeds_build, folder / "build")
    return folder


def _run(command: str, folder: Path) -> str:
    programs = str(Path(sys.executable).parent)
    command = command.replace("make build", "appeals-rdf build")
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONUTF8": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return done.stdout


def _matches(shown: str, printed: str) -> bool:
    """Equal, but for an ellipsis on a line of its own (left-out lines) or within one."""
    pattern = re.escape(shown.strip())
    pattern = re.sub(r"(?m)^…$", r"(?:.*\n?)*?", pattern)
    pattern = pattern.replace("…", r".*")
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in printed.strip().split("\n")),
                        re.DOTALL) is not None  # fmt: skip


STEPS = [step for block in BLOCKS for step in _steps(block)]
NOT_RUN = {
    "git clone": "setting up is tested by test_wheel and by CI itself",
    "cd ": "setting up is tested by test_wheel and by CI itself",
    "python3 -m pip": "setting up is tested by test_wheel and by CI itself",
    # What the line shows is checked by eye at a release.
    "make test": "make test is this run",
}


@pytest.fixture(scope="module")
def printed(checkout: Path) -> list[str]:
    """What every command prints. All are run in order: some work on what earlier ones left."""
    return [
        "" if command.startswith(tuple(NOT_RUN)) else _run(command, checkout)
        for command, _ in STEPS
    ]


@pytest.mark.parametrize(
    "step", [pytest.param(n, id=c.split("\n")[0][:60]) for n, (c, _) in enumerate(STEPS)]
)
def test_command(printed: list[str], step: int) -> None:
    command, shown = STEPS[step]
    for start, reason in NOT_RUN.items():
        if command.startswith(start):
            pytest.skip(reason)
    found = printed[step]
    assert _matches(shown, found), f"README shows\n{shown}\nbut it prints\n{found}"


@pytest.mark.parametrize("program", PROGRAMS)
def test_program(checkout: Path, program: str) -> None:
    """Each Python example runs, in an environment where nothing but its imports is used."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=checkout, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_proof_needs_nothing_of_ours_and_can_fail(checkout: Path, tmp_path: Path) -> None:
    """The ten lines that prove every passage find a changed word and a changed source."""
    (proof,) = [p for p in PROGRAMS if "hashlib" in p]
    assert "appeals_rdf" not in proof
    assert len([line for line in proof.splitlines() if line.strip()]) <= 10
    shutil.copytree(checkout / "build", tmp_path / "build")
    shutil.copytree(checkout / "seeds", tmp_path / "seeds")
    good = subprocess.run([sys.executable, "-c", proof], cwd=tmp_path, capture_output=True)
    assert good.returncode == 0, good.stderr
    for file in (
        next((tmp_path / "build" / "turtle").glob("2020-10-26*.ttl")),
        tmp_path / "seeds" / "documents" / "000_03f561ee4fb13fa1.txt",
    ):
        original = file.read_bytes()
        assert b"Sahib Mammadov" in original
        file.write_bytes(original.replace(b"Sahib Mammadov", b"Sahib Mammadof"))
        bad = subprocess.run([sys.executable, "-c", proof], cwd=tmp_path, capture_output=True)
        assert bad.returncode != 0
        file.write_bytes(original)


def test_every_command_is_shown() -> None:
    for command in ("init", "extract", "build", "review", "validate", "query", "export", "explain"):
        called = rf"\$ (?:make|appeals-rdf(?: --corpus \w+)?) {command}\b"
        assert re.search(called, README), command
