"""Optional measures by a language model, always shown with its name; nothing is decided on them.

Faithfulness (does the answer say only what its quotes say?) and relevance (does it answer the question?) are those of
llama-index's evaluators, which are installed anyway. ragas and deepeval ask the same of a model but do not go beside
this program: deepeval 4.3 and, by instructor, ragas 0.4 hold rich below 15, and what resolves, ragas 0.3.1, brings 27
packages (langchain, langgraph, langsmith, pyarrow …); both report their use over the network unless told not to.
`euma eval export` writes the answers as either reads them, for an environment of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from assistant.settings import Settings
from assistant.writing.choice import OLLAMA_URL
from eval.outcome import Outcome
from eval.run import Run

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

FAITHFULNESS, RELEVANCE = "judged faithfulness", "judged relevance"


class NoJudge(ValueError):
    """No language model can be used as a judge; the message is one plain sentence."""


def open_judge(settings: Settings) -> LLM:
    """The configured language model as a judge, by its OpenAI-compatible endpoint; NoJudge when none is configured."""
    provider, _, model = (settings.llm or "").partition(":")
    url = settings.llm_url or (OLLAMA_URL if provider == "ollama" else None)
    if provider not in {"openai", "ollama"} or not model or not url:
        raise NoJudge(
            "No language model is configured that could judge. Set EUMA_LLM=openai:<model> and EUMA_LLM_URL to its "
            "address, or EUMA_LLM=ollama:<model>, or leave out the judge."
        )
    try:
        from llama_index.llms.openai_like import OpenAILike  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NoJudge("A judge needs the package llama-index-llms-openai-like. Run: pip install '.[llm]'") from error
    key = settings.llm_key.get_secret_value() if settings.llm_key else "none"
    made = OpenAILike(
        model=model,
        api_base=url,
        api_key=key,
        is_chat_model=True,
        temperature=0.0,
        timeout=settings.llm_timeout,
        max_retries=1,
    )
    return cast("LLM", made)


def judged(run: Run, judge: LLM, name: str, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Run:
    """A run with judged measures for every answer; refusals are not judged. `name` is kept as the run's judge.

    What cannot be understood of the judge's words is left unjudged.
    """
    outcomes = []
    for done, outcome in enumerate(run.outcomes):
        progress(done, len(run.outcomes))
        outcomes.append(_judged(outcome, judge) if outcome.answered else outcome)
    progress(len(run.outcomes), len(run.outcomes))
    return replace(run, outcomes=tuple(outcomes), judge=name)


def _judged(outcome: Outcome, judge: LLM) -> Outcome:
    from llama_index.core.evaluation import AnswerRelevancyEvaluator, FaithfulnessEvaluator  # noqa: PLC0415 - 1.2 s

    question = "\n".join([*outcome.item.previous, outcome.item.question])
    quotes = [citation.quote for citation in outcome.citations]
    verdicts = {
        FAITHFULNESS: FaithfulnessEvaluator(llm=judge).evaluate(response=outcome.text, contexts=quotes),
        RELEVANCE: AnswerRelevancyEvaluator(llm=judge).evaluate(query=question, response=outcome.text),
    }
    values = {
        name: min(1.0, max(0.0, float(verdict.score)))
        for name, verdict in verdicts.items()
        if verdict.score is not None and not verdict.invalid_result
    }
    return replace(outcome, judged=values, scores={**outcome.scores, **values})
