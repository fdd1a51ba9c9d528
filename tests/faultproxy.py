"""A proxy of the tests' own before a real store, which spoils requests by plan.

    with proxy(server.url, [Status(503, {"Retry-After": "1"}, when=When("PUT", nth=(1,)))]) as door:
        load(door.url)
        assert [request.method for request in door.requests] == ["GET", "PUT", "PUT"]

What no fault is meant for goes through to the store. To add a fault: a subclass of ``Fault``, which
says in ``spoil`` what happens to a request instead.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import struct
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import trustme

_PIECE = 65_536
_PATIENCE = 300.0
"""Seconds after which the proxy gives up on a store or a client that says nothing."""
_HOP = {"connection", "content-length", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class When:
    """The requests that a fault is meant for; by default every one."""

    method: str = ""
    path: str = ""
    """A pattern that is searched in path and query."""
    nth: tuple[int, ...] = ()
    """Which ones of those that match, counted from 1; empty for all."""

    def matches(self, request: Request) -> bool:
        """Whether method and path are meant; ``nth`` is counted by the proxy."""
        return self.method in ("", request.method) and bool(re.search(self.path, request.target))


EVERY = When()


@dataclass
class Request:
    """What came to the proxy. ``size`` grows while the body comes."""

    method: str
    target: str
    """Path and query, as sent."""
    headers: Mapping[str, str] = field(repr=False)
    size: int = 0
    """Bytes of the body that have been read."""


@dataclass(frozen=True)
class Fault(ABC):
    """A way to spoil a request. With ``nth`` in ``when``, the rest goes through."""

    when: When = field(default=EVERY, kw_only=True)

    @abstractmethod
    def spoil(self, exchange: Exchange) -> None:
        """Do something else than to pass the request on."""


@dataclass(frozen=True)
class ResetInBody(Fault):
    """The connection is reset after so many bytes of the request, on both sides of the proxy."""

    after: int = 0

    def spoil(self, exchange: Exchange) -> None:
        exchange.send_on(self.after)
        exchange.reset()


@dataclass(frozen=True)
class ResetInAnswer(Fault):
    """The store does what it is asked; the connection is reset after so many bytes of the answer.

    ``after=-1`` resets before the answer begins.
    """

    after: int = 0

    def spoil(self, exchange: Exchange) -> None:
        answer = exchange.upstream()
        if self.after >= 0 and answer.status == 204:
            exchange.write(b"HTTP/1.1 ")  # it has no body in which to break off
        elif self.after >= 0:
            exchange.begin(answer.status, answer.getheaders(), chunked=True)
            exchange.write_chunk(answer.read(self.after))
        exchange.reset()


@dataclass(frozen=True)
class Status(Fault):
    """An answer of the proxy's own."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    media_type: str = "text/plain; charset=utf-8"
    done: bool = False
    """Whether the store does all the same what it is asked."""
    early: bool = False
    """Whether the answer comes before the body has been read, and the connection then closes."""

    def spoil(self, exchange: Exchange) -> None:
        if self.done:
            exchange.upstream().read()
        elif not self.early:
            exchange.drain()
        headers = [("Content-Type", self.media_type), *self.headers.items()]
        body = self.body.encode()
        exchange.begin(self.status, headers, length=len(body))
        exchange.write(body)
        if self.early:
            exchange.close()


def login_page(when: When = EVERY) -> Status:
    """What some gateways say with status 200 instead of asking for a password."""
    page = "<!DOCTYPE html>\n<title>Sign in</title>\n<form method=post>Sign in</form>\n"
    return Status(200, body=page, media_type="text/html; charset=utf-8", when=when)


@dataclass(frozen=True)
class CutShort(Fault):
    """The answer ends in good order after so many bytes, although more was promised.

    Promised is a length, or with ``chunked`` an end that never comes.
    """

    after: int = 0
    chunked: bool = False

    def spoil(self, exchange: Exchange) -> None:
        answer = exchange.upstream()
        body = answer.read()
        part = body[: self.after]
        status = 200 if answer.status == 204 else answer.status  # which would have no body
        length = max(len(body), len(part) + 1)
        exchange.begin(status, answer.getheaders(), length=length, chunked=self.chunked)
        if self.chunked:
            exchange.write_chunk(part)
        else:
            exchange.write(part)
        exchange.close()


