"""What a store or the way to it refuses, told in sentences.

    StoreError
    ├── Unreachable   the connection could not be made, or ended before an answer
    │   └── Broken    it ended in the middle of an answer; what was read is not all of it
    └── Refused       the store answered with a status that is an error

Each sentence says which address was meant, what came, and what to do. What a server writes into its
answer is shown as one line of harmless characters, and never with the password that it was told.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from appeals_rdf.errors import StoreError

LINE = 200
"""Characters that are shown of what a server says."""

AGAIN = frozenset((408, 429, 502, 503, 504))
"""Statuses after which the same request is worth another try."""


class Unreachable(StoreError):
    """The store could not be reached, or gave no answer. ``short`` fits after its address."""

    def __init__(self, message: str, short: str) -> None:
        super().__init__(message)
        self.short = short


class Broken(Unreachable):
    """The answer broke off: what was read of it is not all of it. It may be asked for again."""


class Refused(StoreError):
    """The store answered with a status that is an error.

    ``after`` is the number of seconds that it asks to be left alone (``Retry-After``).
    """

    def __init__(self, message: str, status: int, after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.after = after
        self.headers: Mapping[str, str] = {}
        """Those of the answer; they tell what kind of store refuses."""
        self.short = f"answers {status}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, in words for the sentences. Only the user's name is in them."""

    method: str
    at: str
    """The address, as it may be shown, and the graph."""
    type_: str = ""
    """Of what was sent."""
    user: str = ""
    secrets: Sequence[str] = field(default=(), repr=False)
    """What must not be repeated, whoever says it."""


_ADVICE: Mapping[int, str] = {
    400: "{at} cannot read what it was sent (400){detail} Is this the address of the store, and is "
    "the store of this kind?",
    403: "{at} forbids {method} {who} (403){detail} Whoever runs the store can allow it.",
    404: "there is nothing at {at} (404){detail} Check the address. In Fuseki, --create makes a "
    "dataset that does not exist yet.",
    405: "{at} does not take {method} (405){detail} Is this the address of the store, and is the "
    "store of this kind?",
    406: "{at} has no answer in a form that is understood here (406){detail} Is the store of this "
    "kind?",
    407: "the proxy before {at} asks for a name and a password (407){detail} The environment "
    "variable of the proxy can hold them.",
    408: "{at} did not get the request in time (408){detail} Run the command again.",
    409: "{at} reports a conflict (409){detail} Something of this name is there already, or "
    "someone else is writing. Look what the store holds, and run the command again.",
    411: "{at} takes nothing whose length is not known before (411){detail} Use the store's own "
    "address, without a proxy before it.",
    413: "{at} refuses so much data in one piece (413){detail} Raise the limit of the server, or "
    "of the proxy before it.",
    414: "the address is too long for {at} (414){detail}",
    415: "{at} does not take {type} (415){detail} Is this the address of the store, and is the "
    "store of this kind?",
    429: "{at} has had too many requests (429){detail} Run the command again later.",
    501: "{at} cannot do {method} (501){detail} Is the store of this kind?",
    502: "the server before {at} gets no answer from it (502){detail} Is the store running?",
    503: "{at} is not ready (503){detail} Run the command again later.",
    504: "the server before {at} gets no answer from it in time (504){detail} Run the command "
    "again later.",
    507: "{at} has no room left (507){detail}",
}
"""Status → what to say. To say more about one: a row here."""


def refused(
    asked: Asked, status: int, body: str, *, sign_in: str = "", after: float | None = None
) -> Refused:
    """The error for a status that is one. ``sign_in`` is the header ``WWW-Authenticate``."""
    # A page about a missing page says nothing more.
    line = (
        "" if status == 404 and body.lstrip().startswith("<") else first_line(body, asked.secrets)
    )
    detail = f": {line}" if line else ""
    detail += "" if detail.endswith((".", "!", "?")) else "."
    who = f"to '{asked.user}'" if asked.user else "to those who give no name"
    if status == 401:
        message = _unauthorized(asked, sign_in)
    elif form := _ADVICE.get(status):
        message = form.format(
            at=asked.at, method=asked.method, who=who, type=asked.type_ or "it", detail=detail
        )
    elif status >= 500:
        message = f"{asked.at} failed ({status}){detail} Its log may tell more."
    else:
        message = f"{asked.at} refuses {asked.method} ({status}){detail}"
    if after is not None and status in AGAIN:
        message += f" It asks to be left alone for {after:.0f} seconds."
    return Refused(message, status, after)


