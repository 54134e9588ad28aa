"""Functions of libraries that the file puts its own in the place of.

`Keypair.from_seed = mine` and `setattr(Account, "from_key", mine)` are told as `hook:key-function`: what is handed to them is had by
it. What asks a person for a password is told as `hook:prompt`. Another function whose replacement asks a host is told as `hook:told`, with the address.
"""

import ast
import re
from collections.abc import Iterator

from pratique.analysis.facts import Capability, Use
from pratique.analysis.languages.python.binding import KEY_NAMES
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding, Called, Scope, Seen, function_line
from pratique.analysis.languages.python.source import Source

_OWNERS = re.compile(
    r"key_?pair|account|wallet|private_?key|signing_?key|secret_?key|mnemonic|bip_?(?:32|39|44)|hd_?key",
    re.IGNORECASE,
)
_PROMPTS = frozenset(
    ("getpass.getpass", "getpass.unix_getpass", "builtins.input", "click.prompt", "pwinput.pwinput")
)
"""Functions that ask a person for a password."""
_FEWEST_ARGUMENTS = 3
_MOST_DEEP = 3
_MOST_BOUNDS = 10
_MOST_TEXTS = 60


def read_replaced(source: Source) -> None:
    """Tell the functions of libraries that the file replaces; its uses must be known by now."""
    for seen, value in source.index.replaced:
        assert isinstance(seen.node, ast.Attribute)
        _tell(source, seen.node.value, seen.node.attr, value, seen)
    for called in _setters(source):
        owner, name, value = called.node.args[:_FEWEST_ARGUMENTS]
        for text in dict.fromkeys(_texts(source, name, At(called.scope, called.block))):
            _tell(source, owner, text, value, called)


def _texts(source: Source, node: ast.expr, at: At, deep: int = 0) -> Iterator[str]:
    """The texts that a name may stand for: also each of a list that is gone through, and what the calls give for a parameter."""
    const = source.evaluator.value(node, at).const
    if isinstance(const, str):
        yield const
        return
    found = lookup(node.id, at.scope) if isinstance(node, ast.Name) and deep < _MOST_DEEP else None
    for bound in found[1][:_MOST_BOUNDS] if found else ():
        if bound.how is Binding.ELEMENT and bound.node is not None:
            const = source.evaluator.value(bound.node, At(bound.scope, bound.block)).const
            parts = const if isinstance(const, tuple) else ()
            yield from (part for part in parts[:_MOST_TEXTS] if isinstance(part, str))
        elif bound.how is Binding.PARAMETER and isinstance(node, ast.Name):
            place = bound.scope.parameters.index(node.id) if node.id in bound.scope.parameters else -1
            for called in source.evaluator.callers.get(bound.scope, ())[:_MOST_BOUNDS]:
                if 0 <= place < len(called.node.args):
                    there = At(called.scope, called.block)
                    yield from _texts(source, called.node.args[place], there, deep + 1)


def _setters(source: Source) -> Iterator[Called]:
    for scope in source.index.scopes:
        for called in scope.calls:
            func = called.node.func
            if (
                isinstance(func, ast.Name)
                and func.id == "setattr"
                and len(called.node.args) >= _FEWEST_ARGUMENTS
            ):
                yield called


def _tell(source: Source, owner: ast.expr, name: str, value: ast.expr | None, place: Called | Seen) -> None:
    found = source.evaluator.value(owner, At(place.scope, place.block))
    # What the file defines itself is its own to replace.
    if found.target is not None or "()" in found.name or not found.name:
        return
    full = f"{found.name}.{name}"
    if name in KEY_NAMES and "." in found.name and _OWNERS.search(found.name[-80:]):
        source.use(Capability.NETWORK, "hook:key-function", place, full)
    functions = list(_functions(value, place.scope))
    if functions and full in _PROMPTS:
        source.use(Capability.NETWORK, "hook:prompt", place, full)
    for function in functions:
        told = _told(source, function)
        if told is not None:
            source.use(Capability.NETWORK, "hook:owner", place, found.name)
            source.use(Capability.NETWORK, "hook:told", place, told)
            return


def _functions(value: ast.expr | None, scope: Scope) -> Iterator[Scope]:
    found = lookup(value.id, scope) if isinstance(value, ast.Name) else None
    for bound in found[1] if found else ():
        if bound.how is Binding.LOCAL and bound.target is not None and not bound.target.is_class:
            yield bound.target


def _told(source: Source, function: Scope) -> str | None:
    """The address that a function, or one inside it, sends to."""
    scopes = {function_line(function)}
    scopes |= {function_line(scope) for scope in source.index.scopes if scope.parent is function}
    uses: Iterator[Use] = (use for use in source.facts.uses.values() if use.capability is Capability.NETWORK)
    return next((use.argument for use in uses if use.scope in scopes and use.argument), None)
