"""Checks whether an entry in a lockfile of npm, yarn or bun satisfies a dependency of another entry.

The Arborist of npm (`dep-valid`) and yarn 1 (`isLockfileEntryOutdated`) resolve a dependency again if its entry is
outside the semver range. npm and yarn 1 exclude pre-releases unless the range contains a pre-release. Tags, aliases
without a range and folders cannot be compared and count as satisfied.
"""

import re

from pratique.core.closure import Fits
from pratique.core.lock import LockedPackage, LockRequest, SourceKind
from pratique.ecosystems.npm import ranges as npm_ranges
from pratique.ecosystems.npm import versions as npm_versions
from pratique.intake.agreement.comparison import may_answer
from pratique.lockfiles.npm.request import read_npm_request


def npm_fits(*, prereleases: bool) -> Fits:
    """Return a function that checks whether an entry of one lockfile satisfies a request of another entry.

    If `prereleases` is True, the package manager accepts pre-releases for any range.
    """
    known: dict[tuple[str, str, str | None, str], bool] = {}

    def fits(request: LockRequest, entry: LockedPackage) -> bool:
        if entry.source is not SourceKind.REGISTRY:
            return True
        if request.name == entry.package.name and _is_plainly_in(request.wanted, entry.version or ""):
            return True
        key = (request.name, request.wanted, entry.version, entry.package.name)
        found = known.get(key)
        if found is None:
            found = known[key] = _fits(request, entry, prereleases=prereleases)
        return found

    return fits


def _fits(request: LockRequest, entry: LockedPackage, *, prereleases: bool) -> bool:
    asked = read_npm_request(request.name, request.wanted)
    if asked.source is not SourceKind.REGISTRY or asked.versions is None:
        return may_answer(entry, asked)
    if entry.package.name != (asked.package or asked.name):
        return False
    version = npm_versions.parse_version(entry.version or "")
    wanted = npm_ranges.parse_range(asked.versions)
    if version is None or wanted is None or wanted.accepts(version):
        return True
    return asked.versions in _ANY or (prereleases and may_answer(entry, asked))


def _is_plainly_in(wanted: str, version: str) -> bool:
    if wanted in {version, "*"}:
        return True
    left, right = _PLAIN.fullmatch(wanted), _PLAIN.fullmatch(version)
    if left is None or right is None or right[1]:
        return False
    low, told = [int(part) for part in left.group(2, 3, 4)], [int(part) for part in right.group(2, 3, 4)]
    match left[1]:
        case "~":
            kept = 2
        case "^":
            kept = next((place for place, part in enumerate(low, 1) if part), 3)
        case _:
            kept = 3
    return low <= told and low[:kept] == told[:kept]


_PLAIN = re.compile(r"([~^]?)([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})")
_ANY = frozenset({"*", "x", "X"})
"""Ranges for which npm accepts every version, including pre-releases."""
