"""Files that the source writes, so that running one of them is seen as running what was put into it.

A path is known by keys: the name it is held in, the constant it is, the expression that makes it. Two places speak of
one file when they share a key. A directory is never a key of the files in it.
"""

import ast
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pratique.analysis.engine.marks import DECODED, DECRYPTED, NETWORK
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.resolve import lookup, reaching
from pratique.analysis.languages.python.scopes import Asked, Binding, Bound, Scope, class_of

EXECUTABLE: tuple[str, ...] = (
    *(
        ".exe",
        ".dll",
        ".scr",
        ".msi",
        ".bat",
        ".cmd",
        ".ps1",
        ".vbs",
        ".hta",
        ".lnk",
        ".com",
        ".sh",
        ".py",
        ".pyw",
    ),
    *(".pyd", ".so", ".dylib", ".js", ".jar", ".elf", ".bin", ".service", ".desktop", ".plist", ".pth"),
)
STARTING = re.compile(
    r"(?:\.pth|(?:site|user)customize\.py|\bprofile_\w{1,40}[/\\]startup[/\\][^/\\]{1,100})\Z"
)
"""Files that an interpreter runs when it starts."""
MAGIC = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
WRITERS = frozenset(("write", "writelines", "write_bytes", "write_text", "writestr"))
COPIERS = frozenset(("shutil.copyfileobj",))
DOWNLOADERS = frozenset(("urllib.request.urlretrieve", "urllib.urlretrieve", "wget.download"))

Key = tuple[str, int | str, str]

_MOST_DEEP = 4
_MOST_BOUNDS = 4
_MOST_PARTS = 150
_FEWEST_CHARACTERS = 4
_SAME_FILE = frozenset(
    ("resolve", "absolute", "as_posix", "strip", "read", "read_text", "read_bytes", "__str__", "decode")
)
_WRAPS = frozenset(
    (
        "str",
        "fspath",
        "abspath",
        "realpath",
        "normpath",
        "Path",
        "open",
        "fdopen",
        "NamedTemporaryFile",
        "repr",
    )
)
_NAMES = (ast.Name, ast.Attribute)


@dataclass(frozen=True, slots=True)
class Written:
    """One write: which file, what data has been through, where."""

    keys: frozenset[Key]
    marks: int
    origin: int
    line: int
    text: str | bytes | None = None
    """What is written, when it is a constant."""
    name: str = ""
    """The last part of its path, as far as that is known."""


def imported(imports: Iterable[Asked], written: Iterable[Written]) -> Iterator[tuple[Asked, Written]]:
    """Modules that are asked for after the file fetched or decoded a source of that name and wrote it."""
    names = {
        one.name.removesuffix(".py"): one
        for one in written
        if one.name.endswith(".py") and one.marks & (NETWORK | DECODED | DECRYPTED)
    }
    for asked in imports if names else ():
        found = names.get(asked.module.partition(".")[0])
        if found is not None:
            yield asked, found


def path_keys(evaluator: Evaluator, node: ast.expr, at: At, deep: int = 0) -> set[Key]:
    """The keys of the file that an expression names or holds open."""
    if deep > _MOST_DEEP:
        return set()
    if isinstance(node, ast.Name):
        return _name_keys(evaluator, node, at, deep)
    same = _same_file(node)
    if same is not None:
        return path_keys(evaluator, same, at, deep + 1)
    owner = class_of(at.scope)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and owner is not None:
        bounds = owner.attributes.get(node.attr, ()) if node.value.id == "self" else ()
        return {("attribute", id(owner), node.attr), *_bound_keys(evaluator, bounds, deep)}
    return _other_keys(evaluator, node, at, deep)


def _other_keys(evaluator: Evaluator, node: ast.expr, at: At, deep: int) -> set[Key]:
    """The keys of a constant, of what a function of the file returns, of any other expression by its spelling."""
    if isinstance(node, ast.Call):
        target = evaluator.value(node.func, at).target
        if isinstance(target, Scope) and target.returns:
            returns = [(part, At(target, block)) for part, block in target.returns[:_MOST_BOUNDS]]
            return {key for part, inner in returns for key in path_keys(evaluator, part, inner, deep + 1)}
    value = evaluator.value(node, at)
    if isinstance(value.const, str):
        return {("constant", 0, value.const)} if len(value.const) >= _FEWEST_CHARACTERS else set()
    spelt = _spelt(node) if not isinstance(node, ast.Constant) else ""
    return {("expression", 0, spelt)} if spelt else set()


