"""The interface of a form: where a client of npm's registry reads which install scripts may run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision about the install scripts of one package, or of one version of it.

    A name that is not a package of a registry, such as the address of a git repository, is the key as the file has it.
    """

    name: str
    version: str | None
    """The version that the decision is about; None for all versions, also for those that do not exist yet."""
    allowed: bool


class Form(Protocol):
    """The form of one client."""

    @property
    def client(self) -> str:
        """Return the name of the client."""

    @property
    def path(self) -> str:
        """Return the path of the file, relative to the root of the project."""

    @property
    def pinned(self) -> bool:
        """Return True if the client can approve a single version."""

    def read(self, text: str | None) -> tuple[Decision, ...]:
        """Return the decisions in a file, in the order of the file; `text` is None if there is no file.

        Entries that the client ignores are omitted: ranges of versions, and values that are not true or false. Raises ParseError
        if the file cannot be read with certainty, for example because a key is there twice.
        """

    def write(self, text: str | None, decisions: Sequence[Decision]) -> str:
        """Return the file with the decisions.

        The decisions are complete for each package that they name: other entries of these packages are removed. New entries are
        sorted. Everything else is preserved, including the entries of other packages, comments, indentation and line ends. If a
        decision is there twice, and once denied, it is denied.

        Raises ParseError for a name or a version that is not valid, and for a file that cannot be edited with certainty. Raises
        UsageError for decisions that the client cannot express.
        """
