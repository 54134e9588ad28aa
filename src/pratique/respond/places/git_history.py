"""Searches the lockfiles in the history of all branches and tags of a git repository."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pratique.core.names import Digest, Ecosystem, PackageRef, ReleaseRef
from pratique.errors import PratiqueError
from pratique.lockfiles import LOCKFILES, LockFormat, format_for
from pratique.lockfiles.revisions.kept import KeptRevisions
from pratique.lockfiles.revisions.reading import Held, RevisionReader
from pratique.net.git.path_history import LoggedCommit, PathHistory, is_bare
from pratique.respond.places.needle_search import contains
from pratique.respond.sighting import Basis, Change, Contact, PlaceKind, Result, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import Wanted
from pratique.store.folder.revision_files import RevisionFiles

_PATTERNS = tuple(f"**/{name}" for format_ in LOCKFILES if format_.installs for name in format_.filenames)
_MOST_UNCHECKED = 20
_BRANCHES = ("refs/heads/", "refs/remotes/")


@dataclass(frozen=True, slots=True)
class GitHistory:
    """Implements `interface.Place` for a work tree or a bare repository."""

    files: RevisionFiles | None = None
    """Where the releases of revisions are stored, so that another search does not read these revisions again."""
    kind: PlaceKind = PlaceKind.LOCK_HISTORY

    def finds(self, path: Path) -> bool:
        """Return True for the top folder of a work tree, and for a bare repository."""
        try:
            return (path / ".git").exists() or (path.is_dir() and is_bare(path))
        except OSError:
            return False

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search all revisions of all lockfiles."""
        try:
            history = PathHistory.of(path)
            return _History(path, history, wanted, self.files).result()
        except PratiqueError as error:
            lost = Unchecked(str(path), "", error.message)
            return Result(
                (), (Searched(kind=self.kind, place=str(path), unchecked=(lost,), unit="revisions"),)
            )


@dataclass(frozen=True, slots=True)
class _Key:
    """A wanted release in one lockfile."""

    path: str
    wanted: str
    basis: Basis
    ref: ReleaseRef


@dataclass(slots=True)
class _Life:
    """The commits between which a release was in a lockfile."""

    digests: tuple[Digest, ...] = ()
    brought: list[LoggedCommit] = field(default_factory=list)
    removed: list[LoggedCommit] = field(default_factory=list)
    seen: list[LoggedCommit] = field(default_factory=list)
    """The commits whose lockfile contains the release."""


