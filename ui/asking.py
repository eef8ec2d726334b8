"""What the browser sends beside a question: language, day, filters, the questions before, and which index answered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.question import MAX_CHARACTERS
from ui.dates import parse_day
from ui.texts import Texts, texts

MOST_PREVIOUS = 20
_LONGEST = 200_000
_NAME = re.compile(r"[\w-]{1,60}$")


class BadAsking(ValueError):
    """What came with a question cannot be used; the message is one plain sentence in the reader's language."""


@dataclass(frozen=True)
class Asking:
    """What comes with one question. `turn` is its number on the page, `law_only` and `document` narrow the search.

    `generation` names the index whose answer is asked for again (a link), "" for the published one. `conversation` is a
    random name that the page made for its conversation, "" for none.
    """

    t: Texts
    turn: int
    as_of: date
    previous: tuple[str, ...] = ()
    law_only: bool = False
    document: str = ""
    generation: str = ""
    conversation: str = ""


def reader(sent: str | None) -> Texts:
    """The reader's language, whatever else is wrong with what was sent."""
    return texts(str(_fields(sent).get("language")))


def asking(sent: str | None, today: date) -> Asking:
    """Read what the page sent as JSON; raises BadAsking, and BadDay for a day that is none."""
    fields = _fields(sent)
    t = texts(str(fields.get("language")))
    previous, turn = fields.get("previous", []), fields.get("turn", 1)
    document, generation = fields.get("document") or "", fields.get("generation") or ""
    conversation = fields.get("conversation") or ""
    sound = (
        isinstance(previous, list)
        and all(isinstance(question, str) and len(question) <= MAX_CHARACTERS for question in previous)
        and isinstance(turn, int)
        and 0 < turn < 100_000  # noqa: PLR2004 - more turns than anyone can ask
        and isinstance(document, str)
        and isinstance(generation, str)
        and (not generation or _NAME.match(generation))
        and isinstance(conversation, str)
        and (not conversation or _NAME.match(conversation))
    )
    if not fields or not sound:
        raise BadAsking(t("The page sent something that cannot be read. Reload it and ask again."))
    day = parse_day(str(fields.get("day") or ""), today, t)
    law_only = fields.get("only") == "law"
    return Asking(t, turn, day, tuple(previous[-MOST_PREVIOUS:]), law_only, document, generation, conversation)


def _fields(sent: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(sent) if sent and len(sent) <= _LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
