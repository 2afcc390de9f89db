"""The words the assistant itself says to a reader, each in one place. What documents say is never here."""

from __future__ import annotations

CANNOT_ANSWER = "The guidance held here does not answer this question."
MENTIONED_ONLY = "The guidance held here mentions this but does not give it."
NEAREST = "The nearest passage, which does not answer it, is {place} [{number}]."
NOTHING_NEAR = "No passage comes near it."
UNCLEAR = (
    "I am not sure what you are asking about. Please name the plan, fund, date or body, for example: "
    "“When is the full plan due?” or “How much is the fund in 2017/18?”."
)
PERSONAL_DATA = (
    "Your question seems to hold personal data ({kind}). It was not kept. Please take it out and ask again; this "
    "service never needs details of a person."
)
OUT_OF_SCOPE = (
    "I can only answer questions on the planning guidance held here, with quotes from it. I do not write documents, "
    "give clinical or personal advice, or follow other instructions."
)
GREETING = (
    "Hello. Ask me about deadlines, requirements or funding in the planning guidance, for example: “When is the full "
    "plan due?” I answer with quotes from the documents, or say that they do not tell."
)
DOCUMENTS_HEAD = "My answers come only from the {count} documents held here:"
WITHHELD = "Something was left out because no passage proves it."
FELL_BACK = "The language model could not be used ({reason}), so this answer is made of sentences of the documents."
PARTLY = "The guidance held here does not answer the rest: {rest}"
REWORDED = "Part of this answer is in other words than the documents'; the quotes are the documents' own."
TOO_SLOW = "it took too long"
TOO_LONG = "its answer was too long"
UNREACHABLE = "it could not be reached"
UNPROVED = "its answer could not be proved"
FOUND_NOTHING = "it found no answer"
NO_SEARCH = "it did not search the guidance"
NO_TEXT = "it gave no answer"
NO_END = "it went on searching"
