"""An act of our own, and the same act as other people lay it out: PDF in columns, Word, web page, mail …

`TRUTH` is what every layout says; a layout is a function that writes a file into a folder and returns its path.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import docx
import matplotlib
from fpdf import FPDF, YPos

from ingest.block import Block, Reading
from ingest.document import Document, UnitKind
from ingest.source import Kind, Source
from ingest.structure import build_document

K = UnitKind
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_RECITALS = """
Bicycles help people to get around in towns, and those who have none of their own should be able to borrow one.

Towns know best how many bicycles are needed. They should therefore be free to decide on the number of bicycles \
that they lend, provided that nobody has to wait for longer than one week.

The Court has held that a bell belongs to a bicycle. It is therefore appropriate to require that:
(a) every bicycle which is lent has a bell; and
(b) the bell can be heard from a distance of twenty metres.

Since the objective of this Directive, namely to lend bicycles everywhere, cannot be sufficiently achieved by the \
Member States alone, the Union may adopt measures in accordance with the principle of subsidiarity.
"""
_ARTICLES = """
Subject matter and scope
1. This Directive lays down rules on the lending of bicycles by towns to everyone who lives there.
2. It applies to:
(a) bicycles with two wheels, whether or not they have an auxiliary engine;
(b) tricycles, where they:
(i) have three wheels of the same size; or
(ii) are meant for the carriage of children;
(c) trailers.
3. It does not apply to bicycles that are sold, nor to those that are kept in museums.

Definitions
For the purposes of this Directive, the following definitions apply:
(1) ‘bicycle’ means a vehicle with at least two wheels that is moved by the strength of its rider;
(2) ‘town’ means a municipality with more than 5 000 inhabitants, of whom at least 10 % own no bicycle;
(3) ‘lending’ means giving a bicycle to a person free of charge for a period of up to 14 days.

Lending
1. Each town shall lend a bicycle to every applicant within one week of the application being lodged.
The first subparagraph shall apply mutatis mutandis to applicants who are under 16 years of age, who shall be \
accompanied by a parent or by another adult responsible for them under the law of the Member State.
2. By way of derogation from paragraph 1, a town may refuse to lend a bicycle to a person who has not brought back \
the last one. Article 2(3) and Article 4 of this Directive shall apply in such cases.

Lost bicycles
A bicycle that has not been brought back for 60 days is deemed to be lost.

Reports
1. By 31 December 2032, and every two years thereafter, Member States shall report to the Commission.
2. The reports shall be made public, together with a well-founded third-country comparison.

Entry into force
This Directive shall enter into force on the day following that of its publication.

