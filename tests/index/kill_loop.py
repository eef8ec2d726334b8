"""Kills builds at random moments while another process asks, and counts what went wrong: `python kill_loop.py 100`.

Each round changes documents, starts a build in a process of its own and kills it (SIGKILL) after a random time. All
documents carry the round's number, so that an answer tells which round it is from, and a mixture would show.
"""

# ruff: noqa: E402  the script stands alone: it finds conftest and the package from where it lies

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

HERE = str(Path(__file__).parent)
sys.path[:0] = [HERE, str(Path(__file__).parents[2])]

from conftest import Workbench

import index.vectors  # noqa: F401  once here, or every build would spend most of its time importing it
from index.archive import Archive
from index.current import CurrentIndex
from index.generation import IndexHome

DOCUMENTS, FINISHED_EVERY, KEEP = 24, 10, 2
EXPECTED = re.compile(r"generations|current|lock|cache\.sqlite(-wal|-shm)?$")
ENDED = os.WEXITED | os.WNOHANG | os.WNOWAIT
ASKER = "import sys; sys.path.insert(0, sys.argv[1]); from kill_loop import ask_on; ask_on(*sys.argv[2:])"


@dataclass
class Tally:
    """What happened. `wrong` is what must stay empty."""

    kills: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    published_by_killed: int = 0
    finished: int = 0
    went_on: int = 0
    most_leftovers: int = 0
    first_bytes: int = 0
    last_bytes: int = 0
    questions: int = 0
    generations_answering: int = 0
    wrong: list[str] = field(default_factory=list)


def write(bench: Workbench, number: int) -> None:
    """Half of the documents change in each round; all of those changed carry its number."""
    for document in range(DOCUMENTS):
        if document == 0 or (document + number) % 2:
            texts = [f"Part {part} of document {document} about bicycles is of round {number}." for part in range(8)]
            bench.write(f"d{document:02}", *texts)


def build(bench: Workbench, told: Path, number: int) -> None:
    """Bring the index up to date, telling every step to a file."""
    with told.open("a") as file:

        def tell(event):
            file.write(f"{number} {event.stage}\n")
            file.flush()

        report = bench.reindex(keep=KEEP, progress=tell)
        file.write(f"{number} done {report.embedded} {report.reused}\n")


def ask_on(home: str, folder: str, log: str) -> None:
    """Ask what is published again and again until told to stop; write every generation met, and every failure."""
    bench = Workbench(Path(home), Path(folder))
    query = bench.factory.embedder.embed_query("Part 3 of document 0 about bicycles is of round")
    current = CurrentIndex(bench.home, bench.factory.name, clock=lambda: time.monotonic() * 50)
    asked, met, failures, round_before = 0, [], [], -1
    while not Path(f"{log}.stop").exists():
        try:
            with current.use() as index:
                found = [index.passage(i) for i, _ in index.dense(query, 8)]
                words = index.lexical("bicycles document 0 part 3", "en", 3)
                [number] = {int(p.text.split()[-1].rstrip(".")) for p in found if p.document_id == "d00"}
                assert words, "no words found"
                assert number >= round_before, f"round {number} after round {round_before}"
                if number != round_before:
                    met.append(index.manifest.id)
                round_before = number
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")
        asked += 1
        Path(f"{log}.begun").touch()
        time.sleep(0.005)
    Path(log).write_text(json.dumps({"asked": asked, "met": met, "failures": failures}))
    current.close()


