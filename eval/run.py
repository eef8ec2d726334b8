"""Asking the production assistant every question of a set, and keeping what came back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer, Citation
from assistant.law import standing
from eval.items import EvalItem
from eval.measures import scores
from eval.outcome import Cited, Found, Outcome, Said
from eval.places import Corpus, Places, Span
from ingest.official.storage import write_whole

RUN_SCHEMA = 1


class System(Corpus, Protocol):
    """What can be evaluated: the assistant (`assistant.assistant.Assistant`), or a baseline to compare it with."""

    def ask(
        self, question: str, language: str | None = None, as_of: date | None = None, previous: Sequence[str] = ()
    ) -> Answer:
        """Answers one question."""


@dataclass(frozen=True)
class Run:
    """All outcomes of one system on one set of questions, with what is needed to do it again.

    `index` names the generation, embedding model and counts; `settings` are those of the assistant without secrets;
    `commit` is that of the program ("+" when files differ from it). `left_out` are the ids of items whose documents
    were not indexed. `judge` is the language model behind judged measures, None when there are none.
    """

    schema: int
    id: str
    made_at: str
    system: str
    index: dict[str, Any]
    settings: dict[str, Any]
    commit: str | None
    machine: dict[str, Any]
    seconds: float
    outcomes: tuple[Outcome, ...]
    left_out: tuple[str, ...] = ()
    judge: str | None = None


@dataclass(frozen=True)
class Circumstances:
    """Where and with what a run is made; see `Run`."""

    system: str = "assistant"
    settings: Mapping[str, Any] = field(default_factory=dict)
    commit: str | None = None
    machine: Mapping[str, Any] = field(default_factory=dict)


class IndexChanged(RuntimeError):
    """Another generation was published while the questions ran."""


class BadRun(ValueError):
    """A file that is no run of this program's version; the message is one plain sentence."""


Progress = Callable[[int, int], None]


def evaluate(
    system: System,
    items: Sequence[EvalItem],
    circumstances: Circumstances,
    *,
    left_out: Sequence[str] = (),
    progress: Progress = lambda _done, _all: None,
) -> Run:
    """Asks every item once, in order, and scores the answers. What the system raises is not caught.

    The language of a question is not told: the assistant finds it, as it does for a visitor. Raises IndexChanged when
    the answers come from more than one generation.
    """
    began, made_at = time.monotonic(), datetime.now(UTC)
    places = Places(system)
    outcomes: list[Outcome] = []
    index: Mapping[str, Any] = {}
    for done, item in enumerate(items):
        progress(done, len(items))
        answer = system.ask(item.question, None, item.as_of, item.previous)
        if index and answer.index != index:
            raise IndexChanged("The index changed while the questions ran, so the run is dropped. Run it again.")
        index = answer.index
        outcomes.append(observe(item, answer, places))
    progress(len(items), len(items))
    return Run(
        schema=RUN_SCHEMA,
        id=run_id(made_at, circumstances.system),
        made_at=made_at.isoformat(timespec="seconds"),
        system=circumstances.system,
        index=dict(index),
        settings=dict(circumstances.settings),
        commit=circumstances.commit,
        machine=dict(circumstances.machine),
        seconds=round(time.monotonic() - began, 1),
        outcomes=tuple(outcomes),
        left_out=tuple(left_out),
    )


def run_id(made_at: datetime, system: str) -> str:
    """A name that sorts by time and can be a file's: what is no letter, digit or one of @=,.- becomes a dash."""
    name = re.sub(r"[^\w@=,.-]+", "-", system)[:80]
    return f"{made_at:%Y%m%dT%H%M%S%f}-{name}"


def observe(item: EvalItem, answer: Answer, places: Places) -> Outcome:
    """One answer as an outcome, scored. Quotes are compared with the documents here, once."""
    outcome = Outcome(
        item=item,
        places=tuple(places.resolve(item)),
        status=answer.status,
        language=answer.language,
        sentences=tuple(Said(s.text, s.citations, s.quoted) for s in answer.sentences),
        notes=answer.notes,
        citations=tuple(_cited(c, answer.as_of, places) for c in answer.citations),
        retrieved=tuple(
            Found(
                rank,
                hit.source.work,
                hit.passage.locator,
                Span(hit.source.id, hit.passage.start, hit.passage.end),
                len(hit.passage.text.split()),
            )
            for rank, hit in enumerate(answer.retrieved, 1)
        ),
        answerability=None if answer.confidence is None else round(answer.confidence, 6),
        seconds=dict(answer.seconds),
    )
    return replace(outcome, scores=scores(outcome))


def _cited(citation: Citation, as_of: date, places: Places) -> Cited:
    source = citation.source
    text = places.document(source.id).text
    return Cited(
        n=citation.n,
        work=source.work,
        title=source.name,
        locator=citation.locator,
        language=source.language,
        span=Span(source.id, citation.start, citation.end),
        quote=citation.quote,
        verbatim=text[citation.start : citation.end] == citation.quote and bool(citation.quote),
        standing=standing(source, as_of).value,
        url=citation.url,
    )


_RUN: TypeAdapter[Run] = TypeAdapter(Run)


def save(run: Run, folder: Path) -> Path:
    """Writes a run as `<id>.json` into a folder, which is made; returns the file."""
    file = folder / f"{run.id}.json"
    write_whole(file, _RUN.dump_json(run, indent=1))
    return file


def load_run(file: Path) -> Run:
    """Reads a run; BadRun when the file is missing, broken or of another version."""
    try:
        run = _RUN.validate_json(file.read_bytes())
    except OSError as error:
        raise BadRun(f"The run {file} cannot be read ({error.strerror}); give the file of a run.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise BadRun(
            f"{file.name} is no run of this program ({place}: {first['msg']}); run the questions anew."
        ) from error
    if run.schema != RUN_SCHEMA:
        raise BadRun(f"{file.name} has schema {run.schema}, this program reads {RUN_SCHEMA}; run the questions anew.")
    return run


def runs_in(folder: Path) -> list[Path]:
    """The files of all kept runs, oldest first."""
    return sorted(folder.glob("*.json"))


def rescored(run: Run) -> Run:
    """A run with its scores computed anew from what it holds; equal to the run unless the measures changed."""
    return replace(run, outcomes=tuple(replace(o, scores=scores(o)) for o in run.outcomes))
