"""``explain`` shows the words of the letter, at their line and column."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from appeals_rdf import model
from appeals_rdf.corpus import open_folder
from appeals_rdf.curation import Curation, Decision, Quote
from appeals_rdf.errors import UsageError
from appeals_rdf.explain import Explanation, Statement, explain, explain_record, full_iri
from appeals_rdf.rdf import nquads
from appeals_rdf.text import LineIndex
from appeals_rdf.triples import record_descriptions
from tests.conftest import MakeCorpus
from tests.sample import LAYER, MINT, page_record, sample_record, sample_text

RECORD, TEXT = sample_record(), sample_text()
ITEMS = MINT.items("sample-1")


def of(path: str, curation: Curation | None = None) -> Explanation:
    return explain_record(RECORD, TEXT, full_iri(path, MINT), MINT, curation)


def said(explanation: Explanation, label: str) -> Statement:
    [statement] = [s for s in explanation.statements if s.predicate.label == label]
    return statement


def where(statement: Statement) -> tuple[str, int, int]:
    [place] = statement.places
    return place.words, place.line, place.column


def position(words: str, after: str = "") -> tuple[str, int, int]:
    offset = TEXT.index(words, TEXT.index(after))
    return words, *LineIndex(TEXT).position(offset)


def test_a_signature_shows_its_line_with_the_words_marked() -> None:
    e = of("sample-1/signature/6")
    _, line, _ = position("6. Director")
    assert e.to_text().startswith(
        f"""Signature 6
{ITEMS}signature/6
  apl:Signature – The listing, in an appeal, of one party among those who sign it, with the number,
  affiliation and role that the list gives.

  sample-1.txt:{line}:1
  {line} │ ⟦6. Director of the Eastmere Museum⟧

  Read by the rule signature:numbered. Confidence 1.
  Flag: no person named – An office or a role signs and no person is named.

What it says
  in appeal                 sample-1
  list position             5
  ordinal                   6
                            {line}:1  ⟦6⟧. Director of the Eastmere Museum
  name as written           “Director of the Eastmere Museum”
                            {line}:4  6. ⟦Director of the Eastmere Museum⟧
