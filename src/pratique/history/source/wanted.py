"""Chooses the files of a repository to read for a comparison. In a large repository, only relevant files are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pratique.core.names import Ecosystem
from pratique.core.tree import Omission
from pratique.history.source.layout import is_manifest
from pratique.history.source.outline import Outline

MOST_FILE_BYTES = 16 * 1024 * 1024
MOST_FILES = 60_000
_ORIGIN_SUFFIXES = (
    *(
        ".js",
        ".ts",
        ".tsx",
        ".jsx",
        ".mjs",
        ".cjs",
        ".mts",
        ".cts",
        ".coffee",
        ".vue",
        ".svelte",
        ".ls",
        ".flow",
    ),
    *(".py", ".pyx", ".pyi", ".proto", ".g4", ".lark", ".c", ".cpp", ".cc", ".rs", ".go", ".f", ".f90"),
    *(
        ".rb",
        ".y",
        ".rl",
        ".peg",
        ".pegjs",
        ".jison",
        ".po",
        ".scss",
        ".sass",
        ".less",
        ".thrift",
        ".re",
        ".res",
    ),
)
_LEAST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a commit. The content of the file has not been read yet."""

    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Paths to read, and relevant paths that are skipped, each with the reason."""

    paths: tuple[str, ...]
    omitted: tuple[Omission, ...]


def choose_files(
    listed: Iterable[Listed], artifact: Outline, *, ecosystem: Ecosystem, most_bytes: int, folder: str = ""
) -> Wanted:
    """Return the paths to read: manifests, then possible counterparts by name or size, then possible build inputs.

    `most_bytes` limits the total size of the files to read. Relevant paths beyond the limit are returned as skipped.
    """
    sizes = {size_bytes for size_bytes in artifact.sizes if size_bytes >= _LEAST_BYTES}
    ranked = [
        (rank, not (folder and item.path.startswith(f"{folder}/")), item.path, item)
        for item in listed
        if (rank := _rank(item, artifact.names, sizes, ecosystem)) is not None
    ]
    ranked.sort(key=lambda entry: entry[:3])
    return _within((item for *_, item in ranked), most_bytes)


def _rank(item: Listed, names: frozenset[str], sizes: set[int], ecosystem: Ecosystem) -> int | None:
    if is_manifest(item.path, ecosystem):
        return 0
    if item.path.rpartition("/")[2] in names or item.size_bytes in sizes:
        return 1
    return 2 if item.path.endswith(_ORIGIN_SUFFIXES) else None


def _within(items: Iterator[Listed], most_bytes: int) -> Wanted:
    paths: list[str] = []
    omitted: list[Omission] = []
    total = 0
    for item in items:
        if item.size_bytes > MOST_FILE_BYTES:
            why = f"the file is larger than {MOST_FILE_BYTES // 1024**2} MiB in the source"
        elif len(paths) >= MOST_FILES or total + item.size_bytes > most_bytes:
            why = "the source is too large to read all its files"
        else:
            total += item.size_bytes
            paths.append(item.path)
            continue
        omitted.append(Omission(item.path, why, item.size_bytes))
    return Wanted(tuple(paths), tuple(omitted))
