"""Who might be who: a stated folding of names, for finding names to compare.

An equal key says that two names are worth a look, and nothing more. The rule for a person:

1. fold case, diacritics, quotation marks and white space (``text.fold``);
2. drop what is not a letter, and tokens of one letter;
3. write spellings that transliterations exchange in one way: q, kh and gh as k and g, x as k, y and
   j between letters as i, w as v, e as a, o as u;
4. write doubled letters once;
5. sort the tokens, so that the order of name parts does not matter.

For a body the same folding holds, without steps 3 and 5; the legal form is dropped, because one
body is a "Public Union" here and a "Public Association" there, and so are the little words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from appeals_rdf.text import fold

_NOT_LETTER = re.compile(r"[\W\d_]+")
_NOT_WORD = re.compile(r"[\W_]+")
_EXCHANGED = (("kh", "k"), ("gh", "g"), ("q", "k"), ("x", "k"), ("y", "i"), ("w", "v"))
_VOWELS = str.maketrans({"e": "a", "o": "u"})
_DOUBLED = re.compile(r"(.)\1+")
_LITTLE = frozenset(("a", "an", "and", "for", "in", "of", "on", "the", "to", "with"))


def person_key(name: str) -> str:
    """The comparison key of a person's name; empty below two tokens of a name.

    >>> person_key("Israyil Dorandi") == person_key("DORANDI, Israil")
    True
    """
    tokens = []
    for token in _NOT_LETTER.split(fold(name)):
        if len(token) < 2:
            continue
        for written, folded in _EXCHANGED:
            token = token.replace(written, folded)
        tokens.append(_DOUBLED.sub(r"\1", token.translate(_VOWELS)))
    # One token alone is too common to compare by; a name cut by its source ends up here too.
    return " ".join(sorted(tokens)) if len(tokens) > 1 else ""


def body_key(name: str, legal_forms: tuple[str, ...] = ()) -> str:
    """The comparison key of a body's name; ``legal_forms`` are phrases to leave out.

    A name that is nothing but a legal form and little words keeps them: it is all there is.

    >>> body_key("“Umid” Aid Public Union", ("public union",))
    'umid aid'
    """
    words = _words(name)
    kept = [w for w in _without(legal_forms).sub(" ", words).split() if w not in _LITTLE]
    return " ".join(kept) or words


def _words(name: str) -> str:
    # The s of a possessive comes and goes with the apostrophe.
    return " ".join(w for w in _NOT_WORD.split(fold(name)) if w and w != "s")


@lru_cache(maxsize=16)
def _without(legal_forms: tuple[str, ...]) -> re.Pattern[str]:
    # The longer form first: "charitable foundation" goes as a whole.
    forms = sorted(filter(None, map(_words, legal_forms)), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b" if forms else r"(?!)")
