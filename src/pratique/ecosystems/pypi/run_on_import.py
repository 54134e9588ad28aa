"""Finds the files of a Python distribution that run when it is imported, and those that run at every start of Python."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from pratique.core.release import Hook
from pratique.core.tree import File, Tree

_SUFFIXES = (".py", ".pyc", ".so", ".pyd")
_SITE_SCHEMES = ("purelib", "platlib")
_CUSTOMISERS = frozenset({"sitecustomize", "usercustomize"})
_IMPORT_LINES = ("import ", "import\t")
_NO_CODE_FOLDERS = (".data", ".dist-info", ".egg-info")
NO_MODULES = frozenset(
    {"setup", "conftest", "noxfile", "tasks", "fabfile", "bootstrap", "ez_setup", "versioneer"}
)
NO_PACKAGES = frozenset(
    {
        "test",
        "tests",
        "testing",
        "doc",
        "docs",
        "example",
        "examples",
        "benchmark",
        "benchmarks",
        "scripts",
        "tools",
    }
)

_BUILD_GROUP = r"(?:setuptools|distutils|egg_info)\.[a-z_.]{1,40}"
_SECTION = re.compile(rf"\[+\s*{_BUILD_GROUP}\s*\]+\s*\Z")
"""The section header of a build group, with any number of brackets, because `importlib.metadata` removes all
brackets."""
_GROUP_IN_SETUP = re.compile(rf"""["']{_BUILD_GROUP}["']\s*:\s*[\[(]?""")
_NAMED_IN_SETUP = re.compile(r"""["'][^"'=\n]{1,100}=\s*([A-Za-z_][\w.]{0,200})\s*:""")
_NOTEBOOKS = re.compile(r"[^/]+\.data/data/(?:etc|share)/i?(?:jupyter|python)/(?:[^/]+/)?[^/]+\.py\Z")
_MOST_DECLARED = 256 * 1024
_MOST_LINES = 200
_MOST_GROUP = 2_000
_MOST_GROUPS = 20
_MOST_PLUGINS = 500
_PROGRAM_GROUPS = frozenset({"console_scripts", "gui_scripts"})


def wheel_entries(tree: Tree) -> tuple[str, ...]:
    """Return the modules of a wheel that belong to no package, and the `__init__` files of its top-level packages.

    Folders without an `__init__` file are namespace packages, so their content counts as top level. Compiled modules
    are included. Files that a `.data` folder installs into site-packages are included too. Settings of Jupyter and
    IPython are included, because these programs execute the settings at each start.
    """
    roots = ["", *(f"{folder}/" for folder in tree.site_folders)]
    modules = [path for root in roots for path in _top_modules(_below(tree, root), root)]
    return (*modules, *(file.path for file in tree if _NOTEBOOKS.match(file.path)))


def sdist_entries(tree: Tree) -> tuple[str, ...]:
    """Return the import entry points of a source distribution: its packages and modules at the root or in `src`.

    Tests, documentation and build files do not count. In folders other than the root and `src`, modules that belong to
    no package do not count either.
    """
    found: list[str] = []
    for root in ("", "src/"):
        for path in _top_modules(_below(tree, root), root):
            inner = path.removeprefix(root)
            first, slash, _ = inner.partition("/")
            if slash and (first.lower() in NO_PACKAGES or first == "src" or not _is_init(path)):
                continue
            if not slash and _module(inner) in NO_MODULES:
                continue
            found.append(path)
    return tuple(found)


def startup_hooks(tree: Tree) -> Iterator[Hook]:
    """Return the hooks that an installed wheel runs at every start of Python (the `site` module of the standard library).

    A `.pth` file in site-packages with a line that starts with `import` gives a hook `pth`. A top-level module or package
    `sitecustomize` or `usercustomize` gives a hook `sitecustomize` or `usercustomize`, also in a folder that a line of a `.pth`
    file specifies. The command of each hook is the path of the file.
    """
    named = frozenset(path_roots(tree))
    packaged = named | {"", *tree.site_folders}
    for file in tree:
        folder, _, name = file.path.rpartition("/")
        package, _, _ = folder.rpartition("/")
        if folder in named or (package in packaged and _is_init(file.path)):
            yield from _customiser(file.path, name if folder in named else posixpath.basename(folder))
        if not _in_site_packages(file.path):
            continue
        if name.endswith(".pth") and _runs_code(file):
            yield Hook("pth", file.path, implicit=True)
        elif name.endswith(_SUFFIXES) and _module(name) in _CUSTOMISERS:
            yield Hook(_module(name), file.path, implicit=True)


def _customiser(path: str, name: str) -> Iterator[Hook]:
    if path.endswith(_SUFFIXES) and _module(name) in _CUSTOMISERS:
        yield Hook(_module(name), path, implicit=True)


def path_roots(tree: Tree) -> tuple[str, ...]:
    """Return the folders and files of a wheel that the lines of its `.pth` files add to Python's module search.

    Each line that is neither a comment nor code is a path relative to site-packages (`site.addpackage`).
    """
    found: dict[str, None] = {}
    for file in tree:
        if not file.path.endswith(".pth") or not _in_site_packages(file.path):
            continue
        text = file.data[:_MOST_DECLARED].decode("utf-8", "replace").removeprefix("\ufeff")
        for line in text.splitlines()[:_MOST_LINES]:
            if line.strip() and not line.startswith(("#", *_IMPORT_LINES)):
                path = posixpath.normpath(line.rstrip())
                if not path.startswith(("/", "..")) and path != ".":
                    sites = ("", *tree.site_folders)
                    found.update((posixpath.join(site, path), None) for site in sites)
    if not found:
        return ()
    folders = {posixpath.dirname(file.path) for file in tree}
    above = {
        "/".join(parts[:n]) for parts in (f.split("/") for f in folders) for n in range(1, len(parts) + 1)
    }
    return tuple(path for path in found if path in tree.by_path or path in above)


def declarations(tree: Tree, *, wheel: bool) -> tuple[str, ...]:
    """Return the entry_points.txt files of all distributions in an artifact, because plugin loaders use each of them."""
    suffixes = (".dist-info/entry_points.txt", ".egg-info/entry_points.txt")
    sites = ("", *tree.site_folders) if wheel else ("", "src")
    found = [file.path for file in tree if file.path.endswith(suffixes)]
    return tuple(path for path in found if posixpath.dirname(posixpath.dirname(path)) in sites)[:_MOST_GROUPS]


def other_plugins(tree: Tree, path: str) -> tuple[str, ...]:
    """Return the files of the modules that an entry_points.txt registers for programs other than installers."""
    file = tree.get(path)
    text = file.data[:_MOST_DECLARED].decode("utf-8", "replace") if file is not None else ""
    return _files_of(tree, list(_in_sections(text, offered=True))[:_MOST_PLUGINS])


def build_plugins(tree: Tree, path: str) -> tuple[str, ...]:
    """Return the files of modules that an entry_points.txt or setup.py registers with setuptools.

    The groups are those of setuptools and distutils (`distutils.commands`, `egg_info.writers`, `setuptools.*`), and the
    `eggsecutable` of `setuptools.installation`. Every later build loads the registered modules without importing the
    package. The egg itself loads the `eggsecutable`. At most 256 KiB of the file are read. A missing file registers no
    modules.
    """
    file = tree.get(path)
    if file is None:
        return ()
    text = file.data[:_MOST_DECLARED].decode("utf-8", "replace")
    return _files_of(tree, _in_setup(text) if path.endswith(".py") else _in_sections(text))


def _files_of(tree: Tree, modules: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for module in modules:
        for root in ("", "src/", *(f"{folder}/" for folder in tree.site_folders)):
            base = root + module.replace(".", "/")
            found.update(
                (name, None) for name in (f"{base}.py", f"{base}/__init__.py") if name in tree.by_path
            )
    return tuple(found)


def _in_sections(text: str, *, offered: bool = False) -> Iterator[str]:
    """Yield the modules of setuptools' groups; with `offered`, the modules of all other groups except programs."""
    inside = False
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            inside = _SECTION.match(line) is not None
            if offered:
                inside = not inside and line.strip("[] ") not in _PROGRAM_GROUPS
        elif inside and line[:1] not in {"#", ";", ""}:
            module = line.partition("=")[2].partition(":")[0].strip()
            if module:
                yield module


def _in_setup(text: str) -> Iterator[str]:
    for group in islice(_GROUP_IN_SETUP.finditer(text), _MOST_GROUPS):
        end = re.search(r"[\])}]", text[group.end() : group.end() + _MOST_GROUP])
        stop = group.end() + (end.start() if end else _MOST_GROUP)
        yield from _NAMED_IN_SETUP.findall(text[group.end() : stop])


def data_folders(tree: Tree, *schemes: str) -> tuple[str, ...]:
    """Return the folders `<name>.data/<scheme>` of a wheel."""
    found: dict[str, None] = {}
    for file in tree:
        parts = file.path.split("/", 2)
        if len(parts) == 3 and parts[0].endswith(".data") and parts[1] in schemes:
            found[f"{parts[0]}/{parts[1]}"] = None
    return tuple(found)


def _in_site_packages(path: str) -> bool:
    """Return True if a wheel installs a file directly into site-packages.

    A file in a `data` scheme folder is installed relative to the prefix.
    """
    parts = path.split("/")
    if len(parts) == 1:
        return True
    if not parts[0].endswith(".data"):
        return False
    if parts[1] in _SITE_SCHEMES:
        return len(parts) == 3
    return parts[1] == "data" and len(parts) >= 3


def _runs_code(file: File) -> bool:
    text = file.data.decode("utf-8", "replace").removeprefix("\ufeff")
    return any(line.startswith(_IMPORT_LINES) for line in text.splitlines())


def _below(tree: Tree, root: str) -> list[str]:
    """Return the importable files below `root`."""
    return [file.path for file in tree if file.path.startswith(root) and file.path.endswith(_SUFFIXES)]


def _top_modules(paths: list[str], root: str) -> Iterator[str]:
    packages = {posixpath.dirname(path) for path in paths if _is_init(path)}
    # The root is site-packages itself, whatever lies in it.
    packages.discard(root.rstrip("/"))
    known: dict[str, bool] = {}
    for path in paths:
        folder = posixpath.dirname(path)
        if not root and path.partition("/")[0].endswith(_NO_CODE_FOLDERS):
            continue
        above = posixpath.dirname(folder) if _is_init(path) else folder
        if not _inside(above, packages, known):
            yield path


def _inside(folder: str, packages: set[str], known: dict[str, bool]) -> bool:
    """Return True if a folder is a package or inside a package; `known` caches the results."""
    passed: list[str] = []
    while folder not in known and folder not in packages and folder.strip("/"):
        passed.append(folder)
        folder = posixpath.dirname(folder)
    answer = folder in packages or known.get(folder, False)
    known.update((path, answer) for path in passed)
    return answer


def _is_init(path: str) -> bool:
    return _module(posixpath.basename(path)) == "__init__"


def _module(filename: str) -> str:
    """Return the module name of a file. Compiled modules have tags between the name and the suffix."""
    return filename.partition(".")[0]
