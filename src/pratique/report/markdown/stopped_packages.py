"""Writes a Markdown block for each stopped package: the reasons with their locations, the dependency path and the steps.

The block is for a reader who wants to merge a change and does not know the rules. The block shows the finding with its
location, and then the next step. The last part of a block is folded and explains how to approve the package.
"""

from collections.abc import Iterable, Mapping, Sequence

from pratique.core.assessment import JudgedPackage, ProjectReport
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.reading import Since
from pratique.core.reason import UNWAIVABLE, ReasonCode
from pratique.core.verdict import Reason
from pratique.report.formats.ci_issue import Issue
from pratique.report.markdown.headline import MARKS, base_words
from pratique.report.markdown.table import NOTHING_BEFORE, difference
from pratique.report.parts import waiver
from pratique.report.parts.change_effect import as_it_was
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import code, escape_markdown, prose
from pratique.report.parts.phrases import met_now, verdict_plainly
from pratique.report.parts.size_limit import leading

_MOST_UNITS = 5_000
_MOST_PLACES = 5
_MOST_STEPS = 5
MOST_OPEN = 3
"""The maximum number of unfolded blocks.

If there are more blocks than this maximum, all blocks are folded, so that the table stays visible.
"""
_APPEALS = {
    ReasonCode.QUARANTINED: " If the quarantine is wrong, the registry must end it.",
    ReasonCode.ADVISORY: " If the advisory is wrong, its source must withdraw it.",
    ReasonCode.DENIED: " If the policy is wrong, its owner must change it.",
    ReasonCode.REFUSED: " If the denial is wrong, the operator of the gate can undo it.",
    ReasonCode.BLOCKED_BEFORE: " If the block is wrong, check the package again on a machine with its bytes.",
    ReasonCode.CHANGED_BYTES: " If the new bytes are intended, publish them as a new version.",
}
_CODES = frozenset(code.value for code in ReasonCode)
_RAN = frozenset(
    {
        ReasonCode.QUARANTINED,
        ReasonCode.ADVISORY,
        ReasonCode.BLOCKED_BEFORE,
        ReasonCode.CHANGED_BYTES,
        ReasonCode.FINDING,
    }
)
"""The reasons that indicate malicious code that may have run where the package was installed."""
_IF_INSTALLED = (
    "- **If the package was already installed** on a developer's machine or in a build, its code may have run there. Report "
    "this to your security team, and treat all credentials that the code could read as stolen until the team has checked."
)
_NEVER_ENDS = (
    "- **If the cooldown never ends:** the cooldown starts when the checking machine first sees the package. "
    "Keep the machine's <code>PRATIQUE_HOME</code> between runs, or add an exception (waiver)."
)


def block(
    package: JudgedPackage,
    issues: Sequence[Issue],
    report: ProjectReport,
    *,
    opened: bool,
    rules: Mapping[str, str],
    diff_url: str | None,
) -> str:
    """Return the block of one stopped package.

    `issues` contains the stopping issues of the package, most severe first. `rules` contains the titles of rules by
    id.
    """
    lines = [
        f"<details{' open' if opened else ''}><summary>{_title(package, issues, report, rules)}</summary>"
    ]
    lines += ["", *reasons(issues), *_way_in(package), *_todo(package, issues, diff_url)]
    lines += ["", *_letting_through(package, report.since), "", "</details>", ""]
    return "\n".join(lines)


def reasons(issues: Sequence[Issue]) -> list[str]:
    """Return a list item for each reason with its code.

    The last item states the number of reasons that do not fit.
    """
    items = ["\n".join(_reason(issue)) for issue in issues]
    kept = leading(items, _MOST_UNITS)
    more = plural(len(items) - kept, "more reason")
    return items if kept == len(items) else [*items[:kept], f"- and {more}, see the full report"]


def steps(issues: Sequence[Issue], *, blocked: bool) -> list[str]:
    """Return a list item for each step, without duplicates."""
    lines: list[str] = []
    if any(map(_of_rule, issues)):
        if blocked:
            lines.append(
                "- **What to do:** do not install the package; use another version, or remove the package"
            )
        lines.append(f"- **{'To verify the finding' if blocked else 'What to do'}:** {_reading(issues)}")
    others = dict.fromkeys(issue.next_step for issue in issues if issue.next_step and not _of_rule(issue))
    return lines + [f"- **What to do:** {prose(step, most=1_000)}" for step in list(others)[:_MOST_STEPS]]


def _title(
    package: JudgedPackage, issues: Sequence[Issue], report: ProjectReport, rules: Mapping[str, str]
) -> str:
    verdict = package.worst.verdict
    title = f"{MARKS[verdict.action]} {code(str(package.ref), most=200)}: {verdict_plainly(verdict)}"
    found = next((rules[issue.rule] for issue in issues if issue.rule in rules), None)
    title += f" ({escape_markdown(found, most=200)})" if found else ""
    return f"{title}, already in use and not part of this change" if as_it_was(package, report) else title


