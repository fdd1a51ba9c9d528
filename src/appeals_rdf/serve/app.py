"""The SPARQL 1.1 Protocol, for queries: https://www.w3.org/TR/sparql11-protocol/"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appeals_rdf.serve.description import page
from appeals_rdf.serve.formats import ROWS, TRIPLES, Format, choose, content_type
from appeals_rdf.serve.pool import Pool
from appeals_rdf.serve.settings import Settings, allowed_hosts
from appeals_rdf.serve.worker import Question, Reply, sentence

PATH = "/sparql"
QUERY_LIMIT = 1 << 20
"""Bytes of the longest query."""
PATIENCE = 30.0
"""Seconds in which a client must send its query, or take the next piece of an answer."""
_PIECE = 1 << 16
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_FORM = "application/x-www-form-urlencoded"
_HTML = Format("HTML", ("text/html",), "")
_GRAPHS = ("default-graph-uri", "named-graph-uri")
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
}
_READ_ONLY = (
    "this endpoint answers queries only; the data cannot be changed here. Change the texts or the "
    "curation, and build anew."
)

Pairs = Sequence[tuple[str, str]]


def application(pool: Pool, settings: Settings) -> Starlette:
    """The web application that asks ``pool``."""

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
        try:
            text, parameters = await _asked(request)
        except _Wrong as wrong:
            return _response(wrong.reply)
        except ClientDisconnect:
            return _gone()
        accept = ", ".join(request.headers.getlist("accept"))
        if text is None:
            return await described(request, accept)
        question = Question(
            text,
            choose(accept, ROWS),
            choose(accept, TRIPLES),
            *(tuple(value for name, value in parameters if name == kind) for kind in _GRAPHS),
        )
        return await _unless_gone(request, pool.answer(question))

    async def home(request: Request) -> Response:
        return await described(request, ", ".join(request.headers.getlist("accept")))

    async def described(request: Request, accept: str) -> Response:
        address = str(request.base_url.replace(path=PATH, query="", fragment=""))
        # Programs without a wish get the description, browsers ask for HTML by name.
        chosen = choose(accept, (*TRIPLES, _HTML))
        if chosen is None:
            return _response(
                sentence(406, "the service description is written in Turtle and other RDF formats.")
            )
        if chosen[0] == _HTML.name:
            return _response(Reply(200, chosen[1], page(address, settings).encode()))
        return await _unless_gone(request, pool.describe(address, chosen))

    middleware = [
        Middleware(_Manners),
        Middleware(
            TrustedHostMiddleware, allowed_hosts=list(allowed_hosts(settings)), www_redirect=False
        ),
    ]
    if settings.origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.origins),
                allow_methods=["GET", "POST"],
                allow_headers=["*"],
                expose_headers=["Retry-After"],
                max_age=3600,
            )
        )
    return Starlette(
        routes=[
            Route(PATH, endpoint, methods=list(_METHODS)),
            Route("/", home, methods=["GET", "HEAD"]),
        ],
        middleware=middleware,
        exception_handlers={HTTPException: _http_error, Exception: _failure},
    )


class _Wrong(Exception):
    """A request that is answered with a sentence."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.reply = sentence(status, text)


# --- reading a request


async def _asked(request: Request) -> tuple[str | None, Pairs]:
    """The query, None where there is no question at all, and the other parameters."""
    parameters = _parameters(request.url.query)
    if request.method != "POST":
        return _query(parameters), parameters
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/sparql-update":
        raise _Wrong(403, _READ_ONLY)
    if kind not in ("application/sparql-query", _FORM):
        raise _Wrong(
            415,
            f"a query is sent as application/sparql-query or {_FORM}, "
            f"not as {kind or 'something without a Content-Type'}.",
        )
    body = _decoded(await _body(request))
    if kind == _FORM:
        parameters = [*parameters, *_parameters(body)]
        query = _query(parameters)
        if query is None:
            raise _Wrong(400, "the form has no 'query'.")
        return query, parameters
    if _query(parameters) is not None:
        raise _Wrong(400, "there is a query in the address and another in the body.")
    return body, parameters


async def _body(request: Request) -> bytes:
    content = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                content += piece
                if len(content) > QUERY_LIMIT:
                    raise _Wrong(413, f"a query may have {QUERY_LIMIT >> 20} MiB, not more.")
    except TimeoutError as error:
        raise _Wrong(408, f"the query did not arrive within {PATIENCE:g} seconds.") from error
    return bytes(content)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Wrong(400, f"the query is not UTF-8, at byte {error.start + 1}.") from error


def _parameters(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError as error:
        raise _Wrong(400, "the parameters are not UTF-8.") from error
    except ValueError as error:
        raise _Wrong(400, "the request has more than 1000 parameters.") from error


def _query(parameters: Pairs) -> str | None:
    queries = [value for name, value in parameters if name == "query"]
    if any(name == "update" for name, _ in parameters):
        raise _Wrong(403, _READ_ONLY)
    if len(queries) > 1:
        raise _Wrong(400, "the request has more than one 'query'.")
    return queries[0] if queries else None


# --- answering


async def _unless_gone(request: Request, work: Coroutine[None, None, Reply]) -> Response:
    """The reply; a client that goes away before does not keep a worker busy."""
    answer = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait((answer, gone), return_when=asyncio.FIRST_COMPLETED)
        return _response(answer.result()) if answer.done() else _gone()
    finally:
        answer.cancel()
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _gone() -> Response:
    # Nobody reads it; the number is what logs use for this.
    return Response(status_code=499)


def _response(reply: Reply) -> Response:
    headers = {"Content-Type": content_type(reply.media_type)}
    if reply.retry_after:
        headers["Retry-After"] = str(reply.retry_after)
    return Response(reply.body, reply.status, headers)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        text = f"{request.method} is not possible: {_READ_ONLY}"
    elif error.status_code == 404:
        text = f"there is nothing at {request.url.path[:200]}. Queries are answered at {PATH}."
    else:
        text = str(error.detail)
    response = _response(sentence(error.status_code, text))
    response.headers.update(error.headers or {})
    return response


async def _failure(request: Request, error: Exception) -> Response:
    return _response(sentence(500, f"this should not happen ({type(error).__name__})."))


class _Manners:
    """Headers that every reply has, and an end to waiting for a client that takes nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    if name == "Vary":
                        headers.add_vary_header(value)
                    else:
                        headers.setdefault(name, value)
                await send(message)
                return
            body = memoryview(message.get("body", b""))
            for start in range(0, max(len(body), 1), _PIECE):
                more = message.get("more_body", False) or start + _PIECE < len(body)
                piece = bytes(body[start : start + _PIECE])
                async with asyncio.timeout(PATIENCE):
                    await send({**message, "body": piece, "more_body": more})

        await self._app(scope, receive, sent if scope["type"] == "http" else send)
