"""A reader in a process of its own, which can be stopped whatever it is in.

A PDF can ask for any amount of memory and time: its streams unpack to a thousand times their size,
its objects refer to each other in circles. docutils may search a paragraph anew from every sign.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from appeals_rdf.errors import InputError

SECONDS = 15
MEMORY = 700 * 1024 * 1024
"""Bytes that the process may ask for, of which the libraries need some 200 MB at the start."""


def ask(module: str, data: bytes, name: str, what: str) -> Any:
    """What ``answer`` gives in the process that runs ``module`` with ``data``.

    Raises ``InputError``, calling the file ``what``, where it fails or needs too much.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and the file as its input
            [sys.executable, "-m", module],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"{name} takes more than {SECONDS} seconds to read as {what}. Split it, or save its "
            "text as .txt."
        ) from error
    if done.returncode:
        raise InputError(
            f"{name} needs too much memory to read as {what}. Split it, or save its text as .txt."
        )
    reply = json.loads(done.stdout)
    if problem := reply.get("problem"):
        raise InputError(f"{name} {problem}")
    return reply["value"]


def answer(read: Callable[[bytes], Any]) -> None:
    """Give what ``read`` makes of the standard input to the process that asked.

    A ``ValueError`` of ``read`` is the problem with the file, in words.
    """
    _limit_memory()
    try:
        reply = {"value": read(sys.stdin.buffer.read())}
    except ValueError as error:
        reply = {"problem": str(error)}
    json.dump(reply, sys.stdout)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such bound; the time is bounded there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
