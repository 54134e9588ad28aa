"""What a change does, seen as a whole: what is gone, what leads to what is stopped, what was there before."""

from pratique.core.assessment import JudgedPackage, ProjectReport
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind


def as_it_was(package: JudgedPackage, report: ProjectReport) -> bool:
    """Whether the judged change does not touch a package."""
    return report.since is not None and package.change is None


def gone(report: ProjectReport) -> tuple[ReleaseRef, ...]:
    """Releases that the change takes away, without those that it only exchanges for another version, judged or not."""
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
    """What is stopped, by the name (`name@version`) of each package that leads to it."""
    found: dict[str, dict[ReleaseRef, JudgedPackage]] = {}
    for package in sorted(report.packages, key=gravest_first):
        if package.action is not Action.ALLOW:
            for name in {name for path in package.paths for name in path[:-1]}:
                found.setdefault(name, {})[package.ref] = package
    return {name: tuple(packages.values()) for name, packages in found.items()}


def gravest_first(package: JudgedPackage) -> tuple[object, ...]:
    """What to sort by: blocks, then reviews, then waits; what the change brings in before what was there."""
    verdict = package.worst.verdict
    return -package.action.rank, verdict.kind is HoldKind.WAIT, package.change is None, package.ref
