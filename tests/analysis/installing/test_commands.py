"""Program calls by the table."""

import pytest

from pratique.analysis.installing.commands import Surroundings, of_command, shown
from pratique.analysis.languages.shell import parse_command
from pratique.core.install_script import Effect
from pratique.core.location import Location
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Tree

AROUND = Surroundings(Tree((File("own.js", b""), File("own.sh", b"#!/bin/sh\n"))), Manifest(path=None))


def effects(line: str) -> list[Effect]:
    place = Location("package.json")
    return [one.effect for command in parse_command(line) for one in of_command(AROUND, "", command, place)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("node own.js", []),
        ("sh own.sh", []),
        ("./own.sh", []),
        ("node --version", []),
        ("node", [Effect.STARTS]),
        ("node gone.js", [Effect.UNKNOWN]),
        ("npm config get registry", []),
        ("npm install x", [Effect.DOWNLOADS]),
        ("yarn", [Effect.DOWNLOADS]),
        ("pip install x", [Effect.DOWNLOADS]),
        ("uname -m", [Effect.NOTHING]),
        ("sed -e s/a/b/", []),
        ("sed -i s/a/b/ x", [Effect.STARTS]),
        ("sed s/a/b/e", [Effect.STARTS]),
        ("rm -rf build", [Effect.COPIES]),
        ("rm -rf /", [Effect.WRITES]),
        ("mkdir -p build/a", [Effect.COPIES]),
        ("mkdir -m 755 /etc/x", [Effect.WRITES]),
        ("mkdir ../x", [Effect.WRITES]),
        ("xargs rm", [Effect.WRITES]),
        ("cp --target-directory=/etc own.js", [Effect.WRITES]),
        ("mv -t/etc own.js", [Effect.WRITES]),
        ("rm -rf $HOME/x", [Effect.WRITES]),
        ("ssh x", [Effect.DOWNLOADS]),
        ("$X y", [Effect.STARTS]),
        ("npm ls -g", []),
        ("bun install", [Effect.DOWNLOADS]),
        ("bun own.js install", []),
        ("gem list --remote", [Effect.DOWNLOADS]),
        ("npm view x", [Effect.DOWNLOADS]),
        ("npm rebuild x", [Effect.OTHER_CODE]),
        ("npx node-gyp rebuild", [Effect.DOWNLOADS]),
        ("tsc -p src", [Effect.OTHER_CODE]),
    ],
)
def test_the_table(line: str, found: list[Effect]) -> None:
    assert found == effects(line)


def test_names_of_the_package_are_short_and_printable() -> None:
    assert "a?b" == shown("a\x1bb")
    assert 43 == len(shown("a" * 5000))


def test_chmod_changes_no_content() -> None:
    place = Location("package.json")

    def words(line: str) -> list[str]:
        return [
            f"{one.verb} {one.words}".strip() or one.open
            for command in parse_command(line)
            for one in of_command(AROUND, "", command, place)
        ]

    assert ["makes its files executable"] == words("chmod +x own.sh")
    assert ["where it changes files"] == words("chmod +x $X")
