"""Bringing the index up to date from the command line and the staff pages: progress shown, probe questions asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ui.probing import Show, with_probes

if TYPE_CHECKING:  # they take a second to import, and most commands need neither
    from index.report import Progress, ReindexReport


class Update(Protocol):
    """Brings the index up to date with paths and without some documents."""

    def __call__(
        self, settings: Any, paths: Sequence[Path], show: Show, *, remove_ids: Sequence[str] = (), dry_run: bool = False
    ) -> ReindexReport:
        """See `assistant.compose.update`."""
        ...


def update_index(
    settings: Any, paths: Sequence[Path], show: Show, *, remove_ids: Sequence[str] = (), dry_run: bool = False
) -> ReindexReport:
    """The real `Update`, with the probe questions after it; see `assistant.compose.update`."""
    from assistant.compose import update  # noqa: PLC0415

    report = update(settings, paths, remove_ids=remove_ids, dry_run=dry_run, progress=told(show))
    return with_probes(settings, report, show)


def told(show: Show) -> Callable[[Progress], None]:
    """What takes the index's progress events and hands them to `show`."""
    return lambda event: show(event.stage, event.done, event.total, event.detail)
