"""What files say of themselves: names, titles, kinds, languages, dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.block import Block, Reading
from ingest.dates import find_date, title_words
from ingest.final_articles import final_dates, repeals
from ingest.infer import detect_language, infer
from ingest.readers import read
from ingest.readers.text import read_lines
from ingest.recognise import recognise
from ingest.source import Kind, Source
from ingest.wording import LANGUAGES

ACT = """4.3.2030
EN
Official Journal of the European Union
L 9/1
REGULATION (EU) 2030/77 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL
of 3 March 2030
on bicycles, repealing Directive 2020/9/EU
(Text with EEA relevance)
THE EUROPEAN PARLIAMENT AND THE COUNCIL OF THE EUROPEAN UNION,
Whereas:
(1)
Bicycles are useful.
Article 1
Scope
This Regulation applies to bicycles.
Article 2
Repeal
Directive 2020/9/EU is repealed with effect from 1 July 2031.
Article 3
Entry into force and application
1. This Regulation shall enter into force on the twentieth day following that of its publication.
2. This Regulation shall apply from 30 June 2031. However, Article 1 shall apply from 1 May 2030."""


def reading(text: str, language: str = "en") -> Reading:
    plain = read_lines(text)
    return Reading(recognise(plain.blocks, language), plain.layout, plain.properties)


def inferred(name: str, text: str = "A town lends bicycles.") -> Source:
    return infer(Path(name), reading(text))


def test_an_act_says_what_it_is() -> None:
    source = inferred("downloaded.txt", ACT)
    assert source.celex == "32030R0077"
    assert source.id == "32030R0077-txt"
    assert (source.kind, source.language) == (Kind.REGULATION, "en")
    assert source.title == (
        "REGULATION (EU) 2030/77 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL of 3 March 2030 "
        "on bicycles, repealing Directive 2020/9/EU"
    )
    assert (source.adopted, source.in_force, source.applies_from) == (
        date(2030, 3, 3),
        date(2030, 3, 24),
        date(2031, 6, 30),
    )
    assert source.url == "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32030R0077"
    assert repeals(reading(ACT)) == {"2020/9": date(2031, 7, 1)}


@pytest.mark.parametrize(
    ("name", "celex", "language"),
    [
        ("32024L1346.en.xhtml", "32024L1346", "en"),
        ("CELEX_32024L1346_EN_TXT.pdf", "32024L1346", "en"),
        ("CELEX%3A32013R0604%3AFR%3ATXT.html", "32013R0604", "en"),
        ("02016R0679-20160504.fr.html", "02016R0679-20160504", "fr"),
        ("12012E-TXT.en.html", "12012E/TXT", "en"),
        ("CELEX_12012P_TXT.de.html", "12012P/TXT", "de"),
        ("52020DC0609.txt", "52020DC0609", "en"),
        ("report-2024-1346.txt", None, "en"),
        ("132024L13467.txt", None, "en"),
    ],
)
def test_file_names(name: str, celex: str | None, language: str) -> None:
    source = inferred(name)
    assert (source.celex, source.language) == (celex, language)


@pytest.mark.parametrize(
    ("title", "celex", "kind"),
    [
        ("Directive (EU) 2024/1346 of the European Parliament and of the Council", "32024L1346", Kind.DIRECTIVE),
        ("Regulation (EU) No 604/2013 of the European Parliament", "32013R0604", Kind.REGULATION),
        ("Council Directive 2003/86/EC of 22 September 2003", "32003L0086", Kind.DIRECTIVE),
        ("Directive 96/71/EC of the European Parliament", "31996L0071", Kind.DIRECTIVE),
        ("Council Regulation (EEC) No 1612/68 of 15 October 1968", "31968R1612", Kind.REGULATION),
        ("Decision (EU) 2022/382 of 4 March 2022", "32022D0382", Kind.DECISION),
        ("RÈGLEMENT (UE) 2016/679 DU PARLEMENT EUROPÉEN", "32016R0679", Kind.REGULATION),
        ("Verordnung (EU) Nr. 604/2013 des Europäischen Parlaments", "32013R0604", Kind.REGULATION),
        ("Директива 2013/33/ЕС на Европейския парламент", "32013L0033", Kind.DIRECTIVE),
        ("COM(2020) 609 final Communication from the Commission", "52020DC0609", Kind.COMMUNICATION),
        ("Proposal for a Regulation of the European Parliament, COM(2020) 610 final", "52020PC0610", Kind.PROPOSAL),
        ("Charter of Fundamental Rights of the European Union", None, Kind.CHARTER),
        ("How towns lend 24/7", None, Kind.OTHER),
    ],
)
def test_titles(title: str, celex: str | None, kind: Kind) -> None:
    source = infer(Path("page.html"), Reading((Block("Text."),), "plain-html", {"title": title}))
    assert (source.celex, source.kind) == (celex, kind)


def test_an_act_without_a_number_is_the_kind_that_its_title_names() -> None:
    act = "COUNCIL DECISION\nof 2 January 1996\non rooms\nArticle 1\nRooms are open.\nArticle 2\nLamps burn."
    assert inferred("agr.txt", act).kind == Kind.DECISION
    assert inferred("note.txt", "Our decision\nRooms are open.\nLamps burn.").kind == Kind.OTHER


def test_an_annex_by_itself_is_named_as_it_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<ANNEX><TITLE><TI><P>ANNEX II</P></TI><STI><P>Lamps</P></STI></TITLE><P>Oil.</P></ANNEX>")
    assert infer(path, read(path)).title == "ANNEX II Lamps"


def test_the_catalogue_knows_the_rest() -> None:
    source = inferred("32013L0033.en.txt")
    assert source.short_title == "Reception Conditions Directive 2013"
    assert (source.repealed_by, source.repealed_on) == ("32024L1346", date(2026, 6, 12))


def test_front_matter_of_a_brief_comes_first() -> None:
    given = {
        "id": "bikes",
        "title": "Bicycles",
        "kind": "brief",
        "date": "2030-03-03",
        "official_url": "https://town.example/bikes",
        "language": "en",
    }
    text = Block("Directive (EU) 2024/1346 says more.")
    source = infer(Path("x.md"), Reading((text,), "markdown", given))
    assert (source.id, source.kind, source.celex) == ("bikes", Kind.BRIEF, None)
    assert (source.adopted, source.url) == (date(2030, 3, 3), "https://town.example/bikes")


def test_a_press_release_is_known_by_its_end() -> None:
    source = inferred(
        "news.txt", "Town lends bicycles\nThe mayor is glad of it.\nContact:\nA. Person\nTel. +32 473 843 981"
    )
    assert source.kind == Kind.PRESS_RELEASE
    assert inferred("news.txt", "Town lends bicycles\nThe mayor is glad.").kind == Kind.OTHER


SENTENCES = {
    "de": "Die Mitgliedstaaten stellen sicher, dass alle Antragsteller Zugang zu einer Unterkunft haben.",
    "fr": "Les États membres veillent à ce que tous les demandeurs aient accès à un logement.",
    "el": "Τα κράτη μέλη μεριμνούν ώστε όλοι οι αιτούντες να έχουν πρόσβαση σε στέγαση.",
    "pl": "Państwa członkowskie zapewniają, aby wszyscy wnioskodawcy mieli dostęp do mieszkania.",
    "bg": "Държавите членки гарантират, че всички кандидати имат достъп до жилище.",
    "mt": "L-Istati Membri għandhom jiżguraw li l-applikanti kollha jkollhom aċċess għal akkomodazzjoni.",
    "ga": "Áiritheoidh na Ballstáit go mbeidh rochtain ag gach iarratasóir ar chóiríocht.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_the_language_is_heard(language: str) -> None:
    assert detect_language(SENTENCES[language]) == language
    assert infer(Path("page.txt"), Reading((Block(SENTENCES[language]),), "text")).language == language


def test_a_text_without_words_is_taken_for_english() -> None:
    assert detect_language("1234 — 5678") == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_of_every_language(language: str) -> None:
    for number, name in enumerate(title_words()[language]["months"], 1):
        assert find_date(f"x 7 {name} 2021 y", language) == date(2021, number, 7), name


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("of 14 May 2024", "en", date(2024, 5, 14)),
        ("du 1er juillet 2026", "fr", date(2026, 7, 1)),
        ("vom 14. Mai 2024", "de", date(2024, 5, 14)),
        ("2024 m. gegužės 14 d.", "lt", date(2024, 5, 14)),
        ("(2024. gada 14. maijs)", "lv", date(2024, 5, 14)),
        ("(2024. május 14.)", "hu", date(2024, 5, 14)),
        ("annettu 14 päivänä toukokuuta 2024", "fi", date(2024, 5, 14)),
        ("της 14ης Μαΐου 2024", "el", date(2024, 5, 14)),
        ("de 14 de mayo de 2024", "es", date(2024, 5, 14)),
        ("14. července 2024", "cs", date(2024, 7, 14)),
        ("30.4.2004", None, date(2004, 4, 30)),
        ("03/10/2003", None, date(2003, 10, 3)),
        ("31 February 2024", "en", None),
        ("Article 14 of 2024", "en", None),
    ],
)
def test_dates_as_the_languages_write_them(text: str, language: str | None, day: date | None) -> None:
    assert find_date(text, language) == day


FINAL = {
    "fr": (
        "Article {}",
        "Le présent règlement entre en vigueur le vingtième jour suivant celui de sa publication.",
        "Il est applicable à partir du 12 juin 2031.",
    ),
    "de": (
        "Artikel {}",
        "Diese Verordnung tritt am zwanzigsten Tag nach ihrer Veröffentlichung in Kraft.",
        "Sie gilt ab dem 12. Juni 2031.",
    ),
    "es": (
        "Artículo {}",
        "El presente Reglamento entrará en vigor a los veinte días de su publicación.",
        "Será aplicable a partir del 12 de junio de 2031.",
    ),
    "pl": (
        "Artykuł {}",
        "Niniejsze rozporządzenie wchodzi w życie dwudziestego dnia po jego opublikowaniu.",
        "Stosuje się od dnia 12 czerwca 2031 r.",
    ),
}


@pytest.mark.parametrize("language", FINAL)
def test_final_articles_in_other_languages(language: str) -> None:
    article, in_force, applies = FINAL[language]
    text = "\n".join(["4.3.2030", article.format(1), "Abcdefghijkl mnopqrst.", article.format(2), in_force, applies])
    dates = final_dates(reading(text, language), language, is_directive=False)
    assert dates == {"in_force": date(2030, 3, 24), "applies_from": date(2031, 6, 12)}


def test_a_directive_applies_from_the_day_national_law_must_comply() -> None:
    text = """Article 1
It applies to bicycles.
Article 2
Member States shall bring into force the laws necessary to comply with this Directive by 18 November 2031.
Article 3
This Directive shall enter into force on the day of its publication."""
    dates = final_dates(reading("4.3.2030\n" + text), "en", is_directive=True)
    assert dates == {"in_force": date(2030, 3, 4), "applies_from": date(2031, 11, 18)}
