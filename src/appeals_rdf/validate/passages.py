"""What SHACL cannot see: whose the digests are, and that the quoted words stand in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appeals_rdf.iris import term
from appeals_rdf.model import Problem, Severity
from appeals_rdf.triples import (
    END,
    EXACT,
    IDENTIFIER,
    PASSAGE,
    PASSAGE_OF,
    QUOTING,
    SHA256,
    SOURCE_DOCUMENT,
    START,
    WAS_DERIVED_FROM,
)
from appeals_rdf.validate.graph import Graph, words_of
from appeals_rdf.validate.places import Places, Source, Sources

TEXT_LENGTH = term("textLength")

_AGAIN = "Build again from the text."


def check_passages(graph: Graph, sources: Sources) -> list[Problem]:
    """Re-read the sources and prove every digest, length, passage and quoted word of the graph.

    A source that is not at hand is one problem of severity info, and nothing of it is proved.
    """
    places = Places(graph, sources)
    names = dict.fromkeys([*graph.instances(SOURCE_DOCUMENT), *graph.inverse(PASSAGE_OF)])
    described = [places.source(name) for name in names]
    problems = [p for source in described for p in _check_source(graph, source, sources)]
    passages = dict.fromkeys(graph.instances(PASSAGE))
    for passage in [*passages, *(s for s in _with(graph, PASSAGE_OF) if s not in passages)]:
        problems += _check_passage(places, passage)
    problems += _check_words(graph, places)
    return problems


def _with(graph: Graph, predicate: str) -> Iterable[str]:
    return [s for s, properties in graph.subjects.items() if predicate in properties]


def _check_source(graph: Graph, source: Source, sources: Sources) -> Iterator[Problem]:
    def problem(severity: Severity, code: str, message: str, advice: str) -> Problem:
        return Problem(
            severity, code, message, source.file, advice=advice, subject=words_of(source.name)
        )

    if source.text is None:
        other = next((d for d, given in sources.items() if source.file in given.files), "")
        if other:
            yield problem(
                Severity.ERROR,
                "digest-differs",
                f"the data describes a text with the digest {source.sha256 or '(none)'}, but that "
                f"of {source.file} has {other}",
                f"The text was changed after the data was made, or the data was. {_AGAIN}",
            )
        else:
            yield problem(
                Severity.INFO,
                "source-not-at-hand",
                "the source text is not at hand, so its passages cannot be proved",
                "Name the corpus that holds it, or put the file there.",
            )
        return
    if source.sha256 not in sources:
        yield problem(
            Severity.ERROR,
            "digest-differs",
            f"the data gives the digest {source.sha256 or '(none)'}, which is not the text's",
            _AGAIN,
        )
    # The bytes of a plain text in UTF-8 are its text: such a document is its own file.
    file = graph.value(source.name, WAS_DERIVED_FROM) or source.name
    digest = graph.text(file, SHA256)
    if source.files and digest not in source.files.values():
        if file != source.name or source.sha256 in sources:
            yield problem(
                Severity.ERROR,
                "digest-differs",
                f"the data gives the digest {digest or '(none)'} for the file, but {source.file} "
                f"has {source.files[source.file]}",
                f"The file was changed after the data was made, or the data was. {_AGAIN}",
            )
    elif not source.files and file != source.name:
        yield problem(
            Severity.INFO,
            "file-not-at-hand",
            "the file is not at hand, so only its text is proved",
            "Name the corpus that holds it, or put the file there.",
        )
    length = graph.text(source.name, TEXT_LENGTH)
    if length != str(len(source.text)):
        yield problem(
            Severity.ERROR,
            "length-differs",
            f"the data gives a length of {length or '(none)'}, but the text has "
            f"{len(source.text)} code points",
            _AGAIN,
        )
    name = graph.text(source.name, IDENTIFIER)
    if name and source.files and name not in source.files:
        yield problem(
            Severity.WARNING,
            "file-renamed",
            f"the data calls the file '{name}'; the file with this digest is '{source.file}'",
            _AGAIN,
        )


def _check_passage(places: Places, passage: str) -> Iterator[Problem]:
    graph = places.graph
    source = places.source(places.source_of(passage))
    if source.text is None:
        return

    def problem(code: str, message: str, advice: str = _AGAIN) -> Problem:
        place = places.place(passage)
        return Problem(
            Severity.ERROR,
            code,
            message,
            source.file,
            place.line,
            place.column,
            place.words,
            advice,
            words_of(passage),
        )

    start, end = graph.text(passage, START), graph.text(passage, END)
    exact = graph.text(passage, EXACT)
    if not (start.isdecimal() and end.isdecimal()):
        return  # a shape says so
    first, last = int(start), int(end)
    stretches = list(places.stretches(passage))
    if (first, last) != stretches[-1]:
        named = "{}-{}".format(*stretches[-1])
        yield problem(
            "passage-misnamed",
            f"the passage's offsets are {first}-{last}, but its IRI says {named}",
        )
    if last > len(source.text):
        yield problem(
            "passage-beyond-end",
            f"the passage ends at {last}, but the text has only {len(source.text)} code points",
        )
    elif source.text[first:last] != exact:
        yield problem(
            "passage-differs",
            f"the data quotes “{exact}”, but at {first}-{last} the text reads "
            f"“{source.text[first:last]}”",
            "Quote the letter as it is, irregularities included. " + _AGAIN,
        )


def _check_words(graph: Graph, places: Places) -> Iterator[Problem]:
    """Words that are said to be the document's stand somewhere in the document."""
    for subject, properties in graph.subjects.items():
        for predicate in QUOTING:
            if predicate == EXACT or predicate not in properties:
                continue
            for value in properties[predicate]:
                name_of_source = places.source_of(subject) or _source_near(places, subject)
                source = places.source(name_of_source)
                words = words_of(value)
                if source.text is None or words in source.text:
                    continue
                place = places.place(subject, value)
                name = predicate.rpartition("/")[2].rstrip(">")
                yield Problem(
                    Severity.ERROR,
                    "words-not-in-text",
                    f"the data gives “{words}” as {name}, but these words do not stand in the text",
                    source.file,
                    place.line,
                    place.column,
                    place.words,
                    "Copy the words letter by letter.",
                    words_of(subject),
                )


def _source_near(places: Places, node: str) -> str:
    """A quantity names no document; the claim it belongs to does."""
    return next((s for n in places.incoming(node) if (s := places.source_of(n))), "")
