"""A project without a lockfile: the answer names the command that reads what there is."""

import json
import shlex

import pytest

from pratique.cli.project import locate
from pratique.cli.project.without_lockfile import with_commands
from tests.cli.running import Machine

BOM = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "components": [{"type": "library", "name": "left", "version": "1.0.0", "purl": "pkg:npm/left@1.0.0"}],
    }
)
LEFT = json.dumps({"name": "left", "version": "1.0.0"})
METADATA = "Metadata-Version: 2.1\nName: kite\nVersion: 1.0.0\n"


@pytest.mark.parametrize("verb", ["check", "audit"])
@pytest.mark.parametrize(
    ("path", "text", "command"),
    [
        ("bom.json", BOM, "pratique {verb} {folder}/bom.json"),
        ("docs/app.spdx.json", "{}", "pratique {verb} {folder}/docs/app.spdx.json"),
        ("a b/app.cdx.json", BOM, "pratique {verb} '{folder}/a b/app.cdx.json'"),
        ("node_modules/left/package.json", LEFT, "pratique {verb} --installed {folder}"),
        (
            "env/lib/python3.13/site-packages/kite-1.0.0.dist-info/METADATA",
            METADATA,
            "pratique {verb} --installed {folder}",
        ),
    ],
)
def test_the_command_that_reads_it_is_named(
    machine: Machine, verb: str, path: str, text: str, command: str
) -> None:
    machine.write(path, text)

    ran = machine.run(verb, str(machine.folder))

    wanted = command.format(verb=verb, folder=machine.folder)
    assert 3 == ran.code
    assert wanted in ran.out
    assert not ran.out.startswith("allow")
    again = machine.run(*shlex.split(wanted)[1:])
    assert "checked only" not in again.out
    assert "no lockfile found" not in again.out


def test_a_project_with_a_lockfile_is_told_nothing(machine: Machine) -> None:
    machine.write("bom.json", BOM)
    machine.write("requirements.txt", "")
    search = locate.find(machine.folder, ())

    assert search is with_commands(search, machine.folder, (), verb="check")


def test_what_is_excluded_is_not_named(machine: Machine) -> None:
    machine.write("bom.json", BOM)

    assert (
        ()
        == with_commands(locate.find(machine.folder, ()), machine.folder, ["bom.json"], verb="audit").unread
    )
