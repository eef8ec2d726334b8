"""Words are found however they are typeset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.wording import contains, find, normal


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("within Two\u00a0months.", "two months"),
        ("EUR 30 000", "30,000"),
        ("EUR 30\u202f000", "30.000"),
        ("drei Monaten", "Monat*"),
        ("le droit d’asile", "droit d'asile"),
        ("deux mois", "two months|deux mois"),
        ("2021–2027", "2021-2027"),
        ("90%", "90 %|90%"),
        ("ΔΎΟ ΜΉΝΕΣ", "δύο μήνες"),
    ],
)
def test_found(text: str, pattern: str) -> None:
    assert contains(text, pattern)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("must be notified", "No"), ("twenty months", "ten months"), ("Monaten", "Monat"), ("", "a"), ("a", "")],
)
def test_not_found(text: str, pattern: str) -> None:
    assert not contains(text, pattern)


def test_a_phrase_is_found_over_line_breaks_at_the_texts_own_offsets() -> None:
    text = "ﬁrst, ‘Two\nmonths’ after"
    [(start, end)] = find(text, "two months")
    assert text[start:end] == "Two\nmonths"


def test_a_phrase_must_be_whole_words() -> None:
    assert find("twentytwo monthsly", "two months") == []


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normal(normal(text)) == normal(text)


WORD = st.text(alphabet="abcdefgàéèüñ0123456789", min_size=1, max_size=8)


@given(st.lists(WORD, min_size=1, max_size=5), st.lists(WORD, max_size=4), st.lists(WORD, max_size=4))
def test_a_phrase_put_into_a_text_is_found_at_its_place(phrase: list[str], before: list[str], after: list[str]) -> None:
    words = " ".join(phrase)
    text = " ".join([*before, words.upper() if words.upper().lower() == words else words, *after])
    assert any(normal(text[a:b]) == normal(words) for a, b in find(text, words))
