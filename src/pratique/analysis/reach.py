"""When each file of an artifact runs: what hooks and entry points start, and what those ask for in turn."""

import posixpath
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pratique.analysis.context import Context
from pratique.analysis.executed import executed_files
from pratique.analysis.facts import NODE_LANGUAGES, Capability, FileFacts, Language
from pratique.analysis.first_lines import asked_by_first_line
from pratique.analysis.idle_scripts import idle_scripts
from pratique.analysis.named_files import UNKNOWN
from pratique.analysis.own_folders import is_aside, own_folders
from pratique.analysis.resolving import node_files, python_below, python_files, resolve_node, ruby_files
from pratique.analysis.starting import (
    LOADS,
    command_starts,
    file_commands,
    hook_commands,
    hook_starts,
    more_starts,
)
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.release import Hook
from pratique.core.tree import Tree

__all__ = ["contexts", "hook_commands", "hook_files"]

_RUBY_ROOTS = ("lib", "ext", "")
"""Folders in which `require` is taken to look, beside those in which the entries lie."""
_PROGRAMS = frozenset(
    {
        *("git", "gh", "ssh", "scp", "sftp", "rsync", "curl", "wget", "gpg", "openssl", "sudo", "su", "env"),
        *("sh", "bash", "zsh", "fish", "cat", "ls", "rm", "cp", "mv", "grep", "find", "sed", "awk", "tar"),
        *("make", "node", "npm", "npx", "yarn", "pnpm", "bun", "deno", "python", "python3", "pip", "pip3"),
        *("ruby", "gem", "docker", "podman", "kubectl", "helm", "terraform", "ansible", "vault", "aws", "az"),
        *("gcloud", "code", "cursor", "claude", "codex", "gemini", "psql", "mysql", "mongo", "redis-cli"),
        *("cargo", "go", "activate"),
    }
)
"""Programs of the machine that people and scripts call by their names, many of them with credentials."""
_MKMF = "extconf"
"""The hook whose Makefile installs the Ruby files that lie in `lib` beside it (mkmf)."""
_FOLLOWED = NODE_LANGUAGES | {Language.PYTHON}
"""Languages whose calls between files are followed (`joining`)."""
_MOST_USES = 400
_MOST_ROOTS = 40
_UNKNOWN_PLACE = f"{UNKNOWN}/"
"""How the beginning of a path is shown that the source does not tell."""


