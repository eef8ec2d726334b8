"""What the commands of `euma eval` share: options and the exit code for "done, but worse"."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WORSE = 5
"""Exit code: done, and something is worse than it must be."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Questions = Annotated[
    Path | None, typer.Option(help="A .jsonl file of questions or a folder of them; the shipped ones when left out.")
]
