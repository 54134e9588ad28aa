"""What Renovate proposes behind a gate, with the settings that docs/how-to/update-bots.md gives."""

import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from pratique.gate.protocols.table import FACES
from tests.cli import spawning
from tests.gate import gem_clients, python_clients
from tests.gate.conftest import CALM, HOOKED
from tests.gate.fix_sets import packages
from tests.gate.running import RunningGate, gate
from tests.gate.test_fix_set_clients import A_MINUTE_S, record, sync, wait_for_another_epoch
from tests.gate.test_fix_set_other_clients import DUCT, SAMPLE
from tests.gate.update_bots import Proposal, Repository, needs_renovate, table
from tests.loopback import (
    GemPackage,
    LoopbackProxy,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    gem_file,
    wheel_file,
)
from tests.loopback.advisory_bucket import AdvisoryBucket

PAGE = (Path(__file__).parents[2] / "docs/how-to/update-bots.md").read_text(encoding="utf-8")
GATE = "https://gate.example"
YOUNG = gem_clients.YOUNG
BAD_NPM = NpmPackage(
    name="bad",
    releases=(
        NpmRelease(version="1.0.0"),
        NpmRelease(version="1.0.1"),
        NpmRelease(version="1.1.0", published_at=YOUNG),
    ),
)
BAD_PYPI = PypiProject(
    name="bad",
    files=(
        wheel_file("bad", "1.0.0"),
        wheel_file("bad", "1.0.1"),
        wheel_file("bad", "1.1.0", uploaded_at=YOUNG),
    ),
)
BAD_GEM = GemPackage(
    name="bad",
    files=(
        gem_file("bad", "1.0.0"),
        gem_file("bad", "1.0.1"),
        gem_file("bad", "1.1.0", published_at=YOUNG),
    ),
)
DENIED = "".join(f'"pkg:{kind}/bad@1.0.1" = "read by us, and bad"\n' for kind in ("npm", "pypi", "gem"))

Key = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """A dependency, and the version that is proposed for it; None for none."""

    key: Key
    in_use: str
    past_the_gate: str | None
    """Without a gate."""
    at_first: str | None
    later: str | None
    """After clients have requested the file, an advisory has named the fixes, and a person has approved one."""
    two_cooldowns: str | None = None
    """Later, where Renovate waits, too; `pending VERSION` is not proposed yet."""


ROWS = (
    # Its newest is 20 hours old.
    Row(("npm", "calm"), "1.0.0", "1.1.0", "1.0.1", "1.0.1", "1.0.1"),
    # The page of a Python project has no times that Renovate reads: with a cooldown of its own, all of it stays pending.
    Row(("pypi", "kite"), "1.0.0", "1.2.0", "1.1.0", "1.1.0", "pending 1.1.0"),
    Row(("rubygems", "kite"), "1.0.0", "1.2.0", "1.1.0", "1.1.0", "1.1.0"),
    # Refused for its bytes, which the gate reads at the first request for the file.
    Row(("npm", "hooked"), "1.0.0", "1.0.1", "1.0.1", None),
    Row(("rubygems", "hooked"), "1.0.0", "1.1.0", "1.1.0", None),
    # What is in use is denied, and the next one is too young. Renovate rolls no `==` of Python back.
    Row(("npm", "bad"), "1.0.1", "1.1.0", "1.0.0", "1.0.0", "1.0.0"),
    Row(("pypi", "bad"), "1.0.1", "1.1.0", None, None),
    Row(("rubygems", "bad"), "1.0.1", "1.1.0", "1.0.0", "1.0.0", "1.0.0"),
    # Fixes of 20 hours ago.
    Row(("npm", "duct"), "1.2.3", "1.2.4", None, "1.2.4", "pending 1.2.4"),
    Row(("pypi", "sample"), "1.2.3", "1.2.4", None, "1.2.4", "pending 1.2.4"),
    Row(("rubygems", "duct"), "1.2.3", "1.2.4", None, "1.2.4", "pending 1.2.4"),
)


def block(beginning: str) -> str:
    """The indented block of the page that begins with some text."""
    found = re.search(rf"^    {re.escape(beginning)}$(?:\n    .*|\n(?=\n?    ))*", PAGE, re.MULTILINE)
    assert found is not None
    return re.sub(r"^    ", "", found[0], flags=re.MULTILINE)


def renovate_settings(gate_url: str) -> dict[str, Any]:
    found = json.loads(block("{").replace(GATE, gate_url))
    assert isinstance(found, dict)
    return found


def versions(found: Mapping[Key, Proposal]) -> dict[Key, str]:
    return {key: f"pending {one.version}" if one.pending else one.version for key, one in found.items()}


def expected(column: str) -> dict[Key, str]:
    return {row.key: told for row in ROWS if (told := getattr(row, column)) is not None}


def test_the_settings_of_both_bots_name_the_same_gate_and_one_cooldown() -> None:
    renovate, dependabot = renovate_settings(GATE), yaml.safe_load(block("version: 2"))
    lookups = {rule["matchDatasources"][0]: rule["registryUrls"] for rule in renovate["packageRules"][1:]}
    registries = dependabot["registries"]
    kinds = {"npm-registry": "npm", "python-index": "pypi", "rubygems-server": "rubygems"}

    assert {kinds[one["type"]]: [one["url"]] for one in registries.values()} == lookups
    assert [f"{GATE}{face.prefix}" for face in FACES] == [url for (url,) in lookups.values()]
    assert all(one["replaces-base"] is True for one in registries.values())
    assert ["npm", "pip", "bundler"] == [one["package-ecosystem"] for one in dependabot["updates"]]
    assert list(registries) == [name for one in dependabot["updates"] for name in one["registries"]]
    assert not [one for one in dependabot["updates"] if "cooldown" in one]
    assert renovate["packageRules"][0]["minimumReleaseAge"] is None


