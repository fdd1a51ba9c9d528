"""One contract for all stores. The endpoint is a real HTTP server of this test's own.

``test_queries_on_servers.py`` holds the stores of others to the same contract.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from appeals_rdf.errors import InputError, StoreError, UsageError
from appeals_rdf.results import render
from appeals_rdf.sparql import (
    XSD,
    Rows,
    Term,
    Triples,
    iri_term,
    literal_term,
    query_form,
    refuse_network,
    with_values,
)
from appeals_rdf.stores import (
    OxigraphStore,
    RdflibStore,
    SparqlEndpoint,
    Store,
    ask_store,
    open_build,
)

X = "https://data.example.org/"
ONE = f"""<{X}a> <{X}name> "Ada \\"Q\\" Quill\\n" .
<{X}a> <{X}count> "5"^^<{XSD}nonNegativeInteger> .
<{X}a> <{X}value> "40.0"^^<{XSD}decimal> .
<{X}a> <{X}day> "2031-03-03"^^<{XSD}date> .
<{X}a> <{X}label> "words"@en .
""".encode()
TWO = f'<{X}b> <{X}name> "\\\\u0022 \U0001f309" .\n'.encode()
NQUADS = b"".join(
    line.rstrip(b".\n ") + f" <{X}graph/{name}> .\n".encode()
    for name, graph in (("1", ONE), ("2", TWO))
    for line in graph.splitlines(keepends=True)
)
NAMES = f"SELECT ?s ?n WHERE {{ ?s <{X}name> ?n }} ORDER BY ?s"


class Handler(BaseHTTPRequestHandler):
    """Answers the SPARQL protocol with pyoxigraph; ``server`` says in which way it is peculiar."""

    server: OwnServer

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, asked: str) -> None:
        parameters = parse_qs(asked, keep_blank_values=True)
        self.server.asked.append((self.command, parameters))
        self.server.signed_in.append(self.headers.get("Authorization", ""))
        if self.server.fault:
            self.server.fault(self)
            return
        union = self.server.union or self.server.union_parameter in parameters
        try:
            found = self.server.store.query(
                parameters["query"][0], use_default_graph_as_union=union
            )
        except SyntaxError as error:
            self.reply(400, "text/plain", str(error).encode())
            return
        if isinstance(found, ox.QueryTriples):
            data = found.serialize(format=ox.RdfFormat.N_TRIPLES)
            self.reply(200, "application/n-triples", data or b"")
        else:
            data = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
            self.reply(200, "application/sparql-results+json", *self._cut(data))

    def _cut(self, data: bytes) -> tuple[bytes, Mapping[str, str]]:
        """As Virtuoso does: the first rows only, and a header that says so."""
        found = json.loads(data)
        rows = found.get("results", {}).get("bindings", [])
        if not self.server.most or len(rows) < self.server.most:
            return data, {}
        del rows[self.server.most :]
        headers = {} if self.server.silent else {"X-SPARQL-MaxRows": str(self.server.most)}
        return json.dumps(found).encode(), headers

    def reply(
        self, status: int, type_: str, data: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        own = {"Content-Type": type_, "Content-Length": str(len(data))}
        for name, value in {**own, **self.server.headers, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


class OwnServer(ThreadingHTTPServer):
    daemon_threads = True
    fault: Callable[[Handler], None] | None = None

    def __init__(self, store: ox.Store) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = store
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.signed_in: list[str] = []
        self.headers: dict[str, str] = {}
        """Sent with every answer."""
        self.union = True
        """Whether the default graph is the union of all graphs without being asked for."""
        self.union_parameter = ""
        self.most = 0
        """Rows that are given at most; 0 gives all."""
        self.silent = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


@contextmanager
def endpoint(nquads: bytes, fault: Callable[[Handler], None] | None = None) -> Iterator[OwnServer]:
    store = ox.Store()
    store.load(nquads, format=ox.RdfFormat.N_QUADS)
    server = OwnServer(store)
    server.fault = fault
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def oxigraph(nquads: bytes) -> OxigraphStore:
    store = ox.Store()
    store.load(nquads, format=ox.RdfFormat.N_QUADS)
    return OxigraphStore(store)


@pytest.fixture(params=["oxigraph", "oxigraph-on-disk", "rdflib", "endpoint"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each store with the same two graphs."""
    if request.param == "oxigraph":
        yield oxigraph(NQUADS)
    elif request.param == "rdflib":
        yield RdflibStore(NQUADS)
    elif request.param == "endpoint":
        with endpoint(NQUADS) as server:
            yield SparqlEndpoint(server.url)
    else:
        disk = ox.Store(str(tmp_path / "store"))
        disk.bulk_load(NQUADS, format=ox.RdfFormat.N_QUADS)
        disk.flush()
        del disk
        yield OxigraphStore.read_only(tmp_path / "store")


@pytest.fixture(params=["oxigraph", "rdflib"])
def embedded(request: pytest.FixtureRequest) -> Store:
    return oxigraph(NQUADS) if request.param == "oxigraph" else RdflibStore(NQUADS)


