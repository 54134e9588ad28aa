"""Quiet JavaScript files by which one that runs early comes to what another one does.

A file that can do nothing is not parsed (`languages.javascript.quiet`), and so not asked what it calls. Where it lies between an entry
and a file whose functions do something (index.js calls `start()` of lib/app.js, which does), it is read for its calls.
"""

import posixpath
from collections import deque
from collections.abc import Mapping
from dataclasses import replace

from pratique.analysis.context import Context
from pratique.analysis.facts import NODE_LANGUAGES, Call, Capability, FileFacts
from pratique.analysis.languages import javascript
from pratique.analysis.languages.readers import safely
from pratique.analysis.resolving import node_files
from pratique.core.tree import Tree

_GRAVE = frozenset(
    (
        *(Capability.NETWORK, Capability.PROCESS, Capability.CODE, Capability.FILE_WRITE, Capability.NATIVE),
        *(Capability.SECRETS, Capability.PERSISTENCE),
    )
)
_PRIVATE = frozenset((Capability.ENVIRONMENT, Capability.IDENTITY, Capability.FILE_READ, Capability.DECODE))
"""What is grave only beside something that talks to the network."""
_MOST_FILES = 2_000
_MOST_BYTES = 6_000_000
"""Of all that is read again; where it does not suffice, too much counts as called, which has held a framework of 400 such files."""


def lead(tree: Tree, facts: Mapping[str, FileFacts], when: Mapping[str, Context]) -> dict[str, FileFacts]:
    """Give the facts again, with what quiet files that lead from early ones to telling ones call and hand on."""
    led = dict(facts)
    early = [
        path for path, file in facts.items() if file.language in NODE_LANGUAGES and _is_early(when, path)
    ]
    if not any(_does(facts[path], _GRAVE) for path in early):
        return led
    left = _MOST_BYTES
    read = 0
    for path in _leading(tree, facts, early):
        file, size = facts[path], tree.by_path[path].size_bytes
        if file.calls or file.definitions:
            continue
        if size > left or read >= _MOST_FILES:
            led[path] = _unread(file)
            continue
        left -= size
        read += 1
        led[path] = _asked(tree.by_path[path].data, file)
    return led


def _unread(file: FileFacts) -> FileFacts:
    """The facts of a quiet file that there is no room to read: it may call all that it asks for."""
    near = (item for item in file.imports if item.module is not None and item.module.startswith("."))
    return replace(file, calls=tuple(Call(f"{item.module}#*", item.line, at_load=True) for item in near))


def _asked(source: bytes, file: FileFacts) -> FileFacts:
    """The facts of a quiet file with what it calls; what node does not parse either calls nothing."""
    again = safely(file.language, lambda: javascript.read_quiet(source, file.language))
    failed = file.problem or (None if (again.problem or "").startswith("does not parse") else again.problem)
    return replace(file, calls=again.calls, definitions=again.definitions, problem=failed)


def _is_early(when: Mapping[str, Context], path: str) -> bool:
    context = when.get(path)
    return context is not None and context.is_early


def _leading(tree: Tree, facts: Mapping[str, FileFacts], early: list[str]) -> dict[str, None]:
    """The early files that ask, be it by others, for one whose functions tell something; the nearest to these first."""
    asked_by: dict[str, list[str]] = {}
    for path in early:
        folder = posixpath.dirname(path)
        for module in dict.fromkeys(item.module for item in facts[path].imports if item.module is not None):
            if module.startswith(".") and "*" not in module:
                for target in node_files(tree, folder, module, None):
                    asked_by.setdefault(target, []).append(path)
    telling = _GRAVE
    if any(use.capability is Capability.NETWORK for path in early for use in facts[path].uses):
        telling = _GRAVE | _PRIVATE
    waiting = deque(path for path in early if _tells(facts[path], telling))
    # What is handed to another file may be called there.
    found = dict.fromkeys(
        path for path in early for asking in asked_by.get(path, ()) if _hands(facts[asking])
    )
    waiting.extend(found)
    while waiting:
        for path in asked_by.get(waiting.popleft(), ()):
            if path not in found:
                found[path] = None
                waiting.append(path)
    return found


def _does(file: FileFacts, wanted: frozenset[Capability]) -> bool:
    """Whether functions of a file do any of these things when somebody calls them."""
    return any(not use.at_load and use.capability in wanted for use in file.uses)


def _tells(file: FileFacts, wanted: frozenset[Capability]) -> bool:
    """Whether functions that other files may call do any of these things."""
    scopes = {use.scope for use in file.uses if not use.at_load and use.capability in wanted}
    return any(not scopes.isdisjoint(one.runs) for one in file.definitions)


def _hands(file: FileFacts) -> bool:
    return any(call.hands for call in file.calls) and _does(file, _GRAVE | _PRIVATE)
