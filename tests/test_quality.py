"""The quality floor: the letters in `tests/letters` are read at least as well as was pinned.

The floor is pinned with a digest of the letters and what was written down of them, so that a change
of a letter asks for a new pin, which stands in the same commit:

    python -m tests.test_quality --pin
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from agreement import (
    Counts,
    PredictedSignature,
    Prediction,
    normalised,
    score_letter,
    total,
)
from calibration import bands, expected_error
from score import LETTERS, letters_of, score_folder

FLOOR = LETTERS / "floor.json"
PIN = "python -m tests.test_quality --pin"
AT_MOST = frozenset({"false_signatures"})
"""The figures that are the better the lower they are."""


def digest_of(folder: Path) -> str:
    """The digest of all letters and their gold, by name and content."""
    digest = hashlib.sha256()
    for path in sorted([*(folder / "docs").iterdir(), *(folder / "gold").iterdir()]):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.parent.name}/{path.name} {content}\n".encode())
    return digest.hexdigest()


def measure(folder: Path) -> dict[str, float]:
    """The figures of all letters of a folder."""
    return total([score for score, _ in score_folder(folder)]).figures


def pin() -> None:
    """Write what is reached now as the floor."""
    floor = {"digest": digest_of(LETTERS), "floor": measure(LETTERS)}
    FLOOR.write_text(json.dumps(floor, indent=1) + "\n", "utf-8")


needs_letters = pytest.mark.skipif(
    not (LETTERS / "docs").is_dir(), reason="there are no letters in tests/letters"
)


@pytest.fixture(scope="module")
def pinned() -> dict[str, Any]:
    assert FLOOR.is_file(), f"no floor is pinned: {PIN}"
    floor: dict[str, Any] = json.loads(FLOOR.read_text("utf-8"))
    return floor


@needs_letters
def test_the_floor_belongs_to_these_letters(pinned: dict[str, Any]) -> None:
    assert pinned["digest"] == digest_of(LETTERS), f"the letters have changed: {PIN}"


@needs_letters
def test_letters_are_read_no_worse(pinned: dict[str, Any]) -> None:
    reached = measure(LETTERS)
    assert reached.keys() == pinned["floor"].keys(), f"other figures are measured: {PIN}"
    worse = [
        f"{name} is {reached[name]}, {floor} is pinned"
        for name, floor in pinned["floor"].items()
        if (reached[name] > floor if name in AT_MOST else reached[name] < floor)
    ]
    assert not worse, "\n".join(worse)


@needs_letters
def test_every_letter_says_what_it_is_for() -> None:
    for letter in letters_of(LETTERS):
        assert letter.gold["layout"], letter.stem
        assert letter.gold["slug"] == letter.stem
        if letter.gold.get("annotated", "all") == "all":
            assert letter.gold["total_signatures"] == len(letter.gold["signatures"]), letter.stem


# ---- the scorer --------------------------------------------------------------------------------


def gold(*signatures: dict[str, Any], **more: Any) -> dict[str, Any]:
    entries = [
        {"n": n, "person": None, "organization": None, **s} for n, s in enumerate(signatures, 1)
    ]
    return {"signatures": entries, "total_signatures": len(entries), "title": None, **more}


def read(*names: tuple[str, str], role: str = "", **more: Any) -> Prediction:
    signatures = tuple(PredictedSignature(person, body, role, 0.9) for person, body in names)
    return Prediction(signatures, **more)


ADA = {"person": "Ada Lind", "organization": "Elm Union"}
CY = {"person": "Cy Moor", "organization": "Elm Union"}
OAK = {"organization": "Oak Society", "organization_alt": ["Oak"]}


@pytest.mark.parametrize(
    ("wanted", "found", "strict", "lenient"),
    [
        pytest.param(
            gold(ADA), read(("ada  LIND,", "“Elm Union”")), 1.0, 1.0, id="signs and case count not"
        ),
        pytest.param(gold(ADA), read(("Ada Lind", "")), 0.0, 1.0, id="one of two is lenient"),
        pytest.param(gold(OAK), read(("", "Oak")), 1.0, 1.0, id="an alternative is as good"),
        pytest.param(gold(OAK), read(("Oak", "")), 0.0, 0.0, id="a body is no person"),
        pytest.param(
            gold(ADA), read(("Ada Lind", "Elm Union"), ("Ada Lind", "Elm Union")), 2 / 3, 2 / 3,
            id="an entry is found once",
        ),
        pytest.param(
            gold(ADA, CY), read(("", "Elm Union"), ("Ada Lind", "Elm")), 0.0, 1.0,
            id="a person has the first choice",
        ),
        pytest.param(
            gold(ADA, optional_signatures=[OAK]),
            read(("Ada Lind", "Elm Union"), ("", "Oak")), 1.0, 1.0,
            id="what is optional counts neither way",
        ),
        pytest.param(
            {**gold(ADA, {**CY, "n": 9}, annotated="first_last"), "total_signatures": 9},
            read(("Ada Lind", "Elm Union"), ("Jo", "Fir"), ("Cy Moor", "Elm Union")), 1.0, 1.0,
            id="the middle is not judged where the ends are annotated",
        ),
        pytest.param(gold(), read(), 1.0, 1.0, id="nothing in a letter without signers"),
        pytest.param(gold(), read(("Ada Lind", "")), 0.0, 0.0, id="something where nothing is"),
        pytest.param(gold(ADA), read(), 0.0, 0.0, id="nothing where something is"),
    ],
)  # fmt: skip
def test_signatures(
    wanted: dict[str, Any], found: Prediction, strict: float, lenient: float
) -> None:
    score = score_letter("x", wanted, found)
    assert (score.strict.f1, score.lenient.f1) == pytest.approx((strict, lenient))


def test_the_rest_of_a_letter() -> None:
    wanted = gold(
        {**ADA, "role": "Chair of the board"},
        title="The Bridge",
        title_alt=["Bridge"],
        date="2031-04-05",
        addressees=["Mayor Fenn", "the council"],
        addressees_alt=["everybody"],
    )
    found = read(
        ("Ada Lind", "Elm Union"),
        role="chair",
        title="“Bridge”",
        date="2031-04-05",
        addressees=("Mayor", "Everybody", "the king"),
    )
    score = score_letter("x", wanted, found)
    assert (score.title, score.date, score.roles) == (True, True, (1, 1))
    assert score.addressees == Counts(found=1, gold=2, right=1, read=2)
    assert not score_letter("x", wanted, read(date="2031")).date
    assert score_letter("x", gold(date=None), read()).date


def test_totals_add_signatures_up() -> None:
    scores = [
        score_letter("a", gold(ADA, CY), read(("Ada Lind", "Elm Union"))),
        score_letter("b", gold(), read(("Jo", ""))),
    ]
    all_ = total(scores)
    assert (all_.strict.precision, all_.strict.recall) == (0.5, 0.5)
    assert all_.false_signatures == 1
    assert [judged.right for score in scores for judged in score.judged] == [True, False]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Élan \u200b“Oak” – West", 'élan "oak" - west'),
        ("** Ada Lind **,", "ada lind"),
        ("Elm Union (EU)", "elm union (eu)"),
        ("(EU) Elm.", "(eu) elm"),
        (" … ", ""),
        (None, ""),
    ],
)
def test_what_counts_of_a_name(text: str | None, same: str) -> None:
    assert normalised(text) == same


def test_bands_count_what_was_right() -> None:
    found = bands([(1.0, True), (0.95, False), (0.9, True), (0.85, True), (0.1, False)])
    assert [(band.low, band.entries, band.right) for band in found] == [
        (0.95, 2, 1),
        (0.9, 1, 1),
        (0.8, 1, 1),
        (0.6, 0, 0),
        (0.0, 1, 0),
    ]
    assert found[0].share == 0.5
    assert expected_error(found) == pytest.approx((2 * 0.475 + 0.1 + 0.15 + 0.1) / 5)
    assert expected_error([]) == 0.0


if __name__ == "__main__":
    if sys.argv[1:] != ["--pin"]:
        sys.exit(f"Usage: {PIN}")
    pin()
