"""A language model may judge, under its name; it decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pond import PondAssistant, pond_items

from assistant.settings import Settings
from eval.gate import BadGate, read_rules
from eval.handover import FORMATS, adopt, export
from eval.judged import FAITHFULNESS, RELEVANCE, NoJudge, judged, open_judge
from eval.markdown import to_markdown
from eval.page import to_html
from eval.report import Report, to_json
from eval.run import BadRun, Circumstances, evaluate, load_run, rescored, save
from eval.summary import summarise

pytest.importorskip("llama_index.llms.openai_like", reason="the judge extra is not installed")


class Endpoint(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint that finds everything about ducks faithful and every answer worth 2 of 2."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = str(asked["messages"])
        relevant = "[RESULT]" in text
        said = "Good. [RESULT] 2" if relevant else ("YES" if "Ducks" in text.rpartition("Information")[2] else "NO")
        message = {"role": "assistant", "content": said}
        body = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        }
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_judged_measures_carry_the_judges_name_and_survive_keeping(endpoint: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, llm="openai:m", llm_url=endpoint, _env_file=None)
    run = judged(evaluate(PondAssistant(), pond_items(), Circumstances()), open_judge(settings), "openai:m")
    assert run.judge == "openai:m"
    by_id = {o.item.id: o for o in run.outcomes}
    assert by_id["duck"].scores[FAITHFULNESS] == 1
    assert by_id["frog"].scores[FAITHFULNESS] == 0
    assert by_id["duck"].scores[RELEVANCE] == 1
    assert not by_id["swan"].judged  # a refusal is not judged
    assert summarise(run).figures["all", RELEVANCE].n == 4
    kept = load_run(save(run, tmp_path))
    assert rescored(kept) == run


@pytest.mark.parametrize("fields", [{}, {"llm": "openai:m"}, {"llm": "other:m", "llm_url": "http://x"}])
def test_without_a_configured_model_there_is_no_judge(tmp_path: Path, fields: dict[str, str]) -> None:
    with pytest.raises(NoJudge, match="EUMA_LLM"):
        open_judge(Settings(home=tmp_path, _env_file=None, **fields))


def test_answers_go_out_under_the_names_of_either_library() -> None:
    run = evaluate(PondAssistant(), pond_items(), Circumstances())
    for form, (asked, said, quotes, expected) in FORMATS.items():
        rows = {row["id"]: row for row in map(json.loads, export(run, form).splitlines())}
        assert set(rows) == {"duck", "frog", "keeper", "then"}  # the swans are refused
        assert rows["duck"][asked] == "When are ducks fed?"
        assert "within two days" in rows["duck"][said]
        assert rows["duck"][quotes] == ["Article 1\nDucks are fed within two days of arrival."]
        assert rows["duck"][expected] == "Within two days."


def test_scores_come_back_under_the_judges_name(tmp_path: Path) -> None:
    file = tmp_path / "scores.jsonl"
    file.write_text('{"id": "duck", "faithfulness": 1, "answer_relevancy": 0.5}\n{"id": "frog", "faithfulness": 0}\n')
    run = adopt(evaluate(PondAssistant(), pond_items(), Circumstances()), file, "ragas 0.4 with m")
    summary = summarise(run)
    assert (summary.value(FAITHFULNESS), summary.value(RELEVANCE)) == (0.5, 0.5)
    assert rescored(load_run(save(run, tmp_path))) == run
    report = Report(run, summary)
    for text in (to_markdown(report), to_html(report)):
        assert "judged faithfulness (judge: ragas 0.4 with m)" in text
    assert json.loads(to_json(report))["judge"] == "ragas 0.4 with m"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "Line 2 of the scores is no object"),
        ('{"faithfulness": 1}', "Line 2 of the scores is no object"),
        ('{"id": "duck", "faithfulness": "good"}', "Line 2 of the scores is no object"),
        ('{"id": "goose", "faithfulness": 1}', "about 'goose', which run"),
        ('{"id": "duck", "faithfulness": 7}', "outside 0 to 1"),
    ],
)
def test_wrong_scores_are_named_and_none_is_taken(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "scores.jsonl"
    file.write_text(f'{{"id": "frog", "faithfulness": 1}}\n{line}\n', "utf-8")
    with pytest.raises(BadRun, match=told):
        adopt(evaluate(PondAssistant(), pond_items(), Circumstances()), file, "someone")
    with pytest.raises(BadRun, match="cannot be read"):
        adopt(evaluate(PondAssistant(), pond_items()[:1], Circumstances()), tmp_path / "none", "someone")


def test_nothing_can_be_gated_on_a_judge(tmp_path: Path) -> None:
    file = tmp_path / "gate.json"
    file.write_text('{"rules": [{"measure": "judged faithfulness", "slice": "all", "at_least": 1}]}', "utf-8")
    with pytest.raises(BadGate, match="no measure 'judged faithfulness'"):
        read_rules(file)
