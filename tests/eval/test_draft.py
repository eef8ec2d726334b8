"""A draft of an item from an answer passes the check as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pond import PondAssistant

from eval.checking import check
from eval.draft import draft
from eval.items import Expected, ItemKind, to_line
from eval.places import Places

Write = Callable[..., Path]


def test_a_draft_names_the_cited_place_and_can_be_checked(write_items: Write, pond: PondAssistant) -> None:
    made = draft(pond.ask("How long may frogs stay?"))
    assert (made.gold[0].celex, made.gold[0].locator) == ("32020R0001", "Article 2")
    told = draft(replace(pond.ask("Who appoints a keeper?"), question="And who appoints a keeper?"), ("Ducks?",))
    assert told.kind is ItemKind.FOLLOW_UP
    checked = check(write_items(to_line(made), to_line(told)), Places(pond))
    assert [str(f) for f in checked.faults] == []
    assert checked.items == (made, told)


def test_a_refusal_becomes_an_unanswerable_item(write_items: Write, pond: PondAssistant) -> None:
    made = draft(pond.ask("Swans?"))
    assert (made.kind, made.expected, made.gold) == (ItemKind.UNANSWERABLE, Expected.ABSTAIN, ())
    assert check(write_items(to_line(made)), Places(pond)).faults == ()


def test_one_question_has_one_id(pond: PondAssistant) -> None:
    assert draft(pond.ask("Ducks fed?")).id == draft(pond.ask("Ducks fed?")).id
    assert draft(pond.ask("Ducks fed?")).id != draft(pond.ask("Ducks fed?"), ("Before?",)).id
