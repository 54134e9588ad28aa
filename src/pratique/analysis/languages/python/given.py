"""Which of its arguments a call is told by: the address it reaches, the command it starts, the path it writes."""

import ast

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python import sinks
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.scopes import Called
from pratique.analysis.languages.python.values import NOTHING, Value

VERBS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
_ADDRESS_NAMES = frozenset(("url", "uri", "host", "address", "endpoint", "webhook_url"))
_COMMAND_NAMES = frozenset(("args", "command", "cmd", "path", "file", "filepath", "lpFile", "lpCommandLine"))
_PATH_NAMES = frozenset(("file", "path", "filename", "name", "src", "dir", "top"))
WITH_ENVIRONMENT = (
    "execle",
    "execlpe",
    "execve",
    "execvpe",
    "spawnle",
    "spawnlpe",
    "spawnve",
    "spawnvpe",
    "spawn",
    "spawnp",
)
"""Calls whose last argument is the environment that they pass on."""
DOWNLOADS = frozenset(("urllib.request.urlretrieve", "urllib.urlretrieve", "wget.download"))
TWO_PATHS = DOWNLOADS | frozenset(
    (
        *("shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"),
        *("os.rename", "os.renames", "os.replace", "os.link", "os.symlink"),
    )
)
"""Calls that read one path or address and write another."""


def most_telling(evaluator: Evaluator, called: Called, function: Value, capability: Capability) -> Value:
    """The argument that says most of a use: address, command, path, else the first."""
    node, at = called.node, At(called.scope, called.block)
    if function.given:
        return function.given[0]
    if capability is Capability.NETWORK:
        receiver = _receiver(evaluator, called, function)
        whole = receiver.form or function.name in sinks.DELIVERERS
        return receiver if whole else address_of(evaluator, node, at)
    if capability is Capability.PROCESS:
        return command_of(evaluator, node, at)
    if capability in {Capability.FILE_READ, Capability.FILE_WRITE}:
        return _path_of(evaluator, called, function)
    return evaluator.argument(node, at, 0)


def _path_of(evaluator: Evaluator, called: Called, function: Value) -> Value:
    node, at = called.node, At(called.scope, called.block)
    receiver = _receiver(evaluator, called, function)
    if receiver.name == "pathlib.Path()":
        return receiver
    if function.name in TWO_PATHS and len(node.args) > 1:
        return evaluator.value(node.args[1], at)
    return _named(evaluator, node, at, _PATH_NAMES) if not node.args else evaluator.argument(node, at, 0)


def _receiver(evaluator: Evaluator, called: Called, function: Value) -> Value:
    func = called.node.func
    if "()" not in function.name or not isinstance(func, ast.Attribute):
        return NOTHING
    return evaluator.value(func.value, At(called.scope, called.block))


def address_of(evaluator: Evaluator, node: ast.Call, at: At) -> Value:
    """The address that a network call is given: its first argument after a verb, or the one named so."""
    found = address_node(evaluator, node, at)
    return evaluator.value(found, at) if found is not None else NOTHING


def address_node(evaluator: Evaluator, node: ast.Call, at: At) -> ast.expr | None:
    """The expression of `address_of`."""
    for keyword in node.keywords:
        if keyword.arg in _ADDRESS_NAMES:
            return keyword.value
    if not node.args:
        return None
    verb = len(node.args) > 1 and evaluator.value(node.args[0], at).const in VERBS
    return node.args[1 if verb else 0]


def command_of(evaluator: Evaluator, node: ast.Call, at: At) -> Value:
    """The command that a call starts: its first argument, or the one named so."""
    found = evaluator.argument(node, at, 0) if node.args else _named(evaluator, node, at, _COMMAND_NAMES)
    for keyword in node.keywords:
        if keyword.arg == "shell" and evaluator.value(keyword.value, at).const is True:
            return _only(found)
    return found


def _only(words: Value) -> Value:
    """The one word of a list, which a shell is given as a text; other values as they are."""
    if len(words.items) == 1:
        return words.items[0]
    if isinstance(words.const, tuple) and len(words.const) == 1:
        return Value(const=words.const[0], marks=words.marks, origin=words.origin)
    return words


def _named(evaluator: Evaluator, node: ast.Call, at: At, names: frozenset[str]) -> Value:
    for keyword in node.keywords:
        if keyword.arg in names:
            return evaluator.value(keyword.value, at)
    return NOTHING


def wrapped_socket(node: ast.expr | None) -> ast.Name | None:
    """The socket in `context.wrap_socket(socket)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return (
            node.args[0] if node.func.attr == "wrap_socket" and isinstance(node.args[0], ast.Name) else None
        )
    return None
