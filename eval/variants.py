"""How one names what is to be measured: a system, a generation, other settings, or the program of another commit.

assistant                                  as it is configured
dense, lexical, rrf, llama-index           the baselines
assistant@20261124T104329621337            at a generation that is kept
assistant,adapter=false                    with a setting changed, as EUMA_ADAPTER=false would
commit:HEAD~1                              the program as it was at a commit, on today's index
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.settings import Settings
from eval.systems import SYSTEMS, UnknownSystem

_COMMIT = "commit:"


@dataclass(frozen=True)
class Variant:
    """One thing to measure; `system` is empty and `commit` is set for the program of a commit."""

    system: str
    generation: str | None = None
    changes: dict[str, str] = field(default_factory=dict)
    commit: str | None = None

    @property
    def suffix(self) -> str:
        """What is added to the system's name where it is shown."""
        place = f"@{self.generation}" if self.generation else ""
        return place + "".join(f",{name}={value}" for name, value in self.changes.items())

    def settings(self, given: Settings) -> Settings:
        """The settings with the changes; UnknownSystem for an unknown one, ValidationError for a bad value."""
        unknown = sorted(set(self.changes) - set(Settings.model_fields))
        if unknown:
            raise UnknownSystem(f"There is no setting {unknown[0]!r}; use one of {', '.join(Settings.model_fields)}.")
        return Settings(**{**given.model_dump(), **self.changes}) if self.changes else given


def is_variant(name: str) -> bool:
    """Whether a name says what to measure, rather than which kept run."""
    return name.startswith(_COMMIT) or name.partition(",")[0].partition("@")[0] in SYSTEMS


def variant(name: str) -> Variant:
    """Reads a name; UnknownSystem says what is wrong with it. Commits and generations are looked up later."""
    head, *assigned = name.split(",")
    changes = {}
    for text in assigned:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise UnknownSystem(f"{text!r} in {name!r} changes no setting; write setting=value after the comma.")
        changes[key.strip().lower()] = value.strip()
    system, _, generation = head.partition("@")
    if system.startswith(_COMMIT):
        commit = system.removeprefix(_COMMIT)
        if not commit or commit.startswith("-"):
            raise UnknownSystem("Name a commit after commit:, like commit:HEAD~1.")
        return Variant("", generation or None, changes, commit)
    if system not in SYSTEMS:
        raise UnknownSystem(f"There is no system {system!r}; use one of {', '.join(SYSTEMS)}, or commit:<revision>.")
    return Variant(system, generation or None, changes)
