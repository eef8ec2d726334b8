"""A small corpus of two own-written acts and an assistant that looks words up in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.answer import Answer, Citation, Sentence, Status
from eval.items import ITEM, EvalItem
from index.hit import Hit
from ingest.document import Document, Passage, Unit, UnitKind
from ingest.source import Kind, Source

OLD = Source(
    "old", "Old Pond Act", Kind.DIRECTIVE, celex="31990L0001", applies_from=date(1990, 1, 1),
    repealed_by="32020R0001", repealed_on=date(2020, 1, 1),
)  # fmt: skip
NEW = Source("new", "Pond Regulation", Kind.REGULATION, celex="32020R0001", applies_from=date(2020, 1, 1))
TEXTS = {
    "old": ("Article 1\nDucks are fed within three days.", "Article 2\nFrogs may stay for one year."),
    "new": (
        "Article 1\nDucks are fed within two days of arrival.",
        "Article 2\nFrogs may stay for five years.\nToads need a permit.",
        "Article 3\nThe mayor appoints a keeper.",
    ),
}


def document(source: Source) -> Document:
    units, start = [], 0
    for number, text in enumerate(TEXTS[source.id], 1):
        units.append(Unit(UnitKind.ARTICLE, start, start + len(text), str(number)))
        start += len(text) + 1
    return Document(source, "\n".join(TEXTS[source.id]), tuple(units))


def passages(source: Source) -> list[Passage]:
    whole = document(source)
    return [
        Passage(f"{source.id}-{u.number}", source.id, f"Article {u.number}", f"Article {u.number}", u.start, u.end,
                whole.text[u.start : u.end], "")
        for u in whole.units
    ]  # fmt: skip


class PondAssistant:
    """Ranks passages by shared words, quotes the first one whole, refuses when nothing matches."""

    def __init__(self, *, generation: str = "g1", broken: bool = False, invents: bool = False) -> None:
        self.generation = generation
        self.broken = broken
        self.invents = invents

    def documents(self) -> list[Source]:
        return [OLD, NEW]

    def document(self, document_id: str) -> Document:
        return document({"old": OLD, "new": NEW}[document_id])

    def ask(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Answer:
        day = as_of or date(2026, 11, 23)
        source = OLD if day < date(2020, 1, 1) else NEW
        wanted = set(" ".join([*previous, question]).lower().strip("?").split())
        hits = [Hit(p, source, float(len(wanted & set(p.text.lower().rstrip(".").split())))) for p in passages(source)]
        hits.sort(key=lambda hit: hit.score, reverse=not self.broken)
        best = hits[0]
        index = {"generation": self.generation, "documents": 2, "passages": 5}
        sure = 0.1 if "Swan" in question else 0.9
        if best.score == 0 and not self.broken:
            refusal = (Sentence("Not in the documents."),)
            return Answer(
                question, "en", day, Status.NOT_IN_DOCUMENTS, refusal, (), tuple(hits), {"total": 0.1}, index=index,
                confidence=sure,
            )  # fmt: skip
        quote = best.passage.text + (" And more." if self.invents else "")
        start = best.passage.start
        citation = Citation(1, source, best.passage.locator, quote, start, start + len(quote), "", "")
        sentences = (Sentence(quote, (1,), quoted=True),)
        return Answer(
            question, "en", day, Status.ANSWERED, sentences, (citation,), tuple(hits), {"total": 0.2}, index=index,
            confidence=sure,
        )  # fmt: skip


def item(**fields: Any) -> EvalItem:
    """An item about ducks, changed as wanted."""
    gold = [{"celex": "32020R0001", "locator": "Article 1", "phrases": ["within two days"]}]
    row = {
        "schema": 1, "id": "duck", "question": "When are ducks fed?", "language": "en", "kind": "deadline",
        "split": "test", "answer": "Within two days.", "gold": gold, "must_contain": ["two days"],
        "as_of": "2026-11-23",
    }  # fmt: skip
    return ITEM.validate_python(row | fields)


FROG = {"celex": "32020R0001", "locator": "Article 2", "phrases": ["five years"]}


def pond_items() -> list[EvalItem]:
    return [
        item(),
        item(id="frog", question="How long may frogs stay?", kind="factoid", gold=[FROG], must_contain=["five years"]),
        item(id="keeper", question="Who appoints a keeper?", kind="responsible", must_contain=["mayor"],
             gold=[{"celex": "32020R0001", "locator": "Article 3", "phrases": ["mayor appoints"]}]),
        item(id="then", question="When were ducks fed before 2020?", kind="old-new", as_of="2019-05-01", split="tune",
             gold=[{"celex": "31990L0001", "locator": "Article 1", "phrases": ["three days"]}],
             must_contain=["three days"]),
        item(id="swan", question="Swans?", kind="unanswerable", expected="abstain", gold=[], must_contain=[]),
    ]  # fmt: skip


def row(**fields: Any) -> dict[str, Any]:
    """A good row of a file, changed as wanted."""
    return ITEM.dump_python(item(), mode="json", exclude_defaults=True) | fields
