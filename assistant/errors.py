"""What can go wrong, each with the words a reader may see. Not finding an answer is an outcome, not an error.

AssistantError
├── SettingsError          a setting cannot work; raised once, at start-up
├── StoreError
│   ├── NothingIngested    no generation has been published in this data folder
│   ├── StoreOutdated      the data folder was written by another version of the program
│   ├── StoreDamaged       a generation does not match its manifest
│   └── StoreBusy          another process is writing to this data folder
├── ModelUnavailable       the language model failed; the extractive answer takes its place
└── UnreadableFile         a file cannot be ingested; the rest of the run goes on
"""


class AssistantError(Exception):
    """`str(error)` is for the log; `say` is for the reader, and says what to do."""

    say = "Sorry, something went wrong. Please try again."

    def __init__(self, detail: str = "", *, say: str = "") -> None:
        super().__init__(detail or say or self.say)
        if say:
            self.say = say


class SettingsError(AssistantError):
    """A setting cannot work."""


class StoreError(AssistantError):
    """The data folder cannot be used."""

    say = "The guidance store cannot be read. Run `guidance doctor` to see what is wrong."


class NothingIngested(StoreError):
    """No generation has been published."""

    say = "No guidance has been ingested yet. Run `guidance ingest FOLDER` first."


class StoreOutdated(StoreError):
    """The data folder has another schema."""

    say = "The data folder was made by another version of this program. Delete it and run `guidance ingest` again."


class StoreDamaged(StoreError):
    """A generation's files are not what its manifest says."""

    say = "The search index is damaged. Run `guidance reindex` to rebuild it; no document is lost."


class StoreBusy(StoreError):
    """Another process holds the writer's lock."""

    say = "Another ingest is running on this data folder. Wait for it to end and try again."


class ModelUnavailable(AssistantError):
    """The language model failed after its retries. `why` ends a sentence of the answer that takes its place."""

    say = "The language model could not be reached."

    def __init__(self, detail: str = "", *, say: str = "", why: str = "it could not be reached") -> None:
        super().__init__(detail, say=say)
        self.why = why


class UnreadableFile(AssistantError):
    """A file cannot be read; `say` gives the reason."""

    say = "This file could not be read."