def _same_file(node: ast.expr) -> ast.expr | None:
    """The inner expression that names the same file: `str(path)`, `handle.name`, `open(path)`, `path.resolve()`."""
    if isinstance(node, ast.Attribute):
        return node.value if node.attr in {"name", "file"} else None
    if not isinstance(node, ast.Call):
        return None
    func = node.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if isinstance(func, ast.Attribute) and last in _SAME_FILE:
        return func.value
    return node.args[0] if last in _WRAPS and node.args else None


def _name_keys(evaluator: Evaluator, node: ast.Name, at: At, deep: int) -> set[Key]:
    keys: set[Key] = set()
    for bound in _bounds(node, at):
        # A name is known by where it got its value: a second value is another file.
        keys.add(("name", id(bound), node.id))
        if bound.how is Binding.UNPACK and isinstance(bound.node, ast.Call):
            keys.add(("made", id(bound.node), ""))  # the handle and the path that `mkstemp` gives
        if bound.how is Binding.PARAMETER:
            keys |= _given_keys(evaluator, bound, node.id, deep)
    return keys | _bound_keys(evaluator, _bounds(node, at), deep)


def _bounds(node: ast.Name, at: At) -> list[Bound]:
    """The bindings of a name that may hold there."""
    found = lookup(node.id, at.scope)
    if found is None:
        return []
    owner, bounds = found
    return (reaching(bounds, node.lineno, at.block) if owner is at.scope else bounds)[-_MOST_BOUNDS:]


def _given_keys(evaluator: Evaluator, bound: Bound, name: str, deep: int) -> set[Key]:
    """The keys of what the calls of this file give for a parameter."""
    function, keys = bound.scope, set[Key]()
    if name not in function.parameters:
        return keys
    place = function.parameters.index(name)
    for called in evaluator.callers.get(function, ())[:_MOST_BOUNDS]:
        if place < len(called.node.args):
            keys |= path_keys(evaluator, called.node.args[place], At(called.scope, called.block), deep + 2)
    return keys


def _bound_keys(evaluator: Evaluator, bounds: Iterable[Bound], deep: int) -> set[Key]:
    keys: set[Key] = set()
    for bound in list(bounds)[-_MOST_BOUNDS:]:
        if bound.how in {Binding.ASSIGN, Binding.ENTER} and bound.node is not None:
            keys |= path_keys(evaluator, bound.node, At(bound.scope, bound.block), deep + 1)
    return keys


def keys_within(evaluator: Evaluator, nodes: Iterable[ast.expr], at: At) -> set[Key]:
    """The keys of every file that the expressions may name, in any of their parts."""
    found: set[Key] = set()
    for node in _parts(nodes):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(
                ("constant", 0, word) for word in node.value.split()[:50] if len(word) >= _FEWEST_CHARACTERS
            )
        elif isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.BinOp | ast.JoinedStr):
            found |= path_keys(evaluator, node, at)
            if isinstance(node, ast.Name):
                found |= _through(evaluator, node, at)
    return found


def _through(evaluator: Evaluator, node: ast.Name, at: At) -> set[Key]:
    """Keys in the expressions that a name was assigned: `command = ["sh", path]`."""
    keys: set[Key] = set()
    for bound in _bounds(node, at):
        if (
            bound.how is Binding.ASSIGN
            and bound.node is not None
            and not isinstance(bound.node, ast.Constant)
        ):
            inner = At(bound.scope, bound.block)
            for part in _parts([bound.node]):
                if isinstance(part, _NAMES):
                    keys |= path_keys(evaluator, part, inner)
    return keys


def _parts(nodes: Iterable[ast.expr]) -> Iterator[ast.AST]:
    waiting: deque[ast.AST] = deque(nodes)
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        node = waiting.popleft()
        yield node
        waiting.extend(
            child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr | ast.keyword)
        )


def _spelt(node: ast.expr) -> str:
    if len(list(_parts([node]))) > 40:
        return ""
    return ast.dump(node)


def written_by(node: ast.Call, name: str, last: str) -> tuple[ast.expr | None, ast.expr | None]:
    """The expression that names or holds the file that a call writes, and the data."""
    if name in DOWNLOADERS:
        target = node.args[1] if len(node.args) > 1 else None
        named = next((k.value for k in node.keywords if k.arg in {"filename", "out"}), None)
        return target or named, None
    if name == "os.write":
        return (node.args[0], node.args[1]) if len(node.args) > 1 else (None, None)
    if name in COPIERS:
        return (node.args[1], node.args[0]) if len(node.args) > 1 else (None, None)
    if not isinstance(node.func, ast.Attribute) or not node.args:
        return None, None
    data = node.args[1] if last == "writestr" and len(node.args) > 1 else node.args[0]
    return node.func.value, data
