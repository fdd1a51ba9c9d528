"""The real stores of the tests: each starts, keeps a triple through a kill, and leaves nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from appeals_rdf.profiles import KINDS
from tests import fetched, servers
from tests.conftest import ROOT
from tests.servers import Server, free_port, fuseki, oxigraph_server, virtuoso

Start = Callable[[Path], AbstractContextManager[Server]]

STARTS: dict[str, Start] = {
    "fuseki": fuseki,
    "oxigraph": oxigraph_server,
    "virtuoso": virtuoso,
}
GRAPH = "https://data.example.org/graph/letter"
TRIPLE = "<https://data.example.org/letter> <https://data.example.org/says> {} .\n"


def client(server: Server) -> httpx.Client:
    """A client that signs in as the kind of server wants it."""
    login = httpx.DigestAuth if server.kind == "virtuoso" else httpx.BasicAuth
    auth = login(server.user, server.password) if server.user else None
    return httpx.Client(auth=auth, trust_env=False, timeout=60)


def put(server: Server, *texts: str, graph: str = GRAPH) -> httpx.Response:
    url = KINDS[server.kind].graph_store.format(url=server.url)
    body = "".join(TRIPLE.format(f'"{text}"') for text in texts)
    headers = {"Content-Type": "application/n-triples"}
    with client(server) as http:
        answer = http.put(url, params={"graph": graph}, content=body, headers=headers)
    return answer.raise_for_status()


def texts(server: Server, where: str = "GRAPH ?g { ?s ?p ?o }") -> list[str]:
    """The objects that a query finds, sorted."""
    url = KINDS[server.kind].query.format(url=server.url)
    query = f"SELECT ?o WHERE {{ {where} FILTER(STRSTARTS(STR(?s), 'https://data.example.org/')) }}"
    headers = {"Accept": "application/sparql-results+json"}
    with client(server) as http:
        answer = http.get(url, params={"query": query}, headers=headers).raise_for_status()
    return sorted(row["o"]["value"] for row in answer.json()["results"]["bindings"])


def listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("kind", STARTS)
def test_a_server_keeps_its_data_through_a_kill_and_stops(kind: str, tmp_path: Path) -> None:
    with STARTS[kind](tmp_path / "data") as server:
        assert server.kind == kind
        put(server, "one")
        assert texts(server) == ["one"]
        port, pid = server.port, server.pid
        server.kill()
        assert not listens(port)
        server.start()
        assert server.port == port
        assert server.pid != pid
        assert texts(server) == ["one"]
        put(server, "two", "three")
        assert texts(server) == ["three", "two"]
        server.stop()
        assert not listens(port)
        server.start()
        assert texts(server) == ["three", "two"]
        pid = server.pid
    assert not listens(port)
    assert not Path(f"/proc/{pid}").exists()
    server.stop()  # is nothing where it is stopped


@pytest.mark.parametrize("kind", STARTS)
def test_a_server_takes_updates(kind: str, tmp_path: Path) -> None:
    with STARTS[kind](tmp_path) as server, client(server) as http:
        update = "INSERT DATA {{ GRAPH <{}> {{ {} }} }}".format(GRAPH, TRIPLE.format('"x"'))
        answer = http.post(
            KINDS[kind].update.format(url=server.url),
            content=update,
            headers={"Content-Type": "application/sparql-update"},
        )
        assert answer.is_success
        assert texts(server) == ["x"]


def test_the_ways_to_start_fuseki(tmp_path: Path) -> None:
    with fuseki(tmp_path / "mem", dbtype="mem", dataset="other", users=True) as server:
        assert server.url.endswith("/other")
        put(server, "one")
        assert texts(server, "?s ?p ?o") == []
        assert httpx.get(server.url, trust_env=False).status_code == 401
        wrong = httpx.get(server.url, auth=(server.user, "no"), trust_env=False)
        assert wrong.status_code == 401
        assert server.password not in repr(server)
    with fuseki(tmp_path / "none", dbtype="") as server:
        listed = httpx.get(f"{server.url}/$/datasets", trust_env=False).json()
        assert listed == {"datasets": []}
    with fuseki(tmp_path / "union", union=True) as server:
        put(server, "one")
        put(server, "two", graph=GRAPH + "2")
        assert texts(server, "?s ?p ?o") == ["one", "two"]
        server.kill()
        server.start()
        assert texts(server, "?s ?p ?o") == ["one", "two"]


def test_virtuoso_guards_what_writes_and_offers_sql(tmp_path: Path) -> None:
    with virtuoso(tmp_path) as server:
        url = f"{server.url}/sparql-graph-crud-auth?graph={GRAPH}"
        assert httpx.put(url, content=b"", trust_env=False).status_code == 401
        default = httpx.DigestAuth("dba", "dba")
        assert httpx.put(url, content=b"", auth=default, trust_env=False).status_code == 401
        put(server, "one")
        count = f"SPARQL SELECT (COUNT(*) AS ?n) FROM <{GRAPH}> {{ ?s ?p ?o }};"
        assert server.isql(count).split() == ["1"]
        with pytest.raises(AssertionError, match="Undefined procedure"):
            server.isql("no_such_procedure();")


def test_a_server_lives_longer_than_the_thread_that_started_it(tmp_path: Path) -> None:
    with oxigraph_server(tmp_path) as server:
        server.kill()
        thread = threading.Thread(target=server.start)
        thread.start()
        thread.join()
        put(server, "one")
        assert texts(server) == ["one"]


def test_a_server_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.servers import oxigraph_server\n"
        "with oxigraph_server(Path(sys.argv[1])) as server:\n"
        "    print(server.port, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        assert listens(port)
        process.kill()
    deadline = time.monotonic() + 30
    while listens(port):
        assert time.monotonic() < deadline, "the server was left behind"
        time.sleep(0.05)


def test_a_server_that_does_not_come_up_says_what_it_wrote(tmp_path: Path) -> None:
    with (
        pytest.raises(servers.ServerError, match="no-such-option"),
        oxigraph_server(tmp_path, extra=["--no-such-option"]),
    ):
        pass


def test_a_port_that_is_taken_is_not_taken_for_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with oxigraph_server(tmp_path / "first") as first:
        put(first, "first")
        ports = iter([first.port, free_port()])
        monkeypatch.setattr(servers, "free_port", lambda: next(ports))
        with oxigraph_server(tmp_path / "second") as second:
            assert second.port != first.port
            assert texts(second) == []


def test_what_cannot_be_had_skips_and_fails_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    reasons = {
        fetched.java: "Java 17 or later is not on the path",
        fetched.fuseki_jar: "Maven (mvn), which fetches Fuseki, is missing",
        fetched.virtuoso_programs: "Virtuoso is not on the path, and there is no apt-get",
    }
    for get, reason in reasons.items():
        with pytest.raises(pytest.skip.Exception) as skipped:
            get()
        assert str(skipped.value).startswith(reason)
    (tmp_path / "java").write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("CI", "true")
    for get, reason in reasons.items():
        with pytest.raises(pytest.fail.Exception) as failed:
            get()
        assert str(failed.value).startswith(reason)
    assert not [path for path in (tmp_path / "appeals-rdf-tests").iterdir() if path.is_dir()]


def test_many_at_once_fetch_once_and_a_fetch_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    calls = []

    def fetch(folder: Path) -> None:
        calls.append(folder)
        (folder / "half").write_text("")
        if len(calls) == 1:
            raise OSError("no route")
        time.sleep(0.05)
        (folder / "whole").write_text("")

    with pytest.raises(OSError, match="no route"):
        fetched._cached("thing", fetch)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["thing.lock"]
    with ThreadPoolExecutor(4) as pool:
        places = list(pool.map(lambda _: fetched._cached("thing", fetch), range(4)))
    assert len(calls) == 2
    assert {place / "whole" for place in places if (place / "whole").is_file()} == {
        tmp_path / "appeals-rdf-tests/thing/whole"
    }
    assert len(set(places)) == 1
