"""What is told of the caches of clients."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from pratique.cli.doctor.cache_locations import Machine
from pratique.cli.doctor.caches import MOST_NAMED, Known, cache_checks
from pratique.cli.doctor.checks import Check, State
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.intake.known_bad.blocked import Blocked
from tests.installed.caches.laid import every, npm, put

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
BLOCKED = (
    Blocked(package=PackageRef(Ecosystem.NPM, "calm"), version="1.0.1", why="refused by ada: worm"),
    Blocked(package=PackageRef(Ecosystem.PYPI, "sample"), why="denied"),
    Blocked(package=PackageRef(Ecosystem.RUBYGEMS, "kite"), version="1.0.0", why="denied"),
)
VARIABLES = {
    "npm": "npm_config_cache",
    "yarn1": "YARN_CACHE_FOLDER",
    "yarn": "YARN_GLOBAL_FOLDER",
    "pnpm": "npm_config_store_dir",
    "bun": "BUN_INSTALL_CACHE_DIR",
    "pip": "PIP_CACHE_DIR",
    "uv": "UV_CACHE_DIR",
    "poetry": "POETRY_CACHE_DIR",
    "gem": "GEM_HOME",
    "bundler": "BUNDLE_CACHE_PATH",
}
BELOW = {"npm": "_cacache", "yarn": "cache", "gem": "cache"}


def laid(tmp_path: Path) -> Mapping[str, Path]:
    """Caches where variables name them; what the variable names, by client."""
    named = {}
    for client, folder in every(tmp_path / "made").items():
        named[client] = tmp_path / "named" / client
        target = named[client] / BELOW.get(client, "")
        target.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(target)
    return named


def checks(tmp_path: Path, known: Known, **env: str) -> list[Check]:
    on = Machine(
        env={"HOME": str(tmp_path / "home"), **env}, project=tmp_path, system="linux", root=tmp_path / "root"
    )
    return list(cache_checks(on, known))


@posix
@pytest.mark.parametrize(
    ("client", "step"),
    [
        (
            "npm",
            "npm cache rm make-fetch-happen:request-cache:http://gate.example/npm/calm/-/calm-1.0.1.tgz --cache {at}",
        ),
        ("yarn1", "yarn cache clean calm --cache-folder {at}"),
        ("yarn", "rm -r -- {at}/cache/calm-npm-1.0.1-0123456789-10c0.zip"),
        ("pnpm", "pnpm store prune --store-dir {at}"),
        ("bun", "bun pm cache rm"),
        ("pip", "pip cache purge --cache-dir {at}"),
        ("uv", "uv cache clean sample --cache-dir {at}"),
        ("poetry", "rm -r -- {at}/artifacts/a/b/c/d/sample-1.0.0.tar.gz"),
        ("gem", "rm -r -- {at}/cache/kite-1.0.0.gem"),
        ("bundler", "rm -r -- {at}/kite-1.0.0.gem"),
    ],
)
def test_what_is_blocked_is_named_with_the_command_that_removes_it(
    client: str, step: str, tmp_path: Path
) -> None:
    at = laid(tmp_path)[client]
    told = checks(tmp_path, Known(blocked=BLOCKED), **{VARIABLES[client]: str(at)})
    [bad] = [one for one in told if one.state is State.BAD]

    verb, rest = (
        ("has", " when offline")
        if client in {"pip", "uv", "gem"}
        else ("installs", " from its cache without a request to the gate: ")
    )
    assert bad.text.startswith(f"{client} {verb} ")
    assert rest in bad.text
    assert str(at) in bad.text
    assert step.format(at=at) == bad.step.rpartition("; then ")[2]
    assert shlex.split(bad.step)


def test_a_clean_cache_is_named_with_how_much_was_looked_at(tmp_path: Path) -> None:
    at = laid(tmp_path)["npm"]
    told = checks(tmp_path, Known(sources=("nothing much",)), npm_config_cache=str(at))

    assert [f"npm: 1 entry in {at}/_cacache, none is blocked"] == [
        one.text for one in told if one.state is State.OK
    ]
    assert "compared with nothing much" == told[-1].text
    assert any(one.text.startswith("there are no packages in the caches of yarn1 (") for one in told)


def test_what_cannot_be_looked_at_makes_the_answer_incomplete(tmp_path: Path) -> None:
    put(tmp_path / "npm/_cacache/index-v9/aa", b"")
    put(tmp_path / ".npmrc/x", b"")
    told = checks(tmp_path, Known(), npm_config_cache=str(tmp_path / "npm"))
    unknown = [one.text for one in told if one.state is State.UNKNOWN]

    assert any("this version of the index is not supported" in text for text in unknown)
    assert any("the file may set a cache folder" in text for text in unknown)


def test_digests_without_a_name_that_cannot_be_compared_make_it_incomplete(tmp_path: Path) -> None:
    at = laid(tmp_path)["bun"]
    blocked = Blocked(digests=(Digest("sha256", "c" * 64),), why="in a list")
    told = checks(tmp_path, Known(blocked=(blocked,)), BUN_INSTALL_CACHE_DIR=str(at))

    assert any("not compared with blocked digests" in one.text for one in told if one.state is State.UNKNOWN)


def test_a_name_alone_is_said_to_be_one(tmp_path: Path) -> None:
    at = laid(tmp_path)["bun"]
    blocked = Blocked(
        package=PackageRef(Ecosystem.NPM, "calm"),
        version="1.0.1",
        digests=(Digest("sha256", "c" * 64),),
        why="x",
    )
    [bad] = [
        one
        for one in checks(tmp_path, Known(blocked=(blocked,)), BUN_INSTALL_CACHE_DIR=str(at))
        if one.state is State.BAD
    ]

    assert "(matched by name" in bad.text


def test_many_are_counted(tmp_path: Path) -> None:
    keys = [f"k:http://r.example/calm{n}/-/calm{n}-1.0.1.tgz" for n in range(MOST_NAMED + 3)]
    npm(tmp_path / "npm/_cacache", *keys)
    blocked = tuple(
        Blocked(package=PackageRef(Ecosystem.NPM, f"calm{n}"), why="worm") for n in range(MOST_NAMED + 3)
    )
    told = [
        one
        for one in checks(tmp_path, Known(blocked=blocked), npm_config_cache=str(tmp_path / "npm"))
        if one.state is State.BAD
    ]

    assert MOST_NAMED + 1 == len(told)
    assert told[-1].text.startswith("npm: 3 more entries of ")
