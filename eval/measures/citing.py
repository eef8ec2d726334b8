"""Citations: ALCE's recall and precision with word overlap in place of a model, and citations against the gold.

ALCE (Gao, Yen, Yu and Chen, EMNLP 2023, section 3.3): a statement has citation recall 1 when it has citations and
these together entail it; a citation has precision 1 when its statement has recall 1 and it is not irrelevant, which it
is when it does not entail the statement alone and the others still do without it. An answer's figures are the means
over its statements and over its citations (0 without any), a run's the means over its answers.

Ours differ in four ways. "Entails" is, in place of a model's verdict: every number and four fifths of the words of the
statement occur in the quotes; exact for quotations, strict for anything written, blind to a "not" that is left out.
The premise is what is quoted, not the whole passage, and no citation is cut off, where ALCE's program keeps three a
statement. And only answers count, as ALCE knows no refusals; in them a lead-in ("Compare it with the text:"), own words
with a colon right before a quotation, is no statement. For quote-first answers both figures are 1 by construction:
below 1 they show a fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.outcome import Cited, Outcome, Said, in_article, in_evidence
from eval.wording import normal

_WORD = re.compile(r"\w+")
_MOST_WORDS = 0.8
"""Share of a statement's words that must be in the quotes: a few joining words may be the writer's own."""


def recall(outcome: Outcome) -> float | None:
    """The share of an answer's sentences that their citations support (ALCE citation recall); answers only."""
    statements = _statements(outcome)
    if not outcome.answered or not statements:
        return None
    return sum(_supported(said, _of(outcome, said)) for said in statements) / len(statements)


def precision(outcome: Outcome) -> float | None:
    """The share of an answer's citations that support and are needed (ALCE citation precision); answers only."""
    if not outcome.answered or not outcome.sentences:
        return None
    judged = [_precise(said, _of(outcome, said), n) for said in outcome.sentences for n in range(len(said.citations))]
    return sum(judged) / len(judged) if judged else 0.0


def evidence_recall(outcome: Outcome) -> float | None:
    """The share of facts for which a citation shares characters with the gold evidence; 0 for a refusal."""
    if not outcome.item.expected.answerable or not outcome.item.gold:
        return None
    if not outcome.answered:
        return 0.0
    facts = outcome.facts
    cited = [
        fact
        for fact, places in facts.items()
        if any(in_evidence(place, citation.span) for place in places for citation in outcome.citations)
    ]
    return len(cited) / len(facts)


def evidence_precision(outcome: Outcome) -> float | None:
    """The share of an answer's citations that lie in a gold article or section; answers to answerable items only."""
    if not outcome.answered or not outcome.citations or not outcome.item.expected.answerable:
        return None
    right = [any(in_article(place, citation.span) for place in outcome.places) for citation in outcome.citations]
    return sum(right) / len(right)


def verbatim(outcome: Outcome) -> float | None:
    """The share of quotes that are the document's text at their offsets; refusals show quotes too."""
    if not outcome.citations:
        return None
    return sum(citation.verbatim for citation in outcome.citations) / len(outcome.citations)


def _statements(outcome: Outcome) -> list[Said]:
    """The sentences without lead-ins, which say nothing themselves."""
    after = {n: later.quoted for n, later in enumerate(outcome.sentences[1:])}
    return [
        said
        for n, said in enumerate(outcome.sentences)
        if said.quoted or said.citations or not said.text.rstrip().endswith(":") or not after.get(n)
    ]


def _of(outcome: Outcome, said: Said) -> list[Cited]:
    known = {citation.n: citation for citation in outcome.citations}
    return [known[n] for n in said.citations if n in known]


def _supported(said: Said, citations: Sequence[Cited]) -> bool:
    """Whether the quotes together hold the sentence's numbers and most of its words."""
    words = _WORD.findall(normal(said.text))
    held = set(_WORD.findall(normal(" ".join(citation.quote for citation in citations))))
    if not words or not citations:
        return False
    numbers_held = all(word in held for word in words if word.isdigit())
    return numbers_held and sum(word in held for word in words) >= _MOST_WORDS * len(words)


def _precise(said: Said, citations: Sequence[Cited], position: int) -> bool:
    if position >= len(citations) or not _supported(said, citations):
        return False
    others = [*citations[:position], *citations[position + 1 :]]
    return _supported(said, [citations[position]]) or not _supported(said, others)
