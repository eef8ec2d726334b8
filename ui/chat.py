"""The chat as Gradio Blocks: fields, buttons and events; what they show is made in `ui.conversation`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, cast

import gradio as gr

from ui.conversation import Conversation, View
from ui.examples import CANNOT, EXAMPLES
from ui.memory import Memory
from ui.page import NAME
from ui.render import Html, element, one_line

AT_ONCE = 4
"""Questions answered at the same time; more wait in the queue."""
_WAITING = 200
_KEYS = "Up to 2,000 characters. Enter sends, Shift+Enter starts a new line."
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

Shown = tuple[str, str, Any]


class Chat:
    """The events of the chat page; the turns of a tab are in `memory`, found by the key that its script keeps."""

    def __init__(self, conversation: Conversation, memory: Memory) -> None:
        self._conversation = conversation
        self._memory = memory

    def respond(self, question: str, day: str, tab: str, request: gr.Request) -> Iterator[Shown]:
        """Answer a question in the conversation of a tab: markup, problem, question box."""
        key = _key(tab, request)
        for view in self._conversation.ask(question, day, self._memory.recall(key)):
            if not view.waiting:
                self._memory.keep(key, view.turns)
            yield _shown(view)

    def restore(self, tab: str, request: gr.Request) -> Any:
        """The markup of a tab's conversation, after the page has been loaded anew; nothing changes for a new tab.

        (A late "" would wipe out the answer to a question that was quicker.)
        """
        turns = self._memory.recall(_key(tab, request))
        return View(turns).markup if turns else gr.skip()

    def start_over(self, tab: str, request: gr.Request) -> Shown:
        """Forget the conversation of a tab."""
        self._memory.keep(_key(tab, request), ())
        return "", "", ""


def build_chat(conversation: Conversation, memory: Memory, today: Callable[[], date] = date.today) -> gr.Blocks:
    """The chat page's Blocks.

    Markup goes through `gr.Markdown`: Gradio's own sanitiser looks over it once more in the browser, unchanged turns
    keep their nodes (and the reader's place in them), and no string is evaluated as `gr.HTML` does.
    """
    chat = Chat(conversation, memory)
    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True) as blocks, gr.Column(elem_id="content"):
        tab = gr.Textbox(visible="hidden", elem_id="tab", label="Key of this tab")
        shown = _markup("", "conversation")
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="asking"):
                question = gr.Textbox(label="Your question", lines=1, max_lines=8, elem_id="question")
                send = gr.Button("Ask", variant="primary", elem_id="ask")
            problem = _markup("", "problem")
            with gr.Row(elem_id="actions"):
                _markup(element("p", _KEYS, class_="counter", id="counter"), "count")
                day = gr.Textbox(label="As of", value=lambda: today().isoformat(), elem_id="as-of", max_lines=1)
                again = gr.Button("Start over", elem_id="again")
        examples = _welcome()
        outputs = [shown, problem, question]
        for triggers, asked in [([question.submit, send.click], question), *(([b.click], b) for b in examples)]:
            inputs = [asked, day, tab]
            gr.on(triggers, chat.respond, inputs, outputs, concurrency_limit=AT_ONCE, concurrency_id="ask", **_QUIET)
        tab.change(chat.restore, tab, shown, concurrency_limit=None, **_QUIET)
        again.click(chat.start_over, tab, outputs, concurrency_limit=None, **_QUIET)
    blocks.queue(max_size=_WAITING, api_open=False)
    _count_no_events(blocks)
    return cast("gr.Blocks", blocks)


def _count_no_events(blocks: gr.Blocks) -> None:
    """Switch off the tables of events that Gradio makes for its monitoring page, which is closed here.

    It would load pandas with the first answer and go through up to 10,000 records after each one.
    """
    queue = blocks._queue
    queue.ANAYLTICS_CACHE_FREQUENCY = sys.maxsize  # Gradio's own spelling
    queue.ANALYTICS_MAX_EVENTS = 1


def _welcome() -> list[gr.Button]:
    """What the first page offers: questions to start with, and what the assistant cannot do."""
    with gr.Column(elem_id="welcome"):
        _markup(element("h2", "Questions to start with"), "starters")
        with gr.Row(elem_id="examples", equal_height=True):
            buttons = [gr.Button(words, elem_classes="example", min_width=240) for words in EXAMPLES]
        limits = element("ul", *(element("li", words) for words in CANNOT))
        _markup(element("div", element("h2", "What it cannot do"), limits), "limits")
    return buttons


def _markup(value: Html | str, elem_id: str) -> gr.Markdown:
    return gr.Markdown(one_line(Html(value)), elem_id=elem_id, latex_delimiters=[], show_label=False)


def _shown(view: View) -> Shown:
    return view.markup, view.problem, gr.skip() if view.question is None else view.question


def _key(tab: str | None, request: gr.Request) -> str:
    """The tab's own random key, or Gradio's for this load of the page where the browser keeps none."""
    return tab if re.fullmatch("[0-9a-f]{32}", tab or "") and tab else f"session {request.session_hash}"
