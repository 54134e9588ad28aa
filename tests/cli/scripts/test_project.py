"""What is written for each client, and what is refused."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import machine
from tests.cli.running import Machine
from tests.loopback import NpmPackage, NpmRelease

__all__ = ["machine"]
GET = "require('https').get('https://files.release.invalid/tool');\n"
SAY = "console.log('Thank you');\n"


@pytest.fixture
def two(machine: Machine) -> Machine:
    """A registry with a downloader and a package that prints a message."""
    for name, file, code in (("getter", "get.js", GET), ("teller", "say.js", SAY)):
        release = NpmRelease(
            version="1.0.0", manifest={"scripts": {"postinstall": f"node {file}"}}, files={file: code}
        )
        machine.registry.put_npm(NpmPackage(name=name, releases=(release,)))
    return machine


def locked(machine: Machine, client: str, version: str) -> None:
    """Write the lockfile and the manifest of a client."""
    names = ("getter", "teller")
    integrity = {name: machine.registry.npm_integrity(name, "1.0.0") for name in names}
    manifest = {
        "name": "app",
        "version": "1.0.0",
        "packageManager": f"{client}@{version}",
        "dependencies": dict.fromkeys(names, "1.0.0"),
    }
    machine.write("package.json", json.dumps(manifest, indent=2) + "\n")
    if client == "npm":
        machine.lock(*(f"{name}@1.0.0" for name in names))
    elif client == "pnpm":
        asked = "".join(
            f"      {name}:\n        specifier: 1.0.0\n        version: 1.0.0\n" for name in names
        )
        packages = "".join(
            f"  {name}@1.0.0:\n    resolution: {{integrity: {integrity[name]}}}\n" for name in names
        )
        snapshots = "".join(f"  {name}@1.0.0: {{}}\n" for name in names)
        text = f"lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n{asked}\npackages:\n{packages}\nsnapshots:\n{snapshots}"
        machine.write("pnpm-lock.yaml", text)
    elif client == "bun":
        document = {
            "lockfileVersion": 1,
            "workspaces": {"": {"name": "app", "dependencies": dict.fromkeys(names, "1.0.0")}},
            "packages": {name: [f"{name}@1.0.0", "", {}, integrity[name]] for name in names},
        }
        machine.write("bun.lock", json.dumps(document))
    elif version.startswith("1."):
        entries = [
            f'{name}@1.0.0:\n  version "1.0.0"\n  resolved "{machine.registry.npm_tarball_url(name, "1.0.0")}"\n'
            f"  integrity {integrity[name]}\n"
            for name in names
        ]
        machine.write("yarn.lock", "# yarn lockfile v1\n\n\n" + "\n".join(entries))
    else:
        needs = "".join(f'    {name}: "npm:1.0.0"\n' for name in names)
        entries = [
            f'"{name}@npm:1.0.0":\n  version: 1.0.0\n  resolution: "{name}@npm:1.0.0"\n'
            f"  checksum: 10c0/{'a' * 128}\n  languageName: node\n  linkType: hard\n"
            for name in names
        ]
        own = f'"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n  dependencies:\n{needs}  languageName: unknown\n  linkType: soft\n'
        machine.write(
            "yarn.lock", "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n" + "\n".join([own, *entries])
        )


@pytest.mark.parametrize(
    ("client", "version", "file", "said"),
    [
        ("npm", "12.1.0", "package.json", '"teller@1.0.0": true'),
        ("pnpm", "11.0.0", "pnpm-workspace.yaml", "teller@1.0.0: true"),
        ("yarn", "4.9.0", "package.json", '"teller@1.0.0"'),
        ("bun", "1.3.0", "package.json", '"trustedDependencies"'),
    ],
)
def test_each_client_gets_its_form(two: Machine, client: str, version: str, file: str, said: str) -> None:
    locked(two, client, version)
    ran = two.run("scripts", "--write")
    assert 0 == ran.code, ran.out + ran.err
    assert f"wrote {file}" in ran.out
    text = (two.folder / file).read_text()
    assert said in text.replace('"', "") if file.endswith("yaml") else said in text
    assert 0 == two.run("scripts", "--check").code
    assert f"wrote {file}" in two.run("scripts", "--approve", "getter@1.0.0").out
    assert "getter" in (two.folder / file).read_text()
    assert 0 == two.run("scripts", "--check").code
    assert "wrote" not in two.run("scripts", "--write").out


@pytest.mark.parametrize(("client", "version"), [("npm", "11.6.0"), ("pnpm", "9.15.0"), ("yarn", "1.22.22")])
def test_a_client_without_approvals_gets_none_and_a_denied_script_stops(
    two: Machine, client: str, version: str
) -> None:
    locked(two, client, version)
    before = (two.folder / "package.json").read_text()
    ran = two.run("scripts", "--write")
    assert "ignore-scripts" in " ".join(ran.out.split())
    assert before == (two.folder / "package.json").read_text()
    assert not (two.folder / "pnpm-workspace.yaml").exists()
    ran = two.run("scripts", "--check")
    assert 1 == ran.code
    assert "runs it all the same" in " ".join(ran.out.split())


def test_a_release_without_scripts_cannot_be_approved(two: Machine) -> None:
    locked(two, "npm", "12.1.0")
    ran = two.run("scripts", "--approve", "gone@1.0.0")
    assert 2 == ran.code
    assert "gone@1.0.0" in ran.err


def test_check_and_write_exclude_each_other(two: Machine) -> None:
    assert 2 == two.run("scripts", "--check", "--write").code


def test_a_broken_record_is_refused_and_not_overwritten(two: Machine) -> None:
    locked(two, "npm", "12.1.0")
    two.write("pratique-scripts.toml", "version = 9\n")
    assert 3 == two.run("scripts", "--write").code
    assert "version = 9\n" == (two.folder / "pratique-scripts.toml").read_text()


def test_nothing_is_written_through_a_link_that_leaves_the_project(two: Machine, tmp_path: Path) -> None:
    locked(two, "npm", "12.1.0")
    outside = tmp_path / "outside.toml"
    outside.write_text("version = 1\n")
    (two.folder / "pratique-scripts.toml").symlink_to(outside)
    assert two.run("scripts", "--write").code in {2, 3}
    assert "version = 1\n" == outside.read_text()


def disagree(machine: Machine, **more: object) -> None:
    """Let package.json request a package that the lockfile lacks."""
    path = machine.folder / "package.json"
    document = json.loads(path.read_text())
    document["dependencies"]["calm"] = "^1.0.0"
    path.write_text(json.dumps({**document, **more}))


@pytest.mark.parametrize(("client", "version"), [("npm", "12.1.0"), ("pnpm", "11.0.0")])
def test_a_lock_that_lacks_a_release_is_noted_if_the_client_would_not_run_its_scripts(
    two: Machine, client: str, version: str
) -> None:
    locked(two, client, version)
    two.run("scripts", "--write")
    disagree(two)
    ran = two.run("scripts", "--check")
    assert 0 == ran.code, ran.out
    told = " ".join(ran.out.split())
    assert "disagrees with package.json" in told
    assert f"{client} runs no script of a release that the lockfile lacks" in told
    assert "calm" in two.run("scripts", "--check", "-f", "json").json["notes"][0]


@pytest.mark.parametrize(
    ("client", "version", "more"),
    [
        ("npm", "11.6.0", {}),
        ("yarn", "1.22.22", {}),
        ("npm", "12.1.0", {"allowScripts": {"other": True}}),
        ("pnpm", "11.0.0", {"pnpm": {"dangerouslyAllowAllBuilds": True}}),
        ("bun", "1.3.0", {"trustedDependencies": ["teller"]}),
    ],
)
def test_a_lock_that_lacks_a_release_is_incomplete_if_its_scripts_could_run(
    two: Machine, client: str, version: str, more: dict[str, object]
) -> None:
    locked(two, client, version)
    two.run("scripts", "--write")
    disagree(two, **more)
    if client == "pnpm":
        two.write("pnpm-workspace.yaml", "dangerouslyAllowAllBuilds: true\n")
    ran = two.run("scripts", "--check", "-f", "json")
    assert [] == ran.json["notes"]
    assert not ran.json["coverage"]["complete"]
    assert ran.code in {1, 3}


def test_a_lock_of_another_ecosystem_is_incomplete_whatever_the_npm_client_does(two: Machine) -> None:
    locked(two, "npm", "12.1.0")
    two.run("scripts", "--write")
    two.write("pyproject.toml", '[project]\nname = "app"\nversion = "1"\ndependencies = ["calm"]\n')
    two.write(
        "uv.lock", 'version = 1\n\n[[package]]\nname = "app"\nversion = "1"\nsource = { virtual = "." }\n'
    )
    assert 3 == two.run("scripts", "--check").code
