"""Invented letters with the layouts of the five seeds, for benchmarks and tests.

People, bodies and towns are put together from syllables and plain words; nothing in a letter
happened. The same seed gives the same letter, on every machine.

    text = synthetic_letter(7, "person-body", 50)       # a text alone
    letter = write_letter(7, "person-body", 50)         # the text, and what it prints where
    write_corpus(Path("corpus"), 1000, 50)              # a corpus folder, one layout after another
    records = synthetic_records(2000, 50)               # model.Record, without reading any text

To add a layout: a function that writes the letter to a ``_Page``, and a row in ``LAYOUTS``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from appeals_rdf.model import (
    Finding,
    Flag,
    Mention,
    NameStatus,
    PartyType,
    Record,
    Signature,
)

BASE = "https://data.example.org/appeals/"

_CORPUS = f"""\
title: Synthetic letters
description: Invented letters for measurements
base: {BASE}
language: en
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_OPENINGS = _words(
    "Ba Ce Do Fe Gi Ha Jo Ka Le Mi No Pe Ri Sa Te Vu Wi Ze Bre Dra Fli Gro Kle Pli Tra"
)
_MIDDLES = _words("la ren mi do ri sta ve no lu per gan sol ta be")
_GIVEN_ENDS = _words("n s r l th la na ro k ma ne x")
_FAMILY_ENDS = _words("wick sen ov ova mond ari eck berg lund tin dal ford ell ary")
_PLACE_ENDS = _words("haven mere stead bridge holm wold minster burn")
_ADJECTIVES = _words(
    "Amber Clear Quiet Open Bright Common Early Silver Steady Upper Winding Patient"
)
_NOUNS = _words("Lantern Harbour Meadow Quarry Orchard Heron Willow Loom Anchor Beacon Ferry Mill")
_TOPICS = (
    "Reading",
    "Women",
    "Legal Assistance",
    "Youth Development",
    "Human Rights",
    "Social Research",
    "Press and Media",
    "Economic Initiatives",
    "Refugee Support",
    "Cultural Heritage",
    "Law and Democracy",
    "Environmental Protection",
)
_KINDS = (
    "Public Union",
    "Association",
    "Society",
    "Foundation",
    "Center",
    "League",
    "Public Association",
    "Forum",
    "Council",
    "Institute",
)
_GROUPS = ("Weavers", "Teachers", "Ferrymen", "Veterans", "Students", "Orchard Keepers", "Writers")
_QUOTES = (("“", "”"), ('"', '"'), ("“", '"'))
_ROLES = ("board member", "director", "chairman", "deputy chairman")
_MONTHS = _words(
    "January February March April May June July August September October November December"
)


@dataclass(frozen=True, slots=True)
class SyntheticLetter:
    """A letter, and what stands where in it: the truth that a reading can be compared with."""

    id: str
    layout: str
    text: str
    title: Finding | None
    signatures: tuple[Signature, ...]
    missing_ordinals: tuple[int, ...]


