"""A file of questions to a file of answers, in one process."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from assistant.answer import Answer
from assistant.export import answer_object
from assistant.question import BadQuestion

Show = Callable[[str, int, int, str], None]


class Answering(Protocol):
    """What a batch needs of the assistant."""

    def ask(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: tuple[str, ...] = ()
    ) -> Answer:
        """Answer one question."""


def parse_day(text: str | None) -> date | None:
    """A day written YYYY-MM-DD, None for None; BadQuestion for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except (ValueError, TypeError) as error:
        raise BadQuestion(f"{text!r} is not a day: write it like 2026-06-12.") from error


def answer_batch(assistant: Answering, questions: Path, out: Path, show: Show) -> int:
    """Answers every line of `questions`; returns how many could not be asked.

    Lines have id, question, and optionally language, as_of and previous (questions before it). `out` gets one object
    a line, in order, each with the line's id; a line that cannot be asked gets `error` instead of an answer. `out` is
    replaced only when all are done. Raises BadQuestion when the file itself cannot be used.
    """
    try:
        # only line feeds end a line: str.splitlines also cuts at U+2028, which JSON strings may hold
        lines = [line for line in questions.read_text("utf-8-sig").split("\n") if line.strip()]
    except UnicodeDecodeError as error:
        raise BadQuestion(f"{questions} is not UTF-8 text: save it as UTF-8 and try again.") from error
    part = out.with_name(out.name + ".part")
    wrong = 0
    with part.open("w", encoding="utf-8", errors="backslashreplace") as sink:  # a lone surrogate as its JSON escape
        for number, line in enumerate(lines, 1):
            answered = _answer(assistant, line, number)
            wrong += "error" in answered
            sink.write(json.dumps(answered, ensure_ascii=False) + "\n")
            show("ask", number, len(lines), "")
    os.replace(part, out)  # noqa: PTH105 - atomic, also over an existing file
    return wrong


def _answer(assistant: Answering, line: str, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        return {"line": number, "error": "This line is not JSON."}
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        return {"line": number, "error": "This line has no question: it needs an object with id and question."}
    try:
        previous = _previous(item.get("previous"))
        answer = assistant.ask(item["question"], item.get("language"), parse_day(item.get("as_of")), previous)
    except BadQuestion as error:
        return {"id": item.get("id"), "error": str(error)}
    return {"id": item.get("id"), **answer_object(answer)}


def _previous(value: object) -> tuple[str, ...]:
    """Earlier questions: a text, a list of texts, or a list of turns with a question."""
    if value is None:
        return ()
    turns = value if isinstance(value, list) else [value]
    texts = [turn.get("question") if isinstance(turn, dict) else turn for turn in turns]
    if not all(isinstance(text, str) for text in texts):
        raise BadQuestion("previous must be a question or a list of questions.")
    return tuple(str(text) for text in texts)
