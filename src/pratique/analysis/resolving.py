"""From what code asks for to files of the tree, as node, Python and Ruby look for it."""

import fnmatch
import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile
from weakref import WeakKeyDictionary

from pratique.analysis.unrunnable import node_stops_at
from pratique.core.tree import File, Tree
from pratique.ecosystems.npm.exports import split_name, subpath_targets
from pratique.ecosystems.npm.module_paths import MANIFEST, candidates, inside, package_of, spellings

_RUBY_SUFFIXES = ("", ".rb", ".so", ".bundle", ".dll")
_MOST_EXPANDED = 2_000
"""Files that a computed path stands for; locales and languages are some hundred."""
_PLAIN_END = re.compile(r"/?(?:[\w-][\w.-]*/)*[\w.-]*[\w-]", re.ASCII)
"""The end of a path without a step up or in place, which would change what stands before it."""
_MOST_TEMPLATE = 65_536
_TEMPLATES: "WeakKeyDictionary[File, bool]" = WeakKeyDictionary()
"""Whether each file is a template, because many files of a package ask for the same folders."""
_MOST_PARTS = 20
_MOST_FITTING = 200


def resolve_node(tree: Tree, folder: str, name: str) -> str | None:
    """Resolve a path as node does: the path itself, with a suffix, the `main` of a folder's package.json, or its index."""
    return next(candidates(tree, folder, name), None)


def node_files(
    tree: Tree, folder: str, module: str, own: str | None, *, bundles: bool = False
) -> Iterator[str]:
    """Give the files that `require` or `import` of a module may run.

    Files of this tree are asked for by a path, by a key of `imports` (`#x`), by the package's own name, or as a package that it
    `bundles`. A `*` stands for what is computed: every file under its head counts.
    """
    if module.startswith("."):
        found = _computed(tree, folder, module) if "*" in module else candidates(tree, folder, module)
    elif module.startswith("#"):
        found = _by_imports(tree, folder, module, own, bundles=bundles)
    elif module.startswith("/"):
        return
    else:
        found = _by_name(tree, folder, module, own, bundles=bundles)
    yield from dict.fromkeys(found)


def _by_imports(tree: Tree, folder: str, module: str, own: str | None, *, bundles: bool) -> Iterator[str]:
    """What a key of `imports` of the nearest package.json means: files, or a package."""
    scope = _scope(tree, folder)
    package = package_of(tree, scope) if scope is not None else None
    if scope is None or package is None:
        return
    for target in subpath_targets(package.imports, module):
        if target.startswith("."):
            yield from candidates(tree, scope, target)
        elif not target.startswith(("#", "/")):
            yield from _by_name(tree, scope, target, own, bundles=bundles)


def _by_name(tree: Tree, folder: str, module: str, own: str | None, *, bundles: bool) -> Iterator[str]:
    """What the name of a package means: that of the nearest package.json, of the artifact, or of a bundled one."""
    name, rest = split_name(module)
    scope = _scope(tree, folder)
    package = package_of(tree, scope) if scope is not None else None
    if scope is not None and package is not None and package.name == name:
        yield from _exported(tree, scope, rest)
    if own and name == own:
        yield from _exported(tree, "", rest)
        yield from candidates(tree, "", f".{rest or '/'}")
    whole = package_of(tree, "")
    if whole is not None and name in whole.folders:
        yield from _exported(tree, whole.folders[name], rest)
        yield from candidates(tree, whole.folders[name], f".{rest or '/'}")
    # A bundled package lies beside the file or in a folder above it.
    for above in _above(folder) if bundles else ():
        place = posixpath.join(above, "node_modules", name)
        found = [*_exported(tree, place, rest), *candidates(tree, place, f".{rest or '/'}")]
        if found:
            yield from found
            return


def _exported(tree: Tree, folder: str, rest: str) -> Iterator[str]:
    package = package_of(tree, folder)
    if package is not None:
        for target in subpath_targets(package.exports, f".{rest}"):
            yield from candidates(tree, folder, target)


def _scope(tree: Tree, folder: str) -> str | None:
    """The nearest folder with a package.json, as node looks for it: not above a `node_modules`."""
    for above in _above(folder):
        if posixpath.basename(above) == "node_modules":
            return None
        if posixpath.join(above, MANIFEST) in tree.by_path:
            return above
    return None


