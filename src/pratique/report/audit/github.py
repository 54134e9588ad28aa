"""Writes an audit report as workflow commands of GitHub Actions, with an annotation for each finding at its lockfile entry.

Malware, critical and high findings are errors. Medium, unknown and uncertain findings are warnings. Each gap that makes
the report incomplete is also a warning. Low and info findings are notices. Ignored findings are notices and appear only
with `notes`.
"""

from pratique.core.audit import AuditFinding, AuditReport, InsecureSource, SourceRule, severity_word
from pratique.report.audit.issue import Issue, gaps, issues, remarks
from pratique.report.audit.order import ordered
from pratique.report.audit.words import headline, held_against, insecure_words
from pratique.report.formats.github import Command, commands
from pratique.report.parts.escape import escape
from pratique.report.parts.location import in_repository, place_of

_KINDS = {
    "malware": "error",
    "critical": "error",
    "high": "error",
    "unknown": "warning",
    "medium": "warning",
    "low": "notice",
    "info": "notice",
}
_MOST_GAPS = 5
"""The maximum number of gaps in the output, so that findings also fit."""


def audit(value: AuditReport, *, notes: bool) -> str:
    """Return the workflow commands for the findings. With `notes`, include ignored findings and remarks."""
    value = ordered(value)
    # Gaps go first: of the warnings of a step, GitHub shows ten.
    left = gaps(value)
    found = [Command(kind="warning", title="incomplete", message=_text(gap)) for gap in left[:_MOST_GAPS]]
    if len(left) > _MOST_GAPS:
        more = f"{len(left) - _MOST_GAPS:,} more items were not checked; the full report lists them"
        found.append(Command(kind="warning", title="incomplete", message=more))
    found += [_command(issue) for issue in issues(value) if notes or issue.finding.ignored is None]
    found += [_source(one, value.root) for one in value.insecure if notes or one.stops]
    if notes:
        found += [Command(kind="notice", title="audit", message=_text(remark)) for remark in remarks(value)]
        found.append(Command(kind="notice", title="sources", message=_text(held_against(value))))
    # The line names a branch and groups, and the runner takes `##[` for a command wherever it stands.
    return commands(escape(headline(value), most=600).replace("##[", "# #["), found)


def _command(issue: Issue) -> Command:
    lines = [issue.title, *issue.details]
    lines += [f"next: {issue.next_step}"] if issue.next_step else []
    return Command(
        kind=_kind(issue.finding),
        title=f"{issue.name}: {issue.finding.match.id}",
        message="\n".join(escape(line, most=1_000) for line in lines),
        place=issue.places[0] if issue.places else None,
    )


def _source(one: InsecureSource, root: str) -> Command:
    place = in_repository(root, place_of(one.sources[0])) if one.sources else None
    kind = "error" if one.stops and one.rule is SourceRule.TLS_OFF else "warning" if one.stops else "notice"
    return Command(kind=kind, title=one.rule.value, message=_text(insecure_words(one)), place=place)


def _kind(finding: AuditFinding) -> str:
    if finding.ignored is not None:
        return "notice"
    kind = _KINDS[severity_word(finding.match)]
    return "warning" if kind == "error" and not finding.match.settled else kind


def _text(text: str) -> str:
    return escape(text, most=1_000)
