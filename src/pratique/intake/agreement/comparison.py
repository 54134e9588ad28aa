"""Compares a dependency request in a manifest with the lockfile entries that may satisfy it.

A problem is reported only if the mismatch is certain: the lockfile has no entry, or none of its entries can be the
requested package. Unreadable ranges, entries without a version and folders of the project match every request.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from pratique.core.lock import Lock, LockedPackage, Problem, SourceKind
from pratique.lockfiles.asked import Asked, Syntax

MOST_SHOWN_CHARS = 80
_MOST_SHOWN_VERSIONS = 3

_Fits = Callable[[str], bool]

_MOST_PAIRS = 10_000
"""The maximum number of pairs (a request and a lockfile entry) that are compared for one package name.

No real project has that many pairs.
"""
_OWN = frozenset({SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH, SourceKind.BUNDLED})
_TOLD_BY_LOCKS = frozenset({SourceKind.REGISTRY, SourceKind.GIT, SourceKind.URL, None})
"""The kinds of dependencies for which a lockfile must have an entry.

Some package managers omit the project's own folders from their lockfiles.
"""


def objection(asked: Sequence[Asked], held: Sequence[LockedPackage]) -> str | None:
    """Return the reason why no lockfile entry satisfies the requests; None if an entry may satisfy them.

    `asked` contains all requests for one name in one manifest. If a manifest contains several requests for one name,
    package managers differ on which of them applies, so one match is enough.
    """
    if not held:
        needed = all(one.source in _TOLD_BY_LOCKS for one in asked)
        return "the lock has no matching entry" if needed else None
    if len(asked) * len(held) > _MOST_PAIRS or any(may_answer(entry, one) for one in asked for entry in held):
        return None
    return f"the lock contains {_told(held, asked[0])}"


def out_of_range(lock: Lock, overrides: Mapping[str, str], syntax: Syntax) -> Iterator[Problem]:
    """Yield a problem for each overridden package whose locked versions are all outside the range of the override."""
    held: dict[str, list[LockedPackage]] = {}
    for entry in lock.packages if overrides else ():
        if entry.source is SourceKind.REGISTRY and entry.alias is None and not entry.bundled:
            held.setdefault(entry.package.name, []).append(entry)
    for name, versions in overrides.items():
        releases = held.get(name, [])
        if 0 < len(releases) < _MOST_PAIRS and not any(
            _in_range(entry, versions, syntax) for entry in releases
        ):
            why = f"the project overrides the package with {shown(versions)}, but the lock contains {_versions(releases)}"
            yield Problem(name, None, why)


def by_name(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    """Group the dependency requests by package name, in the order of the manifest."""
    found: dict[str, list[Asked]] = {}
    for one in asked:
        found.setdefault(one.name, []).append(one)
    return found


def request_text(asked: Asked) -> str:
    """Return the version range of a dependency request for display."""
    return shown(asked.text) or "any version"


def shown(text: str) -> str:
    """Return a text from a manifest or lockfile, shortened for display."""
    return text if len(text) <= MOST_SHOWN_CHARS else f"{text[: MOST_SHOWN_CHARS - 1]}…"


def may_answer(entry: LockedPackage, asked: Asked) -> bool:
    """Return True if a lockfile entry may satisfy a dependency request."""
    if entry.source in _OWN or asked.source is None:
        return True
    if asked.source is not SourceKind.REGISTRY:
        return not _is_release(entry) or _is_its_address(entry, asked)
    if entry.source is SourceKind.REGISTRY and entry.package.name != (asked.package or asked.name):
        return False
    return asked.versions is None or _in_range(entry, asked.versions, asked.syntax)


def _is_release(entry: LockedPackage) -> bool:
    return entry.source is SourceKind.REGISTRY and (entry.registry is not None or bool(entry.digests))


def _is_its_address(entry: LockedPackage, asked: Asked) -> bool:
    return (
        asked.source is SourceKind.URL and asked.text.partition("#")[0] == (entry.url or "").partition("#")[0]
    )


def _in_range(entry: LockedPackage, versions: str, syntax: Syntax) -> bool:
    return entry.version is None or _FITS[syntax](versions)(entry.version)


# Most runs meet one grammar: what reads it is imported then.


@lru_cache(maxsize=256)
def _npm(wanted: str) -> _Fits:
    """Return a function that checks whether a version is in a range of npm.

    A pre-release matches if either semver rule for pre-releases accepts it, because a dist-tag may have selected it.
    """
    from pratique.ecosystems.npm import ranges as npm_ranges  # noqa: PLC0415 - see above
    from pratique.ecosystems.npm import versions as npm_versions  # noqa: PLC0415 - see above

    ranges = [npm_ranges.parse_range(wanted, prereleases=either) for either in (False, True)]

    def fits(version: str) -> bool:
        told = npm_versions.parse_version(version)
        return told is None or any(found is None or found.accepts(told) for found in ranges)

    return fits


@lru_cache(maxsize=256)
def _pep440(wanted: str) -> _Fits:
    from pratique.ecosystems.pypi import versions as pypi_versions  # noqa: PLC0415 - see above

    specifiers = pypi_versions.parse_specifiers(wanted)

    def fits(version: str) -> bool:
        told = pypi_versions.parse_version(version)
        return told is None or specifiers is None or specifiers.contains(told, prereleases=True)

    return fits


def _poetry(wanted: str) -> _Fits:
    from pratique.ecosystems.pypi import poetry_constraints  # noqa: PLC0415 - see above

    return lambda version: poetry_constraints.satisfies(version, wanted) is not False


_FITS: Mapping[Syntax, Callable[[str], _Fits]] = {
    Syntax.NPM: _npm,
    Syntax.PEP440: _pep440,
    Syntax.POETRY: _poetry,
}


def _told(held: Sequence[LockedPackage], asked: Asked) -> str:
    others = [entry for entry in held if entry.package.name != (asked.package or asked.name)]
    if others:
        return shown(str(others[0].ref or others[0].package))
    release = " of a registry" if asked.source is not SourceKind.REGISTRY else ""
    return f"{_versions(held)}{release}"


def _versions(held: Iterable[LockedPackage]) -> str:
    told = list(dict.fromkeys(shown(entry.version or "no version") for entry in held))
    more = len(told) - _MOST_SHOWN_VERSIONS
    return ", ".join(told[:_MOST_SHOWN_VERSIONS]) + (f" and {more} more" if more > 0 else "")
