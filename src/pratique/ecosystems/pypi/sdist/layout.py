"""Determines the files that a source distribution installs: setup.py, setup.cfg, pyproject.toml, top_level.txt.

In setup.py, only literals in the call of `setup`, or module-level names assigned to a literal, count. Sources: `distutils/command`
and `config` of setuptools 65.5, the documentation of flit, hatchling 1.33 and poetry-core 2.5.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pratique.core.tree import Tree
from pratique.ecosystems.pypi.run_on_import import NO_MODULES, NO_PACKAGES
from pratique.ecosystems.pypi.sdist.build_files import pairs, settings
from pratique.ecosystems.pypi.sdist.setup_call import setup_arguments
from pratique.ecosystems.reading.json_values import table

_MOST = 200
_MOST_PARTS = 20
_TOP_LEVEL_LIMIT = 64 * 1024
_CUSTOMISERS = frozenset({"sitecustomize.py", "usercustomize.py"})
_PROGRAMS = ("console_scripts", "gui_scripts")


@dataclass(frozen=True, slots=True)
class Layout:
    """The files that a source distribution declares to install."""

    imported: Mapping[str, str] = field(default_factory=dict)
    """The import names of the installed modules, each with its folder or file."""
    entries: tuple[str, ...] = ()
    """The files that run when one of the `imported` names is imported."""
    roots: tuple[str, ...] = ()
    """Folders that contain the importable packages (`package_dir={"": "lib"}`)."""
    started: tuple[str, ...] = ()
    """Files of `data_files` that every start of Python may run, in any folder: `.pth` files, `sitecustomize`."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Programs: name mapped to path or to `module:function`."""


@dataclass(slots=True)
class _Said:
    packages: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    folders: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    commands: dict[str, str] = field(default_factory=dict)


def read_layout(tree: Tree, document: Mapping[str, Any]) -> Layout:
    """Return the declared layout; `document` is the decoded pyproject.toml, or empty."""
    said = _Said()
    _by_setup(said, setup_arguments(tree))
    _by_settings(said, settings(tree))
    _by_project(said, document)
    if not said.packages and not said.modules and not said.places:
        said.packages += _top_level(tree)
    places = _Places(tree)
    imported: dict[str, str] = {}
    entries: dict[str, None] = {}
    said.packages = [name.replace("/", ".") for name in said.packages[:_MOST]]
    for name in dict.fromkeys((*said.packages, *said.modules[:_MOST])):
        place = places.of(name, said.folders)
        if place is not None:
            imported.setdefault(name.partition(".")[0], _top(name, place))
            entries.update(dict.fromkeys(places.run_by(name, place, said.packages)))
    for name, place in list(said.places.items())[:_MOST]:
        found = next((p for p in (place, f"{place}.py") if places.has(p)), None)
        if found is not None:
            imported.setdefault(name, found)
            entries.update(dict.fromkeys(places.run_by(name, found, [])))
    root = said.folders.get("")
    return Layout(
        imported,
        tuple(entries),
        roots=(_clean(root),) if root and _clean(root) else (),
        started=tuple(_started(tree, said.data)),
        commands={**{posixpath.basename(p): _clean(p) for p in said.scripts[:_MOST]}, **said.commands},
    )


def declared_entries(layout: Layout, name: str | None) -> Iterator[str]:
    """Yield the entries of a layout.

    If a distribution also contains other packages, packages called `tests` or `docs` were included by mistake, and count as tests
    or documentation. A package called `tests` or `docs` counts as a regular package if the distribution has no other package, or
    has the same name.
    """
    own = (name or "").lower().replace("-", "_")
    odd = {one for one in layout.imported if one.lower() in NO_PACKAGES | NO_MODULES and one != own}
    aside = {layout.imported[one] for one in odd if layout.imported[one].removesuffix(".py").endswith(one)}
    for path in layout.entries:
        top = next((place for place in aside if path == place or path.startswith(f"{place}/")), None)
        if top is None or (len(odd) == len(layout.imported) and own not in layout.imported):
            yield path


def _by_setup(said: _Said, given: Mapping[str, Any]) -> None:
    said.packages += _texts(given.get("packages"))
    said.modules += _texts(given.get("py_modules"))
    said.folders.update(_text_pairs(given.get("package_dir")))
    said.scripts += _texts(given.get("scripts"))
    for item in _items(given.get("data_files")):
        said.data += [item] if isinstance(item, str) else [t for part in _items(item) for t in _texts(part)]
    points = given.get("entry_points")
    if isinstance(points, str):
        said.commands.update(_of_sections(points))
    for group in _PROGRAMS:
        said.commands.update(_targets(_lines(table(points).get(group))))


def _by_settings(said: _Said, sections: Mapping[str, Mapping[str, str]]) -> None:
    options = sections.get("options", {})
    said.packages += [name for name in _words(options.get("packages", "")) if not name.startswith("find")]
    said.modules += _words(options.get("py_modules", ""))
    said.scripts += _words(options.get("scripts", ""))
    said.folders.update(pairs(options.get("package_dir", "")))
    for value in sections.get("options.data_files", {}).values():
        said.data += _words(value)
    for group in _PROGRAMS:
        said.commands.update(_targets(sections.get("options.entry_points", {}).get(group, "").splitlines()))