@dataclass(frozen=True)
class Scene:
    """A registry, a gate before it, and a repository of a project."""

    registry: LoopbackRegistry
    running: RunningGate
    proxy: LoopbackProxy
    repository: Repository
    folder: Path


@pytest.fixture
def scene(settings: Path, tmp_path: Path) -> Iterator[Scene]:
    settings.write_text(f"[deny]\n{DENIED}")
    npm = [CALM, HOOKED, BAD_NPM, *packages()]
    pypi = [python_clients.KITE, BAD_PYPI, SAMPLE]
    gems = [gem_clients.KITE, gem_clients.HOOKED, BAD_GEM, DUCT]
    with ExitStack() as stack:
        registry = stack.enter_context(LoopbackRegistry(npm=npm, pypi=pypi, gems=gems))
        (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        python_clients.configure(registry)
        gem_clients.configure(registry.gem_url)
        proxy = stack.enter_context(LoopbackProxy(user="nobody"))
        running = stack.enter_context(gate(tmp_path))
        repository = Repository(tmp_path / "repository", proxy)
        repository.write({row.key: row.in_use for row in ROWS})
        yield Scene(registry, running, proxy, repository, tmp_path)


def publish_the_fixes(scene: Scene) -> None:
    """Two advisories name fixes, and a person approves the gem, whose registry names no publisher."""
    running, folder = scene.running, scene.folder
    with AdvisoryBucket() as bucket:
        for name, ecosystem, source in (("duct", "npm", "osv-npm"), ("sample", "PyPI", "osv-pypi")):
            epoch = running.get("/healthz").json["epoch"]
            sync(bucket, folder, record(name, ecosystem), source)
            wait_for_another_epoch(running, epoch)
    assert 403 == running.get("/gems/gems/duct-1.2.4.gem").status
    words = ("approve", "pkg:gem/duct@1.2.4", "--reason", "the fix; read by ada")
    code, _, err = spawning.run(*words, folder=folder)
    assert 0 == code, err
    end = time.monotonic() + A_MINUTE_S
    for path in ("/gems/gems/duct-1.2.4.gem", "/npm/duct/-/duct-1.2.4.tgz"):
        while running.get(path).status != 200:
            assert time.monotonic() < end
            time.sleep(0.2)


@needs_renovate
def test_renovate_proposes_what_the_gate_lets_in_with_one_cooldown_and_links_the_verdict(
    scene: Scene,
) -> None:
    own = renovate_settings(scene.running.url)
    around = json.loads(json.dumps(own))
    faces = (scene.registry.npm_url, scene.registry.pypi_url, scene.registry.gem_url)
    for rule, url in zip(around["packageRules"][1:], faces, strict=True):
        rule["registryUrls"] = [url]
    twice = json.loads(json.dumps(own))
    twice["packageRules"][0]["minimumReleaseAge"] = "3 days"

    past_the_gate = scene.repository.proposals(around)
    at_first = scene.repository.proposals(own)
    for path in ("/npm/hooked/-/hooked-1.0.1.tgz", "/gems/gems/hooked-1.1.0.gem"):
        assert 403 == scene.running.get(path).status
    publish_the_fixes(scene)
    later = scene.repository.proposals(own)
    two_cooldowns = scene.repository.proposals(twice)

    assert expected("past_the_gate") == versions(past_the_gate)
    assert expected("at_first") == versions(at_first)
    assert expected("later") == versions(later)
    assert expected("two_cooldowns") == versions(two_cooldowns)
    assert [] == scene.proxy.requests
    the_links_lead_to_the_release(scene.running, own, later)


def the_links_lead_to_the_release(
    running: RunningGate, own: Mapping[str, Any], found: Mapping[Key, Proposal]
) -> None:
    written = table(own, [one.upgrade for one in found.values()])
    links = re.findall(r"\| \[verdict and changes\]\((\S+)\) \|", written)
    pages = [running.get(link.removeprefix(running.url)) for link in links]

    assert {200} == {page.status for page in pages}
    forms = {"npm": "{}@{}", "pypi": "{}=={}", "rubygems": "gem:{}@{}"}
    wanted = {forms[kind].format(name, one.version): one for (kind, name), one in found.items()}
    told = {(text := page.body.decode()).partition(" at this gate\n")[0]: text for page in pages}
    assert wanted.keys() == told.keys()
    # Of `duct` of npm the gate has read the fix and the release that it was compared with.
    assert "duct-1.2.3.tgz -> duct-1.2.4.tgz: " in told["duct@1.2.4"]
    for name, one in wanted.items():
        in_use = str(one.upgrade["currentVersion"]).strip('"')
        before = name.replace(one.version, in_use)
        assert f"pratique diff {before} {name}" in told[name]


def test_the_check_in_a_bots_pull_request_judges_a_fix_as_the_gate_does(tmp_path: Path) -> None:
    project = tmp_path / "ci"
    project.mkdir()
    lock = project / "requirements.txt"
    lock.write_text("sample==1.2.3\n")
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "x")):
        named = ("-c", "user.name=ada", "-c", "user.email=ada@mail.example")
        subprocess.run(["git", *named, *words], cwd=project, check=True)
    lock.write_text("sample==1.2.4\n")
    with LoopbackRegistry(pypi=[SAMPLE]) as index, AdvisoryBucket() as bucket:
        python_clients.configure(index)
        young = spawning.run("check", "--since", "main", folder=project)
        sync(bucket, project, record("sample", "PyPI"), "osv-pypi")
        fix = spawning.run("check", "--since", "main", folder=project)

    assert 5 == young[0], young
    assert "sample" in young[1]
    assert 0 == fix[0], fix
