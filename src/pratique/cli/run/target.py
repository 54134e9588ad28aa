"""Parses targets: releases and local files."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pratique.cli.run.newest import LATEST, settled
from pratique.cli.run.session import Session
from pratique.core.assessment import Assessment, Target
from pratique.core.evidence import NotAsked
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.reading import Trouble
from pratique.core.suggestion import did_you_mean
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import LocalPath
from pratique.ecosystems.target import parse_target
from pratique.errors import PratiqueError, Reference, RegistryError, StoreError, UsageError
from pratique.intake.question import File, Question
from pratique.intake.questions import Wish, no_baseline, with_baseline_file
from pratique.intake.waivers import matching
from pratique.lockfiles import format_for

Assess = Callable[[Question], Awaitable[Assessment]]
"""A function that checks one artifact, and raises only StoreError or UsageError."""

_LOCAL = "no registry was queried for a local file"
_MOST_BYTES = 1024**3
_MOST_BESIDE = 2_000
MANIFESTS = frozenset(
    {"package.json", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "Gemfile", "gems.rb"}
)
"""Names of files that list the packages of a project without locking them."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Parses targets. `ecosystem` applies to local files with ambiguous names and to `name@version`."""

    ecosystem: str | None = None

    def baseline(self, name: str) -> Wish:
        """Return the baseline for the given release or local file. Raise UsageError."""
        found = self.parse(name)
        return Wish(file=self._read(found)) if isinstance(found, LocalPath) else Wish(ref=self.named(name))

    def require(self, names: Sequence[str]) -> None:
        """Raise UsageError for the first target that is invalid or a missing file."""
        for name in names:
            found = self.parse(name)
            if isinstance(found, LocalPath):
                _require_file(found)

    def named(self, name: str) -> ReleaseRef | None:
        """Return the release of a target without resolving its tag or range, or None for a path. Raise UsageError."""
        found = self.parse(name)
        if isinstance(found, LocalPath):
            return None
        return found if isinstance(found, ReleaseRef) else found.at(LATEST)

    async def settled(self, session: Session, name: str) -> ReleaseRef | LocalPath:
        """Resolve a target to a release or a path.

        Raise UsageError for an invalid target, and RegistryError if a registry query fails.
        """
        found = self.parse(name)
        return found if isinstance(found, LocalPath) else await settled(session, found, name=name)

    async def judge(
        self, session: Session, name: str, *, standing: Standing, wish: Wish, assess: Assess | None = None
    ) -> Target:
        """Check one target, with the function `assess` if one is given.

        All errors except StoreError are returned as part of the result.
        """
        by = assess or session.road.assess
        ref: ReleaseRef | None = None
        try:
            asked = self.parse(name)
            ref = asked if isinstance(asked, ReleaseRef) else None
            found = asked if isinstance(asked, LocalPath) else await settled(session, asked, name=name)
            if isinstance(found, LocalPath):
                questions = [await self._local(session, found, standing, wish)]
            else:
                questions = await session.questions.of_release(found, standing=standing, wish=wish)
            ref = questions[0].file.ref
            waivers = matching(session.road.policy.waivers, ref)
            assessments = await asyncio.gather(
                *(by(replace(question, waivers=waivers)) for question in questions)
            )
        except StoreError:
            raise
        except PratiqueError as error:
            return Target(name=name, ref=ref, error=Trouble(error.reference, error.message, error.hint))
        return Target(name=name, ref=ref, assessments=tuple(assessments))

    async def file(
        self, session: Session, found: ReleaseRef | LocalPath, *, like: File | None = None
    ) -> File:
        """Return the artifact of a resolved target.

        If the release has several artifacts, prefer an artifact of the same kind as `like`.
        """
        if isinstance(found, LocalPath):
            return self._read(found)
        questions = await session.questions.of_release(found, standing=Standing.NEW, wish=Wish(none=True))
        gone = next((question.gone for question in questions if question.gone is not None), None)
        if gone is not None:
            raise RegistryError(gone.reference, gone.message, hint=gone.hint)
        files = [question.file for question in questions]
        return next((file for file in files if like is not None and file.kind is like.kind), files[0])

    def parse(self, name: str) -> PackageRef | ReleaseRef | LocalPath:
        """Parse a target.

        Raise UsageError for an invalid target, and for a lockfile or manifest, which must be passed to `check`.
        """
        found = parse_target(name, ecosystem=Ecosystem(self.ecosystem) if self.ecosystem else None)
        named = isinstance(found, PackageRef) and name == found.name
        if named and os.path.isfile(name) and (format_for(name) or name in MANIFESTS):  # noqa: PTH113 - as below
            raise UsageError(
                Reference.TARGET_INVALID,
                f"{name} is a file of a project, not a package",
                hint=f"`pratique check {name if format_for(name) else '.'}` checks its packages",
            )
        return found

    async def _local(self, session: Session, path: LocalPath, standing: Standing, wish: Wish) -> Question:
        file = self._read(path)
        question = Question(file=file, standing=standing, listing=NotAsked(_LOCAL))
        if wish.file is not None:
            return with_baseline_file(question, wish.file)
        if wish.ref is None:
            return replace(
                question,
                baseline_why="a local file has no previous release; specify a baseline with --baseline",
            )
        questions = await session.questions.of_release(wish.ref, standing=standing, wish=Wish(none=True))
        kind = (file.ecosystem, file.kind)
        baseline = next((q.file for q in questions if (q.file.ecosystem, q.file.kind) == kind), None)
        if baseline is None:
            raise no_baseline(f"{wish.ref} has no file like {file.filename}")
        return replace(question, baseline=baseline)

    def _read(self, path: LocalPath) -> File:
        where = Path(path.path)
        _require_file(path)
        try:
            with where.open("rb") as stream:
                data = stream.read(_MOST_BYTES + 1)
        except OSError as error:
            raise UsageError(
                Reference.FILE_UNREADABLE,
                f"{path.path} cannot be read: {error.strerror}",
                hint="check the path",
            ) from error
        if len(data) > _MOST_BYTES:
            raise UsageError(
                Reference.BODY_TOO_LARGE,
                f"{path.path} is larger than 1 GiB",
                hint="check that the file is an artifact",
            )
        ecosystem = Ecosystem(self.ecosystem) if self.ecosystem else _ecosystem(where.name)
        module = ECOSYSTEMS[ecosystem]
        return File(
            ref=None, ecosystem=ecosystem, filename=where.name, kind=module.kind_of(where.name), data=data
        )


