"""Describes a change as a whole: removals, unchanged packages, and the packages that add stopped packages."""

from pratique.core.assessment import JudgedPackage, ProjectReport
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind


def as_it_was(package: JudgedPackage, report: ProjectReport) -> bool:
    """Return True if the change does not affect a package."""
    return report.since is not None and package.change is None


def gone(report: ProjectReport) -> tuple[ReleaseRef, ...]:
    """Return the releases that the change removes, except releases that another version replaces."""
    if report.since is None:
        return ()
    exchanged = {
        package.ref.package.at(version)
        for package in report.packages
        if package.change is not None
        for version in package.change.before
    }
    others = (item.purl.partition("@")[0] for item in (*report.not_judged, *report.out_of_scope))
    still_there = {purl for purl in others if purl}
    return tuple(
        ref for ref in report.since.removed if ref not in exchanged and ref.package.purl not in still_there
    )


def led_to(report: ProjectReport) -> dict[str, tuple[JudgedPackage, ...]]:
    """Return the stopped packages, grouped by the `name@version` of the packages that add them as dependencies."""
    found: dict[str, dict[ReleaseRef, JudgedPackage]] = {}
    for package in sorted(report.packages, key=gravest_first):
        if package.action is not Action.ALLOW:
            for name in {name for path in package.paths for name in path[:-1]}:
                found.setdefault(name, {})[package.ref] = package
    return {name: tuple(packages.values()) for name, packages in found.items()}


def gravest_first(package: JudgedPackage) -> tuple[object, ...]:
    """Return the sort key of a package: blocks, reviews, cooldowns; new packages before packages already in use."""
    verdict = package.worst.verdict
    return -package.action.rank, verdict.kind is HoldKind.WAIT, package.change is None, package.ref
