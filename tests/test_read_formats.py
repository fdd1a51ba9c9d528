"""One letter in every format gives the same words; markup becomes marks on the text layer."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from appeals_rdf.model import Document, MarkKind
from appeals_rdf.read import READERS, read_document
from appeals_rdf.read.html import html_layer
from appeals_rdf.read.layer import Layer
from appeals_rdf.text import squeeze

Read = Callable[[str, str | bytes], Document]

TITLE = "Open letter on the old bridge"
PROSE = (
    "Dear members of the council,",
    "We ask you to keep the old bridge open. The people of the village use it every day, and "
    "there is no other way across the river for those who walk.",
    "Signed:",
)
NAMES = ("Ann Example, teacher, Northtown", "Bo Sample, carpenter", "Cy Specimen, nurse, Eastport")
WORDS = squeeze(" ".join([TITLE, *PROSE, *(f"{n}. {name}" for n, name in enumerate(NAMES, 1))]))


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(name: str, content: str | bytes) -> Document:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_document(path, "letter")

    return read


def _txt() -> bytes:
    numbered = (f"{n}. {name}" for n, name in enumerate(NAMES, 1))
    return "\n\n".join([TITLE, *PROSE, "\n".join(numbered)]).encode()


def _md() -> bytes:
    return "\n\n".join([f"# {TITLE}", *PROSE, "\n".join(f"1. {n}" for n in NAMES)]).encode()


def _html() -> bytes:
    items = "".join(f"<li>{name}" for name in NAMES)
    prose = "".join(f"<p>{words}</p>\n" for words in PROSE)
    return f"<!doctype html><h1>{TITLE}</h1>\n{prose}<ol>{items}</ol>".encode()


def _rst() -> bytes:
    title = f"{TITLE}\n{'=' * len(TITLE)}"
    return "\n\n".join([title, *PROSE, "\n".join(f"#. {name}" for name in NAMES)]).encode()


def _eml() -> bytes:
    message = EmailMessage()
    message["X-Mailer"] = "invented"
    message.set_content(_txt().decode())
    return bytes(message)


def _docx() -> bytes:
    from io import BytesIO

    document = docx.Document()
    document.add_heading(TITLE, 0)
    for words in PROSE:
        document.add_paragraph(words)
    for name in NAMES:
        document.add_paragraph(name, style="List Number")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 16)
    pdf.multi_cell(0, 8, TITLE, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=11)
    for words in PROSE:
        pdf.ln(4)
        pdf.multi_cell(0, 5.5, words, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    for number, name in enumerate(NAMES, 1):
        pdf.multi_cell(0, 5.5, f"{number}. {name}", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


PRINTERS: dict[str, Callable[[], bytes]] = {
    ".txt": _txt,
    ".text": _txt,
    ".md": _md,
    ".markdown": _md,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".rst": _rst,
    ".eml": _eml,
    ".docx": _docx,
    ".pdf": _pdf,
}


def test_every_ending_is_printed() -> None:
    assert set(PRINTERS) == set(READERS)


@pytest.mark.parametrize("ending", PRINTERS)
def test_the_same_words_in_every_format(ending: str, read: Read) -> None:
    document = read(f"letter{ending}", PRINTERS[ending]())
    assert squeeze(document.text) == WORDS
    assert document.language == "en"
    assert document.media_type == READERS[ending][0]


@pytest.mark.parametrize("ending", [".md", ".html", ".rst", ".docx"])
def test_structure_becomes_marks(ending: str, read: Read) -> None:
    document = read(f"letter{ending}", PRINTERS[ending]())
    assert marked(document) == [
        ("heading", TITLE, 1, ""),
        *(("item", f"{n}. {name}", 1, "") for n, name in enumerate(NAMES, 1)),
    ]
    assert "\n\n1. Ann Example, teacher, Northtown\n2. Bo" in document.text


def marked(layer: Document | Layer) -> list[tuple[str, str, int, str]]:
    return [(m.kind.value, layer.text[m.start : m.end], m.level, m.value) for m in layer.marks]


@pytest.mark.parametrize(
    ("source", "text", "reason"),
    [
        ("<p>a <b> b </b> c</p>", "a b c", "one space, wherever it stands"),
        ("<p>a<br>b<br/>c</p><p>d", "a\nb\nc\n\nd", "line breaks and paragraphs"),
        ("<div>Ann</div><div>Bo</div>", "Ann\nBo", "lines of a list"),
        ("<p>&nbsp;</p><p>a&nbsp;b&nbsp;</p>", "a\u00a0b", "no-break spaces within words only"),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c", "numbers as shown"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b", "counted backwards"),
        ("<ol type=a><li>x<li>y</ol>", "a. x\nb. y", "counted in letters"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "• a\n  • b\n• c", "levels"),
        ("<ul><li><p>a<p>b</ul>", "• a\n  b", "a second line of an item"),
        ("<ul><li><li>a</ul>", "• a", "no line for an empty item"),
        ("<table><tr><th>A<th>B<tr><td><td>b</table>", "A\tB\n\tb", "cells keep their columns"),
        ("<table><tr><td rowspan=2>X<td>a<tr><td>b</table>", "X\ta\n\tb", "a cell over two rows"),
        ("<table><tr><td>a<br>b<td>c</table>", "a b\tc", "a row is one line"),
        ("<table><tr><td><h1>T</h1><p>a<p>b</table>", "T\n\na\n\nb", "a table for the layout"),
        ("<pre>  a\n  b  </pre>", "a\nb", "lines of a typewriter"),
        ("<dl><dt>a<dd><p>b</dl>", "a\nb", "a term and its words"),
        ("<p>a<img src=s.png alt='Seal of us'>b", "a\nSeal of us\nb", "words for an image"),
        ("<p>a<img src=s.png>b", "ab", "an image without words"),
        (
            "".join(f"<div><h3>{n}</h3><p>clerk</p></div>" for n in ("Ann", "Bo", "Cy")),
            "Ann\nclerk\n\nBo\nclerk\n\nCy\nclerk",
            "cards",
        ),
        ("<script>x</script>a<style>b</style><!-- c --><template>d</template>", "a", "no words"),
    ],
)
def test_rendering(source: str, text: str, reason: str) -> None:
    assert html_layer(source, "a.html").text == text, reason


def test_marks_of_every_kind() -> None:
    layer = html_layer(
        "<h2>Us</h2><p><b>Ann</b> <i>clerk</i> <a href='https://example.org/'>page</a>"
        "<img src='seal.png' alt='Our seal'><blockquote>So be it</blockquote>"
        "<table><tr><th>Name<td>Town</table><ul><li>a<ul><li>b</ul></ul>",
        "a.html",
    )
    assert marked(layer) == [
        ("heading", "Us", 2, ""),
        ("strong", "Ann", 0, ""),
        ("emphasis", "clerk", 0, ""),
        ("link", "page", 0, "https://example.org/"),
        ("image", "Our seal", 0, "seal.png"),
        ("quote", "So be it", 0, ""),
        ("table", "Name\tTown", 0, ""),
        ("row", "Name\tTown", 0, ""),
        ("header-cell", "Name", 0, ""),
        ("cell", "Town", 0, ""),
        ("item", "• a\n  • b", 1, ""),
        ("item", "• b", 2, ""),
    ]


_ELEMENTS = "p div b i a ul ol li table tr td th h1 h2 br img blockquote pre section dl dt dd span"
_TAGS = st.sampled_from(_ELEMENTS.split())
_PIECES = st.one_of(
    _TAGS.map(lambda tag: f"<{tag} href=x src=y alt=zed>"),
    _TAGS.map(lambda tag: f"</{tag}>"),
    st.text("ab \n\t\u00a0é名<&", max_size=5),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_marks_lie_in_the_text_in_order_and_within_one_another(pieces: list[str]) -> None:
    layer = html_layer("".join(pieces), "a.html")
    keys = [(m.start, -m.end) for m in layer.marks]
    assert keys == sorted(keys)
    around: list[int] = []
    for mark in layer.marks:
        assert 0 <= mark.start <= mark.end <= len(layer.text)
        if mark.start == mark.end:
            continue
        while around and around[-1] <= mark.start:
            around.pop()
        assert not around or mark.end <= around[-1]
        around.append(mark.end)
    assert not any(line != line.rstrip(" ") for line in layer.text.split("\n"))
    assert "\n\n\n" not in layer.text


def test_lists_of_markdown(read: Read) -> None:
    text = read("a.md", "1. Ann\n1. Bo\n\n   of Northtown\n1. Cy\n\n- x\n  - y\n").text
    assert text == "1. Ann\n2. Bo\n  of Northtown\n3. Cy\n\n• x\n  • y"


@pytest.mark.parametrize(
    ("source", "text", "reason"),
    [
        ("Signed:\nAnn Example\nBo Sample, of the mill\nCy\nDi Test\n" * 2, 10, "set line by line"),
        (("word " * 15 + "\n") * 4, 1, "wrapped by an editor"),
        ("A " + "long " * 60 + "\nAnn\nBo", 3, "an editor that does not wrap"),
    ],
)
def test_line_ends_of_markdown(source: str, text: int, reason: str, read: Read) -> None:
    assert len(read("a.md", source).text.split("\n")) == text, reason


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.md", '---\ntitle: "Keep the bridge"\nDate: 2031-05-14\nlayout: post\n---\nDear all,\n'),
        ("a.txt", "+++\ntitle = 'Keep the bridge'\ndate = 2031-05-14\n+++\nDear all,\n"),
    ],
)
def test_front_matter(name: str, source: str, read: Read) -> None:
    document = read(name, source)
    assert document.text.rstrip() == "title: Keep the bridge\ndate: 2031-05-14\n\nDear all,"
    meta = [(m.value, document.text[m.start : m.end]) for m in document.marks]
    assert meta == [("title", "Keep the bridge"), ("date", "2031-05-14")]
    assert {m.kind for m in document.marks} == {MarkKind.META}


@pytest.mark.parametrize("top", ["---\na: [\n---\n", "---\njust a rule\n---\n", "+++\nx\n+++\n"])
def test_broken_front_matter_is_text(top: str, read: Read) -> None:
    assert read("a.txt", top + "Dear all,\n").text == top + "Dear all,\n"


def test_rest_reads_no_file_and_loses_no_words(read: Read) -> None:
    document = read(
        "a.rst",
        ".. a remark\n\nTitle\n=====\n\n.. toctree::\n\n   other\n\n.. ourbox:: Hello\n   :x: 1\n\n"
        "   within\n\nSee :ref:`the bridge <b>` and :odd:`this`.\n\n"
        ".. include:: /etc/passwd\n\n.. raw:: html\n\n   <b>bold</b>\n",
    )
    assert document.text == "Title\n\nHello\n\nwithin\n\nSee the bridge and this."
    assert [n.code for n in document.notes if n.code != "language-unsure"] == ["directive-left-out"]


def test_a_text_that_is_rest_keeps_its_lines(read: Read) -> None:
    source = ".. made by a tool\n\nTitle\n=====\n\nSigned *here*:\nAnn Example\nBo Sample\n"
    assert read("a.txt", source).text == "Title\n\nSigned here:\nAnn Example\nBo Sample"
    underlined = "Title\n=====\n\nAnn Example\nBo Sample\n"
    assert read("b.txt", underlined).text == underlined


def test_a_message_has_headers_and_one_body(read: Read) -> None:
    message = EmailMessage()
    message["Subject"] = "Keep the bridge, für alle"
    message["From"] = "Ann Example <ann@example.org>"
    message["To"] = "council@example.org"
    message["Date"] = "Wed, 14 May 2031 10:00:00 +0000"
    message.set_content("> Dear council,\n> keep it.\n\n> Ann\n")
    message.add_alternative("<p>other</p>", subtype="html")
    message.add_attachment(b"x", maintype="image", subtype="png")
    document = read("a.eml", bytes(message))
    assert document.text.rstrip().split("\n") == [
        "title: Keep the bridge, für alle",
        "author: Ann Example <ann@example.org>",
        "date: Wed, 14 May 2031 10:00:00 +0000",
        "to: council@example.org",
        "",
        "Dear council,",
        "keep it.",
        "",
        "Ann",
    ]
    assert [m.value for m in document.marks] == ["title", "author", "date", "to"]


def test_flowed_lines_are_joined(read: Read) -> None:
    source = b"Content-Type: text/plain; format=flowed\n\nDear \nall,\n we ask.\n-- \nAnn\n"
    assert read("a.eml", source).text.rstrip() == "Dear all,\nwe ask.\n--\nAnn"


def test_a_table_of_word(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Signed:")
    table = document.add_table(rows=2, cols=3)
    for row, words in enumerate([("Ann Example", "", "Northtown"), ("Bo", "clerk", "Eastport")]):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    document.save(str(tmp_path / "a.docx"))
    found = read_document(tmp_path / "a.docx", "a", "en")
    assert found.text == "Signed:\n\nAnn Example\t\tNorthtown\nBo\tclerk\tEastport"
    assert [k for k, *_ in marked(found)] == ["table", *2 * ["row", "cell", "cell", "cell"]]


class _Paper(FPDF):
    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 5, "Friends of the Bridge", align="C", new_x="LMARGIN", new_y="NEXT")
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 5, f"Page {self.page_no()} of many", align="C")


def test_a_pdf_in_two_columns(tmp_path: Path) -> None:
    paper = _Paper()
    paper.add_page()
    paper.set_font("Helvetica", "B", 16)
    paper.multi_cell(0, 8, "A heading across both of the columns", new_x="LMARGIN", new_y="NEXT")
    paper.ln(4)
    paper.set_font("Helvetica", size=11)
    numbers = ("first", "second", "third", "fourth", "fifth", "sixth")
    with paper.text_columns(ncols=2, gutter=10, text_align="J") as columns:
        for number in numbers:
            columns.write(f"The {number} part. " + "We ask the council to hear us. " * 24 + "\n\n")
    paper.output(str(tmp_path / "a.pdf"))
    document = read_document(tmp_path / "a.pdf", "a")
    places = [document.text.index(f"The {number} part.") for number in numbers]
    assert places == sorted(places)
    assert "\t" not in document.text
    assert "\n\nA heading across both of the columns\n\nThe first part." in document.text


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    paper = _Paper()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    for number in range(1, 121):
        paper.multi_cell(0, 6, f"{number}. Ann Example", new_x="LMARGIN", new_y="NEXT")
    paper.output(str(tmp_path / "a.pdf"))
    document = read_document(tmp_path / "a.pdf", "a", "en")
    assert document.text.split("\n") == [f"{number}. Ann Example" for number in range(1, 121)]
    assert [note.code for note in document.notes] == ["page-furniture-left-out"]


def test_a_table_of_a_pdf_is_read_row_by_row(tmp_path: Path) -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    rows = [("Ann Example", "teacher"), ("Bo Sample", "a carpenter"), ("Cy Specimen", "nurse")] * 3
    for row in rows:
        top = paper.get_y()
        for column, words in enumerate(row):
            paper.set_xy(10 + 80 * column, top)
            paper.cell(70, 6, words)
        paper.ln(6)
    paper.output(str(tmp_path / "a.pdf"))
    text = read_document(tmp_path / "a.pdf", "a", "en").text
    assert text.split("\n") == ["\t".join(row) for row in rows]


def _lines_of(path: Path, rows: list[list[tuple[float, str]]]) -> list[str]:
    """The lines read from a page on which words are drawn at so many millimetres from the left."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    for row in rows:
        for left, words in row:
            paper.text(left, paper.get_y() + 5, words)
        paper.ln(5.5)
    paper.output(str(path))
    return read_document(path, "a", "en").text.split("\n")


def test_numbers_of_a_pdf_that_stand_off_stay_with_their_words(tmp_path: Path) -> None:
    demands = [
        [(20.0, f"{n}."), (30.0, "keep the bridge open for all who have to cross the river, and")]
        for n in range(1, 7)
    ]
    rest = [(30.0, "pay those who have kept it open until now, as was promised to them;")]
    rows = [row for demand in demands for row in (demand, rest)]
    lines = _lines_of(tmp_path / "a.pdf", rows)
    assert [line[:7] for line in lines] == [
        words for n in range(1, 7) for words in (f"{n}. keep", "pay tho")
    ]


def test_columns_of_a_table_in_a_pdf_that_nearly_touch(tmp_path: Path) -> None:
    roles = ("teacher", "carpenter", "nurse", "poet")
    rows = [[(20.0, "Ann Example"), (46.0, role), (67.0, "Union of the Valley")] for role in roles]
    lines = _lines_of(tmp_path / "a.pdf", rows)
    assert lines == [f"Ann Example\t{role}\tUnion of the Valley" for role in roles]
