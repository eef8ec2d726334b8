"""Passages that give orders to a language model. They may be quoted to a reader, but no model is given them."""

from __future__ import annotations

import re

from ingest.inflection import fold

_INSTRUCTIONS = (
    r"instruction\w*|prompt\w*|consignes?|anweisung\w*|istruzioni|instrucciones|instrucoes|instructies|polecen\w*|"
    r"instrukcj\w*|instrukc\w*|instruks\w*|pokyn\w*|utasitas\w*|οδηγιες|инструкци\w*|uput\w*|navodil\w*|ohjeet|ohjeita|juhised|juhiseid"
)
_IGNORE = (
    r"ignor\w*|disregard\w*|forget\w*|overrid\w*|oubli\w*|vergiss|vergessen|missachte\w*|olvid\w*|dimentica\w*|"
    r"zignoruj\w*|zapomni\w*|negeer\w*|esquec\w*|αγνοησ\w*|игнорир\w*|unohda\w*|eira\w*|figyelmen"
)
_ORDERS = re.compile(
    rf"\b(?:{_IGNORE})\b[^.\n]{{0,60}}\b(?:{_INSTRUCTIONS}|rules?|regeln|regles|reglas|regole)\b"
    r"|^\W*(?:system|assistant|user)\s*:|\bsystem (?:prompt|message)\b"
    r"|\b(?:as an?|you are an?|you are now) (?:ai|assistant|language model|chat ?bot)\b"
    r"|\b(?:ai|language) (?:model|assistant)s?\b[^.\n]{0,40}\b(?:must|should|shall|will)"
    r" (?:answer|say|write|reply|output|respond)"
    r"|\b(?:answer|reply|respond|write|output) only (?:with )?[\"'‘“:]"
    r"|\b(?:do not|don't|never) (?:cite|mention|tell|reveal|quote) (?:this|the|your|any)\b[^.\n]{0,30}"
    r"\b(?:source|passage|user|reader|prompt|instruction)"
    r"|<\|?\s*(?:im_start|im_end|system|assistant|user|endoftext|end_of_turn)|\[/?inst\]|</?s>|</?passage",
    re.M,
)


def gives_orders(text: str) -> bool:
    """Whether a text speaks to a language model: tells it what to ignore, to be or to write, or imitates a chat."""
    return _ORDERS.search(fold(text)) is not None
