from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ui.conversation import Conversation, View
from ui.searching import Searching
from ui.texts import texts

TODAY = date(2026, 11, 24)


@pytest.fixture
def conversation(assistant: Any) -> Conversation:
    return Conversation(Searching(assistant), lambda: TODAY)


def sent(**fields: Any) -> str:
    return json.dumps({"language": "en", "turn": 1, "previous": [], **fields})


def ask(conversation: Conversation, question: str | None, **fields: Any) -> list[View]:
    return list(conversation.ask(question, sent(**fields)))


def test_first_what_is_happening_then_the_evidence_then_the_answer(conversation: Conversation) -> None:
    waiting, writing, answered = ask(conversation, "When does it open?", turn=7)
    assert "Searching 3 documents …" in waiting.markup
    assert waiting.question == ""
    assert 'class="turn writing" id="t7"' in writing.markup
    assert "Checking 4 sentences …" in writing.markup
    assert writing.markup.count("<blockquote") == 1
    assert answered.markup.count("<blockquote") == 4
    assert writing.markup.split("<section")[1] == answered.markup.split("<section")[1]
    assert answered.question is None


def test_the_texts_are_in_the_readers_language(conversation: Conversation) -> None:
    t = texts("de")
    waiting, *_, answered = ask(conversation, "When does it open?", language="de")
    assert t.many("Searching {count} document …", "Searching {count} documents …", 3) in waiting.markup
    assert "24. November 2026" in answered.markup


def test_a_follow_up_comes_with_the_questions_before_it(conversation: Conversation, assistant: Any) -> None:
    ask(conversation, "And on Sundays?", day="2026-01-02", previous=["When does it open?"])
    assert assistant.asked[-1] == ("And on Sundays?", date(2026, 1, 2), ("When does it open?",))


@pytest.mark.parametrize("typed", ["", "   \n", None])
def test_an_empty_question_is_refused_at_its_field(
    conversation: Conversation, assistant: Any, typed: str | None
) -> None:
    (view,) = ask(conversation, typed)
    assert 'class="problem at-question"' in view.problem
    assert "The question is empty: type a question" in view.problem
    assert not assistant.asked


@pytest.mark.parametrize(("typed", "said"), [("why " * 5000, "19,999 characters, 2,000 at most"), ("?!", "no words")])
def test_what_cannot_be_searched_for_is_refused_and_stays(conversation: Conversation, typed: str, said: str) -> None:
    (view,) = ask(conversation, typed)
    assert said in view.problem
    assert view.question is None
    assert not view.markup


def test_a_bad_day_is_refused_at_its_field(conversation: Conversation, assistant: Any) -> None:
    (view,) = ask(conversation, "When?", day="<b>soon")
    assert 'class="problem at-as-of"' in view.problem
    assert "“&lt;b&gt;soon” is not a date" in view.problem
    assert not assistant.asked


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "",
        "no json",
        "[" * 100_000,
        "[1]",
        '{"previous": "x"}',
        '{"previous": [1]}',
        '{"turn": 0}',
        '{"turn": "x"}',
        '{"generation": "../../etc"}',
        '{"document": 7}',
        json.dumps({"previous": ["x" * 3000]}),
        json.dumps({"language": "x" * 300_000}),
    ],
)
def test_what_no_page_would_send_is_refused_plainly(
    conversation: Conversation, assistant: Any, broken: str | None
) -> None:
    (view,) = conversation.ask("When?", broken)
    assert "Reload it and ask again." in view.problem
    assert not assistant.asked


def test_no_index_says_what_to_do_and_gives_the_question_back(conversation: Conversation) -> None:
    view = ask(conversation, "no index?")[-1]
    assert "run euma reindex first" in view.markup
    assert view.question == "no index?"


def test_a_crash_is_logged_not_shown(conversation: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    view = ask(conversation, "crash")[-1]
    assert "Something went wrong" in view.markup
    assert "a secret of the machine" not in view.markup
    assert view.question == "crash"
    assert "a secret of the machine" in caplog.text


def test_questions_without_an_answer_are_kept_for_staff(assistant: Any) -> None:
    kept: list[str] = []
    conversation = Conversation(Searching(assistant), lambda: TODAY, None, lambda answer: kept.append(answer.question))
    for question in ("When does it open?", "the moon", "cake"):
        ask(conversation, question)
    assert kept == ["the moon"]


def test_what_a_model_adds_comes_after_the_quotations_and_says_so(conversation: Conversation) -> None:
    *_, pending, whole = ask(conversation, "What does the model say?")
    assert 'class="turn writing"' in pending.markup
    assert pending.markup.count("<blockquote") == 4
    assert "by-model" not in pending.markup
    answer = whole.markup.split("<section")[0]
    assert (
        answer.rindex("<blockquote") < answer.index("Written by a model, checked") < answer.index("within six weeks.")
    )
