from __future__ import annotations

import pytest

from assistant.follow_up import follows, topic_of

BEFORE = "What does the Screening Regulation say about health checks?"


def alone(text: str, language: str, *, act: bool = False, topic: bool = False) -> bool:
    return not follows(text, language, names_an_act=act, has_topic=topic)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "And for minors?"),
        ("en", "what about families?"),
        ("en", "Since when?"),
        ("en", "In Article 5?"),
        ("en", "Can that right be withdrawn in an accelerated procedure?"),
        ("de", "Und für Kinder?"),
        ("de", "Seit wann gilt das?"),
        ("de", "Wie lange darf das Verfahren dauern?"),
        ("fr", "Et pour les enfants ?"),
        ("fr", "Même question pour les bénéficiaires de la protection temporaire"),
        ("fr", "Peuvent-ils travailler ?"),
        ("es", "¿Y para los menores?"),
        ("es", "¿Desde cuándo?"),
        ("it", "E per i rifugiati?"),
        ("it", "Nell'articolo 9?"),
        ("pl", "A czy mogą pracować?"),
        ("pl", "Od kiedy?"),
        ("el", "Και για τα παιδιά;"),
        ("bg", "А за децата?"),
        ("nl", "En voor minderjarigen?"),
        ("nl", "Mogen ze ook meteen werken?"),
        ("pt", "E em que casos pode ser prolongado?"),
        ("ro", "Și ce se întâmplă cu cei care nu au cerut azil?"),
        ("fi", "Entä luvattomasti rajan ylittäneiden?"),
        ("hu", "És ha közben többször külföldön volt?"),
        ("sv", "Och för barn?"),
        ("da", "Hvad med børn?"),
        ("cs", "A co když je nezletilý?"),
        ("sk", "A pre deti?"),
        ("sl", "Kaj pa otroci?"),
        ("hr", "A za djecu?"),
        ("et", "Aga lapsed?"),
        ("lv", "Un bērni?"),
        ("lt", "O vaikai?"),
        ("mt", "U t-tfal?"),
        ("ga", "Agus leanaí?"),
    ],
)
def test_a_follow_up_is_noticed(language: str, text: str) -> None:
    assert not alone(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "How long may screening at the external border take?"),
        ("de", "Wann darf ein Asylbewerber in einem Mitgliedstaat arbeiten?"),
        ("es", "¿En qué plazo debe escolarizarse a los niños solicitantes de asilo?"),
        ("nl", "Wat kost medefinanciering?"),
        ("pl", "Ile wynosi okres zakazu wjazdu?"),
    ],
)
def test_a_change_of_subject_is_noticed(language: str, text: str) -> None:
    assert alone(text, language, topic=True)


def test_a_question_that_names_an_act_stands_alone_unless_it_is_short_and_begins_with_and() -> None:
    assert alone("What is the GDPR?", "en", act=True)
    assert not alone("And the GDPR?", "en", act=True)
    assert alone("And what does the Return Directive say about entry bans?", "en", act=True)


def test_words_of_one_language_are_no_cue_in_another() -> None:
    assert alone("En qué plazo se decide una solicitud de asilo en la frontera", "es", topic=True)
    assert not alone("En voor kinderen die alleen reizen?", "nl", topic=True)


def test_a_chain_of_follow_ups_keeps_the_question_that_stood_alone() -> None:
    def stands(text: str) -> bool:
        return text == BEFORE

    assert topic_of([], stands) == ""
    assert topic_of(["Older?", BEFORE], stands) == BEFORE
    assert topic_of([BEFORE, "And for minors?"], stands) == f"{BEFORE} And for minors?"
    assert topic_of(["And then?", "And for minors?"], stands) == "And for minors?"
