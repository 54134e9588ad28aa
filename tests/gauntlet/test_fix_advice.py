"""Fix advice put into practice: the real npm and Bundler do what it says, and the finding is gone.

`python -m tests.mending` does the same with yarn, pnpm, bun, Poetry, uv, PDM, Pipenv and pip, against real registries.
"""

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from pratique.core.advisory import Product
from pratique.core.audit import AuditFinding, FixAdvice, Remedy
from pratique.core.names import Ecosystem
from pratique.core.policy import Policy
from pratique.ecosystems import ECOSYSTEMS
from pratique.intake.audit.market import RegistryMarket
from pratique.net.client.http import Http, HttpSettings
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstreams
from tests.intake.building import PUBLIC, at
from tests.loopback import GemPackage, LoopbackRegistry, NpmPackage, NpmRelease, gem_file
from tests.mending.project import Project, about, index_of, warning

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
needs_bundler = pytest.mark.skipif(shutil.which("bundle") is None, reason="Bundler is not installed here")

NOW = datetime.now(UTC)
WARNINGS = index_of(
    warning("GHSA-hull", Product("npm", "hull"), ("0", "0.2.4"), ("1.0.0", "1.2.6")),
    warning("GHSA-mast", Product("gem", "mast"), ("0", "1.2.6"), ("2.0.0", "2.0.1")),
)


def npm(name: str, *releases: tuple[str, dict[str, str]], young: str = "") -> NpmPackage:
    """A package with releases, each with what it asks for; `young` was published just now."""
    return NpmPackage(
        name=name,
        releases=tuple(
            NpmRelease(
                version=version,
                manifest={"dependencies": asks},
                **({"published_at": NOW - timedelta(hours=1)} if version == young else {}),  # type: ignore[arg-type]
            )
            for version, asks in releases
        ),
    )


PACKAGES = (
    npm(
        "hull",
        *((version, {}) for version in ("0.0.8", "0.2.4", "1.2.5", "1.2.6", "1.2.7", "2.0.0", "2.0.1")),
    ),
    npm("keel", ("0.5.1", {"hull": "0.0.8"}), ("0.5.6", {"hull": "^1.2.6"}), ("1.0.0", {"hull": "^1.2.6"})),
    npm("deck", ("1.0.0", {"hull": "^1.2.0"})),
    npm("sail", ("1.0.0", {"deck": "^1.0.0"})),
)
GEMS = (
    GemPackage(
        name="mast",
        files=tuple(gem_file("mast", version) for version in ("1.2.5", "1.2.6", "2.0.0", "2.0.1")),
    ),
    GemPackage(
        name="boom",
        files=tuple(
            gem_file("boom", version, needs={"mast": f"= {version}"}) for version in ("2.0.0", "2.0.1")
        ),
    ),
    GemPackage(
        name="ship",
        files=tuple(
            gem_file("ship", version, needs={"boom": f"= {version}", "mast": f"= {version}"})
            for version in ("2.0.0", "2.0.1")
        ),
    ),
)


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=PACKAGES, gems=GEMS) as running:
        yield running


def npm_project(folder: Path, registry: LoopbackRegistry, **manifest: object) -> Project:
    """A project of npm; what it asks for, and nothing is locked yet."""
    env = {
        "npm_config_registry": registry.npm_url,
        "npm_config_cache": str(folder / "cache"),
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        "npm_config_fetch_retries": "0",
    }
    project = Project(folder=folder, locks=("package-lock.json",), index=WARNINGS, env=env)
    write(project, **manifest)
    return project


def write(project: Project, **manifest: object) -> None:
    project.write(
        {"package.json": json.dumps({"name": "app", "version": "1.0.0", "private": True, **manifest})}
    )


