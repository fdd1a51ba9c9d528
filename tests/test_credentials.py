"""Where a name and a password come from, and that the password goes nowhere else."""

from __future__ import annotations

import os
import pty
import sys
import traceback
from pathlib import Path

import pytest

from appeals_rdf.errors import AppealsError, InputError, UsageError
from appeals_rdf.profiles import Profile
from appeals_rdf.remote.credentials import Credentials, credentials_of, hidden_prompt, in_the_clear

URL = "http://store.example.org:3030/appeals"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder without a netrc file."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NETRC", raising=False)
    return tmp_path


def profile(user: str = "", password_file: Path | None = None) -> Profile:
    return Profile("archive", URL, user=user, password_file=password_file)


def netrc(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / ".netrc"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return file


def nobody(prompt: str) -> str:
    raise AssertionError("nobody is to be asked")


def refusal(error: type[AppealsError], asked: Profile) -> str:
    """What is said when it fails; and nothing of it, not even a traceback, has the password."""
    with pytest.raises(error) as raised:
        credentials_of(asked, nobody)
    assert "lantern" not in "".join(traceback.format_exception(raised.value))
    assert "\n" not in raised.value.message
    return raised.value.message


# --- a file


@pytest.mark.parametrize(
    "data", [b"lantern light", b"lantern light\n", b"lantern light\r\nmore", b"lantern light\n\n"]
)
def test_the_first_line_of_the_password_file(home: Path, data: bytes) -> None:
    netrc(home, "machine store.example.org login ada password other\n")
    (home / "word").write_bytes(data)
    found = credentials_of(profile("ada", home / "word"), nobody)
    assert found == Credentials("ada", "lantern light")


def test_spaces_belong_to_a_password(home: Path) -> None:
    (home / "word").write_text("  ключ \n", "utf-8")
    assert credentials_of(profile("ada", home / "word")) == Credentials("ada", "  ключ ")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "cannot be read: No such file"),
        (b"", "has no password"),
        (b"\nlantern", "has no password"),
        (b"lantern" * 1000, "has no password"),
        (b"lantern\xff", "is not UTF-8"),
    ],
)
def test_a_password_file_that_is_none(home: Path, data: bytes | None, says: str) -> None:
    if data is not None:
        (home / "word").write_bytes(data)
    message = refusal(InputError, profile("ada", home / "word"))
    assert says in message
    assert str(home / "word") in message


def test_a_password_file_needs_a_user(home: Path) -> None:
    (home / "word").write_text("lantern")
    assert "has a password file and no user" in refusal(UsageError, profile("", home / "word"))


# --- a netrc file


@pytest.mark.parametrize(
    ("text", "user", "found"),
    [
        ("machine store.example.org login ada password lantern", "", ("ada", "lantern")),
        ("machine store.example.org login ada password lantern", "ada", ("ada", "lantern")),
        ("machine store.example.org password lantern", "ada", ("ada", "lantern")),
        ('machine store.example.org\n  login ada\n  password "a b"\n', "", ("ada", "a b")),
        ("default login ada password lantern", "", ("ada", "lantern")),
        (
            "machine store.example.org login ada password lantern\ndefault login x password y",
            "",
            ("ada", "lantern"),
        ),
        ("machine store.example.org login ada password lantern", "bo", None),
        ("machine store.example.org login ada", "", None),
        ("machine store.example.org password lantern", "", None),
        ("machine example.org login ada password lantern", "", None),
        ("", "", None),
    ],
)
def test_the_entry_of_the_host(
    home: Path, text: str, user: str, found: tuple[str, str] | None
) -> None:
    netrc(home, text)
    assert credentials_of(profile(user)) == (Credentials(*found) if found else None)


def test_netrc_may_lie_elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc(home, "default login bo password other")
    (home / "mine").write_text("default login ada password lantern", "utf-8")
    # Such a file is often one that a container was given, which others may read.
    (home / "mine").chmod(0o644)
    monkeypatch.setenv("NETRC", str(home / "mine"))
    assert credentials_of(profile()) == Credentials("ada", "lantern")
    monkeypatch.setenv("NETRC", str(home / "none"))
    assert "which the variable NETRC names, is not there" in refusal(InputError, profile())


def test_the_netrc_of_the_home_folder_is_private(home: Path) -> None:
    file = netrc(home, "default login ada password lantern", 0o644)
    assert f"chmod 600 {file}" in refusal(InputError, profile())


@pytest.mark.parametrize(
    "text",
    [
        "machine store.example.org\nlogin ada password my lantern\n",
        "machine store.example.org login ada\nlantern\n",
        "\nlantern\n",
    ],
)
def test_a_broken_netrc_is_named_with_the_line(home: Path, text: str) -> None:
    file = netrc(home, text)
    message = refusal(InputError, profile())
    assert f"{file} is broken at line 3 or the line before" in message


def test_a_netrc_that_cannot_be_read(home: Path) -> None:
    (home / ".netrc").mkdir()
    assert "cannot be read" in refusal(InputError, profile())


# --- a person


def test_a_person_is_asked_where_no_file_knows(home: Path) -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "lantern"

    assert credentials_of(profile("ada"), ask) == Credentials("ada", "lantern")
    assert asked == ["Password of ada for archive: "]


def test_without_a_name_nobody_is_asked() -> None:
    assert credentials_of(profile(), nobody) is None
    assert credentials_of(profile("ada")) is None


def test_nothing_is_asked_where_no_person_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert hidden_prompt() is None


def test_what_is_typed_is_not_shown() -> None:
    """On a real terminal, of a process of its own."""
    code = (
        "from appeals_rdf.remote.credentials import hidden_prompt; ask = hidden_prompt(); "
        "print('given', ask and ask('Password: ') == 'lantern')"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", code])
    shown = b""
    try:
        while b"Password: " not in shown:
            shown += os.read(terminal, 1000)
        os.write(terminal, b"lantern\n")
        while b"given" not in shown:
            shown += os.read(terminal, 1000)
        while part := os.read(terminal, 1000):
            shown += part
    except OSError:
        pass  # A terminal whose process has ended answers so.
    finally:
        os.close(terminal)
        os.waitpid(child, 0)
    assert b"given True" in shown
    assert b"lantern" not in shown


def test_a_password_is_never_shown() -> None:
    found = Credentials("ada", "lantern")
    assert "ada" in repr(found)
    assert "lantern" not in repr(found) + str(found) + f"{found!a}"


@pytest.mark.parametrize(
    ("url", "noted"),
    [
        ("http://data.example.org/ds", True),
        ("https://data.example.org/ds", False),
        ("http://localhost:3030/ds", False),
        ("http://127.0.0.1/ds", False),
        ("http://[::1]:3030/ds", False),
    ],
)
def test_a_password_in_the_clear_is_noted(url: str, noted: bool) -> None:
    profile = Profile(name="archive", url=url)
    said = in_the_clear(profile, Credentials("curator", "kept-in-a-drawer"))
    assert bool(said) is noted
    assert "kept-in-a-drawer" not in said
    assert in_the_clear(profile, None) == ""
