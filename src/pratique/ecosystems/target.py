"""Parses the target argument of a command: a package, a package URL or a path."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import unquote

from packageurl import PackageURL

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems.interface import LocalPath
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.pypi import ecosystem as pypi
from pratique.ecosystems.rubygems import ecosystem as rubygems
from pratique.errors import ParseError, Reference, UsageError

Target = ReleaseRef | PackageRef | LocalPath

_LENGTH_LIMIT = 4096
_ARCHIVE_SUFFIXES = (".tgz", ".tar.gz", ".tar", ".tar.bz2", ".tar.xz", ".whl", ".zip", ".egg", ".gem")
_PYPI = re.compile(r"(\s*+[^\[\]=\s](?:[^\[\]=]*[^\[\]=\s])?)\s*+(?:\[[^\[\]]*+\]\s*+)?===?\s*+(\S+)\Z")
_PYPI_VERSION = re.compile(r"[A-Za-z0-9._+!-]{1,256}\Z")
_SPECIFIED = re.compile(r"([^@=<>~!\s\[\]]++)\s*+(?:\[[^\[\]]*+\]\s*+)?((?:[<>=!]=|[<>]|~=)[^@]++)\Z")
"""A regular expression for a name and PEP 440 specifiers, such as `requests>=2,<3`."""
_AT_VERSION = re.compile(r"[^:/@]{1,256}\Z")
_PREFIX = re.compile(rf"({'|'.join(Ecosystem)}):(?=[^/\\])")
_OTHER_PREFIX = re.compile(r"([A-Za-z]{2,20}):(?=[^/\\@]*+(?:@|\Z))")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_ELSEWHERE = ("repository_url", "download_url", "vcs_url")
_FORMS = (
    "write name, name@version or @scope/name@version for npm, pypi:name or name==version for PyPI, gem:name or "
    "gem:name@version for RubyGems, a package URL such as pkg:npm/name@version, or a path such as ./file.tgz"
)
_NORMALISED: Mapping[Ecosystem, Callable[[str], PackageRef]] = MappingProxyType(
    {
        Ecosystem.NPM: npm.normalise,
        Ecosystem.PYPI: pypi.normalise,
        Ecosystem.RUBYGEMS: rubygems.normalise,
    }
)


def parse_target(text: str, *, ecosystem: Ecosystem | None = None) -> Target:
    """Parse a target; `ecosystem` is the ecosystem of a name without a prefix (None: npm).

    - `pkg:...` is a package URL, with or without a version.
    - `name==version`, `name>=1,<2` and other specifiers are PyPI (extras in brackets are allowed and ignored).
    - `@scope/name` and `@scope/name@version` are npm.
    - `gem:name@version` is RubyGems; the prefixes `npm:` and `pypi:` are supported too. The version is optional.
    - A text with a slash, with a leading dot, or with an archive suffix is a path.
    - `name` and `name@version` are packages of `ecosystem`.

    The version may also be a tag or a range, such as `latest`. The `ReleaseRef` contains the version as written, and `resolve`
    finds the release in the listing. URLs are rejected. Raises UsageError (target-invalid).
    """
    target = text.strip()
    if not target or len(target) > _LENGTH_LIMIT or not target.isprintable():
        raise _invalid(text, "the target is empty, too long, or has unprintable characters")
    try:
        return _read(target, ecosystem)
    except ParseError as error:
        raise _invalid(text, error.message) from None


def parse_name(text: str) -> tuple[PackageRef, str | None]:
    """Parse the name or purl of a package or a release: return the package, and the version if there is one.

    A name without a prefix is a name of npm. Raises UsageError (target-invalid).
    """
    try:
        return npm.normalise(text), None
    except ParseError:
        found = parse_target(text)
    if isinstance(found, ReleaseRef):
        return found.package, found.version
    if isinstance(found, LocalPath):
        raise UsageError(
            Reference.TARGET_INVALID, f"{text[:80]} is a path", hint="specify a package name or a purl"
        )
    return found, None


def parse_purl(text: str) -> ReleaseRef | PackageRef:
    """Parse a package URL. Raises ParseError (name-invalid)."""
    try:
        purl = PackageURL.from_string(text)
    except ValueError as error:
        raise _bad_purl(text, str(error)) from None
    try:
        ecosystem = Ecosystem(purl.type)
    except ValueError:
        known = ", ".join(ecosystem.value for ecosystem in Ecosystem)
        raise _bad_purl(text, f"the package type is not one of {known}") from None
    if purl.subpath or any(name in purl.qualifiers for name in _ELSEWHERE):
        raise _bad_purl(text, "the package URL specifies a file inside the package, or another source")
    if purl.qualifiers.get("platform", rubygems.ANY_PLATFORM) != rubygems.ANY_PLATFORM:
        raise _bad_purl(
            text,
            "the package URL specifies one file of a release; use --platform or --all-artifacts to choose files",
        )
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    # packageurl writes npm names in small letters, and old npm names differ by their capitals.
    spelled = re.search(re.escape(name), unquote(text.partition("/")[2]), re.IGNORECASE)
    name = spelled[0] if spelled else name
    package = _NORMALISED[ecosystem](name)
    return package if purl.version is None else package.at(purl.version)


def _read(target: str, ecosystem: Ecosystem | None) -> Target:
    if target.lower().startswith("pkg:"):
        return parse_purl(target)
    if "://" in target:
        raise _unread("the target is a URL, and Pratique does not download from URLs")
    if (prefix := _PREFIX.match(target)) is not None:
        return _read_prefixed(target[prefix.end() :], Ecosystem(prefix[1]))
    if (other := _OTHER_PREFIX.match(target)) is not None:
        raise _unread(f"unknown registry {other[1]!r}; the prefixes are npm:, pypi: and gem:")
    if _is_specified(target) and not target.startswith((".", "/", "~")):
        return _read_pypi(target)
    if target.startswith("@"):
        return _read_at(target, Ecosystem.NPM)
    if _is_path(target):
        return LocalPath(target)
    return _read_at(target, ecosystem or Ecosystem.NPM)


def _read_prefixed(target: str, ecosystem: Ecosystem) -> ReleaseRef | PackageRef:
    if ecosystem is Ecosystem.PYPI and _is_specified(target):
        return _read_pypi(target)
    return _read_at(target, ecosystem)


def _is_specified(target: str) -> bool:
    return "==" in target or _SPECIFIED.match(target) is not None


def _is_path(target: str) -> bool:
    return (
        target.startswith((".", "~"))
        or "/" in target
        or "\\" in target
        or _DRIVE.match(target) is not None
        or target.lower().endswith(_ARCHIVE_SUFFIXES)
    )


def _read_pypi(target: str) -> ReleaseRef:
    match = _PYPI.match(target)
    if match is not None and _PYPI_VERSION.match(match[2]):
        return pypi.normalise(match[1]).at(match[2])
    specified = _SPECIFIED.match(target)
    if specified is None or not pypi.valid_range(specified[2]):
        raise _unread("the text after the name is not a version or a PEP 440 specifier")
    return pypi.normalise(specified[1]).at(specified[2])


def _read_at(target: str, ecosystem: Ecosystem) -> ReleaseRef | PackageRef:
    # The scope of an npm name starts with an @ that begins no version.
    name, at, version = target[1:].partition("@")
    package = _NORMALISED[ecosystem](target[:1] + name)
    if not at:
        return package
    if not _AT_VERSION.match(version.strip()):
        raise _unread("the text after @ is not a version, a tag or a range")
    return package.at(version.strip())


def _unread(why: str) -> ParseError:
    return ParseError(Reference.TARGET_INVALID, why, hint=_FORMS)


def _bad_purl(text: str, why: str) -> ParseError:
    return ParseError(
        Reference.NAME_INVALID,
        f"not a package URL: {text[:80]!r} ({why[:120]})",
        hint="a package URL looks like pkg:npm/left-pad@1.3.0, pkg:pypi/requests@2.32.0 or pkg:gem/rack@3.0.0",
    )


def _invalid(text: str, why: str) -> UsageError:
    return UsageError(Reference.TARGET_INVALID, f"cannot parse {text[:80]!r}: {why}", hint=_FORMS)
