"""A record as JSON and as a roll call: entries of several people, headings, and both digests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from appeals_rdf.model import NameStatus
from appeals_rdf.records import record_json
from appeals_rdf.rollcall import entry_numbers, roll_call
from tests.sample import page_record, sample_record

PAGE = (Path(__file__).parents[1] / "docs" / "records.md").read_text("utf-8")


def test_a_text_layer_has_a_digest_beside_that_of_the_file() -> None:
    page, plain = record_json(page_record()), record_json(sample_record())
    assert page["layer_sha256"] != page["sha256"]
    assert plain["layer_sha256"] == plain["sha256"]


def test_people_of_one_entry_share_its_words_and_its_number() -> None:
    first, second, third, _ = record_json(page_record())["signatures"]
    shared = ("ordinal", "text", "start", "end", "group", "flags")
    assert [first[key] for key in shared] == [second[key] for key in shared]
    assert (first["person"], second["person"]) == ("Ada Quill", "Bram Osterley")
    assert (first["group"], third["group"]) == ("Norhaven", "Eastmere")


def test_a_number_that_two_people_share_is_counted_once() -> None:
    record = page_record()
    call = roll_call(record)
    assert (call.found, call.printed) == (4, 3)
    assert entry_numbers(record) == {1: 1, 2: 1, 3: 2, 4: 3}
    cut = tuple(replace(s, name_status=NameStatus.TRUNCATED) for s in record.signatures)
    assert roll_call(replace(record, signatures=cut)).cut == (1, 2, 3)


def test_every_key_is_documented() -> None:
    record = record_json(page_record())
    for key in (*record, *record["signatures"][0]):
        assert f"`{key}`" in PAGE, key
