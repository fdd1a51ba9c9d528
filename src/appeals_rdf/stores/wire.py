"""One question to an address over HTTP, and what can go wrong with it.

SPARQLWrapper makes the request. It is opened here, because SPARQLWrapper signs in by Digest through
an opener that it installs for the whole process, and knows no certificates of one's own.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from appeals_rdf.errors import AppealsError, InputError, StoreError, UsageError
from appeals_rdf.profiles import is_here, shown
from appeals_rdf.remote.credentials import Credentials
from appeals_rdf.remote.failures import first_line

ANSWER_LIMIT = 1 << 30
"""Bytes of an answer after which reading stops."""

POST_FROM = 1500
"""Bytes of a question from which it is sent in the body; longer addresses are cut by proxies."""

_REASON = 2000
"""Bytes that are read of what a server says about an error."""


class NoAnswer(StoreError):
    """An HTTP error, or what is no result of SPARQL; its headers may tell of the store."""

    def __init__(self, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.headers = headers


class Body:
    """The body of an answer as a file, within the time and the size that one answer may take."""

    def __init__(self, response: Any, shown_url: str, timeout: float) -> None:
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._shown = shown_url
        self._timeout = timeout
        self._end = time.monotonic() + timeout
        length = response.headers.get("Content-Length", "")
        self._length = int(length) if length.isdecimal() and not response.chunked else None
        self._size = 0
        self._failure: Exception | None = None

    @property
    def file(self) -> IO[bytes]:
        """Itself, for libraries that take a file: they only read it."""
        return cast("IO[bytes]", self)

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, and at most 64 KB; nothing at the end."""
        try:
            return self._read(size)
        except Exception as error:
            self._failure = error
            raise

    def _read(self, size: int) -> bytes:
        part: bytes = self._response.read1(1 << 16 if size < 0 else min(size, 1 << 16))
        self._size += len(part)
        if time.monotonic() > self._end:
            raise TimeoutError
        if self._size > ANSWER_LIMIT:
            raise StoreError(
                f"{self._shown} answers with more than {ANSWER_LIMIT >> 20} MB. Ask for less, with "
                "a LIMIT."
            )
        if not part and size and self._length is not None and self._size < self._length:
            raise StoreError(f"{self._shown} broke off in the middle of its answer. Ask again.")
        return part

    def finish(self) -> None:
        """Read to the end, where a body that was cut shows itself."""
        while self.read():
            pass

    def fail(self) -> None:
        """Raise again what went wrong in reading, whatever a parser made of it."""
        if self._failure is not None:
            raise self._failure


