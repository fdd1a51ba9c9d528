"""The socket, the signals, and the way from start to end."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from appeals_rdf.errors import StoreError
from appeals_rdf.serve.app import PATH, application
from appeals_rdf.serve.pool import Pool
from appeals_rdf.serve.settings import Settings, allowed_hosts

_CONNECTIONS = 1000
"""How many clients may be connected; more are told to come again."""


def serve(
    settings: Settings,
    *,
    say: Callable[[str], None] = lambda text: None,
    verbose: bool = False,
) -> None:
    """Answer until Ctrl-C or SIGTERM, which is the way to stop a server and no error.

    Raises ``UsageError`` for names of the host that are missing, ``InputError`` where there is no
    build, ``StoreError`` where its store cannot be opened or the address cannot be used.
    """
    allowed_hosts(settings)
    with _listening(settings) as listener, Pool(settings, talk=verbose) as pool:
        graphs = len(pool.graphs())
        _log(verbose)
        config = uvicorn.Config(
            application(pool, settings),
            log_config=None,
            access_log=verbose,
            server_header=False,
            lifespan="off",
            ws="none",
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=20,
            timeout_graceful_shutdown=1,
        )
        say(
            f"Answering at {_address(settings, listener)}{PATH}: {graphs} graphs of "
            f"{settings.folder}.\nStop with Ctrl-C."
        )
        server = uvicorn.Server(config)
        # Its signal comes again when the server has ended.
        with suppress(KeyboardInterrupt):
            before = signal.signal(signal.SIGTERM, signal.default_int_handler)
            try:
                server.run([listener])
            finally:
                signal.signal(signal.SIGTERM, before)
        say("Stopped.")


def _listening(settings: Settings) -> socket.socket:
    """A socket that accepts connections."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address, family=family, backlog=512)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StoreError(
            f"{settings.host} port {settings.port} cannot be used: {reason}. "
            "Choose another with --port; 0 takes any that is free."
        ) from error


def _address(settings: Settings, listener: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listener.getsockname()[1]}"


def _log(verbose: bool) -> None:
    """The log of requests, and of what should not happen, for those who ask for it."""
    logger = logging.getLogger("uvicorn")
    logger.propagate = False
    logger.handlers = [logging.StreamHandler(sys.stderr) if verbose else logging.NullHandler()]
    logger.setLevel(logging.INFO if verbose else logging.CRITICAL)
    # Java's clients offer HTTP/2 with every request, about which it has something to say each time.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR if verbose else logging.CRITICAL)
