"""How well letters are read, by rules alone, beside what people wrote down of them.

    python benchmarks/score.py                        # tests/letters
    python benchmarks/score.py DIR --verbose STEM     # and what was missed in one letter
    python benchmarks/score.py DIR --json FILE --predictions DIR

``DIR/docs`` holds letters of any kind that the tool reads, ``DIR/gold/<stem>.json`` what each says.
What counts as right is in `agreement.py`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from agreement import (
    Counts,
    Gold,
    LetterScore,
    PredictedSignature,
    Prediction,
    score_letter,
    squeezed,
    total,
)
from measure import HERE, table

from appeals_rdf.api import extract_files
from appeals_rdf.errors import InputError
from appeals_rdf.model import Record, Signature

LETTERS = HERE.parent / "tests" / "letters"


# ---- what was read -----------------------------------------------------------------------------


# `12. `, `(12) `, `• `
_MARKER = re.compile(r"^[\W_]*(?:\d+[\W_]+)?")


def predict_signature(signature: Signature) -> PredictedSignature:
    """The words of a signature. A party that is neither person nor body goes by its entry's."""

    def words(part: Any) -> str:
        return squeezed(part.text) if part else ""

    person, organization = words(signature.person), words(signature.organization)
    if not (person or organization):
        organization = _MARKER.sub("", squeezed(signature.text))
    return PredictedSignature(
        person, organization, words(signature.role), signature.confidence, signature.flags
    )


def predict_record(record: Record, milliseconds: float = 0.0) -> Prediction:
    """The words of a record that are compared."""
    return Prediction(
        signatures=tuple(predict_signature(signature) for signature in record.signatures),
        title=squeezed(record.title.text) if record.title else "",
        date=record.date.edtf if record.date else "",
        addressees=tuple(
            # "Minister" alone would lose who holds the office.
            squeezed(addressee.text if addressee.holder else addressee.name)
            for addressee in record.addressees
        ),
        milliseconds=milliseconds,
    )


def predict_letter(path: Path) -> Prediction:
    """Read one letter: its language detected, by rules alone. A refused file says nothing."""
    try:
        # The first reading also loads the vocabulary, which a corpus does once.
        extract_files([path], curated=False)
    except InputError as error:
        return Prediction((), refused=error.format_message())
    begin = time.perf_counter()
    (record,) = extract_files([path], curated=False)
    return predict_record(record, (time.perf_counter() - begin) * 1000)


def as_json(prediction: Prediction) -> dict[str, Any]:
    """A prediction in the form of the gold."""
    return {
        "signatures": [
            {
                "person": s.person or None,
                "organization": s.organization or None,
                "role": s.role or None,
                "confidence": s.confidence,
                "flags": list(s.flags),
            }
            for s in prediction.signatures
        ],
        "title": prediction.title or None,
        "date": prediction.date or None,
        "addressees": list(prediction.addressees),
    }


# ---- folders -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a folder with its gold."""

    stem: str
    path: Path
    gold: Gold


def letters_of(folder: Path) -> list[Letter]:
    """The letters of ``folder``; ``SystemExit`` where one has no gold, or gold no letter."""
    docs = {path.stem: path for path in sorted((folder / "docs").iterdir()) if path.is_file()}
    golds = {path.stem: path for path in sorted((folder / "gold").glob("*.json"))}
    if alone := docs.keys() ^ golds.keys():
        sys.exit(f"{folder}: letter or gold is missing for {', '.join(sorted(alone))}")
    return [
        Letter(stem, path, json.loads(golds[stem].read_text("utf-8")))
        for stem, path in docs.items()
    ]


def score_folder(folder: Path, jobs: int = 1) -> list[tuple[LetterScore, Prediction]]:
    """Score every letter of ``folder``, with what was read."""
    letters = letters_of(folder)
    paths = [letter.path for letter in letters]
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            predictions = list(pool.map(predict_letter, paths))
    else:
        predictions = [predict_letter(path) for path in paths]
    return [
        (score_letter(letter.stem, letter.gold, prediction), prediction)
        for letter, prediction in zip(letters, predictions, strict=True)
    ]


