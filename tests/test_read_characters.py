"""Encodings, invisible characters and languages: what is found, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appeals_rdf.errors import InputError
from appeals_rdf.model import Severity
from appeals_rdf.read import language as language_module
from appeals_rdf.read import read_document
from appeals_rdf.read.language import detect_language

GERMAN = "Wir bitten Sie, die alte Brücke für die Bürger offen zu halten. Übrigens: schöne Grüße.\n"
RUSSIAN = "Мы просим вас не закрывать старый мост через реку, по которому ходят жители деревни.\n"


@pytest.mark.parametrize(
    ("name", "text", "encoding", "said"),
    [
        ("a.txt", GERMAN, "utf-8", ""),
        ("a.txt", GERMAN, "utf-16", "declared"),
        ("a.txt", GERMAN, "utf-32", "declared"),
        ("a.txt", GERMAN, "utf-16-le", "detected"),
        ("a.txt", GERMAN * 4, "cp1252", "detected"),
        ("a.txt", RUSSIAN * 4, "cp1251", "detected"),
        ("a.txt", RUSSIAN * 4, "koi8-r", "detected"),
        ("a.md", GERMAN * 4, "cp1252", "detected"),
        ("a.html", f"<meta charset=windows-1251><p>{RUSSIAN}", "cp1251", "declared"),
        ("a.html", f"<meta charset=iso-8859-1><p>“{GERMAN}”", "cp1252", "declared"),
        ("a.xhtml", f"<?xml version='1.0' encoding='koi8-r'?><p>{RUSSIAN}", "koi8-r", "declared"),
        ("a.html", f"<meta charset=utf-16><p>{GERMAN}", "utf-8", ""),
        ("a.html", f"<p>{GERMAN}", "utf-16", "declared"),
    ],
)
def test_encodings(name: str, text: str, encoding: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(text.encode(encoding))
    document = read_document(tmp_path / name, "a", "en")
    words = GERMAN if GERMAN.strip() in text else RUSSIAN
    assert words.strip() in document.text
    told = [(note.severity, note.code) for note in document.notes]
    assert told == ([(Severity.INFO, "encoding")] if said else [])
    if said:
        assert said in document.notes[0].message


def test_a_wrong_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfea\x00\x00\xd8b\x00")
    with pytest.raises(InputError, match=r"a\.txt: the byte order mark says UTF-16"):
        read_document(tmp_path / "a.txt", "a")


def test_invisible_characters_stay_and_are_told_once(tmp_path: Path) -> None:
    text = "\ufeffDear all,\nAnn\u200b Exam\u202eple, and 👩\u200d🚒\u200b\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    document = read_document(tmp_path / "a.txt", "a", "en")
    assert document.text == text
    (note,) = document.notes
    assert (note.severity, note.code) == (Severity.WARNING, "invisible-characters")
    assert (note.line, note.column) == (2, 4)
    assert note.message.startswith("3 character(s)")
    assert note.message.endswith("U+200B, U+202E")


LETTERS = {
    "en": "We ask the council to keep the old bridge open, for it is the only way to the school.",
    "fr": "Nous demandons au conseil de garder le vieux pont ouvert, car c'est le seul chemin.",
    "de": "Wir bitten den Rat, die alte Brücke offen zu halten, denn es gibt keinen anderen Weg.",
    "es": "Pedimos al ayuntamiento que mantenga abierto el puente viejo, pues no hay otro camino.",
    "pt": "Pedimos à câmara que mantenha aberta a ponte velha, pois não há outro caminho para nós.",
    "it": "Chiediamo al comune di tenere aperto il vecchio ponte, perché non c'è un'altra strada.",
    "ru": "Мы просим совет не закрывать старый мост, потому что другой дороги в школу нет.",
    "tr": "Belediyeden eski köprünün açık kalmasını istiyoruz, çünkü okula giden başka yol yok.",
    "az": "Biz şəhər şurasından köhnə körpünün bağlanmamasını xahiş edirik, başqa yol yoxdur.",
    "zh": "我們請求市議會保留舊橋，因為村民每天都要經過這座橋，沒有其他的路可走。",
}


@pytest.mark.parametrize("tag", LETTERS)
def test_languages(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_module, "languages", lambda: tuple(sorted(LETTERS)))
    assert detect_language(LETTERS[tag], "a.txt") == (tag, ())


def test_a_list_of_foreign_names_is_outvoted_by_the_prose() -> None:
    names = "\n".join(["Zoë Beispiel-Müller, Göttingen"] * 30)
    assert detect_language(f"{LETTERS['en']} " * 30 + names, "a.txt")[0] == "en"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2 3", "no language"),
        ("Prosimy radę, aby stary most pozostał otwarty, bo nie ma innej drogi do szkoły.", "'pl'"),
    ],
)
def test_doubts_about_the_language_are_told(text: str, message: str) -> None:
    _, notes = detect_language(text, "a.txt")
    assert [note.code for note in notes] == ["language-unsure"]
    assert message in notes[0].message


def test_a_language_that_is_given_is_not_questioned(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTERS["fr"], "utf-8")
    document = read_document(tmp_path / "a.txt", "a", "en")
    assert (document.language, document.notes) == ("en", ())
