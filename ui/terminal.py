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
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[detail]}"),
    )
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int, detail: str = "") -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total, detail=detail)
            progress.update(tasks[stage], completed=done, total=total, detail=detail[:40])

        yield show
