"""A corpus folder: what was received, what people decided, and what both are called.

corpus.yaml     title, publisher, licence, base IRI, the language if all have the same
documents/      the texts, byte for byte as received
curation/       one YAML file for each document that needs decisions
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appeals_rdf.curation import Curation, load_curation
from appeals_rdf.errors import DataError, InputError
from appeals_rdf.iris import BASE_FORM, DEFAULT_BASE, ID, VOCABULARY_GRAPHS, is_base, slug
from appeals_rdf.model import Problem, Severity
from appeals_rdf.profiles import Profile, read_profiles
from appeals_rdf.vocabulary import languages
from appeals_rdf.yamlfile import Checker, load_yaml

CONFIG = "corpus.yaml"
DOCUMENTS = "documents"
CURATION = "curation"
SEEDS = "seeds"

_TEMPLATE = """\
# What this corpus is. All keys but the title may be left out.
title: {title}
description: ""
publisher: ""
licence: ""               # the IRI of the licence of the derived data
base: https://example.org/appeals/   # a base that you control; all IRIs begin with it
# language: en            # of documents whose curation names none; otherwise each text tells
withheld: ""              # what is kept out of the data, in words
# stores:                 # triple stores that 'load' and 'query' know by name
#   local:
#     url: http://localhost:3030/appeals
"""

# An IRI, or a name such as CC BY 4.0
_LICENCE = re.compile(r"(?:https?://[^\s<>\"{}|^`\\]+|[A-Za-z][\w .+-]*)?")
_LICENCE_FORM = "Give the IRI of the licence, or its name, such as CC-BY-4.0."

_KEYS = ("title", "description", "publisher", "licence", "base", "language", "withheld")


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``corpus.yaml`` says."""

    title: str
    description: str = ""
    publisher: str = ""
    licence: str = ""
    base: str = DEFAULT_BASE
    language: str | None = None
    """The language of documents whose curation names none; without it the texts tell theirs."""
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a corpus before it is read: its id, its file and its curation."""

    id: str
    path: Path
    language: str | None = None
    curation: Curation | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """A corpus folder as it stands on disk."""

    path: Path
    settings: Settings
    entries: tuple[Entry, ...]


def find_corpus(given: Path | None = None) -> Path:
    """The folder with ``corpus.yaml``: ``given``, or looked for from here upwards.

    In a checkout the seeds are found too. Raises ``InputError`` where there is none.
    """
    if given is not None:
        if not (given / CONFIG).is_file():
            raise InputError(
                f"{given} has no {CONFIG}. Name a corpus folder with --corpus, or make one with "
                f"'appeals-rdf init {given}'."
            )
        return given
    here = Path.cwd()
    for folder in (here, *here.parents):
        for candidate in (folder, folder / SEEDS):
            if (candidate / CONFIG).is_file():
                return candidate
    raise InputError(
        f"there is no {CONFIG} here or in any folder above. Name a corpus folder with --corpus, "
        "or make one with 'appeals-rdf init FOLDER'."
    )


def build_folder(corpus: Path) -> Path:
    """Where a build goes unless it is told otherwise: ``build/`` in the corpus folder.

    The seeds of a checkout are built beside the folder ``seeds/``, at its top level.
    """
    in_checkout = corpus.resolve().name == SEEDS and (corpus / ".." / "pyproject.toml").is_file()
    return (corpus.parent if in_checkout else corpus) / "build"


def create_folder(path: Path, title: str) -> None:
    """Make an empty corpus; ``InputError`` where there is one already or the disk refuses."""
    if (path / CONFIG).exists():
        raise InputError(f"{path / CONFIG} exists already. Nothing was changed.")
    # JSON strings are YAML strings, whatever stands in the title.
    text = _TEMPLATE.format(title=json.dumps(title, ensure_ascii=False))
    try:
        for folder in (DOCUMENTS, CURATION):
            (path / folder).mkdir(parents=True, exist_ok=True)
        (path / CONFIG).write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error


def open_folder(path: Path, *, curated: bool = True) -> Folder:
    """Read the settings, list the documents and load the curation of the corpus at ``path``.

    The entries are in the order of their ids, whatever order the disk gives. Raises ``InputError``
    or, with everything that is wrong, ``DataError``.
    """
    problems: list[Problem] = []
    settings = _settings(path, problems)
    files = _document_files(path, problems)
    curations = _curations(path, {f.name for f in files}, problems)
    entries = []
    for file in files:
        curation = curations.get(file.name)
        # Without the decisions the ids stay, so that what the rules do alone can be compared.
        entry_id = (curation and curation.id) or slug(file.stem)
        language = (curation and curation.language) or settings.language
        entries.append(Entry(entry_id, file, language, curation if curated else None))
    problems += _id_problems(entries)
    if problems:
        problems.sort(key=lambda p: (p.file, p.line or 0))
        raise DataError(f"{path} has {len(problems)} problem(s).", problems)
    return Folder(path, settings, tuple(sorted(entries, key=lambda entry: entry.id)))


def read_settings(path: Path) -> Settings:
    """The settings alone; raises as ``open_folder`` does."""
    problems: list[Problem] = []
    settings = _settings(path, problems)
    if problems:
        raise DataError(f"{path / CONFIG} has {len(problems)} problem(s).", problems)
    return settings


def read_stores(path: Path) -> dict[str, Profile]:
    """The stores that the corpus at ``path`` names; raises as ``open_folder`` does.

    They are no part of the settings, because the data does not depend on where it is kept.
    """
    problems: list[Problem] = []
    root = load_yaml(path / CONFIG, CONFIG)
    fields = Checker([]).mapping(root, ("stores",))
    stores = read_profiles(fields["stores"], path, problems) if "stores" in fields else {}
    if problems:
        raise DataError(f"{path / CONFIG} has {len(problems)} problem(s).", problems)
    return stores


def _settings(path: Path, problems: list[Problem]) -> Settings:
    check = Checker(problems)
    root = load_yaml(path / CONFIG, CONFIG)
    fields = check.mapping(root, (*_KEYS, "stores"))
    if "stores" in fields:
        read_profiles(fields["stores"], path, problems)
    values = {key: check.text(fields, key) for key in _KEYS if key in fields}
    if "language" in fields:
        values["language"] = check.choice(fields, "language", languages())
    for key, wrong, advice in (
        ("base", bool(values.get("base")) and not is_base(values["base"]), BASE_FORM),
        ("licence", not _LICENCE.fullmatch(values.get("licence", "")), _LICENCE_FORM),
    ):
        if wrong:
            message = f"'{values[key]}' cannot be the {key}"
            problems.append(fields[key].problem("bad-value", message, advice))
    if not values.get("title"):
        problems.append(root.problem("no-title", "the corpus has no title", "Add 'title: …'."))
    return Settings(**{"title": "", **{key: value for key, value in values.items() if value}})


def _document_files(path: Path, problems: list[Problem]) -> list[Path]:
    folder = path / DOCUMENTS
    if not folder.is_dir():
        raise InputError(f"{path} has no folder '{DOCUMENTS}'. Put the texts there.")
    entries = [f for f in folder.iterdir() if not f.name.startswith(".")]
    files = sorted((f for f in entries if f.is_file()), key=lambda f: f.name)
    for other in sorted(set(entries) - set(files)):
        problems.append(
            Problem(
                Severity.ERROR,
                "no-file",
                "this is a folder" if other.is_dir() else "this link leads nowhere",
                f"{DOCUMENTS}/{other.name}",
                advice=f"Put the texts themselves into {DOCUMENTS}/, without folders.",
            )
        )
    return files


def _curations(path: Path, documents: set[str], problems: list[Problem]) -> dict[str, Curation]:
    found: dict[str, Curation] = {}
    for file in sorted((path / CURATION).glob("*.yaml")):
        curation = load_curation(file, f"{CURATION}/{file.name}", documents, problems)
        if curation is None:
            continue
        if curation.document not in documents:
            problems.append(
                Problem(
                    Severity.ERROR,
                    "no-such-document",
                    f"there is no document '{curation.document}'",
                    curation.file,
                    1,
                    advice=f"Put the text into {DOCUMENTS}/, or mend 'document:'.",
                )
            )
        elif curation.document in found:
            problems.append(
                Problem(
                    Severity.ERROR,
                    "curated-twice",
                    f"'{curation.document}' has decisions in "
                    f"{found[curation.document].file} as well",
                    curation.file,
                    1,
                    advice="Keep the decisions on one document in one file.",
                )
            )
        else:
            found[curation.document] = curation
    return found


def _id_problems(entries: Iterable[Entry]) -> list[Problem]:
    problems = []
    seen: dict[str, Entry] = {}
    for entry in entries:
        file = f"{DOCUMENTS}/{entry.path.name}"
        if other := seen.get(entry.id):
            problems.append(
                Problem(
                    Severity.ERROR,
                    "id-twice",
                    f"the id '{entry.id}' is also that of {DOCUMENTS}/{other.path.name}",
                    file,
                    advice="Rename one file, or give it an id in its curation file.",
                )
            )
        seen[entry.id] = entry
        if not ID.fullmatch(entry.id) or entry.id in VOCABULARY_GRAPHS:
            problems.append(
                Problem(
                    Severity.ERROR,
                    "bad-id",
                    f"'{entry.id}' cannot be an id",
                    entry.curation.file if entry.curation else file,
                    advice="Use lower-case letters, digits, '-', '_' and '.', and none of "
                    f"{', '.join(VOCABULARY_GRAPHS)}.",
                )
            )
    return problems
