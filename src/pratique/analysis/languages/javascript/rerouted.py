"""Files that a source asks for by changing where node looks: `module.paths`, `createRequire`, `NODE_PATH`, `_resolveFilename`, `process.chdir`.

What is told is a module that is asked for, by its path from the folder of the source: each name that the source asks for, in each folder
that it has node look into, and each file of its own that it names around the place where it replaces what finds or reads modules.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from pratique.analysis.engine.gather import Facts
from pratique.analysis.languages.javascript.surroundings import BESIDE

_HERE = rb"(?:__dirname|import\.meta\.dirname|module\.path)"
_OWN = re.compile(
    _HERE
    + rb"\}?\s{0,9}(?:[+,]\s{0,9})?((?:[\"'`/][\w@./ -]{1,200}[\"'`]?(?:\s{0,9},\s{0,9}(?=[\"'`]))?){1,9})"
    rb"|\bURL\s{0,9}\(\s{0,9}[\"'](\.[\w@./ -]{1,200})[\"']\s{0,9},\s{0,9}import\.meta\.url"
)
"""A path of the source's own: `__dirname + "/x"`, `path.join(__dirname, "x", "y")`, `${__dirname}/x`, `new URL("./x", import.meta.url)`."""
_OWN_WORDS = (b"__dirname", b"import.meta.dirname", b"module.path", b"URL")
_OWN_GUARDS = (b"__dirname", b"import.meta", b"module.path")
"""Without any of these a source names no path of its own: only names that are all asked for can be told then."""
_PIECE = re.compile(rb"[\w@. -][\w@./ -]*")
_LOADER = re.compile(
    rb"\b_resolveFilename\s{0,9}=[^=]|\b_findPath\s{0,9}=[^=]|\brunMain\s{0,9}\(|\b_extensions\s{0,9}(?:\[[^\]\n]{1,20}\]|\.\w{1,9})\s{0,9}\("
)
"""What finds, reads and runs modules, where it is replaced or called: the files that are named around it count."""
_OPTIONS = re.compile(rb"\bNODE_OPTIONS[\"'\]]{0,2}\s{0,9}\+?=")
"""What names the files that every node which is started loads first."""
_FOLDERS = re.compile(
    rb"\bcreateRequire(?:FromPath)?\b[\"'\])]{0,3}\s{0,9}\(|\bpaths\s{0,9}:|\bmodule\.paths\b|\bNODE_PATH\b"
)
"""What is given a folder in which names are looked for."""
_EACH = re.compile(rb"\.(?:forEach|map|flatMap)\s{0,9}\(\s{0,9}require\s{0,9}[,)]")
"""Names that are all asked for: `["./a", "./b"].forEach(require)`."""
_QUOTED = re.compile(rb"[\"'`](\.{1,2}/[\w@./-]{1,200})[\"'`]")
_CHDIR = re.compile(rb"\bchdir\s{0,9}\(")
_WORDS: dict[re.Pattern[bytes], tuple[bytes, ...]] = {
    _LOADER: (b"_resolveFilename", b"_findPath", b"runMain", b"_extensions"),
    _OPTIONS: (b"NODE_OPTIONS",),
    _FOLDERS: (b"createRequire", b"paths:", b"paths :", b"module.paths", b"NODE_PATH"),
    _CHDIR: (b"chdir",),
    _EACH: (b"(require)", b"( require )", b"(require,"),
}
"""What a source must have for each of these: looked for first, since that is quicker by far."""
_STARTS = {
    **_WORDS,
    _FOLDERS: (b"createRequire", b"paths", b"module.paths", b"NODE_PATH"),
    _EACH: (b".forEach", b".map", b".flatMap"),
}
"""The words with which each begins."""
_NAME = re.compile(rb"\s{0,9}(?!__)[A-Za-z_$][\w$]{0,60}\s{0,9}[,)\];\n]")
"""A variable, which stands for a path that is named elsewhere."""
_NEAR = 160
_AROUND = 400
_MOST = 200
_MOST_FOLDERS = 20
_MOST_NAMES = 1_000
_MOST_ASKED = 20_000
"""Folders, times names."""
_PLAIN = re.compile(r"[@\w.][\w@./-]{0,120}\Z")


