"""What acts are called: short titles and abbreviations in the 24 official languages (`names.json`).

Collected from the acts' own titles and from how the institutions, ministries and advice services of each country write
them. A repealed act shares the general names of its successor ("Reception Conditions Directive") and has its own with
the year; which one is meant is for the reader of a question to decide.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def load_names() -> dict[str, dict[str, tuple[str, ...]]]:
    """CELEX number to language code to names, the most usual first; the acts need not be indexed."""
    table = json.loads(files("ingest").joinpath("names.json").read_text("utf-8"))
    return {
        celex: {language: tuple(names) for language, names in languages.items()} for celex, languages in table.items()
    }


def acts_named(name: str) -> tuple[str, ...]:
    """CELEX numbers of the acts of that very name, in any language and case; none for a name that is not known."""
    wanted = " ".join(name.casefold().split())
    return tuple(
        celex
        for celex, languages in load_names().items()
        if any(wanted == known.casefold() for names in languages.values() for known in names)
    )
