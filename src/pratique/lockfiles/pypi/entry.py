"""Parses the fields that entries of all Python lockfiles have in common: names, versions, digests and URLs."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from packaging.utils import (
    InvalidName,
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    canonicalize_version,
    parse_sdist_filename,
    parse_wheel_filename,
)

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.errors import ParseError

MOST_NAME_CHARS = 256
MOST_MARKERS = 16

_BEYOND_PLATFORM = re.compile(r"\b(?:extras?|dependency_groups)\b")
_USER = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*+://)[^/?#]*@")
# Wide enough for old versions that are not PEP 440; nothing that could lead out of a URL path.
_VERSION = re.compile(r"[0-9A-Za-z.!+_-]{1,256}")


def package_ref(name: str) -> PackageRef:
    """Return a Python package with its normalised name (PEP 503).

    Raises ValueError if no index could have a package of this name.
    """
    if len(name) > MOST_NAME_CHARS:
        raise ValueError("the package name is too long")
    try:
        return PackageRef(Ecosystem.PYPI, canonicalize_name(name, validate=True))
    except InvalidName:
        raise ValueError(f"the package name is not valid: {name!r}") from None


def exact_version(text: str | None) -> str | None:
    """Return an exact version as written. Raises ValueError if the text cannot be a version."""
    if text is not None and not _VERSION.fullmatch(text):
        raise ValueError(f"the version is not valid: {text[:80]!r}")
    return text


def read_hash(text: str) -> tuple[tuple[Digest, ...], str | None]:
    """Parse `sha256:<hex>` or `sha256=<hex>`; return the digest, or the reason why the text is invalid."""
    try:
        return (Digest.parse(text),), None
    except ParseError:
        return (), f"a hash is malformed: {text[:80]!r}"


def without_user(address: str) -> str:
    """Return a URL without user and password, because credentials must not be read from the project."""
    return _USER.sub(r"\1", address)


def filename_of(address: str) -> str | None:
    """Return the last part of a URL or path, percent-decoded; None if the path is empty."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return None
    return unquote(path.replace("\\", "/").rpartition("/")[2]) or None


def of_release(filename: str, name: str, version: str | None) -> bool:
    """Return True if a wheel or source distribution belongs to a release; `name` is normalised.

    The filename of a wheel begins with `name-version-`, that of a source distribution is `name-version` (PyPA, binary and source
    distribution format). If no version is given, any version matches.
    """
    if filename.endswith(".whl"):
        told_name, _, rest = filename.partition("-")
        told_version = rest.partition("-")[0].replace("_", "+")
    else:
        stem = filename.removesuffix(".zip").removesuffix(".tar.gz").removesuffix(".tar.bz2")
        told_name, _, told_version = stem.rpartition("-")
        # `1.0-1` is an old way to write a version, so the last dash need not be the one in the middle.
        if version is not None and canonicalize_name(stem) == canonicalize_name(f"{name}-{version}"):
            return True
    if canonicalize_name(told_name) != name:
        return False
    if version is None or told_version == version:
        return True
    return canonicalize_version(told_version) == canonicalize_version(version)


def release_of(filename: str) -> tuple[str, str] | None:
    """Return the name and version in the filename of a wheel or source distribution; None for other files."""
    try:
        name, version = (
            parse_wheel_filename(filename)[:2]
            if filename.endswith(".whl")
            else parse_sdist_filename(filename)
        )
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None
    return name, str(version)


def label_of(raw: object) -> str:
    """Return a label for an invalid entry: the name of the entry, if there is one."""
    name = raw.get("name") if isinstance(raw, dict) else None
    return name[:300] if isinstance(name, str) and name else "an entry"


def either(markers: Iterable[str]) -> tuple[str, ...]:
    """Return one marker that matches if any of the given markers matches; empty if there are too many markers."""
    told = tuple(markers)
    if len(told) < 2:
        return told
    return (" or ".join(f"({marker})" for marker in told),) if len(told) <= MOST_MARKERS else ()


def platform_markers(markers: Iterable[str]) -> tuple[str, ...]:
    """Return the markers that depend only on the platform.

    Markers that also depend on extras or groups are omitted. Without a known extra or group, a marker with extras or
    groups would evaluate to false, and the entry would wrongly count as an entry for another platform.
    """
    return tuple(marker for marker in markers if not _BEYOND_PLATFORM.search(marker))
