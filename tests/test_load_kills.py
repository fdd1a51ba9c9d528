"""Loads that are killed, a few of each sort; ``python -m tests.kills`` kills as many as asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kills import kill_loads, store_of, write_build


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("kills")
    return write_build(folder / "a", 5, 12), write_build(folder / "b", 4, 13)


@pytest.mark.parametrize(
    ("kind", "victim", "times"),
    [("fuseki", "tool", 6), ("fuseki", "server", 3), ("virtuoso", "tool", 4)],
)
def test_after_a_kill_the_next_load_makes_it_right(
    kind: str, victim: str, times: int, builds: tuple[Path, Path], tmp_path: Path
) -> None:
    with store_of(kind, tmp_path) as store:
        *_, runs = kill_loads(store, builds, times, victim, seed=times)
    assert sum(runs.states.values()) == times
