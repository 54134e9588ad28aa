"""`pratique check --installed`, on what the real npm and pip install from the loopback registry."""

import io
import json
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest

from pratique.cli.project import installed
from pratique.errors import UsageError
from tests.cli.running import Machine, Ran
from tests.loopback import NpmPackage, NpmRelease, Status, wheel_file
from tests.loopback.test_registry import needs_npm, run_npm, run_pip
from tests.report.formats.test_json_contract import schema

posix = pytest.mark.skipif(sys.platform == "win32", reason="paths of an environment on POSIX")
SITE = f"v/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"


SAMPLE = wheel_file("sample", "1.0.0", {"sample/__init__.py": "x = '1.0.0'\n"})
"""The file that the index of the machine serves."""
HOST = NpmPackage(
    name="host",
    releases=(
        NpmRelease(
            version="1.0.0",
            files={
                "index.js": "require('calm')\n",
                "cli.js": "#!/usr/bin/env node\r\n1\r\n",
                ".gitignore": "x\n",
            },
            manifest={"dependencies": {"calm": "1.0.0"}, "main": "index.js", "bin": {"host": "cli.js"}},
        ),
    ),
)


@pytest.fixture
def modules(machine: Machine) -> Path:
    """What `npm install calm` leaves, without its notes."""
    machine.write("node_modules/calm/package.json", '{"name": "calm", "version": "1.1.0"}')
    machine.write("node_modules/calm/index.js", "module.exports = '1.1.0'\n")
    return machine.folder / "node_modules"


@pytest.fixture
def site(machine: Machine) -> Path:
    """What `pip install --target site-packages sample` leaves."""
    with zipfile.ZipFile(io.BytesIO(SAMPLE.data)) as wheel:
        for name in wheel.namelist():
            machine.write(f"site-packages/{name}", wheel.read(name).decode())
    machine.write("site-packages/sample-1.0.0.dist-info/INSTALLER", "pip\n")
    return machine.folder / "site-packages"


def reasons(ran: Ran) -> list[tuple[str, str, str]]:
    return [
        (package["purl"], reason["source"], reason["location"]["path"])
        for package in ran.json["packages"]
        for reason in package["reasons"]
    ]


@needs_npm
def test_what_npm_installed_is_what_the_registry_serves_until_somebody_changes_it(machine: Machine) -> None:
    machine.registry.put_npm(HOST)
    machine.write("package.json", json.dumps({"name": "app", "version": "1.0.0"}))
    quiet = ("--no-audit", "--no-fund")
    run_npm(machine.folder, machine.registry, "install", "calm@1.1.0", "host", "@acme/tool", *quiet)
    modules = machine.folder / "node_modules"
    clean = machine.run("check", "--installed", "--format", "json")

    assert 0 == clean.code, clean.out
    jsonschema.validate(clean.json, schema("check"))
    assert {"package-lock.json": 4, "node_modules": 4} == {
        file["path"]: file["packages"] for file in clean.json["coverage"]["files"]
    }
    assert clean.json["coverage"]["complete"]
    assert [] == [finding for package in clean.json["packages"] for finding in package["findings"]]

    with (modules / "host/node_modules/calm/index.js").open("a") as file:
        file.write("require('https')\n")
    (modules / "@acme/tool/extra.js").write_text("1\n")
    (modules / "calm.js").write_text("1\n")
    ran = machine.run("check", "--installed", "--format", "json")

    assert 1 == ran.code
    assert [
        ("pkg:npm/%40acme/tool@2.0.0", "installed-differs", "node_modules/@acme/tool/extra.js"),
        ("pkg:npm/calm@1.0.0", "installed-differs", "node_modules/host/node_modules/calm/index.js"),
        ("pkg:npm/node_modules@unowned", "unowned-code", "node_modules/calm.js"),
    ] == reasons(ran)


def test_a_tree_that_is_named_itself_is_judged_alone_and_the_same(machine: Machine, modules: Path) -> None:
    (modules / "calm/index.js").write_text("2\n")
    named = machine.run("check", "node_modules", "--format", "json")
    os.chdir(modules)
    within = machine.run("check", ".", "--format", "json")

    for ran in (named, within):
        assert 1 == ran.code
        assert ["node_modules"] == [file["path"] for file in ran.json["coverage"]["files"]]
        assert ["node_modules/calm/index.js"] == [path for _, _, path in reasons(ran)]


