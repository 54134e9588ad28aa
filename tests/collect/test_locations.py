"""Where clients keep caches, on each system. The functions read nothing."""

from collections.abc import Mapping

import pytest

from pratique.collect.locations import CLIENTS, Location, Machine, configured, default, named, roots, trees

LINUX = Machine({}, "/home/ada", "linux")
MAC = Machine({}, "/Users/ada", "darwin")
WINDOWS = Machine({"LOCALAPPDATA": "D:/ada/Local"}, "C:/Users/ada", "win32")


@pytest.mark.parametrize(
    ("client", "linux", "mac", "windows"),
    [
        ("npm", "/home/ada/.npm/_cacache", "/Users/ada/.npm/_cacache", "D:/ada/Local/npm-cache/_cacache"),
        ("yarn1", "/home/ada/.cache/yarn", "/Users/ada/Library/Caches/Yarn", "D:/ada/Local/Yarn/Cache"),
        (
            "yarn",
            "/home/ada/.yarn/berry/cache",
            "/Users/ada/.yarn/berry/cache",
            "D:/ada/Local/Yarn/Berry/cache",
        ),
        (
            "pnpm",
            "/home/ada/.local/share/pnpm/store",
            "/Users/ada/Library/pnpm/store",
            "D:/ada/Local/pnpm/store",
        ),
        ("pip", "/home/ada/.cache/pip", "/Users/ada/Library/Caches/pip", "D:/ada/Local/pip/Cache"),
        ("uv", "/home/ada/.cache/uv", "/Users/ada/.cache/uv", "D:/ada/Local/uv/cache"),
        (
            "bun",
            "/home/ada/.bun/install/cache",
            "/Users/ada/.bun/install/cache",
            "C:/Users/ada/.bun/install/cache",
        ),
    ],
)
def test_each_system_has_its_default(client: str, linux: str, mac: str, windows: str) -> None:
    assert [linux, mac, windows] == [default(on, client)[0].path for on in (LINUX, MAC, WINDOWS)]


@pytest.mark.parametrize(
    ("client", "env", "path"),
    [
        ("npm", {"npm_config_cache": "/c"}, "/c/_cacache"),
        ("yarn", {"YARN_GLOBAL_FOLDER": "/c"}, "/c/cache"),
        ("pip", {"PIP_CACHE_DIR": "~/c"}, "/home/ada/c"),
        ("gem", {"GEM_PATH": "/a:/b"}, "/a/cache"),
    ],
)
def test_a_variable_moves_a_cache(client: str, env: Mapping[str, str], path: str) -> None:
    assert Location(path, next(iter(env))) == named(LINUX._replace(env=env), client)[0]


def test_lists_of_folders_are_split_as_the_system_does() -> None:
    assert ["C:/a/cache", "C:/b/cache"] == [
        one.path for one in named(WINDOWS._replace(env={"GEM_PATH": "C:/a;C:/b"}), "gem")
    ]


def test_the_variables_of_the_desktop_move_defaults_on_linux_alone() -> None:
    env = {"XDG_CACHE_HOME": "/x", "XDG_DATA_HOME": "/d"}

    assert ["/x/pip", "/d/pnpm/store"] == [
        default(LINUX._replace(env=env), client)[0].path for client in ("pip", "pnpm")
    ]
    assert "/Users/ada/Library/Caches/pip" == default(MAC._replace(env=env), "pip")[0].path


def test_root_has_a_cache_of_yarn_1_on_linux() -> None:
    found = [default(on._replace(is_root=True), "yarn1")[0].path for on in (LINUX, MAC)]

    assert ["/usr/local/share/.cache/yarn", "/Users/ada/Library/Caches/Yarn"] == found


@pytest.mark.parametrize(
    ("client", "file", "text", "path"),
    [
        ("npm", "/home/ada/.npmrc", "a=b\ncache = /c\n", "/c/_cacache"),
        ("pnpm", "/home/ada/.npmrc", "store-dir=~/s", "/home/ada/s"),
        ("yarn1", "/home/ada/.yarnrc", 'cache-folder "/c"', "/c"),
        ("yarn", "/home/ada/.yarnrc.yml", 'globalFolder: "/c"', "/c/cache"),
        ("pip", "/home/ada/.config/pip/pip.conf", "[global]\ncache-dir = /c", "/c"),
        ("uv", "/home/ada/.config/uv/uv.toml", 'cache-dir = "/c"', "/c"),
    ],
)
def test_a_setting_moves_a_cache(client: str, file: str, text: str, path: str) -> None:
    files = {file: text}

    assert [Location(path, file)] == configured(LINUX, client, lambda asked: files.get(asked, ""))


def test_a_key_that_only_begins_alike_is_another_setting() -> None:
    assert [] == configured(LINUX, "npm", lambda _: "cache-max=9\n;cache=/c\n")


@pytest.mark.parametrize("on", [LINUX, MAC, WINDOWS], ids=["linux", "darwin", "win32"])
def test_everything_is_searched_once(on: Machine) -> None:
    found = roots(on, lambda _: "")

    assert len(found) == len(set(found))
    assert on.home == found[0]
    assert {default(on, client)[-1].path for client in CLIENTS} <= set(found)
    assert set(trees(on)) <= set(found)
    assert not any("{" in path for path in found)
