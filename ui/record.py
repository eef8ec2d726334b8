"""An answer as a record: what the page keeps of it for copying, briefing notes, links and "Was this right?"."""

from __future__ import annotations

import json
from typing import Any

from assistant.answer import Answer, Citation
from ui.asking import Asking
from ui.badge import place, status_words
from ui.texts import Texts, texts

LARGEST = 400_000
"""Characters of a record or of a whole conversation of them that are read."""


def record(answer: Answer, asked: Asking) -> str:
    """The record as JSON: question, what it was asked with, sentences, notes, citations and the index version."""
    t = asked.t
    kept: dict[str, Any] = {
        "turn": asked.turn,
        "question": answer.question,
        "language": answer.language,
        "reader": t.language,
        "as_of": answer.as_of.isoformat(),
        "only": "law" if asked.law_only else "",
        "document": asked.document,
        "previous": list(asked.previous),
        "status": answer.status.value,
        "generation": str(answer.index.get("generation", "")),
        "built_at": str(answer.index.get("built_at", "")),
        "sentences": [
            {"text": s.text, "citations": list(s.citations), "quoted": s.quoted, "written": s.written}
            for s in answer.sentences
        ],
        "notes": list(answer.notes),
        "citations": [_cited(c, answer, t) for c in answer.citations],
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _cited(citation: Citation, answer: Answer, t: Texts) -> dict[str, Any]:
    source = citation.source
    return {
        "n": citation.n,
        "id": source.id,
        "celex": source.celex or "",
        "title": source.name,
        "language": source.language,
        "locator": place(t, citation.locator),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "url": citation.url or source.url or "",
        "law_status": status_words(t, source, answer.as_of),
    }


def record_of(answer: Answer) -> dict[str, Any]:
    """The record of an answer that no page asked for."""
    found: dict[str, Any] = json.loads(record(answer, Asking(texts(answer.language), 1, answer.as_of)))
    return found
