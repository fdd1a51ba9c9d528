"""``review`` lists what is doubtful, and its stubs can be put into ``curation/`` as they are."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from appeals_rdf.api import Corpus
from appeals_rdf.model import Flag, Record, Signature
from appeals_rdf.review import RANKS, Doubt, most_doubtful, write_doubts
from appeals_rdf.stubs import stub
from tests.conftest import LETTER, SEEDS, MakeCorpus
from tests.rolls import draw_roll
from tests.test_cli import run

DOUBTFUL = """\
# A letter on the night trains

To the Minister of Railways

We, the 9 undersigned, ask for the night trains.

Signed by:

1. Ada Lind, Northfield
2. Cy Moor and Bo Ash, Railway Friends
3. Ruh Tolva Keem
5. Ida “Sleeper Public Union, chair
6. Ada Lind, Northfield
6. Ada Lind, Northfield
"""
UNSIGNED = "A note on the bridges\n\nWe ask the Mayor of Eastmere to open the bridge again.\n"


def _doubts(folder: Path, below: float = 0.9) -> list[Doubt]:
    return [doubt for each in Corpus.open(folder).review(below=below) for doubt in each.doubts]


def _codes(folder: Path) -> list[str]:
    return [doubt.code for doubt in most_doubtful(_doubts(folder))]


def test_a_letter_without_doubts_has_nothing_to_look_at(make_corpus: MakeCorpus) -> None:
    folder = make_corpus()
    assert _doubts(folder) == []
    result = run("--corpus", folder, "review")
    assert (result.returncode, result.stdout) == (0, "Nothing to look at.\n")
    assert json.loads(run("--corpus", folder, "review", "--format", "json").stdout) == []
    assert run("--corpus", folder, "review", "--stub").stdout == ""


def test_doubts_come_with_their_line_what_was_read_and_why(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"letter.txt": DOUBTFUL})
    doubts = {doubt.code: doubt for doubt in reversed(_doubts(folder, below=1.01))}
    assert doubts["declared-count"].in_line == "⟦We, the 9 undersigned⟧, ask for the night trains."
    entry = next(d for d in _doubts(folder, 1.01) if d.words.startswith("2. Cy Moor"))
    assert entry.in_line == "⟦2. Cy Moor and Bo Ash, Railway Friends⟧"
    assert (entry.line, entry.column) == (10, 1)
    assert entry.read == (
        ("person", "Cy Moor"),
        ("person", "Bo Ash"),
        ("organization", "Railway Friends"),
        ("type", "person"),
    )
    assert len(entry.entry) == 2
    gap = next(d for d in _doubts(folder) if d.words.startswith("5. Ida"))
    assert "the numbering skips before entry 5" in gap.why


def test_the_most_doubtful_come_first_over_all_documents(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"a.txt": LETTER, "b.txt": DOUBTFUL, "c.txt": UNSIGNED})
    found = most_doubtful(_doubts(folder))
    assert [doubt.rank for doubt in found] == sorted(doubt.rank for doubt in found)
    assert {doubt.file for doubt in found} == {"b.txt", "c.txt"}
    assert found[0].code == "declared-count"


def test_a_letter_that_nobody_signed_is_a_normal_result(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"note.txt": UNSIGNED}, name="asked")
    (doubt,) = [d for d in _doubts(folder) if d.code == "no-list"]
    assert doubt.why == ("no signature list was found; that is a normal result, if nobody signed",)
    assert "no-date" in _codes(folder)
    settled = make_corpus({"note.txt": UNSIGNED}, {"note.yaml": "expect: {signatures: 0}\n"})
    assert "no-list" not in _codes(settled)


def test_what_people_decided_is_settled(make_corpus: MakeCorpus) -> None:
    before = make_corpus({"letter.txt": DOUBTFUL}, name="before")
    after = make_corpus(
        {"letter.txt": DOUBTFUL},
        {
            "letter.yaml": """\
                expect: {signatures: 7}
                signatures:
                  - correct: "5. Ida “Sleeper Public Union, chair"
                    person: Ida
                    organization: “Sleeper Public Union
                    role: chair
                """
        },
    )
    assert "declared-count" in _codes(before)
    assert "declared-count" not in _codes(after)
    decided = "5. Ida"
    assert [d for d in _doubts(before) if d.words.startswith(decided)]
    assert not [d for d in _doubts(after) if d.words.startswith(decided)]


def test_an_error_in_the_decisions_comes_first(make_corpus: MakeCorpus) -> None:
    folder = make_corpus(curation={"letter.yaml": 'signatures:\n  - dismiss: "Nobody"\n'})
    (doubt,) = _doubts(folder)
    assert (doubt.code, doubt.rank) == ("quote-not-found", 0.0)
    assert doubt.why[0].startswith("curation/letter.yaml, line 2: ")
    assert run("--corpus", folder, "review").returncode == 1


def test_every_rank_is_that_of_a_doubt_and_in_order() -> None:
    assert list(RANKS.values()) == sorted(RANKS.values())
    assert all(0 < rank < 1 for rank in RANKS.values())


def test_formats(make_corpus: MakeCorpus) -> None:
    doubts = _doubts(make_corpus({"letter.txt": DOUBTFUL}), below=1.01)
    table = write_doubts(doubts, "table")
    assert "    person Cy Moor | person Bo Ash | body Railway Friends | type person\n" in table
    rows = list(csv.DictReader(io.StringIO(write_doubts(doubts, "csv"))))
    assert len(rows) == len(doubts)
    both = next(row for row in rows if row["person"] == "Cy Moor; Bo Ash")
    assert (both["organization"], both["line"], both["code"]) == ("Railway Friends", "10", "entry")
    listed = json.loads(write_doubts(doubts, "json"))
    assert [each["words"] for each in listed] == [doubt.words for doubt in doubts]
    assert next(e["read"] for e in listed if "Cy Moor" in e["words"])["person"] == [
        "Cy Moor",
        "Bo Ash",
    ]


def test_the_command_lists_so_many_and_says_how_many_more(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"letter.txt": DOUBTFUL})
    whole = run("--corpus", folder, "review", "--below", "1.01", "--format", "csv")
    count = len(list(csv.DictReader(io.StringIO(whole.stdout))))
    some = run("--corpus", folder, "review", "--below", "1.01", "--limit", "2", "letter")
    assert some.stdout.count("letter.txt:") == 2
    assert f"{count - 2} more places are listed with --limit {count}." in some.stderr
    assert run("--corpus", folder, "review", "nothing").returncode == 2
    assert run("--corpus", folder, "review", "--stub", "--write-stubs").returncode == 2


def test_contacts_are_shown_nowhere(make_corpus: MakeCorpus) -> None:
    letter = DOUBTFUL.replace("Ruh Tolva Keem", "Ruh Tolva Keem, r.keem@example.org")
    folder = make_corpus({"letter.txt": letter})
    for arguments in (["--format", "json"], ["--stub"], []):
        shown = run("--corpus", folder, "review", "--below", "1.01", *arguments).stdout
        assert "Tolva Keem" in shown
        assert "@example" not in shown


# --- stubs


def _read(each: Signature) -> Signature:
    """An entry without what only says that a person confirmed it."""
    plain = {
        name: replace(mention, rule="", confidence=1.0, flags=())
        for name in ("person", "honorific", "role", "organization", "place")
        if (mention := getattr(each, name))
    }
    flags = tuple(
        flag for flag in each.flags if flag is not Flag.CURATED and not flag.endswith("-inferred")
    )
    status = each.name_status.replace("split-inferred", "complete")
    return replace(
        each,
        rule="",
        confidence=1.0,
        flags=tuple(sorted(flags)),
        name_status=type(each.name_status)(status),
        **plain,
    )


def _confirmed(folder: Path, below: float) -> tuple[list[Record], list[Record]]:
    """The records before and after all stubs are put into ``curation/`` as they are."""
    before = list(Corpus.open(folder).records())
    for each in Corpus.open(folder).review(below=below):
        path = folder / "curation" / f"{Path(each.document.file).stem}.yaml"
        path.write_text(stub(each), "utf-8")
    return before, list(Corpus.open(folder).records())


@pytest.mark.parametrize("below", [0.9, 1.01])
def test_an_unedited_stub_changes_nothing_but_who_says_it(
    make_corpus: MakeCorpus, below: float
) -> None:
    odd = (
        "Signed by:\n\n• Ada Lind\n• Ada Lind\n• Chairman of the Elm Union\n• Ada\u2028Lind\n"
        "• Cy Moor\u200b (Oak\ufeff Union)\n• 'Bo: Ash' #1\n• Ida - Ash - Elm\n"
    )
    folder = make_corpus(
        {"a.txt": LETTER, "b.md": DOUBTFUL, "c.txt": UNSIGNED, "d.txt": odd.replace("\n", "\r\n")}
    )
    before, after = _confirmed(folder, below)
    for old, new in zip(before, after, strict=True):
        assert not [p for p in new.warnings if p.file.startswith("curation/")]
        assert list(map(_read, new.signatures)) == list(map(_read, old.signatures))
        unlike = {name: getattr(old, name) for name in ("sha256", "title", "date", "addressees")}
        assert unlike == {name: getattr(new, name) for name in unlike}
        assert [p.message for p in new.warnings if p.code != "split-inferred"] == [
            p.message for p in old.warnings if p.code != "split-inferred"
        ]
    if below > 1:
        entries = [s for record in after for s in record.signatures]
        decided = [s for s in entries if Flag.CURATED in s.flags]
        assert len(decided) >= len(entries) - 3


def test_stubs_of_the_seeds_change_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder, ignore=lambda path, names: {"curation"} & set(names))
    (folder / "curation").mkdir()
    before, after = _confirmed(folder, 1.01)
    for old, new in zip(before, after, strict=True):
        assert not [p for p in new.warnings if p.file.startswith("curation/")]
        assert list(map(_read, new.signatures)) == list(map(_read, old.signatures))
        assert [(line.start, line.end) for line in new.ledger] == [
            (line.start, line.end) for line in old.ledger
        ]


def test_stubs_of_random_rolls_change_nothing(make_corpus: MakeCorpus) -> None:
    drawn = [draw_roll(seed) for seed in range(40)]
    folder = make_corpus({f"r{n}{roll.suffix}": roll.content for n, roll in enumerate(drawn)})
    before, after = _confirmed(folder, 1.01)
    for old, new in zip(before, after, strict=True):
        assert not [p for p in new.warnings if p.file.startswith("curation/")]
        assert list(map(_read, new.signatures)) == list(map(_read, old.signatures))
        assert all(Flag.CURATED in each.flags for each in new.signatures)


def test_a_stub_is_edited_and_obeyed(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"letter.txt": DOUBTFUL})
    (review,) = Corpus.open(folder).review(below=1.01)
    text = stub(review)
    assert "# expect: {signatures: 7}" in text
    decisions = yaml.safe_load(text)["signatures"]
    keem = next(each for each in decisions if "Keem" in each["correct"])
    edited = text.replace(
        f'- correct: "{keem["correct"]}"',
        f'- dismiss: "{keem["correct"]}"\n    reason: the name of a train',
    ).replace("# expect: {signatures: 7}", "expect: {signatures: 6}")
    (folder / "curation" / "letter.yaml").write_text(edited, "utf-8")
    (record,) = Corpus.open(folder).records()
    assert not [p for p in record.warnings if p.file.startswith("curation/")]
    assert "Keem" not in " ".join(s.text for s in record.signatures)
    assert len(record.signatures) == 6


def test_stubs_never_overwrite_decisions(make_corpus: MakeCorpus) -> None:
    kept = "kind: letter\n"
    folder = make_corpus({"old.txt": DOUBTFUL, "new.txt": DOUBTFUL}, {"old.yaml": kept})
    result = run("--corpus", folder, "review", "--write-stubs")
    assert result.returncode == 0, result.stderr
    assert (folder / "curation" / "old.yaml").read_text("utf-8") == kept
    written = (folder / "curation" / "new.yaml").read_text("utf-8")
    assert yaml.safe_load(written)["document"] == "new.txt"
    assert "new.yaml: " in result.stderr
    assert result.stdout.startswith("# curation/old.yaml is there: add to it what you decide.\n")
    printed = run("--corpus", folder, "review", "--stub", "old").stdout
    assert printed == result.stdout
    again = run("--corpus", folder, "review", "--write-stubs")
    assert again.stderr == ""
    assert (folder / "curation" / "new.yaml").read_text("utf-8") == written
