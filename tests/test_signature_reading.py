"""How entries are read: lists of many layouts and languages, with what each entry says.

People and bodies are invented. A row gives an entry, its people, its body, and, where it matters,
its role and place.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from appeals_rdf.extract.signatures.details import part
from appeals_rdf.extract.signatures.entries import Entry
from appeals_rdf.extract.signatures.fields import FieldKind, cut_fields, judge
from appeals_rdf.extract.signatures.layouts import Layout, decide_layout
from appeals_rdf.extract.signatures.lexicon import KINDS, ROUGH, lexicon
from appeals_rdf.extract.signatures.names import EVIDENCE, find_name, weigh, why
from appeals_rdf.extract.signatures.reading import (
    CONFIDENCE,
    Reading,
    core_of,
    is_acronym,
    read_entries,
)
from appeals_rdf.extract.signatures.shapes import Shaper
from appeals_rdf.model import PartyType
from appeals_rdf.text import squeeze
from appeals_rdf.vocabulary import given_names, languages, load_vocabulary, some_sections


class Row(NamedTuple):
    """An entry and what is expected of it; "" is what is not looked at, None what is not there."""

    entry: str
    people: tuple[str, ...]
    body: str | None = None
    role: str | None = ""
    place: str | None = ""


def one(entry: str, person: str, body: str | None = None, role: str = "", place: str = "") -> Row:
    return Row(entry, (person,), body, role, place)


def none(entry: str) -> Row:
    """An entry that names one body and nothing else."""
    return Row(entry, (), entry)


def read(
    entries: list[str],
    language: str = "en",
    strong: tuple[tuple[int, int], ...] = (),
    labels: tuple[str | None, ...] = (),
) -> tuple[str, list[Reading], Layout]:
    text = "\n\n".join(entries)
    shaper = Shaper(text, lexicon(load_vocabulary(language)), strong)
    cut = []
    at = 0
    for entry in entries:
        cut.append(Entry(at, at, at + len(entry), None))
        at += len(entry) + 2
    cores = [core_of(entry, shaper) for entry in cut]
    layout = decide_layout([core.shape for core in cores], shaper)
    return text, read_entries(cut, cores, layout, shaper, labels), layout


def check(rows: list[Row], language: str = "en") -> None:
    text, readings, layout = read([row.entry for row in rows], language)
    for row, reading in zip(rows, readings, strict=True):

        def said(span: tuple[int, int] | None) -> str | None:
            return text[slice(*span)] if span else None

        people = [reading.person] if reading.person else []
        people += [span for span, _ in reading.others]
        found = Row(
            row.entry,
            tuple(text[slice(*span)] for span in people),
            said(reading.organization),
            said(reading.role) if row.role != "" else "",
            said(reading.place) if row.place != "" else "",
        )
        assert found == row, f"{reading.how}; {layout.evidence}"


LISTS: dict[str, tuple[str, list[Row]]] = {
    "Name, role, Body, Place in every part": (
        "en",
        [
            one("Ada Lind, poet, Elm Union, Berlin", "Ada Lind", "Elm Union", "poet", "Berlin"),
            one("Bo Moor, director of the Oak Society", "Bo Moor", "Oak Society", "director"),
            one("Dr Cy Ash, Professor of Law, Elm University", "Cy Ash", "Elm University"),
            one("Ida Berg, poet and translator", "Ida Berg", None, "poet and translator"),
            one(
                "Mia Stone, Executive Director, Yew International", "Mia Stone", "Yew International"
            ),
            one("Max Frost, Norway", "Max Frost", None, place="Norway"),
            one("Sue Marsh", "Sue Marsh"),
            one("Tom Reed, Herpetologist", "Tom Reed", None, "Herpetologist"),
            none("Elm Union"),
        ],
    ),
    "Name (…)": (
        "en",
        [
            one("Ada Lind (Elm Union)", "Ada Lind", "Elm Union"),
            one("Bo Moor (Director Elmsoft)", "Bo Moor", "Elmsoft", "Director"),
            one("Cy Ash (director, Ash Fund)", "Cy Ash", "Ash Fund", "director"),
            one("Ida Berg (Norway)", "Ida Berg", None, place="Norway"),
            one("Max Frost (poet)", "Max Frost", None, "poet"),
        ],
    ),
    "Body (Name, role)": (
        "en",
        [
            one("Elm Union (Ada Lind, president)", "Ada Lind", "Elm Union", "president"),
            one("Oak Society (Bo Moor, chair)", "Bo Moor", "Oak Society", "chair"),
            one("Ash Fund (Ida Berg)", "Ida Berg", "Ash Fund"),
        ],
    ),
    "Body: Name": (
        "en",
        [
            one("Elm Union: Ada Lind", "Ada Lind", "Elm Union"),
            one("Oak Society: Bo Moor", "Bo Moor", "Oak Society"),
            one("Ash Fund: Ida Berg", "Ida Berg", "Ash Fund"),
        ],
    ),
    "Name / role": (
        "en",
        [
            one("Ada Lind / poet", "Ada Lind", None, "poet"),
            one("Bo Moor / teacher", "Bo Moor", None, "teacher"),
            one("Ida Berg / Elm Union", "Ida Berg", "Elm Union"),
        ],
    ),
    "Name role Body": (
        "en",
        [
            one("Ada Lind director Elm Union", "Ada Lind", "Elm Union", "director"),
            one("Bo Moor chair of the Oak Society", "Bo Moor", "Oak Society", "chair"),
            one("Ida Berg poet", "Ida Berg", None, "poet"),
        ],
    ),
    "**Name** role": (
        "en",
        [
            one("**Ada Lind** poet and translator", "Ada Lind", None, "poet and translator"),
            one("**Bo Moor** Director of the Elm Institute", "Bo Moor", "Elm Institute"),
            one("**Cy Ash**, Oak Union", "Cy Ash", "Oak Union"),
            one("**Elmfan** (@elmfan)", "Elmfan"),
        ],
    ),
    "a table": (
        "en",
        [
            one("1\tElm Union\tAda Lind\tpresident", "Ada Lind", "Elm Union", "president"),
            one("2\tOak Society\tBo Moor\tchair", "Bo Moor", "Oak Society", "chair"),
            one("3\tAshworks\tIda Berg\tpoet", "Ida Berg", "Ashworks", "poet"),
        ],
    ),
    "cards of several lines": (
        "en",
        [
            one("Ada Lind\nDirector\nElm Union", "Ada Lind", "Elm Union", "Director"),
            one("Bo Moor\nPoet", "Bo Moor", None, "Poet"),
            one("Dr. Ida Berg\nProfessor of Law\nOak University", "Ida Berg", "Oak University"),
        ],
    ),
    "Surname, Given name": (
        "en",
        [
            one("LIND, Ada, Elm Union", "LIND, Ada", "Elm Union"),
            one("MOOR, Ben, Oak Society", "MOOR, Ben", "Oak Society"),
            one("BERG, Ida", "BERG, Ida"),
        ],
    ),
    "several people": (
        "en",
        [
            Row(
                "Ada Lind, Ben Moor and Ida Ash (Directors Elmsoft)",
                ("Ada Lind", "Ben Moor", "Ida Ash"),
                "Elmsoft",
                "Directors",
            ),
            Row("Ada and Ben Lind, Elm Union", ("Ada", "Ben Lind"), "Elm Union"),
            one("Ida Moor, Ash Society", "Ida Moor", "Ash Society"),
        ],
    ),
    "bodies of every kind": (
        "en",
        [
            none("ABE – Association of Blue Elms"),
            none("Association of Blue Elms (ABE)"),
            none("Elm Watch"),
            none("Article 7"),
            none("Oak Union - Branch North"),
            none("Amis de l'Orme"),
            none("Ash International"),
            none("Elms without Borders"),
        ],
    ),
    "names of every form": (
        "en",
        [
            one("Jean-Paul d'Orme, Elm Trust", "Jean-Paul d'Orme", "Elm Trust"),
            one("J. K. Berg, PhD, Oak College", "J. K. Berg", "Oak College"),
            one("María-José Lind-Moor", "María-José Lind-Moor"),
            one(
                "Hans-Peter von und zu Elm, Yew Society", "Hans-Peter von und zu Elm", "Yew Society"
            ),
            one("Ada LIND, Elm Union", "Ada LIND", "Elm Union"),
            one("M. Lind, Elm Union", "M. Lind", "Elm Union"),
            one("Prof. Dr. Ada B. Lind, Elm Union", "Ada B. Lind", "Elm Union"),
            one("[Ida Berg](https://example.org), Elm Union", "Ida Berg", "Elm Union"),
        ],
    ),
    "French": (
        "fr",
        [
            one("Adèle Lind, présidente de l'Union des Ormes", "Adèle Lind", "Union des Ormes"),
            one(
                "Benoît Moor, directeur du Centre Frêne", "Benoît Moor", "Centre Frêne", "directeur"
            ),
            one("Claire Ash, journaliste", "Claire Ash", None, "journaliste"),
            none("Association des Amis de l'Orme"),
            one("Anne Saule (PDG Saulesoft)", "Anne Saule", "Saulesoft", "PDG"),
            Row(
                "Paul Lind et Zoé Moor (co-gérants Frênesoft)",
                ("Paul Lind", "Zoé Moor"),
                "Frênesoft",
                "co-gérants",
            ),
        ],
    ),
    "Spanish": (
        "es",
        [
            one(
                "Ana Olmo, presidenta del Instituto Olmo",
                "Ana Olmo",
                "Instituto Olmo",
                "presidenta",
            ),
            one("Bruno Roble, investigador doctoral del IOL", "Bruno Roble", "IOL"),
            one(
                "Carmen Haya, escritora y traductora", "Carmen Haya", None, "escritora y traductora"
            ),
            none("Fundación Fresno"),
            one("Diego Sauce - Sindicato de Jardineros", "Diego Sauce", "Sindicato de Jardineros"),
            one("Dr. Elías Tilo, Universidad de Olmedal", "Elías Tilo", "Universidad de Olmedal"),
        ],
    ),
    "Portuguese": (
        "pt",
        [
            one(
                "Ana Olmo, diretora de formação da Fundação Olmo",
                "Ana Olmo",
                "Fundação Olmo",
                "diretora de formação",
            ),
            one(
                "Bento Carvalho, cientista político e professor da Universidade do Olmo",
                "Bento Carvalho",
                "Universidade do Olmo",
                "cientista político e professor",
            ),
            none("UEO – União dos Estudantes do Olmo"),
            none("Movimento dos Amigos do Freixo"),
            one("Carla Faia, advogada", "Carla Faia", None, "advogada"),
        ],
    ),
    "Italian": (
        "it",
        [
            one("Anna Olmo, presidente dell'Unione Olmi", "Anna Olmo", "Unione Olmi", "presidente"),
            one(
                "Dott.ssa Bianca Faggio (Università di Olmeto)",
                "Bianca Faggio",
                "Università di Olmeto",
            ),
            none("Associazione Amici dell'Olmo"),
            one("Dario Salice (MI)", "Dario Salice", None, place="MI"),
        ],
    ),
    "German": (
        "de",
        [
            one(
                "Prof. Dr. med. Anna Ulme, Universität Eschenstadt",
                "Anna Ulme",
                "Universität Eschenstadt",
            ),
            one(
                "Bernd Esche, Vorsitzender des Ulmen e.V.",
                "Bernd Esche",
                "Ulmen e.V.",
                "Vorsitzender",
            ),
            one("Clara Linde, Schriftstellerin", "Clara Linde", None, "Schriftstellerin"),
            none("Verein der Freunde der Eiche"),
            one("Jan van der Linde, Berlin", "Jan van der Linde", None, place="Berlin"),
        ],
    ),
    "Russian": (
        "ru",
        [
            one(
                "Иванов Пётр Ильич, профессор, Ольховский университет",
                "Иванов Пётр Ильич",
                "Ольховский университет",
                "профессор",
            ),
            one("А. Б. Ольхов, к.и.н., Институт ольхи", "А. Б. Ольхов", "Институт ольхи"),
            one("Мария Липова, председатель Союза Ольхи", "Мария Липова", "Союза Ольхи"),
            none("Союз друзей липы"),
            one("Анна Вязова — поэт", "Анна Вязова", None, "поэт"),
        ],
    ),
    "Turkish": (
        "tr",
        [
            one("Prof. Dr. Ayşe Karaağaç, Meşe Üniversitesi", "Ayşe Karaağaç", "Meşe Üniversitesi"),
            one("Mehmet Çınar, Çınar Derneği Başkanı", "Mehmet Çınar", "Çınar Derneği", "Başkanı"),
            none("Ihlamur Dostları Derneği"),
            one("Zeynep Söğüt, yazar", "Zeynep Söğüt", None, "yazar"),
        ],
    ),
    "Azerbaijani": (
        "az",
        [
            one("Nigar Çinar, jurnalist", "Nigar Çinar", None, "jurnalist"),
            none("Cökə Dostları İctimai Birliyi"),
            one("Məmmədov Rəşad Əli oğlu", "Məmmədov Rəşad Əli oğlu"),
        ],
    ),
    "Chinese": (
        "zh",
        [
            one("王榆（香港榆樹大學客座教授）", "王榆", "香港榆樹大學", "客座教授"),
            one("李\u3000松", "李\u3000松"),
            none("榆樹協會"),
            one("陳柏生，柏樹研究所所長", "陳柏生", "柏樹研究所", "所長"),
            one("張梅（已退休）", "張梅"),
        ],
    ),
    "a role that only its list tells": (
        "es",
        [
            one("Ana Olmo, directora", "Ana Olmo", None, "directora"),
            one("Luis Fresno, maestra", "Luis Fresno", None, "maestra"),
            one("Carmen Roble, Farolera", "Carmen Roble", None, "Farolera"),
            one("Pablo Haya, presidenta", "Pablo Haya", None, "presidenta"),
            one("Elena Tilo, secretaria", "Elena Tilo", None, "secretaria"),
        ],
    ),
    "role of body, the role unknown": (
        "en",
        [
            one("Ada Lind, chair of the Elm Union", "Ada Lind", "Elm Union", "chair"),
            one("Bo Moor, director of the Oak Society", "Bo Moor", "Oak Society", "director"),
            one("Carl Ash, Elmwright of the Ash Union", "Carl Ash", "Ash Union", "Elmwright"),
            one("Ida Berg, elmwright of the Oak Fund", "Ida Berg", "Oak Fund", "elmwright"),
            one("Max Frost, President of the Elm Club", "Max Frost", "Elm Club", "President"),
        ],
    ),
    "role and body without a link": (
        "ru",
        [
            one("Анна Липова – директор Института чтения", "Анна Липова", "Института чтения"),
            one(
                "Иван Дубов – смотритель Фонда «Тополь»",
                "Иван Дубов",
                "Фонда «Тополь»",
                "смотритель",
            ),
            one(
                "Мария Вязова – Ткачиха Союза «Ясень»",
                "Мария Вязова",
                "Союза «Ясень»",
                "Ткачиха",
            ),
            one("Олег Клёнов – член Союза «Ясень»", "Олег Клёнов", "Союза «Ясень»", "член"),
            one(
                "Вера Буковская к.и.н. – секретарь Фонда «Тополь»",
                "Вера Буковская",
                "Фонда «Тополь»",
                "секретарь",
            ),
        ],
    ),
    "a role after its body": (
        "tr",
        [
            one(
                "Ayşe Çınar, Karaağaç Derneği Başkanı", "Ayşe Çınar", "Karaağaç Derneği", "Başkanı"
            ),
            one("Mehmet Meşe, Mavi Ceviz Müdürü", "Mehmet Meşe", "Mavi Ceviz", "Müdürü"),
            one("Elif Kavak, KRAĞ Genel Sekreteri", "Elif Kavak", "KRAĞ", "Genel Sekreteri"),
            one("Hasan Söğüt, Kayın Vakfı Sözcüsü", "Hasan Söğüt", "Kayın Vakfı", "Sözcüsü"),
        ],
    ),
    "a place that recurs": (
        "de",
        [
            *(
                one(f"{name}, Bäckerin, Ulmtal", name, None, "Bäckerin", "Ulmtal")
                for name in ("Anna Linde", "Eva Buche", "Karl Esche", "Georg Ahorn", "Lena Eibe")
            ),
            one("Hanna Tanne, Lehrer:in, Ulmtal", "Hanna Tanne", None, "Lehrer:in", "Ulmtal"),
            one("Ute Fischer, Bäckerin, Eschenau", "Ute Fischer", None, "Bäckerin", "Eschenau"),
        ],
    ),
    "bodies that begin with their word, after names of any length": (
        "pt",
        [
            one("Ana Olmo Associação Freixo", "Ana Olmo", "Associação Freixo"),
            one("João Carvalho Faia Fundação Freixo", "João Carvalho Faia", "Fundação Freixo"),
            one("Teresa Tília Universidade do Ulmeiro", "Teresa Tília", "Universidade do Ulmeiro"),
            one(
                "Rui Bétula Choupo Instituto do Ulmeiro",
                "Rui Bétula Choupo",
                "Instituto do Ulmeiro",
            ),
        ],
    ),
    "degrees between people": (
        "en",
        [
            Row(
                "Ada Lind, PhD, Bo Moor and Cy Ash – Elm Union",
                ("Ada Lind", "Bo Moor", "Cy Ash"),
                "Elm Union",
            ),
            Row(
                "Ida Berg and Max FROST MD – Oak Society", ("Ida Berg", "Max FROST"), "Oak Society"
            ),
        ],
    ),
    "raised figures and signs": (
        "en",
        [
            one("Ada Lind1, Elm Union", "Ada Lind", "Elm Union"),
            one("Bo Moor², Oak Society", "Bo Moor", "Oak Society"),
            one("Ida Berg†, Ash Fund", "Ida Berg", "Ash Fund"),
        ],
    ),
    "cells are never one body": (
        "en",
        [
            one(
                "Ada Lind\tUniversity of Elm\tNorway",
                "Ada Lind",
                "University of Elm",
                place="Norway",
            ),
            one("Bo Moor\tOak Society\tSweden", "Bo Moor", "Oak Society", place="Sweden"),
            one("Ida Berg\tAsh Fund\tFreedonia", "Ida Berg", "Ash Fund", place="Freedonia"),
        ],
    ),
    "Chinese without separators": (
        "zh",
        [
            one("李雅 榆树大学教授", "李雅", "榆树大学", "教授"),
            one("王　文 白桦学会会长", "王　文", "白桦学会", "会长"),
            one("欧阳文静 “榆树”联盟研究员", "欧阳文静", "“榆树”联盟", "研究员"),
            one("艾达·林德 榆树协会", "艾达·林德", "榆树协会"),
        ],
    ),
    "several people in Chinese": (
        "zh",
        [
            Row("李雅、王文，榆树大学", ("李雅", "王文"), "榆树大学"),
            Row("张明、陈芳，白桦学会", ("张明", "陈芳"), "白桦学会"),
        ],
    ),
    "another language than the document's": (
        "en",
        [
            one("Ada Lind, Fundación Olmo", "Ada Lind", "Fundación Olmo"),
            one("Bernd Esche, Vorsitzender des Ulmen e.V.", "Bernd Esche", "Ulmen e.V."),
            one("Мария Липова, поэт", "Мария Липова", None, "поэт"),
            none("Université de l'Orme"),
        ],
    ),
    "surnames first": (
        "es",
        [
            one("Olmo Prado, Carmen", "Olmo Prado, Carmen"),
            one("Roble Vega, Luis", "Roble Vega, Luis"),
            one("Haya Lago, María", "Haya Lago, María"),
            one("Fresno Sierra, Olmedina", "Fresno Sierra, Olmedina"),
            one("Acebo Tilo, Brezo", "Acebo Tilo, Brezo"),
            one("De la Encina Pardo, Jara", "De la Encina Pardo, Jara"),
        ],
    ),
    "bodies with their countries": (
        "en",
        [
            Row("Elm Union (Kenya)", (), "Elm Union", place="Kenya"),
            Row("Oak Society, Brazil", (), "Oak Society", place="Brazil"),
            Row(
                "Ash Fund (India and South Africa)", (), "Ash Fund", place="India and South Africa"
            ),
            Row("Yew Network – Peru", (), "Yew Network", place="Peru"),
        ],
    ),
    "what is part of nothing": (
        "en",
        [
            one("✅ Ada Lind (she/her), Elm Union", "Ada Lind", "Elm Union"),
            one("Bo Moor, Oak Society, 2024-03-01", "Bo Moor", "Oak Society"),
            one("Ida Berg, Ash Fund, 15 Nov 2022", "Ida Berg", "Ash Fund"),
            one("Cy Frost ORCID: 0000-0001-2345-6789, Yew Fund", "Cy Frost", "Yew Fund"),
            one("Ada Moor, Jr., poet", "Ada Moor, Jr.", None, "poet"),
        ],
    ),
    "a surname that two share": (
        "de",
        [
            Row("Anna und Peter Ulm-Esche, Lehrer", ("Anna", "Peter Ulm-Esche"), None, "Lehrer"),
            one("Prof. em. Dr. h.c. Ada Lind, Ulmenverein", "Ada Lind", "Ulmenverein"),
        ],
    ),
    "roles and towns": (
        "en",
        [
            one("Ada Lind, poet, Elmsted", "Ada Lind", None, "poet", "Elmsted"),
            one("Bo Moor, director, Oaksoft", "Bo Moor", "Oaksoft", "director"),
        ],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read(name: str) -> None:
    language, rows = LISTS[name]
    check(rows, language)


def test_two_people_with_their_own_roles() -> None:
    text, (reading,), _ = read(["Ada Lind (poet) and Bo Moor (baker)"])
    assert reading.apart is not None
    found = [(each.person, each.role) for each in (reading, reading.apart)]
    assert [tuple(text[slice(*span)] for span in pair if span) for pair in found] == [
        ("Ada Lind", "poet"),
        ("Bo Moor", "baker"),
    ]


def test_the_head_of_a_table_tells_what_its_columns_say() -> None:
    entries = ["Lind\tAda\tElmwright\tFreixo", "Moor\tBo\tUlmist\tYew Yard"]
    labels = ("person", "person", "role", "organization")
    text, readings, _ = read(entries, labels=labels)

    def said(span: tuple[int, int] | None) -> str:
        return squeeze(text[slice(*span)]) if span else ""

    assert [
        (said(found.person), said(found.role), said(found.organization)) for found in readings
    ] == [("Lind Ada", "Elmwright", "Freixo"), ("Moor Bo", "Ulmist", "Yew Yard")]


def test_what_only_the_list_tells_is_flagged() -> None:
    entries = ["Ada Lind, poet", "Bo Moor, Elmwright", "Ida Berg, Oak Union", "Max Frost, Berlin"]
    _, readings, _ = read(entries)
    assert [reading.fields_inferred for reading in readings] == [False, True, False, False]


def test_bold_of_the_markup_is_a_border() -> None:
    entries = ["Ada Lind poet", "Zu Moor Elmworks", "Ida Berg Oak Society"]
    text = "\n\n".join(entries)
    strong = [(text.index(name), text.index(name) + len(name)) for name in _NAMES]
    _, readings, layout = read(entries, strong=tuple(strong))
    assert [text[slice(*reading.person or (0, 0))] for reading in readings] == list(_NAMES)
    assert layout.name == "bold/person-first"


_NAMES = ("Ada Lind", "Zu Moor", "Ida Berg")


@pytest.mark.parametrize(
    ("letters", "kind"),
    [
        ("R", FieldKind.ROLE),  # poet
        ("tR", FieldKind.ROLE),  # independent researcher
        ("RLFNB", FieldKind.ROLE),  # director of the Elm Union: read further by ``part``
        ("NB", FieldKind.BODY),  # Elm Union
        ("pNB", FieldKind.BODY),  # do Instituto Olmo
        ("A", FieldKind.BODY),
        ("G", FieldKind.PLACE),  # Norway
        ("Nc", FieldKind.PLACE),  # Elmton, NC without its comma
        ("Z", FieldKind.TITLE),  # PhD
        ("@", FieldKind.CONTACT),
        ("YN", FieldKind.NAME),
        ("N", FieldKind.UNKNOWN),
    ],
)
def test_what_a_field_says(letters: str, kind: FieldKind) -> None:
    assert judge(letters) is kind


@pytest.mark.parametrize(
    ("letters", "role", "body"),
    [
        ("RLFNB", "R", "NB"),  # director of the Elm Union
        ("JLT", "JLT", ""),  # Professor of Law
        ("JLNTLNB", "JLNT", "NB"),  # Professor of Elm Studies at Oak University
        ("RLFBLTLN", "R", "BLTLN"),  # President of the Union of Writers of Elmland
        ("RAG", "R", "AG"),  # CEO ELM Australia
        ("NBR", "R", "NB"),  # Elm Party candidate
        ("GTRTB", "", "GTRTB"),  # Elmland Democratic Student Youth Organization
        ("RER", "RER", ""),  # poet and translator
    ],
)
def test_a_role_is_parted_from_its_body(letters: str, role: str, body: str) -> None:
    found = part(letters)
    assert (letters[slice(*found.role)] if found.role else "") == role
    assert (letters[slice(*found.body)] if found.body else "") == body


def test_what_speaks_for_a_name_can_be_shown() -> None:
    assert why("YN") == [("a given name stands first", 3.0), ("it has two to four words", 1.0)]
    assert weigh("YN") == 4.0
    assert weigh("NB") < 0 < weigh("NN") < weigh("IN")
    assert find_name("HHYN").weight > weigh("YN")
    assert len({row.what for row in EVIDENCE}) == len(EVIDENCE)


def test_fields_know_their_separator_and_bracket() -> None:
    fields = cut_fields("YN,R(NB),G")
    assert [(each.before, each.bracketed) for each in fields] == [
        ("", False),
        (",", False),
        ("(", True),
        (",", False),
    ]
    assert cut_fields("!YN!R")[0].before == "!"


@pytest.mark.parametrize(
    ("acronym", "initials", "said"),
    [("abe", "aobe", True), ("ab", "aob", True), ("eu", "uoe", False), ("e", "e", False)],
)
def test_acronyms(acronym: str, initials: str, said: bool) -> None:
    assert is_acronym(acronym, list(initials)) is said


def test_what_is_inferred_is_said() -> None:
    _, readings, _ = read(["Ada Lind, Greenleaf", "Ben Moor, Elm Union", "Zu Yarrow"])
    assert [reading.fields_inferred for reading in readings] == [True, False, False]
    _, readings, _ = read(["Zu Yarrow", "Elm Union"])
    assert readings[0].type_inferred
    assert not readings[1].type_inferred
    assert readings[1].type is PartyType.ORGANIZATION


def test_each_way_of_reading_has_a_confidence() -> None:
    for language, rows in LISTS.values():
        for reading in read([row.entry for row in rows], language)[1]:
            assert 0 < CONFIDENCE[reading.how] < 1


def test_every_kind_of_word_is_described_and_has_a_rough_kind() -> None:
    words = lexicon(load_vocabulary("en"))
    for word in (
        "Ada",
        "Union",
        "poet",
        "de",
        "e",
        "PhD",
        "of",
        "and",
        "the",
        "7",
        "x@example.org",
    ):
        assert words.kind(word) in KINDS
    assert set(ROUGH) <= set(KINDS)


def test_given_names_are_folded_and_no_words_of_bodies() -> None:
    names = given_names()
    assert {"ada", "zoë".casefold()} & names
    assert all(name == name.casefold() for name in names)
    bodies = load_vocabulary("en")["body_words"]
    assert not names & set(bodies)


@pytest.mark.parametrize("language", languages())
def test_quickly_read_sections_are_those_of_the_file(language: str) -> None:
    whole = load_vocabulary(language).sections
    some = some_sections(language, frozenset(whole)).sections
    for name in ("roles", "body_words", "honorifics", "legal_forms", "place_names", "topic_words"):
        assert _as_text(some.get(name)) == _as_text(whole.get(name)), name


def _as_text(section: object) -> object:
    if isinstance(section, dict):
        return {name: _as_text(value) for name, value in section.items()}
    return [squeeze(str(word)) for word in section] if isinstance(section, list) else section
