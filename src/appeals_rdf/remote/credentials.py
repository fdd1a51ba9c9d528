"""Who signs in to a store, and with which password.

The first of these that has a password gives it: the ``password-file`` of the profile, a netrc file
(the one that ``NETRC`` names, else ``~/.netrc``), a person at the terminal. A password never stands
on a command line, in an address, in a message or in a ``repr``.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from appeals_rdf.errors import InputError, UsageError
from appeals_rdf.profiles import Profile, is_here

Ask = Callable[[str], str]
"""Shows a prompt and gives the words that a person typed."""

PASSWORD_LIMIT = 4096
"""Bytes of a password file that are looked at; its first line has to end within them."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and a password. Only the name is ever shown."""

    user: str
    password: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The password in the forms in which a server could repeat it; no message may show them."""
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return tuple(form for form in (token, quote(self.password), self.password) if self.password)


def credentials_of(profile: Profile, ask: Ask | None = None) -> Credentials | None:
    """How to sign in to this store; None where nothing says so.

    ``ask`` is called for a password where the profile names a user and no file knows them; see
    ``hidden_prompt``. Raises ``InputError`` for a file that cannot be read or is broken.
    """
    if profile.password_file is not None:
        if not profile.user:
            raise UsageError(
                f"the store '{profile.name}' has a password file and no user. Add 'user: NAME' to "
                "its profile in corpus.yaml, or give --user NAME."
            )
        return Credentials(profile.user, _first_line(profile.password_file))
    if found := _of_netrc(profile):
        return found
    if profile.user and ask is not None:
        return Credentials(profile.user, ask(f"Password of {profile.user} for {profile.name}: "))
    return None


def in_the_clear(profile: Profile, credentials: Credentials | None) -> str:
    """A sentence for a password that goes unencrypted to another machine; else empty."""
    addresses = (profile.url, profile.query, profile.update, profile.graph_store)
    parts = [urlsplit(address) for address in addresses if address]
    if credentials is None or all(p.scheme != "http" or is_here(p.hostname or "") for p in parts):
        return ""
    return (
        f"Note: the password for {profile.name} goes over the network as it is, and can be read "
        "on the way. Use https:// if the store has it."
    )


def hidden_prompt() -> Ask | None:
    """A prompt that does not show what is typed, where a person sits at the terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    import click

    def ask(prompt: str) -> str:
        return str(click.prompt(prompt, hide_input=True, err=True, prompt_suffix=""))

    return ask


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            line, end, _ = opened.read(PASSWORD_LIMIT).partition(b"\n")
        password = line.removesuffix(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        # The error itself would quote the password.
        raise InputError(f"the password file {file} is not UTF-8. Save it as UTF-8.") from None
    except OSError as error:
        raise InputError(
            f"the password file {file} cannot be read: {error.strerror or error}."
        ) from error
    if not password or (not end and len(line) == PASSWORD_LIMIT):
        raise InputError(f"the password file {file} has no password. Write it into its first line.")
    return password


def _of_netrc(profile: Profile) -> Credentials | None:
    """What the netrc file has for the host of the store, or as ``default``.

    An entry of another user than the profile's is that user's, and is left alone.
    """
    named = os.environ.get("NETRC", "")
    try:
        file = Path(named) if named else Path.home() / ".netrc"
    except RuntimeError:
        return None
    entry = _netrc_entry(file, urlsplit(profile.url).hostname or "", own=not named)
    if entry is None:
        return None
    login, password = entry
    if not password or (login and profile.user and login != profile.user):
        return None
    user = profile.user or login
    return Credentials(user, password) if user else None


def _netrc_entry(file: Path, host: str, *, own: bool) -> tuple[str, str] | None:
    """Name and password of the entry for ``host``.

    The file in the home folder must be nobody else's to read, as the standard library has it.
    """
    import netrc

    try:
        # Without a name the library takes ~/.netrc, and only then looks at who may read it.
        entry = netrc.netrc(None if own else str(file)).authenticators(host)
    except FileNotFoundError:
        if own:
            return None
        raise InputError(
            f"the netrc file {file}, which the variable NETRC names, is not there."
        ) from None
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError:
        raise InputError(f"{file} is no text that can be read. Save it as UTF-8.") from None
    except netrc.NetrcParseError as error:
        # What the library says may quote a password: it is not repeated, nor chained. It names a
        # line for what stands in the file, and none for who may read it.
        if error.lineno is None:
            raise InputError(
                f"{file} can be read by others, or is another user's. Make it your own: "
                f"chmod 600 {file}"
            ) from None
        raise InputError(
            f"{file} is broken at line {error.lineno} or the line before. An entry reads "
            "'machine HOST login NAME password WORDS', quoted where a word has a space."
        ) from None
    return (entry[0] or "", entry[2] or "") if entry else None
