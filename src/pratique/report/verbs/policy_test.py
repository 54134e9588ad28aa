"""Writes the result of `policy test` as lines for a terminal and as a JSON document."""

from pratique.core.assessment import JudgedPackage, merge_reasons
from pratique.core.replay import Replay, ReplayedCommit, Tally
from pratique.core.verdict import Reason
from pratique.report.formats import json_contract as contract
from pratique.report.formats.json_contract import Json
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.parts.phrases import verdict_words
from pratique.report.text import change as compared
from pratique.report.text.style import Line, Span, Style, line

POLICY_TEST_VERSION = 1
_MOST_GAPS = 100


def lines(value: Replay) -> list[Line]:
    """Return the result as lines for a terminal: the counts, each stop with its commit, then the gaps."""
    found = [_head(value)]
    for commit in value.commits:
        if commit.stopped:
            found += [line(""), line(f"{commit.at:%Y-%m-%d}  {commit.commit[:10]}")]
            found += [item for package in commit.stopped for item in _stop(package)]
    return found + _gaps(value)


def _head(value: Replay) -> Line:
    if not value.commits:
        return line(Span("nothing to replay", Style.STRONG), ": no commit changed a lockfile in that period")
    tally = Tally.of(value.commits)
    return line(
        Span(f"{value.first[:10]}..{value.last[:10]}", Style.STRONG),
        f": {plural(tally.brought_in, 'package')} added by {plural(len(value.commits), 'commit')}; the policy would have "
        f"blocked {tally.blocks}, held {tally.reviews} for review ({tally.reviews_per_hundred:.1f} of 100), and held "
        f"{tally.waits} in cooldown",
    )


def _stop(package: JudgedPackage) -> list[Line]:
    before = f"  {compared.words(package.change)}" if package.change else ""
    head = line(
        Span(f"  {escape(str(package.ref), most=160)}", Style.STRONG),
        Span(before, Style.FAINT),
        f"  {verdict_words(package.worst.verdict)}",
    )
    return [head, *map(_reason, merge_reasons(package.assessments))]


def _reason(reason: Reason) -> Line:
    source = Span(f" [{escape(reason.source, most=100)}]", Style.FAINT)
    return line(f"    {reason.code.value}: {escape(reason.text, most=300)}", source)


def _gaps(value: Replay) -> list[Line]:
    gaps = ["the clone is shallow: older commits are missing"] if value.cut_short else []
    gaps += [f"{c.commit[:10]} {item.purl}: {item.why}" for c in value.commits for item in c.not_judged]
    gaps += [f"{c.commit[:10]} {why}" for c in value.commits for why in c.unread]
    if not gaps:
        return []
    shown = [line(f"  {escape(gap, most=400)}") for gap in gaps[:_MOST_GAPS]]
    more = [line(f"  and {len(gaps) - _MOST_GAPS} more")] if len(gaps) > _MOST_GAPS else []
    return [line(""), line(Span("not checked", Style.STRONG)), *shown, *more]


def document(value: Replay) -> dict[str, Json]:
    """Return the JSON object of `policy test --format json`."""
    tally = Tally.of(value.commits)
    return {
        "schema_version": POLICY_TEST_VERSION,
        "first": value.first,
        "last": value.last,
        "cut_short": value.cut_short,
        "complete": value.complete,
        "totals": {
            "commits": len(value.commits),
            "brought_in": tally.brought_in,
            "blocks": tally.blocks,
            "reviews": tally.reviews,
            "waits": tally.waits,
            "not_judged": tally.not_judged,
        },
        "commits": [_commit(commit) for commit in value.commits],
    }


def _commit(commit: ReplayedCommit) -> dict[str, Json]:
    return {
        "commit": commit.commit,
        "at": contract.time_of(commit.at),
        "packages": [_package(package) for package in commit.packages],
        "not_judged": [{"purl": item.purl, "why": item.why} for item in commit.not_judged],
        "unread": list(commit.unread),
    }


def _package(package: JudgedPackage) -> dict[str, Json]:
    verdict = package.worst.verdict
    return {
        "purl": package.ref.purl,
        "change": contract.change(package.change),
        "action": verdict.action.value,
        "kind": verdict.kind.value if verdict.kind else None,
        "until": contract.time_of(verdict.until),
        "reasons": [contract.reason(reason) for reason in merge_reasons(package.assessments)],
    }
