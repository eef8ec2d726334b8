"""The catalogues: every text in every language, with its placeholders; what the code asks for is what they hold."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from assistant.language import OFFICIAL
from ui.accounts import BadAccount, check_password
from ui.staff.texts import staff_texts
from ui.texts import Texts, chosen, preferred, texts

UI = Path(__file__).parents[2] / "ui"
OTHERS = [language for language in OFFICIAL if language != "en"]
BUTTONS = ("Ask", "Start over", "Filters", "Yes", "No", "Send", "Cancel", "Close", "Previous", "Next", "Find")
BUTTONS += ("Copy with sources", "Link to this answer", "Briefing note", "Print or PDF")
Key = str | tuple[str, ...]


def catalogue(language: str) -> Catalog:
    return read_po(io.BytesIO((UI / f"locale/{language}/LC_MESSAGES/euma.po").read_bytes()), locale=language)


def staff_catalogue(language: str) -> Catalog:
    return read_po(io.BytesIO((UI / f"locale/{language}/LC_MESSAGES/staff.po").read_bytes()), locale=language)


def keys(catalogue: Catalog) -> set[Key]:
    return {message.id for message in catalogue if message.id}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\w*\}", text))


@pytest.mark.parametrize("language", OFFICIAL)
def test_every_catalogue_has_every_text(language: str) -> None:
    assert keys(catalogue(language)) == keys(catalogue("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_the_placeholders_and_have_all_plural_forms(language: str) -> None:
    found = catalogue(language)
    for message in found:
        translated = message.string if isinstance(message.string, tuple) else (message.string,)
        if not message.id or not any(translated):
            continue
        wanted = placeholders(message.id if isinstance(message.id, str) else message.id[1])
        assert [placeholders(text) for text in translated] == [wanted] * len(translated), message.id
        assert len(translated) == (found.num_plurals if isinstance(message.id, tuple) else 1)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    empty = [m.id for m in catalogue(language) if m.id and not (all(m.string) if m.pluralizable else m.string)]
    assert not empty, f"{len(empty)} of {len(catalogue(language))}"


@pytest.mark.parametrize("language", OFFICIAL)
def test_buttons_fit_on_a_phone(language: str) -> None:
    assert {text: texts(language)(text) for text in BUTTONS if len(texts(language)(text)) > 22} == {}


def test_the_code_asks_for_what_the_catalogues_hold() -> None:
    keywords = {"t": None, "many": (1, 2), "later": None}
    asked = {
        found[2]
        for found in extract_from_dir(UI, [("**.py", "python")], keywords=keywords, strip_comment_tags=True)
        if not found[0].startswith(("staff", "accounts.py"))
    }
    assert asked == keys(catalogue("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_the_staff_pages_are_in_every_language(language: str) -> None:
    found = staff_catalogue(language)
    assert keys(found) == keys(staff_catalogue("en"))
    for message in found:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(forms) == (found.num_plurals if isinstance(message.id, tuple) else 1)
        assert all(forms), message.id
        one, several = message.id if isinstance(message.id, tuple) else (message.id, message.id)
        assert placeholders(forms[-1]) == placeholders(several), message.id
        assert placeholders(forms[0]) in (placeholders(one), placeholders(several)), message.id


def test_the_staff_pages_ask_for_what_the_catalogues_hold() -> None:
    keywords = {"t": None, "many": (1, 2), "later": None}
    methods = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
    asked = {found[2] for found in extract_from_dir(UI / "staff", methods, keywords=keywords)}
    asked |= {found[1] for found in extract_from_file("python", UI / "accounts.py", keywords=keywords)}
    for template in (UI / "staff" / "templates").glob("*.html"):  # Jinja's extraction leaves methods out
        asked |= set(re.findall(r't\.many\(\s*"([^"]*)", "([^"]*)"', template.read_text("utf-8")))
    assert asked - keys(catalogue("en")) == keys(staff_catalogue("en"))


def test_a_staff_error_is_told_in_the_language_of_the_page() -> None:
    with pytest.raises(BadAccount, match="The password has 3 characters; use at least 12") as caught:
        check_password("abc")
    assert staff_texts("de").told(caught.value).startswith("Das Passwort hat 3 Zeichen; nehmen Sie mindestens 12")
    assert staff_texts("fr").told(ValueError("as it is")) == "as it is"


def test_staff_numbers_are_written_as_the_language_does() -> None:
    assert (staff_texts("de").percent(0.754), staff_texts("en").percent(0.754)) == ("75,4\N{NO-BREAK SPACE}%", "75.4%")
    assert (staff_texts("de").points(-1.24), staff_texts("en").points(0.4)) == ("\N{MINUS SIGN}1,2", "+0.4")
    assert [staff_texts("de").size(n) for n in (512, 1001, 3_420_000)] == ["512 B", "1 kB", "3,4 MB"]


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    assert texts("de").number(2000) == "2.000"
    assert texts("en").day(date(2026, 6, 12)) == "12 June 2026"
    assert texts("el").day(date(2026, 6, 12)) == "12 Ιουνίου 2026"


def test_an_unknown_language_is_english() -> None:
    assert texts("xx").language == "en"
    assert texts("xx").many("{count} article", "{count} articles", 1) == "1 article"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("ru,en;q=0.5,el;q=0.7", "el"),
        ("fr;q=0, it;q=0.1", "it"),
        ("*", "en"),
        ("", "en"),
        (None, "en"),
        (";;;,q=,de;q=9", "en"),
        ("pl " * 5000, "en"),
    ],
)
def test_the_browser_says_which_language(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_a_choice_goes_before_the_browser() -> None:
    assert chosen(["xx", "lt", "el"], "de") == "lt"
    assert chosen([None, ""], "de") == "de"


def test_a_slip_in_a_translation_does_not_take_the_page_away(monkeypatch: pytest.MonkeyPatch) -> None:
    slipped = Texts("de")
    monkeypatch.setattr(slipped._catalogue, "gettext", lambda _: "{falsch} {")
    assert slipped("Citation {number}", number=3) == "Citation 3"
