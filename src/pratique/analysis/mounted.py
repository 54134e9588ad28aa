"""Archives that Python code puts where it looks for modules: what lies in them is read as if it were unpacked.

`sys.path.insert(0, "data/grid.dat")` makes the modules of a zip importable, whatever its name. Its members get paths below
that of the archive (`data/grid.dat!/core/__init__.py`).
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from pratique.analysis.facts import AskKind, Capability, FileFacts, Language
from pratique.analysis.inventory.nested import LIMITS, MOST_PACKED_BYTES
from pratique.analysis.kinds import Code, classify
from pratique.analysis.languages.shell.programs import INTERPRETERS, program_name
from pratique.archive import read as read_archive
from pratique.core.tree import AnomalyKind, File, Omission, Tree
from pratique.errors import ParseError

INSIDE = "!/"
"""Stands between the path of an archive and that of its member."""
_PUTS = frozenset(("sys.path", "__path__", "zipimport.zipimporter", "runpy.run_path"))
_AS = "inside.egg"
"""The name under which no top folder is dropped; the bytes decide the format."""
_CUT = frozenset((AnomalyKind.LIMIT, AnomalyKind.TRUNCATED, AnomalyKind.CORRUPT))
_END = b"PK\x05\x06"
_MOST_END = 22 + 65_535
_MOST = 4
_MOST_MEMBERS = 400
_PLACES = frozenset({Capability.FILE_READ, Capability.CODE})


def mount(tree: Tree, facts: Mapping[str, FileFacts], named: Iterable[str] = ()) -> Tree:
    """Give the tree with the Python members of the archives that its code asks for modules; what cannot be read is an omission.

    `named` are paths in which modules are looked for as well.
    """
    archives = (path for path in named if path in tree.by_path and _is_archive(tree.by_path[path]))
    files: list[File] = []
    omitted: list[Omission] = []
    for number, path in enumerate(dict.fromkeys((*archives, *_asked(tree, facts)))):
        file = tree.by_path[path]
        if number >= _MOST:
            omitted.append(Omission(f"{path}!", "too many archives are asked for modules", file.size_bytes))
            continue
        if file.size_bytes > MOST_PACKED_BYTES:
            omitted.append(
                Omission(f"{path}!", "too large an archive to be asked for modules", file.size_bytes)
            )
            continue
        try:
            inside = read_archive(file.data, _AS, limits=LIMITS)
        except ParseError as error:
            omitted.append(Omission(f"{path}!", error.message, file.size_bytes))
            continue
        cut = next((anomaly for anomaly in inside.anomalies if anomaly.kind in _CUT), None)
        if cut is not None or not inside.files:
            why = f"{cut.kind.value}: {cut.detail}" if cut is not None else "an archive without files"
            omitted.append(Omission(f"{path}!", why[:200], file.size_bytes))
        code = [member for member in inside if isinstance(classify(member), Code)]
        files += [File(f"{path}{INSIDE}{member.path}", member.data) for member in code[:_MOST_MEMBERS]]
        omitted += (Omission(f"{path}{INSIDE}{one.path}", one.why, one.size_bytes) for one in inside.omitted)
        if len(code) > _MOST_MEMBERS:
            omitted.append(Omission(f"{path}!", "too many members", file.size_bytes))
    known = tree.by_path
    fresh = tuple(file for file in files if file.path not in known)
    if not fresh and not omitted:
        return tree
    return Tree((*tree.files, *fresh), (*tree.omitted, *omitted), tree.anomalies)


def roots(paths: Mapping[str, object]) -> tuple[str, ...]:
    """The archives below which members lie, as folders in which modules are looked for."""
    return tuple(dict.fromkeys(path.partition(INSIDE)[0] + "!" for path in paths if INSIDE in path))


def _asked(tree: Tree, facts: Mapping[str, FileFacts]) -> Iterator[str]:
    """The zip archives of the tree that Python code puts where it looks for modules."""
    for path, file in facts.items():
        if file.language not in {Language.PYTHON, Language.PTH}:
            continue
        for use in file.uses:
            if use.capability in _PLACES and use.api in _PUTS and use.argument:
                yield from _named(tree, posixpath.dirname(path), use.argument)
        for ask in file.asks:
            if ask.kind is AskKind.ARCHIVE and ask.at_load:
                yield from _named(tree, posixpath.dirname(path), ask.name)
        for command in file.commands:
            if command.runs and INTERPRETERS.get(program_name(command.program)) is Language.PYTHON:
                yield from _named(tree, posixpath.dirname(path), command.runs)


def inside(tree: Tree, path: str) -> str | None:
    """What a path is that leads into an archive of the tree: `data/grid.dat/sub` is `data/grid.dat!/sub`."""
    above = path
    while above:
        if above in tree.by_path:
            return f"{above}!{path.removeprefix(above)}" if above != path else None
        above = posixpath.dirname(above)
    return None


def _named(tree: Tree, folder: str, text: str) -> Iterator[str]:
    """The archive that a path names: what stands before its first known part is mostly the file's own folder."""
    known = text.replace("\\", "/").rpartition("{}")[2].lstrip("/")
    for where in (folder, ""):
        path = posixpath.normpath(posixpath.join(where, known))
        path = (inside(tree, path) or path).partition("!")[0]
        file = tree.get(path)
        if file is not None and _is_archive(file):
            yield path
            return


def _is_archive(file: File) -> bool:
    """Whether Python takes it for a zip: by the record at its end, behind which only a comment may stand (`zipimport`)."""
    return file.data.startswith(b"PK") or file.data.rfind(_END, -_MOST_END) >= 0
