"""What is shipped, could run, and was not read: coverage is part of every answer."""

import posixpath
import re
from collections.abc import Iterator

from pratique.analysis.compiled_python import unread_byte_code
from pratique.analysis.context import Context
from pratique.analysis.facts import NODE_LANGUAGES, FileFacts, Language
from pratique.analysis.foreign import foreign_to_node, not_compiled
from pratique.analysis.hook_lines import hook_lines, is_cut
from pratique.analysis.kinds import Code, Compiled, classify
from pratique.analysis.languages.shell import SHELLS, parse_command
from pratique.analysis.opaque import INERT_SUFFIXES, is_text, unread_opaque
from pratique.analysis.reach import command_files
from pratique.analysis.resolving import asks_too_many
from pratique.analysis.subject import Contents
from pratique.analysis.unrunnable import node_stops_at, python_stops_at
from pratique.core.finding import Unread
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Omission, Tree
from pratique.ecosystems.npm.module_paths import MANIFEST, read_package

_NATIVE = re.compile(r"\.(?:node|so(?:\.\d+)*|dll|dylib|pyd|exe|wasm|a|lib)\Z", re.IGNORECASE)
"""Compiled code by its name, where it is too large to look at its first bytes: counted, as all compiled code is."""

_GZIP = b"\x1f\x8b"
"""What a web server hands out unread, such as `name.min.gzip.js`; to node it is a control character, where no code has one."""
_OF_PYTHON = ("METADATA", "PKG-INFO", "setup.py", "pyproject.toml")
_NOT_OF_NODE = frozenset((Language.PYTHON, Language.RUBY))
_MODULES = (".py", ".pyw", ".pyi", ".pyx")
_NO_LINE_PARSES = "does not parse: 100 %"
"""What no later version of Python runs either, which may know a line or two that this one does not."""
_ABOUT_FILES = frozenset(("chmod", "chown", "chgrp", "ls", "file", "stat", "test", "["))


def is_native(omission: Omission) -> bool:
    """Whether a file that was not read is compiled code, by its name or its first bytes."""
    if _NATIVE.search(omission.path):
        return True
    kind = classify(File(omission.path, omission.head)) if omission.head else None
    return isinstance(kind, Compiled) and not kind.bytecode


def _is_data(omission: Omission) -> bool:
    """Return True for a file that was too large to read and whose name and first bytes are neither code nor text.

    A smaller file with these first bytes is not analysed either.
    """
    file = File(omission.path, omission.head)
    return bool(omission.head) and not isinstance(classify(file), Code | Compiled) and not is_text(file)


def unread(contents: Contents, baseline: Tree | None) -> tuple[Unread, ...]:
    """Name what is shipped, could run, and was not analysed."""
    known = frozenset(file.sha256 for file in baseline) if baseline is not None else frozenset()
    asked = command_files(contents.tree, contents.manifest, contents.facts)
    blind = {
        is_node
        for facts in contents.facts.values()
        if (is_node := facts.language in NODE_LANGUAGES) or facts.language is Language.PYTHON
        for item in facts.imports
        if item.module is None
    }
    foreign = foreign_to_node(contents)
    found = []
    for path, facts in contents.facts.items():
        if facts.problem is not None:
            file, context = contents.tree.by_path[path], contents.context(path)
            reached = context is not Context.AUXILIARY and (
                (context is not Context.CALLED and path not in foreign)
                or path in asked
                or not (
                    _is_inert(file, facts, blind=(facts.language in NODE_LANGUAGES) in blind)
                    or _is_foreign(facts, contents.manifest)
                )
            )
            found.append(
                Unread(
                    path,
                    facts.problem,
                    sha256=file.sha256,
                    in_baseline=file.sha256 in known,
                    reached=reached,
                )
            )
    found += not_compiled(contents, known)
    found += unread_byte_code(contents, known)
    found += unread_opaque(contents, known)
    lines = (
        tuple(line.text for line in hook_lines(contents.manifest, contents.tree))
        if contents.tree.omitted
        else ()
    )
    found += _inner_manifests(contents, known)
    found += [
        Unread(omission.path, omission.why)
        for omission in contents.tree.omitted
        if not (omission.path.lower().endswith(INERT_SUFFIXES) or is_native(omission) or _is_data(omission))
        or _is_asked_for(omission, contents, lines)
    ]
    if is_cut(contents.manifest, contents.tree):
        found.append(
            Unread(contents.manifest.path or "manifest", "cut: hooks run too many lines or packages")
        )
    found += _too_many_asked(contents)
    if contents.manifest.problem is not None:
        found.append(Unread(contents.manifest.path or "manifest", contents.manifest.problem))
    return tuple(sorted(found, key=lambda item: (not item.reached, item.path)))


