"""The README tells the truth: its commands are run, and print what it shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from appeals_rdf.cli import COMMANDS
from tests.conftest import ROOT
from tests.servers import free_port, fuseki

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


def _environment() -> dict[str, str]:
    programs = str(Path(sys.executable).parent)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONUTF8": "1", "NETRC": os.devnull}


def _run(command: str, folder: Path) -> str:
    command = command.replace("make build", "appeals-rdf build")
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return done.stdout


class _Servers:
    """The servers of the README, on free ports: Fuseki, and ``serve``."""

    FUSEKI = "localhost:3030"
    SERVE = "127.0.0.1:3031"

    def __init__(self, stack: ExitStack, folder: Path, fuseki_folder: Path) -> None:
        self._stack = stack
        self._folder = folder
        self._fuseki_folder = fuseki_folder
        self._places = {self.SERVE: f"127.0.0.1:{free_port()}"}
        self.missing = ""

    def start_fuseki(self) -> None:
        try:
            server = self._stack.enter_context(fuseki(self._fuseki_folder, dataset="letters"))
            self._places[self.FUSEKI] = f"localhost:{server.port}"
        except pytest.skip.Exception as reason:
            self.missing = str(reason)

    def start_serve(self, command: str) -> str:
        """Start it in the background; gives what it says until it serves."""
        port = self._places[self.SERVE].partition(":")[2]
        process = subprocess.Popen(
            [*command.removesuffix("&").split(), "--port", port],
            cwd=self._folder,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        return self.named("".join(lines))

    def placed(self, command: str) -> str:
        for name, place in self._places.items():
            command = command.replace(name, place)
        return command

    def named(self, text: str) -> str:
        for name, place in self._places.items():
            text = text.replace(place, name)
        return text


def _matches(shown: str, printed: str) -> bool:
    """Equal, but for an ellipsis on a line of its own (left-out lines) or within one."""
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line == "…" else re.escape(line).replace("…", r"[^\n]*") + r"\n"
        for line in shown.strip().split("\n")
    )
    lines = "".join(f"{line.rstrip()}\n" for line in printed.strip().split("\n"))
    return re.fullmatch(pattern, lines) is not None


def test_an_ellipsis_leaves_out_what_it_says() -> None:
    assert _matches("a\n…\nd … f", "a\nb\nc\nd e f")
    assert _matches("a\n…\nb", "a\nb")
    assert not _matches("a …\nd", "a b\nc\nd")
    assert not _matches("a\nd", "a\nb\nd")


MISSING = "missing: "
STEPS = [step for block in BLOCKS for step in _steps(block)]
NOT_RUN = {
    "git clone": "setting up is tested by test_wheel and by CI itself",
    "cd ": "setting up is tested by test_wheel and by CI itself",
    "python3 -m pip": "setting up is tested by test_wheel and by CI itself",
    # What the line shows is checked by eye at a release.
    "make test": "make test is this run",
}


@pytest.fixture(scope="module")
def printed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What every command prints. All are run in order: some work on what earlier ones left."""
    with ExitStack() as stack:
        servers = _Servers(stack, checkout, tmp_path_factory.mktemp("fuseki"))
        said = []
        for command, _ in STEPS:
            if "java -jar" in command:
                servers.start_fuseki()
                said.append("")
            elif command.startswith(tuple(NOT_RUN)):
                said.append("")
            elif servers.missing and servers.FUSEKI in command:
                said.append(f"{MISSING}{servers.missing}")
            elif command.startswith("appeals-rdf serve"):
                said.append(servers.start_serve(command))
            else:
                said.append(servers.named(_run(servers.placed(command), checkout)))
        yield said


@pytest.mark.parametrize(
    "step", [pytest.param(n, id=c.split("\n")[0][:60]) for n, (c, _) in enumerate(STEPS)]
)
def test_command(printed: list[str], step: int) -> None:
    command, shown = STEPS[step]
    for start, reason in NOT_RUN.items():
        if command.startswith(start):
            pytest.skip(reason)
    found = printed[step]
    if found.startswith(MISSING):
        pytest.skip(found.removeprefix(MISSING))
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
    for command in COMMANDS:
        called = rf"\$ (?:make|appeals-rdf(?: --corpus \w+)?) {command}\b"
        assert re.search(called, README), command
