"""What is wrong with files of questions: everything at once, with line numbers, before a single one is asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.language import OFFICIAL
from assistant.question import BadQuestion, clean
from eval.items import ITEM, SCHEMA, BadItems, EvalItem, Expected, Fault, Gold, ItemKind, lines_of, question_files
from eval.places import Places
from eval.split import shared
from eval.wording import find, normal

_MOST_WORDS = 5  # a key phrase points at a place; longer ones would copy the law into the question set


@dataclass(frozen=True)
class Checked:
    """The items of some files, what is wrong with them, and the ids left out for want of their documents."""

    items: tuple[EvalItem, ...]
    faults: tuple[Fault, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Line:
    file: str
    number: int
    item: EvalItem

    def fault(self, message: str) -> Fault:
        return Fault(self.file, self.number, f"{self.item.id}: {message}")


def check(path: Path | Sequence[Path], places: Places | None, *, only_indexed: bool = False) -> Checked:
    """Reads the questions of files or folders and checks each against the schema and the indexed documents.

    Without `places` the gold evidence is not looked up. With `only_indexed`, items that need a document which is not
    indexed are left out and named instead of being faults, and one key phrase of a place is enough. Raises BadItems
    only when there is no file to read.
    """
    lines: list[_Line] = []
    faults: list[Fault] = []
    for file in question_files(path):
        for number, text in lines_of(file):
            try:
                lines.append(_Line(file.name, number, _item(text)))
            except _BadLine as error:
                faults.extend(Fault(file.name, number, message) for message in error.messages)
    left_out: tuple[str, ...] = ()
    if places is not None and only_indexed:
        left_out = tuple(line.item.id for line in lines if _unindexed(line.item, places))
        lines = [line for line in lines if line.item.id not in set(left_out)]
    faults.extend(_across(lines))
    for line in lines:
        faults.extend(line.fault(message) for message in _alone(line.item))
        if places is not None:
            golds = [g for g in line.item.gold if not only_indexed or g.work in places.editions]
            faults.extend(line.fault(m) for gold in golds for m in _gold(gold, places, one_phrase=only_indexed))
    faults.sort(key=lambda fault: (fault.file, fault.line))
    return Checked(tuple(line.item for line in lines), tuple(faults), left_out)


def load(path: Path | Sequence[Path], places: Places | None, *, only_indexed: bool = False) -> Checked:
    """Like `check`, but raises BadItems when anything is wrong."""
    checked = check(path, places, only_indexed=only_indexed)
    if checked.faults:
        raise BadItems(checked.faults)
    return checked


class _BadLine(Exception):
    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = messages
        super().__init__("; ".join(messages))


def _item(text: str) -> EvalItem:
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        raise _BadLine(
            [f"not JSON: {error.msg} at character {error.pos + 1}; each line must be one object."]
        ) from error
    if not isinstance(row, dict):
        raise _BadLine(["not a JSON object; each line must be one object in braces."])
    if row.get("schema") != SCHEMA:
        found = f"has schema {row['schema']!r}" if "schema" in row else "has no schema"
        raise _BadLine([f'{found}, this program reads {SCHEMA}; write "schema": {SCHEMA} after adapting the line.'])
    try:
        return ITEM.validate_python(row)
    except ValidationError as error:
        name = f"{row['id']}: " if isinstance(row.get("id"), str) else ""
        raise _BadLine([name + _in_words(detail) for detail in error.errors()]) from error


def _in_words(detail: ErrorDetails) -> str:
    field = ".".join(str(part) for part in detail["loc"])
    if detail["type"] in {"missing", "missing_argument"}:
        return f"{field} is missing."
    if detail["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
        return f"{field} is not a field of an item; remove it or correct its name."
    if detail["type"] == "enum":
        return f"{field} is {detail['input']!r}; use one of {detail['ctx']['expected']}."
    return f"{field} is {detail['input']!r}: {detail['msg']}."


def _across(lines: Iterable[_Line]) -> Iterator[Fault]:
    """Faults between items: ids and questions that occur twice, topics in both splits."""
    ids: dict[str, _Line] = {}
    asked: dict[tuple[str, ...], _Line] = {}
    kept: list[_Line] = []
    for line in lines:
        words = (*map(normal, line.item.previous), normal(line.item.question), str(line.item.as_of))
        if (other := ids.setdefault(line.item.id, line)) is not line:
            yield line.fault(f"the id is taken by {other.file}:{other.number}; give it another.")
        elif (other := asked.setdefault(words, line)) is not line:
            yield line.fault(f"asks the same as {other.item.id}; remove one of them.")
        else:
            kept.append(line)
    crossing = shared(line.item for line in kept)
    for line in kept:
        if line.item.id in crossing:
            other_id, (work, place) = crossing[line.item.id]
            yield line.fault(
                f"is in {line.item.split}, but {other_id} of the other split is about {work}, {place} too."
            )


def _alone(item: EvalItem) -> Iterator[str]:
    """Faults of one item that need no documents."""
    if item.language not in OFFICIAL:
        yield f"the language {item.language!r} is none of the 24 official ones ({', '.join(OFFICIAL)})."
    for text in (item.question, *item.previous):
        try:
            clean(text)
        except BadQuestion as error:
            yield str(error)
    if item.kind is ItemKind.FOLLOW_UP and not item.previous:
        yield "a follow-up needs the question before it in previous."
    if item.kind is ItemKind.FALSE_PREMISE and item.expected is not Expected.CORRECT:
        yield f'a false premise must have "expected": "{Expected.CORRECT}".'
    for pattern in (*item.must_contain, *item.must_not_contain):
        if not all(part.strip(" *") for part in pattern.split("|")):
            yield f"the pattern {pattern!r} has an empty alternative, which would match anything."
    yield from _evidence(item)


def _evidence(item: EvalItem) -> Iterator[str]:
    """Faults of an item's gold places that need no documents."""
    if item.expected.answerable and not item.gold:
        yield "an answer is expected, but gold is empty; name the place that holds it."
    if item.facts and item.facts != tuple(range(1, len(item.facts) + 1)):
        yield f"facts are numbered {', '.join(map(str, item.facts))}; number them from 1 without gaps."
    for gold in item.gold:
        yield from _phrases(gold)


