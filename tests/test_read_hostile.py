"""Files that are broken or made to hurt: each is read or refused, soon and in little memory."""

from __future__ import annotations

import io
import resource
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from appeals_rdf.errors import InputError
from appeals_rdf.read import read_document

SECONDS = 60
"""Far above what the files need, for machines that are busy."""
MEGABYTES = 600

_BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
)
_KIDS = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def _docx(xml: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def _pdf(pages: bytes, page: bytes = _PAGE, content: bytes = b"", *, packed: bool = False) -> bytes:
    how = b"/Filter/FlateDecode" if packed else b""
    stream = b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), how, content)
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream], 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def _zeros() -> bytes:
    """Half a gigabyte of nothing, packed: one piece that stands for itself, again and again."""
    times, size = 512, 1 << 20
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    piece = packer.compress(bytes(size)) + packer.flush(zlib.Z_FULL_FLUSH)
    # Adler-32 of nothing but zeros: the low sum stays one, the high sum counts them.
    checksum = (times * size % 65521).to_bytes(2, "big") + b"\x00\x01"
    return b"\x78\xda" + piece * times + packer.flush() + checksum


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty page": ("a.html", lambda: b"", "has no text in it"),
    "empty markdown": ("a.md", lambda: b" \n", "is empty"),
    "empty mail": ("a.eml", lambda: b"", "has no text in it"),
    "empty pdf": ("a.pdf", lambda: b"", "cannot be read as a PDF"),
    "empty docx": ("a.docx", lambda: b"", "is no Word document"),
    "front matter alone": ("a.md", lambda: b"---\nlayout: x\n---\n", "has no text in it"),
    "script alone": ("a.html", lambda: b"<script>alert(1)</script>", "has no text in it"),
    "a million lines": ("a.txt", lambda: b"1. Ann Example\n" * 1_000_000, "300,000 lines"),
    "a million names": ("a.txt", lambda: b"Ann Example, " * 1_000_000, "8,388,608 characters"),
    "a NUL in a page": ("a.html", lambda: b"<p>a\n\0b", "line 2: a NUL byte"),
    "nested tags": ("a.html", lambda: b"<div>" * 1_000_000, "nested more than"),
    "one-letter tags": ("a.html", lambda: b"<i>x</i>" * 4_000_000, "elements, which no letter"),
    "zip bomb": ("a.docx", lambda: _docx(bytes(300 << 20)), "unpacks to 300 MiB"),
    "entities": ("a.docx", lambda: _docx("<!DOCTYPE a [<!ENTITY x 'y'>]>" + _BODY), "a DOCTYPE"),
    "entities in UTF-16": (
        "a.docx",
        lambda: _docx(("<!DOCTYPE a [<!ENTITY x 'y'>]>" + _BODY).encode("utf-16")),
        "a DOCTYPE",
    ),
    "nested tables": ("a.docx", lambda: _docx(_BODY + "<w:tbl>" * 1_000_000), "nested more than"),
    "broken xml": ("a.docx", lambda: _docx(_BODY + "<w:p>"), "the XML is broken"),
    "old word": ("a.docx", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(999), "old Word file"),
    "no word": ("a.docx", lambda: b"hello", "is no Word document"),
    "cut docx": ("a.docx", lambda: _docx(_BODY)[:90], "is no Word document"),
    "markdown quotes": ("a.md", lambda: b">" * 1_000_000, "nested more than"),
    "markdown lists": ("a.md", lambda: b"- " * 100_000 + b"a", "nested more than"),
    "markdown stars": ("a.md", lambda: b"*a " * 1_000_000, "signs of Markdown"),
    "long markdown": ("a.md", lambda: b"1. Ann Example\n" * 1_000_000, "is longer than"),
    "long rest": ("a.rst", lambda: b"Ann Example\n" * 100_000, "is longer than"),
    "mail parts": (
        "a.eml",
        lambda: b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 300_000,
        "parts",
    ),
    "pdf bomb": ("a.pdf", lambda: _pdf(_KIDS, content=_zeros(), packed=True), "too much memory"),
    "pdf circle": (
        "a.pdf",
        lambda: _pdf(b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
        "images only",
    ),
    "pdf without words": ("a.pdf", lambda: _pdf(_KIDS, content=b"0 0 9 9 re f"), "images only"),
    "pdf of many pages": (
        "a.pdf",
        lambda: _many_pages(300),
        "more than 200 pages",
    ),
    "no pdf": ("a.pdf", lambda: b"%PDF-1.4\nhello", "cannot be read as a PDF"),
}


