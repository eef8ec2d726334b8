from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.law import Standing, day, describe, standing
from ingest.source import Kind, Source

REPEAL = date(2026, 6, 12)
OLD = Source("old", "Old Act", Kind.DIRECTIVE, in_force=date(2013, 7, 19), repealed_by="32024L1346", repealed_on=REPEAL)
NEW = Source("new", "New Act", Kind.REGULATION, in_force=date(2024, 6, 11), applies_from=REPEAL)


def test_repeal_takes_effect_on_its_day() -> None:
    assert standing(OLD, REPEAL - timedelta(days=1)) is Standing.APPLIES
    assert standing(OLD, REPEAL) is Standing.REPEALED
    assert describe(OLD, REPEAL) == "repealed since 12 June 2026 by 32024L1346"


def test_an_act_applies_from_its_day_not_from_entry_into_force() -> None:
    assert standing(NEW, date(2025, 1, 1)) is Standing.NOT_YET
    assert describe(NEW, date(2025, 1, 1)) == "applies from 12 June 2026"
    assert standing(NEW, REPEAL) is Standing.APPLIES
    assert describe(NEW, REPEAL) == "applies since 12 June 2026"


def test_without_a_day_of_application_entry_into_force_counts() -> None:
    entered = replace(NEW, applies_from=None)
    assert standing(entered, date(2024, 6, 10)) is Standing.NOT_YET
    assert standing(entered, date(2024, 6, 11)) is Standing.APPLIES


def test_a_known_successor_without_a_day_means_repealed() -> None:
    undated = replace(OLD, repealed_on=None)
    assert standing(undated, date(2014, 1, 1)) is Standing.REPEALED
    assert describe(undated, date(2014, 1, 1)) == "repealed by 32024L1346"


def test_repeal_without_successor_and_law_without_dates() -> None:
    assert describe(replace(OLD, repealed_by=None), REPEAL) == "repealed since 12 June 2026"
    bare = Source("t", "Treaty", Kind.TREATY)
    assert standing(bare, date(1990, 1, 1)) is Standing.APPLIES
    assert describe(bare, date(1990, 1, 1)) == "in force"


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        (Kind.COMMUNICATION, Standing.POLICY, "policy, not law"),
        (Kind.OTHER, Standing.POLICY, "policy, not law"),
        (Kind.PRESS_RELEASE, Standing.PRESS, "press release, not law"),
        (Kind.BRIEF, Standing.BRIEF, "brief of this project, not an official text"),
        (Kind.PROPOSAL, Standing.PROPOSAL, "proposal, not law"),
    ],
)
def test_what_is_no_law_never_applies(kind: Kind, state: Standing, words: str) -> None:
    source = replace(OLD, kind=kind)
    assert standing(source, REPEAL) is state
    assert describe(source, REPEAL) == words


@given(st.sampled_from([k for k in Kind if k.is_law]), *[st.none() | st.dates()] * 3, st.lists(st.dates(), min_size=2))
def test_standing_only_ever_goes_forward(kind, in_force, applies_from, repealed_on, days) -> None:
    source = Source("s", "S", kind, in_force=in_force, applies_from=applies_from, repealed_on=repealed_on)
    order = [Standing.NOT_YET, Standing.APPLIES, Standing.REPEALED]
    states = [order.index(standing(source, each)) for each in sorted(days)]
    assert states == sorted(states)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "12 June 2026"),
        ("de", "12. Juni 2026"),
        ("fr", "12 juin 2026"),
        ("pl", "12 czerwca 2026"),
        ("el", "12 Ιουνίου 2026"),
        ("bg", "12 юни 2026 г."),
    ],
)
def test_days_are_written_as_in_the_language(language: str, written: str) -> None:
    assert " ".join(day(REPEAL, language).split()) == written


def test_a_consolidated_text_says_its_day_and_a_corrigendum_its_act() -> None:
    text = Source(
        "x", "x", Kind.CONSOLIDATED, celex="02030L0001-20310101", in_force=date(2030, 6, 5), repealed_by="32040L0001",
        repealed_on=date(2040, 1, 1),
    )  # fmt: skip
    assert describe(text, date(2035, 1, 1)) == "applies since 5 June 2030, in the text of 1 January 2031"
    assert describe(text, date(2041, 1, 1)).endswith("by 32040L0001, in the text of 1 January 2031")
    corrigendum = Source("c", "c", Kind.CORRIGENDUM, celex="32030L0001R(01)", corrects="32030L0001")
    assert describe(corrigendum, date(2035, 1, 1)) == "corrects 32030L0001"
