"""Parses the fields that entries of npm lockfiles have in all format versions."""

import re

from pratique.core.lock import LockedFile
from pratique.core.names import Digest
from pratique.errors import ParseError
from pratique.lockfiles.reading.json_document import MOST_LOCATION_CHARS

MOST_INTEGRITY_CHARS = 4_096
MOST_FOLDERS = 200
"""Maximum depth of an entry's path, in folders."""

# What a name may contain, old packages with capitals included (npm's validate-npm-package-name).
_NAME = re.compile(r"(?:@[A-Za-z0-9._~!'()*-]{1,214}/)?[A-Za-z0-9._~!'()*-]{1,214}")
_VERSION = re.compile(r"[0-9A-Za-z.+~^_-]{1,256}")
_DOTS = {".", ".."}
_MOST_DEPRECATION_CHARS = 500


def is_name(text: str) -> bool:
    """Return True if a registry could have a package of this name; `__proto__` is a valid name."""
    return _NAME.fullmatch(text) is not None and _DOTS.isdisjoint(text.split("/"))


def is_version(text: str) -> bool:
    """Return True if the text may be an exact version and is safe to insert into the path of a URL."""
    return _VERSION.fullmatch(text) is not None


def installed_name(location: str) -> str | None:
    """Return the package name after the last `node_modules` of a path; None for a folder outside `node_modules`."""
    _, found, name = f"/{location}".rpartition("/node_modules/")
    return name if found else None


def folder_name(location: str) -> str:
    """Return the name that npm gives to an unnamed folder: the last part of the folder's path, with the scope if there is one."""
    parts = location.split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 and parts[-2].startswith("@") else parts[-1]


def location_doubt(location: str) -> str | None:
    """Return why the path of an entry is invalid; None if it is valid."""
    parts = location.split("/")
    if len(location) > MOST_LOCATION_CHARS or len(parts) > MOST_FOLDERS:
        return "the path of the entry is too long"
    # Leading `..` are those of folders beside and above the project, which npm writes for `file:../x` and `file:..`.
    while parts and parts[0] == "..":
        parts.pop(0)
    if any(part in {"", ".", ".."} for part in parts) or "\\" in location:
        return "the path of the entry is not a plain relative path"
    return None


def read_integrity(text: str | None) -> tuple[tuple[Digest, ...], str | None]:
    """Return the digests of an `integrity` value, and a doubt if a part of the value could not be parsed."""
    if text is not None and len(text) > MOST_INTEGRITY_CHARS:
        return (), "the `integrity` value is too long"
    digests: list[Digest] = []
    doubt = None
    for item in (text or "").split():
        try:
            digests.append(Digest.parse(item))
        except ParseError:
            doubt = f"a part of the `integrity` value is malformed: {item[:80]!r}"
    return tuple(dict.fromkeys(digests)), doubt


def locked_files(digests: tuple[Digest, ...], url: str | None) -> tuple[LockedFile, ...]:
    """Return the only file of an npm entry; empty if the lockfile does not contain a digest of the file."""
    return (LockedFile(None, digests, url),) if digests else ()


def read_deprecation(told: object) -> str | None:
    """Return the deprecation message of a release, truncated if it is too long."""
    return told[:_MOST_DEPRECATION_CHARS] if isinstance(told, str) and told else None