def _inner_manifests(contents: Contents, known: frozenset[str]) -> Iterator[Unread]:
    """Manifests of inner folders that node reads for where these lead, and that are not read."""
    for path, facts in contents.facts.items():
        if facts.language is not Language.JSON or path in {MANIFEST, contents.manifest.path}:
            continue
        file = contents.tree.by_path[path]
        why = read_package(file).problem
        if why is not None:
            reached = contents.context(path) is not Context.AUXILIARY
            yield Unread(path, why, sha256=file.sha256, in_baseline=file.sha256 in known, reached=reached)


def _too_many_asked(contents: Contents) -> Iterator[Unread]:
    """Code that runs early and asks by a computed path for more files than are followed."""
    for path, facts in contents.facts.items():
        if facts.language in NODE_LANGUAGES and contents.context(path) in {Context.INSTALL, Context.IMPORT}:
            folder = posixpath.dirname(path)
            heads = (item.module for item in facts.imports if item.module is not None and "*" in item.module)
            if any(asks_too_many(contents.tree, folder, head) for head in heads):
                yield Unread(path, "cut: it asks for too many files by a path that is computed")


def _is_asked_for(omission: Omission, contents: Contents, lines: tuple[str, ...]) -> bool:
    """Whether a hook names a file that was not read, or code asks for it as a module: no name and no first bytes excuse it then."""
    name = posixpath.basename(omission.path)
    if any(_names(line, name) for line in lines):
        return True
    # An import of Python names a module, never a file: `import deno` does not load a file `deno`.
    return not name.endswith((".node", ".json")) and any(
        posixpath.basename(item.module or "") == name or _leads_to(path, item.module or "", omission.path)
        for path, facts in contents.facts.items()
        if facts.language is not Language.PYTHON
        for item in facts.imports
    )


def _leads_to(path: str, module: str, target: str) -> bool:
    """Return True if a file may load another one by a relative name of which only the ends are known (`./data/*`)."""
    if not module.startswith(".") or "*" not in module:
        return False
    head, tail = module[: module.index("*")], module[module.rindex("*") + 1 :]
    # The mark keeps a slash at the end of the folder, which normalising takes away.
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(path), f"{head}*"))[:-1]
    return target.startswith(folder) and target.endswith(tail)


def _names(line: str, name: str) -> bool:
    """Whether a command line may start a file of that name: changing its mode or its owner starts nothing."""
    if name not in line:
        return False
    commands = parse_command(line)
    return not commands or any(
        command.program not in _ABOUT_FILES
        and any(name in word for word in (command.program, *command.arguments))
        for command in commands
    )


def _is_foreign(facts: FileFacts, manifest: Manifest) -> bool:
    """Whether only a command could run the file: Python and Ruby in an npm package, and in others what is not of their language."""
    path = manifest.path or ""
    if path.endswith("package.json"):
        return facts.language in _NOT_OF_NODE
    ruby = facts.language is Language.RUBY and path.endswith(_OF_PYTHON)
    return ruby or facts.language in NODE_LANGUAGES


def _is_inert(file: File, facts: FileFacts, *, blind: bool) -> bool:
    """Whether a file that nothing shipped starts or asks for runs for nobody else either.

    Node refuses to run TypeScript below node_modules, and stops at a file that does not parse or that is packed, whoever asks for it;
    Python and gyp stop at one that does not parse. `blind` says that some code of that language asks for files by names that are not known:
    that excuses only what is certainly none to node, and Python asks so for what bears its suffix alone. A shell script runs when a command
    starts it.
    """
    if file.path.endswith((".ts", ".tsx", ".mts", ".cts")) or facts.language in SHELLS:
        return True
    if facts.language in NODE_LANGUAGES and (file.data.startswith(_GZIP) or node_stops_at(file.data)):
        return True
    if facts.language is Language.PYTHON and python_stops_at(file.data):
        return True
    stops = (facts.problem or "").startswith("does not parse")
    if facts.language is Language.GYP:
        return stops
    if facts.language is Language.PYTHON and not file.path.endswith(_MODULES):
        return (facts.problem or "").startswith(_NO_LINE_PARSES)
    read = facts.language in NODE_LANGUAGES or facts.language is Language.PYTHON
    return read and not blind and stops
