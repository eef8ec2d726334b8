"""Sessions end by themselves, and who guesses passwords waits longer each time."""

from __future__ import annotations

import pytest

import ui.staff.sessions as module
from ui.staff.sessions import IDLE, LONGEST, Brake, Sessions


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(clock)


def test_a_session_is_found_by_its_token_only(sessions: Sessions) -> None:
    token = sessions.begin("anna", "proof")
    found = sessions.find(token)
    assert found is not None
    assert (found.name, found.proof) == ("anna", "proof")
    assert sessions.find(token[:-1]) is None
    assert sessions.find("") is None
    assert sessions.find(None) is None
    assert token not in repr(sessions.__dict__)  # only its hash is kept


def test_it_ends_when_idle_and_pages_that_refresh_themselves_do_not_count(sessions: Sessions, clock: Clock) -> None:
    token = sessions.begin("anna", "")
    clock.now += IDLE - 1
    assert sessions.find(token)
    clock.now += IDLE - 1
    assert sessions.find(token, seen=False)
    clock.now += 2
    assert sessions.find(token) is None


def test_it_ends_after_half_a_day_however_busy(sessions: Sessions, clock: Clock) -> None:
    token = sessions.begin("anna", "")
    for _ in range(int(LONGEST / 3600)):
        assert sessions.find(token)
        clock.now += 3600
    clock.now += 1
    assert sessions.find(token) is None


def test_the_longest_unused_gives_way(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 3)
    tokens = [sessions.begin(f"n{n}", "") for n in range(3)]
    sessions.find(tokens[0])
    sessions.begin("n3", "")
    assert [bool(sessions.find(token)) for token in tokens] == [True, False, True]
    assert sessions.count() == 3


def test_forms_carry_the_sessions_token(sessions: Sessions) -> None:
    session = sessions.find(sessions.begin("anna", ""))
    assert session
    assert session.may_post(session.csrf)
    for wrong in ("", None, session.csrf + "x", 5, "ä"):
        assert not session.may_post(wrong)


def test_failures_make_wait_longer_each_time_up_to_a_quarter_of_an_hour(clock: Clock) -> None:
    brake, waits = Brake(clock=clock), []
    for _ in range(14):
        waits.append(brake.wait("anna"))
        clock.now += waits[-1]
        assert brake.wait("anna") == 0
        brake.failed("anna")
    assert waits[:5] == [0] * 5
    assert waits[5:] == [30, 60, 120, 240, 480, 900, 900, 900, 900]
    assert brake.wait("otto") == 0


def test_success_and_time_forgive(clock: Clock) -> None:
    brake = Brake(clock=clock)
    for _ in range(6):
        brake.failed("anna")
    brake.succeeded("anna")
    assert brake.wait("anna") == 0
    for _ in range(6):
        brake.failed("anna")
    clock.now += 90_000
    brake.failed("anna")
    assert brake.wait("anna") == 0