def _by_project(said: _Said, document: Mapping[str, Any]) -> None:
    tools, project = table(document.get("tool")), table(document.get("project"))
    own = table(tools.get("setuptools"))
    said.packages += _texts(own.get("packages"))
    said.modules += _texts(own.get("py-modules"))
    said.scripts += _texts(own.get("script-files"))
    said.folders.update(_text_pairs(own.get("package-dir")))
    for files in table(own.get("data-files")).values():
        said.data += _texts(files)
    poetry, flit = table(tools.get("poetry")), table(tools.get("flit"))
    for programs in (project.get("scripts"), project.get("gui-scripts"), poetry.get("scripts")):
        said.commands.update(_text_pairs(programs))
    named = table(flit.get("module")).get("name") or table(flit.get("metadata")).get("module")
    if isinstance(named, str):
        said.packages.append(named)
    wheel = table(table(table(table(tools.get("hatch")).get("build")).get("targets")).get("wheel"))
    for folder in _texts(wheel.get("packages")):
        said.places[posixpath.basename(_clean(folder))] = _clean(folder)
    for item in _items(poetry.get("packages")):
        include, where = table(item).get("include"), table(item).get("from", "")
        if isinstance(include, str) and isinstance(where, str) and "*" not in include:
            said.places[_clean(include).partition("/")[0]] = _clean(posixpath.join(where, include))


class _Places:
    """The folders of a distribution that contain modules, and the modules themselves."""

    def __init__(self, tree: Tree) -> None:
        self._files = tree.by_path
        self._modules: dict[str, list[str]] = {}
        self._above: set[str] = set()
        for file in tree:
            if file.path.endswith(".py"):
                folder = posixpath.dirname(file.path)
                self._modules.setdefault(folder, []).append(file.path)
                while folder and folder not in self._above:
                    self._above.add(folder)
                    folder = posixpath.dirname(folder)

    def has(self, path: str) -> bool:
        """Return True if a path is a file, or a folder with modules."""
        return path in self._above or path in self._files

    def of(self, name: str, folders: Mapping[str, str]) -> str | None:
        """Return the place of a package or module as distutils finds it (`get_package_dir`), or else below `src`."""
        parts = name.split(".")[:_MOST_PARTS]
        for length in range(len(parts), -1, -1):
            start = folders.get(".".join(parts[:length]))
            if start is None and length:
                continue
            for root in (start,) if start is not None else ("", "src"):
                place = _clean(posixpath.join(root, *parts[length:]))
                found = next((path for path in (f"{place}.py", place) if place and self.has(path)), None)
                if found is not None:
                    return found
            return None
        return None

    def run_by(self, name: str, place: str, packages: list[str]) -> Iterator[str]:
        """Yield the files that importing a name runs: its file or `__init__`, or the modules in a namespace folder."""
        above, inside = posixpath.dirname(place), any(name.startswith(f"{other}.") for other in packages)
        while above and not inside:
            inside = f"{above}/__init__.py" in self._files
            above = posixpath.dirname(above)
        if place in self._files:
            yield from [place] if place.endswith(".py") else []
        elif not inside:
            init = f"{place}/__init__.py"
            yield from [init] if init in self._files else self._modules.get(place, [])


def _top(name: str, place: str) -> str:
    """Return the location of the top-level package of a dotted name."""
    above = name.count(".")
    for _ in range(above):
        place = posixpath.dirname(place) or place
    return place


def _started(tree: Tree, data: list[str]) -> Iterator[str]:
    for written in dict.fromkeys(data):
        path = _clean(written)
        if path in tree.by_path and (path.endswith(".pth") or posixpath.basename(path) in _CUSTOMISERS):
            yield path


def _top_level(tree: Tree) -> list[str]:
    """Return the import names that setuptools wrote when it built the distribution."""
    found: list[str] = []
    for file in tree:
        if file.path.endswith(".egg-info/top_level.txt") and file.path.count("/") <= 2:
            found += file.data[:_TOP_LEVEL_LIMIT].decode("utf-8", "replace").split()[:_MOST]
    return [name for name in found if "." not in name]


def _clean(path: str) -> str:
    found = posixpath.normpath(path.replace("\\", "/").lstrip("/") or ".")
    return "" if found == "." or found.startswith("..") else found


def _items(value: object) -> list[Any]:
    return list(value)[:_MOST] if isinstance(value, list | tuple | set) else []


def _texts(value: object) -> list[str]:
    return [item for item in _items(value) if isinstance(item, str)]


def _text_pairs(value: object) -> dict[str, str]:
    return {key: item for key, item in list(table(value).items())[:_MOST] if isinstance(item, str)}


def _words(value: str) -> list[str]:
    return value.replace(",", "\n").split()[:_MOST]


def _lines(value: object) -> list[str]:
    return value.splitlines() if isinstance(value, str) else _texts(value)


def _targets(lines: list[str]) -> dict[str, str]:
    """Return the lines of the form `name = module:function`."""
    parts = (line.partition("=") for line in lines[:_MOST])
    return {
        name.strip(): target.partition("[")[0].strip()
        for name, equals, target in parts
        if equals and name.strip() and target.strip()
    }


def _of_sections(text: str) -> dict[str, str]:
    """Return the programs of entry points written as sections."""
    found: dict[str, str] = {}
    inside = False
    for raw in text.splitlines()[:_MOST]:
        line = raw.strip()
        if line.startswith("["):
            inside = line.strip("[] ") in _PROGRAMS
        elif inside:
            found.update(_targets([line]))
    return found
