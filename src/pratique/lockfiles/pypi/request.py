"""Parses dependencies in Python manifests: PEP 508 requirements, and the tables that Poetry, uv and Pipenv write.

A table with a condition (a marker, an old Python) is ignored, because a lockfile omits a dependency with a marker that never
matches in the project.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from pratique.core.lock import SourceKind
from pratique.lockfiles.asked import Asked, Syntax
from pratique.lockfiles.pypi.pip.requirement import MOST_CHARS

CONDITIONS = frozenset(
    {
        *("markers", "marker", "python", "platform", "extra", "group"),
        *(
            "os_name",
            "sys_platform",
            "platform_machine",
            "platform_python_implementation",
            "platform_release",
        ),
        *("platform_system", "platform_version", "python_version", "python_full_version"),
        *("implementation_name", "implementation_version"),
    }
)
"""Keys of a dependency table that contain the condition under which the dependency applies."""
SOURCES: Mapping[str, SourceKind] = {
    "git": SourceKind.GIT,
    "hg": SourceKind.GIT,
    "svn": SourceKind.GIT,
    "bzr": SourceKind.GIT,
    "url": SourceKind.URL,
    "file": SourceKind.PATH,
    "path": SourceKind.PATH,
    "workspace": SourceKind.WORKSPACE,
}
"""Keys of a dependency table that contain the source of a package."""

_VCS = ("git+", "hg+", "svn+", "bzr+")


def read_pep508(text: str, *, group: str | None = None) -> Asked | None:
    """Return one parsed requirement; None if the text is not a PEP 508 requirement, such as an editable path."""
    if len(text) > MOST_CHARS:
        return None
    try:
        requirement = Requirement(text)
    except (InvalidRequirement, RecursionError):
        return None
    source = SourceKind.REGISTRY if requirement.url is None else _source_of(requirement.url)
    versions = str(requirement.specifier) or None
    return Asked(
        name=str(canonicalize_name(requirement.name)),
        text=requirement.url or versions or "",
        source=source,
        versions=versions if source is SourceKind.REGISTRY else None,
        syntax=Syntax.PEP440,
        group=group,
        condition=None if requirement.marker is None else str(requirement.marker),
        extras=frozenset(map(_normalised, requirement.extras)),
    )


def read_table(
    name: str, table: Mapping[str, Any], *, syntax: Syntax, group: str | None = None
) -> Asked | None:
    """Parse a dependency written as a table; None if the table has a condition."""
    if not CONDITIONS.isdisjoint(table):
        return None
    source = source_of(table)
    told = table.get("version")
    extras = table.get("extras")
    versions = told.strip() if isinstance(told, str) and source is SourceKind.REGISTRY else None
    address = next((table[key] for key in SOURCES if isinstance(table.get(key), str)), None)
    return Asked(
        name=str(canonicalize_name(name)),
        text=versions or address or "",
        source=source,
        versions=None if versions in {"", "*"} else versions,
        syntax=syntax,
        group=group,
        extras=frozenset(map(_normalised, extras if isinstance(extras, list) else ())),
    )


def source_of(table: Mapping[str, Any]) -> SourceKind:
    """Return the source in a dependency table; the registry if the table specifies no other source."""
    kind = next((kind for key, kind in SOURCES.items() if table.get(key)), SourceKind.REGISTRY)
    if kind is SourceKind.PATH and "://" in str(table.get("file", "")):
        return SourceKind.URL
    return kind


def read_all(texts: object, *, group: str | None = None) -> Iterable[Asked]:
    """Yield the requirements in a list. List items that are not requirements, such as included groups, are skipped."""
    for text in texts if isinstance(texts, list) else ():
        asked = read_pep508(text, group=group) if isinstance(text, str) else None
        if asked is not None:
            yield asked


def _normalised(extra: object) -> str:
    return str(canonicalize_name(str(extra)))


def _source_of(address: str) -> SourceKind:
    lowered = address.lower()
    if lowered.startswith(_VCS):
        return SourceKind.GIT
    return SourceKind.PATH if lowered.startswith("file:") or "://" not in address else SourceKind.URL
