"""Random lists of invented signatories in every layout, with what a careful reader takes from them.

A layout is a frame (how entries stand: `1.`, bullets, a table, running text …), a form (how the
parts of one entry stand: `Name, role, Body`), and whether entries stand in groups under headings.
A form's name is its definition: `Name`, `role`, `Body` and `Place` are replaced, the signs between
them are printed as the language prints them. The words of each language are in `data/rolls.yaml`.

    roll = make_roll(seed, LAYOUTS["1. x | Name, role, Body"], "fr")
    roll.content, roll.suffix      # the letter, and the ending of the file that it makes
    roll.entries                   # what it says

The rule of the generator: *nothing is printed that no reader could tell*. Given names are usual
ones of the language, surnames are no words of it, bodies without a body word are made of plain
words that nobody is called by or are acronyms of four letters, a list keeps to one layout, a sign
that parts entries or fields stands within no field, an entry that nothing marks is not wrapped.
Where nothing but sense parts the fields, roles and bodies are such that sense does.

What is expected: words as printed, white space squeezed; honorifics, degrees and post-nominals are
no part of a name, "of the" no part of a body, "Elm Union (EU)" is one body, a place is no part of a
body, several people in one entry are an entry each.

Forms are in `roll_entries.py`, frames in `roll_frames.py`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.roll_entries import FORMS, LANGUAGES, Entry, Expected, Form, Pen, write_entry
from tests.roll_frames import FRAMES, Sheet

__all__ = [
    "FORMS",
    "FRAMES",
    "LANGUAGES",
    "LAYOUTS",
    "Expected",
    "Layout",
    "Roll",
    "draw_roll",
    "languages_of",
    "make_roll",
]


@dataclass(frozen=True, slots=True)
class Roll:
    """A letter with a list, as the content of a file that ends in ``suffix``."""

    seed: int
    layout: str
    language: str
    suffix: str
    content: str
    entries: tuple[Expected, ...]


# ---- layouts -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Layout:
    """A frame with a form, grouped or not, by their names."""

    frame: str
    form: str
    grouped: bool = False

    @property
    def name(self) -> str:
        """``1. x | Name, Body | grouped``."""
        return f"{self.frame} | {self.form}{' | grouped' if self.grouped else ''}"


def _fits(frame_name: str, form_name: str) -> bool:
    frame, form = FRAMES[frame_name], FORMS[form_name]
    if form.markup and frame.suffix == ".txt":
        return False
    if frame.columns:
        # Each field has a cell; a form of one field makes no table.
        parts = form_name.split(", ")
        if len(parts) < 2 or not set(parts) <= {"Name", "role", "Body", "Place"}:
            return False
        blocks = frame.single or frame_name == "html cards"
        return not blocks or (parts[0] == "Name" and not (frame.single and "Place" in parts))
    if "," in frame.taken:
        # Within running text commas part entries, so fields need another sign.
        inside = re.sub(r"\(.*?\)", "", form_name)
        return "," not in inside and " and " not in inside and ":" not in inside
    return True


def _layouts() -> Iterator[Layout]:
    for frame in FRAMES:
        for form in FORMS:
            if _fits(frame, form):
                yield Layout(frame, form)
                if FRAMES[frame].groups and not FORMS[form].typed:
                    yield Layout(frame, form, grouped=True)


_NUMBER_COLUMN = frozenset({"tabs", "md table", "html table"})

LAYOUTS: Mapping[str, Layout] = {layout.name: layout for layout in _layouts()}
"""Name of a layout → the layout; every frame with every form that it can print."""


def languages_of(layout: Layout) -> tuple[str, ...]:
    """The languages that print such a list."""
    return tuple(code for code in LANGUAGES if code not in FORMS[layout.form].without)


def make_roll(seed: int, layout: Layout, language: str = "en", size: int | None = None) -> Roll:
    """The roll of a seed: the same on every machine. ``size`` is the number of its entries."""
    random = Random(f"{seed}/{layout.name}/{language}")
    frame, form = FRAMES[layout.frame], FORMS[layout.form]
    # Brackets within brackets and a comma within comma-parted fields are left out with the signs
    # that the frame takes.
    taken = (*frame.taken, *(("(",) if "(" in form.signs else ()))
    pen = Pen(random, language, form, taken)
    if size is None:
        size = random.randint(20, 60) if random.random() < 0.05 else random.randint(3, 14)
    size = 1 if frame.single else size
    names = random.sample(pen.words["groups"], 2 + (size > 8)) if layout.grouped else []
    numbered = frame.numbered or (layout.frame in _NUMBER_COLUMN and pen.chance(0.4))
    entries = tuple(_draw_entries(pen, form, size, names, numbered))
    if frame.columns and not frame.single and pen.chance(0.3):
        entries = tuple(_with_empty_field(entry, pen) for entry in entries)
    heading = pen.words["running"] if "Signed" in layout.frame else pen.pick("headings")
    page = frame.write(Sheet(pen, entries, heading))
    # Some letters go on after the list.
    tail = [pen.words["tail"]] if pen.chance(0.2) and not frame.single else []
    return Roll(
        seed=seed,
        layout=layout.name,
        language=language,
        suffix=frame.suffix,
        content=_LETTERS[frame.suffix](pen.words, [page, *tail]),
        entries=tuple(
            said._replace(group=entry.group, ordinal=entry.number or None)
            for entry in entries
            for said in entry.says
        ),
    )


def _draw_entries(
    pen: Pen, form: Form, size: int, groups: Sequence[str], numbered: bool
) -> Iterator[Entry]:
    seen: set[str] = set()
    for index in range(size):
        entry = write_entry(pen.random.choice(form.templates), pen)
        # Some lists do print an entry twice; that is not what is asked here.
        for _ in range(20):
            if entry.text not in seen:
                break
            entry = write_entry(pen.random.choice(form.templates), pen)
        seen.add(entry.text)
        group = groups[index * len(groups) // size] if groups else None
        yield entry._replace(group=group, number=index + 1 if numbered else 0)


def _with_empty_field(entry: Entry, pen: Pen) -> Entry:
    """Now and then an entry one of whose fields is left empty; a name always stands."""
    key = pen.random.choice([key for key in entry.fields if key != "name"])
    if not pen.chance(0.2):
        return entry
    (said,) = entry.says
    slot = "organization" if key == "body" else key
    fields = {k: value for k, value in entry.fields.items() if k != key}
    return entry._replace(fields=fields, says=(said._replace(**{slot: None}),))


def draw_roll(seed: int, languages: Sequence[str] = LANGUAGES) -> Roll:
    """A roll of any layout in any of ``languages``."""
    random = Random(seed)
    layout = random.choice(_LAYOUT_LIST)
    return make_roll(
        seed, layout, random.choice([c for c in languages if c in languages_of(layout)])
    )


_LAYOUT_LIST = tuple(LAYOUTS.values())


# ---- letters -----------------------------------------------------------------------------------


def _text_letter(words: Mapping[str, Any], rest: Sequence[str]) -> str:
    return "\n\n".join([words["title"], *words["letter"], *rest]) + "\n"


def _markdown_letter(words: Mapping[str, Any], rest: Sequence[str]) -> str:
    return "\n\n".join([f"# {words['title']}", *words["letter"], *rest]) + "\n"


def _html_letter(words: Mapping[str, Any], rest: Sequence[str]) -> str:
    title = html.escape(words["title"])
    prose = [f"<p>{html.escape(text, quote=False)}</p>" for text in words["letter"]]
    page, *tail = rest
    after = [f"<p>{html.escape(text, quote=False)}</p>" for text in tail]
    inside = "\n".join([f"<h1>{title}</h1>", *prose, page, *after])
    return (
        '<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8">'
        f"<title>{title}</title></head>\n<body>\n{inside}\n</body>\n</html>\n"
    )


_LETTERS: Mapping[str, Callable[[Mapping[str, Any], Sequence[str]], str]] = {
    ".txt": _text_letter,
    ".md": _markdown_letter,
    ".html": _html_letter,
}
"""Ending of a file → how a letter of that kind is written around its list."""
