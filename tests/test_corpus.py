"""Corpus folders and curation files: what is wrong is told with file and line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from appeals_rdf.corpus import create_folder, find_corpus, open_folder
from appeals_rdf.curation import Quote, anchor
from appeals_rdf.errors import AppealsError, DataError, InputError
from appeals_rdf.model import Problem
from appeals_rdf.read import MAX_BYTES, read_document
from tests.conftest import LETTER, MakeCorpus


def _problems(folder: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(DataError) as caught:
        open_folder(folder)
    return [(p.file, p.line, p.code) for p in caught.value.problems]


def test_entries_are_in_the_order_of_their_ids(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"b.txt": LETTER, "a.txt": LETTER, "C d.md": LETTER})
    assert [e.id for e in open_folder(folder).entries] == ["a", "b", "c-d"]


def test_a_curation_names_the_appeal_and_stays_without_its_decisions(
    make_corpus: MakeCorpus,
) -> None:
    folder = make_corpus(curation={"letter.yaml": "id: 2031-05-14-bridge\nkind: letter\n"})
    (entry,) = open_folder(folder).entries
    assert entry.id == "2031-05-14-bridge"
    assert entry.curation is not None
    assert entry.curation.kind == "letter"
    (plain,) = open_folder(folder, curated=False).entries
    assert (plain.id, plain.curation) == ("2031-05-14-bridge", None)


def test_a_curation_is_about_the_document_of_its_name(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"letter.md": LETTER}, {"letter.yaml": "kind: letter\n"})
    (entry,) = open_folder(folder).entries
    assert entry.curation is not None
    assert entry.curation.document == "letter.md"


def test_two_documents_of_one_id(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"a letter.txt": LETTER, "a-letter.txt": LETTER})
    assert _problems(folder) == [("documents/a-letter.txt", None, "id-twice")]


def test_everything_wrong_with_the_yaml_is_told_at_once(make_corpus: MakeCorpus) -> None:
    folder = make_corpus(
        curation={
            "letter.yaml": """\
                id: Not An Id
                colour: blue
                kind: poem
                expect: {signatures: many, faces: 3}
                date: {edtf: 2031-99-99, quote: "14 May"}
                events:
                  - correct: "the bridge"
                    dismiss: "the bridge"
                  - kind: meeting
                  - add: "the bridge"
                    kind: feast
                    date: soon
                citations: 12
                claims:
                  - correct: "12 people"
                    measure: tears
                """,
            "other.yaml": "document: nowhere.txt\n",
            "third.yaml": "document: letter.txt\n",
        },
        config="titel: Test\n",
    )
    assert _problems(folder) == [
        ("corpus.yaml", 1, "unknown-key"),
        ("corpus.yaml", 1, "no-title"),
        ("curation/letter.yaml", None, "bad-id"),
        ("curation/letter.yaml", 2, "unknown-key"),
        ("curation/letter.yaml", 3, "unknown-value"),
        ("curation/letter.yaml", 4, "unknown-key"),
        ("curation/letter.yaml", 4, "wrong-type"),
        ("curation/letter.yaml", 5, "bad-date"),
        ("curation/letter.yaml", 7, "no-action"),
        ("curation/letter.yaml", 9, "no-action"),
        ("curation/letter.yaml", 11, "unknown-value"),
        ("curation/letter.yaml", 12, "bad-date"),
        ("curation/letter.yaml", 13, "wrong-type"),
        ("curation/letter.yaml", 16, "unknown-value"),
        ("curation/other.yaml", 1, "no-such-document"),
        ("curation/third.yaml", 1, "curated-twice"),
    ]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("title: [\n", "corpus.yaml, line 2"),
        ("title: a\ntitle: b\n", "line 2: the key 'title' stands twice"),
        ("a: &x [1]\ntitle: *x\n", "line 2: YAML aliases"),
        ("? [a]\n: b\n", "line 1: a key must be a plain word"),
    ],
)
def test_broken_yaml_tells_its_line(make_corpus: MakeCorpus, config: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        open_folder(make_corpus(config=config))


def test_settings_and_folders_are_checked(make_corpus: MakeCorpus) -> None:
    folder = make_corpus(
        config="title: Test\nbase: https://e.org/a b/\nlanguage: xx\nlicence: x <y>\n"
    )
    (folder / "documents" / "more").mkdir()
    (folder / "documents" / "link.txt").symlink_to("nowhere")
    assert _problems(folder) == [
        ("corpus.yaml", 2, "bad-value"),
        ("corpus.yaml", 3, "unknown-value"),
        ("corpus.yaml", 4, "bad-value"),
        ("documents/link.txt", None, "no-file"),
        ("documents/more", None, "no-file"),
    ]


def test_no_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"there is no corpus\.yaml here"):
        find_corpus()
    with pytest.raises(InputError, match=r"has no corpus\.yaml"):
        find_corpus(tmp_path)


def test_init_makes_a_corpus_that_opens_and_never_overwrites(tmp_path: Path) -> None:
    create_folder(tmp_path / "new", 'A "quoted" title: yes')
    folder = open_folder(tmp_path / "new")
    assert folder.settings.title == 'A "quoted" title: yes'
    assert folder.entries == ()
    with pytest.raises(InputError, match="exists already"):
        create_folder(tmp_path / "new", "again")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"one\n\x81\x8d\xff\x00", r"a\.txt, line 2: byte 0x81 at offset 4 is not UTF-8"),
        ("a.txt", b"", "is empty"),
        ("a.txt", b"\xef\xbb\xbf \n", "is empty"),
        ("a.txt", b"a\nb\x00c", "line 2: a NUL byte"),
        ("a.txt", b"\x7fELF\x01\x02", "looks like a binary file"),
        ("a.xyz", b"words", "no reader for files ending in '.xyz'"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "larger than 32 MiB"),
    ],
)
def test_unreadable_documents(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(AppealsError, match=message) as caught:
        read_document(tmp_path / name, "a")
    assert caught.value.exit_code == 3


def test_the_text_is_kept_as_it_is(tmp_path: Path) -> None:
    data = "\ufeffA\r\nB\u00a0\U0001f309\r".encode()
    (tmp_path / "a.txt").write_bytes(data)
    document = read_document(tmp_path / "a.txt", "a")
    assert document.text == "\ufeffA\r\nB\u00a0\U0001f309\r"
    assert document.text.encode() == data


TEXT = "On Monday the gate\u00a0was  shut. On Friday the gate was shut again."


@pytest.mark.parametrize(
    ("words", "near", "found"),
    [
        ("On Monday", "", "On Monday"),
        ("Monday the gate was shut", "", "Monday the gate\u00a0was  shut"),  # any white space
        ("gate was shut", "Friday the gate", "gate was shut"),
        ("gate was shut", "again", "gate was shut"),
        ("gate was shut", "Monday", "gate\u00a0was  shut"),
    ],
)
def test_a_quote_finds_its_place(words: str, near: str, found: str) -> None:
    problems: list[Problem] = []
    place = anchor(Quote(words, near, "f.yaml", 3), TEXT, problems)
    assert place is not None
    assert TEXT[slice(*place)] == found
    assert not problems


@pytest.mark.parametrize(
    ("words", "near", "code"),
    [
        ("the door", "", "quote-not-found"),
        ("the gate was shut", "", "quote-not-unique"),
        ("gate was shut", "Sunday", "near-not-unique"),
        ("gate was shut", "the", "near-not-unique"),
        ("gate was shut", "Friday", "near-not-clear"),
        ("", "", "quote-not-found"),
    ],
)
def test_a_quote_that_is_not_clear_is_an_error(words: str, near: str, code: str) -> None:
    problems: list[Problem] = []
    assert anchor(Quote(words, near, "f.yaml", 3), TEXT, problems) is None
    assert [(p.code, p.file, p.line) for p in problems] == [(code, "f.yaml", 3)]
