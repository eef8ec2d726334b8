"""A document from its file's content; and a longer run of the readers' fuzzing: --hypothesis-profile=long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from ingest.document import Document
from ingest.readers import read
from ingest.source import Kind, Source
from ingest.structure import build_document

settings.register_profile("long", max_examples=500, deadline=None, print_blob=True)


@pytest.fixture
def document(tmp_path: Path) -> Callable[..., Document]:
    """What is read from a file of this content and name."""

    def made(content: str, name: str = "act.html") -> Document:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return build_document(Source("x", "x", Kind.OTHER), read(path))

    return made
