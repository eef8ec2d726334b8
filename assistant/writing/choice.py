"""Which language model to use: `openai:<model>`, `ollama:<model>` or `gguf:<path>`, all through llama-index."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from assistant.writing.gguf import BadModel, serve_file
from assistant.writing.model import ChatModel

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["OLLAMA_URL", "BadModel", "ModelChoice"]

OLLAMA_URL = "http://127.0.0.1:11434/v1"
_CONTEXT = 4096  # tokens; five passages of 300 tokens, the rules and the answer
_CONNECT = 5.0  # seconds


@dataclass(frozen=True)
class ModelChoice:
    """What is configured: the endpoint's base address, its longest silence in seconds, retries for each request."""

    provider: str
    model: str
    url: str | None = None
    key: str | None = None
    seconds: float = 60.0
    retries: int = 1

    @classmethod
    def parse(cls, text: str, url: str | None, key: str | None, seconds: float, retries: int) -> ModelChoice:
        """Reads `provider:model`; BadModel names what is wrong."""
        provider, _, model = text.partition(":")
        if provider not in {"openai", "ollama", "gguf"} or not model.strip():
            raise BadModel(
                f"EUMA_LLM={text!r} names no language model: use openai:<model>, ollama:<model> or gguf:<path>, "
                "or leave it out for answers in quotations."
            )
        if provider == "openai" and not url:
            raise BadModel(
                "EUMA_LLM_URL is missing: set it to the address of the OpenAI-compatible endpoint, "
                "such as http://127.0.0.1:8080/v1."
            )
        if provider != "gguf" and url and not _is_address(url):
            raise BadModel(f"EUMA_LLM_URL={url!r} is no address: write it like http://127.0.0.1:8080/v1.")
        return cls(
            provider, model.strip(), url or (OLLAMA_URL if provider == "ollama" else None), key, seconds, retries
        )

    def open(self) -> ChatModel:
        """The model, ready to write. A GGUF file is loaded (seconds); an endpoint is not asked yet. BadModel."""
        _need_client()
        import httpx  # noqa: PLC0415

        trusted = httpx.create_ssl_context()
        if self.provider != "gguf":
            address = (self.url or "", self.key or "none")
            return ChatModel(partial(_connected, self.model, *address, self.seconds, self.retries, trusted), self.model)
        path = Path(self.model).expanduser()
        served = serve_file(path)
        opened = partial(_connected, path.stem, served.url, served.key, self.seconds, self.retries, trusted)
        return ChatModel(opened, path.stem, served)


def _need_client() -> None:
    if find_spec("llama_index.llms.openai_like") is None:
        raise BadModel(
            "A language model needs packages that are not installed. Run: pip install '.[llm]', "
            "or leave out EUMA_LLM for answers in quotations."
        )


@contextmanager
def _connected(model: str, url: str, key: str, seconds: float, retries: int, trusted: ssl.SSLContext) -> Iterator[LLM]:
    """A client for one request: what is given up is closed, and the endpoint stops writing."""
    import httpx  # noqa: PLC0415
    from llama_index.llms.openai_like import OpenAILike  # noqa: PLC0415 - an extra

    patience = httpx.Timeout(seconds, connect=min(_CONNECT, seconds))
    # A proxy from the environment would be asked for this machine's own addresses.
    with httpx.Client(timeout=patience, trust_env=not _is_local(url), verify=trusted) as client:
        arguments: dict[str, Any] = {
            "model": model,
            "api_base": url,
            "api_key": key,
            "is_chat_model": True,
            "context_window": _CONTEXT,
            "temperature": 0.0,
            "timeout": seconds,
            "max_retries": retries,
            "http_client": client,
        }
        yield cast("LLM", OpenAILike(**arguments))


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
