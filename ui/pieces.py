"""The parts of the chat page that are there before any script has run: starters, filters, templates of buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.question import MAX_CHARACTERS
from ingest.source import Source
from ui.dates import FIRST, LAST
from ui.editions import original_first
from ui.first_start import only_briefs
from ui.render import Html, element, join
from ui.texts import Texts, later

_CANNOT = (
    later("It quotes only the documents in the library. What is not there, it does not know."),
    later("It does not decide single cases and gives no legal advice."),
    later("National law and the practice of your authority are not included."),
)


def first_start(sources: Sequence[Source], t: Texts, *, staff: bool = False) -> Html | None:
    """What to do where there is nothing but the briefs: the command, and with staff pages the way to their button."""
    if not only_briefs(sources):
        return None
    said = t(
        "Only the briefs of this project are indexed, no law yet. Whoever looks after this program can fetch the "
        "official documents with “euma sources sync”; nothing is fetched unasked."
    )
    way = join(" ", element("a", t("Staff"), href="/staff/documents")) if staff else None
    return element("p", said, way, class_="first-start")


def welcome(t: Texts, starters: Sequence[str]) -> Html:
    """What the first page offers: questions to start with, and what the assistant cannot do."""
    buttons = [element("li", element("button", words, type="button", class_="example")) for words in starters]
    limits = [element("li", t(words)) for words in _CANNOT]
    return element(
        "section",
        element("h2", t("Questions to start with")),
        element("ul", *buttons, id="examples"),
        element("h2", t("What it cannot do")),
        element("ul", *limits, class_="limits"),
        id="welcome",
        aria_label=t("Questions to start with"),
    )


def filters(t: Texts, sources: Sequence[Source], today: date) -> Html:
    """What to search in: law only or policy too, one document or all, and the day whose law counts."""
    kinds = join(element("option", t("Law and policy"), value=""), element("option", t("Law only"), value="law"))
    documents = [element("option", t("All documents"), value="")]
    documents += [element("option", words, value=work) for work, words in _works(sources)]
    day = element(
        "input",
        type="date",
        id="as-of",
        value=today.isoformat(),
        min=FIRST.isoformat(),
        max=LAST.isoformat(),
        data_today=today.isoformat(),
    )
    choices = element(
        "details",
        element(
            "summary",
            element("span", t("Filters"), class_="name"),
            ": ",
            element("span", id="filtered"),
        ),
        element(
            "div",
            _field(t("Search in"), "only", element("select", kinds, id="only")),
            _field(t("Document"), "document", element("select", *documents, id="document")),
            _field(t("Law as of"), "as-of", day),
            element("button", t("Clear the filters"), type="button", id="clear"),
            class_="fields",
        ),
        id="filters",
        data_today=t("today"),
    )
    rest = t("Up to {most} characters. Enter sends, Shift+Enter starts a new line.", most=MAX_CHARACTERS)
    counter = element("p", rest, class_="counter", id="counter")
    return join(element("div", choices, counter, id="asides"), element("p", role="alert", class_="problem", id="lost"))


def _works(sources: Sequence[Source]) -> list[tuple[str, str]]:
    """Every text once, whatever its editions, by name: the work and its words."""
    first: dict[str, Source] = {}
    for source in sorted(sources, key=original_first):
        first.setdefault(source.work, source)
    named = [(work, f"{s.name} – {s.celex}" if s.celex else s.name) for work, s in first.items()]
    return sorted(named, key=lambda pair: pair[1].casefold())


def _field(label: str, name: str, field: Html) -> Html:
    return element("div", element("label", label, for_=name), field, class_="field")


def tools(t: Texts) -> Html:
    """The buttons under an answer; the page's script puts a copy of them under each."""
    scope = join(
        element("option", t("This answer"), value="one"), element("option", t("The whole conversation"), value="all")
    )
    note = element(
        "details",
        element("summary", t("Briefing note")),
        element(
            "div",
            element("select", scope, class_="scope", aria_label=t("Briefing note")),
            *(_button(label, "note", kind) for label, kind in _formats(t)),
            class_="choices",
        ),
        class_="menu note-menu",
    )
    right = element(
        "div",
        element("span", t("Was this right?"), class_="asks"),
        _button(t("Yes"), "right"),
        _button(t("No"), "wrong"),
        class_="judge",
    )
    reason = element(
        "form",
        element("label", t("What was wrong? Write nothing personal.")),
        element("textarea", rows=3, maxlength=1000),
        element("div", element("button", t("Send"), type="submit"), _button(t("Cancel"), "cancel"), class_="choices"),
        class_="reason",
        hidden=True,
    )
    bar = [_button(t("Copy with sources"), "copy"), _button(t("Link to this answer"), "link"), note, right]
    said = element("p", class_="said", role="status")
    return element("template", element("div", *bar, reason, said, class_="tools-bar"), id="tools")


