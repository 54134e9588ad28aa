"""Which files commands start, and in which language the program that starts them reads them.

A hook may name a file of any name: `node lib/data`, `sh ./setup`, `python conf.txt`. Its program decides what it is.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pratique.analysis.evaluated import looks_like_code
from pratique.analysis.executed import executed_files
from pratique.analysis.facts import NODE_LANGUAGES, Capability, Command, FileFacts, Language
from pratique.analysis.first_lines import executed, executed_as, hands_on
from pratique.analysis.hook_lines import (
    HookLine,
    Package,
    hook_lines,
    in_folders,
    joined,
    lines_run_by,
    programs,
)
from pratique.analysis.kinds import may_be_code
from pratique.analysis.languages import readers
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.shell import SHELLS
from pratique.analysis.languages.shell.programs import CAPABILITIES, INTERPRETERS, QUIET, program_name
from pratique.analysis.resolving import node_files, program_files, python_files, resolve_node, started_files
from pratique.analysis.tools import Taken, built, is_tool, taken, taken_by_first_line
from pratique.analysis.unrunnable import node_stops_at
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.tree import File, Tree

PATHS_ARE_COMMANDS = frozenset({Ecosystem.PYPI, Ecosystem.RUBYGEMS})
"""Where a hook names a file of the artifact, and no command line."""
_MOST_STARTED = 200
_MOST_SHORT = 1_000
_ASKS = re.compile(rb"\brequire\b|\bimport\s*[(\"']")
_BUILDS = frozenset(
    ("node-gyp", "node-pre-gyp", "prebuild", "prebuild-install", "node-gyp-build", "prebuildify")
)
_ONLY_READ = frozenset(("tsc", "flow-remove-types", "flow-copy-source", "copyfiles", "ncp", "mkdirp"))
"""Programs that translate or copy the files that their words name, and run none of them."""
_FOLDER_FLAGS = frozenset(("-C", "--directory"))
_FOLDER_IS = "--directory="
"""How node-gyp and its like are told the folder."""
_HOSTS: Mapping[str, Language] = {
    **dict.fromkeys(("powershell", "pwsh"), Language.POWERSHELL),
    **dict.fromkeys(("cscript", "wscript"), Language.VBS),
    **dict.fromkeys(("source", "."), Language.SHELL),
}
_HOOKS: Mapping[str, Language] = {
    **dict.fromkeys(("setup.py", "build-backend", "build-script"), Language.PYTHON),
    **dict.fromkeys(("extconf", "rakefile"), Language.RUBY),
}
"""Hooks of Python and Ruby whose file is given to them, whatever it is called."""
LOADS = frozenset(
    (
        *("Worker", "worker_threads.Worker", "child_process.fork", "cluster.fork", "process.dlopen"),
        *("ctypes.CDLL", "ctypes.cdll.LoadLibrary"),
    )
)
"""Calls that load the file that their first argument names."""
_BESIDE = "__dirname/"
"""How a path begins that is one from the folder of the file that starts it."""
_DATA = (".json", ".node")
"""What node that is given it does not read as source; any other suffix that it does not know is JavaScript to it."""


@dataclass(frozen=True, slots=True)
class Started:
    """A file that a command starts; `language` is None where the file's own name or first line decides."""

    path: str
    language: Language | None = None
    by: Taken | None = None
    """How a tool is given it whose language is not read as such (`pratique.analysis.tools`)."""
    evaluated: bool = False
    """Whether its text is carried out by a program that reads it, so that its suffix says nothing."""


def hook_commands(manifest: Manifest) -> Iterator[tuple[str, Command]]:
    """Give every program call of every hook, following `npm run`, with the name of the hook."""
    for line in hook_lines(manifest):
        for _, command in line.commands():
            yield line.hook, command


def hook_starts(tree: Tree, manifest: Manifest, ecosystem: Ecosystem) -> Iterator[Started]:
    """Give the files of the artifact that its hooks start."""
    if ecosystem in PATHS_ARE_COMMANDS:
        for hook in manifest.hooks:
            if hook.command in tree.by_path:
                yield Started(hook.command, _HOOKS.get(hook.name))
                yield from map(_by, built(tree, hook))
        return
    gyp = next((file.path for file in tree if file.path.lower() == "binding.gyp"), None)
    if gyp is not None and any(hook.implicit for hook in manifest.hooks):
        yield Started(gyp)
    for line in hook_lines(manifest, tree):
        if line.package.home:
            yield from _implicit_builds(tree, line.package)
        yield from line_starts(tree, manifest, line, gyp)


