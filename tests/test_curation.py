"""People's decisions are found again in the text, put on the record, and never lost in silence."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from pathlib import Path

import pytest

from appeals_rdf.api import Corpus
from appeals_rdf.model import CURATION, Flag, PartyType, Record, Signature
from tests.conftest import LETTER, MakeCorpus


def _record(folder: Path, *, curated: bool = True) -> Record:
    (record,) = Corpus.open(folder, curated=curated).records()
    return record


def _codes(record: Record) -> list[tuple[str, int | None]]:
    return [(p.code, p.line) for p in record.warnings if p.file.startswith("curation/")]


def test_values_that_rules_cannot_know(make_corpus: MakeCorpus) -> None:
    folder = make_corpus(
        curation={
            "letter.yaml": """\
                id: 2031-05-14-lower-bridge
                kind: petition
                title: Open letter of the Friends
                date: {edtf: 2031-05, quote: "14 May 2031"}
                expect: {signatures: 3}
                """
        }
    )
    record = _record(folder)
    assert record.id == "2031-05-14-lower-bridge"
    assert record.kind == "petition"
    assert record.title is not None
    assert (record.title.text, record.title.rule) == ("Open letter of the Friends", CURATION)
    assert record.date is not None
    assert (record.date.edtf, record.date.text) == ("2031-05", "14 May 2031")
    assert _codes(record) == []


def test_findings_are_added_corrected_and_dismissed(make_corpus: MakeCorpus) -> None:
    plain = _record(make_corpus(name="plain"))
    assert len(plain.claims) == 1
    folder = make_corpus(
        curation={
            "letter.yaml": """\
                events:
                  - add: "On 2 May 2031 the bridge was closed"
                    kind: decision
                    date: 2031-05-02
                    date_quote: 2 May 2031
                    places: [the bridge]
                    key: closing
                claims:
                  - correct: "12 people were injured"
                    measure: people-injured
                    value: 12
                    figure: "12"
                    qualifier: at-least
                    scope: closing
                addressees:
                  - add: "the Mayor of Eastmere"
                    near: "To the Mayor"
                    type: office
                    body: {name: Eastmere, type: organization}
                """
        }
    )
    record = _record(folder)
    assert _codes(record) == []
    event = next(e for e in record.events if e.key == "closing")
    assert (event.kind, event.rule, event.flags) == ("decision", CURATION, (Flag.CURATED,))
    assert event.date is not None
    assert (event.date.edtf, event.date.text) == ("2031-05-02", "2 May 2031")
    assert [p.text for p in event.places] == ["the bridge"]
    (claim,) = record.claims
    assert claim.quantity is not None
    assert (claim.quantity.qualifier, claim.quantity.lower) == ("at-least", Decimal(12))
    assert (claim.scope, claim.rule) == ("closing", CURATION)
    added = next(a for a in record.addressees if a.rule == CURATION)
    assert (added.name, added.type) == ("the Mayor of Eastmere", PartyType.OFFICE)


def test_a_claim_follows_its_event_and_never_another(make_corpus: MakeCorpus) -> None:
    """Rules name events before they are numbered; those names are not the curators' keys."""
    letter = LETTER.replace(
        "On 2 May 2031",
        "On 1 May 2031 the harbour of Eastmere was shelled and 3 people were killed. "
        "On 9 May 2031 the harbour of Westmere was shelled and 4 people were killed. "
        "On 2 May 2031",
    )

    def scopes(name: str, decisions: str) -> list[str | None]:
        folder = make_corpus({"letter.txt": letter}, {"letter.yaml": decisions}, name=name)
        record = _record(folder)
        assert not _codes(record)
        return [c.scope for c in record.claims if c.measure == "people-killed"]

    assert scopes("rules", "kind: letter\n") == ["attack-1", "attack-2"]
    dismiss = 'events:\n  - dismiss: "the harbour of Eastmere was shelled"\n'
    assert scopes("dismissed", dismiss) == [None, "attack-1"]
    pin = 'events:\n  - correct: "the harbour of Eastmere was shelled"\n    key: harbour-2031\n'
    assert scopes("pinned", pin) == ["harbour-2031", "attack-1"]
    add = 'events:\n  - add: "Friends of the Lower Bridge"\n    near: "Open letter of"\n'
    assert scopes("added", add) == ["attack-1", "attack-2"]


