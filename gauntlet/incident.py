"""What an incident is: a world of releases with their times, what was bad in it, and what an ordinary project asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from pratique.core.names import Ecosystem

Files = Mapping[str, str | bytes]
"""Path to content; text is UTF-8."""


def utc(text: str) -> datetime:
    """An ISO time, or day, as the records have it. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


class Kind(Enum):
    """What an incident tries."""

    BAD_RELEASE = "bad release"
    UNPUBLISHED = "unpublished"
    """Nothing bad comes; what is in use goes."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """One version. `files` are written by us; a manifest is made of the rest."""

    version: str
    at: datetime
    files: Files = field(default_factory=dict)
    publisher: str | None = "owner"
    """npm alone tells it."""
    maintainers: tuple[str, ...] = ("owner",)
    depends: Mapping[str, str] = field(default_factory=dict)
    """Name to range, as the ecosystem writes it."""
    scripts: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)
    """More fields of package.json, such as `main`, `bin` or `repository`."""
    attested: bool = False
    """Whether the registry lists provenance for it."""
    trusted_publisher: str | None = None
    """By which workflow host it was published without a token, as npm tells it, such as `github`."""
    dist_tag: str = "latest"
    """npm's tag that it was published under; a tag is at the newest release of that tag."""
    wheel_tag: str = "py3-none-any"
    """Of the wheel's name: Python, ABI and platform."""
    sdist: bool = True
    """Whether PyPI has a source distribution of it besides the wheel."""
    sdist_files: Files = field(default_factory=dict)
    """What the source distribution has besides `files`, such as `setup.py`."""
    archive: bytes | None = None
    """The npm tarball or the wheel itself, where it is a real one; `files` are then what it holds."""
    withdrawn_at: datetime | None = None
    """When somebody took it away who belongs to the story, such as an attacker who yanked the last good release."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package with the releases of the record, in the order of publication."""

    name: str
    releases: tuple[Release, ...]
    away: tuple[datetime, datetime] | None = None
    """From when to when the registry had nothing of it."""


@dataclass(frozen=True, kw_only=True)
class Advisory:
    """The advisory, as of when it was published."""

    id: str
    at: datetime
    about: Mapping[str, tuple[str, ...]]
    """Name to the versions that it names."""


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One incident. All times are aware UTC."""

    id: str
    title: str
    """What happened, in one sentence without a full stop."""
    copy: str
    """What the files that we wrote do."""
    ecosystem: Ecosystem
    packages: tuple[Package, ...]
    beside: tuple[Package, ...] = ()
    """What another index has that pip was given besides (`--extra-index-url`); it is not behind the gate."""
    at: datetime
    """The moment that the replay counts from: publication of the bad release, or the unpublishing."""
    asks: Mapping[str, str]
    """What an ordinary project asks for: name to range."""
    good: Mapping[str, str]
    """The lock of such a project before: name to last good version. Empty where nothing good ever had the name."""
    bad: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lock of one that took the upgrade: name to versions, of which the newest that is out by then is locked."""
    guilty: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What has the bad code, and must not be installed: name to versions."""
    doors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What leads to it, with clean code of its own: name to versions."""
    gone_at: datetime | None = None
    """When the registry took the bad release down. The replay keeps it listed, as if nobody had noticed, and marks the cell."""
    advisory: Advisory | None = None
    kind: Kind = Kind.BAD_RELEASE
    invented: str = ""
    """What the record leaves open and the replay fills in."""
    missed: str = ""
    """Where the replay lets it in: why, and whether a rule that exists should have caught it."""
    reported_at: datetime | None = None
    """When it was first told in public, where that is recorded and was before the advisory."""

    def locked_at(self, when: datetime) -> Mapping[str, str]:
        """The versions of the lock that took the upgrade, as far as they are out."""
        out = {
            package.name: {r.version for r in package.releases if r.at <= when} for package in self.packages
        }
        there = {name: [one for one in versions if one in out[name]] for name, versions in self.bad.items()}
        return {name: versions[-1] for name, versions in there.items() if versions}

    @property
    def lasting(self) -> bool:
        """Whether there is a good release of all that is asked for; a name that was typed wrong never had one."""
        good = {
            p.name
            for p in (*self.packages, *self.beside)
            if any(release.version not in self.guilty.get(p.name, ()) for release in p.releases)
        }
        return bool(self.good) and good >= set(self.asks)
