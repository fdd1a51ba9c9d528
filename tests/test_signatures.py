"""Signature lists: each step with pairs of text and finding, and the five seeds entry by entry.

People and bodies of the pairs are invented. ``data/seed_signatures.tsv`` holds what a reader of the
five seed documents finds in each of their 318 entries.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from appeals_rdf.extract.signatures import Layout, SignatureList, read_signatures
from appeals_rdf.extract.signatures.blocks import find_blocks
from appeals_rdf.extract.signatures.candidates import find_headed, find_marked
from appeals_rdf.extract.signatures.checks import missing_numbers
from appeals_rdf.extract.signatures.entries import cut_entries, usual_terminator
from appeals_rdf.extract.signatures.forms import ways
from appeals_rdf.extract.signatures.layouts import decide_layout
from appeals_rdf.extract.signatures.lexicon import lexicon
from appeals_rdf.extract.signatures.lines import read_lines
from appeals_rdf.extract.signatures.markers import marker_at
from appeals_rdf.extract.signatures.page import make_page
from appeals_rdf.extract.signatures.roles import concept_of, read_body, titles
from appeals_rdf.extract.signatures.shapes import Shaper
from appeals_rdf.model import Document, Flag, Mention, NameStatus, PartyType, Severity, Signature
from appeals_rdf.text import LineIndex
from appeals_rdf.vocabulary import Vocabulary, load_vocabulary

ENGLISH = load_vocabulary("en")
WORDS = lexicon(ENGLISH)
SEEDS = Path(__file__).parents[1] / "seeds" / "documents"
TABLE = Path(__file__).parent / "data" / "seed_signatures.tsv"

PROSE = (
    "We call upon the governments of the three countries to open the bridge again, to repair what "
    "was destroyed, and to compensate everybody who has lost a house in the flood of last year.\n\n"
)


def document(text: str) -> Document:
    return Document(
        id="letter",
        file="letter.txt",
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def read(text: str) -> SignatureList:
    return read_signatures(document(text), ENGLISH)


def words(mention: Mention | None) -> str | None:
    return mention.text if mention else None


def parties(found: SignatureList) -> list[tuple[str | None, str | None, str | None]]:
    return [(words(e.person), words(e.role), words(e.organization)) for e in found.entries]


# ---- the seeds ---------------------------------------------------------------------------------


def seed(name: str) -> Document:
    path = next(SEEDS.glob(f"{name}_*.txt"))
    raw = path.read_bytes()
    return Document(
        id=name, file=path.name, text=raw.decode(), sha256=hashlib.sha256(raw).hexdigest()
    )


def seed_rows() -> Iterator[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def as_row(name: str, entry: Signature) -> dict[str, str]:
    return {
        "document": name,
        "position": str(entry.position),
        "ordinal": str(entry.ordinal or ""),
        "start": str(entry.start),
        "end": str(entry.end),
        "person": words(entry.person) or "",
        "honorific": words(entry.honorific) or "",
        "role": words(entry.role) or "",
        "role_concept": entry.role_concept or "",
        "organization": words(entry.organization) or "",
        "type": entry.signatory_type.value,
        "status": entry.name_status.value,
    }


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_seed_is_read_entry_by_entry(name: str) -> None:
    expected = [row for row in seed_rows() if row["document"] == name]
    found = read_signatures(seed(name), ENGLISH)
    assert [as_row(name, entry) for entry in found.entries] == expected


@pytest.mark.parametrize(
    ("name", "layout", "entries", "missing"),
    [
        ("000", "none/person-first", 46, ()),
        ("001", "comma/body-first", 73, (7,)),
        ("002", "dash/person-first", 44, ()),
        ("003", "dash/person-first", 9, ()),
        ("004", "bodies-only", 146, ()),
    ],
)
def test_seed_layouts(name: str, layout: str, entries: int, missing: tuple[int, ...]) -> None:
    found = read_signatures(seed(name), ENGLISH)
    assert found.layouts[0].name == layout
    assert found.layouts[0].confidence > 0.9
    assert len(found.entries) == entries
    assert found.missing_ordinals == missing


def flagged(name: str, flag: Flag) -> list[int | None]:
    entries = read_signatures(seed(name), ENGLISH).entries
    return [entry.ordinal for entry in entries if flag in entry.flags]


def test_seed_flags() -> None:
    assert flagged("001", Flag.TRUNCATED_ENTRY) == [28, 37, 40, 46]
    assert flagged("001", Flag.NO_TERMINATOR) == [28, 37, 40, 46, 56]
    assert flagged("001", Flag.ENTRY_OVER_PARAGRAPHS) == [25, 41, 47]
    assert flagged("001", Flag.ORDINAL_GAP_BEFORE) == [8]
    assert flagged("001", Flag.SPLIT_INFERRED) == [71, 72]
    assert flagged("004", Flag.REPEATS_ENTRY) == [134]
    assert flagged("004", Flag.ABSENT_NAME) == [34, 41, 45, 49, 97, 102, 105, 127, 128, 139]
    # A dash separates in one of the 46 entries; elsewhere the border is inferred.
    assert len(flagged("000", Flag.SPLIT_INFERRED)) == 45
    assert read_signatures(seed("004"), ENGLISH).entries[133].repeats == 125


def test_seed_blocks_leave_headings_in_and_tags_out() -> None:
    for name, first, last in [
        ("000", "1. Rauf Zeyni", "(ISBAM)"),
        ("001", "Signed by:", "Verdiyeva."),
        ("002", "**NGO Representatives:**", "Public Union"),
        ("003", "Signed by:", "Azerbaijan."),
        ("004", "1. Coordination", "Thailand"),
    ]:
        text = seed(name).text
        (block,) = read_signatures(seed(name), ENGLISH).blocks
        assert text[slice(*block)].startswith(first)
        assert text[slice(*block)].endswith(last)


# ---- the steps ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "style", "number", "rest"),
    [
        ("12. Elm Union", "1.", 12, "Elm Union"),
        ("12.Elm Union", "1.", 12, "Elm Union"),
        ('7."Elm" Union', "1.", 7, '"Elm" Union'),
        ("12) Elm Union", "1)", 12, "Elm Union"),
        ("(12) Elm Union", "(1)", 12, "Elm Union"),
        ("[12] Elm Union", "[1]", 12, "Elm Union"),
        ("12 – Elm Union", "1 -", 12, "Elm Union"),
        ("• Elm Union", "bullet", None, "Elm Union"),
    ],
)
def test_markers(line: str, style: str, number: int | None, rest: str) -> None:
    marker = marker_at(line, 0, len(line))
    assert marker is not None
    assert (marker.style, marker.number, line[marker.end :]) == (style, number, rest)


@pytest.mark.parametrize(
    "line",
    ["08.10.2020", "05/20", "(555 12) 5550126", "[1](https://example.org)", "Elm", "1984", ""],
)
def test_dates_telephones_and_links_are_no_markers(line: str) -> None:
    assert marker_at(line, 0, len(line)) is None


def test_lines_end_as_editors_end_them() -> None:
    text = "a\r\n\r\n b\u00a0\rc\u2028d\n"
    found = [(text[line.start : line.end], line.after_blank) for line in read_lines(text)]
    assert found == [("a", True), ("b", True), ("c\u2028d", False)]


@pytest.mark.parametrize(
    ("words_", "letters"),
    [
        ("Ada Lind – “Elm” Union, director", "NN-QB,R"),
        ("A. B. Lind", "IIN"),
        ("Jan van der Meer", "NPPN"),
        ("Istanbul- Azerbaijan Culture House", "N-GTT"),  # a dash with one space may separate
        ("TADDEF-Ankara Club", "NB"),  # a hyphen inside a word does not
        ("Ethno-Cultural Hanson-Young Turkey-Ural", "TNG"),
        ("Women's Workers' Union (Elm, Ash)", "TTBK"),
        ("“Elm” Youth center” association", "QTBxB"),  # a quotation mark without its pair
        ("AGİH 75th", "Ad"),
    ],
)
def test_shapes(words_: str, letters: str) -> None:
    assert Shaper(words_, WORDS).shape(0, len(words_)).letters == letters


@pytest.mark.parametrize(
    ("words_", "count"),
    [
        ("Ms. Ada Lind", 1),
        ("Prof. Dr. Ada Lind", 2),
        ("Senator Ada Lind", 1),
        ("Justice Network", 0),  # a word of a body's name, not a judge
        ("General Union of Weavers", 0),
        ("Dr", 0),
        ("Prof. em. Dr. h.c. Ada Lind", 4),
        ("Prof. i. R. Ada Lind", 3),
        ("Dr. A. B. Lind", 1),  # initials belong to the name
    ],
)
def test_honorifics(words_: str, count: int) -> None:
    shaper = Shaper(words_, WORDS)
    assert titles(shaper.fine(0, len(words_)), shaper) == count


@pytest.mark.parametrize(
    ("words_", "role", "concept", "body"),
    [
        ('Chairman of the "Elm" Union', "Chairman", "chairperson", '"Elm" Union'),
        ("Head of “Elm” Fund", "Head", "head", "“Elm” Fund"),
        ("director, Elm Union", "director", "director", "Elm Union"),
        ("CEO Elm Works", "CEO", "director", "Elm Works"),
        ("Deputy Chairman of the Elm Union", "Deputy Chairman", "chairperson", "Elm Union"),
        ("member of the board", "member of the board", "board-member", None),
        ("freelance journalist", "freelance journalist", "other-role", None),
        # An organ signs in its own name, a body's name may begin with a role's word.
        ("Board of the Elm Council", None, None, "Board of the Elm Council"),
        ("Head Start Fund", None, None, "Head Start Fund"),
        ("“Journalist Expert Center” Union", None, None, "“Journalist Expert Center” Union"),
    ],
)
def test_roles_and_bodies(
    words_: str, role: str | None, concept: str | None, body: str | None
) -> None:
    shaper = Shaper(words_, WORDS)
    found = read_body(shaper.shape(0, len(words_)), shaper)
    assert (words_[slice(*found.role)] if found.role else None) == role
    assert (words_[slice(*found.organization)] if found.organization else None) == body
    assert found.concept == concept


def test_role_concepts_go_by_the_longest_known_words() -> None:
    assert concept_of("Secretary General", WORDS) == "secretary-general"
    assert concept_of("founder", WORDS) == "other-role"
    assert concept_of("human rights lawyer", WORDS) == "other-role"


@pytest.mark.parametrize(
    ("form", "entry", "person"),
    [
        ("dash/person-first", "Ada Lind – Elm Union", "Ada Lind"),
        ("dash/body-first", "Elm - Ash Union - Ada Lind", "Ada Lind"),
        ("comma/person-first", "Ada Lind, Elm, Ash Union", "Ada Lind"),
        ("comma/body-first", "Elm, Ash Union, Ada Lind", "Ada Lind"),
        ("brackets/person-first", "Ada Lind (Elm Union)", "Ada Lind"),
        ("brackets/body-first", "Elm Union (Ada Lind)", "Ada Lind"),
        ("stroke/person-first", "Ada Lind / poet", "Ada Lind"),
        ("bar/person-first", "Ada Lind | Elm Union", "Ada Lind"),
        ("colon/role-first", "President: Ada Lind", "Ada Lind"),
        ("colon/person-first", "Ada Lind: Elm Union", "Ada Lind"),
        ("bold/person-first", "**Ada Lind** poet", "Ada Lind"),
        ("cell-3/person-there", "7\tElm Union\tAda Lind", "Ada Lind"),
        ("none/person-first", "Ada Lind director of the Elm Union", "Ada Lind"),
        ("persons-only", "Prof. Dr. Ada Lind", "Ada Lind"),
    ],
)
def test_the_likeliest_way_to_read_an_entry(form: str, entry: str, person: str) -> None:
    shape = Shaper(entry, WORDS).fine(0, len(entry))
    way = ways(shape.letters)[0]
    assert way.form == form
    assert entry[slice(*shape.span(*way.people[0]))] == person


def layout_of(*entries: str) -> Layout:
    text = "\n".join(entries)
    shaper = Shaper(text, WORDS)
    lines = read_lines(text)
    return decide_layout([shaper.fine(line.start, line.end) for line in lines], shaper)


def test_one_odd_entry_does_not_mislead() -> None:
    odd = layout_of("Elm, Ash Union, Ada Lind", "“Oak” Union, Cy Moor", "Ida Berg, Yew Society")
    assert odd.name == "comma/body-first"
    assert odd.evidence[0] == ("layout", "comma/body-first", 2)


@pytest.mark.parametrize(
    ("entries", "layout"),
    [
        (("Ada Lind", "Cy Moor", "Ida B. Berg"), "persons-only"),
        (("Elm Union", "Oak Society", "Yew and Ash Council"), "bodies-only"),
        (("Ada Lind", "Cy Moor", "Ida Berg, Elm Union"), "comma/person-first"),
        (
            ("Ada Lind Elm Public Union", "Cy Moor “Oak” Fund", "Ida Berg Rights Society of Ulm"),
            "none/person-first",
        ),
        (
            ("Elm Public Union Ada Lind", "“Oak” Fund Cy Moor", "Yew Society Ida Berg"),
            "none/body-first",
        ),
    ],
)
def test_layouts(entries: tuple[str, ...], layout: str) -> None:
    assert layout_of(*entries).name == layout


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("Ada Lindova", "Cy Moorov", "Ida Bergzade"), "given-first"),
        (("Lindova Ada", "Moorov Cy", "Bergzade Ida"), "surname-first"),
        (("Lindova Ada", "Cy Moorov", "Bergzade Ida", "Una Yewova"), "mixed"),
        (("Ada Lind", "Cy Moor", "Ida Berg"), "unknown"),
    ],
)
def test_name_order_is_told_by_endings(names: tuple[str, ...], order: str) -> None:
    assert layout_of(*names).name_order == order


def cut(text: str) -> tuple[list[str], str]:
    page, shaper = make_page(text, WORDS), Shaper(text, WORDS)
    candidate = (find_marked(page, shaper) or find_headed(page, shaper))[0]
    entries, _ = cut_entries(page, candidate, shaper)
    return [text[entry.start : entry.end] for entry in entries], usual_terminator(entries)


@pytest.mark.parametrize(
    ("text", "entries", "terminator"),
    [
        ("1. Elm Union;\n2. Ash Union .\n", ["1. Elm Union", "2. Ash Union"], ";"),
        # Several on a line; a number in a name is none of the list's.
        (
            "1. Elm School 9. Ulm; 2.Ash Union;\n3. Oak Union",
            ["1. Elm School 9. Ulm", "2.Ash Union", "3. Oak Union"],
            ";",
        ),
        # Without ";" only the next number counts, and only where no line begins with it.
        ("1. Elm Union 2. Ash Union", ["1. Elm Union", "2. Ash Union"], ""),
        ("1. Elm School 2. Ulm\n2. Ash", ["1. Elm School 2. Ulm", "2. Ash"], ""),
        # The person alone in the next paragraph.
        (
            "1. Elm Union,\n\nAda Lind;\n\n2. Ash Union, Cy Moor;",
            ["1. Elm Union,\n\nAda Lind", "2. Ash Union, Cy Moor"],
            ";",
        ),
        (
            "1. Elm Inc.\n2. Ash e.V.\n3. Oak Union.",
            ["1. Elm Inc.", "2. Ash e.V.", "3. Oak Union"],
            "",
        ),
        ("Signed by: Ada Lind; Cy Moor.", ["Ada Lind", "Cy Moor"], ";"),
        ("Signed by:\n\nAda Lind\nCy Moor", ["Ada Lind", "Cy Moor"], ""),
        # Wrapped paragraphs, of which only the ends are terminated.
        (
            "Signed by:\n\nAda Lind – Elm\nUnion;\n\nCy Moor – Ash\nUnion.",
            ["Ada Lind – Elm\nUnion", "Cy Moor – Ash\nUnion"],
            ";",
        ),
    ],
)
def test_cutting(text: str, entries: list[str], terminator: str) -> None:
    assert cut(text) == (entries, terminator)


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([1, 2, 4], (3,)),
        ([2, 3], (1,)),
        ([40, 41, 43], (42,)),  # a list that goes on from another page
        ([1, 1, 1], ()),
        ([None, None], ()),
    ],
)
def test_missing_numbers(numbers: list[int | None], missing: tuple[int, ...]) -> None:
    assert missing_numbers(numbers) == missing


# ---- finding the list --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        PROSE,
        # Numbered points of an agreement, of which none is a party.
        PROSE + "1. To open the bridge for all;\n2. To repair the houses;\n3. To pay for it.\n",
        "Signed by:\n",
        "Signed by:\n\n" + PROSE,
    ],
)
def test_a_letter_without_a_list(text: str) -> None:
    assert read(text) == SignatureList()


def test_points_in_the_body_are_no_entries() -> None:
    points = "1. To open the bridge;\n\n2. To repair the houses that were lost;\n\n"
    found = read(
        PROSE + points + PROSE + "Signed by:\n\n1. Elm Union, Ada Lind;\n2. Ash Fund, Cy Moor."
    )
    assert [entry.ordinal for entry in found.entries] == [1, 2]
    assert parties(found)[0] == ("Ada Lind", None, "Elm Union")


@pytest.mark.parametrize("tag", ["More about: Ulm \u00a0 Bern", "-----", "Tags: Ulm", "# Ulm"])
def test_what_stands_after_the_list_is_left_out(tag: str) -> None:
    found = read(f"{PROSE}1. Elm Union\n2. Ash Union\n3. Oak Union\n\n{tag}")
    assert [words(entry.organization) for entry in found.entries] == [
        "Elm Union",
        "Ash Union",
        "Oak Union",
    ]
    assert found.problems == ()


def test_a_line_after_a_list_that_ended_with_a_full_stop_is_left_out() -> None:
    found = read(
        "Signed by:\n\nAda Lind – Elm Union;\n\nCy Moor – Ash Union;\n\n"
        "Ida Berg – Oak Fund.\n\nUpper Ulm"
    )
    assert [words(entry.person) for entry in found.entries] == ["Ada Lind", "Cy Moor", "Ida Berg"]


def test_groups_that_begin_at_one_again_are_one_list() -> None:
    found = read("Signed by:\n1. Elm Union\n2. Ash Union\n\nGermany\n1. Oak Union\n2. Yew Union\n")
    assert [(entry.position, entry.ordinal) for entry in found.entries] == [
        (1, 1),
        (2, 2),
        (3, 1),
        (4, 2),
    ]
    assert len(found.blocks) == 2
    assert found.missing_ordinals == ()


def test_the_evidence_for_a_block_can_be_shown() -> None:
    text = "Signed by:\n1. Elm Union\n2. Ash Union\n3. Oak Union"
    (block,) = find_blocks(make_page(text, WORDS), Shaper(text, WORDS)).signed
    assert ("a heading or a sentence announces it", 1.0) in block.found
    assert block.weight == 8.0


# ---- reading entries ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (
            "1. Ada Lind – “Elm” Union\n2. Cy Moor - Ash Fund\n"
            "3. Ida Berg –Oak Club, board member.",
            [
                ("Ada Lind", None, "“Elm” Union"),
                ("Cy Moor", None, "Ash Fund"),
                ("Ida Berg", "board member", "Oak Club"),
            ],
            "dashes of every kind, a role after the body",
        ),
        (
            '1."Elm, Ash" PU, Lind Ada; 2.Oak and Yew, Fir Society, Moor Cy;\n'
            "3.Ivy Fund, Berg Ida.",
            [
                ("Lind Ada", None, '"Elm, Ash" PU'),
                ("Moor Cy", None, "Oak and Yew, Fir Society"),
                ("Berg Ida", None, "Ivy Fund"),
            ],
            "the person follows the last comma",
        ),
        (
            "(1) Ada Lind (Elm Union)\n(2) Cy Moor (director, Ash Fund)\n(3) Ida Berg (Oak Club)",
            [
                ("Ada Lind", None, "Elm Union"),
                ("Cy Moor", "director", "Ash Fund"),
                ("Ida Berg", None, "Oak Club"),
            ],
            "a body in brackets",
        ),
        (
            "1) Elm Union (Ada Lind)\n2) Ash Fund (Cy Moor)\n3) Oak Club (Ida Berg)",
            [
                ("Ada Lind", None, "Elm Union"),
                ("Cy Moor", None, "Ash Fund"),
                ("Ida Berg", None, "Oak Club"),
            ],
            "a person in brackets",
        ),
        (
            "1. Ada Lind Elm Public Union\n2. Cy Moor\u00a0–\u00a0Ash Fund\n"
            "3. Ida Berg “Oak” Club\n"
            "4. Una Fay D.Moss Society for the Blind\n5. Jan van Dorn Rights Union of Ulm",
            [
                ("Ada Lind", None, "Elm Public Union"),
                ("Cy Moor", None, "Ash Fund"),
                ("Ida Berg", None, "“Oak” Club"),
                ("Una Fay", None, "D.Moss Society for the Blind"),
                ("Jan van Dorn", None, "Rights Union of Ulm"),
            ],
            "nothing separates: names have two words in this list",
        ),
        (
            "1. Elm Union\n2. Ulm - Bern House of Culture\n3. Ash Society- Cy Moor.\n"
            "4. Oak Council\n"
            "5. Yew University, Student Club",
            [
                (None, None, "Elm Union"),
                (None, None, "Ulm - Bern House of Culture"),
                ("Cy Moor", None, "Ash Society"),
                (None, None, "Oak Council"),
                (None, None, "Yew University, Student Club"),
            ],
            "a hyphen separates only where a person stands beside it",
        ),
        (
            "Signed by:\n\nAda Lind, journalist\nCy Moor, Ash Fund, Norway\nElm Union\nIda Berg",
            [
                ("Ada Lind", "journalist", None),
                ("Cy Moor", None, "Ash Fund"),
                (None, None, "Elm Union"),
                ("Ida Berg", None, None),
            ],
            "people with and without a body, and a body, in one list",
        ),
        (
            "1. Elm Union, Ada Lind;\n2. Ash Public Union Cy Moor;\n3. Oak Club, Ida Berg;",
            [
                ("Ada Lind", None, "Elm Union"),
                ("Cy Moor", None, "Ash Public Union"),
                ("Ida Berg", None, "Oak Club"),
            ],
            "a comma left out in one entry",
        ),
    ],
)
def test_reading(
    text: str, expected: list[tuple[str | None, str | None, str | None]], why: str
) -> None:
    assert parties(read(text)) == expected, why


def test_honorifics_are_kept_apart() -> None:
    found = read("Signed by:\n\nMs. Ada Lind – Elm Union;\n\nProf. Dr. Cy Moor - “Ash” Fund.")
    assert [(words(e.honorific), words(e.person)) for e in found.entries] == [
        ("Ms.", "Ada Lind"),
        ("Prof. Dr.", "Cy Moor"),
    ]


def test_offices_and_collectives() -> None:
    found = read(
        '1. Elm Union\n2. Chairman of the Ash Culture, Art and Law Union\n3. Head of "Oak" Club\n'
        "4. Greeks living in Malta\n5. Council of Greeks living in Malta\n6. Board of the Yew Fund"
    )
    office, head = found.entries[1], found.entries[2]
    assert (words(office.role), words(office.organization)) == (
        "Chairman",
        "Ash Culture, Art and Law Union",
    )
    assert office.name_status is NameStatus.ABSENT
    assert office.person is None
    assert (head.role_concept, office.role_concept) == ("head", "chairperson")
    assert [entry.signatory_type for entry in found.entries] == [
        PartyType.ORGANIZATION,
        PartyType.OFFICE,
        PartyType.OFFICE,
        PartyType.COLLECTIVE,
        PartyType.ORGANIZATION,
        PartyType.ORGANIZATION,
    ]


def test_a_country_after_the_body_is_a_place() -> None:
    found = read("1. Ada Lind (Norway)\n2. Cy Moor (Ash Fund)\n3. Ida Berg (South Korea)")
    assert [(words(e.place), words(e.organization)) for e in found.entries] == [
        ("Norway", None),
        (None, "Ash Fund"),
        (None, "South Korea"),  # "South" is of bodies too: kept whole
    ]


CUT = (
    "Signed by:\n\n1. Elm Union, Ada Lind;\n\n2. Ash Union, Moor\n\n\n4. Oak Union, Ida Berg\n\n"
    "5. Yew Union, Una Fay;\n\n6. Elm  Union, Ada Lind;\n\n7. Fir Union, Jo Wood;\n\n"
    "8. Ivy Union, Mia Stone."
)


def test_cut_missing_and_repeated_entries_are_flagged() -> None:
    found = read(CUT)
    assert [entry.flags for entry in found.entries] == [
        (),
        (Flag.TRUNCATED_ENTRY, Flag.NO_TERMINATOR),
        (Flag.NO_TERMINATOR, Flag.ORDINAL_GAP_BEFORE),
        (),
        (Flag.REPEATS_ENTRY,),
        (),
        (),
    ]
    cut_entry = found.entries[1]
    assert words(cut_entry.person) == "Moor"
    assert cut_entry.name_status is NameStatus.TRUNCATED
    assert found.missing_ordinals == (3,)
    assert found.entries[4].repeats == 1


def test_problems_tell_the_place_and_the_words() -> None:
    problems = read(CUT).problems
    assert [(p.code, p.line, p.column) for p in problems if p.severity is Severity.WARNING] == [
        ("truncated-entry", 5, 1),
        ("ordinal-gap", 8, 1),
        ("repeated-entry", 12, 1),
    ]
    assert problems[0].words == "2. Ash Union, Moor"
    assert problems[0].file == "letter.txt"
    index = LineIndex(CUT)
    assert index.position(CUT.index("2. Ash")) == (5, 1)


def test_a_line_between_entries_is_reported_and_not_lost() -> None:
    text = "1. Elm Union;\n2. Ash Union;\n\nAda Lind of Ulm\n\n3. Oak Union;"
    found = read(text)
    assert [(p.code, p.words) for p in found.problems] == [("stray-line", "Ada Lind of Ulm")]
    assert ("flagged", "a line between entries") in [(x.status, x.reason) for x in found.ledger]


def test_a_number_without_an_entry_is_reported() -> None:
    found = read("1. Elm Union\n2.\n3. Oak Union\n4. Yew Union")
    # The number takes the next line's words only where that line has no number of its own.
    assert [entry.ordinal for entry in found.entries] == [1, 3, 4]
    assert [problem.code for problem in found.problems] == ["stray-line", "ordinal-gap"]


def test_numbers_that_fall_are_reported() -> None:
    found = read("1. Elm Union\n2. Ash Union\n2. Oak Union\n3. Yew Union")
    assert [(p.code, p.line) for p in found.problems] == [("ordinal-order", 3)]


def test_the_ledger_names_every_stretch() -> None:
    text = "Signed by:\n1. Elm Union;\n3. Ash Union;\n4. Oak Union;"
    ledger = read(text).ledger
    assert [(text[x.start : x.end], x.status, x.reason) for x in ledger] == [
        ("Signed by:", "ignored", "heading"),
        ("\n", "ignored", "white space"),
        ("1. Elm Union", "parsed", "entry 1"),
        (";\n", "flagged", "no entry is printed with the number 2"),
        ("3. Ash Union", "parsed", "entry 2"),
        (";\n", "ignored", "terminator"),
        ("4. Oak Union", "parsed", "entry 3"),
        (";", "ignored", "terminator"),
    ]


def test_confidence_falls_with_the_evidence() -> None:
    found = read(
        "1. Ada Lind – Elm Union\n2. Cy Moor – Ashes\n3. Oro – Oakes\n4. Ida Berg – Yew Fund"
    )
    clean, one_side, neither, _ = (entry.confidence for entry in found.entries)
    assert clean > one_side > neither
    (first, *_) = read(
        "1. Ada Lind Elm Public Union\n2. Cy Moor Ash Law Fund\n3. Ida Berg “Oak” Club"
    ).entries
    assert first.confidence < neither + 0.1 < 1


def test_another_vocabulary_needs_no_code() -> None:
    german = Vocabulary(
        "x-test",
        {
            "signature_headings": ["unterzeichnet"],
            "body_words": ["verein"],
            "roles": {"chairperson": ["vorsitzende"]},
            "honorifics": ["frau"],
        },
    )
    text = "Unterzeichnet:\n\nFrau Ada Lind, Vorsitzende, Verein Ulme\nCy Moor, Verein Esche"
    found = read_signatures(document(text), german)
    assert parties(found) == [
        ("Ada Lind", "Vorsitzende", "Verein Ulme"),
        ("Cy Moor", None, "Verein Esche"),
    ]
