"""The top of a page: pairs of text and what is read, with invented people and bodies."""

from __future__ import annotations

import pytest

from appeals_rdf.extract.prose import Prose, read_prose
from appeals_rdf.model import Addressee, Document, Flag, PartyType
from appeals_rdf.vocabulary import load_vocabulary

EN = load_vocabulary("en")
BODY = "\n\nThe river has been rising for weeks, and nobody has come to look at the old bridge.\n"


def read(text: str, *blocks: tuple[int, int]) -> Prose:
    document = Document(id="d", file="d.txt", text=text, sha256="0" * 64)
    return read_prose(document, EN, blocks)


def furniture(prose: Prose) -> dict[str, str]:
    return {f.text: f.rule.removeprefix("furniture:") for f in prose.furniture}


def named(addressees: tuple[Addressee, ...]) -> list[tuple[str, str, str | None]]:
    return [(a.type.value, a.name, a.holder.text if a.holder else None) for a in addressees]


def test_title_date_and_counter_share_the_top() -> None:
    p = read(f"River Guild sends appeal to the Mayor\n\n  26 May 2031\u00a0  Read: 508{BODY}")
    assert p.title
    assert p.title.text == "River Guild sends appeal to the Mayor"
    assert p.kind == "appeal"
    assert p.kind_finding
    assert p.kind_finding.text == "appeal"
    assert p.date
    assert (p.date.text, p.date.edtf) == ("26 May 2031", "2031-05-26")
    assert furniture(p) == {"Read: 508": "page-counter"}


def test_a_letterhead_is_no_title_and_contacts_are_furniture() -> None:
    p = read(
        "\n\n## Elm Guild of Eastmere\n\nEastmere, Mill Lane 7/24, EM 1001  \n"
        "Tel.: (020) 7946 0000\n\nE-mail: [office@elm.example](mailto:office@elm.example)  \n"
        "[www.elm.example](http://www.elm.example)\n\n05/20\n\n08.10.2031\n\n"
        "**From: Open Elm Forum**\n\n"
        '**To: Director of the "River Fund"  \nMs. Ada Lind**'
        f"{BODY}\nThis Appeal is signed by 44 members of the Open Elm Forum\n"
    )
    assert p.title is None
    assert p.reference
    assert p.reference.text == "05/20"
    assert p.date
    assert p.date.edtf == "2031-10-08"
    assert [(i.text, i.rule) for i in p.issuers] == [
        ("Open Elm Forum", "issuer:from-line"),
        ("Elm Guild of Eastmere", "issuer:letterhead"),
    ]
    assert p.declared_signatories
    assert p.declared_signatories.count == 44
    assert p.declared_signatories.text == "signed by 44 members"
    assert p.kind == "appeal"
    assert named(p.addressees) == [("office", 'Director of the "River Fund"', "Ada Lind")]
    body = p.addressees[0].body
    assert body
    assert body.text == '"River Fund"'
    rules = set(furniture(p).values())
    assert rules == {"postal-address", "phone", "e-mail", "web-address"}


def test_a_lead_in_names_the_issuer_and_a_list_of_offices() -> None:
    p = read(
        "Guild of Eastmere sends letter\n\n"
        "The River Guild of Eastmere sent an appeal to the Mayors of Ashford, Oakham and the"
        " Isle of Fen on the closing of the bridge.\n\nThe appeal reads as follows:\n\n"
        '"You know the bridge.'
        ' We call on you, as the keepers of the river, to open it."\n'
    )
    assert [(i.text, i.type) for i in p.issuers] == [
        ("The River Guild of Eastmere", PartyType.ORGANIZATION)
    ]
    assert named(p.addressees) == [
        ("office", "Mayor of Ashford", None),
        ("office", "Mayor of Oakham", None),
        ("office", "Mayor of the Isle of Fen", None),
    ]
    assert [a.text for a in p.addressees] == ["Mayors of Ashford", "Oakham", "the Isle of Fen"]
    assert p.addressees[1].flags == (Flag.SPLIT_INFERRED,)
    capacities = {a.capacity.text for a in p.addressees if a.capacity}
    assert capacities == {"the keepers of the river"}
    assert "The appeal reads as follows:" in furniture(p)