def _formats(t: Texts) -> list[tuple[str, str]]:
    return [(t("Print or PDF"), "print"), (t("Word"), "docx"), (t("Markdown"), "md")]


def _button(label: str, act: str, value: str | None = None) -> Html:
    return element("button", label, type="button", class_="act", data_act=act, value=value)


def _arrow(sign: str, name: str, act: str) -> Html:
    """A button of one sign: three words side by side are too wide for a phone in a third of the languages."""
    shown = element("span", sign, aria_hidden="true")
    return element("button", shown, type="button", class_="act", data_act=act, aria_label=name, title=name)


def sheet(t: Texts) -> Html:
    """The sheet in which a phone shows one citation at a time."""
    back, forth = _arrow("←", t("Previous"), "previous"), _arrow("→", t("Next"), "next")
    place = element("span", class_="place-in-row")
    bar = element("div", back, place, forth, _button(t("Close"), "close"), class_="sheet-bar")
    return element(
        "dialog", element("div", class_="sheet-body", tabindex=-1), bar, id="sheet", aria_label=t("Cited passages")
    )


def words_for_scripts(t: Texts) -> Html:
    """Texts that the page's script needs, as data of one element."""
    return element(
        "div",
        hidden=True,
        id="words",
        data_language=t.language,
        data_most=MAX_CHARACTERS,
        data_rest=t("Up to {most} characters. Enter sends, Shift+Enter starts a new line.", most=MAX_CHARACTERS),
        data_count=t("{count} of {most} characters", count="{count}", most=MAX_CHARACTERS),
        data_over=t("{count} of {most} characters: too long to send", count="{count}", most=MAX_CHARACTERS),
        data_lost=t(
            "The connection was lost before the answer was whole. Your question is back in the box: send it again."
        ),
        data_copied=t("Copied."),
        data_uncopied=t("Copying did not work. Select the words and copy them."),
        data_linked=t("The link is copied. It asks this question again; nothing is kept on the server."),
        data_thanks=t("Thank you. Staff will read it, with the question and the answer."),
        data_unsaved=t("It could not be saved. Nothing is lost here: try again later."),
        data_unloaded=t("The passage could not be loaded. Open the document instead, or try again."),
        data_unmade=t("The note could not be made. Try again; the answer is still here."),
        data_place=t("{number} of {count}", number="{number}", count="{count}"),
        data_next=t("Ask next"),
    )


def before(t: Texts) -> Html:
    """What stands before Gradio's part: the conversation, which the page's script fills from the browser's memory."""
    announcer = element("div", role="status", id="announcer", class_="vh")
    sorry = element("noscript", element("p", t("Asking needs JavaScript. The library works without it.")))
    return join(announcer, sorry, element("section", id="log", aria_label=t("Answer")))


def rest(t: Texts) -> Html:
    """What stands behind it and is shown when it is needed."""
    return join(tools(t), sheet(t), words_for_scripts(t))
