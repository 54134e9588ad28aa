"""The result of a check before publishing: findings about each artifact, and the coverage of the checks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.assessment import Checked, FamilyState
from pratique.core.location import Location
from pratique.core.names import ReleaseRef
from pratique.core.policy import Waiver
from pratique.core.reading import Trouble


class Level(StrEnum):
    """The effect of a finding before publishing."""

    STOP = "stop"
    """The finding stops the publication (exit code 1)."""
    NOTE = "note"
    """The finding is listed and stops nothing."""


class Comparison(StrEnum):
    """A check before publishing. Every result states the coverage of each check."""

    PACKING = "packing"
    """The files that the client would pack, compared with a built archive."""
    LAST_RELEASE = "last release"
    REPOSITORY = "repository"
    IGNORE_FILES = "ignore files"
    PROVENANCE = "provenance"
    CODE = "code"
    """The analysis that `pratique inspect` makes of every artifact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishFinding:
    """A finding about an artifact that is about to be published. The message never contains the value of a secret."""

    rule: str
    level: Level
    location: Location
    """The file inside the artifact, or the file of the project if the finding is about the project."""
    message: str
    next_step: str
    others: tuple[Location, ...] = ()
    """Further locations of the same finding."""
    accepted: bool = False
    """Whether the user accepted the finding with `--accept`, so that it stops nothing."""
    waived: Waiver | None = None
    """The waiver of the settings because of which the finding stops nothing."""

    @property
    def stops(self) -> bool:
        """Return True if the finding stops the publication."""
        return self.level is Level.STOP and not self.accepted and self.waived is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishArtifact:
    """The result for one artifact: a file that the client would upload."""

    name: str
    """The folder or the file, as the user wrote it."""
    ref: ReleaseRef | None
    filename: str
    files: int
    size_bytes: int
    """The unpacked size of all files."""
    sha256: str
    """The SHA-256 of the archive. For a folder, it is the archive that the client packed for this check."""
    compared_with: str = ""
    """The last release, as the registry names it; "" if there is none or it is unknown."""
    findings: tuple[PublishFinding, ...] = ()
    coverage: Mapping[Comparison, FamilyState] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Return True if no check failed."""
        return not any(state.checked is Checked.UNKNOWN for state in self.coverage.values())

    @property
    def stopping(self) -> tuple[PublishFinding, ...]:
        """Return the findings that stop the publication."""
        return tuple(finding for finding in self.findings if finding.stops)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """The result for everything that would be published."""

    artifacts: tuple[PublishArtifact, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    """The reasons why files could not be packed or read."""

    @property
    def complete(self) -> bool:
        """Return True if there is an artifact, and every check of every artifact has a result."""
        return bool(self.artifacts) and not self.troubles and all(one.complete for one in self.artifacts)

    @property
    def stopped(self) -> bool:
        """Return True if a finding stops the publication."""
        return any(artifact.stopping for artifact in self.artifacts)
