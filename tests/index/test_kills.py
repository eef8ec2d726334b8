"""kill -9 at random moments of builds, with another process asking all the while."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

LOOP = Path(__file__).with_name("kill_loop.py")


def killed(times: int, seed: int, seconds: int) -> dict:
    command = [sys.executable, "-W", "ignore", LOOP, str(times), str(seed)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert ended.stdout, ended.stderr
    return json.loads(ended.stdout)


def hold(found: dict) -> None:
    """One round whole at any time, for whoever asks; no leftover lives longer than to the next build."""
    assert found["wrong"] == []
    assert found["most_leftovers"] <= 2  # an unfinished generation, an unfinished `current`
    assert found["last_bytes"] < 1.5 * found["first_bytes"]
    assert found["questions"] > 10


def test_a_few_kills():
    found = killed(6, 1, 120)
    assert found["kills"] == 6
    hold(found)


@pytest.mark.long
def test_a_hundred_kills():
    found = killed(100, 2, 900)
    assert found["finished"] >= 9
    assert found["went_on"] >= 1  # builds that embedded nothing, as all was in the cache
    assert set(found["stages"]) >= {"read", "embed", "store", "verify"}
    hold(found)
