"""Adds advice to malicious releases: the last good version, and the data that the malicious code reads."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pratique.core.assessment import Assessment, JudgedPackage, merge_malware
from pratique.core.evidence import Evidence, Known, KnownBad
from pratique.core.finding import Inspection
from pratique.core.malware import BroughtIn, refined
from pratique.core.names import PackageRef, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.release import Listing
from pratique.ecosystems import ECOSYSTEMS
from pratique.intake.evidence import is_denied

Malicious = Callable[[PackageRef, Iterable[str]], frozenset[str]]
"""Returns the versions of a package that are known to be malicious."""


def with_advice(
    bad: Evidence[tuple[KnownBad, ...]],
    listing: Listing | None,
    inspection: Inspection | None,
    *,
    ref: ReleaseRef,
    policy: Policy,
    malicious: Malicious,
) -> Evidence[tuple[KnownBad, ...]]:
    """Add advice to the evidence: the last good version, and the data that the malicious code reads."""
    if not is_advised(bad) or not isinstance(bad, Known):
        return bad
    pin = None if listing is None else last_good(ref, listing, policy=policy, malicious=malicious)
    reads = (inspection.reads if inspection is not None else None) or ()
    return Known(
        tuple(
            one if one.advice is None else replace(one, advice=refined(one.advice, pin=pin, reads=reads))
            for one in bad.value
        ),
        bad.source,
    )


def is_advised(bad: Evidence[tuple[KnownBad, ...]]) -> bool:
    """Return True if the evidence contains advice."""
    return isinstance(bad, Known) and any(one.advice is not None for one in bad.value)


def last_good(ref: ReleaseRef, listing: Listing, *, policy: Policy, malicious: Malicious) -> str:
    """Return the last good version: the highest lower version that is listed and not yanked, denied or malicious; "" if unknown.

    Deprecated versions come last. A pre-release is chosen only if the malicious version is a pre-release.
    """
    order = ECOSYSTEMS[ref.package.ecosystem]
    present, early = order.sort_key(ref.version), order.is_prerelease(ref.version)
    lower = [
        release
        for version, release in listing.releases.items()
        if release.artifacts
        and not release.yanked
        and order.sort_key(version) < present
        and (early or not order.is_prerelease(version))
        and not is_denied(release.ref, policy)
    ]
    bad = malicious(ref.package, [release.ref.version for release in lower])
    sound = [release for release in lower if release.ref.version not in bad]
    kept = [release for release in sound if release.deprecated is None] or sound
    versions = (release.ref.version for release in kept)
    return max(versions, key=order.sort_key, default="")


def with_parents(packages: Iterable[JudgedPackage]) -> list[JudgedPackage]:
    """If a malicious package has no good version, add the packages that depend on it to the advice."""
    found = list(packages)
    # Chains have one spelling for all ecosystems.
    pins = {
        f"{one.ref.package.name}@{one.ref.version}": advice.pin
        for one in found
        if (advice := merge_malware(one.assessments)) is not None
    }
    return [_with_parents(one, pins) for one in found]


def _with_parents(package: JudgedPackage, pins: Mapping[str, str]) -> JudgedPackage:
    advice = merge_malware(package.assessments)
    if advice is None or advice.pin or any(len(path) == 1 for path in package.paths):
        return package
    names = dict.fromkeys(path[-2] for path in package.paths if len(path) > 1)
    parents = tuple(BroughtIn(name, pins.get(name, "")) for name in names)
    assessments = tuple(_brought_in(one, parents) for one in package.assessments)
    return replace(package, assessments=assessments)


def _brought_in(assessment: Assessment, parents: tuple[BroughtIn, ...]) -> Assessment:
    bad = assessment.dossier.known_bad
    if not isinstance(bad, Known):
        return assessment
    value = tuple(
        one if one.advice is None else replace(one, advice=replace(one.advice, brought_in=parents))
        for one in bad.value
    )
    return replace(assessment, dossier=replace(assessment.dossier, known_bad=Known(value, bad.source)))
