"""A concept of the termbase, and reading and checking its file format: `<topic>.jsonl`, one concept a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ingest.errors import IngestError
from ingest.inflection import fold, spans

_CODES = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
LANGUAGES = tuple(_CODES.split())
FOLDER = Path(__file__).parent / "terms"


class BadTermbase(IngestError):
    """A line of the termbase that cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Definition:
    """Where the law defines or regulates a concept; `point` is the numbered paragraph or point, if one is meant."""

    celex: str
    article: str
    point: str | None


@dataclass(frozen=True)
class Concept:
    """One concept: English legal terms, everyday English, and names by language code, the official name first."""

    id: str
    topic: str
    en: tuple[str, ...]
    lay: tuple[str, ...]
    definition: Definition | None
    names: Mapping[str, tuple[str, ...]] = field(hash=False)

    def terms(self, language: str) -> tuple[str, ...]:
        """All words for the concept in a language; none for a language that is not one of the 24."""
        return self.en + self.lay if language == "en" else self.names.get(language, ())


def load_termbase(folder: Path = FOLDER) -> tuple[Concept, ...]:
    """All concepts, checked; ids are unique and no language uses one name for two concepts.

    Raises `BadTermbase`.
    """
    concepts: list[Concept] = []
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            where = f"{path.name} line {number}"
            concept = _parse(line, path.stem, where)
            keys = [("id", concept.id)]
            keys += [(code, fold(term).replace("-", " ")) for code in LANGUAGES for term in concept.terms(code)]
            for key in keys:
                if key in seen:
                    message = f'{where}: {key[0]} "{key[1]}" is already used in {seen[key]}; keep it in one place.'
                    raise BadTermbase(message)
                seen[key] = where
            concepts.append(concept)
    if not concepts:
        raise BadTermbase(f"{folder.name}: no concepts found; the folder must hold <topic>.jsonl files.")
    return tuple(concepts)


def _parse(line: str, topic: str, where: str) -> Concept:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadTermbase(f"{where}: not one JSON object ({error}); write one concept a line.") from error
    if not isinstance(row, dict) or set(row) != {"id", "en", "lay", "definition", "names"}:
        raise BadTermbase(f"{where}: a concept has exactly the keys id, en, lay, definition and names.")
    if not isinstance(row["id"], str) or not row["id"].strip():
        raise BadTermbase(f"{where}: the id must be a word.")
    names = row["names"]
    if not isinstance(names, dict) or set(names) != set(LANGUAGES) - {"en"}:
        given = set(names) if isinstance(names, dict) else set()
        missing = " ".join(sorted(set(LANGUAGES) - {"en"} - given)) or "none"
        extra = " ".join(sorted(given - set(LANGUAGES) | given & {"en"})) or "none"
        raise BadTermbase(f"{where}: names must hold the other 23 languages; missing: {missing}; unknown: {extra}.")
    checked = {code: _words(names[code], f"{where}, {code}") for code in LANGUAGES if code != "en"}
    lay = _words(row["lay"], f"{where}, lay", empty=True)
    english = _words(row["en"], f"{where}, en")
    return Concept(row["id"], topic, english, lay, _definition(row["definition"], where), MappingProxyType(checked))


def _words(value: object, where: str, *, empty: bool = False) -> tuple[str, ...]:
    if not isinstance(value, list) or not (value or empty):
        raise BadTermbase(f"{where}: give a list of at least one name.")
    for name in value:
        if not isinstance(name, str) or not spans(name) or name != name.strip():
            raise BadTermbase(f"{where}: {name!r} is not a name; write words without blanks around them.")
    return tuple(value)


def _definition(value: object, where: str) -> Definition | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"celex", "article", "point"}:
        raise BadTermbase(f"{where}: the definition has exactly the keys celex, article and point, or is null.")
    celex, article, point = value["celex"], value["article"], value["point"]
    if not (isinstance(celex, str) and isinstance(article, str) and (point is None or isinstance(point, str))):
        raise BadTermbase(f"{where}: celex, article and point of the definition are strings; point may be null.")
    return Definition(celex, article, point)
