"""The questions that come with the tool, ``queries/*.rq``, and how a person asks one.

A query introduces itself in ``#+`` lines, the decorators of grlc (https://github.com/CLARIAH/grlc):

    #+ summary: Addressees                      a title
    #+ description: To whom …?                  the question
    #+ params:                                  absent where there is none
    #+   - name: appeal                         as in --param appeal=…
    #+     type: appeal                         one of ``TYPES``
    #+     description: one appeal only
    #+     example: 2020-10-08-platform         what a test asks with
    #+     optional: true
    #+     scheme: measure                      for the type ``concept``
    #+ columns:                                 each variable of the SELECT, in order
    #+   addressee: the party addressed, as written
    #+ claim_content: true                      whether the rows have what a document says
    #+ expected_rows_on_seeds: 12               without optional parameters
    #+ expected_rows_of_example: 2              with the examples

The variable of a parameter is named by grlc's convention, ``?_appeal_iri``, and ``?__appeal_iri``
where the parameter is optional. A place that needs the value has a line ``# VALUES ?_appeal_iri``
(see ``sparql.py``); without a value the variable is free.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from appeals_rdf.errors import DataError, InputError, UsageError, unknown
from appeals_rdf.iris import DEFAULT_BASE, ID, SCHEMES, Mint
from appeals_rdf.model import Problem, Severity
from appeals_rdf.rdf import iri
from appeals_rdf.sparql import XSD, Term, iri_term, literal_term, places, query_form
from appeals_rdf.stores import Answer, Store, ask_store, unreadable

CLAIM_COLUMNS = ("appeal", "file", "start", "end", "words")
"""What a SELECT must return when its rows have what a document says: whose words, and where."""


@dataclass(frozen=True, slots=True)
class Param:
    """One thing that the asker fills in."""

    name: str
    type: str
    description: str
    example: str
    optional: bool = False
    scheme: str = ""

    @property
    def variable(self) -> str:
        """The variable that it stands for in the query, without the question mark."""
        return f"{'__' if self.optional else '_'}{self.name}{TYPES[self.type].suffix}"


@dataclass(frozen=True, slots=True)
class Query:
    """A question that a store can be asked."""

    name: str
    text: str
    form: str
    summary: str = ""
    description: str = ""
    params: tuple[Param, ...] = ()
    columns: Mapping[str, str] | None = None
    """Column → what it holds; None where the query does not say."""
    claim_content: bool = False
    expected_rows_on_seeds: int | None = None
    expected_rows_of_example: int | None = None


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of parameter: the end of its variable, and how its words become a term."""

    suffix: str
    says: str
    term: Callable[[str, Param, str], Term]
    """Words, parameter and base IRI → term; ``ValueError`` where they are no value of the type."""


def _absolute_iri(words: str) -> Term:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", words):
        raise ValueError
    iri(words)
    return iri_term(words)


def _appeal(words: str, param: Param, base: str) -> Term:
    if ID.fullmatch(words):
        return iri_term(Mint(base).appeal(words)[1:-1])
    return _absolute_iri(words)


def _concept(words: str, param: Param, base: str) -> Term:
    from appeals_rdf.schemes import concepts

    scheme = f"{SCHEMES}{param.scheme}/"
    name = words.removeprefix(scheme).removeprefix(f"{param.scheme}:")
    known = concepts()[param.scheme]
    if name not in known:
        raise unknown(param.name, words, known)
    return iri_term(scheme + name)


def _integer(words: str, param: Param, base: str) -> Term:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", words, re.ASCII):
        raise ValueError
    return literal_term(words, XSD + "integer")


def _date(words: str, param: Param, base: str) -> Term:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words, re.ASCII):
        raise ValueError
    date.fromisoformat(words)
    return literal_term(words, XSD + "date")


def _string(words: str, param: Param, base: str) -> Term:
    words.encode("utf-8")
    if "\0" in words:
        raise ValueError
    return literal_term(words)


TYPES: Mapping[str, Type] = {
    "appeal": Type("_iri", "the id or the IRI of an appeal", _appeal),
    "concept": Type("_iri", "the name of a concept", _concept),
    "date": Type("_xsd_date", "a day, year-month-day", _date),
    "integer": Type("_integer", "a whole number", _integer),
    "iri": Type("_iri", "an IRI", lambda words, param, base: _absolute_iri(words)),
    "string": Type("", "words", _string),
}
"""To add a type of parameter: a line here, with a function from words to a term."""


def load_queries(folder: Path | None = None) -> dict[str, Query]:
    """The queries of ``folder``, else those that come with the tool, by name and in its order.

    Everything that is wrong with their headers is one ``DataError``.
    """
    if folder is None:
        from appeals_rdf.resources import folder as resource_folder

        folder = resource_folder("queries")
    problems: list[Problem] = []
    queries = {}
    for file in sorted(folder.glob("*.rq")):
        if query := _load(file, problems):
            queries[query.name] = query
    if problems:
        first = problems[0]
        raise DataError(
            f"{folder} has {len(problems)} problem(s) in the queries' headers. "
            f"{first.file}: {first.message}.",
            problems,
        )
    return queries


def find_query(name: str, queries: Mapping[str, Query] | None = None) -> Query:
    """The query of this name, number ("7", "07") or beginning that only one name has."""
    queries = load_queries() if queries is None else queries
    if name in queries:
        return queries[name]
    number = re.compile(rf"0*{int(name)}-") if re.fullmatch("[0-9]{1,4}", name, re.ASCII) else None
    matching = [
        query
        for query in queries.values()
        if (number.match(query.name) if number else name and _begins(query.name, name))
    ]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise UsageError(
            f"'{name}' may be {' or '.join(q.name for q in matching)}. Write more of the name."
        )
    raise unknown("query", name, queries)


