"""Validates PyPI package names and builds the URLs of index requests (PEP 503, PEP 691)."""

from urllib.parse import urlsplit

from packageurl.contrib import purl2url
from packaging.utils import InvalidName, canonicalize_name

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems.interface import Request
from pratique.errors import ParseError, Reference

_LENGTH_LIMIT = 214
JSON = "application/vnd.pypi.simple.v1+json"


def normalise(name: str) -> PackageRef:
    """Return the validated name (PEP 508) in its normalised spelling (PEP 503): lower case, single hyphens.

    Raises ParseError (name-invalid).
    """
    # packaging before 26 lets a line break at the end pass.
    if len(name) <= _LENGTH_LIMIT and name.isprintable():
        try:
            return PackageRef(Ecosystem.PYPI, canonicalize_name(name, validate=True))
        except InvalidName:
            pass
    raise ParseError(
        Reference.NAME_INVALID,
        f"not a Python package name: {name[:80]!r}",
        hint="a name starts and ends with a letter or digit, and may have dots, hyphens and underscores in between",
    )


def default_registry() -> str:
    """Return the URL of the public simple index, on the host that the packageurl library lists for PyPI."""
    parts = urlsplit(purl2url.get_repo_url("pkg:pypi/x") or "")  # type: ignore[no-untyped-call]  # packageurl
    return f"{parts.scheme}://{parts.netloc}/simple/"


def listing_request(package: PackageRef, registry: str, *, full: bool = True) -> Request:  # noqa: ARG001 - one form
    """Return the request for the project page as JSON. The page has only one form, so `full` has no effect."""
    return Request(f"{registry.rstrip('/')}/{package.name}/", {"Accept": JSON})


def artifact_url(ref: ReleaseRef, registry: str) -> str | None:  # noqa: ARG001 - files have no regular addresses
    """Return None, because only the listing contains the URLs of files."""
    return None
