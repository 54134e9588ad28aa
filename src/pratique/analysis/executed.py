"""Files of the artifact that its own Python and Ruby code carries out, whatever they are called.

`exec(open("VERSION").read())` makes code of a file that bears no suffix of code, and `runpy.run_path("notes.txt")` one of a
file of any name. Who opens it decides what it is: Python what Python carries out, a shell what is given to a shell.
"""

import posixpath
import re
from collections.abc import Iterator

from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint, Use
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.shell.programs import INTERPRETERS, program_name
from pratique.analysis.resolving import program_files
from pratique.core.tree import Tree

UNKNOWN = "{}"
"""How a part of a path is shown that the source does not tell."""
_SPEAKING = {Language.PYTHON: Language.PYTHON, Language.PTH: Language.PYTHON, Language.RUBY: Language.RUBY}
_LOADERS = frozenset(
    (
        *("runpy.run_path", "execfile", "imp.load_source", "importlib.util.spec_from_file_location"),
        "importlib.machinery.SourceFileLoader",
    )
)
"""Calls of Python that carry out the file that they name, whatever its name is."""
_TAKING_SOURCE = frozenset(
    (
        *(
            "exec",
            "eval",
            "execfile",
            "timeit.timeit",
            "timeit.repeat",
            "cProfile.run",
            "profile.run",
            "pdb.run",
        ),
        *("code.InteractiveInterpreter.runcode", "code.InteractiveInterpreter.runsource"),
        *(
            "code.InteractiveConsole.runcode",
            "code.InteractiveConsole.runsource",
            "code.InteractiveConsole.push",
        ),
        *("ctypes.pythonapi.PyRun_SimpleString", "ctypes.pythonapi.PyRun_String"),
        *("Kernel.eval", "Binding.eval", "Object.instance_eval", "Object.class_eval", "Object.module_eval"),
        *("RubyVM::InstructionSequence.compile", "RubyVM::InstructionSequence.new"),
    )
)
"""What carries out source as it is: a template, a pickle and byte code are written in other languages."""
_RECORDS = (".json", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".csv", ".xml")
"""Suffixes of data of which a part may be carried out: no shell reads the whole, unless it is a script for all that."""
_GIVEN = re.compile(r"(?:\A|[;&|(])\s*([\w./{}-]{1,100})(?:\s+-\w*)*\s*<\s*([^\s<>;&|()'\"]{1,200})")
"""`sh < file`: a program and what it is given to read."""
_LOAD = re.compile(rb"\bload\b")
_LOAD_PATH = ("lib", "")
"""Where `load` looks that is given a name alone, beside the folder of the file."""
_MOST_USES = 400


def named_files(tree: Tree, folder: str, text: str) -> Iterator[str]:
    """Give the file that a path names, seen from the folder of the code, else from the root.

    What stands before its first known part is mostly the code's own folder.
    """
    known = text.replace("\\", "/").rpartition(UNKNOWN)[2]
    if known == text and known.startswith("/"):
        return
    for where in dict.fromkeys((folder, "")):
        path = posixpath.normpath(posixpath.join(where, known.lstrip("/")))
        if path in tree.by_path:
            yield path
            return


def executed_files(tree: Tree, path: str, facts: FileFacts) -> Iterator[tuple[str, Language]]:
    """Give what the code of a file carries out, with the language in which that is read; nothing of other languages."""
    speaking = _SPEAKING.get(facts.language)
    if speaking is None:
        return
    folder = posixpath.dirname(path)
    yield from _by_flows(tree, folder, facts, speaking)
    yield from _by_calls(tree, folder, facts, speaking)
    for command in facts.commands:
        language = INTERPRETERS.get(program_name(command.program))
        if command.runs is not None and language is not None and command.runs.startswith(f"{UNKNOWN}/"):
            yield from ((found, language) for found in named_files(tree, folder, command.runs))
    if speaking is Language.RUBY:
        yield from ((found, speaking) for found in _loaded(tree, path, facts))


def _by_flows(
    tree: Tree, folder: str, facts: FileFacts, speaking: Language
) -> Iterator[tuple[str, Language]]:
    """What is read from files and made code, or a command, of."""
    for flow in facts.flows:
        language = _language(flow, speaking)
        if language is not None:
            for use in _read_there(facts, flow):
                for found in named_files(tree, folder, use.argument or ""):
                    if language is not Language.SHELL or _is_script(tree, found):
                        yield found, language


def _by_calls(
    tree: Tree, folder: str, facts: FileFacts, speaking: Language
) -> Iterator[tuple[str, Language]]:
    """What calls carry out that are given a path, or the name of a module."""
    for use in facts.uses[:_MOST_USES]:
        if not use.argument:
            continue
        if use.api in _LOADERS:
            yield from ((found, speaking) for found in named_files(tree, folder, use.argument))
        elif use.api == "runpy.run_module":
            yield from ((found, speaking) for found in program_files(tree, folder, use.argument))
        elif use.capability is Capability.PROCESS:
            yield from _given(tree, folder, use, facts)


def _language(flow: Flow, speaking: Language) -> Language | None:
    """In which language what comes from a file is carried out; None where it is not."""
    if Taint.FILE not in flow.taints:
        return None
    if flow.sink is Capability.CODE:
        return speaking if flow.api in _TAKING_SOURCE else None
    if flow.sink is not Capability.PROCESS:
        return None
    words = (flow.target or UNKNOWN).split()
    return Language.SHELL if words[:1] == [UNKNOWN] else INTERPRETERS.get(program_name(words[0]))


def _read_there(facts: FileFacts, flow: Flow) -> Iterator[Use]:
    """What is read on the line from which a flow comes: other reads of the same code end elsewhere."""
    for use in facts.uses[:_MOST_USES]:
        if use.capability is Capability.FILE_READ and use.line == flow.origin_line and use.argument:
            yield use


def _is_script(tree: Tree, path: str) -> bool:
    return not path.lower().endswith(_RECORDS) or payload_kind(tree.by_path[path].data) is not None


def _given(tree: Tree, folder: str, use: Use, facts: FileFacts) -> Iterator[tuple[str, Language]]:
    """What an interpreter is given on its standard input: by the shell, or opened in the call that starts it."""
    line = use.argument or ""
    for program, path in _GIVEN.findall(line[:400]):
        language = INTERPRETERS.get(program_name(program))
        if language is not None:
            yield from ((found, language) for found in named_files(tree, folder, path))
    words = line.split()
    language = INTERPRETERS.get(program_name(words[0])) if words else None
    if language is None or words[1:] not in ([], ["-"], ["-s"]):
        return
    for read in facts.uses[:_MOST_USES]:
        if read.capability is Capability.FILE_READ and (read.line, read.scope) == (use.line, use.scope):
            yield from ((found, language) for found in named_files(tree, folder, read.argument or ""))


def _loaded(tree: Tree, path: str, facts: FileFacts) -> Iterator[str]:
    """What `load` of Ruby carries out: the very file that it names. `require` would want a suffix of code."""
    lines: list[bytes] = []
    for item in facts.imports:
        for root in dict.fromkeys((posixpath.dirname(path), *_LOAD_PATH)) if item.module else ():
            found = posixpath.normpath(posixpath.join(root, item.module or ""))
            if found in tree.by_path:
                lines = lines or tree.by_path[path].data.split(b"\n")
                if item.line <= len(lines) and _LOAD.search(lines[item.line - 1]):
                    yield found
                break
