"""Chooses the files of a Python release that an installer selects, and the most similar file of another release."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Self

from packaging.tags import parse_tag
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from pratique.core.release import Artifact, ArtifactKind, Release
from pratique.ecosystems.interface import LeftOut, Platform, Python, Selection
from pratique.ecosystems.pypi.versions import parse_specifiers

_NEWEST_MICRO = 99
"""The assumed patch release of Python.

A platform specifies a Python version by two numbers, and its newest patch release is assumed.
"""
_MOST_DOTS = 20
_SYSTEM = re.compile(r"(manylinux|musllinux|macosx)_([0-9]{1,4})_([0-9]{1,4})")
_MANYLINUX = {
    "manylinux1": "manylinux_2_5",
    "manylinux2010": "manylinux_2_12",
    "manylinux2014": "manylinux_2_17",
}
_OLDEST = {"manylinux": ("manylinux", 2, 28), "musllinux": ("musllinux", 1, 2), "macosx": ("macosx", 14, 0)}
"""The oldest operating systems that are assumed to be in use: glibc as in RHEL 8, musl as in Alpine 3.14."""
_System = tuple[str, int, int]
_PLATFORM_VERSION = re.compile(r"\A([a-z]+)(?:[0-9]+|(?:_[0-9]+)+)(?=_)")


def artifacts_for(release: Release, platform: Platform, *, everything: bool = False) -> Selection:
    """Return the files that pip selects for each Python of the platform: the best-ranked wheel, else the first source archive.

    A file is skipped for a Python version that its `Requires-Python` excludes. As in pip, an invalid
    `Requires-Python` is ignored. Of several equal wheels, the one with the highest build number is chosen. If the
    build numbers are equal, too, all of these wheels are chosen, because installers differ in their choice. Yanked
    files are included, because an exact version selects them. With `everything`, all files are chosen, including
    those for other platforms and of other kinds.
    """
    if everything:
        return Selection(release.artifacts)
    files = [_File.of(artifact) for artifact in release.artifacts]
    taken = {place for python in platform.pythons for place in _taken(files, python)}
    chosen = tuple(file.artifact for place, file in enumerate(files) if place in taken)
    return Selection(
        chosen,
        tuple(
            LeftOut(file.artifact, _why_out(file, platform) or f"{_called(chosen)} is selected instead")
            for place, file in enumerate(files)
            if place not in taken
        ),
    )


def counterpart(release: Release, artifact: Artifact) -> Artifact | None:
    """Return the file of `release` with the same kind that is most similar to `artifact`; None if there is none.

    Wheels are compared by platform, then by ABI, then by Python version; yanked files come last.
    """
    same = [item for item in release.artifacts if item.kind is artifact.kind]
    return max(same, key=lambda item: _likeness(item, artifact), default=None)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a release, and the Python versions that its name and the index allow."""

    artifact: Artifact
    tags: tuple[str, ...]
    build: tuple[int, str]

    @classmethod
    def of(cls, artifact: Artifact) -> Self:
        build, tags = _wheel_name(artifact.filename) if artifact.kind is ArtifactKind.WHEEL else ((0, ""), ())
        return cls(artifact, tags, build)

    def refuses(self, python: Python) -> bool:
        wanted = self.artifact.requires_python
        return wanted is not None and _excludes(wanted, python.version)

    def best(self, python: Python, limit: _System | None = None) -> tuple[int, str] | None:
        """Return the rank of the file's best tag, and the tag, on a system older than `limit`; None if no tag matches."""
        fitting = ((python.ranks[tag], tag) for tag in self.tags if tag in python.ranks)
        return min((one for one in fitting if limit is None or _system(one[1]) < limit), default=None)


