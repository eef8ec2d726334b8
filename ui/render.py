"""Markup from texts: the one place that writes tags, so that no text can become one.

Every page is built with `element`; strings given to it are escaped, only `Html` passes as it is, and links other than
http(s), a path of this site or a fragment are left out.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_VOID = frozenset({"br", "hr", "link", "meta", "input"})
_LINKS = frozenset({"href", "src", "action"})


class Html(str):
    """Text that is markup already, made by this module only."""

    __slots__ = ()


def clean(value: str) -> str:
    """A text without what could reorder or break a page.

    Bidirectional embeddings, overrides and isolates are dropped (Unicode TR36, 2.2: they make text read otherwise than
    it is written); control characters and lone surrogates, which no page may carry, become U+FFFD.
    """
    return _BROKEN.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n").translate(_BIDI))


def text(value: str) -> Html:
    """A text as markup that shows exactly that text."""
    return value if isinstance(value, Html) else Html(html.escape(clean(value), quote=True))


def safe_url(value: str | None) -> str | None:
    """The address when it is http or https with a host, or leads within this site; else None."""
    if not value or re.search(r"[\s\x00-\x1f\x7f\\]", value):
        return None
    if value.startswith("#") or (value.startswith("/") and not value.startswith("//")):
        return value
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in {"http", "https"} and parts.hostname else None


def join(*parts: str | None) -> Html:
    """Parts one after the other, the unsafe ones escaped, None left out."""
    return Html("".join(text(part) for part in parts if part is not None))


def element(tag: str, *children: str | None, **attributes: str | int | bool | None) -> Html:
    """One element; a trailing underscore in an attribute's name is dropped, other underscores become hyphens.

    None and False leave an attribute out, True writes its bare name.
    """
    written = "".join(_attribute(name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{join(*children)}</{tag}>")


def _attribute(name: str, value: str | int | bool | None) -> str:
    if name in _LINKS:
        value = safe_url(str(value)) if value else None
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def hidden(value: str) -> Html:
    """Words for those who listen to the page."""
    return element("span", value, class_="vh")


def outside(label: str, url: str | None, said: str = "(another site, opens in a new tab)") -> Html | None:
    """A link to another site, in a tab of its own; None when the address is not a web address.

    `said` is for those who listen to the page.
    """
    if not url or safe_url(url) is None or url.startswith(("#", "/")):
        return None
    return element(
        "a",
        label,
        element("span", " ↗", class_="arrow"),
        hidden(f" {said}"),
        href=url,
        target="_blank",
        rel="noopener noreferrer",
    )


def one_line(markup: Html) -> Html:
    """The same markup without line ends: as one line, Markdown takes it for one block and leaves it alone."""
    return Html(markup.replace("\n", "&#10;").replace("\t", "&#9;"))
