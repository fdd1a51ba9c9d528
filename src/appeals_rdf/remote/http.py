"""HTTP as loading needs it: streams both ways, tries again, and never waits for ever.

    with Client(profile, credentials) as client:
        with client.get(url, params=[("graph", iri)], accept="application/n-triples") as answer:
            for chunk in answer.chunks():
                ...
        client.send("PUT", url, params=[("graph", iri)], body=b"…", type_="application/n-triples")

Whatever fails is a ``StoreError`` that says what to do; ``failures`` draws the family. Everything
that is sent has to be idempotent: after a connection that failed, or an answer like 503, it is sent
again.
"""

from __future__ import annotations

import email.utils
import itertools
import random
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

from appeals_rdf.errors import InputError, StoreError, UsageError
from appeals_rdf.profiles import Profile, is_here, shown
from appeals_rdf.remote import failures
from appeals_rdf.remote.failures import AGAIN, Asked, Broken, Refused, Unreachable

if TYPE_CHECKING:
    import httpcore
    import httpx

    from appeals_rdf.remote.credentials import Credentials
    from appeals_rdf.remote.wire import Wire

__all__ = ["Answer", "Body", "Broken", "Client", "Refused", "Reply", "Unreachable"]

CONNECT = 10.0
"""Seconds for making a connection, where the profile's timeout is not shorter."""
PAUSES = (1.0, 2.0, 4.0)
"""Seconds before another try, each up to a quarter longer, so that clients do not come in step."""
PATIENCE = 60.0
"""Seconds that a server may ask to be left alone for (``Retry-After``)."""
PIECE = 1 << 18
"""Bytes that are sent at once."""
SHORT = 1 << 16
"""Bytes of an answer that is meant to be short."""
MESSAGE = 1 << 12
"""Bytes that are read of the answer that comes with an error, and ..."""
MESSAGE_TIME = 5.0
"""... seconds that it may take."""
HOPS = 5
"""Redirects that are followed."""

Body = bytes | Callable[[], Iterable[bytes]]
"""What is sent: bytes, or what gives them in pieces, again for each try."""

Params = Sequence[tuple[str, str]]
T = TypeVar("T")


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer to something sent."""

    status: int
    headers: Mapping[str, str]
    text: str


class Answer:
    """An answer whose body is still to be read."""

    def __init__(self, response: httpcore.Response, wire: Wire, asked: Asked) -> None:
        import httpx

        self.status = response.status
        self.headers: Mapping[str, str] = httpx.Headers(response.headers)
        """Names are found in upper and lower case."""
        self._response = response
        self._wire = wire
        self._asked = asked

    @property
    def media_type(self) -> str:
        """Such as ``application/n-triples``; empty where the server does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def chunks(self, limit: int | None = None) -> Iterator[bytes]:
        """The body, in pieces as they come.

        ``Broken`` where it ends too early, ``StoreError`` where it comes too slowly, or has more
        bytes than ``limit``. Where a server announces neither length nor chunks, the end of the
        connection is taken for the end of the answer, as HTTP has it.
        """
        size = 0
        try:
            for chunk in self._response.iter_stream():
                size += len(chunk)
                if limit is not None and size > limit:
                    raise StoreError(f"{self._asked.at} answers with more than {limit} bytes.")
                yield chunk
        except _errors() as error:
            raise failures.failure(error, self._asked, answering=True) from None

    def text(self, limit: int = SHORT) -> str:
        """The body of a short answer: all of it has to come within one timeout."""
        self._wire.finish_within(None)
        return b"".join(self.chunks(limit)).decode("utf-8", "replace")

    def message(self) -> str:
        """What comes with an error, as much as is worth waiting for."""
        self._wire.finish_within(MESSAGE_TIME)
        start = b""
        try:
            for chunk in self.chunks():
                start += chunk
                if len(start) >= MESSAGE:
                    break
        except StoreError:
            pass  # the status says enough
        return start[:MESSAGE].decode("utf-8", "replace")

    def close(self) -> None:
        """Give the connection back; it is closed where something of the answer is left."""
        self._response.close()


