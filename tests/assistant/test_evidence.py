from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.evidence import choose_hits, choose_spans
from assistant.question import Expectation
from assistant.sentences import split_sentences
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

ACT = Source("act", "Act", Kind.REGULATION, celex="32020R0001")
OTHER = Source("other", "Other", Kind.BRIEF)
FILLER = " ".join(f"Clause{n} concerns another matter altogether and goes on." for n in range(20))
LIST = "1. The port shall offer:\n" + "\n".join(
    f"({c}) {thing} for every crew that asks for it in good time before it sails and pays what it costs;"
    for c, thing in zip(
        "abcdefghij", ["ropes", "lamps", "soup", "beds", "maps", "boots", "hats", "oars", "nets", "tea"], strict=True
    )
)


def hit(text: str, score: float = 1.0, article: str = "Article 1", source: Source = ACT, start: int = 40) -> Hit:
    passage = Passage(f"{article}{start}", source.id, article, article, start, start + len(text), text, "")
    return Hit(passage, source, score)


def quotes(harbour, found: Hit, question: str, **expected: bool) -> list[str]:
    embedder = harbour.index.embedder
    evidence = choose_spans(found, embedder.embed_query(question), Expectation(**expected), embedder)
    return [found.passage.text[a - found.passage.start : b - found.passage.start] for a, b in evidence.spans]


def test_a_short_passage_is_quoted_whole(harbour) -> None:
    assert quotes(harbour, hit("Berths are free. Fees are due."), "fees") == ["Berths are free. Fees are due."]


def test_the_sentence_that_answers_is_cut_from_a_long_passage(harbour) -> None:
    text = f"{FILLER} The keeper lights the lanterns at dusk. {FILLER}"
    assert quotes(harbour, hit(text), "When does the keeper light the lanterns?") == [
        "The keeper lights the lanterns at dusk."
    ]


def test_a_list_is_quoted_whole_when_a_list_is_asked_for(harbour) -> None:
    assert quotes(harbour, hit(LIST), "Which things does the port offer?", listing=True) == [LIST]


def test_a_point_comes_with_the_line_that_introduces_it(harbour) -> None:
    found = quotes(harbour, hit(LIST), "soup for every crew in good time before it sails")
    assert found[0].startswith("1. The port shall offer:")
    assert any("(c) soup" in quote for quote in found)
    assert sum(map(len, found)) < len(LIST)


def test_a_time_tips_the_balance_when_one_is_asked_for(harbour) -> None:
    text = f"Permits come from the good master. {FILLER} Permits come from the master in 9 months. {FILLER}"
    assert quotes(harbour, hit(text), "permits come from the master") == ["Permits come from the good master."]
    assert quotes(harbour, hit(text), "permits come from the master in", deadline=True)[-1].endswith("9 months.")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["Fees fall due. ", "(a) ropes;\n", "It says:\n", "See Art. 5 now. ", FILLER + " "]), min_size=1
    ),
    st.integers(0, 5000),
    st.sampled_from(["fees", "ropes", "nothing of it", "clause5 concerns"]),
    st.booleans(),
)
def test_spans_are_whole_sentences_in_order_inside_the_passage(harbour, parts, start, question, listing) -> None:
    text = "".join(parts).strip()
    found = hit(text, start=start)
    embedder = harbour.index.embedder
    spans = choose_spans(found, embedder.embed_query(question), Expectation(listing=listing), embedder).spans
    sentences = split_sentences(text, start)
    starts, ends = {a for a, _ in sentences} | {start}, {b for _, b in sentences} | {start + len(text)}
    assert spans
    assert all(a in starts and b in ends for a, b in spans)
    assert list(spans) == sorted(spans)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))


def test_hits_join_while_the_answer_may_be_elsewhere() -> None:
    first, near, far = hit("a", 1.0), hit("b", 0.98, "Article 2"), hit("c", 0.8, "Article 3")
    assert choose_hits([first, near, far], most=3, scale=20) == [first, near]


def test_a_sure_hit_stands_alone() -> None:
    assert choose_hits([hit("a", 1.0), hit("b", 0.85)], most=3, scale=20) == [hit("a", 1.0)]


def test_the_first_stays_first_and_the_others_follow_by_score() -> None:
    hits = [hit("a", 0.98), hit("b", 0.95, "Article 2"), hit("c", 0.97, "Article 3")]
    assert choose_hits(hits, most=3, scale=20) == [hits[0], hits[2], hits[1]]


@pytest.mark.parametrize("most", [1, 2])
def test_at_most_so_many(most: int) -> None:
    hits = [hit("a", 1.0, f"Article {n}") for n in range(5)]
    assert choose_hits(hits, most=most, scale=20) == hits[:most]


def test_no_hits_give_none() -> None:
    assert choose_hits([], most=3, scale=20) == []


def test_the_same_words_in_two_sentences_are_quoted_once(harbour) -> None:
    said = "The keeper lights the lanterns at dusk"
    text = f"{said}; {FILLER}\n{said}. {FILLER}\n{said};"
    assert len(quotes(harbour, hit(text), "When does the keeper light the lanterns?")) == 1
