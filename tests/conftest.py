"""What tests share: a corpus folder to play with, and the seeds built once."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"

# These machines are noisy: a slow example is no failure.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

LETTER = """\
Open letter of the Friends of the Lower Bridge

14 May 2031

To the Mayor of Eastmere

On 2 May 2031 the bridge was closed, and 12 people were injured in the crowd. We call on you to
open it again.

Signed by:

1. Orla Fenwick – Friends of the Lower Bridge
2. Piet Harrow – Eastmere Rowing Club
3. Runa Talvik – League of River Towns
"""

MakeCorpus = Callable[..., Path]

LONG = (
    "test_their_union_conforms",
    "test_load_kills",
    "test_queries_on_servers",
    "test_bulk",
    "bench_validate",
    "empty_environment",
    "test_load.py",
    "test_load_faults",
    "test_serve",
    "read_no_worse",
    "silent_errors_are_rare",
    "bench_texts",
    "test_each_appeal_conforms",
    "bench_lists",
)
"""Parts of the names of tests that take longest, longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests come first, so that workers end together."""

    def rank(item: pytest.Item) -> int:
        return next((n for n, words in enumerate(LONG) if words in item.nodeid), len(LONG))

    items.sort(key=rank)


@pytest.fixture
def make_corpus(tmp_path: Path) -> MakeCorpus:
    """Make a corpus folder: ``make_corpus({"letter.txt": LETTER}, {"letter.yaml": "…"})``."""

    def make(
        documents: dict[str, str | bytes] | None = None,
        curation: dict[str, str] | None = None,
        config: str = "title: Test\nbase: https://data.example.org/\n",
        name: str = "corpus",
    ) -> Path:
        folder = tmp_path / name
        for part in ("documents", "curation"):
            (folder / part).mkdir(parents=True)
        (folder / "corpus.yaml").write_text(config, "utf-8")
        for file, text in (documents or {"letter.txt": LETTER}).items():
            data = text.encode() if isinstance(text, str) else text
            (folder / "documents" / file).write_bytes(data)
        for file, decisions in (curation or {}).items():
            (folder / "curation" / file).write_text(textwrap.dedent(decisions), "utf-8")
        return folder

    return make


@pytest.fixture(scope="session")
def seeds_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five seeds, built once for all tests."""
    from appeals_rdf.api import Corpus

    out = tmp_path_factory.mktemp("seeds") / "build"
    Corpus.open(SEEDS).build(out)
    return out
