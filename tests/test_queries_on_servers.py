"""The bundled questions on the stores of others: the same rows from Fuseki, Oxigraph and Virtuoso.

Real servers hold the seeds. What each gives is compared with the embedded Oxigraph, row by row and
in order, and that with rdflib in ``test_queries.py``, on the same data. The servers also keep the
contract of all stores, of ``test_stores.py``, whose tests stand here by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import httpx
import pytest

from appeals_rdf.errors import StoreError, UsageError
from appeals_rdf.profiles import Profile
from appeals_rdf.queries import load_queries, run_query
from appeals_rdf.remote.credentials import Credentials
from appeals_rdf.stores import OxigraphStore, SparqlEndpoint
from tests.servers import Server, fuseki, oxigraph_server, virtuoso
from tests.test_queries import examples
from tests.test_stores import (  # noqa: F401 - the contract
    NAMES,
    NQUADS,
    X,
    test_a_query_that_cannot_be_read_is_wrong_usage,
    test_a_value_is_found_as_it_is,
    test_a_value_stays_a_value,
    test_an_update_is_refused,
    test_ask,
    test_ask_store_knows_the_form,
    test_construct_gives_triples,
    test_describe_gives_triples,
    test_numbers_are_spelled_alike,
    test_select_asks_the_union_of_all_graphs,
)

QUERIES = load_queries()
KINDS = ("fuseki", "oxigraph", "virtuoso")
ASKED = [
    (name, with_examples)
    for name, query in QUERIES.items()
    for with_examples in (False, True)
    if (query.params if with_examples else all(param.optional for param in query.params))
]
"""Every question, without its parameters where it can be asked so, and with all of them."""

DEVIATIONS: Mapping[tuple[str, str], str] = {
    ("virtuoso", "test_describe_gives_triples"): (
        "the standard leaves it to the store what DESCRIBE gives; Virtuoso 7 gives nothing here"
    ),
}
"""(kind, test) → why this store cannot keep it. Such a test has to fail."""

EVERYTHING = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY STR(?s) STR(?p) STR(?o)"


def load(server: Server, quads: bytes) -> None:
    """Each graph by the Graph Store Protocol to Virtuoso, all N-Quads at once to the others."""
    with httpx.Client(trust_env=False, timeout=120) as client:
        if server.kind != "virtuoso":
            place = "/data" if server.kind == "fuseki" else "/store"
            type_ = {"Content-Type": "application/n-quads"}
            client.post(server.url + place, content=quads, headers=type_).raise_for_status()
            return
        client.auth = httpx.DigestAuth(server.user, server.password)
        lines = [line.rstrip(b" .").rpartition(b" ") for line in quads.splitlines()]
        lines.sort(key=lambda parts: parts[2])
        for graph, parts in groupby(lines, key=lambda parts: parts[2]):
            client.put(
                f"{server.url}/sparql-graph-crud-auth",
                params={"graph": graph.decode().strip("<>")},
                content=b"".join(part[0] + b" .\n" for part in parts),
                headers={"Content-Type": "text/turtle"},
            ).raise_for_status()


@pytest.fixture(scope="module")
def quads(seeds_build: Path) -> bytes:
    return (seeds_build / "corpus.nq").read_bytes()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, quads: bytes) -> Iterator[dict[str, Server]]:
    """A server of each kind with the seeds, and with the two graphs of the contract."""
    with ExitStack() as running:
        started: dict[str, Server] = {}
        for kind, start in (
            ("fuseki", fuseki),
            ("oxigraph", oxigraph_server),
            ("virtuoso", virtuoso),
        ):
            started[kind] = running.enter_context(start(tmp_path_factory.mktemp(kind)))
            load(started[kind], quads + NQUADS)
        yield started


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, servers: dict[str, Server]) -> SparqlEndpoint:
    """Known by nothing but its address."""
    name = getattr(request.function, "__name__", "")
    if reason := DEVIATIONS.get((request.param, name)):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    return SparqlEndpoint(servers[request.param].url)


@pytest.fixture(scope="module")
def embedded(quads: bytes) -> OxigraphStore:
    import pyoxigraph as ox

    inside = ox.Store()
    inside.load(quads, format=ox.RdfFormat.N_QUADS)
    return OxigraphStore(inside)


@pytest.mark.parametrize(("name", "with_examples"), ASKED)
def test_the_same_rows_from_every_store(
    name: str,
    with_examples: bool,
    servers: dict[str, Server],
    embedded: OxigraphStore,
) -> None:
    query = QUERIES[name]
    values = examples(query) if with_examples else {}
    expected = run_query(embedded, query, values)
    count = query.expected_rows_of_example if with_examples else query.expected_rows_on_seeds
    assert len(expected) == count  # type: ignore[arg-type]
    for kind, server in servers.items():
        profile = Profile(name=kind, url=server.url, kind=kind)
        assert run_query(SparqlEndpoint(profile), query, values) == expected, kind


def test_every_question_is_asked() -> None:
    """Nothing is left out of the comparison but what needs its parameters."""
    assert {name for name, _ in ASKED} == set(QUERIES)
    assert {name for name, with_examples in ASKED if with_examples} == {
        name for name, query in QUERIES.items() if query.params
    }


# --- what the contract does not say


def test_its_graphs_are_among_those_listed(store: SparqlEndpoint) -> None:
    assert {f"{X}graph/1", f"{X}graph/2"} <= set(store.graphs())


def test_a_pattern_without_graph_beside_one_with_it(store: SparqlEndpoint) -> None:
    both = f"SELECT ?g ?n WHERE {{ <{X}a> <{X}name> ?n . GRAPH ?g {{ <{X}b> <{X}name> ?m }} }}"
    assert store.select(both).values("g") == [f"{X}graph/2"]


def test_a_graph_that_the_query_names(store: SparqlEndpoint) -> None:
    names = f"SELECT ?n FROM <{X}graph/2> WHERE {{ ?s <{X}name> ?n }}"
    assert len(store.select(names)) == 1


def test_long_answers_are_whole(store: SparqlEndpoint) -> None:
    """More rows than a Virtuoso gives at once. Its own graphs are in the union as well."""
    rows = store.select(EVERYTHING).rows
    assert len(rows) > 16_000
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("page", [100, 4000])
def test_pages_are_the_rows(servers: dict[str, Server], page: int) -> None:
    query = QUERIES["21-network-memberships"]
    answers = {
        kind: run_query(SparqlEndpoint(Profile(kind, server.url, page=page)), query)
        for kind, server in servers.items()
    }
    assert len(answers["fuseki"]) == query.expected_rows_on_seeds  # type: ignore[arg-type]
    assert answers["fuseki"] == answers["oxigraph"] == answers["virtuoso"]


def test_a_virtuoso_cuts_nothing_in_silence(servers: dict[str, Server]) -> None:
    store = SparqlEndpoint(servers["virtuoso"].url)
    with pytest.raises(UsageError, match="gives 10000 rows at most and cut this answer"):
        store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    with pytest.raises(StoreError, match="gives 10000 triples at most"):
        store.construct("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_fuseki_in_memory_that_asks_for_a_name(tmp_path: Path) -> None:
    with fuseki(tmp_path, dbtype="mem", users=True) as server:
        signed_in = Credentials(server.user, server.password)
        with httpx.Client(trust_env=False, auth=(server.user, server.password)) as client:
            type_ = {"Content-Type": "application/n-quads"}
            client.post(f"{server.url}/data", content=NQUADS, headers=type_).raise_for_status()
        assert len(SparqlEndpoint(server.url, signed_in).select(NAMES)) == 2
        with pytest.raises(StoreError, match="asks for a name and a password"):
            SparqlEndpoint(server.url).select(NAMES)
        with pytest.raises(StoreError, match=f"does not accept the name '{server.user}'"):
            SparqlEndpoint(server.url, Credentials(server.user, "wrong")).select(NAMES)
