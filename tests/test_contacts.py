"""No telephone number and no e-mail address gets into a record, wherever the letter prints it."""

from __future__ import annotations

import json

import pytest

from appeals_rdf.api import Corpus
from appeals_rdf.extract import extract
from appeals_rdf.extract.contacts import CONTACT
from appeals_rdf.model import Document
from appeals_rdf.records import record_json
from tests.conftest import LETTER, MakeCorpus

MAIL, PHONE = "ada.lind@elm.example", "+99 555 555 01 26"


def _json(text: str) -> str:
    record = extract(Document("a", "a.txt", text, "0" * 64))
    return json.dumps(record_json(record), ensure_ascii=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # behind a name in the list
        ("1. Orla Fenwick – Friends", f"1. Orla Fenwick, {MAIL} – Friends"),
        ("Rowing Club\n", f"Rowing Club, {MAIL}, {PHONE}\n"),
        ("Rowing Club\n", f"Rowing Club (e-mail: {MAIL})\n"),
        # on a line of its own between two entries
        ("Rowing Club\n", f"Rowing Club\nPhone: {PHONE}\n"),
        # in the letter, at its top and its end
        ("open it again.", f"open it again and to write to {MAIL}."),
        ("14 May 2031", f"14 May 2031\nTel.: (555) 5550126\nE-mail: {MAIL}"),
        ("League of River Towns", f"League of River Towns\n\nContact: {MAIL}, {PHONE}"),
    ],
)
def test_contacts_are_withheld(before: str, after: str) -> None:
    assert LETTER.count(before) == 1
    text = LETTER.replace(before, after)
    assert CONTACT.search(text)
    printed = _json(text)
    assert "@" not in printed
    assert "5550126" not in printed
    assert "555 01 26" not in printed
    assert "Orla Fenwick" in printed
    assert "Piet Harrow" in printed
    assert "Runa Talvik" in printed


def test_what_was_shortened_is_said_and_still_quotes_the_letter() -> None:
    text = LETTER.replace("Rowing Club\n", f"Rowing Club, {MAIL}, {PHONE}\n")
    record = extract(Document("a", "a.txt", text, "0" * 64))
    entry = record.signatures[1]
    assert entry.text == text[entry.start : entry.end] == "2. Piet Harrow – Eastmere Rowing Club"
    assert entry.organization is not None
    assert entry.organization.text == "Eastmere Rowing Club"
    (problem,) = [p for p in record.warnings if p.code == "contact-withheld"]
    assert (problem.line, problem.column) == (13, 1)


def test_no_decision_quotes_a_contact_into_the_data(make_corpus: MakeCorpus) -> None:
    text = LETTER.replace("14 May 2031", f"14 May 2031\n\nOffice: {MAIL}")
    decisions = f'title: "Office: {MAIL}"\nevents:\n  - add: "Office: {MAIL}"\n    key: office\n'
    folder = make_corpus({"letter.txt": text}, {"letter.yaml": decisions})
    (record,) = Corpus.open(folder).records()
    assert "@" not in json.dumps(record_json(record))
    assert record.title is not None
    assert record.title.text == "Office"


@pytest.mark.parametrize(
    "words",
    ["on 27.09.2020", "2020-10-08", "resolutions 822, 853, 874 and 884", "500,000 people", "1949"],
)
def test_figures_are_no_telephone_numbers(words: str) -> None:
    assert not CONTACT.search(words)
