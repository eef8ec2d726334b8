"""The questions with known answers: what one is, and how a file of them is read.

One JSON object a line. `schema` is the version of this format; a file of another version is refused, not guessed at.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

SCHEMA = 1


class ItemKind(StrEnum):
    """What makes a question hard."""

    FACTOID = "factoid"
    DEADLINE = "deadline"
    LIST = "list"
    DEFINITION = "definition"
    RESPONSIBLE = "responsible"
    STATUS = "status"
    OLD_NEW = "old-new"
    MULTI_HOP = "multi-hop"
    FOLLOW_UP = "follow-up"
    LAY = "lay"
    REFERENCE = "reference"
    YES_NO = "yes-no"
    FALSE_PREMISE = "false-premise"
    UNANSWERABLE = "unanswerable"
    OUT_OF_SCOPE = "out-of-scope"
    INJECTION = "injection"


class Expected(StrEnum):
    """What the right behaviour is; all but the first two are about what must not be claimed."""

    ANSWER = "answer"
    CORRECT = "correct the premise"
    PARTIAL = "abstain with partial answer"
    ABSTAIN = "abstain"
    DECLINE = "decline"

    @property
    def answerable(self) -> bool:
        """Whether the documents answer the question, be it by setting it right."""
        return self in {Expected.ANSWER, Expected.CORRECT}


class Split(StrEnum):
    """Thresholds are tuned on one and reported on the other."""

    TUNE = "tune"
    TEST = "test"


@dataclass(frozen=True)
class Gold:
    """A place that holds the answer: a document's id or a CELEX number, a locator there, and words found there.

    `phrases` are a few words each. Places with the same `fact` are alternatives; an answer needs one place of every
    fact, so a question that joins two articles has facts 1 and 2.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    locator: str
    id: str | None = None
    celex: str | None = None
    phrases: tuple[str, ...] = ()
    fact: int = 1

    @property
    def work(self) -> str:
        """The document id or CELEX number; empty when neither is given (which `euma eval check` names)."""
        return self.celex or self.id or ""

    def __str__(self) -> str:
        return f"{self.work}, {self.locator}"


@dataclass(frozen=True)
class EvalItem:
    """One question with what a right answer rests on and says.

    `must_contain` and `must_not_contain` hold patterns in the notation of `eval.wording`. `previous` are the questions
    asked before it, oldest first. `as_of` is the day on which it is asked, today when None.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    schema: int
    id: str
    question: str
    language: str
    kind: ItemKind
    split: Split
    answer: str
    expected: Expected = Expected.ANSWER
    gold: tuple[Gold, ...] = ()
    must_contain: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()
    as_of: date | None = None
    previous: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[int, ...]:
        """The numbers of the facts that the answer needs, ascending."""
        return tuple(sorted({gold.fact for gold in self.gold}))

    @property
    def english(self) -> bool:
        """Whether it is asked in the language that most documents are in."""
        return self.language == "en"


ITEM: TypeAdapter[EvalItem] = TypeAdapter(EvalItem)
"""Validates, reads and writes items."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a file of questions; `line` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BadItems(ValueError):
    """Files with questions that cannot be run as they are; `faults` lists everything that is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = f"{len(self.faults)} fault{'s' if len(self.faults) != 1 else ''}"
        listed = "\n".join(str(fault) for fault in self.faults)
        super().__init__(f"{count} in the questions, so none was asked. Correct these lines:\n{listed}")


def own_questions() -> Path:
    """The folder with the questions that this project ships."""
    return Path(__file__).with_name("questions")


def staff_questions(home: Path) -> Path:
    """The file with the questions that staff made from what readers asked; it need not be there."""
    return home / "eval" / "staff-questions.jsonl"


def questions_with(home: Path) -> tuple[Path, ...]:
    """The questions that this project ships, and beside them those that staff made, where there are any."""
    made = staff_questions(home)
    return (own_questions(), made) if made.is_file() else (own_questions(),)


def append_item(item: EvalItem, file: Path) -> None:
    """Adds an item to a file of questions, which is made, and brings it to disk."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(to_line(item) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def question_files(path: Path | Sequence[Path]) -> list[Path]:
    """The files of one path or several: itself, or all *.jsonl in a folder, sorted; BadItems when one has none."""
    if not isinstance(path, Path):
        return [file for one in path for file in question_files(one)]
    if path.is_file():
        return [path]
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else []
    if not files:
        what = "holds no .jsonl file" if path.is_dir() else "does not exist"
        raise BadItems([Fault(str(path), 0, f"{what}; give a .jsonl file or a folder of them.")])
    return files


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, with their numbers; undecodable bytes become U+FFFD."""
    for number, line in enumerate(path.read_bytes().decode("utf-8-sig", errors="replace").split("\n"), 1):
        if line.strip():
            yield number, line


def to_line(item: EvalItem) -> str:
    """An item as its line of a file, without what has its default value."""
    return ITEM.dump_json(item, exclude_defaults=True).decode("utf-8")
