"""An artifact compared with its source: what is equal, what differs, and what that means."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from pratique.core.names import ReleaseRef

_MOST_NAMED = 3


class FileState(StrEnum):
    """The state of a shipped file compared with the source. Each shipped file has one."""

    SAME = "same"
    """Byte for byte the file at its place in the source."""
    LINE_ENDS = "line-ends"
    """The same but for line ends or a byte order mark."""
    REWRITTEN = "rewritten"
    """The same but for what the tool that packed it is known to rewrite."""
    ELSEWHERE = "elsewhere"
    """Byte for byte a file that the source has at another place."""
    PACKED = "packed"
    """Made by the tool that packed the artifact, and it does nothing: metadata, lists of files, licences, versions."""
    GENERATED = "generated"
    """Not in the source, and recognised as built. What it does was not compared with anything."""
    DIFFERS = "differs"
    """The source has a file at this place, and its text is another."""
    MISSING = "missing"
    """The source has no such file, and nothing tells what made it."""
    UNREAD = "unread"
    """It, or its counterpart, was not read."""


class How(StrEnum):
    """How the commit to compare with was found."""

    GIVEN = "given"
    """The person who asked named it."""
    BUILT = "built"
    """The registry tells it, as the publisher's client wrote it (npm's `gitHead`)."""
    ATTESTED = "attested"
    """An attestation of the build names it."""
    TAG = "tag"
    """A tag is spelt as the version."""


class WhyNot(StrEnum):
    """Why an artifact and its source could not be compared."""

    NO_REPOSITORY = "no-repository"
    HOST_NOT_NAMED = "host-not-named"
    OFFLINE = "offline"
    GONE = "gone"
    """The repository gave no answer, or not the one that was needed."""
    NO_TAG = "no-tag"
    NO_COMMIT = "no-commit"
    """The commit that is named is not in the repository."""
    TOO_LARGE = "too-large"
    GENERATED = "generated"
    """Whatever runs in the artifact is built, so no file has its like in the source."""
    UNREADABLE = "unreadable"
    """The artifact could not be read."""


class RemarkKind(StrEnum):
    """Something odd about the commit or the repository. None of them is proof of anything."""

    TAG_MISSING = "tag-missing"
    TAG_MOVED = "tag-moved"
    UNREACHABLE = "unreachable"
    REACH_UNKNOWN = "reach-unknown"
    COMMITTED_LATER = "committed-later"
    OTHER_NAME = "other-name"
    OTHER_VERSION = "other-version"
    ATTESTATION = "attestation"
    """Its attestation could not be read, is wrong, or names another commit or repository than the registry tells."""
    INCOMPLETE = "incomplete"
    """Part of the source was not read."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One oddity, in words."""

    kind: RemarkKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One shipped file and its state."""

    path: str
    state: FileState
    sha256: str = ""
    """Of the shipped bytes; empty when they were not read."""
    size_bytes: int = 0
    runs: bool = False
    """Whether an interpreter, a loader or an installer could run it, by its name, mode or first line."""
    source_path: str | None = None
    """The file of the repository that it was compared with."""
    why: str = ""
    """In words, where the state alone does not say it."""
    traced: bool = False
    """Of a generated file: all that it names as its origin is in the source."""
    origins: tuple[str, ...] = ()
    """Of a generated file: files of the source that it is made of, as its name or its source map tell."""
    line: int | None = None
    """First line that its counterpart does not have."""
    lines: int = 0
    """Lines that its counterpart does not have."""
    only_here: tuple[str, ...] = ()
    """Of a manifest: what it declares and the source does not, as `scripts.postinstall`."""


class SignatureKind(StrEnum):
    """What a commit is signed with."""

    PGP = "pgp"
    SSH = "ssh"
    X509 = "x509"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a commit. Anyone can sign: it is meaningful only if verified with allowed keys."""

    kind: SignatureKind
    verified: bool | None = None
    """None: not verified."""
    why: str = "no allowed keys were given"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFacts:
    """Facts about one commit in a repository."""

    id: str
    committed_at: datetime | None = None
    """As the committer wrote it; anybody can write any time."""
    signature: Signature | None = None
    """None: it has none."""
    reachable: bool | None = None
    """Whether a branch or a tag leads to it; None: not known."""
    reach_why: str = ""
    """Why that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCommit:
    """The commit that an artifact was compared with."""

    id: str
    how: How
    tag: str | None = None
    """The tag that is spelt as the version, whatever commit it names."""
    committed_at: datetime | None = None
    """As the committer wrote it; anybody can write any time."""
    signature: Signature | None = None
    """None: it has none."""
    reachable: bool | None = None
    """Whether a branch or a tag leads to it; None: not known. A host serves commits of strangers' forks, too."""


