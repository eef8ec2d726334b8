"""`euma tune`: an adapter for the packaged embedder, trained on the guide."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.terminal import fail

if TYPE_CHECKING:
    from assistant.settings import Settings

Bar = Callable[..., AbstractContextManager[Callable[[str, int, int, str], None]]]


def register(app: typer.Typer, read_settings: Callable[[], Settings], bar: Bar) -> None:
    """Adds the command."""

    @app.command("tune")
    def tune(
        out: Annotated[Path, typer.Argument(help="Folder for the adapter; made if missing.")],
        rank: Annotated[int, typer.Option(min=1, max=384, help="Rank: 64 takes 10.6 MB.")] = 64,
        epochs: Annotated[int, typer.Option(min=1, max=20)] = 1,
    ) -> None:
        """Train the packaged embedder on the guide's questions (about 40 minutes on two cores) and say what it gains.

        Use the adapter with EUMA_ADAPTER_FOLDER=FOLDER, then reindex and fit the answerability to it:
        python -m eval.tuning answerability.
        """
        from eval.tuning.embedder import tune_embedder  # noqa: PLC0415 - loads torch
        from index.errors import IndexingError  # noqa: PLC0415
        from index.tuning.train import Recipe  # noqa: PLC0415

        if out.exists() and not out.is_dir():
            fail(f"{out} is a file: name a folder for the adapter.")
        try:
            with bar() as show:
                for line in tune_embedder(read_settings(), out, rank, Recipe(epochs=epochs), show):
                    typer.echo(line)
        except (IndexingError, ValueError) as error:
            fail(str(error))
