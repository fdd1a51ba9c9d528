"""A connection that never waits for ever, and that hears a refusal while it is still sending.

httpcore speaks HTTP over it: this is its extension point for the network. Its own streams know one
limit, the silence between two bytes. Two kinds of trouble need more than that. A server that drips
one byte at a time is never silent; here an answer's head has a moment by which it must be complete,
and everything else must move ``FLOOR`` bytes in ``WINDOWS`` timeouts. And a server that refuses a
large body answers at once and then stops reading; here what arrives is looked at between two
writes, and an error ends the sending, so that the server's own words are reported.
"""

from __future__ import annotations

import re
import selectors
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

FLOOR = 4096
"""Bytes that must move in ``WINDOWS`` timeouts."""
WINDOWS = 3
INGEST = 1_000_000
"""Bytes per second at which a server is expected to store what it was sent before it answers."""

_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
# Unlike epoll it needs no descriptor of its own; Windows has only the other.
_Selector: Any = getattr(selectors, "PollSelector", selectors.SelectSelector)
_OPENING = b"HTTP/"
_REFUSAL = re.compile(rb"HTTP/1\.[01] [345]")  # HTTP/1.1 413 Content Too Large


class Unknown(httpcore.ConnectError):
    """There is no host of this name."""


class Closed(httpcore.ConnectError):
    """Nothing listens at the port."""


class Untrusted(httpcore.ConnectError):
    """The server's certificate does not prove that it is the one meant."""


class Unencrypted(httpcore.ConnectError):
    """TLS was not established, for another reason than the certificate."""


