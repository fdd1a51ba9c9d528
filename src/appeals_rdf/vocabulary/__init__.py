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

from appeals_rdf.errors import unknown


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
    import yaml

    raw = files("appeals_rdf.vocabulary").joinpath(f"{language}.yaml").read_text("utf-8")
    # PyYAML has the C loader, ten times faster, where it was built with libyaml.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Vocabulary(language, yaml.load(raw, Loader=loader))  # noqa: S506 - both are safe


@cache
def legal_forms(language: str) -> tuple[str, ...]:
    """The legal forms of bodies in ``language``, in all their spellings."""
    forms = load_vocabulary(language).sections.get("legal_forms") or {}
    return tuple(spelling for spellings in forms.values() for spelling in spellings)