def _phrases(gold: Gold) -> Iterator[str]:
    if bool(gold.id) == bool(gold.celex):
        yield f"gold {gold.locator!r} needs either an id or a celex."
    if not gold.phrases:
        yield f"gold {gold} has no phrases; add {_MOST_WORDS} words or fewer that stand there."
    for phrase in gold.phrases:
        if not 1 <= len(phrase.split()) <= _MOST_WORDS:
            yield f"the phrase {phrase!r} has {len(phrase.split())} words; use 1 to {_MOST_WORDS}."


def _unindexed(item: EvalItem, places: Places) -> bool:
    """Whether some fact of an item has no place in the indexed documents."""
    found = {gold.fact for gold in item.gold if gold.work in places.editions}
    return bool(set(item.facts) - found)


def _gold(gold: Gold, places: Places, *, one_phrase: bool) -> Iterator[str]:
    """Faults of one gold place against the documents. Places of documents that are not indexed are named once.

    With `one_phrase` one of its phrases is enough: the others may be of an edition in a language that is not indexed.
    """
    editions = places.editions.get(gold.work, [])
    if not gold.work:
        return
    if not editions:
        yield f"the document {gold.work} is not indexed; index it, correct the number, or run with --only-indexed."
        return
    units = {source.id: places.unit(source.id, gold.locator) for source in editions}
    if not any(units.values()):
        near = get_close_matches(gold.locator, [p for s in editions for p in places.locators(s.id)], n=1)
        yield f"{gold.work} has no {gold.locator!r}" + (f"; did you mean {near[0]!r}?" if near else ".")
        return
    texts = [places.document(i).text[unit[0] : unit[1]] for i, unit in units.items() if unit]
    absent = [phrase for phrase in gold.phrases if not any(find(text, phrase) for text in texts)]
    if not one_phrase or len(absent) == len(gold.phrases):
        yield from (f"{phrase!r} does not occur in {gold}." for phrase in absent)
