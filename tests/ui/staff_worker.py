"""The program of a run for the browser tests: real reading and a real index, with an embedder that needs no model.

A file `slow` in the home folder holds how many seconds each document takes longer, so that there is something to watch.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path
from typing import Any

from assistant.compose import guide, reading
from assistant.settings import Settings
from index.reindex import Options, reindex
from ui.staff.work import Parts
from ui.staff.worker import main
from ui.updating import told

_spec = importlib.util.spec_from_file_location("small_index", Path(__file__).parents[1] / "index" / "conftest.py")
assert _spec
assert _spec.loader
small: Any = importlib.util.module_from_spec(_spec)
sys.modules["small_index"] = small
_spec.loader.exec_module(small)


def update(settings: Any, paths: Any, show: Any, *, remove_ids: Any = (), dry_run: bool = False) -> Any:
    slow = settings.home / "slow"
    pause = float(slow.read_text()) if slow.exists() else 0.0

    def progress(step: Any) -> None:
        told(show)(step)
        if not dry_run and step.stage == "embed":
            time.sleep(pause)

    return reindex(
        settings.home,
        paths,
        small.Factory(),
        reading(),
        guide=guide(settings.home),
        remove_ids=remove_ids,
        options=Options(software="test", dry_run=dry_run),
        progress=progress,
    )


def evaluate(settings: Settings, small_set: int | None, show: Any) -> str:
    for done in range(4):
        show("ask", done, 3, "")
    raise SystemExit("the test has no questions")


main(Path(sys.argv[1]), Settings(), Parts(update=update, evaluate=evaluate, take_out=lambda *_: None))
