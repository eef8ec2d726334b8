from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ui.conversation import Conversation, Turn, View

TODAY = date(2026, 11, 24)


@pytest.fixture
def conversation(assistant: Any) -> Conversation:
    return Conversation(assistant, lambda: TODAY)


def ask(conversation: Conversation, question: str | None, day: str = "", turns: tuple[Turn, ...] = ()) -> list[View]:
    return list(conversation.ask(question, day, turns))


def test_first_what_is_happening_then_the_answer(conversation: Conversation) -> None:
    waiting, answered = ask(conversation, "When does it open?")
    assert "Searching 3 documents" in waiting.markup
    assert waiting.question == ""
    assert "six weeks" in answered.markup
    assert answered.question is None
    assert answered.turns[-1].answered


def test_a_follow_up_comes_with_the_questions_before_it(conversation: Conversation, assistant: Any) -> None:
    turns = ask(conversation, "When does it open?")[-1].turns
    turns = ask(conversation, "crash", turns=turns)[-1].turns
    ask(conversation, "And on Sundays?", "2026-01-02", turns)
    assert assistant.asked[-1] == ("And on Sundays?", date(2026, 1, 2), ("When does it open?",))


def test_earlier_turns_stay_as_they_were(conversation: Conversation) -> None:
    first = ask(conversation, "When does it open?")[-1]
    second = ask(conversation, "the moon", turns=first.turns)[-1]
    assert second.markup.startswith(first.markup + "\n\n")
    assert [turn.number for turn in second.turns] == [1, 2]


@pytest.mark.parametrize("typed", ["", "   \n", None])
def test_an_empty_question_is_refused_at_its_field(
    conversation: Conversation, assistant: Any, typed: str | None
) -> None:
    (view,) = ask(conversation, typed)
    assert 'class="problem at-question"' in view.problem
    assert "The question is empty: type a question" in view.problem
    assert not assistant.asked


def test_20_000_characters_are_refused_and_come_back(conversation: Conversation) -> None:
    long = "why " * 5000
    view = ask(conversation, long)[-1]
    assert "2,000 at most" in view.problem
    assert view.question == long
    assert not view.turns


def test_a_bad_day_is_refused_at_its_field(conversation: Conversation, assistant: Any) -> None:
    (view,) = ask(conversation, "When?", "<b>soon")
    assert 'class="problem at-as-of"' in view.problem
    assert "“&lt;b&gt;soon” is not a date" in view.problem
    assert view.question is None
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


def test_a_conversation_keeps_its_last_twenty_turns(conversation: Conversation) -> None:
    turns: tuple[Turn, ...] = ()
    for n in range(25):
        turns = ask(conversation, f"cake {n}", turns=turns)[-1].turns
    assert [turn.number for turn in turns] == list(range(6, 26))
