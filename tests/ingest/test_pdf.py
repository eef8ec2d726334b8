"""PDF: pages built here with exact places of every line, and the Official Journal pages of the corpus."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from ingest.document import Document, UnitKind
from ingest.errors import NoTextLayer, TooLarge, UnreadableFile
from ingest.readers import read
from ingest.readers.pdf import read_pdf
from ingest.source import Kind, Source
from ingest.structure import build_document

K = UnitKind
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
Text = tuple[float, float, float, str]  # left, baseline, type size, text


def pdf(pages: Iterable[Iterable[Text]], trailer: str = "", drawn: str = "") -> bytes:
    """A PDF of A4 pages with lines of Helvetica at given places; `drawn` is put on every page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        content_stream = drawn + "".join(f"BT /F1 {s} Tf {x} {y} Td ({escaped(t)}) Tj ET\n" for x, y, s, t in page)
        objects.append(f"<< /Length {len(content_stream)} >>\nstream\n{content_stream}endstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF"
    return out + end.encode("cp1252")


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def written(folder: Path, content: bytes, name: str = "page.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def column(left: float, top: float, lines: list[str], size: float = 10) -> list[Text]:
    return [(left, top - 12 * i, size, line) for i, line in enumerate(lines)]


def texts(folder: Path, pages: Iterable[Iterable[Text]]) -> list[str]:
    return [block.text for block in read_pdf(written(folder, pdf(pages))).blocks]


LONG = [
    "The municipality lends bicycles to everyone who lives there",
    "and has a valid card, which is free of charge for all.",
]


def test_lines_are_joined_and_paragraphs_kept_apart(tmp_path: Path) -> None:
    page = [
        *column(60, 700, LONG),
        *column(60, 652, ["Bicycles are brought back before midnight, or else", "a fee is due."]),
    ]
    assert texts(tmp_path, [page]) == [
        " ".join(LONG),
        "Bicycles are brought back before midnight, or else a fee is due.",
    ]


def test_a_hyphen_at_the_end_of_a_line(tmp_path: Path) -> None:
    page = [
        *column(
            60,
            700,
            [
                "The inter-",
                "national rule is a non-",
                "binding one for third-",
                "country nationals of decision-",
                "making.",
            ],
        ),
        *column(60, 600, ["An international rule. All decision-making counts."]),
    ]
    assert texts(tmp_path, [page])[0] == (
        "The international rule is a non-binding one for third-country nationals of decision-making."
    )


def test_a_paragraph_goes_on_in_the_next_column_and_page(tmp_path: Path) -> None:
    first = [
        *column(60, 700, ["Bicycles are lent by the towns of all", "Member States, which keep lists of the"]),
        *column(320, 700, ["bicycles that are lent and of those who", "borrow them, and send these lists to the"]),
    ]
    second = column(60, 700, ["Commission once in every single year.", "It publishes them."])
    found = read_pdf(written(tmp_path, pdf([first, second]))).blocks
    assert [block.text for block in found] == [" ".join(line[3] for line in [*first, *second])]
    assert found[0].page == 1


def test_points_with_hanging_text(tmp_path: Path) -> None:
    page = [
        (60.0, 700.0, 10.0, "(a)"),
        (80.0, 700.0, 10.0, "bicycles with two wheels and a bell, and those"),
        (80.0, 688.0, 10.0, "without;"),
        (60.0, 676.0, 10.0, "(b)"),
        (80.0, 676.0, 10.0, "tricycles."),
    ]
    assert texts(tmp_path, [page]) == ["(a) bicycles with two wheels and a bell, and those without;", "(b) tricycles."]


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    pages = [
        [
            (40.0, 800.0, 9.0, f"L 18/{number}"),
            (200.0, 800.0, 9.0, "Official Journal of the European Union"),
            (480.0, 800.0, 9.0, "29.6.2030"),
            *column(60, 700, [f"Text of page {word}.", "It is short."]),
            (290.0, 30.0, 9.0, str(number)),
        ]
        for number, word in enumerate(["one", "two", "three", "four"], 31)
    ]
    reading = read_pdf(written(tmp_path, pdf(pages)))
    assert [block.text for block in reading.blocks] == [
        f"Text of page {w}. It is short." for w in ("one", "two", "three", "four")
    ]
    assert [block.page for block in reading.blocks] == [1, 2, 3, 4]
    assert reading.properties["published"] == "29.6.2030"


def test_a_head_that_repeats_in_the_margin_is_left_out_whatever_it_says(tmp_path: Path) -> None:
    pages = [
        [(60.0, 810.0, 9.0, f"Town report {n}"), *column(60, 700, [f"Page {n} says something else."])]
        for n in range(1, 5)
    ]
    assert all("Town report" not in text for text in texts(tmp_path, pages))


def test_footnotes_stand_apart_and_their_marks_leave_the_text(tmp_path: Path) -> None:
    page = [
        (60.0, 700.0, 10.0, "The Council ("),
        (123.0, 704.0, 6.0, "1"),
        (127.0, 700.0, 10.0, ") lends bicycles to everyone."),
        (60.0, 90.0, 8.0, "("),
        (63.0, 92.5, 5.0, "1"),
        (66.5, 90.0, 8.0, ") OJ C 1, 1.1.2030,"),
        (60.0, 80.0, 8.0, "p. 1."),
    ]
    blocks = read_pdf(written(tmp_path, pdf([page]))).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (None, "The Council lends bicycles to everyone."),
        (K.FOOTNOTE, "(1) OJ C 1, 1.1.2030, p. 1."),
    ]


def test_a_mark_set_close_to_its_text_is_parted_from_it(tmp_path: Path) -> None:
    page = [(60.0, 700.0, 10.0, "(51)Les villes"), (60.0, 660.0, 10.0, "4.Each town"), (60.0, 620.0, 10.0, "1.5 euros")]
    assert texts(tmp_path, [page]) == ["(51) Les villes", "4. Each town", "1.5 euros"]


def test_cells_of_a_table_row_are_parted(tmp_path: Path) -> None:
    page = [(60.0, 700.0, 10.0, "Article 1(1)"), (300.0, 700.0, 10.0, "Article 2(1)"), *column(60, 600, LONG)]
    assert texts(tmp_path, [page])[0] == "Article 1(1) | Article 2(1)"


def test_large_type_is_a_heading_of_a_report(tmp_path: Path) -> None:
    page = [(60.0, 740.0, 18.0, "Bicycles in towns"), (60.0, 710.0, 13.0, "What we found"), *column(60, 680, LONG)]
    blocks = read(written(tmp_path, pdf([page])), "en").blocks
    assert [(block.kind, block.level) for block in blocks] == [(K.HEADING, 1), (K.HEADING, 2), (K.TEXT, 0)]


PICTURE = "q 400 0 0 600 60 100 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q\n"


def test_a_scan_is_told_from_a_text(tmp_path: Path) -> None:
    stamp = (60.0, 30.0, 8.0, "Council 2")
    path = written(tmp_path, pdf([[stamp], [stamp]], drawn=PICTURE), "scan.pdf")
    with pytest.raises(NoTextLayer, match=r"scan\.pdf is a scan without text; run text recognition"):
        read_pdf(path)
    with pytest.raises(NoTextLayer, match=r"scan\.pdf is a scan"):
        read_pdf(written(tmp_path, pdf([[], []]), "scan.pdf"))


def test_pictures_among_pages_of_text_are_noted(tmp_path: Path) -> None:
    reading = read_pdf(written(tmp_path, pdf([column(60, 700, LONG), []], drawn=PICTURE)))
    assert reading.properties["notes"] == "1 of 2 pages are pictures without text"
    assert [block.text for block in reading.blocks] == [" ".join(LONG)]


ENCRYPTED = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >> /ID [<{'00' * 16}> <>]"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"%PDF-1.4\nnothing else", "broken or no PDF"),
        (pdf([column(60, 700, LONG)])[:300], "broken or no PDF"),
        (pdf([column(60, 700, LONG)], ENCRYPTED), "protected by a password"),
        (pdf([]), "no pages|broken"),
    ],
)
def test_files_that_cannot_be_opened_are_named_with_the_reason(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=rf"page\.pdf .*(?:{why})"):
        read_pdf(written(tmp_path, content))


