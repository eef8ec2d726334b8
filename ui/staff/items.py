"""From a question that went wrong to an item of the evaluation: checked before it is kept."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eval.checking import check
from eval.items import (
    SCHEMA,
    EvalItem,
    Expected,
    Gold,
    ItemKind,
    Split,
    append_item,
    questions_with,
    staff_questions,
    to_line,
)
from eval.places import Corpus, Places


class BadItem(ValueError):
    """An item that cannot be kept; the message says everything that is wrong with it."""


@dataclass(frozen=True)
class Wanted:
    """What staff say of a question. Without `work` the right behaviour is "not in the documents".

    `work` is a CELEX number or a document's id, `locator` a place there ("Article 17"), `words` at most five words that
    stand there and that a right answer quotes.
    """

    question: str
    language: str
    as_of: date
    work: str = ""
    locator: str = ""
    words: str = ""


def make_item(wanted: Wanted, corpus: Corpus, home: Path) -> EvalItem:
    """Make an item, check it against the schema, the documents and all other questions, and keep it in the home folder.

    An article whose other questions are in the tune split keeps the item there (no topic may be in both). Raises
    BadItem, and nothing is kept.
    """
    item = _item(wanted, corpus)
    faults = _faults(item, corpus, home)
    if faults and item.gold:
        other = replace(item, split=Split.TUNE)
        if not (faults_there := _faults(other, corpus, home)):
            item, faults = other, faults_there
    if faults:
        raise BadItem(" ".join(faults))
    append_item(item, staff_questions(home))
    return item


def _item(wanted: Wanted, corpus: Corpus) -> EvalItem:
    digest = hashlib.sha256(f"{wanted.question}\n{wanted.as_of}".encode()).hexdigest()[:8]
    gold = (_gold(wanted, corpus),) if wanted.work or wanted.locator or wanted.words else ()
    return EvalItem(
        schema=SCHEMA,
        id=f"staff-{digest}",
        question=wanted.question,
        language=wanted.language,
        kind=ItemKind.FACTOID if gold else ItemKind.UNANSWERABLE,
        split=Split.TEST,
        answer=wanted.words,
        expected=Expected.ANSWER if gold else Expected.ABSTAIN,
        gold=gold,
        must_contain=(wanted.words,) if gold and wanted.words else (),
        as_of=wanted.as_of,
    )


def _gold(wanted: Wanted, corpus: Corpus) -> Gold:
    phrases = (wanted.words,) if wanted.words else ()
    celex = {source.celex for source in corpus.documents()}
    if wanted.work in celex:
        return Gold(wanted.locator, celex=wanted.work, phrases=phrases)
    return Gold(wanted.locator, id=wanted.work or None, phrases=phrases)


def _faults(item: EvalItem, corpus: Corpus, home: Path) -> Sequence[str]:
    """What is wrong with an item, as sentences: by itself, in the documents, and beside all questions that are kept."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "new.jsonl"
        file.write_text(to_line(item) + "\n", "utf-8")
        beside = check([*questions_with(home), file], None)
        faults = [*beside.faults, *check(file, Places(corpus)).faults]
    said = dict.fromkeys(f.message.removeprefix(f"{item.id}: ") for f in faults if f.file == file.name)
    return [f"{message[:1].upper()}{message[1:]}" for message in said]
