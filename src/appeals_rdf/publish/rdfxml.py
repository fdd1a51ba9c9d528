"""RDF/XML 1.1, one ``rdf:Description`` for each subject.

Written here, because the writers at hand lose carriage returns: XML folds them to line feeds unless
they are written as references, and then the words of a passage would no longer be the document's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from appeals_rdf.errors import DataError
from appeals_rdf.rdf import PREFIXES, Description
from appeals_rdf.validate.graph import LANG_STRING, XSD_STRING, parse_literal

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    | {c: f"&#{ord(c)};" for c in "\r\n\t\x85\u2028"}
)
# What XML 1.0 cannot hold in any spelling (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The last part of an IRI that is an XML name, so that the IRI can be an element.
_NAME = re.compile(r"<(.*?)([A-Za-z_][A-Za-z0-9_.-]*)>")


def write_rdfxml(descriptions: Iterable[Description]) -> Iterator[str]:
    """A whole document. A character that XML cannot hold is a ``DataError`` that names it."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    used = {name: space for name, space in PREFIXES.items() if "/scheme/" not in space}
    for name, space in used.items():
        yield f'\n    xmlns:{name}="{space}"'
    yield ">\n"
    prefixes = {space: name for name, space in used.items()}
    for subject, properties in descriptions:
        yield f'  <rdf:Description rdf:about="{_text(subject[1:-1])}">\n'
        for predicate, object_ in dict.fromkeys(properties):
            yield f"    {_element(predicate, object_, prefixes)}\n"
        yield "  </rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _element(predicate: str, object_: str, prefixes: dict[str, str]) -> str:
    match = _NAME.fullmatch(predicate)
    if match is None:
        raise DataError(f"{predicate} cannot be written in RDF/XML. Use another format.")
    space, local = match.groups()
    prefix = prefixes.get(space)
    name = f"{prefix}:{local}" if prefix else f'{local} xmlns="{_text(space)}"'
    end = f"{prefix}:{local}" if prefix else local
    literal = parse_literal(object_)
    if literal is None:
        return f'<{name} rdf:resource="{_text(object_[1:-1])}"/>'
    how = ""
    if literal.datatype == LANG_STRING:
        how = f' xml:lang="{literal.language}"'
    elif literal.datatype != XSD_STRING:
        how = f' rdf:datatype="{_text(literal.datatype[1:-1])}"'
    return f"<{name}{how}>{_text(literal.value)}</{end}>"


def _text(value: str) -> str:
    if bad := _NOT_XML.search(value):
        raise DataError(
            f"the words “{value[:60]}” hold the character U+{ord(bad.group()):04X}, which XML "
            "cannot hold. Export to another format."
        )
    return value.translate(_ESCAPES)
