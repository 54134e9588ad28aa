"""The content of an installed package.json: its release, dependencies, and bundled packages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pratique.ecosystems.reading.json_values import read_fields, text, text_table
from pratique.lockfiles.npm.entry import is_name, is_version

MOST_BYTES = 4 * 1024 * 1024
"""Larger ones are not read (measured: the largest of 3,000 popular packages has 150 kB)."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageJson:
    """The parsed fields. An invalid name or version is None."""

    name: str | None = None
    version: str | None = None
    wants: Mapping[str, str] = field(default_factory=dict)
    """Names to ranges: dependencies, and optional and peer ones."""
    wants_own: Mapping[str, str] = field(default_factory=dict)
    """The same with development dependencies, which are installed for the project's own folders alone."""
    bundled: tuple[str, ...] = ()
    resolved: str | None = None
    """Where npm before 7 says that it came from."""
    integrity: str | None = None
    """What npm before 7 says that its archive's digest was."""


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
    """Read it; None when the bytes are no JSON object. Fields of other types than they should have are as if absent."""
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
