"""Writes an audit report as JUnit XML, with a test case for each audited release and each vendored library.

A finding is a failure. A gap is an error, and so is a finding with an advisory that lists no version range. Skipped
releases are skipped test cases. All other test cases pass, with a line for each ignore.
"""

from collections.abc import Sequence

from pratique.core.audit import Audited, AuditReport
from pratique.report.audit.blocks import kind_of, name_of
from pratique.report.audit.issue import Issue, issues
from pratique.report.audit.order import ordered
from pratique.report.audit.words import graded, ignored_words, insecure_words, looked, nothing_words
from pratique.report.formats.junit import MOST_REASONS, case, element, error, safe, skipped_case, suite
from pratique.report.parts.escape import escape

_COPIED = "copied library"


def audit(value: AuditReport) -> str:
    """Return the JUnit test suite of an audit."""
    report = ordered(value)
    found: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues(report):
        found.setdefault(_key(issue), []).append(issue)
    asking = {key: [issue for issue in group if not issue.finding.ignored] for key, group in found.items()}
    stopped = {key for key, group in asking.items() if any(issue.finding.stops for issue in group)}
    doubtful = {key: group for key, group in asking.items() if group and key not in stopped}
    names = dict.fromkeys([*found, *map(_named, report.inventory)])
    return suite(
        "pratique audit",
        failures=[
            *(case(*key, _inner("failure", asking[key])) for key in asking if key in stopped),
            *(
                case(
                    "source",
                    f"{one.rule.value}: {one.text}",
                    element("failure", one.rule.severity.value, escape(insecure_words(one), most=600)),
                )
                for one in report.insecure
                if one.stops
            ),
        ],
        errors=[*(case(*key, _inner("error", group)) for key, group in doubtful.items()), *_errors(report)],
        skipped=[skipped_case(item) for item in report.out_of_scope],
        passes=[case(*key, _ignored(found.get(key, ()))) for key in names if not asking.get(key)],
    )


def _key(issue: Issue) -> tuple[str, str]:
    return (_COPIED if issue.finding.copy else kind_of(issue.finding.match.product)), issue.name


def _named(item: Audited) -> tuple[str, str]:
    return kind_of(item.product), name_of(item.product, item.version)


def _inner(tag: str, group: Sequence[Issue]) -> str:
    lines: list[str] = []
    for issue in group[:MOST_REASONS]:
        lines.append(f"{issue.finding.match.id}: {issue.title}")
        lines += [f"  {text}" for text in issue.details]
        lines += [f"  next: {issue.next_step}"] if issue.next_step else []
    if len(group) > MOST_REASONS:
        lines.append(f"and {len(group) - MOST_REASONS} more")
    lines += [f"in {place}" for place in group[0].places[:3]]
    text = "\n".join(escape(line, most=600) for line in lines)
    words = graded([issue.finding for issue in group])
    return element(tag, words if tag == "failure" else f"not certain: {words}", text)


def _errors(report: AuditReport) -> list[str]:
    told = [] if looked(report) else [case("project", "audit", error(None, why=nothing_words(report)))]
    told += [case("sources", gap, error(None, why=gap)) for gap in report.gaps]
    for file in report.files:
        if file.error is not None or file.problems:
            why = "; ".join(file.problems[:MOST_REASONS])
            told.append(case("lockfile", file.path, error(file.error, why=why)))
    told += [case("package", item.purl, error(item.trouble, why=item.why)) for item in report.not_audited]
    return told + [case("ignores", text, error(None, why=text)) for text in report.ignores.unread]


def _ignored(group: Sequence[Issue]) -> str:
    said = [
        f"ignored: {issue.finding.match.id}: {ignored_words(issue.finding.ignored)}"
        for issue in group[:MOST_REASONS]
        if issue.finding.ignored is not None
    ]
    return f"<system-out>{safe('; '.join(said), most=2000)}</system-out>" if said else ""
