"""Files that install or import reaches and that nothing here can read."""

from typing import Any

import pytest

from pratique.analysis.opaque import opaque_files
from pratique.core.finding import Inspection
from pratique.core.tree import File, Tree
from tests.analysis.inspecting import gem, npm, package_json, wheel

ELF = b"\x7fELF\x02\x01\x01" + bytes(64)
PE = b"MZ" + bytes(64)
SEALED = bytes(range(128, 256)) * 8
V8 = b"\x9f\x05\xde\xc0\0\0" + SEALED
"""Byte code of V8, as bytenode loads it."""
STARTED = "compiled code that an install hook starts"
ASKED = "no text, and code asks for it at install or import"


def hooked(command: str) -> dict[str, Any]:
    return {"package.json": package_json(scripts={"postinstall": command})}


@pytest.mark.parametrize(
    ("files", "path", "why"),
    [
        ({**hooked("./bin/tool"), "bin/tool": ELF}, "bin/tool", STARTED),
        ({**hooked("chmod +x bin/tool && bin/tool --setup"), "bin/tool": ELF}, "bin/tool", STARTED),
        ({**hooked("bin\\tool.exe"), "bin/tool.exe": PE}, "bin/tool.exe", STARTED),
        (
            {
                **hooked("node i.js"),
                "i.js": "require('child_process').execFileSync(require('path').join(__dirname, 'bin/tool'))",
                "bin/tool": ELF,
            },
            "bin/tool",
            STARTED,
        ),
        ({**hooked("./tool"), "tool": SEALED}, "tool", ASKED),
        (
            {**hooked("node i.js"), "i.js": "require('bytenode'); require('./a.jsc')", "a.jsc": V8},
            "a.jsc",
            ASKED,
        ),
        ({"index.js": "require('bytenode'); require('./a.jsc')", "a.jsc": V8}, "a.jsc", ASKED),
        ({"index.js": "require('./data')", "data": SEALED}, "data", ASKED),
        ({"package.json": package_json(main="data"), "data": SEALED}, "data", ASKED),
    ],
)
def test_what_install_or_import_reaches_is_unread(files: dict[str, Any], path: str, why: str) -> None:
    inspection = npm(files).inspection
    assert [(path, why, True, False)] == [
        (one.path, one.why, one.reached, one.in_baseline) for one in inspection.unread
    ]
    assert not inspection.complete
    again: Inspection = npm(files, files).inspection
    assert [True] == [one.in_baseline for one in again.unread]


def test_a_plugin_of_gem_that_is_compiled_is_unread() -> None:
    inspection = gem({"lib/sample.rb": "", "lib/rubygems_plugin.so": ELF}).inspection
    assert ["lib/rubygems_plugin.so"] == [one.path for one in inspection.unread]


@pytest.mark.parametrize(
    "files",
    [
        {"index.js": "require('./b/x.node')", "b/x.node": ELF},
        {**hooked("node i.js"), "i.js": "require('./b/x.node')", "b/x.node": ELF},
        {**hooked("node-gyp rebuild"), "bin/tool": ELF},
        {**hooked("esbuild --version"), "bin/esbuild": ELF},
        {"index.js": "require('./a')", "a.js": "", "data": SEALED},
        {"index.js": "require('./logo.png')", "logo.png": b"\x89PNG\r\n\x1a\n\0\0"},
        {"index.js": "require('./a.txt')", "a.txt": SEALED},
        {"index.js": "", "test/x.js": "require('./data')", "test/data": SEALED},
        {"index.js": "require('child_process').spawn(__dirname + '/bin/tool')", "bin/tool": ELF},
        {**hooked("chmod +x bin/tool"), "bin/tool": ELF},
    ],
)
def test_what_nothing_starts_at_install_is_not(files: dict[str, Any]) -> None:
    assert () == npm(files).inspection.unread


def test_an_extension_module_is_not() -> None:
    assert () == wheel({"p/__init__.py": "from . import _x", "p/_x.so": ELF}).inspection.unread


@pytest.mark.parametrize(
    ("data", "opaque"),
    [
        (b"", False),
        (b"text", False),
        ("é".encode() * 4_000, False),
        (b"a" + "é".encode() * 4_000, False),
        ("é".encode("latin-1"), True),
        (b"a\0b", True),
        (b"a" * 4_095 + "é".encode("latin-1") + b"\0" * 9, False),
        (SEALED, True),
        (b"\0\x05\x16\x07\0\x02\0\0Mac OS X", False),
    ],
)
def test_text_is_told_by_its_beginning(data: bytes, opaque: bool) -> None:
    tree = Tree((File("a", data), File("b.png", data), File("c", data)))
    assert (("a",) if opaque else ()) == opaque_files(tree, {"c"})
