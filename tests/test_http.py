"""The client against servers that do what servers should not, over real sockets."""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
import struct
import threading
import traceback
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path

import pytest
import trustme

from appeals_rdf.errors import AppealsError, InputError, StoreError, UsageError
from appeals_rdf.profiles import Profile, is_here
from appeals_rdf.remote import http
from appeals_rdf.remote.credentials import Credentials
from appeals_rdf.remote.failures import first_line
from appeals_rdf.remote.http import Broken, Client, Refused, Reply, Unreachable

RDF = "application/n-triples"
SECRET = "geheim&7+Wort"
CURATOR = Credentials("curator", SECRET)
MB = 1 << 20


@dataclass
class Request:
    """What a server was asked; the body is counted, not kept."""

    line: str
    headers: dict[str, str]
    length: int = 0
    digest: str = ""
    chunks: list[int] = field(default_factory=list)


class Peer:
    """The server's end of a connection."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.file = sock.makefile("rb")
        self.open = True

    def head(self) -> Request | None:
        line = self.file.readline().decode().strip()
        if not line:
            return None
        headers = {}
        while field_ := self.file.readline().decode().strip():
            name, _, value = field_.partition(":")
            headers[name.lower()] = value.strip()
        return Request(line, headers)

    def body(self, request: Request) -> None:
        digest = hashlib.sha256()

        def take(count: int) -> None:
            while count:
                data = self.file.read(min(count, 1 << 16))
                if not data:
                    raise ConnectionError
                digest.update(data)
                request.length += len(data)
                count -= len(data)

        if request.headers.get("transfer-encoding") == "chunked":
            while size := int(self.file.readline(), 16):
                request.chunks.append(size)
                take(size)
                self.file.readline()
            self.file.readline()
        else:
            take(int(request.headers.get("content-length", "0")))
        request.digest = digest.hexdigest()

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def end(self) -> None:
        self.open = False

    def reset(self) -> None:
        """End with RST: closing with time to linger, and none of it left."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.open = False


Script = Callable[[Peer, Request], None]


