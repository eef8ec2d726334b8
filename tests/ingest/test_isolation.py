"""Files that hang, eat memory or crash their reader are left out by name; the others are read as ever."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import errors, isolation
from ingest.collect import FoundFile, collect
from ingest.errors import IngestError, ReaderStopped, TooLarge, UnreadableFile
from ingest.isolation import Bounds, IsolatedLoader
from ingest.load import load
from ingest.source import Kind, Source
from ingest.transfer import document_from_fields, document_to_fields

ACT = "Article 1\nThis applies to bicycles – ‘Fahrräder’.\nArticle 2\nThis is addressed to the Member States."
BOUNDS = Bounds(seconds=6, memory=600_000_000)
# The worker with a reader that does, by a file's name, what hostile files do to readers.
ODD = isolation._START.replace(
    "serve(int",
    """
import re, signal, time, ingest.worker as worker
real = worker.load
def odd(found, limits, ocr):
    name = found.path.stem
    if name == "sleeps":
        time.sleep(60)
    if name == "spins":
        re.match("(a+)+$", "a" * 60 + "b")
    if name == "eats":
        [bytes(1 << 24) for _ in range(1000)]
    if name == "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    if name == "leaves":
        os._exit(7)
    if name == "prints":
        print("noise"); os.write(1, b"noise"); os.write(2, b"noise")
    if name == "starts":
        import subprocess
        subprocess.Popen(["sleep", "61"])
        os._exit(7)
    return real(found, limits, ocr)
worker.load = odd
serve(int""",
)


def file(
    folder: Path, name: str = "rules.en.txt", content: bytes = ACT.encode(), source: Source | None = None
) -> FoundFile:
    path = folder / name
    path.write_bytes(content)
    return FoundFile(path, "00", len(content), source)


SOURCE = Source(id="rules", title="Rules", kind=Kind.OTHER)  # given, so that no language model need be loaded in time


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Iterator[IsolatedLoader]:
    monkeypatch.setattr(isolation, "_START", ODD)
    with IsolatedLoader(BOUNDS) as loader:
        yield loader


def pid(loader: IsolatedLoader) -> int:
    assert loader._worker
    return loader._worker._child.pid


def test_the_worker_reads_what_the_reader_reads(tmp_path: Path) -> None:
    source = Source(id="town", title="Rules ‘of’ Łódź", kind=Kind.DIRECTIVE, language="en", articles=2)
    with IsolatedLoader() as loader:
        for given in (file(tmp_path), file(tmp_path, "more.md", b"# Title\n\nWords.\n"), file(tmp_path, source=source)):
            assert loader.load(given) == load(given)
        first = pid(loader)
        loader.load(file(tmp_path))
        assert pid(loader) == first  # one worker for the run


def test_what_is_refused_in_the_worker_is_refused_with_its_sentence(tmp_path: Path) -> None:
    with IsolatedLoader(Bounds(max_bytes=1000)) as loader:
        with pytest.raises(UnreadableFile, match=r"^bad\.pdf is broken or no PDF; download it again\.$"):
            loader.load(file(tmp_path, "bad.pdf", b"%PDF-1.4 broken"))
        with pytest.raises(TooLarge, match=r"^large\.txt has"):
            loader.load(file(tmp_path, "large.txt", b"word " * 1000))
        with pytest.raises(errors.Truncated):
            loader.load(file(tmp_path, "cut.xhtml", b"<html><body><p>Half"))
        assert loader.load(file(tmp_path)).text


def test_warnings_are_logged_where_the_run_logs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = Source(id="town", title="Rules", kind=Kind.OTHER, articles=3)
    with caplog.at_level(logging.WARNING), IsolatedLoader() as loader:
        loader.load(file(tmp_path, source=source))
    assert [record.getMessage() for record in caplog.records] == ["town has 2 articles, its manifest says 3"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("sleeps", "took longer than 6 s to read and was left out; split it"),
        ("spins", "took longer than 6 s to read and was left out; split it"),
        ("eats", "needs more than 600 MB of memory to read; split it"),
        ("crashes", "made its reader stop (SIGSEGV) and was left out; it is damaged or hostile: save it anew"),
        ("leaves", "made its reader stop (code 7) and was left out"),
    ],
)
def test_a_file_that_its_reader_does_not_outlive_is_named_and_the_next_is_read(
    odd: IsolatedLoader, tmp_path: Path, name: str, why: str
) -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableFile) as caught:
        odd.load(file(tmp_path, f"{name}.txt"))
    assert str(caught.value).startswith(f"{name}.txt {why}")
    assert str(caught.value).endswith(".")
    assert odd.load(file(tmp_path, source=SOURCE)).text
    assert time.monotonic() - started < 15


def test_what_libraries_print_does_not_reach_the_answers(
    odd: IsolatedLoader, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert odd.load(file(tmp_path, "prints.txt", source=SOURCE)).text
    assert capfd.readouterr() == ("", "")


def test_what_a_reader_started_ends_with_it(odd: IsolatedLoader, tmp_path: Path) -> None:
    odd.load(file(tmp_path, source=SOURCE))
    session = pid(odd)
    with pytest.raises(ReaderStopped):
        odd.load(file(tmp_path, "starts.txt"))
    assert _ends(session)


def _ends(session: int) -> bool:
    """Whether nothing of a session is left, within five seconds."""
    for _ in range(100):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_a_worker_that_ended_between_two_files_is_started_anew(odd: IsolatedLoader, tmp_path: Path) -> None:
    odd.load(file(tmp_path, source=SOURCE))
    first = pid(odd)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.2)
    assert odd.load(file(tmp_path, source=SOURCE)).text
    assert pid(odd) != first


def test_ctrl_c_while_a_file_is_read_ends_its_worker(odd: IsolatedLoader, tmp_path: Path) -> None:
    """What that worker answered later would be taken for the next file's."""
    odd.load(file(tmp_path, source=SOURCE))
    first = pid(odd)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        odd.load(file(tmp_path, "sleeps.txt"))
    timer.join()
    assert _ends(first)
    assert odd.load(file(tmp_path, source=SOURCE)).text


def test_closing_ends_the_worker_and_leaves_the_loader_usable(tmp_path: Path) -> None:
    loader = IsolatedLoader()
    loader.load(file(tmp_path))
    first = pid(loader)
    loader.close()
    assert _ends(first)
    assert loader.load(file(tmp_path)).text
    loader.close()
    loader.close()


def test_a_worker_ends_with_the_run_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from ingest.collect import collect; from ingest.isolation import IsolatedLoader\n"
        f"loader = IsolatedLoader(); loader.load(collect([Path({str(tmp_path)!r})]).files[0])\n"
        "print(loader._worker._child.pid, flush=True); time.sleep(60)\n"
    )
    file(tmp_path)
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert run.stdout
    with run, run.stdout:
        worker = int(run.stdout.readline())
        run.kill()
        run.wait()
    assert _ends(worker)


