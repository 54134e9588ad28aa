"""Chooses the release for a version, a tag or a range by one rule for every ecosystem and command."""

from dataclasses import dataclass
from typing import Any

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Listing, Release
from pratique.ecosystems import ECOSYSTEMS

_LATEST = "latest"
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A release, and the reason for the choice."""

    release: Release
    why: str


def is_version(package: PackageRef, text: str) -> bool:
    """Return True if a text is one version, not a tag or range."""
    match package.ecosystem:
        case Ecosystem.NPM:
            from pratique.ecosystems.npm.versions import parse_version as parse  # noqa: PLC0415 - one of three

            return parse(text) is not None
        case Ecosystem.PYPI:
            from pratique.ecosystems.pypi.versions import parse_version as python  # noqa: PLC0415 - as above

            return python(text) is not None
        case Ecosystem.RUBYGEMS:
            from pratique.ecosystems.rubygems.versions import parse_version as ruby  # noqa: PLC0415 - as above

            return bool(text.strip()) and ruby(text) is not None


def choose(listing: Listing, wanted: str | None) -> Chosen | None:
    """Return the release for `wanted` (a version, tag or range), or the newest release without `wanted`.

    Returns None if there is no such release. The newest release is the one with the tag `latest` (npm). Without the tag `latest`,
    the newest release is the highest version that is neither a pre-release nor yanked. If there is no such version, the newest
    release is the highest version that is not yanked, or else the highest version.
    """
    if wanted in {None, "", _LATEST}:
        return _newest(listing)
    assert wanted is not None
    release = ECOSYSTEMS[listing.package.ecosystem].resolve(listing, wanted)
    if release is None:
        return None
    return Chosen(
        release, f"tag {wanted}" if wanted in listing.tags else f"newest version that fits {wanted}"
    )


def near_versions(listing: Listing, version: str) -> tuple[str, ...]:
    """Return the newest version and the versions next to `version` in the ecosystem's order, at most three."""
    newest = _newest(listing)
    if newest is None:
        return ()
    key = ECOSYSTEMS[listing.package.ecosystem].sort_key
    found = [newest.release.ref.version]
    usable = [text for text, release in listing.releases.items() if not release.yanked]
    below = [text for text in usable if key(text) < key(version)]
    above = [text for text in usable if key(version) < key(text)]
    found += [max(below, key=key)] if below else []
    found += [min(above, key=key)] if above else []
    return tuple(dict.fromkeys(found))[:_NEAR]


def _newest(listing: Listing) -> Chosen | None:
    tagged = listing.releases.get(listing.tags.get(_LATEST, ""))
    if tagged is not None:
        return Chosen(tagged, f"tag {_LATEST}")
    module = ECOSYSTEMS[listing.package.ecosystem]

    def key(release: Release) -> Any:
        return module.sort_key(release.ref.version)

    every = list(listing.releases.values())
    usable = [release for release in every if not release.yanked and release.artifacts] or [
        release for release in every if not release.yanked
    ]
    stable = [release for release in usable if not module.is_prerelease(release.ref.version)]
    for releases, why in (
        (stable, "newest stable release"),
        (usable, "newest release; the package has only pre-releases"),
        (every, "newest release; all releases are yanked"),
    ):
        if releases:
            return Chosen(max(releases, key=key), why)
    return None
