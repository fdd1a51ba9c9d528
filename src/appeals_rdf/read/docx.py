"""DOCX by way of HTML. The archive is weighed and its XML looked through before it is read."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from appeals_rdf.errors import InputError
from appeals_rdf.read.html import html_layer
from appeals_rdf.read.layer import Layer

MAX_ENTRIES = 2_000
"""Files in the archive: the text, its styles, and a file for each picture."""
MAX_XML = 32 * 1024 * 1024
"""Bytes of all XML in the archive."""
MAX_ELEMENTS = 150_000
"""Elements of one XML file; a signature has about seven, and 20,000 of them take some seconds."""
MAX_DEPTH = 200
"""Elements within one another; a table in a table in a table has some forty."""

_OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1")
_TEXT = "word/document.xml"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
"""


def read_docx(data: bytes, name: str) -> Layer:
    """The text layer of a Word document."""
    if data.startswith(_OLD_WORD):
        raise InputError(
            f"{name} is an old Word file (.doc), or one with a password. Open it and save it as "
            ".docx without a password."
        )
    safe = _vetted(data, name)
    import mammoth

    try:
        html = mammoth.convert_to_html(
            safe,
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
        ).value
    except Exception as error:  # the library has no family of errors for broken documents
        raise InputError(
            f"{name} cannot be read as a Word document ({type(error).__name__}). Open it and save "
            "it again as .docx, or save its text as .txt."
        ) from error
    layer = html_layer(html, name)
    if not layer.text:
        raise InputError(f"{name} has no text in it. Remove it, or put the text into it.")
    return layer


def _vetted(data: bytes, name: str) -> io.BytesIO:
    """The archive again, with the XML of ``data`` alone: pictures are not looked at.

    The sizes that the archive declares are bounds too, because no more is unpacked.
    """
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_ENTRIES:
                raise InputError(f"{name} holds {len(infos):,} files, which no letter does.")
            parts = [info for info in infos if info.filename.endswith((".xml", ".rels"))]
            if _TEXT not in archive.namelist():
                raise InputError(f"{name} is an archive without a Word document in it.")
            size = sum(info.file_size for info in parts)
            if size > MAX_XML:
                raise InputError(
                    f"{name} unpacks to {size // 1024**2:,} MiB, more than {MAX_XML // 1024**2} "
                    "MiB, which no letter does. Save its text as .txt."
                )
            with zipfile.ZipFile(out, "w") as safe:
                for info in parts:
                    with archive.open(info) as file:
                        part = file.read(MAX_XML)
                    _look_through(part, f"{name}, {info.filename}")
                    safe.writestr(info.filename, part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as error:
        raise InputError(
            f"{name} is no Word document that can be read ({error}). Open it and save it again as "
            ".docx, without a password."
        ) from error
    out.seek(0)
    return out


def _look_through(part: bytes, where: str) -> None:
    """Raise ``InputError`` for XML with a DOCTYPE, too many or too deep elements, or mistakes."""
    depth = count = 0

    def start(tag: str, attributes: Any) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise InputError(
                f"{where}: more than {MAX_ELEMENTS:,} elements, or nested more than {MAX_DEPTH} "
                "deep, which no letter has. Save its text as .txt."
            )

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*declared: Any) -> None:
        raise InputError(
            f"{where}: a DOCTYPE, which Word never writes and which may hide entities. Open the "
            "file and save it again as .docx."
        )

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise InputError(
            f"{where}: the XML is broken ({error}). Open the file and save it again as .docx."
        ) from error
