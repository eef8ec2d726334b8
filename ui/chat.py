"""The chat as Gradio Blocks: fields, buttons and events; what they show is made in `ui.conversation`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, cast

import gradio as gr

from ui.conversation import Conversation, Turn
from ui.examples import CANNOT, EXAMPLES
from ui.page import NAME
from ui.render import Html, element, one_line

AT_ONCE = 4
"""Questions answered at the same time; more wait in the queue."""
_WAITING = 200
_FORGOTTEN_AFTER = 2 * 60 * 60
_KEYS = "Up to 2,000 characters. Enter sends, Shift+Enter starts a new line."


def build_chat(conversation: Conversation, today: Callable[[], date] = date.today) -> gr.Blocks:
    """The chat page's Blocks.

    Markup goes through `gr.Markdown`: Gradio's own sanitiser looks over it once more in the browser, unchanged turns
    keep their nodes (and the reader's place in them), and no string is evaluated as `gr.HTML` does.
    """
    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True) as blocks, gr.Column(elem_id="content"):
        turns = gr.State((), time_to_live=_FORGOTTEN_AFTER)
        shown = _markup("", "conversation")
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="asking"):
                question = gr.Textbox(label="Your question", lines=1, max_lines=8, elem_id="question")
                send = gr.Button("Ask", variant="primary", elem_id="ask")
            problem = _markup("", "problem")
            with gr.Row(elem_id="actions"):
                _markup(element("p", _KEYS, class_="counter", id="counter"), "count")
                as_of = gr.Textbox(label="As of", value=lambda: today().isoformat(), elem_id="as-of", max_lines=1)
                new = gr.Button("New conversation", elem_id="new")
        examples = _welcome()
        outputs: list[Any] = [shown, problem, question, turns]

        def respond(asked: str, day: str, so_far: tuple[Turn, ...]) -> Iterator[tuple[Any, ...]]:
            for view in conversation.ask(asked, day, tuple(so_far or ())):
                box = gr.skip() if view.question is None else view.question
                yield view.markup, view.problem, box, view.turns

        for triggers, asked in [([question.submit, send.click], question), *(([b.click], b) for b in examples)]:
            gr.on(
                triggers,
                respond,
                inputs=[asked, as_of, turns],
                outputs=outputs,
                show_progress="hidden",
                concurrency_limit=AT_ONCE,
                concurrency_id="ask",
                api_visibility="private",
            )
        new.click(_nothing, outputs=outputs, show_progress="hidden", queue=False, api_visibility="private")
    blocks.queue(max_size=_WAITING, api_open=False)
    return cast("gr.Blocks", blocks)


def _nothing() -> tuple[str, str, str, tuple[Turn, ...]]:
    return "", "", "", ()


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
