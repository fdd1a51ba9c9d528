"""What the words of a vocabulary are, for reading signature lists.

Each kind of word is one letter, so that an entry can be written as the *shape* of its words and
layouts can be patterns over shapes: ``Ada Lind - Elm Union`` has the shape ``YN-NB``. To add a
kind, give it a letter in ``KINDS``, a section in the vocabulary, and a row in ``_SECTIONS``.

People and bodies of all countries sign one letter: the words of every vocabulary count, those of
the document's own language first. Small words of other languages count in lower case only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from appeals_rdf.vocabulary import Vocabulary, given_names, languages, some_sections

KINDS = {
    "Y": "a given name",
    "y": "a given name that is a place's, too",
    "S": "a word that ends as surnames do",
    "N": "another word with a capital",
    "I": "an initial",
    "A": "an acronym, or a word in capitals",
    "P": "a particle of names: van",
    "p": "a particle that also links: de",
    "e": "a word for and that stands in names, too: y",
    "B": "a word that only bodies' names have: Union",
    "b": "the same in lower case",
    "T": "a word common in bodies' names",
    "t": "the same in lower case",
    "G": "a country or what comes from it",
    "C": "a place",
    "c": "the code of a province",
    "R": "a role",
    "J": "a role that is an honorific, too: Professor",
    "M": "what stands beside a role: deputy",
    "H": "an honorific",
    "Z": "letters after a name: PhD",
    "E": "and",
    "L": "a word that joins a role to its body: of",
    "F": "another small word",
    "l": "another word in lower case",
    "d": "a figure",
    "@": "an address in the net, or a date",
}
ROUGH = (
    dict.fromkeys("YySCH", "N")
    | dict.fromkeys("cZ", "A")
    | dict.fromkeys("pe", "P")
    | dict.fromkeys("EL", "F")
    | {"b": "B", "t": "T", "J": "R", "@": "d"}
)
"""The kinds that tell where a list is: fewer, so that a form is seen through the words."""

# Later rows win where a word stands in two sections.
_SECTIONS = {
    "T": "topic_words",  # common in bodies' names, proves nothing: "International"
    "C": "place_names",  # "Ulm"
    "G": "geographic_words",  # "Azerbaijani"
    "B": "body_words",  # makes a name a body's: "Union"
    "F": "function_words",  # "of"
}
_SHARED = frozenset(_SECTIONS.values()) | {
    *(
        "legal_forms",
        "roles",
        "role_endings",
        "role_modifiers",
        "role_links",
        "articles",
        "office_concepts",
    ),
    *("honorifics", "post_nominals", "name_particles", "and_words"),
    *("place_names", "province_codes", "surname_endings", "patronymic_endings"),
    "compound_surnames",
}
"""The sections of other vocabularies whose words count in every document."""
_DOTS = {0x307: None}
"""The capital of the Turkish i keeps its dot, as a sign of its own, in lower case."""
_NO_DOTS = _DOTS | {ord("ı"): "i"}
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_INITIAL = re.compile(r"[^\W\d_]$|(?:[^\W\d_]\.){1,3}$|[^\W\d_]\.-[^\W\d_]\.$")  # A | A.B. | A.-B.
_ADDRESS = re.compile(r".*@|https?:|www\.", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_TRANSCRIBED = re.compile(r"[\u3400-\u9fff]+(?:[·・•‧][\u3400-\u9fff]+)+")  # 艾达·林德
_LOWER = {"B": "b", "T": "t", "G": "l", "C": "l"}
_LONG_ENDING = 3
"""Shorter endings of surnames are chance in a word that nothing else tells of."""
_MAX_CODE = 3
_SHORT = 3
"""So short a word of another language is as often a name: "Sen", "Rat"."""
_LONG_ROLE_ENDING = 6
_COMPOUND = 7
"""A shorter word with the ending of a body is as often a name."""
_MAX_HAN_NAME = 4


class Lexicon:
    """The kinds of words, see ``KINDS``, and what else the vocabularies say of them."""

    def __init__(self, vocabulary: Vocabulary, others: Iterable[Vocabulary] = ()) -> None:
        others = tuple(others)
        # In these languages the capital of ı is I, in others that of i: which, capitals hide.
        self._dots = _NO_DOTS if vocabulary.sections.get("dotless_i") else _DOTS
        key = self.key

        def own(name: str) -> frozenset[str]:
            return _words(vocabulary, name)

        def union(name: str) -> frozenset[str]:
            return own(name).union(*(_words(other, name) for other in others))

        def keys(words: Iterable[str]) -> frozenset[str]:
            return frozenset(map(key, words))

        self._own: dict[str, str] = _kinds_of(vocabulary, key)
        self._foreign: dict[str, str] = {}
        self.role_concepts: dict[str, str] = {}
        for other in reversed(others):
            self._foreign |= _kinds_of(other, key)
            self.role_concepts |= _roles_of(other, key)
        roles = _roles_of(vocabulary, key)
        self.role_concepts |= roles
        self.role_words = max((phrase.count(" ") + 1 for phrase in self.role_concepts), default=1)
        self.role_heads = {phrase for phrase in roles if " " not in phrase}
        self._foreign_heads = {phrase for phrase in self.role_concepts if " " not in phrase}
        # A short ending is chance in a word of another language.
        long = {each for each in union("role_endings") if len(each) >= _LONG_ROLE_ENDING}
        self._role_endings = tuple(keys(own("role_endings") | long))
        self._body_endings = tuple(own("body_endings"))
        self.role_modifiers = keys(union("role_modifiers"))
        self.office_concepts = union("office_concepts")
        self.roles_with_of_only = keys(own("roles_with_of_only"))
        self.roles_also_surnames = keys(own("roles_also_surnames"))
        self.roles_after_body = bool(vocabulary.sections.get("roles_after_body"))
        self.body_word_first = bool(vocabulary.sections.get("body_word_first"))
        self.roles_without_link = bool(vocabulary.sections.get("roles_without_link"))
        self.gender_suffixes = tuple(sorted(own("gender_suffixes"), key=len, reverse=True))
        # One letter is an initial in other languages: "M. Lind".
        self.honorifics = keys(own("honorifics")) | {
            word for word in keys(union("honorifics")) if len(word) > 1
        }
        after = union("post_nominals") | own("honorifics_after")
        self.post_nominals = {self._plain(word) for word in after if " " not in word}
        self._han_titles = _longest(
            # One sign alone ends many a given name.
            w
            for w in own("honorifics_after")
            if _HAN.match(w) and len(w) > 1
        )
        self.particles = union("name_particles")
        self.articles = own("articles")
        self.role_links = own("role_links")
        self._all_articles = keys(union("articles"))
        self._all_links = keys(union("role_links"))
        self._ands = keys(union("and_words")) | {"and", "&"}
        # "e" joins names in Italian, and stands inside them in Portuguese.
        self._only_and = own("and_words") - own("name_particles")
        self.place_names = {key(name) for name in union("place_names") | union("geographic_words")}
        self.place_heads = {name.split()[0] for name in self.place_names if name.count(" ") == 1}
        self._codes = {code for code in union("province_codes") if code.isupper()}
        self._given = keys(given_names())
        self._compound_surnames = union("compound_surnames")
        self._han: dict[tuple[str, bool], list[tuple[str, int, int]]] = {}
        self.surname_endings = tuple(sorted(keys(own("surname_endings"))))
        endings = union("surname_endings") | union("patronymic_endings")
        self._sure_endings = tuple(each for each in keys(endings) if len(each) >= _LONG_ENDING)
        kinds = self._foreign | self._own
        self._han_bodies = _longest(w for w, kind in kinds.items() if kind == "B" and _HAN.match(w))
        self._han_roles = _longest(w for w in self.role_concepts if _HAN.match(w) and len(w) > 1)
        self.open_endings = (
            *(",", "-", "–", "—", "(", "&"),
            *(f" {word}" for word in sorted(own("function_words"))),
        )
        self.abbreviations = own("abbreviations_with_stop")
        self.heading = _phrases(own("signature_headings"), r"\b(?:{})\b")
        self.list_end = _phrases(own("signature_list_ends"), r"\W*(?:{})(?:\W*:|\W*$)")
        self.collective = _phrases(own("collective_cues"), r"\b(?:{})\b")

    def key(self, text: str) -> str:
        """A word, or words, as they are looked up: case folded, the Turkish i of one form."""
        return text.casefold().translate(self._dots)

    def _plain(self, word: str) -> str:
        return self.key(word.replace(".", ""))

    def is_role_word(self, word: str) -> bool:
        """Whether a vocabulary has a word as a role, or its form only looks like one."""
        bare = self.key(word)
        return bare in self.role_heads or self._is_role(bare)

    def is_degree(self, text: str) -> bool:
        """Whether letters, with or without stops and spaces, stand after a name."""
        return self._plain(text.replace(" ", "")) in self.post_nominals

    def kind(self, word: str) -> str:
        """The letter of a word's kind; every word has one."""
        if len(word) == 2 and word[1] == "." and word[0].isupper():
            return "I"
        if word[-1] in "'’" and len(word) > 1 and (word[0].islower() or word[:-1] == "L"):
            return "p"  # d'Alba | L'Orme: the article is cut off its word
        bare = self.key(word)
        if not bare.isalpha():
            bare = _POSSESSIVE.sub("", bare.rstrip("."))
            for suffix in self.gender_suffixes:
                # Lehrer:in | Kolleg*innen: the bare form, or that with a woman's ending
                if bare.endswith(suffix) and len(bare) > len(suffix) + 2:
                    stem = bare[: -len(suffix)]
                    bare = stem if stem in self.role_heads else stem + suffix.lstrip(":*_/-·")
                    break
        lower = word[0].islower()
        if small := self._small(word, bare, lower):
            return small
        if (
            word[-1] == "."
            and not lower
            and bare in self.honorifics
            and bare not in self.role_heads
        ):
            return "H"  # cut short, so it is no place: "Mons."
        known = self._own.get(bare) or self._foreign.get(bare)
        if known == "F" or (len(bare) <= _SHORT and not word.isupper()):
            known = self._own.get(bare)
        if not lower and bare in self._given and not (word.isupper() and len(word) <= _MAX_CODE):
            # The vocabulary of another language does not make a body of a known name.
            if known in ("G", "C"):
                return "y"
            if bare not in self._own and bare not in self.role_heads:
                return "Y"
        if word.isupper() and 1 < len(word) <= _MAX_CODE and word in self._codes:
            return "c"
        if (sure := self._title(word, bare, known)) is not None:
            return sure
        if known:
            return _LOWER.get(known, known) if lower else known
        if "-" in word and (compound := self._compound(word)):
            return compound
        return self._form(word, bare)

    def han(self, word: str, quoted: bool = False) -> list[tuple[str, int, int]]:
        """The parts of a run of Chinese with their letters, remembered.

        ``quoted`` tells that it goes on from words in quotation marks: ``“榆树”联盟``.
        """
        known = self._han.get((word, quoted))
        if known is None:
            known = self._han[word, quoted] = self._cut_han(word, quoted)
        return known

    def _cut_han(self, word: str, quoted: bool) -> list[tuple[str, int, int]]:
        """The parts of a run of Chinese: a body and the role that follows it, or all as one.

        A body is whole, as if it were quoted: its name ends where its kind is told.
        """
        if word in self.role_modifiers:
            return [("M", 0, len(word))]
        if _TRANSCRIBED.fullmatch(word):
            return [("Y", 0, len(word))]
        roles = [each for each in self._han_roles if word.endswith(each)]
        role = roles[-1] if roles else ""
        end = 0
        for suffix in self._han_bodies:
            at = word.rfind(suffix, 0, len(word) - len(role))
            whole = at + len(suffix)
            # One sign alone ends a body's name only where the name ends.
            inside = at > 0 or (quoted and at == 0)
            if inside and (len(suffix) > 1 or whole == len(word) - len(role)):
                end = max(end, whole)
        if role and end:
            return [("Q", 0, end), ("R", end, len(word))]
        if word not in self.role_concepts:
            for title in self._han_titles:
                name = word.removesuffix(title)
                if name != word and self._is_han_name(name):
                    return [("Y", 0, len(name)), ("H", len(name), len(word))]
        if role:
            return [("R", 0, len(word))]
        if end:
            return [("Q", 0, len(word))]
        if word in self.place_names:
            return [("C", 0, len(word))]
        if word in self._own or word in self._foreign:
            return [((self._own.get(word) or self._foreign[word]), 0, len(word))]
        if self._is_han_name(word):
            return [("Y", 0, len(word))]
        return [("N" if len(word) <= _MAX_HAN_NAME else "T", 0, len(word))]

    def _is_han_name(self, word: str) -> bool:
        """Whether a word may be a surname that is known, and one or two signs more."""
        surname = 2 if word[:2] in self._compound_surnames else 1
        known = surname == 2 or word[:1] in self._given
        return known and surname < len(word) <= surname + 2

    def _small(self, word: str, bare: str, lower: bool) -> str:
        """The letter of a small word, or ""."""
        if word in self.particles:
            if bare in self._ands:
                return "E" if bare in self._only_and else "e"
            links = bare in self._all_links or bare in self._all_articles
            return "p" if links or self._is_small(bare) else "P"
        if bare in self._ands and (lower or not word[0].isalpha()):
            return "E"
        if lower or bare in self._own:
            if lower and bare in self._all_links:
                return "L"
            if self._own.get(bare) == "F" or (lower and self._foreign.get(bare) == "F"):
                return "F"
            if lower and bare in self._all_articles:
                return "F"
        return ""

    def _is_small(self, bare: str) -> bool:
        return self._own.get(bare) == "F" or self._foreign.get(bare) == "F"

    def _title(self, word: str, bare: str, known: str | None) -> str | None:
        """The letter of a role, of what belongs to one, or of a title before or after a name."""
        honorific = bare in self.honorifics
        if bare in self.role_heads or (bare in self._foreign_heads and known is None):
            return "J" if honorific and not word[0].islower() else "R"
        if known is None and self._is_role(bare):
            return "R"
        if known:
            return None
        if honorific:
            return "H"
        if self._plain(bare) in self.post_nominals and self._looks_like_degree(word):
            return "Z"
        modifies = bare in self.role_modifiers or (
            bare.endswith("s") and bare[:-1] in self.role_modifiers
        )
        return "M" if modifies else None

    def _looks_like_degree(self, word: str) -> bool:
        """Whether a word is written as letters are: PhD, FAIA, к.и.н., not Faia."""
        if "." in word:
            return True
        return not word.islower() and not (word.istitle() and len(word) > _SHORT)

    def _is_role(self, bare: str) -> bool:
        return bare in self._foreign_heads or (
            bare.endswith("s") and bare[:-1] in self._foreign_heads  # Directors
        )

    def _compound(self, word: str) -> str:
        # "Ethno-Cultural" is made of known words, "Turkey-Ural" has a telling part,
        # "co-editor" is a role, "Ann-Mary" and "Hanson-Young" are names.
        parts = [_POSSESSIVE.sub("", self.key(part)) for part in word.split("-")]
        kinds = [self._own.get(part) or self._foreign.get(part) for part in parts]
        if word[0].islower() and (parts[0] in self.role_modifiers or self._is_role(parts[-1])):
            return "R" if self._is_role(parts[-1]) else "l"
        if parts[0] in self._given and not word[0].islower():
            return "Y"
        if all(kinds):
            kind = kinds[-1] or ""
            return _LOWER.get(kind, kind) if word[0].islower() else kind
        return next((kind for kind in kinds if kind in ("B", "G")), None) or ""

    def _form(self, word: str, bare: str) -> str:
        if not word.isalpha():
            if _ADDRESS.match(word):
                return "@"
            letters = "".join(filter(str.isalpha, word))
            if not letters or any(map(str.isdigit, word)):
                return "d"
        else:
            letters = word
        if len(letters) <= 3 and letters[0].isupper() and _INITIAL.match(word):
            return "I"
        if len(letters) > 1 and letters.isupper():
            return "A"
        if letters[0].islower():
            if "-" in word and word.partition("-")[0] in self.particles and not word.islower():
                return "N"  # al-Elmi
            return "R" if bare.endswith(self._role_endings) else "l"
        if bare.endswith(self._role_endings):
            return "R"
        if len(bare) >= _COMPOUND and bare.endswith(self._body_endings):
            return "B"  # Elmschutzverein
        return "S" if bare.endswith(self._sure_endings) and len(bare) > 5 else "N"


