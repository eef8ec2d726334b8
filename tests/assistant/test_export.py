from __future__ import annotations

import json

from assistant.export import answer_object

QUESTION = "How many euro a night is the fee for a berth?"


def test_an_answer_has_every_field_scripts_rely_on(harbour, today) -> None:
    found = answer_object(harbour.assistant.ask(QUESTION, as_of=today))
    assert {
        "question",
        "language",
        "as_of",
        "status",
        "answer",
        "sentences",
        "citations",
        "retrieved",
        "index",
        "seconds",
    } <= set(found)
    assert (found["question"], found["language"], found["as_of"]) == (QUESTION, "en", "2026-06-01")
    assert found["status"] == "answered"
    assert set(found["sentences"][0]) >= {"text", "citations"}
    assert set(found["citations"][0]) >= {"n", "document", "locator", "quote", "start", "end", "url"}
    assert set(found["citations"][0]["document"]) == {
        "id",
        "celex",
        "title",
        "kind",
        "status",
        "language",
        "date",
        "url",
    }
    assert set(found["retrieved"][0]) >= {"rank", "score", "document_id", "celex", "language", "locator", "text"}
    assert set(found["index"]) == {"generation", "built_at", "embedding_model", "documents", "passages"}
    assert set(found["seconds"]) == {"retrieve", "compose", "total"}


def test_values_are_those_of_the_answer(harbour, today) -> None:
    answer = harbour.assistant.ask(QUESTION, as_of=today)
    found = answer_object(answer)
    first = found["citations"][0]
    assert first["document"] == {
        "id": "new-en",
        "celex": "32020R0001",
        "title": "REGULATION (EU) 2020/1 on harbours",
        "kind": "regulation",
        "status": "applies since 1 January 2020",
        "language": "en",
        "date": "2019-05-01",
        "url": None,
    }
    assert first["url"].endswith("CELEX:32020R0001#art_3")
    assert first["view"] == f"/document/new-en?start={first['start']}&end={first['end']}#quote"
    assert found["answer"] == answer.text
    assert f"{first['quote']} [1]" in found["answer"]


def test_at_least_ten_ranked_hits_whose_text_is_the_documents(harbour, today) -> None:
    found = answer_object(harbour.assistant.ask(QUESTION, as_of=today))["retrieved"]
    assert len(found) >= 10
    assert [hit["rank"] for hit in found] == list(range(1, len(found) + 1))
    for hit in found:
        assert harbour.index.document(hit["document_id"]).text[hit["start"] : hit["end"]] == hit["text"]


def test_the_object_is_json_whatever_the_status(harbour, today) -> None:
    for question in (QUESTION, "Article 99 of the Harbour Regulation", "Zyx wvut?", "Τι είναι το λιμάνι;"):
        found = answer_object(harbour.assistant.ask(question, as_of=today))
        assert json.loads(json.dumps(found, ensure_ascii=False)) == found
        assert found["status"] in {"answered", "not_in_documents", "out_of_scope"}
