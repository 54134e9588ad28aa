"""The inventory of an artifact: every file that is not source, each looked at once, within bounds."""

import posixpath
import re
from collections.abc import Collection, Iterator

from pratique.analysis.inventory import blanks, disguises, natives, nested, notable, pickles, pictures, texts
from pratique.analysis.inventory.inventory import (
    Blanks,
    Bytecode,
    Carried,
    Disguise,
    Inventory,
    Native,
    Nested,
    Pickle,
    Shape,
)
from pratique.analysis.kinds import Compiled, Format, Packed, classify
from pratique.core.tree import File, Tree

MOST_OF_A_KIND = 300
"""Files told of each kind."""
_MOST_BYTECODE = 200
_MOST_BYTECODE_BYTES = 4 * 1024 * 1024
_MOST_PICKLES = 50
_CACHED = re.compile(r"\.(?:cpython|pypy)-?\d+(?:\.opt-\d)?\Z")
_FIRST_LINE = (b"#!", b"\xef\xbb\xbf#!")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def take(tree: Tree, code: Collection[str], compiled: Collection[str]) -> Inventory:
    """Look at everything beside source.

    `code` are the paths of files that are read as source, `compiled` those of compiled code, among them files too
    large to be read. Raises MemoryError, and nothing else, whatever the bytes are.
    """
    rest = [file for file in tree if file.path not in code and file.path not in compiled]
    archives = [file for file in rest if isinstance(classify(file), Packed)]
    inside, trees = _nested(archives)
    return Inventory(
        natives=tuple(_natives(tree, compiled))[:MOST_OF_A_KIND],
        bytecode=tuple(_bytecode(tree, compiled))[:MOST_OF_A_KIND],
        pickles=tuple(_pickles(tree, rest, code, trees)),
        carried=tuple(_carried(rest))[:MOST_OF_A_KIND],
        disguises=tuple(_disguises(tree, rest, code, compiled))[:MOST_OF_A_KIND],
        nested=inside,
        blanks=tuple(_blanks(tree, compiled))[:MOST_OF_A_KIND],
    )


def _natives(tree: Tree, compiled: Collection[str]) -> Iterator[Native]:
    found: list[tuple[File, Format]] = []
    for path in sorted(compiled):
        file = tree.get(path)
        if file is None:
            yield Native(path=path, format="", whole=False)
            continue
        kind = classify(file)
        if isinstance(kind, Compiled) and not kind.bytecode:
            found.append((file, kind.format))
    programs = {
        posixpath.dirname(f.path) for f, form in found if form is Format.PE and f.path.endswith(".exe")
    }
    left = natives.MOST_BYTES
    for file, form in sorted(found, key=lambda item: (item[0].size_bytes, item[0].path))[:MOST_OF_A_KIND]:
        stolen = natives.steals_a_name(file.path) and posixpath.dirname(file.path) in programs
        allowed = min(left, natives.MOST_TEXT_BYTES)
        yield natives.read(file, form, most_bytes=allowed, side_loaded=stolen)
        left -= min(allowed, file.size_bytes)


def _bytecode(tree: Tree, compiled: Collection[str]) -> Iterator[Bytecode]:
    left = _MOST_BYTECODE_BYTES
    orphans = [
        path for path in sorted(compiled) if path.endswith((".pyc", ".pyo")) and not _has_source(tree, path)
    ]
    for path in orphans[:_MOST_BYTECODE]:
        file = tree.get(path)
        data = file.data[:left] if file is not None else b""
        left -= len(data)
        found = notable.addresses(data)
        yield Bytecode(
            path=path,
            names=tuple(notable.held_in_bytecode(data)),
            addresses=found.told,
            telling=found.telling,
        )


def _has_source(tree: Tree, path: str) -> bool:
    folder, name = posixpath.split(path)
    stem = _CACHED.sub("", posixpath.splitext(name)[0])
    if posixpath.basename(folder) == "__pycache__":
        folder = posixpath.dirname(folder)
    base = posixpath.join(folder, stem)
    return any(base + suffix in tree.by_path for suffix in (".py", ".pyw", ".pyx"))


def _pickles(
    tree: Tree, rest: list[File], code: Collection[str], trees: list[tuple[File, Tree]]
) -> Iterator[Pickle]:
    count = 0
    paths = [tree.by_path[path] for path in sorted(code) if path.endswith(".pth")]
    for file in (*rest, *paths):
        named = file.path.lower().endswith(pickles.SUFFIXES)
        if count >= _MOST_PICKLES:
            return
        if named or pickles.starts_like_one(file.data):
            found = pickles.read(file)
            # A list of words may begin as an old pickle does; it does not end as one.
            if found is not None and (found.whole or (named and found.imports)):
                count += 1
                yield found
    for file, inner in trees:
        for member in nested.members(inner):
            found = pickles.read(file, member=member.path, data=member.data)
            if found is not None and count < _MOST_PICKLES:
                count += 1
                yield found


def _nested(archives: list[File]) -> tuple[tuple[Nested, ...], list[tuple[File, Tree]]]:
    told: list[Nested] = []
    trees: list[tuple[File, Tree]] = []
    unpacked = 0
    for file in archives[: nested.MOST_ARCHIVES]:
        entry, tree = nested.read(file, unpack=unpacked < nested.MOST_UNPACKED)
        told.append(entry)
        if tree is not None:
            trees.append((file, tree))
        unpacked += tree is not None or not file.data.startswith(b"PK")
    told += (Nested(path=file.path, problem="too many archives") for file in archives[nested.MOST_ARCHIVES :])
    return tuple(told[:MOST_OF_A_KIND]), trees


def _carried(rest: list[File]) -> Iterator[Carried]:
    for file in rest:
        if file.data.startswith(_PICTURES):
            yield from pictures.read(file)


def _disguises(
    tree: Tree, rest: list[File], code: Collection[str], compiled: Collection[str]
) -> Iterator[Disguise]:
    """Files under harmless names; source is told when its first line alone made it source."""
    for file in rest:
        found = disguises.read(file)
        if found is not None:
            yield found
    for path in sorted((*code, *compiled)):
        named = tree.get(path)
        claim = disguises.claim_of(path) if named is not None else None
        if (
            named is None
            or claim is None
            or (path not in compiled and not named.data.startswith(_FIRST_LINE))
        ):
            continue
        shape = Shape.EXECUTABLE if path in compiled else Shape.SCRIPT
        yield Disguise(path=path, shape=shape, claims=claim, sample=texts.sample(named.data))


def _blanks(tree: Tree, compiled: Collection[str]) -> Iterator[Blanks]:
    for file in tree:
        if file.path not in compiled and b"\0" not in file.data[:1024]:
            found = blanks.read(file)
            if found is not None:
                yield found
