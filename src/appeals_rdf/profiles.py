"""Where a store is, of which kind it is, and how one signs in.

An address alone is enough for a store on one's own machine. What a store needs beside it stands in
``corpus.yaml``, and the store is then called by its name:

    stores:
      archive:
        url: https://data.example.org/fuseki/appeals    # what its kind takes as its address
        kind: fuseki                 # a key of KINDS; without it, the store's answer tells
        user: curator                # the password comes from a netrc file, or is asked for
        password-file: ~/.archive    # or is the first line of this file
        auth: basic                  # or digest
        certificate: archive-ca.pem  # of the authority that vouches for the server
        query: https://…             # addresses that are not those of the kind
        update: https://…
        graph-store: https://…
        transactions: false          # whether one request is done whole or not at all
        page: 10000                  # rows of an answer that are asked for at once
        timeout: 60                  # seconds

To add a kind of store: a row in ``KINDS``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from appeals_rdf.errors import UsageError, unknown
from appeals_rdf.model import Problem
from appeals_rdf.yamlfile import Checker, Node

TIMEOUT = 60.0
"""Seconds that a store may keep silent, unless the profile or ``--timeout`` says otherwise."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of store is spoken to. ``{url}`` in an address is that of the profile."""

    title: str
    query: str = ""
    """Where queries go (SPARQL 1.1 Protocol); empty where it offers none."""
    update: str = ""
    """Where SPARQL Update goes."""
    graph_store: str = ""
    """Where the Graph Store Protocol is spoken, with ``?graph=``."""
    quads: str = ""
    """Where N-Quads can be posted, to be added in one transaction; no standard has this."""
    transactions: bool = False
    """Whether one request is done whole or not at all."""
    union: tuple[tuple[str, str], ...] = ()
    """Parameters of a query that make the union of all graphs its default graph."""
    cuts: bool = False
    """Whether it gives only so many rows or triples of an answer, without saying so."""
    header: tuple[str, str] = ("", "")
    """A header of its answers, and how the value begins, by which it is known."""


KINDS: Mapping[str, Kind] = {
    "fuseki": Kind(
        "Apache Jena Fuseki; the address of a dataset",
        query="{url}/query",
        update="{url}/update",
        graph_store="{url}/data",
        quads="{url}/data",
        transactions=True,
        union=(("default-graph-uri", "urn:x-arq:UnionGraph"),),
        header=("Fuseki-Request-Id", ""),
    ),
    "oxigraph": Kind(
        "Oxigraph's server; its address",
        query="{url}/query",
        update="{url}/update",
        graph_store="{url}/store",
        quads="{url}/store",
        transactions=True,
        union=(("union-default-graph", ""),),
        header=("Server", "Oxigraph/"),
    ),
    "virtuoso": Kind(
        "Virtuoso; its address without /sparql",
        query="{url}/sparql",
        update="{url}/sparql-auth",
        graph_store="{url}/sparql-graph-crud-auth",
        cuts=True,
        header=("Server", "Virtuoso/"),
    ),
    "graph-store": Kind("any Graph Store Protocol; the address of that", graph_store="{url}"),
    "sparql": Kind(
        "any SPARQL 1.1 endpoint for queries and updates", query="{url}", update="{url}"
    ),
}
"""Name → kind, in the order in which an answer is compared with them."""

AUTH = ("basic", "digest")

