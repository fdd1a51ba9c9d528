"""How the entries of a random list stand in a letter: lines, bullets, tables, running text.

To add a frame: a function that writes the entries of a ``Sheet``, and a row in ``FRAMES``.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tests.roll_entries import Entry, Pen


class Sheet(NamedTuple):
    """What a frame writes from: the pen, the entries, and the heading of the list."""

    pen: Pen
    entries: tuple[Entry, ...]
    heading: str

    def groups(self) -> Iterator[tuple[str | None, list[Entry]]]:
        """The entries by their groups, in order."""
        names = list(dict.fromkeys(entry.group for entry in self.entries))
        return ((name, [e for e in self.entries if e.group == name]) for name in names)


Writer = Callable[[Sheet], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """How entries stand in a letter. ``write`` gives the list with its heading.

    ``taken``: signs that part entries or begin them, so that no field holds them; ``numbered``:
    entries print a number; ``groups``: they may stand under headings; ``columns``: fields stand in
    cells or blocks of their own, and some of them may be empty; ``single``: a sender alone.
    """

    suffix: str
    write: Writer
    taken: tuple[str, ...] = ()
    numbered: bool = False
    groups: bool = False
    columns: bool = False
    single: bool = False


def _plain(text: str) -> str:
    return text.replace("**", "")


def _lines(
    mark: Callable[[Entry], str],
    between: str = "\n",
    end: str = "",
    wrap: str | None = None,
) -> Writer:
    """Entries on lines of their own; with ``wrap`` long ones go on under that indentation."""

    def write(sheet: Sheet) -> str:
        width = sheet.pen.random.randint(30, 60)
        blocks = []
        for group, entries in sheet.groups():
            lines = []
            for entry in entries:
                line = f"{mark(entry)}{_plain(entry.text)}{end}"
                if wrap is not None:
                    line = _wrapped(line, width, wrap)
                lines.append(line)
            # A heading without a sign of its own is told by what marks the entries.
            colon = ":" if not mark(entries[0]) or sheet.pen.chance(0.5) else ""
            blocks.append((f"{group}{colon}\n" if group else "") + between.join(lines))
        gap = sheet.pen.random.choice(("\n", "\n\n")) if between == "\n" else "\n\n"
        return f"{sheet.heading}{gap}" + "\n\n".join(blocks)

    return write


def _wrapped(text: str, width: int, indent: str) -> str:
    return textwrap.fill(
        text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _marked_by_choice(marks: str, between: str = "\n", wrap: str | None = None) -> Writer:
    """Entries that begin with one of ``marks``, the same throughout the roll."""

    def write(sheet: Sheet) -> str:
        mark = sheet.pen.random.choice(marks)
        return _lines(lambda entry: f"{mark} ", between, wrap=wrap)(sheet)

    return write


def _running(sign: str, last: str) -> Writer:
    """Running text: ``Signed: A, B and C.``"""

    def write(sheet: Sheet) -> str:
        texts = [_plain(entry.text) for entry in sheet.entries]
        signs = sheet.pen.signs
        text = signs[sign].join(texts[:-1]) + signs[last] + texts[-1] + signs["stop"]
        text = re.sub(r"\s*[:：]$", "", sheet.heading) + signs["colon"] + text
        return _wrapped(text, 80, "") if sheet.pen.chance(0.5) else text

    return write


def _several_on_a_line(mark: Callable[[Entry], str]) -> Writer:
    def write(sheet: Sheet) -> str:
        left = [f"{mark(entry)}{_plain(entry.text)}" for entry in sheet.entries]
        sign, rows = sheet.pen.signs["semicolon"], []
        while left:
            size = sheet.pen.random.randint(2, 4)
            rows.append(sign.join(left[:size]))
            left = left[size:]
        return f"{sheet.heading}\n" + f"{sign.rstrip()}\n".join(rows)

    return write


def _markdown(mark: Callable[[Entry], str], between: str = "\n", wrap: str | None = None) -> Writer:
    def write(sheet: Sheet) -> str:
        blocks = []
        for group, entries in sheet.groups():
            head = f"### {group}\n\n" if group else ""
            lines = [mark(entry) + entry.text for entry in entries]
            if wrap is not None:
                lines = [_wrapped(line, 50, wrap) for line in lines]
            blocks.append(head + between.join(lines))
        return f"{_markdown_heading(sheet)}\n\n" + "\n\n".join(blocks)

    return write


def _markdown_heading(sheet: Sheet) -> str:
    return sheet.pen.random.choice(("{}", "**{}**", "## {}", "### {}")).format(sheet.heading)


def _lazy(entry: Entry) -> str:
    return "1. "


def _keys(sheet: Sheet) -> list[str]:
    """The fields of a list, in the order of its form."""
    printed = {key for entry in sheet.entries for key in entry.fields}
    order = max((list(entry.fields) for entry in sheet.entries), key=len)
    return [*order, *sorted(printed.difference(order))]


def _columns(sheet: Sheet) -> tuple[list[str], list[list[str]]]:
    """Header words and rows of a table with its columns in any order."""
    keys = _keys(sheet)
    sheet.pen.random.shuffle(keys)
    numbers = sheet.entries[0].number > 0
    headers = [sheet.pen.random.choice(sheet.pen.words["headers"][key]) for key in keys]
    rows = [[entry.fields.get(key, "") for key in keys] for entry in sheet.entries]
    if numbers:
        headers.insert(0, sheet.pen.random.choice(sheet.pen.words["headers"]["number"]))
        rows = [[f"{entry.number}", *row] for entry, row in zip(sheet.entries, rows, strict=True)]
    return headers, rows


def _markdown_table(sheet: Sheet) -> str:
    headers, rows = _columns(sheet)
    lines = [headers, ["---"] * len(headers), *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"{_markdown_heading(sheet)}\n\n{table}"


def _tabs(sheet: Sheet) -> str:
    """A table as a spreadsheet gives it: a line for a row, tabs between cells."""
    headers, rows = _columns(sheet)
    return f"{sheet.heading}\n\n" + "\n".join("\t".join(row) for row in [headers, *rows])


def _closing(sheet: Sheet) -> str:
    """The sender of a letter below its closing words."""
    (entry,) = sheet.entries
    gap = sheet.pen.random.choice(("\n\n", "\n\n", "\n"))
    return sheet.pen.pick("closings") + gap + "\n".join(entry.fields.values())


def _html_text(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(text, quote=False))


def _html_heading(sheet: Sheet) -> str:
    form = sheet.pen.random.choice(("<h2>{}</h2>", "<h3>{}</h3>", "<p>{}</p>", "<p><b>{}</b></p>"))
    return form.format(html.escape(sheet.heading))


def _html(open_: str, entry: str, close: str, between: str = "\n") -> Writer:
    def write(sheet: Sheet) -> str:
        blocks = []
        for group, entries in sheet.groups():
            head = f"<h4>{html.escape(group)}</h4>\n" if group else ""
            body = between.join(entry.format(_html_text(e.text)) for e in entries)
            # An ordered list that goes on after a heading says where it begins.
            start = f' start="{entries[0].number}"' if entries[0].number > 1 else ""
            blocks.append(head + open_.format(start=start) + body + close)
        return "\n".join([_html_heading(sheet), *blocks])

    return write


def _html_table(sheet: Sheet) -> str:
    headers, rows = _columns(sheet)
    cells = ["<tr>" + "".join(f"<th>{html.escape(h)}</th>" for h in headers) + "</tr>"]
    cells += ["<tr>" + "".join(f"<td>{_html_text(c)}</td>" for c in row) + "</tr>" for row in rows]
    return f"{_html_heading(sheet)}\n<table>\n" + "\n".join(cells) + "\n</table>"


def _html_bare_table(sheet: Sheet) -> str:
    """A table without header cells: columns as the form has them."""
    keys = _keys(sheet)
    rows = [
        "<tr>" + "".join(f"<td>{_html_text(e.fields.get(key, ''))}</td>" for key in keys) + "</tr>"
        for e in sheet.entries
    ]
    return f"{_html_heading(sheet)}\n<table>\n" + "\n".join(rows) + "\n</table>"


def _html_cards(sheet: Sheet) -> str:
    """A box for each signatory: the name above, the rest below."""
    title, line = sheet.pen.random.choice(
        (("<h4>{}</h4>", "<p>{}</p>"), ("<strong>{}</strong>", "<br>{}"), ("<p>{}", "<br>{}"))
    )
    cards = []
    for entry in sheet.entries:
        first, *rest = [_html_text(value) for value in entry.fields.values()]
        inside = title.format(first) + "".join(line.format(value) for value in rest)
        cards.append(f'<div class="card">{inside}</div>')
    return "\n".join([_html_heading(sheet), '<div class="cards">', *cards, "</div>"])


def _number(form: str) -> Callable[[Entry], str]:
    return lambda entry: form.format(entry.number)


def _nothing(entry: Entry) -> str:
    return ""


FRAMES: Mapping[str, Frame] = {
    "1. x": Frame(".txt", _lines(_number("{}. ")), numbered=True, groups=True),
    "1.x;": Frame(".txt", _lines(_number("{}."), end=";"), taken=(";",), numbered=True),
    "1) x": Frame(".txt", _lines(_number("{}) ")), numbered=True, groups=True),
    "(1) x": Frame(".txt", _lines(_number("({}) ")), numbered=True),
    "[1] x": Frame(".txt", _lines(_number("[{}] ")), numbered=True),
    "1 - x": Frame(".txt", _lines(_number("{} - ")), numbered=True),
    "1 – x": Frame(".txt", _lines(_number("{} – ")), numbered=True),
    "1. x, paragraphs": Frame(".txt", _lines(_number("{}. "), "\n\n"), numbered=True),
    "1. x, wrapped": Frame(".txt", _lines(_number("{}. "), wrap=""), numbered=True),
    "1. x, wrapped and indented": Frame(
        ".txt", _lines(_number("{}. "), wrap="    "), numbered=True
    ),
    "bullets": Frame(".txt", _marked_by_choice("•-*–·▪◦‣●+—○■✓➢"), groups=True),
    "bullets, paragraphs": Frame(".txt", _marked_by_choice("•-*", "\n\n")),
    "bullets, wrapped": Frame(".txt", _marked_by_choice("•-*·", wrap="  ")),
    "lines": Frame(".txt", _lines(_nothing), groups=True),
    "lines;": Frame(".txt", _lines(_nothing, end=";"), taken=(";",)),
    "paragraphs": Frame(".txt", _lines(_nothing, "\n\n")),
    "paragraphs, wrapped": Frame(".txt", _lines(_nothing, "\n\n", wrap="")),
    "x; x": Frame(".txt", _several_on_a_line(_nothing), taken=(";",)),
    "1. x; 2. x": Frame(".txt", _several_on_a_line(_number("{}. ")), taken=(";",), numbered=True),
    "Signed: x, x and x.": Frame(".txt", _running("list", "and"), taken=(",", "{topic2}")),
    "Signed: x; x; x.": Frame(".txt", _running("semicolon", "semicolon"), taken=(";",)),
    "tabs": Frame(".txt", _tabs, columns=True),
    "closing": Frame(".txt", _closing, columns=True, single=True),
    "md 1. x": Frame(".md", _markdown(_number("{}. ")), numbered=True, groups=True),
    "md lazy 1. x": Frame(".md", _markdown(_lazy), numbered=True),
    "md - x": Frame(".md", _markdown(lambda entry: "- "), groups=True),
    "md * x, wrapped": Frame(".md", _markdown(lambda entry: "* ", wrap="  ")),
    "md - x, loose": Frame(".md", _markdown(lambda entry: "- ", "\n\n")),
    "md lines": Frame(".md", _markdown(_nothing, "  \n"), groups=True),
    "md paragraphs": Frame(".md", _markdown(_nothing, "\n\n"), groups=True),
    "md table": Frame(".md", _markdown_table, taken=("|",), columns=True),
    "html ul": Frame(".html", _html("<ul{start}>\n", "<li>{}</li>", "\n</ul>"), groups=True),
    "html ol": Frame(
        ".html", _html("<ol{start}>\n", "<li>{}</li>", "\n</ol>"), numbered=True, groups=True
    ),
    "html br": Frame(".html", _html("<p>", "{}", "</p>", "<br>\n"), groups=True),
    "html p": Frame(".html", _html("", "<p>{}</p>", ""), groups=True),
    "html table": Frame(".html", _html_table, columns=True),
    "html table without header": Frame(".html", _html_bare_table, columns=True),
    "html cards": Frame(".html", _html_cards, columns=True),
}
"""Name of a frame → the frame."""
