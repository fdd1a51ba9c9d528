"""From bytes to characters: which encoding a text is in, and what a reader cannot see in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from appeals_rdf.errors import InputError
from appeals_rdf.model import Problem, Severity
from appeals_rdf.read.layer import note
from appeals_rdf.text import LineIndex

SAMPLE = 64 * 1024
"""Bytes from which an encoding is detected."""

# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS: Mapping[bytes, str] = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

# What letters were written in before UTF-8. A shorter list makes fewer mistakes on short texts.
_LEGACY = """
    cp1252 iso8859_15 cp1250 iso8859_2 cp1251 koi8_r cp866 cp1254 cp1253 cp1255 cp1256 cp1257
    mac_roman gb18030 big5 shift_jis euc_jp euc_kr
"""

# HTML declares one name for a family; the family's greatest member reads all of them.
_DECLARED: Mapping[str, str] = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}

# All but tab, line ends and the page break of old printers.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

# Zero-width characters and those that turn the direction of the text. The two joiners do honest
# work between letters of other scripts and within emoji.
_INVISIBLE = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u061c\u180e]"
    "|(?<!^)\ufeff"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)


def decode(data: bytes, name: str, declared: str = "") -> tuple[str, tuple[Problem, ...]]:
    """The characters of ``data``, and a note where they are not in UTF-8.

    A byte order mark says it for sure, of which that of UTF-8 stays in the text. Else it is UTF-8
    where that is possible, then what the file itself declares, then what its bytes look like.
    Raises ``InputError`` where nothing fits.
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _with_mark(data, encoding, name)
    try:
        if b"\0" not in data[:SAMPLE]:
            return data.decode("utf-8"), ()
        if not (wide := _wide(data)):
            return data.decode("utf-8"), ()
        return data.decode(wide), (_said(wide, "detected", name),)
    except UnicodeDecodeError as error:
        failed = error
    declared = _DECLARED.get(declared.lower(), declared.lower())
    for how, encoding in (("declared", declared), ("detected", _detect(data))):
        try:
            if encoding:
                return data.decode(encoding), (_said(encoding, how, name),)
        except (UnicodeDecodeError, LookupError):
            continue
    line = data.count(b"\n", 0, failed.start) + 1
    raise InputError(
        f"{name}, line {line}: byte 0x{data[failed.start]:02x} at offset {failed.start} is not "
        "UTF-8, nor does the file fit any other encoding. Save it as UTF-8, or look whether it is "
        "a text at all."
    )


def _with_mark(data: bytes, encoding: str, name: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        if encoding != "utf-8-sig":
            return data.decode(encoding), (_said(encoding, "declared", name),)
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: the byte order mark says {encoding.removesuffix('-sig').upper()}, but the "
            f"bytes at offset {error.start} are not. Save the file as UTF-8."
        ) from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows by the empty half of most of its characters."""
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and even < odd // 16 + 1:
        return "utf-16-le"
    if even > len(sample) // 8 and odd < even // 16 + 1:
        return "utf-16-be"
    return ""


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # Only lines with other than ASCII tell encodings apart.
    telling: list[bytes] = []
    size = 0
    for line in data.splitlines():
        if not line.isascii():
            telling.append(line)
            size += len(line)
        if size > SAMPLE:
            break
    sample = b"\n".join(telling)[:SAMPLE]
    best = from_bytes(sample, cp_isolation=_LEGACY.split()).best()
    return best.encoding if best else ""


def _said(encoding: str, how: str, name: str) -> Problem:
    label = encoding.replace("_", "-").upper()
    return note(
        "encoding",
        f"read as {label}, which was {how}; it is not UTF-8",
        name,
        "Save the file as UTF-8 if letters look wrong.",
    )


def refuse_binary(text: str, name: str) -> None:
    """Raise ``InputError`` for a text with control codes, or with no word in it."""
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        what = "a NUL byte" if control.group() == "\0" else f"control code {control.group()!r}"
        raise InputError(
            f"{name}, line {line}: {what} stands in the text, so this looks like a binary file. "
            "Put a plain text into documents/."
        )
    if not text.strip("\ufeff \t\r\n\f\u00a0"):
        raise InputError(f"{name} is empty. Remove it, or put the text into it.")


def invisible_characters(text: str, name: str) -> tuple[Problem, ...]:
    """One warning that tells where characters stand that cannot be seen, if any do."""
    found = list(_INVISIBLE.finditer(text))
    if not found:
        return ()
    line, column = LineIndex(text).position(found[0].start())
    codes = sorted({f"U+{ord(m.group()):04X}" for m in found})
    return (
        Problem(
            Severity.WARNING,
            "invisible-characters",
            f"{len(found)} character(s) that cannot be seen or that turn the direction of the "
            f"text: {', '.join(codes)}",
            name,
            line,
            column,
            advice="They stay in the text. Look whether names are spelled with them.",
        ),
    )
