"""The endpoint over HTTP, from another process, as its users meet it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from appeals_rdf.api import Corpus
from appeals_rdf.errors import UsageError
from appeals_rdf.queries import load_queries, run_query
from appeals_rdf.serve import app
from appeals_rdf.serve.formats import ROWS, TRIPLES, Format, choose
from appeals_rdf.serve.settings import Settings, allowed_hosts
from appeals_rdf.serve.worker import Reply
from appeals_rdf.stores import SparqlEndpoint, open_build
from tests.conftest import LETTER, MakeCorpus

CLIENT = httpx.Client(trust_env=False, timeout=60)
JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
APPEAL = "turtle/2020-10-08-open-government-platform.ttl"
SD = "http://www.w3.org/ns/sparql-service-description#"


@dataclass
class Served:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    root: str

    @property
    def url(self) -> str:
        return f"{self.root}/sparql"

    @property
    def port(self) -> int:
        return int(self.root.rpartition(":")[2])

    def ask(self, query: str, accept: str = JSON) -> httpx.Response:
        return CLIENT.post(self.url, data={"query": query}, headers={"Accept": accept})

    def count(self) -> int:
        for _ in range(20):
            found = self.ask(COUNT)
            if not (again := found.headers.get("retry-after")):
                break
            time.sleep(int(again))
        assert found.status_code == 200, found.text
        return int(found.json()["results"]["bindings"][0]["n"]["value"])


def _command(build: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "appeals_rdf", "serve", "--data", str(build), *options]


@contextmanager
def served(build: Path, *options: str) -> Iterator[Served]:
    process = subprocess.Popen(
        _command(build, "--port", "0", *options),
        stderr=subprocess.PIPE,
        text=True,
        # The background jobs of a shell ignore Ctrl-C, and so do their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr
    try:
        said = process.stderr.readline()
        address = re.match(r"Answering at (\S+)/sparql: ", said)
        assert address, said + process.stderr.read()
        assert "Ctrl-C" in process.stderr.readline()
        yield Served(process, address[1])
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


@pytest.fixture(scope="module")
def server(seeds_build: Path) -> Iterator[Served]:
    options = ("--workers", "2", "--max-answer", "1", "--allow-origin", "https://yasgui.example")
    with served(seeds_build, *options) as found:
        yield found


@pytest.fixture(scope="module")
def strict(seeds_build: Path) -> Iterator[Served]:
    """A server with small limits."""
    options = ("--workers", "2", "--timeout", "2", "--max-memory", "200")
    with served(seeds_build, *options) as found:
        yield found


# --- the protocol


def test_the_three_ways_to_ask(server: Served) -> None:
    for reply in (
        CLIENT.get(server.url, params={"query": COUNT}),
        CLIENT.post(server.url, data={"query": COUNT}),
        CLIENT.post(
            server.url, content=COUNT, headers={"Content-Type": "application/sparql-query"}
        ),
        CLIENT.post(
            server.url,
            content=COUNT,
            headers={"Content-Type": "Application/SPARQL-Query; charset=UTF-8"},
        ),
    ):
        assert reply.status_code == 200
        assert reply.headers["content-type"] == JSON
        assert reply.json()["results"]["bindings"][0]["n"]["value"] == "16416"


def test_head_is_get_without_the_answer(server: Served) -> None:
    got, headed = (
        CLIENT.request(method, server.url, params={"query": COUNT}) for method in ("GET", "HEAD")
    )
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-length"] == got.headers["content-length"]


SELECT = "SELECT ?s ?o WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o } LIMIT 3"
TRIPLE = "CONSTRUCT WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o }"


@pytest.mark.parametrize(
    ("accept", "rows", "triples"),
    [
        ("*/*", JSON, "text/turtle"),
        ("", JSON, "text/turtle"),
        (JSON, JSON, None),
        ("application/json", "application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml", None),
        ("application/xml", "application/xml", "application/xml"),
        ("text/csv", "text/csv", None),
        ("text/tab-separated-values", "text/tab-separated-values", None),
        ("text/turtle", None, "text/turtle"),
        ("application/n-triples", None, "application/n-triples"),
        ("application/rdf+xml", None, "application/rdf+xml"),
        ("application/ld+json", None, "application/ld+json"),
        ("application/n-quads", None, "application/n-quads"),
        ("application/trig", None, "application/trig"),
        ("text/*", "text/csv", "text/turtle"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.5", *2 * [None]),
        ("text/csv, text/turtle", "text/csv", "text/turtle"),
        (f"{JSON};q=0, */*", "application/sparql-results+xml", "text/turtle"),
        ("image/png", None, None),
        ("text/csv;q=0", None, None),
        # What YASGUI, Jena and browsers send.
        (f"{JSON},*/*;q=0.9", JSON, "text/turtle"),
        ("text/turtle,*/*;q=0.9", JSON, "text/turtle"),
        (
            "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
            "text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, "
            "application/xml;q=0.2, */*;q=0.1",
            JSON,
            "application/json",
        ),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", *2 * [None]),
        # What nobody can read is left out.
        (";;;,,, /, text/, q=1", JSON, "text/turtle"),
        ("text/csv;q=high, application/sparql-results+xml;q=0.1", *2 * [None]),
        ("text/csv;q=nan, */*;q=0.1", JSON, "text/turtle"),
        ("TEXT/CSV; Q=1, TEXT/TURTLE", "text/csv", "text/turtle"),
    ],
)
def test_the_answer_is_in_the_format_that_is_wanted(
    accept: str, rows: str | None, triples: str | None, server: Served
) -> None:
    if accept.startswith(("text/csv;q=0.4", "text/csv;q=high")):
        rows = "application/sparql-results+xml"
    elif accept.startswith("text/html"):
        rows = triples = "application/xml"
    for query, wanted in ((SELECT, rows), ("ASK {}", rows), (TRIPLE, triples)):
        reply = server.ask(query, accept)
        if wanted is None:
            assert reply.status_code == 406, (query, reply.text)
            assert "formats" in reply.text
        else:
            assert reply.status_code == 200
            kind, _, charset = reply.headers["content-type"].partition("; ")
            assert kind == wanted
            assert charset == ("charset=utf-8" if kind.startswith("text/") else "")


@pytest.mark.parametrize("format_", ROWS, ids=lambda f: f.name)
def test_rows_are_the_same_in_every_format(format_: Format, server: Served) -> None:
    content = server.ask(SELECT, format_.media_types[0]).content
    if format_.name == "CSV":
        assert len(content.splitlines()) == 4
        return
    found = ox.parse_query_results(content, format=getattr(ox.QueryResultsFormat, format_.name))
    assert isinstance(found, ox.QuerySolutions)
    expected = server.ask(SELECT).json()["results"]["bindings"]
    assert [row["o"].value for row in found] == [row["o"]["value"] for row in expected]


@pytest.mark.parametrize("format_", TRIPLES, ids=lambda f: f.name)
def test_triples_are_the_same_in_every_format(format_: Format, server: Served) -> None:
    def read(name: str, media_type: str) -> set[str]:
        content = server.ask(TRIPLE, media_type).content
        return {str(q.triple) for q in ox.parse(content, format=getattr(ox.RdfFormat, name))}

    found = read(format_.name, format_.media_types[0])
    assert len(found) > 50
    assert found == read("N_TRIPLES", "application/n-triples")


@pytest.mark.parametrize(
    ("method", "options", "status", "says"),
    [
        ("GET", {"params": {"query": "SELECT ?s WHERE { ?s ?p }"}}, 400, "line 1, column "),
        ("GET", {"params": {"query": ""}}, 400, "no SPARQL query"),
        ("GET", {"params": {"query": "DROP ALL"}}, 400, "would change the data"),
        ("GET", {"params": {"update": "DROP ALL"}}, 403, "cannot be changed"),
        ("GET", {"params": [("query", COUNT), ("query", COUNT)]}, 400, "more than one"),
        ("GET", {"params": {"query": COUNT, "default-graph-uri": "no iri"}}, 400, "no IRI"),
        ("POST", {"data": {"update": "DROP ALL"}}, 403, "cannot be changed"),
        ("POST", {"data": {"update": "DROP ALL", "query": COUNT}}, 403, "cannot be changed"),
        ("POST", {"data": {"nothing": "x"}}, 400, "no 'query'"),
        ("POST", {"content": b""}, 415, "without a Content-Type"),
        ("POST", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415, "text/plain"),
        (
            "POST",
            {"content": b"DROP ALL", "headers": {"Content-Type": "application/sparql-update"}},
            403,
            "cannot be changed",
        ),
        (
            "POST",
            {
                "content": COUNT,
                "params": {"query": COUNT},
                "headers": {"Content-Type": "application/sparql-query"},
            },
            400,
            "another in the body",
        ),
        ("PUT", {"content": b"<a> <b> <c> ."}, 405, "cannot be changed"),
        ("DELETE", {}, 405, "cannot be changed"),
        ("PATCH", {}, 405, "cannot be changed"),
    ],
)
def test_a_wrong_request_is_told_so(
    method: str, options: Mapping[str, object], status: int, says: str, server: Served
) -> None:
    reply = CLIENT.request(method, server.url, **options)  # type: ignore[arg-type]
    assert (reply.status_code, reply.headers["content-type"]) == (
        status,
        "text/plain; charset=utf-8",
    )
    assert says in reply.text
    assert reply.text.count("\n") == 1
    if status == 405:
        assert {"GET", "HEAD", "POST"} <= set(reply.headers["allow"].split(", "))
    assert server.count() == 16416


def test_other_places(server: Served) -> None:
    reply = CLIENT.get(f"{server.root}/dataset/update")
    assert reply.status_code == 404
    assert "/sparql" in reply.text
    assert CLIENT.options(server.url).headers["allow"] == "GET, HEAD, POST, OPTIONS"


# --- which graphs are asked


def _n(server: Served, query: str = COUNT, **parameters: str | list[str]) -> int:
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    reply = CLIENT.get(server.url, params={"query": query, **named})
    assert reply.status_code == 200, reply.text
    return int(reply.json()["results"]["bindings"][0]["n"]["value"])


def test_the_graphs_of_a_question(server: Served, seeds_build: Path) -> None:
    contents = json.loads((seeds_build / "manifest.json").read_text("utf-8"))["graphs"]
    letter, scheme = contents[APPEAL], contents["scheme.ttl"]
    store = ox.Store.read_only(str(seeds_build / "store"))

    def size(graph: str) -> int:
        return len(list(store.quads_for_pattern(None, None, None, ox.NamedNode(graph))))

    in_graphs = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    some = COUNT.replace("WHERE", f"FROM <{scheme}> WHERE")
    assert 0 < size(letter) < 16416 > size(scheme) > 0
    assert _n(server) == _n(server, in_graphs) == 16416
    assert _n(server, default_graph_uri=letter) == size(letter)
    assert _n(server, default_graph_uri=[letter, scheme]) == size(letter) + size(scheme)
    assert _n(server, in_graphs, default_graph_uri=letter) == 0
    assert _n(server, named_graph_uri=letter) == 0
    assert _n(server, in_graphs, named_graph_uri=letter) == size(letter)
    assert _n(server, some) == size(scheme)
    assert _n(server, some, default_graph_uri=letter) == size(letter)
    assert _n(server, in_graphs.replace("WHERE", f"FROM NAMED <{letter}> WHERE")) == size(letter)
    # What clients of Fuseki ask for is what there is anyway.
    assert _n(server, default_graph_uri="urn:x-arq:UnionGraph") == 16416


# --- what it says of itself


@pytest.mark.parametrize("path", ["", "/", "/sparql"])
def test_the_service_description(path: str, server: Served, seeds_build: Path) -> None:
    for accept, format_ in (
        ("*/*", ox.RdfFormat.TURTLE),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ):
        reply = CLIENT.get(server.root + path, headers={"Accept": accept})
        assert reply.status_code == 200
        store = ox.Store()
        store.load(reply.content, format=format_)
        found = store.query(
            f"PREFIX sd: <{SD}> SELECT ?url ?graph {{ ?s a sd:Service ; sd:endpoint ?url ;"
            "sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph ;"
            "sd:defaultDataset/sd:namedGraph/sd:name ?graph }"
        )
        rows = [(row["url"].value, row["graph"].value) for row in found]  # type: ignore[union-attr]
        assert {url for url, _ in rows} == {server.url}
        assert sorted(graph for _, graph in rows) == open_build(seeds_build).graphs()


def test_a_page_for_people(server: Served) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for url in (server.root, server.url):
        reply = CLIENT.get(url, headers={"Accept": browser})
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert '<form action="/sparql" method="get">' in reply.text


# --- who may ask


@pytest.mark.parametrize("host", ["data.example.org", "127.0.0.1.example.org", "", "x:y:z"])
def test_a_page_that_has_its_name_point_here_reads_nothing(host: str, server: Served) -> None:
    reply = CLIENT.get(server.url, params={"query": COUNT}, headers={"Host": host})
    assert reply.status_code == 400
    assert "16416" not in reply.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_this_machine_has_several_names(host: str, server: Served) -> None:
    headers = {"Host": f"{host}:{server.port}"}
    assert CLIENT.get(server.url, params={"query": COUNT}, headers=headers).status_code == 200


def test_pages_of_other_sites_ask_only_where_they_are_allowed(
    server: Served, strict: Served
) -> None:
    allow = "access-control-allow-origin"
    for origin, allowed in (("https://yasgui.example", True), ("https://other.example", False)):
        reply = CLIENT.get(server.url, params={"query": COUNT}, headers={"Origin": origin})
        assert reply.headers.get(allow) == (origin if allowed else None)
        preflight = CLIENT.options(
            server.url,
            headers={
                "Origin": origin,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            },
        )
        assert (preflight.status_code == 200) == allowed
        assert (preflight.headers.get(allow) == origin) == allowed
        assert allow not in CLIENT.get(strict.url, headers={"Origin": origin}).headers


def test_a_server_for_all_must_know_its_names(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::", ""):
        with pytest.raises(UsageError, match="--allow-host"):
            allowed_hosts(Settings(tmp_path, host=host))
    assert allowed_hosts(Settings(tmp_path, host="0.0.0.0", hosts=("data.example.org",))) == (
        "data.example.org",
    )
    assert "192.0.2.1" in allowed_hosts(Settings(tmp_path, host="192.0.2.1"))
    assert "data.example.org" not in allowed_hosts(Settings(tmp_path, host="192.0.2.1"))


# --- staying offline


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { SERV\\u0049CE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * FROM <URL> WHERE { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> WHERE { GRAPH <URL> { ?s ?p ?o } }",
        "DESCRIBE <URL>",
    ],
)
def test_nothing_is_fetched(query: str, server: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.2)
        reply = server.ask(
            query.replace("URL", f"http://127.0.0.1:{other.getsockname()[1]}/"), "*/*"
        )
        with pytest.raises(TimeoutError):
            other.accept()
    if "SERV" in query:
        assert reply.status_code == 403
        assert "would fetch data from elsewhere" in reply.text
    else:
        assert reply.status_code == 200


# --- limits


def test_a_query_that_takes_too_long_is_stopped_while_others_are_answered(strict: Served) -> None:
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(strict.ask, ENDLESS)
        answered = 0
        while not long.done():
            assert strict.count() == 16416
            answered += 1
        assert answered > 3
        assert long.result().status_code == 503
        assert "stopped after 2 seconds" in long.result().text


def test_every_worker_comes_back(strict: Served) -> None:
    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            assert [r.status_code for r in pool.map(strict.ask, [ENDLESS] * 2)] == [503, 503]
    assert strict.count() == 16416


def test_an_answer_that_is_too_large_is_refused_and_not_cut(server: Served) -> None:
    everything = "SELECT * WHERE { ?s ?p ?o }"
    for query, accept in ((everything, JSON), ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")):
        reply = server.ask(query, accept)
        assert reply.status_code == 500
        assert "larger than 1 MiB" in reply.text
        assert len(reply.content) < 500
    assert len(server.ask(f"{everything} LIMIT 1000").json()["results"]["bindings"]) == 1000


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux")
def test_a_query_that_needs_too_much_memory_is_stopped(seeds_build: Path) -> None:
    with served(seeds_build, "--workers", "1", "--timeout", "60", "--max-memory", "100") as server:
        reply = server.ask(HUNGRY)
        assert reply.status_code == 500
        assert "100 MiB of memory" in reply.text
        assert server.count() == 16416


def test_one_more_than_may_wait_is_told_to_come_again(seeds_build: Path) -> None:
    """One worker, busy for longer than anybody waits."""
    with served(seeds_build, "--workers", "1", "--timeout", "1") as server:
        with ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(server.ask, [ENDLESS] * 8))
        told = {reply.text: reply.headers.get("retry-after") for reply in replies}
        assert {reply.status_code for reply in replies} == {503}
        assert any("stopped after 1 seconds" in text and not again for text, again in told.items())
        assert any("Ask again" in text and again == "1" for text, again in told.items())
        assert server.count() == 16416


def test_a_client_that_goes_away_frees_its_worker(seeds_build: Path) -> None:
    with served(seeds_build, "--workers", "1", "--timeout", "50") as server:
        for _ in range(2):
            with pytest.raises(httpx.ReadTimeout):
                CLIENT.post(server.url, data={"query": ENDLESS}, timeout=0.5)
        assert server.count() == 16416


# --- hostile input


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE " + "{" * 100_000 + "}" * 100_000,
        "SELECT * WHERE { ?s ?p ?o FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }",
        "SELECT * WHERE { ?s ?p ?o FILTER(" + "!" * 100_000 + "1) }",
        "a." * 200_000,
        '"' * 300_001,
        "SELECT " + "?x " * 100_000,
        "\0",
        "SELECT * WHERE { ?s ?p '\\uD800' }",
        "SELECT * WHERE { ?s ?p ?o FILTER(REGEX(?o, '(a+)+$')) } LIMIT 1",
    ],
    ids=str.split("braces brackets marks dots quotes variables nul surrogate regex"),
)
def test_a_hostile_query_hurts_nobody(query: str, strict: Served) -> None:
    reply = strict.ask(query)
    assert reply.status_code in (200, 400, 500, 503)
    if reply.status_code != 200:
        assert reply.text.count("\n") == 1
        assert len(reply.content) < 2000
    assert strict.count() == 16416


def test_bytes_that_are_no_text(server: Served) -> None:
    query = {"Content-Type": "application/sparql-query"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for reply in (
        CLIENT.post(server.url, content=b"SELECT \xff\xfe", headers=query),
        CLIENT.post(server.url, content=b"query=%FF%FE", headers=form),
        CLIENT.post(server.url, content=b"query=\xff", headers=form),
        CLIENT.get(f"{server.url}?query=%FF"),
        CLIENT.post(server.url, content=b"&".join([b"a=1"] * 2000), headers=form),
    ):
        assert reply.status_code == 400
        assert "UTF-8" in reply.text or "1000 parameters" in reply.text


def test_a_query_that_is_too_long(server: Served) -> None:
    reply = server.ask(COUNT + " " * (1 << 20))
    assert reply.status_code == 413
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"GET /sparql?query=" + b"x" * 60_000)
        with suppress(OSError):
            while True:
                connection.sendall(b"x" * 10_000)
        assert connection.recv(20).startswith(b"HTTP/1.1 400 ")
    assert server.count() == 16416


def test_slow_clients_keep_nobody_waiting(server: Served) -> None:
    """More of them than there are workers: some send slowly, some do not take their answer."""
    head = f"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n".encode()
    wanted = "SELECT * WHERE { ?s ?p ?o } LIMIT 3000"
    body = f"Content-Type: application/sparql-query\r\nContent-Length: {len(wanted)}\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
    try:
        for number, connection in enumerate(slow):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            connection.sendall(
                (head, head + body.encode(), head + (body + wanted).encode())[number % 3]
            )
        for _ in range(5):
            assert server.count() == 16416
    finally:
        for connection in slow:
            connection.close()


class _Replies:
    """Stands for the pool where no question is to be answered: a reply is there at once."""

    def __init__(self, body: bytes) -> None:
        self._reply = Reply(200, JSON, body)

    async def answer(self, question: object) -> Reply:
        return self._reply


def _scope(method: str, query: str = "", **headers: str) -> dict[str, Any]:
    named = {"host": "localhost", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return {
        "type": "http",
        "method": method,
        "path": "/sparql",
        "root_path": "",
        "scheme": "http",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "server": ("127.0.0.1", 80),
    }


def _application(tmp_path: Path, body: bytes) -> Any:
    return app.application(_Replies(body), Settings(tmp_path))  # type: ignore[arg-type]


def test_a_query_that_does_not_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "PATIENCE", 0.05)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = _scope("POST", content_type="application/sparql-query")
    asyncio.run(_application(tmp_path, b"")(scope, receive, send))
    assert sent[0]["status"] == 408
    assert b"did not arrive within" in sent[1]["body"]


@pytest.mark.parametrize("size", [0, 1, 1 << 16, (1 << 16) + 1, 300_000])
def test_an_answer_is_sent_in_pieces(size: int, tmp_path: Path) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def send(message: Any) -> None:
        sent.append(message)

    body = os.urandom(size)
    asyncio.run(_application(tmp_path, body)(_scope("GET", "query=ASK"), receive, send))
    assert dict(sent[0]["headers"])[b"content-length"] == str(size).encode()
    assert b"".join(message["body"] for message in sent[1:]) == body
    assert [message["more_body"] for message in sent[1:]] == [True] * (len(sent) - 2) + [False]
    assert max(len(message["body"]) for message in sent[1:]) <= 1 << 16


def test_a_client_that_takes_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "PATIENCE", 0.05)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) > 2:
            await asyncio.get_running_loop().create_future()

    with pytest.raises(TimeoutError):
        asyncio.run(
            _application(tmp_path, b"x" * 300_000)(_scope("GET", "query=ASK"), receive, send)
        )
    assert len(sent) == 3
    assert sent[-1]["more_body"], "the client sees that it has not everything"


def test_noise_instead_of_http(server: Served) -> None:
    for noise in (
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n" * 50,
        b"\0" * 9999,
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            connection.sendall(noise)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
    assert server.count() == 16416


# --- programs that ask


def test_every_bundled_question_over_http(server: Served, seeds_build: Path) -> None:
    """With our own client, which is SPARQLWrapper."""
    remote, local = SparqlEndpoint(server.url), open_build(seeds_build)
    for query in load_queries().values():
        values = {param.name: param.example for param in query.params}
        found = [repr(run_query(store, query, values)) for store in (remote, local)]
        assert found[0] == found[1], query.name
    assert remote.graphs() == local.graphs()


def test_sparqlwrapper_as_its_manual_shows_it(server: Served) -> None:
    from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

    wrapper = SPARQLWrapper(server.url)
    wrapper.setQuery(COUNT)
    wrapper.setReturnFormat(JSON)
    rows: Any = wrapper.queryAndConvert()
    assert rows["results"]["bindings"][0]["n"]["value"] == "16416"
    wrapper.setReturnFormat(CSV)
    rows = wrapper.queryAndConvert()
    assert rows.splitlines() == [b"n", b"16416"]
    wrapper.setReturnFormat(XML)
    wrapper.setMethod(POST)
    rows = wrapper.queryAndConvert()
    assert "16416" in rows.toxml()
    wrapper.setQuery(TRIPLE)
    wrapper.setReturnFormat(TURTLE)
    rows = wrapper.queryAndConvert()
    assert b"prefLabel" in rows


# --- the life of a server


def test_a_build_that_is_made_meanwhile_is_answered_from(make_corpus: MakeCorpus) -> None:
    """Nobody gets an error, and after the build everybody gets the new answer."""
    folder = make_corpus()
    asked = "ASK { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'Eastmere CLUB Club')) }"
    Corpus.open(folder).build()
    failed: list[str] = []
    end = threading.Event()
    with served(folder / "build", "--workers", "2") as server:

        def keep_asking() -> None:
            while not end.is_set():
                reply = server.ask(asked)
                if reply.status_code != 200:
                    failed.append(reply.text)

        threads = [threading.Thread(target=keep_asking) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for club in ("Swimming", "Sailing", "Chess"):
                now = asked.replace("CLUB", club)
                assert server.ask(now).json()["boolean"] is False
                letter = LETTER.replace("Eastmere Rowing Club", f"Eastmere {club} Club")
                (folder / "documents" / "letter.txt").write_text(letter)
                Corpus.open(folder).build()
                assert [server.ask(now).json()["boolean"] for _ in range(6)] == [True] * 6
        finally:
            end.set()
            for thread in threads:
                thread.join()
    assert failed == []


@pytest.mark.parametrize("request_", [signal.SIGINT, signal.SIGTERM])
def test_stopping_is_no_error(request_: int, seeds_build: Path) -> None:
    with served(seeds_build) as server:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(server.ask, ENDLESS)
            time.sleep(0.5)
            server.process.send_signal(request_)
            assert server.process.wait(30) == 0
        assert server.process.stderr
        assert server.process.stderr.read() == "Stopped.\n"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at the processes of Linux")
def test_workers_do_not_outlive_a_server_that_is_killed(seeds_build: Path) -> None:
    with served(seeds_build, "--workers", "2") as server:
        children = _descendants(server.process.pid)
        assert len(children) >= 3
        server.process.kill()
        deadline = time.monotonic() + 30
        while any(Path(f"/proc/{child}").exists() for child in children):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def _descendants(pid: int) -> list[int]:
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return children + [below for child in children for below in _descendants(child)]


def _refused(build: Path, *options: str) -> tuple[int, str]:
    done = subprocess.run(_command(build, *options), capture_output=True, text=True, timeout=60)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_port_that_is_taken(server: Served, seeds_build: Path) -> None:
    code, said = _refused(seeds_build, "--port", str(server.port))
    assert code == 4
    assert f"127.0.0.1 port {server.port} cannot be used: Address already in use" in said
    assert "--port" in said


def test_an_address_that_this_machine_does_not_have(seeds_build: Path) -> None:
    assert _refused(seeds_build, "--host", "192.0.2.1")[0] == 4
    code, said = _refused(seeds_build, "--host", "0.0.0.0")
    assert code == 2
    assert "--allow-host" in said


def test_a_folder_without_a_store(tmp_path: Path, seeds_build: Path) -> None:
    code, said = _refused(tmp_path, "--port", "0")
    assert (code, "appeals-rdf build" in said) == (3, True)
    shutil.copyfile(seeds_build / "corpus.nq", tmp_path / "corpus.nq")
    code, said = _refused(tmp_path, "--port", "0")
    assert (code, "has no store" in said) == (3, True)
    shutil.copytree(seeds_build / "store", tmp_path / "store")
    os.truncate(max((tmp_path / "store").glob("*.sst")), 10)
    code, said = _refused(tmp_path, "--port", "0")
    assert (code, "cannot be opened" in said) == (4, True)


def test_requests_are_shown_to_those_who_ask(seeds_build: Path) -> None:
    with served(seeds_build, "-v") as server:
        assert server.count() == 16416
        server.process.send_signal(signal.SIGINT)
        assert server.process.stderr
        assert '"POST /sparql HTTP/1.1" 200' in server.process.stderr.read()


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("text/csv;q=0.5, */*;q=0.1", ("CSV", "text/csv")),
        ("text/*;q=0.5, text/csv;q=0.1", ("TSV", "text/tab-separated-values")),
        ("text/tab-separated-values, text/csv", ("TSV", "text/tab-separated-values")),
        ("*/*, text/csv", ("CSV", "text/csv")),
    ],
)
def test_the_best_format(accept: str, chosen: tuple[str, str]) -> None:
    assert choose(accept, ROWS) == chosen
