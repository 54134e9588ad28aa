"""Supports npm, the registry family of JavaScript packages."""

from typing import TYPE_CHECKING

from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.ecosystems.baseline import VersionOrder, choose_baseline
from pratique.ecosystems.interface import LeftOut, Platform, Selection
from pratique.ecosystems.npm.address import artifact_url, default_registry, listing_request, normalise
from pratique.ecosystems.npm.listing import parse_listing
from pratique.ecosystems.npm.platform import matches_platform
from pratique.ecosystems.npm.ranges import parse_range, satisfies, valid_range
from pratique.ecosystems.npm.versions import compare, is_prerelease, major, parse_version, sort_key

if TYPE_CHECKING:
    from pratique.core.manifest import Manifest
    from pratique.core.tree import Tree

__all__ = [
    "artifact_url",
    "artifacts_for",
    "baseline",
    "compare",
    "counterpart",
    "default_registry",
    "is_prerelease",
    "kind_of",
    "listing_request",
    "matches_platform",
    "normalise",
    "parse_listing",
    "read_manifest",
    "resolve",
    "satisfies",
    "sort_key",
    "valid_range",
]

_ORDER = VersionOrder(key=sort_key, major=major, is_prerelease=is_prerelease)
_DEFAULT_TAG = "latest"


def resolve(listing: Listing, wanted: str) -> Release | None:
    """Return the release that npm selects for a version, a range or a tag (npm-pick-manifest, without `engines`).

    An exact version matches only itself; an exact version may have the prefix `v` or `=`. For a range, npm selects `latest` if it
    is in the range and not deprecated, else the highest version in the range, preferring versions that are not deprecated. For a
    tag, npm selects the version that the tag points to. An empty text means `latest`.
    """
    version = parse_version(wanted)
    if version is not None:
        if wanted in listing.releases:
            return listing.releases[wanted]
        same = (release for text, release in listing.releases.items() if sort_key(text) == version)
        return next(same, None)
    found = parse_range(wanted) if wanted else None
    if found is None:
        return listing.releases.get(listing.tags.get(wanted or _DEFAULT_TAG, ""))
    latest = listing.releases.get(listing.tags.get(_DEFAULT_TAG, ""))
    if latest is not None and latest.deprecated is None:
        # npm makes an exception for a lone star: `latest` then counts even if it is a pre-release.
        number = parse_version(latest.ref.version)
        if wanted.strip() == "*" or (number is not None and found.accepts(number)):
            return latest
    inside = [
        (release.deprecated is None, number, release)
        for text, release in listing.releases.items()
        if (number := parse_version(text)) is not None and found.accepts(number)
    ]
    return max(inside, key=lambda item: item[:2])[2] if inside else None


def baseline(
    listing: Listing,
    version: str,
    *,
    kind: ArtifactKind | None = None,
    excluded: frozenset[str] = frozenset(),
) -> tuple[Release | None, str]:
    """Return the baseline of `version` with the reason (`choose_baseline` defines the rule).

    A deprecated release may be chosen, because maintainers often deprecate old npm versions that were never malicious.
    """
    return choose_baseline(listing, version, order=_ORDER, kind=kind, excluded=excluded)


def counterpart(release: Release, artifact: Artifact) -> Artifact | None:
    """Return the tarball of `release`."""
    return next((item for item in release.artifacts if item.kind is artifact.kind), None)


def artifacts_for(release: Release, platform: Platform, *, everything: bool = False) -> Selection:
    """Return the only tarball of an npm release, whatever the platform.

    The lockfile specifies the packages that each platform needs.
    """
    first, rest = release.artifacts[:1], release.artifacts[1:]
    if everything:
        return Selection(release.artifacts)
    return Selection(
        first, tuple(LeftOut(item, f"npm installs only one tarball on {platform.name}") for item in rest)
    )


def kind_of(filename: str) -> ArtifactKind:  # noqa: ARG001 - npm has one kind, whatever the name
    """Return the kind of a file; npm packages are always tarballs."""
    return ArtifactKind.NPM_TARBALL


def read_manifest(tree: "Tree", kind: ArtifactKind | None = None) -> "Manifest":
    """Read the manifest of an unpacked npm package (see the module `manifest`)."""
    from pratique.ecosystems.npm import manifest as npm_manifest  # noqa: PLC0415 - whoever asks for versions has no package at hand

    return npm_manifest.read_manifest(tree, kind)
