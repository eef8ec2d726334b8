"""Measures on examples that can be checked by hand, and laws that hold for any outcome."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pond import FROG, PondAssistant, item, pond_items

from assistant.answer import Status
from eval.items import Expected, ItemKind
from eval.measures import MEASURES, citing, effort, law, premise, refusing, right, scores, speaking, wording
from eval.measures.retrieval import retrieval_scores
from eval.outcome import Cited, Found, Outcome, Said
from eval.places import Place, Places, Span
from eval.run import observe

GOLD = Place(1, (Span("new", 0, 50),), (Span("new", 20, 35),))
OTHER_EDITION = Place(1, (Span("pdf", 100, 150),), (Span("pdf", 120, 135),))


def found(*spans: tuple[str, int, int], words: int = 100) -> tuple[Found, ...]:
    return tuple(Found(n, "32020R0001", "Article 1", Span(*span), words) for n, span in enumerate(spans, 1))


ON_EVIDENCE = Span("new", 20, 35)


def cited(n: int, quote: str, span: Span = ON_EVIDENCE, **fields: object) -> Cited:
    known = {"work": "32020R0001", "title": "Pond", "locator": "Article 1", "language": "en", "standing": "applies"}
    return Cited(**{"n": n, "quote": quote, "span": span, "verbatim": True, **known, **fields})  # type: ignore[arg-type]


def outcome(**fields: object) -> Outcome:
    plain = Outcome(item(), (GOLD,), Status.ANSWERED, "en", (), (), (), (), None)
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_ranking_at_third_place_by_hand() -> None:
    ranked = found(("old", 0, 50), ("new", 60, 90), ("new", 10, 30), ("new", 0, 15))
    values = retrieval_scores(outcome(retrieved=ranked))
    assert values["article R@1"] == 0
    assert values["article R@5"] == 1
    assert values["article RR"] == pytest.approx(1 / 3)
    assert values["article nDCG@10"] == pytest.approx(0.5)  # 1 / log2(3 + 1)
    assert values["passage RR"] == pytest.approx(1 / 3)


def test_an_article_without_its_key_words_is_right_as_article_only() -> None:
    values = retrieval_scores(outcome(retrieved=found(("new", 0, 15), ("new", 15, 50))))
    assert values["article RR"] == 1
    assert values["passage RR"] == 0.5


def test_any_edition_counts() -> None:
    values = retrieval_scores(outcome(places=(GOLD, OTHER_EDITION), retrieved=found(("pdf", 110, 130))))
    assert values["passage R@1"] == 1


def test_two_facts_are_averaged() -> None:
    second = Place(2, (Span("new", 60, 90),), (Span("new", 60, 90),))
    asked = item(gold=[FROG, FROG | {"locator": "Article 1", "phrases": ["x"], "fact": 2}])
    ranked = found(("new", 0, 50), ("old", 0, 5), ("old", 5, 9), ("new", 60, 70))
    values = retrieval_scores(outcome(item=asked, places=(GOLD, second), retrieved=ranked))
    assert values["article R@1"] == 0.5
    assert values["article R@5"] == 1
    assert values["article RR"] == pytest.approx((1 + 1 / 4) / 2)


def test_equal_context_counts_words_and_not_passages() -> None:
    ranked = found(("old", 0, 5), ("old", 5, 9), ("new", 0, 50), words=600)
    assert retrieval_scores(outcome(retrieved=ranked))["article R@1000w"] == 0
    assert retrieval_scores(outcome(retrieved=ranked[1:]))["article R@1000w"] == 1


def test_nothing_retrieved_scores_nothing_and_unanswerable_items_are_not_ranked() -> None:
    assert set(retrieval_scores(outcome()).values()) == {0}
    assert retrieval_scores(outcome(item=item(expected="abstain"))) == {}


def test_alce_by_hand() -> None:
    said = (
        Said("Ducks are fed within 2 days.", (1, 2)),
        Said("Frogs may stay for 5 years.", (2,)),
        Said("Toads sing."),
    )
    quotes = (cited(1, "ducks are fed within 2 days of arrival"), cited(2, "Frogs may stay for 4 years."))
    told = outcome(sentences=said, citations=quotes)
    assert citing.recall(told) == pytest.approx(1 / 3)  # the second has a wrong number, the third no citation
    assert citing.precision(told) == pytest.approx(1 / 3)  # quote 2 is not needed by the first, nor supports the second


def test_a_lead_in_is_no_statement_but_own_words_are() -> None:
    quote, quoted = cited(1, "Ducks are fed daily"), Said("Ducks are fed daily", (1,), quoted=True)
    assert citing.recall(outcome(sentences=(Said("Compare it with the text:"), quoted), citations=(quote,))) == 1
    for own in ("Ducks are never fed.", "Ducks are never fed:"):
        assert citing.recall(outcome(sentences=(quoted, Said(own)), citations=(quote,))) == 0.5
    assert citing.recall(outcome(sentences=(Said("Ducks are never fed."), quoted), citations=(quote,))) == 0.5


def test_two_quotes_that_only_together_support_are_both_precise() -> None:
    said = (Said("Ducks are fed daily, frogs stay 5 years.", (1, 2)),)
    told = outcome(sentences=said, citations=(cited(1, "Ducks are fed daily"), cited(2, "frogs stay 5 years")))
    assert (citing.recall(told), citing.precision(told)) == (1, 1)


def test_evidence_is_cited_when_a_quote_shares_characters_with_it() -> None:
    near, on = cited(1, "x", Span("new", 35, 50)), cited(2, "y", Span("new", 30, 50))
    assert citing.evidence_recall(outcome(citations=(near,))) == 0
    assert citing.evidence_recall(outcome(citations=(near, on))) == 1
    assert citing.evidence_precision(outcome(citations=(near, cited(2, "z", Span("old", 0, 9))))) == 0.5


def test_an_invented_quote_is_not_verbatim(pond: PondAssistant) -> None:
    asked, places = item(), Places(pond)
    honest = observe(asked, pond.ask(asked.question), places)
    invented = observe(asked, PondAssistant(invents=True).ask(asked.question), places)
    assert citing.verbatim(honest) == 1
    assert citing.verbatim(invented) == 0


def test_law_that_does_not_apply_is_wrong_unless_asked_for() -> None:
    repealed = cited(1, "x", Span("old", 0, 5), work="31990L0001", standing="repealed")
    asked = item(gold=[FROG | {"celex": "31990L0001"}])
    assert law.right_law(outcome(citations=(repealed,))) == 0
    assert law.right_law(outcome(item=asked, citations=(repealed,))) == 1
    assert law.right_act(outcome(citations=(repealed,))) == 0
    assert law.right_act(outcome(citations=(cited(1, "x"),))) == 1


def test_refusals() -> None:
    no = outcome(status=Status.NOT_IN_DOCUMENTS)
    unanswerable = item(expected=Expected.ABSTAIN, kind=ItemKind.UNANSWERABLE, gold=[], must_contain=[])
    assert refusing.false_refusal(no) == 1
    assert refusing.refusal(no) is None
    assert refusing.refusal(replace(no, item=unanswerable)) == 1
    assert refusing.refusal(outcome(item=unanswerable)) == 0
    assert refusing.false_refusal(outcome(item=unanswerable)) is None


def test_a_partial_answer_counts_as_refusal_only_with_its_evidence() -> None:
    partial = item(expected=Expected.PARTIAL, must_contain=["higher"])
    said = (Said("Totals are higher.", (1,)),)
    assert refusing.refusal(outcome(item=partial, sentences=said, citations=(cited(1, "x"),))) == 1
    assert refusing.refusal(outcome(item=partial, sentences=said)) == 0


def test_roc_by_hand() -> None:
    no = item(expected=Expected.ABSTAIN, gold=[])
    pairs = [(0.9, item()), (0.4, item()), (0.6, no), (0.1, no)]
    curve = refusing.roc([outcome(item=i, answerability=p) for p, i in pairs])
    assert curve is not None
    assert curve.auc == pytest.approx(0.75)  # three of the four pairs are in order
    assert refusing.roc([outcome(answerability=0.5)]) is None


def test_words_of_the_answer() -> None:
    told = outcome(sentences=(Said("Within two days."),), item=item(must_contain=["two days", "arrival"]))
    assert wording.must_contain(told) == 0.5
    assert wording.must_contain(replace(told, status=Status.NOT_IN_DOCUMENTS)) == 0
    assert wording.must_not_contain(replace(told, item=item(must_not_contain=["Two days"]))) == 0
    assert effort.length(told) == 3


def test_a_premise_is_handled_by_quoting_what_sets_it_right() -> None:
    wrong = item(kind=ItemKind.FALSE_PREMISE, expected=Expected.CORRECT)
    assert premise.handled(outcome(item=wrong, citations=(cited(1, "x"),))) == 1
    assert premise.handled(outcome(item=wrong, status=Status.NOT_IN_DOCUMENTS)) == 0
    assert premise.handled(outcome()) is None


def test_own_words_must_be_in_the_questions_language_and_quotes_need_not() -> None:
    german = item(language="de", question="Wann werden Enten gefüttert?")
    quote = Said("Ducks are fed within two days of arrival by the keeper of the pond.", (1,), quoted=True)
    own = Said("Das steht leider nicht in den Dokumenten, die hier verzeichnet sind.")
    assert speaking.language(outcome(item=german, language="de", sentences=(quote, own))) == 1
    assert speaking.language(outcome(item=german, language="en", sentences=(own,))) == 0
    assert speaking.language(outcome(item=german, language="de", sentences=(replace(quote, quoted=False),))) == 0


def test_right_needs_words_act_and_law() -> None:
    good = outcome(sentences=(Said("Within two days.", (1,)),), citations=(cited(1, "two days"),))
    assert right.right(good) == 1
    assert right.right(replace(good, sentences=(Said("Soon.", (1,)),))) == 0
    assert right.right(replace(good, citations=(cited(1, "two days", standing="repealed", work="x"),))) == 0
    assert right.right(replace(good, item=item(must_not_contain=["days"]))) == 0


def test_without_required_words_right_needs_the_gold_article() -> None:
    asked = item(must_contain=[])
    assert right.right(outcome(item=asked, citations=(cited(1, "x", Span("new", 0, 9)),))) == 1
    assert right.right(outcome(item=asked, citations=(cited(1, "x", Span("new", 60, 70)),))) == 0


def test_the_fake_assistant_gets_every_item_right(pond: PondAssistant) -> None:
    places = Places(pond)
    for asked in pond_items():
        told = observe(asked, pond.ask(asked.question, None, asked.as_of, asked.previous), places)
        assert told.scores["right"] == 1, asked.id


def test_every_measure_has_a_name_of_its_own_and_a_meaning() -> None:
    assert len({m.name for m in MEASURES}) == len(MEASURES)
    assert all(len(m.meaning) > 10 for m in MEASURES)


STARTS, LENGTHS = st.integers(0, 99), st.integers(1, 50)
SPANS = st.builds(
    lambda d, start, length: Span(d, start, start + length), st.sampled_from(["new", "old"]), STARTS, LENGTHS
)
SOME_SPANS = st.lists(SPANS, max_size=2).map(tuple)
TEXTS = st.text(alphabet="abc 123.,É", max_size=30)
PLACES = st.builds(Place, st.integers(1, 2), SOME_SPANS, SOME_SPANS)
STANDINGS = st.sampled_from(["applies", "repealed"])
CITED = st.builds(cited, st.integers(1, 3), TEXTS, SPANS, verbatim=st.booleans(), standing=STANDINGS)
NUMBERS = st.lists(st.integers(1, 4), max_size=2).map(tuple)


@given(
    expected=st.sampled_from(list(Expected)),
    status=st.sampled_from(list(Status)),
    places=st.lists(PLACES, max_size=3),
    said=st.lists(
        st.builds(Said, TEXTS, st.lists(st.integers(1, 4), max_size=2).map(tuple), st.booleans()), max_size=3
    ),
    quotes=st.lists(CITED, max_size=3, unique_by=lambda c: c.n),
    spans=st.lists(SPANS, max_size=12),
)
def test_shares_stay_between_0_and_1(
    *, expected: Expected, status: Status, places: list[Place], said: list[Said], quotes: list[Cited], spans: list[Span]
) -> None:
    asked = item(
        expected=expected, gold=[FROG, FROG | {"fact": 2}], must_contain=["a", "b|c"], must_not_contain=["123"]
    )
    ranked = tuple(Found(n, "w", "l", span, 90) for n, span in enumerate(spans, 1))
    told = outcome(
        item=asked,
        status=status,
        places=tuple(places),
        sentences=tuple(said),
        citations=tuple(quotes),
        retrieved=ranked,
    )
    units = {m.name: m.unit for m in MEASURES}
    for name, value in scores(told).items():
        assert 0 <= value <= (1 if units[name] == "share" else 1e6), name
