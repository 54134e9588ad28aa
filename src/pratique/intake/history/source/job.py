"""Defines the messages to and from the process that compares an artifact with its source."""

from dataclasses import dataclass

from pratique.core.source import CommitFacts, SourceReading
from pratique.core.tree import Omission
from pratique.errors import Reference
from pratique.history.source.choice import Choice
from pratique.history.source.outline import Outline
from pratique.history.source.reading import Asked, Place

PROGRAM = "pratique.intake.history.source.worker"
"""The module that the process runs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A source file without its bytes. The bytes of all files follow in a separate frame."""

    path: str
    size_bytes: int
    executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """The commit to compare with."""

    place: Place
    choice: Choice
    facts: CommitFacts
    pieces: tuple[Piece, ...]
    omitted: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceJob:
    """A request to outline an artifact or, with `against`, to compare it with a commit.

    The bytes of the artifact and of the commit follow the request.
    """

    asked: Asked
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The parts of a ParseError about an invalid archive."""

    reference: Reference
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """The response of the process. Exactly one field of the response is set."""

    outline: Outline | None = None
    reading: SourceReading | None = None
    refused: Refused | None = None
