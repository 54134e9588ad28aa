"""Files that node runs by its options alone: those that a file of variables names, and tests that it looks for itself.

Source: the documentation of node 20, "Command-line options" and "Test runner execution model".
"""

import posixpath
import re
from collections.abc import Iterator
from itertools import islice

from pratique.analysis.facts import Command
from pratique.analysis.languages.shell.inputs import required
from pratique.analysis.resolving import resolve_node
from pratique.core.tree import Tree

_VARIABLE_FILES = ("--env-file", "--env-file-if-exists")
_OPTIONS = re.compile(rb"^[ \t]*(?:export[ \t]+)?NODE_OPTIONS[ \t]*=[ \t]*([^\r\n]{1,2000})", re.MULTILINE)
_TESTS = re.compile(r"(?:(?>(?:.*?/)??test/).*|(?:.*/)?+(?:test|test-[^/]*|[^/]*[._-]test))\.[cm]?js\Z")
_MOST_TESTS = 200
_MOST_BYTES = 65_536


def told_files(tree: Tree, folder: str, command: Command) -> Iterator[str]:
    """Give the files that node which runs in a folder is told to run by other words than their own paths."""
    words = command.arguments
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in _VARIABLE_FILES:
            path = posixpath.normpath(
                posixpath.join(folder, value if equals else "".join(words[at + 1 : at + 2]))
            )
            yield from _by_variables(tree, folder, path)
    if "--test" in words and command.runs is None:
        head = f"{folder}/" if folder else ""
        below = (path for path in tree.sorted_paths if path.startswith(head) and "node_modules/" not in path)
        yield from islice((path for path in below if _TESTS.match(path.removeprefix(head))), _MOST_TESTS)


def _by_variables(tree: Tree, folder: str, path: str) -> Iterator[str]:
    file = tree.get(path)
    options = _OPTIONS.search(file.data[:_MOST_BYTES]) if file is not None else None
    if options is None:
        return
    words = tuple(word.strip("\"'") for word in options.group(1).decode("utf-8", "replace").split())
    for wanted in required(tuple(word.strip("\"'") for word in words)):
        found = resolve_node(tree, folder, wanted)
        if found is not None:
            yield found
