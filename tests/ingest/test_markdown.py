"""Markdown: structure, front matter, and the marks that conversions leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.block import Block
from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.readers import read
from ingest.readers.markdown import read_source

K = UnitKind
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
BRIEFS = Path(__file__).parents[2] / "ingest" / "briefs"


def blocks(source: str) -> tuple[Block, ...]:
    return read_source(source, "note.md").blocks


def texts(source: str) -> list[str]:
    return [block.text for block in blocks(source)]


def test_headings_lists_and_tables() -> None:
    source = """# Bicycles

Everyone may *borrow* a **bicycle** with a [card](https://example.org).

- one
  - nested
- two

3. third
4. fourth

| Day | Fee |
|---|---|
| Monday | 1 euro |
"""
    assert [(block.kind, block.level, block.text) for block in blocks(source)] == [
        (K.HEADING, 1, "Bicycles"),
        (None, 0, "Everyone may borrow a bicycle with a card."),
        (K.POINT, 1, "– one"),
        (K.POINT, 2, "– nested"),
        (K.POINT, 1, "– two"),
        (K.POINT, 1, "3. third"),
        (K.POINT, 1, "4. fourth"),
        (K.TABLE, 0, "Day | Fee"),
        (K.TABLE, 0, "Monday | 1 euro"),
    ]


def test_front_matter_becomes_properties_and_no_text() -> None:
    source = (
        '---\nid: bikes\ntitle: "Bicycles: a brief"\ncovers:\n  - "one act"\n  - another\n---\n\n# Heading\n\nText.\n'
    )
    reading = read_source(source, "note.md")
    assert reading.properties == {"id": "bikes", "title": "Bicycles: a brief", "covers": "one act; another"}
    assert [block.text for block in reading.blocks] == ["Heading", "Text."]


def test_a_rule_in_the_text_is_no_front_matter() -> None:
    assert texts("Above.\n\n---\n\nkey: value\n\n---\n") == ["Above.", "key: value"]


def test_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_bytes(b"---\r\nid: bikes\r\n---\r\n# Heading\r\n\r\nText.\r\n")
    reading = read(path, "en")
    assert reading.properties["id"] == "bikes"
    assert [block.text for block in reading.blocks] == ["Heading", "Text."]


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("□□ *Announced at the plenary*", "Announced at the plenary"),
        ("the [Cities and Regions](#) initiative", "the Cities and Regions initiative"),
        ('He said: " *It works . Truly*".', 'He said: "It works. Truly".'),
        ('She said: " *It works. "*', 'She said: "It works."'),
        ("available in the [gallery](#) .", "available in the gallery."),
        ("a stray * in the text**", "a stray in the text"),
        ("3 * 4 is twelve", "3 4 is twelve"),
        ('a "welcome and necessary" step', 'a "welcome and necessary" step'),
        ("![a picture](x.png) and a text", "and a text"),
        ("A<br>B and <b>C</b>", "AB and C"),
    ],
)
def test_conversion_marks_are_cleaned(source: str, clean: str) -> None:
    assert texts(source) == [clean]


def test_a_sentence_cut_in_two_is_joined() -> None:
    source = 'She said: " *Authorities deliver essential services,*\n\n*in healthcare and education. They organise. "*'
    joined = 'She said: "Authorities deliver essential services, in healthcare and education. They organise."'
    assert texts(source) == [joined]


def test_paragraphs_that_end_are_not_joined() -> None:
    source = "The first paragraph is a long sentence that comes to its end.\n\nand this begins with a small letter."
    assert len(texts(source)) == 2
    assert len(texts("Short line\n\nof an address")) == 2


def test_a_bold_line_is_a_heading_and_a_bold_word_is_not() -> None:
    assert [block.kind for block in blocks("**Contact:**\n\nA **bold** word.\n")] == [K.HEADING, None]


def test_html_blocks_keep_their_text() -> None:
    assert texts("<div>\n<p>Kept text.</p>\n<script>alert(1)</script>\n</div>\n") == ["Kept text."]


@pytest.mark.parametrize("source", ["", "\n\n", "---\nid: x\n---\n", "![](x.png)", "□□"])
def test_a_file_without_text_is_named(source: str) -> None:
    with pytest.raises(UnreadableFile, match=r"note\.md has no text"):
        blocks(source)


@given(
    st.lists(st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x17F), min_size=1, max_size=12), min_size=1)
)
def test_plain_words_come_through_unchanged(words: list[str]) -> None:
    assert " ".join(texts(" ".join(words))) == " ".join(words)


@pytest.mark.parametrize("path", sorted(BRIEFS.glob("[!S]*.md")), ids=lambda path: path.stem)
def test_the_briefs_read_well(path: Path) -> None:
    reading = read(path, "en")
    assert reading.properties["id"] == path.stem
    assert reading.properties["kind"] == "brief"
    assert any(block.kind == K.HEADING and block.level == 2 for block in reading.blocks)
    assert not any(mark in block.text for block in reading.blocks for mark in ("**", "](", "\u25a1", "  "))


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_press_release_reads_well() -> None:
    reading = read(CORPUS / "press-release" / "cor-integration-partnership.en.md", "en")
    text = "\n".join(block.text for block in reading.blocks)
    assert "deliver essential services in healthcare" in text
    assert "fund" in text
    assert not any(mark in text for mark in ("\u25a1", "](", "*", " .", '" M', " ,"))
    assert text.count('"') % 2 == 0