def _above(folder: str) -> list[str]:
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:length]) for length in range(min(len(parts), _MOST_PARTS), -1, -1)]


def _computed(tree: Tree, folder: str, module: str) -> Iterator[str]:
    """What a path stands for of which only the head is known, or the end as well; behind the `?` of a URL nothing changes it."""
    head, _, end = module.partition("*")
    cut = spellings(head)[-1]
    if cut != head and re.search(r"[?#]", head):
        yield from candidates(tree, folder, cut)
        return
    base = inside(tree, folder, cut)
    if base is None:
        return
    for path in islice(_below(tree, base, cut, end), _MOST_EXPANDED):
        if not _is_template(tree.by_path[path]):
            yield path


def _is_template(file: File) -> bool:
    """Return True for a template that lies beside modules and is none: node stops at it."""
    known = _TEMPLATES.get(file)
    if known is None:
        known = _TEMPLATES[file] = file.size_bytes <= _MOST_TEMPLATE and node_stops_at(file.data)
    return known


def asks_too_many(tree: Tree, folder: str, module: str) -> bool:
    """Whether a computed path (`./x/*`) stands for more files than are followed."""
    head, _, end = module.partition("*")
    head = spellings(head)[-1]
    base = inside(tree, folder, head) if module.startswith(".") else None
    return (
        base is not None
        and next(islice(_below(tree, base, head, end), _MOST_EXPANDED, None), None) is not None
    )


def _below(tree: Tree, base: str, head: str, end: str) -> Iterator[str]:
    """The files whose paths begin so, and hold the end: node puts suffixes and `/index.js` behind it, and some disks know no case.

    Where the end is a folder with a package.json, that may lead anywhere.
    """
    base += "/" if base and head.endswith("/") else ""
    paths = tree.sorted_paths
    found = list(takewhile(lambda path: path.startswith(base), islice(paths, bisect_left(paths, base), None)))
    end = end.lstrip("/").lower() if _PLAIN_END.fullmatch(end) else ""
    if any(path.lower().endswith(f"{end}/{MANIFEST}") for path in found):
        end = ""
    for path in found:
        if end in path[len(base) :].lower():
            yield path


def fitting(tree: Tree, pattern: str) -> Iterator[str]:
    """Give the files whose paths fit a pattern of the shell; `*` stands for no folders."""
    head = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
    paths = islice(tree.sorted_paths, bisect_left(tree.sorted_paths, head), None)
    near = takewhile(lambda path: path.startswith(head), paths)
    fits = re.compile(fnmatch.translate(pattern)).match
    depth = pattern.count("/")
    yield from islice((path for path in near if path.count("/") == depth and fits(path)), _MOST_FITTING)


def started_files(tree: Tree, folder: str, path: str, *, python: bool) -> Iterator[str]:
    """Give the files that a path on a command line means: those that fit a pattern, or what Python runs of a folder."""
    if "*" in path or "?" in path:
        yield from fitting(tree, posixpath.normpath(posixpath.join(folder, path)))
        return
    resolved = resolve_node(tree, folder, path)
    if resolved is None and python:
        main = posixpath.normpath(posixpath.join(folder, path, "__main__.py"))
        resolved = main if main in tree.by_path else None
    if resolved is not None:
        yield resolved


def python_files(tree: Tree, folder: str, module: str) -> Iterator[str]:
    """Give the files that importing `module` may run: the module or package, and the packages above it."""
    dots = len(module) - len(module.lstrip("."))
    for root in _python_roots(tree, folder, dots):
        yield from python_below(tree, root, module, fewest=0 if dots else 1)


def python_below(tree: Tree, root: str, module: str, *, fewest: int = 1) -> Iterator[str]:
    """Give the files that importing `module` may run if it is looked for in `root` alone; with 0, the package there counts as well."""
    parts = [part for part in module.lstrip(".").split(".") if part][:_MOST_PARTS]
    for length in range(fewest, len(parts) + 1):
        base = posixpath.join(root, *parts[:length])
        found = [path for path in (f"{base}.py", posixpath.join(base, "__init__.py")) if path in tree.by_path]
        yield from found or python_compiled(tree, base)


