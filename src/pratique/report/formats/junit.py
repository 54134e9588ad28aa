"""Writes the report as JUnit XML for Jenkins, Azure and GitLab, with a test case for each package.

A stopped package is a failure, a package that could not be judged is an error, and a skipped package is a skipped
test case. The file contains no times, so that equal results give identical files. Programs that read JUnit files have
a size limit (GitLab: 30 MB). The test cases are ordered as failures, errors, skipped and passed. The output states
the number of test cases that do not fit.
"""

import html
from collections.abc import Sequence
from datetime import datetime

from pratique.core.assessment import JudgedPackage, ProjectReport, Target
from pratique.core.deciding import stopping
from pratique.core.outcome import Outcome, of_project, of_targets
from pratique.core.policy import Action
from pratique.core.reading import NotJudged, Trouble
from pratique.core.verdict import Verdict
from pratique.report.formats.ci_issue import Issue, Level, stops_of
from pratique.report.formats.ci_issue import of_targets as issues_of
from pratique.report.parts import incomplete
from pratique.report.parts.change_effect import gravest_first
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.parts.incomplete import Incomplete
from pratique.report.parts.install_settings import sentence
from pratique.report.parts.order import ordered
from pratique.report.parts.phrases import verdict_words
from pratique.report.parts.size_limit import leading
from pratique.report.text.staged import plain

_MOST_UNITS = 10_000_000
"""The maximum size of the JUnit file in UTF-16 code units.

In UTF-8, a code unit takes at most four bytes, and nearly always one byte.
"""
MOST_REASONS = 10
"""The maximum number of reasons in a test case."""


def project(value: ProjectReport, *, ended: Outcome | None = None, now: datetime | None = None) -> str:
    """Return a test suite with a case for each package and for each lockfile that was not read completely."""
    report, ended = ordered(value), ended or of_project(value)
    stopped = [package for package in report.packages if package.action is not Action.ALLOW]
    failures = [
        case(
            package.ref.package.ecosystem.value,
            str(package.ref),
            _failure(package.worst.verdict, stops_of(package, report, now=now)),
        )
        for package in sorted(stopped, key=gravest_first)
    ]
    gaps = {item.ref: item for item in incomplete.of_project(report)}
    errors = [case("lockfile", file.path, error(file.error)) for file in report.files if file.error]
    errors += [
        case("lockfile", file.path, error(None, why="; ".join(file.problems[:MOST_REASONS])))
        for file in report.files
        if file.problems and file.error is None
    ]
    allowed = [package for package in report.packages if package.action is Action.ALLOW]
    errors += [
        case(package.ref.package.ecosystem.value, str(package.ref), _incomplete(gaps[package.ref], now))
        for package in allowed
        if package.ref in gaps
    ]
    errors += [case("package", item.purl, error(item.trouble, why=item.why)) for item in report.not_judged]
    errors += [
        case("setting", one.source, error(None, why=sentence(one)))
        for one in stopping(report.install_settings)
    ]
    if not report.files:
        errors.append(case("project", "lockfiles", element("error", "no lockfile found", "")))
    return suite(
        "pratique check",
        failures=failures,
        errors=_unsaid(ended, failures, errors),
        skipped=[skipped_case(item) for item in report.out_of_scope],
        passes=[_passed(package) for package in allowed if package.ref not in gaps],
    )


def targets(values: Sequence[Target], *, ended: Outcome | None = None, now: datetime | None = None) -> str:
    """Return a test suite with a case for each inspected target. The output of a case describes a staged release."""
    ended = ended or of_targets(values)
    gaps = {item.name: item for item in incomplete.of_targets(values)}
    failures: list[str] = []
    errors: list[str] = []
    passes: list[str] = []
    for value in values:
        kind = value.ref.package.ecosystem.value if value.ref else "file"
        if value.worst is not None and value.worst.verdict.action is not Action.ALLOW:
            found = [issue for issue in issues_of([value], now=now) if issue.level is not Level.NOTE]
            failures.append(case(kind, value.name, _failure(value.worst.verdict, found) + _stage(value)))
        elif value.error is not None or value.worst is None:
            errors.append(case(kind, value.name, error(value.error) + _stage(value)))
        elif value.name in gaps:
            errors.append(case(kind, value.name, _incomplete(gaps[value.name], now) + _stage(value)))
        else:
            passes.append(case(kind, value.name, _stage(value)))
    errors = _unsaid(ended, failures, errors)
    return suite("pratique inspect", failures=failures, errors=errors, skipped=[], passes=passes)


