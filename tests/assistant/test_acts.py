from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.acts import ActNames
from assistant.folding import Folded, fold, spelled
from assistant.language import OFFICIAL
from assistant.name_tree import same_word
from ingest.catalogue import works
from ingest.names import load_names

NEW, OLD = "32024L1346", "32013L0033"


@cache
def names() -> ActNames:
    known = {c: tuple(n for some in languages.values() for n in some) for c, languages in load_names().items()}
    return ActNames(known, {work.celex: work.repealed_by for work in works().values() if work.repealed_by})


def acts(question: str) -> list[str]:
    return [mention.celex for mention in names().find(question)]


def test_every_act_has_names_in_every_language() -> None:
    table = load_names()
    assert set(table) >= set(works())
    for celex, languages in table.items():
        assert set(languages) == set(OFFICIAL), celex
        assert all(name == name.strip() and name for some in languages.values() for name in some)


def test_no_name_is_an_ordinary_word() -> None:
    """What officials ask every day without meaning an act; a name that is found in it is too general."""
    for question in (
        "How do we help with return and family reunification in a crisis?",
        "Was tun bei Rückkehr, Familiennachzug und in einer Krise? Welchen Status hat er, mit welcher Karte?",
        "La crise, le retour, le regroupement familial, l'accueil et la carte bleue : que faire ? Il vient de la RDC.",
        "La acogida, el retorno, la carta del director, el cartel y la tarjeta azul en tiempos de crisis",
        "Il rimpatrio, l'accoglienza, la carta blu e la carta d'identità: qual è la procedura?",
        "Karta pobytu, Karta Polaka, niebieska karta i kryzys: gdzie złożyć wniosek?",
        "EES-medborgare och asylsökande i kris, återvändande och mottagande",
        "Borgerens CPR-nummer, screening og opholdskort",
        "A charter flight, the Charter of Local Self-Government, screening for illness, a QR code, EU funds",
        "wat kost de avg opvang, apr 2026, qd of rcd",
        "refugee status and subsidiary protection after the asylum procedure at the border, 24/7 from 12/2026",
        "kék kártya, válság, visszatérés, családegyesítés, befogadás",
        "κρίση, επιστροφή, υποδοχή, κάρτα, χάρτης της πόλης και κανονική διαδικασία ασύλου",
    ):
        assert acts(question) == [], question


@pytest.mark.parametrize(
    ("question", "celex"),
    [
        ("Does the AVG apply?", "32016R0679"),
        ("Meg kell felelnünk a GDPR-nek?", "32016R0679"),
        ("Koskeeko GDPR:n vaatimus?", "32016R0679"),
        ("Czy dotyczy nas RODO?", "32016R0679"),
        ("the GDPRs rules", "32016R0679"),
        ("AMIFist rahastatud", "32021R1147"),
        ("we want AMIF money", "32021R1147"),
        ("is gdpr a problem?", "32016R0679"),
        ("What does ESF+ pay?", "32021R1057"),
        ("EUROPEAN SOCIAL FUND PLUS", "32021R1057"),
        ("Aufnahme richtlinie", NEW),
        ("die Aufnahme-Richtlinie", NEW),
        ("Rueckfuehrungsrichtlinie", "32008L0115"),
        ("what the Charter says", "12012P/TXT"),
        ("CELEX:32024L1346", NEW),
        ("CELEX%3A32024L1346&from=EN", NEW),
        ("http://data.europa.eu/eli/dir/2024/1346/oj", NEW),
        ("02016R0679-20160504", "32016R0679"),
        ("12012E/TXT", "12012E/TXT"),
        ("COM (2020) 609 final", "52020DC0609"),
        ("COM/2020/609", "52020DC0609"),
        ("Regulation 604/2013", "32013R0604"),
        ("Directive 2024-1346", NEW),
        ("Directive 1346/2024", NEW),
        ("2024／1346", NEW),
    ],
)
def test_one_act(question: str, celex: str) -> None:
    assert acts(question) == [celex]


