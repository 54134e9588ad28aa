"""Finds insecure sources in lockfiles and in the project's and the user's client configuration."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from pratique.cli.project import locate
from pratique.core.audit import InsecureSource
from pratique.core.lock import Lock
from pratique.errors import ParseError
from pratique.intake.audit.sources import ADDRESSED, SETTINGS, locked_sources, read_settings, read_variables

_USER = (
    *(".npmrc", ".yarnrc", ".yarnrc.yml", ".gemrc", ".bundle/config"),
    *(".config/pip/pip.conf", ".pip/pip.conf", ".config/uv/uv.toml"),
)
"""The paths of the user's client configuration files, below the home folder."""
_NAMES = frozenset({*ADDRESSED, *(name for one in SETTINGS for name in one.files)}) - {"config"}

Read = Callable[[str], bytes | None]
"""Returns the bytes of a project file, or None if the file does not exist. Raise ParseError."""


def insecure_sources(
    root: Path, locks: Mapping[str, Lock], read: Read, env: Mapping[str, str]
) -> tuple[InsecureSource, ...]:
    """Return the insecure sources in a project's lockfiles and client configuration, and those of the user as notes."""
    found = [*locked_sources(locks)]
    for path in setting_files(root, locks):
        found += read_settings(path, _bytes(read, path))
    home = env.get("HOME") or env.get("USERPROFILE") or ""
    for name in _USER if home else ():
        told = read_settings(name, _bytes(locate.from_disk(Path(home)), name))
        found += (
            replace(one, noted=True, sources=tuple(f"~/{place}" for place in one.sources)) for one in told
        )
    return (*found, *read_variables(env))


def setting_files(root: Path, locks: Mapping[str, Lock]) -> tuple[str, ...]:
    """Return the paths of the client configuration files in the project's folder and in the folders of its lockfiles, sorted."""
    return tuple(sorted(_named(root, sorted({"", *(path.rpartition("/")[0] for path in locks)}))))


def sources_before(locks: Mapping[str, Lock], paths: Sequence[str], read: Read) -> frozenset[tuple[str, str]]:
    """Return the rule and the text of each insecure source of an earlier state."""
    found = [*locked_sources(locks)]
    for path in paths:
        found += read_settings(path, _bytes(read, path))
    return frozenset((one.rule.value, _of_host(one.text)) for one in found)


def without_known(
    found: Sequence[InsecureSource], known: frozenset[tuple[str, str]]
) -> tuple[InsecureSource, ...]:
    """Return the insecure sources. Insecure sources that existed before the change are returned as notes."""
    return tuple(
        replace(one, noted=True) if (one.rule.value, _of_host(one.text)) in known else one for one in found
    )


def _of_host(text: str) -> str:
    return text.partition(" for ")[0]


def _named(root: Path, folders: Sequence[str]) -> Iterator[str]:
    for folder in folders:
        try:
            names = {one.name for one in (root / folder).iterdir()}
        except OSError:
            continue
        for name in names:
            if any(fnmatchcase(name, pattern) for pattern in _NAMES):
                yield f"{folder}/{name}" if folder else name
        if ".bundle" in names:
            yield f"{folder}/.bundle/config" if folder else ".bundle/config"


def _bytes(read: Read, path: str) -> bytes:
    """Return the bytes of a file, or b"" if the file is missing or unreadable."""
    try:
        return read(path) or b""
    except ParseError:
        return b""
