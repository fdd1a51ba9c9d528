"""Asking a store over HTTP: signing in, pages, kinds of stores, and what can go wrong.

The server is a real one of the tests' own, which can be as peculiar as those of others are.
"""

from __future__ import annotations

import base64
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner

from appeals_rdf.cli import cli
from appeals_rdf.errors import AppealsError, InputError, StoreError, UsageError
from appeals_rdf.profiles import Profile
from appeals_rdf.remote.credentials import Credentials
from appeals_rdf.remote.detect import kind_of
from appeals_rdf.sparql import Rows
from appeals_rdf.stores import SparqlEndpoint
from appeals_rdf.stores.paging import outline, page_of
from tests.conftest import MakeCorpus
from tests.test_stores import NAMES, NQUADS, Handler, OwnServer, X, endpoint, oxigraph

ADA = Credentials("ada", "lantern: light")
MANY = "".join(f'<{X}{n:03}> <{X}n> "{n % 7}" <{X}graph/1> .\n' for n in range(100)).encode()
ALL = f"SELECT ?n ?s WHERE {{ ?s <{X}n> ?n }}"
ORDERED = f"PREFIX order: <{X}> # LIMIT 3\n{ALL.replace(f'<{X}n>', 'order:n')} ORDER BY ?n ?s"


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with endpoint(NQUADS) as running:
        yield running


def profile(url: str, **more: Any) -> Profile:
    return Profile(name="archive", url=url, **more)


def questions(server: OwnServer) -> list[str]:
    """What was asked beside the first look at the store."""
    return [asked["query"][0] for _, asked in server.asked if "ASK" not in asked["query"][0]]


# --- what can go wrong with an endpoint


def _status(code: int) -> Callable[[Handler], None]:
    return lambda handler: handler.reply(code, "text/plain", b"because")


def _cut(handler: Handler) -> None:
    long = {"Content-Length": "1000"}
    handler.reply(200, "application/sparql-results+json", b'{"head":{"vars":["s"', long)


def _sleep(handler: Handler) -> None:
    time.sleep(3)


def _drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(40):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (_status(400), UsageError, "cannot read the query"),
        (_status(401), StoreError, "asks for a name and a password"),
        (_status(403), StoreError, "403"),
        (_status(404), StoreError, "there is no endpoint"),
        (_status(500), StoreError, "failed"),
        (_status(503), StoreError, "503"),
        (_cut, StoreError, "broke off"),
        (_sleep, StoreError, "did not answer within 1 seconds"),
        (_drip, StoreError, "did not answer within 1 seconds"),
        (lambda h: h.reply(200, "text/html", b"<html>"), StoreError, "is no SPARQL result"),
        (lambda h: h.connection.close(), StoreError, "cannot be asked"),
    ],
)
def test_a_fault_of_the_endpoint_is_one_clear_sentence(
    fault: Callable[[Handler], None], error: type[AppealsError], says: str
) -> None:
    with endpoint(NQUADS, fault) as server:
        begin = time.monotonic()
        with pytest.raises(error, match=says) as raised:
            SparqlEndpoint(server.url, timeout=1).select(NAMES)
        assert time.monotonic() - begin < 2.9
        assert "\n" not in raised.value.message


def test_nobody_listens() -> None:
    with endpoint(b"") as server:
        url = server.url
    with pytest.raises(StoreError, match="refuses the connection"):
        SparqlEndpoint(url).select(NAMES)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "localhost:3030/ds", "http://", "ftp://x/y"])
def test_only_http_is_an_endpoint(url: str) -> None:
    with pytest.raises(UsageError, match="is no address of a store"):
        SparqlEndpoint(url)


def test_an_address_has_no_password_in_it() -> None:
    with pytest.raises(UsageError, match="has a name or a password in it") as raised:
        SparqlEndpoint("http://me:secret@127.0.0.1:1/sparql")
    assert "secret" not in raised.value.message


def test_a_redirection_is_named_and_not_followed(server: OwnServer) -> None:
    with endpoint(b"") as other:
        server.headers = {"Location": f"http://me:secret@127.0.0.1:{other.server_port}/there"}
        server.fault = _status(302)
        with pytest.raises(StoreError, match=r"sends to .*/there .*Use that address") as raised:
            SparqlEndpoint(server.url, ADA).select(NAMES)
        assert "secret" not in raised.value.message
        assert other.asked == []


def test_triples_that_are_cut_between_two_lines_are_not_whole() -> None:
    line = f"<{X}a> <{X}b> <{X}c> .\n".encode()

    def cut(handler: Handler) -> None:
        handler.reply(200, "application/n-triples", line, {"Content-Length": "1000"})

    with endpoint(NQUADS, cut) as server, pytest.raises(StoreError, match="broke off"):
        SparqlEndpoint(profile(server.url, kind="oxigraph")).construct(
            "CONSTRUCT WHERE { ?s ?p ?o }"
        )


