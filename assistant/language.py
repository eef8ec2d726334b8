"""Which of the 24 official languages a text is in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

OFFICIAL = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
_CERTAIN = 0.85
_ALONE = {
    "en": [
        "what",
        "who",
        "when",
        "which",
        "how",
        "where",
        "why",
        "does",
        "is",
        "are",
        "can",
        "may",
        "must",
        "the",
        "of",
        "for",
        "and",
    ],
    "de": [
        "was",
        "wer",
        "wann",
        "welche",
        "wie",
        "wo",
        "warum",
        "ist",
        "sind",
        "darf",
        "muss",
        "der",
        "die",
        "das",
        "und",
        "für",
    ],
    "fr": ["quel", "quelle", "quels", "quand", "qui", "est", "le", "la", "les", "des", "pour", "dans", "une", "peut"],
    "es": ["qué", "cuál", "cuándo", "quién", "cómo", "el", "los", "las", "para", "una", "puede"],
    "it": ["che", "quale", "quando", "chi", "come", "il", "gli", "della", "per", "una", "può"],
    "pl": ["co", "kto", "kiedy", "jaki", "jakie", "czy", "jest", "dla", "się", "na"],
    "nl": ["wat", "wie", "wanneer", "welke", "hoe", "waar", "mag", "moet", "het", "een", "voor"],
    "pt": ["qual", "quando", "quem", "como", "os", "das", "para", "uma", "pode"],
}


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 0.3 s, not needed by every command

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(OFFICIAL))
    return identifier


def detect(text: str, default: str = "en") -> str:
    """The ISO 639-1 code of the official language `text` is most likely in.

    Scripts decide Greek and Bulgarian; py3langid decides the rest; when it is unsure (short questions), words that
    are common in one language only; else `default`.
    """
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return default
    if sum("Ͱ" <= c <= "Ͽ" or "ἀ" <= c <= "῿" for c in letters) > len(letters) / 2:
        return "el"
    if sum("Ѐ" <= c <= "ӿ" for c in letters) > len(letters) / 2:
        return "bg"
    code, probability = _identifier().classify(text)
    if probability >= _CERTAIN:
        return str(code)
    tokens = set(re.findall(r"\w+", text.casefold()))
    votes = {language: len(tokens & set(common)) for language, common in _ALONE.items()}
    best = max(votes, key=lambda language: votes[language])
    ties = [language for language, count in votes.items() if count == votes[best]]
    if votes[best] and len(ties) == 1:
        return best
    return str(code) if len(tokens) > 3 else default  # noqa: PLR2004 - a word or two tell nothing
