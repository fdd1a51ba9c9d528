"""Fields of metadata at the top of a text: YAML between ``---``, TOML between ``+++``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from appeals_rdf.text import squeeze

LARGEST = 32 * 1024
"""Characters of front matter that are looked at; more is no front matter of a letter."""

_YAML = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_TOML = re.compile(r"\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.S | re.M)

FIELDS: Mapping[str, str] = {
    "title": "title",
    "headline": "title",
    "subtitle": "subtitle",
    "date": "date",
    "published": "date",
    "author": "author",
    "authors": "author",
    "by": "author",
    "description": "description",
    "summary": "summary",
    "excerpt": "summary",
}
"""What a reader would want to see of a file's metadata → the name it gets. All others are left."""


def split_front_matter(text: str) -> tuple[list[tuple[str, str]], str]:
    """The fields at the very top that matter to a reader, and the text after them.

    What cannot be read as front matter is text.
    """
    for pattern, load in ((_YAML, _load_yaml), (_TOML, tomllib.loads)):
        # A line of dashes much further down would be a rule between paragraphs.
        found = pattern.match(text, 0, LARGEST)
        if not found:
            continue
        try:
            raw = load(found[1])
        except (ValueError, RecursionError):
            continue
        if isinstance(raw, dict):
            return list(_known(raw)), text[found.end() :]
    return [], text


def _load_yaml(source: str) -> Any:
    import yaml

    try:
        # All scalars stay as written: a date is not made into another spelling of it.
        return yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _known(raw: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in raw.items():
        name = FIELDS.get(str(key).lower())
        for one in value if isinstance(value, list) else [value]:
            words = squeeze(_plain(one))
            # `published: true` says that a page is public, and not since when.
            dated = name != "date" or any(c.isdigit() for c in words)
            if name and words and dated:
                yield name, words


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str) else ""
