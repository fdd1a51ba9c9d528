"""Takes from a saved page what is not the letter: menus, notices, comments, links to other pages.

When in doubt a part is kept: a signature list often stands outside the article, in a part with any
name, and is worth more than a clean page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from appeals_rdf.read.tree import BLOCKS, Node, measure, names, walk

LIST_LINES = 6
"""Lines that make a list of a part of a page."""
LIST_LINE = 120
"""Characters of a line of a list, on average, at most."""
LINKED = 0.5
"""The share of a part's characters within links that makes it a box of links."""
LINKS = 3
"""Links of a box of links at least."""
HEADLINE = 45
"""Characters of a link, on average, from which on a box holds headlines and not names."""
PARAGRAPH = 150
"""Characters of a paragraph that is prose: with the first one the letter has begun."""
MOST = 0.4
"""No part with a greater share of the page's words is furniture by its name alone."""
REST = 300
"""Characters that must be left of a page without its comments."""

# Parts that HTML or ARIA itself calls furniture.
_TAGS = frozenset(("nav", "menu", "search"))
_ROLES = names("navigation search menu menubar toolbar dialog alertdialog alert tooltip tablist")
# Parts that may hold words of the letter: its own header, a footer with names.
_EDGE_TAGS = frozenset(("header", "footer", "aside"))
_EDGE_ROLES = frozenset(("banner", "contentinfo", "complementary"))
# Words in the class or the id of a part, as many sites use them.
_NAMES = names(
    "nav navbar navigation menu breadcrumb breadcrumbs share sharing sharedaddy addtoany social "
    "socials newsletter subscribe popup modal overlay ad ads advert advertisement adsense promo "
    "sponsor sponsored pagination pager skip related recommended trending sidebar footer masthead "
    "toolbar login donate"
)
_FOREIGN_NAMES = names("comment comments commentlist respond disqus cookie cookies consent gdpr")
"""Words of parts that other people wrote, however much that is."""
_NAMED = BLOCKS | {"a"}
"""Elements whose names are looked at; the link that skips the menu is one."""
# A name with one of these says that the part belongs to the letter: "signatures", "firmantes".
_OWN = re.compile(r"sign(?!in|up)|firma|undersi|unterz|endors|support(?:er|ing)", re.I)
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def clear_page(root: Node) -> int:
    """Take the furniture out of a page; returns how many characters of text went with it."""
    before = root.length
    _prune(root, lambda node: _is_hidden(node) and not _is_list(node))
    whole = root.length
    letter = {id(node) for main in walk(root) if _is_main(main) for node in walk(main)}
    _prune(root, lambda node: _is_furniture(node, id(node) in letter, whole))
    begun = _Begun()
    _prune(root, lambda node: _is_link_box(node, begun.see(node)) and id(node) not in letter)
    return before - root.length


class _Begun:
    """Whether the letter has begun, going through a page from its top."""

    def __init__(self) -> None:
        self._begun = False

    def see(self, node: Node) -> bool:
        if node.tag in ("p", "div") and node.lines == 1:
            self._begun |= node.length - node.linked > PARAGRAPH
        return self._begun


def _prune(root: Node, unwanted: Callable[[Node], bool]) -> None:
    """Remove the outermost elements for which ``unwanted`` holds; it sees them in their order."""
    stack = [(root, child) for child in reversed(root.elements())]
    gone: set[int] = set()
    parents: set[Node] = set()
    while stack:
        parent, node = stack.pop()
        if unwanted(node):
            gone.add(id(node))
            parents.add(parent)
        else:
            stack.extend((node, child) for child in reversed(node.elements()))
    for parent in parents:
        parent.children = [c for c in parent.children if isinstance(c, str) or id(c) not in gone]
    if gone:
        measure(root)


def _is_hidden(node: Node) -> bool:
    return (
        "hidden" in node.attributes
        or node.get("aria-hidden").lower() == "true"
        or bool(_HIDDEN.search(node.get("style")))
    )


def _is_main(node: Node) -> bool:
    return node.tag in ("main", "article") or node.get("role").lower() in ("main", "article")


def _is_furniture(node: Node, in_letter: bool, whole: int) -> bool:
    if node.tag in ("html", "body", "main", "") or _OWN.search(_names(node)):
        return False
    words = {word.lower() for word in _NAME.findall(_names(node))} if node.tag in _NAMED else set()
    if words & _FOREIGN_NAMES:
        return whole - node.length >= REST
    role = node.get("role").lower()
    if node.tag in _TAGS or role in _ROLES:
        return node.length <= MOST * whole
    at_edge = node.tag in _EDGE_TAGS or role in _EDGE_ROLES
    if at_edge and in_letter:
        return node.tag == "aside" and _is_linked(node)
    if at_edge or words & _NAMES:
        return node.length <= MOST * whole and not (_is_list(node) or _has_letter(node))
    return False


def _names(node: Node) -> str:
    return f"{node.get('class')} {node.get('id')}"


def _is_list(node: Node) -> bool:
    """Whether a part has many short lines that are no links, as a signature list has."""
    return (
        node.lines >= LIST_LINES and node.length <= LIST_LINE * node.lines and not _is_linked(node)
    )


def _is_linked(node: Node) -> bool:
    return node.linked > LINKED * node.length


def _has_letter(node: Node) -> bool:
    return any(part.tag == "h1" or _is_main(part) for part in walk(node))


def _is_link_box(node: Node, behind: bool) -> bool:
    """Whether a part is there for its links to other pages of the same site.

    ``behind`` the letter's beginning a box of short links may be its signatories.
    """
    if not node.linked or node.tag not in BLOCKS or not _is_linked(node):
        return False
    links = [part for part in walk(node) if part.tag == "a" and part.get("href")]
    hosts = {urlsplit(link.get("href")).netloc for link in links}
    if len(links) < LINKS or len(hosts - {""}) > 1:
        return False
    return not behind or node.linked > HEADLINE * len(links)