def _taken(files: Sequence[_File], python: Python) -> set[int]:
    """Return the positions of the files that pip may select for this Python version.

    The result is usually a single file. If several wheels are equal, the result contains all of these wheels. If the best wheel
    requires a newer system (glibc, macOS) than some systems in use, the result also contains the files for those systems.
    """
    fit = [(place, file) for place, file in enumerate(files) if not file.refuses(python)]
    taken: set[int] = set()
    limit: _System | None = None
    while True:
        ranked = [(*best, file.build, place) for place, file in fit if (best := file.best(python, limit))]
        if not ranked:
            sdists = (place for place, file in fit if file.artifact.kind is ArtifactKind.SDIST)
            return taken | {*islice(sdists, 1)}
        rank, tag = min(ranked)[:2]
        build = max(one[2] for one in ranked if one[0] == rank)
        taken |= {one[3] for one in ranked if (one[0], one[2]) == (rank, build)}
        limit = _system(tag)
        if limit <= _OLDEST.get(limit[0], limit):
            return taken


@lru_cache(maxsize=4_096)
def _system(tag: str) -> _System:
    """Return the operating system that a wheel's tag requires, with its version; "" if the tag requires no version."""
    system = tag.rpartition("-")[2]
    name = _MANYLINUX.get(system.partition("_")[0], system)
    found = _SYSTEM.match(name)
    return (found[1], int(found[2]), int(found[3])) if found else ("", 0, 0)


def _why_out(file: _File, platform: Platform) -> str | None:
    """Return the reason why no Python version of the platform selects the file; None if another file is better."""
    if file.artifact.kind not in {ArtifactKind.WHEEL, ArtifactKind.SDIST}:
        return "pip does not install this kind of file"
    if all(file.refuses(python) for python in platform.pythons):
        has = ", ".join(str(python) for python in reversed(platform.pythons))
        return f"requires Python {file.artifact.requires_python}, and {platform.name} has {has}"
    fits = file.artifact.kind is ArtifactKind.SDIST or any(
        file.best(python) is not None for python in platform.pythons
    )
    return None if fits else f"the wheel is for platforms other than {platform.name}"


@lru_cache(maxsize=4_096)
def _wheel_name(filename: str) -> tuple[tuple[int, str], tuple[str, ...]]:
    """Return the build number and the tags in a wheel's name; no tags for other names.

    Installers accept some names that packaging rejects, such as a name with two underscores. For a name that packaging
    rejects, only the tags are parsed.
    """
    try:
        _, _, build, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename:
        parts = filename.removesuffix(".whl").split("-")
        if len(parts) not in {5, 6} or max(part.count(".") for part in parts[-3:]) > _MOST_DOTS:
            return (0, ""), ()
        build, tags = (), parse_tag("-".join(parts[-3:]))
    return build or (0, ""), tuple(map(str, tags))


@lru_cache(maxsize=1_024)
def _excludes(wanted: str, python: tuple[int, int]) -> bool:
    specifiers = parse_specifiers(wanted)
    version = f"{python[0]}.{python[1]}.{_NEWEST_MICRO}"
    return specifiers is not None and not specifiers.contains(version, prereleases=True)


def _called(chosen: tuple[Artifact, ...]) -> str:
    return " or ".join(artifact.filename for artifact in chosen) or "another file"


def _likeness(candidate: Artifact, artifact: Artifact) -> tuple[int, ...]:
    live = int(candidate.yanked is None)
    if artifact.kind is not ArtifactKind.WHEEL:
        return (live, int(_suffix(candidate.filename) == _suffix(artifact.filename)))
    mine, theirs = _tag_parts(artifact.filename), _tag_parts(candidate.filename)
    shared = [len(set(own) & set(other)) for own, other in zip(mine, theirs, strict=True)]
    python, abi, system = shared
    families = len(set(_families(mine[2])) & set(_families(theirs[2])))
    return (live, int(system > 0), families, int(abi > 0), int(python > 0), system, python)


def _tag_parts(filename: str) -> tuple[list[str], list[str], list[str]]:
    """Return the Python, ABI and platform tags of a wheel's name."""
    parts = filename.removesuffix(".whl").split("-")
    python, abi, system = parts[-3:] if len(parts) >= 5 else ("", "", "")
    return python.split("."), abi.split("."), system.split(".")


def _families(tags: list[str]) -> Iterator[str]:
    """Yield platform tags without their versions, such as `manylinux_x86_64`."""
    for tag in tags:
        yield _PLATFORM_VERSION.sub(r"\1", tag)


def _suffix(filename: str) -> str:
    return filename.rpartition(".")[2]
