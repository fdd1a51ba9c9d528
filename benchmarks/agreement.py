"""What was read from a letter beside what a person wrote down of it.

A signature is *strictly* right where its person and its organization are those of the gold,
*leniently* where one of them is. Letter case, quotes, dashes, spaces and outer punctuation do not
count, and a reading in ``person_alt`` or ``organization_alt`` is as good. Each prediction is paired
with one entry of the gold. One that meets an entry of ``optional_signatures`` counts neither way.
Of a letter annotated ``first_last`` all predictions are looked through for its entries, but only as
many at both ends as are annotated there are judged. Addressees are right where one naming holds the
other; those in ``addressees_alt`` count neither way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appeals_rdf.model import Flag

Gold = Mapping[str, Any]
"""What a person wrote down of a letter: a file of ``gold/``."""


@dataclass(frozen=True, slots=True)
class PredictedSignature:
    """A signature by the words that are compared, with what the tool says of its own reading."""

    person: str
    organization: str
    role: str
    confidence: float
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was read from a letter; ``milliseconds`` is the time of reading and extracting."""

    signatures: tuple[PredictedSignature, ...]
    title: str = ""
    date: str = ""
    addressees: tuple[str, ...] = ()
    milliseconds: float = 0.0
    refused: str = ""
    """Why the tool did not take the file."""


def squeezed(text: str) -> str:
    """``text`` with one space for any white space."""
    return " ".join(text.split())


# ---- comparing ---------------------------------------------------------------------------------

_ONE_SIGN = str.maketrans(
    {**dict.fromkeys("’‘ʼ`", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("–—‑−", "-")}
)


def normalised(text: str | None) -> str:
    """What counts of a name when it is compared."""
    folded = unicodedata.normalize("NFKC", text or "")
    visible = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    plain = squeezed(visible.translate(_ONE_SIGN).casefold())
    start, end = 0, len(plain)
    while start < end and _is_edge(plain[start], keep="(@"):
        start += 1
    while start < end and _is_edge(plain[end - 1], keep=")"):
        end -= 1
    return plain[start:end]


def _is_edge(sign: str, keep: str) -> bool:
    return sign not in keep and (unicodedata.category(sign)[0] in "PZ" or sign in "*_|")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An entry of the gold, by all its readings that are right."""

    people: frozenset[str]
    bodies: frozenset[str]
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Found:
    person: str
    body: str


def _wanted(entry: Mapping[str, Any]) -> _Wanted:
    def readings(key: str) -> frozenset[str]:
        return frozenset(map(normalised, [entry.get(key), *(entry.get(f"{key}_alt") or [])]))

    return _Wanted(readings("person"), readings("organization"), entry)


_Agrees = Callable[[_Wanted, _Found], bool]


def _both(wanted: _Wanted, found: _Found) -> bool:
    return found.person in wanted.people and found.body in wanted.bodies


def _person(wanted: _Wanted, found: _Found) -> bool:
    return found.person != "" and found.person in wanted.people


def _either(wanted: _Wanted, found: _Found) -> bool:
    return _person(wanted, found) or (found.body != "" and found.body in wanted.bodies)


def _any_slot(wanted: _Wanted, found: _Found) -> bool:
    """The name that the gold has, be it taken for a person or for a body."""
    names = wanted.people if normalised(wanted.entry.get("person")) else wanted.bodies
    return bool(({found.person, found.body} & names) - {""})


_STRICT: tuple[_Agrees, ...] = (_both,)
# The better agreement has the first choice, so that a shared body takes no person's entry.
_LENIENT: tuple[_Agrees, ...] = (_both, _person, _either)
_OPTIONAL: tuple[_Agrees, ...] = (_both, _person, _either, _any_slot)


def _pairs(
    found: Mapping[int, _Found], wanted: Sequence[_Wanted], ways: Iterable[_Agrees]
) -> dict[int, int]:
    """Number of a prediction → number of the entry it is paired with."""
    pairs: dict[int, int] = {}
    free = dict(enumerate(wanted))
    for agrees in ways:
        for number, one in found.items():
            if number in pairs:
                continue
            partner = next((n for n, entry in free.items() if agrees(entry, one)), None)
            if partner is not None:
                pairs[number] = partner
                del free[partner]
    return pairs


# ---- scores ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the gold were found, and how many of what was read is right."""

    found: int = 0
    gold: int = 0
    right: int = 0
    read: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.found + other.found,
            self.gold + other.gold,
            self.right + other.right,
            self.read + other.read,
        )

    @property
    def precision(self) -> float:
        """The share of what was read that is right; 1 where there was nothing to read."""
        return self.right / self.read if self.read else float(not self.gold)

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 1 where nothing was to be found, nor was."""
        return self.found / self.gold if self.gold else float(not self.read)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A prediction that counts, and whether it is strictly right."""

    signature: PredictedSignature
    right: bool


