"""One entry of a random list: invented names, roles, bodies and places, and the forms they take.

The words of each language are in `data/rolls.yaml`. To add a form: a row in ``FORMS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

WORDS = Path(__file__).parent / "data" / "rolls.yaml"

_SIGNS: Mapping[str, str] = {
    "comma": ", ",
    "list": ", ",
    "semicolon": "; ",
    "open": " (",
    "close": ")",
    "dash": " – ",
    "colon": ": ",
    "slash": " / ",
    "and": " and ",
    "stop": ".",
}
_BARE_BODIES = 0.2
"""The share of bodies without a word that says what they are, where a form allows them."""
_RARE_ROLES = 0.25
_TYPED_IN_MIXED = 0.8


class Expected(NamedTuple):
    """One signatory of a roll. Parts that the entry does not print are None."""

    person: str | None = None
    organization: str | None = None
    role: str | None = None
    place: str | None = None
    ordinal: int | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """How the parts of one entry stand. ``templates`` has several for a list of mixed entries.

    ``typed``: only bodies with a body word; ``known``: only roles that are usual; ``bare_names``:
    no honorifics or degrees, since nothing shows where they end.
    """

    templates: tuple[str, ...]
    typed: bool = False
    known: bool = False
    bare_names: bool = False
    markup: bool = False
    """It says what it means by markup only: `**Name** role`."""
    without: frozenset[str] = frozenset()
    """Languages that do not print such entries."""

    @property
    def signs(self) -> str:
        """What stands in the form beside its parts."""
        return "".join(re.sub(r"Name|role of Body|role|Body|Place", "", t) for t in self.templates)


def _forms(*templates: str, **properties: Any) -> dict[str, Form]:
    return {template: Form((template,), **properties) for template in templates}


FORMS: Mapping[str, Form] = {
    **_forms("Name", "Body"),
    **_forms("Name, Body", "Name, role", "Name, role, Body", "Name, role, Body, Place"),
    **_forms("Name, Body, Place", "Name, Place"),
    **_forms("Name (Body)", "Name (role, Body)", "Name (role)", "Name (Place)"),
    **_forms("Name – Body", "Name – role, Body", "Name - Body", "Name: Body"),
    **_forms("Body – Name", "Body – Name, role", "Body: Name", "Body (Name)"),
    **_forms("Body, Name", "Body, Name, role", typed=True),
    **_forms("Name / role", "Name / Body", "Name / role / Body"),
    **_forms("Name, role of Body", "Name (role of Body)", "Name – role of Body", without={"az"}),
    **_forms("**Name** role", "**Name**, Body", "**Name**, role, Body", markup=True),
    **_forms("**Name** role of Body", markup=True, without={"az"}),
    **_forms("Name role Body", "Name Body", typed=True, known=True, bare_names=True),
    **_forms("Name role of Body", typed=True, known=True, bare_names=True, without={"az"}),
    **_forms("Name and Name, Body", "Name and Name (Body)", "Name, Name and Name – Body"),
    "mixed, with commas": Form(
        ("Name, Body", "Name, role, Body", "Name, role", "Body", "Name"), typed=True
    ),
    "mixed, with brackets": Form(("Name (Body)", "Name", "Body"), typed=True),
}
"""Name of a form → the form; the name is the template where there is one alone."""


# ---- words -------------------------------------------------------------------------------------


@cache
def tongue(language: str) -> Mapping[str, Any]:
    """The words of a language in ``data/rolls.yaml``, its signs complete."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    words: dict[str, Any] = yaml.load(WORDS.read_text("utf-8"), Loader=loader)[language]
    return {**words, "signs": {**_SIGNS, **words.get("signs", {})}}


LANGUAGES: tuple[str, ...] = ("en", "fr", "de", "es", "pt", "it", "ru", "tr", "az", "zh")


class Person(NamedTuple):
    printed: str
    name: str


