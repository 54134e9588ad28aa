"""The command lines that an install runs: those of hooks, and those of the scripts that they run in turn.

npm runs the hooks of a package that is bundled, too, in its folder below `node_modules` (arborist loads what lies there where
`bundleDependencies` names anything, and takes away what nothing asks for); without that list it runs none of them.
"""

import posixpath
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from pratique.analysis.facts import Command
from pratique.analysis.languages.shell import parse_command
from pratique.analysis.languages.shell.programs import program_name
from pratique.analysis.npm_values import settings_lines, takes_more, with_values
from pratique.analysis.npm_words import told
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Tree
from pratique.ecosystems.npm.manifest import read_manifest

_MOST_LINES = 200
"""Of one hook, with those of the scripts that it has npm run."""
_MOST_PACKAGES = 1_000
_HOOKED = re.compile(rb"install|\\u", re.IGNORECASE)
"""What the manifest of a package with hooks has somewhere: their names, or letters that are written as numbers."""
_NO_SUCH_SCRIPT = {"restart": "npm stop --if-present && npm start"}
"""What npm runs in place of a script that is not there (`lib/commands/run.js`)."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose hooks an install runs; `home` is its folder in the tree, "" for the one that is judged."""

    home: str
    manifest: Manifest


_READ: "WeakKeyDictionary[File, tuple[File | None, Package]]" = WeakKeyDictionary()
"""What was read of manifests that are in memory, each with the build file beside it: many lines ask for the same ones."""


@dataclass(frozen=True, slots=True)
class HookLine:
    """A command line that an install runs."""

    hook: str
    package: Package
    """Whose hook it is."""
    folder: str
    """Where it runs."""
    text: str

    def commands(self) -> Iterator[tuple[str, Command]]:
        """Its program calls with the folder in which each runs."""
        for inside, command in in_folders(parse_command(self.text)):
            yield joined(self.folder, inside), command


def in_folders(commands: tuple[Command, ...]) -> Iterator[tuple[str, Command]]:
    """Commands with the folder in which each runs, as far as `cd` tells: relative to where the first one runs."""
    folder = ""
    for command in commands:
        moves = program_name(command.program) in {"cd", "pushd", "chdir"} and bool(command.arguments)
        if command.folders:
            if not moves:
                yield from ((joined(folder, inside), command) for inside in command.folders)
            continue
        if moves:
            inside = posixpath.normpath(posixpath.join(folder, command.arguments[-1].replace("\\", "/")))
            folder = "" if inside.startswith(("..", "/", "$", "~", "%")) or inside == "." else inside
            continue
        yield folder, command


def joined(folder: str, inside: str) -> str:
    """A folder inside another one, both relative to the root of the package, which is ""."""
    found = posixpath.normpath(posixpath.join(folder, inside))
    return "" if found == "." else found


def hook_lines(manifest: Manifest, tree: Tree | None = None) -> Iterator[HookLine]:
    """Give every command line of every hook, following `npm run`; with the tree also those of packages inside it."""
    for package in packages(manifest, tree):
        for hook in package.manifest.hooks:
            yield from _followed(HookLine(hook.name, package, package.home, hook.command), tree)


def is_cut(manifest: Manifest, tree: Tree) -> bool:
    """Whether hooks run more lines, or those of more packages, than are followed."""
    if manifest.bundled and len(tree.bundled_manifests) > _MOST_PACKAGES:
        return True
    return any(
        _is_more(_followed(HookLine(hook.name, package, package.home, hook.command), tree), tree)
        for package in packages(manifest, tree)
        for hook in package.manifest.hooks
    )


def _is_more(lines: Iterator[HookLine], tree: Tree) -> bool:
    """Whether there are more lines than are followed, or one takes more from values of npm than is put into it."""
    count = 0
    for line in lines:
        count += 1
        if takes_more(tree, line.package.home, line.text):
            return True
    return count >= _MOST_LINES


def lines_run_by(tree: Tree, manifest: Manifest, commands: tuple[Command, ...]) -> Iterator[HookLine]:
    """Give the command lines that commands of an install script have a package manager run: it is called where the hook runs."""
    package = Package("", manifest)
    for inside, command in in_folders(commands):
        for where, text in script_lines(tree, inside, command, package):
            yield from _followed(HookLine("", package, where, text), tree)


