"""The termbase: its data, its errors, and what the matcher finds in sentences of the 24 languages."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.inflection import distance, fold, normal
from ingest.termbase import LANGUAGES, BadTermbase, Concept, TermMatcher, expansion, load_termbase

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
SENTENCES: list[tuple[str, str, list[str]]] = [
    tuple(row) for row in json.loads((Path(__file__).parent / "termbase_sentences.json").read_text(encoding="utf-8"))
]


@cache
def concepts() -> tuple[Concept, ...]:
    return load_termbase()


@cache
def matcher() -> TermMatcher:
    return TermMatcher(concepts())


def found(text: str, language: str) -> list[str]:
    return [match.concept.id for match in matcher().find(text, language)]


class TestData:
    def test_there_are_enough_concepts_named_in_every_language(self) -> None:
        assert len(concepts()) >= 320
        assert all(concept.terms(language) for concept in concepts() for language in LANGUAGES)

    def test_names_are_in_the_script_of_their_language(self) -> None:
        scripts = {"bg": re.compile("[Ͱ-Ͽ]"), "el": re.compile("[Ѐ-ӿ]")}
        other = re.compile("[Ͱ-Ͽἀ-῿Ѐ-ӿ]")
        wrong = [
            (concept.id, language, term)
            for concept in concepts()
            for language in LANGUAGES
            for term in concept.terms(language)
            if scripts.get(language, other).search(term)
        ]
        assert wrong == []

    def test_every_name_finds_its_own_concept(self) -> None:
        lost = [
            (language, term, concept.id)
            for concept in concepts()
            for language in LANGUAGES
            for term in concept.terms(language)
            if concept.id not in found(term, language)
        ]
        assert lost == []

    @pytest.mark.corpus
    @pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
    def test_definitions_point_to_existing_articles_and_points(self) -> None:
        acts = {celex_of(path): path for path in sorted(CORPUS.glob("*/*.en.*")) if path.suffix in {".txt", ".xhtml"}}
        acts["12012E/TXT"] = CORPUS / "treaties" / "12012E-TXT.en.html"
        articles = {celex: articles_of(path) for celex, path in acts.items()}
        wrong = []
        for concept in concepts():
            place = concept.definition
            if place is None:
                continue
            text = articles.get(place.celex, {}).get(place.article)
            if text is None or (place.point and not re.search(rf"(?:^|\s)\(?{place.point}[.)]\s", text)):
                wrong.append((concept.id, place))
        assert wrong == []


def celex_of(path: Path) -> str:
    return path.name.split(".")[0].replace("-TXT", "/TXT")


def articles_of(path: Path) -> dict[str, str]:
    """The articles of an act by number; of several under one number (contents, protocols) the longest."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".txt":
        text = re.sub(r"<(?:p|div|tr|td|table|br|h\d)\b[^>]*>", "\n", text)
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    text = text.replace("\xa0", " ")
    heads = list(re.finditer(r"^[ \t]*Article\s+(\d+[a-z]?)[ \t]*$", text, re.M | re.I))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    articles: dict[str, str] = {}
    for head, end in zip(heads, ends, strict=True):
        articles[head[1]] = max(articles.get(head[1], ""), text[head.end() : end], key=len)
    return articles


