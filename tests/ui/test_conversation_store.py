"""Keeping conversations on the server: only where switched on, for as long as was said, without contact details."""

from __future__ import annotations

import json
import logging
import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ui.app import Equipment, build_app
from ui.asking import Asking, BadAsking, asking
from ui.conversation_store import Conversations
from ui.texts import texts

TODAY = date(2026, 11, 24)
ASKED = Asking(texts("en"), 2, TODAY, conversation="a-1")


def kept(store: Conversations) -> list[dict[str, Any]]:
    return [json.loads(line) for line in store.lines()]


def test_a_turn_is_kept_without_contact_details_or_time(tmp_path: Path, assistant: Any) -> None:
    store = Conversations(tmp_path, 30, lambda: TODAY)
    store.keep(assistant.ask("Write to anna@example.org: when does it open?"), ASKED)
    (turn,) = kept(store)
    assert turn["question"] == "Write to […]: when does it open?"
    assert (turn["conversation"], turn["turn"], turn["status"]) == ("a-1", 2, "answered")
    assert "no later than six weeks" in turn["answer"]
    assert turn["citations"][0] == {"n": 1, "id": "32098R0007", "celex": "32098R0007", "locator": "Article 2(1)"}
    (file,) = store.folder.iterdir()
    assert file.name == "2026-11-24.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not {"at", "time", "moment"} & turn.keys()


def test_nothing_is_kept_unless_it_is_switched_on(tmp_path: Path, assistant: Any) -> None:
    Conversations(tmp_path, 0).keep(assistant.ask("When?"), ASKED)
    assert list(tmp_path.iterdir()) == []


def test_what_is_older_than_the_days_goes(tmp_path: Path, assistant: Any) -> None:
    for ago in (3, 2, 0):
        day = TODAY - timedelta(days=ago)
        Conversations(tmp_path, 3, lambda day=day: day).keep(assistant.ask(f"asked {ago}"), ASKED)
    assert [turn["question"] for turn in kept(Conversations(tmp_path, 3, lambda: TODAY))] == ["asked 2", "asked 0"]


def test_a_full_disk_does_not_take_the_answer_away(
    tmp_path: Path, assistant: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "conversations").write_text("a file in the way")
    with caplog.at_level(logging.CRITICAL):
        Conversations(tmp_path, 3).keep(assistant.ask("When?"), ASKED)


def test_the_name_of_a_conversation_is_checked() -> None:
    assert asking(json.dumps({"language": "en", "turn": 1, "conversation": "12-3"}), TODAY).conversation == "12-3"
    for wrong in ("../x", "x" * 61, 5, ["a"]):
        with pytest.raises(BadAsking):
            asking(json.dumps({"language": "en", "turn": 1, "conversation": wrong}), TODAY)


@pytest.mark.parametrize(
    ("days", "said"), [(0, "The server keeps no conversation."), (30, "conversations for 30 days")]
)
def test_the_footer_says_what_is_kept(tmp_path: Path, assistant: Any, days: int, said: str) -> None:
    equipment = replace(Equipment(), conversations=Conversations(tmp_path, days))
    with TestClient(build_app(assistant, equipment=equipment)) as client:
        page = client.get("/").text
    assert said in page
    assert ('data-days="30"' in page) is bool(days)
