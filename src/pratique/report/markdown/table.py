"""Writes the Markdown table of a review, with a row for each package that a change adds."""

import shlex
from collections.abc import Sequence
from urllib.parse import quote

from pratique.core.assessment import Assessment, Change, ChangeKind, JudgedPackage
from pratique.core.evidence import Known
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.policy import Action, Waiver
from pratique.core.reading import NotJudged
from pratique.core.release import TimeSource
from pratique.report.markdown.headline import INCOMPLETE, MARKS, WARNING
from pratique.report.markdown.new_behaviour import NOTHING_NEW, gained
from pratique.report.parts.escape import code, escape, escape_markdown, prose
from pratique.report.parts.phrases import NO_REASON, verdict_plainly

HEAD = (
    "| package | change | published | verdict | new behaviour | difference |",
    "| --- | --- | --- | --- | --- | --- |",
)
NOTHING_BEFORE = "nothing to compare with"
_MOST_VERSIONS = 3
_MOST_NAME = 120
_MOST_ADDRESS = 2_000
_MOST_LED_TO = 3
_STOPPED = {Action.BLOCK: "blocked", Action.HOLD: "held"}
_KINDS = {
    ChangeKind.ADDED: "added",
    ChangeKind.REMOVED: "removed",
    ChangeKind.MOVED: "from another registry",
    ChangeKind.REHASHED: "same version with other digests",
    ChangeKind.RESOURCED: "different kind of source",
    ChangeKind.PATCHED: "patch changed",
    ChangeKind.OPTIONS: "options changed: a different file, or fewer checks",
}


def row(
    package: JudgedPackage, change: Change, diff_url: str | None, led_to: Sequence[JudgedPackage] = ()
) -> str:
    """Return one row of the table.

    `diff_url` is a URL template with `{ecosystem}`, `{name}`, `{before}` and `{after}`. `led_to` contains the stopped
    packages that this package adds as dependencies.
    """
    return _cells(
        f"{code(str(package.ref), most=_MOST_NAME)} ({package.ref.package.ecosystem.value})",
        _change(package.ref, change),
        _published(package),
        verdict_cell(package),
        _gained(package, led_to),
        difference(package, change, diff_url),
    )


def unjudged_row(item: NotJudged) -> str:
    """Return the row of an added package that could not be judged."""
    mark = MARKS[Action.HOLD]
    return _cells(
        code(item.purl, most=_MOST_NAME),
        "added or changed",
        "unknown",
        f"{mark} not checked: {prose(item.why, most=200)}",
        "unknown",
        "unknown",
    )


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _gained(package: JudgedPackage, led_to: Sequence[JudgedPackage]) -> str:
    own = gained(package)
    if not led_to:
        return escape_markdown("; ".join(own), most=400)
    names = [code(str(other.ref), most=_MOST_NAME) for other in led_to[:_MOST_LED_TO]]
    more = f" and {len(led_to) - _MOST_LED_TO} more" if len(led_to) > _MOST_LED_TO else ""
    actions = {other.action for other in led_to}
    word = _STOPPED[actions.pop()] if len(actions) == 1 else "stopped"
    leads = f"**depends on {', '.join(names)}{more}, which {'is' if len(led_to) == 1 else 'are'} {word}**"
    return leads if own == (NOTHING_NEW,) else f"{leads}; {escape_markdown('; '.join(own), most=400)}"


def verdict_cell(package: JudgedPackage) -> str:
    """Return the verdict with its symbol, and the waiver that accepted the package."""
    verdict = package.worst.verdict
    mark = MARKS[verdict.action]
    if verdict.action is not Action.ALLOW:
        return f"{mark} {verdict_plainly(verdict)}"
    waivers = _waivers(package)
    if any(assessment.gaps for assessment in package.assessments):
        return f"{WARNING} {INCOMPLETE}: not fully checked"
    if not waivers:
        return f"{mark} {NO_REASON}"
    told = waivers[0]
    more = f" and {len(waivers) - 1} more" if len(waivers) > 1 else ""
    return (
        f"{mark} allowed by an exception (waiver) of {escape_markdown(told.owner, most=60)} "
        f"until {told.expires.isoformat()}{more}"
    )


