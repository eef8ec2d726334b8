"""The commands of `euma eval` that are about kept runs: trend, and handing answers to another judge and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ui.eval_options import Json
from ui.eval_runs import plain_errors, run_store
from ui.terminal import fail, read_settings

Name = Annotated[str, typer.Argument(help="A kept run: file, id, latest or latest~n.")]


def register(app: typer.Typer) -> None:
    """Put the commands into a group."""
    app.command()(trend)
    app.command()(export)
    app.command()(adopt)


def trend(
    system: Annotated[str, typer.Option(help="Whose runs; see euma eval run --help.")] = "assistant",
    json_output: Json = False,
) -> None:
    """List the kept runs with their main figures, oldest first; a report draws those that asked as many questions."""
    from dataclasses import asdict  # noqa: PLC0415

    from eval.history import history  # noqa: PLC0415
    from eval.markdown import trend_lines  # noqa: PLC0415

    points = [p for p in history(run_store(read_settings()).folder) if p.system == system]
    if json_output:
        typer.echo(json.dumps([asdict(point) for point in points], ensure_ascii=False))
    else:
        typer.echo("\n".join(trend_lines(points)) if points else f"No run of {system} is kept. Run: euma eval run")


def export(
    out: Annotated[Path, typer.Option(help="The JSON Lines file to write.")],
    name: Name = "latest",
    form: Annotated[str, typer.Option(help="Names of the fields: ragas or deepeval.")] = "ragas",
) -> None:
    """Write the answers of a run for ragas or deepeval, to be judged in an environment of their own."""
    from eval.handover import FORMATS  # noqa: PLC0415
    from eval.handover import export as exported  # noqa: PLC0415

    if form not in FORMATS:
        fail(f"There is no form {form!r}; use {' or '.join(FORMATS)}.")
    with plain_errors():
        text = exported(run_store(read_settings()).find(name), form)
    out.write_text(text, "utf-8")
    typer.echo(f"Wrote {len(text.splitlines())} answers to {out}.")


def adopt(
    scores: Annotated[Path, typer.Argument(help="JSON Lines with id, faithfulness, answer_relevancy.")],
    judge: Annotated[str, typer.Option(help="Who judged, as reports are to show it: 'ragas 0.4 with gpt-x'.")],
    name: Name = "latest",
) -> None:
    """Take the scores of another judge into a kept run, marked with the judge's name. Nothing is decided on them."""
    from eval.handover import adopt as adopted  # noqa: PLC0415
    from eval.summary import summarise  # noqa: PLC0415

    with plain_errors():
        store = run_store(read_settings())
        made = adopted(store.find(name), scores, judge)
        file = store.keep(made, summarise(made))
    typer.echo(f"{file} now has the scores of {judge}. Run: euma eval report {made.id}")