def _many_pages(count: int) -> bytes:
    from fpdf import FPDF

    paper = FPDF()
    for _ in range(count):
        paper.add_page()
    return bytes(paper.output())


READ: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "attributes": (
        "a.html",
        lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">Ann",
        "Ann",
    ),
    "open formatting": (
        "a.html",
        lambda: b"".join(b"<b a=%d>" % n for n in range(900)) + b"<p>Ann</p>" * 2_000,
        "Ann\n\nAnn\n\nAnn",
    ),
    "end tags of nothing": (
        "a.html",
        lambda: b"<div>" * 900 + b"</p>" * 100_000 + b"Ann",
        "Ann",
    ),
    "spans": (
        "a.html",
        lambda: b"<table><tr>" + b"<td colspan=999 rowspan=999>Ann" * 2_000,
        "Ann\t",
    ),
    "entities of a page": (
        "a.html",
        lambda: b"<!DOCTYPE html [<!ENTITY a 'b'>]><p>Ann" + b"&amp;" * 500_000,
        "Ann&&&",
    ),
    "yaml that doubles": (
        "a.md",
        lambda: b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\ntitle: *b\n---\nAnn",
        "Ann",
    ),
    "nested yaml": ("a.md", lambda: b"---\n" + b"[" * 9_000 + b"\n---\nAnn", "Ann"),
    "markdown brackets": ("a.md", lambda: b"[" * 20_000 + b"Ann", "[[["),
    "a file of quotes": ("a.txt", lambda: b"> Ann\n" * 250_000, "Ann\nAnn\n"),
    "a long list": ("a.txt", lambda: b"1. Ann Example\n" * 250_000, "1. Ann Example\n"),
    "headers of a mail": ("a.eml", lambda: b"To: " + b"a," * 200_000 + b"\n\nAnn", "Ann"),
    "files to include": (
        "a.rst",
        lambda: b"Ann\n\n.. include:: /etc/passwd\n\n.. csv-table:: x\n   :file: /etc/passwd\n",
        "Ann",
    ),
}


def _timed(path: Path) -> str:
    started = time.monotonic()
    try:
        return read_document(path, "a", "en").text
    finally:
        assert time.monotonic() - started < SECONDS
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            assert resource.getrusage(who).ru_maxrss < MEGABYTES * 1024


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, tmp_path: Path) -> None:
    name, make, message = REFUSED[case]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(InputError, match=message) as caught:
        _timed(tmp_path / name)
    assert caught.value.message.startswith(name)
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("case", READ)
def test_read(case: str, tmp_path: Path) -> None:
    name, make, words = READ[case]
    (tmp_path / name).write_bytes(make())
    text = _timed(tmp_path / name)
    assert words in text
    assert "root:" not in text


def test_a_folder_with_the_name_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(InputError, match=r"a\.txt is no file"):
        read_document(tmp_path / "a.txt", "a")


def test_a_locked_pdf(tmp_path: Path) -> None:
    from fpdf import FPDF
    from fpdf.enums import EncryptionMethod

    paper = FPDF()
    paper.set_encryption("owner", "user", encryption_method=EncryptionMethod.RC4)
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    paper.cell(text="Ann Example")
    paper.output(str(tmp_path / "a.pdf"))
    with pytest.raises(InputError, match="locked with a password"):
        read_document(tmp_path / "a.pdf", "a")
