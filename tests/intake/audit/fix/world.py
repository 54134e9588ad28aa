"""Small projects for tests of advice: entries as `name@version`, who asks for what, files beside the lock, a market."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import Advisory, Product
from pratique.core.audit import AuditFinding, FixAdvice, Ignore
from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.errors import Reference, RegistryError
from pratique.intake.audit.fix import advise, advise_offline
from pratique.intake.audit.fix.beside import Files
from pratique.intake.audit.fix.candidates import by_advisories
from pratique.intake.audit.fix.case import Case
from pratique.intake.audit.fix.desk import Desk
from pratique.intake.audit.fix.market import Offer, Offers
from pratique.intake.audit.fix.sieve import Sieve
from pratique.intake.audit.fix.situation import Situation
from pratique.intake.audit.places import Met
from pratique.intake.audit.survey import survey
from tests.mending.project import warning

ECOSYSTEMS = {
    "package-lock v3": Ecosystem.NPM,
    "yarn.lock v1": Ecosystem.NPM,
    "yarn.lock v8": Ecosystem.NPM,
    "pnpm-lock v6.0": Ecosystem.NPM,
    "pnpm-lock v9.0": Ecosystem.NPM,
    "bun.lock v1": Ecosystem.NPM,
    "Gemfile.lock": Ecosystem.RUBYGEMS,
}
NPM = "package-lock v3"
PATHS = {
    "package-lock v3": "package-lock.json",
    "yarn.lock v1": "yarn.lock",
    "yarn.lock v8": "yarn.lock",
    "pnpm-lock v6.0": "pnpm-lock.yaml",
    "pnpm-lock v9.0": "pnpm-lock.yaml",
    "bun.lock v1": "bun.lock",
    "poetry.lock 2.1": "poetry.lock",
    "uv.lock v1": "uv.lock",
    "pdm.lock 4.5": "pdm.lock",
    "Pipfile.lock v6": "Pipfile.lock",
    "requirements.txt": "requirements.txt",
    "pylock.toml 1.0": "pylock.toml",
    "Gemfile.lock": "Gemfile.lock",
}


class Stall:
    """A market of what is on the table; `down` names packages whose registry does not answer."""

    def __init__(
        self,
        offers: Mapping[str, Offers],
        reads: Mapping[str, Mapping[str, str]] | None = None,
        down: Iterable[str] = (),
    ) -> None:
        self._offers = offers
        self._reads = reads or {}
        self._down = frozenset(down)
        self.asked: list[str] = []

    async def offers(self, package: PackageRef) -> Offers:
        self.asked.append(package.name)
        if package.name in self._down:
            raise RegistryError(Reference.REGISTRY_NOT_FOUND, f"{package.name} is not there", hint="none")
        return self._offers.get(package.name, Offers(releases=()))

    async def asks(self, release: ReleaseRef) -> Mapping[str, str] | None:
        return self._reads.get(f"{release.package.name}@{release.version}")


def no_files(path: str) -> bytes | None:
    """A project without files."""
    return None


def offers(*releases: str | Offer, latest: str | None = None) -> Offers:
    """Releases, lowest first."""
    told = (one if isinstance(one, Offer) else Offer(version=one, dependencies={}) for one in releases)
    return Offers(releases=tuple(told), latest=latest)


@dataclass(frozen=True, kw_only=True)
class World:
    """A project with one lock, and the advisories that are known."""

    entries: tuple[LockedPackage, ...]
    advisories: tuple[Advisory, ...]
    form: str = NPM
    files: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    constraints: Mapping[str, str] = field(default_factory=dict)

    @property
    def index(self) -> MemoryAdvisories:
        return MemoryAdvisories(self.advisories)

    @property
    def lock(self) -> Lock:
        return Lock(format=self.form, packages=self.entries, constraints=self.constraints)

    @property
    def path(self) -> str:
        return f"{self.folder}{PATHS[self.form]}"

    def read(self, path: str) -> bytes | None:
        text = self.files.get(path)
        return None if text is None else text.encode()

    def met(self, ignore: Mapping[str, Ignore] | None = None) -> tuple[Met, ...]:
        found = survey(self.index, {self.path: self.lock}).met
        return tuple(
            replace(one, finding=replace(one.finding, ignored=(ignore or {}).get(one.finding.match.id)))
            for one in found
        )

    def findings(self, ignore: Mapping[str, Ignore] | None = None) -> tuple[AuditFinding, ...]:
        return advise_offline(self.met(ignore), self.index, self.read)

    def fix(self) -> FixAdvice:
        """The advice for the first finding, offline."""
        fix = self.findings()[0].fix
        assert fix is not None
        return fix

    def judged(self, stall: Stall) -> FixAdvice:
        """The advice for the first finding, with a market."""
        fix = asyncio.run(advise(self.met(), self.index, self.read, stall))[0].fix
        assert fix is not None
        return fix

    def situation(self, desk: Desk | None = None) -> Situation:
        """That of the first release that is met."""
        cases, sieve = Case.all_of(self.met()), Sieve(self.index)
        choice = by_advisories(cases, sieve)[0]
        return Situation(
            case=cases[0],
            choice=choice,
            holding=cases[0].holdings[0],
            files=Files(self.read),
            desk=desk or Desk(),
            sieve=sieve,
        )


def entry(
    release: str,
    *parents: str,
    asks: Mapping[str, str] | None = None,
    form: str = NPM,
    key: str | None = None,
    alias: str | None = None,
    source: SourceKind = SourceKind.REGISTRY,
    groups: frozenset[str] = frozenset(),
    answers: tuple[tuple[str, str], ...] = (),
    line: int | None = None,
    url: str | None = None,
) -> LockedPackage:
    """One entry `name@version`, asked for by the entries of these names (none: the project)."""
    name, _, version = release.rpartition("@")
    return LockedPackage(
        key=key or name,
        package=PackageRef(ECOSYSTEMS.get(form, Ecosystem.PYPI), name),
        version=version,
        parents=parents or (ROOT,),
        dependencies=asks or {},
        alias=alias,
        source=source,
        groups=groups,
        answers=answers,
        line=line,
        url=url,
    )


def against(name: str, *spans: tuple[str, str | None], form: str = NPM, id_: str = "GHSA-test") -> Advisory:
    """A warning of a package."""
    return warning(id_, Product(ECOSYSTEMS.get(form, Ecosystem.PYPI).value, name), *spans)


def below(
    wanted: str, *, form: str = NPM, files: Mapping[str, str] | None = None, version: str = "1.2.5"
) -> World:
    """`minimist`, asked for by `mkdirp` alone, which asks for `wanted`; it is fixed in 1.2.6."""
    return World(
        entries=(
            entry("mkdirp@0.5.1", asks={"minimist": wanted}, form=form),
            entry(f"minimist@{version}", "mkdirp", form=form, line=7),
        ),
        advisories=(against("minimist", ("0", "0.2.4"), ("1.0.0", "1.2.6"), form=form),),
        form=form,
        files=files or {},
    )


def asked(wanted: str, *, form: str = NPM, files: Mapping[str, str], line: int | None = None) -> World:
    """`lodash` 3.10.1, asked for by the project alone; it is fixed in 4.17.21."""
    return World(
        entries=(entry("lodash@3.10.1", form=form, line=line, answers=(("", f"lodash@npm:{wanted}"),)),),
        advisories=(against("lodash", ("0", "4.17.21"), form=form),),
        form=form,
        files=files,
    )