@dataclass(frozen=True, slots=True)
class NotComparable:
    """Why there is no comparison, in words."""

    reason: WhyNot
    text: str


@dataclass(frozen=True, kw_only=True)
class SourceReading:
    """An artifact against its source. Without `not_comparable` every shipped file is in `files`, once."""

    ref: ReleaseRef | None
    filename: str
    repository: str | None = None
    """Address or path of the repository."""
    told_by: str = ""
    """Who says that this is the repository."""
    folder: str = ""
    """The folder of the package inside the repository, "" for the whole."""
    commit: SourceCommit | None = None
    files: tuple[SourceFile, ...] = ()
    remarks: tuple[Remark, ...] = ()
    not_comparable: NotComparable | None = None

    @cached_property
    def counts(self) -> Mapping[FileState, int]:
        """Return the number of files in each occurring state."""
        found = Counter(file.state for file in self.files)
        return {state: found[state] for state in FileState if found[state]}

    @cached_property
    def by_path(self) -> Mapping[str, SourceFile]:
        """Return the files by path."""
        return {file.path: file for file in self.files}

    @property
    def equal_paths(self) -> frozenset[str]:
        """Return the paths that are byte for byte as in the source.

        Empty unless a branch or a tag is known to contain the commit: anybody can add a commit to a host's
        store through a fork and name it as the built one.
        """
        if self.commit is None or self.commit.reachable is not True:
            return frozenset()
        return frozenset(file.path for file in self.files if file.state is FileState.SAME)

    def has(self, kind: RemarkKind) -> bool:
        """Return True if there is a remark of this kind."""
        return any(remark.kind is kind for remark in self.remarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceClaim:
    """Something that only the artifact has, weighed by the habit of its package."""

    path: str
    text: str
    strong: bool
    """Whether it breaks with the habit of the package; the others are notes."""
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class SourceReport:
    """The answer of `pratique source`: the reading, and what of it breaks with the habit of the package."""

    reading: SourceReading
    claims: tuple[SourceClaim, ...] = ()
    earlier: SourceReading | None = None
    """The reading of the baseline, which tells the habit."""
    earlier_why: str = ""
    """Why there is none."""

    @property
    def complete(self) -> bool:
        """Return True if every shipped file that can run was compared with the source."""
        return not self.gap

    @property
    def gap(self) -> str:
        """Return why not every shipped file that can run was compared; empty if all were."""
        reading = self.reading
        if reading.not_comparable is not None:
            return reading.not_comparable.text
        partial = next((one.text for one in reading.remarks if one.kind is RemarkKind.INCOMPLETE), "")
        unread = [file.path for file in reading.files if file.state is FileState.UNREAD]
        built = [file.path for file in reading.files if file.state is FileState.GENERATED and file.runs]
        named = ((unread, "not read"), (built, "built, and not compared"))
        return "; ".join(
            filter(None, (partial, *(f"{_first(paths)}: {why}" for paths, why in named if paths)))
        )

    @property
    def strong(self) -> tuple[SourceClaim, ...]:
        """Return the claims that break with the habit."""
        return tuple(claim for claim in self.claims if claim.strong)


def _first(paths: Sequence[str]) -> str:
    """Name the first paths, and how many more there are."""
    shown = ", ".join(paths[:_MOST_NAMED])
    return shown if len(paths) <= _MOST_NAMED else f"{shown} and {len(paths) - _MOST_NAMED} more"
