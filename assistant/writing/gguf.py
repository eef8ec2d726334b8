"""A local GGUF file, run in this program by xllamacpp (llama.cpp) and asked through its own loopback endpoint."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MAGIC = b"GGUF"
_CONTEXT = 4096


class BadModel(ValueError):
    """A language model that cannot be used as configured; the message is one plain sentence."""


@dataclass(frozen=True)
class LocalServer:
    """A running model: `url` is reachable from this machine only and takes `key` alone. It lives as long as this."""

    url: str
    key: str
    server: Any


def serve_file(path: Path) -> LocalServer:
    """Loads a GGUF file (seconds) and serves it on 127.0.0.1 with a random key; BadModel when that is impossible."""
    if not path.is_file():
        raise BadModel(f"EUMA_LLM names a file that is not there: {path}. Check the path after gguf:.")
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise BadModel(f"{path} is no GGUF file: give the path of a model in that format after gguf:.")
    try:
        import xllamacpp  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise BadModel(
            "A GGUF model needs the package xllamacpp. Run: pip install '.[local-llm]', "
            "or leave out EUMA_LLM for answers in quotations."
        ) from error
    key = secrets.token_hex(16)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel = _CONTEXT, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = len(os.sched_getaffinity(0))
    params.api_keys = [key]
    params.ui = params.warmup = False
    params.verbosity = -1
    try:
        server = xllamacpp.Server(params)
    except Exception as error:
        raise BadModel(f"{path} cannot be loaded as a language model: it is damaged or of an unknown kind.") from error
    return LocalServer(f"{server.listening_address}/v1", key, server)
