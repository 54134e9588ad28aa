"""What an installer runs of a source distribution: the files of its build.

pip builds a source distribution before it installs it (PEP 517), with the backend that pyproject.toml names, or
with setuptools where it names none.
"""

import posixpath
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pratique.core.release import Hook
from pratique.core.tree import Tree
from pratique.ecosystems.json_values import printable, table, text

PROJECT_PATH = "pyproject.toml"
SETUP_PATH = "setup.py"
_SIZE_LIMIT = 256 * 1024
_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*')
_BETWEEN_KEYS = re.compile(r"[=,{}\[\]\n]")
_ADDRESSED = re.compile(
    r"\s*([A-Za-z0-9][\w.-]{0,100}(?:\[[\w., -]{0,100}\])?)\s*@\s*([a-z+]{3,20}://[^\s;'\"]{1,500})"
)
_MOST_REQUIRED = 100
_MOST_KEY_PARTS = 100
"""tomllib takes quadratic time for a key of many parts; no key of a real file comes near."""

_WITHOUT_SETUP = (
    "enscons",
    "flit",
    "flit_core",
    "hatchling",
    "maturin",
    "mesonpy",
    "pdm.backend",
    "pdm.pep517",
    "poetry.core",
    "poetry.masonry",
    "scikit_build_core.build",
    "sipbuild",
    "uv_build",
    "whey",
)
"""Backends that do not run setup.py. Any other may: setuptools itself, and those that wrap it."""


@dataclass(frozen=True, slots=True)
class Project:
    """The parts of pyproject.toml that say what a build runs."""

    backend: str | None = None
    backend_path: tuple[str, ...] = ()
    build_files: tuple[tuple[str, str], ...] = ()
    """Files that a backend runs because its own table, or its convention, names them: (tool, path)."""
    requires: tuple[str, ...] = ()
    """What the build asks for by an address, and not by a name of the registry."""
    name: str | None = None
    problem: str | None = None


def read_project(tree: Tree) -> Project:
    """Read pyproject.toml; without one everything is empty, as for setuptools' projects of old."""
    file = tree.get(PROJECT_PATH)
    if file is None:
        return Project()
    source = file.data.decode("utf-8", "replace")
    if file.size_bytes > _SIZE_LIMIT or _has_long_key(source):
        return Project(problem=f"{PROJECT_PATH} is too large or has keys of too many parts")
    try:
        document = tomllib.loads(source.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        return Project(problem=f"{PROJECT_PATH} is not TOML: {printable(str(error))[:120]}")
    system = table(document.get("build-system"))
    paths = system.get("backend-path")
    return Project(
        backend=text(system.get("build-backend")),
        backend_path=tuple(p for p in paths if isinstance(p, str)) if isinstance(paths, list) else (),
        build_files=tuple(_build_files(tree, table(document.get("tool")))),
        requires=tuple(_by_address(system.get("requires"))),
        name=text(table(document.get("project")).get("name")),
    )


def _by_address(requires: object) -> Iterator[str]:
    """Those of a list of requirements that name an address (PEP 508: `name @ https://...`), without blanks."""
    for wanted in requires[:_MOST_REQUIRED] if isinstance(requires, list) else ():
        found = _ADDRESSED.match(wanted) if isinstance(wanted, str) else None
        if found is not None:
            yield f"{found[1]}@{found[2]}"


def _has_long_key(source: str) -> bool:
    bare = _STRING_OR_COMMENT.sub(lambda match: "" if match[0].startswith("#") else "q", source)
    return any(part.count(".") >= _MOST_KEY_PARTS for part in _BETWEEN_KEYS.split(bare))


def build_hooks(tree: Tree, project: Project) -> Iterator[Hook]:
    """Name the files that pip runs when it builds the tree; the command of each hook is the path.

    - `build-backend`: the file of a backend that lies in the tree (`backend-path`).
    - `setup.py`: where the backend is setuptools, named or by default, or another one that may run it: one in
      the tree, one that is not known here. Where pyproject.toml cannot be read, setup.py is named too.
    - `build-script`: what hatchling (`hatch_build.py` or the path of a custom hook), pdm-backend (`pdm_build.py`)
      and poetry-core (`tool.poetry.build`) run.

    What the build asks for by an address is installed first: `build-requires` is the command that does so.
    """
    if project.requires:
        yield Hook("build-requires", " ".join(("pip install", *project.requires)))
    backend = project.backend
    if backend is not None and project.backend_path:
        for path in _backend_files(tree, backend, project.backend_path):
            yield Hook("build-backend", path, implicit=True)
    if SETUP_PATH in tree.by_path and (project.backend_path or not _is_one_of(backend, _WITHOUT_SETUP)):
        yield Hook("setup.py", SETUP_PATH, implicit=True)
    for tool, path in project.build_files:
        if backend is not None and (tool in backend or project.backend_path):
            yield Hook("build-script", path, implicit=True)


def _is_one_of(backend: str | None, modules: tuple[str, ...]) -> bool:
    module = (backend or "").partition(":")[0]
    return any(module == name or module.startswith(f"{name}.") for name in modules)


def _backend_files(tree: Tree, backend: str, folders: tuple[str, ...]) -> Iterator[str]:
    """Give the file of the backend module, and the `__init__` files of the packages above it."""
    parts = backend.partition(":")[0].split(".")
    for folder in folders:
        root = posixpath.normpath(folder.lstrip("/") or ".")
        for length in range(1, min(len(parts), 20) + 1):
            base = posixpath.normpath(posixpath.join(root, *parts[:length]))
            for path in (f"{base}.py", f"{base}/__init__.py"):
                if path in tree.by_path:
                    yield path


def _build_files(tree: Tree, tools: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    named = [
        *(("hatchling", path) for path in ("hatch_build.py", *_custom_paths(table(tools.get("hatch"))))),
        ("pdm", "pdm_build.py"),
        ("poetry", _poetry_script(table(tools.get("poetry")).get("build"))),
    ]
    for tool, written in dict.fromkeys(named):
        path = posixpath.normpath(written) if written else ""
        if path in tree.by_path:
            yield tool, path


def _custom_paths(hatch: Mapping[str, Any]) -> Iterator[str]:
    """Give the paths of custom hooks: `tool.hatch.build.hooks.custom` and the like for targets and metadata."""
    build = table(hatch.get("build"))
    holders = [build, table(hatch.get("metadata")), *map(table, table(build.get("targets")).values())]
    for holder in holders:
        path = table(table(holder.get("hooks")).get("custom")).get("path")
        if isinstance(path, str):
            yield path


def _poetry_script(value: Any) -> str:
    script = value if isinstance(value, str) else table(value).get("script")
    return script if isinstance(script, str) else ""
