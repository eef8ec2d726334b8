"""What differs between two versions of an act."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.collect import collect
from ingest.differences import Mark, What, compare, plain
from ingest.document import Document, Unit, UnitKind
from ingest.load import load
from ingest.source import Kind, Source

K = UnitKind
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


def act(*parts: tuple[UnitKind, str, str]) -> Document:
    """A document of flat units: kind, number, text whose first line is the unit's heading line."""
    text, units = "", []
    for kind, number, words in parts:
        text += "\n" if text else ""
        units.append(Unit(kind, len(text), len(text) + len(words), number))
        text += words
    return Document(Source("x", "x", Kind.REGULATION), text, tuple(units))


def article(number: str, *lines: str) -> tuple[UnitKind, str, str]:
    return K.ARTICLE, number, "\n".join([f"Article {number}", *lines])


OLD = act(
    (K.RECITAL, "1", "(1) Rooms help."),
    article("1", "Rooms open at nine."),
    article("2", "1. Rooms are free.", "2. Books are lent for two weeks, or three."),
    article("3", "Rooms are quiet."),
    (K.ANNEX, "I", "ANNEX I\nList of rooms"),
)
NEW = act(
    (K.RECITAL, "1", "(1) Rooms help much."),
    article("1", "Rooms open at nine."),
    article("2", "1. Rooms are free.", "2. Books are lent for four weeks, or three.", "3. Films too."),
    article("2a", "Rooms have tables."),
    article("3", "(deleted)"),
    (K.ANNEX, "I", "ANNEX I\nList of open rooms"),
)


def test_changed_added_and_repealed_in_their_order() -> None:
    found = [(change.locator, change.what) for change in compare(OLD, NEW)]
    assert found == [
        ("Article 2", What.CHANGED),
        ("Article 2a", What.ADDED),
        ("Article 3", What.REPEALED),
        ("Annex I", What.CHANGED),
    ]
    back = {change.locator: change.what for change in compare(NEW, OLD)}
    assert (back["Article 2a"], back["Article 3"]) == (What.REPEALED, What.ADDED)


def test_words_are_marked_line_by_line() -> None:
    change = compare(OLD, NEW)[0]
    marked = [[(run.mark, run.text) for run in line] for line in change.lines]
    assert marked == [
        [(Mark.KEPT, "Article 2")],
        [(Mark.KEPT, "1. Rooms are free.")],
        [
            (Mark.KEPT, "2. Books are lent for"),
            (Mark.REMOVED, "two"),
            (Mark.ADDED, "four"),
            (Mark.KEPT, "weeks, or three."),
        ],
        [(Mark.ADDED, "3. Films too.")],
    ]
    assert (change.before or "").endswith("or three.")
    assert (change.after or "").endswith("Films too.")


def test_an_article_that_is_gone_is_repealed_where_it_stood() -> None:
    without = act(article("1", "Rooms open at nine."), article("3", "Rooms are quiet."))
    assert [(c.locator, c.what) for c in compare(OLD, without)] == [
        ("Article 2", What.REPEALED),
        ("Annex I", What.REPEALED),
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("‘rooms’", "'rooms'"), ("a\u00a0room", "a room"), ("“a” – b", '"a" - b'), ("ﬁne", "fine")]
)
def test_kinds_of_quotation_marks_spaces_and_dashes_are_no_difference(one: str, other: str) -> None:
    assert plain(one) == plain(other)
    assert compare(act(article("1", one)), act(article("1", other))) == ()


WORDS = st.lists(st.sampled_from(["room", "open", "table", "book", "quiet"]), min_size=1, max_size=12).map(" ".join)
LINES = st.lists(WORDS, min_size=1, max_size=5)


@given(LINES, LINES)
def test_the_marked_words_make_both_texts(old: list[str], new: list[str]) -> None:
    found = compare(act(article("1", *old)), act(article("1", *new)))
    if old == new:
        assert found == ()
        return
    [change] = found
    for dropped, text in ((Mark.ADDED, change.before), (Mark.REMOVED, change.after)):
        words = [word for line in change.lines for run in line if run.mark is not dropped for word in run.text.split()]
        assert words == (text or "").split()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_corrigendum_of_2018_is_what_differs_between_the_two_texts_of_the_gdpr() -> None:
    folder = CORPUS / "gdpr"
    files = {found.path.name: found for found in collect([folder / "32016R0679.en.xhtml"]).files}
    files |= {found.path.name: found for found in collect([folder / "02016R0679-20160504.en.html"]).files}
    adopted, consolidated = load(files["32016R0679.en.xhtml"]), load(files["02016R0679-20160504.en.html"])
    found = compare(adopted, consolidated)
    places = [int(change.locator.removeprefix("Article ")) for change in found]
    assert places == [37, 41, 42, 43, 57, 64, 65, 69, 70]
    assert {change.what for change in found} == {What.CHANGED}
