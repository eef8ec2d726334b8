"""One turn of the conversation as markup: the question, what is happening or the answer, and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.answer import Answer, Sentence, Status
from assistant.law import day
from ui.evidence import Documents, evidence
from ui.languages import quotation
from ui.render import Html, element, hidden, join, one_line, text

_LONGEST_HEADING = 400
_LABELS = {Status.NOT_IN_DOCUMENTS: "Not in the documents", Status.OUT_OF_SCOPE: "Outside what is covered"}


def waiting_turn(turn: int, question: str, documents: object) -> Html:
    """The turn while it is being answered."""
    words = f"Searching {documents} documents …" if documents else "Searching …"
    said = element("div", element("p", words, class_="waiting"), class_="answer")
    return _turn(turn, question, said, None, "waiting")


def failed_turn(turn: int, question: str, what: str) -> Html:
    """The turn after an error: what happened and what to do next."""
    said = element("div", element("p", what, class_="failed"), class_="answer")
    return _turn(turn, question, said, None, "failed")


def answered_turn(turn: int, answer: Answer, indexed: object, documents: Documents) -> Html:
    """The turn with its answer: quotations with bar and quotation signs, own words without, notes, and the sources."""
    said = element(
        "div",
        _label(answer),
        *_sentences(answer, turn),
        *(element("p", note, class_="note") for note in answer.notes),
        element("p", _summary(answer, indexed), class_="summary"),
        class_="answer",
    )
    return _turn(turn, answer.question, said, evidence(answer, turn, documents), answer.status.value)


def _turn(turn: int, question: str, said: Html, beside: Html | None, state: str) -> Html:
    shown = question if len(question) <= _LONGEST_HEADING else question[:_LONGEST_HEADING] + " …"
    heading = element("h2", hidden("You asked: "), element("bdi", shown), id=f"t{turn}-q", tabindex=-1)
    body = element("div", said, beside, class_="beside" if beside else "alone")
    return one_line(element("article", heading, body, class_=f"turn {state}", id=f"t{turn}"))


def _label(answer: Answer) -> Html | None:
    label = _LABELS.get(answer.status)
    if label and answer.citations:
        label = "No direct answer, but related passages"
    return element("h3", label, class_="state") if label else element("h3", "Answer", class_="vh")


def _sentences(answer: Answer, turn: int) -> Iterator[Html]:
    seen: set[int] = set()
    languages = {citation.n: citation.source.language for citation in answer.citations}
    for sentence in answer.sentences:
        links = list(_links(sentence.citations, turn, seen))
        if not sentence.quoted:
            yield element("p", sentence.text, *links, class_="own", lang=answer.language)
            continue
        language = next((languages[n] for n in sentence.citations if n in languages), answer.language)
        yield element("blockquote", *_quotation(sentence, language, links), class_="quote", lang=language, dir="auto")


def _quotation(sentence: Sentence, language: str, links: list[Html]) -> Iterator[Html]:
    """A quotation by its lines, the signs before the first and behind the last."""
    opening, closing = quotation(language)
    parts = [part for part in sentence.text.split("\n") if part.strip()]
    for at, part in enumerate(parts):
        before = opening if at == 0 else None
        ends = at == len(parts) - 1
        yield element("p", before, part, closing if ends else None, *(links if ends else ()))


def _links(numbers: Iterable[int], turn: int, seen: set[int]) -> Iterator[Html]:
    """The numbers of a sentence as links to their cards; the first link to a card is where its "back" leads."""
    for n in numbers:
        first = n not in seen
        seen.add(n)
        name = join(hidden("Citation "), str(n))
        link = element("a", name, href=f"#t{turn}-c{n}", id=f"t{turn}-a{n}" if first else None, class_="cite")
        yield join(" ", link)


def _summary(answer: Answer, indexed: object) -> Html:
    """One line on what the answer rests on, also read out when it arrives."""
    said = []
    if answer.citations:
        sources = len({citation.source.work for citation in answer.citations})
        said.append(f"{_count(len(answer.citations), 'quotation')} from {_count(sources, 'document')}")
    elif indexed:
        said.append(f"{indexed} documents searched")
    if answer.resolved_question:
        said.append(f"searched for “{answer.resolved_question}”")
    said.append(f"law as of {day(answer.as_of)}")
    if "total" in answer.seconds:
        said.append(f"{answer.seconds['total']:.2f} s")
    return text(" · ".join(said))


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
