"""An answer as markup: states, quotation marks, citation links, evidence; and nothing in it becomes a tag."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Sentence, Status
from ingest.document import Document
from ingest.source import Kind, Source
from ui.asking import Asking
from ui.evidence import evidence
from ui.texts import texts
from ui.turn import Context, answered_turn, failed_turn, waiting_turn

TAGS = {"article", "h2", "h3", "h4", "div", "section", "p", "blockquote", "a", "span", "bdi", "mark", "code"}


EN = texts("en")


def turn(answer: Answer, documents: Any, number: int = 1, sources: Any = (), **more: Any) -> str:
    context = Context(Asking(EN, number, answer.as_of), 3, **more)
    return str(answered_turn(answer, context, evidence(answer, number, documents, sources, EN)))


def shown(assistant: Any, question: str) -> str:
    return turn(assistant.ask(question), assistant.document)


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_quotations_carry_signs_of_their_language_and_own_words_do_not(assistant: Any) -> None:
    markup = shown(assistant, "perhaps it opens")
    assert "“no later than six weeks after arrival”" in markup
    assert '<blockquote class="quote" lang="de" dir="auto"><p>„Die Stadt zahlt ein Viertel“' in markup
    assert '<p class="own" lang="en">Related, but it may not answer your question:</p>' in markup


def test_a_list_is_quoted_by_its_lines_with_signs_around_the_whole(assistant: Any) -> None:
    markup = shown(assistant, "When does it open?")
    assert "<p>“2. The room shall offer:</p><p>(a) a table &amp; a lamp;</p>" in markup
    assert "<p>(c) silence.”\u00a0<a" in markup


def test_every_number_leads_to_its_card_and_back(assistant: Any) -> None:
    markup = shown(assistant, "When does it open?")
    for n in range(1, 5):
        assert f'href="#t1-c{n}"' in markup
        assert f'id="t1-c{n}"' in markup
        assert f'href="#t1-a{n}"' in markup
        assert f'id="t1-a{n}"' in markup
    ids = re.findall(r' id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))


def test_a_card_says_what_where_and_whether_it_counts(assistant: Any) -> None:
    card = shown(assistant, "When does it open?").split('id="t1-c1"')[1].split("</article>")[0]
    assert "Reading Rooms Regulation" in card
    assert "Article 2(1)" in card
    assert '<span class="badge law">Law, applies since 1 March 2026</span>' in card
    assert "newcomers <mark>no later than six weeks after arrival</mark>." in card
    assert 'href="/document/32098R0007?start=' in card
    assert 'rel="noopener noreferrer">EUR-Lex<' in card


def test_an_unsafe_official_address_is_not_a_link(assistant: Any) -> None:
    markup = shown(assistant, "When does it open?")
    assert 'href="javascript:' not in markup
    assert markup.count("another site") == 2


def test_a_document_that_has_changed_leaves_the_quotation_alone(assistant: Any, act: Document) -> None:
    changed = replace(act, text="x" + act.text)
    answer = assistant.ask("When does it open?")
    markup = evidence(answer, 1, {**assistant.kept, act.id: changed}.__getitem__, (), EN)
    assert markup is not None
    assert '<p class="line"><mark>no later than six weeks after arrival</mark></p>' in markup


def test_an_article_is_shown_whole_once(assistant: Any) -> None:
    markup = shown(assistant, "When does it open?")
    first = markup.split('id="t1-c1"')[1].split("</article>")[0]
    second = markup.split('id="t1-c2"')[1].split("</article>")[0]
    assert "(c) silence." in first
    assert "Member States shall open" not in second
    assert "<mark>(c) silence.</mark>" in second


def test_a_document_that_is_gone_does_not_take_the_answer_with_it(
    assistant: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answer = assistant.ask("When does it open?")
    markup = turn(answer, dict[str, Document]().__getitem__)
    assert "no later than six weeks after arrival" in markup
    assert "cannot be opened" in caplog.text


@pytest.mark.parametrize(
    ("question", "label", "state"),
    [
        ("When?", "Answer", "answered"),
        ("the moon", "Not in the documents", "not_in_documents"),
        ("perhaps", "No direct answer, but related passages", "not_in_documents"),
        ("cake", "Outside what is covered", "out_of_scope"),
    ],
)
def test_the_honest_states(assistant: Any, question: str, label: str, state: str) -> None:
    markup = shown(assistant, question)
    assert f">{label}</h3>" in markup
    assert f'class="turn {state}"' in markup


def test_where_nothing_is_cited_the_nearest_passages_are_offered(assistant: Any) -> None:
    markup = shown(assistant, "the moon")
    assert "Nearest passages, which may not answer it" in markup
    assert "2. The room shall offer:" in markup
    assert "3 documents searched · law as of" in markup


def test_the_summary_counts_and_names_the_day(assistant: Any) -> None:
    answer = assistant.ask("When?", as_of=date(2026, 1, 2), previous=["By when?"])
    markup = turn(answer, assistant.document, 2)
    assert "4 quotations from 3 documents · searched for “By when? When?” · law as of 2 January 2026 · 0.04 s" in markup


def test_waiting_and_failed_turns_say_so() -> None:
    assert "Searching 3 documents …" in waiting_turn(EN, 1, "Why?", 3)
    assert "Searching …" in waiting_turn(EN, 1, "Why?", None)
    assert '<p class="failed">Try again.</p>' in failed_turn(EN, 1, "Why?", "Try again.")


def test_a_very_long_question_is_shortened_in_its_heading() -> None:
    heading = words(waiting_turn(EN, 1, "a" * 20_000, 3))
    assert len(heading) < 500
    assert " …" in heading


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


HOSTILE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "</article></div><img src=x onerror=alert(1)>",
            "x\n\n<script>alert(1)</script>",
            "javascript:alert(1)",
            "$$\\href{javascript:alert(1)}{x}$$",
            "\u202e\x00\ud800",
        ]
    ),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(a=HOSTILE, b=HOSTILE, c=HOSTILE, d=HOSTILE)
def test_whatever_the_texts_the_markup_has_only_our_tags(a: str, b: str, c: str, d: str) -> None:
    text = f"{a} {b}"
    source = Source("<i>" + a, b, Kind.OTHER, celex=c, url=d, short_title=d, language=a or "en")
    citation = Citation(1, source, c, text, 0, len(text), d, a)
    sentences = (Sentence(text, (1,), quoted=True), Sentence(c, (1, 7)))
    answer = Answer(
        a, b, date(2026, 1, 1), Status.ANSWERED, sentences, (citation,), (), notes=(d,), resolved_question=c
    )
    markup = turn(answer, lambda _: Document(source, text, ()))
    markup.encode()
    assert json.loads(html.unescape(markup.split('<code class="record" hidden>')[1].split("</code>")[0]))
    assert "\n" not in markup
    parser = _Tags()
    parser.feed(markup)
    assert {tag for tag, _ in parser.seen} <= TAGS
    for _, attributes in parser.seen:
        for name, value in attributes:
            assert not name.startswith("on")
            if name == "href":
                assert str(value).startswith(("#", "/", "http://", "https://"))