def test_what_rules_found_can_be_dismissed(make_corpus: MakeCorpus) -> None:
    dismissed = make_corpus(
        curation={
            "letter.yaml": 'claims:\n  - dismiss: "12 people were injured"\n    reason: a test\n'
        },
        name="dismissed",
    )
    assert _record(dismissed).claims == ()
    assert len(_record(dismissed, curated=False).claims) == 1


@pytest.mark.parametrize(
    ("decisions", "code", "line"),
    [
        ('claims:\n  - dismiss: "13 people"\n', "quote-not-found", 2),
        ('claims:\n  - dismiss: "Friends of the Lower Bridge"\n', "quote-not-unique", 2),
        ('claims:\n  - dismiss: "Eastmere Rowing Club"\n', "no-finding", 2),
        ('claims:\n  - correct: "12 people"\n    value: dozen\n', "bad-number", 3),
        ('claims:\n  - correct: "12 people"\n    scope: nowhere\n', "no-such-event", None),
        ('addressees:\n  - add: "12 people"\n    type: ghost\n', "unknown-value", 3),
        ('date: {edtf: "2031-05-14"}\n', "no-quote", 1),
        ("expect: {signatures: 4}\n", "unexpected-count", 1),
    ],
)
def test_a_decision_that_finds_no_place_is_an_error_that_names_it(
    make_corpus: MakeCorpus, decisions: str, code: str, line: int | None
) -> None:
    record = _record(make_corpus(curation={"letter.yaml": decisions}))
    assert (code, line) in [(p.code, p.line) for p in record.warnings]


LIST = """\
An open letter on the ferry of Eastmere

We ask the council of Eastmere to keep the ferry.

Signed by:

1. Orla Fenwick, Ferry Friends, Eastmere
2. Piet Harrow and Runa Talvik, Rowing Club
4. Quay and Basin
5. Dr. Ivo Marsh, Eastmere Museum
6. Sela Brandt, chair, League of River Towns,
Westmere
7. Orla Fenwick, Ferry Friends, Eastmere

and Tove Lark
"""


def _list(make_corpus: MakeCorpus, decisions: str, name: str = "list") -> Record:
    text = f"signatures:\n{textwrap.indent(textwrap.dedent(decisions), '  ')}"
    return _record(make_corpus({"letter.txt": LIST}, {"letter.yaml": text}, name=name))


def _who(record: Record) -> list[tuple[int, int | None, str | None, str | None]]:
    return [
        (
            s.position,
            s.ordinal,
            s.person.text if s.person else None,
            s.organization.text if s.organization else None,
        )
        for s in record.signatures
    ]


def _entry(record: Record, ordinal: int) -> Signature:
    return next(s for s in record.signatures if s.ordinal == ordinal)


def test_an_entry_is_corrected_as_a_whole(make_corpus: MakeCorpus) -> None:
    record = _list(
        make_corpus,
        """\
        - correct: "5. Dr. Ivo Marsh, Eastmere Museum"
          honorific: Dr.
          organization: ""
          role: Eastmere Museum
        - correct: "4. Quay and Basin"
          type: organization
        """,
    )
    assert _codes(record) == []
    museum, quay = _entry(record, 5), _entry(record, 4)
    assert (museum.rule, museum.confidence, museum.flags) == (CURATION, 1.0, (Flag.CURATED,))
    assert museum.person
    assert museum.person.text == "Ivo Marsh"
    assert museum.organization is None
    assert museum.role
    assert museum.role.text == "Eastmere Museum"
    assert museum.role.start == LIST.index("Eastmere Museum")
    assert quay.person is None
    assert quay.organization
    assert quay.organization.text == "Quay and Basin"
    assert quay.signatory_type is PartyType.ORGANIZATION
    assert (_entry(record, 1).rule, _entry(record, 1).flags) != (CURATION, (Flag.CURATED,))


