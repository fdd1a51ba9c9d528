"""The fixture letters as one corpus: whatever is read from them makes valid data."""

from __future__ import annotations

import shutil
from pathlib import Path

from appeals_rdf.api import Corpus
from appeals_rdf.corpus import DOCUMENTS, create_folder
from appeals_rdf.model import Severity

LETTERS = Path(__file__).parent / "letters" / "docs"


def test_all_fixture_letters_build_and_prove_their_passages(tmp_path: Path) -> None:
    create_folder(tmp_path / "corpus", "Letters")
    for letter in LETTERS.iterdir():
        shutil.copy(letter, tmp_path / "corpus" / DOCUMENTS / letter.name)
    corpus = Corpus.open(tmp_path / "corpus")
    # A build checks shapes and passages of every letter, and stops on the first error.
    report = corpus.build(tmp_path / "build", workers=2)
    assert len(report.calls) == len(list(LETTERS.iterdir()))
    assert not [problem for problem in report.problems if problem.severity is Severity.ERROR]
