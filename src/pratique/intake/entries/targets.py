"""Determines the platform and the Python versions for which each lockfile is judged.

A Python version on the command line (`--platform linux-x86_64-py312`) takes precedence. Without a Python version on the
command line, the project determines the versions: its lockfile (`requires-python`, environments), the nearest
`.python-version` and the nearest `pyproject.toml`. If these files allow several Python versions, the lockfile is judged
for each version. If the files specify no version, the platform's own Python version is used.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from posixpath import dirname, join

from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import Ecosystem
from pratique.core.release import Artifact, Release
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform
from pratique.ecosystems.platforms import with_pythons
from pratique.ecosystems.pypi.python_versions import allowed, newest
from pratique.errors import ParseError
from pratique.intake.agreement import Beside

_MOST_FOLDERS = 64

_Pythons = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Targets:
    """Determines the platforms for which the lockfiles of one project are judged."""

    platform: Platform
    """The platform for lockfiles that do not specify one."""
    beside: Beside
    _read: dict[str, str | None] = field(default_factory=dict)

    def of(self, path: str, lock: Lock) -> Platform:
        """Return the platform for a Python lockfile, with the newest Python versions that the project allows."""
        if self.platform.python_is_named:
            return self.platform
        # Imported here: most projects have no Python lock.
        from pratique.lockfiles.pypi.pythons import (  # noqa: PLC0415 - see above
            VERSION_FILE,
            read_pyproject,
            read_version_file,
        )

        required = _pythons(lock.requires_python) | self._nearest(path, "pyproject.toml", read_pyproject)
        chosen = self._nearest(path, VERSION_FILE, read_version_file)
        # A version that the project does not allow is a mistake of one of the files: both are judged.
        found = (required & chosen or required | chosen) if chosen else required
        return _in_environments(with_pythons(self.platform, newest(found)), lock.environments)

    def all_of(self, locks: Mapping[str, Lock]) -> dict[str, Platform]:
        """Return the platform for each Python lockfile, by path."""
        return {path: self.of(path, lock) for path, lock in locks.items() if is_python(lock)}

    def _nearest(self, path: str, name: str, reader: Callable[[bytes], str | None]) -> _Pythons:
        folder = dirname(path)
        for _ in range(_MOST_FOLDERS):
            found = _pythons(self._range(join(folder, name), reader))
            if found or not folder:
                return found
            folder = dirname(folder)
        return set()

    def _range(self, path: str, reader: Callable[[bytes], str | None]) -> str | None:
        if path not in self._read:
            try:
                data = self.beside.read(path)
                self._read[path] = None if data is None else reader(data)
            except ParseError:  # a broken manifest is named by the comparison of manifest and lock
                self._read[path] = None
        return self._read[path]


def is_python(lock: Lock) -> bool:
    """Return True if a lockfile contains Python packages."""
    return any(entry.package.ecosystem is Ecosystem.PYPI for entry in lock.packages)


def united(platforms: Iterable[Platform]) -> Platform:
    """Return one platform with the Python versions of all given platforms. All platforms must have the same machine type."""
    first, *others = platforms
    more = [python for other in others for python in other.pythons if python not in first.pythons]
    if not more:
        return first
    pythons = {python.version: python for python in (*first.pythons, *more)}
    return replace(first, pythons=tuple(pythons[version] for version in sorted(pythons, reverse=True)))


def widened(targets: Mapping[str, Platform], earlier: Mapping[str, Platform]) -> dict[str, Platform]:
    """Return the platform for each lockfile, including the Python versions from before a change."""
    return {path: united([target, earlier.get(path, target)]) for path, target in targets.items()}


def newly_taken(
    locks: Mapping[str, Lock], earlier: Mapping[str, Platform], targets: Mapping[str, Platform]
) -> Iterator[tuple[str, str]]:
    """Yield the path and key of each entry for which a newly allowed Python version installs different files than before."""
    for path, target in targets.items():
        before = earlier.get(path) or (united(earlier.values()) if earlier else target)
        if {*target.pythons} <= {*before.pythons}:
            continue
        for entry in locks[path].packages:
            if entry.package.ecosystem is Ecosystem.PYPI and not _files(entry, target) <= _files(
                entry, before
            ):
                yield path, entry.key


def _files(entry: LockedPackage, platform: Platform) -> frozenset[object]:
    if not _fits(entry.package.ecosystem, entry.markers, platform):
        return frozenset()
    fitting = narrowed(platform, entry)
    module = ECOSYSTEMS[entry.package.ecosystem]
    names = [file.filename for file in entry.files if file.filename is not None]
    if not names or entry.any_file:
        return frozenset(fitting.pythons)
    rows = tuple(Artifact(filename=name, url="", kind=module.kind_of(name)) for name in names)
    chosen = module.artifacts_for(Release(ref=entry.package.at(""), artifacts=rows), fitting).chosen
    return frozenset(artifact.filename for artifact in chosen)


def narrowed(platform: Platform, entry: LockedPackage) -> Platform:
    """Return the platform with only the Python versions for which an entry is installed; unchanged if there are none."""
    if len(platform.pythons) < 2 or not entry.markers:
        return platform
    return _kept(platform, lambda one: _fits(entry.package.ecosystem, entry.markers, one))


def _in_environments(platform: Platform, environments: tuple[str, ...]) -> Platform:
    if len(platform.pythons) < 2 or not environments:
        return platform
    return _kept(platform, lambda one: any(_fits(Ecosystem.PYPI, (text,), one) for text in environments))


def _kept(platform: Platform, holds: Callable[[Platform], bool]) -> Platform:
    kept = tuple(python for python in platform.pythons if holds(replace(platform, pythons=(python,))))
    return platform if len(kept) in {0, len(platform.pythons)} else replace(platform, pythons=kept)


def _fits(ecosystem: Ecosystem, markers: tuple[str, ...], platform: Platform) -> bool:
    return ECOSYSTEMS[ecosystem].matches_platform(markers, platform)


def _pythons(text: str | None) -> _Pythons:
    return set() if text is None else set(allowed(text))
