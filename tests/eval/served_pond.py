"""Serves the web chat over the pond's assistant on the port it is given, for a load that needs no model."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import uvicorn

sys.path.insert(0, str(Path(__file__).parent))

from pond import PondAssistant

from assistant.answer import Answer
from ui.app import build_app
from ui.serve import listen


class Served(PondAssistant):
    """The pond with what pages say about the index."""

    def status(self) -> dict[str, object]:
        return {"generation": "g1", "built_at": "2026-11-24T10:00:00+00:00", "documents": 1, "passages": 1}

    def stream(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Iterator[Answer]:
        yield self.ask(question, language, as_of, previous)


with listen("127.0.0.1", int(sys.argv[-1])) as listening:
    config = uvicorn.Config(build_app(Served()), log_level="warning", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listening])
