"""The agent: LangChain's `create_agent` over a chat model and the tools. Knows no store and no surface."""

from __future__ import annotations

from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from assistant.dates import speak
from assistant.errors import ModelUnavailable
from assistant.evidence import Evidence
from assistant.tools import TOOLS, RunContext
from assistant.words import CANNOT_ANSWER, NO_END, NO_SEARCH, NO_TEXT
from prompts import prompt_hash, render

MODEL_CALLS = 6  # a search, another with better words, a definition, and the answer, with two to spare


class Agent:
    """One chat model with the tools. `write` gives its answer with [n] markers, not yet proved."""

    def __init__(self, model: BaseChatModel) -> None:
        self.name = model._llm_type
        limit: Any = ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="error")
        self._graph: Any = create_agent(model, list(TOOLS), middleware=[limit], context_schema=RunContext)

    async def write(self, question: str, context: RunContext) -> str:
        """The model's answer to a standalone question. Raises ModelUnavailable where it gives none."""
        system = SystemMessage(render("answer", as_of=speak(context.as_of), cannot_answer=CANNOT_ANSWER))
        try:
            state = await self._graph.ainvoke({"messages": [system, HumanMessage(question)]}, context=context)
        except ModelCallLimitExceededError as error:
            raise ModelUnavailable(str(error), why=NO_END) from error
        messages = state["messages"]
        if not any(isinstance(message, ToolMessage) and isinstance(message.artifact, Evidence) for message in messages):
            raise ModelUnavailable("the model answered without a search", why=NO_SEARCH)
        last = messages[-1]
        text = last.text if isinstance(last, AIMessage) else ""
        if not str(text).strip():
            raise ModelUnavailable("the model gave no answer", why=NO_TEXT)
        return str(text).strip()


def prompt_hashes() -> dict[str, str]:
    """The hash of every prompt that an answer depends on."""
    return {"answer": prompt_hash("answer")}
