"""Files of the artifact that its Python code, and some that its Ruby code, has loaded otherwise than by an import or by opening them (`pratique.analysis.facts.Ask`).

A name that is computed stands for all modules of its package, where the code runs at load: what a function asks for so, it asks for when it
is called. Tests and examples count where the name, or the folder, is one of these itself.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping

from pratique.analysis.facts import Ask, AskKind, Capability, FileFacts, Language
from pratique.analysis.kinds import is_auxiliary
from pratique.analysis.named_files import UNKNOWN, named_files
from pratique.analysis.resolving import python_below, python_files, python_folder, python_package
from pratique.core.tree import Tree

Found = Iterator[tuple[str, Language]]
_CODE: Mapping[str, Language] = {".py": Language.PYTHON, ".pyw": Language.PYTHON, ".sh": Language.SHELL}
_RUNNING = frozenset({Capability.CODE, Capability.PROCESS})
_TAKING = frozenset(
    {
        *("exec", "eval", "os.system", "os.popen", "Kernel.eval", "Kernel.system", "Kernel.exec"),
        *("Kernel.spawn", "Kernel.`"),
    }
)
_RECORD = re.compile(rb"[\"'/]([\w.-]{1,80}\.(?:ini|cfg|csv|tsv|json|ya?ml|toml))[\"']")
_MOST_BYTES = 256 * 1024
_MOST_RECORDS = 20
_MOST_USES = 400


def asked_elsewhere(tree: Tree, path: str, facts: FileFacts) -> Found:
    """Give these files with the languages in which they are read."""
    folder = posixpath.dirname(path)
    for ask in facts.asks:
        yield from _HOW[ask.kind](tree, folder, facts, ask)
    yield from _records(tree, path, facts)


def _module(tree: Tree, folder: str, _facts: FileFacts, ask: Ask) -> Found:
    if not ask.name.endswith(".*"):
        yield from ((found, Language.PYTHON) for found in python_files(tree, folder, ask.name))
        return
    head = ask.name.removesuffix("*")
    package = head if not head.strip(".") else head[:-1]
    for place in python_package(tree, folder, package):
        if ask.at_load or is_auxiliary(f"{place}/x"):
            yield from ((found, Language.PYTHON) for found in python_folder(tree, place))


def _file(tree: Tree, folder: str, _facts: FileFacts, ask: Ask) -> Found:
    yield from ((found, Language.PYTHON) for found in named_files(tree, folder, ask.name))


def _folder(tree: Tree, folder: str, _facts: FileFacts, ask: Ask) -> Found:
    if ask.at_load:
        for place in _folders(folder, ask.name):
            yield from ((found, Language.PYTHON) for found in python_folder(tree, place))


def _searched(tree: Tree, folder: str, facts: FileFacts, ask: Ask) -> Found:
    """What code names that lies where it went before: modules, files that it makes code of, programs."""
    for place in _folders(folder, ask.name):
        for module in dict.fromkeys(item.module for item in facts.imports if item.module):
            if not module.startswith("."):
                yield from ((found, Language.PYTHON) for found in python_below(tree, place, module))
        for use in facts.uses[:_MOST_USES]:
            if use.capability is Capability.FILE_READ and use.argument and use.api == "open":
                found = posixpath.normpath(posixpath.join(place, use.argument))
                if found in tree.by_path and found.endswith(".py"):
                    yield found, Language.PYTHON


def _renamed(tree: Tree, folder: str, facts: FileFacts, ask: Ask) -> Found:
    """What is put beside the code under the name of a module that it asks for, or of a script that it starts."""
    name = posixpath.basename(ask.becomes.replace("\\", "/"))
    stem, suffix = posixpath.splitext(name)
    language = _CODE.get(suffix.lower())
    if language is None:
        return
    asked = any((item.module or "").rpartition(".")[2] == stem for item in facts.imports)
    started = any(posixpath.basename(command.runs or "") == name for command in facts.commands)
    if asked or started:
        yield from ((found, language) for found in named_files(tree, folder, ask.name))


def _suffix(tree: Tree, folder: str, facts: FileFacts, ask: Ask) -> Found:
    for module in dict.fromkeys(item.module for item in facts.imports if item.module):
        last = module.rpartition(".")[2]
        found = posixpath.join(folder, f"{last}{ask.name}")
        if last and found in tree.by_path:
            yield found, Language.PYTHON


_HOW: Mapping[AskKind, Callable[[Tree, str, FileFacts, Ask], Found]] = {
    AskKind.MODULE: _module,
    AskKind.FILE: _file,
    AskKind.FOLDER: _folder,
    AskKind.SEARCHED: _searched,
    AskKind.RENAMED: _renamed,
    AskKind.SUFFIX: _suffix,
}


def _folders(folder: str, text: str) -> Iterator[str]:
    """The folder that a path names: what stands before its first known part is mostly the code's own folder."""
    known = text.replace("\\", "/").rpartition(UNKNOWN)[2].strip("/")
    for where in dict.fromkeys((folder, "")) if known else ():
        place = posixpath.normpath(posixpath.join(where, known))
        yield "" if place == "." else place


def _records(tree: Tree, path: str, facts: FileFacts) -> Found:
    """Settings and tables that lie beside code which, at load, runs a text of which nothing is shown."""
    blind = [
        use
        for use in facts.uses[:_MOST_USES]
        if use.capability in _RUNNING and use.api in _TAKING and use.at_load and use.argument is None
    ]
    if not blind or facts.language not in {Language.PYTHON, Language.RUBY} or path not in tree.by_path:
        return
    languages = {
        facts.language if use.capability is Capability.CODE else Language.SHELL: None for use in blind
    }
    folder = posixpath.dirname(path)
    for name in dict.fromkeys(_RECORD.findall(tree.by_path[path].data[:_MOST_BYTES])[:_MOST_RECORDS]):
        found = posixpath.join(folder, name.decode("ascii", "replace"))
        if found in tree.by_path:
            yield from ((found, language) for language in languages)