# --- how a question is sent


def test_long_queries_are_posted(server: OwnServer) -> None:
    store = SparqlEndpoint(server.url)
    store.select(NAMES)
    store.select(f"# add, insert, delete\n{NAMES} VALUES ?n {{ '{'x' * 5000}' }}")
    assert [method for method, _ in server.asked] == ["GET", "GET", "POST"]


def test_an_address_may_have_parameters_of_its_own(server: OwnServer) -> None:
    store = SparqlEndpoint(server.url + "?key=a%26b&bare")
    assert len(store.select(NAMES)) == 2
    assert len(store.select(f"{NAMES} # {'x' * 2000}\n")) == 2
    assert all((p["key"], p["bare"]) == (["a&b"], [""]) for _, p in server.asked)


# --- signing in


def _basic(handler: Handler) -> None:
    wanted = "Basic " + base64.b64encode(b"ada:lantern: light").decode()
    if handler.headers.get("Authorization") == wanted:
        handler.reply(200, "application/sparql-results+json", b'{"head":{},"boolean":true}')
    else:
        handler.reply(401, "text/plain", b"", {"WWW-Authenticate": 'Basic realm="x"'})


def _bearer(handler: Handler) -> None:
    handler.reply(401, "text/plain", b"", {"WWW-Authenticate": 'Bearer realm="x"'})


def test_basic_is_sent_when_it_is_asked_for(server: OwnServer) -> None:
    server.fault = _basic
    assert SparqlEndpoint(profile(server.url, kind="virtuoso"), ADA).ask("ASK {}") is True
    assert [bool(given) for given in server.signed_in] == [False, True]


def test_basic_is_sent_at_once_where_the_profile_says_so(server: OwnServer) -> None:
    server.fault = _basic
    asked = profile(server.url, kind="virtuoso", auth="basic")
    assert SparqlEndpoint(asked, ADA).ask("ASK {}") is True
    assert [bool(given) for given in server.signed_in] == [True]


@pytest.mark.parametrize(
    ("fault", "credentials", "auth", "says"),
    [
        (_basic, None, "", "asks for a name and a password.*--user"),
        (_basic, Credentials("ada", "wrong"), "", "does not accept the name 'ada'"),
        (_basic, Credentials("ada", "wrong"), "basic", "does not accept the name 'ada'"),
        (_basic, ADA, "digest", "does not accept the name 'ada'"),
        (_bearer, ADA, "", "a way of signing in that is not known"),
    ],
)
def test_a_refused_name_is_told_without_the_password(
    server: OwnServer,
    fault: Callable[[Handler], None],
    credentials: Credentials | None,
    auth: str,
    says: str,
) -> None:
    server.fault = fault
    with pytest.raises(StoreError, match=says) as raised:
        SparqlEndpoint(profile(server.url, auth=auth), credentials).select(NAMES)
    assert "wrong" not in raised.value.message
    assert "lantern" not in raised.value.message


def test_digest_never_shows_the_password(server: OwnServer) -> None:
    def digest(handler: Handler) -> None:
        if handler.headers.get("Authorization", "").startswith("Digest username="):
            handler.reply(200, "application/sparql-results+json", b'{"head":{},"boolean":true}')
        else:
            ways = {"WWW-Authenticate": 'Digest realm="x", nonce="1", algorithm=MD5, qop="auth"'}
            handler.reply(401, "text/plain", b"", ways)

    before = urllib.request._opener  # type: ignore[attr-defined]
    server.fault = digest
    assert SparqlEndpoint(profile(server.url, kind="virtuoso"), ADA).ask("ASK {}") is True
    assert "lantern" not in "".join(server.signed_in)
    assert urllib.request._opener is before  # type: ignore[attr-defined]


# --- a certificate


