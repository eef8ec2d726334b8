"""After a reindex the probe questions are asked by themselves, and its report says what got worse."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing them takes a second, and most commands need neither
    from assistant.settings import Settings
    from index.report import ReindexReport

Show = Callable[[str, int, int, str], None]
_log = logging.getLogger(__name__)


def with_probes(settings: Settings, report: ReindexReport, show: Show) -> ReindexReport:
    """The report of a reindex with what the probe questions found among its notes; as it is if nothing was published.

    A probing that cannot be done is a note too: the index is published by then, and must not seem to have failed.
    """
    if report.generation is None:
        return report
    from index.report import Note  # noqa: PLC0415

    notes = [Note(report.generation, line) for line in _lines(settings, show)]
    return replace(report, notes=(*report.notes, *notes))


def _lines(settings: Settings, show: Show) -> list[str]:
    from assistant.compose import open_assistant  # noqa: PLC0415 - loads the model
    from eval.drift import probe  # noqa: PLC0415

    try:
        found = probe(
            open_assistant(settings), settings.home, progress=lambda done, total: show("probe", done, total, "")
        )
    except Exception as error:  # whatever it is, the reindex is done
        _log.debug("The probe questions could not be asked.", exc_info=True)
        return [f"The probe questions could not be asked ({error}). The index is published; try: euma eval drift"]
    return found.lines()
