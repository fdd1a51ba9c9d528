"""YAML that people write, read so that every value knows its line.

Anything wrong in such a file is told with the line it stands on, and all of it at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from appeals_rdf import edtf
from appeals_rdf.errors import InputError
from appeals_rdf.model import Problem, Severity

SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader, ten times faster, where PyYAML was built with libyaml."""


@dataclass(frozen=True)
class Node:
    """One YAML value: a scalar, a list of nodes or a mapping of nodes, and its line from 1."""

    value: Any
    file: str
    line: int

    def problem(self, code: str, message: str, advice: str = "") -> Problem:
        """An error at this place of the file."""
        return Problem(Severity.ERROR, code, message, self.file, self.line, advice=advice)


def load_yaml(path: Path, name: str) -> Node:
    """Read the file at ``path``; ``name`` is what messages call it.

    Raises ``InputError`` where it cannot be read, is no YAML, has a key twice or uses aliases (a
    file of a few lines can stand for gigabytes with them).
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    try:
        for event in yaml.parse(text, Loader=SAFE_LOADER):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise InputError(f"{name}, line {line}: YAML aliases (*) are not supported.")
        root = yaml.compose(text, Loader=SAFE_LOADER)
        return _node(root, name) if root else Node({}, name, 1)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "no YAML"
        raise InputError(f"{name}{where}: {what}. Mend the YAML there.") from error
    except RecursionError as error:
        raise InputError(f"{name} is nested too deeply to be read.") from error


def _node(node: Any, file: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(f"{file}, line {line}: a key must be a plain word.")
            if key.value in entries:
                twice = key.start_mark.line + 1
                raise InputError(f"{file}, line {twice}: the key '{key.value}' stands twice.")
            entries[key.value] = _node(value, file)
        return Node(entries, file, line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(item, file) for item in node.value], file, line)
    return Node(_scalar(node), file, line)


def _scalar(node: Any) -> Any:
    # Dates stay the words that were written: 2020-10 and 2020-10-08 are both EDTF.
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on")
    if kind in ("int", "float"):
        with suppress(ValueError):
            return int(node.value) if kind == "int" else float(node.value)
    return node.value


class Checker:
    """Reads the fields of a mapping and gathers what is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def mapping(self, node: Node, known: Sequence[str]) -> Mapping[str, Node]:
        """The entries of ``node``; a key that is not known is a problem."""
        if not isinstance(node.value, dict):
            self._wrong(node, "wrong-type", "a mapping of keys to values is expected here")
            return {}
        for key, value in node.value.items():
            if key not in known:
                self.problems.append(
                    value.problem(
                        "unknown-key",
                        f"the key '{key}' is not known here",
                        f"Known keys: {', '.join(known)}.",
                    )
                )
        return {k: v for k, v in node.value.items() if k in known}

    def text(self, fields: Mapping[str, Node], key: str, default: str = "") -> str:
        """A text field."""
        node = fields.get(key)
        if node is None or node.value is None:
            return default
        if isinstance(node.value, bool | dict | list):
            self._wrong(node, "wrong-type", f"'{key}' must be a text")
            return default
        return str(node.value)

    def choice(self, fields: Mapping[str, Node], key: str, known: Sequence[str]) -> str:
        """A text field that is one of ``known``; empty where it is absent or wrong."""
        value = self.text(fields, key)
        if value and value not in known:
            advice = f"Known: {', '.join(known)}."
            self._wrong(fields[key], "unknown-value", f"'{value}' is no {key} known here", advice)
            return ""
        return value

    def edtf(self, fields: Mapping[str, Node], key: str) -> None:
        """A field that is an EDTF date, where it is there."""
        value = self.text(fields, key)
        try:
            if value:
                edtf.bounds(value)
        except ValueError:
            self._wrong(
                fields[key], "bad-date", f"'{value}' is no EDTF date", "Write it like 2020-10-08."
            )

    def number(self, fields: Mapping[str, Node], key: str) -> int | None:
        """A whole number from 0."""
        node = fields.get(key)
        if node is None or node.value is None:
            return None
        if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < 0:
            self._wrong(node, "wrong-type", f"'{key}' must be a whole number")
            return None
        return node.value

    def items(self, fields: Mapping[str, Node], key: str) -> Sequence[Node]:
        """A list; absent is empty."""
        node = fields.get(key)
        if node is None or node.value is None:
            return ()
        if not isinstance(node.value, list):
            self._wrong(node, "wrong-type", f"'{key}' must be a list (lines that begin with '-')")
            return ()
        return node.value

    def _wrong(self, node: Node, code: str, message: str, advice: str = "") -> None:
        self.problems.append(node.problem(code, message, advice))