def _require_file(path: LocalPath) -> None:
    """Raise UsageError if a path is not a file."""
    if os.path.isdir(path.path):  # noqa: PTH112 - Path raises for names that are too long
        raise UsageError(
            Reference.TARGET_INVALID,
            f"{path.path} is a folder",
            hint=f"run `pratique check {path.path}` for a project, or specify an archive (.tgz, .whl, .tar.gz, "
            f".zip, .gem) or a release",
        )
    if not os.path.exists(path.path):  # noqa: PTH110 - as above
        raise missing(path.path)


def missing(path: str, *, otherwise: str = "check the path") -> UsageError:
    """Return the error for a missing file. The hint of the error suggests a similar file in the same folder."""
    folder, name = os.path.split(path)
    try:
        beside = os.listdir(folder or ".")[:_MOST_BESIDE]  # noqa: PTH208 - Path raises for names that are too long
    except (OSError, ValueError):
        beside = []
    hint = did_you_mean(name, beside, otherwise)
    return UsageError(Reference.FILE_UNREADABLE, f"{path[:200]} does not exist", hint=hint)


def _ecosystem(filename: str) -> Ecosystem:
    """Return the ecosystem of a file name: npm for `.tgz`, RubyGems for `.gem`, Python for wheels, `.tar.gz` and `.zip`."""
    suffix = os.path.splitext(filename.lower())[1]  # noqa: PTH122 - a name, not a path
    return {".tgz": Ecosystem.NPM, ".gem": Ecosystem.RUBYGEMS}.get(suffix, Ecosystem.PYPI)
