"""Supports RubyGems, the registry family of Ruby packages."""

from pratique.core.release import ArtifactKind, Listing, Release
from pratique.ecosystems.baseline import VersionOrder, choose_baseline
from pratique.ecosystems.rubygems.address import (
    GEM_KIND,
    GEM_SUFFIX,
    RUBY,
    artifact_url,
    default_registry,
    listing_request,
    normalise,
)
from pratique.ecosystems.rubygems.listing import parse_listing
from pratique.ecosystems.rubygems.manifest import read_manifest
from pratique.ecosystems.rubygems.platform import matches_platform
from pratique.ecosystems.rubygems.requirements import satisfies, valid_range
from pratique.ecosystems.rubygems.selection import artifacts_for, counterpart
from pratique.ecosystems.rubygems.versions import compare, is_prerelease, major, parse_version, sort_key

__all__ = [
    "ANY_PLATFORM",
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

ANY_PLATFORM = RUBY
"""The platform of a gem for any machine."""

_ORDER = VersionOrder(key=sort_key, major=major, is_prerelease=is_prerelease)
_LATEST = "latest"


def resolve(listing: Listing, wanted: str) -> Release | None:
    """Return the release that `gem install` selects for a version or for conditions such as `~> 1.2`.

    A version matches every spelling of the same version, such as `1.0` for `1.0.0`. For conditions, `latest` and an empty text,
    `gem` selects the highest version. A pre-release is selected only if a condition contains one.
    """
    if wanted in listing.releases:
        return listing.releases[wanted]
    conditions = "" if wanted == _LATEST else wanted
    if conditions.strip() and parse_version(conditions) is not None:
        same = (r for text, r in listing.releases.items() if compare(text, conditions) == 0)
        return next(same, None)
    inside = [text for text in listing.releases if satisfies(text, conditions)]
    return listing.releases[max(inside, key=sort_key)] if inside else None


def baseline(
    listing: Listing,
    version: str,
    *,
    kind: ArtifactKind | None = None,
    excluded: frozenset[str] = frozenset(),
) -> tuple[Release | None, str]:
    """Return the baseline of `version` with the reason (`choose_baseline` defines the rule).

    The function `counterpart` returns the baseline's file for the same platform.
    """
    return choose_baseline(listing, version, order=_ORDER, kind=kind, excluded=excluded)


def kind_of(filename: str) -> ArtifactKind:
    """Return the kind of a file by its suffix."""
    return GEM_KIND if filename.lower().endswith(GEM_SUFFIX) else ArtifactKind.OTHER
