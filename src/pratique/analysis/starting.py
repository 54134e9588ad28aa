"""Which files commands start, and in which language the program that starts them reads them.

A hook may name a file of any name: `node lib/data`, `sh ./setup`, `python conf.txt`. Its program decides what it is.
"""

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pratique.analysis.executed import executed_files
from pratique.analysis.facts import NODE_LANGUAGES, Capability, Command, FileFacts, Language
from pratique.analysis.kinds import may_be_code
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.shell import parse_command
from pratique.analysis.languages.shell.programs import CAPABILITIES, INTERPRETERS, QUIET, program_name
from pratique.analysis.resolving import node_files, program_files, resolve_node
from pratique.analysis.unrunnable import node_stops_at
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.tree import File, Tree

PATHS_ARE_COMMANDS = frozenset({Ecosystem.PYPI, Ecosystem.RUBYGEMS})
"""Where a hook names a file of the artifact, and no command line."""
_MOST_SCRIPTS = 50
_MOST_STARTED = 200
_MANAGERS = frozenset(("npm", "yarn", "pnpm", "bun", "npm-run-all", "run-s", "run-p", "npm-run-all2"))
_OWN_SCRIPTS = frozenset(("start", "test", "stop", "restart", "install", "prepare"))
_BUILDS = frozenset(
    ("node-gyp", "node-pre-gyp", "prebuild", "prebuild-install", "node-gyp-build", "prebuildify")
)
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
_DATA = (".json", ".node")
"""What node that is given it does not read as source; any other suffix that it does not know is JavaScript to it."""


@dataclass(frozen=True, slots=True)
class Started:
    """A file that a command starts; `language` is None where the file's own name or first line decides."""

    path: str
    language: Language | None = None


def hook_commands(manifest: Manifest) -> Iterator[tuple[str, Command]]:
    """Give every program call of every hook, following `npm run`, with the name of the hook."""
    for name, _, command in _hook_commands(manifest):
        yield name, command


def _hook_commands(manifest: Manifest) -> Iterator[tuple[str, str, Command]]:
    """The same with the folder in which the program runs."""
    for hook in manifest.hooks:
        waiting, done = deque([hook.command]), set[str]()
        while waiting and len(done) < _MOST_SCRIPTS:
            text = waiting.popleft()
            if text in done:
                continue
            done.add(text)
            for folder, command in in_folders(parse_command(text)):
                yield hook.name, folder, command
                for script in _npm_scripts(command):
                    named = (f"pre{script}", script, f"post{script}")
                    waiting.extend(manifest.scripts[name] for name in named if name in manifest.scripts)


def in_folders(commands: tuple[Command, ...]) -> Iterator[tuple[str, Command]]:
    """Commands with the folder in which each runs, as far as `cd` tells: relative to where the first one runs."""
    folder = ""
    for command in commands:
        if program_name(command.program) in {"cd", "pushd", "chdir"} and command.arguments:
            inside = posixpath.normpath(posixpath.join(folder, command.arguments[-1].replace("\\", "/")))
            folder = "" if inside.startswith(("..", "/", "$", "~", "%")) or inside == "." else inside
            continue
        yield folder, command


def _npm_scripts(command: Command) -> list[str]:
    """The scripts of the manifest that a command runs."""
    program = posixpath.basename(command.program)
    if program == "node" and "--run" in command.arguments:
        return list(command.arguments[command.arguments.index("--run") + 1 :][:1])
    if program not in _MANAGERS or not command.arguments:
        return []
    words = [word for word in command.arguments if not word.startswith("-")]
    if program.startswith(("npm-run-all", "run-")):
        return words
    if words[:1] in (["run"], ["run-script"], ["rum"], ["urn"]) and len(words) > 1:
        return words[1:2]
    if words and (program in {"yarn", "pnpm", "bun"} or words[0] in _OWN_SCRIPTS):
        return words[:1]
    return []


def hook_starts(tree: Tree, manifest: Manifest, ecosystem: Ecosystem) -> Iterator[Started]:
    """Give the files of the artifact that its hooks start."""
    if ecosystem in PATHS_ARE_COMMANDS:
        for hook in manifest.hooks:
            if hook.command in tree.by_path:
                yield Started(hook.command, _HOOKS.get(hook.name))
        return
    gyp = next((file.path for file in tree if file.path.lower() == "binding.gyp"), None)
    if gyp is not None and any(hook.implicit for hook in manifest.hooks):
        yield Started(gyp)
    for _, folder, command in _hook_commands(manifest):
        name = program_name(command.program)
        if gyp is not None and name in _BUILDS:
            yield Started(gyp)
        own = manifest.commands.get(name) or manifest.commands.get(command.program)
        if own is not None and own in tree.by_path:
            yield Started(own, Language.JAVASCRIPT)
        yield from command_starts(tree, folder, command, guess=True)