_KEYS = (
    "url",
    "kind",
    "query",
    "update",
    "graph-store",
    "user",
    "password-file",
    "auth",
    "certificate",
    "transactions",
    "page",
    "timeout",
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_ADDRESSES = ("url", "query", "update", "graph-store")


@dataclass(frozen=True, slots=True)
class Profile:
    """One store, as a person wrote it down. No password stands in it."""

    name: str
    """Its name in ``corpus.yaml``; else its address, which is fit to be shown."""
    url: str
    kind: str = ""
    """A key of ``KINDS``; empty until the store's answer has told."""
    query: str = ""
    update: str = ""
    graph_store: str = ""
    user: str = ""
    password_file: Path | None = None
    auth: str = ""
    certificate: Path | None = None
    transactions: bool | None = None
    page: int = 0
    """Rows asked for at once; 0 asks for all."""
    timeout: float = TIMEOUT


def address_problem(url: str) -> str:
    """Why ``url`` cannot be the address of a store, in words; empty where it can."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or re.search(r"\s", url):
        return f"'{shown(url)}' is no address of a store: http(s)://… is needed"
    if parts.username is not None:
        return (
            f"the address {shown(url)} has a name or a password in it. Leave them out: they come "
            "from a netrc file, from a profile in corpus.yaml, or are asked for (--user NAME)"
        )
    return ""


def shown(url: str) -> str:
    """An address without what may be secret: a name and password, and what follows a ``?``."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return re.sub(r"//[^/]*@", "//", url).partition("?")[0]
    kept = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="…" if parts.query else "")
    return urlunsplit(kept)


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def find_profile(to: str, stores: Mapping[str, Profile]) -> Profile:
    """The profile of this name, or one of an address; ``UsageError`` where it is neither."""
    if to in stores:
        return stores[to]
    if "/" not in to and ":" not in to:
        if not stores:
            raise UsageError(
                f"'{to}' is no address (http(s)://…), and corpus.yaml names no 'stores:'."
            )
        raise unknown("store", to, stores)
    if problem := address_problem(to):
        raise UsageError(f"{problem}.")
    url = to.rstrip("/")
    return Profile(name=url, url=url)


def read_profiles(node: Node, folder: Path, problems: list[Problem]) -> dict[str, Profile]:
    """The profiles of ``stores:`` in a ``corpus.yaml`` that lies in ``folder``."""
    profiles: dict[str, Profile] = {}
    if not isinstance(node.value, dict):
        problems.append(node.problem("wrong-type", "'stores' must be a mapping of names to stores"))
        return profiles
    for name, entry in node.value.items():
        if not _NAME.fullmatch(name):
            advice = "Use letters, digits, '-' and '_'."
            problems.append(
                entry.problem("bad-value", f"'{name}' cannot be the name of a store", advice)
            )
        elif profile := _profile(name, entry, folder, problems):
            profiles[name] = profile
    return profiles


def _profile(name: str, entry: Node, folder: Path, problems: list[Problem]) -> Profile | None:
    check = Checker(problems)
    before = len(problems)
    fields = check.mapping(entry, _KEYS)
    for key in _ADDRESSES:
        if (url := check.text(fields, key)) and (problem := address_problem(url)):
            problems.append(fields[key].problem("bad-value", problem))
    if not check.text(fields, "url"):
        problems.append(entry.problem("no-url", f"the store '{name}' has no 'url'"))
    transactions = fields["transactions"].value if "transactions" in fields else None
    if not isinstance(transactions, bool | None):
        problems.append(
            fields["transactions"].problem("wrong-type", "'transactions' must be true or false")
        )
    timeout = check.number(fields, "timeout")
    if timeout == 0:
        problems.append(fields["timeout"].problem("bad-value", "'timeout' must be above 0"))
    profile = Profile(
        name=name,
        url=check.text(fields, "url").rstrip("/"),
        kind=check.choice(fields, "kind", tuple(KINDS)),
        query=check.text(fields, "query"),
        update=check.text(fields, "update"),
        graph_store=check.text(fields, "graph-store"),
        user=check.text(fields, "user"),
        password_file=_path(check.text(fields, "password-file"), folder),
        auth=check.choice(fields, "auth", AUTH),
        certificate=_path(check.text(fields, "certificate"), folder),
        transactions=transactions if isinstance(transactions, bool) else None,
        page=check.number(fields, "page") or 0,
        timeout=timeout or TIMEOUT,
    )
    return None if len(problems) > before else profile


def _path(text: str, folder: Path) -> Path | None:
    """A path from ``corpus.yaml``, which is meant from the folder in which that lies."""
    return folder / Path(text).expanduser() if text else None
