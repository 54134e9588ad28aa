"""Values inside, doors outside: the pure folders touch no disk, network, clock, chance, process or log."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, imports, lines, modules, parsed

PURE = {
    "core",
    "ecosystems",
    "lockfiles",
    "archive",
    "report",
    "config",
    "analysis",
    "history",
    "installed",
    "publishing",
}
DOORS = {
    *("analysis/clones/loading.py", "analysis/pool.py", "analysis/score/loading.py", "analysis/serving.py"),
    *("analysis/worker.py", "analysis/heap.py", "analysis/stored_file.py"),
    "history/names/loading.py",
    *("installed/caches/disk.py", "installed/disk.py"),
    *("installed/image/blobs.py", "installed/image/inventory.py"),
}
"""Modules of pure folders that start processes, are one, read data that ships with them, look at the disk under judgement, or
give memory back to the system."""

BANNED_IMPORTS = {
    *("asyncio", "concurrent", "ctypes", "fcntl", "fileinput", "getpass", "glob", "http", "importlib"),
    *("io.FileIO", "io.open", "linecache", "logging", "mmap", "multiprocessing", "os", "pathlib.Path"),
    *("pickle", "pkgutil", "platform", "random", "secrets", "select", "shelve", "shutil", "signal"),
    *("socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib.request", "uuid"),
}
ALLOWED_IMPORTS = {("config/location.py", "pathlib.Path")}
"""A list of places to look at, as data."""

BANNED_CALLS = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}
PATH_METHODS = {
    *("chmod", "exists", "expanduser", "is_dir", "is_file", "is_symlink", "iterdir", "lstat", "mkdir"),
    *(
        "read_bytes",
        "read_text",
        "rglob",
        "rmdir",
        "symlink_to",
        "touch",
        "unlink",
        "write_bytes",
        "write_text",
    ),
}
CLOCKS = {"now", "today", "utcnow"}


def pure_modules() -> Iterator[Module]:
    for module in modules():
        if module.folder in PURE and module.name not in DOORS:
            yield module


def banned_import(name: str) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:count]) in BANNED_IMPORTS for count in range(1, len(parts) + 1))


def banned_calls(module: Module) -> Iterator[str]:
    has_paths = any(name.startswith("pathlib") for name in imports(module))
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id=name) if name in BANNED_CALLS:
                yield f"{module}:{node.lineno} {name}()"
            # Another type may have a method of this name, but not one without an argument.
            case ast.Attribute(attr=name) if name in PATH_METHODS and (has_paths or not node.args):
                yield f"{module}:{node.lineno} .{name}()"
            case ast.Attribute(value=ast.Name(id="date" | "datetime"), attr=name) if name in CLOCKS:
                yield f"{module}:{node.lineno} the clock"


def test_there_is_pure_code_to_look_at() -> None:
    assert {"core", "analysis"} <= {module.folder for module in pure_modules()}


def test_pure_code_imports_no_door() -> None:
    found = {
        f"{module} imports {name}"
        for module in pure_modules()
        for name in imports(module)
        if banned_import(name) and (module.name, name) not in ALLOWED_IMPORTS
    }

    assert not found, lines(found)


def test_pure_code_opens_no_file_prints_nothing_and_reads_no_clock() -> None:
    found = [call for module in pure_modules() for call in banned_calls(module)]

    assert not found, lines(found)


def test_yaml_is_read_in_two_places_and_as_events_alone() -> None:
    importing = {module.name: module for module in modules() if "yaml" in imports(module)}
    used = {
        node.attr
        for module in importing.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "yaml"
    }

    assert {"ecosystems/rubygems/metadata_yaml.py", "lockfiles/reading/yaml_document.py"} == set(importing)
    assert {"CSafeLoader", "parse", "reader"} == {n for n in used if not n.endswith(("Event", "Error"))}


def test_the_core_imports_nothing_but_the_standard_library_and_packageurl() -> None:
    own = ("pratique.core", "pratique.errors", "packageurl")
    stdlib = {
        "abc",
        "base64",
        "binascii",
        "collections",
        "dataclasses",
        "datetime",
        "difflib",
        "enum",
        "functools",
    }
    stdlib |= {"hashlib", "heapq", "itertools", "re", "types", "typing"}
    found = {
        f"{module} imports {name}"
        for module in modules()
        if module.folder in {"core", "errors"}
        for name in imports(module)
        if name.partition(".")[0] not in stdlib and not name.startswith(own)
    }

    assert not found, lines(found)


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "import gzip\ngzip.GzipFile(fileobj=open('x'))",
        "def f(path): return path.read_bytes()",
        "from pathlib import Path\nPath('x').write_text('y')",
        "from datetime import datetime\ndatetime.now()",
        "from datetime import date\ndate.today()",
        "print('x')",
    ],
)
def test_a_call_that_touches_the_world_is_seen(source: str) -> None:
    assert 1 == len(list(banned_calls(parsed(source))))


@pytest.mark.parametrize(
    "source",
    ["archive.open(member)", "form.read_text(text)", "re.compile('x')", "shelf.now(1)", "opened('x')"],
)
def test_a_call_of_the_same_name_that_touches_nothing_is_left_alone(source: str) -> None:
    assert [] == list(banned_calls(parsed(source)))


@pytest.mark.parametrize("name", ["os", "os.path", "pathlib.Path", "urllib.request.urlopen", "time.time"])
def test_the_import_of_a_door_is_seen(name: str) -> None:
    assert banned_import(name)


@pytest.mark.parametrize(
    "name", ["posixpath", "pathlib.PurePosixPath", "urllib.parse.urlsplit", "io.BytesIO"]
)
def test_the_import_of_a_pure_module_is_left_alone(name: str) -> None:
    assert not banned_import(name)