def test_the_certificate_of_an_authority(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    (tmp_path / "none.pem").write_text("nonsense")
    with endpoint(NQUADS) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        url = server.url.replace("http:", "https:")
        known = profile(url, certificate=tmp_path / "ca.pem")
        assert len(SparqlEndpoint(known).select(NAMES)) == 2
        with pytest.raises(StoreError, match=r"cannot be asked: .*CERTIFICATE_VERIFY_FAILED"):
            SparqlEndpoint(url).select(NAMES)
        for name in ("none.pem", "absent.pem"):
            with pytest.raises(InputError, match=rf"{name} cannot be read: .*PEM"):
                SparqlEndpoint(profile(url, certificate=tmp_path / name)).select(NAMES)


# --- pages


@pytest.mark.parametrize(
    "query",
    [
        ORDERED,
        f"{ORDERED} LIMIT 41",
        f"{ORDERED} OFFSET 50",
        f"{ORDERED} VALUES ?n {{ '1' '2' '3' }}",
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o { SELECT * {} LIMIT 1 } } GROUP BY ?s "
        "HAVING (COUNT(*) > 0) ORDER BY DESC(?s)",
        f"{ORDERED} LIMIT 0",
    ],
)
@pytest.mark.parametrize("kind", ["sparql", "oxigraph", "virtuoso"])
def test_pages_are_the_rows(query: str, kind: str) -> None:
    whole = oxigraph(MANY).select(query)
    with endpoint(MANY) as server:
        asked = profile("http://elsewhere.example", query=server.url, kind=kind, page=10)
        assert SparqlEndpoint(asked).select(query) == whole
        # A store of an unknown kind is asked until nothing comes.
        last = len(whole) % 10 == 0 or kind == "sparql"
        assert len(questions(server)) == (len(whole) + 9) // 10 + last


def test_a_store_that_cuts_in_silence_is_asked_on() -> None:
    with endpoint(MANY) as server:
        server.most, server.silent = 7, True
        found = SparqlEndpoint(profile(server.url, page=30)).select(ORDERED)
        assert found == oxigraph(MANY).select(ORDERED)


@pytest.mark.parametrize("page", [0, 10, 1000])
@pytest.mark.parametrize("most", [25, 99, 100, 101])
def test_a_cut_answer_is_asked_for_in_pages(most: int, page: int) -> None:
    with endpoint(MANY) as server:
        server.headers["Server"] = "Virtuoso/07.20"
        server.most = most
        found = SparqlEndpoint(profile(server.url, page=page)).select(ORDERED)
        assert found == oxigraph(MANY).select(ORDERED)


def test_a_cut_answer_without_an_order_is_none() -> None:
    with endpoint(MANY) as server:
        server.most = 25
        with pytest.raises(
            UsageError, match=r"gives 25 rows at most and cut this answer.*ORDER BY"
        ):
            SparqlEndpoint(server.url).select(ALL)
        assert len(SparqlEndpoint(server.url).select(f"{ALL} LIMIT 24")) == 24


def test_as_many_triples_as_a_virtuoso_gives_are_refused() -> None:
    with endpoint(MANY) as server:
        server.headers["Server"] = "Virtuoso/07.20"
        store = SparqlEndpoint(server.url)
        server.most = 101
        assert len(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == 100
        server.most = 100
        with pytest.raises(StoreError, match=r"gives 100 triples at most.*may be cut"):
            store.construct("CONSTRUCT WHERE { ?s ?p ?o }")


def test_pages_need_an_order() -> None:
    with endpoint(MANY) as server:
        store = SparqlEndpoint(profile(server.url, page=10))
        for query in (ALL, f"SELECT * {{ {{ {ALL} ORDER BY ?s }} }}"):
            with pytest.raises(UsageError, match="asked for in pages, and the query has no ORDER"):
                store.select(query)
        assert questions(server) == []
        # What is asked by the store itself has an order.
        assert store.graphs() == [f"{X}graph/1"]


def test_from_cannot_be_nested() -> None:
    query = f"SELECT ?s FROM <{X}graph/1> {{ ?s ?p ?o }} ORDER BY ?s"
    assert page_of(query, 5, 0).endswith("ORDER BY ?s\nLIMIT 5 OFFSET 0")
    with pytest.raises(UsageError, match="with FROM"):
        page_of(query, 5, 0, nested=True)


def test_the_outline_of_a_query() -> None:
    found = outline("BASE <x:> PREFIX select: <x:> SELECT ?s { ?s select:limit 'LIMIT' } LIMIT 1")
    assert found.begin == 30
    assert found.words == {"BASE", "PREFIX", "SELECT", "LIMIT"}
    assert found.columns == ("?s",)
    assert outline("SELECT DISTINCT * { ?s ?p ?o } ORDER BY ?s").columns == ()
    several = "SELECT ?a (SUM(?b * (?c + 1)) AS ?d) $e FROM <x:> WHERE { ?f ?g (?h) } GROUP BY ?a"
    assert outline(several).columns == ("?a", "?d", "$e")


# --- kinds of stores, and the default graph


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Fuseki-Request-Id": "7"}, "fuseki"),
        ({"server": "Oxigraph/0.5.1"}, "oxigraph"),
        ({"Server": "Virtuoso/07.20.3229 (Linux)"}, "virtuoso"),
        ({"Server": "Apache"}, ""),
        ({}, ""),
    ],
)
def test_headers_tell_the_kind(headers: dict[str, str], kind: str) -> None:
    assert kind_of(headers) == kind