def _begins(query: str, name: str) -> bool:
    """Whether a query's name begins so, with or without its number."""
    return query.startswith(name) or re.sub("^[0-9]+-", "", query).startswith(name)


def own_query(text: str, name: str = "-") -> Query:
    """A query that a person wrote; ``UsageError`` with line and column where it is not readable."""
    import pyoxigraph as ox

    from appeals_rdf.sparql import refuse_network

    form = query_form(text)
    # An empty store answers at once; what is wrong with the text is found before.
    refuse_network(text)
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        raise unreadable(error) from error
    return Query(name=name, text=text, form=form)


def bindings(
    query: Query, values: Mapping[str, object], base: str = DEFAULT_BASE
) -> dict[str, Term]:
    """Variable → term, from what the asker wrote for each parameter.

    ``base`` is the base IRI of the corpus, below which an appeal's id is looked for. Raises
    ``UsageError`` for an unknown or a missing parameter and for a value of another type.
    """
    params = {param.name: param for param in query.params}
    for name in values:
        if name not in params:
            if not params:
                raise UsageError(f"the query {query.name} has no parameters, and so no '{name}'.")
            raise unknown("parameter", name, params)
    terms = {}
    for param in query.params:
        if param.name in values:
            terms[param.variable] = _term(param, str(values[param.name]), base)
        elif not param.optional:
            raise UsageError(
                f"the query {query.name} needs the parameter '{param.name}': {param.description}. "
                f"Example: {param.name}={param.example}"
            )
    return terms


def _term(param: Param, words: str, base: str) -> Term:
    type_ = TYPES[param.type]
    try:
        return type_.term(words, param, base)
    except ValueError as error:
        raise UsageError(
            f"'{words[:200]}' is no value for the parameter '{param.name}', which is {type_.says}. "
            f"Example: {param.name}={param.example}"
        ) from error


def run_query(
    store: Store,
    query: Query,
    values: Mapping[str, object] | None = None,
    base: str = DEFAULT_BASE,
) -> Answer:
    """Ask the store."""
    return ask_store(store, query.text, bindings(query, values or {}, base))


# --- reading a query's own introduction

_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
_REQUIRED: Mapping[str, type] = {
    "summary": str,
    "description": str,
    "columns": dict,
    "claim_content": bool,
    "expected_rows_on_seeds": int,
}
_OPTIONAL: Mapping[str, type] = {"params": list, "expected_rows_of_example": int}
_PARAM_FIELDS = {field.name for field in fields(Param)}


def _load(file: Path, problems: list[Problem]) -> Query | None:
    def wrong(message: str, line: int = 1) -> None:
        problems.append(
            Problem(
                Severity.ERROR,
                "query-header",
                message,
                file.name,
                line,
                advice="See the top of queries.py for what a header holds.",
            )
        )

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}") from error
    before = len(problems)
    header = _header(text, wrong)
    params = [_param(given, wrong) for given in header.pop("params", [])]
    try:
        form = query_form(text)
    except UsageError as error:
        wrong(error.message)
        return None
    found = tuple(param for param in params if param)
    marked = places(text)
    for param in found:
        if param.variable not in marked:
            wrong(f"there is no place for the parameter '{param.name}': # VALUES ?{param.variable}")
    for variable in sorted(marked - {param.variable for param in found}):
        wrong(f"no parameter has the variable ?{variable}")
    if len(problems) > before:
        return None
    return Query(name=file.stem, text=text, form=form, params=found, **header)


def _header(text: str, wrong: Callable[..., None]) -> dict[str, Any]:
    import yaml

    try:
        header = yaml.safe_load("\n".join(_HEADER.findall(text)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        wrong(f"the header is no YAML: {error}".replace("\n", " "), mark.line + 1 if mark else 1)
        return {}
    if not isinstance(header, dict):
        wrong("there is no header of lines that begin with '#+'")
        return {}
    known = {**_REQUIRED, **_OPTIONAL}
    for key, kind in known.items():
        if key not in header and key in _REQUIRED:
            wrong(f"'{key}' is missing")
        elif key in header and type(header[key]) is not kind:
            wrong(f"'{key}' must be of type {kind.__name__}")
            del header[key]
    for key in sorted(set(header) - set(known)):
        wrong(str(unknown("key", str(key), known).message))
        del header[key]
    if header.get("params") and "expected_rows_of_example" not in header:
        wrong("'expected_rows_of_example' is missing")
    return header


def _param(given: object, wrong: Callable[..., None]) -> Param | None:
    if not isinstance(given, dict) or not set(given) <= _PARAM_FIELDS:
        wrong(f"a parameter is a mapping of {', '.join(sorted(_PARAM_FIELDS))}")
        return None
    missing = [
        key for key in ("name", "type", "description", "example") if given.get(key) in (None, "")
    ]
    if missing:
        wrong(f"a parameter lacks {', '.join(missing)}")
        return None
    param = Param(**{**given, "example": str(given["example"])})
    if param.type not in TYPES:
        wrong(str(unknown("type of parameter", str(param.type), TYPES).message))
        return None
    if (param.type == "concept") != bool(param.scheme):
        wrong(f"the parameter '{param.name}' needs a scheme if, and only if, it is a concept")
        return None
    return param
