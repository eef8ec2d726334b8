"""The composition root: the only place below `ui/` that turns settings into working parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from assistant.answerable import Answerability
from assistant.assistant import Assistant, Models
from assistant.ranking import Ranking
from assistant.settings import Settings
from assistant.writing.choice import ModelChoice
from assistant.writing.entailment import WordsAndMeaning
from assistant.writing.model import ChatModel
from assistant.writing.writer import Writer
from index.adapter import PACKAGED
from index.current import CurrentIndex
from index.embedder import Embedder, EmbedderChoice, RayChoice
from index.generation import EMBEDDED
from index.guide import GuideEntry, load_guide
from index.plan import Reading, find
from index.reindex import Options, reindex
from index.report import Listener, ReindexReport
from ingest.catalogue import works
from ingest.collect import FoundFile
from ingest.document import Document
from ingest.isolation import IsolatedLoader
from ingest.load import load
from ingest.names import load_names
from ingest.passages import split
from ingest.termbase import TermMatcher, load_termbase

READING = "4"
"""Raise when the same file would give other units or passages: every file is then read again."""


def embedder_choice(settings: Settings) -> EmbedderChoice:
    """The configured embedding model; nothing is loaded yet."""
    return EmbedderChoice(
        models_folder=settings.home / "models",
        model=settings.embedding_model,
        adapter=(settings.adapter_folder or PACKAGED) if settings.adapter else None,
        offline=settings.offline,
    )


def briefs() -> Path:
    """The folder of the built-in briefs."""
    return Path(str(files("ingest").joinpath("briefs")))


def guide(home: Path | None = None) -> tuple[GuideEntry, ...]:
    """The plain-language guide that ships with the package, and with `home` the entries that staff added there."""
    packaged = load_guide(Path(str(files("ingest").joinpath("guide"))))
    return (*packaged, *load_guide(home / "guide")) if home else packaged


def reading(load: Callable[[FoundFile], Document] = load) -> Reading:
    """How paths become documents and passages; `load` may be that of an `IsolatedLoader`."""
    return Reading(find, load, split, {"reading": READING})


def update(
    settings: Settings,
    paths: Sequence[Path],
    *,
    remove_ids: Collection[str] = (),
    dry_run: bool = False,
    progress: Listener | None = None,
) -> ReindexReport:
    """Brings the index up to date with `paths` and without `remove_ids`; see `index.reindex.reindex` for errors.

    Files are read in a worker process, so that none can take the run down with it.
    """
    options = Options(
        vectors=settings.chroma_url or EMBEDDED,
        keep=settings.keep_generations,
        software=version("eu-migration-assistant"),
        dry_run=dry_run,
    )
    with IsolatedLoader(ocr=settings.ocr) as isolated:
        return reindex(
            settings.home,
            paths,
            RayChoice(embedder_choice(settings), settings.ray) if settings.ray else embedder_choice(settings),
            reading(isolated.load),
            guide=guide(settings.home),
            remove_ids=remove_ids,
            options=options,
            progress=progress,
        )


def act_names() -> tuple[dict[str, list[str]], dict[str, str]]:
    """The catalogue's acts with all their names, and which act repealed which."""
    names: dict[str, list[str]] = {}
    repealed: dict[str, str] = {}
    for celex, by_language in load_names().items():
        names[celex] = list(dict.fromkeys(name for translated in by_language.values() for name in translated))
    for celex, work in works().items():
        names.setdefault(celex, [work.short_title])
        if work.repealed_by:
            repealed[celex] = work.repealed_by
    return names, repealed


def language_model(settings: Settings) -> ChatModel | None:
    """The configured language model, or None; raises BadModel."""
    if not settings.llm:
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    return ModelChoice.parse(settings.llm, settings.llm_url, key, settings.llm_timeout, settings.llm_retries).open()


def writer(settings: Settings, model: ChatModel | None, embedder: Embedder, terms: TermMatcher) -> Writer | None:
    """What checks a language model's sentences; None without a model."""
    if model is None:
        return None
    return Writer(model, WordsAndMeaning(embedder, terms), settings.llm_timeout, settings.llm_judge)


def open_assistant(settings: Settings) -> Assistant:
    """An assistant on the published index; raises NoIndex, WrongModel, EmbedderError, BadModel."""
    model = language_model(settings)  # first, since a wrong setting is told at once so
    choice = embedder_choice(settings)
    current = CurrentIndex(settings.home, choice.name, settings.chroma_url or EMBEDDED)
    names, repealed = act_names()
    titles = {celex: work.short_title for celex, work in works().items()}
    terms = TermMatcher(load_termbase())
    embedder = choice.load()
    written = writer(settings, model, embedder, terms)
    answerability = Answerability.packaged(titles, choice.name)
    models = Models(embedder, names, repealed, Ranking.packaged(), answerability, terms, written)
    return Assistant(current, models)