def test_limits(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([column(60, 700, LONG)] * 3))
    with pytest.raises(TooLarge, match="3 pages, more than 2"):
        read_pdf(path, max_pages=2)
    with pytest.raises(TooLarge, match="longer than -0 s"):
        read_pdf(path, max_seconds=-0.01)


def document(name: str) -> Document:
    return build_document(Source(id=name, title=name, kind=Kind.OTHER), read(CORPUS / name, "en"))


def own(found: Document, kind: UnitKind) -> dict[str, str]:
    outside = {K.ANNEX, K.PROTOCOL}
    return {
        str(unit.number): found.text[unit.start : unit.end]
        for i, unit in enumerate(found.units)
        if unit.kind == kind and not any(found.units[a].kind in outside for a in found.ancestors(i))
    }


corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")


@corpus
@pytest.mark.corpus
@pytest.mark.parametrize(("name", "articles", "recitals"), [("32013R0604", 49, 42), ("32024R1347", 42, 78)])
def test_official_journal_pages_agree_with_the_law(name: str, articles: int, recitals: int) -> None:
    found = document(f"pdf/{name}.en.pdf")
    assert list(own(found, K.ARTICLE)) == [str(n) for n in range(1, articles + 1)]
    assert list(own(found, K.RECITAL)) == [str(n) for n in range(1, recitals + 1)]
    assert all(unit.heading for unit in found.units if unit.kind == K.ARTICLE)
    assert all(unit.page for unit in found.units)
    body = "\n".join([*own(found, K.ARTICLE).values(), *own(found, K.RECITAL).values()])
    assert not re.search(
        "Official Journal of the European Union (?:L|EN)|ELI: http.* \\d+/\\d+|[\u0002\ue000-\uf8ff\ufb00-\ufb06]", body
    )
    assert not re.search(r"\w- [a-z]{3}", body.replace("- and", ""))


@corpus
@pytest.mark.corpus
def test_a_pdf_says_the_same_as_the_pages_markup() -> None:
    """Word by word, but for footnote marks, and for Article 40, of which the markup lacks the quoted text."""
    printed, marked = document("pdf/32024R1347.en.pdf"), document("pact-2024/32024R1347.en.xhtml")

    def plain(text: str) -> list[str]:
        text = re.sub(
            r" \(\d{1,2}\)(?=[ .,;)]|$)", "", text.replace("HAVE ADOPTED THIS REGULATION:", "").replace("\n", " ")
        )
        return re.sub(r"(?<=\d)(?=‘)", " ", text).split()

    for kind in (K.ARTICLE, K.RECITAL):
        ours, theirs = own(printed, kind), own(marked, kind)
        different = [number for number in theirs if plain(ours[number]) != plain(theirs[number])]
        assert different == (["40"] if kind == K.ARTICLE else [])
