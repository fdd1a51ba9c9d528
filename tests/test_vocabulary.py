"""Each vocabulary has the sections that letters need, with words that can be met in a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from appeals_rdf.extract.signatures.lexicon import lexicon
from appeals_rdf.vocabulary import Vocabulary, languages, load_vocabulary

LISTS = (
    *("signature_headings", "signature_list_ends", "group_headings", "closings", "honorifics"),
    *("post_nominals", "legal_forms", "body_words", "topic_words", "geographic_words"),
    *("place_names", "roles", "office_concepts", "list_labels", "and_words"),
)
PROSE = ("dates", "document_kinds", "header", "offices", "addressing", "furniture")
LOOKED_UP = (
    *("honorifics", "function_words", "body_words", "topic_words", "geographic_words"),
    *("place_names", "post_nominals", "role_modifiers", "articles", "role_links", "and_words"),
)
"""Sections whose words are compared with the words of a text in lower case."""
FIELDS = {"person", "organization", "role", "place", "number"}


@pytest.fixture(params=languages())
def vocabulary(request: pytest.FixtureRequest) -> Vocabulary:
    return load_vocabulary(request.param)


def lists_in(section: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """The lists of a section and of what is inside it, each with its path."""
    if isinstance(section, dict):
        for key, inner in section.items():
            yield from lists_in(inner, f"{path}.{key}")
    elif isinstance(section, list):
        yield path, section


def test_the_sections_of_letters_are_there(vocabulary: Vocabulary) -> None:
    assert [name for name in LISTS + PROSE if not vocabulary.sections.get(name)] == []


def test_lists_hold_words(vocabulary: Vocabulary) -> None:
    lists = [each for name, part in vocabulary.sections.items() for each in lists_in(part, name)]
    assert [path for path, words in lists if not words and path.startswith(LISTS)] == []
    # An unquoted "no", "on" or "1" is no word in YAML.
    assert [(path, w) for path, words in lists for w in words if not isinstance(w, str)] == []


def test_words_are_written_as_they_are_looked_up(vocabulary: Vocabulary) -> None:
    capital = [
        (name, word)
        for name in LOOKED_UP
        for word in vocabulary.sections.get(name, ())
        if word != word.lower()
    ]
    assert capital == []
    assert [c for c in vocabulary.sections.get("province_codes", ()) if not c.isupper()] == []


def test_a_word_is_of_one_kind(vocabulary: Vocabulary) -> None:
    def words(name: str) -> set[str]:
        return set(vocabulary.sections.get(name, ()))

    assert words("function_words") & words("honorifics") == set()
    assert words("function_words") & words("body_words") == set()


def test_labels_name_the_fields_of_an_entry(vocabulary: Vocabulary) -> None:
    assert set(vocabulary["list_labels"]) <= FIELDS
    assert set(vocabulary["office_concepts"]) <= set(vocabulary["roles"])


@pytest.mark.parametrize(
    ("language", "word", "kind", "reason"),
    [
        ("fr", "Collectif", "B", "a body"),
        ("fr", "associations", "b", "the same in lower case"),
        ("fr", "nationaux", "t", "the plural of an adjective, by its class"),
        ("fr", "Lyon", "C", "a place"),
        ("fr", "avocat·e", "R", "a role for all genders"),
        ("fr", "Mme", "H", "a title"),
        ("fr", "l'", "p", "an article cut off its word"),
        ("fr", "Le", "p", "an article that opens surnames, too"),
        ("it", "Comitato", "B", "a body"),
        ("it", "sociali", "t", "the plural of an adjective, by its class"),
        ("it", "Udine", "C", "a place"),
        ("it", "direttrice", "R", "a role by its class"),
        ("it", "UD", "c", "the code of a province"),
        ("it", "Dott.ssa", "H", "a title"),
        ("it", "Greco", "N", "a surname, though it means Greek"),
    ],
)
def test_words_are_known_for_what_they_are(
    language: str, word: str, kind: str, reason: str
) -> None:
    assert lexicon(load_vocabulary(language)).kind(word) == kind, reason
