"""The lines of a PDF with their places. Runs as a process of its own; see ``bounded``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from appeals_rdf.read.bounded import answer, ask

MAX_PAGES = 200
MAX_CHARACTERS = 1_000_000
CELL = 0.75
"""The height of a line, so many times, is the space from which on it may part two cells."""
ALIGNED = 3
"""So many stretches of a page that begin at one place make a column of a table."""

# "12." "12)" "(12)" "•": what stands before an entry, however far before
MARKER = re.compile(r"\(?\d{1,5}[.)]|[•·▪‣]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """At least one point, so that one can divide by it."""
        return max(self.top - self.bottom, 1.0)


def pdf_pages(data: bytes, name: str) -> list[list[Line]]:
    """The lines of each page, in the order in which the file draws them.

    Raises ``InputError`` for a file that is broken, locked, or beyond the bounds.
    """
    return [[Line(*line) for line in page] for page in ask(__name__, data, name, "a PDF")]


def _pages(data: bytes) -> list[Any]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    pages = []
    characters = 0
    try:
        for page in extract_pages(
            BytesIO(data), maxpages=MAX_PAGES + 1, laparams=LAParams(boxes_flow=None)
        ):
            pages.append(_lines(page))
            characters += sum(len(line[-1]) for line in pages[-1])
            if len(pages) > MAX_PAGES or characters > MAX_CHARACTERS:
                raise ValueError(
                    f"has more than {MAX_PAGES} pages or {MAX_CHARACTERS:,} characters, which no "
                    "letter has. Print the pages of the letter to a PDF of their own."
                )
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise ValueError("is locked with a password. Save it without one.") from error
    except (MemoryError, ValueError):
        raise
    except Exception as error:  # the library lets through whatever a broken file leads to
        raise ValueError(
            f"cannot be read as a PDF ({type(error).__name__}: {error}). Fetch it again, or print "
            "it to a new PDF."
        ) from error
    if not pages:
        raise ValueError("has no pages. It may be cut off; fetch it again.")
    return pages


def _lines(page: Any) -> list[tuple[float, float, float, float, str]]:
    lines = [(line, list(_stretches(line))) for line in _text_lines(page)]
    starts = Counter(round(left) for _, stretches in lines for left, _, _ in stretches)
    found = []
    for line, stretches in lines:
        cells: list[tuple[float, float, str]] = []
        for left, right, words in stretches:
            column = sum(starts[round(left) + near] for near in (-1, 0, 1)) >= ALIGNED
            # Justified lines have wide spaces as well, but each of them elsewhere.
            if cells and (not column or MARKER.fullmatch(cells[-1][2])):
                cells[-1] = (cells[-1][0], right, f"{cells[-1][2]} {words}")
            else:
                cells.append((left, right, words))
        found += [(left, line.y0, right, line.y1, words) for left, right, words in cells]
    return found


def _text_lines(page: Any) -> Iterator[Any]:
    from pdfminer.layout import LTTextLineHorizontal

    stack: list[Any] = [*page][::-1]
    while stack:
        item = stack.pop()
        if isinstance(item, LTTextLineHorizontal):
            yield item
        elif hasattr(item, "__iter__"):
            stack += [*item][::-1]


def _stretches(line: Any) -> Iterator[tuple[float, float, str]]:
    """What a line has between spaces as wide as those of a table, with its left and right end."""
    from pdfminer.layout import LTChar

    left: float | None = None
    right: float | None = None
    letters = ""
    for item in line:
        if isinstance(item, LTChar) and not item.get_text().isspace():
            if left is not None and right is not None and item.x0 - right > CELL * item.size:
                yield left, right, " ".join(letters.split())
                left, letters = None, ""
            left, right = item.x0 if left is None else left, item.x1
        letters += item.get_text()
    if left is not None and right is not None:
        yield left, right, " ".join(letters.split())


if __name__ == "__main__":
    answer(_pages)
