"""Places in a text, and folding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals_rdf.text import LineIndex, fold, squeeze, straighten


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("abc", 0, (1, 1)),
        ("ab\ncd", 2, (1, 3)),  # the line end belongs to its line
        ("ab\ncd", 3, (2, 1)),
        ("ab\r\ncd", 4, (2, 1)),  # CRLF is one line end
        ("ab\rcd", 3, (2, 1)),
        ("a\u2028b", 2, (1, 3)),  # LINE SEPARATOR is none: editors disagree on it
        ("\U0001f309\nx", 2, (2, 1)),  # a code point beyond the BMP counts once
    ],
)
def test_position(text: str, offset: int, place: tuple[int, int]) -> None:
    assert LineIndex(text).position(offset) == place


@given(st.text(alphabet="ab\r\n\U0001f309"), st.data())
def test_position_points_back_to_the_offset(text: str, data: st.DataObject) -> None:
    index = LineIndex(text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = index.position(offset)
    start, end = index.line(line)
    assert start + column - 1 == offset
    assert not set(text[start:end]) & set("\r\n")


@given(st.text())
def test_straighten_keeps_offsets(text: str) -> None:
    assert len(straighten(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
    assert fold(fold(text)) == fold(text)


def test_fold_knows_both_letters_i() -> None:
    assert fold("Rafik İsmarlı") == fold("RAFIK ISMARLI") == "rafik ismarli"
