"""Watching folders: one build after a pause, nothing for temporary files, and no end but by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ui import watching


class Watched:
    """A watched folder, with a build that only counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.codes: list[int | Exception] = []
        self.builds: list[list[str]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        self.until(lambda: any(text.startswith("Watching") for text in self.said))
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        watching.keep_current([self.folder], self._build, self.said.append, quiet=0.3, stop=self._stop, again=0.5)

    def _build(self) -> int:
        self.builds.append(sorted(path.name for path in self.folder.iterdir()))
        code = self.codes.pop(0) if self.codes else 0
        if isinstance(code, Exception):
            raise code
        return code

    def until(self, holds: Callable[[], bool], seconds: float = 15) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, (self.said, self.builds)
            time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


def test_changes_in_a_row_are_one_build(folder: Path) -> None:
    with Watched(folder) as watched:
        assert watched.builds == [[]]
        for number in range(4):
            (folder / f"{number}.md").write_text("text")
            time.sleep(0.05)
        watched.until(lambda: len(watched.builds) > 1)
        time.sleep(0.8)
        assert watched.builds[1:] == [["0.md", "1.md", "2.md", "3.md"]]
        (folder / "2.md").unlink()
        watched.until(lambda: len(watched.builds) > 2)
        assert watched.builds[2] == ["0.md", "1.md", "3.md"]
        assert "2.md changed" in watched.said


def test_a_change_during_a_build_is_not_missed(folder: Path) -> None:
    class Slow(Watched):
        def _build(self) -> int:
            super()._build()
            if len(self.builds) <= 2:
                (folder / f"{len(self.builds)}.md").write_text("text")
            return 0

    with Slow(folder) as watched:
        watched.until(lambda: len(watched.builds) == 3)
        assert watched.builds == [[], ["1.md"], ["1.md", "2.md"]]


def test_a_file_is_not_read_while_it_grows(folder: Path) -> None:
    with Watched(folder) as watched:
        with (folder / "long.txt").open("w") as file:
            for _ in range(8):
                file.write("part ")
                file.flush()
                time.sleep(0.1)
            assert len(watched.builds) == 1
        watched.until(lambda: len(watched.builds) > 1)
        assert (folder / "long.txt").read_text() == "part " * 8


def test_an_editor_that_saves_by_renaming_makes_one_build(folder: Path) -> None:
    (folder / "act.md").write_text("old")
    with Watched(folder) as watched:
        (folder / ".act.md.swp").write_text("swap")
        (folder / "act.md").rename(folder / "act.md~")
        (folder / "act.md").write_text("new")
        (folder / "act.md~").unlink()
        (folder / ".act.md.swp").unlink()
        watched.until(lambda: len(watched.builds) > 1)
        time.sleep(0.8)
        assert watched.builds[1:] == [["act.md"]]


def test_a_failing_build_is_tried_again_and_ends_nothing(folder: Path) -> None:
    with Watched(folder) as watched:
        watched.codes = [1, RuntimeError("a bug"), 4, 0]
        (folder / "a.md").write_text("text")
        watched.until(lambda: len(watched.builds) == 4)  # failed, raised, partly: the last counts as done
        time.sleep(1)
        assert len(watched.builds) == 4
        assert "RuntimeError: a bug" in watched.said
        (folder / "b.md").write_text("text")
        watched.until(lambda: len(watched.builds) == 5)


def test_polling_sees_changes_too(folder: Path) -> None:
    stop = threading.Event()
    seen = watching.changes([folder], 0.2, stop, poll=True)
    assert next(seen) == set()
    (folder / "a.md").write_text("text")
    changed = next(filter(None, seen))
    stop.set()
    assert folder / "a.md" in changed
    assert changed <= {folder, folder / "a.md"}  # the folder itself may be seen to change, too


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("act.html", True),
        ("Act.PDF", True),
        ("manifest.json", True),
        ("folder", True),
        ("~$act.docx", False),
        (".act.docx.swp", False),
        (".~lock.act.odt#", False),
        ("act.md~", False),
        ("act.pdf.part", False),
        ("act.pdf.crdownload", False),
        ("table.xlsx", False),
    ],
)
def test_which_files_matter(name: str, wanted: bool) -> None:
    assert watching.is_document(Path("/folder") / name) is wanted


def test_folders_that_cannot_be_watched(tmp_path: Path) -> None:
    home = tmp_path / "all" / "home"
    home.mkdir(parents=True)
    (home / "library").mkdir()
    assert watching.check_folders([home / "library"], home) == [home / "library"]
    with pytest.raises(watching.NotWatchable, match="Watch a folder that does not hold it"):
        watching.check_folders([tmp_path / "all"], home)
    with pytest.raises(watching.NotWatchable, match="is no folder"):
        watching.check_folders([tmp_path / "missing"], home)


def test_terminate_ends_it_as_ctrl_c_does() -> None:
    with pytest.raises(KeyboardInterrupt), watching.stopped_by_terminate():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_the_command_ends_cleanly(tmp_path: Path, folder: Path) -> None:
    """The real command: one file that cannot be read ends nothing; Ctrl-C ends it with code 0."""
    (folder / "bad.pdf").write_bytes(b"no pdf")
    environment = {**os.environ, "EUMA_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "ui", "watch", str(folder), "--quiet", "0.2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, cwd=tmp_path
    ) as child:
        lines = []
        for line in child.stdout or []:
            lines.append(line)
            if "Watching" in line:
                child.send_signal(signal.SIGINT)
        assert child.wait(200) == 0
    said = "".join(lines)
    assert "bad.pdf" in said
    assert lines[-1].endswith("Stopped watching. The published index is whole.\n")
    assert "Traceback" not in said
