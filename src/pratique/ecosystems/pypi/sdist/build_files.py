"""Finds files that a build runs because its configuration lists them: pyproject.toml, setup.cfg, hatch.toml.

Sources: `config/expand.py` of setuptools 65.5, `metadata/core.py` and `version/source/code.py` of hatchling 1.33, `config.py` and
`hooks/version` of pdm-backend 2.5, `masonry/builders` of poetry-core 2.5.
"""

import ast
import configparser
import posixpath
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pratique.core.tree import Tree
from pratique.ecosystems.reading.json_values import table

SETUPTOOLS = "setuptools"
_SIZE_LIMIT = 256 * 1024
_MOST_NAMED = 100
_MOST_PARTS = 20


def named_files(tree: Tree, tools: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the files that hatchling, pdm-backend and poetry-core run, each with the name of the tool.

    `tools` is the `tool` table of pyproject.toml.
    """
    hatch = {**table(tools.get("hatch")), **_toml(tree, "hatch.toml")}
    pdm = table(tools.get("pdm"))
    hook = table(pdm.get("build")).get("custom-hook", "pdm_build.py")
    named = [
        *(("hatchling", path) for path in ("hatch_build.py", *_of_hatch(hatch))),
        ("pdm", hook if isinstance(hook, str) else ""),
        *(("pdm", path) for path in _of_pdm_version(tree, table(pdm.get("version")))),
        ("pdm", "setup.py" if table(pdm.get("build")).get("run-setuptools") is True else ""),
        *(("scikit_build", path) for path in _of_scikit(table(tools.get("scikit-build")))),
        ("poetry", _poetry_script(table(tools.get("poetry")).get("build"))),
    ]
    for tool, written in dict.fromkeys(named):
        path = posixpath.normpath(written) if written else ""
        if path in tree.by_path:
            yield tool, path


def search_paths(tools: Mapping[str, Any]) -> Iterator[str]:
    """Yield the folders in which hatchling searches for modules that its version code imports."""
    paths = table(table(tools.get("hatch")).get("version")).get("search-paths")
    yield from (path for path in (paths if isinstance(paths, list) else ()) if isinstance(path, str))


def setuptools_files(tree: Tree, tools: Mapping[str, Any]) -> Iterator[str]:
    """Yield the modules that setuptools loads when it reads the configuration.

    `attr` refers to a value in a module. If the value is a literal, setuptools reads it from the source; otherwise setuptools runs
    the module. setuptools always loads the classes of `cmdclass`.
    """
    own = table(tools.get(SETUPTOOLS))
    read = settings(tree)
    options = read.get("options", {})
    folders = {
        **pairs(options.get("package_dir", "")),
        **{key: value for key, value in table(own.get("package-dir")).items() if isinstance(value, str)},
    }
    dynamic = (table(value).get("attr") for value in table(own.get("dynamic")).values())
    version = read.get("metadata", {}).get("version", "")
    attributes = [name for name in dynamic if isinstance(name, str)]
    attributes += [version.removeprefix("attr:").strip()] if version.startswith("attr:") else []
    for name in attributes[:_MOST_NAMED]:
        module, _, attribute = name.strip().rpartition(".")
        path = _module_file(tree, module or "__init__", folders)
        if path is not None and not _is_literal(tree.by_path[path].data, attribute):
            yield path
    classes = [*table(own.get("cmdclass")).values(), *pairs(options.get("cmdclass", "")).values()]
    for name in classes[:_MOST_NAMED]:
        path = _module_file(tree, name.rpartition(".")[0], folders) if isinstance(name, str) else None
        if path is not None:
            yield path


def _module_file(tree: Tree, module: str, folders: Mapping[str, str]) -> str | None:
    """Return the file of a module as setuptools finds it, in the declared package folders, else in `src`."""
    first, *rest = module.strip().split(".")[:_MOST_PARTS]
    place = folders.get(first)
    start = place if place is not None else posixpath.join(folders.get("", ""), first)
    for root in ("", "src"):
        base = posixpath.normpath(posixpath.join(root, start, *rest))
        for path in (f"{base}.py", f"{base}/__init__.py"):
            if path in tree.by_path:
                return path
    return None


def _is_literal(source: bytes, name: str) -> bool:
    """Return True if the first module-level assignment of a name is a literal, so that setuptools does not run the module."""
    if len(source) > _SIZE_LIMIT:
        return False
    try:
        for statement in ast.parse(source).body:
            targets: list[ast.expr] = []
            if isinstance(statement, ast.Assign):
                targets = statement.targets
            elif isinstance(statement, ast.AnnAssign) and statement.value:
                targets = [statement.target]
            for target in targets:
                if isinstance(target, ast.Name) and target.id == name:
                    assert isinstance(statement, ast.Assign | ast.AnnAssign)
                    assert statement.value is not None
                    ast.literal_eval(statement.value)
                    return True
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        return False
    return False


def settings(tree: Tree) -> dict[str, dict[str, str]]:
    """Return the sections of setup.cfg; empty for an unreadable file."""
    file = tree.get("setup.cfg")
    if file is None or file.size_bytes > _SIZE_LIMIT:
        return {}
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(file.data.decode("utf-8", "replace"))
    except configparser.Error:
        return {}
    return {name: {key: str(value) for key, value in parser.items(name)} for name in parser.sections()}


def pairs(value: str) -> dict[str, str]:
    """Return the `key = value` pairs of a setting, which are separated by line breaks or commas."""
    lines = value.splitlines() if "\n" in value else value.split(",")
    parts = (line.partition("=") for line in lines[:_MOST_NAMED] if "=" in line)
    return {key.strip(): given.strip() for key, _, given in parts}


def _toml(tree: Tree, path: str) -> Mapping[str, Any]:
    file = tree.get(path)
    if file is None or file.size_bytes > _SIZE_LIMIT:
        return {}
    try:
        return tomllib.loads(file.data.decode("utf-8", "replace").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}


def _of_hatch(hatch: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of hatchling's custom hooks and of the code that computes the version.

    Custom hooks are `build.hooks.custom`, and `custom` hooks for targets and metadata.
    """
    build = table(hatch.get("build"))
    targets = table(build.get("targets"))
    holders = [build, table(hatch.get("metadata")), *map(table, targets.values())]
    paths = [table(table(holder.get("hooks")).get("custom")).get("path") for holder in holders]
    paths.append(table(targets.get("custom")).get("path"))
    version = table(hatch.get("version"))
    paths.append(version.get("path") if version.get("source") == "code" else None)
    yield from (path for path in paths if isinstance(path, str))


def _of_pdm_version(tree: Tree, version: Mapping[str, Any]) -> Iterator[str]:
    """Yield the module with the function that returns the version (`source = "call"`), and its parent packages."""
    getter = version.get("getter")
    if version.get("source") != "call" or not isinstance(getter, str):
        return
    parts = getter.partition(":")[0].strip().split(".")
    for length in range(1, min(len(parts), _MOST_PARTS) + 1):
        base = "/".join(parts[:length])
        yield from (path for path in (f"{base}.py", f"{base}/__init__.py") if path in tree.by_path)


def _of_scikit(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield the modules that provide a project's metadata (`provider`, searched in `provider-path`)."""
    for value in list(table(settings.get("metadata")).values())[:_MOST_NAMED]:
        provider, folder = table(value).get("provider"), table(value).get("provider-path")
        if isinstance(provider, str) and isinstance(folder, str):
            base = posixpath.join(folder, provider.replace(".", "/"))
            yield from (f"{base}.py", f"{base}/__init__.py")


def _poetry_script(value: Any) -> str:
    script = value if isinstance(value, str) else table(value).get("script")
    return script if isinstance(script, str) else ""
