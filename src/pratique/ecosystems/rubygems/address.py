"""Validates RubyGems names and gem filenames, and builds the URLs of gem server requests."""

import re
from urllib.parse import quote, urlsplit

from packageurl.contrib import purl2url

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.release import ArtifactKind
from pratique.ecosystems.interface import Request
from pratique.errors import ParseError, Reference

GEM_SUFFIX = ".gem"
GEM_KIND = ArtifactKind.OTHER
RUBY = "ruby"
"""The platform of a gem that runs, or can be built, on any machine; filenames omit it."""

_LENGTH_LIMIT = 255
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_LETTER = re.compile(r"[A-Za-z]")


def normalise(name: str) -> PackageRef:
    """Return the validated name of a gem; case, hyphens and underscores are significant.

    The rules are those of `rubygems/specification_policy.rb`. A name has letters, digits, dots, hyphens and underscores, starts
    with a letter or digit, and has at least one letter. Raises ParseError (name-invalid).
    """
    if len(name) <= _LENGTH_LIMIT and _NAME.match(name) and _LETTER.search(name):
        return PackageRef(Ecosystem.RUBYGEMS, name)
    raise ParseError(
        Reference.NAME_INVALID,
        f"not a gem name: {name[:80]!r}",
        hint="a gem name consists of letters, digits, dots, hyphens and underscores, and starts with a letter or digit",
    )


def default_registry() -> str:
    """Return the URL of the public gem server from the packageurl library."""
    parts = urlsplit(purl2url.get_download_url("pkg:gem/x@1") or "")  # type: ignore[no-untyped-call]  # packageurl
    return f"{parts.scheme}://{parts.netloc}/"


def listing_request(package: PackageRef, registry: str, *, full: bool = True) -> Request:  # noqa: ARG001 - one form
    """Return the request for the gem's page of the compact index, which `gem` and Bundler also use.

    The page has only one form, so `full` has no effect.
    """
    return Request(f"{registry.rstrip('/')}/info/{package.name}", {"Accept": "text/plain, */*; q=0.5"})


def artifact_url(ref: ReleaseRef, registry: str) -> str | None:  # noqa: ARG001 - see below
    """Return None: a release has a file for each platform, and only the listing contains them."""
    return None


def gem_filename(package: PackageRef, version: str, platform: str = RUBY) -> str:
    """Return the filename of a gem (`Gem::Specification#file_name`)."""
    suffix = "" if platform in {"", RUBY} else f"-{platform}"
    return f"{package.name}-{version}{suffix}{GEM_SUFFIX}"


def gem_url(filename: str, registry: str) -> str:
    """Return the URL of a gem file. `gem` and Bundler download files only from `/gems/` of the same server."""
    return f"{registry.rstrip('/')}/gems/{quote(filename)}"


def platform_in(filename: str, package: PackageRef) -> str:
    """Return the platform in the filename of a gem; `ruby` if the filename contains none.

    A version in a filename has no hyphen: `gem` writes `.pre.` instead.
    """
    rest = filename.removesuffix(GEM_SUFFIX).removeprefix(f"{package.name}-")
    return rest.partition("-")[2] or RUBY
