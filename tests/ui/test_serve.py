from __future__ import annotations

import socket

import pytest

from index.guide import GuideEntry
from ui.serve import CannotServe, listen, warm


def test_a_taken_port_is_said_plainly() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(CannotServe, match=f"port {port} .*choose another port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 70000)])
def test_an_address_that_is_not_ours_is_said_plainly(host: str, port: int) -> None:
    with pytest.raises(CannotServe, match=r"Cannot listen on .* choose another port\."):
        listen(host, port)


def test_who_connects_before_the_application_is_built_waits() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname(), timeout=2):
        pass


class Asked:
    def __init__(self, failing: bool = False) -> None:
        self.questions: list[str] = []
        self._failing = failing

    def ask(self, question: str) -> None:
        self.questions.append(question)
        if self._failing:
            raise ValueError(question)


GUIDE = [
    GuideEntry("32024L1346", "16", None, language, question)
    for language, question in [("en", "Why so long?"), ("de", "Wo?"), ("en", "Why?"), ("en", "Why not at all?")]
]


def test_the_shortest_and_the_longest_question_of_each_language_warm_the_assistant() -> None:
    asked = Asked()
    warm(asked, GUIDE)
    assert asked.questions == ["Wo?", "Wo?", "Why?", "Why not at all?"]


def test_an_assistant_that_fails_is_left_alone_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    asked = Asked(failing=True)
    warm(asked, GUIDE)
    assert len(asked.questions) == 1
    assert "could not be warmed up" in caplog.text