@dataclass(frozen=True)
class NeverEnds(Fault):
    """An answer of empty lines, one every ``every`` seconds, for ever."""

    every: float = 0.1

    def spoil(self, exchange: Exchange) -> None:
        exchange.drain()
        accepted = exchange.asked.headers.get("Accept", "text/plain").split(",")[0]
        exchange.begin(200, [("Content-Type", accepted)], chunked=True)
        while not exchange.closing.wait(self.every):
            exchange.write_chunk(b"\n")
        exchange.reset()


@dataclass(frozen=True)
class NeverBegins(Fault):
    """The request is taken, and nothing follows."""

    def spoil(self, exchange: Exchange) -> None:
        exchange.drain()
        exchange.closing.wait()
        exchange.reset()


@dataclass(frozen=True)
class Garbage(Fault):
    """An answer that is no HTTP."""

    def spoil(self, exchange: Exchange) -> None:
        exchange.drain()
        exchange.write(b"\x00\x16\xff 220 mail.example.org ready\r\n\r\n")
        exchange.close()


class Exchange(BaseHTTPRequestHandler):
    """One connection of a client; what a fault may do with the request that has come."""

    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE
    server: Door
    asked: Request
    closing: threading.Event
    """Set when the proxy closes; whatever waits must end then."""

    def answer(self) -> None:
        """Take a request, and pass it on or spoil it."""
        self.closing = self.server.closing
        self.asked = Request(self.command, self.path, dict(self.headers))
        self._upstream: http.client.HTTPConnection | None = None
        fault = self.server.note(self.asked)
        try:
            if fault:
                fault.spoil(self)
            else:
                self._pass_on()
        except (OSError, http.client.HTTPException):
            # The store or the client is gone: the other one is to see the same.
            self.reset()
        finally:
            if self._upstream:
                self.server.forget(self._upstream)
                self._upstream.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer  # noqa: N815

    def drain(self) -> None:
        """Read the body of the request, and keep nothing."""
        for _ in self._body():
            pass

    def send_on(self, limit: int | None = None) -> http.client.HTTPConnection:
        """Pass the request on to the store, or its head and the first ``limit`` bytes."""
        self._upstream = self.server.connect()
        self._upstream.putrequest(self.command, self.path, True, True)
        self._upstream.putheader("Host", self.server.upstream)
        self._upstream.putheader("Connection", "close")
        for name, value in self.headers.items():
            if name.lower() not in ("host", "connection", "expect"):
                self._upstream.putheader(name, value)
        self._upstream.endheaders()
        chunked = "chunked" in self.headers.get("Transfer-Encoding", "").lower()
        for piece in self._body(limit):
            self._upstream.send(_chunk(piece) if chunked else piece)
        if chunked and limit is None:
            self._upstream.send(b"0\r\n\r\n")
        return self._upstream

    def upstream(self) -> http.client.HTTPResponse:
        """The store's answer to the request."""
        return self.send_on().getresponse()

    def begin(
        self,
        status: int,
        headers: Iterable[tuple[str, str]],
        *,
        length: int | None = None,
        chunked: bool = False,
    ) -> None:
        """Send the head of an answer."""
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _HOP:
                self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.wfile.write(data)

    def write_chunk(self, data: bytes) -> None:
        """Send one chunk of an answer that has begun as chunked."""
        if data:
            self.wfile.write(_chunk(data))

    def close(self) -> None:
        """Close the connection in good order after this answer."""
        self.close_connection = True

    def reset(self) -> None:
        """Close the connection with a reset after this answer."""
        self.close_connection = True
        self.server.reset_at_close(self.connection)
        if self._upstream and self._upstream.sock:
            _linger_not(self._upstream.sock)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what came is in ``Door.requests``."""

    def _pass_on(self) -> None:
        answer = self.upstream()
        bare = self.command == "HEAD" or answer.status in (204, 304)
        chunked = answer.length is None and not bare
        self.begin(answer.status, answer.getheaders(), length=answer.length, chunked=chunked)
        while not bare and (piece := answer.read1(_PIECE)):
            if chunked:
                self.write_chunk(piece)
            else:
                self.write(piece)
        if chunked:
            self.write(b"0\r\n\r\n")

    def _body(self, limit: int | None = None) -> Iterator[bytes]:
        """The body of the request, of which no more than ``limit`` bytes are read."""
        left = limit
        for piece in self._pieces(limit):
            part = piece if left is None else piece[:left]
            if not part:
                return
            self.asked.size += len(part)
            yield part
            left = None if left is None else left - len(part)

    def _pieces(self, limit: int | None) -> Iterator[bytes]:
        most = _PIECE if limit is None else min(limit, _PIECE)
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            left = int(self.headers.get("Content-Length", 0))
            while left and (piece := self.rfile.read1(min(left, most))):
                left -= len(piece)
                yield piece
            return
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers


class Door(ThreadingHTTPServer):
    """The proxy while it is open."""

    daemon_threads = False  # so that closing waits for them
    request_queue_size = 64

    def __init__(self, url: str, faults: Sequence[Fault], tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Exchange, bind_and_activate=False)
        parts = urlsplit(url)
        self.upstream = parts.netloc
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self.ca_file: Path | None = None
        """The certificate of the authority that vouches for the proxy, where it speaks TLS."""
        self.errors: list[BaseException] = []
        """What went wrong in the proxy itself."""
        self._path = parts.path
        self._scheme = "https" if tls else "http"
        self._tls = tls
        self._faults = tuple(faults)
        self._seen = [0] * len(faults)
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._to_reset: set[socket.socket] = set()

    @property
    def url(self) -> str:
        """The address of the store, as seen through the proxy."""
        return f"{self._scheme}://127.0.0.1:{self.server_port}{self._path}"

    def connect(self) -> http.client.HTTPConnection:
        """A connection to the store, which is cut when the proxy closes."""
        connection = http.client.HTTPConnection(self.upstream, timeout=_PATIENCE)
        connection.connect()
        with self._lock:
            self._sockets.add(connection.sock)
        return connection

    def forget(self, connection: http.client.HTTPConnection) -> None:
        """That a connection to the store is of no more use."""
        with self._lock:
            self._sockets.discard(connection.sock)

    def note(self, request: Request) -> Fault | None:
        """Remember a request; the first fault that is meant for it."""
        found: Fault | None = None
        with self._lock:
            self.requests.append(request)
            for index, fault in enumerate(self._faults):
                if fault.when.matches(request):
                    self._seen[index] += 1
                    if found is None and (
                        not fault.when.nth or self._seen[index] in fault.when.nth
                    ):
                        found = fault
        return found

    def reset_at_close(self, connection: socket.socket) -> None:
        """Have a connection end with a reset."""
        _linger_not(connection)
        with self._lock:
            self._to_reset.add(connection)

    def get_request(self) -> tuple[Any, Any]:
        """Accept a connection; its handshake is left to its own thread."""
        connection, address = super().get_request()
        if self._tls:
            connection = self._tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self._lock:
            self._sockets.add(connection)
        return connection, address

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Talk with one client until either side has enough."""
        if self._tls:
            request.settimeout(_PATIENCE)
            request.do_handshake()
        super().finish_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection: in good order, or with a reset where that was asked for."""
        with self._lock:
            self._sockets.discard(request)
            reset = request in self._to_reset
            self._to_reset.discard(request)
        if reset:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep what went wrong here; that a client went away is none of it."""
        error = sys.exception()
        if error and not isinstance(error, OSError):
            self.errors.append(error)

    def shut(self) -> None:
        """Listen no more: connections are refused from now on. Those that are open end."""
        if self.closing.is_set():
            return
        self.closing.set()
        self.shutdown()
        self.socket.close()
        with self._lock:
            sockets = tuple(self._sockets)
        for connection in sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


@contextmanager
def proxy(
    url: str,
    faults: Sequence[Fault] = (),
    *,
    listening: bool = True,
    tls: Sequence[str] = (),
) -> Iterator[Door]:
    """Stand before the store at ``url``, at ``door.url``.

    Where it is not ``listening``, connections are refused. With names or addresses in ``tls``, it
    speaks TLS with a certificate for these, of an authority that nobody knows: ``door.ca_file``
    makes it known. For one that fits, ``tls=["127.0.0.1"]``.
    """
    with TemporaryDirectory() as folder:
        ca_file, context = _certificate(tls, Path(folder)) if tls else (None, None)
        door = Door(url, faults, context)
        door.ca_file = ca_file
        door.server_bind()
        if not listening:
            # The port is held, so that nobody else comes to listen there.
            with door.socket:
                yield door
            return
        door.server_activate()
        thread = threading.Thread(target=door.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield door
        finally:
            door.shut()
            thread.join()
        if door.errors:
            raise door.errors[0]


def _certificate(names: Sequence[str], folder: Path) -> tuple[Path, ssl.SSLContext]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    ca_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    return ca_file, context


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _linger_not(connection: socket.socket) -> None:
    """Have ``close`` send a reset instead of the rest."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
