"""The interface of an agent."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pratique.cli.hook.answer import Answer


class UnreadableInputError(ValueError):
    """Raised if the input of a hook is not what the agent documents."""


@dataclass(frozen=True, slots=True)
class Line:
    """A command line that an agent is about to run, and the folder in which it runs."""

    text: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What the hook prints, and its exit code."""

    out: str = ""
    err: str = ""
    code: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A hook in a file of settings."""

    event: str
    """The name of the list in the object `hooks`."""
    value: Mapping[str, Any]
    """The item of the list."""
    version: int | None = None
    """The version that the file must state, if any."""


class Agent(Protocol):
    """A coding agent: the contract of its hook, and the file of its settings."""

    @property
    def title(self) -> str:
        """Return the name of the product."""

    @property
    def asks(self) -> bool:
        """Return True if the hook can make the agent ask a person; otherwise, such an answer denies."""

    def line(self, document: Mapping[str, Any]) -> Line | None:
        """Return the command line in the hook's input; None if another tool is used.

        Raise UnreadableInputError.
        """

    def written(self, answer: Answer) -> Written:
        """Return an answer in the form that the agent documents."""

    def place(self, env: Mapping[str, str], home: Path) -> Path:
        """Return the path of the user's file with hooks."""

    def entry(self, command: str, deadline_s: int) -> Entry:
        """Return the hook for the file. `deadline_s` is the time limit of the hook in seconds."""


def text_of(document: Mapping[str, Any], *keys: str) -> str:
    """Return a text within an input. Raise UnreadableInputError if it is missing or no text."""
    value: Any = document
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, str):
        raise UnreadableInputError(f"the input has no text {'.'.join(keys)}")
    return value


def folder_of(document: Mapping[str, Any]) -> str:
    """Return the folder `cwd` of an input, or "" if there is none."""
    value = document.get("cwd")
    return value if isinstance(value, str) else ""
