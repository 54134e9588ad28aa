"""What the clone index says of an artifact: plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneMatch:
    """A file that is a clone of one of known malware."""

    path: str
    family: str
    """The malware that showed it first, as `ecosystem:name@version`."""
    exact: bool
    """Whether the bytes are the same."""
    proven: bool = False
    """Whether the file shows its payload by itself. One that does not may be the honest part of a copy of an honest package."""
    likeness: float
    """Share of what is characteristic of the family that the file has, too: 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMatch:
    """An artifact that ships most files of a popular package of another name."""

    package: str
    version: str
    """The release that it was compared with; the copy may be of another one."""
    share: float
    """Share of the package's files that are the same here: 0 to 1."""
    same: int
    """Number of those files."""
    differing: tuple[str, ...] = ()
    """Source files that the package has otherwise or not at all, at most 50; tests and documentation are not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clones:
    """Everything found in one artifact, the surest first."""

    malware: tuple[CloneMatch, ...] = ()
    copies: tuple[CopyMatch, ...] = ()

    @property
    def exact_files(self) -> int:
        """Files with the bytes of known malware."""
        return sum(match.exact for match in self.malware)

    @property
    def near_files(self) -> int:
        """Files much like known malware, and not the same."""
        return sum(not match.exact for match in self.malware)

    @property
    def likeness(self) -> float:
        """The greatest likeness of any file to known malware: 0 to 1."""
        return max((match.likeness for match in self.malware), default=0.0)

    @property
    def copied_share(self) -> float:
        """The greatest share of a popular package of another name that is in here: 0 to 1."""
        return max((match.share for match in self.copies), default=0.0)

    @property
    def changed_in_copy(self) -> int:
        """Source files of a copy that the popular package has otherwise or not at all."""
        return len(self.copies[0].differing) if self.copies else 0
