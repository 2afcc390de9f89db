"""The only place that chooses real parts: settings in, an Assistant out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from assistant.agent import Agent
from assistant.answer import Assistant
from assistant.errors import SettingsError
from assistant.extractive.affinity import Affinity
from assistant.extractive.model import ExtractiveChatModel
from assistant.retrieve import Retriever
from assistant.settings import EXTRACTIVE, Settings, silence_tracing
from assistant.store.embeddings import Embedder, WordLlamaEmbedder, embedder_named
from assistant.store.library import Library


def build_assistant(settings: Settings) -> Assistant:
    """Put the real parts together. Raises SettingsError; an empty store shows at the first question."""
    silence_tracing(settings)
    embedder = embedder_named(settings.embeddings)
    extractive = Agent(ExtractiveChatModel(affinity=Affinity(_local(embedder))))
    agent = extractive if settings.model == EXTRACTIVE else Agent(_chat_model(settings.model))
    retriever = Retriever(embedder, settings.dense_weight)
    return Assistant(
        Library(settings.data, embedder.name if embedder else None),
        retriever,
        agent,
        extractive,
        today=_clock(settings.timezone),
        seconds=settings.deadline_seconds,
    )


def _local(embedder: Embedder | None) -> Embedder | None:
    """The embedder that weighs words and sentences: never a provider's, for the last resort must not need a network."""
    return embedder if embedder is None or isinstance(embedder, WordLlamaEmbedder) else WordLlamaEmbedder()


def _chat_model(name: str) -> BaseChatModel:
    try:
        model = init_chat_model(name)
    except Exception as error:  # each provider raises its own
        why = next(iter(str(error).splitlines()), type(error).__name__)  # what follows may hold what was passed
        raise SettingsError(str(error), say=f"The model {name!r} cannot be used: {why}") from error
    if not isinstance(model, BaseChatModel):  # without a name LangChain gives one that is chosen later
        raise SettingsError("no model is named", say=f"The model {name!r} cannot be used: it names none.")
    return model


def _clock(timezone: str) -> Callable[[], date]:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(str(error), say=f"GUIDANCE_TIMEZONE {timezone!r} is not a time zone.") from error

    def today() -> date:
        return datetime.now(zone).date()

    return today
