"""A letter that real programs print in every format gives one record, and proves its words in each.

pandoc makes the Markdown below into plain text, HTML, reStructuredText and a Word file, and typst
sets it as a PDF. People, bodies and towns are invented.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypandoc
import pytest
import typst
from pyoxigraph import QuerySolutions, RdfFormat, Store

from appeals_rdf.api import Corpus
from appeals_rdf.extract import extract
from appeals_rdf.model import Record
from appeals_rdf.read import read_document
from appeals_rdf.records import record_json
from appeals_rdf.text import squeeze, straighten
from tests.conftest import MakeCorpus

NUMBERED = """\
# Open letter on the ferry of Lower Wendmere

Eastmere, 14 May 2031

To: the Mayor of Eastmere, Ms. Orla Fenwick

Dear Madam Mayor,

On 3 March 2031 the ferry landing at Eastmere was shelled, and 40 people were injured. According to
the *Valley Observer*, many have left the lower town since then, and the school of the lower town
stands empty for the first time in its history.

We call on the Council of Eastmere to:

1. reopen the landing before the winter;
2. pay the wages of the ferrymen, who have had none since March;
3. publish the report of the harbour master in full.

We stand ready to help, as we did when the old bridge fell.

## Signed by

1. Prof. Dr. Zoë Marchénko-Ñuñez, chair, Friends of the Lower Ferry
2. Mr. Bram Osterley, boatbuilder, Weavers of Norhaven
3. Ms. Cora Tindall, deputy head of the department for inland waters and crossings, Institute for
   the Study of the Great Valley Rivers and Their Peoples
4. Łucja Ødegård, nurse, Eastmere Infirmary
5. Rev. Tomás de la Vëga, minister, Chapel of the Two Banks
6. Ines Quill, teacher, Norhaven Free School
7. Piet van der Harrow, Eastmere Rowing Club
8. Runa Talvik, treasurer, League of River Towns
"""

GROUPED = """\
# Statement on the closing of the reading rooms

2 November 2032

We, the friends of the reading rooms of Norhaven, ask the Library Board to keep the three rooms open
in the evening, as they were until the spring, and to give back the keys.

## Signatories

### Organisations

- Lantern Reading Society
- Norhaven Teachers' Union
- Foundation for the Letters of the Great Valley
- Association of Evening Schools

### Individuals

| Name | Role | Institution |
|:-----|:-----|:------------|
| Ada Quill | librarian | University of Eastmere |
| Søren Brask | poet | Norhaven Writers' Guild |
| Dr. Mina Okonjo-Reyes | historian | Institute of Valley History |
| Émile Castaing | printer | Castaing Press |
"""

LETTERS: Mapping[str, str] = {"numbered": NUMBERED, "grouped": GROUPED}
PEOPLE: Mapping[str, list[str]] = {
    "numbered": [
        "Zoë Marchénko-Ñuñez",
        "Bram Osterley",
        "Cora Tindall",
        "Łucja Ødegård",
        "Tomás de la Vëga",
        "Ines Quill",
        "Piet van der Harrow",
        "Runa Talvik",
    ],
    "grouped": ["Ada Quill", "Søren Brask", "Mina Okonjo-Reyes", "Émile Castaing"],
}
FORMATS: Mapping[str, str] = {
    "md": "",
    "txt": "plain",
    "html": "html",
    "rst": "rst",
    "docx": "docx",
    "pdf": "typst",
}
"""File name ending → what pandoc writes for it; Markdown stays as it is."""

OF_THE_FILE = frozenset(
    ("id", "file", "sha256", "layer_sha256", "start", "end", "line", "column", "ledger")
)
"""Keys of a record that say where in which file something stands."""
OF_THE_READER = frozenset(("page-furniture-left-out",))
"""Notes of one reader: a PDF has a page number that the others have not."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every letter in every format."""
    folder = tmp_path_factory.mktemp("printed")
    for letter, source in LETTERS.items():
        for ending, writer in FORMATS.items():
            _print(source, writer, folder / f"{letter}-{ending}.{ending}")
    return folder


def _print(source: str, writer: str, path: Path) -> None:
    if not writer:
        path.write_text(source, "utf-8")
        return
    title = source.partition("\n")[0].removeprefix("# ")
    arguments = ["--standalone", "--metadata", f"pagetitle={title}"]
    made = path.with_suffix(".typ") if writer == "typst" else path
    pypandoc.convert_text(source, writer, "markdown", extra_args=arguments, outputfile=str(made))
    if made != path:
        typst.compile(str(made), output=str(path))
        made.unlink()


