"""Declarations inside Python distributions: METADATA and PKG-INFO, and entry_points.txt."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.parser import HeaderParser
from email.policy import compat32

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

_HEAD_LIMIT = 1024 * 1024
"""Bytes of a metadata file that are looked at; the description, which may be longer, stands at its end."""
_MOST_REQUIREMENTS = 2000
_REQUIREMENT_LIMIT = 2000
_ENTRY_POINTS_LIMIT = 1024 * 1024
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_EXTRA = re.compile(r"\bextra\b")
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(.*)", re.DOTALL)
_COMMAND_SECTIONS = frozenset({"console_scripts", "gui_scripts"})


@dataclass(frozen=True, slots=True)
class CoreMetadata:
    """What Pratique reads of a METADATA or PKG-INFO file."""

    name: str | None = None
    version: str | None = None
    dependencies: Mapping[str, str] = field(default_factory=dict)
    """Normalised names to specifiers, of the requirements that no extra asks for."""


def parse_metadata(data: bytes) -> CoreMetadata:
    """Read the header of a metadata file (core metadata specification); fields that it lacks are None or empty."""
    head = data[:_HEAD_LIMIT].decode("utf-8", "replace").removeprefix("\ufeff")
    head = _BLANK_LINE.split(head, maxsplit=1)[0]
    message = HeaderParser(policy=compat32).parsestr(head)
    return CoreMetadata(
        name=_first(message.get_all("Name")),
        version=_first(message.get_all("Version")),
        dependencies=_dependencies(str(item) for item in message.get_all("Requires-Dist") or ()),
    )


def parse_commands(data: bytes) -> dict[str, str]:
    """Give the programs of an entry_points.txt: name to `module:function`."""
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


def _dependencies(requirements: Iterator[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for count, text in enumerate(requirements):
        if count >= _MOST_REQUIREMENTS:
            break
        pair = _requirement(text[:_REQUIREMENT_LIMIT])
        if pair is not None:
            specifiers = found.setdefault(pair[0], [])
            if pair[1] not in specifiers:
                specifiers.append(pair[1])
    return {name: " or ".join(specifiers) for name, specifiers in found.items()}


def _requirement(text: str) -> tuple[str, str] | None:
    """Read one requirement; None for one of an extra, or without a name."""
    try:
        requirement = Requirement(text)
    except (InvalidRequirement, ValueError, RecursionError):
        # Old metadata has forms that no reader takes today; its name is still worth knowing.
        match = _NAME.match(text)
        return (
            None if match is None or _EXTRA.search(text) else (canonicalize_name(match[1]), match[2].strip())
        )
    if requirement.marker is not None and _EXTRA.search(str(requirement.marker)):
        return None
    wanted = f"@ {requirement.url}" if requirement.url else str(requirement.specifier)
    return canonicalize_name(requirement.name), wanted
