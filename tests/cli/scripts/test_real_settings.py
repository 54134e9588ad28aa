"""Settings beside the approvals: what real clients run, and what `widenings` says that they may run."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pratique.cli.scripts.approvals import form_of
from pratique.cli.scripts.approvals.effect import runs
from pratique.cli.scripts.approvals.widening import FILES, widenings
from tests.cli.scripts.installing import CLIENTS, Installer, scripted
from tests.gate.clients_of_npm import Client
from tests.loopback import LoopbackRegistry

NAMES = ("esbuild", "lone")
"""Packages with an install script; only the first one is on bun's own list."""


@dataclass(frozen=True)
class Case:
    """Settings of a project, and the packages whose scripts run then."""

    id: str
    clients: tuple[str, ...]
    ran: tuple[str, ...]
    npmrc: str = ""
    yarnrc: str = ""
    workspace: str = ""
    manifest: Mapping[str, object] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    code: int = 0


_10, _11, _12 = ("pnpm10",), ("pnpm11",), ("pnpm12",)
_NEW = _11 + _12
ALL_BUILDS = "dangerouslyAllowAllBuilds: true\n"
LONE = '["lone"]'
CASES = (
    Case("npm-all", ("npm12",), NAMES, npmrc="dangerously-allow-all-scripts=true"),
    Case("npm-all-denied", ("npm12",), NAMES, npmrc="dangerously-allow-all-scripts=true", manifest={"allowScripts": {"lone": False}}),
    Case("npm-rc", ("npm12",), ("lone",), npmrc="allow-scripts=lone"),
    Case("npm-rc-beside", ("npm12",), (), npmrc="allow-scripts=lone", manifest={"allowScripts": {"esbuild": False}}),
    Case("yarn-on", ("yarn4",), ("esbuild",), yarnrc="enableScripts: true", manifest={"dependenciesMeta": {"lone@1.0.0": {"built": False}}}),
    Case("bun-own-list", ("bun",), ("esbuild",)),
    Case("bun-empty-list", ("bun",), (), manifest={"trustedDependencies": []}),
    Case("bun-list", ("bun",), ("lone",), manifest={"trustedDependencies": ["lone"]}),
    Case("10-rc-all", _10, NAMES, npmrc="dangerously-allow-all-builds=true"),
    Case("10-rc-only", _10, ("lone",), npmrc="only-built-dependencies[]=lone"),
    Case("10-json-only", _10, ("lone",), manifest={"pnpm": {"onlyBuiltDependencies": ["lone"]}}),
    Case("10-json-allow", _10, ("lone",), manifest={"pnpm": {"allowBuilds": {"lone": True, "esbuild": False}}}),
    Case("10-json-file", _10, ("lone",), manifest={"pnpm": {"onlyBuiltDependenciesFile": "l.json"}}, more={"l.json": LONE}),
    Case("10-json-never", _10, ("esbuild",), manifest={"pnpm": {"neverBuiltDependencies": ["lone"]}}),
    Case("10-json-never-none", _10, NAMES, manifest={"pnpm": {"neverBuiltDependencies": []}}),
    Case("10-only-denied", _10, ("lone",), workspace="onlyBuiltDependencies: [lone]\nallowBuilds:\n  lone@1.0.0: false\n"),
    Case("10-file", _10, ("lone",), workspace="onlyBuiltDependenciesFile: l.json\n", more={"l.json": LONE}),
    Case("10-never", _10, ("esbuild",), workspace="neverBuiltDependencies: [lone]\n"),
    Case("all", _10 + _NEW, NAMES, workspace=ALL_BUILDS),
    Case("all-denied", _10, (), workspace=f"{ALL_BUILDS}allowBuilds:\n  lone@1.0.0: false\n", code=1),
    Case("all-denied", _11, NAMES, workspace=f"{ALL_BUILDS}allowBuilds:\n  lone@1.0.0: false\n"),
    Case("all-denied", _12, ("esbuild",), workspace=f"{ALL_BUILDS}allowBuilds:\n  lone@1.0.0: false\n"),
    Case("npm-all-text", ("npm12",), NAMES, npmrc="dangerously-allow-all-scripts=no"),
    Case("all-text", _10 + _11, NAMES, workspace="dangerouslyAllowAllBuilds: 'false'\n"),
    Case("all-alias", _12, NAMES, workspace="x: &a true\ndangerouslyAllowAllBuilds: *a\n"),
    Case("npm-both", ("npm11",), ("esbuild",), manifest={"allowScripts": {"lone@1.0.0": True, "lone": False}}),
    Case("npm-both", ("npm12",), (), manifest={"allowScripts": {"lone@1.0.0": True, "lone": False}}),
    Case("npm-other", ("npm12",), (), manifest={"allowScripts": {"lone@1.0.1": True, "lone@^1.0.0": True}}),
    Case("yarn-name", ("yarn4",), ("lone",), manifest={"dependenciesMeta": {"lone@1.0.0": {"built": True}, "lone": {"built": False}}}),
    Case("yarn-version", ("yarn4",), (), manifest={"dependenciesMeta": {"lone@1.0.0": {"built": False}, "lone": {"built": True}}}),
    Case("both", _10, ("lone",), workspace="allowBuilds:\n  lone@1.0.0: false\n  lone: true\n"),
    Case("both", _12, (), workspace="allowBuilds:\n  lone@1.0.0: false\n  lone: true\n", code=1),
    Case("rc-all", _12, (), npmrc="dangerously-allow-all-builds=true", code=1),
    Case("only", _12, (), workspace="onlyBuiltDependencies: [lone]\n", code=1),
    Case("json-only", _12, (), manifest={"pnpm": {"onlyBuiltDependencies": ["lone"]}}, code=1),
)  # fmt: skip


