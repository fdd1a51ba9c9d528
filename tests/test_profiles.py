"""Stores by name and by address: what ``corpus.yaml`` says of them, and what is no address."""

from __future__ import annotations

from pathlib import Path

import pytest

from appeals_rdf.corpus import read_stores
from appeals_rdf.errors import DataError, UsageError
from appeals_rdf.profiles import (
    KINDS,
    TIMEOUT,
    Profile,
    address_problem,
    find_profile,
    shown,
)
from tests.conftest import MakeCorpus

HEAD = "title: Test\nbase: https://data.example.org/\nstores:\n  archive:\n"
WHOLE = """\
    url: https://data.example.org/fuseki/appeals/
    kind: fuseki
    query: https://data.example.org/q
    update: https://data.example.org/u
    graph-store: https://data.example.org/g
    user: curator
    password-file: word
    auth: digest
    certificate: ca.pem
    transactions: false
    page: 500
    timeout: 5
"""


def test_a_profile_as_it_is_written(make_corpus: MakeCorpus) -> None:
    folder = make_corpus(config=HEAD + WHOLE)
    assert read_stores(folder) == {
        "archive": Profile(
            name="archive",
            url="https://data.example.org/fuseki/appeals",
            kind="fuseki",
            query="https://data.example.org/q",
            update="https://data.example.org/u",
            graph_store="https://data.example.org/g",
            user="curator",
            password_file=folder / "word",
            auth="digest",
            certificate=folder / "ca.pem",
            transactions=False,
            page=500,
            timeout=5.0,
        )
    }


def test_an_address_is_enough(make_corpus: MakeCorpus) -> None:
    folder = make_corpus(config=HEAD + "    url: http://localhost:3030/appeals\n")
    url = "http://localhost:3030/appeals"
    assert read_stores(folder) == {"archive": Profile(name="archive", url=url)}
    assert Profile("x", url).timeout == TIMEOUT


def test_a_file_in_the_home_folder(
    make_corpus: MakeCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = make_corpus(config=HEAD + "    url: http://localhost/\n    password-file: ~/.word\n")
    assert read_stores(folder)["archive"].password_file == tmp_path / ".word"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("    user: curator\n", "the store 'archive' has no 'url'"),
        ("    url: ftp://x/y\n", "is no address of a store"),
        ("    url: http://x/\n    query: nowhere\n", "is no address of a store"),
        ("    url: http://x/\n    kind: fusaki\n", "fusaki"),
        ("    url: http://x/\n    auth: bearer\n", "bearer"),
        ("    url: http://x/\n    transactions: 3\n", "must be true or false"),
        ("    url: http://x/\n    timeout: 0\n", "must be above 0"),
        ("    url: http://x/\n    page: many\n", "page"),
        ("    url: http://x/\n    password: secret\n", "password"),
        ("    url: http://ada:secret@x/\n", "has a name or a password in it"),
        ("    url: http://x/\n  a b:\n    url: http://x/\n", "cannot be the name of a store"),
    ],
)
def test_a_wrong_profile_is_told(make_corpus: MakeCorpus, lines: str, says: str) -> None:
    with pytest.raises(DataError) as raised:
        read_stores(make_corpus(config=HEAD + lines))
    [problem] = raised.value.problems
    assert says in f"{problem.message} {problem.advice}"
    assert "secret" not in f"{problem.message} {problem.advice}"


def test_a_store_is_found_by_its_name_or_its_address() -> None:
    archive = Profile("archive", "http://x/a", kind="fuseki")
    stores = {"archive": archive}
    assert find_profile("archive", stores) is archive
    assert find_profile("http://y/b/", stores) == Profile("http://y/b", "http://y/b")


@pytest.mark.parametrize(
    ("to", "stores", "says"),
    [
        ("archiv", {"archive": Profile("archive", "http://x/a")}, "Did you mean 'archive'"),
        ("archive", {}, "names no 'stores:'"),
        ("localhost:3030/appeals", {}, "is no address of a store"),
        ("http://ada:secret@x/", {}, "has a name or a password in it"),
        ("http://[::1", {}, "is no address of a store"),
        ("http://x/a b", {}, "is no address of a store"),
    ],
)
def test_what_is_neither(to: str, stores: dict[str, Profile], says: str) -> None:
    with pytest.raises(UsageError, match=says) as raised:
        find_profile(to, stores)
    assert "secret" not in raised.value.message


@pytest.mark.parametrize("url", ["http://ada:secret@x:1/p?q", "//ada:secret@[x", "http://a@b@x/"])
def test_no_name_is_shown(url: str) -> None:
    assert "secret" not in shown(url)
    assert "@" not in shown(url)


def test_an_address_that_is_one() -> None:
    for url in ("http://localhost:3030/a", "https://x.example/sparql?key=1", "http://[::1]:80/"):
        assert address_problem(url) == ""


def test_kinds_say_where_questions_go() -> None:
    for name, kind in KINDS.items():
        assert kind.title
        assert bool(kind.query) == (name != "graph-store")
        assert all("{url}" in address for address in (kind.query, kind.update) if address)