def note_rerouted(source: bytes, facts: Facts) -> None:
    """Note such files as modules that are asked for, and as files that commands start."""
    named = any(word in source for word in _OWN_GUARDS)
    if not any(next(_matches(source, pattern), None) for pattern in (_WORDS if named else (_EACH,))):
        return
    for match in islice(_matches(source, _LOADER), _MOST):
        start, end = max(match.start() - _AROUND, 0), min(match.end() + _AROUND, len(source))
        _ask(facts, islice(_own_paths(source, start, end), _MOST_FOLDERS))
    if next(_matches(source, _EACH), None) is not None:
        _ask(
            facts, (match.group(1).decode("ascii") for match in islice(_QUOTED.finditer(source), _MOST_NAMES))
        )
    own = _OwnPaths(source)
    _ask(facts, _near(source, _OPTIONS, own))
    _look_in(facts, _near(source, _FOLDERS, own))
    for folder in _near(source, _CHDIR, own):
        for command in list(facts.commands.values()):
            if command.runs is not None and _PLAIN.match(command.runs):
                path = posixpath.normpath(f"{BESIDE}{folder}/{command.runs}")
                facts.add_command(replace(command, runs=path))


class _OwnPaths:
    """The paths of a source's own, once they are asked for: most sources are never asked."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._found: list[str] | None = None

    def all(self) -> list[str]:
        """Each of them once, in order."""
        if self._found is None:
            self._found = list(dict.fromkeys(islice(_own_paths(self._source), _MOST)))
        return self._found


def _matches(source: bytes, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    if any(word in source for word in _WORDS[pattern]):
        yield from _beginning(source, pattern, _STARTS[pattern], 0, len(source))


def _look_in(facts: Facts, paths: list[str]) -> None:
    """Note what is asked for by a name in each of the folders in which names are looked for."""
    names = [item.module for item in facts.imports.values() if item.module and _PLAIN.match(item.module)]
    if len(paths) * len(names) > _MOST_ASKED:
        facts.cut.add("folders in which modules are looked for")
        return
    for path in paths:
        # What has no suffix may be a folder, or a file that need not be there.
        folders = {posixpath.dirname(path), path if "." not in posixpath.basename(path)[1:] else ""}
        _ask(facts, [f"{folder}/{name}" for name in names for folder in sorted(folders) if folder])


def _ask(facts: Facts, paths: Iterable[str]) -> None:
    for path in paths:
        facts.add_import(f"./{posixpath.normpath(path)}", 1, at_load=False, dynamic=True)


def _own_paths(source: bytes, start: int = 0, end: int | None = None) -> Iterator[str]:
    for match in _beginning(source, _OWN, _OWN_WORDS, start, len(source) if end is None else end):
        pieces = [match.group(2)] if match.group(1) is None else _PIECE.findall(match.group(1))
        text = b"/".join(piece.strip(b" ") for piece in pieces).decode("ascii").lstrip("/")
        path = posixpath.normpath(text)
        if text and not path.startswith("../.."):
            yield path + ("/." if text.endswith("/") else "")


def _beginning(
    source: bytes, pattern: re.Pattern[bytes], words: Iterable[bytes], start: int, end: int
) -> Iterator[re.Match[bytes]]:
    """Match a pattern where one of the words stands with which it begins: the search for words is quicker by far."""
    last = start
    for place in sorted(place for word in words for place in _places(source, word, start, end)):
        found = pattern.match(source, place, end) if place >= last else None
        if found is not None:
            last = found.end()
            yield found


def _places(source: bytes, word: bytes, start: int, end: int) -> Iterator[int]:
    place = source.find(word, start, end)
    while place >= 0:
        yield place
        place = source.find(word, place + len(word), end)


def _near(source: bytes, word: re.Pattern[bytes], own: _OwnPaths) -> list[str]:
    """The paths that stand behind a word, all of the source where a variable does."""
    found: dict[str, None] = {}
    for match in islice(_matches(source, word), _MOST):
        end = min(match.end() + _NEAR, len(source))
        stop = source.find(b";", match.end(), end)
        end = stop if stop >= 0 else end
        here = list(islice(_own_paths(source, match.end(), end), 4))
        if not here and _NAME.match(source, match.end()):
            here = own.all()
        found.update(dict.fromkeys(here))
    return list(found)
