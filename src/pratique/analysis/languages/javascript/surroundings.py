"""What a started program is given beside its words: the folder it runs in, what node is told to load first, and a shipped file to read.

`spawn("node", ["x.js"], {cwd: dir})` starts `dir/x.js`; `execArgv` and `NODE_OPTIONS` name files that run before the first one; and what a
shell or node reads from its standard input, or as its command line, may be the text of a file that the source reads. Each is told as the
command that would start that file by its path, with `__dirname/` for the folder of the source.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tree_sitter import Node

from pratique.analysis.engine.gather import Facts
from pratique.analysis.engine.marks import FILE, OWN
from pratique.analysis.facts import Capability, Command
from pratique.analysis.languages import shell
from pratique.analysis.languages.javascript import literals, started, targets
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Scope
from pratique.analysis.languages.shell.programs import INTERPRETERS, SHELLS, program_name
from pratique.analysis.languages.values import Value

BESIDE = "__dirname/"
_TELLING = (b"execArgv", b"NODE_OPTIONS")
_HERE = re.compile(r"__dirname(?:/\.?)?(?=/|\Z)")
_BY_SHELL = frozenset(
    ("exec", "execSync", "command", "commandSync", "execaCommand", "shell", "run", "runSync")
)
"""Calls whose first argument a shell reads."""
_TYPED = (".stdin.write", ".stdin.end")
_READING = frozenset(((), ("-",), ("-s",)))
"""Words of an interpreter that has no file: it reads what it is given."""
_MOST_ARGUMENTS = 5
_MOST_WAITING = 200


@dataclass(slots=True)
class Read:
    """Programs that read the text of files, until all is known that the source reads."""

    waiting: list[tuple[str, int, int]] = field(default_factory=list)
    """A program, the line on which its text was read, and the line on which it starts."""

    def note(self, evaluator: Evaluator, called: Called, line: int) -> None:
        """Note a program whose input, or whose command line, is the text of a file."""
        for program, value in _texts(evaluator, called):
            if value.text is None and value.marks & (FILE | OWN):
                self.waiting.append((program, value.origin, line))

    def finish(self, facts: Facts) -> None:
        """Tell such programs as commands that start the files which are read on those lines."""
        if len(self.waiting) > _MOST_WAITING:
            facts.cut.add("programs that read files")
        read = [use for use in facts.uses.values() if use.capability is Capability.FILE_READ and use.argument]
        for program, origin, line in self.waiting[:_MOST_WAITING]:
            for use in read:
                path = own_path(use.argument or "") if use.line == origin else None
                if path is not None:
                    facts.add_command(Command(program, (path,), line, runs=path))


def own_path(shown: str) -> str | None:
    """A path of the package's own as `__dirname/x`, where all but its folder is known; None for any other."""
    path = re.sub(r"\A\$\{\w+\}/", BESIDE, shown) if not shown.startswith("${tmp}") else shown
    if path.startswith("./"):
        path = BESIDE + path[2:]
    return path if path.startswith(BESIDE) and not targets.is_open(path) else None


def more_commands(evaluator: Evaluator, called: Called, commands: tuple[Command, ...]) -> Iterator[Command]:
    """Give the commands that the options of a call make of those that its words are."""
    options = _options(evaluator, called)
    if options is None:
        return
    held, scope = options
    place = targets.outline(evaluator, held[b"cwd"], scope) if b"cwd" in held else ""
    if _HERE.match(place) and not targets.is_open(place):
        folder = posixpath.normpath(_HERE.sub("__dirname", place, count=1))
        for command in commands:
            if command.runs is not None and not command.runs.startswith((BESIDE, "/", "~", "$")):
                yield replace(command, runs=posixpath.normpath(f"{folder}/{command.runs}"))
    yield from loaded_first(evaluator, held, scope)


def loaded_first(evaluator: Evaluator, held: dict[bytes, Node], scope: Scope) -> Iterator[Command]:
    """Give the commands of the files that options have node load before the first one."""
    if not any(word in evaluator.source for word in _TELLING):
        return
    words: tuple[str, ...] = ()
    if b"execArgv" in held:
        words = started.words_of(evaluator, evaluator.value(held[b"execArgv"], scope))
    set_ = evaluator.value(held[b"env"], scope).literal if b"env" in held else None
    if set_ is not None and set_.node.type == "object":
        told = literals.properties_of(evaluator, set_).get(b"NODE_OPTIONS")
        text = targets.outline(evaluator, told, set_.scope) if told is not None else ""
        words += tuple(text.replace(BESIDE, "./").replace("file://", "").split())
    words = tuple(part for word in words for part in _parted(word))
    yield from (one for one in shell.read_words(("node", *words)).commands if words and one.runs is not None)


def _parted(word: str) -> tuple[str, ...]:
    """`--require=x` as two words."""
    flag, equals, value = word.partition("=")
    return (flag, _HERE.sub(".", value, count=1)) if equals and flag.startswith("--") else (word,)


def _options(evaluator: Evaluator, called: Called) -> tuple[dict[bytes, Node], Scope] | None:
    """The properties of the last argument that is an object, and where they stand."""
    for place in range(min(len(called.arguments), _MOST_ARGUMENTS) - 1, 0, -1):
        literal = evaluator.argument(called, place).literal
        if literal is not None and literal.node.type == "object":
            return literals.properties_of(evaluator, literal), literal.scope
    return None


def _texts(evaluator: Evaluator, called: Called) -> Iterator[tuple[str, Value]]:
    """The texts that programs read as their own code, each with the name of the program."""
    name = called.function.name
    first = evaluator.argument(called, 0)
    if name.endswith(_TYPED):
        about = called.receiver.form.split()
        if about and program_name(about[0]) in INTERPRETERS and tuple(about[1:]) in _READING:
            yield program_name(about[0]), first
        return
    if name.rpartition(".")[2] in _BY_SHELL and targets.first_argument(evaluator, called) == targets.HOLE:
        yield "sh", first
    program = program_name(started.program_of(evaluator, called) or "")
    if program not in INTERPRETERS:
        return
    words = started.words_of(evaluator, evaluator.argument(called, 1))
    options = _options(evaluator, called)
    if words in _READING and options is not None and b"input" in options[0]:
        yield program, evaluator.value(options[0][b"input"], options[1])
    yield from _inline(evaluator, called, program)


def _inline(evaluator: Evaluator, called: Called, program: str) -> Iterator[tuple[str, Value]]:
    """`spawn("sh", ["-c", text])`."""
    literal = evaluator.argument(called, 1).literal
    if literal is None or literal.node.type != "array":
        return
    held = literals.elements_of(evaluator, literal)[:_MOST_ARGUMENTS]
    flags = ("-c",) if program in SHELLS else ("-e", "-p", "--eval", "-c")
    for flag, text in pairwise(held):
        if flag is not None and text is not None and evaluator.value(flag, literal.scope).text in flags:
            yield program, evaluator.value(text, literal.scope)