# --- the contract


def test_select_asks_the_union_of_all_graphs(store: Store) -> None:
    assert store.select(NAMES) == Rows(
        ("s", "n"),
        (
            (iri_term(f"{X}a"), literal_term('Ada "Q" Quill\n')),
            (iri_term(f"{X}b"), literal_term("\\u0022 \U0001f309")),
        ),
    )


def test_numbers_are_spelled_alike(store: Store) -> None:
    rows = store.select(
        f"SELECT ?c ?v ?d ?l ?none WHERE {{ ?s <{X}count> ?c ; <{X}value> ?v ; <{X}day> ?d ; "
        f"<{X}label> ?l }}"
    )
    assert rows.columns == ("c", "v", "d", "l", "none")
    assert rows.rows == (
        (
            Term("literal", "5", XSD + "integer"),
            literal_term("40.0", XSD + "decimal"),
            Term("literal", "2031-03-03", XSD + "date"),
            Term("literal", "words", "", "en"),
            None,
        ),
    )


def test_construct_gives_triples(store: Store) -> None:
    answer = store.construct(f"CONSTRUCT {{ ?s <{X}said> ?n }} WHERE {{ ?s <{X}name> ?n }}")
    assert isinstance(answer, Triples)
    assert [t[0].value for t in answer] == [f"{X}a", f"{X}b"]


def test_describe_gives_triples(store: Store) -> None:
    assert [t[0].value for t in store.construct(f"DESCRIBE <{X}b>")] == [f"{X}b"]


def test_ask(store: Store) -> None:
    assert store.ask(f"ASK {{ ?s <{X}count> ?c }}") is True
    assert store.ask(f"ASK {{ ?s <{X}nothing> ?c }}") is False


def test_ask_store_knows_the_form(store: Store) -> None:
    assert len(ask_store(store, NAMES)) == 2  # type: ignore[arg-type]
    assert ask_store(store, "ASK { ?s ?p ?o }") is True
    assert isinstance(ask_store(store, f"CONSTRUCT WHERE {{ ?s <{X}name> ?o }}"), Triples)


def test_graphs_are_listed(store: Store) -> None:
    assert store.graphs() == [f"{X}graph/1", f"{X}graph/2"]


def test_a_query_that_cannot_be_read_is_wrong_usage(store: Store) -> None:
    with pytest.raises(UsageError, match="cannot"):
        store.select("SELECT ?s WHERE { ?s ?p }")


def test_an_update_is_refused(store: Store) -> None:
    for text in (f"DELETE WHERE {{ <{X}a> ?p ?o }}", "PREFIX x: <x:>\nINSERT DATA { x:a x:b x:c }"):
        with pytest.raises(UsageError):
            store.select(text)
        with pytest.raises(UsageError, match="would change the data"):
            ask_store(store, text)
    assert len(store.select(NAMES)) == 2


@pytest.mark.parametrize(
    "value",
    [
        '" } UNION { ?s ?p ?o } #',
        "\\",
        "\\u0022 } #",
        "\\U00000022 } #",
        "\\\\u0022 } #",
        "a\nb\r\tc\x01\x7f",
        "'''\"\"\"",
        "\U0001f309 “é”",
        "? } ; DROP ALL #",
        "",
    ],
)
def test_a_value_stays_a_value(store: Store, value: str) -> None:
    text = "SELECT ?v WHERE {\n  # VALUES ?_v\n  BIND(?_v AS ?v)\n}"
    assert store.select(text, {"_v": literal_term(value)}).values("v") == [value]
    names = f"SELECT ?s WHERE {{\n  # VALUES ?_v\n  ?s <{X}name> ?_v\n}}"
    assert len(store.select(names, {"_v": literal_term(value)})) == 0


def test_a_value_is_found_as_it_is(store: Store) -> None:
    names = f"SELECT ?s WHERE {{\n  # VALUES ?_v\n  ?s <{X}name> ?_v\n}}"
    found = {"_v": literal_term("\\u0022 \U0001f309")}
    assert store.select(names, found).values("s") == [f"{X}b"]
    assert len(store.select(names)) == 2, "without a value the variable is free"


def test_from_names_the_graphs_that_are_asked() -> None:
    text = NAMES.replace("WHERE", f"FROM <{X}graph/2> WHERE")
    assert oxigraph(NQUADS).select(text).values("s") == [f"{X}b"]


# --- staying offline


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { SERVICE <{url}> { ?s ?p ?o } }",
        "SELECT * WHERE { service SILENT <{url}> { ?s ?p ?o } }",
        "SELECT * WHERE { SERV\\u0049CE <{url}> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p 'it''s' . SERVICE <{url}> { ?s ?p ?o } }",
        "ASK { SERVICE ?where { ?s ?p ?o } VALUES ?where { <{url}> } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { #\n SERVICE <{url}> { ?s ?p ?o } }",
    ],
)
def test_the_embedded_stores_ask_nobody_else(text: str, embedded: Store) -> None:
    with endpoint(b"") as server:
        with pytest.raises(UsageError):
            ask_store(embedded, text.replace("{url}", server.url))
        assert server.asked == []