@dataclass(frozen=True)
class Wire:
    """An address that questions go to, and how to sign in there."""

    url: str
    timeout: float
    """Seconds that it may keep silent, and that one answer may take."""
    credentials: Credentials | None = None
    auth: str = ""
    """basic or digest; empty for what the server asks for."""
    certificate: Path | None = None

    @property
    def shown(self) -> str:
        """The address, fit to be shown."""
        return shown(self.url)

    @contextmanager
    def ask(
        self, text: str, accept: str, parameters: Iterable[tuple[str, str]] = ()
    ) -> Iterator[Body]:
        """Send the query ``text``, which has no comments, and give the body of the answer.

        Raises ``UsageError`` where the query cannot be read, else ``StoreError``.
        """
        import http.client

        # Made first, because a certificate that cannot be read is no fault of the store.
        opener = self._opener
        body: Body | None = None
        try:
            with self._open(opener, self._request(text, accept, tuple(parameters))) as response:
                body = Body(response, self.shown, self.timeout)
                try:
                    yield body
                except (SyntaxError, ValueError):
                    body.fail()
                    raise
                body.finish()
        except AppealsError:
            raise
        except TimeoutError as error:
            raise self._late() from error
        except (SyntaxError, ValueError) as error:
            raise NoAnswer(
                f"what {self.shown} answers is no SPARQL result: {_one_line(error)[:200]}",
                body.headers if body else {},
            ) from error
        except (OSError, http.client.HTTPException) as error:
            if isinstance(getattr(error, "reason", None), TimeoutError):
                raise self._late() from error
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, ConnectionRefusedError):
                raise StoreError(
                    f"{self.shown} refuses the connection. Is the store running?"
                ) from error
            said = _one_line(reason) or type(error).__name__
            raise StoreError(f"{self.shown} cannot be asked: {said}") from error

    def _request(self, text: str, accept: str, parameters: tuple[tuple[str, str], ...]) -> Any:
        from SPARQLWrapper import GET, POST, SPARQLWrapper

        from appeals_rdf import __version__

        parts = urlsplit(self.url)
        # SPARQLWrapper puts its own question mark behind the address.
        own = parse_qsl(parts.query, keep_blank_values=True)
        address = urlunsplit(parts._replace(query="", fragment=""))
        wrapper = SPARQLWrapper(address, agent=f"appeals-rdf/{__version__}")
        size = len(text.encode())
        for name, value in (*own, *parameters):
            wrapper.addParameter(name, value)
            size += len(name) + len(value)
        wrapper.setMethod(POST if size >= POST_FROM else GET)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        wrapper.setQuery(text)
        return wrapper._createRequest()

    def _open(self, opener: Any, request: Any) -> Any:
        import urllib.error

        try:
            return opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error) from error
        except ValueError as error:
            raise StoreError(
                f"{self.shown} asks for a way of signing in that is not known here: {error}"
            ) from error

    def _refusal(self, error: Any) -> AppealsError:
        status: int = error.code
        said = "" if "html" in error.headers.get("Content-Type", "") else _beginning(error)
        secrets = self.credentials.secrets if self.credentials else ()
        said = first_line(said or str(error.reason), secrets)
        if status == 400:
            return UsageError(f"{self.shown} cannot read the query: {said}")
        if status == 401:
            message = (
                f"{self.shown} does not accept the name '{self.credentials.user}' with its "
                "password (401)."
                if self.credentials
                else f"{self.shown} asks for a name and a password (401). Give --user NAME, or "
                "write them into a netrc file."
            )
        elif status == 404:
            message = f"there is no endpoint at {self.shown} (404)."
        elif status in range(300, 400):
            there = shown(error.headers.get("Location", "elsewhere"))
            message = f"{self.shown} sends to {there} (HTTP {status}). Use that address."
        else:
            message = f"{self.shown} failed: HTTP {status} {said}"
        return NoAnswer(message, error.headers)

    def _late(self) -> StoreError:
        return StoreError(f"{self.shown} did not answer within {self.timeout:g} seconds.")

    @cached_property
    def _opener(self) -> Any:
        """An opener of HTTP alone, which follows no redirection and signs in nowhere else."""
        import ssl
        import urllib.request as request

        try:
            context = ssl.create_default_context(cafile=self.certificate)
        except (OSError, ssl.SSLError) as error:
            raise InputError(
                f"the certificate {self.certificate} cannot be read: "
                f"{getattr(error, 'strerror', None) or error}. It has to be a PEM file."
            ) from error
        opener = request.OpenerDirector()
        for handler in (
            request.ProxyHandler({} if is_here(urlsplit(self.url).hostname or "") else None),
            request.UnknownHandler(),
            request.HTTPHandler(),
            request.HTTPSHandler(context=context),
            request.HTTPDefaultErrorHandler(),
            request.HTTPErrorProcessor(),
        ):
            opener.add_handler(handler)
        if self.credentials:
            parts = urlsplit(self.url)
            root = urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
            known = request.HTTPPasswordMgrWithPriorAuth()
            known.add_password(
                None,
                root,
                self.credentials.user,
                self.credentials.password,
                is_authenticated=self.auth == "basic",
            )
            if self.auth != "digest":
                opener.add_handler(request.HTTPBasicAuthHandler(known))
            if self.auth != "basic":
                opener.add_handler(request.HTTPDigestAuthHandler(known))
        return opener


def _beginning(error: Any) -> str:
    try:
        said: bytes = error.read(_REASON)
    except OSError:
        return ""
    return said.decode("utf-8", "replace")


def _one_line(said: object) -> str:
    """The beginning of what was said, in one line."""
    return " ".join(str(said).split())[:300]
