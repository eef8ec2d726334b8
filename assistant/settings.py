"""Settings, read once from the environment (prefix EUMA_) or a .env file by the composition root."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that can be configured; each field is the environment variable EUMA_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="EUMA_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("eu-migration-assistant", appauthor=False))
    """Folder with the index, the unpacked model and caches."""
    embedding_model: str = "packaged"
    """`packaged`, or any sentence-transformers id or folder."""
    adapter: bool = True
    """Whether the packaged model is tuned by an adapter: the shipped one, or that of `adapter_folder`."""
    adapter_folder: Path | None = None
    """An adapter made by `euma tune`."""
    ray: str | None = None
    """A Ray cluster that embeds documents, host:port, or local; the extra `ray` must be installed."""
    offline: bool = True
    """Whether the model hub may not be asked; set to false for an embedding model that must be fetched."""
    chroma_url: str | None = None
    """A Chroma server instead of embedded Chroma, e.g. http://127.0.0.1:8000."""
    mirror: str | None = None
    """A folder or address with official documents by CELEX number and language, asked instead of the repository."""
    proxy: str | None = None
    """The proxy through which official documents are fetched, e.g. http://proxy:3128."""
    languages: str = "en"
    """Languages in which acts are fetched, with commas: en,de,fr."""
    ocr: bool = False
    """Whether the text of scanned pages is recognised (Tesseract and the extra `ocr` must be installed)."""
    keep_generations: int = Field(default=3, ge=1)
    """How many published generations are kept for rollback."""
    keep_conversations: int = Field(default=0, ge=0, le=3650)
    """Days for which the server keeps conversations for staff, with nothing about who asked; 0 keeps none."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    llm: str | None = None
    """A language model: openai:<model>, ollama:<model> or gguf:<path>; none for answers in quotations alone."""
    llm_url: str | None = None
    """Base address of the OpenAI-compatible endpoint, e.g. http://127.0.0.1:8080/v1; Ollama's own one is known."""
    llm_key: SecretStr | None = None
    llm_timeout: float = Field(default=60.0, gt=0)
    """Seconds one written answer may take; the quotations are shown at once, whatever it does."""
    llm_retries: int = Field(default=1, ge=0, le=5)
    """How often a request that was not answered is sent again."""
    llm_judge: bool = False
    """Whether the model may doubt that an answer answers; it is then shown as related."""
    oidc_issuer: str | None = None
    """An OpenID Connect provider with which staff may sign in, e.g. https://login.example.org/realm."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_staff: str = ""
    """Who may come in by it: e-mail addresses, or @domain for everybody of it, with commas."""
