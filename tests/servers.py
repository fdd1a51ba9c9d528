"""Real stores for tests: Fuseki, Oxigraph's server and Virtuoso, started and stopped by them.

    with fuseki(tmp_path) as server:
        httpx.get(server.url + "/query", params={"query": "ASK {}"})

A server listens on loopback only, keeps its data in the folder that it is given, and dies with the
process that started it. ``kill`` and ``start`` bring it back on the same data and the same port.
To add a kind: a subclass of ``Server`` that knows its command and address, and a function at the
end.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeVar

import httpx

from tests import fetched

READY_SECONDS = 90.0
STOP_SECONDS = 30.0
_PORT_TRIES = 5

# Below the ports that the system gives to outgoing connections, one of which could otherwise take
# the port of a server between `kill` and `start`.
_PORTS = range(20_000, 32_000)

# A server is told to die when the *thread* that started it ends. This one lives as long as the
# process, whichever thread of a test asks for a server.
_starter = ThreadPoolExecutor(1, thread_name_prefix="servers")


class ServerError(AssertionError):
    """A server that did not come up, with the end of what it wrote."""


class PortTakenError(ServerError):
    """Another program was quicker to take the port."""


class Server(ABC):
    """A running store. ``url`` is what a profile of its ``kind`` takes as its address."""

    kind: str
    ready: str
    """The path that is answered, by whatever status, when the server is up."""

    def __init__(self, folder: Path, *, user: str = "", password: str = "") -> None:
        self.folder = folder.resolve()
        self.user = user
        self.password = password
        self.log = self.folder / "server.log"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.folder.mkdir(parents=True, exist_ok=True)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.url}>"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return self.origin

    @property
    def pid(self) -> int:
        """The process of the running server."""
        assert self._process is not None, "the server is stopped"
        return self._process.pid

    @abstractmethod
    def command(self) -> Sequence[str]:
        """What starts the server on ``self.port``, with ``self.folder`` as working directory."""

    def env(self) -> Mapping[str, str]:
        """What it needs beside the environment of the test."""
        return {}

    def set_up(self) -> None:  # noqa: B027 - most have nothing to do
        """What is done once, when the server has come up for the first time."""

    def start(self) -> None:
        """Start, and wait until it answers: on the port it had, or a free one at first."""
        assert self._process is None, "the server is running"
        if self.port:
            self._start()
            return
        for left in reversed(range(_PORT_TRIES)):
            self.port = free_port()
            try:
                self._start()
                break
            except PortTakenError:
                if not left:
                    raise
        try:
            self.set_up()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """SIGTERM, and SIGKILL to one that does not heed it. Nothing, where it is stopped."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def kill(self) -> None:
        """SIGKILL, at once; returns when the process is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def tail(self) -> str:
        """The end of what the server wrote."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-20:])

    def _start(self) -> None:
        if not _is_free(self.port):
            raise PortTakenError(f"{self.kind} cannot have the port {self.port}: it is taken")
        self._process = _starter.submit(self._spawn).result()
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise

    def _spawn(self) -> subprocess.Popen[bytes]:
        setpriv = shutil.which("setpriv")  # of util-linux
        leash = [setpriv, "--pdeathsig", "KILL"] if setpriv else []
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*leash, *self.command()],
                cwd=self.folder,
                env={**os.environ, **self.env()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + READY_SECONDS
        with httpx.Client(trust_env=False, timeout=5) as client:
            while True:
                if (code := self._process.poll()) is not None:
                    error = ServerError if _is_free(self.port) else PortTakenError
                    raise error(f"{self.kind} ended with {code}:\n{self.tail()}")
                try:
                    client.get(self.origin + self.ready)
                except httpx.TransportError:
                    if time.monotonic() > deadline:
                        text = f"{self.kind} gave no answer in {READY_SECONDS:g} seconds"
                        raise ServerError(f"{text}:\n{self.tail()}") from None
                    time.sleep(0.05)
                    continue
                return


FusekiType = Literal["tdb2", "mem", ""]


class Fuseki(Server):
    """Apache Jena Fuseki; its address is that of a dataset, or the server's without one."""

    kind = "fuseki"
    ready = "/$/ping"

    def __init__(
        self,
        folder: Path,
        *,
        dataset: str = "test",
        dbtype: FusekiType = "tdb2",
        users: bool = False,
        union: bool = False,
        quick_start: bool = True,
        extra: Sequence[str] = (),
    ) -> None:
        name = ("curator", "kept-in-a-drawer") if users else ("", "")
        super().__init__(folder, user=name[0], password=name[1])
        self._dataset = dataset if dbtype else ""
        self._dbtype = dbtype
        self._union = union
        self._extra = tuple(extra)
        # Java's quick compiler alone: up in about half of the time, slower in long work.
        self._compiler = ("-XX:TieredStopAtLevel=1",) if quick_start else ()
        self._java = fetched.java()
        self._jar = fetched.fuseki_jar()
        if users:
            shiro = _SHIRO.format(user=name[0], password=name[1])
            (self.folder / "shiro.ini").write_text(shiro, "utf-8")
        if union:
            self._write_union()

    @property
    def url(self) -> str:
        return f"{self.origin}/{self._dataset}" if self._dataset else self.origin

    def command(self) -> Sequence[str]:
        start = [self._java, "-Xmx1500m", *self._compiler, "-jar", str(self._jar)]
        return [*start, "--localhost", f"--port={self.port}", *self._extra]

    def env(self) -> Mapping[str, str]:
        return {"FUSEKI_BASE": str(self.folder)}

    def set_up(self) -> None:
        if not self._dataset or self._union:
            return
        auth = httpx.BasicAuth(self.user, self.password) if self.user else None
        with httpx.Client(trust_env=False, timeout=60, auth=auth) as client:
            answer = client.post(
                f"{self.origin}/$/datasets",
                data={"dbName": self._dataset, "dbType": self._dbtype},
            )
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}\n{self.tail()}"

    def _write_union(self) -> None:
        # Such a dataset is not among those that can be asked for while Fuseki runs.
        (self.folder / "configuration").mkdir()
        location = str(self.folder / "databases" / self._dataset)
        if self._dbtype == "mem":
            location = "--mem--"
        else:
            Path(location).mkdir(parents=True)
        (self.folder / "configuration" / f"{self._dataset}.ttl").write_text(
            _UNION.format(name=self._dataset, location=location), "utf-8"
        )