def _read(path: Path) -> Record:
    return extract(read_document(path, path.stem))


def _facts(value: Any) -> Any:
    """A record without what is the file's own: places, spacing, and the signs a program chooses.

    These are the shape of quotation marks and of the bullet before an entry.
    """
    if isinstance(value, dict):
        return {key: _facts(item) for key, item in value.items() if key not in OF_THE_FILE}
    if isinstance(value, list):
        items = [i for i in value if not isinstance(i, dict) or i.get("code") not in OF_THE_READER]
        return [_facts(item) for item in items]
    if isinstance(value, str):
        return straighten(squeeze(value)).removeprefix("• ").removeprefix("- ")
    return value


@pytest.mark.parametrize("ending", [ending for ending, writer in FORMATS.items() if writer])
@pytest.mark.parametrize("letter", LETTERS)
def test_the_same_record_from_every_format(letter: str, ending: str, printed: Path) -> None:
    written = _read(printed / f"{letter}-md.md")
    assert [s.person.text for s in written.signatures if s.person] == PEOPLE[letter]
    assert written.title is not None
    assert written.date is not None
    assert written.addressees
    assert written.requests
    other = _read(printed / f"{letter}-{ending}.{ending}")
    assert _facts(record_json(other)) == _facts(record_json(written))


def test_the_record_has_something_of_every_kind(printed: Path) -> None:
    record = _read(printed / "numbered-md.md")
    assert record.title is not None
    assert record.title.text == "Open letter on the ferry of Lower Wendmere"
    assert record.date is not None
    assert record.date.edtf == "2031-05-14"
    assert [a.text for a in record.addressees] == ["Mayor of Eastmere, Ms. Orla Fenwick"]
    assert [e.kind for e in record.events] == ["attack"]
    assert [c.quantity.text for c in record.claims if c.quantity] == ["40"]
    assert [m.text for r in record.requests for m in r.of] == ["Council of Eastmere"]
    longest = record.signatures[2]
    assert longest.organization is not None
    assert longest.organization.text.endswith("Great Valley Rivers and Their Peoples")


APL = "https://w3id.org/appeals-rdf/ontology/"
PASSAGES = f"""
    PREFIX apl: <{APL}>
    PREFIX schema: <https://schema.org/>
    SELECT ?passage ?start ?end ?words ?digest WHERE {{
        ?passage apl:passageOf ?source ; apl:startOffset ?start ; apl:endOffset ?end ;
            apl:exactText ?words .
        ?source schema:sha256 ?digest .
    }}
"""
SUPPORTING = f"SELECT DISTINCT ?passage {{ ?item <{APL}supportedBy> ?passage }}"


def test_every_passage_is_proved_in_the_published_text(
    printed: Path, make_corpus: MakeCorpus
) -> None:
    folder = make_corpus({file.name: file.read_bytes() for file in printed.iterdir()})
    report = Corpus.open(folder).build()
    assert not [p for p in report.problems if p.severity == "error"]
    assert len(report.calls) == len(LETTERS) * len(FORMATS)
    for file in printed.iterdir():
        text = (folder / "build" / "texts" / f"{file.stem}.txt").read_bytes()
        store = Store()
        store.load(path=folder / "build" / "turtle" / f"{file.stem}.ttl", format=RdfFormat.TURTLE)
        proved = set()
        for row in _rows(store, PASSAGES):
            passage, start, end, words, digest = (term.value for term in row)
            assert hashlib.sha256(text).hexdigest() == digest
            assert text.decode()[int(start) : int(end)] == words
            assert passage.endswith(f"/chars/{start}-{end}")
            proved.add(passage)
        assert proved == {row[0].value for row in _rows(store, SUPPORTING)}, file.name
        assert len(proved) > len(PEOPLE[file.stem.partition("-")[0]])


def _rows(store: Store, query: str) -> QuerySolutions:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    return rows


def test_the_catalogue_names_the_languages_that_the_texts_show(make_corpus: MakeCorpus) -> None:
    german = "Offener Brief\n\nWir bitten den Rat der Stadt, die alte Brücke offen zu halten.\n"
    english = "Open letter\n\nWe ask the council of the town to keep the old bridge open.\n"
    folder = make_corpus({"de.txt": german, "en.txt": english})
    Corpus.open(folder).build()
    catalog = (folder / "build" / "catalog.ttl").read_text("utf-8")
    assert 'schema:inLanguage "de", "en"' in catalog
