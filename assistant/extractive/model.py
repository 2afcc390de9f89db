"""The default chat model: a thin LangChain model over the pure functions, so that the whole agent runs with no network.

It reads the question, calls the same tools as any model would, and answers in sentences taken verbatim from their
results.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import ConfigDict

from assistant.evidence import Evidence
from assistant.extractive.affinity import Affinity
from assistant.extractive.compose import compose
from assistant.extractive.understand import Wants, parts_of, understand

NAME = "extractive"


class ExtractiveChatModel(BaseChatModel):
    """Plans tool calls from the question's form and answers from the tools' artifacts; knows nothing else."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    affinity: Affinity

    @property
    def _llm_type(self) -> str:
        return NAME

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The tools are known by name; nothing needs binding."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        question = next(str(m.content) for m in reversed(messages) if isinstance(m, HumanMessage))
        results = [m for m in messages if isinstance(m, ToolMessage)]
        message = self._answer(question, results) if results else _plan(question)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _answer(self, question: str, results: Sequence[ToolMessage]) -> AIMessage:
        evidence = [result.artifact for result in results if isinstance(result.artifact, Evidence)]
        composed = compose(question, evidence, self.affinity)
        return AIMessage(content=composed.text, response_metadata={"nearest": composed.nearest})


def _plan(question: str) -> AIMessage:
    """One search a part of the question; a look at the glossary, or at the documents themselves, where those are asked
    for.
    """
    calls = []
    for part in parts_of(question):
        understood = understand(part)
        if understood.is_about(Wants.MEANING):
            calls.append(_call("define_term", term=part))
        if understood.attribute:
            calls.append(_call("describe_documents", query=part))
        calls.append(_call("search_guidance", query=part))
    return AIMessage(content="", tool_calls=calls)


def _call(name: str, **arguments: str) -> dict[str, Any]:
    return {"name": name, "args": arguments, "id": f"call_{uuid.uuid4().hex[:12]}", "type": "tool_call"}
