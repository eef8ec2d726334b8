"""The starter library, what a new installation is offered: works by CELEX number, pages by address (`library.json`)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Follow(StrEnum):
    """Which other texts of an act are wanted: none, those newer than what is at hand, or all."""

    NONE = "none"
    NEWER = "newer"
    ALL = "all"


@dataclass(frozen=True)
class Wanted:
    """One document to have: a work (`celex`, in the languages asked for) or a web page (`url`).

    `given` are fields of a page's manifest entry that the page itself does not say, or says worse. `follow` says which
    consolidated texts and corrigenda of the work, as its record names them, are wanted too.
    """

    celex: str | None = None
    url: str | None = None
    group: str = ""
    given: dict[str, Any] = field(default_factory=dict, hash=False)
    follow: Follow = Follow.NONE

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
