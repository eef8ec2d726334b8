"""Consolidated texts and corrigenda: which of those that an act's record names are to be brought besides the act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.official.celex import act_of
from ingest.official.rendition import Record
from ingest.official.starter import Follow, Wanted

Pair = tuple[Wanted, str]


def acts_to_ask(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """The works whose records are needed, base acts of followed texts included; none twice."""
    works = [one.celex for one, _ in pairs if one.celex]
    works += [act for one, _ in pairs if one.celex and one.follow is not Follow.NONE and (act := act_of(one.celex))]
    return tuple(dict.fromkeys(works))


def followed(pairs: Sequence[Pair], records: Mapping[str, Record]) -> tuple[Pair, ...]:
    """What the records name besides `pairs`: with Follow.NEWER only consolidations after the newest at hand."""
    named = {(one.celex, language) for one, language in pairs}
    found: dict[tuple[str, str], Pair] = {}
    for one, language in pairs:
        if not one.celex or one.follow is Follow.NONE:
            continue
        act = act_of(one.celex) or one.celex
        record = records.get(act)
        if record is None:
            continue
        newest = _newest(act, language, pairs) if one.follow is Follow.NEWER else ""
        for celex in (*(text for text in record.consolidated if text > newest), *record.corrigenda):
            if (celex, language) not in named:
                found[celex, language] = (Wanted(celex), language)
    return tuple(found.values())


def _newest(act: str, language: str, pairs: Sequence[Pair]) -> str:
    """The CELEX number of the latest consolidated text of an act among `pairs`; they sort by their day."""
    texts = [one.celex for one, spoken in pairs if one.celex and spoken == language and act_of(one.celex) == act]
    return max((celex for celex in texts if celex.startswith("0")), default="")
