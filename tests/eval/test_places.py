"""Gold places become spans of every edition."""

from pond import FROG, PondAssistant, item

from eval.places import Place, Places, Span


def test_the_evidence_is_the_phrase_and_the_article_is_around_it(pond: PondAssistant) -> None:
    [place] = Places(pond).resolve(item(gold=[FROG]))
    text = pond.document("new").text
    assert [text[s.start : s.end] for s in place.evidence] == ["five years"]
    assert [text[s.start : s.end] for s in place.article] == [
        "Article 2\nFrogs may stay for five years.\nToads need a permit."
    ]


def test_without_the_phrase_the_unit_is_the_evidence(pond: PondAssistant) -> None:
    place = Places(pond).place(item(gold=[FROG | {"phrases": ["cinq ans"]}]).gold[0])
    assert place.evidence == place.article


def test_an_unknown_document_or_place_resolves_to_nothing(pond: PondAssistant) -> None:
    gold = [FROG | {"celex": "32099R0001"}, FROG | {"locator": "Article 8"}]
    assert Places(pond).resolve(item(gold=gold)) == []
    assert Places(pond).place(item(gold=gold).gold[0]) == Place(1, (), ())


def test_spans_overlap_only_in_one_document_and_by_a_character() -> None:
    span = Span("a", 10, 20)
    assert span.overlaps("a", 19, 30)
    assert not span.overlaps("a", 20, 30)
    assert not span.overlaps("b", 10, 20)
