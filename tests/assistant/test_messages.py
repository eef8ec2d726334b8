from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import assistant.messages
from assistant.language import OFFICIAL
from assistant.messages import keys, language_name, say

TABLE = json.loads((Path(assistant.messages.__file__).parent / "messages.json").read_text("utf-8"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_every_key_is_said_in_every_language() -> None:
    assert set(keys()) == set(TABLE)
    for key, texts in TABLE.items():
        assert set(texts) == set(OFFICIAL), key


@pytest.mark.parametrize("key", TABLE)
def test_placeholders_are_the_same_everywhere(key: str) -> None:
    wanted = sorted(PLACEHOLDER.findall(TABLE[key]["en"]))
    for language, text in TABLE[key].items():
        assert sorted(PLACEHOLDER.findall(text)) == wanted, language
        assert "{" not in PLACEHOLDER.sub("", text)
        assert text == text.strip()


@pytest.mark.parametrize("key", TABLE)
def test_messages_end_alike(key: str) -> None:
    """A message that announces what follows does so everywhere; the others are sentences."""
    announces = TABLE[key]["en"].rstrip().endswith(":")
    for language, text in TABLE[key].items():
        assert text.endswith(":") == announces, (language, text)


@pytest.mark.parametrize("key", TABLE)
def test_no_language_is_left_in_english_or_copied(key: str) -> None:
    texts = [PLACEHOLDER.sub("", text) for text in TABLE[key].values()]
    assert texts.count(PLACEHOLDER.sub("", TABLE[key]["en"])) == 1
    assert len(set(texts)) >= len(texts) - 2, texts  # short ones may be alike: es and pt "De"


def test_scripts_are_the_languages_own() -> None:
    for texts in TABLE.values():
        for language, script in (("el", r"[\u0370-\u03ff]"), ("bg", r"[\u0400-\u04ff]")):
            words = re.sub(r"\{\w+\}", "", texts[language])
            letters = [c for c in words if c.isalpha()]
            assert sum(bool(re.match(script, c)) for c in letters) > 0.9 * len(letters), texts[language]


def test_say_puts_values_in_and_falls_back_to_english() -> None:
    assert say("not_indexed", "de", name="X") == "X ist nicht unter den indexierten Dokumenten."
    assert say("not_indexed", "xx", name="X") == "X is not among the indexed documents."
    assert say("sentences_withheld", "en", count="1").endswith(": 1.")
    with pytest.raises(KeyError):
        say("no such key", "en")
    with pytest.raises(KeyError):
        say("repealed", "en", name="X")


def test_language_names() -> None:
    assert language_name("de", "fr") == "allemand"
    assert language_name("fr", "el") == "Γαλλικά"
    assert language_name("mt", "xx") == "Maltese"
    assert language_name("tlh", "en") == "tlh"
    for reader in OFFICIAL:
        named = [language_name(code, reader) for code in OFFICIAL]
        assert len(set(named)) == len(OFFICIAL)
        assert all(named)
