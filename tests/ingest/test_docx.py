"""Word documents, built here with python-docx and with the XML that Word writes for tracked changes."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.document import UnitKind
from ingest.errors import TooLarge, UnreadableFile
from ingest.readers import read
from ingest.readers.docx import read_docx

K = UnitKind


def saved(folder: Path, document: Any, name: str = "note.docx") -> Path:
    path = folder / name
    document.save(str(path))
    return path


def zipped(folder: Path, entries: dict[str, bytes], name: str = "note.docx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return path


def test_headings_lists_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Bicycles"
    document.add_heading("Bicycles in our town", 0)
    document.add_heading("Lending", 1)
    document.add_paragraph("Everyone may borrow:")
    document.add_paragraph("one bicycle;", style="List Bullet")
    document.add_paragraph("first the form,", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Day", "Fee", "Monday", "1 euro"], strict=True):
        cell.text = text
    reading = read_docx(saved(tmp_path, document))
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        (K.HEADING, 1, "Bicycles in our town"),
        (K.HEADING, 1, "Lending"),
        (None, 0, "Everyone may borrow:"),
        (K.POINT, 1, "– one bicycle;"),
        (K.POINT, 1, "1. first the form,"),
        (K.TABLE, 0, "Day | Fee"),
        (K.TABLE, 0, "Monday | 1 euro"),
    ]
    assert reading.properties["title"] == "Bicycles"


def test_numbered_lists_count_and_nest(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/></w:lvl>'
        for i, form in enumerate(["decimal", "lowerLetter", "lowerRoman"])
    )
    numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth, text in [(0, "one"), (1, "below"), (2, "deep"), (1, "again"), (0, "two"), (1, "anew")]:
        paragraph = document.add_paragraph(text)
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(number))
    found = read_docx(saved(tmp_path, document)).blocks
    assert [block.text for block in found] == ["1. one", "(a) below", "(i) deep", "(b) again", "2. two", "(a) anew"]
    assert [block.level for block in found] == [1, 2, 3, 2, 1, 2]


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The fee is ")._p
    who = 'w:id="1" w:author="A" w:date="2030-01-01T00:00:00Z"'
    paragraph.append(
        parse_xml(f"<w:del {nsdecls('w')} {who}><w:r><w:delText>two</w:delText></w:r></w:del>"),
    )
    paragraph.append(parse_xml(f"<w:ins {nsdecls('w')} {who}><w:r><w:t>three</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve"> euros.</w:t></w:r>'))
    reading = read_docx(saved(tmp_path, document))
    assert [block.text for block in reading.blocks] == ["The fee is three euros."]
    assert reading.properties["notes"] == "tracked changes are read as accepted"


WHO = 'w:id="1" w:author="A" w:date="2030-01-01T00:00:00Z"'


def w(xml: str) -> Any:
    return parse_xml(re.sub(r"(?=/?>)", f" {nsdecls('w')}", xml, count=1))


def test_paragraph_ends_rows_and_moves_are_read_as_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("Bicycles are lent", " to everyone.", "Next."):
        document.add_paragraph(text)
    first = document.paragraphs[0]._p.get_or_add_pPr()
    first.append(w(f"<w:rPr><w:del {WHO}/></w:rPr>"))
    table = document.add_table(rows=2, cols=1)
    table.cell(0, 0).text, table.cell(1, 0).text = "kept", "deleted"
    table.rows[1]._tr.get_or_add_trPr().append(w(f"<w:del {WHO}/>"))
    moved = document.add_paragraph("Here: ")._p
    moved.append(w(f"<w:moveFrom {WHO}><w:r><w:t>old place</w:t></w:r></w:moveFrom>"))
    moved.append(w(f"<w:moveTo {WHO}><w:r><w:t>new place</w:t></w:r></w:moveTo>"))
    found = [block.text for block in read_docx(saved(tmp_path, document)).blocks]
    assert found == ["Bicycles are lent to everyone.", "Next.", "kept", "Here: new place"]


def test_a_last_paragraph_whose_end_is_deleted_is_kept(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The last words.")._p.get_or_add_pPr().append(w(f"<w:rPr><w:del {WHO}/></w:rPr>"))
    assert [block.text for block in read_docx(saved(tmp_path, document)).blocks] == ["The last words."]


def with_part(path: Path, name: str, content: str, kind: str) -> Path:
    """The same file with a part more, related to the main document."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    relation = (
        f'<Relationship Id="rId77" Target="{name}" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", relation.encode())
    override = f'<Override PartName="/word/{name}" ContentType="application/xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    return zipped(path.parent, {**parts, f"word/{name}": content.encode()}, path.name)


