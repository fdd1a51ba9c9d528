"""The programs of real stores, fetched once into a cache folder and shared by all test runs.

Workers of pytest-xdist come at the same time: a lock lets one of them fetch, and what it fetched
takes its place in the cache whole, by renaming. Whatever cannot be had skips the test that asks
for it; where ``CI`` is set, it fails.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

FUSEKI_VERSION = "5.6.0"
JAVA_AT_LEAST = 17

# The release of the plugin is named, so that no other one decides what is copied.
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_VIRTUOSO = "virtuoso-opensource-7-bin"
_FETCH_SECONDS = 900.0
_ASK_SECONDS = 60.0


def unavailable(reason: str) -> NoReturn:
    """Skip the test, since ``reason``; in CI, where everything must run, fail."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def java() -> str:
    """A Java that is new enough for Fuseki."""
    program = shutil.which("java")
    said = _run([program, "-version"], seconds=_ASK_SECONDS).stderr if program else ""
    release = re.search(r'version "(\d+)', said)  # openjdk version "17.0.15" 2025-04-15
    if not program or not release or int(release[1]) < JAVA_AT_LEAST:
        unavailable(f"Java {JAVA_AT_LEAST} or later is not on the path")
    return program


def fuseki_jar() -> Path:
    """Apache Jena Fuseki with all that it needs, in one jar from Maven."""
    name = f"jena-fuseki-server-{FUSEKI_VERSION}.jar"

    def fetch(folder: Path) -> None:
        maven = shutil.which("mvn") or unavailable("Maven (mvn), which fetches Fuseki, is missing")
        artifact = f"-Dartifact=org.apache.jena:jena-fuseki-server:{FUSEKI_VERSION}:jar"
        done = _run([maven, "-B", "-q", _COPY, artifact, f"-DoutputDirectory={folder}"])
        if done.returncode or not (folder / name).is_file():
            unavailable(f"Maven could not fetch Fuseki: {_tail(done.stdout + done.stderr)}")

    return _cached(f"fuseki-{FUSEKI_VERSION}", fetch) / name


def oxigraph_program() -> Path:
    """Oxigraph's server, which a development dependency brings."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        unavailable("Oxigraph's server is not beside this Python: install the 'dev' dependencies")
    return program


@dataclass(frozen=True)
class Virtuoso:
    """Virtuoso's programs, and the environment in which they find their libraries."""

    server: Path
    isql: Path
    env: Mapping[str, str] = field(default_factory=dict)


def virtuoso_programs() -> Virtuoso:
    """Virtuoso of this machine, or else Debian's packages, unpacked without being installed."""
    server, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if server and isql:
        return Virtuoso(Path(server), Path(isql))
    root = _cached("virtuoso-7", _fetch_virtuoso)
    libraries = sorted({str(file.parent) for file in root.rglob("*.so.*")})
    return Virtuoso(
        root / "usr/bin/virtuoso-t",
        root / "usr/bin/isql-vt",
        {"LD_LIBRARY_PATH": os.pathsep.join(libraries)},
    )


def _fetch_virtuoso(folder: Path) -> None:
    for program in ("apt-get", "dpkg"):
        if not shutil.which(program):
            unavailable(f"Virtuoso is not on the path, and there is no {program} to fetch it with")
    packages = _needed_packages()
    if not packages and os.geteuid() == 0:
        _run(["apt-get", "-q", "update"])
        packages = _needed_packages()
    if not packages:
        unavailable(f"Virtuoso is not on the path, and apt knows no {_VIRTUOSO}")
    if (done := _download(packages, folder)).returncode and os.geteuid() == 0:
        # Package lists that have grown old name releases that are gone.
        _run(["apt-get", "-q", "update"])
        done = _download(_needed_packages(), folder)
    archives = sorted(folder.glob("*.deb"))
    if done.returncode or not archives:
        unavailable(f"Virtuoso's packages could not be fetched: {_tail(done.stderr)}")
    for archive in archives:
        done = _run(["dpkg", "-x", str(archive), str(folder)])
        if done.returncode:
            unavailable(f"{archive.name} could not be unpacked: {_tail(done.stderr)}")
        archive.unlink()


def _needed_packages() -> list[str]:
    """Virtuoso's package and those that it needs and this machine lacks; empty where unknown."""
    done = _run(
        ["apt-get", "install", "--simulate", "--no-install-recommends", _VIRTUOSO],
        seconds=_ASK_SECONDS,
    )
    return re.findall(r"^Inst (\S+) ", done.stdout, re.MULTILINE)  # Inst libpcre3 (2:8.39-15 …


def _download(packages: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    # Apt, as root, would fetch as a user who may not write to the folder.
    return _run(["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", *packages], folder)


def _cached(name: str, fetch: Callable[[Path], None]) -> Path:
    """The folder ``name`` of the cache; ``fetch`` fills it if it is not there yet."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(base) / "appeals-rdf-tests"
    cache.mkdir(parents=True, exist_ok=True)
    place = cache / name
    with (cache / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            with tempfile.TemporaryDirectory(dir=cache, prefix=f".{name}-") as parent:
                folder = Path(parent) / name
                folder.mkdir()
                fetch(folder)
                folder.rename(place)
    return place


def _run(
    command: Sequence[str], cwd: Path | None = None, *, seconds: float = _FETCH_SECONDS
) -> subprocess.CompletedProcess[str]:
    """What a command did; one that takes too long has failed, and says so."""
    env = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        late = f"{Path(command[0]).name} was stopped after {seconds:g} seconds"
        return subprocess.CompletedProcess(command, 124, "", late)


def _tail(text: str) -> str:
    return " / ".join(text.strip().splitlines()[-5:]) or "no reason given"