def test_several_people_sign_in_one_entry(make_corpus: MakeCorpus) -> None:
    record = _list(
        make_corpus,
        """\
        - correct: "2. Piet Harrow and Runa Talvik, Rowing Club"
          people: [Piet Harrow, Runa Talvik]
          organization: Rowing Club
        """,
    )
    assert _codes(record) == []
    assert _who(record)[1:3] == [
        (2, 2, "Piet Harrow", "Rowing Club"),
        (3, 2, "Runa Talvik", "Rowing Club"),
    ]
    for each in record.signatures[1:3]:
        assert Flag.SEVERAL_PEOPLE_IN_ENTRY in each.flags
        assert Flag.CURATED in each.flags
    one = _list(
        make_corpus,
        """\
        - correct: "2. Piet Harrow and Runa Talvik"
          person: Piet Harrow and Runa Talvik
        """,
        name="one",
    )
    assert [s.ordinal for s in one.signatures].count(2) == 1
    assert Flag.SEVERAL_PEOPLE_IN_ENTRY not in _entry(one, 2).flags


def test_an_entry_that_rules_missed_takes_its_place(make_corpus: MakeCorpus) -> None:
    record = _list(make_corpus, '- add: "Tove Lark"\n')
    assert _codes(record) == []
    assert _who(record)[-1][1:] == (None, "Tove Lark", None)
    assert [s.position for s in record.signatures] == [*range(1, len(record.signatures) + 1)]
    assert record.signatures[-1].flags == (Flag.CURATED,)
    line = record.ledger[-1]
    assert (line.status, line.reason) == ("parsed", f"entry {len(record.signatures)}")


def test_what_is_no_signature_leaves_the_list(make_corpus: MakeCorpus) -> None:
    whole = _record(make_corpus({"letter.txt": LIST}, name="whole"))
    assert _entry(whole, 7).repeats == 1
    record = _list(
        make_corpus,
        """\
        - dismiss: "1. Orla Fenwick, Ferry Friends, Eastmere"
          reason: crossed out in the original
        """,
    )
    assert _codes(record) == []
    assert len(record.signatures) == len(whole.signatures) - 1
    assert [s.position for s in record.signatures] == [*range(1, len(record.signatures) + 1)]
    assert _entry(record, 7).repeats is None
    assert Flag.REPEATS_ENTRY not in _entry(record, 7).flags
    assert [p.code for p in whole.warnings].count("repeated-entry") == 1
    assert "repeated-entry" not in [p.code for p in record.warnings]
    ignored = [line.reason for line in record.ledger if "Orla" in LIST[line.start : line.end]]
    assert ignored[0] == "dismissed by a curator"
    _covers(record, whole)


def test_an_entry_that_is_cut_too_short_is_quoted_whole(make_corpus: MakeCorpus) -> None:
    record = _list(
        make_corpus,
        """\
        - correct: "6. Sela Brandt, chair, League of River Towns, Westmere"
          person: Sela Brandt
          role: chair
          organization: League of River Towns
          place: Westmere
        """,
    )
    assert _codes(record) == []
    entry = _entry(record, 6)
    assert entry.text.endswith("Westmere")
    assert entry.place
    assert entry.place.text == "Westmere"
    assert entry.role_concept == "chairperson"


def test_entries_are_joined_and_parted(make_corpus: MakeCorpus) -> None:
    """What is dismissed makes place for what is added, in whatever order they stand."""
    record = _list(
        make_corpus,
        """\
        - add: "Piet Harrow"
        - add: "Runa Talvik, Rowing Club"
          person: Runa Talvik
          organization: Rowing Club
        - dismiss: "2. Piet Harrow and Runa Talvik, Rowing Club"
          reason: two entries in one line
        - add: "4. Quay and Basin"
          type: organization
        - dismiss: "4. Quay and Basin"
        """,
    )
    assert _codes(record) == []
    assert [who[2:] for who in _who(record)][1:4] == [
        ("Piet Harrow", None),
        ("Runa Talvik", "Rowing Club"),
        (None, "Quay and Basin"),
    ]
    assert _entry(record, 4).rule == CURATION


