"""What an explanation holds, as plain values. ``as_json`` gives its keys for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a document: offsets in code points, lines and columns from 1, the end excluded.

    ``text_layer`` says that they count in the text layer of the file, and not in the file itself.
    """

    file: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    words: str
    text_layer: bool = False


@dataclass(frozen=True, slots=True)
class Maker:
    """Who recorded something: a rule by its name, or people in a file of decisions.

    ``line`` is that of the decision, and 0 where the file as a whole is meant.
    """

    kind: str
    name: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """A term as a person reads it: its short name, what it is called, and what that means."""

    iri: str
    name: str
    label: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple of the subject, the words it rests on, and who made it.

    ``object`` is an IRI or the value of a literal; ``datatype`` and ``language`` are those of a
    literal. ``places`` is empty where the tool worked the value out of no words of its own.
    """

    predicate: Term
    object: Term
    datatype: str
    language: str
    places: tuple[Place, ...]
    made_by: Maker | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A triple that names the subject as its object."""

    subject: Term
    predicate: Term


@dataclass(frozen=True, slots=True)
class Explanation:
    """A subject, the words it rests on, and each of its triples with the words *that* rests on."""

    subject: Term
    types: tuple[Term, ...]
    places: tuple[Place, ...]
    made_by: Maker | None
    confidence: str
    flags: tuple[Term, ...]
    statements: tuple[Statement, ...]
    mentions: tuple[Mention, ...]
    text: str = ""
    """The whole document, for showing the words in their lines; not part of the JSON."""

    def to_text(self, *, colour: bool = False, width: int = 100) -> str:
        """For people. Words are marked by ⟦ ⟧, or by an underline where there is ``colour``."""
        from appeals_rdf.explain.render import render

        return render(self, colour, width)

    def to_json(self) -> str:
        """For programs: the fields of this class, without the document."""
        value = asdict(self)
        del value["text"]
        return json.dumps(value, ensure_ascii=False, indent=2)
