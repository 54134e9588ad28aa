"""How a program is started: its words, and whether out of sight."""

import re

from pratique.analysis.facts import FileFacts
from pratique.analysis.languages import shell
from pratique.analysis.languages.javascript import literals, targets
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.values import Value

_OWN_FOLDER = re.compile(r"(?:__dirname|\$\{cwd\})(?:/\.?)?/(?=[^/])")
_MOST_WORDS = 200
_MOST_ARGUMENTS = 6
PLACES = ("__dirname/", "${tmp}/", "~/")
"""How paths begin whose folder is known."""
LOADING = frozenset(("Worker", "child_process.fork", "cluster.fork"))
"""Calls whose first argument is a file that node loads."""


def relative(path: str) -> str:
    """A path as written from the folder of the file: `__dirname/x.js` is `./x.js`."""
    found = _OWN_FOLDER.match(path)
    return "./" + path[found.end() :] if found is not None else path


def program_of(evaluator: Evaluator, called: Called) -> str | None:
    """The program or command line that a call starts; None when nothing constant says it."""
    first, second = evaluator.argument(called, 0), evaluator.argument(called, 1)
    if first.name in targets.OWN_PROGRAM:
        return "node"
    if first.text is not None:
        return first.text
    if second.literal is None or second.literal.node.type != "array":
        found = targets.shown(targets.command(evaluator, called))
        return relative(found) if found is not None else None
    path = relative(targets.first_argument(evaluator, called))
    return path if path != targets.HOLE else None


def read(evaluator: Evaluator, called: Called, program: str) -> FileFacts:
    """The facts of the command line that a call starts; what loads a file is node that is given it."""
    words = words_of(evaluator, evaluator.argument(called, 1))
    if called.function.name in LOADING:
        program, words = "node", (program, *words)
    return shell.read_words((program, *words)) if words else shell.read_command(program)


def words_of(evaluator: Evaluator, value: Value) -> tuple[str, ...]:
    """The texts at the start of an array of arguments, with holes, up to the first of which nothing is known; paths as `relative` has them."""
    literal = value.literal
    if literal is None or literal.node.type != "array":
        return evaluator.leading_texts(value)
    found: list[str] = []
    for element in literals.elements_of(evaluator, literal)[:_MOST_WORDS]:
        if element is None:
            break
        text = evaluator.value(element, literal.scope).text
        if text is None:
            text = relative(targets.outline(evaluator, element, literal.scope))
            if text == targets.HOLE:
                break
        found.append(text)
    return tuple(found)


def is_quiet(evaluator: Evaluator, called: Called) -> bool:
    """Whether the program outlives what starts it and says nothing: `{detached: true, stdio: "ignore"}`."""
    for place in range(1, min(len(called.arguments), _MOST_ARGUMENTS)):
        options = evaluator.argument(called, place)
        if options.literal is None or options.literal.node.type != "object":
            continue
        if evaluator.key_of(options, "detached").const is not True:
            return False
        silent = _is_silent(evaluator, evaluator.key_of(options, "stdio"))
        return silent or evaluator.key_of(options, "windowsHide").const is True
    return False


def _is_silent(evaluator: Evaluator, value: Value) -> bool:
    if value.text is not None:
        return value.text == "ignore"
    words = evaluator.leading_texts(value)
    return bool(words) and all(word == "ignore" for word in words)
