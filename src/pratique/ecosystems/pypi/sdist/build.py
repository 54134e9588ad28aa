"""Finds the files of a source distribution that an installer runs during the build.

pip builds a source distribution before it installs it (PEP 517). pip uses the build backend in pyproject.toml, or setuptools if
pyproject.toml specifies no backend.
"""

import posixpath
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from pratique.core.release import Hook
from pratique.core.tree import Tree
from pratique.ecosystems.pypi.sdist.build_files import SETUPTOOLS, named_files, search_paths, setuptools_files
from pratique.ecosystems.pypi.sdist.dependencies import of_project
from pratique.ecosystems.pypi.sdist.layout import Layout, read_layout
from pratique.ecosystems.reading.json_values import printable, table, text

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
"""Maximum number of parts of a TOML key, because tomllib takes quadratic time for long keys.

Keys of real files have far fewer parts.
"""

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
"""Build backends that do not run setup.py.

Any other backend may run setup.py, such as setuptools itself and backends that wrap setuptools.
"""


@dataclass(frozen=True, slots=True)
class Project:
    """The parts of pyproject.toml that determine which files a build runs."""

    backend: str | None = None
    backend_path: tuple[str, ...] = ()
    build_files: tuple[tuple[str, str], ...] = ()
    """Files that a backend runs because of its configuration table or convention, as pairs of tool and path."""
    requires: tuple[str, ...] = ()
    """The build requirements with a URL instead of a registry."""
    import_roots: tuple[str, ...] = ()
    """Folders in which the build searches for two kinds of modules: those of the backend, and those that compute the version."""
    layout: Layout = field(default_factory=Layout)
    """The installed files and their folders."""
    name: str | None = None
    needs: tuple[str, ...] | None = None
    """The run-time requirements; None if the build determines them."""
    problem: str | None = None


def read_project(tree: Tree) -> Project:
    """Read pyproject.toml. If pyproject.toml is missing, all fields are empty, as for old setuptools projects."""
    file = tree.get(PROJECT_PATH)
    if file is None:
        files = tuple((SETUPTOOLS, path) for path in setuptools_files(tree, {}))
        return Project(build_files=files, layout=read_layout(tree, {}))
    source = file.data.decode("utf-8", "replace")
    if file.size_bytes > _SIZE_LIMIT or _has_long_key(source):
        return Project(problem=f"{PROJECT_PATH} is too large or has keys with too many parts")
    try:
        document = tomllib.loads(source.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        return Project(problem=f"{PROJECT_PATH} is not TOML: {printable(str(error))[:120]}")
    system = table(document.get("build-system"))
    paths = system.get("backend-path")
    folders = tuple(p for p in paths if isinstance(p, str)) if isinstance(paths, list) else ()
    tools = table(document.get("tool"))
    return Project(
        backend=text(system.get("build-backend")),
        backend_path=folders,
        build_files=(
            *named_files(tree, tools),
            *((SETUPTOOLS, path) for path in dict.fromkeys(setuptools_files(tree, tools))),
        ),
        import_roots=tuple(map(_folder, (*folders, *search_paths(tools)))),
        layout=read_layout(tree, document),
        requires=tuple(_by_address(system.get("requires"))),
        name=text(table(document.get("project")).get("name")),
        needs=of_project(document),
    )


def _by_address(requires: object) -> Iterator[str]:
    """Yield the requirements with a URL (PEP 508: `name @ https://...`), without spaces."""
    for wanted in requires[:_MOST_REQUIRED] if isinstance(requires, list) else ():
        found = _ADDRESSED.match(wanted) if isinstance(wanted, str) else None
        if found is not None:
            yield f"{found[1]}@{found[2]}"


def _has_long_key(source: str) -> bool:
    bare = _STRING_OR_COMMENT.sub(lambda match: "" if match[0].startswith("#") else "q", source)
    return any(part.count(".") >= _MOST_KEY_PARTS for part in _BETWEEN_KEYS.split(bare))


def build_hooks(tree: Tree, project: Project) -> Iterator[Hook]:
    """Return the files that pip runs when it builds a source distribution; the command of each hook is the path.

    - `build-backend`: the file of a build backend inside the source distribution (`backend-path`).
    - `setup.py`: setup.py, if the backend is setuptools, a backend inside the distribution or an unknown backend. The hook
      is also returned if pyproject.toml cannot be read.
    - `build-script`: the files that hatchling (`hatch_build.py`, a custom hook, code that computes the version), pdm-backend
      (`pdm_build.py`, a `custom-hook`, the function that returns the version) and poetry-core (`tool.poetry.build`) run, and
      the modules from which setuptools loads a class or a value that is not a literal.
    - `build-requires`: the command that installs requirements with a URL before the build.
    """
    if project.requires:
        yield Hook("build-requires", " ".join(("pip install", *project.requires)))
    backend = project.backend
    if backend is not None and project.backend_path:
        for path in _backend_files(tree, backend, project.backend_path):
            yield Hook("build-backend", path, implicit=True)
    if SETUP_PATH in tree.by_path and _runs_setup(tree, project):
        yield Hook("setup.py", SETUP_PATH, implicit=True)
    for tool, path in project.build_files:
        if _runs_setup(tree, project) if tool == SETUPTOOLS else _is_built_by(project, tool):
            yield Hook("build-script", path, implicit=True)


def _runs_setup(tree: Tree, project: Project) -> bool:
    """Return True if setuptools, or a backend that may run setup.py, builds the distribution.

    pip builds only folders that contain setup.py or pyproject.toml.
    """
    known = SETUP_PATH in tree.by_path or PROJECT_PATH in tree.by_path
    return known and (bool(project.backend_path) or not _is_one_of(project.backend, _WITHOUT_SETUP))


def _is_built_by(project: Project, tool: str) -> bool:
    return project.backend is not None and (tool in project.backend or bool(project.backend_path))


def _folder(path: str) -> str:
    folder = posixpath.normpath(path.lstrip("/") or ".")
    return "" if folder == "." else folder


def _is_one_of(backend: str | None, modules: tuple[str, ...]) -> bool:
    module = (backend or "").partition(":")[0]
    return any(module == name or module.startswith(f"{name}.") for name in modules)


def _backend_files(tree: Tree, backend: str, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield the file of the backend module, and the `__init__` files of its parent packages."""
    parts = backend.partition(":")[0].split(".")
    for folder in folders:
        root = posixpath.normpath(folder.lstrip("/") or ".")
        for length in range(1, min(len(parts), 20) + 1):
            base = posixpath.normpath(posixpath.join(root, *parts[:length]))
            for path in (f"{base}.py", f"{base}/__init__.py"):
                if path in tree.by_path:
                    yield path