class _Page:
    """A text that grows, and remembers where its parts stand."""

    def __init__(self, seed: int, layout: str) -> None:
        # A text seed, so that layouts of one number differ; `random` hashes it the same anywhere.
        self.random = Random(f"{layout}/{seed}")
        self.title: Finding | None = None
        self.signatures: list[Signature] = []
        self.missing: list[int] = []
        self._parts: list[str] = []
        self.length = 0

    def add(self, text: str) -> int:
        """Write ``text``; returns the offset at which it begins."""
        start = self.length
        self._parts.append(text)
        self.length += len(text)
        return start

    def headline(self, text: str) -> None:
        start = self.add(text)
        self.title = Finding(text=text, start=start, end=start + len(text), rule="title:synthetic")

    def text(self) -> str:
        return "".join(self._parts)

    # --- chances

    def choose(self, values: Sequence[str]) -> str:
        return values[int(self.random.random() * len(values))]

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def number(self, low: int, high: int) -> int:
        return low + int(self.random.random() * (high - low + 1))

    # --- invented names

    def given(self) -> str:
        return self.choose(_OPENINGS) + self.choose(_MIDDLES) + self.choose(_GIVEN_ENDS)

    def family(self) -> str:
        return self.choose(_OPENINGS) + self.choose(_MIDDLES) + self.choose(_FAMILY_ENDS)

    def person(self) -> str:
        return f"{self.given()} {self.family()}"

    def place(self) -> str:
        return self.choose(_OPENINGS) + self.choose(_MIDDLES) + self.choose(_PLACE_ENDS)

    def body(self) -> str:
        """A body, as variously as real lists print them."""
        shape = self.number(0, 6)
        topic, kind = self.choose(_TOPICS), self.choose(_KINDS)
        if shape == 0:
            left, right = _QUOTES[self.number(0, 2)]
            name = f"{self.choose(_ADJECTIVES)} {self.choose(_NOUNS)}"
            return f"{left}{name}{right} {topic} {kind}"
        if shape == 1:
            return f"{self.place()} {topic} {kind}"
        if shape == 2:
            return f"Public Union of {self.choose(_GROUPS)} of {self.place()}"
        if shape == 3:
            return f"{kind} for {topic} of {self.choose(_GROUPS)}"
        if shape == 4:
            initials = "".join(self.choose(_OPENINGS)[0] for _ in range(4)).upper()
            return f"International {topic} {kind} ({initials})"
        if shape == 5:
            return f'"{self.choose(_ADJECTIVES)} {self.choose(_NOUNS)} {topic} {kind}"'
        return f"{topic} {kind} of {self.choose(_GROUPS)}, Families and Friends of {self.place()}"

    def date(self) -> str:
        return f"{self.number(1, 28)} {self.choose(_MONTHS)} {self.number(2031, 2039)}"

    # --- one entry of the list

    def entry(
        self,
        number: str,
        *parts: tuple[str, str],
        ordinal: int | None = None,
        signs: PartyType = PartyType.PERSON,
        status: NameStatus = NameStatus.COMPLETE,
        role_concept: str | None = None,
        flags: tuple[Flag, ...] = (),
        repeats: int | None = None,
    ) -> None:
        """Write one signature. ``parts`` are (what it is, words); "" is what only separates."""
        layout_rule = "signature:numbered" if ordinal is not None else "signature:paragraph"
        start = self.add(number)
        found: dict[str, Mention] = {}
        for what, words in parts:
            at = self.add(words)
            if what:
                found[what] = Mention(
                    text=words,
                    start=at,
                    end=at + len(words),
                    rule=layout_rule,
                    type=_TYPES.get(what) if what != "organization" else _body_type(signs),
                )
        self.signatures.append(
            Signature(
                text=number + "".join(words for _, words in parts),
                start=start,
                end=self.length,
                rule=layout_rule,
                flags=flags,
                position=len(self.signatures) + 1,
                ordinal=ordinal,
                person=found.get("person"),
                honorific=found.get("honorific"),
                role=found.get("role"),
                role_concept=role_concept,
                organization=found.get("organization"),
                signatory_type=signs,
                name_status=status,
                repeats=repeats,
            )
        )


_TYPES = {"person": PartyType.PERSON}


def _body_type(signs: PartyType) -> PartyType:
    return PartyType.COLLECTIVE if signs is PartyType.COLLECTIVE else PartyType.ORGANIZATION


# --- what the letters say: figures, dates, places, requests and instruments, all invented


