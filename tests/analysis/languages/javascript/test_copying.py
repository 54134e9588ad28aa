"""Which argument is the path that a call writes."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.javascript.reading import facts

HEAD = "const fs = require('fs'), extra = require('fs-extra'), os = require('os'), path = require('path');\n"


def told(source: str, capability: Capability = Capability.FILE_WRITE) -> list[str | None]:
    return [use.argument for use in facts(HEAD + source).uses if use.capability is capability]


@pytest.mark.parametrize(
    "call",
    [
        *("fs.copyFileSync", "fs.copyFile", "fs.promises.copyFile", "require('fs/promises').copyFile"),
        *("fs.cp", "fs.cpSync", "fs.link", "fs.linkSync", "fs.symlink", "fs.symlinkSync"),
        *("extra.copy", "extra.copySync", "require('util').promisify(fs.copyFile)"),
        "(({copyFile}) => copyFile)(require('node:fs'))",
    ],
)
def test_of_a_copy_the_second_path_is_written(call: str) -> None:
    assert ["../other/index.js"] == told(f"{call}(__dirname + '/payload.js', '../other/index.js')")


@pytest.mark.parametrize(
    "call", ["fs.rename", "fs.renameSync", "fs.promises.rename", "extra.move", "extra.moveSync"]
)
def test_what_is_moved_is_gone_from_the_first_path_too(call: str) -> None:
    assert ["../other/index.js", "__dirname/payload.js"] == told(
        f"{call}(__dirname + '/payload.js', '../other/index.js')"
    )


def test_what_is_written_otherwise_is_the_first_path() -> None:
    assert ["a/index.js"] == told("extra.outputFile('a/index.js', '../other/index.js')")


@pytest.mark.parametrize("given", ["from", "'a/b', to", "...both"])
def test_an_unknown_second_path_is_told_as_none(given: str) -> None:
    assert [None] == told(f"fs.copyFileSync({given})")


def test_the_second_path_is_told_by_the_elements_that_stand_for_a_name() -> None:
    source = "for (const n of ['.inputrc', '.bashrc']) fs.copyFileSync(own, path.join(os.homedir(), n))"
    assert ["~/.bashrc"] == told(source)


def test_credentials_that_are_copied_are_still_named() -> None:
    source = "fs.copyFileSync(path.join(os.homedir(), '.ssh', 'id_rsa'), 'a/b')"
    assert "~/.ssh/id_rsa" in told(source, Capability.SECRETS)
    assert ["a/b"] == told(source)
