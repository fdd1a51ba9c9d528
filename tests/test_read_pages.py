"""Saved pages: the letter and its signatures stay, what a site puts around them goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from appeals_rdf.read import read_document

PARAGRAPH = (
    "We ask the council of the valley to keep the old bridge open, because the people of the "
    "village use it every day and there is no other way across the river for those who walk."
)
NAMES = [f"{first} {last}" for first in ("Ann", "Bo", "Cy") for last in ("Example", "Sample")]
MENU = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("Home", "Sports", "Weather"))

PAGE = """<!doctype html>
<html lang="en"><head><title>Keep the bridge – The Valley Post</title>
<meta property="article:published_time" content="2031-05-14T08:00:00Z">
<style>p {{ color: red }}</style><script>track("everyone")</script></head>
<body class="single has-sidebar">
<a class="skip-link" href="#main">Skip to content</a>
<header role="banner"><a href="/">The Valley Post</a><nav><ul>{menu}</ul></nav></header>
<div id="cookie-consent"><p>We use cookies to show you more.</p><button>Accept</button></div>
<div class="layout"><article>
<h1>Keep the bridge</h1>
<div class="share-buttons"><a href="https://social.example.org/">Share</a></div>
<p>{paragraph}</p>
<p>It was built by <a href="/history">our grandparents</a>.</p>
<aside><h4>Read more</h4><ul>{menu}</ul></aside>
</article>
{signatures}
<div class="related-posts"><h3>Related</h3><ul>{menu}</ul></div>
<section id="comments"><h3>2 comments</h3><article class="comment"><p>Dee Reader: Fine!</p>
</article><article class="comment"><p>Ed Reader: Not so.</p></article></section>
<aside class="sidebar"><h4>Most read</h4><ul>{menu}</ul></aside></div>
<div style="display:none">Pay for this page</div>
<form><label>Mail</label><input value="x"><select><option>Never</option></select></form>
<footer><p>© The Valley Post</p><a href="/imprint">Imprint</a></footer>
</body></html>"""

SIGNATURES = {
    "a list in a section of its own": "<section><h2>Signed</h2><ol>{li}</ol></section>",
    "lines in a part without a name": "<div><p>Signed</p><p>{br}</p></div>",
    "cards": "<div class='widget'><p>Signed</p><div class='grid'>{cards}</div></div>",
    "behind a button": "<details><summary>Signed</summary><ul>{li}</ul></details>",
    "hidden until a button is pressed": "<p>Signed</p><ul style='display: none'>{li}</ul>",
    "a table": "<p>Signed</p><table>{rows}</table>",
    "an aside": "<aside class='sidebar'><p>Signed</p><ul>{li}</ul></aside>",
    "a footer": "<footer><p>Signed</p><ul>{li}</ul></footer>",
    "links to the pages of the people": "<p>Signed</p><ul>{links}</ul>",
}

GONE = "Home Weather cookies Accept Share Related Reader comments Pay Mail Never Imprint Skip track"


def _page(signatures: str) -> str:
    listed = signatures.format(
        li="".join(f"<li>{name}</li>" for name in NAMES),
        br="<br>".join(NAMES),
        cards="".join(f"<div><h3>{name}</h3><p>teacher</p></div>" for name in NAMES),
        rows="".join(f"<tr><td>{name}<td>teacher" for name in NAMES),
        links="".join(f'<li><a href="/people/{n}">{name}</a>' for n, name in enumerate(NAMES)),
    )
    return PAGE.format(menu=MENU, paragraph=PARAGRAPH, signatures=listed)


@pytest.mark.parametrize("layout", SIGNATURES)
def test_a_saved_page(layout: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(_page(SIGNATURES[layout]), "utf-8")
    document = read_document(tmp_path / "a.html", "a", "en")
    head, _, body = document.text.partition("\n\n")
    assert head.split("\n") == [
        "title: Keep the bridge – The Valley Post",
        "date: 2031-05-14T08:00:00Z",
    ]
    for words in ("Keep the bridge\n\n", PARAGRAPH, "our grandparents.", "Signed", *NAMES):
        assert words in body, layout
    for words in GONE.split():
        assert words not in body, layout
    assert [note.code for note in document.notes] == ["page-furniture-left-out"]


def test_a_page_without_furniture_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<h1>Us</h1><p>{PARAGRAPH}</p><p>Ann Example</p>", "utf-8")
    document = read_document(tmp_path / "a.html", "a", "en")
    assert document.text == f"Us\n\n{PARAGRAPH}\n\nAnn Example"
    assert document.notes == ()


def test_a_wrapper_is_not_thrown_away_for_its_name(tmp_path: Path) -> None:
    source = f"<div class='page sidebar footer'><h1>Us</h1><p>{PARAGRAPH}</p></div>"
    (tmp_path / "a.html").write_text(source, "utf-8")
    assert PARAGRAPH in read_document(tmp_path / "a.html", "a", "en").text
