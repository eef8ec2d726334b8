"""Making, finding and keeping runs for `euma eval`; expected errors as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ui.terminal import bar, fail

if TYPE_CHECKING:
    from assistant.settings import Settings
    from eval.run import Run
    from eval.store import RunStore
    from eval.variants import Variant


@dataclass(frozen=True)
class Plan:
    """Which questions are asked of what (`system` in the notation of `eval.variants`).

    `lenient` None: strict about own files, not about the shipped questions.
    """

    questions: Path | None = None
    system: str = "assistant"
    generation: str | None = None
    split: str | None = None
    small: int | None = None
    lenient: bool | None = None
    judge: bool = False


def make_run(settings: Settings, plan: Plan, progress: Callable[[int, int], None] | None = None) -> tuple[Run, Path]:
    """Asks the questions and keeps the run; returns the run and its file. Progress on a terminal, or to `progress`."""
    from eval.items import Split  # noqa: PLC0415
    from eval.summary import summarise  # noqa: PLC0415
    from eval.systems import at_generation  # noqa: PLC0415
    from eval.variants import variant  # noqa: PLC0415
    from index.generation import IndexHome  # noqa: PLC0415

    if plan.split is not None and plan.split not in set(Split):
        fail(f"There is no split {plan.split!r}; use tune or test.")
    asked = variant(plan.system)
    changed = asked.settings(settings)
    generation = asked.generation or plan.generation
    if asked.commit:  # which keeps its run in a view of the home, whatever the generation
        generation = generation or IndexHome(changed.home).current()
    with at_generation(changed, generation) as there:
        made = _at_commit(there, asked, plan) if asked.commit else _ask(settings, there, asked, plan, progress)
    if plan.judge:
        made = _judge(settings, made)
    return made, run_store(settings).keep(made, summarise(made))


def _ask(
    settings: Settings, there: Settings, asked: Variant, plan: Plan, progress: Callable[[int, int], None] | None
) -> Run:
    """The run of a system of this program; `there` are the settings it is opened with."""
    from eval.checking import load  # noqa: PLC0415
    from eval.items import questions_with  # noqa: PLC0415
    from eval.machine import commit, machine  # noqa: PLC0415
    from eval.places import Places  # noqa: PLC0415
    from eval.run import Circumstances, evaluate  # noqa: PLC0415
    from eval.sample import sample  # noqa: PLC0415
    from eval.systems import open_system, shown_settings  # noqa: PLC0415

    with open_system(asked.system, there) as (name, opened), bar() as show:
        shown = name + asked.suffix
        lenient = plan.questions is None if plan.lenient is None else plan.lenient
        checked = load(plan.questions or questions_with(settings.home), Places(opened), only_indexed=lenient)
        items = [item for item in checked.items if plan.split is None or item.split == plan.split]
        items = sample(items, plan.small) if plan.small else items
        if not items:
            fail("No question is about the indexed documents. Index them with euma reindex PATH, or use --questions.")
        return evaluate(
            opened,
            items,
            Circumstances(shown, shown_settings(there), commit(), machine()),
            left_out=checked.left_out,
            progress=progress or (lambda done, total: show(shown, done, total, "")),
        )


def _at_commit(there: Settings, asked: Variant, plan: Plan) -> Run:
    """The run of the program of another commit, under a name that says so."""
    from datetime import datetime  # noqa: PLC0415

    from eval.commits import run_at  # noqa: PLC0415
    from eval.run import run_id  # noqa: PLC0415

    if plan.split or plan.judge:
        fail("The program of another commit is asked all questions and is not judged; leave out --split and --judge.")
    made = run_at(asked.commit or "", there, plan.questions, plan.small)
    name = f"commit:{made.commit}{asked.suffix}"
    return replace(made, system=name, id=run_id(datetime.fromisoformat(made.made_at), name))


def _judge(settings: Settings, made: Run) -> Run:
    from eval.judged import judged, open_judge  # noqa: PLC0415

    with bar() as show:
        return judged(
            made, open_judge(settings), settings.llm or "", lambda done, total: show("judge", done, total, "")
        )


def runs_or_made(
    settings: Settings, names: Sequence[str], questions: Path | None, small: int | None = None
) -> list[Run]:
    """Kept runs by their names, and new ones where a name says what to measure (see `eval.variants`).

    Kept ones are found before new ones are made: "latest" is none of these.
    """
    from eval.variants import is_variant  # noqa: PLC0415

    store = run_store(settings)
    kept = {name: store.find(name) for name in names if not is_variant(name)}
    return [kept.get(name) or make_run(settings, Plan(questions, name, small=small))[0] for name in names]


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
        fail(f"The package {error.name} is missing, which the program needs. Install it anew: pip install .")
