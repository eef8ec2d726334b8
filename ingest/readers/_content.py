"""The content of a web page, without what a content system puts around it: menus, banners, share buttons, hidden text.

Only elements with little of the page's text go, so that a page whose wrapper is called "has-sidebar" stays whole. The
signs are those of the HTML standard and of ARIA, and the names that content systems (Drupal, WordPress, the Europa
Component Library) give their blocks; the share of linked text tells menus from prose (Kohlschütter 2010, WSDM).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.readers._markup import Element

_ROLE_NAMES = "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar tablist"
_ROLES = frozenset(_ROLE_NAMES.split())
_PARTS = """
    nav navbar navigation menu submenu breadcrumb breadcrumbs sidebar cookie cookies consent skip skiplink share
    sharing social footer masthead pagination pager newsletter related toolbar advert ads
"""
_NAMES = frozenset(_PARTS.split())
_NAMED = frozenset({"a", "div", "section", "ul", "ol", "span", "p", "table"})
_BLOCKS = frozenset({"ul", "ol", "div", "table"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK = frozenset({"del", "s", "strike"})
_CONTENT = (".//main", ".//*[@role='main']", ".//*[@id='main-content']", ".//*[@id='content']", ".//*[@id='main']")
_MOST = 0.3  # of a page's letters: what has more is content, whatever it is called
_LEAST = 0.4  # of a page's letters that an element named "content" must have to be it
_LINKED = 0.9  # of a block's letters in links: a menu without a name
_LINKS = 5
_LINK_LENGTH = 80  # letters a link on average; longer ones are titles of documents, which may be what the page is for


def prune(root: Element) -> list[str]:
    """Take out hidden and struck-out text and what surrounds the content; says what of it a reader should know."""
    notes = []
    struck = [element for element in root.iter(*_STRUCK) if any(text.strip() for text in element.itertext())]
    for element in struck:
        _remove(element)
    if struck:
        notes.append("struck-out text is left out")
    for element in [element for element in root.iter("*") if _is_hidden(element)]:
        _remove(element)
    counts = _counts(root)
    most = counts[root].letters * _MOST
    around = [e for e, count in counts.items() if count.letters < most and (_is_furniture(e) or _is_menu(e, count))]
    for element in around:
        _remove(element)
    return notes


def content_of(root: Element) -> Element:
    """The element that holds the content: `main`, a lone `article`, one that is named so, else the body."""
    body = root.find(".//body")
    body = root if body is None else body
    counts = _counts(body)
    named = (body.find(path) for path in _CONTENT)
    enough = counts[body].letters * _LEAST
    found = next((element for element in named if element is not None and counts[element].letters >= enough), body)
    articles = found.findall(".//article")
    is_content = len(articles) == 1 and counts[articles[0]].letters >= counts[found].letters * _LEAST
    return articles[0] if is_content else found


@dataclass(frozen=True)
class _Count:
    """Letters of an element, those of them in links that lead elsewhere, and how many such links there are."""

    letters: int = 0
    linked: int = 0
    links: int = 0


def _counts(root: Element) -> dict[Element, _Count]:
    """Counts of every element, each from those of its children, so that deep pages are no more work than flat ones."""
    counts: dict[Element, _Count] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        if not isinstance(element.tag, str):
            continue
        children = [child for child in element if isinstance(child.tag, str)]
        below = [counts[child] for child in children]
        letters = _length(element.text) + sum(c.letters for c in below) + sum(_length(child.tail) for child in element)
        if element.tag == "a" and not (element.get("href") or "#").startswith("#"):
            counts[element] = _Count(letters, letters, 1)
        else:
            counts[element] = _Count(letters, sum(c.linked for c in below), sum(c.links for c in below))
    return counts


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _is_hidden(element: Element) -> bool:
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return hidden or _HIDDEN.search(element.get("style") or "") is not None


def _is_furniture(element: Element) -> bool:
    if element.get("role") in _ROLES:
        return True
    return element.tag in _NAMED and any(word in _NAMES for word in _words(element))


def _words(element: Element) -> Iterator[str]:
    """The words of an element's id and classes: "ecl-breadcrumb__link" gives ecl, breadcrumb and link."""
    for name in (element.get("id") or "", element.get("class") or ""):
        yield from re.split(r"[\W_]+", name.lower())


def _is_menu(element: Element, count: _Count) -> bool:
    """Whether a block is nothing but short links that lead elsewhere."""
    short = count.links >= _LINKS and count.linked <= count.links * _LINK_LENGTH
    return short and element.tag in _BLOCKS and count.linked > count.letters * _LINKED


def _remove(element: Element) -> bool:
    """Take an element out and keep what follows it; False where it is out already or the root."""
    parent = element.getparent()
    if parent is None:
        return False
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
    return True
