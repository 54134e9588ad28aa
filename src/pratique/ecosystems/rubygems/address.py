"""RubyGems names, the names of gem files, and the addresses that a gem server answers at."""

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
"""The platform of a gem that runs, or is built, anywhere; file names leave it out."""

_LENGTH_LIMIT = 255
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_LETTER = re.compile(r"[A-Za-z]")


def normalise(name: str) -> PackageRef:
    """Check a name; names are told apart by case, hyphen and underscore, and never changed.

    The rules are those of `rubygems/specification_policy.rb`: letters, digits, dots, hyphens and underscores, the
    first one a letter or a digit, and a letter somewhere. Raises ParseError (name-invalid).
    """
    if len(name) <= _LENGTH_LIMIT and _NAME.match(name) and _LETTER.search(name):
        return PackageRef(Ecosystem.RUBYGEMS, name)
    raise ParseError(
        Reference.NAME_INVALID,
        f"not a gem name: {name[:80]!r}",
        hint="a gem name has letters, digits, dots, hyphens and underscores, and starts with a letter or digit",
    )


def default_registry() -> str:
    """Address of the public gem server, as packageurl knows it."""
    parts = urlsplit(purl2url.get_download_url("pkg:gem/x@1") or "")  # type: ignore[no-untyped-call]  # packageurl
    return f"{parts.scheme}://{parts.netloc}/"


def listing_request(package: PackageRef, registry: str, *, full: bool = True) -> Request:  # noqa: ARG001 - one form
    """Ask for the gem's page of the compact index, which `gem` and Bundler ask for too; there is one form of it."""
    return Request(f"{registry.rstrip('/')}/info/{package.name}", {"Accept": "text/plain, */*; q=0.5"})


def artifact_url(ref: ReleaseRef, registry: str) -> str | None:  # noqa: ARG001 - see below
    """Give None: a release has a file for each platform, and only the listing tells which."""
    return None


def gem_filename(package: PackageRef, version: str, platform: str = RUBY) -> str:
    """Give the name of a gem file (`Gem::Specification#file_name`)."""
    suffix = "" if platform in {"", RUBY} else f"-{platform}"
    return f"{package.name}-{version}{suffix}{GEM_SUFFIX}"


def gem_url(filename: str, registry: str) -> str:
    """Address of a gem file: `gem` and Bundler know no other place than `/gems/` of the same server."""
    return f"{registry.rstrip('/')}/gems/{quote(filename)}"


def platform_in(filename: str, package: PackageRef) -> str:
    """Give the platform in the name of a gem file of `package`; `ruby` where it names none.

    A version has no hyphen in the name of a file: `gem` writes `.pre.` for one.
    """
    rest = filename.removesuffix(GEM_SUFFIX).removeprefix(f"{package.name}-")
    return rest.partition("-")[2] or RUBY