class TestErrors:
    @pytest.fixture
    def row(self) -> dict[str, object]:
        names = {language: [f"nome {language}"] for language in LANGUAGES if language != "en"}
        return {"id": "one", "en": ["one term"], "lay": [], "definition": None, "names": names}

    def write(self, folder: Path, *rows: object) -> Path:
        (folder / "topic.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return folder

    def test_a_good_row_is_read(self, tmp_path: Path, row: dict[str, object]) -> None:
        (concept,) = load_termbase(self.write(tmp_path, row))
        assert (concept.id, concept.topic, concept.terms("mt")) == ("one", "topic", ("nome mt",))
        assert concept.terms("xx") == ()

    @pytest.mark.parametrize(
        ("spoil", "said"),
        [
            (lambda row: row.pop("lay"), "exactly the keys"),
            (lambda row: row.update(id=""), "id must be a word"),
            (lambda row: row["names"].pop("ga"), "missing: ga; unknown: none"),
            (lambda row: row["names"].update(ru=["имя"]), "missing: none; unknown: ru"),
            (lambda row: row["names"].update(fr=[]), "fr: give a list of at least one name"),
            (lambda row: row["names"].update(fr=["..."]), "is not a name"),
            (lambda row: row["names"].update(fr=["asile "]), "is not a name"),
            (lambda row: row["names"].update(fr=[3]), "3 is not a name"),
            (lambda row: row.update(definition={"celex": "32024L1346"}), "celex, article and point"),
            (lambda row: row.update(definition={"celex": "3", "article": 2, "point": None}), "strings"),
            (lambda row: row.update(lay=["ONE-term"]), '"one term" is already used'),
        ],
    )
    def test_a_bad_row_is_named(
        self, tmp_path: Path, row: dict[str, object], spoil: Callable[[dict[str, object]], object], said: str
    ) -> None:
        spoil(row)
        with pytest.raises(BadTermbase, match=re.escape(said)) as caught:
            load_termbase(self.write(tmp_path, row))
        assert str(caught.value).startswith("topic.jsonl line 1")

    def test_an_id_used_twice_names_both_lines(self, tmp_path: Path, row: dict[str, object]) -> None:
        with pytest.raises(BadTermbase, match=r"line 2: id .* line 1"):
            load_termbase(self.write(tmp_path, row, row))

    def test_a_line_that_is_no_json(self, tmp_path: Path) -> None:
        (tmp_path / "topic.jsonl").write_text("{half\n", encoding="utf-8")
        with pytest.raises(BadTermbase, match="not one JSON object"):
            load_termbase(tmp_path)

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(BadTermbase, match="no concepts found"):
            load_termbase(tmp_path)


class TestFind:
    @pytest.mark.parametrize(("language", "sentence", "wanted"), SENTENCES)
    def test_sentences(self, language: str, sentence: str, wanted: list[str]) -> None:
        got = found(sentence, language)
        assert set(wanted) <= set(got) if wanted else got == []

    def test_the_sentences_are_many(self) -> None:
        assert len(SENTENCES) >= 120
        assert {row[0] for row in SENTENCES} == set(LANGUAGES)

    def test_the_longest_name_wins(self) -> None:
        text = "an applicant for international protection"
        (match,) = matcher().find(text, "en")
        assert text[match.start : match.end] == "applicant for international protection"

    def test_the_nearest_form_wins(self) -> None:
        assert found("les demandes d'asile", "fr") == ["application-for-international-protection"]
        assert found("les demandeurs d'asile", "fr") == ["applicant-for-international-protection"]

    def test_a_name_does_not_run_over_the_end_of_a_sentence(self) -> None:
        assert "refugee-status" not in found("She is a refugee. Status unknown.", "en")

    def test_a_compound_gives_both_parts_with_the_whole_word(self) -> None:
        text = "Die Flüchtlingsfamilienzusammenführung dauert"
        matches = matcher().find(text, "de")
        assert [match.concept.id for match in matches] == ["refugee", "family-reunification"]
        assert {text[match.start : match.end] for match in matches} == {"Flüchtlingsfamilienzusammenführung"}

    def test_english_terms_and_acronyms_count_in_other_languages(self) -> None:
        assert found("Wat is de EU Blue Card?", "nl") == ["blue-card"]
        assert found("Hoeveel geeft het ESF+?", "nl") == ["esf-plus"]
        assert found("Mis on CEAS?", "et") == ["common-european-asylum-system"]

    def test_a_short_acronym_must_be_in_capitals(self) -> None:
        assert found("Was speichert das EES?", "de") == ["entry-exit-system"]
        assert found("Kiriku ees on park", "et") == []

    def test_accents_are_optional_but_not_ignored_in_short_words(self) -> None:
        assert found("zadatele o azyl", "cs") == ["applicant-for-international-protection"]
        assert found("hledám byt", "cs") == ["access-to-accommodation"]
        assert found("chci být doma", "cs") == []

    def test_an_unknown_language_is_read_as_english(self) -> None:
        assert found("asylum seekers", "xx") == ["applicant-for-international-protection"]

    def test_a_normal_question_takes_little_time(self) -> None:
        rows = SENTENCES[:60]
        for language, sentence, _ in rows:
            matcher().find(sentence, language)

        def once() -> float:
            start = time.perf_counter()
            for language, sentence, _ in rows:
                matcher().find(sentence, language)
            return (time.perf_counter() - start) / len(rows)

        assert min(once() for _ in range(5)) < 0.002

    @settings(max_examples=150, deadline=None)
    @given(text=st.text(max_size=200), language=st.sampled_from([*LANGUAGES, "", "zz"]))
    def test_any_text_gives_spans_inside_it(self, text: str, language: str) -> None:
        check_spans(text, language)

    @settings(max_examples=100, deadline=None)
    @given(
        rows=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), glue=st.sampled_from(["\n", " ", "… ", "ß"])
    )
    def test_any_mix_of_sentences_gives_spans_inside_it(
        self, rows: list[tuple[str, str, list[str]]], glue: str
    ) -> None:
        check_spans(glue.join(row[1] for row in rows), rows[0][0])