def test_without_the_option_nothing_is_said_of_it(machine: Machine, modules: Path) -> None:
    machine.lock("calm@1.1.0")
    (modules / "calm/index.js").write_text("2\n")
    ran = machine.run("check")

    assert 0 == ran.code
    assert "node_modules" not in ran.out


def test_data_that_differs_and_missing_files_are_notes(machine: Machine, modules: Path) -> None:
    (modules / "calm/index.js").unlink()
    (modules / "calm/notes.txt").write_text("mine")
    ran = machine.run("check", "node_modules", "--notes")

    assert 0 == ran.code
    assert "missing node_modules/calm/index.js" in ran.out
    assert "added node_modules/calm/notes.txt" in ran.out


def test_a_change_that_was_made_on_purpose_is_waived(machine: Machine, modules: Path) -> None:
    (modules / "calm/index.js").write_text("2\n")
    user = Path(os.environ["XDG_CONFIG_HOME"]) / "pratique/pratique.toml"
    user.parent.mkdir(parents=True)
    user.write_text(
        '[[waivers]]\nrule = "installed-differs"\npackage = "npm:calm"\nversions = "1.1.0"\n'
        'reason = "patched by us"\nowner = "ada"\nexpires = 2999-01-01\n'
    )
    ran = machine.run("check", "node_modules")

    assert 0 == ran.code, ran.out
    assert "exceptions (waivers) used: installed-differs calm" in ran.out


def test_without_the_artifact_the_answer_is_not_complete(machine: Machine, modules: Path) -> None:
    machine.registry.fault("/npm/calm/-/calm-1.1.0.tgz", Status(code=500))
    ran = machine.run("check", "node_modules", "--format", "json")

    assert 3 == ran.code
    assert ["pkg:npm/calm@1.1.0"] == [item["purl"] for item in ran.json["coverage"]["not_judged"]]


def test_a_note_that_calls_a_package_a_folder_of_the_project_hides_nothing(
    machine: Machine, modules: Path
) -> None:
    (modules / "calm/index.js").write_text("2\n")
    note = {"node_modules/calm": {"version": "1.1.0", "resolved": "file:../calm"}}
    (modules / ".package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": note}))
    ran = machine.run("check", "node_modules", "--format", "json")

    assert 3 == ran.code
    assert ["pkg:npm/calm@1.1.0"] == [item["purl"] for item in ran.json["coverage"]["not_judged"]]


@posix
def test_what_pip_installed_is_what_the_index_serves_until_somebody_changes_it(machine: Machine) -> None:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", "v"], cwd=machine.folder, check=True, timeout=60
    )
    pip = ("--python", "v/bin/python", "install", "--index-url", machine.registry.pypi_url)
    run_pip(machine.folder, *pip, "sample==1.0.0")
    clean = machine.run("check", "--installed", "--format", "json")

    assert 0 == clean.code, clean.out
    assert [SITE] == [file["path"] for file in clean.json["coverage"]["files"]]
    assert clean.json["coverage"]["complete"]
    assert ["pkg:pypi/sample@1.0.0"] == [package["purl"] for package in clean.json["packages"]]
    assert [] == clean.json["packages"][0]["findings"]

    site, here = machine.folder / SITE, SITE.removeprefix("v/")
    (site / "helper.pth").write_text("import os; os.environ.get('TOKEN')\n")
    (site / "sample/__init__.py").write_text("x = '2'\n")
    (site / "sample/extra.py").write_text("x = 1\n")
    (site / "plain.py").write_text("x = 1\n")
    ran = machine.run("check", "v", "--format", "json")

    assert 1 == ran.code
    assert [
        ("pkg:pypi/sample@1.0.0", "installed-differs", f"{here}/sample/__init__.py"),
        ("pkg:pypi/site-packages@unowned", "unowned-code", f"{here}/helper.pth"),
    ] == reasons(ran)
    assert f"added {here}/sample/extra.py" in ran.json["packages"][0]["findings"][0]["evidence"]
    assert [f"no installed package owns the module: {here}/plain.py"] == [
        item["why"] for item in ran.json["coverage"]["out_of_scope"]
    ]


