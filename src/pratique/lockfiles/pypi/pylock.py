"""Parses pylock.toml and pylock.<name>.toml (PEP 751), lock-version 1.0.

`pylock_package` parses each entry separately, so that an invalid entry does not affect the others. The file does not list the
project, so entries without a dependent count as direct dependencies. Attestation identities in the file are ignored, because the
publisher must come from the registry and not from the project.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pratique.core.lock import Lock, Problem
from pratique.lockfiles.pypi.conditions import Conditions, names_platform
from pratique.lockfiles.pypi.entry import label_of, platform_markers
from pratique.lockfiles.pypi.graph import Draft, Followed, every_marker, follow, locked_alone, requests_of
from pratique.lockfiles.pypi.pylock_package import read_package
from pratique.lockfiles.pypi.pythons import Pythons, markers_of, range_of
from pratique.lockfiles.reading.document import first_problems, invalid, unknown_version
from pratique.lockfiles.reading.toml_document import read_toml

FORMAT = "pylock.toml"
VERSION = "1.0"

_TRUE = 'python_version >= "0"'
_MOST_NESTED = 8
"""Maximum nesting depth up to which a marker is simplified. Simplification does not change the meaning of a marker."""
_TRUE_SIDE = re.compile(rf" and {_TRUE}|{_TRUE} and ")
_ASKED = re.compile(r"""(?:"[^"]*+"|'[^']*+')(?: not)? in (?:extras|dependency_groups)\b""")
_GROUP = re.compile(r"""(?:"([^"]*+)"|'([^']*+)') in (?:extras|dependency_groups)\b""")


def parse(data: bytes) -> Lock:
    """Parse a PEP 751 lockfile. Raises ParseError if the bytes are not a PEP 751 lockfile or its version is unknown."""
    document = read_toml(data, "packages", what=FORMAT)
    version = document.value.get("lock-version")
    if version != VERSION:
        raise unknown_version(FORMAT, version, known=VERSION)
    if "packages" not in document.value:
        raise invalid(
            f"{FORMAT} has no packages",
            hint="the file may be truncated: regenerate it with the package manager",
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
    return Lock(
        format=f"{FORMAT} {version}",
        packages=locked_alone(drafts, followed),
        problems=first_problems(problems),
        requires_python=range_of(document.value.get("requires-python")),
        environments=markers_of(document.value.get("environments")),
        requests=requests_of(followed, drafts, _counting(document.value, drafts)),
    )


def _counting(value: Mapping[str, Any], drafts: Sequence[Draft]) -> Callable[[Followed], bool]:
    """Return a function that returns True for a dependency that applies on some platform.

    In PEP 751, a dependency is only a reference to an entry; PDM adds markers to dependencies.
    """
    pythons, environments = value.get("requires-python"), _strings(value.get("environments"))
    known = isinstance(pythons, str) or not environments
    conditions = Conditions(
        Pythons.of(pythons) if known else None,
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


def _draft(raw: Any, defaults: frozenset[str], line: int | None) -> tuple[Draft, tuple[str, ...]]:
    told = read_package(raw, line)
    package = replace(
        told.package,
        groups=_groups(told.marker, defaults),
        markers=_platform_markers(told.marker),
    )
    return Draft(package, told.requests), told.doubts


def _platform_markers(marker: str) -> tuple[str, ...]:
    """Return a marker's conditions on the platform, with every extra and group enabled; may be empty."""
    text = _ASKED.sub(_TRUE, marker)
    for _ in range(_MOST_NESTED):
        text = _TRUE_SIDE.sub("", text).replace(f"{_TRUE} or {_TRUE}", _TRUE).replace(f"({_TRUE})", _TRUE)
    return () if text in {"", _TRUE} else platform_markers([text])


def _groups(marker: str, defaults: frozenset[str]) -> frozenset[str]:
    """Return the extras and groups that a marker requires.

    The result is empty if the marker can match without extras and groups. Each alternative of the marker must require an extra or
    group, and none may require a group that is installed by default.
    """
    alternatives = [{one or other for one, other in _GROUP.findall(part)} for part in marker.split(" or ")]
    named = frozenset[str]().union(*alternatives)
    return named if all(alternatives) and not named & defaults else frozenset()