def _paragraphs(page: _Page, *, dated: bool = True) -> list[str]:
    """Some 3,500 characters of running text, in which every kind of prose finding occurs.

    A letter that is not ``dated`` prints the year with every date, as its seed does.
    """
    a, b, c = page.place(), page.place(), page.place()
    river, other = page.place(), page.place()
    d1, d2 = page.date(), page.date()
    month, year = page.choose(_MONTHS), page.number(2031, 2039)
    killed, hurt = page.number(2, 90), page.number(91, 400)
    homes = page.number(3, 900)
    paragraphs = [
        f"As is known, a meeting of the towns was held in {a} on {d1} on the initiative of the "
        f"Assembly of {river}. After talks of about {page.number(3, 12)} hours an agreement was "
        f"reached on {month} {page.number(1, 9)}, {page.number(10, 18)} and {page.number(19, 28)}"
        f"{'' if dated else f', {year},'} to keep the bridges of {river} open. Unfortunately, the "
        f"Upper Company of {other} ignored every one of these promises, and broke the truce a few "
        "hours later.",
        f"On {d2}, at around {page.number(1, 11)} AM, the ferry landing at {b}, the second largest "
        f"town of the {river} valley, was shelled {page.choose(['twice', 'three times', 'once'])} "
        f"from the side of {other}. As a result of this attack, {killed} residents were killed, "
        f"{hurt} people were injured and more than {homes} residential buildings were destroyed. "
        f"Among the dead were children and women. The landing has been closed for "
        f"{page.number(2, 30)} months.",
        f"The landing is known for its “{page.choose(_ADJECTIVES)} {page.choose(_NOUNS)}”, "
        f"built in {page.number(1700, 1900)}, {page.number(2, 80)} km from {c}. According to the "
        f"{other} Observer, at least {page.number(5, 60)} families were evacuated, and dozens of "
        f"boats were lost. The spokesman of the Upper Company said that "
        f'"there is no other way through the valley", which the towns of {a}, {b} and {c} deny.',
        f"Resolutions {page.number(10, 99)} and {page.number(100, 199)} of the Assembly, the "
        f"Treaty of {c} of {page.number(1950, 1990)} and the {river} Convention on Bridges oblige "
        "every side to protect the landings. The norms of these instruments have been broken in "
        f"{month} {year} and again since {page.number(1, 28):02}.{page.number(1, 12):02}.{year}. "
        "Responsibility for what was lost lies with those who gave the orders, and an inquiry "
        "has not been opened so far.",
        f"We call on the Assembly of {river} to reopen the landing, to protect the residents of "
        f"{b} and to publish the report of the inquiry. We ask the President of the Upper Company "
        f"to withdraw its boats from {c}, and we hope that the towns will demand the same. "
        "The bridges should be repaired without delay. We thank all who stand with us.",
    ]
    filler = (
        f"For generations the people of {a} and {b} have lived from what the river gives: fish, "
        "reeds, and the small trade between the two banks. Schools, workshops and reading rooms "
        "were founded on both sides, and most families have relatives across the water. None of "
        "this was ever written down in a contract, because nobody thought that it could end. "
        "What happened at the landing has changed the life of every household in the valley."
    )
    paragraphs.insert(page.number(1, 3), filler)
    return paragraphs


def _common_irregularity(page: _Page, n: int, count: int) -> bool:
    """Whether an unusual thing happens at entry ``n``: about once in forty entries."""
    return 1 < n < count and page.chance(0.025)


# --- the five layouts


def _person_body(page: _Page, count: int) -> None:
    """Page header, letter in quotes, ``1. Person Body`` without separator, tag line."""
    issuer, town = page.place(), page.place()
    page.headline(f"{issuer}'s\u00a0Public Leaders Platform sends appeal to three Presidents")
    page.add(f"\n\n\u00a0 {page.date()}\u00a0\u00a0\u00a0 Read: {page.number(100, 990)}\n\n")
    page.add(
        f"The Public Leaders Platform of {issuer} sent an appeal to the Presidents of "
        f"{town}, {page.place()} and {page.place()} on the closing of the landing. \n\n"
        "The appeal reads as follows:\n\n“"
    )
    page.add("\n\n".join(_paragraphs(page))[:-1] + '".\n\n\n')
    for n in range(1, count + 1):
        person, body = page.person(), page.body()
        between = "\u00a0–\u00a0" if _common_irregularity(page, n, count) else " "
        parts = ("person", person), ("", between), ("organization", body)
        page.entry(f"{n}. ", *parts, ordinal=n)
        page.add("\n\n" if page.chance(0.08) else "\n")
    page.add(f"\nMore about: {issuer} \u00a0 {town}")


