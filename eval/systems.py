"""Opening what is evaluated: the assistant as it is composed for everyone, at any kept generation, or a baseline."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr, TypeAdapter

from assistant.compose import embedder_choice, open_assistant
from assistant.settings import Settings
from eval.baselines import Baseline, Ranking, dense, fused, lexical
from eval.llama_default import llama_default, minilm
from eval.run import System
from index.generation import IndexHome
from index.reader import OpenIndex

ASSISTANT = "assistant"
BASELINES = ("dense", "lexical", "rrf", "llama-index")
SYSTEMS = (ASSISTANT, *BASELINES)
_PRIVATE_ENDS = ("_url", "_key", "_secret", "_folder")
_NO_ANSWER = {"home", "host", "port", "mirror", "proxy", "languages", "ocr", "keep_generations"}


class UnknownSystem(ValueError):
    """A name that is no system; the message is one plain sentence."""


@contextmanager
def open_system(name: str, settings: Settings) -> Iterator[tuple[str, System]]:
    """The system of that name on the published index, with the name it is to be shown under.

    Raises UnknownSystem, and what opening an index and an embedder raise (NoIndex, WrongModel, EmbedderError).
    """
    if name not in SYSTEMS:
        raise UnknownSystem(f"There is no system {name!r}; use one of {', '.join(SYSTEMS)}.")
    if name == ASSISTANT:
        yield name, open_assistant(settings)
        return
    with OpenIndex.open(settings.home) as index:
        shown, ranking = _ranking(name, index, settings)
        yield shown, Baseline(index, ranking)


def _ranking(name: str, index: OpenIndex, settings: Settings) -> tuple[str, Ranking]:
    if name == "lexical":
        return name, lexical(index)
    if name == "llama-index":
        embedding = minilm(settings.home / "models")
        if embedding is not None:
            return "llama-index-minilm", llama_default(index, embedding)
        from index.sentence_model import SentenceModel  # noqa: PLC0415 - loads torch

        choice = embedder_choice(settings)
        own = SentenceModel(choice.name, choice.folder(), choice.max_length)
        return "llama-index-own-embedder", llama_default(index, own.llama_index)
    embedder = embedder_choice(settings).load()
    return name, {"dense": dense, "rrf": fused}[name](index, embedder)


@contextmanager
def at_generation(settings: Settings, generation: str | None) -> Iterator[Settings]:
    """The settings with a home in which another kept generation is the published one; the real home stays as it is.

    Raises UnknownGeneration when it is not kept.
    """
    if generation is None:
        yield settings
        return
    real = IndexHome(settings.home)
    real.manifest(generation)
    with tempfile.TemporaryDirectory(prefix="euma-eval-") as folder:
        view = Path(folder)
        for name in ("generations", "models", "label"):
            if (settings.home / name).exists():
                (view / name).symlink_to((settings.home / name).resolve())
        IndexHome(view).publish(generation)
        yield settings.model_copy(update={"home": view})


def shown_settings(settings: Settings) -> dict[str, Any]:
    """The settings that can change an answer, without secrets, places and addresses, as runs are passed on."""
    shown = {}
    for name, value in settings.model_dump(mode="python").items():
        private = isinstance(value, SecretStr | Path) or name.endswith(_PRIVATE_ENDS) or name.startswith("oidc")
        if not private and name not in _NO_ANSWER:
            shown[name] = value
    plain: dict[str, Any] = TypeAdapter(dict[str, Any]).dump_python(shown, mode="json")
    return plain
