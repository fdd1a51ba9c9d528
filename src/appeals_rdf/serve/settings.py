"""What is served, on which address, and within which limits."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from appeals_rdf.errors import UsageError

LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")


@dataclass(frozen=True, slots=True)
class Settings:
    """``folder`` is a build; ``port`` 0 stands for any that is free."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 3031
    timeout: float = 10.0
    """Seconds that a question may take, and the most that it waits for its turn."""
    answer_mib: int = 64
    """MiB of the longest answer."""
    memory_mib: int = 1024
    """MiB that a worker may take for its questions, beside what it has at its start."""
    workers: int = 0
    """How many questions are answered at once; 0 stands for one on each core."""
    waiting: int = 200
    """How many questions may wait for their turn."""
    hosts: tuple[str, ...] = ()
    """The names under which the server may be addressed; without any, those of ``host``."""
    origins: tuple[str, ...] = ()
    """The web sites whose pages may ask; ``*`` stands for all."""

    @property
    def processes(self) -> int:
        """How many workers there are."""
        return self.workers or os.cpu_count() or 1


def allowed_hosts(settings: Settings) -> tuple[str, ...]:
    """The names that a request's ``Host`` may have.

    A web page can have its own name point to this machine, and so read from a server that trusts
    every name. So one that listens on all addresses must be told its names: ``UsageError``.
    """
    if settings.hosts:
        return settings.hosts
    if settings.host in LOOPBACK:
        return LOOPBACK
    try:
        everywhere = ipaddress.ip_address(settings.host).is_unspecified
    except ValueError:
        everywhere = not settings.host
    if everywhere:
        raise UsageError(
            f"--host {settings.host or repr('')} listens on every address of this machine. Say by "
            "which name it is reached: --allow-host data.example.org (or '*' for any)."
        )
    return (settings.host, f"[{settings.host}]", *LOOPBACK)