def _stage(value: Target) -> str:
    lines = plain(value)
    return f"<system-out>{html.escape(chr(10).join(lines))}</system-out>" if lines else ""


def _unsaid(ended: Outcome, failures: Sequence[str], errors: Sequence[str]) -> list[str]:
    if ended.clear or failures or errors:
        return list(errors)
    return [case("run", f"exit code {int(ended.ended)}", element("error", "the run is incomplete", ""))]


def _incomplete(value: Incomplete, now: datetime | None) -> str:
    lines = [f"{escape(gap.words, most=1000)}" for gap in value.gaps[:MOST_REASONS]]
    if len(value.gaps) > MOST_REASONS:
        lines.append(f"and {len(value.gaps) - MOST_REASONS} more")
    lines.append(f"next: {escape(value.next_step, most=1000)}")
    lines += [escape(text, most=1000) for text in value.waiver(now)]
    lines += [f"in {escape(source, most=300)}" for source in value.sources[:3]]
    return element("error", value.words, "\n".join(lines))


def suite(name: str, *, failures: list[str], errors: list[str], skipped: list[str], passes: list[str]) -> str:
    """Return a test suite with as many test cases as fit, most severe first."""
    cases = [*failures, *errors, *skipped, *passes]
    kept = leading(cases, _MOST_UNITS)
    counts = {
        "tests": kept,
        "failures": min(kept, len(failures)),
        "errors": max(0, min(kept - len(failures), len(errors))),
        "skipped": max(0, min(kept - len(failures) - len(errors), len(skipped))),
    }
    told = " ".join(f'{word}="{count}"' for word, count in counts.items())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="pratique" {told}>',
        f'<testsuite name="{name}" {told}>',
        *cases[:kept],
    ]
    if kept < len(cases):
        left = plural(len(cases) - kept, "more test case")
        lines.append(f"<system-out>{left} did not fit; the full report lists them</system-out>")
    return "\n".join([*lines, "</testsuite>", "</testsuites>", ""])


def case(kind: str, name: str, inner: str) -> str:
    """Return one test case.

    `inner` is the XML content of the test case, which is empty if the case passes.
    """
    head = f'<testcase classname="{safe(kind, most=100)}" name="{safe(name, most=400)}"'
    return f"{head}>{inner}</testcase>" if inner else f"{head}/>"


def _passed(package: JudgedPackage) -> str:
    return case(package.ref.package.ecosystem.value, str(package.ref), "")


def skipped_case(item: NotJudged) -> str:
    """Return the test case of a skipped entry."""
    return case("package", item.purl, f'<skipped message="{safe(item.why, most=400)}"/>')


def _failure(verdict: Verdict, issues: Sequence[Issue]) -> str:
    lines: list[str] = []
    for issue in issues[:MOST_REASONS]:
        place = f" at {escape(str(issue.inside[0]), most=300)}" if issue.inside else ""
        lines.append(f"{escape(issue.rule, most=100)}: {escape(issue.message, most=1000)}{place}")
        lines += [f"  next: {escape(issue.next_step, most=1_000)}"] if issue.next_step else []
        lines += [escape(text, most=1_000) for text in issue.accept]
    if len(issues) > MOST_REASONS:
        lines.append(f"and {len(issues) - MOST_REASONS} more")
    if issues and issues[0].path:
        lines.append(f"dependency path: {escape(' > '.join(issues[0].path), most=400)}")
    if issues:
        lines += [f"in {escape(str(place), most=300)}" for place in issues[0].places[:3]]
    return element("failure", verdict_words(verdict), "\n".join(lines))


def error(trouble: Trouble | None, *, why: str = "") -> str:
    """Return the XML content of the test case for an item that could not be judged."""
    message = trouble.message if trouble else why or "not judged"
    return element("error", message, escape(f"next: {trouble.hint}", most=400) if trouble else "")


def element(tag: str, message: str, text: str) -> str:
    """Return an XML element.

    `text` is already escaped for terminals, but not for XML. Line breaks in `text` come only from Pratique.
    """
    return f'<{tag} message="{safe(message, most=400)}">{html.escape(text)}</{tag}>'


def safe(text: str, *, most: int) -> str:
    """Return text escaped for XML 1.0.

    Control characters become visible escapes, because XML cannot contain most of them.
    """
    return html.escape(escape(text, most=most))
