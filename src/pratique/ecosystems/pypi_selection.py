"""Which files of a Python release an installer takes, and which file of another release is most like one."""

import re
from collections.abc import Iterator, Mapping

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from pratique.core.release import Artifact, ArtifactKind, Release
from pratique.ecosystems.interface import LeftOut, Platform, Selection
from pratique.ecosystems.pypi_versions import parse_specifiers

_NEWEST_MICRO = 99
"""A platform names a Python by two numbers; the newest patch release of it is taken for installed."""
_NO_RANK = -1
_PLATFORM_VERSION = re.compile(r"\A([a-z]+)(?:[0-9]+|(?:_[0-9]+)+)(?=_)")


def artifacts_for(release: Release, platform: Platform, *, everything: bool = False) -> Selection:
    """Choose as pip does: the wheel whose tags rank best on the platform, else the first source archive.

    Files whose `Requires-Python` excludes the platform's Python are out; one that cannot be read counts as none
    (pip does the same). Of equal wheels the higher build number wins. Yanked files stay in: an exact version asks
    for them. With `everything` all files are chosen, those of other platforms and kinds too.
    """
    if everything:
        return Selection(release.artifacts)
    ranks = {tag: rank for rank, tag in enumerate(platform.wheel_tags)}
    out: dict[str, str] = {}
    wheels: list[tuple[int, tuple[int, str], Artifact]] = []
    sdists: list[Artifact] = []
    for artifact in release.artifacts:
        why = _why_out(artifact, platform)
        if why is not None:
            out[artifact.filename] = why
        elif artifact.kind is ArtifactKind.SDIST:
            sdists.append(artifact)
        else:
            rank, build = _rank(artifact.filename, ranks)
            if rank == _NO_RANK:
                out[artifact.filename] = f"a wheel for other platforms than {platform.name}"
            else:
                wheels.append((-rank, build, artifact))
    chosen = _best(wheels, sdists)
    return Selection(
        () if chosen is None else (chosen,),
        tuple(
            LeftOut(artifact, out.get(artifact.filename) or f"{_called(chosen)} is taken instead")
            for artifact in release.artifacts
            if artifact is not chosen
        ),
    )


def counterpart(release: Release, artifact: Artifact) -> Artifact | None:
    """Give the file of `release` that is of the same kind as `artifact` and most like it; None without one.

    Wheels are compared by platform first, then by ABI, then by Python version; yanked files come last.
    """
    same = [item for item in release.artifacts if item.kind is artifact.kind]
    return max(same, key=lambda item: _likeness(item, artifact), default=None)


def _why_out(artifact: Artifact, platform: Platform) -> str | None:
    if artifact.kind not in {ArtifactKind.WHEEL, ArtifactKind.SDIST}:
        return "not a kind of file that pip installs"
    wanted = artifact.requires_python
    specifiers = None if wanted is None else parse_specifiers(wanted)
    python = ".".join(map(str, platform.python))
    if specifiers is not None and not specifiers.contains(f"{python}.{_NEWEST_MICRO}", prereleases=True):
        return f"asks for Python {wanted}, and {platform.name} has {python}"
    return None


def _rank(filename: str, ranks: Mapping[str, int]) -> tuple[int, tuple[int, str]]:
    """Give the best rank of a wheel's tags (0 is best; `_NO_RANK` if none fits) and its build number."""
    try:
        _, _, build, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename:
        return _NO_RANK, (0, "")
    found = [ranks[text] for tag in tags if (text := str(tag)) in ranks]
    return min(found, default=_NO_RANK), build or (0, "")


def _best(wheels: list[tuple[int, tuple[int, str], Artifact]], sdists: list[Artifact]) -> Artifact | None:
    if wheels:
        return max(wheels, key=lambda item: item[:2])[2]
    return sdists[0] if sdists else None


def _called(chosen: Artifact | None) -> str:
    return "another file" if chosen is None else chosen.filename


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
    """Give the Python, ABI and platform tags of a wheel's name."""
    parts = filename.removesuffix(".whl").split("-")
    python, abi, system = parts[-3:] if len(parts) >= 5 else ("", "", "")
    return python.split("."), abi.split("."), system.split(".")


def _families(tags: list[str]) -> Iterator[str]:
    """Give platform tags without their versions, such as `manylinux_x86_64`."""
    for tag in tags:
        yield _PLATFORM_VERSION.sub(r"\1", tag)


def _suffix(filename: str) -> str:
    return filename.rpartition(".")[2]