def judged(project: Project, registry: LoopbackRegistry) -> tuple[AuditFinding, ...]:
    """The findings with advice by what the registry lists and the policy says."""

    async def asked() -> tuple[AuditFinding, ...]:
        upstreams = Upstreams(
            open=MappingProxyType(
                {
                    Ecosystem.NPM: (at(registry.npm_url, Ecosystem.NPM),),
                    Ecosystem.RUBYGEMS: (at(registry.gem_url, Ecosystem.RUBYGEMS),),
                }
            ),
            public=PUBLIC,
        )
        async with Http(HttpSettings(pauses_s=()), configured=upstreams.configured) as http:
            client = RegistryClient(http, upstreams, ecosystems=ECOSYSTEMS, now=lambda: NOW)
            try:
                return await project.judged(RegistryMarket(client, upstreams, Policy(), lambda: NOW))
            finally:
                await client.close()

    return asyncio.run(asked())


def advice(findings: tuple[AuditFinding, ...], name: str = "hull") -> FixAdvice:
    fix = about(findings, name).fix
    assert fix is not None
    return fix


def installed(project: Project, path: str) -> str:
    """The version that lies below node_modules."""
    text = (project.folder / path / "package.json").read_text(encoding="utf-8")
    version = json.loads(text)["version"]
    assert isinstance(version, str)
    return version


