import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.actions.commands import CLIENTS, PROXIES, Client, filled, for_windows, is_copyable
from tests.respond.actions.loopback import registry

# Read at once: tests take such variables away.
_FOLDER = os.environ.get("PRATIQUE_CLIENTS")

CELLS = [
    (client, step, getattr(client, step))
    for client in CLIENTS
    for step in ("purge", "uninstall", "pin", "relock")
    if getattr(client, step)
]


@pytest.mark.parametrize(("client", "step", "templates"), CELLS, ids=[f"{c.name} {s}" for c, s, _ in CELLS])
def test_each_cell_of_the_table_gives_whole_commands(
    client: Client, step: str, templates: tuple[str, ...]
) -> None:
    lines = filled(templates, name="calm", bad="1.0.1", good="1.0.0")
    assert len(templates) == len(lines)
    for line in lines:
        assert "{" not in line.replace("${", "")
        assert shlex.split(line)
    if step == "pin":
        assert any("calm" in line and "1.0.0" in line for line in lines)
    if step == "uninstall":
        assert any("calm" in line for line in lines)


def test_only_gem_has_no_lock() -> None:
    assert ["gem"] == [client.name for client in CLIENTS if not client.relock]


def test_each_proxy_has_a_command_or_a_sentence() -> None:
    for name, templates in PROXIES.items():
        assert 1 == len(filled(templates, name="calm", bad="1.0.1", target="calm@1.0.1")), name


@pytest.mark.parametrize("text", ["@scope/name", "calm", "1.0.0-rc.1+build", "1!2.0"])
def test_ordinary_names_and_versions_can_be_pasted(text: str) -> None:
    assert is_copyable(text)


@pytest.mark.parametrize(
    "text", ["", "-rf", "a b", "a;b", "$(id)", "a'b", "a\nb", "a`b", "a|b", "é", "a" * 300]
)
def test_what_a_shell_reads_otherwise_cannot(text: str) -> None:
    assert not is_copyable(text)
    assert () == filled(("npm uninstall {name}",), name=text, bad="1.0.0")


@pytest.mark.fuzz
@given(st.text(max_size=30), st.text(max_size=30))
def test_a_hostile_name_is_one_word_or_in_no_command(name: str, version: str) -> None:
    for line in filled(("gem uninstall {name} --version {bad}",), name=name, bad=version):
        assert ["gem", "uninstall", name, "--version", version] == shlex.split(line)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("rm -rf node_modules", "Remove-Item -Recurse -Force node_modules"),
        ("rm -f vendor/cache/a-1.gem", "Remove-Item -Force vendor/cache/a-1.gem"),
        ("echo 'calm==1.0.0' >> constraints.txt", "Add-Content constraints.txt 'calm==1.0.0'"),
        ("npm cache clean --force", "npm cache clean --force"),
    ],
)
def test_windows_has_its_own_words_for_files(line: str, shown: str) -> None:
    assert shown == for_windows(line)


def test_the_overrides_of_pnpm_are_two_lines_on_windows_too() -> None:
    [line] = filled(
        next(c.pin for c in CLIENTS if c.name == "pnpm"), name="@a/calm", bad="1.0.1", good="1.0.0"
    )
    assert "Add-Content pnpm-workspace.yaml 'overrides:', '  \"@a/calm\": \"1.0.0\"'" == for_windows(line)


_INSTALLS = {"yarn": "yarn install --mode=skip-build"}


def _versions(lock: Path) -> set[str]:
    """Return the versions of `calm` that a lockfile installs."""
    return set(re.findall(r"calm(?:-|@npm:|@)(1\.0\.[01])(?:\.tgz|[\"':])", lock.read_text()))


def _run(line: str, project: Path, env: dict[str, str]) -> None:
    ran = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=project,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, f"{line}: {ran.stdout}{ran.stderr}"


@pytest.mark.skipif(_FOLDER is None, reason="PRATIQUE_CLIENTS names no folder of clients")
@pytest.mark.parametrize("direct", [True, False], ids=["direct", "transitive"])
@pytest.mark.parametrize(
    ("program", "client", "lock"),
    [
        ("npm10", "npm", "package-lock.json"),
        ("npm11", "npm", "package-lock.json"),
        ("yarn1", "yarn 1", "yarn.lock"),
        ("yarn4", "yarn", "yarn.lock"),
        ("pnpm10", "pnpm", "pnpm-lock.yaml"),
        ("pnpm11", "pnpm", "pnpm-lock.yaml"),
        ("bun", "bun", "bun.lock"),
    ],
)
def test_the_commands_take_the_bad_release_out_of_the_lock_and_the_tree(
    tmp_path: Path, program: str, client: str, lock: str, *, direct: bool
) -> None:
    programs, project = tmp_path / "bin", tmp_path / "project"
    programs.mkdir()
    project.mkdir()
    for name, one in (("npm", "npm11"), (client.split(maxsplit=1)[0], program)):
        found = shutil.which(one, path=_FOLDER)
        assert found is not None
        (programs / name).write_text(f'#!/bin/sh\nexec {shlex.quote(found)} "$@"\n')
        (programs / name).chmod(0o755)
    (project / "package.json").write_text(
        '{"name": "p", "version": "1.0.0", "dependencies": {"%s": "^1.0.0"}}'
        % ("calm" if direct else "outer")
    )
    (project / ".yarnrc.yml").write_text("nodeLinker: node-modules\nenableTelemetry: false\n")
    row = next(one for one in CLIENTS if one.name == client)
    with registry() as address:
        (project / ".npmrc").write_text(f"registry={address}\n")
        env = {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path / "home"),
            "npm_config_cache": str(tmp_path / "cache"),
            "npm_config_registry": address,
            "npm_config_audit": "false",
            "YARN_CACHE_FOLDER": str(tmp_path / "yarn"),
            "YARN_REGISTRY": address,
            "YARN_NPM_REGISTRY_SERVER": address.rstrip("/"),
            "YARN_UNSAFE_HTTP_WHITELIST": "127.0.0.1",
            "YARN_GLOBAL_FOLDER": str(tmp_path / "yarn-global"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "BUN_INSTALL_CACHE_DIR": str(tmp_path / "bun"),
        }
        _run(_INSTALLS.get(client, f"{client.split(maxsplit=1)[0]} install --ignore-scripts"), project, env)
        assert _versions(project / lock) == {"1.0.1"}
        for step in (row.purge, row.pin, row.relock):
            for line in filled(step, name="calm", bad="1.0.1", good="1.0.0"):
                _run(line, project, env)
    assert _versions(project / lock) == {"1.0.0"}
    (installed,) = {path.resolve() for path in project.rglob("calm/package.json")}
    assert '"1.0.0"' in installed.read_text()
