"""What JavaScript asks for, starts or evaluates by a text that it takes out of JSON which the package ships.

`require(require("./c.json").main)` and `eval(JSON.parse(fs.readFileSync(path)).x)` say nothing by themselves. A file that takes from JSON of
its own and asks for, starts or evaluates what it does not show is read again with what that JSON holds. Of the second reading only that
counts which the first one left open: the modules, the commands, and what stands on the lines where something unknown was run.
"""

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pratique.analysis.facts import NODE_LANGUAGES, Capability, FileFacts, Taint, Use
from pratique.analysis.languages import javascript
from pratique.analysis.resolving import resolve_node
from pratique.core.tree import Tree

_MOST_FILES = 400
"""Of JavaScript; what is left over is told as not read whole."""
_MOST_BYTES = 32 * 1024 * 1024
"""Of these together."""
_MOST_JSON = 200_000
_MOST_USES = 400
_MOST_NAMED = 20
_CUT = "cut: too many files take names out of JSON"


def with_data(tree: Tree, facts: Mapping[str, FileFacts]) -> dict[str, FileFacts]:
    """Give the facts of the files that JSON tells more of; `facts` stay as they are."""
    found: dict[str, FileFacts] = {}
    known: dict[str, object] = {}
    left, bytes_left = _MOST_FILES, _MOST_BYTES
    for path, file in facts.items():
        named = dict(_named(tree, path, file)) if _is_open(file) else {}
        if not named:
            continue
        data = tree.by_path[path].data
        left, bytes_left = left - 1, bytes_left - len(data)
        if left < 0 or bytes_left < 0:
            found[path] = replace(file, problem=file.problem or _CUT)
            continue
        for target in named.values():
            if target not in known:
                known[target] = _loaded(tree.by_path[target].data)
        given = {name: known[target] for name, target in named.items() if known[target] is not None}
        if not given:
            continue
        again = javascript.extract(data, file.language, modules=given)
        merged = _merged(file, again)
        if merged != file:
            found[path] = merged
    return found


def is_json(data: bytes) -> bool:
    """Whether a file is JSON."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _is_open(file: FileFacts) -> bool:
    """Whether a file asks for, starts or evaluates what it does not show."""
    if file.language not in NODE_LANGUAGES:
        return False
    return any(item.module is None for item in file.imports) or bool(_open_lines(file))


def _open_lines(file: FileFacts) -> frozenset[int]:
    """The lines on which code from a file, or a command that is not shown, is run."""
    evaluated = (
        flow.line for flow in file.flows if flow.sink is Capability.CODE and Taint.FILE in flow.taints
    )
    started = (
        use.line
        for use in file.uses[:_MOST_USES]
        if use.capability is Capability.PROCESS and use.argument is None
    )
    return frozenset((*evaluated, *started))


def _named(tree: Tree, path: str, file: FileFacts) -> Iterator[tuple[str, str]]:
    """The JSON of the package that a file asks for or reads: the name under which it does, and the path."""
    folder = posixpath.dirname(path)
    asked = (item.module for item in file.imports if item.module is not None and item.module.startswith("."))
    read = (_own(use) for use in file.uses[:_MOST_USES] if use.capability is Capability.FILE_READ)
    left = _MOST_NAMED
    for name in dict.fromkeys((*asked, *read)):
        target = resolve_node(tree, folder, name) if name else None
        if name and target is not None and target.endswith(".json") and left:
            left -= 1
            yield name, target


def _loaded(data: bytes) -> object:
    """What JSON holds; None for a large one, and for what is none."""
    if len(data) > _MOST_JSON:
        return None
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found


def _own(use: Use) -> str | None:
    shown = use.argument or ""
    return "./" + shown.removeprefix("__dirname/") if shown.startswith("__dirname/") else None


def _merged(old: FileFacts, again: FileFacts) -> FileFacts:
    lines = _open_lines(old)
    uses = (use for use in again.uses if use.depth or use.line in lines)
    flows = (flow for flow in again.flows if flow.depth or flow.line in lines)
    return replace(
        old,
        imports=tuple(dict.fromkeys((*old.imports, *again.imports))),
        commands=tuple(dict.fromkeys((*old.commands, *again.commands))),
        uses=tuple(dict.fromkeys((*old.uses, *uses))),
        flows=tuple(dict.fromkeys((*old.flows, *flows))),
    )