def _reason(issue: Issue) -> list[str]:
    place = f", at {code(str(issue.inside[0]), most=200)} in the package" if issue.inside else ""
    lines = [f"- **{escape_markdown(issue.rule, most=80)}**: {prose(issue.message, most=600)}{place}"]
    if issue.evidence:
        lines.append(f"  - evidence: {code(issue.evidence, most=300)}")
    lines += _code(issue)
    others = issue.inside[1 : 1 + _MOST_PLACES]
    if others:
        more = (
            f" and {len(issue.inside) - 1 - len(others)} more" if len(issue.inside) - 1 > len(others) else ""
        )
        lines.append("  - also at " + ", ".join(code(str(other), most=100) for other in others) + more)
    return lines


def _code(issue: Issue) -> list[str]:
    found = issue.finding.excerpt if issue.finding is not None else None
    if found is None or issue.finding is None:
        return []
    here = issue.finding.locations[0].line
    rows = (
        f"{'>' if number == here else ' '} {number} | {text.expandtabs(4)}"
        for number, text in enumerate(found.lines, start=found.first_line)
    )
    return ["", "  <pre>", *(f"  {code(row, most=200)}" for row in rows), "  </pre>", ""]


def _way_in(package: JudgedPackage) -> list[str]:
    lines: list[str] = []
    if package.paths:
        path = next((path for path in package.paths if len(path) > 1), ())
        told = code(" > ".join(path), most=300) if path else "direct dependency"
        more = package.paths_total - 1
        ways = f" (and {plural(more, 'more way')})" if more > 0 else ""
        lines.append(f"- **Dependency path:** {told}{ways}")
    if package.sources:
        shown = ", ".join(code(source, most=100) for source in package.sources[:_MOST_PLACES])
        more = len(package.sources) - _MOST_PLACES
        lines.append(f"- **Locked at:** {shown}" + (f" and {more} more places" if more > 0 else ""))
    return lines


def _todo(package: JudgedPackage, issues: Sequence[Issue], diff_url: str | None) -> list[str]:
    blocked = package.action is Action.BLOCK
    found = package.worst.verdict.reasons
    lines = steps(issues, blocked=blocked)
    shown = difference(package, package.change, diff_url)
    if any(map(_of_rule, issues)) and shown != NOTHING_BEFORE:
        lines.append(f"- **Changes:** {shown}")
    if blocked and any(reason.code in _RAN for reason in found):
        lines.append(_IF_INSTALLED)
    if package.action is Action.HOLD and any(map(met_now, found)):
        lines.append(_NEVER_ENDS)
    return lines


def _of_rule(issue: Issue) -> bool:
    return issue.rule not in _CODES


def _reading(issues: Iterable[Issue]) -> str:
    rules = list(dict.fromkeys(issue.rule for issue in issues if _of_rule(issue)))
    commands = ", ".join(code(f"pratique explain {rule}", most=100) for rule in rules[:_MOST_STEPS])
    return f"read the code; {commands} {'explains' if len(rules) == 1 else 'explain'} the details"


def _letting_through(package: JudgedPackage, since: Since | None) -> list[str]:
    found = [reason for assessment in package.assessments for reason in assessment.verdict.reasons]
    hard = [reason.code for reason in found if reason.code in UNWAIVABLE]
    if hard:
        return [f"No waiver lifts this verdict.{_APPEALS.get(hard[0], '')}"]
    rules = list(dict.fromkeys(map(_rule, found)))
    return [
        "<details><summary>False positive, or acceptable? How to add an exception</summary>",
        "",
        f"After a review, fill in these lines and {_where(since)}.",
        "",
        "~~~toml",
        *_waivers(package.ref, rules[:_MOST_PLACES]),
        "~~~",
        "",
        "</details>",
    ]


def _where(since: Since | None) -> str:
    if since is None:
        return (
            "add the lines to the settings of the user or the organisation that runs the check. A waiver inside the project "
            "has no effect"
        )
    return (
        f"merge the lines into <code>pratique.toml</code> of {base_words(since)} before this change, or add the lines to "
        "the settings of the organisation; then run this check again. A waiver inside this change has no effect"
    )


def _rule(reason: Reason) -> str:
    return reason.source if reason.code is ReasonCode.FINDING else reason.code.value


def _waivers(ref: ReleaseRef, rules: Iterable[str]) -> list[str]:
    written: list[str] = []
    for rule in rules:
        written += [*([""] if written else []), *waiver.lines(ref, rule)]
    return written
