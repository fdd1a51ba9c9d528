"""The lines of a PDF with their places. Runs as a process of its own; see ``bounded``."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from appeals_rdf.read.bounded import answer, ask

MAX_PAGES = 200
MAX_CHARACTERS = 1_000_000


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
    from pdfminer.layout import LTTextLineHorizontal

    found = []
    stack: list[Any] = [*page][::-1]
    while stack:
        item = stack.pop()
        if isinstance(item, LTTextLineHorizontal):
            # Justified lines have more than one space between words.
            if words := " ".join(item.get_text().split()):
                found.append((item.x0, item.y0, item.x1, item.y1, words))
        elif hasattr(item, "__iter__"):
            stack += [*item][::-1]
    return found


if __name__ == "__main__":
    answer(_pages)
