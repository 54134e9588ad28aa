"""Parses an installed package.json: its release, dependencies, and bundled packages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pratique.ecosystems.reading.json_values import read_fields, text, text_table
from pratique.lockfiles.npm.entry import is_name, is_version

MOST_BYTES = 4 * 1024 * 1024
"""The maximum size of a package.json. The largest package.json among 3,000 popular packages is 150 kB in size."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageJson:
    """The relevant fields of a package.json. An invalid name or version is None."""

    name: str | None = None
    version: str | None = None
    wants: Mapping[str, str] = field(default_factory=dict)
    """The version ranges of dependencies, optional dependencies and peer dependencies, by name."""
    wants_own: Mapping[str, str] = field(default_factory=dict)
    """The ranges in `wants` and those of development dependencies, which are installed only for the project's own folders."""
    bundled: tuple[str, ...] = ()
    resolved: str | None = None
    """The source URL that npm before 7 recorded."""
    integrity: str | None = None
    """The digest of the archive that npm before 7 recorded."""


class _Fields(msgspec.Struct, rename="camel"):
    name: Any = None
    version: Any = None
    dependencies: Any = None
    optional_dependencies: Any = None
    peer_dependencies: Any = None
    dev_dependencies: Any = None
    bundle_dependencies: Any = None
    bundled_dependencies: Any = None
    resolved: Any = msgspec.field(default=None, name="_resolved")
    integrity: Any = msgspec.field(default=None, name="_integrity")


def read_package_json(data: bytes) -> PackageJson | None:
    """Parse a package.json; None if the bytes are not a JSON object. Fields of the wrong type are treated as missing."""
    found = read_fields(data.removeprefix(_BOM), _Fields)
    if found is None:
        return None
    name, version = text(found.name), text(found.version)
    wants = {
        **text_table(found.peer_dependencies),
        **text_table(found.dependencies),
        **text_table(found.optional_dependencies),
    }
    return PackageJson(
        name=name if name is not None and is_name(name) else None,
        version=version if version is not None and is_version(version) else None,
        wants=wants,
        wants_own={**text_table(found.dev_dependencies), **wants},
        bundled=_bundled(found),
        resolved=text(found.resolved),
        integrity=text(found.integrity),
    )


def _bundled(found: _Fields) -> tuple[str, ...]:
    told = found.bundle_dependencies
    if told is None:
        told = found.bundled_dependencies
    if told is True:
        return tuple(text_table(found.dependencies))
    names = told if isinstance(told, list) else ()
    return tuple(dict.fromkeys(name for item in names if (name := text(item)) is not None))