"""
    )
    entry = "6. Director of the Eastmere Museum"
    assert where(said(e, "affiliation as written")) == position("Eastmere Museum", entry)
    assert where(said(e, "on behalf of")) == position("Eastmere Museum", entry)
    assert where(said(e, "role as written")) == position("Director", entry)


def test_words_that_stand_twice_are_found_where_they_are_meant() -> None:
    e = of("sample-1/signature/9")
    entry = "9. Ada Quill"
    assert where(said(e, "name as written")) == position("Ada Quill", entry)
    assert where(said(e, "repeats entry"))[0].startswith("1. Ada Quill")
    e = of("sample-1/signature/3")
    assert where(said(e, "place as written")) == position("Norhaven", "3. Ms. Cora")
    assert where(said(e, "honorific as written")) == position("Ms.", "3. Ms. Cora")


def test_a_claim_shows_its_figure_its_date_and_who_says_it() -> None:
    e = of("sample-1/claim/1")
    assert where(said(e, "has quantity")) == position("more than 40")
    assert where(said(e, "as of")) == position("5 March 2031")
    assert where(said(e, "reported speaker")) == position("the Valley Observer")
    assert "⟦more than 40 people were injured as of 5 March 2031⟧" in e.to_text()
    figure = of("sample-1/claim/1/quantity")
    assert where(said(figure, "numeric value")) == position("more than 40")
    assert said(figure, "lower bound").object.iri == "41"
    assert figure.made_by == e.made_by


def test_words_over_two_lines_are_marked_on_both() -> None:
    text = of("sample-1/claim/2").to_text()
    _, line, _ = position("The occupied landing\nwas closed")
    assert (
        f"  {line} │ … 40 people were injured as of 5 March 2031. ⟦The occupied landing⟧\n" in text
    )
    assert f"  {line + 1} │ ⟦was closed for 12 days⟧. Dozens of boats were lost" in text


def test_an_event_an_appeal_a_person_and_a_passage() -> None:
    event = of("sample-1/event/1")
    assert where(said(event, "date")) == position("3 March 2031")
    assert where(said(event, "at place")) == position("Eastmere", "landing at")
    assert [m.subject.name for m in event.mentions] == ["sample-1/claim/1", "sample-1/claim/2"]

    appeal = of("sample-1")
    assert where(said(appeal, "title"))[1:] == (1, 1)
    assert where(said(appeal, "identifier")) == position("Ref. 1/31")
    assert where(said(appeal, "declared signatory count")) == position("8", "signed by ")

    person = of("sample-1/signature/3/person")
    assert where(said(person, "name as written")) == position("Cora Tindall")
    assert [t.name for t in person.types] == ["apl:Person", "apl:Signatory"]

    [place] = person.places
    passage = of(f"{MINT.passages(RECORD.sha256)}{place.start}-{place.end}")
    assert passage.places == (place,)
    assert [m.subject.name for m in passage.mentions] == ["sample-1/signature/3/person"]


def test_every_subject_can_be_explained_and_every_place_quotes_the_text() -> None:
    descriptions = list(record_descriptions(RECORD, MINT))
    triples = 0
    for subject, _ in descriptions:
        e = of(subject)
        triples += len(e.statements)
        for place in (*e.places, *(p for s in e.statements for p in s.places)):
            assert TEXT[place.start : place.end] == place.words
            assert LineIndex(TEXT).position(place.start) == (place.line, place.column)
            assert place.words
        assert e.to_text() == of(subject).to_text()
        assert all(line == line.rstrip() for line in e.to_text().splitlines())
        assert json.loads(e.to_json())["subject"]["iri"] == subject.strip("<>")
    assert triples == len(nquads(descriptions))


def test_each_quotation_has_its_words() -> None:
    """Whatever is quoted is found: no ``…AsWritten`` is without its place."""
    for subject, _ in record_descriptions(RECORD, MINT):
        for statement in of(subject).statements:
            if statement.predicate.name.endswith("AsWritten"):
                assert [p.words for p in statement.places] == [statement.object.iri]


def test_words_of_a_page_are_shown_in_its_text_layer() -> None:
    def of_page(path: str) -> Explanation:
        return explain_record(page_record(), LAYER, full_iri(path, MINT), MINT)

    e = of_page("page/signature/2")
    assert "  page.html:11:1, in the text layer\n  11 │ ⟦2. Cora Tindall⟧\n" in e.to_text()
    assert where(said(e, "listed under")) == ("Eastmere", 9, 1)
    assert json.loads(e.to_json())["places"][0]["text_layer"] is True
    layer = of_page(said(e, "stated in").object.iri)
    assert layer.subject.label == "Text layer of page.html"
    file = of_page(said(layer, "was derived from").object.iri)
    assert (file.subject.label, file.types[0].name) == ("Source file page.html", "apl:SourceFile")
    assert [m.subject.name for m in file.mentions] == [layer.subject.name]
    people = [of_page(f"page/signature/p{n}") for n in (1, 2)]
    assert people[0].places == people[1].places
    assert [said(p, "name as written").object.iri for p in people] == ["Ada Quill", "Bram Osterley"]


def test_a_decision_is_named_with_its_line() -> None:
    def decision(words: str, line: int) -> Decision:
        return Decision("correct", Quote(words, "", "curation/sample.yaml", line), {})

    title = Quote("Appeal of the Friends", "", "curation/sample.yaml", 3)
    decisions = {"events": (decision("In April the two", 7), decision("the two towns met", 9))}
    curation = Curation("curation/sample.yaml", "sample-1.txt", title=title, decisions=decisions)
    e = of("sample-1/event/meeting", curation)
    assert "Decided by a curator: curation/sample.yaml, line 9. Confidence 1." in e.to_text()
    e = of("sample-1", curation)
    maker = said(e, "title").made_by
    assert maker
    assert (maker.kind, maker.line) == (model.CURATION, 3)
    assert "curation/sample.yaml, line 3" in e.to_text()
    e = of("sample-1/claim/4", curation)
    assert "Decided by a curator: curation/sample.yaml. Confidence" in e.to_text()
    assert "Decided by a curator. " in of("sample-1/claim/4").to_text()


def test_on_a_terminal_words_are_underlined_and_cannot_steer_it() -> None:
    words = "A\x1b[31m \u202eletter\r\n\u00a0漢字e\u0301 " + "long " * 200
    finding = model.Finding(text=words, start=0, end=len(words), rule="title:first-line")
    record = replace(RECORD, title=finding, text_length=len(words), signatures=())
    record = replace(
        record, issuers=(), addressees=(), events=(), claims=(), requests=(), citations=()
    )
    record = replace(
        record, date=None, kind_finding=None, reference=None, declared_signatories=None
    )
    e = explain_record(record, words, f"{ITEMS}".rstrip("/"), MINT)
    plain = e.to_text()
    assert "\x1b" not in plain
    assert "\u202e" not in plain
    assert "⟦A␛[31m �letter⟧" in plain
    assert "漢字e\u0301" in plain
    assert "\x1b[33m\x1b[4mA␛[31m" in e.to_text(colour=True)
    assert "\x1b[31m" not in e.to_text(colour=True)
    assert all(len(line) < 300 for line in plain.splitlines() if "│" in line)


def test_a_long_passage_shows_its_first_and_last_lines() -> None:
    words = "\n".join(f"line {n}" for n in range(1, 41))
    claim = model.Claim(text=words, start=0, end=len(words), rule="claim:x", key="1")
    record = replace(RECORD, claims=(claim,))
    e = explain_record(record, words + TEXT, f"{ITEMS}claim/1", MINT)
    assert "   4 │ ⟦line 4⟧\n   ⋮ │ …\n  38 │ ⟦line 38⟧\n" in e.to_text()


@pytest.mark.parametrize(
    "given",
    [
        f"{ITEMS}event/1",
        f"<{ITEMS}event/1>",
        "sample-1/event/1",
        "sample-1/event/1/",
        "appeal:sample-1/event/1",
        "id/appeal/sample-1/event/1",
    ],
)
def test_an_iri_may_be_written_in_many_ways(given: str) -> None:
    assert full_iri(given, MINT) == f"{ITEMS}event/1"


def test_an_unknown_item_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no item '.*/signature/66'.*'sample-1/signature/6'"):
        of("sample-1/signature/66")


# --- in a corpus folder


@pytest.fixture
def corpus(make_corpus: MakeCorpus) -> Path:
    decisions = """\
        document: letter.txt
        id: bridge
        events:
          - add: "bridge was closed"
            kind: damage
            key: closing
        """
    return make_corpus(curation={"letter.yaml": decisions})


def test_a_corpus_explains_what_it_builds(corpus: Path) -> None:
    folder = open_folder(corpus)
    e = explain(folder, "bridge/event/closing")
    assert "Decided by a curator: curation/letter.yaml, line 4." in e.to_text()
    assert "  7 │ On 2 May 2031 the ⟦bridge was closed⟧, and 12 people" in e.to_text()
    source = said(e, "stated in").object.iri
    assert explain(folder, source).subject.label == "Source text letter.txt"
    assert explain(folder, said(e, "supported by").object.iri).places == e.places


def test_provenance_rules_and_terms_are_explained_too(corpus: Path) -> None:
    folder = open_folder(corpus)
    rule = next(
        s.object.iri
        for s in explain(folder, "bridge/signature/1").statements
        if s.predicate.label == "was generated by"
    )
    assert [t.name for t in explain(folder, rule).types] == ["prov:Activity"]
    assert explain(folder, "bridge/curation").subject.label == "Curation of appeal bridge"
    assert explain(folder, "graph:bridge").subject.label == "Graph of appeal bridge"
    assert explain(folder, "flag:curated").types[0].name == "skos:Concept"
    assert "listing, in an appeal" in explain(folder, "apl:Signature").to_text()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("bride/signature/1", "no appeal 'bride/signature/1'. Did you mean 'bridge'"),
        ("bridge/signature/99", "no item 'bridge/signature/99'. Did you mean"),
        ("apl:Signatur", "Did you mean 'apl:Signature'"),
        ("flag:curate", "Did you mean 'flag:curated'"),
        ("rule:nothing", "no rule 'rule:nothing'"),
        ("source:0123456789abcdef", "no document of this corpus has a digest"),
        ("https://elsewhere.example/x", "no appeal 'https://elsewhere.example/x'"),
        ("", "no appeal ''"),
    ],
)
def test_what_the_corpus_does_not_know(corpus: Path, given: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(open_folder(corpus), given)
    assert told in str(caught.value)
