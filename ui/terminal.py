"""What all commands share: settings, one-sentence failures, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from assistant.settings import Settings

FAILED = 1
"""Exit code: could not be done."""
_WHOLE = 10
"""From this rate on decimals say nothing."""


def fail(sentence: str) -> NoReturn:
    """One sentence on stderr, and exit code 1."""
    typer.echo(f"euma: {sentence}", err=True)
    sys.exit(FAILED)


def read_settings() -> Settings:
    """The settings from the environment; the model hub is closed unless they open it."""
    from assistant.settings import Settings  # noqa: PLC0415 - imports are kept out of `euma --help`

    settings = Settings()
    if settings.offline:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    return settings


@contextmanager
def bar(*, quiet: bool = False) -> Iterator[Callable[[str, int, int, str], None]]:
    """Progress by stage with rate and remaining time, on stderr; silent where that is no terminal."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text  # noqa: PLC0415

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.{0 if speed >= _WHOLE else 1}f}/s" if speed else "", style="progress.data.speed")

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        TextColumn("{task.fields[detail]}", markup=False),  # file names are not markup
    )
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int, detail: str = "") -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total, detail=detail)
            progress.update(tasks[stage], completed=done, total=total, detail=detail[:40])

        yield show
