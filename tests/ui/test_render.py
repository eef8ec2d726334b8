"""No text can become a tag, an attribute or a foreign link."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.render import Html, clean, element, join, one_line, outside, safe_url, text

ANY = st.text(alphabet=st.characters(), max_size=60)
HOSTILE = st.one_of(
    ANY,
    st.sampled_from(
        ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</p><a href=x>", "&lt;b&gt;", "' onclick='x"]
    ),
)


class Seen(HTMLParser):
    """The tags and the text a browser would see."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@given(HOSTILE)
def test_a_text_shows_as_itself_and_makes_no_tag(words: str) -> None:
    seen = Seen(element("p", words))
    assert seen.tags == [("p", {})]
    assert seen.words == clean(words)


@given(HOSTILE)
def test_an_attribute_stays_one_attribute(words: str) -> None:
    seen = Seen(element("p", "x", title=words))
    assert seen.tags == [("p", {"title": clean(words)})]


@given(HOSTILE)
def test_every_page_can_be_sent(words: str) -> None:
    element("p", words, title=words).encode("utf-8")


@given(st.text(alphabet="\u202a\u202b\u202d\u202e\u2066\u2067\u2069\x00\x07\x1b\x9f\ud800ab"))
def test_nothing_reorders_the_page_or_breaks_it(words: str) -> None:
    assert not set(clean(words)) - set("ab\ufffd")


def test_marks_of_right_to_left_text_stay() -> None:
    assert clean("א\u200f ב\u200e") == "א\u200f ב\u200e"


def test_line_ends_are_one_kind() -> None:
    assert clean("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//elsewhere.example/x",
        "/\\elsewhere.example",
        "java\nscript:alert(1)",
        " https://a.example",
        "https://",
        "http://[",
        "file:///etc/passwd",
        "",
        None,
    ],
)
def test_unsafe_addresses_are_left_out(address: str | None) -> None:
    assert safe_url(address) is None
    assert "href" not in element("a", "x", href=address)


@pytest.mark.parametrize(
    "address", ["https://eur-lex.europa.eu/x?a=1&b=2#art_17", "http://a.example", "/library", "#t1-c1"]
)
def test_safe_addresses_stay_as_they_are(address: str) -> None:
    assert Seen(element("a", "x", href=address)).tags == [("a", {"href": address})]


@given(HOSTILE)
def test_a_link_to_another_site_is_http_or_nothing(address: str) -> None:
    link = outside("EUR-Lex", address)
    if link is not None:
        attributes = Seen(link).tags[0][1]
        assert str(attributes["href"]).startswith(("http://", "https://"))
        assert attributes["rel"] == "noopener noreferrer"


def test_only_markup_passes_unescaped() -> None:
    assert join("<b>", Html("<i>"), None) == "&lt;b&gt;<i>"
    assert text(Html("<i>")) == "<i>"
    assert element("br") == "<br>"
    assert element("p", "x", hidden=True, title=None, lang=False, data_n=3) == '<p hidden data-n="3">x</p>'


@given(HOSTILE)
def test_markup_for_markdown_is_one_line_and_shows_the_same(words: str) -> None:
    line = one_line(element("div", words, title=words))
    assert "\n" not in line
    assert "\t" not in line
    assert Seen(line).words == clean(words)
