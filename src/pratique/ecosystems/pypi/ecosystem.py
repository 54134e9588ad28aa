"""Supports PyPI, the registry family of Python packages."""

from pratique.core.release import ArtifactKind, Listing, Release
from pratique.ecosystems.baseline import VersionOrder, choose_baseline
from pratique.ecosystems.pypi.address import artifact_url, default_registry, listing_request, normalise
from pratique.ecosystems.pypi.file_names import kind_of as _known_kind
from pratique.ecosystems.pypi.listing import parse_listing
from pratique.ecosystems.pypi.manifest import read_manifest
from pratique.ecosystems.pypi.platform import matches_platform
from pratique.ecosystems.pypi.selection import artifacts_for, counterpart
from pratique.ecosystems.pypi.versions import (
    canonical,
    compare,
    is_prerelease,
    major,
    parse_specifiers,
    parse_version,
    satisfies,
    sort_key,
    valid_range,
)

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
_LATEST = "latest"


def resolve(listing: Listing, wanted: str) -> Release | None:
    """Return the release that pip selects for a version or for specifiers such as `>=1,<2`.

    A version matches every spelling of the same version, such as `1.0` for `1.0.0`. For specifiers, `latest` and an empty text, pip
    selects the highest version that is not yanked and has files. A pre-release is selected only if a specifier contains one, or
    nothing else matches.
    """
    if wanted in listing.releases:
        return listing.releases[wanted]
    if parse_version(wanted) is not None:
        same = (r for text, r in listing.releases.items() if canonical(text) == canonical(wanted))
        return next(same, None)
    specifiers = "" if wanted == _LATEST else wanted
    if parse_specifiers(specifiers) is None:
        return None
    usable = {t: r for t, r in listing.releases.items() if r.artifacts and not r.yanked}
    inside = [text for text in usable if satisfies(text, specifiers)]
    inside = inside or [text for text in usable if satisfies(text, specifiers, prereleases=True)]
    return usable[max(inside, key=sort_key)] if inside else None


def baseline(
    listing: Listing,
    version: str,
    *,
    kind: ArtifactKind | None = None,
    excluded: frozenset[str] = frozenset(),
) -> tuple[Release | None, str]:
    """Return the baseline of `version` with the reason (`choose_baseline` defines the rule).

    With `kind`, only releases with a file of that kind are considered, and `counterpart` returns the file.
    """
    return choose_baseline(listing, version, order=_ORDER, kind=kind, excluded=excluded)


def kind_of(filename: str) -> ArtifactKind:
    """Return the kind of a file by its suffix."""
    return _known_kind(filename) or ArtifactKind.OTHER
