"""The records that pass through the rooms, as plain frozen values.

A ``Document`` is what was received. Rules read ``Finding``s from it: each carries the exact words,
their offsets, the rule that found them and how sure it is. A ``Record`` gathers the findings of one
document. ``Problem`` is one thing for a person to look at.

Every finding keeps the law ``document.text[start:end] == text``. A value that is not printed (a
date in EDTF, a normalised kind) stands beside the words and never replaces them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

CURATION = "curation"
"""The rule name of a finding that a person decided."""


class PartyType(StrEnum):
    """What a document's party is. Also the last part of its class in the ontology."""

    PERSON = "person"
    ORGANIZATION = "organization"
    COLLECTIVE = "collective"
    OFFICE = "office"


class NameStatus(StrEnum):
    """How completely the source prints the name of a signing party (scheme ``name-status``)."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    ABSENT = "absent"
    SPLIT_INFERRED = "split-inferred"


class Flag(StrEnum):
    """What a reader should know of how an item was read (scheme ``flag``)."""

    TRUNCATED_ENTRY = "truncated-entry"
    ABSENT_NAME = "absent-name"
    SPLIT_INFERRED = "split-inferred"
    NO_TERMINATOR = "no-terminator"
    SEVERAL_ENTRIES_ON_LINE = "several-entries-on-line"
    ENTRY_OVER_PARAGRAPHS = "entry-over-paragraphs"
    REPEATS_ENTRY = "repeats-entry"
    ORDINAL_GAP_BEFORE = "ordinal-gap-before"
    PRINTED_IRREGULARITY = "printed-irregularity"
    DATE_INFERRED = "date-inferred"
    ADDRESSEE_IMPLIED = "addressee-implied"
    SEVERAL_PEOPLE_IN_ENTRY = "several-people-in-entry"
    FIELDS_INFERRED = "fields-inferred"
    PARTY_TYPE_INFERRED = "party-type-inferred"
    LIST_INFERRED = "list-inferred"
    CURATED = "curated"


class Severity(StrEnum):
    """How grave a problem is. An error stops a build, a warning does with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class MarkKind(StrEnum):
    """What the markup of a file said of a stretch of its text layer."""

    HEADING = "heading"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    LINK = "link"
    IMAGE = "image"
    ITEM = "item"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    HEADER_CELL = "header-cell"
    QUOTE = "quote"
    META = "meta"


@dataclass(frozen=True, slots=True)
class Mark:
    """Structure that a file's markup gave to ``text[start:end]`` of its text layer.

    ``level`` is the level of a heading, or the depth of a list item, from 1. ``value`` is the
    target of a link, the source of an image, or the name of a field of the file's metadata, whose
    value the passage is. A list item's passage begins with its rendered number or bullet.
    """

    kind: MarkKind
    start: int
    end: int
    level: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as received, with its text layer.

    ``sha256`` is the digest of the file's bytes. ``text`` is the text layer, in which all offsets
    count: the decoded bytes of a plain text, line ends kept, and for other files their text without
    markup. ``marks``, in the order of their starts, the longer first, say what the markup told.
    ``notes`` are what a person should know of how the file was read.
    """

    id: str
    file: str
    text: str
    sha256: str
    media_type: str = "text/plain"
    language: str = "en"
    marks: tuple[Mark, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def layer_sha256(self) -> str:
        """The digest of the text layer in UTF-8; that of the file itself for plain UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Words of a document that a rule, or a curator, took note of."""

    text: str
    start: int
    end: int
    rule: str
    confidence: float = 1.0
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate(Finding):
    """A date as written, with its EDTF value (https://www.loc.gov/standards/datetime/)."""

    edtf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Finding):
    """A party, place or body as the document names it."""

    type: PartyType | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee(Finding):
    """A party to whom the appeal is directed. The finding's words are the naming itself.

    ``name`` is what is addressed ("Secretary General", "the public of France"); ``body`` the
    organization in which an office exists; ``holder`` the person the document names in the office;
    ``capacity`` the words that say in what capacity the party is addressed.
    """

    name: str
    type: PartyType
    body: Mention | None = None
    holder: Mention | None = None
    capacity: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Finding):
    """One entry of a signature list: from its printed number to before its terminator.

    Where several people stand in one entry, each has a signature, all with the words of the entry.
    """

    position: int
    ordinal: int | None = None
    person: Mention | None = None
    honorific: Mention | None = None
    role: Mention | None = None
    role_concept: str | None = None
    organization: Mention | None = None
    place: Mention | None = None
    group: Mention | None = None
    """The heading under which the entry stands within its list: a country, a kind of signatory."""
    signatory_type: PartyType = PartyType.PERSON
    name_status: NameStatus = NameStatus.COMPLETE
    repeats: int | None = None
    """The position of the earlier entry that reads the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Finding):
    """A happening as described in the document. ``kind`` is a concept of scheme ``event-kind``."""

    kind: str
    date: WrittenDate | None = None
    places: tuple[Mention, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Finding):
    """A number a claim gives: the words of the number with its qualifier.

    ``value`` is None only where the words are vague ("dozens of"). ``qualifier`` is a concept of
    scheme ``qualifier``; ``lower`` and ``upper`` are the bounds that follow from it.
    """

    value: Decimal | None
    qualifier: str = "exact"
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Finding):
    """A factual statement the appeal makes, or reports of another speaker; never ours."""

    measure: str | None = None
    quantity: Quantity | None = None
    as_of: WrittenDate | None = None
    scope: str | None = None
    """Key of the event that the claim is about."""
    speaker: Mention | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Finding):
    """An act or attitude that the appeal asks, and of whom."""

    of: tuple[Mention, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Finding):
    """A treaty, resolution, statement or other document that the appeal mentions.

    ``kind`` is a concept of scheme ``instrument-kind``. The finding's words name the instrument.
    """

    kind: str
    date: WrittenDate | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCount(Finding):
    """The number of signatories that the document itself states."""

    count: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What became of one stretch of a signature list.

    ``status`` is ``parsed``, ``ignored`` or ``flagged``; ``reason`` names the entry or why it was
    ignored. The lines of a ledger cover the list's blocks without gap or overlap.
    """

    start: int
    end: int
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing for a person to look at, in a document, a curation file or the data."""

    severity: Severity
    code: str
    message: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    words: str = ""
    advice: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that was read from one document."""

    id: str
    file: str
    sha256: str
    layer_sha256: str
    language: str
    media_type: str
    text_length: int
    opening: Finding | None = None
    title: Finding | None = None
    kind: str | None = None
    kind_finding: Finding | None = None
    date: WrittenDate | None = None
    reference: Finding | None = None
    issuers: tuple[Mention, ...] = ()
    declared_signatories: DeclaredCount | None = None
    addressees: tuple[Addressee, ...] = ()
    signatures: tuple[Signature, ...] = ()
    missing_ordinals: tuple[int, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    requests: tuple[Request, ...] = ()
    citations: tuple[Citation, ...] = ()
    furniture: tuple[Finding, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()
    warnings: tuple[Problem, ...] = ()