def _unauthorized(asked: Asked, sign_in: str) -> str:
    scheme = re.split(r"[\s,]", sign_in.strip(), maxsplit=1)[0]
    if scheme and not re.search(r"\b(basic|digest)\b", sign_in, re.IGNORECASE):
        return (
            f"{asked.at} asks for a sign-in of the kind '{first_line(scheme)}' (401); basic and "
            "digest are known here."
        )
    if asked.user:
        return (
            f"{asked.at} does not accept the name '{asked.user}' with this password (401). Check "
            "both, and the 'auth' of the store's profile (basic or digest)."
        )
    return (
        f"{asked.at} asks for a name and a password (401). Put them into a netrc file, or write "
        "'user' and 'password-file' into the store's profile in corpus.yaml, or give --user NAME."
    )


def moved(asked: Asked, status: int, target: str, *, why: str) -> Refused:
    """The error for a redirect that is not followed."""
    shown = first_line(target, asked.secrets) or "an address that it does not name"
    return Refused(
        f"{asked.at} sends elsewhere ({status}): to {shown}. {why} If the store is there, give "
        "that address.",
        status,
    )


def unfit(asked: Asked, media_type: str) -> StoreError:
    """The error for an answer in a form that was not asked for."""
    came = first_line(media_type) or "something that does not say what it is"
    return StoreError(
        f"{asked.at} answers with {came}, which is not what was asked for: is this the address of "
        "the store, and is the store of this kind?"
    )


def failure(error: Exception, asked: Asked, *, answering: bool = False) -> StoreError:
    """The error for what went wrong on the way. ``answering``: in the middle of an answer."""
    import httpcore

    from appeals_rdf.remote.wire import Closed, Unencrypted, Unknown, Untrusted

    at, told = asked.at, first_line(str(error), asked.secrets)
    match error:
        case Unknown():
            return StoreError(f"the host of {at} is not known ({told}). Check the address.")
        case Closed():
            return Unreachable(
                f"{at} refuses the connection. Is the store running, and is this its port?",
                "refuses the connection",
            )
        case Untrusted():
            return StoreError(
                f"{at} does not prove that it is what it says: {told}. If an authority of your own "
                "vouches for it, name the file of that authority as 'certificate' in the store's "
                "profile in corpus.yaml."
            )
        case Unencrypted():
            return StoreError(
                f"{at} does not agree on encryption ({told}). Does it speak https at this port?"
            )
        case httpcore.ConnectTimeout():
            return Unreachable(f"{at} {told}. Is this its address, and is the way open?", told)
        case httpcore.ConnectError():
            return Unreachable(f"{at} cannot be reached ({told}).", f"cannot be reached ({told})")
        case httpcore.TimeoutException():
            return StoreError(
                f"{at} {told}. A store that is only slow needs a longer 'timeout' in its profile, "
                "or --timeout."
            )
        case httpcore.ProxyError():
            return StoreError(f"the proxy before {at} answers {told}.")
        case httpcore.NetworkError() if not answering:
            return Unreachable(
                f"{at} broke the connection before it answered ({told}).", "broke the connection"
            )
        case httpcore.NetworkError() | httpcore.RemoteProtocolError() if answering:
            return Broken(
                f"{at} broke off in the middle of its answer ({told}). Run the command again.",
                "broke off in the middle of its answer",
            )
        case httpcore.RemoteProtocolError():
            return StoreError(f"what answers at {at} does not speak HTTP as it should ({told}).")
    return StoreError(f"{at} cannot be asked ({type(error).__name__}).")


def after(error: Unreachable | Refused, tries: int) -> Unreachable | Refused:
    """The same error after so many tries."""
    message = f"{error.message} Tried {tries} times."
    if isinstance(error, Refused):
        refusal = Refused(message, error.status, error.after)
        refusal.headers = error.headers
        return refusal
    return type(error)(message, error.short)


def first_line(text: str, secrets: Sequence[str] = ()) -> str:
    """What a server says, as one line: without HTML, control characters and passwords.

    >>> first_line("<html><title>Oops</title>\\n<h1>No &amp; never</h1>")
    'Oops No & never'
    """
    for secret in secrets:
        text = text.replace(secret, "…")
    if re.match(r"\s*<(!doctype|html|\?xml|head|body|h\d|p|pre)\b", text, re.IGNORECASE):
        text = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)", " ", text)
        text = " ".join(html.unescape(re.sub(r"<[^>]*(>|\Z)", " ", text)).split())
    line = next((line for line in text.splitlines() if line.strip()), "")
    line = " ".join("".join(c if c.isprintable() else " " for c in line).split())
    return line if len(line) <= LINE else f"{line[: LINE - 1]}…"