@pytest.mark.parametrize(
    ("headers", "parameter", "value"),
    [
        ({"Fuseki-Request-Id": "7"}, "default-graph-uri", "urn:x-arq:UnionGraph"),
        ({"Server": "Oxigraph/0.5.1"}, "union-default-graph", ""),
    ],
)
def test_the_union_of_all_graphs_is_asked_for(
    server: OwnServer, headers: dict[str, str], parameter: str, value: str
) -> None:
    server.headers, server.union, server.union_parameter = headers, False, parameter
    store = SparqlEndpoint(server.url)
    assert len(store.select(NAMES)) == 2
    assert server.asked[-1][1][parameter] == [value]
    # A query that names its graphs itself is left as it is.
    assert len(store.select(f"SELECT ?s FROM <{X}graph/1> {{ ?s ?p ?o }}")) == 5
    assert parameter not in server.asked[-1][1]


def test_an_empty_default_graph_is_told(server: OwnServer) -> None:
    server.union = False
    for asked in (profile(server.url), profile(server.url, kind="sparql")):
        store = SparqlEndpoint(asked)
        with pytest.raises(StoreError, match=r"default graph of .* is empty.*GRAPH"):
            store.select(NAMES)
        named = store.select(f"SELECT ?n WHERE {{ GRAPH ?g {{ ?s <{X}name> ?n }} }}")
        assert len(named) == 2
        assert store.graphs() == [f"{X}graph/1", f"{X}graph/2"]


def test_an_empty_store_is_no_matter() -> None:
    with endpoint(b"") as server:
        server.union = False
        assert SparqlEndpoint(server.url).select(NAMES) == Rows(("s", "n"), ())


def test_the_address_of_a_store_leads_to_its_questions(server: OwnServer) -> None:
    """Its own pages tell the kind, and that tells the rest; it is found out once."""
    paths: list[str] = []

    def site(handler: Handler) -> None:
        paths.append(handler.path.partition("?")[0])
        if handler.path.startswith("/query?"):
            answer = b'{"head":{"vars":["s","n"]},"results":{"bindings":[]}}'
            handler.reply(200, "application/sparql-results+json", answer)
        else:
            handler.reply(200, "text/html", b"<html>")

    server.fault = site
    server.headers["Server"] = "Oxigraph/0.5.1"
    store = SparqlEndpoint(server.url.removesuffix("/sparql"))
    for _ in range(2):
        assert store.select(NAMES) == Rows(("s", "n"), ())
    assert paths == ["/", "/query", "/query"]


def test_a_known_kind_saves_the_first_look(server: OwnServer) -> None:
    url = server.url.removesuffix("/sparql")
    assert len(SparqlEndpoint(profile(url, kind="virtuoso")).select(NAMES)) == 2
    assert len(server.asked) == 1


def test_a_store_without_an_address_for_questions() -> None:
    with pytest.raises(UsageError, match=r"nothing says where questions to archive go.*query:"):
        SparqlEndpoint(profile("http://127.0.0.1:1/", kind="graph-store")).select(NAMES)


def test_a_number_that_is_no_answer(server: OwnServer) -> None:
    def boolean(handler: Handler) -> None:
        handler.reply(200, "application/sparql-results+json", b'{"head":{},"boolean":true}')

    server.fault = boolean
    with pytest.raises(StoreError, match="it has no rows"):
        SparqlEndpoint(server.url).select(NAMES)


# --- the command


def test_a_store_is_asked_by_its_name(
    make_corpus: MakeCorpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ada password 'lantern:\\ light'")
    (tmp_path / ".netrc").chmod(0o600)
    with endpoint(MANY) as server:
        stores = f"stores:\n  archive:\n    url: {server.url}\n    auth: basic\n"
        folder = make_corpus(config=f"title: T\nbase: {X}\n{stores}")
        line = ["query", "-", "--corpus", str(folder), "--endpoint", "archive", "--page", "30"]
        result = CliRunner().invoke(cli, [*line, "--format", "csv"], input=ORDERED)
        assert result.exit_code == 0, result.output
        assert len(result.output.splitlines()) == 101
        assert len(questions(server)) == 5
        sent = {base64.b64decode(given.split()[1]).decode() for given in server.signed_in}
        assert sent == {"ada:'lantern: light'"}
        other = CliRunner().invoke(cli, [*line, "--user", "bo"], input=ORDERED)
        assert other.exit_code == 0
        assert server.signed_in[-1] == "", "the entry is that of another"


def test_options_of_an_endpoint_need_one(make_corpus: MakeCorpus) -> None:
    line = ["query", "15", "--corpus", str(make_corpus()), "--user", "ada"]
    result = CliRunner().invoke(cli, line)
    assert result.exit_code == 2
    assert "are for asking an --endpoint" in result.output
