"""What the evaluator found out about names, literals and functions already."""

from dataclasses import dataclass

from tree_sitter import Node

from pratique.analysis.languages.javascript.scopes import Bound, Call, How, Index, Scope, lookup
from pratique.analysis.languages.values import Constant, Literal, Value

Story = tuple[tuple[int, Value], ...]
"""Values of a name, one after the other, each with the byte from which it holds."""


class Names:
    """Values of names that are known already, and assignments and calls sorted by the scope they mean."""

    def __init__(self, index: Index) -> None:
        self.values: dict[tuple[int, bytes], tuple[Story, int]] = {}
        self.active: dict[tuple[int, bytes], Value] = {}
        """Names that are being looked at, with what is known of them so far."""
        self._index = index
        self._assigned: dict[bytes, dict[int, list[Bound]]] = {}
        self._calls: dict[bytes, dict[int, list[Call]]] = {}
        self._keyed_calls: dict[bytes, list[Call]] | None = None
        self._taken_out: dict[bytes, list[tuple[Scope, bytes]]] | None = None
        self.puts: dict[bytes, list[Bound]] | None = None
        """What is put into the objects of variables, by their names, once it is known (`written`)."""
        self.held: dict[tuple[int, bytes], tuple[int, int]] = {}

    def assigned(self, owner: Scope | None, name: bytes) -> list[Bound]:
        """Assignments to a name of a scope."""
        places = self._index.assigned.get(name)
        if places is None:
            return []
        sorted_out = self._assigned.get(name)
        if sorted_out is None:
            sorted_out = self._assigned[name] = {}
            for bound in places:
                sorted_out.setdefault(id(lookup(bound.scope, name)), []).append(bound)
        return sorted_out.get(id(owner), [])

    def calls(self, owner: Scope | None, name: bytes) -> list[Call]:
        """Calls of a name of a scope."""
        sorted_out = self._calls.get(name)
        if sorted_out is None:
            self.owners(name)
            sorted_out = self._calls[name]
        return sorted_out.get(id(owner), [])

    def owners(self, name: bytes) -> list[tuple[Scope | None, list[Call]]]:
        """The scopes that a called name means, with the calls of each."""
        found: dict[int, tuple[Scope | None, list[Call]]] = {}
        known: dict[int, list[Call]] = {}
        for call in self._index.named_calls.get(name, ()):
            scope = call.scope
            calls = known.get(id(scope))
            if calls is None:
                owner = lookup(scope, name)
                calls = known[id(scope)] = found.setdefault(id(owner), (owner, []))[1]
            calls.append(call)
        self._calls[name] = {key: calls for key, (_, calls) in found.items()}
        return list(found.values())

    def taken_out(self, key: bytes) -> list[tuple[Scope, bytes]]:
        """The names by which a property is taken out of an object: `const {key: name} = object`, each with the scope that declares it."""
        if self._taken_out is None:
            self._taken_out = {}
            functions = (function.scope for function in self._index.functions.values())
            for scope in (self._index.scope, *functions, *self._index.blocks) if self._index.unpacked else ():
                for name, bounds in scope.names.items():
                    for bound in bounds[:1]:
                        last = bound.path[-1] if bound.path and bound.how is How.ASSIGN else None
                        if isinstance(last, bytes):
                            self._taken_out.setdefault(last, []).append((scope, name))
        return self._taken_out.get(key, [])

    def keyed_calls(self, key: bytes) -> list[Call]:
        """Calls of a member by its name, whatever the object."""
        if self._keyed_calls is None:
            self._keyed_calls = {}
            for call in (*self._index.member_calls, *self._index.method_calls):
                self._keyed_calls.setdefault(call.name, []).append(call)
        return self._keyed_calls.get(key, [])


class Literals:
    """What was found out about object and array literals, by the id of their nodes."""

    def __init__(self) -> None:
        self.properties: dict[int, dict[bytes, Node]] = {}
        self.elements: dict[int, list[Node | None]] = {}
        self.constants: dict[int, Constant] = {}
        self.exports: dict[int, Bound] = {}
        """What the modules of a bundle assign to their `exports`, by the id of the function."""
        self.shuffled: set[int] = set()
        """Arrays whose order at run time is not known."""


@dataclass(frozen=True, slots=True)
class Picker:
    """The array, what is taken from a number, and how a text is decoded."""

    literal: Literal
    offset: int
    alphabet: str
    """The 64 characters of its base64."""
    keyed: bool
    """Whether it decrypts with a key."""