def command_starts(tree: Tree, folder: str, command: Command, *, guess: bool = False) -> Iterator[Started]:
    """Give the files that one command starts; with `guess`, the words of an unknown program count as files."""
    name = program_name(command.program)
    language = INTERPRETERS.get(name) or _HOSTS.get(name)
    if language is Language.PYTHON and "-m" in command.arguments:
        module = command.arguments[command.arguments.index("-m") + 1 :][:1]
        yield from (Started(path) for word in module for path in program_files(tree, folder, word))
    if command.runs:
        candidates: tuple[str, ...] = (command.runs,)
    elif (
        guess
        and name not in QUIET
        and CAPABILITIES.get(name) is not Capability.FILE_WRITE
        and language is None
    ):
        candidates = command.arguments[:50]
    else:
        return
    for candidate in candidates:
        for where in dict.fromkeys((folder, "")):
            path = resolve_node(tree, where, candidate)
            if path is not None:
                yield Started(path, language if command.runs else None)
                break


def other_languages(
    tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], ecosystem: Ecosystem
) -> dict[str, Language]:
    """Files that a program reads in a language other than the one their facts are in, or that have no facts yet."""
    found: dict[str, Language] = {}
    for started in _all_starts(tree, manifest, facts, ecosystem):
        if len(found) >= _MOST_STARTED:
            break
        language = started.language or _unnamed(tree.by_path[started.path], facts)
        if language is None or posixpath.basename(started.path) == "package.json":
            continue
        if language in NODE_LANGUAGES and started.path.lower().endswith(_DATA):
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


def _all_starts(
    tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], ecosystem: Ecosystem
) -> Iterator[Started]:
    yield from hook_starts(tree, manifest, ecosystem)
    if ecosystem is Ecosystem.NPM:
        yield from _entry_starts(tree, manifest, facts)
    else:
        yield from _program_starts(tree, manifest, facts, ecosystem)
    own = manifest.name if ecosystem is Ecosystem.NPM else None
    bundles = any("node_modules/" in file.path for file in tree)
    for path, file in facts.items():
        folder = posixpath.dirname(path)
        yield from (Started(*found) for found in executed_files(tree, path, file))
        for inside, command in in_folders(file.commands):
            if command.runs is not None:
                yield from command_starts(tree, inside, command)
                yield from command_starts(tree, posixpath.join(folder, inside), command)
        if file.language in NODE_LANGUAGES:
            for module in dict.fromkeys(item.module for item in file.imports if item.module is not None):
                if "*" not in module:
                    asked = node_files(tree, folder, module, own, bundles=bundles)
                    yield from _loaded(tree, asked, facts)


def _entry_starts(tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts]) -> Iterator[Started]:
    for path in manifest.entries:
        if path in tree.by_path and _is_misread(tree.by_path[path], facts.get(path)):
            # Declarations are TypeScript, of which what node runs of them is a part.
            yield Started(path, Language.TYPESCRIPT if path.endswith("ts") else Language.JAVASCRIPT)
    for path in manifest.commands.values():
        if path in tree.by_path and path not in facts and _is_script(tree.by_path[path]):
            # Without a first line that names another program, a shell takes it.
            yield Started(path, Language.SHELL)


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
        if ecosystem is Ecosystem.RUBYGEMS:
            yield Started(path, Language.RUBY)
        elif file.data.startswith(b"#!python"):
            yield Started(path, Language.PYTHON)
        elif path not in facts and not file.data.startswith(b"#!") and _is_script(file):
            yield Started(path, Language.SHELL)


def _loaded(tree: Tree, asked: Iterable[str], facts: Mapping[str, FileFacts]) -> Iterator[Started]:
    """Files without a suffix that node knows, which it loads as JavaScript: those that are code and not read as such."""
    for path in asked:
        known = facts.get(path)
        if (known is None or known.language not in NODE_LANGUAGES) and _is_code(tree.by_path[path]):
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
    return (
        not file.path.lower().endswith(_DATA) and payload_kind(file.data.translate(None, b"\0")) is not None
    )


def _is_script(file: File) -> bool:
    """Whether a shell that is given a file reads it: it refuses bytes that text has not."""
    return b"\0" not in file.data[:4096] and _is_code(file)


def _unnamed(file: File, facts: Mapping[str, FileFacts]) -> Language | None:
    """A file that is started by its path and says nothing of itself: a shell takes it."""
    if file.path in facts or "." in posixpath.basename(file.path):
        return None
    return Language.SHELL if payload_kind(file.data) is not None else None
