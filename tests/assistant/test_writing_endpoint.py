"""A real HTTP server that behaves as endpoints do: well, down, slow, incoherent, cut off, disobedient."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.writing.breaker import Breaker
from assistant.writing.choice import BadModel, ModelChoice
from assistant.writing.entailment import WordsAndMeaning
from assistant.writing.model import ChatModel, ModelError
from assistant.writing.writer import RESTING, Writer
from ingest.termbase import TermMatcher

pytest.importorskip("llama_index.llms.openai_like")

QUESTION = "How many euro a night is the fee for a berth?"
TRUE = "The fee for a berth is 12 euro a night [1]."


@dataclass
class Endpoint:
    """What the server does next, and what it was sent."""

    behaviour: str = "well"
    says: str = TRUE
    requests: list[dict] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    endpoint: Endpoint
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.endpoint.requests.append(json.loads(body))
        self.endpoint.keys.append(self.headers.get("Authorization"))
        getattr(self, f"_{self.endpoint.behaviour}")()

    def _begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, text: str) -> None:
        raw = text.encode()
        self.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        self.wfile.flush()

    def _piece(self, text: str) -> None:
        delta = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]}
        made = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", **delta}
        self._chunk(f"data: {json.dumps(made)}\n\n")

    def _well(self) -> None:
        self._begin()
        for word in self.endpoint.says.split(" "):
            self._piece(f"{word} ")
        self._chunk("data: [DONE]\n\n")
        self._chunk("")

    def _cut(self) -> None:
        self._begin()
        self._piece(f"{TRUE} Sailors in distress shall be")
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    def _hang(self) -> None:
        self._begin()
        self._piece("The fee ")
        time.sleep(5)

    def _silent(self) -> None:
        time.sleep(5)

    def _drip(self) -> None:
        self._begin()
        for _ in range(200):
            self._piece("la ")
            time.sleep(0.01)

    def _endless(self) -> None:
        self._begin()
        try:
            while True:
                self._piece("word " * 200)
        except OSError:
            self.close_connection = True

    def _page(self) -> None:
        self._begin(kind="text/html")
        self._chunk("<html><body>Welcome to the proxy</body></html>")
        self._chunk("")

    def _bytes(self) -> None:
        self.wfile.write(b"\x00\xff\x00garbage\r\n\r\n")
        self.close_connection = True

    def _half_json(self) -> None:
        self._begin()
        self._chunk('data: {"choices": [{"delta": {"conte\n\n')
        self._chunk("")

    def _wrong_shape(self) -> None:
        self._begin()
        self._chunk('data: {"choices": "none", "object": 7}\n\n')
        self._chunk("")

    def _status(self, status: int) -> None:
        self._begin(status, "application/json")
        self._chunk('{"error": {"message": "no"}}')
        self._chunk("")

    def _broken(self) -> None:
        self._status(500)

    def _locked(self) -> None:
        self._status(401)

    def _unknown(self) -> None:
        self._status(404)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"endpoint": made}))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


def model(endpoint: Endpoint, seconds: float = 5.0, retries: int = 0, key: str | None = None) -> ChatModel:
    return ModelChoice.parse("openai:m", endpoint.url, key, seconds, retries).open()


def writing(harbour, endpoint: Endpoint, seconds: float = 5.0, breaker: Breaker | None = None) -> Assistant:
    entailment = WordsAndMeaning(harbour.index.embedder, TermMatcher(()), near=0.3)
    writer = Writer(model(endpoint, seconds), entailment, seconds, breaker=breaker or Breaker())
    return Assistant(harbour.index, replace(harbour.assistant._models, writer=writer))


def test_a_verified_sentence_comes_before_the_quotation(harbour, today, endpoint) -> None:
    answer = writing(harbour, endpoint).ask(QUESTION, as_of=today)
    assert [(s.text, s.written, s.quoted) for s in answer.sentences[:2]] == [
        ("The fee for a berth is 12 euro a night.", True, False),
        ("The fee for a berth shall be 12 euro a night.", False, True),
    ]
    assert answer.sentences[0].citations == (1,)
    assert (answer.model, answer.withheld, answer.model_problem, answer.pending) == ("m", 0, None, False)


def test_what_is_sent_is_the_question_the_passages_and_the_key(harbour, today, endpoint) -> None:
    assistant = writing(harbour, endpoint)
    list(model(endpoint, key="secret-key").stream("rules", "text", 9, 5.0))
    assistant.ask(QUESTION, as_of=today)
    assert endpoint.keys == ["Bearer secret-key", "Bearer none"]
    sent = endpoint.requests[1]
    assert sent["stream"] is True
    assert QUESTION in sent["messages"][1]["content"]
    assert "The fee for a berth shall be 12 euro a night." in sent["messages"][1]["content"]


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("silent", "time|seconds"),
        ("hang", "time|seconds"),
        ("drip", "seconds"),
        ("endless", "did not stop"),
        ("bytes", r"cannot be read|nothing answers"),
        ("half_json", "cannot be read"),
        ("broken", "status 500"),
        ("locked", "refused the key"),
        ("unknown", "does not know"),
    ],
)
def test_an_endpoint_that_fails_leaves_the_quotations(harbour, today, endpoint, behaviour: str, reason: str) -> None:
    endpoint.behaviour = behaviour
    plain = harbour.assistant.ask(QUESTION, as_of=today)
    began = time.monotonic()
    seconds = 0.5 if "seconds" in reason else 10.0
    answer = writing(harbour, endpoint, seconds=seconds).ask(QUESTION, as_of=today)
    assert time.monotonic() - began < (3.0 if "seconds" in reason else 10.0)
    assert (answer.sentences, answer.citations, answer.status) == (plain.sentences, plain.citations, plain.status)
    assert re.search(reason, answer.model_problem or ""), answer.model_problem
    assert (answer.model_problem or "").endswith(".")
    assert endpoint.url not in (answer.model_problem or "")


@pytest.mark.parametrize("behaviour", ["page", "wrong_shape"])
def test_an_endpoint_that_says_nothing_usable_leaves_the_quotations(harbour, today, endpoint, behaviour: str) -> None:
    endpoint.behaviour = behaviour
    answer = writing(harbour, endpoint).ask(QUESTION, as_of=today)
    assert answer.sentences == harbour.assistant.ask(QUESTION, as_of=today).sentences


def test_an_endpoint_that_is_down(harbour, today) -> None:
    down = Endpoint(url="http://127.0.0.1:9/v1")
    answer = writing(harbour, down).ask(QUESTION, as_of=today)
    assert answer.sentences[0].quoted
    assert answer.model_problem == "The language model m could not be asked: nothing answers at its address."


def test_a_stream_that_stops_keeps_what_was_whole_and_verified(harbour, today, endpoint) -> None:
    endpoint.behaviour = "cut"
    answer = writing(harbour, endpoint).ask(QUESTION, as_of=today)
    assert [s.text for s in answer.sentences if s.written] == ["The fee for a berth is 12 euro a night."]
    assert answer.model_problem


@pytest.mark.parametrize("marks", ["[99]", "[1] [99]", "[0]", "", "(1)", "[one]"])
def test_a_citation_that_does_not_exist_is_dropped_with_its_sentence(harbour, today, endpoint, marks: str) -> None:
    endpoint.says = f"The fee for a berth is 12 euro a night {marks}."
    answer = writing(harbour, endpoint).ask(QUESTION, as_of=today)
    assert not any(s.written for s in answer.sentences)
    assert answer.withheld == 1
    assert "99" not in answer.text


def test_answers_grow_sentence_by_sentence(harbour, today, endpoint) -> None:
    endpoint.says = f"{TRUE} A fee for a berth is 12 euro a night [1]. The mayor pays for everything [1]."
    grown = list(writing(harbour, endpoint).stream(QUESTION, as_of=today))
    assert [sum(s.written for s in answer.sentences) for answer in grown] == [0, 1, 2, 2, 2]
    assert [answer.pending for answer in grown] == [True, True, True, True, False]
    assert grown[-1].withheld == 1


def test_the_breaker_leaves_a_failing_model_alone_and_tries_again_later(harbour, today, endpoint) -> None:
    now = [0.0]
    assistant = writing(harbour, endpoint, breaker=Breaker(failures=2, rest=60, clock=lambda: now[0]))
    endpoint.behaviour = "broken"
    for _ in range(4):
        answer = assistant.ask(QUESTION, as_of=today)
    assert len(endpoint.requests) == 2
    assert answer.model_problem == RESTING
    assert answer.sentences[0].quoted
    now[0] = 61.0
    endpoint.behaviour = "well"
    assert assistant.ask(QUESTION, as_of=today).sentences[0].written
    assert assistant.ask(QUESTION, as_of=today).sentences[0].written
    assert len(endpoint.requests) == 4


def test_a_request_that_was_not_answered_is_sent_again(endpoint) -> None:
    endpoint.behaviour = "broken"
    with pytest.raises(ModelError, match="status 500"):
        list(model(endpoint, retries=1, seconds=10).stream("rules", "text", 9, 10.0))
    assert len(endpoint.requests) == 2


def test_questions_that_are_not_answered_are_not_sent(harbour, today, endpoint) -> None:
    answer = writing(harbour, endpoint).ask("Zyxw vuts qponm?", "en", today)
    assert answer.status is Status.OUT_OF_SCOPE
    assert endpoint.requests == []


@pytest.mark.parametrize(
    ("text", "url", "says"),
    [
        ("gpt-4", None, "names no language model"),
        ("openai:", "http://x/v1", "names no language model"),
        ("openai:m", None, "EUMA_LLM_URL is missing"),
        ("openai:m", "localhost:80", "is no address"),
        ("openai:m", "file:///etc/passwd", "is no address"),
        ("azure:m", "http://x", "names no language model"),
    ],
)
def test_a_setting_that_cannot_be_used_is_explained(text: str, url: str | None, says: str) -> None:
    with pytest.raises(BadModel, match=says):
        ModelChoice.parse(text, url, None, 1.0, 0)


def test_ollama_is_known_by_its_usual_address() -> None:
    assert ModelChoice.parse("ollama:llama3.2:1b", None, None, 1.0, 0).url == "http://127.0.0.1:11434/v1"
    assert ModelChoice.parse("ollama:llama3.2:1b", None, None, 1.0, 0).model == "llama3.2:1b"


def test_a_file_that_is_no_model(tmp_path) -> None:
    with pytest.raises(BadModel, match="not there"):
        ModelChoice.parse(f"gguf:{tmp_path}/none.gguf", None, None, 1.0, 0).open()
    (tmp_path / "x.gguf").write_text("hello")
    with pytest.raises(BadModel, match="no GGUF file"):
        ModelChoice.parse(f"gguf:{tmp_path}/x.gguf", None, None, 1.0, 0).open()
    (tmp_path / "y.gguf").write_bytes(b"GGUF" + b"\x00" * 64)
    with pytest.raises(BadModel, match=r"cannot be loaded|needs the package"):
        ModelChoice.parse(f"gguf:{tmp_path}/y.gguf", None, None, 1.0, 0).open()
