"""People's decisions are found again in the text, put on the record, and never lost in silence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from appeals_rdf.api import Corpus
from appeals_rdf.model import CURATION, Flag, PartyType, Record
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


def test_a_letter_for_people() -> None:
    """The letter that these tests decide on reads as they expect."""
    assert LETTER.count("Friends of the Lower Bridge") == 2
