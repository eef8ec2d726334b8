"""Fixtures of the evaluation's tests; the fake assistant is in pond.py."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # tests import pond.py by its name

from pond import PondAssistant


@pytest.fixture
def pond() -> PondAssistant:
    return PondAssistant()


@pytest.fixture
def write_items(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows (objects or raw lines) as a file of questions."""

    def write(*rows: dict[str, Any] | str, name: str = "own.jsonl") -> Path:
        file = tmp_path / name
        file.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), "utf-8")
        return file

    return write
