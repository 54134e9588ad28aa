"""Answers questions about a lockfile of the working folder, or about its change, by the check of `pratique check`.

Nothing is recorded: the question of an agent does not make packages count as already in use. In a project that was
never checked, the packages of the last commit count as in use, and not those that the agent added since.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pratique.cli.mcp import evidence
from pratique.cli.mcp.sessions import Sessions
from pratique.cli.mcp.tools import ECOSYSTEMS
from pratique.cli.mcp.wording import quoted, refused
from pratique.cli.project import locate
from pratique.cli.project.since import Before, Now
from pratique.cli.run.check_work import Work
from pratique.cli.run.clock import now
from pratique.cli.run.settings import read_settings
from pratique.cli.verbs.check import keys_of
from pratique.config import Settings
from pratique.core.assessment import JudgedPackage, ProjectReport
from pratique.core.reading import NotJudged
from pratique.errors import Reference, UsageError
from pratique.intake.in_use.standing import adoption_of
from pratique.net.configuration.config_file import Project
from pratique.report.parts.counts import plural
from pratique.store.record import Adoption

MOST_PACKAGES = 20
"""The maximum number of packages in an answer."""
_MOST_REASONS = 2
_MOST_GAPS = 8
_NAMES = {one: name for name, one in ECOSYSTEMS.items()}
_ORDER = ("block", "unknown", "hold", "allow")


async def judge(sessions: Sessions, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return the verdict about a lockfile or its change. Raise PratiqueError if the check fails as a whole."""
    path = _inside(sessions.folder, arguments["lockfile"])
    if isinstance(path, str):
        return refused(path)
    since = arguments.get("since")
    try:
        work, before = await asyncio.to_thread(_read, path, since)
    except UsageError as error:
        if error.reference not in {Reference.USAGE, Reference.REPOSITORY_UNREADABLE}:
            raise
        return refused(
            "the file is no supported lockfile, or `since` is no commit, branch or tag of its repository"
        )
    work = replace(work, gate=sessions.gate, records=False)
    async with sessions.use(path.parent) as opened:
        if work.settings == opened.settings:
            work = replace(work, session=opened.session)
        if before is None:
            report = await work.judge(keys_of(path), forced=None, adopt=False)
        else:
            report = await work.judge_change(before, _globs(work.settings), only=path.name)
    named = {"lockfile": quoted(path.relative_to(sessions.folder).as_posix())}
    return _answer(report, work.before) | named | ({"since": quoted(since)} if since else {})


def _inside(folder: Path, text: str) -> Path | str:
    """Return the path of a lockfile in the working folder, or why the path is refused."""
    try:
        path = (folder / text).resolve()
        if not path.is_relative_to(folder):
            return "the path is outside the working folder"
        if not path.is_file():
            return "the working folder has no such file"
    except (OSError, RuntimeError, ValueError):
        return "the path cannot be read"
    return path


def _read(path: Path, since: str | None) -> tuple[Work, Before | None]:
    """Read the lockfile, and find the commit to compare it with."""
    before = None if since is None else Before.of(path.parent, since)
    settings = read_settings(path.parent, {}, branch=before)
    work = Work.of(settings, Project(folder=path.parent), locate.one(path))
    return (work if before else replace(work, before=_committed(work, path))), before


def _committed(work: Work, path: Path) -> Adoption | None:
    """Return the packages in the last commit; None without a repository or a commit."""
    try:
        before = Before.of(path.parent, "HEAD")
    except UsageError:
        return None
    past, _ = before.locks(_globs(work.settings), Now(work.locks, locate.from_disk(path.parent)))
    return adoption_of(past.get(path.name), "", now())


def _globs(settings: Settings) -> list[str]:
    return [exclusion.glob for exclusion in settings.check.exclude]


def _answer(report: ProjectReport, committed: Adoption | None) -> dict[str, Any]:
    verdicts = [(evidence.verdict_of(one.assessments), one) for one in report.packages]
    counts = Counter(verdict for verdict, _ in verdicts)
    counts["unknown"] += len(report.not_judged)
    verdict = min((one for one in _ORDER if counts[one]), key=_ORDER.index, default="allow")
    if verdict != "block" and not report.complete:
        verdict = "unknown"
    stopped = sorted((one for one in verdicts if one[0] != "allow"), key=lambda one: _ORDER.index(one[0]))
    gaps = list(_gaps(report))
    return {
        "verdict": verdict,
        "summary": _summary(report, verdict, counts),
        "counts": {name: counts[name] for name in ("allow", "hold", "block", "unknown")},
        "reasons": _reasons(stopped, gaps),
        "packages": [
            *(_package(found, one) for found, one in stopped[:MOST_PACKAGES]),
            *(_unjudged(one) for one in report.not_judged[: max(0, MOST_PACKAGES - len(stopped))]),
        ],
        "not_checked": [*gaps, *_coverage(report, committed)],
        "next_step": _step(verdict, stopped),
        **({"ends": evidence.ends_of(stopped[0][1].assessments)} if verdict in {"block", "hold"} else {}),
        **({"error": _error(report).value} if verdict == "unknown" else {}),
    }


