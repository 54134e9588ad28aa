"""Validates npm package names and builds the URLs of registry requests."""

import re
from urllib.parse import quote, urlsplit

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems.interface import Request
from pratique.errors import ParseError, Reference

_LENGTH_LIMIT = 214
_PART = r"[A-Za-z0-9._~!*'()-]+"
_NAME = re.compile(rf"(?:@({_PART})/)?({_PART})\Z")
_FORBIDDEN = frozenset({"node_modules", "favicon.ico"})

FULL = "application/json"
ABBREVIATED = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"
"""The Accept header for the abbreviated listing, which omits times, publishers, maintainers and scripts."""


def normalise(name: str) -> PackageRef:
    """Return the validated name of a package; names are case-sensitive.

    The rules are those of validate-npm-package-name for old packages: URL-safe characters (including capitals and `~'!()*`), no
    leading dot, no leading underscore without a scope, and at most 214 characters. A leading hyphen is accepted, because a package
    named `-` exists. Raises ParseError (name-invalid).
    """
    match = _NAME.match(name) if len(name) <= _LENGTH_LIMIT else None
    if match is None:
        raise _invalid(name, "the name has invalid characters, or more than 214 characters")
    scope, base = match.groups()
    if base.startswith(".") or (scope is None and base.startswith("_")):
        raise _invalid(name, "the name starts with a dot or an underscore")
    if scope is None and base.lower() in _FORBIDDEN:
        raise _invalid(name, "npm forbids the name")
    return PackageRef(Ecosystem.NPM, name)


def basename(package: PackageRef) -> str:
    """Return the package name without its scope."""
    return package.name.rpartition("/")[2]


def default_registry() -> str:
    """Return the URL of the public registry from the packageurl library."""
    from packageurl.contrib import purl2url  # noqa: PLC0415 - slow to import, and most machines name a registry

    url = purl2url.get_download_url("pkg:npm/x@1")  # type: ignore[no-untyped-call]  # packageurl
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}/"


def listing_request(package: PackageRef, registry: str, *, full: bool = True) -> Request:
    """Return the request for the packument, in the full or the abbreviated form."""
    # npm encodes the slash of a scope and nothing else (npm-package-arg, `escapedName`).
    url = f"{registry.rstrip('/')}/{package.name.replace('/', '%2f')}"
    return Request(url, {"Accept": FULL if full else ABBREVIATED})


def tarball_filename(package: PackageRef, version: str) -> str:
    """Return npm's filename for the tarball of a release."""
    return f"{basename(package)}-{version}.tgz"


def artifact_url(ref: ReleaseRef, registry: str) -> str | None:
    """Return the URL of the tarball by npm's URL convention; the listing of a registry may contain another URL."""
    filename = quote(tarball_filename(ref.package, ref.version), safe="!~*'()+")
    return f"{registry.rstrip('/')}/{ref.package.name}/-/{filename}"


def _invalid(name: str, why: str) -> ParseError:
    return ParseError(
        Reference.NAME_INVALID,
        f"not an npm package name: {name[:80]!r} ({why})",
        hint="an npm name looks like left-pad or @scope/name",
    )
