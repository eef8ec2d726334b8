"""Follow-up questions: what "And for minors?" asks, by rules over the words of the 24 languages (`turn_words.json`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from assistant.turn_words import small_words, words_of

_SHORT = 9  # words: of so few a pronoun points to the turn before, not to another part of the question
_BARE = 6  # words: so few without a term of the field or an act have no subject of their own
_LONGER = 16  # words: up to here "that right", "diese Frist" points to the turn before
_OWN = 8  # words: from here on a question that names its own act stands alone, though it begins with "and"
_TURNS = 3  # a chain of follow-ups is followed back so far


@cache
def _continues(language: str) -> re.Pattern[str]:
    phrases = sorted(small_words("continues", language), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases))})(?!\w)" if phrases else r"(?!)", re.IGNORECASE)


def follows(text: str, language: str, *, names_an_act: bool, has_topic: bool) -> bool:
    """Whether a question cannot stand alone.

    It begins like a continuation ("And for minors?"), is short and points back ("Since when does it apply?"), says
    "that right", or is short and names neither an act nor a term of the field. `has_topic`: it names such a term.
    """
    stripped = text.lstrip("¿¡«»„“”\"'-–— ")
    words = re.findall(r"[^\W\d_]+", stripped)
    if _continues(language).match(stripped):
        return not (names_an_act and len(words) >= _OWN)
    if names_an_act:
        return False
    spoken = set(words_of(stripped))
    pronoun = bool(spoken & small_words("points_back", language))
    demonstrative = bool(spoken & small_words("demonstrative", language))
    return (
        (len(words) <= _SHORT and pronoun)
        or (len(words) <= _LONGER and demonstrative)
        or (len(words) <= _BARE and not has_topic)
    )


def topic_of(previous: Sequence[str], stands_alone: Callable[[str], bool]) -> str:
    """What the turns before were about: the last question that stood alone, with the last one if that followed it."""
    if not previous:
        return ""
    if stands_alone(previous[-1]):
        return previous[-1]
    before = next((p for p in reversed(previous[-_TURNS:-1]) if stands_alone(p)), None)
    return f"{before} {previous[-1]}" if before else previous[-1]
