"""The starter library, what a new installation is offered: works by CELEX number, pages by address (`library.json`)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Wanted:
    """One document to have: a work (`celex`, in the languages asked for) or a web page (`url`).

    `given` are fields of a page's manifest entry that the page itself does not say, or says worse.
    """

    celex: str | None = None
    url: str | None = None
    group: str = ""
    given: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """The CELEX number, or the address."""
        return self.celex or self.url or ""


@cache
def starter() -> tuple[Wanted, ...]:
    """The library in its order."""
    groups = json.loads((files("ingest") / "library.json").read_text(encoding="utf-8"))
    return tuple(
        Wanted(document.get("celex"), document.get("url"), group["group"], document.get("given", {}))
        for group in groups
        for document in group["documents"]
    )
