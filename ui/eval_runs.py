"""Making, finding and keeping runs for `euma eval`; expected errors as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from assistant.settings import Settings
    from eval.run import Run
    from eval.store import RunStore

FAILED = 1
"""Exit code: could not be done."""


def make_run(
    settings: Settings,
    questions: Path | None,
    system: str = "assistant",
    *,
    generation: str | None = None,
    split: str | None = None,
    small: int | None = None,
    lenient: bool | None = None,
) -> tuple[Run, Path]:
    """Asks the questions and keeps the run; returns the run and its file. Progress on a terminal."""
    from eval.checking import load  # noqa: PLC0415
    from eval.items import Split, own_questions  # noqa: PLC0415
    from eval.machine import commit, machine  # noqa: PLC0415
    from eval.places import Places  # noqa: PLC0415
    from eval.run import Circumstances, evaluate  # noqa: PLC0415
    from eval.sample import sample  # noqa: PLC0415
    from eval.summary import summarise  # noqa: PLC0415
    from eval.systems import at_generation, confidence, open_system, shown_settings  # noqa: PLC0415

    if split is not None and split not in set(Split):
        fail(f"There is no split {split!r}; use tune or test.")
    with at_generation(settings, generation) as there, open_system(system, there) as (shown, opened):
        only_indexed = questions is None if lenient is None else lenient
        checked = load(questions or own_questions(), Places(opened), only_indexed=only_indexed)
        items = [item for item in checked.items if split is None or item.split == split]
        items = sample(items, small) if small else items
        if not items:
            fail("No question is about the indexed documents. Index them with euma reindex PATH, or use --questions.")
        circumstances = Circumstances(shown, shown_settings(settings), commit(), machine())
        with _bar(shown) as progress:
            made = evaluate(
                opened, items, circumstances, confidence=confidence, left_out=checked.left_out, progress=progress
            )
    return made, run_store(settings).keep(made, summarise(made))


def run_or_make(settings: Settings, name: str, questions: Path | None) -> Run:
    """A kept run by its name, or a new one where the name is a system's."""
    from eval.systems import SYSTEMS  # noqa: PLC0415

    return make_run(settings, questions, name)[0] if name in SYSTEMS else run_store(settings).find(name)


def run_store(settings: Settings) -> RunStore:
    """The kept runs."""
    from eval.store import RunStore  # noqa: PLC0415

    return RunStore(settings.home)


def read_settings() -> Settings:
    """The settings from the environment; expected errors are told by `ui.cli`."""
    from assistant.settings import Settings  # noqa: PLC0415

    return Settings()


@contextmanager
def plain_errors() -> Iterator[None]:
    """Tells the evaluation's own errors as sentences on stderr and exit code 1; the others are told by `ui.cli`."""
    from eval.gate import BadGate  # noqa: PLC0415
    from eval.items import BadItems  # noqa: PLC0415
    from eval.run import BadRun, IndexChanged  # noqa: PLC0415
    from eval.systems import UnknownSystem  # noqa: PLC0415

    try:
        yield
    except (BadGate, BadItems, BadRun, IndexChanged, UnknownSystem) as error:
        fail(str(error))
    except ModuleNotFoundError as error:
        fail(
            f"The package {error.name} is missing. Install the program with its evaluation extra: pip install '.[eval]'"
        )


def fail(sentence: str) -> NoReturn:
    """One sentence on stderr, and exit code 1."""
    typer.echo(f"euma: {sentence}", err=True)
    raise typer.Exit(FAILED)


@contextmanager
def _bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr; silent where that is no terminal."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
