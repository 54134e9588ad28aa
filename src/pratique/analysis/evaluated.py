"""Files of an npm package whose text its own JavaScript carries out: `eval(fs.readFileSync(path))`, `vm`, a worker made of text.

What such a file is called does not matter, so that a payload may lie in `notes.txt`. The path counts as far as the call that reads it shows it.
Where only the folder is known, the files count that the source names in quotes, and those of a folder of its own.
"""

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile
from weakref import WeakKeyDictionary

from pratique.analysis.facts import (
    NODE_LANGUAGES,
    Capability,
    FileFacts,
    Flow,
    Language,
    PayloadKind,
    Taint,
)
from pratique.analysis.kinds import Code, classify
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.leading_comments import without_comments
from pratique.core.tree import File, Tree
from pratique.ecosystems.npm.module_paths import MANIFEST, inside

_HOLE = re.compile(r"\$\{\w+\}")
_ELSEWHERE = ("/", "~", "${tmp}", "http:", "https:")
"""How paths begin that are none of the package's own files."""
_OWN = re.compile(r"(?:__dirname|__filename/\.\.|\$\{\w+\})/")
_QUOTED = re.compile(rb"[\"'`](?:\.?/)?([\w@][\w@./ -]{0,120})[\"'`](?=(\s*,)?)")
"""A text that may be a path or, before a comma, a part of one."""
_OF_OTHERS = frozenset(("node-serialize.unserialize", "module._load", "computed-call", "importScripts"))
"""What ends in code and takes no source: data, and names of modules."""
_UNKNOWN = "${_}"
_MOST_NAMED = 2_000
_MOST_ALIKE = 12
"""Flows of a kind that are told of a file: where there are as many, others may be left out."""
_MOST_PARTS = 4
MOST_BELOW = 1_000
"""Files of a folder: more than are read of those that other files start, so that what is left over is told."""
_KINDS: "WeakKeyDictionary[File, PayloadKind | None]" = WeakKeyDictionary()
"""What files in memory look like: many may evaluate the same one."""


def evaluated_files(tree: Tree, path: str, facts: FileFacts) -> Iterator[tuple[str, Language]]:
    """Give the files whose text the JavaScript of a file makes code of."""
    if facts.language not in NODE_LANGUAGES:
        return
    flows = list(filter(_carries_out, facts.flows))
    if not flows:
        return
    lines = {flow.origin_line for flow in flows}
    reads = [use for use in facts.uses if use.capability is Capability.FILE_READ and use.line in lines]
    arguments = [use.argument or _UNKNOWN for use in reads]
    if len(flows) >= _MOST_ALIKE or lines - {use.line for use in reads}:
        # Of many calls alike the first ones alone are told.
        arguments.append(_UNKNOWN)
    for found in dict.fromkeys(
        one for shown in dict.fromkeys(arguments) for one in _meant(tree, path, shown)
    ):
        yield found, Language.JAVASCRIPT


def _carries_out(flow: Flow) -> bool:
    return flow.sink is Capability.CODE and Taint.FILE in flow.taints and flow.api not in _OF_OTHERS


def looks_like_code(file: File) -> bool:
    """Whether a file looks like code behind the comments with which it begins."""
    return _kind(file) is not None


def _kind(file: File) -> PayloadKind | None:
    if file not in _KINDS:
        _KINDS[file] = payload_kind(without_comments(file.data).translate(None, b"\0"))
    return _KINDS[file]


def _may_be_meant(file: File) -> bool:
    """Whether a file that nobody names for certain may be what is evaluated: source, and of no other language by its name."""
    if posixpath.basename(file.path) == MANIFEST or _kind(file) is not PayloadKind.CODE:
        return False
    kind = classify(file)
    return not isinstance(kind, Code) or kind.language in NODE_LANGUAGES


def _meant(tree: Tree, path: str, argument: str) -> Iterator[str]:
    """The files that the argument of a reading call may name, seen from the file that reads."""
    folder = posixpath.dirname(path)
    if argument.startswith(_ELSEWHERE):
        return
    head, hole, _ = _OWN.sub("./", argument, count=1).partition("${")
    if not hole:
        yield from _at(tree, folder, head)
        return
    known = _HOLE.sub("\0", argument).rpartition("\0")[2]
    if known.startswith("/") and known != "/":
        yield from _at(tree, folder, known)
        return
    base = inside(tree, folder, head.rpartition("/")[0]) if head.startswith(".") else None
    yield from _quoted(tree, path, dict.fromkeys((base or "", folder, "")))
    if base and base != folder:
        yield from islice(_below(tree, f"{base}/"), MOST_BELOW)


def _at(tree: Tree, folder: str, name: str) -> Iterator[str]:
    for where in dict.fromkeys((folder, "")):
        found = inside(tree, where, name.lstrip("/"))
        if found is not None and found in tree.by_path:
            if posixpath.basename(found) != MANIFEST and looks_like_code(tree.by_path[found]):
                yield found
            return


def _quoted(tree: Tree, path: str, folders: dict[str, None]) -> Iterator[str]:
    """The files that a source names in quotes, seen from some folders."""
    before: list[str] = []
    for match in islice(_QUOTED.finditer(tree.by_path[path].data), _MOST_NAMED):
        before.append(match.group(1).decode("ascii"))
        for name in ("/".join(before[start:]) for start in range(len(before))):
            for where in folders:
                found = f"{where}/{name}" if where else name
                if found in tree.by_path and found != path:
                    if _may_be_meant(tree.by_path[found]):
                        yield found
                    break
        before = before[1 - _MOST_PARTS :] if match.group(2) is not None else []


def _below(tree: Tree, base: str) -> Iterator[str]:
    paths = tree.sorted_paths
    for found in takewhile(
        lambda found: found.startswith(base), islice(paths, bisect_left(paths, base), None)
    ):
        if _may_be_meant(tree.by_path[found]):
            yield found
