"""The assistant's own words, in the question's language."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import cast


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return cast(
        "dict[str, dict[str, str]]", json.loads(files("assistant").joinpath("messages.json").read_text("utf-8"))
    )


def say(key: str, language: str, **values: str) -> str:
    """The message `key` in `language`, English where it is not translated, with its `{values}` put in."""
    texts = _catalogue()[key]
    return texts.get(language, texts["en"]).format(**values)


@cache
def _language_names() -> dict[str, dict[str, str]]:
    return cast(
        "dict[str, dict[str, str]]", json.loads(files("assistant").joinpath("language_names.json").read_text("utf-8"))
    )


def language_name(code: str, in_language: str) -> str:
    """What an official language is called in another: "de" in "fr" is "allemand". Names are those of Unicode CLDR.

    An unknown language is its code; a reader whose language is unknown gets the English name.
    """
    known = _language_names()
    return known.get(in_language, known["en"]).get(code, code)


def keys() -> tuple[str, ...]:
    """All message keys."""
    return tuple(_catalogue())