def _by(found: Taken) -> Started:
    return Started(found.path, by=found)


def line_starts(tree: Tree, manifest: Manifest, line: HookLine, gyp: str | None) -> Iterator[Started]:
    """Give the files that a command line of a hook starts; `gyp` is the build file of the package root."""
    for folder, command in line.commands():
        name = program_name(command.program)
        if name in _BUILDS:
            yield from map(Started, _build_files(tree, folder, command, gyp))
        for own in (
            path for word in dict.fromkeys((name, command.program)) for path in programs(manifest, tree, word)
        ):
            first = tree.by_path[own]
            named = executed_as(first) if first.data.startswith(b"#!") else Language.JAVASCRIPT
            yield Started(own, named)
        yield from command_starts(tree, folder, command, guess=True)
        yield from carried_starts(tree, folder, command, manifest.name)


def _build_files(tree: Tree, folder: str, command: Command, root: str | None) -> Iterator[str]:
    """The build files that a builder takes: that of the folder in which it runs or is told to, and the root's."""
    words = command.arguments
    told = [words[at + 1] for at in range(len(words) - 1) if words[at] in _FOLDER_FLAGS]
    told += [word.removeprefix(_FOLDER_IS) for word in words if word.startswith(_FOLDER_IS)]
    path = joined(joined(folder, told[-1] if told else ""), "binding.gyp")
    yield from dict.fromkeys(found for found in (path, root) if found is not None and found in tree.by_path)


def _implicit_builds(tree: Tree, package: Package) -> Iterator[Started]:
    gyp = posixpath.join(package.home, "binding.gyp")
    if gyp in tree.by_path and any(hook.implicit for hook in package.manifest.hooks):
        yield Started(gyp)


def carried_starts(tree: Tree, folder: str, command: Command, own: str | None) -> Iterator[Started]:
    """Give the files that the code on a command's own line asks for or starts: `node -e "require('./lib/x')"` asks from where it runs."""
    facts = readers.carried(command)
    if facts is None:
        return
    yield from (Started(*found) for found in executed_files(tree, posixpath.join(folder, "-"), facts))
    for module in dict.fromkeys(item.module for item in facts.imports if item.module is not None):
        yield from asked_starts(tree, folder, module, facts.language, own)
    for where, inner in file_commands(folder, facts.commands):
        yield from command_starts(tree, where, inner)
    for use in facts.uses:
        if use.api in LOADS and use.argument:
            found = resolve_node(tree, folder, use.argument)
            if found is not None:
                yield Started(found)


def more_starts(tree: Tree, folder: str, file: FileFacts, manifest: Manifest) -> Iterator[Started]:
    """What a file in a folder starts by way of another program's words: scripts that it has npm run, and code on the lines of its commands."""
    if file.language in SHELLS or file.language in NODE_LANGUAGES:
        for line in lines_run_by(tree, manifest, file.commands):
            yield from line_starts(tree, manifest, line, None)
    if file.language in SHELLS:
        yield from carrying_starts(tree, "", file, manifest.name)
    elif file.language is Language.GYP:
        yield from carrying_starts(tree, folder, file, manifest.name)


def carrying_starts(tree: Tree, folder: str, facts: FileFacts, own: str | None) -> Iterator[Started]:
    """Give the files that code on the lines of a script's commands asks for, from the folder in which that runs.

    A hook's script runs in the package root, what a build file starts in the folder of that.
    """
    for inside, command in in_folders(facts.commands[:_MOST_STARTED]):
        if command.inline is not None:
            yield from carried_starts(tree, joined(folder, inside), command, own)


def asked_starts(
    tree: Tree, folder: str, module: str, language: Language, own: str | None
) -> Iterator[Started]:
    """Give the files that code which lies in no file of its own gets when it asks for a module from a folder."""
    if language is Language.PYTHON:
        yield from map(Started, python_files(tree, folder, module))
    elif language in NODE_LANGUAGES:
        for path in node_files(tree, folder, module, own, bundles=True):
            yield Started(path, Language.JAVASCRIPT if _is_code(tree.by_path[path]) else None)


