"""From a name in another file of an npm package to the functions that it may stand for, by what files hand on of others."""

import posixpath
from collections import deque
from collections.abc import Iterator, Mapping

from pratique.analysis.facts import Definition, FileFacts
from pratique.analysis.resolving import node_files
from pratique.core.tree import Tree

_WHOLE = "default"
_ALL = "*"
_MOST_PASSED_ON = 8
_MOST_LOOKED_AT = 200


def node_members(
    tree: Tree, facts: Mapping[str, FileFacts], folder: str, target: str
) -> Iterator[tuple[str, Definition]]:
    """Give the files and definitions that `target` (`./lib/core#go`), as a file in `folder` has it, may stand for."""
    waiting = deque([(folder, target, 0)])
    seen: set[tuple[str, str]] = set()
    while waiting and len(seen) < _MOST_LOOKED_AT:
        where, wanted, deep = waiting.popleft()
        module, _, member = wanted.partition("#")
        for path in node_files(tree, where, module, None):
            file = facts.get(path)
            if file is None or (path, member) in seen:
                continue
            seen.add((path, member))
            names = _names(member)
            any_of = member.removesuffix(_ALL) if member.endswith(_ALL) else None
            for one in file.definitions:
                if not one.passes:
                    if one.name in names or (any_of is not None and one.name.startswith(any_of)):
                        yield path, one
                elif deep < _MOST_PASSED_ON:
                    inside = posixpath.dirname(path)
                    waiting.extend((inside, passed, deep + 1) for passed in _passed_on(one, names))


def _names(member: str) -> dict[str, None]:
    """The names under which a module may have a member: compilers put what a module is as a whole under `default`."""
    bare = member.removeprefix(f"{_WHOLE}.")
    return dict.fromkeys((member or _WHOLE, bare or _WHOLE))


def _passed_on(one: Definition, names: Mapping[str, None]) -> Iterator[str]:
    """The names in another file that some names are, where a definition hands them on from there."""
    module, _, member = one.passes.partition("#")
    for name in names:
        if name == one.name:
            rest = ""
        elif name.startswith(f"{one.name}."):
            rest = name[len(one.name) + 1 :]
        elif one.name == _ALL or (one.name == _WHOLE and not member):
            rest = name
        elif one.name.endswith(f".{_ALL}") and name.startswith(one.name[:-1]):
            rest = name[len(one.name) - 1 :]
        elif name.endswith(_ALL) and one.name.startswith(name[:-1]):
            rest = ""
        else:
            continue
        yield f"{module}#{'.'.join(part for part in (member, rest) if part)}"
