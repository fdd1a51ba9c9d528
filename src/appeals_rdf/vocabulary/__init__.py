"""Cue words, one YAML file for each language.

``vocabulary/<language>.yaml`` holds what the rules look for: signature headings, honorifics, legal
forms, offices, months, triggers. To add a language, write such a file with the sections of
``en.yaml`` (each is described there) and a pair of text and expected record in the tests; no code
changes. Where words have many endings, a section ``inflections`` lists these once by class, and an
entry such as ``deutsch~a`` stands for all its forms.
"""

from __future__ import annotations

import re
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
    return Vocabulary(language, _parse(_file(language)))


@cache
def some_sections(language: str, names: frozenset[str]) -> Vocabulary:
    """The sections of ``language`` that have these names.

    Letters are signed in many languages at once, so that some sections of all vocabularies are read
    for each. Lists of words, which is what these are, need no parser for all of YAML; that keeps
    the start of a command quick.
    """
    parts = _SECTION.split(_file(language))[1:]
    sections: dict[str, Any] = {}
    others: list[str] = []
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if name not in names and name != "inflections":
            continue
        section = _lists(body)
        if section is None:
            others.append(body)
        else:
            sections[name] = section
    return Vocabulary(language, _with_forms(sections | _load("".join(others))))


def _lists(body: str) -> Any:
    """A section that is a list of words, or lists of words by name; None where it is not."""
    lists = _LIST.findall(body)
    if not lists or _REST.fullmatch(_LIST.sub("", body)) is None:
        return None
    found = {
        key: [quoted or " ".join(plain.split()) for quoted, plain in _ENTRY.findall(words)]
        for _, key, words in lists
    }
    return found if lists[0][0] else found[lists[0][1]]


_SECTION = re.compile(r"^(?=\"?(\w+)\"?:)", re.MULTILINE)
_LIST = re.compile(r"^( *)([\w-]+): *\[([^\[\]{}#'\\]*)\] *$", re.MULTILINE)  # name: [a, "b: c"]
_REST = re.compile(r"(?:\w+:)?\s*(?:#.*\s*)*")
_ENTRY = re.compile(r"\s*(?:\"([^\"]*)\"|([^\",\s][^\",]*))\s*(?:,|$)")


def _file(language: str) -> str:
    return files("appeals_rdf.vocabulary").joinpath(f"{language}.yaml").read_text("utf-8")


def _parse(raw: str) -> dict[str, Any]:
    """The sections of a file, each inflected word in all its forms."""
    return _with_forms(_load(raw))


def _load(raw: str) -> dict[str, Any]:
    import yaml

    # PyYAML has the C loader, ten times faster, where it was built with libyaml.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(raw, Loader=loader) or {}  # noqa: S506 - both are safe


def _with_forms(sections: dict[str, Any]) -> dict[str, Any]:
    classes = sections.pop("inflections", None)
    if classes is None:
        return sections
    return {name: _inflected(section, classes) for name, section in sections.items()}


def _inflected(section: Any, classes: Mapping[str, list[str]]) -> Any:
    """A section in which ``deutsch~a`` gives way to its stem with each ending of class ``a``."""
    if isinstance(section, dict):
        return {key: _inflected(value, classes) for key, value in section.items()}
    if not isinstance(section, list):
        return section
    return [form for entry in section for form in _forms(entry, classes)]


def _forms(entry: Any, classes: Mapping[str, list[str]]) -> list[Any]:
    """The forms of one entry; more words may follow: ``direct~r de obra``."""
    if not isinstance(entry, str) or "~" not in entry:
        return [entry]
    stem, _, name = entry.partition("~")
    name, space, more = name.partition(" ")
    return [
        stem + ending + space + tail for ending in classes[name] for tail in _forms(more, classes)
    ]


@cache
def given_names() -> frozenset[str]:
    """Common given names of all languages, case folded."""
    raw = files("appeals_rdf.vocabulary").joinpath("given_names.txt").read_text("utf-8")
    lines = (line.partition(":")[2] for line in raw.splitlines() if not line.startswith("#"))
    return frozenset(" ".join(lines).casefold().split())


@cache
def legal_forms(language: str) -> tuple[str, ...]:
    """The legal forms of bodies in ``language``, in all their spellings."""
    forms = load_vocabulary(language).sections.get("legal_forms") or {}
    return tuple(spelling for spellings in forms.values() for spelling in spellings)
