"""Every IRI of the data, minted in one place.

    {base}id/appeal/{id}                     an appeal, by the id of its file or curation
    {base}id/appeal/{id}/signature/{key}     an item; {key} is the printed number where it is unique
    {base}id/source/{sha256[:16]}            a captured file, by its content
    {base}id/source/{…}-{layer_sha256[:16]}  its text layer, where that is not the file itself
    {base}id/source/{…}/chars/{start}-{end}  a passage, the only IRI in which an offset stands
    {base}graph/{id}                         the named graph of an appeal
    {base}scheme/… and {base}ontology/…      the vocabulary, whose base never changes

Keys come from numbers, positions, neutral kinds and curation, never from a document's words: an IRI
speaks in the publisher's voice.
"""

from __future__ import annotations

import re
from functools import cache

from appeals_rdf.errors import UsageError
from appeals_rdf.rdf import PREFIXES, iri

DEFAULT_BASE = "https://w3id.org/appeals-rdf/"
"""Where the vocabulary lives, and the data of a corpus that names no base of its own."""

SCHEMES = f"{DEFAULT_BASE}scheme/"
VOCABULARY_GRAPHS = ("catalog", "loads", "provenance", "scheme")
"""The graphs beside those of the appeals; no appeal may have one of these ids."""

ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
"""What an appeal's id looks like: ``2020-10-08-open-government-platform``."""

_BASE = re.compile(r"https?://[^\s<>\"{}|^`\\#?]+/")


@cache
def term(local_name: str) -> str:
    """A class or property of the ontology."""
    return f"<{PREFIXES['apl']}{local_name}>"


@cache
def concept(scheme: str, name: str) -> str:
    """A concept of one of the schemes, such as ``concept("event-kind", "attack")``."""
    return f"<{SCHEMES}{scheme}/{name}>"


BASE_FORM = "A base begins with http:// or https://, has no space, # or ?, and ends with a slash."


def is_base(text: str) -> bool:
    """Whether all IRIs of a corpus may begin with ``text``."""
    return bool(_BASE.fullmatch(text))


def slug(text: str) -> str:
    """An id from a file name: lower case, everything but letters a-z and digits folded to hyphens.

    >>> slug("Open Letter (final)")
    'open-letter-final'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "document"


class Mint:
    """Mints the IRI terms of a corpus under its base, which ends with a slash.

    A base that is no absolute http(s) IRI ending in a slash is a ``UsageError``.
    """

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        if not is_base(base):
            raise UsageError(f"'{base}' cannot be the base of IRIs. {BASE_FORM}")
        self.base = base

    def appeal(self, appeal_id: str) -> str:
        """The appeal itself."""
        return iri(f"{self.base}id/appeal/{appeal_id}")

    def items(self, appeal_id: str) -> str:
        """The namespace of an appeal's items, as plain text."""
        return f"{self.base}id/appeal/{appeal_id}/"

    def graph(self, name: str) -> str:
        """The named graph of an appeal, or one of ``VOCABULARY_GRAPHS``."""
        return iri(f"{self.base}graph/{name}")

    def source(self, sha256: str, layer_sha256: str = "") -> str:
        """A captured file, by the first 16 hex digits of its digest, or its text layer.

        A text layer of another digest bears both, because two files may have the same text.
        """
        return iri(self._source(sha256, layer_sha256))

    def passages(self, sha256: str, layer_sha256: str = "") -> str:
        """The namespace of a captured text's passages, as plain text."""
        return f"{self._source(sha256, layer_sha256)}/chars/"

    def _source(self, sha256: str, layer_sha256: str) -> str:
        layer = f"-{layer_sha256[:16]}" if layer_sha256 not in ("", sha256) else ""
        return f"{self.base}id/source/{sha256[:16]}{layer}"

    def rule(self, name: str) -> str:
        """The reading of documents by one rule, such as ``claim:killed``."""
        return iri(f"{self.base}id/rule/{name}")

    def curation(self, appeal_id: str) -> str:
        """The decisions of people on one appeal."""
        return iri(f"{self.base}id/appeal/{appeal_id}/curation")

    def other(self, path: str) -> str:
        """A resource that describes the data set itself, such as ``id/dataset``."""
        return iri(f"{self.base}{path}")
