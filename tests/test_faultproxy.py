"""The proxy that spoils requests, seen with the standard library's client before a real store."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faultproxy import (
    CutShort,
    Door,
    Garbage,
    NeverBegins,
    NeverEnds,
    ResetInAnswer,
    ResetInBody,
    Status,
    When,
    login_page,
    proxy,
)
from tests.servers import Server, oxigraph_server

GRAPH = "/store?graph=https://data.example.org/graph/letter"
LINE = b'<https://data.example.org/letter> <https://data.example.org/says> "%d" .\n'
TRIPLES = b"".join(LINE % number for number in range(3_000))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with oxigraph_server(tmp_path_factory.mktemp("store")) as server:
        yield server


@pytest.fixture(autouse=True)
def _empty(store: Server) -> None:
    ask(store.url, "DELETE", "/store")


def connection(url: str, context: ssl.SSLContext | None = None) -> http.client.HTTPConnection:
    place = urlsplit(url).netloc
    if url.startswith("https:"):
        return http.client.HTTPSConnection(place, timeout=10, context=context)
    return http.client.HTTPConnection(place, timeout=10)


def ask(
    url: str,
    method: str = "GET",
    target: str = GRAPH,
    body: bytes | None = None,
    context: ssl.SSLContext | None = None,
) -> tuple[int, Message, bytes]:
    link = connection(url, context)
    headers = {"Accept": "application/n-triples", "Content-Type": "application/n-triples"}
    try:
        link.request(method, target, body, headers)
        answer = link.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        link.close()


def put(url: str) -> int:
    return ask(url, "PUT", body=TRIPLES)[0]


def holds(store: Server) -> bool:
    """Whether the store, asked without the proxy, has the graph."""
    return ask(store.url, "HEAD")[0] == 200


def seen(door: Door) -> list[tuple[str, str, int]]:
    return [(request.method, request.target, request.size) for request in door.requests]


def test_without_a_fault_everything_goes_through(store: Server) -> None:
    with proxy(store.url + "/some/path") as door:
        assert door.url.endswith("/some/path")
        assert put(door.url) == 201
        status, headers, body = ask(door.url)
        assert (status, headers["Content-Type"]) == (200, "application/n-triples")
        assert sorted(body.splitlines()) == sorted(TRIPLES.splitlines())
        assert ask(door.url, "DELETE")[0] == 204
        assert not holds(store)
        size = len(TRIPLES)
        assert seen(door)[:2] == [("PUT", GRAPH, size), ("GET", GRAPH, 0)]


def test_a_connection_is_kept_and_chunks_are_read(store: Server) -> None:
    with proxy(store.url) as door:
        link = connection(door.url)
        for _ in range(2):
            headers = {"Content-Type": "application/n-triples"}
            link.request("PUT", GRAPH, iter([TRIPLES[:100_000], TRIPLES[100_000:]]), headers)
            answer = link.getresponse()
            answer.read()
            assert answer.status in (201, 204)
        link.close()
        assert seen(door) == [("PUT", GRAPH, len(TRIPLES))] * 2
    assert holds(store)


def test_a_connection_is_refused(store: Server) -> None:
    with proxy(store.url, listening=False) as door, pytest.raises(ConnectionRefusedError):
        ask(door.url)
    with proxy(store.url) as door:
        assert put(door.url) == 201
        door.shut()
        with pytest.raises(ConnectionRefusedError):
            ask(door.url)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_reset_in_the_body_of_a_request(store: Server, chunked: bool) -> None:
    with proxy(store.url, [ResetInBody(after=100_000)]) as door:
        link = connection(door.url)
        body = iter([TRIPLES]) if chunked else TRIPLES
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            link.request("PUT", GRAPH, body, {"Content-Type": "application/n-triples"})
            link.getresponse()
        link.close()
        assert seen(door) == [("PUT", GRAPH, 100_000)]
    assert not holds(store)


def test_a_reset_in_an_answer(store: Server) -> None:
    assert put(store.url) == 201
    with proxy(store.url, [ResetInAnswer(after=1000)]) as door:
        with pytest.raises(ConnectionResetError):
            ask(door.url)
        link = connection(door.url)
        link.request("GET", GRAPH)
        answer = link.getresponse()
        assert answer.status == 200
        assert len(answer.read(900)) == 900
        with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
            answer.read()
        link.close()


@pytest.mark.parametrize("after", [-1, 0])
def test_an_answer_is_lost_and_the_write_is_done(store: Server, after: int) -> None:
    with proxy(store.url, [ResetInAnswer(after)]) as door:
        # The last one is what is made of the beginning of a status line.
        with pytest.raises((ConnectionResetError, http.client.HTTPException)):
            put(door.url)
        assert holds(store)
        with pytest.raises((ConnectionResetError, http.client.HTTPException)):
            ask(door.url, "DELETE")
    assert not holds(store)


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500, 503])
def test_a_status(store: Server, status: int) -> None:
    fault = Status(status, {"Retry-After": "7"}, "No, not today.", when=When("PUT", nth=(1, 3)))
    with proxy(store.url, [fault]) as door:
        answered, headers, body = ask(door.url, "PUT", body=TRIPLES)
        assert (answered, headers["Retry-After"], body) == (status, "7", b"No, not today.")
        assert not holds(store)
        assert [put(door.url) for _ in range(3)] == [201, status, 204]
        assert ask(door.url)[0] == 200
        assert [size for _, _, size in seen(door)] == [len(TRIPLES)] * 4 + [0]


def test_a_status_though_the_write_is_done(store: Server) -> None:
    with proxy(store.url, [Status(500, done=True)]) as door:
        assert put(door.url) == 500
    assert holds(store)


def test_a_status_before_the_body_is_read(store: Server) -> None:
    with proxy(store.url, [Status(401, body="Who?", early=True)]) as door:
        link = connection(door.url)
        link.putrequest("PUT", GRAPH)
        link.putheader("Content-Length", str(len(TRIPLES)))
        link.endheaders()
        answer = link.getresponse()
        assert (answer.status, answer.read()) == (401, b"Who?")
        link.close()
        assert seen(door) == [("PUT", GRAPH, 0)]


def test_a_fault_is_meant_for_some_requests(store: Server) -> None:
    faults = [Status(404, when=When(path=r"graph=.*/other$")), Status(500, when=When("DELETE"))]
    with proxy(store.url, faults) as door:
        assert put(door.url) == 201
        assert ask(door.url, "GET", "/store?graph=https://data.example.org/other")[0] == 404
        assert ask(door.url, "DELETE")[0] == 500
        assert ask(door.url)[0] == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_an_answer_is_cut_short(store: Server, chunked: bool) -> None:
    assert put(store.url) == 201
    with proxy(store.url, [CutShort(after=1000, chunked=chunked)]) as door:
        with pytest.raises(http.client.IncompleteRead) as cut:
            ask(door.url)
        assert len(cut.value.partial) == 1000
        # Without a body there is nothing to cut, so one is promised.
        with pytest.raises(http.client.IncompleteRead):
            ask(door.url, "DELETE")


def test_an_answer_never_ends(store: Server) -> None:
    with proxy(store.url, [NeverEnds(every=0.01)]) as door:
        link = connection(door.url)
        link.request("GET", GRAPH, headers={"Accept": "application/n-triples, */*;q=0.1"})
        answer = link.getresponse()
        assert answer.headers["Content-Type"] == "application/n-triples"
        assert answer.read(50) == b"\n" * 50
        link.close()


def test_an_answer_never_begins(store: Server) -> None:
    with proxy(store.url, [NeverBegins()]) as door:
        link = http.client.HTTPConnection(urlsplit(door.url).netloc, timeout=0.3)
        link.request("PUT", GRAPH, TRIPLES)
        with pytest.raises(TimeoutError):
            link.getresponse()
        link.close()
        assert seen(door) == [("PUT", GRAPH, len(TRIPLES))]
    assert not holds(store)


def test_a_page_to_sign_in(store: Server) -> None:
    with proxy(store.url, [login_page(When("PUT"))]) as door:
        status, headers, body = ask(door.url, "PUT", body=TRIPLES)
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert body.startswith(b"<!DOCTYPE html>")
    assert not holds(store)


def test_garbage(store: Server) -> None:
    with proxy(store.url, [Garbage()]) as door, pytest.raises(http.client.BadStatusLine):
        ask(door.url)


def test_tls_that_only_its_own_authority_vouches_for(store: Server) -> None:
    with proxy(store.url, tls=["127.0.0.1"]) as door:
        assert door.url.startswith("https://")
        with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
            ask(door.url)
        assert door.ca_file is not None
        known = ssl.create_default_context(cafile=door.ca_file)
        assert ask(door.url, "PUT", body=TRIPLES, context=known)[0] == 201
        assert [request.method for request in door.requests] == ["PUT"]
    with proxy(store.url, tls=["store.example.org"]) as door:
        known = ssl.create_default_context(cafile=door.ca_file)
        with pytest.raises(ssl.SSLCertVerificationError, match=r"not valid for '127\.0\.0\.1'"):
            ask(door.url, context=known)


def test_a_fault_under_tls(store: Server) -> None:
    with proxy(store.url, [ResetInBody(after=1000)], tls=["127.0.0.1"]) as door:
        known = ssl.create_default_context(cafile=door.ca_file)
        with pytest.raises(OSError):
            ask(door.url, "PUT", body=TRIPLES, context=known)
    assert not holds(store)


def test_a_store_that_is_gone_is_gone_behind_the_proxy(tmp_path: Path) -> None:
    with oxigraph_server(tmp_path) as server, proxy(server.url) as door:
        assert put(door.url) == 201
        server.kill()
        with pytest.raises(ConnectionResetError):
            ask(door.url)
        server.start()
        assert ask(door.url)[0] == 200


def test_closing_waits_for_no_client(store: Server) -> None:
    with proxy(store.url, [NeverEnds()]) as door:
        link = connection(door.url)
        link.request("GET", GRAPH)
        idle = socket.create_connection(("127.0.0.1", door.server_port))
        while not door.requests:
            time.sleep(0.01)
    # Closed it is, in good order or by a reset: that depends on how far it had come.
    with suppress(ConnectionResetError):
        assert idle.recv(1) == b""
    idle.close()
    link.close()
