"""Questions that the documents can answer: to start with, and to ask next.

They come from the plain-language guide, whose questions were each checked against the article that answers them, and
only from articles of indexed documents.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from assistant.answer import Answer
from index.guide import GuideEntry
from ingest.source import Source
from ui.texts import Texts, later

NEXT, STARTERS = 3, 6
_ASKS = ("?", ";", "\u037e")  # Greek asks with a semicolon
_AROUND = (1, -1, 2, -2)
BRIEFS = (
    later("What are the three strands of the integration partnership?"),
    later("What share of the money is reserved for local and regional authorities?"),
    later("How many days may the screening at the border take?"),
    later("What is temporary protection?"),
    later("How many years must someone live in the country to become a long-term resident?"),
    later("What does the Action Plan say about housing?"),
)
"""The built-in briefs answer each of these; the whole library answers the first four in all 24 languages (measured)."""
_OF_ACTS = (
    ("32024L1346", "17"),
    ("32024L1346", "19"),
    ("32003L0086", "7"),
    ("32001L0055", "12"),
    ("32021R1147", "15"),
    ("32024R1347", "27"),
    ("32024R1351", "17"),
    ("32024L1346", "16"),
    ("32024R1356", "8"),
)
"""Articles that local officials are often asked about: work, housing, family, temporary protection, money."""


class Suggestions:
    """The guide's questions by article and language."""

    def __init__(self, guide: Iterable[GuideEntry] = ()) -> None:
        self._same: dict[str, str] = {}
        self._by_article: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for entry in guide:
            if entry.register != "summary":
                self._by_article[entry.language, entry.celex, entry.article].append(entry.question)
                self._same[entry.question] = _same(entry.question)
        for questions in self._by_article.values():
            questions.sort(key=lambda question: not question.endswith(_ASKS))  # whole sentences first

    def starters(self, t: Texts, sources: Sequence[Source]) -> list[str]:
        """Up to six questions to start with, in the reader's language, that the indexed documents answer."""
        works = {source.work for source in sources}
        found = [
            questions[0]
            for celex, article in _OF_ACTS
            if celex in works
            and (questions := self._by_article.get((t.language, celex, article)))
            and questions[0].endswith(_ASKS)
        ]
        briefs = [t(question) for question in BRIEFS]
        most = STARTERS // 2
        return [*briefs[: STARTERS - len(found[:most])], *found[:most]]

    def next_questions(self, answer: Answer, asked: Collection[str]) -> list[str]:
        """Up to three more questions about the cited articles and their neighbours, in the language of the question."""
        places = [(c.source.work, number) for c in answer.citations if (number := _article(c.locator))]
        around = [
            (work, str(int(number) + step)) for work, number in places[:1] if number.isdecimal() for step in _AROUND
        ]
        known = {_same(question) for question in (*asked, answer.question)}
        found: list[str] = []
        for work, number in [*dict.fromkeys(places), *around]:
            fresh = [q for q in self._by_article.get((answer.language, work, number), ()) if self._same[q] not in known]
            taken = fresh[:1] if len(places) > 1 or (work, number) in around else fresh[:2]
            found.extend(taken)
            known.update(_same(question) for question in taken)
        return found[:NEXT]


def _article(locator: str) -> str | None:
    first = re.split(r"[(,]", locator, maxsplit=1)[0]
    if first.startswith("Article "):
        return first.removeprefix("Article ").strip()
    return first.strip() if first.startswith("Annex ") else None


def _same(question: str) -> str:
    return "".join(c for c in question.casefold() if c.isalnum())
