"""Reads the metadata and hooks of an unpacked Python distribution: a wheel or a source distribution."""

import posixpath
from collections.abc import Iterable
from typing import TypeVar

from pratique.core.manifest import Manifest
from pratique.core.release import ArtifactKind, Hook
from pratique.core.tree import Tree
from pratique.ecosystems.pypi.metadata import CoreMetadata, parse_commands, parse_metadata
from pratique.ecosystems.pypi.run_on_import import (
    build_plugins,
    data_folders,
    declarations,
    other_plugins,
    path_roots,
    sdist_entries,
    startup_hooks,
    wheel_entries,
)
from pratique.ecosystems.pypi.sdist.build import PROJECT_PATH, SETUP_PATH, Project, build_hooks, read_project
from pratique.ecosystems.pypi.sdist.dependencies import of_egg_info
from pratique.ecosystems.pypi.sdist.layout import declared_entries

_INFO_PATH = "PKG-INFO"


_SOURCES = frozenset({ArtifactKind.SDIST, ArtifactKind.COMMIT})


def read_manifest(tree: Tree, kind: ArtifactKind | None = None) -> Manifest:
    """Read a wheel or a source distribution, distinguished by `kind`, or by its files.

    Installing a wheel runs no code of the wheel. The hooks of a wheel are the files that run at every later start of Python
    (`run_on_import.startup_hooks`). An installer builds a source distribution first; its hooks are the files that the build runs
    (`sdist.build.build_hooks`). If `kind` is not given, and the files match both formats, the result contains the hooks of both.
    """
    infos = _info_folders(tree)
    looks_wheel = any(f"{folder}/WHEEL" in tree.by_path for folder in infos)
    looks_source = any(path in tree.by_path for path in (_INFO_PATH, SETUP_PATH, PROJECT_PATH))
    if kind is ArtifactKind.WHEEL or (kind not in _SOURCES and looks_wheel and not looks_source):
        return _read_wheel(tree, infos)
    source = _read_source(tree)
    if kind in _SOURCES or not looks_wheel:
        return source
    wheel = _read_wheel(tree, infos)
    return Manifest(
        path=wheel.path,
        name=wheel.name,
        version=wheel.version,
        hooks=_unique((*wheel.hooks, *source.hooks)),
        entries=_unique((*wheel.entries, *source.entries)),
        import_roots=_unique((*wheel.import_roots, *source.import_roots)),
        imported={**source.imported, **wheel.imported},
        plugins=_unique((*wheel.plugins, *source.plugins)),
        commands=wheel.commands,
        dependencies=wheel.dependencies,
        requires=wheel.requires,
        problem=wheel.problem or source.problem,
    )


def _read_wheel(tree: Tree, infos: list[str]) -> Manifest:
    hooks, entries = tuple(startup_hooks(tree)), wheel_entries(tree)
    folder = next((f for f in infos if f"{f}/METADATA" in tree.by_path), None)
    if folder is None:
        return Manifest(
            path=None,
            hooks=hooks,
            entries=entries,
            import_roots=path_roots(tree),
            problem="the wheel has no METADATA file",
        )
    metadata = _metadata(tree, f"{folder}/METADATA")
    folders = (*data_folders(tree, "scripts"), *(f"{name}/bin" for name in data_folders(tree, "data")))
    scripts = [file.path for file in tree if file.path.startswith(tuple(f"{name}/" for name in folders))]
    declared = declarations(tree, wheel=True)
    return Manifest(
        path=f"{folder}/METADATA",
        name=metadata.name,
        version=metadata.version,
        hooks=hooks,
        entries=_unique((*entries, *(path for where in declared for path in build_plugins(tree, where)))),
        import_roots=path_roots(tree),
        imported=_imported(tree, entries),
        plugins=_unique(path for where in declared for path in other_plugins(tree, where)),
        commands=_commands(tree, f"{folder}/entry_points.txt")
        | {posixpath.basename(path): path for path in scripts},
        dependencies=metadata.dependencies,
        requires=metadata.requires,
        problem=f"the wheel has {len(infos)} dist-info folders" if len(infos) > 1 else None,
    )


def _read_source(tree: Tree) -> Manifest:
    project = read_project(tree)
    metadata = _metadata(tree, _INFO_PATH)
    eggs = [file.path for file in tree if file.path.endswith(".egg-info/entry_points.txt")]
    declared = _unique((*declarations(tree, wheel=False), *eggs[:1]))
    described = _INFO_PATH in tree.by_path
    known = described or PROJECT_PATH in tree.by_path or SETUP_PATH in tree.by_path
    layout = project.layout
    entries = sdist_entries(tree)
    name = metadata.name or project.name
    return Manifest(
        path=_INFO_PATH if described else None,
        name=name,
        version=metadata.version,
        hooks=(*build_hooks(tree, project), *(Hook("pth", path, implicit=True) for path in layout.started)),
        entries=_unique(
            (
                *entries,
                *declared_entries(layout, name),
                *(path for where in (*declared, SETUP_PATH) for path in build_plugins(tree, where)),
            )
        ),
        import_roots=_unique((*project.import_roots, *layout.roots)),
        imported=layout.imported or _imported(tree, entries),
        plugins=_unique(path for where in declared for path in other_plugins(tree, where)),
        commands={**layout.commands, **(_commands(tree, eggs[0]) if eggs else {})},
        dependencies=metadata.dependencies,
        requires=_source_requires(tree, project, metadata if described else None),
        problem=project.problem
        or (None if known else "the distribution has no PKG-INFO, pyproject.toml or setup.py"),
    )


def _source_requires(tree: Tree, project: Project, metadata: CoreMetadata | None) -> tuple[str, ...] | None:
    """Return a source distribution's dependencies from pyproject.toml, else from the metadata that its build wrote.

    Returns None if a build backend inside the distribution determines the dependencies.
    """
    if project.backend_path:
        return None
    if project.needs is not None:
        return project.needs
    recorded = metadata.requires if metadata is not None else None
    of_setuptools = of_egg_info(tree)
    return recorded or (of_setuptools if of_setuptools is not None else recorded)


def _imported(tree: Tree, entries: Iterable[str]) -> dict[str, str]:
    """Return the top-level import name of each file with its path, such as `kite` for `kite/__init__.py`."""
    found: dict[str, str] = {}
    for path in entries:
        root = next((site for site in (*tree.site_folders, "src") if path.startswith(f"{site}/")), "")
        first = path.removeprefix(f"{root}/" if root else "").partition("/")[0]
        found.setdefault(first.partition(".")[0], posixpath.join(root, first))
    return found


def _info_folders(tree: Tree) -> list[str]:
    folders = {file.path.partition("/")[0] for file in tree if "/" in file.path}
    return sorted(folder for folder in folders if folder.endswith(".dist-info"))


def _metadata(tree: Tree, path: str) -> CoreMetadata:
    file = tree.get(path)
    return CoreMetadata() if file is None else parse_metadata(file.data)


def _commands(tree: Tree, path: str) -> dict[str, str]:
    file = tree.get(path)
    return {} if file is None else parse_commands(file.data)


T = TypeVar("T")


def _unique(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
