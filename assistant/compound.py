"""Questions that ask several things, and questions in a long story: what is asked, apart.

"How long is the permit valid, and how quickly must it be issued?" are two asks; "Compare the deadline for families in
general and for Blue Card holders" names two things to look up. Each part is searched for beside the whole.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.turn_words import has, small_words, words_of

_MOST_PARTS = 3
_FEWEST_WORDS = 2
_STORY = 40  # words; a shorter text is searched for as it stands
_SENTENCE = re.compile(r"[^.!?;…]+(?:\.(?=\d)[^.!?;…]+)*[.!?;…]*")
_ABBREVIATION = re.compile(r"\b(?:art|nr|no|abs|lit|par|ust|čl|p|z\.b|e\.g|dr|mr|mrs)\.$", re.IGNORECASE)


def asks(text: str, language: str) -> tuple[str, ...]:
    """What a text asks, in order; one ask is the text itself, of a story only the sentences that ask."""
    sentences = _sentences(text)
    asking = [s for s in sentences if s.rstrip().endswith("?") or (language == "el" and s.rstrip().endswith(";"))]
    if not asking and len(text.split()) > _STORY:
        asking = [s for s in sentences if set(words_of(s)[:2]) & small_words("asks", language)]
    parts: list[str] = []
    for sentence in asking if asking and (len(asking) > 1 or len(text.split()) > _STORY) else [text]:
        parts.extend(_clauses(sentence.strip(), language))
    return tuple(dict.fromkeys(parts))[:_MOST_PARTS] or (text,)


def story_of(text: str, language: str) -> str:
    """A long story cut to what is asked, with the sentence before it for context; other texts as they are."""
    if len(text.split()) <= _STORY:
        return text
    sentences = _sentences(text)
    asked = [i for i, s in enumerate(sentences) if any(part in s or s.strip() in part for part in asks(text, language))]
    if not asked or len(asked) == len(sentences):
        return text
    kept = sorted({i for at in asked for i in (at - 1, at) if i >= 0})
    return " ".join(sentences[i].strip() for i in kept)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for match in _SENTENCE.finditer(text):
        if found and _ABBREVIATION.search(found[-1].rstrip()):
            found[-1] += match[0]
        elif match[0].strip():
            found.append(match[0])
    return found or [text]


def _clauses(sentence: str, language: str) -> list[str]:
    """A sentence split where "and" leads to another question word, or between what it compares."""
    pattern = _joint(language)
    if pattern is None:
        return [sentence]
    parts = [p.strip(" ,;:") for p in pattern.split(sentence)]
    if len(parts) == 1 and _compares(sentence, language):
        parts = _compared(sentence, language)
    whole = [p for p in parts if len(p.split()) >= _FEWEST_WORDS]
    return whole if len(whole) == len(parts) > 1 else [sentence]


def _compares(sentence: str, language: str) -> bool:
    """Whether two things are set side by side: "compare", "difference", "which is due sooner", "changed between"."""
    if has("compares", sentence, language):
        return True
    return has("changes", sentence, language) and has("between", sentence, language)


def _compared(sentence: str, language: str) -> list[str]:
    """The two sides of a comparison: at the last "and" or "or", with what stands before a colon left out."""
    joints = small_words("and", language) | small_words("or", language)
    if not joints:
        return [sentence]
    found = list(re.finditer(rf"\s(?:{'|'.join(map(re.escape, joints))})\s", sentence, re.IGNORECASE))
    if not found:
        return [sentence]
    last = found[-1]
    left, right = sentence[: last.start()], sentence[last.end() :]
    for mark in (":", ","):
        if mark in left and len(left.rsplit(mark, 1)[1].split()) >= _FEWEST_WORDS:
            left = left.rsplit(mark, 1)[1]
            break
    return [left.strip(), right.strip(" ?!.")]


@cache
def _joint(language: str) -> re.Pattern[str] | None:
    joints, words = small_words("and", language), small_words("asks", language)
    if not joints or not words:
        return None
    apart = small_words("apart", language) & {
        "for",
        "für",
        "pour",
        "para",
        "per",
        "dla",
        "voor",
        "för",
        "pentru",
        "pro",
    }
    lead = "|".join(map(re.escape, sorted(words | apart, key=len, reverse=True)))
    opening = r"(?:[^\W\d_]{1,5}\s+)?"  # "and in which regulation", "und ab wann"
    return re.compile(
        rf",?\s+(?:{'|'.join(map(re.escape, sorted(joints)))})\s+(?={opening}(?:{lead})(?!\w))", re.IGNORECASE
    )