@pytest.fixture(scope="module")
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=[scripted(name, "1.0.0") for name in NAMES]) as served:
        yield served


def cases() -> list[object]:
    by_id = {client.id: client for client in CLIENTS}
    return [
        pytest.param(
            by_id[client],
            case,
            id=f"{client}-{case.id}",
            marks=pytest.mark.skipif(by_id[client].program is None, reason=f"{client} is not installed here"),
        )
        for case in CASES
        for client in case.clients
    ]


def project(user: Installer, case: Case) -> None:
    """Write the settings of a case beside those that every project has."""
    manifest = user.folder / "package.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **case.manifest}))
    npmrc = user.folder / ".npmrc"
    npmrc.write_text(f"{npmrc.read_text()}{case.npmrc}\n")
    if case.yarnrc:
        yarnrc = user.folder / ".yarnrc.yml"
        yarnrc.write_text(yarnrc.read_text().replace("enableScripts: false", case.yarnrc))
    if case.workspace:
        (user.folder / "pnpm-workspace.yaml").write_text(case.workspace)
    for name, text in case.more.items():
        (user.folder / name).write_text(text)


def foreseen(user: Installer) -> set[str]:
    """Return the packages whose scripts may run, by the approvals and the settings beside them."""
    texts = {
        name: (user.folder / name).read_text() if (user.folder / name).exists() else None for name in FILES
    }
    form = form_of(user.client.usual)
    assert form is not None
    said = form.read(texts[form.path]) if "&a" not in str(texts[form.path]) else ()
    client, major = user.client.usual, int(user.client.major)
    wide = widenings(client, major, texts)
    assert all(one.line or one.path == "package.json" for one in wide)
    return {name for name in NAMES if runs(client, major, said, wide, name, "1.0.0")}


@pytest.mark.parametrize(("client", "case"), cases())
def test_nothing_runs_that_is_not_foreseen(
    client: Client, case: Case, tmp_path: Path, registry: LoopbackRegistry
) -> None:
    user = Installer(client, tmp_path / "app", registry.npm_url, dict.fromkeys(NAMES, "1.0.0"))
    project(user, case)
    found = foreseen(user)
    ran = user.install()

    assert {f"{name}@1.0.0" for name in case.ran} == user.ran, ran.out
    assert set(case.ran) <= found
    # More than what ran is foreseen only where the setting names no packages, or where the client refuses its settings.
    vague = {"bun-own-list", "10-json-file", "10-file", "10-never", "10-json-never", "all-denied"}
    assert set(case.ran) == found or case.id in vague
    if case.code:
        assert case.code == ran.code