def file_commands(folder: str, commands: tuple[Command, ...]) -> Iterator[tuple[str, Command]]:
    """Give the commands of a file in a folder with the folders in which each may run.

    A path that begins with `__dirname` is one from the file's own folder, wherever the program runs.
    """
    for inside, command in in_folders(commands):
        if command.runs is not None and command.runs.startswith(_BESIDE):
            path = posixpath.normpath(posixpath.join(folder, command.runs.removeprefix(_BESIDE)))
            yield "", replace(command, runs=path)
            continue
        for where in dict.fromkeys((inside, joined(folder, inside))):
            yield where, command


def command_starts(tree: Tree, folder: str, command: Command, *, guess: bool = False) -> Iterator[Started]:
    """Give the files that one command starts; with `guess`, the words of an unknown program count as files."""
    name = program_name(command.program)
    language = INTERPRETERS.get(name) or _HOSTS.get(name)
    yield from map(_by, taken(tree, folder, command))
    if language is Language.PYTHON and "-m" in command.arguments:
        module = command.arguments[command.arguments.index("-m") + 1 :][:1]
        yield from (Started(path) for word in module for path in program_files(tree, folder, word))
    if command.runs:
        candidates: tuple[str, ...] = (command.runs,)
    elif (
        guess
        and name not in QUIET
        and name not in _ONLY_READ
        and CAPABILITIES.get(name) is not Capability.FILE_WRITE
        and language is None
    ):
        candidates = command.arguments[:50]
    else:
        return
    for candidate in candidates:
        for where in dict.fromkeys((folder, "")):
            found = list(started_files(tree, where, candidate, python=language is Language.PYTHON))
            for path in found:
                yield Started(path, language if command.runs else None)
                if language is None:
                    yield from map(_by, taken_by_first_line(tree, path))
            if found:
                break


def other_languages(
    tree: Tree,
    manifest: Manifest,
    facts: Mapping[str, FileFacts],
    ecosystem: Ecosystem,
    starts: Iterable[Started] | None = None,
) -> dict[str, Language]:
    """Files that a program reads in a language other than the one their facts are in, or that have no facts yet."""
    found: dict[str, Language] = {}
    for started in all_starts(tree, manifest, facts, ecosystem) if starts is None else starts:
        if len(found) >= _MOST_STARTED:
            break
        if started.by is not None:
            continue
        language = started.language or _unnamed(tree.by_path[started.path], facts)
        if language is None or (
            posixpath.basename(started.path) == "package.json" and language is not Language.SHELL
        ):
            continue
        if language in NODE_LANGUAGES and started.path.endswith(_DATA) and not started.evaluated:
            continue
        known = facts.get(started.path)
        same = known is not None and (
            known.language is language or {known.language, language} <= NODE_LANGUAGES
        )
        if not same and _can_be_read(tree.by_path[started.path], started.language):
            found.setdefault(started.path, language)
    return found


def _can_be_read(file: File, asked: Language | None) -> bool:
    """Whether what is started may be text: a program that is named reads on past bytes that text has not."""
    if asked is not None and may_be_code(file.data, asked):
        return True
    return b"\0" not in file.data[:4096]


def all_starts(
    tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], ecosystem: Ecosystem
) -> Iterator[Started]:
    """Give all that hooks, entries, programs and files start."""
    yield from hook_starts(tree, manifest, ecosystem)
    if ecosystem is Ecosystem.NPM:
        yield from _entry_starts(tree, manifest, facts)
    else:
        yield from _program_starts(tree, manifest, facts, ecosystem)
    own = manifest.name if ecosystem is Ecosystem.NPM else None
    bundles = any("node_modules/" in file.path for file in tree)
    for path, file in facts.items():
        folder = posixpath.dirname(path)
        yield from (Started(*found, evaluated=True) for found in executed_files(tree, path, file))
        yield from _started_by(tree, folder, file, manifest)
        if file.language in NODE_LANGUAGES:
            for module in dict.fromkeys(item.module for item in file.imports if item.module is not None):
                if "*" not in module:
                    asked = node_files(tree, folder, module, own, bundles=bundles)
                    yield from _loaded(tree, asked, facts)


