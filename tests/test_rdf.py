"""Terms and the two ways to write them; pyoxigraph and rdflib are the judges."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals_rdf.rdf import (
    PREFIXES,
    RDF_TYPE,
    Description,
    curie,
    decimal,
    iri,
    literal,
    nquads,
    turtle,
    turtle_prologue,
)

BASE = "https://data.example.org/id/appeal/a/"
GRAPH = "<https://data.example.org/graph/a>"
# Lone surrogates cannot come out of UTF-8, so they cannot be in a text.
words = st.text(st.characters(exclude_categories=["Cs"]))
locals_ = st.text("abc019._-:/~é(),", min_size=1)


@given(words)
def test_literal_reads_back(value: str) -> None:
    line = f"<urn:s> <urn:p> {literal(value)} ."
    (quad,) = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    assert quad.object == ox.Literal(value)


@given(words, words)
def test_lines_are_canonical(value: str, other: str) -> None:
    """The lines are those of the canonical form, so that digests can be compared with others'."""
    lines = nquads([Description("<urn:s>", [("<urn:p>", literal(v)) for v in (value, other)])])
    dataset = ox.Dataset(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS))
    assert sorted(f"{quad} .\n" for quad in dataset) == lines


def test_decimal_is_canonical() -> None:
    number = curie("xsd:decimal")
    assert decimal(1) == f'"1"^^{number}'
    assert decimal(Decimal("0.950")) == f'"0.95"^^{number}'
    assert decimal(Decimal("1E+3")) == f'"1000"^^{number}'
    assert decimal(-0.5) == f'"-0.5"^^{number}'


@pytest.mark.parametrize("bad", ["a b", "a>b", "a\nb", 'a"b', "a\\b", "a{b"])
def test_iri_refuses_what_may_not_stand_in_one(bad: str) -> None:
    with pytest.raises(ValueError, match="may not stand"):
        iri(f"https://example.org/{bad}")


@given(st.lists(st.tuples(locals_, locals_, words | locals_), max_size=8))
def test_turtle_and_nquads_say_the_same(rows: list[tuple[str, str, str]]) -> None:
    prefixes = {"chars": "https://data.example.org/id/source/1/chars/"}
    descriptions = [
        Description(
            iri(BASE + s),
            [
                (RDF_TYPE, curie("apl:Signature")),
                (iri(PREFIXES["apl"] + p), literal(o)),
                (curie("apl:supportedBy"), iri(prefixes["chars"] + p)),
                (curie("void:property"), RDF_TYPE),  # "a" stands for it as a predicate only
                (curie("apl:extractionConfidence"), decimal(0.5)),
                (curie("dcterms:date"), literal("2020", datatype=curie("edtf:EDTF"))),
                (curie("rdfs:label"), literal(o, "en")),
            ],
        )
        for s, p, o in rows
    ]
    text = turtle_prologue(BASE, prefixes) + "".join(turtle(descriptions, BASE, prefixes))
    written = {quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)}
    lines = "".join(nquads(descriptions, GRAPH)).encode()
    quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    assert written == {quad.triple for quad in quads}
    assert {str(quad.graph_name) for quad in quads} <= {GRAPH}


def test_turtle_is_written_for_people() -> None:
    one = Description(
        iri(f"{BASE}signature/1"),
        [
            (RDF_TYPE, curie("apl:Signature")),
            (curie("apl:flaggedAs"), curie("flag:curated")),
            (curie("apl:flaggedAs"), curie("flag:absent-name")),
            (curie("apl:extractionConfidence"), decimal(0.9)),
        ],
    )
    assert "".join(turtle([one], BASE)) == (
        "\n<signature/1> a apl:Signature ;\n"
        "    apl:flaggedAs flag:curated, flag:absent-name ;\n"
        "    apl:extractionConfidence 0.9 .\n"
    )