def _kinds_of(vocabulary: Vocabulary, key: Callable[[str], str]) -> dict[str, str]:
    """Word to letter, of the sections whose words are all of one kind."""
    kinds: dict[str, str] = {}
    for kind, name in _SECTIONS.items():
        kinds |= {key(word): kind for word in _words(vocabulary, name) if " " not in word}
    for form in _words(vocabulary, "legal_forms"):
        # "Public Union" is a form; its first word alone is not.
        kinds[key(form.split()[-1])] = "B"
    return kinds


def _roles_of(vocabulary: Vocabulary, key: Callable[[str], str]) -> dict[str, str]:
    """The phrases of roles, case folded, with their concepts."""
    roles: Mapping[str, Iterable[object]] = vocabulary.sections.get("roles") or {}
    return {
        key(phrase): concept
        for concept, phrases in roles.items()
        for phrase in map(str, phrases or ())
    }


def _words(vocabulary: Vocabulary, name: str) -> frozenset[str]:
    section = vocabulary.sections.get(name) or ()
    if isinstance(section, Mapping):
        section = [word for words in section.values() for word in words or ()]
    return frozenset(map(str, section))


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def _phrases(words: Iterable[str], frame: str) -> re.Pattern[str]:
    phrases = sorted(words, key=lambda phrase: (-len(phrase), phrase))
    # A vocabulary without the section matches nothing.
    choices = "|".join(map(re.escape, phrases)) or r"(?!)"
    return re.compile(frame.format(choices), re.IGNORECASE)


def _others(vocabulary: Vocabulary) -> Iterator[Vocabulary]:
    for language in languages():
        if language != vocabulary.language:
            yield some_sections(language, _SHARED)


@cache
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary with the words of all others, made once."""
    return Lexicon(vocabulary, _others(vocabulary))
