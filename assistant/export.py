"""Answers as plain JSON objects: what `euma ask --json` prints and the evaluation suite reads."""

from __future__ import annotations

from typing import Any

from assistant.answer import Answer, Citation
from assistant.links import viewer
from index.hit import Hit


def answer_object(answer: Answer) -> dict[str, Any]:
    """One answer with the index it came from (generation, built_at, embedding_model, documents, passages)."""
    return {
        "question": answer.question,
        "language": answer.language,
        "as_of": answer.as_of.isoformat(),
        "status": answer.status.value,
        "answer": answer.text,
        "sentences": [
            {"text": s.text, "citations": list(s.citations), "quoted": s.quoted, "written": s.written}
            for s in answer.sentences
        ],
        "citations": [_citation(c) for c in answer.citations],
        "notes": list(answer.notes),
        "resolved_question": answer.resolved_question,
        "retrieved": [_hit(rank, hit) for rank, hit in enumerate(answer.retrieved, 1)],
        "index": dict(answer.index),
        "seconds": dict(answer.seconds),
        "model": answer.model,
        "withheld": answer.withheld,
        "model_problem": answer.model_problem,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    source = citation.source
    return {
        "n": citation.n,
        "document": {
            "id": source.id,
            "celex": source.celex,
            "title": source.title,
            "kind": source.kind.value,
            "status": citation.law_status,
            "language": source.language,
            "date": source.adopted.isoformat() if source.adopted else None,
            "url": source.url,
        },
        "locator": citation.locator,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "url": citation.url,
        "view": viewer(source.id, citation.start, citation.end),
        "also": [
            {
                "id": edition.source.id,
                "language": edition.source.language,
                "text": edition.text,
                "start": edition.start,
                "end": edition.end,
                "view": viewer(edition.source.id, edition.start, edition.end),
            }
            for edition in citation.also
        ],
    }


def _hit(rank: int, hit: Hit) -> dict[str, Any]:
    return {
        "rank": rank,
        "score": round(hit.score, 5),
        "document_id": hit.source.id,
        "celex": hit.source.celex,
        "language": hit.source.language,
        "locator": hit.passage.locator,
        "text": hit.passage.text,
        "start": hit.passage.start,
        "end": hit.passage.end,
    }
