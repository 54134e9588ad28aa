"""Programs under harmless names."""

from pratique.core.finding import Severity
from tests.analysis.inspecting import Files, npm, of_rule, package_json, wheel
from tests.analysis.inventory import binaries
from tests.analysis.inventory.pictures_made import png
from tests.builders import zipped

RULE = "disguised-content"
PROGRAM = "const cp = require('child_process');\ncp.exec('echo marker');\n"


def test_a_program_in_a_picture_that_a_hook_starts_is_held() -> None:
    manifest = package_json(scripts={"postinstall": "node img/logo.png"})
    (finding,) = of_rule(npm({"package.json": manifest, "img/logo.png": PROGRAM}), RULE)
    assert Severity.HIGH == finding.severity
    assert "starts or loads it" in finding.message
    assert "child_process" in finding.evidence


def test_one_that_code_asks_for_is_held_too() -> None:
    (finding,) = of_rule(npm({"index.js": "require('./data/blob.json')\n", "data/blob.json": PROGRAM}), RULE)
    assert Severity.HIGH == finding.severity


def test_one_that_an_editor_starts_when_the_folder_is_opened_is_held() -> None:
    tasks = '{"tasks": [{\n"command": "node fonts/icons.woff2", "runOptions": {"runOn": "WHEN"}}]}'
    files = {"index.js": "module.exports = 1\n", "fonts/icons.woff2": PROGRAM}
    opened = {**files, ".vscode/tasks.json": tasks.replace("WHEN", "folderOpen")}
    (finding,) = of_rule(npm(opened), RULE)
    assert Severity.HIGH == finding.severity
    assert ["fonts/icons.woff2", ".vscode/tasks.json:2"] == [str(place) for place in finding.locations]
    assert "an editor starts it when the folder is opened" in finding.message

    (finding,) = of_rule(npm({**files, ".vscode/tasks.json": tasks.replace("WHEN", "default")}), RULE)
    assert Severity.MEDIUM == finding.severity


def test_one_that_nothing_names_is_a_note() -> None:
    (finding,) = of_rule(npm({"index.js": "module.exports = 1\n", "notes.txt": binaries.pe()}), RULE)
    assert Severity.MEDIUM == finding.severity


def test_a_python_program_packed_without_a_suffix_is_told() -> None:
    packed = zipped({"__main__.py": "print('marker')\n"})
    (finding,) = of_rule(wheel({"pkg/__init__.py": "x = 1\n", "pkg/version": packed}), RULE)
    assert "packed" in finding.message


def test_files_that_are_what_they_say_stay_quiet() -> None:
    files: Files = {"index.js": PROGRAM, "logo.png": png(), "data.json": "{}", "README.md": "# Read me\n"}
    assert [] == of_rule(npm(files), RULE)


def test_what_tests_are_made_of_stays_quiet() -> None:
    assert [] == of_rule(
        npm({"index.js": "x = 1\n", "test/fixtures/a.txt": "#!/bin/sh\necho marker\n"}), RULE
    )