@dataclass(frozen=True, slots=True)
class LetterScore:
    """The score of one letter. ``roles`` are (agreeing, compared) on strictly right signatures."""

    stem: str
    total: int
    """The signatures that the letter has, annotated or not."""
    read: int
    strict: Counts
    lenient: Counts
    roles: tuple[int, int]
    date: bool
    title: bool
    addressees: Counts
    milliseconds: float
    judged: tuple[Judged, ...]
    missed: tuple[str, ...]


def score_letter(stem: str, gold: Gold, prediction: Prediction) -> LetterScore:
    """Compare what was read from a letter with what it says."""
    wanted = [_wanted(entry) for entry in gold["signatures"]]
    optional = [_wanted(entry) for entry in gold.get("optional_signatures", [])]
    found = {
        number: _Found(normalised(s.person), normalised(s.organization))
        for number, s in enumerate(prediction.signatures)
    }
    judged = _judged_numbers(gold, len(found))

    def compare(ways: Iterable[_Agrees]) -> tuple[Counts, dict[int, int], list[int]]:
        pairs = _pairs(found, wanted, ways)
        free = {n: found[n] for n in judged if n not in pairs}
        neutral = _pairs(free, optional, _OPTIONAL)
        counted = [n for n in judged if n not in neutral]
        right = sum(n in pairs for n in counted)
        return Counts(len(pairs), len(wanted), right, len(counted)), pairs, counted

    strict, pairs, counted = compare(_STRICT)
    lenient = compare(_LENIENT)[0]
    partners = set(pairs.values())
    return LetterScore(
        stem=stem,
        total=gold["total_signatures"],
        read=len(found),
        strict=strict,
        lenient=lenient,
        roles=_roles(
            (wanted[partner].entry.get("role"), prediction.signatures[number].role)
            for number, partner in pairs.items()
        ),
        date=(prediction.date[:10] or None) in [gold.get("date"), *gold.get("date_alt", [])],
        title=normalised(prediction.title)
        in map(normalised, [gold.get("title"), *gold.get("title_alt", [])]),
        addressees=_addressees(gold, prediction),
        milliseconds=prediction.milliseconds,
        judged=tuple(Judged(prediction.signatures[n], n in pairs) for n in counted),
        missed=tuple(
            f"{entry.entry.get('person')} | {entry.entry.get('organization')}"
            for number, entry in enumerate(wanted)
            if number not in partners
        ),
    )


def _judged_numbers(gold: Gold, read: int) -> list[int]:
    """The predictions that count as right or wrong: all, or those at the annotated ends."""
    if gold.get("annotated") != "first_last":
        return list(range(read))
    half = gold["total_signatures"] / 2
    first = sum(entry["n"] <= half for entry in gold["signatures"])
    last = len(gold["signatures"]) - first
    return [number for number in range(read) if number < first or number >= read - last]


def _roles(pairs: Iterable[tuple[str | None, str]]) -> tuple[int, int]:
    compared = [(normalised(gold), normalised(read)) for gold, read in pairs if normalised(gold)]
    return sum(_one_holds_the_other(*pair) for pair in compared), len(compared)


def _one_holds_the_other(one: str, other: str) -> bool:
    return one != "" and other != "" and (one in other or other in one)


def _addressees(gold: Gold, prediction: Prediction) -> Counts:
    named = [normalised(name) for name in gold.get("addressees", [])]
    neutral = [normalised(name) for name in gold.get("addressees_alt", [])]
    read = [name for name in map(normalised, prediction.addressees) if name]

    def met(name: str, names: Iterable[str]) -> bool:
        return any(_one_holds_the_other(name, other) for other in names)

    right = sum(met(name, named) for name in read)
    neither = sum(not met(name, named) and met(name, neutral) for name in read)
    found = sum(met(name, read) for name in named)
    return Counts(found, len(named), right, len(read) - neither)


@dataclass(frozen=True, slots=True)
class Totals:
    """The scores of all letters of a folder together."""

    letters: int
    strict: Counts
    lenient: Counts
    addressees: Counts
    roles: tuple[int, int]
    dates: int
    titles: int
    false_signatures: int
    """Signatures read in letters that have none."""

    @property
    def figures(self) -> dict[str, float]:
        """The figures by name: what is written to a file, and what a floor is set under."""
        return {
            "letters": self.letters,
            "strict_f1": round(self.strict.f1, 4),
            "lenient_f1": round(self.lenient.f1, 4),
            "addressees_f1": round(self.addressees.f1, 4),
            "roles": round(self.roles[0] / self.roles[1], 4) if self.roles[1] else 1.0,
            "dates": self.dates,
            "titles": self.titles,
            "false_signatures": self.false_signatures,
        }


def total(scores: Sequence[LetterScore]) -> Totals:
    """The scores of letters added up, signature by signature."""
    return Totals(
        letters=len(scores),
        strict=sum((s.strict for s in scores), Counts()),
        lenient=sum((s.lenient for s in scores), Counts()),
        addressees=sum((s.addressees for s in scores), Counts()),
        roles=(sum(s.roles[0] for s in scores), sum(s.roles[1] for s in scores)),
        dates=sum(s.date for s in scores),
        titles=sum(s.title for s in scores),
        false_signatures=sum(s.strict.read - s.strict.right for s in scores if not s.strict.gold),
    )
