"""What readers said of answers is kept: whole, bounded, without contact details, by several writers, past a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import ui.feedback_store as module
from ui.feedback_store import FeedbackError, FeedbackStore

DAY = date(2026, 11, 24)
CITED = {"n": 1, "celex": "32098R0007", "locator": "Article 2(1)", "quote": "six weeks", "start": 3, "end": 12}


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "home", today=lambda: DAY)


def add(store: FeedbackStore, question: str = "By when?", right: bool | None = False, **other: Any) -> None:
    given: dict[str, Any] = {
        "language": "en",
        "as_of": DAY,
        "status": "answered",
        "answer": "“six weeks” [1]",
        "citations": [CITED],
        "generation": "g1",
        "reason": "It is four weeks.",
    }
    given |= other
    store.add(question, right=right, **given)


def test_what_was_said_comes_back_whole(store: FeedbackStore) -> None:
    add(store, citations=[CITED | {"secret": "x"}])
    [found] = store.unsettled()
    assert (found.question, found.language, found.as_of, found.status) == ("By when?", "en", DAY, "answered")
    assert (found.answer, found.generation, found.right) == ("“six weeks” [1]", "g1", False)
    assert (found.reason, found.day) == ("It is four weeks.", DAY)
    assert found.citations == (CITED,)


def test_the_exported_form_of_a_citation_is_understood(store: FeedbackStore) -> None:
    add(store, citations=[{"n": 1, "document": {"id": "d", "celex": None, "title": "T"}, "locator": "L"}])
    assert store.unsettled()[0].citations == ({"n": 1, "id": "d", "title": "T", "locator": "L"},)


def test_only_what_was_wrong_or_unanswered_waits_for_staff(store: FeedbackStore) -> None:
    add(store, "good", right=True)
    add(store, "bad", right=False)
    add(store, "none", right=None, status="not_in_documents")
    assert [f.question for f in store.unsettled()] == ["none", "bad"]
    assert store.counts() == {"right": 1, "wrong": 1, "unanswered": 1}


def test_settled_entries_wait_no_longer_and_can_be_opened_again(store: FeedbackStore) -> None:
    add(store)
    [found] = store.unsettled()
    store.settle([found.id], "item", "anna")
    assert store.unsettled() == []
    assert store.find([found.id])[0].settled == "item"
    store.settle([found.id], "", "anna")
    assert len(store.unsettled()) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Write to a.b+c@mail.example.org please", "Write to […] please"),
        ("Call +49 (0)421 361-12345 today", "Call […] today"),
        ("Call 0049 421 361 12345", "Call […]"),
        ("Article 17 of Directive (EU) 2024/1346?", "Article 17 of Directive (EU) 2024/1346?"),
        ("From 12.06.2026 to 31.12.2027, EUR 9 882 000 000", "From 12.06.2026 to 31.12.2027, EUR 9 882 000 000"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
    ],
)
def test_contact_details_are_blotted_out_and_law_is_not(store: FeedbackStore, typed: str, kept: str) -> None:
    add(store, typed, reason=typed)
    [found] = store.unsettled()
    assert (found.question, found.reason) == (kept, kept)


def test_sizes_are_bounded(store: FeedbackStore) -> None:
    add(
        store,
        "q" * 100_000,
        answer="a" * 1_000_000,
        reason="r" * 9_999,
        citations=[CITED | {"quote": "x" * 9_999}] * 99,
    )
    [found] = store.unsettled()
    assert (len(found.question), len(found.answer), len(found.reason)) == (2000, 12_000, 1000)
    assert len(found.citations) == module.MOST_CITATIONS
    assert len(found.citations[0]["quote"]) == 600


def test_the_oldest_go(store: FeedbackStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = FeedbackStore(tmp_path / "home", today=lambda: DAY - timedelta(days=module.DAYS + 1))
    add(long_ago, "old")
    monkeypatch.setattr(module, "MOST", 3)
    for n in range(5):
        add(store, f"q{n}")
    assert [f.question for f in store.unsettled()] == ["q4", "q3", "q2"]


def test_nothing_is_read_where_nothing_was_kept(store: FeedbackStore) -> None:
    assert store.unsettled() == []
    assert store.counts()["wrong"] == 0
    assert not store.file.exists()


def test_many_threads_lose_nothing(store: FeedbackStore) -> None:
    threads = [threading.Thread(target=lambda n=n: [add(store, f"{n}-{i}") for i in range(10)]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({f.question for f in store.unsettled()}) == 80


def test_a_killed_writer_leaves_what_it_had_added(store: FeedbackStore) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import date; from ui.feedback_store import FeedbackStore\n"
        "store = FeedbackStore(Path(sys.argv[1])); n = 0\n"
        "while True:\n"
        "    store.add(f'q{n}', 'en', date.today(), 'answered', '', [], 'g', False, ''); print(n, flush=True); n += 1\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", code, str(store.file.parent)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    seen = [int(next(writer.stdout)) for _ in range(20)][-1]
    os.kill(writer.pid, signal.SIGKILL)
    writer.stdout.close()
    writer.wait()
    kept = {f.question for f in FeedbackStore(store.file.parent).unsettled()}
    assert {f"q{n}" for n in range(seen + 1)} <= kept


def test_a_damaged_file_is_said_plainly(store: FeedbackStore) -> None:
    store.file.parent.mkdir()
    store.file.write_bytes(b"no database at all" * 200)
    with pytest.raises(FeedbackError, match=r"feedback\.sqlite .* a new one is begun\."):
        add(store)
    with pytest.raises(FeedbackError):
        store.unsettled()