def test_presidents_by_name_and_their_publics() -> None:
    p = read(
        "The guilds appealed to three states\n\n"
        "The guilds of Eastmere appealed to President of the Republic of Elmland Ada Lind,"
        "\u00a0 President of Fenland Piet Harrow and to the public of Elmland and Fenland.\n\n"
        "The appeal readsWe ask you to open the bridge.\n"
    )
    assert named(p.addressees) == [
        ("office", "President of the Republic of Elmland", "Ada Lind"),
        ("office", "President of Fenland", "Piet Harrow"),
        ("collective", "the public of Elmland", None),
        ("collective", "the public of Fenland", None),
    ]
    assert [r.text for r in p.requests] == ["We ask you to open the bridge"]


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (
            "Open letter to the Council of Eastmere",
            [("organization", "Council of Eastmere", None)],
            "the title names it",
        ),
        (
            "Letter\n\nDear Ms. Ada Lind,",
            [("person", "Ms. Ada Lind", None)],
            "a greeting by name",
        ),
        ("Letter\n\nDear Sir or Madam,", [], "a greeting that names nobody"),
        (
            "Statement of fishers\n\nWe call on the world community and large bodies to act.",
            [("collective", "the world community", None), ("collective", "large bodies", None)],
            "the call itself names them",
        ),
        (
            "To: Mr. Piet Harrow, Minister of Rivers\n\nWe write to you.",
            [("office", "Minister of Rivers", "Piet Harrow")],
            "a person with an office is the office, held by the person",
        ),
        (
            "Open letter to the Mayor of Elmton and Ms. Ada Lind",
            [("office", "Mayor of Elmton", None), ("person", "Ms. Ada Lind", None)],
            "who stands after an and does not hold the office",
        ),
        (
            "Letter\n\nTo: Ms. Ada Lind, and the Mayor of Elmton\n\nWe write to you.",
            [("person", "Ms. Ada Lind", None), ("office", "Mayor of Elmton", None)],
            "nor who stands before one",
        ),
        (
            "Letter\n\nTo: the Mayors of Elmton and Ms. Ada Lind\n\nWe write to you.",
            [("office", "Mayor of Elmton", None), ("person", "Ms. Ada Lind", None)],
            "a person with an honorific is no place of a mayor",
        ),
        (
            "To: Ms A. Lind, Mayor of Elmton\n\nWe write to you.",
            [("office", "Mayor of Elmton", "A. Lind")],
            "an honorific goes, also without a full stop, and initials stay",
        ),
        (
            "To: Mayor of Elmton, A. B. Lind\n\nWe write to you.",
            [("office", "Mayor of Elmton", "A. B. Lind")],
            "an initial is no article",
        ),
        (
            "To: Editors-in-Chief of the Elm Post and the Fen Post\n\nWe write to you.",
            [
                ("office", "Editor-in-Chief of the Elm Post", None),
                ("office", "Editor-in-Chief of the Fen Post", None),
            ],
            "an office keeps its capitals as written",
        ),
    ],
)  # fmt: skip
def test_addressees(text: str, expected: list[tuple[str, str, str | None]], why: str) -> None:
    assert named(read(text + BODY).addressees) == expected, why


def test_an_answered_statement_implies_its_maker() -> None:
    p = read(
        "Guilds issue statement in protest at the statement of Fenland International\n\n"
        "The guilds have issued a statement.\n\nThe statement reads:\n\nYour statement is wrong.\n"
    )
    assert named(p.addressees) == [("organization", "Fenland International", None)]
    assert Flag.ADDRESSEE_IMPLIED in p.addressees[0].flags
    assert [(c.kind, c.text) for c in p.citations] == [
        ("statement", "statement of Fenland International")
    ]


def test_a_document_without_title_or_date_has_none() -> None:
    p = read("On 2 May 2031 the bridge was closed, and we ask the council to open it again.\n")
    assert (p.title, p.date, p.kind, p.reference) == (None, None, None, None)


def test_a_date_may_stand_below_the_letter_and_tags_after_the_list() -> None:
    text = f"Statement of fishers{BODY}\nEastmere, 3 June 2031\n\n1. Ada Lind\n2. Piet Harrow"
    text += "\n\nTags: river"
    start, end = text.index("1. Ada"), text.index("\n\nTags")
    p = read(text, (start, end))
    assert p.date
    assert p.date.edtf == "2031-06-03"
    assert furniture(p) == {"Tags: river": "tag-line"}


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("12 Mill Street, Eastmere EM 1001", {"postal-address"}),
        ("P.O. Box 12, Eastmere", {"postal-address"}),
        ("Twelve people were killed in the street.", set()),
        ("12 people were killed in Mill Street", set()),
        ("The avenue was closed by the police in 2019.", set()),
        ("Note: Please find enclosed three photographs.", {"enclosure"}),
        ("Please find enclosed the photographs. Two people were killed.", {"enclosure"}),
        ("Note: two people were killed in Elmton on 3 May 2031.", set()),
        ("The bridge took many hits: 12 people were killed.", set()),
        ("Two people were killed, according to reports.", set()),
        ("We read it all at www.elm.example, and then we wrote.", set()),
        ("[www.elm.example](http://www.elm.example)", {"web-address"}),
    ],
)  # fmt: skip
def test_a_sentence_is_no_furniture(line: str, rules: set[str]) -> None:
    found = set(furniture(read(f"Statement of fishers\n\n{line}{BODY}")).values())
    assert found == rules


@pytest.mark.parametrize("top", ["", "Statement of fishers\n\n20 May 2031\n\n"])
@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        (
            "We urge you to stop the felling of trees (www.elm.example) and to plant new ones.",
            "We urge you to stop the felling of trees (www.elm.example) and to plant new ones",
        ),
        (
            "We urge you to write to office@elm.example and to plant new ones.",
            "We urge you to write to",
        ),
    ],
)
def test_a_contact_in_a_sentence_makes_no_top_of_it(top: str, sentence: str, asked: str) -> None:
    p = read(top + sentence + "\n")
    assert [r.text for r in p.requests] == [asked]
    assert (p.title.text if p.title else "") == top.partition("\n")[0]
