from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.document import Document
from ui.editions import counterpart, others


def test_one_edition_of_the_same_text_for_each_other_language(act: Document, act_fr: Document, brief: Document) -> None:
    pdf = replace(act_fr.source, id="0-fr-pdf", layout="Official Journal PDF")
    sources = [act.source, pdf, act_fr.source, brief.source, replace(act.source, id="again")]
    assert others(act.source, sources) == [act_fr.source]
    assert others(act_fr.source, sources) == [replace(act.source)]
    assert others(brief.source, sources) == []


@pytest.mark.parametrize(
    ("quoted", "there"),
    [
        ("no later than six weeks", "1. Les États membres ouvrent une salle de lecture"),
        ("(b) books in", "2. La salle offre"),
        ("Reading rooms help people", "(1) Les salles de lecture"),
        ("Article 2\nAccess", "Article 2\nAccès"),
    ],
)
def test_the_same_place_is_found_by_its_numbers(act: Document, act_fr: Document, quoted: str, there: str) -> None:
    start = act.text.index(quoted)
    place = counterpart(act, start, start + len(quoted), act_fr)
    assert place
    assert act_fr.text[slice(*place)].startswith(there)


@pytest.mark.parametrize("quoted", ["This Regulation applies from", "CHAPTER I", "Quiet helps"])
def test_a_place_that_is_not_there_is_none(act: Document, act_fr: Document, quoted: str) -> None:
    start = act.text.index(quoted)
    assert counterpart(act, start, start + 5, act_fr) is None
