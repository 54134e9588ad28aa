"""Compiled code that is shipped and not read, and what loads it."""

from typing import Any

import pytest

from pratique.core.finding import NativeCode
from tests.analysis.inspecting import gem, npm, package_json, wheel

ELF = b"\x7fELF\x02\x01\x01" + bytes(64)
PE = b"MZ" + bytes(64)
WASM = b"\0asm\x01\0\0\0"
PYC = b"\xa7\x0d\x0d\x0a" + bytes(12) + b"\xe3"
MAKERS: dict[str, Any] = {"npm": npm, "wheel": wheel, "gem": gem}


def counted(maker: str, files: dict[str, Any], **manifest: Any) -> NativeCode | None:
    if maker == "npm":
        files = {"package.json": package_json(**manifest), **files}
    found: NativeCode | None = MAKERS[maker](files).inspection.native
    return found


@pytest.mark.parametrize(
    ("maker", "files", "path", "place"),
    [
        ("npm", {"index.js": "require('./b/x.node')", "b/x.node": ELF}, "b/x.node", "index.js:1"),
        (
            "npm",
            {"index.js": "\nrequire(`./b/x-${process.platform}.node`)", "b/x-linux.node": ELF},
            "b/x-linux.node",
            "index.js:2",
        ),
        ("npm", {"index.js": "require('bindings')('foo')", "b/foo.node": ELF}, "b/foo.node", "index.js:1"),
        (
            "npm",
            {"index.js": "require('node-gyp-build')(__dirname)", "p/x.node": PE},
            "p/x.node",
            "index.js:1",
        ),
        (
            "npm",
            {"index.js": "const fs = require('fs')\nfs.readFileSync(__dirname + '/m.wasm')", "m.wasm": WASM},
            "m.wasm",
            "index.js:2",
        ),
        ("npm", {"index.js": "new WebAssembly.Module(b)", "m.wasm": WASM}, "m.wasm", "index.js:1"),
        (
            "npm",
            {"index.js": "require('child_process').spawn(__dirname + '/bin/tool')", "bin/tool": ELF},
            "bin/tool",
            "index.js:1",
        ),
        (
            "wheel",
            {"p/__init__.py": "from . import _x", "p/_x.cpython-313-x86_64-linux-gnu.so": ELF},
            "p/_x.cpython-313-x86_64-linux-gnu.so",
            "p/__init__.py:1",
        ),
        ("wheel", {"p/__init__.py": "from p._x import f", "p/_x.pyd": PE}, "p/_x.pyd", "p/__init__.py:1"),
        ("wheel", {"p/__init__.py": "import _x", "_x.abi3.so": ELF}, "_x.abi3.so", "p/__init__.py:1"),
        ("wheel", {"p/__init__.py": "from . import k", "p/k.pyc": PYC}, "p/k.pyc", "p/__init__.py:1"),
        (
            "wheel",
            {
                "p/__init__.py": "import ctypes, os\nctypes.CDLL(os.path.join(os.path.dirname(__file__), 'l.so'))",
                "p/l.so": ELF,
            },
            "p/l.so",
            "p/__init__.py:2",
        ),
        ("gem", {"lib/p.rb": "require 'p/p'", "lib/p/p.so": ELF}, "lib/p/p.so", "lib/p.rb:1"),
    ],
)
def test_the_code_that_loads_it_is_named(maker: str, files: dict[str, Any], path: str, place: str) -> None:
    found = counted(maker, files)
    assert found is not None
    assert 1 == found.count
    assert (path,) == found.paths
    assert place in map(str, found.loaded_by)


@pytest.mark.parametrize(
    ("maker", "files"),
    [
        ("npm", {"index.js": "require('./other')", "other.js": "", "b/x.node": ELF}),
        ("npm", {"index.js": "", "test/x.js": "require('../b/x.node')", "b/x.node": ELF}),
        ("wheel", {"p/__init__.py": "import ctypes\nctypes.CDLL('libc.so.6')", "p/l.so": ELF}),
        ("wheel", {"p/__init__.py": "import subprocess\nsubprocess.run(['git'])", "p/git": ELF}),
        ("gem", {"lib/p.rb": "require 'p/q'", "lib/p/p.so": ELF}),
    ],
)
def test_what_loads_another_file_is_not_named(maker: str, files: dict[str, Any]) -> None:
    found = counted(maker, files)
    assert found is not None
    assert () == found.loaded_by


def test_files_that_are_loaded_come_first() -> None:
    found = counted("npm", {"index.js": "require('./z.node')", "a.node": ELF, "z.node": ELF, "m": WASM})
    assert found is not None
    assert (3, ("z.node", "a.node", "m")) == (found.count, found.paths)
    assert 2 * len(ELF) + len(WASM) == found.size_bytes


@pytest.mark.parametrize("maker", MAKERS)
def test_a_program_that_cargo_runs_counts(maker: str) -> None:
    files = {"native/Cargo.toml": "[package]\n", "native/build.rs": "fn main() {}\n"}
    found = counted(maker, files)
    assert found is not None
    assert ("native/build.rs",) == found.paths
    assert counted(maker, {"native/build.rs": "fn main() {}\n"}) is None


@pytest.mark.parametrize("maker", MAKERS)
def test_it_makes_no_answer_incomplete(maker: str) -> None:
    files = {
        "m.wasm": WASM,
        "a.so": ELF,
        "b.dll": PE,
        "native/Cargo.toml": "",
        "native/build.rs": "fn main() {}",
    }
    inspection = MAKERS[maker](files).inspection
    assert 4 == inspection.native.count
    assert inspection.complete


def test_byte_code_beside_its_source_is_none_that_runs() -> None:
    code = {"p/__init__.py": "from . import k", "p/k.py": "x = 1", "p/__pycache__/k.cpython-313.pyc": PYC}
    assert counted("wheel", code) is None


def test_what_was_not_searched_for_addresses_is_counted() -> None:
    found = counted("npm", {"a.node": ELF + bytes(3_000_000), "b.node": ELF})
    assert found is not None
    assert (2, 1) == (found.count, found.unsearched)
