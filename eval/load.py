"""Load on a running server: people asking at once, many open pages, thousands of questions; over HTTP, as browsers do.

    python -m eval.load --url http://127.0.0.1:7860 --pid "$(pgrep -f 'euma serve' | head -n 1)"

First words are counted from sending the question to the first quotation (or the refusal) in the answer's stream.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from assistant.compose import guide

_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)
_SETTLED = ("turn writing", "turn answered", "turn not_in_documents", "turn out_of_scope")
_SEED = 7
_VISITS = 20
WITHIN = 10.0
"""Seconds within which the open pages ask, each once."""


@dataclass(frozen=True)
class Asked:
    """Seconds from sending a question to its first words and to its whole answer; `state` is the turn's."""

    first: float
    whole: float
    state: str


@dataclass(frozen=True)
class LoadReport:
    """What the three trials found; seconds, and megabytes of the server's resident memory (None where not watched).

    `processor_seconds` are those the server used for one question, which other work on the machine hardly changes.
    """

    at_once: int
    first_p50: float
    first_p95: float
    whole_p95: float
    sessions: int
    page_p95: float
    sessions_first_p95: float
    questions: int
    questions_per_second: float
    failed: int
    processor_seconds: float | None
    memory_before: float | None
    memory_halfway: float | None
    memory_after: float | None


class Server:
    """The chat of a running server, asked through the queue that its page uses."""

    def __init__(self, client: httpx.AsyncClient, event: int, trigger: int) -> None:
        self._client = client
        self._event = event
        self._trigger = trigger

    @classmethod
    async def open(cls, client: httpx.AsyncClient) -> Server:
        """Find the event of the page that answers; ValueError when the page is another one."""
        found = _CONFIG.search((await client.get("/")).text)
        if not found:
            raise ValueError("There is no chat at that address: give the address that euma serve printed.")
        for event in json.loads(found[1])["dependencies"]:
            if len(event["inputs"]) == 2 and len(event["outputs"]) == 3:  # noqa: PLR2004 - question and what goes with it
                return cls(client, event["id"], event["targets"][0][0])
        raise ValueError("The page has no question box: it is of another version.")

    async def ask(self, question: str) -> Asked:
        """Ask one question in a session of its own."""
        session = secrets.token_hex(6)
        sent = json.dumps({"language": "en", "turn": 1, "previous": []})
        body = {"data": [question, sent], "fn_index": self._event, "trigger_id": self._trigger, "session_hash": session}
        began = time.perf_counter()
        (await self._client.post("/gradio_api/queue/join", json=body)).raise_for_status()
        return await self._read(session, began)

    async def _read(self, session: str, began: float) -> Asked:
        first, state = 0.0, ""
        async with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message: dict[str, Any] = json.loads(line[5:])
                if not first and (found := next((s for s in _SETTLED if s in line), None)):
                    first, state = time.perf_counter() - began, found
                if message["msg"] in {"process_completed", "close_stream"}:
                    break
        whole = time.perf_counter() - began
        return Asked(first or whole, whole, state)


def questions(most: int) -> list[str]:
    """Questions of the guide in all languages, mixed."""
    found = [entry.question for entry in guide() if entry.register != "summary"]
    random.Random(_SEED).shuffle(found)  # noqa: S311 - a fixed mix
    return [found[n % len(found)] for n in range(most)]


def resident(pid: int | None) -> float | None:
    """Megabytes of resident memory of a program (Linux), None where it is not watched."""
    if pid is None:
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("utf-8"))
    return int(found[1]) / 1000 if found else None


def processor(pid: int | None) -> float | None:
    """Seconds of processor time that a program has used (Linux), None where it is not watched."""
    if pid is None:
        return None
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def at_once(server: Server, people: int, rounds: int) -> list[Asked]:
    """`rounds` times, `people` questions sent in the same moment."""
    mixed = iter(questions(people * rounds))
    found: list[Asked] = []
    for _ in range(rounds):
        found += await asyncio.gather(*(server.ask(next(mixed)) for _ in range(people)))
    return found


async def open_sessions(
    client: httpx.AsyncClient, server: Server, sessions: int, within: float = WITHIN
) -> tuple[list[float], list[Asked]]:
    """`sessions` pages open, each asking within some seconds; how long a new page takes meanwhile."""
    mixed = questions(sessions)
    spread = random.Random(_SEED)  # noqa: S311 - when people ask is not a secret

    async def person(question: str) -> Asked:
        await asyncio.sleep(spread.uniform(0, within))
        return await server.ask(question)

    async def visits() -> list[float]:
        taken = []
        for _ in range(_VISITS):
            began = time.perf_counter()
            (await client.get("/")).raise_for_status()
            taken.append(time.perf_counter() - began)
            await asyncio.sleep(within / _VISITS)
        return taken

    visiting = asyncio.create_task(visits())
    asked = await asyncio.gather(*(person(question) for question in mixed))
    return await visiting, list(asked)


async def many(server: Server, count: int, people: int, halfway: Callable[[], None]) -> tuple[list[Asked], float]:
    """`count` questions by `people` at a time; what was found and the seconds it took."""
    mixed = questions(count)
    gate = asyncio.Semaphore(people)
    found: list[Asked] = []

    async def one(question: str) -> None:
        async with gate:
            found.append(await server.ask(question))
        if len(found) == count // 2:
            halfway()

    began = time.perf_counter()
    await asyncio.gather(*(one(question) for question in mixed))
    return found, time.perf_counter() - began


async def measure(
    url: str, pid: int | None, people: int, sessions: int, count: int, *, within: float = WITHIN
) -> LoadReport:
    """Run the three trials against a server; raises httpx.HTTPError when it does not answer."""
    limits = httpx.Limits(max_connections=400, max_keepalive_connections=50)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits, trust_env=False) as client:
        server = await Server.open(client)
        await at_once(server, people, 2)  # what is loaded with the first questions
        crowd = await at_once(server, people, 10)
        pages, spread = await open_sessions(client, server, sessions, within)
        memory, began = [resident(pid)], processor(pid)
        asked, seconds = await many(server, count, 4, lambda: memory.append(resident(pid)))
        memory.append(resident(pid))
        used = processor(pid)
    everything = [*crowd, *spread, *asked]
    return LoadReport(
        people,
        median(a.first for a in crowd),
        percentile([a.first for a in crowd], 0.95),
        percentile([a.whole for a in crowd], 0.95),
        sessions,
        percentile(pages, 0.95),
        percentile([a.first for a in spread], 0.95),
        len(asked),
        len(asked) / seconds,
        sum(not a.state for a in everything),
        (used - began) / len(asked) if used is not None and began is not None else None,
        memory[0],
        memory[1],
        memory[2],
    )


def main() -> None:
    """Measure and write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--url", default="http://127.0.0.1:7860", help="address of the running server")
    parser.add_argument("--pid", type=int, help="number of the server's process, to watch its memory")
    parser.add_argument("--people", type=int, default=10, help="how many ask at once")
    parser.add_argument("--sessions", type=int, default=50, help="how many pages are open")
    parser.add_argument("--questions", type=int, default=2000, help="how many questions in a row")
    options = parser.parse_args()
    try:
        found = asyncio.run(measure(options.url, options.pid, options.people, options.sessions, options.questions))
    except (httpx.HTTPError, ValueError, OSError) as error:
        sys.exit(f"The load could not be measured: {error}. Start the server with: euma serve")
    sys.stdout.write(
        json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(found).items()}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
