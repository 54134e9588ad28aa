"""Where caches lie, by the variables and files of each client and the habits of each platform."""

from dataclasses import replace
from pathlib import Path

import pytest

from pratique.cli.doctor.cache_locations import CachePlace, Machine, cache_places
from pratique.installed.caches import CACHES

HOME = "/home/ada"


def machine(tmp_path: Path, system: str = "linux", *, is_root: bool = False, **env: str) -> Machine:
    home = tmp_path / "home"
    (tmp_path / "project").mkdir(exist_ok=True)
    home.mkdir(exist_ok=True)
    return Machine(
        env={"HOME": str(home), **env},
        project=tmp_path / "project",
        system=system,
        root=tmp_path / "root",
        is_root=is_root,
    )


def first(on: Machine, client: str) -> CachePlace:
    return cache_places(on, client)[0]


@pytest.mark.parametrize(
    ("client", "linux", "darwin", "win32"),
    [
        ("npm", ".npm/_cacache", ".npm/_cacache", "AppData/Local/npm-cache/_cacache"),
        ("yarn1", ".cache/yarn", "Library/Caches/Yarn", "AppData/Local/Yarn/Cache"),
        ("yarn", ".yarn/berry/cache", ".yarn/berry/cache", "AppData/Local/Yarn/Berry/cache"),
        ("pnpm", ".local/share/pnpm/store", "Library/pnpm/store", "AppData/Local/pnpm/store"),
        ("bun", ".bun/install/cache", ".bun/install/cache", ".bun/install/cache"),
        ("pip", ".cache/pip", "Library/Caches/pip", "AppData/Local/pip/Cache"),
        ("uv", ".cache/uv", ".cache/uv", "AppData/Local/uv/cache"),
        ("poetry", ".cache/pypoetry", "Library/Caches/pypoetry", "AppData/Local/pypoetry/Cache"),
        ("gem", ".local/share/gem/ruby", ".local/share/gem/ruby", ".local/share/gem/ruby"),
        ("bundler", ".bundle/cache/gems", ".bundle/cache/gems", ".bundle/cache/gems"),
    ],
)
def test_without_configuration_it_is_the_default(
    client: str, linux: str, darwin: str, win32: str, tmp_path: Path
) -> None:
    for system, path in (("linux", linux), ("darwin", darwin), ("win32", win32)):
        places = cache_places(machine(tmp_path, system), client)
        assert (tmp_path / "home" / path, "default", ()) == (
            places[-1].folder,
            places[-1].origin,
            places[-1].option,
        )


@pytest.mark.parametrize(
    ("client", "variable", "below"),
    [
        ("npm", "npm_config_cache", "/_cacache"),
        ("npm", "NPM_CONFIG_CACHE", "/_cacache"),
        ("yarn1", "YARN_CACHE_FOLDER", ""),
        ("yarn", "YARN_CACHE_FOLDER", ""),
        ("yarn", "YARN_GLOBAL_FOLDER", "/cache"),
        ("pnpm", "npm_config_store_dir", ""),
        ("pnpm", "pnpm_config_store_dir", ""),
        ("pnpm", "PNPM_HOME", "/store"),
        ("bun", "BUN_INSTALL_CACHE_DIR", ""),
        ("bun", "BUN_INSTALL", "/install/cache"),
        ("pip", "PIP_CACHE_DIR", ""),
        ("uv", "UV_CACHE_DIR", ""),
        ("poetry", "POETRY_CACHE_DIR", ""),
        ("gem", "GEM_HOME", "/cache"),
        ("gem", "GEM_PATH", "/cache"),
        ("bundler", "BUNDLE_CACHE_PATH", ""),
    ],
)
def test_a_variable_names_it_first(client: str, variable: str, below: str, tmp_path: Path) -> None:
    on = machine(tmp_path)
    place = first(replace(on, env={**on.env, variable: "/somewhere"}), client)

    assert (Path(f"/somewhere{below}"), variable) == (place.folder, place.origin)


