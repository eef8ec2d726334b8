"""Answers, reports and lists as plain text and JSON for the command line."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.law import describe
from assistant.settings import Settings
from index.generation import IndexHome
from ingest.source import Source
from ui.first_start import ONLY_BRIEFS, indexed_sources, only_briefs


def answer_text(answer: Answer) -> str:
    """An answer with its sources below, wrapped to the terminal."""
    width = min(100, shutil.get_terminal_size().columns)
    lines: list[str] = []
    for sentence in answer.sentences:
        marks = "".join(f" [{n}]" for n in sentence.citations)
        text = f"“{sentence.text}”{marks}" if sentence.quoted else sentence.text + marks
        lines += [textwrap.fill(part, width, subsequent_indent="  ") for part in text.splitlines()] + [""]
    lines += [textwrap.fill(note, width) for note in (*answer.notes, *_about_model(answer))]
    if answer.citations:
        lines += ["", "Sources"]
    for citation in answer.citations:
        lines.append(f"[{citation.n}] {citation.source.name}, {citation.locator} ({citation.law_status})")
        if citation.url:
            lines.append(f"    {citation.url}")
    return "\n".join(lines).strip()


def _about_model(answer: Answer) -> list[str]:
    """What a language model had to do with the answer: sentences without quotation marks that cite are its own."""
    if answer.model_problem:
        return [answer.model_problem]
    written = sum(sentence.written for sentence in answer.sentences)
    if not written and not answer.withheld:
        return []
    of = f"{written} of {written + answer.withheld} sentences by {answer.model}"
    return [f"{of} are borne out and shown, without quotation marks; the others are withheld."]


def source_object(source: Source, passages: int, path: Path) -> dict[str, Any]:
    """One source as JSON: its record, how many passages it has, the file it was read from."""
    record = json.loads(json.dumps(asdict(source), default=str))
    return {**record, "passages": passages, "path": str(path)}


def sources_text(rows: Sequence[tuple[Source, int, Path]]) -> str:
    """A table of sources: id, kind, language, status, passages, name."""
    from datetime import date  # noqa: PLC0415 - the day changes

    cells = [("ID", "KIND", "LANG", "STATUS", "PASSAGES", "NAME")]
    for source, passages, _ in rows:
        cells.append(
            (
                source.id,
                source.kind.value,
                source.language,
                describe(source, date.today()),
                str(passages),
                source.name[:60],
            )
        )
    widths = [max(len(row[i]) for row in cells) for i in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, [*widths, 0], strict=True)).rstrip() for row in cells
    )


def status_object(settings: Settings) -> dict[str, Any]:
    """The published generation, all generations, the configured model and where everything lies."""
    home = IndexHome(settings.home)
    current = home.current_or_none()
    generations = [
        {k: v for k, v in asdict(manifest).items() if k not in {"checksums", "settings"}}
        for manifest in home.generations()
    ]
    return {
        "home": str(settings.home),
        "current": current,
        "embedding_model": settings.embedding_model,
        "language_model": settings.llm,
        "generations": generations,
        "only_briefs": only_briefs(indexed_sources(settings.home)),
    }


def status_text(found: dict[str, Any]) -> str:
    """The same for people."""
    lines = [f"Data: {found['home']}", f"Embedding model: {found['embedding_model']}"]
    lines.append(f"Language model: {found['language_model'] or 'none (answers are quotations)'}")
    if not found["current"]:
        lines.append(
            "Nothing is indexed yet. Run: euma reindex, for the built-in briefs; euma sources sync, for the official "
            "library; or euma reindex PATH, for files of your own."
        )
    for manifest in found["generations"]:
        mark = "*" if manifest["id"] == found["current"] else " "
        lines.append(
            f"{mark} {manifest['id']}: {manifest['documents']} documents, {manifest['passages']} passages, "
            f"built {manifest['built_at']}"
        )
    if found["only_briefs"]:
        lines.append(ONLY_BRIEFS)
    return "\n".join(lines)
