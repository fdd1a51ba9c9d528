"""IRIs are minted from stable keys; comparison keys fold what spellings exchange."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals_rdf import edtf
from appeals_rdf.errors import UsageError
from appeals_rdf.iris import ID, Mint, slug
from appeals_rdf.reconcile import body_key, person_key


@given(st.text())
def test_a_slug_is_always_an_id(name: str) -> None:
    assert ID.fullmatch(slug(name))


@given(st.from_regex(ID, fullmatch=True), st.from_regex(ID, fullmatch=True))
def test_equal_keys_give_equal_iris_and_others_do_not(one: str, other: str) -> None:
    mint = Mint("https://data.example.org/")
    assert (mint.appeal(one) == mint.appeal(other)) == (one == other)
    assert mint.appeal(one) == Mint("https://data.example.org/").appeal(one)


@pytest.mark.parametrize("base", ["", "example.org/", "https://example.org", "https://a b/", "x:/"])
def test_a_base_must_be_an_iri_that_ends_with_a_slash(base: str) -> None:
    with pytest.raises(UsageError, match="cannot be the base"):
        Mint(base)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mirela Okonkwo-Daly", "MIRELA OKONKWO DALY"),  # case and hyphen
        ("Ruha Talvenia", "Talvenia, Ruha"),  # order of the name's parts
        ("Novella Tarrin", "Novela Tarin"),  # doubled letters
        ("Israyil Dorandi", "Israil Dorandi"),  # y between letters
        ("Qorkhan Velim", "Korkhan Velim"),  # q and k
        ("Seltenet Gomari", "Saltanat Gomari"),  # e and a
        ("Rafik İsmar", "Rafik Ismar"),  # dotted capital I
        ("J. Anna Berlo", "Anna Berlo"),  # initials are left out
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert person_key(one) == person_key(other) != ""


def test_other_names_do_not_meet() -> None:
    assert person_key("Shamsa Tavani") != person_key("Shamista Tavanli")
    assert person_key("Zaur") == ""  # one token is too common to compare by


def test_bodies_meet_whatever_their_legal_form() -> None:
    forms = ("public union", "pu", "public association", "e.v")
    assert body_key("“Umid” Aid Public Union", forms) == body_key('"UMID" Aid PU', forms)
    assert body_key("League of the Lakes", forms) == "league lakes"
    assert body_key("River PU", forms) != body_key("Lake PU", forms)
    assert body_key("Freunde der Brücke e.V.", forms) == "freunde der brucke"
    assert body_key("Public Union", forms) == "public union"  # all there is


plain = st.dates().map(lambda d: f"{d:%Y}".zfill(4) + f"-{d:%m-%d}")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-10-11", "2020-10-11", "2020-10-11"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("1992", "1992-01-01", "1992-12-31"),
        ("2020-09-27/2020-10-08", "2020-09-27", "2020-10-08"),
        ("{2020-10-10,2020-10-18}", "2020-10-10", "2020-10-18"),
        ("2020-10-11~", "2020-10-11", "2020-10-11"),
        ("2020-10-26/..", "2020-10-26", "None"),
    ],
)
def test_bounds_of_a_date(text: str, first: str, last: str) -> None:
    assert tuple(map(str, edtf.bounds(text))) == (first, last)


@pytest.mark.parametrize("text", ["2020-13", "2020-02-30", "soon", "2021/2020", "", "8.10.2020"])
def test_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        edtf.bounds(text)


@pytest.mark.parametrize("text", ["2020-10-11", "2020-02", "1992", "2020-09-27/2020-10", "1900-02"])
def test_the_short_way_equals_the_library(text: str) -> None:
    assert edtf.bounds(text) == edtf._library(text)
