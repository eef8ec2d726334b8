from __future__ import annotations

from datetime import date

import pytest

from ingest.source import Kind, Source
from ui.badge import act_name, badge, kind_name, place, status_words
from ui.languages import LANGUAGES, language_name, quotation
from ui.texts import texts

TODAY = date(2026, 11, 24)
EN = texts("en")


def source(kind: Kind, **dates: object) -> Source:
    return Source("d", "A document", kind, **dates)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "words", "shape"),
    [
        (source(Kind.REGULATION, applies_from=date(2026, 6, 12)), "Law, applies since 12 June 2026", "law"),
        (source(Kind.REGULATION, applies_from=date(2027, 1, 1)), "Law, applies from 1 January 2027", "later"),
        (
            source(Kind.DIRECTIVE, repealed_by="32024L1346", repealed_on=date(2026, 6, 12)),
            "Repealed since 12 June 2026 by Directive (EU) 2024/1346",
            "repealed",
        ),
        (source(Kind.PROPOSAL), "Proposal, not law", "proposal"),
        (source(Kind.COMMUNICATION), "Policy, not law", "policy"),
        (source(Kind.PRESS_RELEASE), "Press release, not law", "press"),
        (source(Kind.BRIEF), "Brief of this project, not an official text", "brief"),
        (source(Kind.OTHER), "Other document, not law", "policy"),
        (
            source(Kind.CONSOLIDATED, in_force=date(2018, 5, 25)),
            "Law, consolidated for reference, applies since 25 May 2018",
            "law",
        ),
    ],
)
def test_words_and_shape(given: Source, words: str, shape: str) -> None:
    assert status_words(EN, given, TODAY) == words
    assert badge(EN, given, TODAY) == f'<span class="badge {shape}">{words}</span>'


def test_every_kind_has_a_badge() -> None:
    for kind in Kind:
        assert status_words(EN, source(kind), TODAY)
        assert kind_name(EN, kind)


@pytest.mark.parametrize(
    ("celex", "name"),
    [("32024R1351", "Regulation (EU) 2024/1351"), ("32013R0604", "32013R0604"), ("12012E/TXT", "12012E/TXT")],
)
def test_acts_are_named_where_numbering_has_one_form(celex: str, name: str) -> None:
    assert act_name(EN, celex) == name


def test_all_official_languages_have_names_and_quotation_marks() -> None:
    assert len(LANGUAGES) == 24
    assert quotation("de") == ("„", "“")
    assert quotation("tlh") == quotation("en")
    assert language_name("el") == "ελληνικά"
    assert language_name("tlh") == "tlh"


@pytest.mark.parametrize(
    "locator", ["Article 17(1)", "Recital 12", "Annex II", "Article 4, point (20)", "Wer bezahlt", "Article of faith"]
)
def test_places_stay_as_they_are_in_english(locator: str) -> None:
    assert place(EN, locator) == locator
