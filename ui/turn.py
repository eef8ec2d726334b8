"""One turn of the conversation as markup: the question, what is happening or the answer, and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Sentence, Status
from assistant.messages import say
from ui.asking import Asking
from ui.languages import quotation
from ui.record import record
from ui.render import Html, element, hidden, join, one_line, text
from ui.texts import Texts, later

_LONGEST_HEADING = 400
_LABELS = {
    Status.NOT_IN_DOCUMENTS: later("Not in the documents"),
    Status.OUT_OF_SCOPE: later("Outside what is covered"),
}


@dataclass(frozen=True)
class Context:
    """What a turn needs besides its answer.

    `searched` counts the documents that were searched, `following` is what may be asked next, `narrowed` the filters in
    words, `note` what is to be said about the index that answered.
    """

    asked: Asking
    searched: int = 0
    following: Sequence[str] = ()
    narrowed: str = ""
    note: str = ""


def waiting_turn(t: Texts, turn: int, question: str, documents: object) -> Html:
    """The turn while it is being answered."""
    if isinstance(documents, int) and documents:
        words = t.many("Searching {count} document …", "Searching {count} documents …", documents)
    else:
        words = t("Searching …")
    said = element("div", element("p", words, class_="waiting"), class_="answer")
    return _turn(t, turn, question, said, None, "waiting")


def failed_turn(t: Texts, turn: int, question: str, what: str) -> Html:
    """The turn after an error: what happened and what to do next."""
    said = element("div", element("p", what, class_="failed"), class_="answer")
    return _turn(t, turn, question, said, None, "failed")


def answered_turn(answer: Answer, context: Context, beside: Html | None, *, writing: bool = False) -> Html:
    """The turn with its answer: quotations with bar and quotation signs, own words without, notes, and the sources.

    `beside` is the evidence (`ui.evidence.evidence`); `writing` while sentences are still missing.
    """
    t, turn = context.asked.t, context.asked.turn
    told = [element("p", context.note, class_="note index-note")] if context.note else []
    if writing:
        count = len(answer.citations)
        words = t.many("Checking {count} sentence …", "Checking {count} sentences …", count)
        ending = [element("p", words, class_="waiting")]
    else:
        ending = list(_ending(answer, context))
    said = element("div", _label(t, answer), *told, *_sentences(answer, turn, t), *ending, class_="answer")
    return _turn(t, turn, answer.question, said, beside, "writing" if writing else answer.status.value)


def _ending(answer: Answer, context: Context) -> Iterator[Html]:
    """What follows the sentences: notes, the summary, what was searched, what to ask next, the record for the note."""
    t = context.asked.t
    yield from (element("p", note, class_="note", lang=answer.language) for note in answer.notes)
    if answer.withheld:
        withheld = say("sentences_withheld", answer.language, count=str(answer.withheld))
        yield element("p", withheld, class_="note", lang=answer.language)
    if answer.model_problem:
        said = t("The language model could not be used for this answer. The quotations stand.")
        yield element("p", said, class_="note")
    yield element("p", _summary(answer, context), class_="summary")
    if context.narrowed:
        only = t("Searched only in: {filters}", filters=context.narrowed)
        wider = element("button", t("Search again in all documents"), type="button", class_="act widen")
        yield element("p", only, " ", wider, class_="narrowed")
    if context.following:
        ways = [element("li", element("button", q, type="button", class_="example")) for q in context.following]
        asked = element("ul", *ways, class_="following", lang=answer.language)
        yield element("div", element("h3", t("Ask next")), asked, class_="next")
    yield element("code", record(answer, context.asked), class_="record", hidden=True)


def _turn(t: Texts, turn: int, question: str, said: Html, beside: Html | None, state: str) -> Html:
    shown = question if len(question) <= _LONGEST_HEADING else question[:_LONGEST_HEADING] + " …"
    asked = hidden(t("You asked:") + " ")
    heading = element("h2", asked, element("bdi", shown), id=f"t{turn}-q", tabindex=-1)
    body = element("div", said, beside, class_="beside" if beside else "alone")
    return one_line(element("article", heading, body, class_=f"turn {state}", id=f"t{turn}"))


def _label(t: Texts, answer: Answer) -> Html | None:
    label = _LABELS.get(answer.status)
    if label and answer.citations:
        label = later("No direct answer, but related passages")
    return element("h3", t(label), class_="state") if label else element("h3", t("Answer"), class_="vh")


def _sentences(answer: Answer, turn: int, t: Texts) -> Iterator[Html]:
    """Quotations first, then what a language model wrote: what is read already does not move when it is added."""
    seen: set[int] = set()
    languages = {citation.n: citation.source.language for citation in answer.citations}
    written = [sentence for sentence in answer.sentences if sentence.written]
    for sentence in [s for s in answer.sentences if not s.written] + written:
        if written and sentence is written[0]:
            label = t("Written by a model, checked against the quotations")
            yield element("p", label, class_="by-model")
        links = list(_links(sentence.citations, turn, seen, t))
        if sentence.quoted:
            language = next((languages[n] for n in sentence.citations if n in languages), answer.language)
            inner = _quotation(sentence, language, links)
            yield element("blockquote", *inner, class_="quote", lang=language, dir="auto")
            continue
        style = "own written" if sentence.written else "own"
        yield element("p", sentence.text, *links, class_=style, lang=answer.language)


def _quotation(sentence: Sentence, language: str, links: list[Html]) -> Iterator[Html]:
    """A quotation by its lines, the signs before the first and behind the last."""
    opening, closing = quotation(language)
    parts = [part for part in sentence.text.split("\n") if part.strip()]
    for at, part in enumerate(parts):
        before = opening if at == 0 else None
        ends = at == len(parts) - 1
        yield element("p", before, part, closing if ends else None, *(links if ends else ()))


def _links(numbers: Iterable[int], turn: int, seen: set[int], t: Texts) -> Iterator[Html]:
    """The numbers of a sentence as links to their cards; the first link to a card is where its "back" leads."""
    for n in numbers:
        first = n not in seen
        seen.add(n)
        name = t("Citation {number}", number=n)
        anchor = f"t{turn}-a{n}" if first else None
        link = element("a", str(n), href=f"#t{turn}-c{n}", id=anchor, class_="cite", aria_label=name, lang=t.language)
        yield join("\u00a0", link)


def _summary(answer: Answer, context: Context) -> Html:
    """One line on what the answer rests on, also read out when it arrives."""
    t, said = context.asked.t, []
    if answer.citations:
        sources = len({citation.source.work for citation in answer.citations})
        quotations = t.many("{count} quotation", "{count} quotations", len(answer.citations))
        documents = t.many("{count} document", "{count} documents", sources)
        said.append(t("{quotations} from {documents}", quotations=quotations, documents=documents))
    elif context.searched:
        said.append(t.many("{count} document searched", "{count} documents searched", context.searched))
    if answer.resolved_question:
        said.append(t("searched for “{question}”", question=answer.resolved_question))
    said.append(t("law as of {date}", date=t.day(answer.as_of)))
    if "total" in answer.seconds:
        said.append(t("{seconds} s", seconds=t.decimal(answer.seconds["total"])))
    return text(" · ".join(said))
