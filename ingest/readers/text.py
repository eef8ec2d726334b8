"""Plain text of an Official Journal page, one paragraph or mark a line, and any other plain text.

Copies of EUR-Lex pages come with page furniture, with marks ("(1)", "—") on lines of their own, and in older ones with
several paragraphs run together ("Whereas:(1) With a view to …"). Furniture goes into properties, run-on text is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from ingest.block import Block, Reading
from ingest.document import UnitKind
from ingest.errors import UnreadableFile
from ingest.readers._text import decode, normalise

_OLD_HEAD = re.compile(r"EUR-Lex - (?P<celex>[0-9A-Z()/]+) - (?P<language>[A-Z]{2})$")
_CELEX = re.compile(r"[0-9]\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?$")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}$")
_LANGUAGE = re.compile(r"[A-Z]{2}$")
_PAGE = re.compile(r"[LC]\s?\d+(?:\s?[A-Z])?/\d+$")
_SERIES = re.compile(
    r"(?:Official Journal of the European (?:Union|Communities)|Journal officiel d\w+ \S+ europ\S+"
    r"|Amtsblatt der Euro\S+ \w+)$"
)
_OLD_SERIES = re.compile(
    r"(?:Official Journal|Journal officiel|Amtsblatt).{0,10} [LC] \d+.{0,4} \d\d/\d\d/\d{4} .*\d{4} - \d{4}$"
)
_LEGAL_NOTICE = re.compile(r"(?:Avis juridique important|Important legal notice|Wichtiger rechtlicher Hinweis)$")
_HEAD_PROPERTIES = (
    ("celex", _CELEX),
    ("published", _DATE),
    ("language", _LANGUAGE),
    ("official_journal", _PAGE),
    ("official_journal", _OLD_SERIES),
)
_HEAD_LINES = 12
_PUNCTUATION = re.compile(r"[,;.:)]{1,3}$")
_NOTE = re.compile(r"\(\*{0,3}\d{0,3}\)  (?=\S)")  # a footnote has exactly two spaces after its mark
_PICTURE = re.compile(r'[<>]PIC FILE= ?"[^"]*"[<>]')
_CLAUSE_END = re.compile(r"[.;:,!?](?:\s\w{1,5})?$")  # also "…; and"
_WRAPPED = (50, 110)  # columns at which mail and editors break lines
_QUOTING = re.compile(r"(?:>\s?)+")  # the marks before each line that an e-mail quotes (RFC 3676, 4.5)
_QUOTED_LINES = 3  # so many lines with marks in a row are a quotation; "> 50 %" begins one line
_MOJIBAKE = re.compile("â€[\u0098-\u009d™œ\u0153\u02dc“”]|Ã[\u0080-\u00bf©¨¤¶¼ª«]")
_JUNCTION = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Ý][a-zà-ÿ]{1,}[ ,])|(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Ý]\. ?[A-ZÀ-Ý])")
_SENTENCE_JUNCTION = re.compile(
    r"(?<=[a-z\d)][.;:])(?=[A-ZÀ-Ý][a-zà-ÿ]+ )|(?<=[a-z\d)][.;:])(?=\((?:[a-z]{1,3}|\d{1,3})\) )"
)
_ANNEX_JUNCTION = re.compile(
    r"(?<=[^\s])(?=ANNEX(?: [IVX]+)?(?![a-z]))|(?<=ANNEX [IVX])(?=[A-Z][a-z])|(?<=ANNEX [IVX]{2})(?=[A-Z][a-z])"
)
_RUN_ON = 3  # so many joints of two sentences without a space mean that the text was run together
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def read_text(path: Path) -> Reading:
    """Blocks of a plain-text file; properties celex, language, published, official_journal where its head has them.

    Raises UnreadableFile for an empty file and for one that is no text.
    """
    text = _decode(path.read_bytes())
    if not text.strip():
        raise UnreadableFile(f"{path.name} is empty; give a file with text.")
    if len(_CONTROLS.findall(text)) > len(text) / 50:
        raise UnreadableFile(f"{path.name} is not a text file; give a PDF, DOCX, XML, HTML or text file.")
    return read_lines(text)


def read_lines(text: str) -> Reading:
    """Blocks of plain text that is already decoded."""
    lines = text.splitlines()
    if any(map(_is_quoting, lines)):
        lines = list(_unquoted(lines))
    if _is_wrapped(lines):
        lines = list(_unwrapped(lines))
    properties: dict[str, str] = {}
    kept = list(_without_furniture([line.strip() for line in lines if line.strip()], properties))
    if "old_layout" in properties or sum(len(_JUNCTION.findall(line)) for line in kept) >= _RUN_ON:
        kept = [part for line in kept for part in _cut(line)]
    properties.pop("old_layout", None)
    blocks = [_block(line) for line in _mended(kept)]
    return Reading(tuple(block for block in blocks if block.text), "text", properties)


def _block(line: str) -> Block:
    return Block(normalise(line), UnitKind.FOOTNOTE if _NOTE.match(line) else None)


def _decode(raw: bytes) -> str:
    """Decode, with two more chances: UTF-16 without a byte-order mark, and UTF-8 that was once read as Windows-1252."""
    head = raw[:2000]
    if head.count(0) > len(head) / 5:
        return raw.decode("utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le", errors="replace")
    text = decode(raw)
    if _MOJIBAKE.search(text):
        try:
            return text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return text
    return text


def _is_quoting(line: str) -> bool:
    return line.lstrip().startswith(">")


def _unquoted(lines: list[str]) -> Iterator[str]:
    """The lines without the marks of e-mail quotations, an empty line where a quotation of another depth begins."""
    before = 0
    for quoted, group in groupby(lines, _is_quoting):
        run = list(group)
        if not quoted or len(run) < _QUOTED_LINES:
            if before:
                yield ""
            before = 0
            yield from run
            continue
        for line in run:
            marks = _QUOTING.match(line.lstrip())
            depth = marks.group().count(">") if marks else 0
            if depth != before:
                yield ""
            before = depth
            yield line.lstrip()[marks.end() :] if marks else line


def _is_wrapped(lines: list[str]) -> bool:
    """Whether an editor broke the paragraphs into lines: many lines of nearly one length, none much longer."""
    lengths = [len(line.rstrip()) for line in lines if line.strip()]
    longest = max(lengths, default=0)
    if len(lengths) < _HEAD_LINES // 2 or not _WRAPPED[0] <= longest <= _WRAPPED[1]:
        return False
    return sum(length > longest - 20 for length in lengths) > len(lengths) / 3


def _unwrapped(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    longest = max(len(line) for line in lines)
    for line in [*lines, ""]:
        starts = re.match(r"\s*(?:[-—–•*]|\(?\w{1,4}[.)])\s", line) is not None
        if starts and paragraph:  # "… referred to in point" / "(b) of Article 2 …"
            starts = len(paragraph[-1]) < longest * 0.7 or _CLAUSE_END.search(paragraph[-1]) is not None
        ended = bool(paragraph) and len(paragraph[-1]) < longest * 0.6
        if (not line.strip() or starts or ended) and paragraph:
            yield " ".join(part.strip() for part in paragraph)
            paragraph = []
        if line.strip():
            paragraph.append(line)


def _without_furniture(lines: list[str], properties: dict[str, str]) -> Iterator[str]:
    """The lines without what the page printed around the text."""
    squeezed: str | None = None
    for at, line in enumerate(lines):
        if at >= _HEAD_LINES:
            yield line
        elif not _is_furniture(line, properties):
            if squeezed is not None and re.sub(r"\s", "", line) == squeezed:
                squeezed = None  # the title a second time, run together
                continue
            if "old_layout" in properties and squeezed is None:
                squeezed = re.sub(r"\s", "", line)
            yield line


def _is_furniture(line: str, properties: dict[str, str]) -> bool:
    """Whether a line of the head is no text; what it says goes into the properties."""
    old = _OLD_HEAD.match(line)
    if old:
        properties |= {"celex": old["celex"], "language": old["language"].lower(), "old_layout": "yes"}
        return True
    for name, pattern in _HEAD_PROPERTIES:
        if pattern.match(line):
            properties.setdefault(name, line.lower() if name == "language" else line)
            return True
    return line == "|" or _SERIES.match(line) is not None or _LEGAL_NOTICE.match(line) is not None


def _cut(line: str) -> Iterator[str]:
    """A line of run-on text, cut where two paragraphs, points or footnotes were joined without a space."""
    line = _PICTURE.sub("\n", line)
    line = re.sub(r"^(Whereas:|Considérant ce qui suit:)(?=\(1\) )", "\\1\n", line)
    for pattern in (_ANNEX_JUNCTION, _SENTENCE_JUNCTION, _JUNCTION):
        line = pattern.sub("\n", line)
    for part in line.split("\n"):
        yield from _cut_labels(part.strip())


def _cut_labels(line: str) -> Iterator[str]:
    """Cut before marks that go on counting: "… and(b) the terms …" after "(a)", "… p. 99.(2) OJ C …" after "(1)"."""
    first = re.search(r"(?:^|(?<=[a-z]))\((?P<mark>a|1)\) (?=\w)|^\((?P<other>[b-y]|\d+)\) ", line)
    if first is None:
        yield line
        return
    mark = first["mark"] or first["other"]
    is_note_list = (
        mark == "1" and first.start() > 0 and re.match(r"\(1\) (?:OJ|JO|ABl|Opinion|Council)", line[first.start() :])
    )
    cuts = [first.start()] if is_note_list else []
    at = first.end()
    while True:
        mark = str(int(mark) + 1) if mark.isdecimal() else chr(ord(mark) + 1)
        found = re.compile(rf"(?<=[\w.,;)])\({mark}\) (?=\w)").search(line, at)
        if not found:
            break
        cuts.append(found.start())
        at = found.end()
    for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True):
        if line[start:end].strip():
            yield line[start:end].strip()


def _mended(lines: list[str]) -> Iterator[str]:
    """Lines of nothing but punctuation belong to the line before (a footnote mark had a line of its own)."""
    waiting: str | None = None
    for line in lines:
        if waiting is not None and _PUNCTUATION.match(line):
            waiting += line
            continue
        if waiting is not None:
            yield waiting
        waiting = line
    if waiting is not None:
        yield waiting