@pytest.mark.parametrize(
    "question",
    [
        "does the avg apply",
        "the apr rises",
        "cpr for beginners",
        "Ein PC-Card Leser",
        "ESF",
        "1346",
        "24/1346",
        "13/46",
        "1346/2013",
        "the directive",
        "new regulation",
        "Charter flights",
        "the charter",
        "a charter flight",
        "Dublin is nice",
        "2024/13461",
        "32024L134",
        "x32024L1346",
        "COM 12",
    ],
)
def test_no_act(question: str) -> None:
    assert [celex for celex in acts(question) if celex in names().celexes] == []


@pytest.mark.parametrize(
    ("question", "celexes"),
    [
        ("the Reception Directive", [NEW]),
        ("the old Reception Directive", [OLD]),
        ("the 2013 Reception Directive", [OLD]),
        ("the Reception Directive of 2013", [OLD]),
        ("Aufnahmerichtlinie aus dem Jahr 2013", [OLD]),
        ("Reception Conditions Directive (2013/33/EU)", [OLD]),
        ("Reception Conditions Directive 2003", ["32003L0009"]),
        ("la directive accueil ancienne", [OLD]),
        ("la directiva de acogida anterior", [OLD]),
        ("old and new Reception Directive", [OLD, NEW]),
        ("the old and the new Reception Directive", [OLD, NEW]),
        ("He brings his old parents under the Reception Directive", [NEW]),
        ("What is new in the Dublin III Regulation?", ["32013R0604"]),
        ("the new Dublin Regulation", ["32024R1351"]),
        ("the old Dublin Regulation", ["32013R0604"]),
        ("the old Qualification Regulation", ["32011L0095"]),
        ("the Return Directive since 2013", ["32008L0115"]),
        ("old Return Directive", ["32008L0115"]),
    ],
)
def test_which_of_two(question: str, celexes: list[str]) -> None:
    assert sorted(acts(question)) == sorted(celexes)


def test_the_kind_decides_between_acts_of_one_number() -> None:
    both = ActNames({"32021L0100": ["A"], "32021R0100": ["B"]}, {})
    assert [m.celex for m in both.find("Directive 2021/100")] == ["32021L0100"]
    assert [m.celex for m in both.find("Verordnung (EU) 2021/100")] == ["32021R0100"]


def test_the_longer_name_wins() -> None:
    assert acts("the Return Border Procedure Regulation") == ["32024R1349"]
    assert acts("the SIS Return Regulation") == ["32018R1860"]


def test_a_name_does_not_reach_over_the_end_of_a_sentence() -> None:
    assert acts("We ask for the directive. Reception is full.") == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("direttiva", "direttive"),
        ("irányelv", "irányelvében"),
        ("asetus", "asetuksen"),
        ("harta", "hartas"),
        ("azyl", "azylu"),
        ("zjednoczenia", "zjednoczeniu"),
        ("reîntregirea", "reîntregirii"),
        ("rendelet", "rendeletével"),
    ],
)
def test_same_word(a: str, b: str) -> None:
    assert same_word(fold(a), fold(b))
    assert same_word(fold(b), fold(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("eurodac", "europa"),
        ("carta", "cartel"),
        ("carta", "karta"),
        ("fund+", "fund"),
        ("rom", "roma"),
        ("asylum", "asylvfrl"),
        ("κανονισμοσ", "κανονικη"),
    ],
)
def test_not_same_word(a: str, b: str) -> None:
    assert not same_word(a, b)


@given(st.text(min_size=1, max_size=40))
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = Folded.of(text)
    for start in range(len(folded.text)):
        first, last = folded.span(start, start + 1)
        assert 0 <= first < last <= len(text)
        assert folded.text[start] in fold(text[first:last])


@settings(deadline=None)
@given(st.text(max_size=200))
def test_mentions_lie_in_the_text(text: str) -> None:
    for mention in names().find(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip()


def test_umlauts_typed_as_two_letters_fold_alike() -> None:
    assert spelled(fold("Rückführung")) == spelled(fold("RUECKFUEHRUNG"))
    assert fold("ŁÓDŹ ΟΔΗΓΊΑΣ Œuvre") == "lodz οδηγιασ oeuvre"


def test_works_without_a_celex_number_are_found_by_title() -> None:
    local = ActNames({"town-guide": ["Guide for new neighbours"], "": [], "x": ["", "-", "12"]}, {})
    assert [m.celex for m in local.find("What does the guide for new neighbours advise?")] == ["town-guide"]
