"""The chat as Gradio Blocks: the question box, its button and the turn that is being answered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, cast

import gradio as gr

from ui.conversation import Conversation, View
from ui.page import NAME
from ui.render import Html, one_line

AT_ONCE = 4
"""Questions answered at the same time; more wait in the queue."""
_WAITING = 200
_SESSIONS = 64
"""Loads of the page whose last turn Gradio keeps in memory. Its default of 10,000 grew by 120 kB with every one."""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

Shown = tuple[str, str, Any]


class Chat:
    """The events of the chat page; holds nothing of any reader's."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def respond(self, question: str, sent: str) -> Iterator[Shown]:
        """Answer a question: markup of its turn, problem, question box."""
        for view in self._conversation.ask(question, sent):
            yield _shown(view)


def build_chat(conversation: Conversation) -> gr.Blocks:
    """The chat page's Blocks.

    Markup goes through `gr.Markdown`: Gradio's own sanitiser looks over it once more in the browser, and no string is
    evaluated as `gr.HTML` does. Only the turn that is being answered is Gradio's; the page's script copies it into the
    conversation when it is whole, so that earlier turns are neither sent again nor kept here.
    """
    chat = Chat(conversation)
    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True) as blocks, gr.Column(elem_id="content"):
        sent = gr.Textbox(visible="hidden", elem_id="sent", label="Sent with a question")
        now = _markup("", "now")
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="asking"):
                question = gr.Textbox(label="Your question", lines=1, max_lines=8, elem_id="question")
                send = gr.Button("Ask", variant="primary", elem_id="ask")
            problem = _markup("", "problem")
            with gr.Row(elem_id="actions"):
                again = gr.Button("Start over", elem_id="again")
        outputs = [now, problem, question]
        gr.on(
            [question.submit, send.click],
            chat.respond,
            [question, sent],
            outputs,
            concurrency_limit=AT_ONCE,
            concurrency_id="ask",
            **_QUIET,
        )
        again.click(lambda: ("", "", ""), None, outputs, concurrency_limit=None, **_QUIET)
    blocks.queue(max_size=_WAITING, api_open=False)
    blocks.state_session_capacity = _SESSIONS
    _count_no_events(blocks)
    return cast("gr.Blocks", blocks)


def _count_no_events(blocks: gr.Blocks) -> None:
    """Switch off the tables of events that Gradio makes for its monitoring page, which is closed here.

    It would load pandas with the first answer and go through up to 10,000 records after each one.
    """
    queue = blocks._queue
    queue.ANAYLTICS_CACHE_FREQUENCY = sys.maxsize  # Gradio's own spelling
    queue.ANALYTICS_MAX_EVENTS = 1


def _markup(value: Html | str, elem_id: str) -> gr.Markdown:
    return gr.Markdown(one_line(Html(value)), elem_id=elem_id, latex_delimiters=[], show_label=False)


def _shown(view: View) -> Shown:
    return view.markup, view.problem, gr.skip() if view.question is None else view.question
