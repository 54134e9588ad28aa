"""Judges the packages of a command line: first their names, then the releases by the same checks as `inspect` and `check`.

Reasons contain names from the command line, names of bundled lists, and codes of Pratique, but no text of packages.
"""

import asyncio
import io
import os
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from pratique.cli.hook.answer import ALLOWED, Action, Answer
from pratique.cli.hook.installs import Package
from pratique.cli.hook.names import Doubt, missing, weigh
from pratique.cli.run.clock import now
from pratique.cli.run.session import Session, open_session, read_upstreams
from pratique.cli.run.settings import read_settings
from pratique.cli.run.target import Targets
from pratique.core.assessment import Target
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.policy import Action as Decided
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Standing
from pratique.ecosystems.target import parse_target
from pratique.errors import PratiqueError, Reference, RegistryError
from pratique.intake.questions import Wish
from pratique.net.configuration.config_file import Project
from pratique.net.registries.upstreams import Upstreams

_MOST_CODES = 4
_WITH_RULE = frozenset({ReasonCode.FINDING, ReasonCode.HISTORY})
"""Reasons whose source is the identifier of a rule or a signal."""
_PROJECT_EXITS = {
    0: ALLOWED,
    1: Answer(Action.DENY, ("a locked package of the project is blocked",)),
    5: Answer(Action.ASK, ("a locked package of the project is held",)),
}
_PROJECT_REST = Answer(Action.ASK, ("the check of the project's locked packages is incomplete",))


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer about a package or a project."""

    subject: str
    answer: Answer
    keep: bool = True
    """Whether the answer may be reused; not if a check failed."""


async def judge_packages(packages: Sequence[Package], folder: Path) -> list[Judged]:
    """Judge packages that are installed in a folder. Errors of single packages are answers."""
    project = Project(folder=folder)
    settings = read_settings(folder, {})
    theirs = read_upstreams(settings, Project(folder=folder, trusted=True))
    async with open_session(settings, project=project) as session:
        return list(await asyncio.gather(*(_judge(session, theirs, one) for one in packages)))


async def _judge(session: Session, theirs: Upstreams, one: Package) -> Judged:
    try:
        found = parse_target(one.target, ecosystem=Ecosystem(one.ecosystem))
    except PratiqueError:
        try:
            found = parse_target(f"{one.ecosystem}:{one.name}")
        except PratiqueError as error:
            return Judged(one.target, Answer(Action.DENY, (f"{one.name}: {error.message}",)))
    if not isinstance(found, PackageRef | ReleaseRef):
        return Judged(one.target, Answer(Action.ASK, (f"{one.name} is a path, so the hook cannot check it",)))
    package = found.package if isinstance(found, ReleaseRef) else found
    try:
        named = await doubt_about(session, theirs, found)
        if named is not None:
            return Judged(one.target, named.answer)
        async with session.gate:
            target = await Targets(one.ecosystem).judge(
                session, _text(found), standing=Standing.NEW, wish=Wish()
            )
    except PratiqueError as error:
        return Judged(one.target, _failed(package, error.reference), keep=False)
    return Judged(one.target, _of_target(package, target), keep=target.error is None)


def _text(found: PackageRef | ReleaseRef) -> str:
    return found.purl if isinstance(found, ReleaseRef) else f"{found.ecosystem.value}:{found.name}"


async def doubt_about(session: Session, theirs: Upstreams, found: PackageRef | ReleaseRef) -> Doubt | None:
    """Return the doubt about the name of a package, or None if the release decides.

    `theirs` are the registries that the clients use in the project. Raise RegistryError if the registry fails.
    """
    package = found.package if isinstance(found, ReleaseRef) else found
    registry = session.questions.registry
    ours = [str(one.url) for one in session.upstreams.all_of(package, registry=None)]
    if ours != [str(one.url) for one in theirs.all_of(package, registry=None)]:
        text = f"{package}: the project's own files choose another registry"
        return Doubt("other-registry", Action.ASK, text)
    try:
        listing = await registry.listing(package)
    except RegistryError as error:
        if error.reference is not Reference.REGISTRY_NOT_FOUND:
            raise
        by_name = found if isinstance(found, ReleaseRef) else package.at("latest")
        if session.questions.known_bad(by_name):
            return Doubt("known-malware", Action.DENY, f"{package} is known malware")
        return missing(package, "the registry")
    return weigh(package, listing, now())


def _failed(package: PackageRef, reference: Reference) -> Answer:
    return Answer(Action.ASK, (f"the hook could not check {package} ({reference.value})",))


def _of_target(package: PackageRef, target: Target) -> Answer:
    """Return the answer for the verdict about a release."""
    if target.error is not None and target.error.reference is Reference.VERSION_NOT_FOUND:
        return Answer(Action.DENY, (f"{package}: the registry has no such version",))
    worst = target.worst
    if target.error is not None or worst is None:
        return _failed(package, target.error.reference if target.error else Reference.NO_ARTIFACT)
    verdict, name = worst.verdict, str(target.ref or package)
    if verdict.action is Decided.ALLOW:
        return Answer(Action.ALLOW, (f"{name} is allowed; its dependencies are not checked by the hook",))
    if verdict.action is Decided.HOLD and verdict.kind is HoldKind.WAIT:
        until = f" until {verdict.until:%Y-%m-%d %H:%M} UTC" if verdict.until else ""
        return Answer(Action.ASK, (f"{name} is in cooldown{until}; an older release may be allowed",))
    codes = dict.fromkeys(
        f"{reason.code.value} {reason.source}" if reason.code in _WITH_RULE else reason.code.value
        for reason in verdict.reasons
    )
    more = f"; `pratique inspect {target.ref.purl}` shows the evidence" if target.ref else ""
    told = f"({', '.join(list(codes)[:_MOST_CODES])}){more}"
    if verdict.action is Decided.BLOCK:
        return Answer(Action.DENY, (f"{name} is blocked {told}",))
    return Answer(Action.ASK, (f"{name} needs review {told}",))


def judge_project(folder: Path) -> Judged:
    """Check the locked packages of a project as `pratique check` does. A missing lockfile is a reason to ask."""
    from pratique.cli import main  # noqa: PLC0415 - only installations without names need it

    subject = os.fspath(folder)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = main(["check", subject, "--fail-on", "block"])
    answer = _PROJECT_EXITS.get(code, _PROJECT_REST)
    if answer is ALLOWED:
        return Judged(subject, Answer(Action.ALLOW, ("the locked packages of the project are allowed",)))
    more = f"{answer.reasons[0]}; `pratique check` shows the details"
    return Judged(subject, Answer(answer.action, (more,)), keep=code in _PROJECT_EXITS)
