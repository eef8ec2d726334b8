"""The web layout of Commission documents (COM and SWD, written with LegisWrite), made like any page before it is read.

Footnotes: `<a class="footnoteRef" href="#footnote3">3</a>` in the text, `<dd id="footnote3">` at the end. Numbers stand
in `<span class="num">` close to their text. Styles name titles (`Typedudocument`, `Titreobjet`) and headings
(`ManualHeading2`, `li Heading1`).
"""

from __future__ import annotations

import re

from ingest.readers._markup import Element, classes

_TITLES = re.compile(r"(?:Statut|Typedudocument|Titreobjet)(?:_cp)?$")
_HEADING = re.compile(r"(?:Manual)?Heading(\d)$")
_FIRST = {"Exposdesmotifstitre", "Fichefinanciretitre"}
_NOTE_REFERENCE = re.compile(r"#_?(?:foot|fn|ftn|end)?note?\w*|#_?f(?:oot)?n\w*", re.IGNORECASE)
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|\*{1,3}|[a-z]|[ivx]{1,5})[\])]?")


def level_of(element: Element) -> int:
    """The level that a paragraph's style gives it as a heading, 0 for none."""
    names = classes(element)
    if names & _FIRST:
        return 1
    return next((int(found.group(1)) + 1 for name in names if (found := _HEADING.match(name))), 0)


def is_title(element: Element) -> bool:
    """Whether a paragraph is a part of the document's title."""
    return any(_TITLES.match(name) for name in classes(element))


def is_note(element: Element) -> bool:
    """Whether an element is a footnote of the text's end."""
    return element.tag in {"dd", "li", "p", "div"} and re.fullmatch(r"footnote\d+", element.get("id") or "") is not None


def is_reference(element: Element) -> bool:
    """Whether an element is nothing but the mark of a footnote: a raised link into the page with a number."""
    if element.tag == "a":
        link = element
        raised = "footnoteRef" in classes(element)
    else:
        link = element.find(".//a") if element.tag in {"sup", "span"} else None
        raised = element.tag == "sup" or "FootnoteReference" in classes(element)
    if link is None or not raised or not _NOTE_REFERENCE.match(link.get("href") or ""):
        return False
    return _MARK.fullmatch("".join("".join(element.itertext()).split())) is not None


def part_numbers(root: Element) -> None:
    """A space between each number and its text."""
    for number in root.iter("span"):
        if "num" in classes(number):
            number.tail = f" {number.tail or ''}"