def _summary(report: ProjectReport, verdict: str, counts: Mapping[str, int]) -> str:
    total = len(report.packages) + len(report.not_judged)
    told = ", ".join(f"{counts[one]} {one}" for one in _ORDER if counts[one])
    what = "changed package" if report.since else "package"
    if not total:
        nothing = "No package changed." if report.since else "The lockfile has no packages to check."
        return nothing if verdict == "allow" else f"{nothing} The check is incomplete."
    end = " The check is incomplete." if verdict == "unknown" or not report.complete else ""
    return f"{plural(total, what)}: {told}.{end}"


def _reasons(stopped: Iterable[tuple[str, JudgedPackage]], gaps: Iterable[str]) -> list[dict[str, Any]]:
    """Return the reasons of the worst package, or those why the check is incomplete."""
    for _, one in stopped:
        if found := evidence.reasons_of(one.assessments, most=_MOST_REASONS):
            return found
    return [{"code": "incomplete", "text": one} for one in gaps][:_MOST_REASONS]


def _package(verdict: str, one: JudgedPackage) -> dict[str, Any]:
    package = one.ref.package
    found: dict[str, Any] = {
        "package": f"{_NAMES[package.ecosystem.value]}:{quoted(package.name)}",
        "version": quoted(one.ref.version),
        "verdict": verdict,
        "reasons": evidence.reasons_of(one.assessments, most=_MOST_REASONS),
    }
    if one.change is not None:
        found["change"] = ", ".join(kind.value for kind in one.change.kinds)
    if one.sources:
        path, _, line = one.sources[0].rpartition(":")
        found |= (
            {"file": quoted(path), "line": int(line)} if line.isdigit() else {"file": quoted(one.sources[0])}
        )
    return found


def _unjudged(one: NotJudged) -> dict[str, Any]:
    """Return a package without a verdict. Its name is a package URL, as quoted data."""
    code = (one.trouble.reference if one.trouble is not None else Reference.BYTES_NOT_JUDGED).value
    return {
        "package": quoted(one.purl),
        "verdict": "unknown",
        "reasons": [{"code": code, "text": "The package could not be judged."}],
    }


def _gaps(report: ProjectReport) -> Iterable[str]:
    """Yield why the check is incomplete, with numbers instead of names."""
    unread = sum(file.error is not None for file in report.files)
    problems = sum(len(file.problems) for file in report.files)
    settings = sum(setting.stops for setting in report.install_settings)
    incomplete = sum(any(a.gaps for a in one.assessments) for one in report.packages)
    rows = (
        (unread or not report.files, "the lockfile cannot be read"),
        (problems, f"{plural(problems, 'problem')} in the lockfile, or it disagrees with its manifest"),
        (len(report.not_judged), f"{plural(len(report.not_judged), 'package')} could not be judged"),
        (incomplete, f"{plural(incomplete, 'package')} judged incompletely"),
        (settings, f"{plural(settings, 'setting')} that decides what is installed: not judged"),
    )
    return (text for applies, text in rows if applies)


def _coverage(report: ProjectReport, committed: Adoption | None) -> Iterable[str]:
    """Yield what the verdict does not cover."""
    if report.out_of_scope:
        count = len({(one.purl, one.sources) for one in report.out_of_scope})
        yield f"{plural(count, 'entry', 'entries')} skipped: other platforms, workspaces and links"
    if report.since is not None:
        yield "packages that did not change since the commit: not judged"
    elif report.adopted_at is None:
        yield "cooldown and new behaviour: not checked, since the project was never checked and has no commit"
    elif committed is not None and committed.at == report.adopted_at:
        yield "cooldown and new behaviour of packages in the last commit: not checked, since they are in use"
    else:
        yield "cooldown and new behaviour of packages in use: not checked"
    assessments = [a for one in report.packages for a in one.assessments]
    yield from evidence.not_checked(assessments)[:_MOST_GAPS]


def _step(verdict: str, stopped: list[tuple[str, JudgedPackage]]) -> str:
    if verdict == "allow":
        return "install from the lockfile"
    if verdict == "unknown" and not stopped:
        return "do not install; `pratique check` shows what is missing"
    return f"{evidence.step_of(stopped[0][1].assessments)}; `pratique check` shows the details"


def _error(report: ProjectReport) -> Reference:
    """Return the reference of the first error of an incomplete check."""
    troubles = [file.error for file in report.files if file.error is not None]
    troubles += [one.trouble for one in report.not_judged if one.trouble is not None]
    troubles += [a.error for one in report.packages for a in one.assessments if a.error is not None]
    return troubles[0].reference if troubles else Reference.BYTES_NOT_JUDGED
