"""When each file of an artifact runs: what hooks and entry points start, and what those ask for in turn."""

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from pratique.analysis.facts import Command, FileFacts, Language
from pratique.analysis.kinds import is_auxiliary
from pratique.analysis.languages.shell import parse_command
from pratique.analysis.subject import Context
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.tree import Tree

_NODE_SUFFIXES = ("", ".js", ".cjs", ".mjs", ".json", ".node", ".ts", ".tsx", ".jsx")
_NODE_LANGUAGES = {Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX}
_RUBY_SUFFIXES = ("", ".rb", ".so", ".bundle", ".dll")
_RUBY_ROOTS = ("lib", "ext", "")
"""Folders in which `require` is taken to look, beside those in which the entries lie."""
_PATHS_ARE_COMMANDS = frozenset({Ecosystem.PYPI, Ecosystem.RUBYGEMS})
"""Where a hook names a file of the artifact, and no command line."""
_MOST_SCRIPTS = 50


def contexts(
    tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], ecosystem: Ecosystem
) -> dict[str, Context]:
    """Give each file with facts the earliest context in which it runs."""
    roots = tuple(dict.fromkeys((*map(posixpath.dirname, manifest.entries), *_RUBY_ROOTS)))
    installs = _closure(tree, facts, hook_files(tree, manifest, ecosystem), roots)
    imports = _closure(tree, facts, manifest.entries, roots)
    found: dict[str, Context] = {}
    for path in facts:
        if path in installs:
            found[path] = Context.INSTALL
        elif path in imports:
            found[path] = Context.IMPORT
        elif is_auxiliary(path):
            found[path] = Context.AUXILIARY
        else:
            found[path] = Context.CALLED
    return found


def hook_commands(manifest: Manifest) -> Iterator[tuple[str, Command]]:
    """Give every program call of every hook, following `npm run`, with the name of the hook."""
    for hook in manifest.hooks:
        waiting, done = deque([hook.command]), set[str]()
        while waiting and len(done) < _MOST_SCRIPTS:
            text = waiting.popleft()
            if text in done:
                continue
            done.add(text)
            for command in parse_command(text):
                yield hook.name, command
                script = _npm_script(command)
                if script is not None and script in manifest.scripts:
                    waiting.append(manifest.scripts[script])


def hook_files(tree: Tree, manifest: Manifest, ecosystem: Ecosystem) -> list[str]:
    """Files of the artifact that its hooks start."""
    if ecosystem in _PATHS_ARE_COMMANDS:
        return [hook.command for hook in manifest.hooks if hook.command in tree.by_path]
    found: list[str] = []
    for _, command in hook_commands(manifest):
        candidates = (command.runs,) if command.runs else command.arguments
        for candidate in candidates:
            path = resolve_node(tree, "", candidate)
            if path is not None:
                found.append(path)
    if any(hook.implicit for hook in manifest.hooks) and tree.get("binding.gyp"):
        found.append("binding.gyp")
    return found


def _npm_script(command: Command) -> str | None:
    program = posixpath.basename(command.program)
    if program not in {"npm", "yarn", "pnpm", "bun"} or not command.arguments:
        return None
    words = [word for word in command.arguments if not word.startswith("-")]
    if words[:1] in (["run"], ["run-script"]) and len(words) > 1:
        return words[1]
    return words[0] if words and program in {"yarn", "pnpm"} else None


def _closure(
    tree: Tree, facts: Mapping[str, FileFacts], starts: Iterable[str], roots: tuple[str, ...]
) -> set[str]:
    reached: set[str] = set()
    waiting = deque(path for path in starts if path in tree.by_path)
    while waiting:
        path = waiting.popleft()
        if path in reached:
            continue
        reached.add(path)
        file_facts = facts.get(path)
        if file_facts is not None:
            waiting.extend(_asked_for(tree, path, file_facts, roots))
    return reached


def _asked_for(tree: Tree, path: str, facts: FileFacts, roots: tuple[str, ...]) -> Iterator[str]:
    folder = posixpath.dirname(path)
    modules = [item.module for item in facts.imports if item.module is not None]
    if facts.language in _NODE_LANGUAGES:
        relative = [module for module in modules if module.startswith(".")]
        yield from filter(None, (resolve_node(tree, folder, module) for module in relative))
    elif facts.language is Language.PYTHON:
        for module in modules:
            yield from _resolve_python(tree, folder, module)
    elif facts.language is Language.RUBY:
        for module in modules:
            yield from _resolve_ruby(tree, (folder, *roots), module)
    for command in facts.commands:
        if command.runs is not None:
            found = resolve_node(tree, "", command.runs) or resolve_node(tree, folder, command.runs)
            if found is not None:
                yield found


def resolve_node(tree: Tree, folder: str, name: str) -> str | None:
    """Resolve as node does: the path itself, with a suffix, or a folder's index."""
    base = posixpath.normpath(posixpath.join(folder, name))
    if base.startswith(("..", "/")):
        return None
    base = "" if base == "." else base
    for suffix in _NODE_SUFFIXES:
        if base and base + suffix in tree.by_path:
            return base + suffix
    for suffix in _NODE_SUFFIXES[1:]:
        index = posixpath.join(base, "index" + suffix)
        if index in tree.by_path:
            return index
    return None


def _resolve_python(tree: Tree, folder: str, module: str) -> Iterator[str]:
    """Give the files that importing `module` may run: the module or package, and the packages above it."""
    dots = len(module) - len(module.lstrip("."))
    if dots:
        for _ in range(dots - 1):
            folder = posixpath.dirname(folder)
        roots = [folder]
    else:
        # An absolute import; the second root serves sdists with a `src` layout.
        roots = ["", folder, "src"]
    parts = [part for part in module.lstrip(".").split(".") if part]
    for root in roots:
        for length in range(len(parts) + 1):
            base = posixpath.join(root, *parts[:length])
            for candidate in (f"{base}.py", posixpath.join(base, "__init__.py")):
                if candidate in tree.by_path and (length or dots):
                    yield candidate


def _resolve_ruby(tree: Tree, roots: tuple[str, ...], module: str) -> Iterator[str]:
    """Give the files that `require`, `require_relative` or `load` of `module` may run.

    The first root is the folder of the file that asks; a module that starts with a dot is looked for there alone.
    """
    for root in roots[:1] if module.startswith(".") else dict.fromkeys(roots):
        base = posixpath.normpath(posixpath.join(root, module))
        for suffix in _RUBY_SUFFIXES:
            if base + suffix in tree.by_path:
                yield base + suffix