Addressees
This Directive is addressed to the Member States.
"""
_CHAPTERS = {
    0: ("CHAPTER I", "GENERAL PROVISIONS"),
    2: ("CHAPTER II", "LENDING OF BICYCLES"),
    5: ("CHAPTER III", "FINAL"),
}
_TITLE = ["DIRECTIVE (EU) 2030/77 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL", "of 3 March 2030", "on bicycles"]
_OPENING = [
    "THE EUROPEAN PARLIAMENT AND THE COUNCIL OF THE EUROPEAN UNION,",
    "Having regard to the Treaty on the Functioning of the European Union,",
    "Having regard to the proposal from the European Commission,",
]
_END = ["Done at Brussels, 3 March 2030.", "For the Council", "The President"]
_POINT = re.compile(r"\(([a-z]|[ivx]+|\d+)\) ")


def blocks() -> Iterator[Block]:
    """The act with all kinds set."""
    yield from (Block(text, K.TITLE, level=1) for text in _TITLE)
    yield from (Block(text, K.TEXT) for text in _OPENING)
    yield Block("Whereas:", K.TEXT)
    for number, recital in enumerate(_RECITALS.strip().split("\n\n"), 1):
        first, *points = recital.split("\n")
        yield Block(f"({number}) {first}", K.RECITAL, str(number))
        yield from (Block(point, K.POINT, point[1:2], 1) for point in points)
    yield Block("HAVE ADOPTED THIS DIRECTIVE:", K.TEXT)
    for at, article in enumerate(_ARTICLES.strip().split("\n\n")):
        subject, *parts = article.split("\n")
        if at in _CHAPTERS:
            name, title = _CHAPTERS[at]
            yield Block(name, K.DIVISION, name.split()[1])
            yield Block(title, K.SUBJECT)
        yield Block(f"Article {at + 1}", K.ARTICLE, str(at + 1))
        yield Block(subject, K.SUBJECT)
        for part in parts:
            yield _part(part)
    yield from (Block(text, K.TEXT) for text in _END)


def _part(text: str) -> Block:
    if re.match(r"\d\. ", text):
        return Block(text, K.PARAGRAPH, text[0])
    point = _POINT.match(text)
    if point:
        return Block(text, K.POINT, point.group(1), 2 if point.group(1) in {"i", "ii"} else 1)
    return Block(text, K.SUBPARAGRAPH)


def truth() -> Document:
    """The act as a document, from its kinds."""
    source = Source(id="truth", title="Bicycles", kind=Kind.DIRECTIVE, celex="32030L0077")
    return build_document(source, Reading(tuple(blocks()), "truth"))


class _Sheet(FPDF):
    """A4 with the running head and page number of a gazette."""

    def __init__(self, columns: int, family: str, align: str, size: float = 10) -> None:
        super().__init__(format="A4")
        for style, name in (("", family), ("B", f"{family}-Bold")):
            self.add_font("body", style, FONTS / f"{name}.ttf")
        self.columns, self.align_text, self.size_body = columns, align, size
        self.set_margins(20, 25)
        self.set_auto_page_break(auto=True, margin=22)

    def header(self) -> None:
        self.set_font("body", size=8)
        self.set_y(12)
        self.cell(0, 5, f"L 77/{self.page_no()}        Official Journal of the European Union        3.3.2030")
        self.set_y(25)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("body", size=8)
        self.cell(0, 5, str(self.page_no()), align="C")


_HEADINGS = {K.TITLE, K.DIVISION, K.ARTICLE, K.SUBJECT}


def _hyphenated(text: str) -> str:
    """Soft hyphens in long words, for a line to break at."""
    return re.sub(r"(?<=[a-z]{4})(?=[a-z]{4})", "\u00ad", text)


def pdf(
    columns: int = 1, family: str = "DejaVuSerif", align: str = "J", hyphens: bool = False
) -> Callable[[Path], Path]:
    """A layout: a gazette page in one or two columns."""

    def write(folder: Path) -> Path:
        sheet = _Sheet(columns, family, align)
        sheet.add_page()
        with sheet.text_columns(ncols=columns, gutter=8, text_align=align, line_height=1.2) as column:
            for block in blocks():
                heading = block.kind in _HEADINGS
                sheet.set_font("body", "B" if heading and block.kind != K.ARTICLE else "", 10)
                indent = 6.0 * block.level if block.kind == K.POINT else 0.0
                words = _hyphenated(block.text) if hyphens and not heading else block.text
                with column.paragraph(
                    text_align="C" if heading else align, bottom_margin=2.2, indent=indent, first_line_indent=0
                ) as paragraph:
                    paragraph.write(words)
        path = folder / f"act{columns}.pdf"
        sheet.output(str(path))
        return path

    return write


def pdf_lines(folder: Path) -> Path:
    """A layout: ragged sans-serif with marks in a column of their own, as office programs print lists."""
    sheet = _Sheet(1, "DejaVuSans", "L", 9.5)
    sheet.add_page()
    for block in blocks():
        heading = block.kind in _HEADINGS
        sheet.set_font("body", "B" if heading else "", 9.5)
        mark, _, rest = block.text.partition(" ")
        if block.kind in {K.POINT, K.RECITAL, K.PARAGRAPH}:
            left = 20 + 8 * block.level
            sheet.set_x(left)
            sheet.cell(10, 4.6, mark)
            sheet.set_left_margin(left + 10)
            sheet.multi_cell(0, 4.6, rest, align="L", new_x="LMARGIN", new_y=YPos.NEXT)
            sheet.set_left_margin(20)
            sheet.set_x(20)
        else:
            sheet.multi_cell(0, 4.6, block.text, align="C" if heading else "L", new_x="LMARGIN", new_y=YPos.NEXT)
        sheet.ln(2.4)
    path = folder / "lines.pdf"
    sheet.output(str(path))
    return path


def word(folder: Path) -> Path:
    """A layout: a Word file in which everything is a plain paragraph."""
    document = docx.Document()
    for block in blocks():
        document.add_paragraph(block.text)
    path = folder / "act.docx"
    document.save(str(path))
    return path


def word_styled(folder: Path) -> Path:
    """A layout: a Word file with heading styles for chapters and articles, as ministries make them."""
    document = docx.Document()
    for block in blocks():
        level = {K.TITLE: 1, K.DIVISION: 1, K.ARTICLE: 2}.get(block.kind or K.TEXT)
        if level:
            document.add_heading(block.text, level)
        else:
            document.add_paragraph(block.text)
    path = folder / "styled.docx"
    document.save(str(path))
    return path


def open_document(folder: Path) -> Path:
    """A layout: an OpenDocument text."""
    names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text"))
    body = "".join(f"<text:p>{html.escape(block.text)}</text:p>" for block in blocks())
    content = f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body>"
    path = folder / "act.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f"{content}</office:document-content>")
    return path


def rich_text(folder: Path) -> Path:
    """A layout: RTF."""
    words = "".join(
        "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in block.text) + "\\par\n" for block in blocks()
    )
    path = folder / "act.rtf"
    path.write_text("{\\rtf1\\ansi\\uc1 " + words + "}", encoding="ascii")
    return path


def wrapped(folder: Path) -> Path:
    """A layout: text broken into lines of 72 columns, an empty line between paragraphs."""
    path = folder / "act.txt"
    path.write_text("\n\n".join(_filled(block.text) for block in blocks()) + "\n", encoding="utf-8")
    return path


def quoted_mail(folder: Path) -> Path:
    """A layout: the act quoted in a reply."""
    lines = "\n\n".join(_filled(block.text, 68) for block in blocks()).split("\n")
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "a@example.org", "Fwd: rules", "Tue, 05 Mar 2030 10:00:00 +0100"
    mail.set_content("On Monday the mayor wrote:\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n")
    path = folder / "act.eml"
    path.write_bytes(mail.as_bytes())
    return path


def site(folder: Path) -> Path:
    """A layout: a page of a content system, each block a paragraph, chapters and articles as headings."""
    tags = {K.TITLE: "h1", K.DIVISION: "h2", K.ARTICLE: "h3"}
    body = "".join(
        f"<{tag} class='field__item'>{html.escape(block.text)}</{tag}>"
        for block in blocks()
        for tag in [tags.get(block.kind or K.TEXT, "p")]
    )
    menu = "".join(f'<li><a href="/{i}">Topic {i}</a></li>' for i in range(9))
    page = (
        f"<html lang='en'><head><title>Act | Town</title></head><body><nav><ul>{menu}</ul></nav><div class='region'>"
        f"<ul>{menu}</ul><div class='node__content'>{body}</div></div><footer>Contact</footer></body></html>"
    )
    path = folder / "act.html"
    path.write_text(page, encoding="utf-8")
    return path


def loose_page(folder: Path) -> Path:
    """A layout: an old page with breaks in place of paragraphs."""
    path = folder / "loose.html"
    body = "<br><br>\n".join(html.escape(block.text) for block in blocks())
    path.write_text(f"<html><head><title>Act</title></head><body><font>{body}</font></body></html>", encoding="utf-8")
    return path


def _filled(text: str, width: int = 72) -> str:
    lines = [""]
    for one in text.split():
        if lines[-1] and len(lines[-1]) + len(one) >= width:
            lines.append("")
        lines[-1] += f" {one}" if lines[-1] else one
    return "\n".join(lines)


LAYOUTS: dict[str, Callable[[Path], Path]] = {
    "pdf, one column": pdf(),
    "pdf, two columns": pdf(2),
    "pdf, two columns, hyphens": pdf(2, hyphens=True),
    "pdf, two columns, ragged sans": pdf(2, "DejaVuSans", "L"),
    "pdf, marks apart": pdf_lines,
    "word": word,
    "word with styles": word_styled,
    "open document": open_document,
    "rich text": rich_text,
    "wrapped text": wrapped,
    "quoted in a mail": quoted_mail,
    "content system": site,
    "page with breaks": loose_page,
}
