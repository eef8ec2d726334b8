"""Making, finding and keeping runs for `euma eval`; expected errors as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.terminal import bar, fail

if TYPE_CHECKING:
    from assistant.settings import Settings
    from eval.run import Run
    from eval.store import RunStore


@dataclass(frozen=True)
class Plan:
    """Which questions are asked of what. `lenient` None: strict about own files, not about the shipped questions."""

    questions: Path | None = None
    system: str = "assistant"
    generation: str | None = None
    split: str | None = None
    small: int | None = None
    lenient: bool | None = None
    judge: bool = False


def make_run(settings: Settings, plan: Plan, progress: Callable[[int, int], None] | None = None) -> tuple[Run, Path]:
    """Asks the questions and keeps the run; returns the run and its file. Progress on a terminal, or to `progress`."""
    from eval.checking import load  # noqa: PLC0415
    from eval.items import Split, questions_with  # noqa: PLC0415
    from eval.machine import commit, machine  # noqa: PLC0415
    from eval.places import Places  # noqa: PLC0415
    from eval.run import Circumstances, evaluate  # noqa: PLC0415
    from eval.sample import sample  # noqa: PLC0415
    from eval.summary import summarise  # noqa: PLC0415
    from eval.systems import at_generation, open_system, shown_settings  # noqa: PLC0415

    if plan.split is not None and plan.split not in set(Split):
        fail(f"There is no split {plan.split!r}; use tune or test.")
    with at_generation(settings, plan.generation) as there, open_system(plan.system, there) as (shown, opened):
        lenient = plan.questions is None if plan.lenient is None else plan.lenient
        checked = load(plan.questions or questions_with(settings.home), Places(opened), only_indexed=lenient)
        items = [item for item in checked.items if plan.split is None or item.split == plan.split]
        items = sample(items, plan.small) if plan.small else items
        if not items:
            fail("No question is about the indexed documents. Index them with euma reindex PATH, or use --questions.")
        circumstances = Circumstances(shown, shown_settings(settings), commit(), machine())
        with bar() as show:
            made = evaluate(
                opened,
                items,
                circumstances,
                left_out=checked.left_out,
                progress=progress or (lambda done, total: show(shown, done, total, "")),
            )
    if plan.judge:
        made = _judge(settings, made)
    return made, run_store(settings).keep(made, summarise(made))


def _judge(settings: Settings, made: Run) -> Run:
    from eval.judged import judged, open_judge  # noqa: PLC0415

    with bar() as show:
        return judged(
            made, open_judge(settings), settings.llm or "", lambda done, total: show("judge", done, total, "")
        )


def run_or_make(settings: Settings, name: str, questions: Path | None) -> Run:
    """A kept run by its name, or a new one where the name is a system's."""
    from eval.systems import SYSTEMS  # noqa: PLC0415

    return make_run(settings, Plan(questions, name))[0] if name in SYSTEMS else run_store(settings).find(name)


def run_store(settings: Settings) -> RunStore:
    """The kept runs."""
    from eval.store import RunStore  # noqa: PLC0415

    return RunStore(settings.home)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Tells the evaluation's own errors as sentences on stderr and exit code 1; the others are told by `ui.cli`."""
    from eval.gate import BadGate  # noqa: PLC0415
    from eval.items import BadItems  # noqa: PLC0415
    from eval.judged import NoJudge  # noqa: PLC0415
    from eval.run import BadRun, IndexChanged  # noqa: PLC0415
    from eval.systems import UnknownSystem  # noqa: PLC0415

    try:
        yield
    except (BadGate, BadItems, BadRun, IndexChanged, NoJudge, UnknownSystem) as error:
        fail(str(error))
    except ModuleNotFoundError as error:
        fail(
            f"The package {error.name} is missing. Install the program with its evaluation extra: pip install '.[eval]'"
        )