def test_words_that_only_look_like_service_are_no_matter() -> None:
    refuse_network(
        "# SERVICE\nPREFIX service: <http://x/SERVICE/> SELECT ?service WHERE "
        '{ ?service service:SERVICE \'SERVICE\', """a " SERVICE"""@service }'
    )


def test_from_reads_no_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.ttl"
    file.write_text(f'<{X}s> <{X}name> "secret" .')
    text = f"SELECT ?s ?n FROM <{file.as_uri()}> WHERE {{ ?s <{X}name> ?n }}"
    assert all(row[1] != literal_term("secret") for row in oxigraph(NQUADS).select(text))
    with pytest.raises(UsageError, match="FROM"):
        RdflibStore(NQUADS).select(text)


# --- opening


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        OxigraphStore.read_only(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    with pytest.raises(InputError, match="appeals-rdf build"):
        open_build(tmp_path)


def test_a_store_that_is_broken(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("nonsense")
    with pytest.raises(StoreError, match="cannot be opened"):
        OxigraphStore.read_only(tmp_path)


def test_files_are_read_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(ONE)
    (tmp_path / "b.nq").write_bytes(NQUADS.splitlines(keepends=True)[-1])
    store = OxigraphStore.of_files([tmp_path / "a.ttl", tmp_path / "b.nq"])
    assert len(store.select(NAMES)) == 2
    (tmp_path / "broken.ttl").write_text("<a> <b> .")
    with pytest.raises(InputError, match=r"broken\.ttl is not well-formed"):
        OxigraphStore.of_files([tmp_path / "broken.ttl"])
    with pytest.raises(InputError, match=r"a\.docx cannot be read"):
        OxigraphStore.of_files([tmp_path / "a.docx"])


# --- forms, and the answer as text


def test_query_form() -> None:
    assert query_form("# SELECT\nBASE <x:> PREFIX ask: <ask:> ask {}") == "ASK"
    for text in ("", "nonsense", "?s ?p ?o", "PREFIX x: <x:>"):
        with pytest.raises(UsageError, match="no SPARQL query"):
            query_form(text)


def test_a_value_needs_its_place() -> None:
    with pytest.raises(UsageError, match=r"# VALUES \?_v"):
        with_values("SELECT * WHERE {}", {"_v": literal_term("x")})


ROWS = Rows(
    ("who", "words", "n"),
    (
        (
            iri_term(f"{X}a"),
            literal_term('say "a,b"\n\x1b[31m [b]'),
            literal_term("5", XSD + "integer"),
        ),
        (None, literal_term("mot", language="fr"), None),
    ),
)


def test_the_formats_of_the_w3c() -> None:
    assert render(ROWS, "csv") == (
        f'who,words,n\r\n{X}a,"say ""a,b""\n\x1b[31m [b]",5\r\n,mot,\r\n'
    )
    assert render(ROWS, "tsv").splitlines()[2] == '\t"mot"@fr\t'
    for name, format_ in (
        ("json", ox.QueryResultsFormat.JSON),
        ("xml", ox.QueryResultsFormat.XML),
    ):
        found = ox.parse_query_results(render(ROWS, name).encode(), format=format_)
        assert isinstance(found, ox.QuerySolutions)
        assert len(list(found)) == 2


def test_a_table_has_one_line_for_each_row_and_nothing_that_steers_a_terminal() -> None:
    for width in (None, 60):
        table = render(ROWS, "table", X, width)
        assert "31m" in table
        assert "\x1b[31m" not in table
        assert "[b]" in table
    assert render(ROWS, None, X).splitlines() == [
        "who  words                n",
        "---  -------------------  -",
        'a    say "a,b" \ufffd[31m [b]  5',
        "     mot",
    ]


def test_triples_are_written_as_turtle_or_ntriples() -> None:
    triples = Triples(((iri_term(f"{X}a"), iri_term(f"{X}name"), literal_term("é")),))
    assert render(triples, "nt") == f'<{X}a> <{X}name> "é" .\n'
    assert render(triples, None, X).endswith('\n<a> <name> "é" .\n')
    parsed = list(ox.parse(render(triples, "ttl", X).encode(), format=ox.RdfFormat.TURTLE))
    assert len(parsed) == 1


def test_yes_and_no() -> None:
    assert render(True) == "yes\n"
    assert render(False, "json") == '{"head": {}, "boolean": false}\n'
    assert bool(ox.parse_query_results(render(True, "xml"), format=ox.QueryResultsFormat.XML))


@pytest.mark.parametrize(
    ("answer", "format_"), [(ROWS, "ttl"), (Triples(()), "csv"), (True, "tsv")]
)
def test_a_format_that_does_not_fit_names_those_that_do(
    answer: Rows | Triples | bool, format_: str
) -> None:
    with pytest.raises(UsageError, match="Possible: "):
        render(answer, format_)
