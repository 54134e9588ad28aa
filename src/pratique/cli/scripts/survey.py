"""Reads the install scripts of a project: it judges only the packages that run something when they are installed."""

import asyncio
import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pratique.cli.run.check_work import Work
from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport
from pratique.core.evidence import Known
from pratique.core.install_script import Effect, InstallScript
from pratique.core.location import Location
from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.script_report import ScriptedPackage, ScriptState
from pratique.errors import AnalysisError
from pratique.intake.question import Question
from pratique.intake.road import Road

_OTHER_PLATFORM = "not installed on "
_MOST_NAMED = 3


@dataclass(slots=True)
class Found:
    """What was seen of the artifacts of a project: which programs they install, and how many were read."""

    providers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The names of the packages of npm that install a program, by the name of the program."""
    read: int = 0
    _known: dict[tuple[object, ...], bool] = field(default_factory=dict)

    async def starts(self, road: Road, question: Question) -> bool:
        """Return whether an artifact runs something when it is installed. Raises RegistryError and StoreError.

        The bytes decide, and not what a lockfile or a listing says. An artifact that cannot be read counts as one that does.
        """
        file = question.file
        key = (file.ref, file.filename, file.expected)
        if key not in self._known:
            try:
                listed = await road.listed(file)
            except AnalysisError:
                return True
            self.read += 1
            self._known[key] = listed.starts
            if file.ecosystem is Ecosystem.NPM and file.ref is not None:
                for command in listed.commands:
                    self.providers[command].add(file.ref.package.name)
        return self._known[key]


def read(work: Work, keys: Sequence[str]) -> tuple[ProjectReport, Found]:
    """Judge the packages of the lockfiles that run something at install. Raises StoreError and UsageError."""
    found = Found()
    report = asyncio.run(
        replace(work, wanted=found.starts, records=False).judge(keys, forced=None, adopt=False)
    )
    return report, found


def packages(
    report: ProjectReport, locks: Mapping[str, Lock], found: Found
) -> Iterator[tuple[str, ScriptedPackage]]:
    """Yield the packages with install scripts of each folder that has a lockfile, as (path of a lockfile, package)."""
    entries = _entries(locks)
    for package in report.packages:
        for path in dict.fromkeys(source.rpartition(":")[0] or source for source in package.sources):
            if path not in locks:
                continue
            for assessment in package.assessments:
                scripts = _scripts(assessment, found)
                if scripts:
                    mine = entries.get((path, package.ref), ())
                    yield path, _scripted(package, assessment, scripts, path, mine)


def _entries(locks: Mapping[str, Lock]) -> dict[tuple[str, ReleaseRef], list[LockedPackage]]:
    found: dict[tuple[str, ReleaseRef], list[LockedPackage]] = defaultdict(list)
    for path, lock in locks.items():
        for entry in lock.packages:
            if entry.ref is not None:
                found[path, entry.ref].append(entry)
    return found


def _scripted(
    package: JudgedPackage,
    assessment: Assessment,
    scripts: tuple[InstallScript, ...],
    path: str,
    entries: Sequence[LockedPackage],
) -> ScriptedPackage:
    verdict = assessment.verdict
    return ScriptedPackage(
        ref=package.ref,
        folder=posixpath.dirname(path),
        filename=assessment.dossier.filename,
        digest=next((digest for digest in assessment.digests if digest.algorithm == "sha256"), None),
        scripts=scripts,
        state=ScriptState.UNDECIDED,
        why="",
        action=verdict.action,
        verdict_why=verdict.reasons[0].text if verdict.reasons else "",
        needed=_needed(entries),
        sources=tuple(source for source in package.sources if source.startswith(path)),
    )


def _needed(entries: Sequence[LockedPackage]) -> str:
    """Return why a package may not be needed on this platform; "" if an entry needs it everywhere."""
    if not entries or not all(entry.optional or entry.markers for entry in entries):
        return ""
    markers = ", ".join(dict.fromkeys(marker for entry in entries for marker in entry.markers))
    optional = all(entry.optional for entry in entries)
    if optional and markers:
        return f"optional, for {markers[:80]}"
    return "optional" if optional else f"for {markers[:80]}"


def _scripts(assessment: Assessment, found: Found) -> tuple[InstallScript, ...]:
    """Return the scripts of an artifact; one that is unknown if the artifact could not be analysed."""
    inspection = assessment.inspection
    trusted = not assessment.dossier.borrowed
    if inspection is None or inspection.install_scripts is None or not trusted:
        evidence = assessment.dossier.inspection
        why = "its inspection is missing" if isinstance(evidence, Known) else evidence.why
        return (_unknown(f"the artifact was not analysed ({why[:120]})", assessment.dossier.filename),)
    return tuple(_provided(script, found) for script in inspection.install_scripts)


def _unknown(why: str, filename: str) -> InstallScript:
    return InstallScript(
        hook="install",
        command="",
        does=f"unknown: {why}",
        effects=(Effect.UNKNOWN,),
        places=(Location(filename),),
    )


def _provided(script: InstallScript, found: Found) -> InstallScript:
    """Return a script; if another package than the known one installs a tool that it names, it starts that package's program."""
    from pratique.analysis.installing.programs import PROGRAMS  # noqa: PLC0415 - few scripts name tools

    for tool in script.tools:
        others = sorted(found.providers.get(tool, set()) - set(PROGRAMS[tool].providers))
        if others:
            named = ", ".join(others[:_MOST_NAMED])
            effects = {*script.effects, Effect.OTHER_CODE}
            script = replace(
                script,
                does=f"{script.does}; {tool} is a program of {named} here",
                effects=tuple(effect for effect in Effect if effect in effects),
            )
    return script


def other_platforms(report: ProjectReport) -> tuple[str, ...]:
    """Return the package URLs that were not read because they are not installed on this platform."""
    skipped = (item.purl for item in report.out_of_scope if item.why.startswith(_OTHER_PLATFORM))
    return tuple(sorted(set(skipped)))
