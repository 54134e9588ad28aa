"""Archives inside the artifact, looked into one level deep."""

import zlib
from collections.abc import Iterable

from pratique.analysis.inventory import pickles
from pratique.analysis.inventory.inventory import Nested
from pratique.analysis.kinds import Code, Compiled, classify
from pratique.archive import Limits, zip_directory
from pratique.archive import read as read_archive
from pratique.archive.notes import Notes
from pratique.core.tree import AnomalyKind, File, Tree
from pratique.errors import ParseError

LIMITS = Limits(
    max_unpacked_bytes=16 * 1024 * 1024,
    max_file_bytes=8 * 1024 * 1024,
    max_files=1_000,
    ratio_floor_bytes=8 * 1024 * 1024,
)
"""What one archive inside may cost. Of a zip only the list of its members is read, unless there are pickles in it."""
MOST_ARCHIVES = 20
MOST_UNPACKED = 4
"""Archives of one artifact that are unpacked in memory."""
MOST_PACKED_BYTES = 8 * 1024 * 1024
"""A larger archive is told, and not unpacked."""
_AS = "inside.egg"
"""The name under which no top folder is dropped; the bytes decide the format."""
_MOST_NAMES = 20
_MOST_MEMBERS = 5_000
_HEAD = 64 * 1024
_EXECUTABLES = (
    ".exe",
    ".dll",
    ".so",
    ".node",
    ".pyd",
    ".dylib",
    ".scr",
    ".com",
    ".msi",
    ".pyc",
    ".bin",
    ".elf",
)
_ENCRYPTED = 1
_CUT = frozenset((AnomalyKind.LIMIT, AnomalyKind.TRUNCATED, AnomalyKind.CORRUPT))


def read(file: File, *, unpack: bool) -> tuple[Nested, Tree | None]:
    """List one archive; with it the tree when it was unpacked, for what it holds may be looked at."""
    if file.data.startswith(b"PK"):
        told = _zip(file)
        if told is not None:
            return told, _unpacked(file) if unpack and _holds_pickles(file) else None
    if not unpack:
        return Nested(path=file.path, problem="too many archives"), None
    if file.size_bytes > MOST_PACKED_BYTES:
        return Nested(path=file.path, problem=f"too large: {file.size_bytes} bytes"), None
    try:
        tree = read_archive(file.data, _AS, limits=LIMITS)
    except ParseError as error:
        return _single(file, error.message), None
    cut = next((anomaly for anomaly in tree.anomalies if anomaly.kind in _CUT), None)
    return Nested(
        path=file.path,
        files=len(tree.files) + len(tree.omitted),
        executables=_names(f.path for f in tree if isinstance(classify(f), Compiled)),
        scripts=_names(f.path for f in tree if isinstance(classify(f), Code)),
        problem="" if cut is None else f"{cut.kind.value}: {cut.detail}"[:200],
    ), tree


def _zip(file: File) -> Nested | None:
    """What the directory of a zip lists; None when there is none."""
    notes = Notes(file.path)
    directory = zip_directory.find_directory(file.data, notes)
    if directory is None:
        return None
    names: list[str] = []
    encrypted = False
    for entry in zip_directory.entries(file.data, directory, notes):
        if not entry.name.endswith("/"):
            names.append(entry.name[:200])
            encrypted = encrypted or bool(entry.flags & _ENCRYPTED)
        if len(names) > _MOST_MEMBERS:
            break
    return Nested(
        path=file.path,
        files=len(names),
        executables=_names(name for name in names if name.lower().endswith(_EXECUTABLES)),
        scripts=_names(name for name in names if isinstance(classify(File(name, b"")), Code)),
        encrypted=encrypted,
        problem="more members than are listed" if len(names) > _MOST_MEMBERS else "",
    )


def _holds_pickles(file: File) -> bool:
    head, tail = file.data[: 4 * _HEAD], file.data[-4 * _HEAD :]
    marks = (b".pkl", b".pickle", b".npy")
    return file.size_bytes <= 4 * MOST_PACKED_BYTES and any(m in head or m in tail for m in marks)


def _unpacked(file: File) -> Tree | None:
    try:
        return read_archive(file.data, _AS, limits=LIMITS)
    except ParseError:
        return None


def _single(file: File, why: str) -> Nested:
    """One file in gzip, by its first bytes; other packings are told as unread."""
    if not file.data.startswith(b"\x1f\x8b"):
        return Nested(path=file.path, problem=why[:200])
    try:
        head = zlib.decompressobj(31).decompress(file.data[: 4 * _HEAD], _HEAD)
    except zlib.error as error:
        return Nested(path=file.path, problem=f"gzip: {error}"[:200])
    inside = File(file.path.removesuffix(".gz"), head)
    match classify(inside):
        case Compiled():
            return Nested(path=file.path, files=1, executables=(inside.path,))
        case Code():
            return Nested(path=file.path, files=1, scripts=(inside.path,))
        case _:
            return Nested(path=file.path, files=1)


def members(tree: Tree) -> Iterable[File]:
    """The members of an unpacked archive that may be pickles, by their names."""
    return (file for file in tree if file.path.lower().endswith(pickles.SUFFIXES))


def _names(names: Iterable[str]) -> tuple[str, ...]:
    """At most twenty names, those that lie at the top first."""
    return tuple(sorted(names, key=lambda name: (name.count("/"), name))[:_MOST_NAMES])
