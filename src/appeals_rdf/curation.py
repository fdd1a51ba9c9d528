"""People's decisions on one document, as they stand in its YAML file.

    document: letter.txt           the file this is about; else the one of the same name
    id: 2021-03-04-river-council   the id of the appeal, instead of the file's name
    language: en                   the language of the text
    kind: letter                   a value that rules cannot know
    title: "words of the letter"   and reference: likewise
    date: {edtf: 2021-03-04, quote: "4 March"}
    expect: {signatures: 46}       what a build must find
    events:                        a list of decisions on findings of one kind
      - correct: "words that the finding covers"
        near: "words beside them"  where the words stand more than once
        kind: meeting
      - add: "words"
        …
      - dismiss: "words"
        reason: "in words"
    claims:                        likewise; also addressees, requests, citations
      …
    signatures:                    likewise; a decision concerns a whole entry of the list
      - correct: "12. words of the entry"
        person: "words"            each field in words of the entry; "" takes away what was read
        type: organization         person, organization, collective or office

``LISTS`` names the fields that a decision of each kind may set.

A quote is looked for in the text at every build. One that is not there, or is there twice without
``near``, is an error that names it: a decision is never lost in silence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from appeals_rdf.model import Problem
from appeals_rdf.schemes import concepts
from appeals_rdf.text import LineIndex
from appeals_rdf.vocabulary import languages
from appeals_rdf.yamlfile import Checker, Node, load_yaml

ACTIONS = ("add", "correct", "dismiss")

LISTS: Mapping[str, tuple[str, ...]] = {
    "addressees": ("type", "body", "holder", "capacity"),
    "events": ("kind", "date", "date_quote", "places", "key"),
    "claims": ("measure", "value", "qualifier", "figure", "as_of", "scope", "speaker", "key"),
    "requests": ("of", "key"),
    "citations": ("kind", "date", "key"),
    "signatures": ("person", "people", "honorific", "role", "organization", "place", "type"),
}
"""The kinds of finding that can be decided on, and the fields a decision may set.