def kill_one(bench: Workbench, told: Path, number: int, steps: float, seconds: float) -> bool:
    """Build in a child that is killed some seconds after so many of its steps; whether it was still building."""
    before = told.stat().st_size
    child = os.fork()
    if not child:
        with suppress(BaseException):
            build(bench, told, number)
        os._exit(0)
    while told.read_bytes()[before:].count(b"\n") < steps and not os.waitid(os.P_PID, child, ENDED):
        time.sleep(0.001)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def published_round(bench: Workbench) -> set[int]:
    """The round of document 0's passages in the published generation, which is opened and checked."""
    home = IndexHome(bench.home)
    manifest = home.manifest(home.current())
    assert not home.damaged(manifest), f"{manifest.id} is damaged"
    archive = Archive(home.folder(manifest.id) / "documents.sqlite")
    try:
        assert not archive.missing_vectors()
        return {int(p.text.split()[-1].rstrip(".")) for p in archive.passages_of["d00"]}
    finally:
        archive.close()


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def leftovers(bench: Workbench) -> list[str]:
    """Files and folders that no whole generation owns."""
    whole = {m.id for m in IndexHome(bench.home).generations()}
    strange = [path.name for path in bench.home.iterdir() if not EXPECTED.match(path.name)]
    return strange + [path.name for path in (bench.home / "generations").iterdir() if path.name not in whole]


def run(kills: int, folder: Path, seed: int = 0) -> Tally:
    """So many kills; every tenth round is left to finish, goes on from what a kill left, and leaves nothing behind."""
    chance, tally = random.Random(seed), Tally()
    bench, told = Workbench(folder / "home", folder / "documents"), folder / "told"
    for number in range(2):
        write(bench, number)
        build_alone(bench, told, number)
    steps = told.read_text().count("\n1 ")
    tally.first_bytes = size(bench.home)
    with asking(bench, folder / "asked") as answers:
        last = number = 1
        while tally.kills < kills:
            if last == number or chance.random() < 0.5:  # else once more what a kill interrupted
                number += 1
                write(bench, number)
            if kill_one(bench, told, number, chance.uniform(0, steps), chance.expovariate(20)):
                tally.kills += 1
                tally.stages[told.read_text().split("\n")[-2].split()[1]] += 1
            last = check(bench, tally, last, number)
            if tally.kills // FINISHED_EVERY > tally.finished:
                embedded = build_alone(bench, told, number)
                tally.finished += 1
                tally.went_on += last != number and embedded == 0
                tally.wrong += [f"round {number} left {name}" for name in leftovers(bench)]
                last = check(bench, tally, number, number)
    tally.last_bytes = size(bench.home)
    asked = json.loads(answers.read_text())
    tally.questions, tally.generations_answering = asked["asked"], len(asked["met"])
    tally.wrong += asked["failures"]
    return tally


@contextmanager
def asking(bench: Workbench, answers: Path) -> Iterator[Path]:
    """Have another process ask meanwhile; its findings are in the given file afterwards."""
    command = [sys.executable, "-W", "ignore", "-c", ASKER, HERE, bench.home, bench.folder, answers]
    with subprocess.Popen(command) as asker:
        while not Path(f"{answers}.begun").exists():
            assert asker.poll() is None, "nobody can ask"
            time.sleep(0.1)
        try:
            yield answers
        finally:
            Path(f"{answers}.stop").touch()


def build_alone(bench: Workbench, told: Path, number: int) -> int:
    """Build to the end in a child, as Chroma's threads do not survive a fork; returns how many texts were embedded."""
    child = os.fork()
    if not child:
        code = 1
        with suppress(BaseException):
            build(bench, told, number)
            code = 0
        os._exit(code)
    assert os.waitpid(child, 0)[1] == 0, f"round {number} failed"
    return int(told.read_text().split("\n")[-2].split()[2])


def check(bench: Workbench, tally: Tally, last: int, number: int) -> int:
    """Hold the published index to one round, this one or the one published before."""
    try:
        found = published_round(bench)
        if not found <= {last, number} or len(found) != 1:
            tally.wrong.append(f"after round {number}: {found} is published, not {last} or {number}")
        tally.published_by_killed += found == {number} != {last}
        last = max(found)
    except Exception as error:
        tally.wrong.append(f"after round {number}: {type(error).__name__}: {error}")
    tally.most_leftovers = max(tally.most_leftovers, len(leftovers(bench)))
    return last


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="euma-kills-") as place:
        outcome = run(int(sys.argv[1]), Path(place), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    sys.stdout.write(json.dumps(vars(outcome), indent=1) + "\n")
    sys.exit(bool(outcome.wrong))
