"""From bytes to a document: its text layer, the structure of it, and the digest of the bytes.

To add a kind of file: write a module with ``read_<kind>(data: bytes, name: str) -> Layer``, and
enter it in ``READERS`` with its media type. A format with markup is made into HTML by a library and
goes through ``html_layer``, so that all of them have the same rendering and the same marks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from appeals_rdf.errors import InputError
from appeals_rdf.model import Document, MarkKind
from appeals_rdf.read.decode import invisible_characters
from appeals_rdf.read.layer import Layer

MAX_BYTES = 32 * 1024 * 1024
"""The largest file that is taken for a letter; a longer one is a mistake more often than not."""
MAX_CHARACTERS = 8 * 1024 * 1024
MAX_LINES = 300_000
"""Of a text layer. A list of 100,000 signatures has some 6,000,000 characters."""

READERS: Mapping[str, tuple[str, str]] = {
    ".txt": ("text/plain", "plain.read_plain"),
    ".text": ("text/plain", "plain.read_plain"),
    ".md": ("text/markdown", "markdown.read_markdown"),
    ".markdown": ("text/markdown", "markdown.read_markdown"),
    ".html": ("text/html", "html.read_html"),
    ".htm": ("text/html", "html.read_html"),
    ".xhtml": ("application/xhtml+xml", "html.read_html"),
    ".rst": ("text/x-rst", "rest.read_rest"),
    ".eml": ("message/rfc822", "mail.read_mail"),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx.read_docx",
    ),
    ".pdf": ("application/pdf", "pdf.read_pdf"),
}
"""File name ending → media type and reader. A reader is loaded when a file needs it."""


def read_document(path: Path, document_id: str, language: str | None = None) -> Document:
    """Read the file at ``path``; an ``InputError`` says what is wrong and where.

    Without ``language`` the text itself tells which it is.
    """
    name = path.name
    if not path.is_file():
        raise InputError(f"{path} is no file. Look at the name.")
    if path.suffix.lower() not in READERS:
        raise InputError(
            f"{name}: there is no reader for files ending in '{path.suffix}'. Known endings: "
            f"{', '.join(READERS)}. Save it as a text, or move it out of documents/."
        )
    media_type, reader = READERS[path.suffix.lower()]
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(
                f"{name} is larger than {MAX_BYTES // 1024**2} MiB, which no letter is. Split it, "
                "or move it out of documents/."
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}.") from error
    layer = _load(reader)(data, name)
    _refuse_no_letter(layer.text, name)
    notes = (*layer.notes, *invisible_characters(layer.text, name))
    if language is None:
        from appeals_rdf.read.language import detect_language

        language, doubts = detect_language(layer.text[_head(layer) :], name)
        notes += doubts
    return Document(
        id=document_id,
        file=name,
        text=layer.text,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        language=language,
        marks=layer.marks,
        notes=notes,
    )


def _refuse_no_letter(text: str, name: str) -> None:
    if not text.strip():
        raise InputError(f"{name} has no text in it. Remove it, or put the text into it.")
    # Rules need some thousand bytes and a fraction of a millisecond for each signature.
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES:
        raise InputError(
            f"{name} has more than {MAX_CHARACTERS:,} characters or {MAX_LINES:,} lines, which no "
            "letter has. Split it, or move it out of documents/."
        )


def _load(reader: str) -> Callable[[bytes, str], Layer]:
    module, _, function = reader.partition(".")
    found: Callable[[bytes, str], Layer] = getattr(
        import_module(f"appeals_rdf.read.{module}"), function
    )
    return found


def _head(layer: Layer) -> int:
    """Where the lines of metadata end, whose keys are English in every language."""
    return max((mark.end for mark in layer.marks if mark.kind is MarkKind.META), default=0)
