"""Which words of the document one triple rests on.

The record names the passages of each item. Inside them, this module finds the words of a single
triple: a quotation where it stands, a date where the date is written, another item at its own
passage. A value that the tool worked out of no words of its own has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from appeals_rdf import triples
from appeals_rdf.explain.model import Place
from appeals_rdf.iris import term
from appeals_rdf.model import Record
from appeals_rdf.rdf import RDF_TYPE, curie
from appeals_rdf.text import LineIndex
from appeals_rdf.validate.graph import parse_literal, words_of

Properties = dict[str, list[str]]
Span = tuple[int, int]

_DATED = (triples.DATE, term("asOf"), term("earliestDate"), term("latestDate"))
_FIGURED = tuple(map(term, ("numericValue", "lowerBound", "upperBound", "quantityQualifier")))
_PRINTED = (term("ordinal"), term("declaredSignatoryCount"), triples.IDENTIFIER)
_QUANTITY = term("hasQuantity")
# The document and the appeal hold every item, and so are the evidence of none.
_WHOLE = (triples.STATED_IN, triples.IN_APPEAL, triples.PASSAGE_OF)


class Evidence:
    """Finds words in one document, of which ``known`` holds all triples by subject."""

    def __init__(self, known: Mapping[str, Properties], record: Record, text: str) -> None:
        self._known = known
        self._file = record.file
        self._is_layer = record.layer_sha256 != record.sha256
        self._text = text
        self._index = LineIndex(text)
        self._claims = {q: s for s, p in known.items() for q in p.get(_QUANTITY, ())}

    def place(self, span: Span) -> Place:
        """A stretch of the document with its lines and columns."""
        start, end = span
        line, column = self._index.position(start)
        # The end is where the cursor stands behind the last character, on that character's line.
        last_line, last_column = self._index.position(max(start, end - 1))
        return Place(
            file=self._file,
            start=start,
            end=end,
            line=line,
            column=column,
            end_line=last_line,
            end_column=last_column + (end > start),
            words=self._text[start:end],
            text_layer=self._is_layer,
        )

    def of_subject(self, subject: str) -> list[Span]:
        """The passages of an item; those of its claim for a figure; a passage itself."""
        properties = self._known.get(subject, {})
        if subject in self._claims:
            if found := self._figure(subject):
                return [found]
            return self.of_subject(self._claims[subject])
        if triples.PASSAGE in properties.get(RDF_TYPE, ()):
            return [self._span(properties)]
        passages = properties.get(triples.SUPPORTED_BY, ())
        return list(dict.fromkeys(self._span(self._known[p]) for p in passages))

    def of_triple(self, subject: str, predicate: str, object_: str) -> list[Span]:
        """The words of one triple; none where it has no words of its own."""
        if predicate in _WHOLE or predicate == RDF_TYPE:
            return []
        if object_[0] != '"' and object_ in self._known:
            return self.of_subject(object_)[:1]
        properties = self._known[subject]
        words = ""
        if predicate in triples.QUOTING or predicate in _PRINTED:
            words = words_of(object_)
        elif predicate in _DATED:
            words = words_of(properties.get(triples.DATE_AS_WRITTEN, [""])[0])
        elif predicate in _FIGURED:
            words = words_of(properties.get(term("quantityAsWritten"), [""])[0])
        if not words:
            return []
        found = self._find(subject, words)
        return [found] if found else []

    def _figure(self, quantity: str) -> Span | None:
        written = self._known[quantity].get(term("quantityAsWritten"), [""])[0]
        return self._find(quantity, words_of(written)) if written else None

    def _find(self, subject: str, words: str) -> Span | None:
        """The words inside the subject's passages: a passage of just these words, else the first.

        A claim may say a number twice over inside a longer word, and an entry a town both in a
        name and by itself; so whole words win, and words that no other item covers.
        """
        owner = self._claims.get(subject, subject)
        passages = self.of_subject(owner)
        linked = [span for span in self._linked(owner) if _inside(span, passages)]
        for span in (*passages, *linked):
            if self._text[slice(*span)] == words:
                return span
        found = list(self._occurrences(words, passages))
        free = [span for span in found if not _inside(span, linked)]
        return next(iter(free or found), None)

    def _linked(self, subject: str) -> Iterator[Span]:
        for predicate, objects in self._known.get(subject, {}).items():
            if predicate not in _WHOLE and predicate != triples.SUPPORTED_BY:
                for object_ in objects:
                    if object_ in self._known and object_ not in self._claims:
                        yield from self.of_subject(object_)

    def _occurrences(self, words: str, passages: Iterable[Span]) -> Iterator[Span]:
        literally = re.escape(words)
        for pattern in (rf"(?<!\w){literally}(?!\w)", literally):
            for start, end in passages:
                for match in re.finditer(pattern, self._text[start:end]):
                    yield start + match.start(), start + match.end()

    def _span(self, passage: Properties) -> Span:
        return _number(passage[triples.START][0]), _number(passage[triples.END][0])


def _number(term_: str) -> int:
    literal = parse_literal(term_)
    return int(literal.value) if literal else 0


def _inside(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


GENERIC = (
    RDF_TYPE,
    curie("rdfs:label"),
    triples.STATED_IN,
    triples.SUPPORTED_BY,
    triples.CONFIDENCE,
    triples.GENERATED,
    triples.FLAGGED,
    triples.COMPARISON_KEY,
)
"""Properties that say how an item was read, and not what the document says."""
