"""From bytes to a document: the text as it stands, with the digest of its bytes.

To add a kind of file: write ``read_<kind>(data: bytes, name: str) -> str`` that gives the text in
which offsets are counted, and enter it in ``READERS`` with its media type.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from appeals_rdf.errors import InputError
from appeals_rdf.model import Document

MAX_BYTES = 32 * 1024 * 1024
"""The largest file that is taken for a letter; a longer one is a mistake more often than not."""

# All but tab, line ends and the page break of old printers.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def read_plain(data: bytes, name: str) -> str:
    """Plain text in UTF-8, unchanged: line ends stay as they are, a byte order mark is counted."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name}, line {line}: byte 0x{data[error.start]:02x} at offset {error.start} is not "
            "UTF-8. Save the file as UTF-8, or look whether it is a text at all."
        ) from error
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        what = "a NUL byte" if control.group() == "\0" else f"control code {control.group()!r}"
        raise InputError(
            f"{name}, line {line}: {what} stands in the text, so this looks like a binary file. "
            "Put a plain text into documents/."
        )
    if not text.strip("\ufeff \t\r\n\u00a0"):
        raise InputError(f"{name} is empty. Remove it, or put the text into it.")
    return text


Reader = Callable[[bytes, str], str]

READERS: Mapping[str, tuple[str, Reader]] = {
    ".txt": ("text/plain", read_plain),
    ".text": ("text/plain", read_plain),
    ".md": ("text/markdown", read_plain),
}
"""File name ending → media type and reader."""


def read_document(path: Path, document_id: str, language: str = "en") -> Document:
    """Read the file at ``path``; an ``InputError`` says what is wrong and where."""
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
    return Document(
        id=document_id,
        file=name,
        text=reader(data, name),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        language=language,
    )
