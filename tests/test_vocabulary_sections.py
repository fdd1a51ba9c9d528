"""Every section that the rules of the header and the prose look up is described in ``en.yaml``.

A language may lack a section, and then its rule finds nothing; so a name misspelt in the code
would never be noticed. ``en.yaml`` has them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from appeals_rdf.extract.prose import read_prose
from appeals_rdf.model import Document, Mark, MarkKind
from appeals_rdf.vocabulary import Vocabulary, languages, load_vocabulary

LETTER = """title: Open letter to the Mayor of Elmton

The letter of the River Guild, signed by 12 guilds, reads:

To: Her Excellency
Ms. Ada Lind
Mayor
Council of Elmton

Elmton, 3 May 2031

Dear Ms. Lind,

On 2 May 2031 Fen was shelled, and 12 people were killed, said Piet Harrow. We call on the
Council of Fen to act. Resolution 12 of the Council of Elmton was adopted in 2030.
"""
NAMED = ("dates", "numbers", "furniture", "header", "addressing", "places", "event_cues",
         "claim_cues", "requests")  # fmt: skip
"""Sections whose keys are fixed; the keys of others are concepts."""


class Asked(dict[str, Any]):
    """A section that notes the names it is asked for and does not have."""

    def __init__(self, section: Mapping[str, Any], path: str, missing: set[str]) -> None:
        super().__init__(
            (k, Asked(v, f"{path}{k}.", missing) if k in NAMED else v) for k, v in section.items()
        )
        self._path, self._missing = path, missing

    def get(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self._missing.add(self._path + key)
        return super().get(key, default)


def asked_in_vain() -> set[str]:
    missing: set[str] = set()
    sections = Asked(load_vocabulary("en").sections, "", missing)
    field = "Open letter to the Mayor of Elmton"
    start = LETTER.index(field)
    marks = (Mark(MarkKind.META, start, start + len(field), value="title"),)
    document = Document(id="d", file="d.md", text=LETTER, sha256="0" * 64, marks=marks)
    read_prose(document, Vocabulary("asked", sections))
    return missing


def test_every_section_that_is_looked_up_is_in_the_english_vocabulary() -> None:
    assert asked_in_vain() == set()


@pytest.mark.parametrize("language", languages())
def test_a_language_has_no_section_that_nothing_reads(language: str) -> None:
    english, own = load_vocabulary("en").sections, load_vocabulary(language).sections
    for name in NAMED:
        assert set(own.get(name, {})) <= set(english[name]), name


@pytest.mark.parametrize("section", NAMED)
def test_a_section_that_is_not_there_does_no_harm(section: str) -> None:
    sections = {k: v for k, v in load_vocabulary("en").sections.items() if k != section}
    document = Document(id="d", file="d.md", text=LETTER, sha256="0" * 64)
    read_prose(document, Vocabulary(f"without-{section}", sections))