def _followed(first: HookLine, tree: Tree | None) -> Iterator[HookLine]:
    waiting, known, count = deque([first]), {(first.folder, first.text)}, 0
    while waiting and count < _MOST_LINES:
        line = waiting.popleft()
        count += 1
        yield line
        told_here = (
            HookLine(first.hook, first.package, where, text)
            for folder, command in line.commands()
            for where, text in script_lines(tree, folder, command, line.package, first.hook)
        )
        for told_line in told_here:
            if (told_line.folder, told_line.text) not in known:
                known.add((told_line.folder, told_line.text))
                waiting.append(told_line)
            if len(known) > _MOST_LINES:
                # More than are followed: that is told, whatever else there is.
                break


def script_lines(
    tree: Tree | None, folder: str, command: Command, package: Package, event: str = ""
) -> Iterator[tuple[str, str]]:
    """Give the command lines that a package manager is told to run, or has told the command by a variable, and where they run."""
    if tree is not None:
        for text in with_values(tree, package.home, command, event):
            yield folder, text
    run = told(command)
    if run is None:
        return
    where = joined(folder, run.folder)
    if tree is not None:
        yield from ((where, text) for text in settings_lines(tree, where, package.home, command))
    if run.line is not None:
        yield where, run.line
        return
    asked = _asked_package(tree, joined(folder, run.folder), package, exact=run.exact)
    if asked is None:
        return
    for name in run.scripts:
        script = asked.manifest.scripts.get(name) or _instead(tree, asked, name)
        before, after = (asked.manifest.scripts.get(f"{part}{name}") for part in ("pre", "post"))
        yield from ((asked.home, text) for text in (before, script, after) if text)


def _instead(tree: Tree | None, package: Package, script: str) -> str | None:
    if script == "start" and tree is not None and posixpath.join(package.home, "server.js") in tree.by_path:
        return "node server.js"
    return _NO_SUCH_SCRIPT.get(script)


def _asked_package(tree: Tree | None, folder: str, package: Package, *, exact: bool) -> Package | None:
    """The package that npm finds in a folder, or else in the nearest folder above that has one."""
    while folder != package.home and not folder.startswith(".."):
        found = _package(tree, folder) if tree is not None else None
        if found is not None or exact:
            return found
        if not folder:
            return None
        folder = posixpath.dirname(folder)
    return package if folder == package.home else None


def packages(manifest: Manifest, tree: Tree | None) -> Iterator[Package]:
    """Give the packages whose hooks an install of this one runs: those bundled with it before it, as npm has it."""
    if tree is not None and manifest.bundled:
        for file in tree.bundled_manifests[:_MOST_PACKAGES]:
            home = posixpath.dirname(file.path)
            if _HOOKED.search(file.data) or posixpath.join(home, "binding.gyp") in tree.by_path:
                found = _package(tree, home)
                if found is not None and found.manifest.hooks:
                    yield found
    yield Package("", manifest)


def programs(manifest: Manifest, tree: Tree, name: str) -> Iterator[str]:
    """Give the files of the tree that a hook starts by the name of a program: its own, and those of packages bundled with it."""
    own = manifest.commands.get(name)
    if own is not None and own in tree.by_path:
        yield own
    linked = f"node_modules/.bin/{name}"
    if linked in tree.by_path:
        yield linked
    if manifest.bundled:
        for file in tree.bundled_manifests:
            if name.encode() in file.data:
                found = _package(tree, posixpath.dirname(file.path))
                target = found.manifest.commands.get(name) if found is not None else None
                path = posixpath.join(posixpath.dirname(file.path), target or "")
                if target and path in tree.by_path:
                    yield path


def _package(tree: Tree, home: str) -> Package | None:
    """A package inside the tree, by what its manifest says."""
    manifest, gyp = (tree.get(posixpath.join(home, name)) for name in ("package.json", "binding.gyp"))
    if manifest is None:
        return None
    read = _READ.get(manifest)
    if read is None or read[0] != gyp:
        inside = tuple(File(posixpath.basename(file.path), file.data) for file in (manifest, gyp) if file)
        read = _READ[manifest] = (gyp, Package(home, read_manifest(Tree(inside))))
    return read[1]
