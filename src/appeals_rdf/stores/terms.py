"""Terms and errors of the libraries, brought to ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from appeals_rdf.errors import StoreError, UsageError
from appeals_rdf.sparql import Term, Triples, iri_term, literal_term


@contextmanager
def evaluating() -> Iterator[None]:
    """Errors of Oxigraph become ours."""
    try:
        yield
    except SyntaxError as error:
        raise unreadable(error) from error
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the store failed: {error}") from error


def unreadable(error: SyntaxError) -> UsageError:
    """What Oxigraph says of a query that it cannot read, with the place and in one line."""
    said = " ".join((error.msg or "").split())
    if place := re.match(r"error at ([0-9]+):([0-9]+): (.*)", said):
        # Where a term may begin, every letter that could begin it is listed.
        wanted = place[3] if len(place[3]) < 150 else "this cannot stand here, or the text ends"
        said = f"line {place[1]}, column {place[2]}: {wanted}"
    return UsageError(f"the query cannot be read: {said}")


def of_oxigraph(term: Any) -> Term | None:
    """A term of pyoxigraph; nothing for an unbound variable."""
    import pyoxigraph as ox

    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return iri_term(term.value)
    if isinstance(term, ox.Literal):
        return literal_term(term.value, term.datatype.value, term.language or "")
    return Term("blank", term.value)


def of_rdflib(term: Any) -> Term | None:
    """A term of rdflib; nothing for an unbound variable."""
    from rdflib import BNode, Literal, URIRef

    if term is None:
        return None
    if isinstance(term, URIRef):
        return iri_term(str(term))
    if isinstance(term, Literal):
        return literal_term(str(term), str(term.datatype or ""), term.language or "")
    return Term("blank", str(term)) if isinstance(term, BNode) else None


def triple(terms: Iterable[Term | None]) -> tuple[Term, Term, Term]:
    """Three terms as a triple."""
    subject, predicate, value = (term or Term("blank", "") for term in terms)
    return subject, predicate, value


def triples(found: Iterable[Sequence[Any]]) -> Triples:
    """Triples of pyoxigraph's terms, sorted, each once."""
    return Triples(tuple(sorted({triple(map(of_oxigraph, terms)) for terms in found})))
