"""pylock.toml and pylock.<name>.toml (PEP 751), lock-version 1.0.

Each entry is read by `packaging.pylock`, one at a time, so that one bad entry does not lose the others. The
project itself is not in the file: entries that no other one asks for count as asked for by it. Attestation
identities are not read: who published is asked of the registry, not of the project under judgement.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from packaging.pylock import (
    Package,
    PackageArchive,
    PackageSdist,
    PackageWheel,
    Pylock,
    PylockValidationError,
)
from packaging.utils import canonicalize_name

from pratique.core.lock import Lock, LockedFile, LockedPackage, Problem, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.lockfiles.git_address import at_commit
from pratique.lockfiles.pypi.conditions import Conditions, Pythons, names_platform
from pratique.lockfiles.pypi.entry import (
    exact_version,
    filename_of,
    label_of,
    of_release,
    platform_markers,
    read_hash,
    without_user,
)
from pratique.lockfiles.pypi.graph import (
    Draft,
    Followed,
    Request,
    edges,
    every_marker,
    follow,
    locked,
    requests_of,
)
from pratique.lockfiles.reading.document import first_problems, invalid, unknown_version
from pratique.lockfiles.reading.toml_document import read_toml

FORMAT = "pylock.toml"
VERSION = "1.0"

_GROUP = re.compile(r"""(?:"([^"]*+)"|'([^']*+)') in (?:extras|dependency_groups)\b""")


def parse(data: bytes) -> Lock:
    """Read a lock of PEP 751.

    Raises ParseError when the bytes are no such lock, or are of an unknown version.
    """
    document = read_toml(data, "packages", what=FORMAT)
    version = document.value.get("lock-version")
    if version != VERSION:
        raise unknown_version(FORMAT, version, known=VERSION)
    if "packages" not in document.value:
        raise invalid(
            f"{FORMAT} has no packages", hint="let the package manager write it again: is it cut off?"
        )
    defaults = _strings(document.value.get("default-groups"))
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for raw, line in document.entries:
        try:
            draft, doubts = _draft(raw, defaults, line)
        except ValueError as error:
            problems.append(Problem(label_of(raw), line, " ".join(str(error).split())[:300]))
            continue
        drafts.append(draft)
        problems.extend(Problem(draft.package.package.name, line, doubt) for doubt in doubts)
    followed = follow(drafts, what=FORMAT)
    found = edges(followed)
    asked = {edge.child for edge in found if edge.parent != edge.child}
    roots = [position for position in range(len(drafts)) if position not in asked]
    return Lock(
        format=f"{FORMAT} {version}",
        packages=locked(drafts, found, roots=roots),
        problems=first_problems(problems),
        requests=requests_of(followed, drafts, _counting(document.value, drafts)),
    )


def _counting(value: Mapping[str, Any], drafts: Sequence[Draft]) -> Callable[[Followed], bool]:
    """Say which requests are followed on some platform: PEP 751 lets a dependency name an entry, PDM adds markers."""
    pythons, environments = value.get("requires-python"), _strings(value.get("environments"))
    known = isinstance(pythons, str) or not environments
    conditions = Conditions(
        Pythons.of(pythons if isinstance(pythons, str) else None) if known else None,
        not any(map(names_platform, environments)),
        every_marker(drafts),
    )

    def counts(one: Followed) -> bool:
        return conditions.may_hold((one.request.marker, *drafts[one.parent].package.markers))

    return counts


def _strings(value: object) -> frozenset[str]:
    return (
        frozenset(item for item in value if isinstance(item, str)) if isinstance(value, list) else frozenset()
    )


def _draft(raw: Any, defaults: frozenset[str], line: int | None) -> tuple[Draft, list[str]]:
    """One entry, and what is doubtful about it; raises ValueError when it makes no sense."""
    try:
        told = Pylock.from_dict({"lock-version": VERSION, "created-by": "", "packages": [raw]}).packages[0]
    except PylockValidationError as error:
        raise ValueError(f"{error}") from None
    # As written: `packaging` would tell the version in its normal form.
    version = exact_version(raw.get("version"))
    source, address = _place(told)
    if source is SourceKind.REGISTRY and version is None:
        raise ValueError("it has no exact version")
    files, doubts = _files(told)
    marker = "" if told.marker is None else str(told.marker)
    draft = LockedPackage(
        key="",
        package=PackageRef(Ecosystem.PYPI, told.name),
        version=version,
        source=source,
        registry=None if told.index is None else without_user(told.index),
        url=address,
        files=files,
        groups=_groups(marker, defaults),
        markers=platform_markers([marker] if marker else []),
        line=line,
    )
    return Draft(draft, tuple(_requests(told))), doubts


def _place(told: Package) -> tuple[SourceKind, str | None]:
    if told.vcs is not None:
        return SourceKind.GIT, at_commit(
            str(told.vcs.url or told.vcs.path), told.vcs.commit_id, told.vcs.subdirectory
        )
    if told.directory is not None:
        return SourceKind.PATH, told.directory.path
    if told.archive is not None:
        if told.archive.url is None:
            return SourceKind.PATH, told.archive.path
        return SourceKind.URL, told.archive.url
    if any(file.url is not None for file in _distributions(told)) or told.index is not None:
        return SourceKind.REGISTRY, None
    return SourceKind.PATH, next((file.path for file in _distributions(told)), None)


def _distributions(told: Package) -> list[PackageWheel | PackageSdist]:
    return [*(told.wheels or ()), *([told.sdist] if told.sdist is not None else [])]


def _files(told: Package) -> tuple[tuple[LockedFile, ...], list[str]]:
    """The files of an entry. A `name` beside the address must not hide a file of another release."""
    if told.archive is not None:
        file, doubts = _file(told.archive, filename_of(told.archive.url or told.archive.path or ""))
        return (file,), doubts
    files: list[LockedFile] = []
    all_doubts: list[str] = []
    version = None if told.version is None else str(told.version)
    for distribution in _distributions(told):
        file, doubts = _file(distribution, distribution.filename)
        files.append(file)
        all_doubts.extend(doubts)
        behind = filename_of(distribution.url or "")
        if behind is not None and not of_release(behind, told.name, version):
            all_doubts.append(f"one of its files is of another release: {behind[:120]!r}")
    return tuple(files), all_doubts


def _file(
    told: PackageArchive | PackageWheel | PackageSdist, name: str | None
) -> tuple[LockedFile, list[str]]:
    digests: list[Digest] = []
    doubts: list[str] = []
    for algorithm, value in told.hashes.items():
        read, doubt = read_hash(f"{algorithm}:{value}")
        digests.extend(read)
        if doubt is not None:
            doubts.append(doubt)
    return LockedFile(name, tuple(digests), told.url, told.size), doubts


def _groups(marker: str, defaults: frozenset[str]) -> frozenset[str]:
    """The extras and groups that a marker asks for; none when it can hold without them.

    Each alternative must ask for one, and none of them for a group that is installed by default.
    """
    alternatives = [{one or other for one, other in _GROUP.findall(part)} for part in marker.split(" or ")]
    named = frozenset[str]().union(*alternatives)
    return named if all(alternatives) and not named & defaults else frozenset()


def _requests(told: Package) -> Iterator[Request]:
    for dependency in told.dependencies or ():
        name, version = dependency.get("name"), dependency.get("version")
        if isinstance(name, str):
            yield Request(name=canonicalize_name(name), version=version if isinstance(version, str) else None)