def _body_person(page: _Page, count: int) -> None:
    """``1."Body" PU, Person;`` with several on a line, and numbered points in the letter."""
    town, river = page.place(), page.place()
    page.headline(f"The NGOs of {town} appealed to the presidents and to the public of the valley")
    page.add(f"\n\n# {page.number(10, 23)}:{page.number(10, 59)}\n{page.date()}\n\n")
    page.add(
        f"The NGOs of {town} appealed to the President of the Assembly of {river} "
        f"{page.person()},\u00a0\u00a0the President of the Upper Company {page.person()} and to "
        f"the public of {river}. \n\n\nThe appeal reads"
    )
    paragraphs = _paragraphs(page)
    points = (
        "1. To keep the landing open for the exchange of mail and food;",
        "2. Further parameters will be agreed upon additionally;",
        "3. The towns are launching talks with the aim of a lasting agreement.",
    )
    page.add("\n\n".join([paragraphs[0], *points, *paragraphs[1:]]))
    page.add("\n\nNote: Please find enclosed the photographs.\n\n\n")
    gap = page.number(3, max(3, count // 2)) if count > 5 else 0
    ordinal = 0
    for n in range(1, count + 1):
        ordinal += 1
        if n == gap:
            page.missing.append(ordinal)
            ordinal += 1
        # Only a body in front of the comma, so that the comma stays the separator of the list.
        body, person = page.body().replace(",", " and"), f"{page.family()} {page.given()}"
        if page.chance(0.5):
            body = f'"{body}" PU' if '"' not in body and "“" not in body else f"{body} PU"
        number = f"{ordinal}."
        flags = (Flag.ORDINAL_GAP_BEFORE,) if n == gap else ()
        if _common_irregularity(page, n, count):
            cut = page.given()
            page.entry(
                number,
                ("organization", body),
                ("", ", "),
                ("person", cut),
                ordinal=ordinal,
                status=NameStatus.TRUNCATED,
                flags=(*flags, Flag.TRUNCATED_ENTRY),
            )
        else:
            comma = ",\n\n" if page.chance(0.04) else ", "
            page.entry(
                number,
                ("organization", body),
                ("", comma),
                ("person", person),
                ordinal=ordinal,
                flags=(*flags, Flag.ENTRY_OVER_PARAGRAPHS) if comma == ",\n\n" else flags,
            )
        page.add("." if n == count else "; " if page.chance(0.25) else ";\n\n")
    page.add(f"\n\n{river}")


def _person_dash_body(page: _Page, count: int) -> None:
    """Letterhead, reference, From and To, declared count, ``1. Person – Body, role``."""
    town = page.place()
    page.add(f"\n\n\n\n## Open Platform of {town} and the Valley\n\n")
    page.add(
        f"{town}, {page.family()} street {page.number(1, 99)}, {page.number(1000, 9999)}  \n"
        f"Tel.: (999 12) {page.number(1000000, 9999999)}\n\n"
        "E-mail: [office@platform.example](mailto:office@platform.example)  \n"
        "[www.platform.example](http://www.platform.example)\n\n"
        f"{page.number(1, 99):02}/31\n\n"
        f"{page.number(1, 28):02}.{page.number(1, 12):02}.{page.number(2031, 2039)}\n\n"
        f"**From: Open Platform of {town}**\n\n"
        f'**To: Secretary General of "{page.choose(_ADJECTIVES)} {page.choose(_NOUNS)} '
        f'International"  \nMs. {page.person()}**\n\n'
    )
    page.add("\n\n".join(_paragraphs(page)))
    page.add(f"\n\nThis Appeal is signed by {count} members of the Open Platform of {town}.\n\n")
    page.add("**NGO Representatives:**\n\n")
    for n in range(1, count + 1):
        separator = page.choose([" – ", " - ", "- ", " –"])
        parts = [("person", page.person()), ("", separator), ("organization", page.body())]
        role = None
        if page.chance(0.04):
            role = page.choose(_ROLES)
            parts += [("", ", "), ("role", role)]
        concept = {"board member": "board-member", "director": "director"}.get(role or "")
        page.entry(f"{n}. ", *parts, ordinal=n, role_concept=concept)
        if n < count:
            page.add("." if page.chance(0.04) else "")
            page.add("\n\n" if page.chance(0.04) else "\n")


def _honorific(page: _Page, count: int) -> None:
    """News page, ``Ms. Person – Body;`` as paragraphs without a number, tag line."""
    town = page.place()
    title = f"NGOs of {town} issue statement in protest at the closing of the landing"
    page.headline(title)
    page.add(f"\n\n\u00a0 {page.date()}\u00a0\u00a0 Read: {page.number(100, 999)}\n\u00a0 {title}")
    page.add(
        f"\n\nThe NGOs of {town} specialized in the protection of rivers have issued a statement "
        "in protest at the closing of the landing, reports.\n\nThe statement reads: \n\n"
    )
    page.add("\n\n".join(" ".join(group) for group in _halves(_paragraphs(page))))
    page.add("\n\nSigned by:\n\n")
    for n in range(1, count + 1):
        page.entry(
            "",
            ("honorific", page.choose(["Ms.", "Mr."])),
            ("", " "),
            ("person", page.person()),
            ("", page.choose([" – ", " - "])),
            ("organization", page.body()),
        )
        page.add(";\n\n" if n < count else ".\n\n")
    page.add(f"More about: #{town} \u00a0 #NGOs \u00a0 #Landing")


def _bodies(page: _Page, count: int) -> None:
    """Statement, numbered bodies; some offices, collectives and one body that signs twice."""
    river = page.place()
    page.headline(f"STATEMENT of the people of {river} living abroad")
    page.add("\n\n")
    page.add("\n".join(_paragraphs(page, dated=False)) + "\n\n\n")
    repeated = page.number(2, count - 1) if count > 4 else 0
    for n in range(1, count + 1):
        end = page.number(0, 39)
        if n == count and repeated:
            earlier = page.signatures[repeated - 1]
            if earlier.organization and earlier.signatory_type is PartyType.ORGANIZATION:
                page.entry(
                    f"{n}. ",
                    ("organization", earlier.organization.text),
                    ordinal=n,
                    signs=PartyType.ORGANIZATION,
                    flags=(Flag.REPEATS_ENTRY,),
                    repeats=repeated,
                )
                continue
        if end < 3:
            page.entry(
                f"{n}. ",
                ("role", "Chairman"),
                ("", " of the "),
                ("organization", f"{page.place()} {page.choose(_TOPICS)} {page.choose(_KINDS)}"),
                ordinal=n,
                signs=PartyType.OFFICE,
                status=NameStatus.ABSENT,
                role_concept="chairperson",
                flags=(Flag.ABSENT_NAME,),
            )
        elif end < 5:
            words = f"{page.choose(_GROUPS)} living in {page.place()}"
            signs = PartyType.COLLECTIVE
            page.entry(f"{n}. ", ("organization", words), ordinal=n, signs=signs)
        else:
            signs = PartyType.ORGANIZATION
            page.entry(f"{n}. ", ("organization", page.body()), ordinal=n, signs=signs)
        if n < count:
            page.add("\n\n" if page.chance(0.1) else "\n")


def _halves(values: list[str]) -> tuple[list[str], list[str]]:
    middle = len(values) // 2
    return values[:middle], values[middle:]


LAYOUTS: Mapping[str, Callable[[_Page, int], None]] = {
    "person-body": _person_body,
    "body-person": _body_person,
    "person-dash-body": _person_dash_body,
    "honorific": _honorific,
    "bodies": _bodies,
}
"""Name → function that writes such a letter; one for each of the five seeds, in their order."""

_NAMES = tuple(LAYOUTS)


def write_letter(seed: int, layout: str, signatures: int) -> SyntheticLetter:
    """The letter number ``seed`` in ``layout``, with so many signatures and where they stand."""
    if layout not in LAYOUTS:
        raise ValueError(f"there is no layout '{layout}'; known: {', '.join(LAYOUTS)}")
    page = _Page(seed, layout)
    LAYOUTS[layout](page, signatures)
    return SyntheticLetter(
        id=f"{seed:06}-{layout}",
        layout=layout,
        text=page.text(),
        title=page.title,
        signatures=tuple(page.signatures),
        missing_ordinals=tuple(page.missing),
    )


def synthetic_letter(seed: int, layout: str, signatures: int) -> str:
    """The text of the letter number ``seed`` in ``layout``, with so many signatures."""
    return write_letter(seed, layout, signatures).text


def synthetic_letters(letters: int, signatures_per_letter: int) -> Iterator[SyntheticLetter]:
    """So many letters, numbered from 1, one layout after another."""
    for seed in range(1, letters + 1):
        yield write_letter(seed, _NAMES[(seed - 1) % len(_NAMES)], signatures_per_letter)


def write_corpus(folder: Path, letters: int, signatures_per_letter: int) -> Path:
    """A corpus folder with so many letters; returns ``folder``."""
    documents = folder / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    (folder / "curation").mkdir(exist_ok=True)
    (folder / "corpus.yaml").write_text(_CORPUS, "utf-8")
    for letter in synthetic_letters(letters, signatures_per_letter):
        (documents / f"{letter.id}.txt").write_bytes(letter.text.encode())
    return folder


def synthetic_record(letter: SyntheticLetter) -> Record:
    """The record of a letter as it was written: its title and its signatures, nothing of the prose.

    Every finding keeps the law ``letter.text[start:end] == text``.
    """
    first = re.search(r"\S[^\n]*", letter.text)
    opening = first.group().rstrip() if first else ""
    start = first.start() if first else 0
    digest = hashlib.sha256(letter.text.encode()).hexdigest()
    return Record(
        id=letter.id,
        file=f"{letter.id}.txt",
        sha256=digest,
        layer_sha256=digest,
        language="en",
        media_type="text/plain",
        text_length=len(letter.text),
        opening=Finding(text=opening, start=start, end=start + len(opening), rule="opening-line"),
        title=letter.title,
        signatures=letter.signatures,
        missing_ordinals=letter.missing_ordinals,
    )


def synthetic_records(n_letters: int, per_letter: int) -> Iterator[Record]:
    """The records of so many letters, made without reading any text."""
    return map(synthetic_record, synthetic_letters(n_letters, per_letter))