# A login must not open a session: this Fuseki is built without what would keep it.
_SHIRO = """\
[main]
[users]
{user} = {password}
[urls]
/$/ping = anon
/** = noSessionCreation, authcBasic
"""

_UNION = """\
PREFIX :       <#>
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX tdb2:   <http://jena.apache.org/2016/tdb#>

:service a fuseki:Service ;
    fuseki:name "{name}" ;
    fuseki:serviceQuery "", "sparql", "query" ;
    fuseki:serviceUpdate "", "update" ;
    fuseki:serviceUpload "upload" ;
    fuseki:serviceReadWriteGraphStore "", "data" ;
    fuseki:serviceReadGraphStore "get" ;
    fuseki:dataset :dataset .

:dataset a tdb2:DatasetTDB2 ;
    tdb2:location "{location}" ;
    tdb2:unionDefaultGraph true .
"""


class Oxigraph(Server):
    """Oxigraph's server. It asks for no password, whatever it is told."""

    kind = "oxigraph"
    ready = "/"

    def __init__(self, folder: Path, *, extra: Sequence[str] = ()) -> None:
        super().__init__(folder)
        self._program = fetched.oxigraph_program()
        self._extra = tuple(extra)

    def command(self) -> Sequence[str]:
        place = ["--location", str(self.folder / "data")]
        bind = ["--bind", f"127.0.0.1:{self.port}"]
        return [str(self._program), "serve", *place, *bind, *self._extra]


