"""The worker processes, and the queue before them."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from appeals_rdf.errors import StoreError
from appeals_rdf.serve import worker
from appeals_rdf.serve.formats import Chosen
from appeals_rdf.serve.settings import Settings
from appeals_rdf.serve.worker import Question, Reply, sentence

_START = 60.0
"""Seconds in which a worker must have opened a store, at the start on a busy machine."""


class Pool:
    """Answers questions, each in its time, as many at once as there are workers."""

    def __init__(self, settings: Settings, *, talk: bool = False) -> None:
        methods = multiprocessing.get_all_start_methods()
        # A worker that is ended is replaced in milliseconds by a fork of a process that has all the
        # modules; a fork of the server itself would copy its threads' locks.
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if hasattr(context, "set_forkserver_preload"):
            context.set_forkserver_preload([worker.__name__])
        self._settings = settings
        self._free = asyncio.Semaphore(settings.processes)
        self._waiting = 0
        self._processes = ProcessPool(
            settings.processes,
            initializer=worker.start,
            initargs=(settings.memory_mib, talk),
            context=context,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._processes.stop()  # type: ignore[no-untyped-call]
        self._processes.join()

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs; raises the error that says why there is no store."""
        folder = self._settings.folder
        found = self._processes.schedule(worker.graphs, args=[folder], timeout=_START)
        try:
            return list(found.result())
        except (TimeoutError, ProcessExpired) as error:
            raise StoreError(
                f"the store at {folder / 'store'} cannot be opened: the process that should do it "
                f"{'took too long' if isinstance(error, TimeoutError) else 'ended'}."
            ) from error

    async def answer(self, question: Question) -> Reply:
        """The answer to a query."""
        return await self._turn(worker.answer, question, self._settings.answer_mib << 20)

    async def describe(self, endpoint: str, chosen: Chosen) -> Reply:
        """The service description."""
        return await self._turn(worker.describe, endpoint, chosen)

    async def _turn(self, work: Callable[..., Reply], *args: object) -> Reply:
        """Wait for a worker, and for what it says; 503 where there is nothing in time."""
        settings = self._settings
        busy = sentence(
            503,
            "the server has more questions than it can answer now. Ask again in a while.",
            retry_after=max(1, round(settings.timeout)),
        )
        if self._waiting >= settings.waiting:
            return busy
        self._waiting += 1
        try:
            async with asyncio.timeout(settings.timeout):
                await self._free.acquire()
        except TimeoutError:
            return busy
        finally:
            self._waiting -= 1
        try:
            return await self._done(work, *args)
        finally:
            self._free.release()

    async def _done(self, work: Callable[..., Reply], *args: object) -> Reply:
        settings = self._settings
        future = self._processes.schedule(
            work, args=[settings.folder, *args], timeout=settings.timeout
        )
        try:
            # A client that goes away cancels the task, that the future, and that ends the worker.
            return await asyncio.wrap_future(future)
        except TimeoutError:
            return sentence(
                503,
                f"the query was stopped after {settings.timeout:g} seconds, the most that this "
                "server gives to one. Ask for less, or get the files of the data.",
            )
        except ProcessExpired:
            return sentence(
                500,
                f"the query needs more than the {settings.memory_mib} MiB of memory that this "
                "server gives to one, or is nested too deeply. Ask for less.",
            )
