"""The compiled code of an artifact: how much is shipped and not read, and which code loads it."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pratique.analysis.compiled_python import unread_byte_code
from pratique.analysis.context import Context
from pratique.analysis.facts import NODE_LANGUAGES, Capability, FileFacts, Import, Language, Use
from pratique.analysis.resolving import node_files, python_package, ruby_files
from pratique.analysis.subject import Contents, NativeKind
from pratique.core.finding import NativeCode
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.tree import Tree

MOST_NAMED = 10
"""Files, and places that load them, that are named."""
_MOST_LOADS = 2_000
_RUST_PROGRAM, _RUST_MANIFEST = "build.rs", "Cargo.toml"
_NAMING = frozenset((Capability.NATIVE, Capability.FILE_READ, Capability.PROCESS))
"""What names a file that it loads or starts."""
_ADDING_SUFFIX = frozenset(("bindings",))
_MODULES = (".so", ".pyd", ".pyc")
_RUBY_ROOTS = ("lib", "ext", "")


def native_code(contents: Contents, ecosystem: Ecosystem) -> NativeCode | None:
    """Count what is compiled, or built by a Rust compiler at install, and name what loads it; None where there is none."""
    shipped = _shipped(contents)
    if not shipped:
        return None
    loads = list(_loads(contents, shipped, ecosystem))
    loaded = dict.fromkeys(path for load in loads for path in load.paths)
    unsearched = {native.path for native in contents.inventory.natives if not native.whole}
    searched = {native.path for native in contents.inventory.natives}
    return NativeCode(
        count=len(shipped),
        size_bytes=sum(shipped.values()),
        unsearched=sum(
            path in unsearched or path not in searched
            for path in shipped
            if contents.natives.get(path) is NativeKind.BINARY
        ),
        paths=tuple(dict.fromkeys((*loaded, *sorted(shipped))))[:MOST_NAMED],
        loaded_by=tuple(dict.fromkeys(load.place for load in loads))[:MOST_NAMED],
    )


def _shipped(contents: Contents) -> dict[str, int]:
    """Return the size of each file; byte code counts where Python runs it in place of source."""
    tree = contents.tree
    sizes = {omission.path: omission.size_bytes or 0 for omission in tree.omitted}
    sizes |= {path: tree.by_path[path].size_bytes for path in contents.natives if path in tree.by_path}
    run = {item.path for item in unread_byte_code(contents, frozenset())}
    run.update(item.path for item in contents.inventory.bytecode)
    found = {
        path: sizes.get(path, 0)
        for path, kind in contents.natives.items()
        if kind is NativeKind.BINARY or path in run
    }
    return found | {path: tree.by_path[path].size_bytes for path in _rust_programs(tree)}


def _rust_programs(tree: Tree) -> Iterator[str]:
    """Yield the programs that cargo compiles and runs when it builds the package beside them."""
    for path in tree.sorted_paths:
        folder, name = posixpath.split(path)
        if name == _RUST_PROGRAM and posixpath.join(folder, _RUST_MANIFEST) in tree.by_path:
            yield path


@dataclass(frozen=True, slots=True)
class _Load:
    """A place that loads or starts compiled code, with the files, as far as they are known."""

    place: Location
    paths: tuple[str, ...] = ()


def _loads(contents: Contents, shipped: Mapping[str, int], ecosystem: Ecosystem) -> Iterator[_Load]:
    """Yield what loads the files, those that run earliest first; tests and examples do not count."""
    names = {posixpath.basename(path): path for path in sorted(shipped, reverse=True)}
    own = contents.manifest.name if ecosystem is Ecosystem.NPM else None
    stems: dict[str, list[str]] = {}
    for path in shipped:
        stems.setdefault(_stem(path), []).append(path)
    for path in contents.in_order():
        facts = contents.facts[path]
        if contents.context(path) is Context.AUXILIARY:
            continue
        for item in facts.imports[:_MOST_LOADS]:
            found = tuple(_imported(contents.tree, path, facts, item, own, stems) & shipped.keys())
            if found:
                yield _Load(Location(path, item.line), tuple(sorted(found)))
        for use in facts.uses[:_MOST_LOADS]:
            named = tuple(named_in(use, names))
            # What names no file may load any of them.
            if named or (use.capability is Capability.NATIVE and use.argument is None):
                yield _Load(Location(path, use.line), named)


def _imported(
    tree: Tree, path: str, facts: FileFacts, item: Import, own: str | None, stems: Mapping[str, list[str]]
) -> set[str]:
    """Return the files that an import may mean."""
    module, folder = item.module or "", posixpath.dirname(path)
    if facts.language in NODE_LANGUAGES:
        if "*" in module or _stem(module) in stems:
            return set(node_files(tree, folder, module, own))
    elif facts.language in {Language.PYTHON, Language.PTH}:
        name = module.rpartition(".")[2]
        return set(_extensions(tree, folder, module, stems.get(name.lower(), ())))
    elif facts.language is Language.RUBY and _stem(module) in stems:
        return set(ruby_files(tree, (folder, *_RUBY_ROOTS), module))
    return set()


def _stem(module: str) -> str:
    return posixpath.basename(module).partition(".")[0].lower()


def _extensions(tree: Tree, folder: str, module: str, named: Iterable[str]) -> Iterator[str]:
    """Yield those that Python finds under a module's name: `_x.so`, `_x.cpython-313-x86_64-linux-gnu.so`, `_x.pyd`, `_x.pyc`."""
    package, _, name = module.rpartition(".")
    dots = len(module) - len(module.lstrip("."))
    above = module[:dots] if not package.strip(".") else package
    for base in python_package(tree, folder, above) if named else ():
        start = posixpath.join(base, f"{name}.")
        yield from (path for path in named if path.startswith(start) and path.endswith(_MODULES))


def named_in(use: Use, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the file whose name an argument ends with; a bare name without a suffix may be any program."""
    if use.capability in _NAMING:
        words = (use.argument or "").replace("\\", "/").split()[:3]
        if use.api in _ADDING_SUFFIX and words:
            words.append(f"{words[0]}.node")
        for word in words:
            name = posixpath.basename(word)
            if name in names and (name != word or "." in name):
                yield names[name]
                return
