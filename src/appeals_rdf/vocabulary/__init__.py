"""Cue words, one YAML file for each language.

``vocabulary/<language>.yaml`` holds what the rules look for: signature headings, honorifics, legal
forms, offices, months, triggers. To add a language, write such a file with the sections of
``en.yaml`` (each is described there) and a pair of text and expected record in the tests; no code
changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from appeals_rdf.errors import unknown

SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader where PyYAML was built with it; it is ten times faster."""


@dataclass(frozen=True)
class Vocabulary:
    """The cue words of one language; ``vocabulary["months"]`` is one section of its file."""

    language: str
    sections: Mapping[str, Any]

    def __getitem__(self, section: str) -> Any:
        return self.sections[section]

    def __hash__(self) -> int:
        return hash(self.language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and other.language == self.language


def languages() -> tuple[str, ...]:
    """The languages there is a vocabulary for, as BCP 47 tags."""
    folder = files("appeals_rdf.vocabulary")
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".yaml")))


@cache
def load_vocabulary(language: str) -> Vocabulary:
    """Read the vocabulary of ``language``; a ``UsageError`` names the languages there are."""
    if language not in languages():
        raise unknown("vocabulary for the language", language, languages())
    raw = files("appeals_rdf.vocabulary").joinpath(f"{language}.yaml").read_text("utf-8")
    return Vocabulary(language, yaml.load(raw, Loader=SAFE_LOADER))  # noqa: S506 - both are safe loaders


@cache
def legal_forms(language: str) -> tuple[str, ...]:
    """The legal forms of bodies in ``language``, folded, in all their spellings."""
    from appeals_rdf.text import fold

    return tuple(fold(form) for form in load_vocabulary(language).sections.get("legal_forms", ()))
