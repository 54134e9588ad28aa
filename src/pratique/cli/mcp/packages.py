"""Answers questions about one package: the verdict, the evidence, and the nearest allowed release.

The name is checked as by `pratique hook`, and the release as by `pratique inspect`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pratique.cli.hook.answer import Action as Advice
from pratique.cli.hook.judging import doubt_about
from pratique.cli.hook.names import Doubt
from pratique.cli.mcp import evidence
from pratique.cli.mcp.gates import gate_of
from pratique.cli.mcp.sessions import Open
from pratique.cli.mcp.tools import ECOSYSTEMS
from pratique.cli.mcp.wording import quoted, refused, unknown
from pratique.cli.run.clock import now
from pratique.cli.run.newest import LATEST
from pratique.cli.run.target import Targets
from pratique.core.assessment import Target
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.policy import Action
from pratique.core.release import Listing, Release, TimeSource
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS as MODULES
from pratique.ecosystems.newest import choose, is_version
from pratique.ecosystems.target import parse_target
from pratique.errors import PratiqueError, Reference
from pratique.intake.questions import Wish

MOST_TRIED = 12
"""The maximum number of releases that are judged to find an allowed one."""
_MOST_REASONS = 3
_MOST_EVIDENCE = 20
_NAMES = {one: name for name, one in ECOSYSTEMS.items()}
DOUBTS = {
    "name-missing": "The registry has no such package; the name may be made up",
    "no-release": "The registry lists no release of the package",
    "names-unreadable": "The list of popular names cannot be read",
    "look-alike": "The name is young or of unknown age, and looks like a popular name",
    "young-name": "The package was first published less than 90 days ago, so the name may be made up",
    "other-registry": "The project's own files choose another registry for the package",
    "known-malware": "The package is known malware",
}
"""The sentences about doubts, by their codes."""
_ADVICE = {Advice.DENY: "block", Advice.ASK: "hold"}


async def judge(opened: Open, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the verdict about a release."""
    return await _about(opened, arguments, most=_MOST_REASONS)


