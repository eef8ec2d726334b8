"""Whether a statement denies, obliges, permits, intends or restricts, as its source does."""

from __future__ import annotations

from assistant.writing.lexicon import MARKERS, marker, same_condition
from ingest.inflection import fold

_LIMITS = ("most", "least")
_MODALS = frozenset(("must", "may"))
_SAID_IF_SOURCE_DOES = {
    "not": "negation",
    "condition": "condition",
    "exception": "exception",
    "only": "restriction",
    "should": "intention",
}
_RESTRICTIONS = ("condition", "exception", "only")
_LONG = 5  # letters; shorter words behind a number may belong to what follows
_NEAR = 34  # characters before and after a number in which its limit stands: "no later than … after the"


def profile(text: str, language: str) -> frozenset[str]:
    """The kinds of markers a text has. "No later than" is a limit and no negation."""
    rest = fold(text)
    found = set()
    for limit in _LIMITS:
        if marker(limit, language).search(rest):
            found.add(limit)
        rest = marker(limit, language).sub(" ", rest)
    rest = marker("not_negative", language).sub(" ", rest)
    found.update(kind for kind in MARKERS if kind not in _LIMITS and marker(kind, language).search(rest))
    return frozenset(found)


def restrictions(text: str, language: str) -> frozenset[str]:
    """The conditions and exceptions of a text by their words; those that mean the same are one."""
    folded, alike = fold(text), same_condition(language)
    found = {match[0] for kind in _RESTRICTIONS for match in marker(kind, language).finditer(folded)}
    return frozenset(alike[0] if word in alike else word for word in found)


def limits(text: str, start: int, end: int, language: str) -> frozenset[str]:
    """The limits that stand beside a number at `text[start:end]`: at most, at least."""
    before = fold(text[max(0, start - _NEAR) : start])
    after = fold(text[end : end + _NEAR // 2])
    found = {limit for limit in _LIMITS if marker(limit, language).search(before) or _behind(after, limit, language)}
    return frozenset(found)


def _behind(after: str, limit: str, language: str) -> bool:
    """Limits that some languages put behind the number: "six months at the latest", "hat hónapon belül"."""
    found = marker(limit, language).search(after)
    return found is not None and len(found[0]) >= _LONG and not after[: found.start()].strip(" ,")


def agree(written: frozenset[str], source: frozenset[str]) -> str | None:
    """What a sentence changes of its source's sense, in a word, or None.

    A duty may be told in the indicative ("has access" for "shall have access"); a permission, a recommendation, a
    negation, a condition and an exception must be said.
    """
    for kind, name in _SAID_IF_SOURCE_DOES.items():
        if (kind in written) != (kind in source):
            return name
    modal = written & _MODALS
    if modal - source or (not modal and source & {"may"} and "must" not in source):
        return "permission or duty"
    return None
