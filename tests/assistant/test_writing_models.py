"""A real model through llama.cpp's own server: whatever it invents, the reader sees only what the passages say.

Not part of the usual run: set EUMA_TEST_GGUF to a GGUF file (a small instruction model will do).
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from embedders import Alike

from assistant.assistant import Assistant
from assistant.writing.choice import ModelChoice
from assistant.writing.drafts import Draft
from assistant.writing.entailment import WordsAndMeaning
from assistant.writing.offer import offered
from assistant.writing.verify import Verifier
from assistant.writing.writer import Writer
from ingest.termbase import TermMatcher

QUESTIONS = [
    "How many euro a night is the fee for a berth?",
    "Within how many months is a mooring permit granted?",
    "What is a keeper?",
    "When are lanterns lit?",
    "Who registers a vessel, and when?",
    "Are sailors in distress rescued?",
]


@pytest.mark.model
@pytest.mark.skipif("EUMA_TEST_GGUF" not in os.environ, reason="EUMA_TEST_GGUF names no model")
def test_a_real_model_shows_nothing_that_the_passages_do_not_say(harbour) -> None:
    pytest.importorskip("xllamacpp")
    path = Path(os.environ["EUMA_TEST_GGUF"])
    model = ModelChoice.parse(f"gguf:{path}", None, None, 600.0, 0).open()
    writer = Writer(model, WordsAndMeaning(Alike(), TermMatcher(())), 600.0)
    assistant = Assistant(harbour.index, replace(harbour.assistant._models, writer=writer))
    for question in QUESTIONS:
        answer = assistant.ask(question, as_of=date(2026, 6, 1))
        assert answer.model_problem is None
        quotes = {c.n: c.quote.casefold() for c in answer.citations}
        for sentence in (s for s in answer.sentences if s.written):
            cited = " ".join(quotes[n] for n in sentence.citations)
            words = re.findall(r"[^\W\d_]{4,}|\d+", sentence.text.casefold())
            strange = [w for w in words if w[:5] not in cited]
            assert len(strange) <= len(words) / 4, (sentence.text, cited)
            assert not [w for w in strange if w.isdecimal()]


def test_150_words_are_checked_in_less_than_a_second(harbour, today) -> None:
    answer = harbour.assistant.ask("Article 2 of the Harbour Regulation", as_of=today)
    verifier = Verifier(offered(answer), "en", WordsAndMeaning(Alike(), TermMatcher(())))
    text = "The harbour master shall register every vessel on the day of its arrival, as number {} hears it."
    drafts = [Draft(text.format(n), (1,)) for n in range(9)]
    verifier.check(drafts[0])
    began = time.process_time()
    for draft in drafts:
        verifier.check(draft)
    assert sum(len(draft.text.split()) for draft in drafts) >= 150
    assert time.process_time() - began < 1.0