@pytest.mark.parametrize(
    ("client", "file", "text", "below"),
    [
        ("npm", "project/.npmrc", "cache=/somewhere", "/_cacache"),
        ("npm", "home/.npmrc", "cache=/somewhere", "/_cacache"),
        ("yarn1", "home/.yarnrc", 'cache-folder "/somewhere"', ""),
        ("yarn1", "project/.yarnrc", 'yarn-offline-mirror "/somewhere"', ""),
        ("yarn", "project/.yarnrc.yml", 'cacheFolder: "/somewhere"', ""),
        ("yarn", "home/.yarnrc.yml", "globalFolder: /somewhere", "/cache"),
        ("pnpm", "project/.npmrc", "store-dir=/somewhere", ""),
        ("pnpm", "project/pnpm-workspace.yaml", "storeDir: /somewhere", ""),
        ("bun", "project/bunfig.toml", '[install.cache]\ndir = "/somewhere"', ""),
        ("pip", "home/.config/pip/pip.conf", "[global]\ncache-dir = /somewhere", ""),
        ("uv", "project/uv.toml", 'cache-dir = "/somewhere"', ""),
        ("uv", "project/pyproject.toml", '[tool.uv]\ncache-dir = "/somewhere"', ""),
        ("poetry", "home/.config/pypoetry/config.toml", 'cache-dir = "/somewhere"', ""),
        ("bundler", "project/.bundle/config", '---\nBUNDLE_CACHE_PATH: "/somewhere"', ""),
    ],
)
def test_a_file_names_it_first(client: str, file: str, text: str, below: str, tmp_path: Path) -> None:
    on = machine(tmp_path)
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n")

    assert (Path(f"/somewhere{below}"), str(path)) == (first(on, client).folder, first(on, client).origin)


def test_what_is_relative_is_relative_to_its_file_and_a_tilde_is_the_home_folder(tmp_path: Path) -> None:
    on = machine(tmp_path, PIP_CACHE_DIR="~/mine")
    (on.project / ".yarnrc.yml").write_text("cacheFolder: ./.cache\n")

    assert on.project / ".cache" == first(on, "yarn").folder
    assert on.home / "mine" == first(on, "pip").folder


def test_the_superuser_of_yarn_1_has_a_cache_of_the_machine(tmp_path: Path) -> None:
    assert (
        tmp_path / "root/usr/local/share/.cache/yarn"
        == first(machine(tmp_path, is_root=True), "yarn1").folder
    )


def test_gems_of_a_machine_and_a_project_are_found(tmp_path: Path) -> None:
    on = machine(tmp_path)
    for path in (
        "root/var/lib/gems/3.3.0/cache",
        "home/.gem/ruby/3.2.0/cache",
        "project/vendor/bundle/ruby/3.3.0/cache",
    ):
        (tmp_path / path).mkdir(parents=True)

    assert {"root/var/lib/gems/3.3.0/cache", "home/.gem/ruby/3.2.0/cache"} == {
        str(place.folder.relative_to(tmp_path)) for place in cache_places(on, "gem")
    }
    assert on.project / "vendor/bundle/ruby/3.3.0/cache" == first(on, "bundler").folder


def test_a_command_for_another_folder_than_the_default_names_it(tmp_path: Path) -> None:
    on = machine(tmp_path, npm_config_cache="/a", PIP_CACHE_DIR="/b")

    assert (("--cache", "/a"), ("--cache-dir", "/b")) == (first(on, "npm").option, first(on, "pip").option)


def test_a_file_that_cannot_be_read_is_told_and_hides_nothing(tmp_path: Path) -> None:
    on = machine(tmp_path)
    (on.project / ".npmrc").mkdir()
    (on.home / ".yarnrc.yml").write_bytes(b"\xff")

    for cache in CACHES:
        assert cache_places(on, cache.name)
    assert on.unread