class Server:
    """Runs one script for each request; the last of them for all that follow."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self.scripts = list(scripts)
        self.requests: list[Request] = []
        self.connections = 0
        self.over = threading.Event()
        self._tls = tls
        self._peers: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http{'s' if tls else ''}://localhost:{self.port}/ds/data"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._socket.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                self._peers.append(sock)
                threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock: socket.socket) -> None:
        with suppress(OSError, ValueError):
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
                self._peers.append(sock)
            peer = Peer(sock)
            while peer.open and (request := peer.head()):
                self.requests.append(request)
                script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                script(peer, request)
            peer.file.close()
        sock.close()

    def close(self) -> None:
        self.over.set()
        for sock in (self._socket, *self._peers):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Server] = []

    def start(*scripts: Script, tls: ssl.SSLContext | None = None) -> Server:
        servers.append(Server(*scripts, tls=tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def answer(status: int = 200, body: bytes = b"", *headers: str, type_: str = RDF) -> Script:
    """Read the whole request, and answer as one should."""

    def script(peer: Peer, request: Request) -> None:
        peer.body(request)
        peer.send(head(status, *headers, f"Content-Length: {len(body)}", type_=type_) + body)

    return script


def head(status: int, *headers: str, type_: str = RDF) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *headers, *([f"Content-Type: {type_}"] * bool(type_))]
    return "\r\n".join([*lines, "", ""]).encode()


def raw(*parts: bytes, reset: bool = False) -> Script:
    """Read the whole request, send these bytes, and end the connection."""

    def script(peer: Peer, request: Request) -> None:
        peer.body(request)
        peer.send(b"".join(parts))
        if reset:
            peer.reset()
        peer.end()

    return script


def drip(server_over: Callable[[], bool], start: bytes, piece: bytes, pause: float) -> Script:
    """Send the start, and then a piece after each pause, for ever."""
    wait = threading.Event()

    def script(peer: Peer, request: Request) -> None:
        peer.body(request)
        peer.send(start)
        while not server_over():
            peer.send(piece)
            wait.wait(pause)

    return script


@dataclass
class Told:
    """What a client said while it worked, and how long it would have slept."""

    lines: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)


@contextmanager
def client(
    url: str,
    credentials: Credentials | None = None,
    *,
    told: Told | None = None,
    timeout: float = 20.0,
    auth: str = "",
    certificate: Path | None = None,
) -> Iterator[Client]:
    profile = Profile(url, url, timeout=timeout, auth=auth, certificate=certificate)
    told = told or Told()
    with Client(profile, credentials, say=told.lines.append, sleep=told.pauses.append) as made:
        yield made


def get(url: str, *, timeout: float = 20.0, told: Told | None = None) -> bytes:
    with client(url, timeout=timeout, told=told) as c, c.get(url, accept=RDF) as got:
        return b"".join(got.chunks())


def put(
    url: str,
    body: http.Body = b"<a:> <b:> <c:> .\n",
    credentials: Credentials | None = None,
    *,
    size: int | None = None,
    timeout: float = 20.0,
    told: Told | None = None,
    auth: str = "",
    certificate: Path | None = None,
) -> Reply:
    with client(
        url, credentials, timeout=timeout, told=told, auth=auth, certificate=certificate
    ) as c:
        return c.send("PUT", url, params=[("graph", "urn:x:g")], body=body, type_=RDF, size=size)


def megabytes(count: int) -> Callable[[], Iterator[bytes]]:
    """A body of so many megabytes in small pieces, made while it is read."""
    piece = b"<urn:x:s> <urn:x:p> <urn:x:o> .\n" * 32

    def pieces() -> Iterator[bytes]:
        for _ in range(count * MB // len(piece)):
            yield piece

    return pieces


# What should be


def test_answers_are_streamed_over_one_connection(serve: Serve) -> None:
    server = serve(answer(200, b"<a:> <b:> <c:> .\n"))
    with client(server.url) as c:
        for _ in range(3):
            with c.get(server.url, params=[("graph", "urn:x:ä b&c")], accept=RDF) as got:
                assert (got.status, got.media_type) == (200, RDF)
                assert b"".join(got.chunks()) == b"<a:> <b:> <c:> .\n"
    assert server.connections == 1
    asked = server.requests[0]
    assert asked.line == "GET /ds/data?graph=urn%3Ax%3A%C3%A4%20b%26c HTTP/1.1"
    assert asked.headers["accept"] == RDF
    assert asked.headers["host"] == f"localhost:{server.port}"
    assert asked.headers["accept-encoding"] == "identity"
    assert re.fullmatch(r"appeals-rdf/\d.*", asked.headers["user-agent"])
    assert "authorization" not in asked.headers
    assert "content-length" not in asked.headers


def test_parameters_join_those_of_the_address(serve: Serve) -> None:
    server = serve(answer(200, b""))
    with client(server.url) as c:
        c.send("DELETE", f"{server.url}?a=1", params=[("graph", "urn:x"), ("graph", "urn:y")])
    assert server.requests[0].line == "DELETE /ds/data?a=1&graph=urn%3Ax&graph=urn%3Ay HTTP/1.1"


def test_a_long_query_is_a_form(serve: Serve) -> None:
    server = serve(answer(200, b"{}", type_="application/sparql-results+json; charset=utf-8"))
    query = "SELECT * { ?s ?p 'ä' }" * 500
    with (
        client(server.url) as c,
        c.get(
            server.url,
            params=[("query", query)],
            accept="application/sparql-results+json;q=0.9, text/csv",
            form=True,
        ) as got,
    ):
        assert got.text() == "{}"
    (request,) = server.requests
    assert request.line == "POST /ds/data HTTP/1.1"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.length == int(request.headers["content-length"]) > len(query)


def test_bytes_are_sent_with_their_length(serve: Serve) -> None:
    server = serve(answer(201, b'{"count": 1}', type_="application/json"))
    body = b"x" * (MB + 7)
    reply = put(server.url, body)
    assert (reply.status, reply.text) == (201, '{"count": 1}')
    assert reply.headers["Content-Type"] == "application/json"
    (request,) = server.requests
    assert request.headers["content-type"] == RDF
    assert request.headers["accept"] == "*/*"
    assert request.headers["content-length"] == str(len(body))
    assert request.digest == hashlib.sha256(body).hexdigest()


def test_an_empty_body_has_a_length(serve: Serve) -> None:
    server = serve(answer(204, type_=""))
    assert put(server.url, b"").status == 204
    assert server.requests[0].headers["content-length"] == "0"


def test_small_pieces_are_joined(serve: Serve) -> None:
    server = serve(answer(200))
    put(server.url, megabytes(2))
    (request,) = server.requests
    assert request.headers["transfer-encoding"] == "chunked"
    assert request.length == 2 * MB
    assert request.chunks == [http.PIECE] * 8


def test_large_pieces_are_divided(serve: Serve) -> None:
    server = serve(answer(200))
    put(server.url, lambda: [b"a", b"b" * MB, b"c"])
    (request,) = server.requests
    assert request.chunks == [http.PIECE] * 4 + [1, 1]
    assert request.digest == hashlib.sha256(b"a" + b"b" * MB + b"c").hexdigest()


def test_a_known_size_is_announced(serve: Serve) -> None:
    server = serve(answer(200))
    put(server.url, megabytes(1), size=MB)
    assert server.requests[0].headers["content-length"] == str(MB)
    assert "transfer-encoding" not in server.requests[0].headers


def test_memory_is_flat_both_ways(serve: Serve) -> None:
    def stream(peer: Peer, request: Request) -> None:
        peer.body(request)
        peer.send(head(200, f"Content-Length: {50 * MB}"))
        for piece in megabytes(50)():
            peer.send(piece)

    server = serve(answer(200), stream)
    tracemalloc.start()
    try:
        put(server.url, megabytes(50))
        with client(server.url) as c, c.get(server.url, accept=RDF) as got:
            assert sum(map(len, got.chunks())) == 50 * MB
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert server.requests[0].length == 50 * MB
    assert peak < 6 * MB


def test_a_connection_that_ended_while_idle_is_replaced_unnoticed(serve: Serve) -> None:
    server = serve(raw(head(200, "Content-Length: 0")), answer(200))
    told = Told()
    with client(server.url, told=told) as c:
        c.send("PUT", server.url, body=b"x")
        server.over.wait(0.2)
        c.send("PUT", server.url, body=b"x")
    assert server.connections == 2
    assert told == Told()


# Statuses

SENTENCES = [
    (400, "cannot read what it was sent (400): Line 3."),
    (401, "asks for a name and a password (401). Put them into a netrc file"),
    (403, "forbids PUT to those who give no name (403): Line 3. Whoever runs the store"),
    (404, "(404): Line 3. Check the address. In Fuseki, --create makes"),
    (405, "does not take PUT (405): Line 3. Is this the address of the store"),
    (406, "no answer in a form"),
    (409, "reports a conflict (409): Line 3. Something of this name is there already"),
    (411, "takes nothing whose length is not known"),
    (413, "refuses so much data in one piece (413): Line 3. Raise the limit"),
    (414, "address is too long"),
    (415, f"does not take {RDF} (415): Line 3."),
    (418, "refuses PUT (418): Line 3."),
    (500, "failed (500): Line 3. Its log may tell more."),
    (501, "cannot do PUT"),
    (507, "has no room left (507): Line 3."),
    (599, "failed (599): Line 3."),
]


@pytest.mark.parametrize(("status", "sentence"), SENTENCES)
def test_an_error_is_told_once(serve: Serve, status: int, sentence: str) -> None:
    server = serve(answer(status, b"\n  Line\t3\x1b[31m\nmore"[:10], type_="text/plain"))
    told = Told()
    with pytest.raises(Refused) as caught:
        put(server.url, told=told)
    assert (caught.value.status, caught.value.exit_code) == (status, 4)
    assert sentence in caught.value.message
    assert f"{server.url} (graph urn:x:g)" in caught.value.message
    assert len(server.requests) == 1
    assert told == Told()


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_passing_error_is_tried_again(serve: Serve, status: int) -> None:
    server = serve(answer(status), answer(status), answer(status), answer(200))
    told = Told()
    assert put(server.url, megabytes(1), told=told).status == 200
    assert [request.length for request in server.requests] == [MB] * 4
    assert [round(pause) for pause in told.pauses] == [1, 2, pytest.approx(4, abs=1)]
    assert told.lines[0] == (f"{server.url} (graph urn:x:g) answers {status}; trying again in 1 s")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_an_error_that_does_not_pass_is_told(serve: Serve, status: int) -> None:
    server = serve(answer(status))
    told = Told()
    with pytest.raises(Refused, match=rf"\({status}\).* Tried 4 times\.$") as caught:
        get(server.url, told=told)
    assert caught.value.status == status
    assert len(server.requests) == 4
    assert [low <= p <= 1.25 * low for p, low in zip(told.pauses, http.PAUSES, strict=True)] == [
        True
    ] * 3


def test_retry_after_is_honoured(serve: Serve) -> None:
    now = 1_800_000_000
    server = serve(
        answer(503, b"", "Retry-After: 17"),
        answer(
            503,
            b"",
            f"Retry-After: {formatdate(now + 42, usegmt=True)}",
            f"Date: {formatdate(now)}",
        ),
        answer(
            503, b"", f"Retry-After: {formatdate(now, usegmt=True)}", f"Date: {formatdate(now + 9)}"
        ),
        answer(200, b"x"),
    )
    told = Told()
    assert get(server.url, told=told) == b"x"
    assert told.pauses == [17, 42, 0]


def test_retry_after_that_is_no_time_is_passed_over(serve: Serve) -> None:
    server = serve(answer(503, b"", "Retry-After: soon"), answer(200, b"x"))
    told = Told()
    assert get(server.url, told=told) == b"x"
    assert 1 <= told.pauses[0] <= 1.25


def test_a_long_retry_after_is_an_error(serve: Serve) -> None:
    server = serve(answer(503, b"", "Retry-After: 300"))
    told = Told()
    with pytest.raises(Refused, match="asks to be left alone for 300 seconds") as caught:
        get(server.url, told=told)
    assert caught.value.after == 300
    assert len(server.requests) == 1
    assert told.pauses == []


def test_what_comes_with_an_error_is_bounded(serve: Serve) -> None:
    server = serve(raw(head(500), b"y" * 3 * MB))
    with pytest.raises(Refused) as caught:
        get(server.url)
    assert len(caught.value.message) < 400


def test_an_error_that_drips_is_told_by_its_status(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MESSAGE_TIME", 0.2)
    over = threading.Event()
    server = serve(drip(over.is_set, head(500), b"y", 0.05))
    try:
        with pytest.raises(Refused, match="failed"):
            get(server.url)
    finally:
        over.set()


# The way there


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    told = Told()
    with pytest.raises(Unreachable, match=r"refuses the connection.*Tried 4 times") as caught:
        put(f"http://127.0.0.1:{port}/ds", told=told)
    assert caught.value.exit_code == 4
    assert not isinstance(caught.value, Broken)
    assert len(told.pauses) == 3
    assert "refuses the connection; trying again in 1 s" in told.lines[0]


def test_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    told = Told()
    with pytest.raises(StoreError, match=r"host of http://data\.example\.org/ds is not known"):
        get("http://data.example.org/ds", told=told)
    assert told == Told()


def test_a_name_server_that_fails_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", failing)
    told = Told()
    with pytest.raises(Unreachable, match=r"cannot be reached .Temporary failure"):
        get("http://data.example.org/ds", told=told)
    assert len(told.pauses) == 3


@pytest.mark.parametrize("reset", [False, True])
def test_a_connection_that_ends_before_the_answer_is_tried_again(serve: Serve, reset: bool) -> None:
    server = serve(raw(reset=reset), raw(b"HTTP/1.1 200 O", reset=reset), answer(200, b"fine"))
    told = Told()
    assert put(server.url, told=told).text == "fine"
    assert [request.length for request in server.requests] == [17, 17, 17]
    assert len(told.pauses) == 2
    assert "broke the connection; trying again" in told.lines[0]


def test_a_reset_while_sending_is_tried_again(serve: Serve) -> None:
    def leave(peer: Peer, request: Request) -> None:
        peer.file.read(1000)
        peer.reset()

    server = serve(leave, answer(200))
    told = Told()
    assert put(server.url, megabytes(20), told=told).status == 200
    assert server.requests[1].length == 20 * MB
    assert len(told.pauses) == 1


@pytest.mark.parametrize(
    "script",
    [
        raw(head(200, "Content-Length: 1000"), b"<a:> "),
        raw(head(200, "Content-Length: 1000"), b"<a:> ", reset=True),
        raw(head(200, "Transfer-Encoding: chunked"), b"5\r\n<a:> \r\n"),
        raw(head(200, "Transfer-Encoding: chunked"), b"5\r\n<a:> \r\nzz\r\n"),
    ],
    ids=["length", "reset", "chunks", "no chunk"],
)
def test_an_answer_cut_short(serve: Serve, script: Script) -> None:
    server = serve(script)
    told = Told()
    with pytest.raises(Broken, match="in the middle of its answer") as caught:
        get(server.url, told=told)
    assert caught.value.exit_code == 4
    assert len(server.requests) == 1, "what was read cannot be taken back: the caller decides"
    assert told == Told()


def test_a_confirmation_cut_short_is_asked_for_again(serve: Serve) -> None:
    server = serve(raw(head(200, "Content-Length: 10"), b"OK"), answer(200, b"OK"))
    assert put(server.url, told=Told()).text == "OK"
    assert len(server.requests) == 2


@pytest.mark.parametrize("garbage", [b"220 mail.example.org ESMTP\r\n", b"\0" * 200, b"x" * MB])
def test_something_that_is_no_web_server(serve: Serve, garbage: bytes) -> None:
    server = serve(raw(garbage))
    with pytest.raises(StoreError, match="does not speak HTTP") as caught:
        get(server.url)
    assert caught.value.exit_code == 4
    assert len(caught.value.message) < 400


def test_no_address_at_all() -> None:
    with pytest.raises(UsageError, match="is no address"):
        get("http://[::1/ds")


# Time


def test_silence_ends(serve: Serve) -> None:
    over = threading.Event()
    server = serve(lambda peer, request: over.wait(30) and None)
    told = Told()
    try:
        with pytest.raises(StoreError, match=r"did not answer within 0\.2 seconds.*--timeout"):
            put(server.url, timeout=0.2, told=told)
    finally:
        over.set()
    assert told == Told(), "what took so long once is not started again"


@pytest.mark.parametrize(
    ("start", "piece", "sentence"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x", "did not answer within 0.2 seconds"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "did not answer within 0.2 seconds"),
        (head(200), b"x", "sends fewer than 4096 bytes in 0.6 seconds"),
        (
            head(200, "Transfer-Encoding: chunked"),
            b"1\r\nx\r\n",
            "sends fewer than 4096 bytes in 0.6 seconds",
        ),
    ],
    ids=["head", "continue", "body", "chunks"],
)
def test_a_dripping_answer_ends(serve: Serve, start: bytes, piece: bytes, sentence: str) -> None:
    over = threading.Event()
    server = serve(drip(over.is_set, start, piece, 0.03))
    try:
        with pytest.raises(StoreError, match=re.escape(sentence)) as caught:
            get(server.url, timeout=0.2)
    finally:
        over.set()
    assert not isinstance(caught.value, Broken)


def test_an_answer_that_stops_ends(serve: Serve) -> None:
    over = threading.Event()

    def stop(peer: Peer, request: Request) -> None:
        peer.send(head(200, "Content-Length: 9000") + b"x" * 5000)
        over.wait(30)

    server = serve(stop)
    try:
        with pytest.raises(StoreError, match=r"sends nothing for 0\.2 seconds"):
            get(server.url, timeout=0.2)
    finally:
        over.set()


def test_a_slow_answer_that_moves_is_read_to_its_end(serve: Serve) -> None:
    def slow(peer: Peer, request: Request) -> None:
        peer.send(head(200, f"Content-Length: {20 * 5000}"))
        for _ in range(20):
            threading.Event().wait(0.1)
            peer.send(b"x" * 5000)

    assert len(get(serve(slow).url, timeout=0.5)) == 100_000


def test_a_confirmation_without_an_end(serve: Serve) -> None:
    over = threading.Event()
    server = serve(drip(over.is_set, head(200), b"x" * 100, 0.01))
    try:
        with pytest.raises(StoreError, match=r"did not finish its answer within 0\.3 seconds"):
            put(server.url, timeout=0.3)
    finally:
        over.set()


def test_a_large_confirmation(serve: Serve) -> None:
    server = serve(raw(head(200), b"y" * MB))
    with pytest.raises(StoreError, match="answers with more than 65536 bytes"):
        put(server.url)


def test_a_limit_of_the_caller(serve: Serve) -> None:
    server = serve(answer(200, b"y" * MB))
    with client(server.url) as c, c.get(server.url, accept=RDF) as got:
        pieces = got.chunks(limit=100_000)
        with pytest.raises(StoreError, match="more than 100000 bytes"):
            list(pieces)
    with client(server.url) as c, c.get(server.url, accept=RDF) as got:
        assert sum(map(len, got.chunks(limit=MB))) == MB


def test_a_server_that_takes_nothing(serve: Serve) -> None:
    over = threading.Event()
    server = serve(lambda peer, request: over.wait(30) and None)
    try:
        with pytest.raises(StoreError, match=r"takes nothing for 0\.3 seconds"):
            put(server.url, megabytes(50), timeout=0.3)
    finally:
        over.set()


def test_the_answer_to_much_may_take_longer(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    from appeals_rdf.remote import wire

    def think(peer: Peer, request: Request) -> None:
        peer.body(request)
        threading.Event().wait(0.6)
        peer.send(head(200, "Content-Length: 0"))

    server = serve(think)
    monkeypatch.setattr(wire, "INGEST", 50_000)
    assert put(server.url, b"x" * 500_000, timeout=0.3).status == 200
    with pytest.raises(StoreError, match=r"did not answer within 0\.\d+ seconds"):
        put(server.url, b"x", timeout=0.3)


# An answer before everything was sent


def early(data: bytes, *, then: str) -> Script:
    """Answer as soon as the head of the request has come."""
    over = threading.Event()

    def script(peer: Peer, request: Request) -> None:
        peer.send(data)
        if then == "hold":  # neither read on nor close
            over.wait(20)
        elif then == "read":
            peer.body(request)
        elif then == "reset":
            peer.reset()
        if then != "read":
            peer.end()

    return script


@pytest.mark.parametrize("then", ["hold", "close", "reset", "read"])
@pytest.mark.parametrize("tls", [False, True])
def test_a_refusal_is_heard_while_sending(
    serve: Serve, then: str, tls: bool, authority: trustme.CA, tmp_path: Path
) -> None:
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for piece in megabytes(64)():
            sent += len(piece)
            yield piece

    server = serve(
        early(head(413, "Content-Length: 8") + b"too much", then=then),
        tls=server_side(authority) if tls else None,
    )
    with pytest.raises(Refused, match=r"so much data in one piece \(413\): too much\.") as caught:
        put(server.url, body, certificate=pem(authority, tmp_path) if tls else None)
    assert caught.value.status == 413
    assert sent < 32 * MB


def test_an_early_success_does_not_cut_what_is_sent(serve: Serve) -> None:
    server = serve(early(head(200, "Content-Length: 2") + b"ok", then="read"))
    with client(server.url) as c:
        assert c.send("PUT", server.url, body=megabytes(32)).text == "ok"
        assert c.send("PUT", server.url, body=b"x").text == "ok"
    assert server.requests[0].length == 32 * MB


def test_an_early_success_that_did_not_read_everything_is_none(serve: Serve) -> None:
    server = serve(
        early(head(200, "Content-Length: 2") + b"ok", then="close"), answer(200, b"whole")
    )
    told = Told()
    assert put(server.url, megabytes(32), told=told).text == "whole"
    assert server.requests[1].length == 32 * MB
    assert "before it had everything" in told.lines[0]


# What is asked for, and what comes


@pytest.mark.parametrize("type_", ["text/html; charset=utf-8", "", "application/x-n-triples"])
def test_another_type_than_asked_for(serve: Serve, type_: str) -> None:
    server = serve(answer(200, b"<html>Welcome", type_=type_))
    with pytest.raises(StoreError, match="is this the address of the store") as caught:
        get(server.url)
    assert caught.value.exit_code == 4
    assert (type_.partition(";")[0] or "does not say what it is") in caught.value.message


@pytest.mark.parametrize("accept", ["*/*", "text/*;q=0.1", "text/csv, TEXT/HTML"])
def test_a_type_that_was_asked_for(serve: Serve, accept: str) -> None:
    server = serve(answer(200, b"x", type_="Text/HTML; charset=utf-8"))
    with client(server.url) as c, c.get(server.url, accept=accept) as got:
        assert got.text() == "x"


@pytest.mark.parametrize("status", [200, 204])
def test_nothing_needs_no_type(serve: Serve, status: int) -> None:
    assert get(serve(answer(status, b"", type_="")).url) == b""


def test_compression_that_nobody_asked_for(serve: Serve) -> None:
    server = serve(answer(200, b"\x1f\x8b", "Content-Encoding: gzip"))
    with pytest.raises(StoreError, match="encoding 'gzip'"):
        get(server.url)


def test_a_body_of_another_length_than_announced(serve: Serve) -> None:
    server = serve(answer(200))
    for size in (MB - 1, MB + 1):
        with pytest.raises(StoreError, match="not as long as was announced"):
            put(server.url, megabytes(1), size=size)


def test_an_error_of_what_is_sent_rises_as_it_is(serve: Serve) -> None:
    def unreadable() -> Iterator[bytes]:
        yield b"x" * MB
        raise InputError("corpus.nq cannot be read.")

    server = serve(answer(200))
    told = Told()
    with pytest.raises(InputError, match=r"corpus\.nq"):
        put(server.url, unreadable, told=told)
    assert told == Told()


# Signing in


def digest_server(nonces: list[str], password: str = SECRET, algorithm: str = "MD5") -> Script:
    """Let in who knows the password, for the first nonce of the list."""

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    def script(peer: Peer, request: Request) -> None:
        peer.body(request)
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', request.headers.get("authorization", "")))
        method, target, _ = request.line.split()
        ha1 = md5(f"curator:store:{password}")
        mine = (nonces[0], given.get("nc", ""), given.get("cnonce", ""), "auth")
        good = ":".join((ha1, *mine, md5(f"{method}:{target}")))
        if given.get("response") == md5(good):
            peer.send(head(200, "Content-Length: 0"))
        else:
            challenge = (
                f'Digest realm="store", nonce="{nonces[0]}", qop="auth", algorithm={algorithm}'
            )
            peer.send(head(401, "Content-Length: 0", f"WWW-Authenticate: {challenge}"))

    return script


@pytest.mark.parametrize("auth", ["", "digest"])
def test_digest_with_a_streamed_body(serve: Serve, auth: str) -> None:
    nonces = ["n1", "n2"]
    server = serve(digest_server(nonces))
    with client(server.url, CURATOR, auth=auth) as c:

        def send() -> int:
            before = len(server.requests)
            reply = c.send("PUT", server.url, params=[("graph", "urn:g")], body=megabytes(2))
            assert reply.status == 200
            return len(server.requests) - before

        assert send() == 2
        assert send() == 1, "the nonce is used again"
        del nonces[0]
        assert send() == 2, "a new nonce is taken"
    assert server.requests[-1].length == 2 * MB
    assert server.connections == 1
    assert "authorization" not in server.requests[0].headers, "nothing goes out unasked"
    assert "username=" in server.requests[-1].headers["authorization"]


def test_digest_with_a_refusal_before_the_body_was_sent(serve: Serve) -> None:
    nonces = ["n1"]
    refusal = head(
        401, "Content-Length: 0", 'WWW-Authenticate: Digest realm="store", nonce="n1", qop="auth"'
    )
    server = serve(early(refusal, then="close"), digest_server(nonces))
    assert put(server.url, megabytes(16), CURATOR, auth="digest").status == 200
    assert server.requests[1].length == 16 * MB


def test_a_server_that_tells_only_strangers_that_it_wants_digest(serve: Serve) -> None:
    """Virtuoso answers 401 to a basic sign-in and does not say what it wants."""
    inner = digest_server(["n1"])

    def script(peer: Peer, request: Request) -> None:
        if request.headers.get("authorization", "").startswith("Basic"):
            answer(401)(peer, request)
        else:
            inner(peer, request)

    server = serve(script)
    with client(server.url, CURATOR) as c:
        for requests in (2, 3):
            assert c.send("PUT", server.url, body=megabytes(1)).status == 200
            assert len(server.requests) == requests


def test_virtuoso_is_sent_no_chunks(serve: Serve) -> None:
    """It takes them for an empty body, and says that all is well."""
    virtuoso = "Server: Virtuoso/07.20.3229 (Linux)"
    early_success = early(head(201, "Content-Length: 0", virtuoso), then="close")
    server = serve(early_success, answer(201, b"", virtuoso))
    told = Told()
    with client(server.url, told=told) as c:
        for _ in range(2):
            assert c.send("PUT", server.url, body=megabytes(8)).status == 201
    assert [request.length for request in server.requests[1:]] == [8 * MB] * 2
    assert [r.headers.get("content-length") for r in server.requests[1:]] == [str(8 * MB)] * 2
    assert "transfer-encoding" not in server.requests[2].headers
    assert told == Told()


def test_basic_is_sent_to_who_asks(serve: Serve) -> None:
    asking = answer(401, b"", 'WWW-Authenticate: Basic realm="store"')
    server = serve(asking, answer(200), answer(200))
    with client(server.url, Credentials("jörg", "pä:ss")) as c:
        for _ in range(2):
            assert c.send("PUT", server.url, body=b"x").status == 200
    sent = [request.headers.get("authorization") for request in server.requests]
    assert sent == [None, "Basic asO2cmc6cMOkOnNz", "Basic asO2cmc6cMOkOnNz"]


def test_a_digest_is_preferred(serve: Serve) -> None:
    """Of a store that offers both, no password is sent as it is."""
    both = ('WWW-Authenticate: Basic realm="s"', 'WWW-Authenticate: Digest realm="s", nonce="n"')
    server = serve(answer(401, b"", *both), answer(200))
    put(server.url, b"x", CURATOR)
    assert server.requests[1].headers["authorization"].startswith("Digest ")


def test_a_server_that_asks_for_nothing_is_told_nothing(serve: Serve) -> None:
    server = serve(answer(200))
    put(server.url, b"x", CURATOR)
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize("auth", ["", "basic", "digest"])
@pytest.mark.parametrize("offer", ["Basic", "Digest"])
def test_a_wrong_password(serve: Serve, auth: str, offer: str) -> None:
    if offer == "Digest":
        server = serve(digest_server(["n1"], password="another"))
    else:
        server = serve(answer(401, b"", 'WWW-Authenticate: Basic realm="store"'))
    with pytest.raises(Refused, match="does not accept the name 'curator'") as caught:
        put(server.url, b"x", CURATOR, auth=auth)
    assert caught.value.status == 401
    assert len(server.requests) <= 2
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "challenge",
    [
        'Digest realm="store", nonce="n", algorithm=ROT13',
        'Digest realm="store", nonce="n", qop="auth-int"',
        'Digest realm="store"',
        "Digest nonsense",
    ],
)
def test_a_digest_that_is_not_known(serve: Serve, challenge: str) -> None:
    server = serve(answer(401, b"", f"WWW-Authenticate: {challenge}"))
    with pytest.raises(StoreError, match="by digest of a kind that is not known"):
        put(server.url, b"x", CURATOR, auth="digest")


@pytest.mark.parametrize("credentials", [None, CURATOR])
def test_a_sign_in_that_is_not_known(serve: Serve, credentials: Credentials | None) -> None:
    server = serve(answer(401, b"", "WWW-Authenticate: Negotiate abc"))
    with pytest.raises(Refused, match="sign-in of the kind 'Negotiate'"):
        put(server.url, b"x", credentials)


def test_a_user_without_the_right(serve: Serve) -> None:
    with pytest.raises(Refused, match="forbids PUT to 'curator'"):
        put(serve(answer(403)).url, b"x", CURATOR)


def test_no_password_is_repeated(serve: Serve) -> None:
    """Not even one that the server shows."""

    def gossip(peer: Peer, request: Request) -> None:
        peer.body(request)
        body = f"no {request.headers['authorization']} ({SECRET}, geheim%267%2BWort)".encode()
        peer.send(head(500, f"Content-Length: {len(body)}", type_="text/plain") + body)

    server = serve(gossip)
    with pytest.raises(Refused) as caught:
        put(server.url, b"x", CURATOR, auth="basic")
    assert "no Basic … (…, …)" in caught.value.message
    everything = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert "geheim" not in everything
    assert server.requests[0].headers["authorization"].split()[1] not in everything


# Elsewhere


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_reading_follows_on_the_same_host(serve: Serve, status: int) -> None:
    server = serve(answer(status, b"", "Location: /other?x=1"), answer(200, b"here"))
    with client(server.url, CURATOR) as c, c.get(server.url, accept=RDF) as got:
        assert got.text() == "here"
    assert server.requests[1].line == "GET /other?x=1 HTTP/1.1"


@pytest.mark.parametrize(("status", "method"), [(303, "GET"), (307, "POST"), (302, "POST")])
def test_a_long_query_follows_with_its_form(serve: Serve, status: int, method: str) -> None:
    server = serve(answer(status, b"", "Location: /other"), answer(200, b"here"))
    with (
        client(server.url) as c,
        c.get(server.url, params=[("query", "ASK {}")], accept=RDF, form=True) as got,
    ):
        assert got.text() == "here"
    first, second = server.requests
    assert second.line == f"{method} /other HTTP/1.1"
    assert second.length == (first.length if method == "POST" else 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_reading_does_not_follow_to_another_host(serve: Serve, host: str) -> None:
    """Another port is another server as well."""
    other = serve(answer(200, b"got you"))
    target = f"http://a:b@{host}:{other.port}/"
    server = serve(answer(302, b"", f"Location: {target}"))
    with (
        pytest.raises(Refused, match=r"sends elsewhere.*another host is not followed") as caught,
        client(server.url, CURATOR) as c,
        c.get(server.url, accept=RDF),
    ):
        pass
    assert f"http://{host}:{other.port}/" in caught.value.message
    assert "a:b@" not in caught.value.message
    assert other.connections == 0


def test_writing_follows_nowhere(serve: Serve) -> None:
    server = serve(answer(307, b"", "Location: /other"))
    with pytest.raises(
        Refused, match=r"elsewhere \(307\).*What is written is not sent on"
    ) as caught:
        put(server.url, b"x", CURATOR)
    assert caught.value.status == 307
    assert len(server.requests) == 1


@pytest.mark.parametrize("headers", [("Location: /ds/data",), ("Location: http://[",), ()])
def test_a_redirect_that_leads_nowhere(serve: Serve, headers: tuple[str, ...]) -> None:
    server = serve(answer(302, b"", *headers))
    with pytest.raises(Refused, match="elsewhere"):
        get(server.url)
    assert len(server.requests) <= http.HOPS


@pytest.mark.parametrize(
    ("url", "target", "same"),
    [
        ("http://a.example/x", "http://A.example:80/y", True),
        ("http://a.example/x", "https://a.example/x", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("http://a.example:3030/x", "https://a.example/x", False),
        ("http://a.example/x", "http://b.a.example/x", False),
    ],
)
def test_what_the_same_host_is(url: str, target: str, same: bool) -> None:
    assert http._is_same_place(url, target) is same


# Encryption


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_side(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def pem(authority: trustme.CA, folder: Path) -> Path:
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return path


def test_an_authority_of_ones_own(serve: Serve, authority: trustme.CA, tmp_path: Path) -> None:
    server = serve(answer(200, b"sealed"), tls=server_side(authority))
    with client(server.url, CURATOR, certificate=pem(authority, tmp_path)) as c:
        for _ in range(3):
            assert c.send("PUT", server.url, body=megabytes(4)).text == "sealed"
        with c.get(server.url, accept=RDF) as got:
            assert got.text() == "sealed"
    assert [request.length for request in server.requests] == [4 * MB] * 3 + [0]
    assert server.connections == 1


@pytest.mark.parametrize("name", ["localhost", "archive.example.org"])
def test_a_server_that_proves_nothing(
    serve: Serve, authority: trustme.CA, tmp_path: Path, name: str
) -> None:
    """No authority that is known, or the certificate of another host."""
    server = serve(answer(200), tls=server_side(authority, name))
    certificate = None if name == "localhost" else pem(authority, tmp_path)
    told = Told()
    with pytest.raises(StoreError, match=r"does not prove.*name the file.*'certificate'") as caught:
        put(server.url, b"x", CURATOR, told=told, certificate=certificate)
    assert ("localhost" if certificate else "certificate") in caught.value.message
    assert caught.value.exit_code == 4
    assert server.requests == []
    assert told == Told()


def test_only_the_authority_named_is_trusted(
    serve: Serve, authority: trustme.CA, tmp_path: Path
) -> None:
    server = serve(answer(200), tls=server_side(trustme.CA()))
    with pytest.raises(StoreError, match="does not prove"):
        put(server.url, b"x", certificate=pem(authority, tmp_path))


def test_https_where_none_is_spoken(serve: Serve) -> None:
    server = serve(raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with pytest.raises(StoreError, match="Does it speak https"):
        get(server.url.replace("http:", "https:"))


def test_encryption_that_is_never_agreed_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://127.0.0.1:{mute.getsockname()[1]}/"
        with pytest.raises(AppealsError, match=r"did not agree on encryption within 0\.2 seconds"):
            get(url, timeout=0.2)


def test_an_encrypted_answer_without_a_farewell_is_cut_short(
    serve: Serve, authority: trustme.CA, tmp_path: Path
) -> None:
    server = serve(raw(head(200), b"<a:> "), tls=server_side(authority))
    with (
        client(server.url, certificate=pem(authority, tmp_path)) as c,
        c.get(server.url, accept=RDF) as got,
        pytest.raises(Broken, match="in the middle"),
    ):
        list(got.chunks())


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_certificate_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    with pytest.raises(InputError, match=r"ca\.pem.*PEM") as caught:
        put("https://localhost:1/", certificate=path)
    assert caught.value.exit_code == 3


# Proxies


def test_a_proxy_of_the_environment(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(answer(200, b"by proxy"))
    monkeypatch.setenv("http_proxy", f"http://user:pw%40@localhost:{proxy.port}")
    monkeypatch.setenv("no_proxy", "inside.example.org")
    assert get("http://data.example.org/ds") == b"by proxy"
    (request,) = proxy.requests
    assert request.line == "GET http://data.example.org/ds HTTP/1.1"
    assert request.headers["proxy-authorization"] == "Basic dXNlcjpwd0A="
    server = serve(answer(200, b"direct"))
    assert get(server.url) == b"direct"


def test_a_proxy_that_refuses(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(answer(407))
    monkeypatch.setenv("https_proxy", f"http://localhost:{proxy.port}")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(StoreError, match=r"proxy before https://data\.example\.org/ds answers 407"):
        get("https://data.example.org/ds")
    assert proxy.requests[0].line.startswith("CONNECT data.example.org:443")


@pytest.mark.parametrize("proxy", ["socks5://user:pw@localhost:1080", "https://localhost:1"])
def test_a_proxy_that_cannot_be_used(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(StoreError, match="none that can be used") as caught:
        get("http://data.example.org/ds")
    assert "pw" not in caught.value.message


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.3.2.1", True), ("::1", True), ("127.example.org", False)],
)
def test_this_machine(host: str, here: bool) -> None:
    assert is_here(host) is here


# Words


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("\n\n  two \t words \nnext", "two words"),
        ("Error 500: \x1b[2Jx\u202e\x00y", "Error 500: [2Jx y"),
        ("<html><head><style>p {}</style></head><body>No &lt;graph&gt;\n here", "No <graph> here"),
        ("<!DOCTYPE html>\n<script>alert(1)", ""),
        ("<urn:x:s> is no subject", "<urn:x:s> is no subject"),
        ("z" * 300, "z" * 199 + "…"),
    ],
)
def test_what_a_server_says_is_one_harmless_line(text: str, line: str) -> None:
    assert first_line(text) == line
