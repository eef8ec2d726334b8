"""Which of the 24 official languages a text is in, or which other language it is in."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

OFFICIAL = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
_WORD_WEIGHT = 2.5
"""What one word common in one language only adds to the identifier's log probability; measured, see CHANGELOG."""
_UNLIKELY = -7.0  # the least log probability counted, so that a word can outweigh a sure mistake
_SHORT = 3  # words; of fewer the default is believed unless something speaks clearly against it
_CLEAR = 0.9
_FOREIGN = 0.8
_CYRILLIC = ("bg", "ru", "uk", "be", "sr", "mk", "kk")
_NOT_BULGARIAN = re.compile(
    r"[ыэёіїєґјљњќѓћђў]|\w\wть(?:ся)?\b|\w\wтся\b|\b(?:кто|что|сколько|когда|почему|если)\b", re.I
)
"""Letters that Bulgarian does not have, infinitives (it has none) and Russian question words."""
_TOLD_APART = frozenset({"az", "eu", "eo", "id", "is", "ku", "so", "sq", "sw", "tl", "tr", "uz", "vi"})
"""Latin-script languages that are safely told from the official ones (Norwegian, Catalan or Bosnian are not)."""
_VARIETIES = {"ary": "ar", "arz": "ar", "apc": "ar", "uzs": "uz", "yue": "zh", "wuu": "zh", "cmn": "zh"}


@cache
def _identifier(*, official: bool) -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 0.3 s, not needed by every command

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if official:
        identifier.set_languages(list(OFFICIAL))
    return identifier


@cache
def _common() -> dict[str, frozenset[str]]:
    """Words that are common in one official language and rare in the others (from half of the guide's questions)."""
    listed = json.loads(files("assistant").joinpath("language_words.json").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in listed.items()}


def detect(text: str, default: str = "en") -> str:
    """The ISO 639-1 code of the official language `text` is most likely in.

    Scripts decide Greek and Bulgarian. For the rest py3langid's probabilities and words that are common in one
    language only are added up. A word or two that tell little (`AMIF?`) are in the `default` language.
    """
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return default
    if _share(letters, "Ͱ", "Ͽ") + _share(letters, "ἀ", "῿") > 0.5:  # noqa: PLR2004 - more than half
        return "el"
    if _share(letters, "Ѐ", "ӿ") > 0.5:  # noqa: PLR2004
        return "bg"
    tokens = re.findall(r"[^\W\d_]+", text.casefold())
    scores = _scores(text, tokens)
    best = max(scores, key=lambda language: scores[language])
    if best != default and len(tokens) < _SHORT:
        total = sum(math.exp(score) for score in scores.values())
        told = any(token in _common()[best] for token in tokens) or not _plain(text)
        if not told or math.exp(scores[best]) / total < _CLEAR:
            return default
    return best


def foreign(text: str) -> str | None:
    """The code of the language of a text that is clearly in none of the official ones; None otherwise.

    Languages that read much like an official one (Norwegian, Serbian in Latin letters, Catalan) count as that one.
    """
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return None
    cyrillic = _share(letters, "Ѐ", "ӿ")
    if cyrillic > 0.5:  # noqa: PLR2004 - more than half
        ranked = [(str(c), float(p)) for c, p in _identifier(official=False).rank(text) if c in _CYRILLIC]
        code = ranked[0][0] if _NOT_BULGARIAN.search(text) or ranked[0][1] >= _CLEAR else "bg"
        return _spoken(next((c for c, _ in ranked if c != "bg"), "ru") if code != "bg" else code)
    european = _share(letters, "A", "ɏ") + _share(letters, "Ḁ", "ỿ") + _share(letters, "Ͱ", "Ͽ") + cyrillic
    if european < 0.5:  # noqa: PLR2004
        return _spoken(str(_identifier(official=False).classify(text)[0]))
    tokens = re.findall(r"[^\W\d_]+", text.casefold())
    code, probability = _identifier(official=False).classify(text)
    known = any(token in words for words in _common().values() for token in tokens)
    if code in _TOLD_APART and probability >= _FOREIGN and len(tokens) >= _SHORT and not known:
        return str(code)
    return None


def foreign_name(code: str, in_language: str = "en") -> str:
    """What a language that is not official is called: "tr" is "Turkish" (Unicode CLDR); the code if unknown there."""
    from babel import Locale  # noqa: PLC0415 - for few questions

    return str(Locale(in_language).languages.get(code, code))


def _spoken(code: str) -> str | None:
    code = _VARIETIES.get(code, code)
    return None if code in OFFICIAL else code


def _scores(text: str, tokens: list[str]) -> dict[str, float]:
    ranked = cast("list[tuple[str, float]]", _identifier(official=True).rank(text))
    scores = {str(code): max(math.log(max(float(p), 1e-12)), _UNLIKELY) for code, p in ranked}
    for language, words in _common().items():
        scores[language] += _WORD_WEIGHT * sum(token in words for token in set(tokens))
    return scores


def _share(letters: list[str], first: str, last: str) -> float:
    return sum(first <= c <= last for c in letters) / len(letters)


def _plain(text: str) -> bool:
    """Whether a text has no letter outside ASCII, by which a single word could tell its language."""
    return text.isascii()
