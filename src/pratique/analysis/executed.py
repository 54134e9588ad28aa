"""Files of the artifact that its own code carries out, whatever they are called (of JavaScript see `evaluated`).

`exec(open("VERSION").read())` makes code of a file that bears no suffix of code, and `runpy.run_path("notes.txt")` one of a
file of any name. Who opens it decides what it is: Python what Python carries out, a shell what is given to a shell.
"""

import posixpath
import re
from collections.abc import Iterator

from pratique.analysis.asked_elsewhere import asked_elsewhere
from pratique.analysis.carried_parts import is_template
from pratique.analysis.evaluated import evaluated_files
from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint, Use
from pratique.analysis.languages.shell.programs import INTERPRETERS, program_name
from pratique.analysis.named_files import UNKNOWN, named_files
from pratique.analysis.resolving import program_files
from pratique.analysis.ruby_asked import ruby_asked
from pratique.core.tree import Tree

_SPEAKING = {Language.PYTHON: Language.PYTHON, Language.PTH: Language.PYTHON, Language.RUBY: Language.RUBY}
_LOADERS = frozenset(
    (
        *("runpy.run_path", "execfile", "imp.load_source", "importlib.util.spec_from_file_location"),
        *("importlib.machinery.SourceFileLoader", "RubyVM::InstructionSequence.compile_file"),
    )
)
"""Calls of Python and Ruby that carry out the file that they name, whatever its name is."""
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
        *("RubyVM::InstructionSequence.compile", "RubyVM::InstructionSequence.new", "ERB.new"),
    )
)
"""What carries out source as it is: a template, a pickle and byte code are written in other languages."""
_GIVEN = re.compile(r"(?:\A|[;&|(])\s*([\w./{}-]{1,100})(?:\s+-\w*)*\s*<\s*([^\s<>;&|()'\"]{1,200})")
"""`sh < file`: a program and what it is given to read."""
_LOAD = re.compile(rb"\bload\b")
_LOAD_PATH = ("lib", "")
"""Where `load` looks that is given a name alone, beside the folder of the file."""
_SOURCING = frozenset((".", "source"))
_MOST_USES = 400


def executed_files(tree: Tree, path: str, facts: FileFacts) -> Iterator[tuple[str, Language]]:
    """Give what the code of a file carries out, with the language in which that is read; nothing of other languages."""
    yield from evaluated_files(tree, path, facts)
    speaking = _SPEAKING.get(facts.language)
    if speaking is None:
        return
    folder = posixpath.dirname(path)
    yield from _by_flows(tree, folder, facts, speaking)
    yield from _by_calls(tree, folder, facts, speaking)
    for command in facts.commands:
        sourced = command.program in _SOURCING and command.arguments[:1]
        language = Language.SHELL if sourced else INTERPRETERS.get(program_name(command.program))
        runs = command.arguments[0] if sourced else command.runs
        if runs is not None and language is not None and runs.startswith(f"{UNKNOWN}/"):
            for found in named_files(tree, folder, runs):
                yield found, language
    yield from asked_elsewhere(tree, path, facts)
    if speaking is Language.RUBY:
        yield from ((found, speaking) for found in _loaded(tree, path, facts))
        yield from ((found, speaking) for found in ruby_asked(tree, path, facts))


def _by_flows(
    tree: Tree, folder: str, facts: FileFacts, speaking: Language
) -> Iterator[tuple[str, Language]]:
    """What is read from files and made code, or a command, of."""
    for flow in facts.flows:
        language = _language(flow, speaking)
        if language is not None:
            for use in _read_there(facts, flow):
                for found in named_files(tree, folder, use.argument or ""):
                    if flow.api != "ERB.new" or is_template(tree.by_path[found]):
                        yield found, language


def _by_calls(
    tree: Tree, folder: str, facts: FileFacts, speaking: Language
) -> Iterator[tuple[str, Language]]:
    """What calls carry out that are given a path, or the name of a module."""
    for use in facts.uses[:_MOST_USES]:
        if not use.argument:
            continue
        if use.api in _LOADERS:
            for found in named_files(tree, folder, use.argument):
                yield found, speaking
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
