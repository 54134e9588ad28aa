"""Find the files of the artifact that `make`, perl, awk and `cmake -P` take, by the words they are given and by where they run.

Sources: the manual of GNU Make 4.4; perlrun(1) and gawk(1).
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pratique.analysis.facts import Command
from pratique.analysis.languages.shell.programs import program_name
from pratique.core.release import Hook
from pratique.core.tree import Tree

_TOOLS: Mapping[str, str] = {
    **dict.fromkeys(("make", "gmake", "mingw32-make", "remake", "bmake"), "make"),
    **dict.fromkeys(("awk", "gawk", "mawk", "nawk", "original-awk"), "awk"),
    **dict.fromkeys(("cmake", "cmake3"), "cmake"),
    "perl": "perl",
}
"""The tools by the names of their programs."""
_MAKEFILES = ("GNUmakefile", "BSDmakefile", "makefile", "Makefile")
_TEMPLATE = "Makefile.in"
"""What `configure` makes a Makefile of."""
_THEN_MADE = frozenset(("extconf", "configure"))
"""Hooks of gems after which `make` runs in their folder."""
_MAKE_VALUES = {
    **dict.fromkeys(("-C", "--directory"), "folder"),
    **dict.fromkeys(("-f", "--file", "--makefile"), "file"),
    **dict.fromkeys(("-I", "--include-dir", "-o", "--old-file", "-W", "--what-if", "-O", "-E", "--eval"), ""),
}
_SCRIPT_FLAGS = {"awk": ("-f", "--file"), "cmake": ("-P",)}
_PERL_CODE = re.compile(r"-[a-zA-Z]*[eE]\Z")
_UNKNOWN_HEAD = re.compile(r"(?:.*\{\}|__dirname)(?:/|\Z)")
"""How the beginning of a path is shown that the source does not tell: mostly the folder of the source itself."""
_FIRST_LINE = re.compile(rb"#![ \t]*([^\r\n]{1,255})")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that a tool is given."""

    path: str
    tool: str
    folder: str = ""
    """Where the tool runs."""
    goals: tuple[str, ...] = ()
    sets: tuple[tuple[str, str], ...] = ()
    """Variables that are set on the line."""


def is_tool(command: Command) -> bool:
    """Whether a command starts one of the tools."""
    return program_name(command.program) in _TOOLS


def taken(tree: Tree, folder: str, command: Command) -> Iterator[Taken]:
    """Give the files that a command in a folder hands to a tool; nothing for other commands."""
    tool = _TOOLS.get(program_name(command.program))
    if tool == "make":
        yield from _make(tree, folder, command.arguments)
    elif tool in _SCRIPT_FLAGS:
        flags = _SCRIPT_FLAGS[tool]
        files = [value for flag, value in pairwise(command.arguments) if flag in flags]
        files += [word[2:] for word in command.arguments if word[:2] == "-f" and len(word) > 2]
        yield from _named(tree, folder, files, tool)
    elif tool == "perl" and not any(_PERL_CODE.match(word) for word in command.arguments):
        words = [word for word in command.arguments if not word.startswith("-")]
        yield from _named(tree, folder, words[:1], tool)


def taken_by_first_line(tree: Tree, path: str) -> Iterator[Taken]:
    """Give a file that is carried out by its path to the tool that its first line names."""
    match = _FIRST_LINE.match(tree.by_path[path].data)
    words = match.group(1).decode("latin-1").split() if match is not None else []
    while words and (words[0].startswith("-") or program_name(words[0]) == "env"):
        words = words[1:]
    tool = _TOOLS.get(program_name(words[0])) if words else None
    if tool is not None:
        yield Taken(path, tool)


def built(tree: Tree, hook: Hook) -> Iterator[Taken]:
    """Give what RubyGems hands on once the script of an extension is done: to `make` for `clean`, the first goal and `install`."""
    folder = posixpath.dirname(hook.command)
    for name in (*_MAKEFILES, _TEMPLATE, "depend") if hook.name in _THEN_MADE else ():
        path = posixpath.join(folder, name)
        if path in tree.by_path:
            yield Taken(path, "make", folder)
            yield Taken(path, "make", folder, ("clean", "install"))


def _make(tree: Tree, folder: str, words: tuple[str, ...]) -> Iterator[Taken]:
    files: list[str] = []
    goals: list[str] = []
    sets: list[tuple[str, str]] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        flag, equals, value = word.partition("=")
        name, given, joined = _make_option(flag, value if equals else None, word)
        if name is None:
            if equals and not word.startswith("-"):
                sets.append((flag.rstrip(":+?"), value))
            elif not word.startswith("-"):
                goals.append(word)
            continue
        if given is None and not joined:
            given = waiting.pop(0) if waiting else ""
        if name == "folder":
            folder = _inside(folder, given or "")
        elif name == "file":
            files.append(given or "")
    found = [path for path in (_place(tree, folder, file) for file in files) if path is not None]
    if not files:
        beside = [posixpath.join(folder, file) for file in _MAKEFILES]
        found = [path for path in beside if path in tree.by_path]
        template = posixpath.join(folder, _TEMPLATE)
        found = found or [template] * (template in tree.by_path)
    for path in found:
        yield Taken(path, "make", folder, tuple(goals), tuple(sets))


def _make_option(flag: str, value: str | None, word: str) -> tuple[str | None, str | None, bool]:
    """The meaning of an option of make that takes a value, and the value where it stands in the same word."""
    if flag in _MAKE_VALUES:
        return _MAKE_VALUES[flag], value, value is not None
    if word[:2] in {"-C", "-f", "-I", "-E"} and word[2:]:
        return _MAKE_VALUES[word[:2]], word[2:], True
    return None, None, False


def _named(tree: Tree, folder: str, files: list[str], tool: str) -> Iterator[Taken]:
    for path in dict.fromkeys(_place(tree, folder, file) for file in files[:50]):
        if path is not None:
            yield Taken(path, tool, folder)


def _place(tree: Tree, folder: str, name: str) -> str | None:
    """The file that a name means from a folder, else from the root."""
    for where in dict.fromkeys((folder, "")):
        path = _inside(where, name)
        if path in tree.by_path:
            return path
    return None


def _inside(folder: str, name: str) -> str:
    name = _UNKNOWN_HEAD.sub("", name.replace("\\", "/"), count=1)
    path = posixpath.normpath(posixpath.join(folder, name))
    return "" if path == "." else path