async def why(opened: Open, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the verdict about a release with all its evidence."""
    return await _about(opened, arguments, most=_MOST_EVIDENCE)


async def _about(opened: Open, arguments: Mapping[str, str], *, most: int) -> dict[str, Any]:
    found = parsed(arguments)
    if isinstance(found, str):
        return refused(found)
    package = found.package if isinstance(found, ReleaseRef) else found
    doubt = await doubt_about(opened.session, opened.theirs, found)
    if doubt is not None:
        return _of_doubt(package, doubt)
    target = await _judged(opened, found)
    answer = _of_target(package, target, most=most)
    if most == _MOST_EVIDENCE and target.assessments:
        answer |= _details(target)
    gate = gate_of(opened.session.upstreams, package, opened.session.road.shared)
    return answer | ({"gate": gate} if gate else {})


def parsed(arguments: Mapping[str, str]) -> PackageRef | ReleaseRef | str:
    """Return the package or release of a question, or why the name is unusable, as a sentence of our own."""
    ecosystem = Ecosystem(ECOSYSTEMS[arguments["ecosystem"]])
    name, version = arguments["name"].strip(), arguments.get("version", "").strip()
    joiner = "@"
    if ecosystem is Ecosystem.PYPI:
        joiner = "" if version[:1] in "<>=!~" else "=="
    try:
        package = parse_target(f"{ecosystem.value}:{name}")
        if isinstance(package, PackageRef) and version in {"", LATEST}:
            return package
        found = parse_target(f"{ecosystem.value}:{name}{joiner}{version}")
    except PratiqueError:
        return "the name or the version is not valid in this ecosystem"
    if not isinstance(package, PackageRef) or not isinstance(found, ReleaseRef):
        return "`name` is not the name of a package alone"
    return found


async def _judged(opened: Open, found: PackageRef | ReleaseRef) -> Target:
    text = found.purl if isinstance(found, ReleaseRef) else f"{found.ecosystem.value}:{found.name}"
    async with opened.session.gate:
        return await Targets().judge(opened.session, text, standing=Standing.NEW, wish=Wish())


def _named(package: PackageRef, version: str = "") -> dict[str, str]:
    named = {"package": f"{_NAMES[package.ecosystem.value]}:{quoted(package.name)}"}
    return named | ({"version": quoted(version)} if version else {})


def _of_doubt(package: PackageRef, doubt: Doubt) -> dict[str, Any]:
    like = f"; did you mean {quoted(doubt.like)}?" if doubt.like else "."
    text = f"{DOUBTS[doubt.code]}{like}"
    denied = doubt.action is Advice.DENY
    return {
        "verdict": _ADVICE[doubt.action],
        **_named(package),
        "summary": text,
        "reasons": [{"code": doubt.code, "text": text}],
        "not_checked": ["the files of the release: not downloaded"],
        "next_step": "check the name; do not install it"
        if denied
        else "ask a person whether the name is right",
        "ends": "the name is corrected" if denied else "a person confirms the name",
    }


def _of_target(package: PackageRef, target: Target, *, most: int) -> dict[str, Any]:
    error = target.error
    if error is not None and error.reference is Reference.VERSION_NOT_FOUND:
        text = "The registry has no such version."
        return {
            "verdict": "block",
            **_named(package),
            "summary": text,
            "reasons": [{"code": error.reference.value, "text": text}],
            "not_checked": ["the files of the release: they do not exist"],
            "next_step": "choose a version that exists: `nearest_allowed` finds one",
            "error": error.reference.value,
        }
    if error is not None or not target.assessments or target.ref is None:
        reference = (error.reference if error else Reference.NO_ARTIFACT).value
        return unknown("The release could not be checked.", reference, **_named(package))
    each = target.assessments
    verdict = evidence.verdict_of(each)
    reasons = evidence.reasons_of(each, most=most)
    answer = {
        "verdict": verdict,
        **_named(target.ref.package, target.ref.version),
        "summary": _summary(verdict, reasons, evidence.ends_of(each)),
        "reasons": reasons,
        "not_checked": [*evidence.not_checked(each), evidence.DEPENDENCIES],
        "next_step": "install this version"
        if verdict == "allow"
        else f"do not install it; {evidence.step_of(each)}",
    }
    if verdict in {"block", "hold"}:
        answer["ends"] = evidence.ends_of(each)
    if verdict == "unknown":
        trouble = next((one.error for one in each if one.error is not None), None)
        answer["error"] = (trouble.reference if trouble else Reference.NO_ARTIFACT).value
    return answer


def _summary(verdict: str, reasons: list[dict[str, Any]], ends: str) -> str:
    match verdict:
        case "allow":
            return "No reason to stop the release was found."
        case "unknown":
            return "The check of the release is incomplete."
        case "block":
            return f"The release is blocked. {reasons[0]['text']}"
    return (
        f"The release is held. {reasons[0]['text']}" if "review" in ends else f"The release is held: {ends}."
    )


def _details(target: Target) -> dict[str, Any]:
    each = target.assessments
    notes = evidence.notes_of(each, most=_MOST_EVIDENCE)
    earlier = next((one.dossier.baseline for one in each if one.dossier.baseline is not None), None)
    found: dict[str, Any] = {"checked": list(evidence.checked(each)), "notes": notes}
    return found | ({"compared_with": quoted(earlier.version)} if earlier else {})


async def nearest_allowed(opened: Open, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the nearest allowed release, and the verdicts about the releases that were tried."""
    found = parsed(arguments)
    if isinstance(found, str):
        return refused(found)
    package = found.package if isinstance(found, ReleaseRef) else found
    doubt = await doubt_about(opened.session, opened.theirs, found)
    if doubt is not None:
        return _of_doubt(package, doubt)
    listing = await opened.session.questions.registry.listing(package)
    young = opened.settings.policy.min_age
    tried: list[dict[str, str]] = []
    chosen: Target | None = None
    for version in _candidates(listing, found.version if isinstance(found, ReleaseRef) else None):
        if tried and _waits(listing.releases[version], young):
            continue
        if len(tried) == MOST_TRIED:
            break
        target = await _judged(opened, package.at(version))
        verdict = evidence.verdict_of(target.assessments) if target.error is None else "unknown"
        tried.append({"version": quoted(version), "verdict": verdict})
        if verdict == Action.ALLOW.value:
            chosen = target
            break
    gate = gate_of(opened.session.upstreams, package, opened.session.road.shared)
    return _nearest(package, chosen, tried) | ({"gate": gate} if gate else {})


def _candidates(listing: Listing, wanted: str | None) -> Iterator[str]:
    """Yield the wanted version, then the versions below it, highest first, then those above it, lowest first."""
    package = listing.package
    module = MODULES[package.ecosystem]
    chosen = choose(listing, wanted)
    start = chosen.release.ref.version if chosen is not None else None
    if start is None and wanted is not None and is_version(package, wanted):
        start = wanted
    usable = sorted(
        (
            version
            for version, release in listing.releases.items()
            if not release.yanked and not module.is_prerelease(version)
        ),
        key=module.sort_key,
    )
    if start is None:
        yield from reversed(usable)
        return
    if start in listing.releases:
        yield start
    key = module.sort_key(start)
    yield from (one for one in reversed(usable) if module.sort_key(one) < key)
    yield from (one for one in usable if module.sort_key(one) > key)


def _waits(release: Release, young: Any) -> bool:
    """Return True if a release is certainly in cooldown, so that judging it is not worth the time."""
    told = release.published
    return told is not None and told.source is TimeSource.REGISTRY and now() - told.at < young


def _nearest(package: PackageRef, chosen: Target | None, tried: list[dict[str, str]]) -> dict[str, Any]:
    if chosen is None or chosen.ref is None:
        count = len(tried)
        summary = f"No allowed release was found among the {count} nearest that were checked."
        more = {"verdict": "hold"} if all(one["verdict"] != "unknown" for one in tried) and tried else {}
        answer = unknown(
            summary, Reference.NO_ARTIFACT.value, next_step="use another package, or ask a person"
        )
        return answer | {"not_checked": ["other releases"]} | _named(package) | {"tried": tried} | more
    each = chosen.assessments
    same = len(tried) == 1
    return {
        "verdict": "allow",
        **_named(package, chosen.ref.version),
        "nearest": quoted(chosen.ref.version),
        "summary": "The release itself is allowed." if same else "A release nearby is allowed.",
        "reasons": [],
        "not_checked": [*evidence.not_checked(each), evidence.DEPENDENCIES],
        "next_step": "install this version exactly",
        "tried": tried,
    }