def is_quiet(package: JudgedPackage) -> bool:
    """Return True if nothing stops the package, every check was made, and no waiver was needed."""
    complete = not any(assessment.gaps for assessment in package.assessments)
    return package.action is Action.ALLOW and complete and not _waivers(package)


def _waivers(package: JudgedPackage) -> tuple[Waiver, ...]:
    notes = (note for assessment in package.assessments for note in assessment.verdict.notes)
    return tuple(dict.fromkeys(note.waived for note in notes if note.waived is not None))


def _change(ref: ReleaseRef, change: Change) -> str:
    words = []
    for kind in sorted(set(change.kinds), key=list(ChangeKind).index):
        if kind in {ChangeKind.UPGRADED, ChangeKind.DOWNGRADED}:
            before = ", ".join(
                escape_markdown(version, most=40) for version in change.before[-_MOST_VERSIONS:]
            )
            more = "\N{HORIZONTAL ELLIPSIS}, " if len(change.before) > _MOST_VERSIONS else ""
            after = escape_markdown(ref.version, most=40)
            words.append(f"{kind.value} {more}{before} \N{RIGHTWARDS ARROW} {after}")
        else:
            words.append(_KINDS[kind])
    return ", ".join(words) or "changed"


def _published(package: JudgedPackage) -> str:
    times = [a.dossier.published for a in package.assessments]
    known = [told.value for told in times if isinstance(told, Known)]
    if not known or len(known) < len(times):
        return "unknown"
    newest = max(known, key=lambda dated: dated.at)
    day = f"{newest.at.date().isoformat()}"
    return day if newest.source is TimeSource.REGISTRY else f"{day} or before"


def difference(package: JudgedPackage, change: Change | None, diff_url: str | None) -> str:
    """Return a link to the diff from the baseline, or the command that shows the diff."""
    before = _before(package, change)
    if before is None:
        return NOTHING_BEFORE
    if diff_url and diff_url.startswith(("https://", "http://")):
        address = _address(diff_url, before, package.ref)
        if len(address) <= _MOST_ADDRESS:
            return f"[diff]({address})"
    names = [_target(before), _target(package.ref)]
    if any(escape(name) != name or len(name) > _MOST_NAME for name in names):
        return "no command because of unusual characters in the name"
    options = "-- " if any(name.startswith("-") for name in names) else ""
    return code(f"pratique diff {options}{shlex.join(names)}")


def _before(package: JudgedPackage, change: Change | None) -> ReleaseRef | None:
    others = [version for version in change.before if version != package.ref.version] if change else []
    if others:
        return package.ref.package.at(others[-1])
    baselines = [_baseline(assessment) for assessment in package.assessments]
    return next((baseline for baseline in baselines if baseline not in {None, package.ref}), None)


def _baseline(assessment: Assessment) -> ReleaseRef | None:
    return assessment.dossier.baseline


def _target(ref: ReleaseRef) -> str:
    return str(ref) if ref.package.ecosystem in {Ecosystem.NPM, Ecosystem.PYPI} else ref.purl


def _address(template: str, before: ReleaseRef, after: ReleaseRef) -> str:
    address = template
    for field, value in (
        ("{ecosystem}", after.package.ecosystem.value),
        ("{name}", after.package.name),
        ("{before}", before.version),
        ("{after}", after.version),
    ):
        address = address.replace(field, quote(value, safe="", errors="replace"))
    # What is left may be written by the operator alone; still, it may not end the link or the cell.
    return quote(address, safe=":/?#@!$&',;=%~+-._").replace("&", "&amp;")