class Pen:
    """Makes the parts of entries; what is a matter of style is decided once for a roll."""

    def __init__(self, random: Random, language: str, form: Form, taken: tuple[str, ...]) -> None:
        self.random = random
        self.form = form
        self.words = tongue(language)
        self.signs: Mapping[str, str] = self.words["signs"]
        self.taken = taken
        self._capitals = random.random() < 0.5
        self._honorifics = 0.0 if form.bare_names else random.choice((0.0, 0.15, 0.15, 0.9))
        # A degree behind a comma reads as one more signatory where commas part signatories.
        self._degrees = random.choice((0.0, 0.0, 0.1))
        if form.bare_names or "," in taken or not self.words["degrees"]:
            self._degrees = 0.0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, key: str) -> str:
        chosen: str = self.random.choice(self.words[key])
        return chosen

    def person(self) -> Person:
        pool = self.random.choice(self.words["people"])
        printed = name = self._name(pool)
        honorifics = self.words["honorifics"] + pool.get("honorifics", [])
        if honorifics and self.chance(self._honorifics):
            printed = f"{self.random.choice(honorifics)} {printed}"
        if self.chance(self._degrees):
            printed += self.random.choice((" ", ", ")) + self.pick("degrees")
        return Person(printed, name)

    def _name(self, pool: Mapping[str, Sequence[str]]) -> str:
        given, surname = self.random.choice(pool["given"]), self._surname(pool)
        order = self.words.get("surname_first")
        if order == "glued":
            return f"{surname}{given}"
        middle = f" {self.random.choice(pool['middle'])}" if "middle" in pool else ""
        if order:
            shape = self.random.choice(("full", "full", "short", "initials", "first"))
            initials = f"{given[0]}. {middle.strip()[0]}."
            names = {
                "full": f"{given}{middle} {surname}",
                "short": f"{given} {surname}",
                "initials": f"{initials} {surname}",
                "first": f"{surname} {given}{middle}",
            }
            return names[shape]
        if self.words.get("second_surname") and self.chance(0.5):
            surname = f"{surname} {self._surname(pool)}"
        draw = self.random.random()
        if draw < 0.06:
            second = self.random.choice([name for name in pool["given"] if name != given])
            return f"{given} {second} {surname}"
        if draw < 0.12:
            return f"{given} {self.random.choice('ABDEGHJKLMRST')}. {surname}"
        if draw < 0.16 and given[0] not in self.words.get("no_initials", ()):
            return f"{given[0]}. {self.random.choice('ABDEGHJKLMRST')}. {surname}"
        if draw < 0.22:
            particle = f"{self.pick('particles')} " if "particles" in self.words else ""
            return f"{given} {particle}{surname}"
        if draw < 0.28:
            return f"{given} {surname}-{self._surname(pool)}"
        if draw < 0.31:
            return f"{given} {surname.upper()}" if surname.isascii() else f"{given} {surname}"
        return f"{given} {surname}"

    def _surname(self, pool: Mapping[str, Sequence[str]]) -> str:
        return self.random.choice(pool["stems"]) + self.random.choice(pool["ends"])

    def role(self) -> str:
        rare = not self.form.known and self.chance(_RARE_ROLES)
        return self._styled(self.pick("rare_roles" if rare else "roles"))

    def _styled(self, role: str) -> str:
        capital = self.words.get("capitals", {}).get(role[0], role[0].upper())
        return f"{capital}{role[1:]}" if self._capitals else role

    def body(self) -> str:
        return self._body("bodies")[1]

    def role_of_body(self) -> tuple[str, str, str]:
        """What is printed, the role and the body in it."""
        role = self.role()
        if "role_of_roles" in self.words:
            role = self.pick("role_of_roles")
        of, body = self._body("bodies_of" if "bodies_of" in self.words else "bodies")
        return self.words["role_of"].format(role=role, of=of, body=body), role, body

    def _body(self, key: str) -> tuple[str, str]:
        share = 1 - _TYPED_IN_MIXED if len(self.form.templates) > 1 else _BARE_BODIES
        if not (self.form.typed and len(self.form.templates) == 1) and self.chance(share):
            return self.words["bare_of"], self._bare()
        while True:
            of, _, pattern = self.pick(key).partition("|")
            if not any(sign in pattern for sign in self.taken):
                break
        topics = self.random.sample(self.words["topics"], 2)
        body = pattern.format(
            x=self._x(),
            topic=topics[0],
            topic2=topics[1],
            place=self.pick("places"),
            acronym="{acronym}",
        )
        return of.removeprefix("of: "), body.format(acronym=_initials(body))

    def _bare(self) -> str:
        if "x_join" not in self.words and self.chance(0.4):
            letters = self.words.get("letters", "BDEFGHKLNORTUVZ")
            return "".join(self.random.sample(letters, 4))
        bare: str = self.words.get("bare", "{x}").format(x=self._x())
        return bare

    def _x(self) -> str:
        parts = [self.random.choice(part) for part in self.words["x"]]
        return str(self.words.get("x_join", " ")).join(parts)


def _initials(body: str) -> str:
    words = re.findall(r"\w+", body.partition("(")[0])
    return "".join(word[0] for word in words if word[0].isupper()) or "X"


# ---- entries -----------------------------------------------------------------------------------

_TOKEN = re.compile(r"role of Body|Name|role|Body|Place|\*\*| and | – | - | \(|\)|, |: | / | ")
_SIGN_NAMES = {
    " and ": "and",
    " – ": "dash",
    " (": "open",
    ")": "close",
    ", ": "comma",
    ": ": "colon",
    " / ": "slash",
}


class Entry(NamedTuple):
    """One entry: its text, with ``**`` around what is strong, its fields, and what it says."""

    text: str
    fields: Mapping[str, str]
    says: tuple[Expected, ...]
    group: str | None = None
    number: int = 0


def write_entry(template: str, pen: Pen) -> Entry:
    printed: list[str] = []
    names: list[str] = []
    fields: dict[str, str] = {}
    said: dict[str, str] = {}
    for token in _TOKEN.findall(template):
        if token == "Name":
            person = pen.person()
            names.append(person.name)
            fields.setdefault("name", person.printed)
            printed.append(person.printed)
        elif token == "role of Body":
            text, said["role"], said["organization"] = pen.role_of_body()
            printed.append(text)
        elif token in _PARTS:
            key, make = _PARTS[token]
            said[key] = make(pen)
            fields[token.lower()] = said[key]
            printed.append(said[key])
        elif token == ", " and len(names) and template.startswith("Name, Name"):
            printed.append(pen.signs["list"])
        else:
            printed.append(pen.signs[_SIGN_NAMES[token]] if token in _SIGN_NAMES else token)
    people: Sequence[str | None] = names or [None]
    return Entry(
        "".join(printed),
        fields,
        tuple(
            Expected(name, said.get("organization"), said.get("role"), said.get("place"))
            for name in people
        ),
    )


_PARTS: Mapping[str, tuple[str, Callable[[Pen], str]]] = {
    "role": ("role", Pen.role),
    "Body": ("organization", Pen.body),
    "Place": ("place", lambda pen: pen.pick("places")),
}
