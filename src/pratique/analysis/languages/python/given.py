"""Which of its arguments a call is told by: the address it reaches, the command it starts, the path it writes."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python import forms, sinks
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.scopes import Called
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Value, joined

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
_WORDS = {
    **dict.fromkeys(("execv", "execvp", "execve", "execvpe", "posix_spawn", "posix_spawnp"), 1),
    **dict.fromkeys(("spawnv", "spawnvp", "spawnve", "spawnvpe"), 2),
    **dict.fromkeys(("execl", "execlp", "execle", "execlpe"), -1),
    **dict.fromkeys(("spawnl", "spawnlp", "spawnle", "spawnlpe"), -2),
}
"""Where the words of a program stand that is named before them: in a list, or (below zero) as arguments of their own."""
_OF_WINDOWS = frozenset(("ShellExecute", "ShellExecuteW", "ShellExecuteA"))
_PARAMETERS = 3
"""Where a call of Windows has the words for the program, which stands before them."""
_SHELLS = frozenset(("system", "popen", "getoutput", "getstatusoutput", "create_subprocess_shell"))
_INTERPRETERS = re.compile(
    r"(?:\A|[/\\])(?:python[\d.]{0,4}w?|node|perl|ruby|php|(?:ba|z|da)?sh|cmd|powershell|pwsh)(?:\.exe)?\Z",
    re.IGNORECASE,
)
_TAKES_CODE = frozenset(("-c", "-e", "-r", "/c", "/C", "-Command", "-command", "-lc"))
_FEWEST_WORDS = 3
DOWNLOADS = frozenset(("urllib.request.urlretrieve", "urllib.urlretrieve", "wget.download"))
TWO_PATHS = DOWNLOADS | frozenset(
    (
        *("shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"),
        *("os.rename", "os.renames", "os.replace", "os.link", "os.symlink"),
    )
)
"""Calls that read one path or address and write another."""

_NAMED_BEFORE = frozenset(
    (
        *("importlib.machinery.SourceFileLoader", "importlib.machinery.SourcelessFileLoader"),
        *("importlib.util.spec_from_file_location", "imp.load_source", "imp.load_compiled"),
    )
)
"""Calls that load the file that their second argument names, by the name of the first."""
_RESOURCES = frozenset(
    (
        "pkgutil.get_data",
        *(f"importlib.resources.{name}" for name in ("read_text", "read_binary", "open_text", "open_binary")),
    )
)
"""Calls that read a file of the package that is named before it."""


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
    if function.name in _NAMED_BEFORE:
        return evaluator.argument(node, at, 1, "path" if "Loader" in function.name else "location")
    return evaluator.argument(node, at, 0)


def _path_of(evaluator: Evaluator, called: Called, function: Value) -> Value:
    node, at = called.node, At(called.scope, called.block)
    receiver = _receiver(evaluator, called, function)
    if receiver.name == "pathlib.Path()":
        return receiver
    if function.name in TWO_PATHS | _RESOURCES and len(node.args) > 1:
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
    """The command that a call starts: its first argument, or the one named so; the path with the other words of `execv`."""
    last = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    place = _WORDS.get(last)
    if place is not None and len(node.args) > abs(place):
        return _words(evaluator, node, at, place)
    if last in _OF_WINDOWS and len(node.args) > _PARAMETERS:
        return Value(items=tuple(evaluator.value(part, at) for part in node.args[2 : _PARAMETERS + 1]))
    found = evaluator.argument(node, at, 0) if node.args else _named(evaluator, node, at, _COMMAND_NAMES)
    for keyword in node.keywords:
        if keyword.arg == "shell" and evaluator.value(keyword.value, at).const is True:
            return _only(found)
    return found


def _words(evaluator: Evaluator, node: ast.Call, at: At, place: int) -> Value:
    """The path that a call is given, and the words after the one that names the program."""
    path = evaluator.value(node.args[abs(place) - 1], at)
    if place > 0:
        words = evaluator.value(node.args[place], at)
        rest = [Value(const=word) for word in words.const] if isinstance(words.const, tuple) else words.items
        marks, origin = joined(path, words)
    else:
        last = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        parts = node.args[-place : -1 if last.endswith(WITH_ENVIRONMENT) else None]
        rest = [evaluator.value(part, at) for part in parts]
        marks, origin = joined(path, *rest)
    items = (path, *rest[1:])
    consts = tuple(word.const for word in items if word.const is not UNKNOWN)
    if len(consts) == len(items):
        return Value(const=consts, marks=marks, origin=origin)
    return Value(items=items, marks=marks, origin=origin)


def code_of(evaluator: Evaluator, node: ast.Call, at: At) -> Value:
    """The code that a started interpreter is given (`[sys.executable, "-c", code]`), or the whole line that a shell is; else nothing."""
    func = node.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    found = command_of(evaluator, node, at)
    shell = last in _SHELLS or any(
        word.arg == "shell" and evaluator.value(word.value, at).const is True for word in node.keywords
    )
    if shell:
        return found if not found.known and not found.items and not found.form else NOTHING
    words = found.items
    if len(words) < _FEWEST_WORDS or not _INTERPRETERS.search(forms.form_of(words[0])):
        return NOTHING
    for place, word in enumerate(words[1:-1], 1):
        if word.const in _TAKES_CODE:
            return words[place + 1]
    return NOTHING


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


def texts_in(values: Iterable[Value]) -> Iterator[str]:
    """The constant texts among values, and among the elements of those that are lists."""
    for value in values:
        if isinstance(value.const, str):
            yield value.const
        elif isinstance(value.const, tuple):
            yield from (part for part in value.const if isinstance(part, str))
        yield from (one.const for one in value.items if isinstance(one.const, str))


def wrapped_socket(node: ast.expr | None) -> ast.Name | None:
    """The socket in `context.wrap_socket(socket)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return (
            node.args[0] if node.func.attr == "wrap_socket" and isinstance(node.args[0], ast.Name) else None
        )
    return None


def parts_run(node: ast.Call, name: str, skipped: Collection[str]) -> list[ast.expr]:
    """The arguments of a call that starts a program or runs a file which say what is run; keywords in `skipped` do not."""
    named = [word.value for word in node.keywords if word.arg not in skipped]
    if name.startswith("subprocess.") and len(node.args) > 1:
        return [node.args[0], *named]
    if name.endswith(WITH_ENVIRONMENT) and len(node.args) > 1:
        return node.args[:-1]
    return node.args[:2] if name == "win32process.CreateProcess" else [*node.args, *named]