def test_a_startup_file_is_waived_by_its_digest_alone(machine: Machine, site: Path) -> None:
    text = "import os; os.environ.get('TOKEN')\n"
    (site / "helper.pth").write_text(text)
    user = Path(os.environ["XDG_CONFIG_HOME"]) / "pratique/pratique.toml"
    user.parent.mkdir(parents=True)
    user.write_text(
        '[[waivers]]\nrule = "unowned-code"\npackage = "pypi:site-packages"\n'
        f'digest = "sha256:{sha256(text.encode()).hexdigest()}"\n'
        'reason = "ours"\nowner = "ada"\nexpires = 2999-01-01\n'
    )
    assert 0 == machine.run("check", "site-packages").code
    (site / "helper.pth").write_text(text + "import sys\n")
    assert 1 == machine.run("check", "site-packages").code


def test_a_record_that_was_made_to_fit_hides_nothing(machine: Machine, site: Path) -> None:
    (site / "sample/extra.py").write_text("x = 1\n")
    with (site / "sample-1.0.0.dist-info/RECORD").open("a") as file:
        file.write("sample/extra.py,,\n")
    ran = machine.run("check", str(site), "--format", "json")

    assert 1 == ran.code
    assert ["site-packages/sample/extra.py"] == [path for _, _, path in reasons(ran)]


def test_what_virtualenv_puts_there_is_known_by_what_it_does(machine: Machine, site: Path) -> None:
    (site / "_virtualenv.pth").write_text("import _virtualenv")
    (site / "_virtualenv.py").write_text("import sys\nsys.meta_path.insert(0, object())\n")
    assert 0 == machine.run("check", "site-packages").code
    (site / "_virtualenv.py").write_text(
        "import subprocess\nsubprocess.run(['sh', '-c', 'curl x.invalid'])\n"
    )
    ran = machine.run("check", "site-packages")

    assert 1 == ran.code
    assert "_virtualenv.pth" in ran.out


def test_a_folder_with_nothing_installed_and_no_lock_is_nothing_to_look_at(machine: Machine) -> None:
    assert 3 == machine.run("check", "--installed").code


def test_commits_hold_nothing_that_is_installed(machine: Machine) -> None:
    machine.write("web/node_modules/a/package.json", "{}")

    for arguments in (("--installed",), ("web/node_modules",)):
        ran = machine.run("check", "--since", "HEAD", *arguments)
        assert 2 == ran.code
        assert "--since compares commits" in ran.err


def test_an_environment_without_packages_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("")

    with pytest.raises(UsageError, match="without site-packages"):
        installed.at(tmp_path)


def test_a_project_and_a_lock_are_no_trees(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("{}")

    assert installed.at(tmp_path) is None
    assert installed.at(tmp_path / "package-lock.json") is None
    assert installed.at(tmp_path / "gone") is None


@posix
def test_trees_are_found_everywhere_but_behind_links_and_in_stores(tmp_path: Path) -> None:
    for path in (
        "node_modules/a/node_modules/b",
        "packages/x/node_modules",
        ".venv/lib/python3.13/site-packages",
        ".git/node_modules",
        ".yarn/cache/node_modules",
        "left/node_modules",
    ):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "packages")
    (tmp_path / "loop").symlink_to(tmp_path)

    assert (
        ".venv/lib/python3.13/site-packages",
        "node_modules",
        "packages/x/node_modules",
    ) == installed.find(tmp_path, ["left"]).trees


@posix
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="root looks into every folder")
def test_a_folder_that_is_closed_is_told(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)

    assert ["closed"] == [file.path for file in installed.find(tmp_path, ()).unread]


def test_hostile_trees_are_told_and_printed_escaped(machine: Machine) -> None:
    folder = machine.folder / "node_modules"
    (folder / "a\x1b[2J").mkdir(parents=True)
    (folder / "a\x1b[2J/x.js").write_text("1")
    (folder / "big").mkdir()
    (folder / "big/package.json").write_bytes(b" " * (5 << 20))
    (folder / "loop").symlink_to("loop")
    (folder / "up").symlink_to("../..")
    (folder / "self").mkdir()
    (folder / "self/node_modules").symlink_to("..")
    ran = machine.run("check", "node_modules")

    assert 1 == ran.code
    assert "\x1b" not in ran.out
    assert "larger than 4194304 bytes" in ran.out
    assert "node_modules/up: the link leads outside the checked folder" in ran.out