def check_spans(text: str, language: str) -> None:
    matches = matcher().find(text, language)
    assert matches == sorted(matches, key=lambda match: match.start)
    for match in matches:
        assert 0 <= match.start < match.end <= len(text)
        assert text[match.start].isalnum()
        assert text[match.end - 1].isalnum()
    spans = sorted({(match.start, match.end) for match in matches})
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


class TestExpansion:
    def test_english_legal_terms_each_once(self) -> None:
        matches = matcher().find("Flüchtlinge und Fingerabdrücke von Flüchtlingen", "de")
        terms = expansion(matches)
        assert terms[0] == "refugee"
        assert "biometric data" in terms
        assert len(terms) == len(set(terms))

    def test_nothing_found_adds_nothing(self) -> None:
        assert expansion([]) == []


class TestInflection:
    @pytest.mark.parametrize(
        ("language", "name", "word"),
        [
            ("pl", "uchodźca", "uchodźcami"),
            ("pl", "wiza", "wizę"),
            ("sl", "odtisi", "odtisov"),
            ("lt", "viza", "vizų"),
            ("fi", "pakolainen", "pakolaisille"),
            ("fi", "oleskelulupa", "oleskeluluvassani"),
            ("hu", "menekült", "menekülteknek"),
            ("et", "pagulane", "pagulastele"),
            ("el", "πρόσφυγας", "προσφύγων"),
            ("ga", "dídeanaí", "ndídeanaithe"),
            ("de", "Flüchtling", "Fluechtlinge"),
            ("en", "city", "cities"),
        ],
    )
    def test_forms_of_one_word(self, language: str, name: str, word: str) -> None:
        assert distance(normal(name, language), normal(word, language), language) is not None

    @pytest.mark.parametrize(
        ("language", "name", "word"),
        [
            ("pl", "prawnik", "prawo"),
            ("pl", "grant", "granica"),
            ("pl", "szkoła", "szkolenie"),
            ("de", "Schule", "Schulden"),
            ("es", "menor", "menos"),
            ("es", "solicitud", "solicitante"),
            ("et", "Eurodac", "Euroopa"),
            ("fi", "vaino", "vain"),
            ("en", "applicant", "application"),
            ("en", "visa", "vis"),
        ],
    )
    def test_other_words(self, language: str, name: str, word: str) -> None:
        assert distance(normal(name, language), normal(word, language), language) is None

    @settings(max_examples=100)
    @example(word="㋌", language="bg")
    @given(word=st.text(max_size=20), language=st.sampled_from(LANGUAGES))
    def test_a_word_is_a_form_of_itself(self, word: str, language: str) -> None:
        assert distance(normal(word, language), normal(word, language), language) == 0
        assert fold(fold(word)) == fold(word)