class Virtuoso(Server):
    """Virtuoso, whose user dba signs in by digest at the addresses that write."""

    kind = "virtuoso"
    ready = "/sparql?query=ASK%20%7B%7D"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, user="dba", password="kept-in-a-drawer")
        self._programs = fetched.virtuoso_programs()
        self._sql_port = 0

    def command(self) -> Sequence[str]:
        if not self._sql_port or not _is_free(self._sql_port):
            self._sql_port = free_port()
        (self.folder / "virtuoso.ini").write_text(
            _VIRTUOSO.format(folder=self.folder, port=self.port, sql_port=self._sql_port),
            "utf-8",
        )
        return [str(self._programs.server), "+foreground", "+configfile", "virtuoso.ini"]

    def env(self) -> Mapping[str, str]:
        return self._programs.env

    def set_up(self) -> None:
        # After a kill, Virtuoso repeats what was done since the last checkpoint, and fails to
        # repeat the change of a password.
        self._isql("dba", f'set password "dba" "{self.password}"; checkpoint;')

    def isql(self, statement: str, *, seconds: float = 60) -> str:
        """What Virtuoso's own client prints for SQL; ``AssertionError`` where that fails.

        Statements are parted by ``;``. SPARQL is a statement that begins with ``SPARQL``.
        """
        return self._isql(self.password, statement, seconds)

    def _isql(self, password: str, statement: str, seconds: float = 60) -> str:
        # The password is an invented one, and the client takes it no other way.
        place = [f"127.0.0.1:{self._sql_port}", self.user, password]
        done = subprocess.run(
            [str(self._programs.isql), *place, "VERBOSE=OFF", "BANNER=OFF", f"exec={statement}"],
            cwd=self.folder,
            env={**os.environ, **self.env()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )
        failed = done.returncode != 0 or "*** Error" in done.stdout + done.stderr
        assert not failed, f"isql: {done.stdout}\n{done.stderr}"
        return done.stdout


# Rows of an answer are limited as in the file that Virtuoso comes with: clients must ask in pages.
_VIRTUOSO = """\
[Database]
DatabaseFile       = virtuoso.db
ErrorLogFile       = virtuoso.log
LockFile           = virtuoso.lck
TransactionFile    = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend         = 200
[TempDatabase]
DatabaseFile       = temp.db
TransactionFile    = temp.trx
[Parameters]
ServerPort         = 127.0.0.1:{sql_port}
ServerThreads      = 20
NumberOfBuffers    = 10000
MaxDirtyBuffers    = 6000
CheckpointInterval = 60
DirsAllowed        = {folder}
[HTTPServer]
ServerPort         = 127.0.0.1:{port}
ServerThreads      = 10
[SPARQL]
ResultSetMaxRows   = 10000
"""


def free_port() -> int:
    """A port of loopback on which nobody listens now."""
    while True:
        port = random.choice(_PORTS)
        if _is_free(port):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        # As servers do: connections of an earlier one that are still closing are no hindrance.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextmanager
def fuseki(
    folder: Path,
    *,
    dataset: str = "test",
    dbtype: FusekiType = "tdb2",
    users: bool = False,
    union: bool = False,
    quick_start: bool = True,
    extra: Sequence[str] = (),
) -> Iterator[Fuseki]:
    """Fuseki with one dataset, or without one where ``dbtype`` is empty.

    With ``users``, everything but ``/$/ping`` asks for ``server.user`` (basic). With ``union``, the
    default graph of the dataset is the union of its named graphs. ``quick_start=False`` is for
    measuring. ``extra`` goes to the command line.
    """
    server = Fuseki(
        folder,
        dataset=dataset,
        dbtype=dbtype,
        users=users,
        union=union,
        quick_start=quick_start,
        extra=extra,
    )
    with _running(server):
        yield server


@contextmanager
def oxigraph_server(folder: Path, *, extra: Sequence[str] = ()) -> Iterator[Oxigraph]:
    """Oxigraph's server, with its data on disk; ``extra`` goes to ``oxigraph serve``."""
    with _running(Oxigraph(folder, extra=extra)) as server:
        yield server


@contextmanager
def virtuoso(folder: Path) -> Iterator[Virtuoso]:
    """Virtuoso, on which ``server.user`` may write by SPARQL Update and Graph Store Protocol."""
    with _running(Virtuoso(folder)) as server:
        yield server


_Running = TypeVar("_Running", bound=Server)


@contextmanager
def _running(server: _Running) -> Iterator[_Running]:
    try:
        server.start()
        yield server
    finally:
        server.stop()
