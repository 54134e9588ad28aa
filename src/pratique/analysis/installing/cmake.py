"""What CMake files of a package start or download while they configure a build."""

import re
from collections.abc import Iterator

from pratique.analysis.installing.statement import Statement
from pratique.core.install_script import Effect
from pratique.core.location import Location
from pratique.core.tree import Tree

_WORDS: tuple[tuple[re.Pattern[bytes], Effect, str], ...] = (
    (
        re.compile(rb"(?i)\b(?:FetchContent_|ExternalProject_|CPMAddPackage|file\s{0,9}\(\s{0,9}DOWNLOAD)"),
        Effect.DOWNLOADS,
        "downloads with CMake",
    ),
    (
        re.compile(rb"(?i)\b(?:execute_process|add_custom_command|add_custom_target|exec_program)\s{0,9}\("),
        Effect.STARTS,
        "starts programs from CMake files",
    ),
)
_MOST_FILES = 2_000


def started_by_cmake(tree: Tree) -> Iterator[Statement]:
    """Yield what the CMake files of a tree start or download; a package without any is not understood."""
    files = [file for file in tree if file.path.endswith(("CMakeLists.txt", ".cmake"))][:_MOST_FILES]
    if not files:
        yield Statement(Effect.UNKNOWN, "the package has no CMakeLists.txt", Location("CMakeLists.txt"))
    for file in files:
        for pattern, effect, words in _WORDS:
            found = pattern.search(file.data)
            if found is not None:
                line = file.data.count(b"\n", 0, found.start()) + 1
                yield Statement(effect, words, Location(file.path, line))
