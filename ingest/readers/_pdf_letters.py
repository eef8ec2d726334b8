"""Whether the letters of a PDF are those that its pages show.

A PDF draws shapes; what letters they are is said by a map (ToUnicode, ISO 32000-1, 9.10.3) that may be missing. Then
readers get the numbers of the shapes, which look like letters and signs: "7KH WRZQ" for "The town". That must not be
indexed as text.
"""

from __future__ import annotations

import re
import unicodedata

_PRIVATE = re.compile("[\ufffd\ufffe\uf000-\uf8ff]")
_WORD = re.compile(r"[\W_]*[^\W\d_]{2,}(?:['’\-/][^\W\d_]+)*[\W_]*")
_NUMBER = re.compile(r"[^\w\s]*\d[\d.,:/ %()-]*[^\w\s]*")
_FEW_TOKENS, _FEW_LETTERS = 100, 400  # too little to judge by
_LEAST_WORDS, _MANY_NUMBERS = 0.3, 0.4  # of the tokens
_LEAST_VOWELS = 0.29  # of Latin letters: measured 0.36 (Swedish) to 0.49 in 24 languages, 0.12 to 0.28 when displaced
_VOWELS = frozenset("aeiouæøœ")


def is_undecodable(text: str) -> bool:
    """Whether a text is no text: private signs, tokens that are neither words nor numbers, or words without vowels."""
    if len(_PRIVATE.findall(text)) > len(text) / 5:
        return True
    tokens = text.split()
    if len(tokens) >= _FEW_TOKENS:
        words = sum(_WORD.fullmatch(token) is not None for token in tokens)
        numbers = sum(_NUMBER.fullmatch(token) is not None for token in tokens)
        if words < len(tokens) * _LEAST_WORDS and numbers < len(tokens) * _MANY_NUMBERS:
            return True
    return _has_no_vowels(text)


def _has_no_vowels(text: str) -> bool:
    letters = [c for c in unicodedata.normalize("NFD", text.lower()) if c.isalpha()]
    latin = [c for c in letters if c < "\u0250"]
    if len(latin) < max(_FEW_LETTERS, len(letters) / 2):
        return False
    return sum(c in _VOWELS for c in latin) < len(latin) * _LEAST_VOWELS
