"""What the strings of a gyp file hold beside their own expansions: variables, Python, and what `make` expands once more.

Sources: `pylib/gyp/input.py` and `generator/make.py` of gyp-next 0.18, and what node-gyp 10 was seen to do.
"""

import ast
import re
from collections import deque
from collections.abc import Iterator, Mapping

from pratique.analysis.facts import Command
from pratique.analysis.languages.make.expansion import closing

_VARIABLE = re.compile(r"[<>^]@?\(([\w.-]{1,100})\)")
_MODULE = re.compile(r"[<>^]!@?pymod_do_main\(\s*([\w.]{1,200})")
_MAKE_SHELL = re.compile(r"\$[({]shell[ \t]")
_TICKS = re.compile(r"`([^`]{1,5000})`")
_CALLS = re.compile(r"__\w{2,40}__|\blambda\b|\bfor\b.{1,500}\bin\b|\w\(", re.DOTALL)
_MOST_VARIABLES = 500
MOST_TEXT = 20_000
"""Characters of a string, with the variables put into it, that are looked at."""
_MOST_FOUND = 50


def variables(tree: ast.Expression) -> dict[str, str]:
    """The variables of a file whose value is a string; of several the last one."""
    found: dict[str, str] = {}
    waiting: deque[ast.AST] = deque([tree.body])
    while waiting and len(found) < _MOST_VARIABLES:
        node = waiting.popleft()
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                named = isinstance(key, ast.Constant) and str(key.value).rstrip("%=+?").startswith(
                    "variables"
                )
                if named and isinstance(value, ast.Dict):
                    found.update(_strings(value))
        waiting.extend(ast.iter_child_nodes(node))
    return found


def _strings(table: ast.Dict) -> Iterator[tuple[str, str]]:
    for key, value in zip(table.keys, table.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield str(key.value).rstrip("%=+?"), value.value[:MOST_TEXT]


def put(text: str, names: Mapping[str, str]) -> str:
    """The text with the variables of the file whose values are known; values may have variables in them."""
    for _ in range(3):
        if "(" not in text or len(text) > MOST_TEXT:
            break
        # More is cut off below, so that nothing longer need be made.
        longest = max(map(len, names.values()), default=0)
        text = _VARIABLE.sub(
            lambda match: names.get(match.group(1), match.group()),
            text,
            count=max(1, 4 * MOST_TEXT // max(1, longest)),
        )
    return text[:MOST_TEXT]


def modules(text: str) -> Iterator[Command]:
    """The files of the Python modules that gyp loads and calls: each is looked for beside the build file."""
    for match in list(_MODULE.finditer(text[:MOST_TEXT]))[:_MOST_FOUND]:
        path = match.group(1).replace(".", "/")
        for one in (f"{path}.py", f"{path}/__init__.py"):
            yield Command("python", (one,), 1, runs=one)


def made(text: str) -> Iterator[str]:
    """The command lines that `make` and the shell it starts run of a string that is written to a Makefile: `$(shell X)`, backticks."""
    if "$" not in text and "`" not in text:
        return
    place = 0
    for _ in range(_MOST_FOUND):
        match = _MAKE_SHELL.search(text, place)
        if match is None:
            break
        end = closing(text, match.end(), match.group()[1])
        yield text[match.end() : end].replace("$$", "$")
        place = end
    for match in list(_TICKS.finditer(text[:MOST_TEXT]))[:_MOST_FOUND]:
        yield match.group(1).replace("$$", "$")


def condition(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The Python of a condition that is more than a comparison of names, which gyp evaluates, and the texts in it.

    It gets at what it calls by attributes of literals, so that what it hands over may be a command line.
    """
    if len(text) > MOST_TEXT or "__" not in text or not _CALLS.search(text):
        return None
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not any(isinstance(node, ast.Call) for node in ast.walk(tree)):
        return None
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return text.strip(), tuple(one for one in texts if isinstance(one, str) and " " in one)[:_MOST_FOUND]
