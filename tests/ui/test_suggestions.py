from __future__ import annotations

from datetime import date
from typing import Any

from index.guide import GuideEntry
from ui.suggestions import BRIEFS, Suggestions
from ui.texts import texts

TODAY = date(2026, 11, 24)


def test_next_questions_are_of_the_cited_article_then_of_its_neighbours(
    assistant: Any, guide: tuple[GuideEntry, ...]
) -> None:
    answer = assistant.ask("When does it open?")
    assert Suggestions(guide).next_questions(answer, ()) == [
        "When must a reading room open for newcomers?",
        "From which day does it apply?",
    ]


def test_what_was_asked_already_is_not_proposed(assistant: Any, guide: tuple[GuideEntry, ...]) -> None:
    answer = assistant.ask("when must a reading room open for newcomers")
    found = Suggestions(guide).next_questions(answer, ["From which day does it apply?"])
    assert found == []


def test_where_nothing_is_cited_nothing_is_proposed(assistant: Any, guide: tuple[GuideEntry, ...]) -> None:
    assert Suggestions(guide).next_questions(assistant.ask("the moon"), ()) == []


def test_starters_come_from_the_briefs_and_from_indexed_acts_only(act: Any) -> None:
    guide = [GuideEntry("32024L1346", "17", None, "en", "When may I work?")]
    assert Suggestions(guide).starters(texts("en"), [act.source]) == list(BRIEFS)
    indexed = [type(act.source)(id="32024L1346", title="x", kind=act.source.kind, celex="32024L1346")]
    assert Suggestions(guide).starters(texts("en"), indexed) == [*BRIEFS[:5], "When may I work?"]
