"""What is said between the parent and a worker: requests, facts already known, results."""

from dataclasses import dataclass, field, replace

from pratique.analysis.facts import FileFacts, Language
from pratique.archive import DEFAULT_LIMITS, Limits
from pratique.core.comparison import Comparison
from pratique.core.finding import Inspection
from pratique.core.installed import FileList
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.release import ArtifactKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One artifact of a job: what it is. Its bytes travel beside it, or lie in a file."""

    ecosystem: Ecosystem
    ref: ReleaseRef | None
    filename: str
    kind: ArtifactKind
    sha256: str
    stored: str = ""
    """The path of the file with the bytes; "" where the bytes travel beside the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Inspect `artifact` against `baseline`; with `compare`, also say what changed between the two.

    With `list_files`, only list the files of `artifact`.
    """

    artifact: Part
    baseline: Part | None = None
    limits: Limits = DEFAULT_LIMITS
    compare: bool = False
    patches: bool = False
    """Whether the comparison carries the changed lines."""
    list_files: bool = False


@dataclass(frozen=True, slots=True, order=True)
class FactsKey:
    """What facts are remembered by."""

    sha256: str
    language: Language


@dataclass(frozen=True, slots=True)
class Wanted:
    """A worker asks for facts that may be known already."""

    keys: tuple[FactsKey, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The parent's answer: facts in the order of the keys, None where they are not known."""

    facts: tuple[FileFacts | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A worker's result, with the facts that it had to make."""

    inspection: Inspection
    fresh: tuple[tuple[FactsKey, FileFacts], ...] = field(default=())
    comparison: Comparison | None = None

    def at_cost(self, cpu_s: float) -> "Done":
        """The same result, with the CPU seconds it took."""
        return replace(self, inspection=replace(self.inspection, cpu_s=cpu_s))


@dataclass(frozen=True, slots=True)
class Failed:
    """A worker could not finish; `memory` tells whether it ran out of memory."""

    why: str
    memory: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a worker says: exactly one of the five."""

    wanted: Wanted | None = None
    done: Done | None = None
    files: FileList | None = None
    told: bytes | None = None
    """The answer of a worker of another kind, which its own module reads."""
    failed: Failed | None = None
    ends: bool = False
    """Whether the worker ends after this, because it has grown."""
