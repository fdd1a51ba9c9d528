"""The lint for neutral words: what the tool writes in its own voice takes no side.

``quoted_only.yaml`` lists words that may stand only in quoted text. Looked at are labels, comments,
definitions, titles, messages and IRIs of RDF files, the head of queries, and plain texts such as
the README. Words between quotation marks are quoted, and so are the values of ``triples.QUOTING``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from appeals_rdf.model import Problem, Severity
from appeals_rdf.text import LineIndex
from appeals_rdf.triples import QUOTING
from appeals_rdf.validate.graph import Graph, words_of
from appeals_rdf.validate.problems import show, sort_problems
from appeals_rdf.yamlfile import SAFE_LOADER

LIST = Path(__file__).parent / "quoted_only.yaml"

# “…” of any depth is cut from inside out; straight quotes and code only within one line.
_TYPOGRAPHIC = re.compile(r"“[^“”]*”|‘[^‘’]*’|«[^«»]*»")
_PLAIN_QUOTES = re.compile(r"\"[^\"\n]*\"|`[^`\n]*`")
_CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# Keys of items are derived from words only as the folded key that compares names.
_UNSPOKEN = ("comparisonKey", "sha256", "select", "pattern", "identifier")

_ADVICE = (
    "Say it neutrally in the tool's own voice; a document's own words go between “…” or into a "
    "property that quotes. The words are listed in validate/quoted_only.yaml."
)


@lru_cache(maxsize=1)
def loaded_words() -> re.Pattern[str]:
    """One pattern for all the words of ``quoted_only.yaml``."""
    lists = yaml.load(LIST.read_text("utf-8"), Loader=SAFE_LOADER)  # noqa: S506 - a safe loader
    exceptions = "|".join(map(re.escape, lists["except"]))
    return re.compile(
        rf"(?<![^\W_])(?!(?:{exceptions})\b)(?:{'|'.join(map(_stem, lists['words']))})",
        re.IGNORECASE,
    )


def _stem(entry: str) -> str:
    stem = r"[\s_-]+".join(map(re.escape, entry.rstrip(".").split()))
    return stem + (r"(?![^\W_])" if entry.endswith(".") else r"[^\W_]*")


def unquoted(text: str) -> str:
    """``text`` with what is quoted blanked out, so that offsets stay.

    >>> unquoted("Figure “of loss” 1")
    'Figure           1'
    """

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    text = _CODE_BLOCK.sub(blank, text)
    text = _PLAIN_QUOTES.sub(blank, text)
    previous = ""
    while previous != text:
        previous, text = text, _TYPOGRAPHIC.sub(blank, text)
    return text


def find_loaded_words(
    graph: Graph, name: str = "", *, documents: Iterable[str] = ()
) -> list[Problem]:
    """Loaded words in the literals and the IRIs of a graph, outside quotations.

    ``name`` is the file that messages name. ``documents`` are terms of properties whose values are
    quotations, beside ``triples.QUOTING``.
    """
    quoting = {*QUOTING, *documents}
    problems = []
    for s, p, o in graph.triples():
        for term in (s, p, o):
            if term[0] == "<" and (found := loaded_words().search(_path(term))):
                problems.append(_problem(name, found.group(), f"the IRI {words_of(term)}", s))
        if o[0] != '"' or p in quoting or words_of(p).endswith(_UNSPOKEN):
            continue
        for found in loaded_words().finditer(unquoted(words_of(o))):
            what = f"{show(p)} “{words_of(o)}”"
            problems.append(_problem(name, found.group(), what, s))
    return sort_problems(problems)


def _path(term: str) -> str:
    # The domain of somebody else's server is not ours to choose, nor is a title page's name.
    return re.sub(r"^<[a-z]+://[^/>]*", "", term)


def _problem(file: str, word: str, where: str, subject: str) -> Problem:
    return Problem(
        Severity.ERROR,
        "loaded-word",
        f"the word “{word}” takes a side and stands outside a quotation, in {where}",
        file,
        words=word,
        advice=_ADVICE,
        subject=words_of(subject),
    )


def find_loaded_words_in_text(text: str, name: str) -> list[Problem]:
    """Loaded words in a plain text, such as the README, at their line and column."""
    lines = LineIndex(text)
    problems = []
    for found in loaded_words().finditer(unquoted(text)):
        line, column = lines.position(found.start())
        problems.append(
            Problem(
                Severity.ERROR,
                "loaded-word",
                f"the word “{found.group()}” takes a side and stands outside a quotation",
                name,
                line,
                column,
                found.group(),
                _ADVICE,
            )
        )
    return problems


def find_loaded_words_in_files(files: Iterable[Path]) -> list[Problem]:
    """Loaded words in RDF files, queries (their ``#`` lines and column names) and plain texts."""
    return sort_problems(p for file in files for p in _file(file))


def _file(file: Path) -> Iterator[Problem]:
    if file.suffix in (".ttl", ".trig", ".nt", ".nq", ".jsonld", ".rdf"):
        yield from find_loaded_words(Graph.from_file(file), file.name)
        # Comments are read by people too.
        text = file.read_text("utf-8") if file.suffix in (".ttl", ".trig") else ""
        comments = re.sub(r"^(?!\s*#).*$", "", text, flags=re.MULTILINE)
        yield from find_loaded_words_in_text(comments, file.name)
    else:
        yield from find_loaded_words_in_text(file.read_text("utf-8"), file.name)
