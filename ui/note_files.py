"""A briefing note as Markdown, as a Word file, and as markup for printing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ui.languages import quotation
from ui.note import Note, Said
from ui.page import NAME, built
from ui.render import Html, element, join, outside
from ui.texts import Texts, later

_MARKS = re.compile(r"([\\`*_\[\]<>|#~])")
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)", re.MULTILINE)
_CAUTION = later(
    "Words between quotation marks are quoted exactly from the documents named. "
    "Check the official text before you rely on it."
)


def made(t: Texts, note: Note, today: date) -> str:
    """When the note was made, and with which index."""
    return t(
        "Made on {date} with the EU Migration Assistant. Index version {version}, built on {built}.",
        date=t.day(today),
        version=note.generation or "–",
        built=built(t, note.built_at),
    )


def in_signs(said: Said, note: Note, t: Texts) -> str:
    """A sentence with its numbers; a quotation between the signs of its language."""
    numbers = "".join(f" [{n}]" for n in said.citations)
    if said.written:
        return said.text + numbers + " (" + t("Written by a model, checked against the quotations") + ")"
    if not said.quoted:
        return said.text + numbers
    languages = {c["n"]: str(c["language"]) for c in note.citations}
    opening, closing = quotation(next((languages[n] for n in said.citations if n in languages), note.language))
    return f"{opening}{said.text}{closing}{numbers}"


def facts(t: Texts, citation: Mapping[str, Any]) -> list[str]:
    """What is told of a citation besides its quotation: place, status, number."""
    number = f"{t('CELEX')} {citation['celex']}" if citation["celex"] else ""
    return [words for words in (str(citation["locator"]), str(citation["law_status"]), number) if words]


def markdown(notes: Sequence[Note], t: Texts, today: date) -> str:
    """The note in Markdown; the texts are escaped, so that they read exactly as they are."""
    lines = [f"# {_escaped(t('Briefing note'))}", ""]
    for note in notes:
        lines += [f"## {_escaped(note.question)}", "", f"*{_escaped(_law(t, note))}*", ""]
        for said in note.sentences:
            begin = "> " if said.quoted else ""
            lines += [*(begin + _escaped(line) for line in in_signs(said, note, t).split("\n")), ""]
        lines += [line for words in note.notes for line in (_escaped(words), "")]
        if note.citations:
            lines += [f"### {t('Quotations')}", ""]
        for citation in note.citations:
            told = " · ".join(_escaped(words) for words in facts(t, citation))
            link = f" · <{citation['url']}>" if outside("", citation["url"]) else ""
            lines += [f"{citation['n']}. **{_escaped(citation['title'])}**, {told}{link}", ""]
        lines += [_escaped(made(t, note, today)), ""]
    return "\n".join([*lines, _escaped(t(_CAUTION)), ""])


def _law(t: Texts, note: Note) -> str:
    return t("law as of {date}", date=t.day(note.as_of))


def _escaped(words: str) -> str:
    return _LIST.sub(r"\1\\\2", _MARKS.sub(r"\\\1", words))


def docx(notes: Sequence[Note], t: Texts, today: date) -> bytes:
    """The note as a Word file."""
    from docx import Document  # noqa: PLC0415 - 0.2 s, only for this
    from docx.shared import Pt  # noqa: PLC0415

    document = Document()
    document.core_properties.title = t("Briefing note")
    document.core_properties.author = t(NAME)
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(t("Briefing note"), 0)
    for note in notes:
        document.add_heading(_line(note.question), 1)
        document.add_paragraph().add_run(_law(t, note)).italic = True
        for said in note.sentences:
            document.add_paragraph(in_signs(said, note, t), style="Quote" if said.quoted else None)
        for words in note.notes:
            document.add_paragraph(words)
        if note.citations:
            document.add_heading(t("Quotations"), 2)
        for citation in note.citations:
            paragraph = document.add_paragraph(f"[{citation['n']}] ")
            paragraph.add_run(str(citation["title"])).bold = True
            paragraph.add_run(", " + " · ".join([*facts(t, citation), *_address(citation)]))
        document.add_paragraph(made(t, note, today))
    document.add_paragraph(t(_CAUTION))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _address(citation: Mapping[str, Any]) -> list[str]:
    return [str(citation["url"])] if outside("", citation["url"]) else []


def _line(words: str) -> str:
    return " ".join(words.split())


def note_main(notes: Sequence[Note], t: Texts, today: date) -> Html:
    """The note as the main part of a page that prints cleanly."""
    button = element("button", t("Print or PDF"), type="button", class_="act", data_act="print-page")
    parts = [part for note in notes for part in _written(note, t, today)]
    return element(
        "article",
        element("h1", t("Briefing note")),
        element("p", button, class_="no-print"),
        *parts,
        element("p", t(_CAUTION), class_="caution"),
        class_="note-page",
    )


def _written(note: Note, t: Texts, today: date) -> Iterator[Html]:
    yield element("h2", note.question)
    yield element("p", _law(t, note), class_="soft")
    languages = {c["n"]: str(c["language"]) for c in note.citations}
    for said in note.sentences:
        lines = [element("p", line) for line in in_signs(said, note, t).split("\n") if line.strip()]
        language = next((languages[n] for n in said.citations if n in languages), note.language)
        if said.quoted:
            yield element("blockquote", *lines, class_="quote", lang=language)
        else:
            yield element("div", *lines, lang=note.language)
    yield from (element("p", words, class_="note", lang=note.language) for words in note.notes)
    if note.citations:
        yield element("h3", t("Quotations"))
        yield element("ol", *(_cited(citation, t) for citation in note.citations), class_="cited")
    yield element("p", made(t, note, today), class_="soft")


def _cited(citation: Mapping[str, Any], t: Texts) -> Html:
    told = " · ".join(facts(t, citation))
    url = str(citation["url"])
    link = outside(url, url, t("(another site, opens in a new tab)"))
    title = element("strong", str(citation["title"]))
    return element("li", title, ", ", told, join(element("br"), link) if link else None, value=int(citation["n"]))