def _started_by(tree: Tree, folder: str, file: FileFacts, manifest: Manifest) -> Iterator[Started]:
    """What a file in a folder starts by commands, by code on their lines, and as build files that it includes."""
    for where, command in file_commands(folder, file.commands):
        if command.runs is not None or is_tool(command):
            yield from command_starts(tree, where, command)
    yield from more_starts(tree, folder, file, manifest)
    if file.language is Language.GYP:
        for item in file.imports:
            path = joined(folder, item.module or "")
            if path in tree.by_path:
                yield Started(path, Language.GYP)


def _entry_starts(tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts]) -> Iterator[Started]:
    for path in manifest.entries:
        if path in tree.by_path and _is_misread(tree.by_path[path], facts.get(path)):
            # Declarations are TypeScript, of which what node runs of them is a part.
            yield Started(path, Language.TYPESCRIPT if path.endswith("ts") else Language.JAVASCRIPT)
    for path in executed(tree, manifest):
        yield from map(_by, taken_by_first_line(tree, path))
        language = executed_as(tree.by_path[path]) if path not in facts else None
        # Without a first line that names another program, a shell takes it.
        if language is not None and (language is not Language.SHELL or _is_script(tree.by_path[path])):
            yield Started(path, language)


def _program_starts(
    tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], ecosystem: Ecosystem
) -> Iterator[Started]:
    """The programs that wheels and gems install, in the language of what starts them.

    RubyGems gives all of them to Ruby. pip has those run by Python whose first line begins with `#!python`.
    """
    for path in manifest.commands.values():
        file = tree.get(path)
        if file is None:
            continue
        if ecosystem is Ecosystem.PYPI:
            yield from map(_by, taken_by_first_line(tree, path))
        if ecosystem is Ecosystem.RUBYGEMS:
            yield Started(path, Language.RUBY)
        elif file.data.startswith(b"#!python") or hands_on(file) is Language.PYTHON:
            yield Started(path, Language.PYTHON)
        elif path not in facts and not file.data.startswith(b"#!") and _is_script(file):
            yield Started(path, Language.SHELL)


def _loaded(tree: Tree, asked: Iterable[str], facts: Mapping[str, FileFacts]) -> Iterator[Started]:
    """Yield the files without a suffix that node knows, which it loads as JavaScript: those that are code and not read as such."""
    for path in asked:
        known, file = facts.get(path), tree.by_path[path]
        if (known is None or known.language not in NODE_LANGUAGES) and _is_code(file):
            yield Started(path, Language.JAVASCRIPT)


def _is_misread(file: File, known: FileFacts | None) -> bool:
    """Whether an entry, which node loads as JavaScript whatever its suffix and first line say, is code and not read as that.

    What was read as another language stays so where node stops at it: patterns of `exports` open scripts of all kinds.
    """
    if known is None:
        return _is_code(file)
    return known.language not in NODE_LANGUAGES and _is_code(file) and not node_stops_at(file.data)


def _is_code(file: File) -> bool:
    """Whether what node loads as JavaScript looks like code; in a comment or a template it may have bytes that text has not."""
    return not file.path.endswith(_DATA) and (looks_like_code(file) or _is_short_script(file))


def _is_short_script(file: File) -> bool:
    """Whether a file is too short to look like anything, and asks for a module all the same: `r = require; r("./x")`."""
    short = file.size_bytes <= _MOST_SHORT and _ASKS.search(file.data) is not None
    return short and readers.read(file, Language.JAVASCRIPT).problem is None


def _is_script(file: File) -> bool:
    """Whether a shell that is given a file reads it: it refuses bytes that text has not."""
    return b"\0" not in file.data[:4096] and _is_code(file)


def _unnamed(file: File, facts: Mapping[str, FileFacts]) -> Language | None:
    """A file that is started by its path and says nothing of itself: a shell takes it."""
    if file.path in facts or "." in posixpath.basename(file.path):
        return None
    return Language.SHELL if payload_kind(file.data) is not None else None