def python_compiled(tree: Tree, base: str) -> Iterator[str]:
    """Give the byte code that Python takes for a module without source (`importlib.machinery.SourcelessFileLoader`)."""
    yield from (p for p in (f"{base}.pyc", posixpath.join(base, "__init__.pyc")) if p in tree.by_path)


def python_folder(tree: Tree, folder: str) -> Iterator[str]:
    """Give the modules and packages right in a folder."""
    base, paths = f"{folder}/" if folder else "", tree.sorted_paths
    start = islice(paths, bisect_left(paths, base), None)
    for path in islice(takewhile(lambda path: path.startswith(base), start), _MOST_EXPANDED):
        inner = path.removeprefix(base)
        module = inner.endswith(".py") and (inner.count("/") == 0 or inner.endswith("/__init__.py"))
        if module and inner.count("/") < 2:
            yield path


def python_package(tree: Tree, folder: str, package: str) -> Iterator[str]:
    """Give the folders that a package may be, asked for from a folder: `pkg.sub`, `.sub`, or `` for the package itself."""
    dots = len(package) - len(package.lstrip("."))
    parts = [part for part in package.lstrip(".").split(".") if part][:_MOST_PARTS]
    for root in _python_roots(tree, folder, dots):
        yield posixpath.join(root, *parts)


def _python_roots(tree: Tree, folder: str, dots: int) -> list[str]:
    """The folders in which a module is looked for that code of `folder` asks for with so many dots.

    What a wheel keeps for `purelib` and `platlib` lies beside all else once it is installed.
    """
    sites = tree.site_folders
    if not dots:
        # An absolute import; the third root serves sdists with a `src` layout.
        return list(dict.fromkeys(("", folder, "src", *sites)))
    for _ in range(min(dots - 1, _MOST_PARTS)):
        folder = posixpath.dirname(folder)
    if not sites:
        return [folder]
    own = next((site for site in sites if f"{folder}/".startswith(f"{site}/")), "")
    inside = folder.removeprefix(own).strip("/")
    beside = (posixpath.join(site, inside).rstrip("/") for site in sites)
    return list(dict.fromkeys((folder, inside, *beside)))


def python_member(tree: Tree, folder: str, name: str) -> Iterator[tuple[str, str]]:
    """Give the files in which the dotted `name` may be looked up, each with what is left of the name there.

    The longest part of the name that is a module of a root counts: `pkg.sub.main` is `main` of pkg/sub.py.
    """
    dots = len(name) - len(name.lstrip("."))
    parts = [part for part in name.lstrip(".").split(".") if part][:_MOST_PARTS]
    for root in _python_roots(tree, folder, dots):
        found = _longest(tree, root, parts, fewest=0 if dots else 1)
        if found is not None:
            yield found


def _longest(tree: Tree, root: str, parts: list[str], *, fewest: int) -> tuple[str, str] | None:
    for length in range(len(parts), fewest - 1, -1):
        base = posixpath.join(root, *parts[:length])
        for candidate in (f"{base}.py", posixpath.join(base, "__init__.py")):
            if candidate in tree.by_path:
                return candidate, ".".join(parts[length:])
    return None


def program_files(tree: Tree, folder: str, module: str) -> Iterator[str]:
    """Give the files that `python -m module` runs."""
    yield from python_files(tree, folder, module)
    base = module.replace(".", "/")
    for root in dict.fromkeys(("", folder, "src")):
        main = posixpath.join(root, base, "__main__.py")
        if main in tree.by_path:
            yield main


def ruby_files(tree: Tree, roots: tuple[str, ...], module: str) -> Iterator[str]:
    """Give the files that `require`, `require_relative` or `load` of `module` may run.

    The first root is the folder of the file that asks; a module that starts with a dot is looked for there alone.
    """
    for root in roots[:1] if module.startswith(".") else dict.fromkeys(roots):
        base = posixpath.normpath(posixpath.join(root, module))
        for suffix in _RUBY_SUFFIXES:
            if base + suffix in tree.by_path:
                yield base + suffix
