"""Finds the staged releases that a user wants to check, and judges them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pratique.cli.run.session import Session
from pratique.cli.run.target import Assess, Targets
from pratique.core.assessment import Target
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.reading import Trouble
from pratique.core.staged import StageRecord
from pratique.ecosystems.interface import LocalPath
from pratique.ecosystems.newest import is_version
from pratique.ecosystems.npm.staged import is_stage_id
from pratique.errors import PratiqueError, Reference, RegistryError, StoreError, UsageError
from pratique.intake.questions import Wish
from pratique.intake.staged import StagedReleases
from pratique.net.client.address import parse, shown
from pratique.net.registries.staging import StageList, Staging, unsupported
from pratique.net.registries.upstreams import Upstream

_REGISTRIES = {Ecosystem.PYPI: "PyPI", Ecosystem.RUBYGEMS: "RubyGems"}
_NOTHING_HINT = "`npm stage list` prints the staged releases that your token can see"


@dataclass(frozen=True, slots=True)
class FoundStaged:
    """A staged release in a registry."""

    record: StageRecord
    upstream: Upstream


Found = FoundStaged | Target
"""A staged release, or the reason why staged releases could not be found."""


def require(reader: Targets, names: Sequence[str]) -> None:
    """Raise UsageError for a name that is neither a stage id nor an npm package, optionally with an exact version."""
    for name in names:
        if not is_stage_id(name):
            _package(reader, name)


async def find(session: Session, reader: Targets, names: Sequence[str]) -> list[Found]:
    """Return the staged releases with these names or ids; without names, all that the user's credentials can see.

    Each failure is returned as a target with an error. Raise StoreError if the store fails.
    """
    staging = Staging(session.questions.registry, session.upstreams)
    if not names:
        return await _everything(staging)
    found: dict[tuple[str, str], Found] = {}
    for name in names:
        for one in await _named(staging, reader, name):
            key = (one.upstream.url, one.record.id) if isinstance(one, FoundStaged) else ("", repr(one))
            found.setdefault(key, one)
    return list(found.values())


async def _everything(staging: Staging) -> list[Found]:
    try:
        lists = await staging.everything()
    except StoreError:
        raise
    except PratiqueError as error:
        return [_failed(shown(parse(staging.default.url)), error)]
    found = [one for listed in lists for one in _of_list(listed, shown(parse(listed.upstream.url)))]
    if found:
        return found
    places = ", ".join(shown(parse(listed.upstream.url)) for listed in lists)
    return [_failed(places, _nothing("no staged release is visible to your token"))]


async def _named(staging: Staging, reader: Targets, name: str) -> list[Found]:
    try:
        if is_stage_id(name):
            record, upstream = await staging.of_id(name)
            return [FoundStaged(record, upstream)]
        package, version = _package(reader, name)
        if package.ecosystem is not Ecosystem.NPM:
            registry = _REGISTRIES[package.ecosystem]
            raise unsupported(registry, f"{registry} publishes a release when it is uploaded")
        listed = await staging.of_package(package)
    except (StoreError, UsageError):
        raise
    except PratiqueError as error:
        return [_failed(name, error)]
    found = [
        one
        for one in _of_list(listed, name)
        if version is None or isinstance(one, Target) or one.record.ref.version == version
    ]
    return found or [_failed(name, _nothing(f"{name} has no staged release that is visible to your token"))]


def _package(reader: Targets, name: str) -> tuple[PackageRef, str | None]:
    found = reader.parse(name)
    if isinstance(found, PackageRef):
        return found, None
    exact = isinstance(found, ReleaseRef) and is_version(found.package, found.version)
    if isinstance(found, LocalPath) or not exact:
        raise UsageError(
            Reference.TARGET_INVALID,
            f"--staged does not accept {name[:80]!r}",
            hint="specify a package, a package with an exact version, or a stage id; without a target, all staged "
            "releases that your token can see are checked",
        )
    return found.package, found.version


def _of_list(listed: StageList, name: str) -> list[Found]:
    found: list[Found] = [FoundStaged(record, listed.upstream) for record in listed.records]
    return [*found, *(Target(name=name, error=trouble) for trouble in listed.troubles)]


def _nothing(message: str) -> RegistryError:
    return RegistryError(Reference.VERSION_NOT_FOUND, message, hint=_NOTHING_HINT)


def _failed(name: str, error: PratiqueError) -> Target:
    return Target(name=name, error=Trouble(error.reference, error.message, error.hint))


async def judge(session: Session, found: Found, *, wish: Wish, assess: Assess | None) -> Target:
    """Judge a staged release; return a failure unchanged. Raise StoreError if the store fails."""
    if isinstance(found, Target):
        return found
    staging = Staging(session.questions.registry, session.upstreams)
    releases = StagedReleases(road=session.road, questions=session.questions, default=staging.default)
    by = assess or session.road.assess
    async with session.gate:
        return await releases.judge(found.record, found.upstream, wish=wish, assess=by)
