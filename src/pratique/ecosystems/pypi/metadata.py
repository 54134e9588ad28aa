"""Parses metadata files of Python distributions: METADATA, PKG-INFO and entry_points.txt."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.parser import HeaderParser
from email.policy import compat32

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

_HEAD_LIMIT = 1024 * 1024
"""Maximum number of bytes of a metadata file that are read. The description at the end of the file may be longer."""
_MOST_REQUIREMENTS = 2000
_REQUIREMENT_LIMIT = 2000
_ENTRY_POINTS_LIMIT = 1024 * 1024
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n){2}")
_EXTRA = re.compile(r"\bextra\b")
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(.*)", re.DOTALL)
_COMMAND_SECTIONS = frozenset({"console_scripts", "gui_scripts"})


@dataclass(frozen=True, slots=True)
class CoreMetadata:
    """The fields of a METADATA or PKG-INFO file that Pratique uses."""

    name: str | None = None
    version: str | None = None
    dependencies: Mapping[str, str] = field(default_factory=dict)
    """The requirements that belong to no extra: normalised names mapped to specifiers."""
    requires: tuple[str, ...] | None = ()
    """All Requires-Dist values as written; None if the number or the length of the values exceeds the limits."""


@dataclass(frozen=True, slots=True)
class Required:
    """One requirement of a distribution."""

    name: str
    """The normalised package name."""
    wanted: str
    """The version range, or `@ ` and the URL."""
    extras: frozenset[str] = frozenset()
    url: str | None = None
    marker: str | None = None


def parse_metadata(data: bytes) -> CoreMetadata:
    """Parse the header of a metadata file (core metadata specification); missing fields are None or empty."""
    text = data[:_HEAD_LIMIT].decode("utf-8", "replace").removeprefix("\ufeff")
    # As the parser of pip ends it: a line of blanks goes on with the field before.
    head, *rest = _BLANK_LINE.split(text, maxsplit=1)
    message = HeaderParser(policy=compat32).parsestr(head)
    requires = tuple(str(item).strip() for item in message.get_all("Requires-Dist") or ())
    whole = (bool(rest) or len(data) <= _HEAD_LIMIT) and len(requires) <= _MOST_REQUIREMENTS
    whole = whole and all(len(text) <= _REQUIREMENT_LIMIT for text in requires)
    return CoreMetadata(
        name=_first(message.get_all("Name")),
        version=_first(message.get_all("Version")),
        dependencies=_dependencies(requires),
        requires=requires if whole else None,
    )


def read_required(text: str) -> Required | None:
    """Parse one requirement as pip does; None if it is invalid and has no name."""
    try:
        read = Requirement(text)
    except (InvalidRequirement, ValueError, RecursionError):
        # Old metadata has forms that no reader takes today; its name is still worth knowing.
        match = _NAME.match(text)
        if match is None or _EXTRA.search(text):
            return None
        return Required(canonicalize_name(match[1]), match[2].strip())
    return Required(
        name=canonicalize_name(read.name),
        wanted=f"@ {read.url}" if read.url else str(read.specifier),
        extras=frozenset(map(canonicalize_name, read.extras)),
        url=read.url,
        marker=None if read.marker is None else str(read.marker),
    )


def parse_commands(data: bytes) -> dict[str, str]:
    """Return the programs of an entry_points.txt, as a mapping of name to `module:function`."""
    found: dict[str, str] = {}
    section = ""
    for raw in data[:_ENTRY_POINTS_LIMIT].decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line.strip("[]").strip()
        elif section in _COMMAND_SECTIONS and line and line[0] not in "#;":
            name, equals, target = line.partition("=")
            if equals and name.strip() and target.strip():
                found[name.strip()] = target.partition("[")[0].strip()
    return found


def _first(values: list[str] | None) -> str | None:
    text = str(values[0]).strip() if values else ""
    return text[:256] or None


def _dependencies(requirements: Sequence[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for text in requirements[:_MOST_REQUIREMENTS]:
        required = read_required(text[:_REQUIREMENT_LIMIT])
        if required is None or (required.marker and _EXTRA.search(required.marker)):
            continue
        specifiers = found.setdefault(required.name, [])
        if required.wanted not in specifiers:
            specifiers.append(required.wanted)
    return {name: " or ".join(specifiers) for name, specifiers in found.items()}
