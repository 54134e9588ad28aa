"""Parses releases of packages: `pkg:npm/axios@1.14.1`, `axios@1.14.1`, `litellm==1.82.7`, `gem:rest-client@1.6.13`, `axios@>=1.14.0 <1.14.2`."""

import re
from dataclasses import dataclass

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.target import parse_purl
from pratique.errors import ParseError
from pratique.respond.wanted.context import ECOSYSTEMS_BY_WORD, WORDS, Context
from pratique.respond.wanted.value import Wanted
from pratique.respond.wanted.versions import NO_VERSIONS, wanted_versions

NO_ECOSYSTEM = "the ecosystem is not stated: write npm:NAME, pypi:NAME or gem:NAME, or use --ecosystem"
NO_VERSION = "no version: write NAME@VERSION, or NAME@* for every version"
_LONGEST = 4_096
_PREFIX = re.compile(r"(npm|pypi|gem|rubygems)[:/](?!/)(?=\S)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<name>@?[^\s@<>=~^!\[\],;:|()'\"]{1,300})"
    r"(?:\[[^\[\]]{0,200}\])?"
    r"(?:(?P<at>@)(?P<after>.*)|(?P<joint>\s*(?=[<>=~^!]))(?P<range>.+)|\s+(?P<spaced>v?\d\S*))?\Z",
    re.DOTALL,
)
_PYTHON = re.compile(r"===?(?!=)|~=|!=")
_PACKAGE_URL = "pkg:"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A name and its versions as they were written."""

    name: str
    versions: str | None
    """None if the text is a name alone."""
    by_at: bool
    """Whether an `@` separates the name from the version, as npm writes it."""


def read(text: str, context: Context) -> Wanted | None:
    """Return the releases that a text names; None if the text names none."""
    if len(text) > _LONGEST:
        return None
    if text.lower().startswith(_PACKAGE_URL):
        return _by_purl(text, context)
    prefix = _PREFIX.match(text)
    parts = _parts(text[prefix.end() :] if prefix else text)
    if parts is None:
        return None
    if parts.versions is None and prefix is None and (context.listed or not _is_plain_name(parts.name)):
        return context.misread(text, NO_VERSION) if _is_plain_name(parts.name) else None
    stated = ECOSYSTEMS_BY_WORD[prefix[1].lower()] if prefix else None
    ecosystem, note = (stated, "") if stated else _ecosystem(text, parts, context)
    if ecosystem is None:
        return context.misread(text, NO_ECOSYSTEM)
    found = of_package(ecosystem, parts.name, parts.versions or "*", context, text=text)
    return Wanted(releases=found.releases, misread=found.misread, notes=(note,) if note else ())


def of_package(ecosystem: Ecosystem, name: str, versions: str, context: Context, *, text: str) -> Wanted:
    """Return the releases of a package in a known ecosystem. `text` is shown if they cannot be parsed."""
    try:
        package = ECOSYSTEMS[ecosystem].normalise(name)
    except ParseError as error:
        return context.misread(text, error.message)
    found = wanted_versions(package, versions, origin=context.origin)
    return Wanted(releases=found) if found else context.misread(text, NO_VERSIONS.format(WORDS[ecosystem]))


def _by_purl(text: str, context: Context) -> Wanted:
    try:
        found = parse_purl(text)
    except ParseError as error:
        return context.misread(text, error.message)
    package: PackageRef = found.package if isinstance(found, ReleaseRef) else found
    versions = found.version if isinstance(found, ReleaseRef) else "*"
    return of_package(package.ecosystem, package.name, versions, context, text=text)


def _parts(text: str) -> _Parts | None:
    match = _NAMED.match(text.strip())
    if match is None:
        return None
    if match["at"] is not None:
        return _Parts(match["name"], match["after"].strip(), by_at=True)
    versions = match["range"] or match["spaced"]
    return _Parts(match["name"], versions.strip() if versions else None, by_at=False)


def _ecosystem(text: str, parts: _Parts, context: Context) -> tuple[Ecosystem | None, str]:
    """Return the ecosystem of a name, and a note if it is a guess."""
    if context.ecosystem is not None:
        return context.ecosystem, ""
    if parts.name.startswith("@"):
        return Ecosystem.NPM, ""
    if not parts.by_at and parts.versions and _PYTHON.match(parts.versions):
        return Ecosystem.PYPI, ""
    known = context.known_in(parts.name)
    if len(known) == 1:
        return known[0], f"{text} was read as {WORDS[known[0]]}: the advisory data has this name only there."
    if parts.by_at or parts.versions is None:
        # As in every other command, a name alone and `name@version` belong to npm.
        return Ecosystem.NPM, f"{text} was read as npm; --ecosystem chooses another ecosystem."
    return None, ""


def _is_plain_name(name: str) -> bool:
    """Return True for a word that is no host, path or file name."""
    return not re.search(r"[./\\]", name.partition("/")[2] if name.startswith("@") else name)