@dataclass(frozen=True, slots=True)
class _Graph:
    tree: Tree
    facts: Mapping[str, FileFacts]
    roots: tuple[str, ...]
    name: str | None
    bundles: bool
    """Whether the tree has packages bundled with it."""
    manifest: Manifest
    import_roots: tuple[str, ...] = ()
    """Folders in which modules are looked for."""
    _asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What each file asks for, looked up once: hooks, entries and commands reach many of the same files."""

    def closure(self, starts: Iterable[str]) -> set[str]:
        """What is reached from some files."""
        reached: set[str] = set()
        waiting = deque(path for path in starts if path in self.tree.by_path)
        while waiting:
            path = waiting.popleft()
            if path in reached:
                continue
            reached.add(path)
            file = self.facts.get(path)
            if file is not None:
                asked = self._asked.get(path)
                if asked is None:
                    asked = self._asked[path] = tuple(dict.fromkeys(self._asked_for(path, file)))
                waiting.extend(asked)
        return reached

    def _asked_for(self, path: str, facts: FileFacts) -> Iterator[str]:
        folder = posixpath.dirname(path)
        modules = dict.fromkeys(item.module for item in facts.imports if item.module is not None)
        if facts.language in NODE_LANGUAGES:
            modules.update(dict.fromkeys(asked_by_first_line(self.tree.by_path[path].data[:2048])))
        for module in modules:
            if facts.language in NODE_LANGUAGES:
                yield from node_files(self.tree, folder, module, self.name, bundles=self.bundles)
            elif facts.language in {Language.PYTHON, Language.PTH}:
                yield from python_files(self.tree, folder, module)
                for root in self.import_roots:
                    yield from python_below(self.tree, root, module)
            elif facts.language is Language.RUBY:
                yield from ruby_files(self.tree, (folder, *self.roots), module)
        if facts.language in {Language.PYTHON, Language.PTH}:
            yield from self._put_in(folder, facts, modules)
        yield from (found for found, _ in executed_files(self.tree, path, facts))
        yield from self._started(folder, facts)
        if facts.language is Language.GYP:
            # What a build file includes is named in ways that need not be followed: it lies beside it.
            included = (file.path for file in self.tree if file.path.endswith(".gypi"))
            yield from filter(self._parses, included)
            for item in facts.imports:
                yield from self._build_files(folder, item.module)

    def _put_in(self, folder: str, facts: FileFacts, modules: Iterable[str]) -> Iterator[str]:
        """The modules that lie in folders which the code itself has looked into: `sys.path`, `__path__`."""
        put = [use for use in facts.uses[:_MOST_USES] if use.api in {"sys.path", "__path__"}]
        for use in put[:_MOST_ROOTS]:
            if use.argument:
                known = use.argument.replace("\\", "/").rpartition(UNKNOWN)[2].strip("/")
                roots = dict.fromkeys(
                    posixpath.normpath(posixpath.join(where, known)) for where in (folder, "")
                )
                dots = "." if use.api == "__path__" else ""
                for root in roots if known else ():
                    if root in self.tree.by_path:
                        yield root  # an archive of modules, which is not opened
                    for module in modules:
                        if module.startswith(".") == bool(dots) and not module.startswith(".."):
                            yield from python_below(self.tree, root, module)

    def _build_files(self, folder: str, name: str | None) -> Iterator[str]:
        """The build files that this may be: what variables stand for may be any folder, and a name of theirs any file."""
        path = posixpath.normpath(posixpath.join(folder, name or ""))
        if name is not None and path in self.tree.by_path:
            yield path
        elif name is None or "(" in name:
            end = (name or "").rpartition(")")[2].lstrip("/") or ".gyp"
            yield from (
                file.path for file in self.tree if file.path.endswith(end) and self._parses(file.path)
            )

    def _parses(self, path: str) -> bool:
        """Whether a build file can be one of those: gyp stops at what does not parse, such as the template of one. Commands count all the same."""
        facts = self.facts.get(path)
        return facts is None or bool(facts.commands) or not (facts.problem or "").startswith("does not parse")

    def _started(self, folder: str, facts: FileFacts) -> Iterator[str]:
        yield from (started.path for started in more_starts(self.tree, folder, facts, self.manifest))
        for where, command in file_commands(folder, facts.commands):
            yield from (started.path for started in command_starts(self.tree, where, command))
            if command.runs and command.runs.startswith(_UNKNOWN_PLACE):
                # `Path(__file__).parent / "run.py"`: what stands before is not known, and mostly is the file's own folder.
                yield from self._beside(folder, command.runs.removeprefix(_UNKNOWN_PLACE))
        for use in facts.uses[:_MOST_USES]:
            if use.api in LOADS and use.argument:
                found = resolve_node(self.tree, folder, use.argument) or resolve_node(
                    self.tree, "", use.argument
                )
                if found is not None:
                    yield found

    def _beside(self, folder: str, path: str) -> Iterator[str]:
        found = resolve_node(self.tree, folder, path)
        if found is not None:
            yield found


def _graph(tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], name: str | None) -> _Graph:
    entered = map(posixpath.dirname, manifest.entries)
    built = (
        posixpath.join(posixpath.dirname(hook.command), "lib")
        for hook in manifest.hooks
        if hook.name == _MKMF
    )
    roots = tuple(dict.fromkeys((*entered, *manifest.import_roots[:_MOST_ROOTS], *_RUBY_ROOTS, *built)))
    bundles = any("node_modules/" in file.path for file in tree)
    return _Graph(
        tree,
        facts,
        roots,
        name,
        bundles,
        manifest,
        manifest.import_roots[:_MOST_ROOTS],
    )


def contexts(
    tree: Tree,
    manifest: Manifest,
    facts: Mapping[str, FileFacts],
    ecosystem: Ecosystem,
    natives: Collection[str] = (),
) -> dict[str, Context]:
    """Give each file with facts, and each compiled one, the earliest context in which it runs.

    Tests, examples and documents count as what reaches them. Those that nothing reaches are auxiliary unless code that runs by
    itself asks for modules whose names it does not show, as are scripts in a shell's language of a Python package that nothing starts.
    """
    graph = _graph(tree, manifest, facts, manifest.name if ecosystem is Ecosystem.NPM else None)
    installs = graph.closure(hook_files(tree, manifest, ecosystem))
    imports = _imported(graph)
    commands = graph.closure(_command_files(tree, manifest))
    own = own_folders(manifest)
    blind = _asks_for_unknown(facts, installs | imports)
    found: dict[str, Context] = {}
    for path in dict.fromkeys((*facts, *natives)):
        if path in installs:
            found[path] = Context.INSTALL
        elif path in imports:
            found[path] = Context.IMPORT
        elif path not in commands and not blind and is_aside(path, own):
            found[path] = Context.AUXILIARY
        else:
            found[path] = Context.CALLED
    if ecosystem is Ecosystem.PYPI:
        asked = dict.fromkeys(commands, Context.IMPORT)
        found.update(dict.fromkeys(idle_scripts(tree, facts, {**found, **asked}), Context.AUXILIARY))
    return found


def started_later(
    tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], when: Mapping[str, Context]
) -> set[str]:
    """Give the imported source files that run only once a function is called which starts them as programs."""
    at_load = {path: _without_later_starts(file) for path, file in facts.items()}
    imports = _imported(_graph(tree, manifest, at_load, manifest.name))
    return {
        path
        for path, file in facts.items()
        if when[path] is Context.IMPORT and path not in imports and file.language in _FOLLOWED
    }


def _imported(graph: _Graph) -> set[str]:
    tree, manifest = graph.tree, graph.manifest
    return graph.closure((*manifest.entries, *manifest.import_roots, *_shadowing(tree, manifest)))


def _without_later_starts(file: FileFacts) -> FileFacts:
    """Return the facts of a file without the programs that only functions start which nobody calls at load."""
    if file.language not in _FOLLOWED:
        return file
    started = [use for use in file.uses if use.capability is Capability.PROCESS]
    later = {use.line for use in started} - {use.line for use in started if use.at_load}
    return replace(
        file,
        uses=tuple(use for use in file.uses if use.line not in later),
        commands=tuple(command for command in file.commands if command.line not in later),
    )


def _asks_for_unknown(facts: Mapping[str, FileFacts], running: Collection[str]) -> bool:
    """Whether a name hides which modules are asked for: then that of a folder proves nothing."""
    return any(
        item.module is None and item.at_load
        for path in running
        if path in facts
        for item in facts[path].imports
    )


def command_files(tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts]) -> frozenset[str]:
    """What the command-line programs that the artifact installs are made of, and ask for in turn."""
    graph = _graph(tree, manifest, facts, manifest.name)
    return frozenset(graph.closure(_command_files(tree, manifest)))


def reached_by(
    hook: Hook, tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], ecosystem: Ecosystem
) -> frozenset[str]:
    """Give the files of the artifact that one hook starts, and what those ask for in turn; bundled packages are left out."""
    graph = _graph(tree, manifest, facts, manifest.name if ecosystem is Ecosystem.NPM else None)
    alone = replace(manifest, hooks=(hook,), bundled=())
    return frozenset(graph.closure(hook_files(tree, alone, ecosystem)))


def hook_files(tree: Tree, manifest: Manifest, ecosystem: Ecosystem) -> list[str]:
    """Files of the artifact that its hooks start."""
    return list(dict.fromkeys(started.path for started in hook_starts(tree, manifest, ecosystem)))


def _shadowing(tree: Tree, manifest: Manifest) -> Iterator[str]:
    """The files of commands that run in place of a program of the machine, for whoever calls that: nobody asked for them."""
    own = (manifest.name or "").rpartition("/")[2]
    for name, target in manifest.commands.items():
        if name in _PROGRAMS and name != own and target in tree.by_path:
            yield target


def _command_files(tree: Tree, manifest: Manifest) -> Iterator[str]:
    """The files of the command-line programs that the artifact installs, and of what it offers to other programs."""
    yield from manifest.plugins
    yield from (f"{place}/__main__.py" for place in manifest.imported.values())
    for target in manifest.commands.values():
        if target in tree.by_path:
            yield target
        else:
            module, _, member = (part.strip() for part in target.partition(":"))
            yield from python_files(tree, "", module)
            # The first part may be a module: the program asks for it by `from module import first`.
            if "." in member:
                yield from python_files(tree, "", f"{module}.{member.partition('.')[0]}")
