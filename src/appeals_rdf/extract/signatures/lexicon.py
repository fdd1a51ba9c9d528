"""What the words of a vocabulary are, for reading signature lists.

Each kind of word is one letter, so that an entry can be written as the *shape* of its words and
layouts can be patterns over shapes: ``Ada Lind - Elm Union`` has the shape ``NN-NB``. To add a
kind, give it a letter here, a section in the vocabulary, and a row in ``_SECTIONS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from appeals_rdf.vocabulary import Vocabulary

# Later rows win where a word stands in two sections.
_SECTIONS = {
    "T": "topic_words",  # common in bodies' names, proves nothing: "International"
    "G": "geographic_words",  # "Azerbaijani"
    "B": "body_words",  # makes a name a body's: "Union"
    "F": "function_words",  # "of"
}
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_INITIAL = re.compile(r"[^\W\d_]$|(?:[^\W\d_]\.){1,3}$")  # A | A. | A.B.
_MAX_HEADING = 140


class Lexicon:
    """The kinds of words of one vocabulary.

    Beside the kinds of ``_SECTIONS`` there are ``R`` role, ``M`` role modifier, ``H`` honorific,
    ``P`` particle of a name, ``I`` initial, ``A`` acronym, ``N`` other capitalised word, ``l``
    other word in lower case, and ``d`` anything with a digit or without a letter.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        section = vocabulary.sections.get
        self._kinds: dict[str, str] = {}
        for kind, name in _SECTIONS.items():
            self._kinds |= dict.fromkeys(_words(section(name)), kind)
        for forms in (section("legal_forms") or {}).values():
            for form in _words(forms):
                # "Public Union" is a form; its first word alone is not.
                self._kinds |= {form.split()[-1]: "B"}
        self.role_concepts: dict[str, str] = {
            phrase: concept
            for concept, phrases in (section("roles") or {}).items()
            for phrase in _words(phrases)
        }
        self.role_heads = {phrase.split()[-1] for phrase in self.role_concepts if " " not in phrase}
        self.role_modifiers = _words(section("role_modifiers"))
        self.office_concepts = _words(section("office_concepts"))
        self.roles_with_of_only = _words(section("roles_with_of_only"))
        self.honorifics = _words(section("honorifics"))
        self.particles = _words(section("name_particles"))
        self.articles = _words(section("articles"))
        self.role_links = _words(section("role_links"))
        self.surname_endings = tuple(sorted(_words(section("surname_endings"))))
        self.open_endings = (
            *(",", "-", "–", "—", "(", "&"),
            *(f" {word}" for word in sorted(_words(section("function_words")))),
        )
        self.abbreviations = _words(section("abbreviations_with_stop"))
        self.heading = _phrases(section("signature_headings"), r"\b(?:{})\b")
        self.list_end = _phrases(section("signature_list_ends"), r"\W*(?:{})(?:\W*:|\W*$)")
        self.collective = _phrases(section("collective_cues"), r"\b(?:{})\b")

    def kind(self, word: str) -> str:
        """The letter of a word's kind; every word has one."""
        if len(word) == 2 and word[1] == "." and word[0].isupper():
            return "I"
        bare = word.casefold()
        if not bare.isalpha():
            bare = _POSSESSIVE.sub("", bare.rstrip("."))
        if known := self._kinds.get(bare):
            return known
        if bare in self.role_heads:
            return "R"
        if word in self.particles:
            return "P"
        if bare in self.role_modifiers:
            return "M"
        if "-" in word and (compound := self._compound(word)):
            return compound
        return _form(word)

    def _compound(self, word: str) -> str:
        # "Ethno-Cultural" is made of known words, "Turkey-Ural" has a telling part,
        # "Hanson-Young" is a name.
        kinds = [self._kinds.get(_POSSESSIVE.sub("", part.casefold())) for part in word.split("-")]
        if all(kinds):
            return kinds[-1] or ""
        return next((kind for kind in kinds if kind in ("B", "G")), None) or ""


def _form(word: str) -> str:
    if not word.isalpha():
        letters = "".join(filter(str.isalpha, word))
        if not letters or any(map(str.isdigit, word)):
            return "d"
    else:
        letters = word
    if len(letters) <= 3 and letters[0].isupper() and _INITIAL.match(word):
        return "I"
    if len(letters) > 1 and letters.isupper():
        return "A"
    return "l" if letters[0].islower() else "N"


def _words(section: Iterable[object] | None) -> frozenset[str]:
    return frozenset(str(word) for word in section or ())


def _phrases(section: Iterable[object] | None, frame: str) -> re.Pattern[str]:
    phrases = sorted(_words(section), key=lambda phrase: (-len(phrase), phrase))
    # A vocabulary without the section matches nothing.
    choices = "|".join(map(re.escape, phrases)) or r"(?!)"
    return re.compile(frame.format(choices), re.IGNORECASE)


@cache
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary, made once."""
    return Lexicon(vocabulary)
