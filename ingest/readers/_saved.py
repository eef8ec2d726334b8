"""A page saved from the EUR-Lex site: the act among the site's search box, menus and languages, which are none of it.

The act stands in the element `document1` (`docHtml` before 2023); the site says its number and title beside it.
"""

from __future__ import annotations

import re

from ingest.readers._markup import Element
from ingest.readers._text import normalise

_PLACES = ("docHtml", "document1", "textTabContent")
_SITE = ("textTabContent", "PP4Contents", "documentView")
_SILENT = {"script", "style", "noscript", "template"}
_CELEX = re.compile(r"\b[0-9]\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?(?:R\(\d\d\))?(?:-\d{8})?\b")
_LEAST = 0.3  # of a page's letters: what is called "document1" elsewhere may be anything


def saved_act(root: Element) -> tuple[Element, dict[str, str]]:
    """The element with the act, and `celex`, `title`, `language` as the site tells them; the root of other pages."""
    found = next((e for place in _PLACES if (e := root.find(f".//*[@id='{place}']")) is not None), None)
    is_site = any(root.find(f".//*[@id='{name}']") is not None for name in _SITE)
    if found is None or _letters(found) < (1 if is_site else _LEAST * _letters(root)):
        return root, {}
    told = {"celex": _number(root), "title": _title(root), "language": _language(root, found)}
    return found, {name: value for name, value in told.items() if value}


def _letters(element: Element) -> int:
    return sum(len((e.text or "").strip()) for e in element.iter("*") if e.tag not in _SILENT)


def _number(root: Element) -> str:
    lines = [root.findtext(".//h1") or "", _meta(root, "WT.z_docID")]
    lines += [link.get("href") or "" for link in root.iter("link") if link.get("rel") == "canonical"]
    return next((number.group() for line in lines if (number := _CELEX.search(line))), "")


def _title(root: Element) -> str:
    shown = root.find(".//*[@id='title']")
    words = "" if shown is None else " ".join(shown.itertext())
    return normalise(words or _meta(root, "WT.z_docTitle") or _meta(root, "DC.description"))


def _language(root: Element, act: Element) -> str:
    own = next((e.get("lang") for e in act.iter("*") if e.get("lang")), None)
    return (own or root.get("lang") or "")[:2].lower()


def _meta(root: Element, name: str) -> str:
    found = root.find(f".//meta[@name='{name}']")
    return "" if found is None else found.get("content") or ""