@dataclass(slots=True)
class _History:
    place: Path
    history: PathHistory
    wanted: Wanted
    files: RevisionFiles | None
    releases: dict[tuple[str, str], dict[_Key, tuple[Digest, ...]]] = field(default_factory=dict)
    """The wanted releases of each revision, by path and object id."""
    unchecked: list[Unchecked] = field(default_factory=list)
    revisions: int = 0

    def result(self) -> Result:
        commits = self.history.commits(_PATTERNS)
        if self.history.shallow:
            self._lost("", "the clone is shallow: older revisions are missing")
        self._read(commits)
        lives = self._lives(commits)
        heads = self._heads() if lives else {}
        default = self.history.default_branch() if lives else ""
        times = [commit.committed_s for commit in commits]
        searched = Searched(
            kind=PlaceKind.LOCK_HISTORY,
            place=str(self.place),
            format="git",
            units=self.revisions,
            unit="lock revisions",
            since=_time(min(times)) if times else None,
            until=_time(max(times)) if times else None,
            unchecked=tuple(self.unchecked),
        )
        sightings = tuple(
            self._sighting(key, life, heads.get(key, ()), default) for key, life in lives.items()
        )
        return Result(sightings, (searched,))

    def _read(self, commits: Iterable[LoggedCommit]) -> None:
        """Read every revision once, path by path. Revisions whose releases are stored are not read."""
        by_path: dict[str, dict[str, None]] = {}
        for commit in commits:
            for change in commit.changes:
                ids = by_path.setdefault(change.path, {})
                ids.update(dict.fromkeys(one for one in (*change.before, change.after) if one))
        for path, ids in by_path.items():
            format_ = format_for(f"/{path}")
            if format_ is not None and format_.installs:
                self.revisions += len(ids)
                self._read_path(path, format_, ids)

    def _read_path(self, path: str, format_: LockFormat, ids: Iterable[str]) -> None:
        name = f"{format_.name}\0{self.history.folder}\0{path}"
        kept = KeptRevisions() if self.files is None else self.files.get(name)
        known = {revision.identity for revision in kept.revisions}
        missing = [identity for identity in ids if identity not in known]
        if missing:
            kept = kept.plus(self._read_revisions(path, format_, missing))
            if self.files is not None and len(kept.revisions) > len(known):
                self.files.put(name, kept)
        for identity, releases in kept.having(lambda held: self._match(path, held) is not None).items():
            self._found(path, identity, releases)

    def _read_revisions(
        self, path: str, format_: LockFormat, ids: Iterable[str]
    ) -> dict[str, frozenset[Held]]:
        """Return the releases of the revisions that can be read completely; of the others, only those that are wanted count."""
        reader = RevisionReader(format_)
        named = RevisionReader(format_, contains(self.wanted))
        read: dict[str, frozenset[Held]] = {}
        with self.history.contents() as contents:
            for identity in ids:
                data = contents.read(identity)
                if data is None:
                    why = f"the revision {identity[:12]} is missing in the clone, or larger than 64 MiB"
                    self._lost(path, why)
                    continue
                revision = reader.read(data)
                if revision.problem:
                    self._read_named(path, identity, data, named)
                else:
                    read[identity] = revision.held
        return read

    def _read_named(self, path: str, identity: str, data: bytes, reader: RevisionReader) -> None:
        """Read the entries that may name a wanted release in a revision that cannot be read completely."""
        assert reader.contains is not None
        if reader.contains(data):
            revision = reader.read(data)
            if revision.problem:
                self._lost(
                    path, f"the revision {identity[:12]} cannot be read completely: {revision.problem}"
                )
            self._found(path, identity, revision.held)

    def _found(self, path: str, identity: str, releases: Iterable[Held]) -> None:
        found: dict[_Key, tuple[Digest, ...]] = {}
        for held in releases:
            key = self._match(path, held)
            if key is not None:  # a lockfile can list a release twice, with other digests
                found[key] = tuple(sorted({*found.get(key, ()), *held.digests}))
        if found:
            self.releases[path, identity] = found

    def _match(self, path: str, held: Held) -> _Key | None:
        item = self.wanted.release(held.ecosystem, held.name, held.version)
        if item is not None:
            return _Key(path, item.id, Basis.RELEASE, _ref(held))
        known = self.wanted.by_digest
        for digest in held.digests if known else ():
            if digest in known:
                return _Key(path, known[digest].id, Basis.DIGEST, _ref(held))
        return None

    def _lives(self, commits: Iterable[LoggedCommit]) -> dict[_Key, _Life]:
        lives: defaultdict[_Key, _Life] = defaultdict(_Life)
        nothing: Mapping[_Key, tuple[Digest, ...]] = {}
        for commit in commits:
            for change in commit.changes:
                after = self.releases.get((change.path, change.after), nothing)
                before = [self.releases.get((change.path, one), nothing) for one in change.before]
                for key, digests in after.items():
                    lives[key].digests = digests
                    lives[key].seen.append(commit)
                    if not any(key in one for one in before):
                        lives[key].brought.append(commit)
                for key in {key for one in before for key in one} - after.keys():
                    lives[key].removed.append(commit)
        return dict(lives)

    def _heads(self) -> dict[_Key, list[str]]:
        """Return the branches and tags whose newest commit contains each release."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for ref in self.history.refs():
            names[ref.commit].append(ref.name)
        paths = {path for path, _ in self.releases}
        found: defaultdict[_Key, list[str]] = defaultdict(list)
        for commit, refs in names.items():
            for path, identity in self.history.files(commit):
                if path in paths:
                    for key in self.releases.get((path, identity), ()):
                        found[key].extend(refs)
        return found

    def _sighting(self, key: _Key, life: _Life, refs: Collection[str], default: str) -> Sighting:
        branches = tuple(sorted({_short(ref) for ref in refs if ref.startswith(_BRANCHES) or ref == "HEAD"}))
        tags = sorted({_short(ref) for ref in refs if ref.startswith("refs/tags/")})
        brought = min(life.brought, key=_when, default=None)
        # A branch of a pull request may have removed it: what counts is whether the default branch still has it.
        gone = not branches or bool(default and default not in refs)
        removed = max(life.removed, key=_when, default=None) if gone else None
        first = brought or min(life.seen, key=_when, default=None)
        again = len(life.brought) - 1
        notes = []
        if again > 0:
            notes.append(f"{len(life.brought)} commits added the release")
        if tags:
            notes.append(f"in the tags {', '.join(tags[:5])}" if len(tags) > 1 else f"in the tag {tags[0]}")
        return Sighting(
            kind=PlaceKind.LOCK_HISTORY,
            contact=Contact.LOCKED,
            basis=key.basis,
            ref=key.ref,
            wanted=key.wanted,
            place=str(self.place),
            inside=key.path,
            first=None if first is None else _time(first.committed_s),
            last=None if branches or removed is None else _time(removed.committed_s),
            current=bool(branches),
            branches=branches,
            brought=None if brought is None else _change(brought),
            removed=None if removed is None else _change(removed),
            digests=life.digests,
            note="; ".join(notes),
        )

    def _lost(self, path: str, why: str) -> None:
        if len(self.unchecked) < _MOST_UNCHECKED:
            self.unchecked.append(Unchecked(str(self.place), path, why))
        elif len(self.unchecked) == _MOST_UNCHECKED:
            self.unchecked.append(Unchecked(str(self.place), "", "more revisions cannot be read"))


def _ref(held: Held) -> ReleaseRef:
    return PackageRef(Ecosystem(held.ecosystem), held.name).at(held.version)


def _when(commit: LoggedCommit) -> int:
    return commit.committed_s


def _time(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _change(commit: LoggedCommit) -> Change:
    return Change(commit.id, _time(commit.committed_s), commit.author, commit.subject)


def _short(ref: str) -> str:
    for prefix in (*_BRANCHES, "refs/tags/"):
        if ref.startswith(prefix):
            return ref.removeprefix(prefix)
    return ref
