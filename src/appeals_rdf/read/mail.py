"""A message as a mail program saves it: four of its headers, and its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

from appeals_rdf.errors import InputError
from appeals_rdf.read.decode import decode, refuse_binary
from appeals_rdf.read.html import html_layer
from appeals_rdf.read.layer import Layer, with_fields
from appeals_rdf.read.plain import unquote
from appeals_rdf.text import squeeze

HEADERS: Mapping[str, str] = {"Subject": "title", "From": "author", "Date": "date", "To": "to"}
"""Headers that a reader sees → the names they get."""

MAX_PARTS = 1_000
"""Parts of a message at most."""
MAX_HEADER = 4_096
"""Characters of a header that is taken apart; the parser's time grows with their square."""


def read_mail(data: bytes, name: str) -> Layer:
    """The text layer of a message. What is attached to it is not read."""
    # Every part begins with such a line.
    if b"multipart" in data and data.count(b"\n--") > 2 * MAX_PARTS:
        raise InputError(f"{name} has more than {MAX_PARTS:,} parts. Save its text as .txt.")
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        _refuse_long_headers(message, name)
        body = message.get_body(preferencelist=("plain", "html"))
        fields = list(_fields(message))
        layer = _words(body, name) if body is not None else Layer("")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # What the standard library raises for headers that break the rules of mail.
        raise InputError(
            f"{name} is no message that can be read: {error}. Save its text as .txt."
        ) from error
    if not layer.text.strip():
        raise InputError(f"{name} has no text in it. Save the letter itself into documents/.")
    return with_fields(layer, fields)


def _fields(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for header, key in HEADERS.items():
        written = dict(message.raw_items()).get(header, "")
        parsed = message.get(header, "") if len(written) <= MAX_HEADER else written
        if value := squeeze(str(parsed)):
            yield key, value


def _refuse_long_headers(message: EmailMessage, name: str) -> None:
    for part in message.walk():
        for header, value in part.raw_items():
            if header.lower().startswith("content-") and len(value) > MAX_HEADER:
                raise InputError(
                    f"{name}: the header '{header}' is longer than {MAX_HEADER:,} characters. "
                    "Shorten it, or save the text as .txt."
                )


def _words(body: MIMEPart, name: str) -> Layer:
    content = body.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    text, notes = decode(data, name, body.get_content_charset(""))
    if body.get_content_subtype() == "html":
        layer = html_layer(text, name)
        return Layer(layer.text, layer.marks, notes)
    if text.strip():
        refuse_binary(text, name)
    text = text.replace("\r\n", "\n")
    if body.get_param("format") == "flowed":
        text = _unflow(text, delete=body.get_param("delsp") == "yes")
    return Layer(unquote(text), (), notes)


def _unflow(text: str, *, delete: bool) -> str:
    """Join the lines that a mail program broke: those that end in a space (RFC 3676)."""
    lines: list[str] = []
    flowing = False
    for line in text.split("\n"):
        # A space at the front keeps a line from looking like a quotation or a mailbox.
        words = line.removeprefix(" ")
        if flowing and words != "-- ":
            lines[-1] += words
        else:
            lines.append(words)
        flowing = words.endswith(" ") and words != "-- "
        if flowing and delete:
            lines[-1] = lines[-1][:-1]
    return "\n".join(line.rstrip(" ") for line in lines)
