"""The commands of `euma eval` that are about an index rather than a run: drift and fidelity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.eval_options import WORSE, Json, Questions
from ui.eval_runs import plain_errors
from ui.terminal import read_settings


def register(app: typer.Typer) -> None:
    """Put the commands into a group."""
    app.command()(drift)
    app.command()(fidelity)


def drift(
    questions: Questions = None,
    size: Annotated[int, typer.Option(help="How many of the shipped questions are asked.")] = 32,
) -> None:
    """Ask probe questions; warn when an answer that was right is now wrong. Exit code 5 when one is."""
    from assistant.compose import open_assistant  # noqa: PLC0415
    from eval.drift import probe  # noqa: PLC0415

    with plain_errors():
        settings = read_settings()
        found = probe(open_assistant(settings), settings.home, questions, size)
    typer.echo("\n".join(found.lines()))
    raise typer.Exit(WORSE if found.worse else 0)


def fidelity(
    manifest: Annotated[Path | None, typer.Option(help="Folder whose manifest.json promises unit counts.")] = None,
    json_output: Json = False,
) -> None:
    """Compare editions of one act unit by unit, and unit counts with a manifest. Exit code 5 when counts disagree."""
    from eval.fidelity import counts, disagreeing, pairs  # noqa: PLC0415
    from eval.markdown import fidelity_json, fidelity_lines  # noqa: PLC0415
    from index.reader import OpenIndex  # noqa: PLC0415
    from ingest.manifest import load_entries  # noqa: PLC0415

    with plain_errors(), OpenIndex.open(read_settings().home) as index:
        promised = [entry.source for entry in load_entries(manifest).values()] if manifest else []
        compared, counted = list(pairs(index)), counts(index, promised)
    typer.echo(fidelity_json(compared, counted) if json_output else "\n".join(fidelity_lines(compared, counted)))
    raise typer.Exit(WORSE if disagreeing(counted) else 0)