def test_threads_take_turns(tmp_path: Path) -> None:
    files = [file(tmp_path, f"rules{i}.en.txt", f"Article 1\nRule number {i} applies.".encode()) for i in range(8)]
    found: dict[int, str] = {}
    with IsolatedLoader() as loader:
        threads = [threading.Thread(target=lambda i=i: found.update({i: loader.load(files[i]).text})) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert all(f"Rule number {i} applies." in found[i] for i in range(8))


def test_a_worker_that_cannot_be_started_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_START", "raise SystemExit(3)")
    with IsolatedLoader() as loader, pytest.raises(IngestError, match=r"did not start \(code 3\)"):
        loader.load(file(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with IsolatedLoader() as loader, pytest.raises(IngestError, match=r"no-python could not be started"):
        loader.load(file(tmp_path))


@pytest.mark.parametrize(
    "answer",
    [
        b"no json",
        b"[1]",
        b'{"document": {"source": {}, "text": "x", "units": []}}',
        b'{"document": {"source": {"id": "a", "title": "a", "kind": "other"}, "text": "x", "units": [["text", 0, 9]]}}',
        b'{"error": "SystemExit", "message": "x\\ny."}',
        b'{"error": "logger", "message": "x\\ny."}',
    ],
)
def test_answers_of_a_worker_that_was_taken_over_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    framed = isolation.FRAME.pack(len(answer)) + answer
    ready = isolation.FRAME.pack(2) + b"{}"
    monkeypatch.setattr(
        isolation,
        "_START",
        f"import sys, time; sys.stdout.buffer.write({ready + framed!r}); sys.stdout.flush(); time.sleep(9)",
    )
    with IsolatedLoader() as loader, pytest.raises(IngestError) as caught:
        loader.load(file(tmp_path))
    assert "\n" not in str(caught.value)


def test_documents_pass_unchanged(tmp_path: Path) -> None:
    document = load(file(tmp_path))
    assert document_from_fields(document_to_fields(document)) == document


def test_the_worker_knows_no_torch_and_works_beside_it(tmp_path: Path) -> None:
    """A fresh interpreter: nothing is forked from a process with torch's threads."""
    file(tmp_path)
    code = (
        "import torch; torch.ones(64, 64) @ torch.ones(64, 64)\n"
        "from pathlib import Path; from ingest.collect import collect; from ingest.isolation import IsolatedLoader\n"
        f"loader = IsolatedLoader(); print(loader.load(collect([Path({str(tmp_path)!r})]).files[0]).id)\n"
        "maps = Path(f'/proc/{loader._worker._child.pid}/maps')\n"
        "print('torch' in maps.read_text() if maps.exists() else False)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert (done.stdout.split(), done.stderr) == (["rules", "False"], "")


def test_one_bad_file_among_good_ones_stops_none(odd: IsolatedLoader, tmp_path: Path) -> None:
    for name in ("a.txt", "crashes.txt", "b.txt", "leaves.txt", "c.txt"):
        file(tmp_path, name)
    read, failed = [], []
    for found in collect([tmp_path]).files:
        try:
            read.append(odd.load(replace(found, source=SOURCE)) and found.path.stem)
        except IngestError as error:
            failed.append(str(error).split()[0])
    assert (read, failed) == (["a", "b", "c"], ["crashes.txt", "leaves.txt"])
