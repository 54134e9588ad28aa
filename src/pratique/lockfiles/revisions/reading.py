"""Reads the releases of the revisions of one lockfile, one after the other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Digest
from pratique.errors import ParseError
from pratique.lockfiles import LockFormat
from pratique.lockfiles.revisions.segments import LAYOUTS, Layout, Segment, joined

READER = 1
"""The version of this reader. Increase it whenever the same bytes may give other releases."""
_MOST_KNOWN_BYTES = 64 * 1024 * 1024
_FROM_REGISTRY = frozenset({SourceKind.REGISTRY, SourceKind.BUNDLED})
_ARCHIVES = (".tgz", ".tar.gz", ".whl", ".zip", ".gem")


class Held(NamedTuple):
    """A release in a lockfile, with the digests that the lockfile accepts for it."""

    ecosystem: str
    """The purl type."""
    name: str
    version: str
    digests: tuple[Digest, ...] = ()
    source: str = ""
    """`url` or `path` for an archive that the lockfile does not take from a registry; "" otherwise."""


class Revision(NamedTuple):
    """The releases of one revision of a lockfile."""

    held: frozenset[Held]
    problem: str = ""
    """Why the revision, or a part of it, could not be read."""
    includes: tuple[str, ...] = ()
    """The other files that the file includes, relative to it."""


def held(lock: Lock) -> frozenset[Held]:
    """Return the releases of a parsed lockfile. Packages from the project itself or from git are no releases."""
    return frozenset(_held(lock.with_client.packages))


def may_be_release(package: LockedPackage) -> bool:
    """Return True if an entry of a lockfile is a release of a registry, or an archive that may be one."""
    if package.source in _FROM_REGISTRY:
        return True
    address = (package.url or "").partition("#")[0].partition("?")[0].lower()
    return package.source is SourceKind.URL or (
        package.source is SourceKind.PATH and address.endswith(_ARCHIVES)
    )


def _held(packages: Iterable[LockedPackage]) -> Iterable[Held]:
    for package in packages:
        if package.version is not None and may_be_release(package):
            digests = () if package.own_checksum else tuple(sorted(set(package.digests)))
            ref = package.package
            source = "" if package.source in _FROM_REGISTRY else package.source.value
            yield Held(ref.ecosystem.value, ref.name, package.version, digests, source)


@dataclass(slots=True)
class RevisionReader:
    """Reads revisions of one lockfile. An entry that an earlier revision contained is not parsed again."""

    format: LockFormat
    contains: Callable[[bytes], bool] | None = None
    """If set, only entries for which it returns True are parsed."""
    _known: dict[bytes, tuple[frozenset[Held], str]] = field(default_factory=dict)
    _known_bytes: int = 0
    _around: bytes = b""
    _loose: tuple[frozenset[Held], str, tuple[str, ...]] = (frozenset(), "", ())
    _dialect: bytes | None = None

    def read(self, data: bytes) -> Revision:
        """Return the releases of a revision. A file that cannot be parsed has none, and a problem."""
        layout = LAYOUTS.get(self.format.name)
        segments = [] if layout is None else layout.split(data)
        if layout is None or not any(segment.group is not None for segment in segments):
            return self._whole(data)
        self._check_dialect(layout, data)
        groups = _by_group(segments)
        around = b"".join(segment.text for segment in segments if segment.group is None)
        new = {group: text for group, text in groups.items() if text not in self._known}
        # Old formats list digests apart from the entries, so such a text makes every entry count.
        if self.contains is not None and not self.contains(around):
            new = {group: text for group, text in new.items() if self.contains(text)}
        if (new or around != self._around) and not self._parse(layout, segments, new, around):
            return self._whole(data)
        return self._sum(groups.values())

    def _check_dialect(self, layout: Layout, data: bytes) -> None:
        found = layout.dialect.search(data) if layout.dialect is not None else None
        dialect = b"" if found is None else found[0]
        if dialect != self._dialect or self._known_bytes > _MOST_KNOWN_BYTES:
            self._known.clear()
            self._dialect, self._around, self._known_bytes = dialect, b"", 0

    def _parse(
        self, layout: Layout, segments: list[Segment], new: Mapping[bytes, bytes], around: bytes
    ) -> bool:
        chosen = [segment for segment in segments if segment.group is None or segment.group in new]
        text, lines = joined(layout, chosen)
        try:
            lock = self.format.parse(text)
        except ParseError:
            return False
        at = {
            line: segment.group
            for segment, (first, last) in zip(chosen, lines, strict=True)
            if segment.group is not None
            for line in range(first, last + 1)
        }
        packages: dict[bytes | None, list[LockedPackage]] = {}
        for package in lock.with_client.packages:
            group = None if package.line is None else at.get(package.line)
            packages.setdefault(group, []).append(package)
        why = {}
        for problem in lock.problems:
            group = None if problem.line is None else at.get(problem.line)
            if group is not None and group not in packages:
                why[group] = f"{problem.what[:100]}: {problem.why[:200]}"
        for group, text in new.items():
            self._known[text] = (frozenset(_held(packages.get(group, ()))), why.get(group, ""))
            self._known_bytes += len(text)
        self._around = around
        self._loose = (frozenset(_held(packages.get(None, ()))), "", _includes(lock))
        return True

    def _sum(self, texts: Iterable[bytes]) -> Revision:
        releases, problem, includes = self._loose
        found = set(releases)
        known = self._known
        for text in texts:
            one = known.get(text)
            if one is not None:
                found |= one[0]
                problem = problem or one[1]
        return Revision(frozenset(found), problem, includes)

    def _whole(self, data: bytes) -> Revision:
        try:
            lock = self.format.parse(data)
        except ParseError as error:
            return Revision(frozenset(), error.message)
        return Revision(held(lock), "", _includes(lock))


def _includes(lock: Lock) -> tuple[str, ...]:
    return tuple(dict.fromkeys(include.path for include in lock.includes))


def _by_group(segments: Iterable[Segment]) -> dict[bytes, bytes]:
    """Return the text of each group."""
    found: dict[bytes, bytes] = {}
    for text, group in segments:
        if group is not None:
            before = found.get(group)
            found[group] = text if before is None else before + b"\0" + text
    return found
