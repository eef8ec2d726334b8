"""Where runs are kept, and how one is called by name: `<home>/eval/runs`."""

from __future__ import annotations

from pathlib import Path

from eval.history import Point, history, remember
from eval.run import BadRun, Run, load_run, runs_in, save
from eval.summary import Summary

_OWN = "assistant"


class RunStore:
    """The kept runs of one index home."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "eval"
        self._runs = self.folder / "runs"

    def keep(self, run: Run, summary: Summary) -> Path:
        """Writes a run and its line in the history; returns the run's file."""
        file = save(run, self._runs)
        remember(self.folder, run, summary)
        return file

    def find(self, name: str) -> Run:
        """A run by file, id, beginning of an id, "latest" or "latest~n" (n before it); BadRun when there is none.

        The latest is the assistant's: a baseline that was measured to compare with it is called by its id.
        """
        given, kept = Path(name), runs_in(self._runs)
        if given.suffix == ".json":
            return load_run(given)
        if name.partition("~")[0] == "latest":
            back = name.partition("~")[2] or "0"
            own = [file for file in kept if file.stem.partition("-")[2].startswith(_OWN)]
            if not back.isdigit() or int(back) >= len(own):
                raise BadRun(f"There is no run {name!r}: {len(own)} are kept. Run: euma eval run")
            return load_run(own[-1 - int(back)])
        matching = [file for file in kept if file.stem == name] or [f for f in kept if f.stem.startswith(name)]
        if len(matching) != 1:
            ids = ", ".join(file.stem for file in (matching or kept)[-5:]) or "none is kept"
            problem = "is the beginning of several runs" if matching else "is no kept run"
            raise BadRun(f"{name!r} {problem} ({ids}); give a file, an id, or latest.")
        return load_run(matching[0])

    def before(self, run: Run) -> Run | None:
        """The newest kept run before this one of the same system with as many questions, None when there is none."""
        alike = {p.id for p in history(self.folder) if p.system == run.system and p.items == len(run.outcomes)}
        for file in reversed(runs_in(self._runs)):
            if file.stem < run.id and file.stem in alike:
                try:
                    return load_run(file)
                except BadRun:
                    continue
        return None

    def trend(self, run: Run) -> tuple[Point, ...]:
        """The points of all runs of the same system up to this one that asked as many questions."""
        points = history(self.folder)
        alike = (p for p in points if p.system == run.system and p.items == len(run.outcomes))
        return tuple(p for p in alike if p.made_at <= run.made_at)
