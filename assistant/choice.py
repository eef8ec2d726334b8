"""Which edition of each work a reader gets: the law of the day, in the reader's language, authentic where it can be.

Of an act that was amended or corrected, an article that still stands as adopted is quoted from the Official Journal,
which alone is authentic, and an article that differs from the consolidated text that is valid on the day is quoted from
that text. Recitals are never amended, and consolidated texts leave them out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.differences import plain
from ingest.document import Passage
from ingest.source import Kind, Source
from ingest.versions import format_rank, lesser_formats, version_on, versions

Articles = Mapping[tuple[str, str], Sequence[Passage]]
"""Passages by work and article."""
_PROVISIONS = ("Article", "Annex", "Protocol")


@dataclass(frozen=True)
class Choice:
    """`ranks` are by document id, 0 best; documents without one are not shown.

    `withheld` are articles (document id, article) of shown documents that another document is quoted for.
    """

    ranks: Mapping[str, int]
    withheld: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def offers(self, passage: Passage) -> bool:
        """Whether a passage may be shown."""
        return passage.document_id in self.ranks and (passage.document_id, passage.article) not in self.withheld


def choose(works: Mapping[str, Sequence[Source]], articles: Articles, language: str, day: date) -> Choice:
    """The choice for readers of `language` on a day.

    In each work: editions in the reader's language before the original (English where there is one), and among those
    the Official Journal's text before consolidations; of one text in two formats only the better. Third-language
    editions and versions of other days are left out, corrigenda too where their act is there.
    """
    ranks: dict[str, int] = {}
    withheld: set[tuple[str, str]] = set()
    for work, editions in works.items():
        languages = {source.language for source in editions}
        original = "en" if "en" in languages else min(languages)
        lesser = {one.id for one, _ in lesser_formats(editions)}
        kept = [s for s in editions if s.language in {language, original} and s.id not in lesser]
        of_day = _of_day(kept, day)
        of_day.sort(key=lambda s: (s.language != language, s.kind is Kind.CONSOLIDATED, format_rank(s), s.id))
        ranks.update({source.id: rank for rank, source in enumerate(of_day)})
        if any(source.version for source in of_day):
            withheld |= _withheld(work, of_day, articles)
    return Choice(ranks, frozenset(withheld))


def _of_day(editions: Sequence[Source], day: date) -> list[Source]:
    """The texts of the version that is valid on a day, and the text as adopted."""
    valid = version_on(editions, day)
    if valid is None:
        return list(editions)
    return [v.source for v in versions(editions) if v.start in {valid.start, None}]


def _withheld(work: str, editions: Sequence[Source], articles: Articles) -> set[tuple[str, str]]:
    """Of the text as adopted the articles that differ in the consolidated text; of that one those that do not.

    A consolidated text in a language in which the act itself is not at hand keeps all its articles.
    """
    adopted, amended = ([s for s in editions if (s.version is None) is is_adopted] for is_adopted in (True, False))
    if not adopted:
        return set()
    languages = {source.language for source in adopted}
    pair = next(((a, b) for b in amended for a in adopted if a.language == b.language), None)
    found: set[tuple[str, str]] = set()
    for (of, article), passages in articles.items():
        if of != work or not article.startswith(_PROVISIONS):
            continue
        is_same = pair is not None and _text(passages, pair[0].id) == _text(passages, pair[1].id)
        spoken = [source for source in amended if source.language in languages]
        found |= {(source.id, article) for source in (spoken if is_same else adopted)}
    return found


def _text(passages: Sequence[Passage], document_id: str) -> str:
    return plain(" ".join(passage.text for passage in passages if passage.document_id == document_id))