def test_footnotes_stand_behind_the_text_in_the_order_of_their_marks(tmp_path: Path) -> None:
    document = docx.Document()
    for text, mark in (("Bicycles are lent.", "5"), ("Tricycles too.", "2")):
        document.add_paragraph(text)._p.append(w(f'<w:r><w:footnoteReference w:id="{mark}"/></w:r>'))
    notes = "".join(
        f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
        for i, text in (("0", ""), ("2", "OJ C 2."), ("5", "OJ C 5."))
    )
    path = with_part(
        saved(tmp_path, document), "footnotes.xml", f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>", "footnotes"
    )
    assert [(b.kind, b.text) for b in read_docx(path).blocks] == [
        (None, "Bicycles are lent."),
        (None, "Tricycles too."),
        (K.FOOTNOTE, "(1) OJ C 5."),
        (K.FOOTNOTE, "(2) OJ C 2."),
    ]


def test_styles_based_on_each_other_in_a_circle_end(tmp_path: Path) -> None:
    document = docx.Document()
    one, two = document.styles["List Bullet"], document.styles["List Number"]
    for style, base in ((one, two), (two, one)):
        style.base_style = base
        for numbering in style.element.findall(".//{*}numPr"):
            numbering.getparent().remove(numbering)
    document.add_paragraph("An item.", style="List Bullet")
    assert [block.text for block in read_docx(saved(tmp_path, document)).blocks] == ["– An item."]


def test_text_in_content_controls_is_read_and_field_codes_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    body = document.element.body
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Inside a control.</w:t></w:r>"
        "<w:r><w:instrText> PAGE </w:instrText></w:r></w:p></w:sdtContent></w:sdt>"
    )
    body.insert(0, parse_xml(control))
    assert [block.text for block in read_docx(saved(tmp_path, document)).blocks] == ["Inside a control."]


def test_an_act_in_word_is_recognised_as_one(tmp_path: Path) -> None:
    document = docx.Document()
    for text in [
        "Article 1",
        "Scope",
        "1. This applies to bicycles.",
        "2. It is free.",
        "Article 2",
        "It enters into force.",
    ]:
        document.add_paragraph(text)
    found = read(saved(tmp_path, document), "en").blocks
    assert [(b.kind, b.number) for b in found] == [
        (K.ARTICLE, "1"),
        (K.SUBJECT, None),
        (K.PARAGRAPH, "1"),
        (K.PARAGRAPH, "2"),
        (K.ARTICLE, "2"),
        (K.SUBPARAGRAPH, None),
    ]


def test_a_renamed_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"note\.docx is a ZIP archive but no Word document"):
        read_docx(zipped(tmp_path, {"photo.jpg": b"not a picture"}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"word/document.xml": b" " * 60_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(TooLarge, match=r"note\.docx would unpack to 60 MB"):
        read_docx(path)


@pytest.mark.parametrize(
    "entries",
    [
        {"word/document.xml": b"<w:document>"},
        {"word/document.xml": b"", "[Content_Types].xml": b"<Types/>"},
        {"word/document.xml": b"<a/>", "[Content_Types].xml": b"no xml at all"},
    ],
)
def test_broken_parts_are_named(tmp_path: Path, entries: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableFile, match=r"note\.docx is no readable Word document"):
        read_docx(zipped(tmp_path, entries))


def test_a_truncated_file_is_named(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Some text.")
    whole = io.BytesIO()
    document.save(whole)
    path = tmp_path / "note.docx"
    path.write_bytes(whole.getvalue()[:5000])
    with pytest.raises(UnreadableFile, match=r"note\.docx is broken"):
        read_docx(path)


def test_a_document_of_pictures_only_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"note\.docx has no text"):
        read_docx(saved(tmp_path, docx.Document()))
