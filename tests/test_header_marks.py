"""What the markup of a file tells of the top of its letter: titles, dates, menus, images."""

from __future__ import annotations

import re

import pytest

from appeals_rdf.extract.prose import Prose, read_prose
from appeals_rdf.model import Document, Mark, MarkKind
from appeals_rdf.vocabulary import load_vocabulary

BODY = "The river has been rising for weeks, and nobody has come to look at the old bridge."
SIGN = {"h1": MarkKind.HEADING, "h2": MarkKind.HEADING, "a": MarkKind.LINK, "img": MarkKind.IMAGE}


def read(written: str, media_type: str = "text/markdown") -> Prose:
    """Read a text in which ``<h1>…</h1>`` and the like, and ``name: value`` on top, are marks."""
    text, at, marks = "", 0, []
    for m in re.finditer(r"<(\w+)>(.*?)</\1>", written):
        text += written[at : m.start()]
        level = int(m[1][1]) if m[1][0] == "h" else 0
        marks.append(Mark(SIGN[m[1]], len(text), len(text) + len(m[2]), level))
        text, at = text + m[2], m.end()
    text += written[at:]
    for m in re.finditer(r"^(title|date|subject): (.*)$", text, re.MULTILINE):
        marks.append(Mark(MarkKind.META, m.start(2), m.end(2), value=m[1]))
    marks.sort(key=lambda m: (m.start, -m.end))
    document = Document("d", "d", text, "0" * 64, media_type, "en", tuple(marks))
    return read_prose(document, load_vocabulary("en"))


TITLES = [
    ("title: Open letter\n\n…", "Open letter", "the file's own field"),
    ("title: Letter\n\n<h1>Letter</h1>\n\n…", "Letter", "the same twice"),
    ("title: 12 ada at elm\n\nArchive\n\nAN APPEAL TO ALL GUILDS\n\n…", "AN APPEAL TO ALL GUILDS",
     "a field that says nothing gives way to a line that does"),
    ("title: Letter of guilds\n\n<h1>News</h1>\n\n…", "Letter of guilds", "a field that says it"),
    ("subject: Re: [elm] Open letter\n\n…", "Open letter", "a subject without its reply signs"),
    ("Guild of Elm\n\n<h1>Open letter</h1>\n\n…", "Open letter", "a heading before a first line"),
    ("Open letter\n===========\n\n…", "Open letter", "a heading underlined in plain text"),
    ("<img>A bridge</img>\n\n…", None, "an image's description is no title"),
    ("…\n\n<h1>1. What we ask</h1>", None, "a heading within the letter is no title"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "title", "why"), TITLES, ids=[t[2] for t in TITLES])
def test_the_title(text: str, title: str | None, why: str) -> None:
    prose = read(text.replace("…", 3 * f"{BODY} "))
    assert (prose.title.text if prose.title else None) == title, why


def test_the_site_is_no_part_of_a_pages_title_and_its_menu_none_of_the_letter() -> None:
    menu = "<a>Home</a>\n\n<a>About us</a>\n\n<a>Letters</a>\n\n"
    only = read(f"title: Open the bridge | Elm Guild\n\n{menu}{3 * BODY}\n", "text/html")
    assert only.title
    assert only.title.text == "Open the bridge"
    assert [f.text for f in only.furniture] == ["Home", "About us", "Letters"]
    headed = read(
        f"title: Open the bridge | Elm Guild\n\nWe use cookies to make this page better for you."
        f"\n\n<h1>Open the bridge</h1>\n\nDear Ms. Lind,\n\n{BODY}\n",
        "text/html",
    )
    assert headed.title
    assert headed.title.rule == "title:heading"
    assert [a.name for a in headed.addressees] == ["Ms. Lind"]


DATES = [
    ("date: 2031-05-14T16:31:09.940Z\n\n…", "2031-05-14", "the file's own field"),
    ("date: true\ndate: 2031-05-14\n\n…", "2031-05-14", "a field that is no date"),
    ("date: 2031-05-14\n\n7th May 2031\n\nDear Ms. Lind,\n\n…", "2031-05-07", "the letter's own"),
    ("date: 2031-05-14\n\n…\n\nElmton, 3 May 2031.", "2031-05-03", "the letter's own, at its end"),
    ("ELMTON, 4 May 2031 – The guilds have written.\n\nElmton\n3rd May 2031\n\nDear Ms. Lind,\n\n…",
     "2031-05-03", "a press release opens with another"),
    ("ELMTON, 4 May 2031 – The guilds have written to the council. …", "2031-05-04",
     "a press release, where nothing else has one"),
    ("Posted 14 May 2031\n\n…\n\nElmton, 3 May 2031", "2031-05-03", "when a page was published"),
    ("… It was closed on 3 May 2031.", None, "a date in a sentence"),
    ("1\n\n…\n\n… …\n\n3 May 2031\n\n…\n\n… …\n\n…", "2031-05-03", "one alone on the page"),
    ("Letter\n\n3 May 2031 • Editors • 3 minutes to read\n\n… …", "2031-05-03", "a byline"),
    ("…\n\nPlease add your name\nby 15 May 2031.", None, "a line that ends a sentence"),
    ("…\n\nAda, 3 May 2031\nPiet, 4 May 2031\nOrla, 5 May 2031", None, "a list of dates"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "date", "why"), DATES, ids=[d[2] for d in DATES])
def test_the_date(text: str, date: str | None, why: str) -> None:
    prose = read(text.replace("…", BODY))
    assert (prose.date.edtf if prose.date else None) == date, why


def test_metadata_is_no_prose() -> None:
    prose = read(f"title: We call on the Council of Fen to act\n\n{BODY}\n")
    assert prose.requests == ()
    assert prose.furniture == ()
