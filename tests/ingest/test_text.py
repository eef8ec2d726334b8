"""Plain text: page furniture, run-on lines, wrapped lines, encodings, and files that are no text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.readers import read
from ingest.readers.text import read_lines, read_text
from ingest.source import Kind, Source
from ingest.structure import build_document

K = UnitKind
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
COUNTS = {  # articles and recitals, as printed in the Official Journal
    "32001L0055": (34, 26),
    "32003L0086": (22, 18),
    "32003L0109": (28, 26),
    "32004L0038": (42, 31),
    "32008L0115": (23, 30),
    "32009L0052": (19, 39),
    "32011L0095": (42, 53),
    "32013L0032": (55, 62),
    "32013L0033": (34, 37),
    "32021L1883": (33, 71),
    "32021R1057": (42, 54),
    "32021R1060": (119, 96),
    "32021R1147": (40, 76),
}


def texts(content: str) -> list[str]:
    return [block.text for block in read_lines(content).blocks]


def written(folder: Path, content: bytes) -> Path:
    path = folder / "page.en.txt"
    path.write_bytes(content)
    return path


def test_page_furniture_goes_into_the_properties() -> None:
    reading = read_lines("30.4.2030\nEN\nOfficial Journal of the European Union\nL 158/77\nDIRECTIVE 2030/1/EU")
    assert [block.text for block in reading.blocks] == ["DIRECTIVE 2030/1/EU"]
    assert reading.properties == {"published": "30.4.2030", "language": "en", "official_journal": "L 158/77"}


def test_a_date_further_down_is_text() -> None:
    assert "30.4.2030" in texts("\n".join(["Line of text that stays."] * 14 + ["30.4.2030"]))


OLD = """EUR-Lex - 32030L0001 - EN
Avis juridique important
|
32030L0001
Directive 2030/1/EU of 3 March 2030 on bicycles
Official Journal L 251 , 03/10/2030 P. 0012 - 0018
Directive 2030/1/EUof 3 March 2030on bicycles
Whereas:(1) Bicycles are useful.
Article 1
Subject matterThis Directive determines:
(a) who lends;(b) who borrows in the territory and(c) who pays the family member(s) a visit.
Article 2
1. It applies in paragraph 1.Regarding bells, it does not.
Done at Brussels, 3 March 2030.For the CouncilThe PresidentF. Fratelli(1) OJ C 1, p. 1.(2) OJ C 2, p. 2.ANNEX I\
>PIC FILE= "L_1">ANNEX IIThe list of Articles 10 and 15."""


def test_run_on_text_is_cut_where_paragraphs_were_joined() -> None:
    reading = read_lines(OLD)
    assert [block.text for block in reading.blocks] == [
        "Directive 2030/1/EU of 3 March 2030 on bicycles",
        "Whereas:",
        "(1) Bicycles are useful.",
        "Article 1",
        "Subject matter",
        "This Directive determines:",
        "(a) who lends;",
        "(b) who borrows in the territory and",
        "(c) who pays the family member(s) a visit.",
        "Article 2",
        "1. It applies in paragraph 1.",
        "Regarding bells, it does not.",
        "Done at Brussels, 3 March 2030.",
        "For the Council",
        "The President",
        "F. Fratelli",
        "(1) OJ C 1, p. 1.",
        "(2) OJ C 2, p. 2.",
        "ANNEX I",
        "ANNEX II",
        "The list of Articles 10 and 15.",
    ]
    assert reading.properties["celex"] == "32030L0001"


def test_names_with_capitals_inside_are_not_cut() -> None:
    line = "The EaSI strand and Mr McDonald of the InvestEU programme."
    assert texts(line) == [line]


def test_lines_that_an_editor_wrapped_are_joined() -> None:
    content = (
        "The municipality lends bicycles to everyone who lives there and has\n"
        "a valid card. The card is free of charge for the first two years and\n"
        "costs little afterwards.\n\n"
        "Bicycles must be brought back before midnight, or a fee is charged for\n"
        "every hour that has begun:\n"
        "- one euro on working days, and this line is long enough to be wrapped\n"
        "  by the editor,\n"
        "- two euros on all other days.\n"
    )
    assert texts(content) == [
        " ".join(content.splitlines()[:3]),
        "Bicycles must be brought back before midnight, or a fee is charged for every hour that has begun:",
        "- one euro on working days, and this line is long enough to be wrapped by the editor,",
        "- two euros on all other days.",
    ]


def test_a_footnote_is_told_from_a_point_by_its_two_spaces() -> None:
    kinds = [
        block.kind for block in read_lines("(1)  OJ C 1, 1.1.2030, p. 1.\n(1)   ‘bicycle’ means a vehicle;").blocks
    ]
    assert kinds == [K.FOOTNOTE, None]


SENTENCE = "Les États membres prêtent des vélos à toute personne âgée de 18 ans, « gratuitement »."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    reading = read_text(written(tmp_path, SENTENCE.encode(encoding)))
    assert [block.text for block in reading.blocks] == [SENTENCE]


def test_utf8_once_read_as_windows_1252_is_mended(tmp_path: Path) -> None:
    right = "The applicant’s bicycle – ‘new’."
    broken = right.encode("utf-8").decode("cp1252").encode("utf-8")
    assert [block.text for block in read_text(written(tmp_path, broken)).blocks] == [right]


@pytest.mark.parametrize("content", [b"", b" \n\t\n", bytes(range(8)) * 100])
def test_files_without_text_are_refused_by_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"page\.en\.txt"):
        read_text(written(tmp_path, content))


@given(st.text(max_size=300))
def test_no_letter_is_lost(content: str) -> None:
    letters = [c for c in content if c.isalpha() and c.isascii()]
    reading = read_lines("First line of a text.\n" * 12 + content)
    kept = "".join(block.text for block in reading.blocks[12:])
    assert [c for c in kept if c.isalpha() and c.isascii()] == letters


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
@pytest.mark.parametrize("celex", COUNTS)
def test_units_of_the_corpus_agree_with_the_law(celex: str) -> None:
    source = Source(id=celex, title=celex, kind=Kind.OTHER)
    document = build_document(source, read(CORPUS / "acts" / f"{celex}.en.txt", "en"))
    outside = {K.ANNEX, K.PROTOCOL}
    for kind, count in zip((K.ARTICLE, K.RECITAL), COUNTS[celex], strict=True):
        found = [
            unit.number
            for i, unit in enumerate(document.units)
            if unit.kind == kind and not any(document.units[a].kind in outside for a in document.ancestors(i))
        ]
        assert found == [str(number) for number in range(1, count + 1)]
    without_subject = [u.number for u in document.units if u.kind == K.ARTICLE and not u.heading]
    assert len(without_subject) == (COUNTS[celex][0] if celex in {"32001L0055", "32003L0086"} else 0)
