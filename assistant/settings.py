"""The settings, and the only reader of the environment. Everything else is handed what it needs."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

EXTRACTIVE = "extractive"


class Settings(BaseSettings):
    """What an operator may change, each as GUIDANCE_… in the environment or a `.env` file."""

    model_config = SettingsConfigDict(env_prefix="GUIDANCE_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(default=Path(".guidance"), description="The data folder: documents, facts and search indexes.")
    model: str = Field(
        default=EXTRACTIVE,
        description="Who writes answers: `extractive`, or a LangChain model name such as `openai:…`.",
    )
    embeddings: str = Field(
        default="wordllama", description="Passage vectors: `wordllama`, `none`, or a LangChain embeddings name."
    )
    dense_weight: float = Field(
        default=0.5, ge=0, le=1, description="How far vectors may speak where the question's words fail."
    )
    deadline_seconds: float = Field(
        default=8.0, gt=0, description="How long a language model may take before the extractive answer is given."
    )
    timezone: str = Field(
        default="Europe/London", description="Where `today` is, for questions without a date of their own."
    )
    host: str = Field(default="127.0.0.1", description="The address that `guidance serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port that `guidance serve` listens on.")
    langsmith: bool = Field(
        default=False, description="Whether LangSmith tracing may run; off whatever LANGSMITH_TRACING says."
    )


def read_settings(**given: object) -> Settings:
    """The settings from the environment, with what the caller gives on top. Raises SettingsError in words."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "GUIDANCE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(str(error), say=f"The setting {name} cannot be used: {first['msg']}.") from error


TRACING_VARIABLES = (
    "LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_HANDLER",
)  # fmt: skip


def silence_tracing(settings: Settings) -> None:
    """Turn LangSmith off for this process unless our own setting turns it on.

    LangChain reads these variables itself, so they are set rather than passed; LangSmith keeps what it once read.
    """
    import langsmith.utils

    for name in TRACING_VARIABLES:
        os.environ[name] = "true" if settings.langsmith else "false"
    langsmith.utils.get_env_var.cache_clear()  # type: ignore[attr-defined]


def child_environment() -> dict[str, str]:
    """The environment for a process of our own: this one's, without anything that looks like a secret."""
    secret = ("KEY", "TOKEN", "SECRET", "PASSWORD")
    kept = {name: value for name, value in os.environ.items() if not any(word in name.upper() for word in secret)}
    return kept | {"OPENBLAS_NUM_THREADS": "1"}
