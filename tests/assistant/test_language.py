from __future__ import annotations

import pytest

from assistant.language import OFFICIAL, detect, foreign, foreign_name


def test_the_24_official_languages() -> None:
    assert len(set(OFFICIAL)) == 24
    assert list(OFFICIAL) == sorted(OFFICIAL)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "When may an asylum seeker start to work?"),
        ("de", "Wann darf ein Asylbewerber arbeiten?"),
        ("fr", "Quand un demandeur d'asile peut-il travailler ?"),
        ("es", "¿Cuándo puede trabajar un solicitante de asilo?"),
        ("it", "Quando può lavorare un richiedente asilo?"),
        ("pl", "Kiedy osoba ubiegająca się o azyl może podjąć pracę?"),
        ("nl", "Wanneer mag een asielzoeker werken?"),
        ("pt", "Quando é que um requerente de asilo pode trabalhar?"),
        ("sv", "När får en asylsökande börja arbeta?"),
        ("fi", "Milloin turvapaikanhakija saa aloittaa työnteon?"),
        ("hu", "Mikor kezdhet el dolgozni egy menedékkérő?"),
        ("cs", "Kdy může žadatel o azyl začít pracovat?"),
        ("ro", "Când poate începe să lucreze un solicitant de azil?"),
        ("el", "Πότε μπορεί να εργαστεί ένας αιτών άσυλο;"),
        ("bg", "Кога търсещият убежище може да започне работа?"),
    ],
)
def test_questions_are_told_apart(language: str, text: str) -> None:
    assert detect(text) == language


def test_scripts_decide_even_a_single_word() -> None:
    assert detect("άσυλο") == "el"
    assert detect("убежище") == "bg"


def test_one_latin_name_in_greek_stays_greek() -> None:
    assert detect("Τι είναι το AMIF και ποιος το διαχειρίζεται;") == "el"


@pytest.mark.parametrize("text", ["", "17?", "§ 12 (3)"])
def test_nothing_to_tell_by_gives_the_default(text: str) -> None:
    assert detect(text, default="fr") == "fr"


def test_a_word_or_two_that_tell_nothing_give_the_default() -> None:
    assert detect("AMIF?", default="de") == "de"


@pytest.mark.parametrize("text", ["x", "ab cd ef gh ij", "中文 問題", "العربية", "🙂 ok"])
def test_any_text_gives_an_official_language(text: str) -> None:
    assert detect(text) in OFFICIAL


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("hr", "Koliko je ljudi dobilo azil na temelju Povelje?"),
        ("es", "Elementos del triaje"),
        ("sk", "Kto rozhoduje o žiadosti?"),
        ("sl", "Kdaj prosilec dobi delo?"),
        ("da", "Hvem har adgang til jobbet?"),
        ("pt", "Quem paga já?"),
    ],
)
def test_short_questions_are_told_from_their_neighbours(language: str, text: str) -> None:
    assert detect(text) == language


def test_a_question_that_mixes_languages_has_the_language_of_its_sentence() -> None:
    assert detect("Was sagt die Asylum Procedure Regulation über Fristen?") == "de"
    assert detect("Que dit la Reception Conditions Directive sur le travail ?") == "fr"
    assert detect("When does the Aufenthaltsgesetz apply to them?") == "en"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("tr", "Mülteciler ne zaman çalışabilir?"),
        ("uk", "Коли шукачі притулку можуть працювати?"),
        ("ru", "Сколько длится временная защита?"),
        ("ar", "متى يمكن لطالبي اللجوء العمل؟"),
        ("fa", "پناهجویان کی می‌توانند کار کنند؟"),
        ("zh", "寻求庇护者什么时候可以工作?"),
        ("sq", "A mund të punojnë azilkërkuesit?"),
    ],
)
def test_a_language_that_is_not_official_is_named(language: str, text: str) -> None:
    assert foreign(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Кога търсещият убежище може да започне работа?",
        "Kada izbjeglice mogu raditi?",
        "Hvornår må en asylansøger arbejde?",
        "AMIF?",
        "17?",
        "άσυλο",
        "Miten perhe saa luvan?",
    ],
)
def test_an_official_language_is_never_foreign(text: str) -> None:
    assert foreign(text) is None


def test_a_foreign_language_has_a_name() -> None:
    assert foreign_name("tr") == "Turkish"
    assert foreign_name("qqq") == "qqq"