class Wire(httpcore.NetworkStream):
    """One connection. ``timeout`` is in seconds.

    An exchange starts with the first write after a read. ``cut`` tells whether not all of its
    request was sent. The error messages are the rest of a sentence that starts with an address.
    """

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._timeout = timeout
        self._ahead = b""
        self._begin()
        self._sending = False

    def _begin(self) -> None:
        self.cut = False
        self._sending = True
        self._listening = True
        self._sent = 0
        self._moved = 0
        self._mark = time.monotonic()
        self._head = True
        self._opening = b""
        self._due: float | None = None
        self._told = ""

    def body(self) -> None:
        """The head has come: from here on the answer only has to keep moving."""
        self._head, self._due = False, None
        self._mark, self._moved = time.monotonic(), 0

    def finish_within(self, seconds: float | None, told: str = "did not finish its answer") -> None:
        """Let what comes next be there within so many seconds (None: one timeout)."""
        seconds = self._timeout if seconds is None else seconds
        self._due = time.monotonic() + seconds
        self._told = f"{told} within {seconds:.3g} seconds"

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything; ``httpcore.WriteError`` where the server has refused or gone away.

        httpcore then goes on to read the answer.
        """
        if not self._sending:
            self._begin()
        if not buffer:
            return  # the end of a request without a body: an answer may be there already
        view = memoryview(buffer)
        try:
            if self._listening and self._ready(_READ, 0):
                self._listen()
            while view:
                sent = self._send(view)
                self._sent += sent
                self._move(sent)
                view = view[sent:]
        except httpcore.NetworkError:
            self.cut = True
            raise

    def _send(self, view: memoryview) -> int:
        while True:
            events = _WRITE | _READ if self._listening else _WRITE
            try:
                return self._sock.send(view)
            except ssl.SSLWantReadError:
                events = _READ
            except (BlockingIOError, ssl.SSLWantWriteError):
                pass
            except OSError as error:
                raise httpcore.WriteError(_reason(error)) from error
            if self._wait(events, httpcore.WriteTimeout) & _READ and self._listening:
                self._listen()

    def _listen(self) -> None:
        """Look at what comes while the request is being sent.

        A refusal ends the sending. Any other answer is kept, and the request is sent to its end:
        what was cut off could otherwise be taken for stored.
        """
        try:
            data = self._sock.recv(1 << 16)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return  # no data for us: TLS has messages of its own
        except OSError as error:
            raise httpcore.WriteError(_reason(error)) from error
        self._ahead += data
        if not data or _REFUSAL.match(self._ahead):
            raise httpcore.WriteError("answers before it has everything")
        self._listening = len(self._ahead) < len(b"HTTP/1.1 2")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes; ``b""`` at the end of an answer that tells its end in this way."""
        if self._sending:
            self._sending = False
            self.finish_within(self._timeout + self._sent / INGEST, "did not answer")
        if self._ahead:
            data, self._ahead = self._ahead[:max_bytes], self._ahead[max_bytes:]
        else:
            data = self._receive(max_bytes)
        if self._head and not data:
            raise httpcore.ReadError("closed the connection")
        if self._head and len(self._opening) < len(_OPENING):
            # Whoever greets by himself, as a mail server does, would else be waited for.
            self._opening = (self._opening + data)[: len(_OPENING)]
            if not _OPENING.startswith(self._opening):
                raise httpcore.RemoteProtocolError(data[:60].decode("ascii", "replace"))
        return data

    def _receive(self, max_bytes: int) -> bytes:
        while True:
            try:
                data = self._sock.recv(max_bytes)
            except (BlockingIOError, ssl.SSLWantReadError):
                self._wait(_READ, httpcore.ReadTimeout)
            except ssl.SSLWantWriteError:
                self._wait(_WRITE, httpcore.ReadTimeout)
            except OSError as error:
                raise httpcore.ReadError(_reason(error)) from error
            else:
                self._move(len(data))
                return data

    def _move(self, count: int) -> None:
        self._moved += count
        if self._moved >= FLOOR:
            self._mark, self._moved = time.monotonic(), 0

    def _wait(self, events: int, late: type[httpcore.TimeoutException]) -> int:
        """Wait until the socket is ready, as long as the limits allow."""
        now = time.monotonic()
        verb = "takes" if self._sending else "sends"
        if self._due is not None:
            left = self._due - now
            told = self._told
        else:
            left = self._mark + WINDOWS * self._timeout - now
            told = f"{verb} fewer than {FLOOR} bytes in {WINDOWS * self._timeout:g} seconds"
            if left > self._timeout:
                left = self._timeout
                told = f"{verb} nothing for {self._timeout:g} seconds"
        ready = self._ready(events, left) if left > 0 else 0
        if not ready:
            raise late(told)
        return ready

    def _ready(self, events: int, seconds: float) -> int:
        with _Selector() as selector:
            selector.register(self._sock, events)
            return int(sum(ready for _, ready in selector.select(seconds)))

    def close(self) -> None:
        """Close the connection."""
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt the connection, all within ``timeout`` seconds."""
        try:
            # An end without TLS's own farewell may be anybody's cut: it must not look like the end.
            sock = ssl_context.wrap_socket(
                self._sock,
                server_hostname=server_hostname,
                do_handshake_on_connect=False,
                suppress_ragged_eofs=False,
            )
            wire = Wire(sock, self._timeout)
            wire.finish_within(timeout, "did not agree on encryption")
            wire._shake_hands(sock)
        except ssl.SSLCertVerificationError as error:
            self.close()
            raise Untrusted(error.verify_message or _reason(error)) from error
        except ssl.SSLError as error:
            self.close()
            raise Unencrypted(_reason(error)) from error
        except OSError as error:
            self.close()
            raise httpcore.ConnectError(_reason(error)) from error
        return wire

    def _shake_hands(self, sock: ssl.SSLSocket) -> None:
        try:
            while True:
                try:
                    sock.do_handshake()
                except ssl.SSLWantReadError:
                    self._wait(_READ, httpcore.ConnectTimeout)
                except ssl.SSLWantWriteError:
                    self._wait(_WRITE, httpcore.ConnectTimeout)
                else:
                    return
        except BaseException:
            self.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a stream."""
        if info == "is_readable":  # an idle connection on which something comes is over
            return bool(self._ahead) or self._sock.fileno() < 0 or bool(self._ready(_READ, 0))
        if info == "ssl_object" and isinstance(self._sock, ssl.SSLSocket):
            return self._sock
        return None


class Network(httpcore.NetworkBackend):
    """Opens connections; ``timeout`` is that of each, in seconds."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a host, or an ``httpcore.ConnectError`` that tells what is wrong."""
        try:
            sock = socket.create_connection((host, port), timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except TimeoutError as error:
            told = f"does not take a connection within {timeout:g} seconds"
            raise httpcore.ConnectTimeout(told) from error
        except (socket.gaierror, UnicodeError) as error:
            kind = httpcore.ConnectError if error.args[0] == socket.EAI_AGAIN else Unknown
            raise kind(_reason(error)) from error
        except ConnectionRefusedError as error:
            raise Closed(_reason(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(_reason(error)) from error
        return Wire(sock, self._timeout)


def _reason(error: Exception) -> str:
    """What the system says, without numbers: ``Connection reset by peer``."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    # [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1029)
    return re.sub(r"^\[[^]]*\] | \(_ssl\.c:\d+\)$", "", text)
