"""The bundled questions: their headers, their rows on every store, and what may be asked of them.

When the data of the seeds has changed, ``python -m tests.test_queries`` writes the new counts into
the headers; look at the difference before keeping it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from appeals_rdf.errors import DataError, UsageError
from appeals_rdf.queries import (
    CLAIM_COLUMNS,
    TYPES,
    Query,
    bindings,
    find_query,
    load_queries,
    own_query,
    run_query,
)
from appeals_rdf.rdf import nquads
from appeals_rdf.resources import folder
from appeals_rdf.sparql import Rows, Triples, iri_term, with_values
from appeals_rdf.stores import Answer, OxigraphStore, RdflibStore, SparqlEndpoint, Store
from appeals_rdf.triples import record_descriptions
from tests.conftest import ROOT
from tests.sample import BASE, MINT, sample_record
from tests.test_stores import endpoint, oxigraph

QUERIES = load_queries()
SELECTS = [q for q in QUERIES.values() if q.form == "SELECT"]
WITH_PARAMS = [q for q in QUERIES.values() if q.params]
INJECTIONS = (
    '" } UNION { ?x ?y ?z } #',
    '"} # \n VALUES ?__appeal_iri { UNDEF } {',
    "\\u0022 } UNION { ?x ?y ?z } #",
    "'''",
    "> } #",
    "x\\",
    "UNDEF",
    "?appeal",
    "(UNDEF)",
)
SAMPLE_VALUES: Mapping[str, Mapping[str, object]] = {
    "02-signatories-of-an-appeal": {"appeal": "sample-1"},
    "05-cosignatories": {"name": "Ada Quill"},
    "19-what-is-said-here": {"source": "sample-1.txt", "offset": 500},
    "20-network-edges": {"organization": '"Lantern" Reading Society'},
    "24-items-of-an-appeal": {"appeal": "sample-1"},
}


def names(queries: list[Query]) -> list[str]:
    return [query.name for query in queries]


def sample_nquads() -> bytes:
    """Two letters in a graph each, and the schemes."""
    schemes = ox.parse(path=str(folder("ontology") / "schemes.ttl"))
    lines = [f"{q.subject} {q.predicate} {q.object} {MINT.graph('scheme')} .\n" for q in schemes]
    for number, extra in ((1, 3), (2, 0)):
        descriptions = record_descriptions(sample_record(number, extra), MINT)
        lines += nquads(descriptions, MINT.graph(f"sample-{number}"))
    return "".join(lines).encode()


@pytest.fixture(scope="module")
def sample() -> tuple[OxigraphStore, RdflibStore]:
    return oxigraph(sample_nquads()), RdflibStore(sample_nquads())


@pytest.fixture(scope="module")
def seeds(seeds_build: Path) -> tuple[OxigraphStore, RdflibStore]:
    data = (seeds_build / "corpus.nq").read_bytes()
    return oxigraph(data), RdflibStore(data)


def examples(query: Query) -> dict[str, object]:
    return {param.name: param.example for param in query.params}


def rows(answer: Answer) -> Rows:
    assert isinstance(answer, Rows)
    return answer


# --- headers


def test_there_are_the_twenty_questions_and_more() -> None:
    numbers = [name.partition("-")[0] for name in QUERIES]
    assert numbers == [f"{n:02}" for n in range(1, len(QUERIES) + 1)]
    assert len(QUERIES) >= 20


@pytest.mark.parametrize("name", QUERIES)
def test_a_header_tells_what_is_asked(name: str) -> None:
    query = QUERIES[name]
    assert query.summary
    assert len(query.summary) <= 100
    assert not query.summary.endswith((".", "?"))
    assert "?" in query.description
    assert query.expected_rows_on_seeds is not None
    for text in (query.summary, query.description):
        assert text.isascii(), "plain words of our own"


@pytest.mark.parametrize("name", names(SELECTS))
def test_columns_are_the_variables(name: str) -> None:
    query = QUERIES[name]
    found = ox.Store().query(query.text)
    assert isinstance(found, ox.QuerySolutions)
    assert [v.value for v in found.variables] == list(query.columns or {})
    assert all(query.columns.values() if query.columns else ())


@pytest.mark.parametrize("name", QUERIES)
def test_claim_content_says_whose_and_where(name: str) -> None:
    query = QUERIES[name]
    columns = query.columns or {}
    if query.claim_content and query.form == "SELECT":
        assert [c for c in CLAIM_COLUMNS if c in columns] == list(CLAIM_COLUMNS)
    elif query.form == "SELECT":
        assert not re.search(r"apl:(Claim|Event|Request|Citation|Addressing)\b", query.text)


@pytest.mark.parametrize("name", QUERIES)
def test_what_is_compared_by_name_is_called_possible(name: str) -> None:
    query = QUERIES[name]
    if "comparisonKey" in query.text:
        assert "possibly" in query.summary or "possibl" in query.description
        assert any(column.startswith("possible") for column in query.columns or {})


@pytest.mark.parametrize("name", QUERIES)
def test_it_parses_in_rdflib(name: str) -> None:
    rdflib.Graph().query(QUERIES[name].text)


@pytest.mark.parametrize("name", names(SELECTS))
def test_the_order_ends_with_what_no_two_rows_share(name: str) -> None:
    text = QUERIES[name].text
    order = re.findall(r"\?\w+", text.rpartition("ORDER BY")[2])
    grouped = text.rpartition("GROUP BY")[2].partition("ORDER BY")[0].split()
    items = ("appeal", "citation", "claim", "event", "item", "party", "person", "possibleName")
    assert order[-1][1:] in (*items, "addressing", "signature", "start") or (
        set(grouped) <= set(order)
    )


@pytest.mark.parametrize("name", names(WITH_PARAMS))
def test_grlc_can_ask_it_too(name: str) -> None:
    """grlc puts the term in the place of the variable, everywhere."""
    query = QUERIES[name]
    text = query.text
    for variable, term in bindings(query, examples(query)).items():
        text = re.sub(rf"\?{variable}\b", lambda m, t=term: str(t), text)  # type: ignore[misc]
    ox.Store().query(text)
    rdflib.Graph().query(text)


# --- rows


@pytest.mark.parametrize("name", QUERIES)
def test_the_same_rows_from_rdflib_and_oxigraph_on_the_sample(
    name: str, sample: tuple[OxigraphStore, RdflibStore]
) -> None:
    values = SAMPLE_VALUES.get(name, {})
    ours, theirs = (run_query(store, QUERIES[name], values, BASE) for store in sample)
    assert ours == theirs
    if name not in (
        "16-person-different-affiliations",
        "17-organization-different-people",
        "18-spelling-variants",
    ):
        assert len(ours) > 0  # type: ignore[arg-type]


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("with_examples", [False, True])
def test_the_rows_on_the_seeds(
    name: str, with_examples: bool, seeds: tuple[OxigraphStore, RdflibStore]
) -> None:
    query = QUERIES[name]
    if with_examples and not query.params:
        pytest.skip("no parameters")
    if not with_examples and any(not param.optional for param in query.params):
        assert query.expected_rows_on_seeds == 0, "it cannot be asked without its parameters"
        return
    values = examples(query) if with_examples else {}
    ours, theirs = (run_query(store, query, values) for store in seeds)
    assert ours == theirs
    expected = query.expected_rows_of_example if with_examples else query.expected_rows_on_seeds
    assert len(ours) == expected  # type: ignore[arg-type]
    assert expected, "each question has an answer on the seeds"


@pytest.mark.parametrize("name", names(SELECTS))
def test_each_place_quotes_the_document(
    name: str, seeds: tuple[OxigraphStore, RdflibStore]
) -> None:
    query = QUERIES[name]
    if "words" not in (query.columns or {}):
        return
    answer = rows(run_query(seeds[0], query, examples(query) if query.params else {}))
    for row in answer:
        cell = dict(zip(answer.columns, row, strict=True))
        file, start, end, words = (cell[c] for c in ("file", "start", "end", "words"))
        if file and start and end and words:
            text = (ROOT / "seeds" / "documents" / file.value).read_bytes().decode()
            assert text[int(start.value) : int(end.value)] == words.value
        else:
            assert not query.claim_content


def test_the_same_rows_from_an_endpoint(seeds_build: Path) -> None:
    with endpoint((seeds_build / "corpus.nq").read_bytes()) as server:
        store = SparqlEndpoint(server.url)
        for query in QUERIES.values():
            answer = run_query(store, query, examples(query))
            assert len(answer) == (  # type: ignore[arg-type]
                query.expected_rows_of_example if query.params else query.expected_rows_on_seeds
            )


def test_no_triple_stands_in_two_graphs(seeds_build: Path) -> None:
    quads = list(ox.parse(path=str(seeds_build / "corpus.nq")))
    assert len({(q.subject, q.predicate, q.object) for q in quads}) == len(quads)


def test_it_works_on_plain_turtle_and_without_the_schemes(
    seeds_build: Path, seeds: tuple[OxigraphStore, RdflibStore]
) -> None:
    turtle = OxigraphStore.of_files(sorted((seeds_build / "turtle").glob("*.ttl")))
    for query in QUERIES.values():
        values = examples(query)
        here, there = run_query(turtle, query, values), run_query(seeds[0], query, values)
        assert len(here) == len(there)  # type: ignore[arg-type]


# --- three questions by hand, against the documents


def cells(answer: Answer, *columns: str) -> list[tuple[str | None, ...]]:
    found = rows(answer)
    return list(zip(*(found.values(column) for column in columns), strict=True))


def test_by_hand_the_number_that_the_list_of_001_skips(
    seeds: tuple[OxigraphStore, RdflibStore],
) -> None:
    """In 001 ``6. …, Aladdinov Muzaffar;`` is followed by two blank lines and ``8.“Healthy Life”``.
    002 declares 44 members and lists 44, so it is not here."""
    answer = run_query(seeds[0], find_query("15"))
    assert cells(answer, "finding", "printed", "counted", "file", "words") == [
        (
            "a number is skipped",
            "7",
            "73",
            "001_e7df2a2f2cd6686a.txt",
            "8.“Healthy Life” Mother and Child Care Public Union, Safikhanli Aytan",
        )
    ]


def test_by_hand_the_figures_of_one_day(seeds: tuple[OxigraphStore, RdflibStore]) -> None:
    """002, of 08.10.2020: "since 27.09.2020, 27 civilians were killed, 141 people were injured".
    003, of 08 October 2020: "27 Azerbaijani civilians were killed, 141 people were injured"."""
    answer = run_query(seeds[0], find_query("08"))
    found = cells(answer, "measure", "ground", "value", "qualifier", "file", "words")
    assert sorted(found, key=lambda row: (row[0], row[4]))[:2] == [
        (
            "civilians killed",
            "up to 2020-10-08",
            "27",
            "exact",
            "002_d13f0779a58d8842.txt",
            "27 civilians were killed",
        ),
        (
            "civilians killed",
            "up to 2020-10-08",
            "27",
            "exact",
            "003_f04f26d8b7d03b09.txt",
            "27 Azerbaijani civilians were killed",
        ),
    ]


def test_by_hand_one_name_in_three_spellings_of_the_documents(
    seeds: tuple[OxigraphStore, RdflibStore],
) -> None:
    """000, entry 8: ``Seltenet Gojamanli``; 002, entry 19, and 003: ``Saltanat Gojamanli``."""
    answer = run_query(seeds[0], find_query("18"))
    found = cells(answer, "possiblePerson", "name", "file", "start")
    assert sorted(row[1:] for row in found if row[0] == "gujamanli saltanat") == [
        ("Saltanat Gojamanli", "002_d13f0779a58d8842.txt", "5046"),
        ("Saltanat Gojamanli", "003_f04f26d8b7d03b09.txt", "2812"),
        ("Seltenet Gojamanli", "000_03f561ee4fb13fa1.txt", "3747"),
    ]


# --- finding a question, and what may be asked of it


@pytest.mark.parametrize("name", ["07-figures", "07", "7", "07-fig", "requests", "timel"])
def test_a_name_may_be_shortened(name: str) -> None:
    assert find_query(name).name in ("07-figures", "11-requests", "10-timeline")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("figure", "may be 07-figures or 08-figures-compared"),
        ("07-figurs", "Did you mean '07-figures'"),
        ("99", "there is no query '99'"),
        ("", "there is no query"),
        ("../../etc/passwd", "there is no query"),
    ],
)
def test_an_unknown_question_is_wrong_usage(name: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as raised:
        find_query(name)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("02", {}, "needs the parameter 'appeal'"),
        ("02", {"apeal": "x"}, "Did you mean 'appeal'? Known: appeal"),
        ("01", {"appeal": "x"}, "has no parameters"),
        ("02", {"appeal": "no id"}, "Example: appeal="),
        ("07", {"measure": "people-kiled"}, "Did you mean 'people-killed'"),
        ("10", {"from": "8 October 2020"}, "a day, year-month-day"),
        ("10", {"from": "2020-02-30"}, "a day, year-month-day"),
        ("10", {"to": "2020-10-08> } #"}, "a day, year-month-day"),
        ("19", {"source": "x", "offset": "1 } #"}, "a whole number"),
        ("19", {"source": "x", "offset": "９"}, "a whole number"),
        ("19", {"source": "x\0", "offset": "1"}, "which is words"),
        ("19", {"source": "\ud800", "offset": "1"}, "which is words"),
    ],
)
def test_a_wrong_parameter_is_wrong_usage(
    name: str, values: Mapping[str, object], says: str, sample: tuple[OxigraphStore, RdflibStore]
) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as raised:
        run_query(sample[0], find_query(name), values)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("name", names(WITH_PARAMS))
@pytest.mark.parametrize("value", INJECTIONS)
def test_sparql_in_a_value_finds_nothing(
    name: str, value: str, sample: tuple[OxigraphStore, RdflibStore]
) -> None:
    query = QUERIES[name]
    given = {p.name: 0 if p.type == "integer" else value for p in query.params}
    for store in sample:
        try:
            answer = run_query(store, query, given, BASE)
        except UsageError:
            continue
        assert len(answer) == 0  # type: ignore[arg-type]


def test_values_become_terms() -> None:
    figures = find_query("07")
    assert bindings(figures, {"appeal": "sample-1"}, BASE) == {
        "__appeal_iri": iri_term(f"{BASE}id/appeal/sample-1")
    }
    whole = f"{BASE}id/appeal/sample-1"
    assert bindings(figures, {"appeal": whole}) == {"__appeal_iri": iri_term(whole)}
    concept = iri_term("https://w3id.org/appeals-rdf/scheme/measure/duration")
    for written in ("duration", "measure:duration", concept.value):
        assert bindings(figures, {"measure": written}) == {"__measure_iri": concept}
    assert "?__measure_iri {" in with_values(figures.text, bindings(figures, {"measure": written}))


# --- a question of one's own


def test_own_query(sample: tuple[OxigraphStore, RdflibStore]) -> None:
    query = own_query("CONSTRUCT WHERE { ?s a <https://w3id.org/appeals-rdf/ontology/Appeal> }")
    answers = [run_query(store, query) for store in sample]
    assert answers[0] == answers[1]
    assert isinstance(answers[0], Triples)
    assert len(answers[0]) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT ?s WHERE {\n ?s ?p\n}", "line 3, column 2"),
        ("SELECT ?s WHERE {\n ?s x:p ?o }", "line 2"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "would change the data"),
        ("DROP ALL", "would change the data"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE"),
        ("", "no SPARQL query"),
    ],
)
def test_own_query_that_cannot_be_asked(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as raised:
        own_query(text)
    assert raised.value.exit_code == 2
    assert "\n" not in raised.value.message


# --- headers that are wrong

GOOD = """#+ summary: Names
#+ description: Which names?
#+ params:
#+   - name: name
#+     type: string
#+     description: a name
#+     example: Ada
#+ columns:
#+   s: who
#+ claim_content: false
#+ expected_rows_on_seeds: 0
#+ expected_rows_of_example: 1
SELECT ?s WHERE {
  # VALUES ?_name
  ?s ?p ?_name
}
ORDER BY ?s
"""


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "names.rq").write_text(GOOD)
    assert list(load_queries(tmp_path)) == ["names"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("#+ summary: Names\n", "", "'summary' is missing"),
        ("summary: Names", "summary: [", "no YAML"),
        ("claim_content: false", "claim_content: perhaps", "must be of type bool"),
        ("#+ claim_content", "#+ claim_contents: 1\n#+ claim_content", "no key 'claim_contents'"),
        ("type: string", "type: text", "no type of parameter 'text'"),
        ("type: string", "type: concept", "needs a scheme"),
        ("#+     example: Ada\n", "", "lacks example"),
        ("# VALUES ?_name", "", r"# VALUES \?_name"),
        ("# VALUES ?_name", "# VALUES ?_name\n# VALUES ?_x", r"no parameter has the variable \?_x"),
        ("SELECT", "SELEKT", "no SPARQL query"),
        ("#+", "#", "there is no header"),
        ("#+ expected_rows_of_example: 1\n", "", "'expected_rows_of_example' is missing"),
    ],
)
def test_a_wrong_header_is_named_with_its_file(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD
    (tmp_path / "names.rq").write_text(GOOD.replace(old, new))
    with pytest.raises(DataError, match=rf"names\.rq: .*{says}"):
        load_queries(tmp_path)


# --- the page


def test_the_page_lists_every_question() -> None:
    page = (ROOT / "docs" / "queries.md").read_text("utf-8")
    assert question_table() in page, "run: python -m tests.test_queries"


def question_table() -> str:
    lines = ["| Question | Parameters | Rows on the seeds |", "| --- | --- | ---: |"]
    for query in QUERIES.values():
        asked = ", ".join(
            f"`{p.name}`" + (" (optional)" if p.optional else "") for p in query.params
        )
        needed = any(not param.optional for param in query.params)
        count = query.expected_rows_of_example if needed else query.expected_rows_on_seeds
        lines.append(
            f"| `{query.name}`: {query.description.strip()} | {asked} | {count}"
            f"{' (of the example)' if needed else ''} |"
        )
    return "\n".join(lines) + "\n"


def test_every_type_of_parameter_is_explained_on_the_page() -> None:
    page = (ROOT / "docs" / "queries.md").read_text("utf-8")
    assert all(f"`{type_}`" in page for type_ in TYPES)


def _update() -> None:
    """Write the counts of the seeds into the headers, and the table into the page."""
    import tempfile

    from appeals_rdf.api import Corpus
    from tests.conftest import SEEDS

    with tempfile.TemporaryDirectory() as scratch:
        Corpus.open(SEEDS).build(Path(scratch) / "build")
        store: Store = OxigraphStore.of_files([Path(scratch) / "build" / "corpus.nq"])
        for query in QUERIES.values():
            file = folder("queries") / f"{query.name}.rq"
            text = file.read_text("utf-8")
            needed = any(not param.optional for param in query.params)
            counts = {"on_seeds": 0 if needed else len(run_query(store, query))}  # type: ignore[arg-type]
            if query.params:
                counts["of_example"] = len(run_query(store, query, examples(query)))  # type: ignore[arg-type]
            for which, count in counts.items():
                text = re.sub(rf"(expected_rows_{which}): \d+", rf"\1: {count}", text)
            file.write_text(text, "utf-8")
    QUERIES.update(load_queries())
    page = ROOT / "docs" / "queries.md"
    text = page.read_text("utf-8")
    text = re.sub(r"\| Question .*\n(\|.*\n)+", lambda m: question_table(), text)
    page.write_text(text, "utf-8")


if __name__ == "__main__":
    _update()
