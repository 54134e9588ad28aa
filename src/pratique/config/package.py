"""Parses package names in settings: `npm:name`, `pypi:name`, `gem:name`, or a purl."""

import re
from collections.abc import Callable, Mapping

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError, Reference

_NAME = re.compile(r"(?:@[A-Za-z0-9._~-]{1,214}/)?[A-Za-z0-9._~-]{1,214}\Z")

# Most settings name no package: the libraries that know names are imported when one does.


def _pypi(name: str) -> str:
    from packaging.utils import canonicalize_name  # noqa: PLC0415 - see above

    return canonicalize_name(name)


# The settings may not ask the ecosystems, which stand above them; PyPI's rule is PEP 503's.
_NORMALISED: Mapping[Ecosystem, Callable[[str], str]] = {
    Ecosystem.NPM: lambda name: name,
    Ecosystem.PYPI: _pypi,
    Ecosystem.RUBYGEMS: lambda name: name,
}


def parse_package(text: str) -> tuple[PackageRef, str | None]:
    """Parse a package and its optional version (`npm:@scope/name@1.0.0`, `pkg:pypi/name@1.0`).

    Raise ParseError for a wildcard, an unknown ecosystem, or an invalid name.
    """
    if "*" in text:
        raise _bad("a wildcard is not a package name", text)
    if text.startswith("pkg:"):
        return _from_purl(text)
    prefix, colon, rest = text.partition(":")
    if not colon:
        raise _bad("the ecosystem of the package is missing", text)
    # The scope of an npm name starts with an @ that begins no version.
    name, _, version = rest[1:].partition("@")
    return _named(prefix, rest[:1] + name, version or None, text)


def _from_purl(text: str) -> tuple[PackageRef, str | None]:
    from packageurl import PackageURL  # noqa: PLC0415 - see above

    try:
        purl = PackageURL.from_string(text)
    except ValueError:
        raise _bad("not a purl", text) from None
    if purl.qualifiers or purl.subpath:
        raise _bad("a purl in settings must not contain qualifiers or a subpath", text)
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    return _named(purl.type, name, purl.version, text)


def _named(type_: str, name: str, version: str | None, text: str) -> tuple[PackageRef, str | None]:
    if type_ not in set(Ecosystem):
        raise _bad(f"unknown ecosystem {type_[:20]!r}", text)
    if not _NAME.match(name):
        raise _bad("not a package name", text)
    if version is not None and not re.fullmatch(r"[A-Za-z0-9.+!_-]{1,100}", version):
        raise _bad("not a version", text)
    ecosystem = Ecosystem(type_)
    return PackageRef(ecosystem, _NORMALISED[ecosystem](name)), version


def _bad(why: str, text: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID,
        f"{why}: {text[:80]!r}",
        hint="write a package as npm:name, npm:@scope/name, pypi:name, gem:name, or a purl such as "
        "pkg:npm/%40scope/name",
    )
