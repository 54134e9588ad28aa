"""From what code asks for to files of the tree, as node, Python and Ruby look for it."""

import json
import posixpath
from collections.abc import Iterator

from pratique.core.tree import Tree

_NODE_SUFFIXES = ("", ".js", ".cjs", ".mjs", ".json", ".node", ".ts", ".tsx", ".jsx")
_RUBY_SUFFIXES = ("", ".rb", ".so", ".bundle", ".dll")
_COMPILED_FOR = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",)}
"""TypeScript asks for the name that its file will have once it is compiled."""
_MOST_MANIFEST = 256 * 1024
_MOST_EXPANDED = 200
_MOST_PARTS = 20


def resolve_node(tree: Tree, folder: str, name: str) -> str | None:
    """Resolve as node does: the path itself, with a suffix, the `main` of a folder's package.json, or its index."""
    base = posixpath.normpath(posixpath.join(folder, name))
    if base.startswith(("..", "/")):
        return None
    base = "" if base == "." else base
    for suffix in _NODE_SUFFIXES:
        if base and base + suffix in tree.by_path:
            return base + suffix
    stem, dot = posixpath.splitext(base)
    for suffix in _COMPILED_FOR.get(dot, ()):
        if stem + suffix in tree.by_path:
            return stem + suffix
    return _main(tree, base) or _index(tree, base)


def _main(tree: Tree, folder: str) -> str | None:
    file = tree.get(posixpath.join(folder, "package.json"))
    if file is None or file.size_bytes > _MOST_MANIFEST:
        return None
    try:
        manifest = json.loads(file.data)
    except (ValueError, RecursionError):
        return None
    main = manifest.get("main") if isinstance(manifest, dict) else None
    if not isinstance(main, str) or not main:
        return None
    base = posixpath.normpath(posixpath.join(folder, main))
    if base.startswith(("..", "/")):
        return None
    base = "" if base == "." else base
    found = next((base + suffix for suffix in _NODE_SUFFIXES if base and base + suffix in tree.by_path), None)
    return found or _index(tree, base)


def _index(tree: Tree, folder: str) -> str | None:
    for suffix in _NODE_SUFFIXES[1:]:
        index = posixpath.join(folder, "index" + suffix)
        if index in tree.by_path:
            return index
    return None


def node_files(
    tree: Tree, folder: str, module: str, own: str | None, *, bundles: bool = False
) -> Iterator[str]:
    """Give the files that `require` or `import` of a module may run.

    Files of this tree are asked for by a path, by the package's own name, or as a package that it `bundles`. A `*` stands
    for what is computed: every file under its head counts.
    """
    if "*" in module and module.startswith("."):
        yield from _expanded(tree, folder, module.partition("*")[0])
        return
    if module.startswith((".", "/")):
        candidates = [(folder, module)] if module.startswith(".") else []
    elif own and (module == own or module.startswith(f"{own}/")):
        candidates = [("", "./" + module[len(own) + 1 :])]
    else:
        # A bundled package lies beside the file or in a folder above it.
        candidates = [(above, f"node_modules/{module}") for above in _above(folder)] if bundles else []
    for where, name in candidates:
        found = resolve_node(tree, where, name)
        if found is not None:
            yield found
            return


def _above(folder: str) -> list[str]:
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:length]) for length in range(min(len(parts), _MOST_PARTS), -1, -1)]


def _expanded(tree: Tree, folder: str, head: str) -> Iterator[str]:
    base = posixpath.normpath(posixpath.join(folder, head))
    if base.startswith(("..", "/")):
        return
    base = "" if base == "." else base + ("/" if head.endswith("/") else "")
    count = 0
    for file in tree:
        if file.path.startswith(base) and count < _MOST_EXPANDED:
            count += 1
            yield file.path


def python_files(tree: Tree, folder: str, module: str) -> Iterator[str]:
    """Give the files that importing `module` may run: the module or package, and the packages above it."""
    dots = len(module) - len(module.lstrip("."))
    if dots:
        for _ in range(min(dots - 1, _MOST_PARTS)):
            folder = posixpath.dirname(folder)
        roots = [folder]
    else:
        # An absolute import; the third root serves sdists with a `src` layout.
        roots = list(dict.fromkeys(("", folder, "src")))
    parts = [part for part in module.lstrip(".").split(".") if part][:_MOST_PARTS]
    known = tree.by_path
    for root in roots:
        for length in range(len(parts) + 1):
            if not length and not dots:
                continue
            base = posixpath.join(root, *parts[:length])
            for candidate in (f"{base}.py", posixpath.join(base, "__init__.py")):
                if candidate in known:
                    yield candidate


def python_member(tree: Tree, folder: str, name: str) -> Iterator[tuple[str, str]]:
    """Give the files in which the dotted `name` may be looked up, each with what is left of the name there.

    The longest part of the name that is a module of a root counts: `pkg.sub.main` is `main` of pkg/sub.py.
    """
    dots = len(name) - len(name.lstrip("."))
    for _ in range(min(max(dots - 1, 0), _MOST_PARTS)):
        folder = posixpath.dirname(folder)
    roots = [folder] if dots else list(dict.fromkeys(("", folder, "src")))
    parts = [part for part in name.lstrip(".").split(".") if part][:_MOST_PARTS]
    for root in roots:
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
