"""Progress on a terminal: stage, count, rate, time; silent where there is no terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

SHOW = """
import time
from ui.terminal import bar
with bar() as show:
    for done in range(6):
        show("embed", done * 100, 500, "[red]x.md[/red]")
        time.sleep(0.15)
"""


def on_terminal(command: list[str]) -> str:
    """What a program writes to stderr when that is a terminal 120 wide."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "120", "TERM": "xterm"}
    with subprocess.Popen(command, stderr=theirs, env=environment) as child:
        os.close(theirs)
        written = b""
        try:
            while block := os.read(ours, 4096):
                written += block
        except OSError:  # how Linux says that the other end is closed
            pass
        assert child.wait(30) == 0
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.decode())


def test_a_terminal_shows_stage_rate_and_time() -> None:
    shown = on_terminal([sys.executable, "-c", SHOW])
    assert re.search(r"embed .*[1-4]00/500 +[\d.]+/s +\d\d:\d\d \[red\]x\.md\[/red\]", shown), shown
    assert "500/500" in shown


def test_nothing_is_shown_where_there_is_no_terminal() -> None:
    ended = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("", "")