@needs_npm
def test_npm_in_range(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = npm_project(tmp_path, registry, dependencies={"sail": "1.0.0"}, overrides={"hull": "1.2.5"})
    project.run("npm install")
    write(project, dependencies={"sail": "1.0.0"})
    fix = advice(project.findings())
    assert (Remedy.IN_RANGE, "npm update hull") == (fix.remedy, fix.command)
    project.apply(fix)
    assert () == project.findings()
    assert "1.2.7" == installed(project, "node_modules/hull")


@needs_npm
def test_npm_override(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = npm_project(tmp_path, registry, dependencies={"keel": "0.5.1"})
    project.run("npm install")
    fix = advice(project.findings())
    assert (Remedy.OVERRIDE, "0.2.4") == (fix.remedy, fix.version)
    project.apply(fix)
    assert () == project.findings()
    assert "0.2.4" == installed(project, "node_modules/hull")


@needs_npm
def test_npm_override_beside_a_direct_request(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = npm_project(tmp_path, registry, dependencies={"keel": "0.5.1", "hull": "^2.0.0"})
    project.run("npm install")
    fix = advice(project.findings())
    assert Remedy.OVERRIDE is fix.remedy
    project.apply(fix)
    assert () == project.findings()
    assert ("0.2.4", "2.0.1") == (
        installed(project, "node_modules/keel/node_modules/hull"),
        installed(project, "node_modules/hull"),
    )


@needs_npm
def test_npm_direct_major_stays_in_its_section(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = npm_project(tmp_path, registry, devDependencies={"hull": "~0.0.8"})
    project.run("npm install")
    fix = advice(project.findings())
    assert Remedy.DIRECT is fix.remedy
    assert "a major upgrade" in fix.text
    project.apply(fix)
    assert () == project.findings()
    written = json.loads((tmp_path / "package.json").read_text(encoding="utf-8"))
    assert ({"hull": "~0.2.4"}, None) == (written["devDependencies"], written.get("dependencies"))


@needs_npm
def test_npm_newer_parent(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = npm_project(tmp_path, registry, dependencies={"keel": "0.5.1"})
    project.run("npm install")
    write(project, dependencies={"keel": "~0.5.1"})
    fix = advice(judged(project, registry))
    assert (Remedy.PARENT, "npm update keel hull", True) == (fix.remedy, fix.command, fix.judged)
    project.apply(fix)
    assert () == project.findings()
    assert "0.5.6" == installed(project, "node_modules/keel")


@needs_npm
def test_npm_never_takes_a_release_that_the_policy_holds(registry: LoopbackRegistry, tmp_path: Path) -> None:
    registry.put_npm(npm("hull", *((version, {}) for version in ("1.2.5", "1.2.6", "1.2.7")), young="1.2.7"))
    project = npm_project(tmp_path, registry, dependencies={"sail": "1.0.0"}, overrides={"hull": "1.2.5"})
    project.run("npm install")
    write(project, dependencies={"sail": "1.0.0"})
    fix = advice(judged(project, registry))
    assert (Remedy.OVERRIDE, "1.2.6") == (fix.remedy, fix.version)
    project.apply(fix)
    assert () == project.findings()
    assert "1.2.6" == installed(project, "node_modules/hull")


@needs_npm
def test_npm_held_by_an_override_says_so_and_is_free_without_it(
    registry: LoopbackRegistry, tmp_path: Path
) -> None:
    project = npm_project(tmp_path, registry, dependencies={"sail": "1.0.0"}, overrides={"hull": "1.2.5"})
    project.run("npm install")
    fix = advice(project.findings())
    assert (Remedy.BLOCKED, "1.2.6") == (fix.remedy, fix.version)
    assert "`overrides` of package.json pins hull to 1.2.5: change the override" in fix.text
    write(project, dependencies={"sail": "1.0.0"}, overrides={"hull": fix.version})
    project.run(fix.command)
    assert () == project.findings()


@needs_npm
def test_npm_in_range_of_two_members_of_a_workspace(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = npm_project(tmp_path, registry, workspaces=["packages/*"], overrides={"hull": "1.2.5"})
    for name in ("one", "two"):
        member = {"name": name, "version": "1.0.0", "dependencies": {"hull": "^1.2.0"}}
        project.write({f"packages/{name}/package.json": json.dumps(member)})
    project.run("npm install")
    write(project, workspaces=["packages/*"])
    fix = advice(project.findings())
    assert (Remedy.IN_RANGE, "npm update hull") == (fix.remedy, fix.command)
    project.apply(fix)
    assert () == project.findings()


@needs_npm
def test_npm_member_of_a_workspace(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = npm_project(tmp_path, registry, workspaces=["packages/*"])
    member = {"name": "one", "version": "1.0.0", "dependencies": {"hull": "0.0.8"}}
    project.write({"packages/one/package.json": json.dumps(member)})
    project.run("npm install")
    fix = advice(project.findings())
    assert (Remedy.DIRECT, "packages/one/package.json") == (fix.remedy, fix.file)
    project.apply(fix)
    assert () == project.findings()
    written = json.loads((tmp_path / "packages/one/package.json").read_text(encoding="utf-8"))
    assert {"hull": "0.2.4"} == written["dependencies"]


def gem_project(folder: Path, registry: LoopbackRegistry, *lines: str) -> Project:
    env = {
        "BUNDLE_PATH": str(folder / "gems"),
        "BUNDLE_APP_CONFIG": str(folder / "config"),
        "BUNDLE_USER_HOME": str(folder / "home"),
        "BUNDLE_GEMFILE": "",
    }
    project = Project(folder=folder, locks=("Gemfile.lock",), index=WARNINGS, env=env)
    gemfile(project, registry, *lines)
    return project


def gemfile(project: Project, registry: LoopbackRegistry, *lines: str) -> None:
    project.write({"Gemfile": "\n".join([f'source "{registry.gem_url}"', *lines, ""])})


@needs_bundler
def test_bundler_in_range(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = gem_project(tmp_path, registry, 'gem "mast", "1.2.5"')
    project.run("bundle lock")
    gemfile(project, registry, 'gem "mast", "~> 1.2"')
    project.run("bundle lock")
    fix = advice(project.findings(), "mast")
    assert (Remedy.IN_RANGE, "bundle update --conservative mast") == (fix.remedy, fix.command)
    project.apply(fix)
    assert () == project.findings()


@needs_bundler
def test_bundler_direct(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = gem_project(tmp_path, registry, 'gem "mast", "1.2.5"')
    project.run("bundle lock")
    fix = advice(project.findings(), "mast")
    assert (Remedy.DIRECT, 'gem "mast", "1.2.6"') == (fix.remedy, fix.snippet)
    project.apply(fix)
    assert () == project.findings()


@needs_bundler
def test_bundler_family_that_is_pinned_to_each_other(registry: LoopbackRegistry, tmp_path: Path) -> None:
    project = gem_project(tmp_path, registry, 'gem "ship", "2.0.0"')
    project.run("bundle lock")
    gemfile(project, registry, 'gem "ship", "~> 2.0.0"')
    project.run("bundle lock")
    assert Remedy.NONE is advice(project.findings(), "mast").remedy
    fix = advice(judged(project, registry), "mast")
    assert (Remedy.PARENT, "2.0.1") == (fix.remedy, fix.version)
    project.apply(fix)
    assert () == project.findings()
