"""Questions that ask nearly the same, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ui.feedback_store import Feedback

_ALIKE, _ALIKE_WITH_PLACE = 84.0, 66.0
"""Similarity of sorted words in percent (rapidfuzz's token_sort_ratio) from which two questions are one; less is enough
where their answers cite the same article first."""
_MOST = 600
_DIFFERENT = 5


@dataclass(frozen=True)
class Group:
    """Entries whose questions are alike, newest first."""

    entries: tuple[Feedback, ...]

    @property
    def question(self) -> str:
        """The newest wording."""
        return self.entries[0].question

    @property
    def shown(self) -> list[Feedback]:
        """The newest five that differ: who asks the same again gets the same answer."""
        different = {(entry.question, entry.answer, entry.reason): entry for entry in reversed(self.entries)}
        return sorted(different.values(), key=lambda entry: -entry.id)[:_DIFFERENT]

    @property
    def ids(self) -> str:
        """The ids of all entries, with commas."""
        return ",".join(str(entry.id) for entry in self.entries)

    @property
    def wrong(self) -> int:
        """How many readers said that the answer was not right."""
        return sum(entry.right is False for entry in self.entries)

    @property
    def unanswered(self) -> int:
        """How often there was no answer."""
        return sum(entry.right is None for entry in self.entries)

    @property
    def last(self) -> date:
        """The day of the newest entry."""
        return self.entries[0].day

    @property
    def place(self) -> tuple[str, str]:
        """Document and locator that the newest answer cites first; empty where it cites nothing."""
        cited = next((entry.citations[0] for entry in self.entries if entry.citations), {})
        return str(cited.get("celex") or cited.get("id") or ""), str(cited.get("locator") or "")


def grouped(entries: Sequence[Feedback]) -> list[Group]:
    """Groups of entries, the largest first, then the newest. Only the newest 600 are compared (0.1 s)."""
    from rapidfuzz import fuzz, utils  # noqa: PLC0415 - only for this page

    found: list[list[Feedback]] = []
    heads: list[tuple[str, str, tuple[str, str]]] = []
    for entry in sorted(entries, key=lambda e: -e.id)[:_MOST]:
        words, place = utils.default_process(entry.question), _first_place(entry)
        for group, (language, head, where) in zip(found, heads, strict=True):
            enough = _ALIKE_WITH_PLACE if place[0] and place == where else _ALIKE
            if language == entry.language and fuzz.token_sort_ratio(words, head, score_cutoff=enough):
                group.append(entry)
                break
        else:
            found.append([entry])
            heads.append((entry.language, words, place))
    groups = [Group(tuple(group)) for group in found]
    return sorted(groups, key=lambda group: (-len(group.entries), -group.entries[0].id))


def _first_place(entry: Feedback) -> tuple[str, str]:
    cited = entry.citations[0] if entry.citations else {}
    locator = str(cited.get("locator") or "").partition("(")[0]
    work = str(cited.get("celex") or cited.get("id") or "")
    return (work, locator) if work and locator else ("", "")
