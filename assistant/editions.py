"""The same place in the other languages that are indexed."""

from __future__ import annotations

from assistant.answer import Edition
from assistant.shelf import Shelf
from index.hit import Hit


def other_editions(hit: Hit, shelf: Shelf) -> tuple[Edition, ...]:
    """The passage at a hit's place in editions of other languages, one a language, in order of their codes."""
    ranks = {language: shelf.preferred(language) for language in _languages(hit, shelf)}
    found: dict[str, Edition] = {}
    for passage in shelf.articles.get((hit.source.work, hit.passage.article), ()):
        source = shelf.source(passage)
        if passage.locator != hit.passage.locator or source.language == hit.source.language:
            continue
        rank = ranks[source.language]
        known = found.get(source.language)
        if known is None or rank.get(source.id, len(rank)) < rank.get(known.source.id, len(rank)):
            found[source.language] = Edition(source, passage.text, passage.start, passage.end)
    return tuple(found[language] for language in sorted(found))


def _languages(hit: Hit, shelf: Shelf) -> set[str]:
    return {source.language for source in shelf.works.get(hit.source.work, ())}