def test_a_number_that_is_found_is_no_longer_missing(make_corpus: MakeCorpus) -> None:
    letter = LIST.replace("4. Quay", "4. Basin").replace("We ask", "3. Mole and Pier\n\nWe ask")
    plain = _record(make_corpus({"letter.txt": letter}, name="plain"))
    assert plain.missing_ordinals == (3,)
    folder = make_corpus(
        {"letter.txt": letter},
        {"letter.yaml": 'signatures:\n  - add: "3. Mole and Pier"\n    type: organization\n'},
    )
    record = _record(folder)
    assert record.missing_ordinals == ()
    assert not [s for s in record.signatures if Flag.ORDINAL_GAP_BEFORE in s.flags]


def test_expected_signatures_are_those_after_the_decisions(make_corpus: MakeCorpus) -> None:
    decisions = 'expect: {signatures: 2}\nsignatures:\n  - dismiss: "2. Piet Harrow"\n'
    record = _record(make_corpus(curation={"letter.yaml": decisions}))
    assert _codes(record) == []
    assert [s.ordinal for s in record.signatures] == [1, 3]


def test_a_decision_on_an_entry_is_traced_to_its_line(make_corpus: MakeCorpus) -> None:
    decisions = 'signatures:\n  - correct: "2. Piet Harrow"\n    person: Piet Harrow\n'
    corpus = Corpus.open(make_corpus(curation={"letter.yaml": decisions}))
    made_by = corpus.explain("letter/signature/2").made_by
    assert made_by is not None
    assert (made_by.kind, made_by.file, made_by.line) == (CURATION, "curation/letter.yaml", 2)
    assert corpus.validate() == []
    provenance = b"".join(corpus.nquads())
    assert b"letter/curation> <http://www.w3.org/ns/prov#used>" in provenance


@pytest.mark.parametrize(
    ("decision", "code", "line"),
    [
        ('- correct: "1. Orla Fenwick"\n  person: Orla Fenwock\n', "not-in-entry", 3),
        ('- correct: "1. Orla Fenwick"\n  place: [Ulm]\n', "wrong-type", 3),
        ('- correct: "1. Orla Fenwick"\n  role:\n', "wrong-type", 3),
        ('- correct: "1. Orla Fenwick"\n  people: Orla\n', "wrong-type", 3),
        ('- correct: "1. Orla Fenwick"\n  person: ""\n  type: person\n', "who-signs", 2),
        ('- correct: "1. Orla Fenwick"\n  person: Orla\n  type: office\n', "who-signs", 2),
        ('- correct: "1. Orla Fenwick"\n  type: ghost\n', "unknown-value", 3),
        ('- dismiss: "To the Mayor"\n', "no-finding", 2),
        ('- dismiss: "Nobody At All"\n', "quote-not-found", 2),
        ('- add: "Orla Fenwick"\n', "already-read", 2),
        ('- dismiss: "Rowing Club\\n3. Runa Talvik"\n', "several-findings", 2),
    ],
)
def test_a_decision_on_the_list_that_fails_changes_nothing(
    make_corpus: MakeCorpus, decision: str, code: str, line: int
) -> None:
    text = f"signatures:\n{textwrap.indent(decision, '  ')}"
    record = _record(make_corpus(curation={"letter.yaml": text}))
    assert _codes(record) == [(code, line)]
    assert record.signatures == _record(make_corpus(name="plain")).signatures


def _covers(record: Record, whole: Record) -> None:
    """The roll call still covers every character once."""
    covered = [offset for line in record.ledger for offset in range(line.start, line.end)]
    assert covered == [o for line in whole.ledger for o in range(line.start, line.end)]


def test_a_letter_for_people() -> None:
    """The letter that these tests decide on reads as they expect."""
    assert LETTER.count("Friends of the Lower Bridge") == 2
