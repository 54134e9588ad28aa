"""The ordinary upgrades of a project, as the history of its locks in git records them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pratique.cli.project.commits import Commits
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem
from pratique.net.git.repository import Repository

_MOST_COMMITS = 2_000


@dataclass(frozen=True, kw_only=True)
class Step:
    """One commit that changed the locks."""

    commit: str
    at: datetime
    """When it was made, aware UTC: the project installs then."""
    new: tuple[LockedPackage, ...]
    """Releases of a registry that no lock of the commit before held, with strong digests."""


@dataclass(frozen=True, kw_only=True)
class LockHistory:
    """What the locks were, and what came in."""

    before: tuple[Lock, ...]
    """The locks as the span begins."""
    steps: tuple[Step, ...]


def history_of(
    repository: Path, ecosystem: Ecosystem, *, path: str, since: datetime, until: datetime
) -> LockHistory:
    """Read a span of the history of the locks below a path of a clone that is not bare. Raises ParseError and UsageError."""
    opened = Repository(repository, "", shallow=False)
    reader = Commits(opened, ())
    found = opened.history(opened.commit("HEAD"), [path], most=_MOST_COMMITS)
    wanted = [one for one in found if since.timestamp() <= one.committed_s < until.timestamp()]
    older = [one for one in found if one.committed_s < since.timestamp()]
    before = _locks(reader, older[0].id, path, ecosystem) if older else {}
    last, steps = before, []
    for commit in reversed(wanted):
        this = _locks(reader, commit.id, path, ecosystem)
        steps.append(
            Step(
                commit=commit.id,
                at=datetime.fromtimestamp(commit.committed_s, UTC),
                new=tuple(_new(last, this)),
            )
        )
        last = this
    return LockHistory(before=tuple(before.values()), steps=tuple(steps))


def _locks(reader: Commits, commit: str, path: str, ecosystem: Ecosystem) -> Mapping[str, Lock]:
    locks, _ = reader.locks(commit)
    return {
        name: lock
        for name, lock in locks.items()
        if name.startswith(path) and any(one.package.ecosystem is ecosystem for one in lock.packages)
    }


def _new(before: Mapping[str, Lock], after: Mapping[str, Lock]) -> Iterator[LockedPackage]:
    held = {one.ref for lock in before.values() for one in lock.packages}
    for lock in after.values():
        for one in lock.packages:
            new = one.source is SourceKind.REGISTRY and one.ref is not None and one.ref not in held
            if new and any(digest.strong for digest in one.digests):
                held.add(one.ref)
                yield one
