"""EUR-Lex consolidated texts."""

from __future__ import annotations

from pathlib import Path

from ingest.block import Reading
from ingest.document import UnitKind
from ingest.readers import read

K = UnitKind


def grid(mark: str, content: str) -> str:
    return (
        '<div class="grid-container grid-list">'
        f'<div class="list grid-list-column-1"><span>{mark} </span></div>'
        f'<div class="grid-list-column-2">{content}</div>'
        "</div>"
    )


def parag(number: str, content: str) -> str:
    text = f'<div class="norm inline-element">{content}</div>'
    return f'<div class="norm"><span class="no-parag">{number}  </span>{text}</div>'


def listed(mark: str, title: str, name: str) -> str:
    return f"<table><tr><td>{p(mark, 'arrow')}</td><td>{p(title, name)}</td></tr></table>"


def p(text: str, name: str = "norm") -> str:
    return f'<p class="{name}">{text}</p>'


NOTE = '(<a href="#E0001" id="src.E0001"><span class="superscript">1</span></a>)'
HEAD = (
    p("02030L0001 — EN — 05.06.2031 — 001.001", "reference")
    + p("This text is meant purely as a documentation tool.", "disclaimer")
    + listed("►B", "DIRECTIVE (EU) 2030/1", "title-doc-first")
    + listed("►M1", "Directive (EU) 2031/5", "title-fam-member")
)


def read_page(tmp_path: Path, body: str) -> Reading:
    path = tmp_path / "text.html"
    path.write_text(f"<!DOCTYPE html><html><head></head><body>{body}</body></html>", encoding="utf-8")
    return read(path)


def brief(reading: Reading) -> list[tuple[UnitKind | None, str | None, int, str]]:
    return [(b.kind, b.number, b.level, b.text) for b in reading.blocks]


def test_a_consolidated_act(tmp_path: Path) -> None:
    reading = read_page(
        tmp_path,
        HEAD
        + '<div class="eli-container">'
        + f'<div class="eli-main-title" id="tit_1">{p("DIRECTIVE (EU) 2030/1", "title-doc-first")}</div>'
        + '<div id="cpt_I">'
        + p('<span class="italics">CHAPTER I</span>', "title-division-1")
        + p("General", "title-division-2")
        + '<div class="eli-subdivision" id="art_1">'
        + p("Article 1", "title-article-norm")
        + f'<div class="eli-title" id="art_1.tit_1">{p("Scope", "stitle-article-norm")}</div>'
        + parag("1.", f"It applies to houses {NOTE}.")
        + p("▼M1", "modref")
        + parag(
            "2.",
            p("►M1 It does not apply to: ◄", "norm inline-element")
            + grid("(a)", p("boats;") + grid("—", '<div class="list">large, or</div>'))
            + grid("(b)", p("tents.") + p("Save in winter.")),
        )
        + p("—————")
        + p("Other text.")
        + "</div></div>"
        + f'<div class="eli-subdivision" id="fnp_1">{p("Done.")}</div></div>'
        + '<p class="footnote">(<a href="#src.E0001" id="E0001"><span class="superscript">1</span></a>) OJ L 1.</p>',
    )
    assert brief(reading) == [
        (K.TITLE, None, 1, "DIRECTIVE (EU) 2030/1"),
        (K.DIVISION, "I", 0, "CHAPTER I"),
        (K.SUBJECT, None, 0, "General"),
        (K.ARTICLE, "1", 0, "Article 1"),
        (K.SUBJECT, None, 0, "Scope"),
        (K.PARAGRAPH, "1", 0, "1. It applies to houses."),
        (K.PARAGRAPH, "2", 0, "2. It does not apply to:"),
        (K.POINT, "a", 1, "(a) boats;"),
        (K.POINT, None, 2, "— large, or"),
        (K.POINT, "b", 1, "(b) tents."),
        (K.SUBPARAGRAPH, None, 1, "Save in winter."),
        (K.SUBPARAGRAPH, None, 0, "Other text."),
        (K.TEXT, None, 0, "Done."),
        (K.FOOTNOTE, None, 0, "(1) OJ L 1."),
    ]
    assert [b.anchor for b in reading.blocks if b.anchor] == ["cpt_I", "art_1", "fnp_1", "E0001"]
    assert reading.layout == "consolidated"
    assert reading.properties == {
        "title": "DIRECTIVE (EU) 2030/1",
        "celex": "02030L0001-20310605",
        "language": "en",
        "date": "2031-06-05",
    }


def test_a_flat_page_with_an_annex(tmp_path: Path) -> None:
    reading = read_page(
        tmp_path,
        p("REGULATION (EU) 2030/2", "title-doc-first")
        + p("Article 1", "title-article-norm")
        + p("It applies.")
        + '<hr class="separator-annex"/>'
        + p("ANNEX I", "title-annex-1")
        + p("REDUCTIONS", "title-gr-seq-level-1")
        + p("Part A", "title-gr-seq-level-2")
        + p("Annex prose.")
        + '<table class="borderOj"><tr><td><p class="tbl-norm">Belgium</p></td><td><p>35 %</p></td></tr></table>',
    )
    assert brief(reading)[2:] == [
        (K.SUBPARAGRAPH, None, 0, "It applies."),
        (K.ANNEX, "I", 0, "ANNEX I"),
        (K.SUBJECT, None, 0, "REDUCTIONS"),
        (K.HEADING, None, 3, "Part A"),
        (K.TEXT, None, 0, "Annex prose."),
        (K.TABLE, None, 0, "Belgium | 35 %"),
    ]
