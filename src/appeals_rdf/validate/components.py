"""The constraint components of SHACL Core (https://www.w3.org/TR/shacl/#core-components).

One row for each: the parameter that brings it in, the component's name, and the function that
builds its check from the parameter's value. A check gives the values that offend.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from appeals_rdf.validate.graph import LANG_STRING, XSD_STRING, Graph, parse_literal, words_of
from appeals_rdf.validate.shapes import (
    Check,
    Compiler,
    Offences,
    Shape,
    UnknownConstraint,
    compile_path,
    sh,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
Build = Callable[[Compiler, str, str], Check]


def _xsd(name: str) -> str:
    return f"<{XSD}{name}>"


# --- values one by one


def _each(fits: Callable[[str], bool]) -> Check:
    """A check of each value alone; terms recur, so verdicts are remembered."""
    fits = lru_cache(maxsize=2048)(fits)

    def check(graph: Graph, node: str, values: list[str]) -> Offences:
        return [("", v) for v in values if not fits(v)]

    return check


_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_WHOLE: dict[str, Callable[[int], bool]] = {
    _xsd("integer"): lambda n: True,
    _xsd("nonNegativeInteger"): lambda n: n >= 0,
    _xsd("positiveInteger"): lambda n: n > 0,
}


def _is_whole(datatype: str) -> Callable[[str], bool]:
    in_range = _WHOLE[datatype]
    return lambda value: bool(_INTEGER.fullmatch(value)) and in_range(int(value))


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value) is not None and len(value) == 10
    except ValueError:
        return False


LEXICAL: dict[str, Callable[[str], bool]] = {
    **{datatype: _is_whole(datatype) for datatype in _WHOLE},
    _xsd("string"): lambda value: True,
    _xsd("anyURI"): lambda value: True,
    _xsd("boolean"): lambda value: value in ("true", "false", "1", "0"),
    _xsd("decimal"): lambda value: bool(re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", value)),
    _xsd("date"): _is_date,
    LANG_STRING: lambda value: True,
}
"""Datatype → whether a literal is well formed. Datatypes outside XSD have no such test here."""


def _datatype(compiler: Compiler, shape: str, wanted: str) -> Check:
    well_formed = LEXICAL.get(wanted)
    if well_formed is None and wanted.startswith(f"<{XSD}"):
        raise UnknownConstraint(f"{shape}: sh:datatype {wanted} is not known.")
    test = well_formed or (lambda value: True)

    def fits(term: str) -> bool:
        literal = parse_literal(term)
        return literal is not None and literal.datatype == wanted and test(literal.value)

    return _each(fits)


_NODE_KINDS = {
    sh("IRI"): "<",
    sh("BlankNode"): "_",
    sh("Literal"): '"',
    sh("BlankNodeOrIRI"): "_<",
    sh("BlankNodeOrLiteral"): '_"',
    sh("IRIOrLiteral"): '<"',
}


def _node_kind(compiler: Compiler, shape: str, kind: str) -> Check:
    if kind not in _NODE_KINDS:
        raise UnknownConstraint(f"{shape}: sh:nodeKind {kind} is not known.")
    opening = _NODE_KINDS[kind]
    return lambda graph, node, values: [("", v) for v in values if v[0] not in opening]


def _class(compiler: Compiler, shape: str, class_: str) -> Check:
    return lambda graph, node, values: [("", v) for v in values if not graph.is_instance(v, class_)]


def _pattern(compiler: Compiler, shape: str, pattern: str) -> Check:
    flags = compiler.graph.text(shape, sh("flags"))
    if flags not in ("", "i"):
        raise UnknownConstraint(f"{shape}: sh:flags '{flags}' are not known, only 'i' is.")
    matcher = re.compile(words_of(pattern), re.IGNORECASE if flags else 0)
    return _each(lambda v: v[0] != "_" and matcher.search(words_of(v)) is not None)


def _min_length(compiler: Compiler, shape: str, length: str) -> Check:
    least = int(words_of(length))
    return _each(lambda v: v[0] != "_" and len(words_of(v)) >= least)


def _max_length(compiler: Compiler, shape: str, length: str) -> Check:
    most = int(words_of(length))
    return _each(lambda v: v[0] != "_" and len(words_of(v)) <= most)


def _in(compiler: Compiler, shape: str, head: str) -> Check:
    allowed = frozenset(compiler.members(head))
    return lambda graph, node, values: [("", v) for v in values if v not in allowed]


def _language_in(compiler: Compiler, shape: str, head: str) -> Check:
    ranges = tuple(words_of(m).lower() for m in compiler.members(head))

    def fits(term: str) -> bool:
        literal = parse_literal(term)
        language = literal.language.lower() if literal else ""
        return any(language == r or language.startswith(f"{r}-") for r in ranges if language)

    return _each(fits)


# --- how many values


def _min_count(compiler: Compiler, shape: str, count: str) -> Check:
    least = int(words_of(count))
    fault: Offences = [("", "")]
    return lambda graph, node, values: fault if len(values) < least else ()


def _max_count(compiler: Compiler, shape: str, count: str) -> Check:
    most = int(words_of(count))
    fault: Offences = [("", "")]
    return lambda graph, node, values: fault if len(values) > most else ()


def _unique_lang(compiler: Compiler, shape: str, wanted: str) -> Check:
    if words_of(wanted) not in ("true", "1"):
        return lambda graph, node, values: ()

    def check(graph: Graph, node: str, values: list[str]) -> Offences:
        if len(values) < 2:
            return
        seen: dict[str, int] = {}
        for value in values:
            literal = parse_literal(value)
            if literal and literal.language:
                language = literal.language.lower()
                seen[language] = seen.get(language, 0) + 1
        # One result for each language that stands more than once.
        yield from (("", "") for count in seen.values() if count > 1)

    return check


def _has_value(compiler: Compiler, shape: str, wanted: str) -> Check:
    return lambda graph, node, values: () if wanted in values else [("", "")]


# --- values in order
#
# Two values that cannot be compared are at fault, as the recommendation says. pySHACL compares them
# by rdflib's order of all terms and may let them pass; sh:datatype tells them in both engines.

Ordered = tuple[str, Decimal | float | date | datetime | str | bool]


@lru_cache(maxsize=4096)
def order_key(term: str) -> Ordered | None:
    """The family in which a literal is compared, and its value there; None if it has no order."""
    literal = parse_literal(term)
    if literal is None:
        return None
    value, datatype = literal.value, literal.datatype
    try:
        if datatype in _WHOLE or datatype == _xsd("decimal"):
            return ("number", Decimal(value)) if LEXICAL[datatype](value) else None
        if datatype in (_xsd("double"), _xsd("float")):
            number = float(value)
            return None if math.isnan(number) else ("number", Decimal(number))
        if datatype == _xsd("date"):
            return "date", date.fromisoformat(value)
        if datatype == _xsd("dateTime"):
            moment = datetime.fromisoformat(value)
            return "zoned" if moment.tzinfo else "dateTime", moment
        if datatype == _xsd("boolean") and LEXICAL[datatype](value):
            return "boolean", value in ("true", "1")
    except (ValueError, InvalidOperation, OverflowError):
        return None
    return ("string", value) if datatype == XSD_STRING else None


def _compare(holds: Callable[[Ordered, Ordered], bool]) -> Callable[[str, str], bool]:
    def compare(left: str, right: str) -> bool:
        a, b = order_key(left), order_key(right)
        return a is not None and b is not None and a[0] == b[0] and holds(a, b)

    return compare


# The first part of both keys is the same, so comparing the pairs compares the values.
_LESS = _compare(lambda a, b: a < b)
_LESS_OR_EQUAL = _compare(lambda a, b: a <= b)


def _bound(holds: Callable[[str, str], bool]) -> Build:
    """A check of each value against a bound; ``holds(value, bound)``."""

    def build(compiler: Compiler, shape: str, bound: str) -> Check:
        if order_key(bound) is None:
            raise UnknownConstraint(f"{shape}: {bound} has no known order.")
        return lambda graph, node, values: [("", v) for v in values if not holds(v, bound)]

    return build


def _pair(holds: Callable[[str, str], bool]) -> Build:
    """A check of each value against each value of another property; ``holds(value, other)``."""

    def build(compiler: Compiler, shape: str, predicate: str) -> Check:
        def check(graph: Graph, node: str, values: list[str]) -> Offences:
            others = graph.objects(node, predicate)
            return [("", v) for v in values for o in others if not holds(v, o)]

        return check

    return build


def _equals(compiler: Compiler, shape: str, predicate: str) -> Check:
    def check(graph: Graph, node: str, values: list[str]) -> Offences:
        return [("", v) for v in sorted(set(values) ^ set(graph.objects(node, predicate)))]

    return check


def _disjoint(compiler: Compiler, shape: str, predicate: str) -> Check:
    def check(graph: Graph, node: str, values: list[str]) -> Offences:
        return [("", v) for v in sorted(set(values) & set(graph.objects(node, predicate)))]

    return check


# --- shapes about shapes


def _conforming(combine: Callable[[Iterable[bool]], bool]) -> Build:
    """A check that asks the shapes of a list about each value; ``combine`` judges the answers."""

    def build(compiler: Compiler, shape: str, head: str) -> Check:
        shapes = [_plain_shape(compiler, s) for s in compiler.members(head)]

        def check(graph: Graph, node: str, values: list[str]) -> Offences:
            return [("", v) for v in values if not combine(s.conforms(graph, v) for s in shapes)]

        return check

    return build


def _plain_shape(compiler: Compiler, name: str) -> Shape:
    shape = compiler.shape(name)
    if shape.rules or any(p.rules for p in shape.properties):
        raise UnknownConstraint(f"{name}: sh:sparql inside another shape is not known.")
    return shape


def _not(compiler: Compiler, shape: str, name: str) -> Check:
    inner = _plain_shape(compiler, name)
    return lambda graph, node, values: [("", v) for v in values if inner.conforms(graph, v)]


def _node(compiler: Compiler, shape: str, name: str) -> Check:
    inner = _plain_shape(compiler, name)
    return lambda graph, node, values: [("", v) for v in values if not inner.conforms(graph, v)]


def _qualified(too: Callable[[int, int], bool]) -> Build:
    def build(compiler: Compiler, shape: str, count: str) -> Check:
        name = compiler.graph.value(shape, sh("qualifiedValueShape"))
        inner, limit = _plain_shape(compiler, name), int(words_of(count))

        def check(graph: Graph, node: str, values: list[str]) -> Offences:
            found = sum(inner.conforms(graph, v) for v in values)
            return [("", "")] if too(found, limit) else ()

        return check

    return build


def _closed(compiler: Compiler, shape: str, wanted: str) -> Check:
    if words_of(wanted) not in ("true", "1"):
        return lambda graph, node, values: ()
    get = compiler.graph
    allowed = {*compiler.members(get.value(shape, sh("ignoredProperties")))}
    for inner in get.objects(shape, sh("property")):
        path = get.value(inner, sh("path"))
        if path.startswith("<"):
            allowed.add(path)
        else:
            compile_path(get, path)

    def check(graph: Graph, node: str, values: list[str]) -> Iterator[tuple[str, str]]:
        for value in values:
            for predicate, objects in graph.subjects.get(value, {}).items():
                if predicate not in allowed:
                    yield from ((predicate, o) for o in objects)

    return check


COMPONENTS: dict[str, tuple[str, Build]] = {
    "nodeKind": ("NodeKind", _node_kind),
    "class": ("Class", _class),
    "datatype": ("Datatype", _datatype),
    "minCount": ("MinCount", _min_count),
    "maxCount": ("MaxCount", _max_count),
    "minExclusive": ("MinExclusive", _bound(lambda v, b: _LESS(b, v))),
    "minInclusive": ("MinInclusive", _bound(lambda v, b: _LESS_OR_EQUAL(b, v))),
    "maxExclusive": ("MaxExclusive", _bound(_LESS)),
    "maxInclusive": ("MaxInclusive", _bound(_LESS_OR_EQUAL)),
    "minLength": ("MinLength", _min_length),
    "maxLength": ("MaxLength", _max_length),
    "pattern": ("Pattern", _pattern),
    "languageIn": ("LanguageIn", _language_in),
    "uniqueLang": ("UniqueLang", _unique_lang),
    "equals": ("Equals", _equals),
    "disjoint": ("Disjoint", _disjoint),
    "lessThan": ("LessThan", _pair(_LESS)),
    "lessThanOrEquals": ("LessThanOrEquals", _pair(_LESS_OR_EQUAL)),
    "not": ("Not", _not),
    "and": ("And", _conforming(all)),
    "or": ("Or", _conforming(any)),
    "xone": ("Xone", _conforming(lambda answers: sum(answers) == 1)),
    "node": ("Node", _node),
    "qualifiedMinCount": ("QualifiedMinCount", _qualified(lambda n, limit: n < limit)),
    "qualifiedMaxCount": ("QualifiedMaxCount", _qualified(lambda n, limit: n > limit)),
    "closed": ("Closed", _closed),
    "hasValue": ("HasValue", _has_value),
    "in": ("In", _in),
}
PARAMETERS = ("flags", "ignoredProperties", "qualifiedValueShape")
"""Parameters that belong to a component above and bring in none of their own."""