# ---- printing ----------------------------------------------------------------------------------


def score_table(scores: Sequence[LetterScore]) -> str:
    """A row for each letter, and the totals."""
    yes_no = {True: "ok", False: "–"}
    rows: list[tuple[object, ...]] = [
        (
            s.stem,
            s.total,
            s.read,
            *_figures(s.strict, s.lenient),
            yes_no[s.date],
            yes_no[s.title],
            f"{s.addressees.f1:.2f}",
            _share(s.roles),
            f"{s.milliseconds:.0f}",
        )
        for s in scores
    ]
    all_ = total(scores)
    rows.append(
        (
            "**all**",
            sum(s.total for s in scores),
            sum(s.read for s in scores),
            *_figures(all_.strict, all_.lenient, digits=3),
            f"{all_.dates}/{all_.letters}",
            f"{all_.titles}/{all_.letters}",
            f"{all_.addressees.f1:.3f}",
            _share(all_.roles),
            f"{sum(s.milliseconds for s in scores):.0f}",
        )
    )
    heads = ("letter", "#gold", "#read", "#P", "#R", "#F1", "#lenient F1", "date", "title")
    text = table((*heads, "#addressees F1", "#roles", "#ms"), rows)
    without = sum(not s.strict.gold for s in scores)
    return f"{text}\nFalse signatures in {without} letters without signers: {all_.false_signatures}"


def _figures(strict: Counts, lenient: Counts, digits: int = 2) -> tuple[str, ...]:
    values = (strict.precision, strict.recall, strict.f1, lenient.f1)
    return tuple(f"{value:.{digits}f}" for value in values)


def _share(pair: tuple[int, int]) -> str:
    return f"{pair[0]}/{pair[1]}" if pair[1] else ""


def details(score: LetterScore, gold: Gold, prediction: Prediction) -> str:
    """What was missed in a letter, what was read wrongly, and the rest beside its gold."""
    lines = [f"== {score.stem}: missed", *score.missed, "== read wrongly"]
    lines += [
        f"{s.person or None} | {s.organization or None} | {s.role or None} "
        f"({s.confidence:.2f}{''.join(f', {flag}' for flag in s.flags)})"
        for s in (judged.signature for judged in score.judged if not judged.right)
    ]
    for key in ("title", "date", "addressees"):
        lines.append(f"== {key}: {gold.get(key)} | {getattr(prediction, key)}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Score a folder and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=LETTERS, metavar="DIR")
    parser.add_argument("--verbose", metavar="STEM", help="tell all about one letter, or `all`")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    parser.add_argument("--predictions", type=Path, metavar="DIR", help="write what was read")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args(argv)

    results = score_folder(args.folder, args.jobs)
    scores = [score for score, _ in results]
    golds = {letter.stem: letter.gold for letter in letters_of(args.folder)}
    if args.verbose and args.verbose not in (*golds, "all"):
        parser.error(f"no letter {args.verbose}; known: {', '.join(golds)}")
    for score, prediction in results:
        if prediction.refused:
            print(f"{score.stem} was refused: {prediction.refused}", file=sys.stderr)
        if args.verbose in (score.stem, "all"):
            print(details(score, golds[score.stem], prediction), end="\n\n")
    print(score_table(scores))
    if args.predictions:
        args.predictions.mkdir(parents=True, exist_ok=True)
        for score, prediction in results:
            path = args.predictions / f"{score.stem}.json"
            path.write_text(json.dumps(as_json(prediction), ensure_ascii=False, indent=1), "utf-8")
    if args.json:
        rows = {s.stem: {k: v for k, v in asdict(s).items() if k != "judged"} for s in scores}
        figures = {"totals": total(scores).figures, "letters": rows}
        args.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
