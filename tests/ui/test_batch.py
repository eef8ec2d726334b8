from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.question import BadQuestion
from ui.batch import answer_batch, parse_day


def quiet(stage: str, done: int, total: int, detail: str) -> None:
    pass


def run(assistant, folder: Path, *lines: str | dict) -> tuple[int, list[dict]]:
    questions, out = folder / "questions.jsonl", folder / "answers.jsonl"
    questions.write_text(
        "\n".join(x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines), "utf-8"
    )
    wrong = answer_batch(assistant, questions, out, quiet)
    return wrong, [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]


def test_every_line_is_answered_in_order_with_its_id(assistant, tmp_path: Path) -> None:
    wrong, found = run(assistant, tmp_path, {"id": "b", "question": "rooms?"}, "", {"id": 2, "question": "the moon?"})
    assert wrong == 0
    assert [(one["id"], one["status"]) for one in found] == [("b", "answered"), (2, "not_in_documents")]
    assert found[0]["citations"][0]["quote"] == "no later than six weeks after arrival"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{not json", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "no question"),
        ('{"id": "x"}', "no question"),
        ('{"id": "x", "question": 5}', "no question"),
        ('{"id": "x", "question": "  "}', "The question is empty"),
        ('{"id": "x", "question": "q", "as_of": "soon"}', "'soon' is not a day"),
        ('{"id": "x", "question": "q", "as_of": 20260612}', "20260612 is not a day"),
        ('{"id": "x", "question": "q", "previous": 5}', "previous must be"),
    ],
)
def test_a_bad_line_gets_an_error_and_the_others_go_on(assistant, tmp_path: Path, line: str, says: str) -> None:
    wrong, found = run(assistant, tmp_path, {"id": 1, "question": "a"}, line, {"id": 3, "question": "c"})
    assert wrong == 1
    assert [found[0]["id"], found[2]["id"]] == [1, 3]
    assert says in found[1]["error"]
    assert found[1].get("id", found[1].get("line")) in {"x", 2}
    assert "error" not in found[0]
    assert "error" not in found[2]


def test_day_and_earlier_questions_reach_the_assistant(assistant, tmp_path: Path) -> None:
    turns = [{"question": "first", "answer": "…"}, "second"]
    run(
        assistant,
        tmp_path,
        {"question": "third", "as_of": "2026-01-02", "previous": turns},
        {"question": "x", "previous": "y"},
    )
    assert assistant.asked == [("third", date(2026, 1, 2), ("first", "second")), ("x", None, ("y",))]


def test_unusual_characters_do_not_break_lines(assistant, tmp_path: Path) -> None:
    wrong, found = run(
        assistant, tmp_path, {"id": "a\u2028b", "question": "rooms\u0085now"}, '{"id": "\\ud800", "question": "q"}'
    )
    assert wrong == 0
    assert [one["id"] for one in found] == ["a\u2028b", "\ud800"]
    assert found[0]["question"] == "rooms now"


def test_line_ends_and_byte_order_mark_of_windows(assistant, tmp_path: Path) -> None:
    (tmp_path / "q").write_bytes(b'\xef\xbb\xbf{"id": 1, "question": "a"}\r\n{"id": 2, "question": "b"}\r\n\r\n')
    assert answer_batch(assistant, tmp_path / "q", tmp_path / "out", quiet) == 0
    assert len((tmp_path / "out").read_text("utf-8").splitlines()) == 2


def test_an_empty_file_gives_an_empty_file(assistant, tmp_path: Path) -> None:
    assert run(assistant, tmp_path, "", "  ") == (0, [])


def test_answers_replace_the_old_file_only_when_all_are_there(assistant, tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    out.write_text("old")
    seen = []

    def watch(stage: str, done: int, total: int, detail: str) -> None:
        seen.append((done, total, out.read_text()))

    (tmp_path / "q").write_text('{"question": "a"}\n{"question": "b"}')
    answer_batch(assistant, tmp_path / "q", out, watch)
    assert seen == [(1, 2, "old"), (2, 2, "old")]
    assert len(out.read_text().splitlines()) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["answers.jsonl", "q"]


def test_a_crash_leaves_the_old_answers(assistant, tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    out.write_text("old")
    (tmp_path / "q").write_text('{"question": "a"}\n{"question": "crash"}')
    with pytest.raises(RuntimeError):
        answer_batch(assistant, tmp_path / "q", out, quiet)
    assert out.read_text() == "old"


def test_a_file_in_another_encoding_is_refused(assistant, tmp_path: Path) -> None:
    (tmp_path / "q").write_bytes('{"question": "Gebühr"}'.encode("utf-16"))
    with pytest.raises(BadQuestion, match="save it as UTF-8"):
        answer_batch(assistant, tmp_path / "q", tmp_path / "out", quiet)
    assert not (tmp_path / "out").exists()


def test_days() -> None:
    assert parse_day("2026-06-12") == date(2026, 6, 12)
    assert parse_day(None) is None
    assert parse_day("") is None
    for bad in ("2026-13-01", "12.6.2026", "today"):
        with pytest.raises(BadQuestion, match="write it like 2026-06-12"):
            parse_day(bad)
