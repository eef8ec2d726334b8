"""At any step of a build: a full disk, no memory, Ctrl-C, an error. The published index answers as before."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess

import pytest

from index.errors import BuildFailed
from index.generation import IndexHome
from index.report import STAGES


def fail_at(stage, failure):
    def listener(event):
        if event.stage == stage:
            raise failure

    return listener


def leftovers(bench):
    return {f.name for f in (bench.home / "generations").iterdir()} - {
        m.id for m in IndexHome(bench.home).generations()
    }


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_in_any_stage_leaves_the_published_index(three, stage, failure):
    first = three.reindex()
    three.write("work", "A changed text about bicycles.")
    raised = KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else (BuildFailed, OSError)
    with pytest.raises(raised) as caught:
        three.reindex(progress=fail_at(stage, failure))
    if isinstance(caught.value, BuildFailed):
        assert "answers as before" in str(caught.value)
        if isinstance(failure, OSError):
            assert "is full" in str(caught.value)
    assert IndexHome(three.home).current() == first.generation
    assert leftovers(three) == set()
    assert three.ask("permit ninety days")[0][0].startswith("A permit to work takes ninety")
    assert three.reindex().changed == ("work",)
    assert three.ask("changed text bicycles")[0][0] == "A changed text about bicycles."


def test_an_interrupted_build_does_not_embed_again(bench):
    for number in range(300):
        bench.write(f"d{number:03}", f"Text number{number}.")

    def stop(event):
        if event.stage == "embed" and event.done >= 256:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.reindex(progress=stop)
    assert len(bench.factory.embedder.passages) == 256
    assert bench.reindex().embedded == 300 - 256


@pytest.mark.parametrize("size", ["1300k", "2400k", "3200k", "5000k"])  # full while reading, embedding, storing
def test_a_real_full_disk_is_said_plainly(three, tmp_path, size):
    small = tmp_path / "small"
    small.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0
    if (
        not mounted
        or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", small], check=False).returncode
    ):
        pytest.skip("needs the right to mount a small file system")
    try:
        three.home = small / "home"
        three.reindex()
        first = IndexHome(three.home).current()
        for number in range(40):
            three.write(f"d{number}", *[f"Paragraph {n} of text {number}. " * 20 for n in range(20)])
        with pytest.raises(BuildFailed, match=r"is full.*answers as before"):
            three.reindex()
        assert IndexHome(three.home).current() == first
        assert leftovers(three) == set()
        assert three.ask("permit ninety days")[0][0].startswith("A permit to work takes ninety")
    finally:
        subprocess.run(["umount", "--lazy", small], check=True)