``people`` are those of an entry in which several sign. ``expect`` counts after the decisions.
"""

_CHOICES: Mapping[str, Mapping[str, str]] = {
    "addressees": {},
    "events": {"kind": "event-kind"},
    "claims": {"measure": "measure", "qualifier": "qualifier"},
    "requests": {},
    "citations": {"kind": "instrument-kind"},
    "signatures": {},
}
"""The fields that name a concept → the scheme it is in."""

_KEYS = ("document", "id", "language", "kind", "title", "date", "reference", "expect", *LISTS)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that stand in the document, by which a decision finds its place."""

    words: str
    near: str
    file: str
    line: int

    def problem(self, code: str, message: str, advice: str) -> Problem:
        """An error at the place where the quote is written."""
        return Node(None, self.file, self.line).problem(code, message, advice)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: ``action`` on the finding at ``quote``, with the fields it sets."""

    action: str
    quote: Quote
    fields: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Curation:
    """What people decided on one document."""

    file: str
    document: str
    id: str = ""
    language: str = ""
    kind: str = ""
    title: Quote | None = None
    reference: Quote | None = None
    date: tuple[str, Quote | None, int] | None = None
    expected_signatures: int | None = None
    expect_line: int = 1
    decisions: Mapping[str, tuple[Decision, ...]] | None = None
    sha256: str = ""


def load_curation(
    path: Path, name: str, documents: Collection[str], problems: list[Problem]
) -> Curation | None:
    """Read the curation file at ``path``; what is wrong with it goes to ``problems``.

    Without ``document:`` it is about the one of ``documents`` that has its name.
    """
    check = Checker(problems)
    root = load_yaml(path, name)
    fields = check.mapping(root, _KEYS)
    if not fields:
        return None
    expect = check.mapping(fields["expect"], ("signatures",)) if "expect" in fields else {}
    return Curation(
        file=name,
        document=check.text(fields, "document") or _of_same_name(path, documents),
        id=check.text(fields, "id"),
        language=check.choice(fields, "language", languages()),
        kind=check.choice(fields, "kind", sorted(concepts()["appeal-kind"])),
        title=_plain_quote(check, fields, "title"),
        reference=_plain_quote(check, fields, "reference"),
        date=_date(check, fields),
        expected_signatures=check.number(expect, "signatures"),
        expect_line=fields["expect"].line if "expect" in fields else 1,
        decisions={
            kind: tuple(
                decision
                for item in check.items(fields, kind)
                if (decision := _decision(check, item, kind, own))
            )
            for kind, own in LISTS.items()
            if kind in fields
        },
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _of_same_name(path: Path, documents: Collection[str]) -> str:
    named = sorted(name for name in documents if Path(name).stem == path.stem)
    return named[0] if named else f"{path.stem}.txt"


def _plain_quote(check: Checker, fields: Mapping[str, Node], key: str) -> Quote | None:
    words = check.text(fields, key)
    return Quote(words, "", fields[key].file, fields[key].line) if words else None


def _date(check: Checker, fields: Mapping[str, Node]) -> tuple[str, Quote | None, int] | None:
    if "date" not in fields:
        return None
    node = fields["date"]
    own = check.mapping(node, ("edtf", "quote", "near"))
    check.edtf(own, "edtf")
    words = check.text(own, "quote")
    quote = Quote(words, check.text(own, "near"), node.file, node.line) if words else None
    return check.text(own, "edtf"), quote, node.line


def _decision(check: Checker, item: Node, kind: str, own: tuple[str, ...]) -> Decision | None:
    fields = check.mapping(item, (*ACTIONS, "near", "reason", *own))
    actions = [action for action in ACTIONS if action in fields]
    if len(actions) != 1:
        check.problems.append(
            item.problem(
                "no-action",
                f"a decision needs exactly one of {', '.join(ACTIONS)}",
                'Write, for example, - correct: "words of the letter".',
            )
        )
        return None
    words = check.text(fields, actions[0])
    if not words:
        check.problems.append(item.problem("no-quote", "a decision must quote the letter"))
        return None
    for key, known in _CHOICES[kind].items():
        check.choice(fields, key, sorted(concepts()[known]))
    for key in ("date", "as_of"):
        check.edtf(fields, key)
    line = fields[actions[0]].line
    quote = Quote(words, check.text(fields, "near"), item.file, line)
    return Decision(actions[0], quote, {k: v for k, v in fields.items() if k in own})


def anchor(quote: Quote, text: str, problems: list[Problem]) -> tuple[int, int] | None:
    """Where the quoted words stand in ``text``; None, and a problem, where that is not clear.

    A run of white space in the quote stands for any run of white space in the text, so that a
    no-break space need not be typed. With ``near``, the occurrence closest to those words is meant.
    """
    places = occurrences(quote.words, text)
    if len(places) == 1:
        return places[0]
    if not places:
        problems.append(
            quote.problem(
                "quote-not-found",
                f"the words “{quote.words}” do not stand in the document",
                "Copy them from the document, letter by letter.",
            )
        )
        return None
    if not quote.near:
        index = LineIndex(text)
        lines = ", ".join(str(index.position(start)[0]) for start, _ in places)
        problems.append(
            quote.problem(
                "quote-not-unique",
                f"the words “{quote.words}” stand {len(places)} times (lines {lines})",
                "Quote more words, or add near: with words beside the ones that are meant.",
            )
        )
        return None
    beside = occurrences(quote.near, text)
    if len(beside) != 1:
        problems.append(
            quote.problem(
                "near-not-unique",
                f"the words “{quote.near}” stand {len(beside)} times in the document",
                "near: must quote words that stand there once.",
            )
        )
        return None
    (around,) = beside
    within = [place for place in places if around[0] <= place[0] and place[1] <= around[1]]
    if len(within) == 1:
        return within[0]
    nearest, other = sorted(places, key=lambda place: _distance(place, beside[0]))[:2]
    if _distance(nearest, beside[0]) == _distance(other, beside[0]):
        problems.append(
            quote.problem(
                "near-not-clear",
                f"the words “{quote.words}” stand twice, equally far from “{quote.near}”",
                "near: may quote the words themselves with those beside them.",
            )
        )
        return None
    return nearest


def _distance(place: tuple[int, int], other: tuple[int, int]) -> int:
    return max(place[0] - other[1], other[0] - place[1], 0)


def occurrences(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand in ``text``, as (start, end), whatever white space parts them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [m.span() for m in re.finditer(pattern, text)] if pattern else []