@dataclass(frozen=True, slots=True)
class _Call:
    """One request, as it can be made again and again."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: Body
    size: int | None
    asked: Asked
    reads: bool
    """Whether it changes nothing, so that a redirect may be followed."""


class Client:
    """Speaks HTTP with one store; for one thread. ``say`` is told of every new try.

    Proxies of the environment are used, except for this machine itself. Nobody else's netrc file,
    no cookie, no compression, and no redirect to another host.
    """

    def __init__(
        self,
        profile: Profile,
        credentials: Credentials | None = None,
        *,
        say: Callable[[str], None] = _silent,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        from appeals_rdf.remote.signing import auth_of

        self._profile = profile
        self._auth = auth_of(profile, credentials)
        self._user = credentials.user if credentials else ""
        self._secrets = credentials.secrets if credentials else ()
        self._say = say
        self._sleep = sleep
        self._pools: dict[tuple[str, str], httpcore.ConnectionPool] = {}
        self._tls = _trust(profile) if profile.certificate else None
        self._takes_chunks = profile.kind != "virtuoso"

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    @contextmanager
    def get(
        self, url: str, *, params: Params = (), accept: str, form: bool = False
    ) -> Iterator[Answer]:
        """Ask for something, in one of the media types of ``accept``.

        ``form`` sends the parameters as a form, where they are too long for an address. A status
        that is an error is a ``Refused``; once the answer has begun, asking again is up to the
        caller (see ``Broken``).
        """
        headers = [("Accept", accept)]
        body = b""
        address = _with_params(url, () if form else params)
        if form:
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
            body = urlencode(params).encode()
        call = self._call("POST" if form else "GET", url, address, params, headers, body, None)
        answer = self._try(replace(call, reads=True), lambda answer: answer)
        try:
            if not _fits(answer, accept):
                raise failures.unfit(call.asked, answer.media_type)
            yield answer
        finally:
            answer.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Params = (),
        body: Body = b"",
        type_: str = "",
        size: int | None = None,
    ) -> Reply:
        """Send something, and read the short answer.

        ``size`` is the number of bytes that a callable ``body`` gives, where it is known. Without
        it they are sent in chunks; Virtuoso cannot take these, and so for it the body is gone
        through once more, to count. The answer may take the profile's timeout and a second for
        each megabyte. A status that is an error is a ``Refused``.
        """
        # Without Accept, Virtuoso does not answer a PUT that replaces a graph.
        headers = [("Accept", "*/*"), *([("Content-Type", type_)] if type_ else [])]
        call = self._call(method, url, _with_params(url, params), params, headers, body, size)

        def whole(answer: Answer) -> Reply:
            try:
                return Reply(answer.status, answer.headers, answer.text())
            finally:
                answer.close()

        return self._try(call, whole)

    def _call(
        self,
        method: str,
        url: str,
        address: str,
        params: Params,
        headers: list[tuple[str, str]],
        body: Body,
        size: int | None,
    ) -> _Call:
        from appeals_rdf import __version__

        graph = next((value for name, value in params if name in ("graph", "graph-uri")), "")
        at = f"{shown(url)} (graph {graph})" if graph else shown(url)
        sent = dict(headers).get("Content-Type", "")
        asked = Asked(method, at, sent, self._user, self._secrets)
        headers = [("User-Agent", f"appeals-rdf/{__version__}"), *headers]
        headers.append(("Accept-Encoding", "identity"))
        length = len(body) if isinstance(body, bytes) else size
        if length is None:
            headers.append(("Transfer-Encoding", "chunked"))
        elif length or method in ("POST", "PUT", "PATCH"):
            headers.append(("Content-Length", str(length)))
        return _Call(method, address, tuple(headers), body, length, asked, reads=False)

    def _try(self, call: _Call, finish: Callable[[Answer], T]) -> T:
        """Make a request until it succeeds, or is not worth another try."""
        for tries in itertools.count(1):
            try:
                return finish(self._answer(call))
            except (Unreachable, Refused) as error:
                pause = _pause(error, tries)
                if pause is None:
                    if tries == 1:
                        raise
                    raise failures.after(error, tries) from None
                self._say(f"{call.asked.at} {error.short}; trying again in {pause:.0f} s")
            self._sleep(pause)
        raise AssertionError

    def _answer(self, call: _Call) -> Answer:
        """An answer that is no error."""
        for _ in range(HOPS):
            answer = self._signed(call)
            try:
                if 200 <= answer.status < 300:
                    if (coding := answer.headers.get("content-encoding", "identity")) != "identity":
                        raise failures.unfit(call.asked, f"the encoding '{coding}'")
                    return answer
                if answer.status not in (301, 302, 303, 307, 308):
                    error = self._refused(call, answer)
                    error.headers = answer.headers
                    raise error
                target = _target(call, answer)
            except BaseException:
                answer.close()
                raise
            answer.close()
            if answer.status == 303:
                kept = tuple(h for h in call.headers if not h[0].startswith("Content-"))
                call = replace(call, method="GET", headers=kept, body=b"", size=0)
            call = replace(call, url=target)
        raise failures.moved(call.asked, answer.status, shown(call.url), why="It goes in circles.")

    def _refused(self, call: _Call, answer: Answer) -> Refused:
        return failures.refused(
            call.asked,
            answer.status,
            answer.message(),
            sign_in=answer.headers.get("www-authenticate", ""),
            after=_retry_after(answer.headers),
        )

    def _signed(self, call: _Call) -> Answer:
        """The answer to one request, signed in the way that the server asks for."""
        import httpx

        try:
            request = httpx.Request(call.method, call.url, headers=call.headers)
        except httpx.InvalidURL as error:
            raise UsageError(f"{call.asked.at} is no address: {error}.") from None
        flow = self._auth.auth_flow(request)
        answer = self._once(next(flow), call)
        while answer.status == 401:
            seen = httpx.Response(401, headers=answer.headers, request=request)
            try:
                request = flow.send(seen)
            except StopIteration:
                break
            except (httpx.ProtocolError, NotImplementedError, KeyError, ValueError):
                answer.close()
                raise StoreError(
                    f"{call.asked.at} asks for a sign-in by digest of a kind that is not known "
                    "here. If the way to it is encrypted, 'auth: basic' in its profile may do."
                ) from None
            answer.message()  # an answer read to its end leaves the connection for the next
            answer.close()
            answer = self._once(request, call)
        return answer

    def _once(self, request: httpx.Request, call: _Call) -> Answer:
        """The answer to one request, whatever its status."""
        import httpcore

        if call.size is None and not self._takes_chunks:
            call = _measured(request, call)
        url = request.url
        timeout = self._profile.timeout
        limits = {"connect": min(CONNECT, timeout), "pool": timeout}
        try:
            response = self._pool(url.scheme, url.host).handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                    ),
                    headers=request.headers.raw,
                    content=_Pieces(call),
                    extensions={"timeout": limits},
                )
            )
        except _errors() as error:
            raise failures.failure(error, call.asked) from None
        wire: Wire = response.extensions["network_stream"]
        wire.body()
        answer = Answer(response, wire, call.asked)
        if answer.headers.get("server", "").startswith("Virtuoso/"):
            self._takes_chunks = False
            if call.size is None:
                answer.close()
                return self._once(request, call)
        if wire.cut and response.status < 300:
            answer.close()
            told = "ended the connection before it had everything"
            raise Unreachable(f"{call.asked.at} {told}.", told)
        return answer

    def _pool(self, scheme: str, host: str) -> httpcore.ConnectionPool:
        """The connections to a host, through a proxy where the environment names one."""
        proxy = "" if is_here(host) or urllib.request.proxy_bypass(host) else _proxy(scheme)
        if (scheme, proxy) not in self._pools:
            self._pools[scheme, proxy] = self._new_pool(scheme, proxy)
        return self._pools[scheme, proxy]

    def _new_pool(self, scheme: str, proxy: str) -> httpcore.ConnectionPool:
        import httpcore
        import httpx

        from appeals_rdf.remote.wire import Network

        kept: dict[str, Any] = {
            "ssl_context": self._tls or (httpx.create_ssl_context() if scheme == "https" else None),
            "keepalive_expiry": 30.0,
            "network_backend": Network(self._profile.timeout),
        }
        if not proxy:
            return httpcore.ConnectionPool(**kept)
        try:
            via = httpx.Proxy(proxy)
        except (ValueError, httpx.InvalidURL):
            via = None
        if via is None or via.url.scheme != "http":
            raise StoreError(
                f"the proxy of the environment, {shown(proxy)}, is none that can be used here. "
                f"Set {scheme}_proxy to http://HOST:PORT, or NO_PROXY to the host of the store."
            )
        return httpcore.HTTPProxy(str(via.url), proxy_auth=via.raw_auth, **kept)


class _Pieces:
    """A body in pieces of about ``PIECE`` bytes; it can be gone through again."""

    def __init__(self, call: _Call) -> None:
        self._body = call.body
        self._size = call.size
        self._at = call.asked.at

    def __iter__(self) -> Iterator[bytes]:
        sent = 0
        for piece in _joined((self._body,) if isinstance(self._body, bytes) else self._body()):
            sent += len(piece)
            if self._size is not None and sent > self._size:
                break
            yield piece
        if self._size is not None and sent != self._size:
            raise StoreError(
                f"what was to be sent to {self._at} is not as long as was announced. Has a file "
                "changed meanwhile? Run the command again."
            )


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= PIECE:
            joined = b"".join(held)
            for start in range(0, size, PIECE):
                yield joined[start : start + PIECE]
            held, size = [], 0
    if size:
        yield b"".join(held)


def _errors() -> tuple[type[Exception], ...]:
    """What httpcore raises for what goes wrong on the way."""
    import httpcore

    return (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.UnsupportedProtocol,
    )


def _measured(request: httpx.Request, call: _Call) -> _Call:
    """The same with the length of its body, for which that is gone through once more.

    Virtuoso takes a body in chunks for an empty one, and says that it has stored it.
    """
    assert not isinstance(call.body, bytes)
    size = sum(map(len, call.body()))
    request.headers.pop("Transfer-Encoding", None)
    request.headers["Content-Length"] = str(size)
    return replace(call, size=size)


def _with_params(url: str, params: Params) -> str:
    if not params:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params, quote_via=quote)}"


def _fits(answer: Answer, accept: str) -> bool:
    """Whether an answer has one of the media types that were asked for, or nothing in it."""
    if answer.status == 204 or answer.headers.get("content-length") == "0":
        return True
    came = answer.media_type
    wanted = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return bool(wanted & {came, f"{came.partition('/')[0]}/*", "*/*"})


def _pause(error: Unreachable | Refused, tries: int) -> float | None:
    """Seconds until the next try; None where there is none."""
    if tries > len(PAUSES):
        return None
    if isinstance(error, Refused):
        if error.status not in AGAIN:
            return None
        if error.after is not None:
            return error.after if error.after <= PATIENCE else None
    return PAUSES[tries - 1] * random.uniform(1, 1.25)  # noqa: S311 - nothing secret about it


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds of ``Retry-After: 120`` or ``Retry-After: Wed, 21 Oct 2026 07:28:00 GMT``."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        then = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    try:  # by the clock of the server, if it shows it
        now = email.utils.parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        now = time.time()
    return max(0.0, then - now)


def _target(call: _Call, answer: Answer) -> str:
    """Where a redirect leads; ``Refused`` where it is not followed."""
    location = answer.headers.get("location", "")
    try:
        target = urljoin(call.url, location)
        same = _is_same_place(call.url, target)
        told = shown(target)
    except ValueError:
        target = told = location
        same = False
    if call.reads and location and same:
        return target
    if call.reads:
        why = "A redirect to another host is not followed: it would be told the password."
    else:
        why = "What is written is not sent on."
    raise failures.moved(call.asked, answer.status, told if location else "", why=why)


def _is_same_place(url: str, target: str) -> bool:
    """Whether two addresses are on one server, or the second is the same host encrypted."""
    ports = {"http": 80, "https": 443}
    one, two = (
        (u.scheme, u.hostname, u.port or ports.get(u.scheme))
        for u in (urlsplit(url), urlsplit(target))
    )
    return one == two or (
        one[1] == two[1] and one[::2] == ("http", 80) and two[::2] == ("https", 443)
    )


def _proxy(scheme: str) -> str:
    proxies = urllib.request.getproxies()
    found = proxies.get(scheme) or proxies.get("all") or ""
    return found if not found or "://" in found else f"http://{found}"


def _trust(profile: Profile) -> ssl.SSLContext:
    """What verifies a server by the certificate that the profile names, and by no other."""
    try:
        return ssl.create_default_context(cafile=profile.certificate)
    except OSError as error:
        raise InputError(
            f"{profile.certificate}, the certificate of the store '{profile.name}', cannot be "
            f"read: {error.strerror or 'it is no certificate'}. It has to be a file in PEM form."
        ) from None
