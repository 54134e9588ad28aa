"""What is run, started or reached without being known, worked out by carrying out the file's own decoders.

While the calls are read, those whose code, command or address stays unknown although the file itself holds it are
noted. When there are any, the machine carries out the level of the module and the functions around them, and what it
saw handed to calls becomes facts of those calls.
"""

import ast
import builtins
import re
from collections.abc import Callable
from typing import Any

from pratique.analysis.facts import Capability
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.python import apis
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.machine import Machine
from pratique.analysis.languages.python.machine_values import Code, Seen
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding, Called, Scope, function_line
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.python.values import (
    COMPUTED,
    DECODED,
    DECRYPTED,
    LITERAL,
    LONG_TEXT,
    UNKNOWN,
    Value,
)

HIDING = DECODED | DECRYPTED | COMPUTED
_MOST_ENTERED = 20
_UNPACKS = re.compile(
    r"\b(?:__import__|marshal|b(?:16|32|64|85)decode|a85decode|decompress|fromhex|unhexlify|translate)\b"
)
"""What code does that is packed once more: to read it is not to read what runs. What it hands to `exec` has facts of its own."""
_RUNS = frozenset(("exec", "eval"))
_TEXTS = _RUNS | {"compile"}
_PLAIN = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set)

Note = Callable[[Called, str, Value], None]
"""Notes a use of a call whose name and first argument the machine found."""


def is_puzzle(value: Value) -> bool:
    """Whether a value is unknown although the file may hold it."""
    return value.const is UNKNOWN and bool(value.marks & (HIDING | LITERAL))


def solve(source: Source, puzzles: list[Called], named: dict[int, str], note: Note) -> bool:
    """Carry out what gives the arguments of the puzzles; whether the budget ran out. `named` are the calls by name."""
    tree = source.index.module.node
    assert isinstance(tree, ast.Module)
    machine = Machine()
    program = source.load.is_setup or any(called.block.main for called in puzzles)
    machine.run(tree.body, program=program)
    stuck = machine.exhausted
    entered: set[int] = set()
    for called in puzzles[:_MOST_ENTERED]:
        function = _function_of(called.scope)
        if function is None or id(called.node) in machine.seen:
            continue
        if id(function) not in entered:
            entered.add(id(function))
            machine.enter(function)
        stuck = stuck or (machine.exhausted and _matters(source, called))
    for scope in source.index.scopes:
        for called in scope.calls:
            for seen in machine.seen.get(id(called.node), ()):
                if seen.inside:
                    source.facts.depth += 1
                _tell(source, called, seen, named, note)
                if seen.inside:
                    source.facts.depth -= 1
    machine.release()
    return stuck


def _matters(source: Source, called: Called) -> bool:
    """Whether something is missed where the budget ran out: it runs by itself, or is given a long text that the file holds.

    Of a function that waits for its caller's values only a part can be carried out, however large the budget.
    """
    at = At(called.scope, called.block)
    return source.runs(called.scope, called.block) or any(
        value.marks & LITERAL for value in source.evaluator.arguments(called.node, at)
    )


def _function_of(scope: Scope) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    current: Scope | None = scope
    while current is not None:
        if isinstance(current.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return current.node
        current = current.parent
    return None


def _tell(source: Source, called: Called, seen: Seen, named: dict[int, str], note: Note) -> None:
    """Facts of one call that the machine saw."""
    name = seen.name
    capability = apis.CAPABILITIES.get(name)
    first = seen.arguments[0] if seen.arguments else None
    if isinstance(first, Code):
        first = first.text
    if name in _TEXTS:
        if isinstance(first, str | bytes):
            _code(source, called, name, first)
        return
    same = named.get(id(called.node)) == name
    const = tuple(first) if isinstance(first, list | tuple) else first
    plain = _is_plain(const)
    if capability is None or (same and not plain):
        return
    note(called, name, Value(const=const) if plain else Value())
    if not same and capability in {Capability.CODE, Capability.PROCESS}:
        _flow(source, called, name, capability, COMPUTED)


def _code(source: Source, called: Called, name: str, text: str | bytes) -> None:
    """Code that a call runs."""
    spelt = text if isinstance(text, str) else text.decode("utf-8", "replace")
    source.code(spelt, called, runs=name in _RUNS)
    if name not in _RUNS or any(
        isinstance(part, ast.Constant) and part.value == text for part in called.node.args
    ):
        return
    if _is_own_name(source, spelt, called.scope):
        return
    long = LITERAL if len(text) >= LONG_TEXT else 0
    if source.shows(spelt) and not _UNPACKS.search(spelt):
        # A template that was filled in: whoever reads the file reads what runs, unless that unpacks more.
        if long:
            _flow(source, called, name, Capability.CODE, long)
        return
    _flow(source, called, name, Capability.CODE, COMPUTED | long)
    kind = payload_kind(text)
    if kind is not None:
        source.payload(kind, called, len(text))


def _is_own_name(source: Source, text: str, scope: Scope) -> bool:
    """Whether code only asks for what the file itself defines, or nobody does, such as one list of several whose names are alike."""
    if not text.isidentifier():
        return False
    found = lookup(text, scope)
    if found is None:
        # What Python itself puts there begins so.
        return not text.startswith("__") and not hasattr(builtins, text) and not source.stars
    return all(
        bound.how is Binding.LOCAL or (bound.how is Binding.ASSIGN and isinstance(bound.node, _PLAIN))
        for bound in found[1]
    )


def _flow(source: Source, called: Called, name: str, sink: Capability, marks: int) -> None:
    line = called.node.lineno
    source.facts.add_flow(
        sink,
        name.replace("()", ""),
        line,
        marks=marks,
        origin=line,
        at_load=source.runs(called.scope, called.block),
        scope=function_line(called.scope),
    )


def _is_plain(const: Any) -> bool:
    if isinstance(const, tuple):
        return all(isinstance(part, str | bytes | int) for part in const[:50])
    return isinstance(const, str | bytes)
