"""Days that a question names in its words, in the 24 languages."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.day_words import said_day

TODAY = date(2026, 11, 24)
MAY, JULY, END = date(2025, 5, 15), date(2025, 7, 1), date(2026, 5, 31)


@pytest.mark.parametrize(
    ("language", "text", "day", "rest"),
    [
        ("en", "How long did it take in May 2025?", MAY, "How long did it take?"),
        ("en", "Under the law of May 2025, who decided?", MAY, "Under the law, who decided?"),
        ("en", "As of 3 May 2025, who decides?", date(2025, 5, 3), "who decides?"),
        ("en", "Which rules applied before June 2026?", END, "Which rules applied?"),
        ("en", "Who decided before 12 June 2026?", date(2026, 6, 11), "Who decided?"),
        ("en", "Is it still valid in 2026?", TODAY, "Is it still valid?"),
        ("de", "Wie lange galt es im Mai 2025?", MAY, "Wie lange galt es?"),
        ("de", "Wer entschied vor Juni 2026?", END, "Wer entschied?"),
        ("fr", "Qui décidait en mai 2025 ?", MAY, "Qui décidait?"),
        ("fr", "Avant juin 2026, qui décidait ?", END, "qui décidait?"),
        ("es", "¿Quién decidía en mayo de 2025?", MAY, "¿Quién decidía?"),
        ("it", "Chi decideva nel maggio 2025?", MAY, "Chi decideva?"),
        ("it", "Chi decideva prima del 12 giugno 2026?", date(2026, 6, 11), "Chi decideva?"),
        ("pt", "Quem decidia em maio de 2025?", MAY, "Quem decidia?"),
        ("nl", "Wie besliste in mei 2025?", MAY, "Wie besliste?"),
        ("da", "Hvem bestemte i maj 2025?", MAY, "Hvem bestemte?"),
        ("sv", "Vem bestämde år 2025?", JULY, "Vem bestämde?"),
        ("fi", "Kuka päätti toukokuussa 2025?", MAY, "Kuka päätti?"),
        ("fi", "Kuka päätti vuonna 2025?", JULY, "Kuka päätti?"),
        ("pl", "Kto decydował w maju 2025 r.?", MAY, "Kto decydował?"),
        ("cs", "Kdo rozhodoval v květnu 2025?", MAY, "Kdo rozhodoval?"),
        ("sk", "Kto rozhodoval v máji 2025?", MAY, "Kto rozhodoval?"),
        ("sl", "Kdo je odločal maja 2025?", MAY, "Kdo je odločal?"),
        ("hr", "Tko je odlučivao u svibnju 2025.?", MAY, "Tko je odlučivao?"),
        ("bg", "Кой решаваше през май 2025 г.?", MAY, "Кой решаваше?"),
        ("ro", "Cine decidea în mai 2025?", MAY, "Cine decidea?"),
        ("hu", "Ki döntött 2025 májusában?", MAY, "Ki döntött?"),
        ("hu", "Ki döntött 2025-ben?", JULY, "Ki döntött?"),
        ("et", "Kes otsustas 2025. aasta mais?", MAY, "Kes otsustas?"),
        ("lv", "Kas lēma 2025. gada maijā?", MAY, "Kas lēma?"),
        ("lt", "Kas sprendė 2025 m. gegužę?", MAY, "Kas sprendė?"),
        ("el", "Ποιος αποφάσιζε τον Μάιο του 2025;", MAY, "Ποιος αποφάσιζε;"),
        ("mt", "Min kien jiddeċiedi f'Mejju 2025?", MAY, "Min kien jiddeċiedi?"),
        ("ga", "Cé a shocraigh i mBealtaine 2025?", MAY, "Cé a shocraigh?"),
    ],
)
def test_the_day_is_read_and_taken_out(language: str, text: str, day: date, rest: str) -> None:
    said = said_day(text, language, TODAY)
    assert said is not None
    assert (said.day, said.rest) == (day, rest)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "What does the plan for 2021-2027 say?"),
        ("en", "What was adopted in 2024?"),
        ("en", "In Regulation 2024/1351, who decides?"),
        ("en", "Has the directive of 2013 been repealed?"),
        ("en", "What is in the Regulation of 14 May 2024?"),
        ("en", "What did the committee say in its March 2021 opinion?"),
        ("de", "Was sagt die Verordnung vom 14. Mai 2024?"),
        ("fr", "La directive de 2013 est-elle en vigueur ?"),
        ("sv", "Vad sade man under 2013 års direktiv?"),
        ("da", "Hvad siger loven i 2013-direktivet?"),
        ("fi", "Onko vuoden 2013 direktiivi voimassa?"),
        ("lv", "Vai 2013. gada direktīva ir spēkā?"),
        ("lt", "Ar 2013 m. direktyva galioja?"),
        ("hu", "A 2013-as irányelv hatályban van?"),
        ("el", "Ισχύει η οδηγία του 2013;"),
        ("en", "In 2025?"),
        ("en", "Who decided on 31 February 2025?"),
    ],
)
def test_years_of_acts_and_programmes_are_no_days(language: str, text: str) -> None:
    assert said_day(text, language, TODAY) is None


def test_the_law_of_that_day_is_quoted_and_the_day_said(harbour) -> None:
    answer = harbour.assistant.ask("What shall be the fee for a berth in euro in May 2015?")
    assert "9 euro" in answer.text
    assert answer.as_of == date(2015, 5, 15)
    assert answer.notes[0] == "As of 15 May 2015."
    assert answer.resolved_question is None


def test_a_chosen_day_outweighs_the_words(harbour, today) -> None:
    answer = harbour.assistant.ask("What shall be the fee for a berth in euro in May 2015?", as_of=today)
    assert answer.as_of == today
