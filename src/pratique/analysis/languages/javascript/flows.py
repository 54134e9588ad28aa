"""Data that reaches a sink: code, started programs, written files, the network."""

import re
from dataclasses import replace

from tree_sitter import Node

from pratique.analysis.engine.marks import (
    CLIPBOARD,
    DECODED,
    DECRYPTED,
    ENVIRONMENT,
    EVERY,
    FILE,
    FOR_READERS,
    HIDING,
    IDENTITY,
    KEYED,
    LITERAL,
    NETWORK,
    OWN,
    PROCESS,
    REQUESTED,
    SECRETS,
    WALLET_KEY,
)
from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript import addressing, literals
from pratique.analysis.languages.javascript.apis import ALL, Api
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.request_options import ADDRESSES, SETTINGS
from pratique.analysis.languages.javascript.scopes import Call, Scope
from pratique.analysis.languages.javascript.source import Source
from pratique.analysis.languages.javascript.writes import Writes
from pratique.analysis.languages.values import Value, joined

COMPUTED_CALL = "computed-call"
_WORTH: dict[Capability, int] = {
    Capability.CODE: HIDING | KEYED | NETWORK | FILE | OWN | ENVIRONMENT | IDENTITY | LITERAL | PROCESS,
    Capability.PROCESS: HIDING | KEYED | NETWORK | ENVIRONMENT | IDENTITY | LITERAL,
    Capability.FILE_WRITE: DECODED | DECRYPTED | NETWORK,
    Capability.NATIVE: DECODED | DECRYPTED | NETWORK,
    Capability.NETWORK: HIDING | FILE | ENVIRONMENT | IDENTITY | PROCESS | CLIPBOARD,
}
"""Marks of which one at least makes a flow worth telling, by the sink."""
_PRIVATE = ENVIRONMENT | FILE | IDENTITY | PROCESS | CLIPBOARD | WALLET_KEY
_NO_SETTINGS = EVERY | FILE | IDENTITY | SECRETS | PROCESS | CLIPBOARD
_MOST_DEEP = 3
"""Options whose address is again an object of options: one may name itself."""
_SET = re.compile(rb"process\.env(?:\.\w{1,100}|\[[^\]\n]{1,100}\])\s{0,9}(?:\|\||\?\?)?=(?!=)")
"""What sets a variable of the environment by itself."""
_SENDING = frozenset(
    ("write", "end", "send", "emit", "sendMail", "connect", "form", "query", "field", "attach")
)


class Flows:
    """The sinks of one source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._writes = Writes(source.evaluator)

    def api(self, call: Call, called: Called, api: Api, target: str | None = None) -> None:
        """Look at the call of an API that has a sink; `target` is what it is directed at."""
        capability = api.capability
        if capability is Capability.NETWORK and api.data:
            self._network(call, called, api, target)
        elif capability in {Capability.CODE, Capability.PROCESS, Capability.FILE_WRITE} and api.data:
            values = self._data(called, api)
            marks, origin = joined(*values)
            if marks & REQUESTED and (
                capability is Capability.CODE or (capability is Capability.PROCESS and target is None)
            ):
                # Of a program that is started, the request names all: what stands before would be its target.
                self._note(capability, "told-by-request", call)
            if capability is Capability.CODE and marks & FOR_READERS:
                self._note(capability, "text-for-readers", call)
            self._writes.note(call, called, capability, marks, origin)
            self.add(capability, called.function.name, call, marks, origin, target)
        elif capability is Capability.NATIVE:
            self._writes.loaded(call, called)

    def _data(self, called: Called, api: Api) -> list[Value]:
        evaluator = self._source.evaluator
        if ALL in api.data:
            return evaluator.arguments(called)
        values = [evaluator.argument(called, place) for place in api.data]
        if called.function.name == "inspector.Session.post":
            return [evaluator.deep(value) for value in values]
        # The second argument of a started program may be its options: what they hold is no part of the command.
        return [evaluator.deep(value) for value in values if not _is_options(value)]

    def add(
        self, sink: Capability, name: str, call: Call, marks: int, origin: int, target: str | None = None
    ) -> None:
        """Note a flow when the data has been anywhere worth telling."""
        if marks & _WORTH[sink]:
            source = self._source
            line, at_load = source.evaluator.line(call.node), source.load.runs(call.scope)
            shown = marks if sink is not Capability.NETWORK else marks & ~OWN
            source.facts.add_flow(
                *(sink, name, line),
                marks=shown,
                origin=origin,
                at_load=at_load,
                scope=source.scope_at(call.scope),
                target=target,
                waits=at_load and source.load.waits(call.scope),
            )

    def computed(self, call: Call, called: Called, name: Value) -> None:
        """A call of a member, or a request of a module, whose name was hidden."""
        marks, origin = joined(name, called.function, *self._source.evaluator.arguments(called))
        self.add(Capability.CODE, COMPUTED_CALL, call, marks, origin)

    def timer(self, call: Call, called: Called) -> None:
        """`setTimeout` with text instead of a function."""
        value = self._source.evaluator.argument(called, 0)
        if value.target is None and not value.name and (value.text is not None or value.marks & HIDING):
            self.add(Capability.CODE, called.function.name, call, value.marks, value.origin)

    def handed(self, call: Call, called: Called, sink: Capability, name: str) -> None:
        """`text.then(eval)`, `codes.forEach(eval)`, `setTimeout(eval, 0, code)`."""
        marks, origin = joined(
            self._source.evaluator.deep(called.receiver), *self._source.evaluator.arguments(called)
        )
        self.add(sink, name, call, marks, origin)

    def pipe(self, call: Call, called: Called) -> None:
        """`from.pipe(to)` and `pipeline(from, ..., to)`."""
        evaluator = self._source.evaluator
        if called.key == "pipe":
            target, sources = evaluator.argument(called, 0), [called.receiver]
        else:
            values = evaluator.arguments(called)
            ends = [value for value in values if value.name in _PIPED_INTO]
            target, sources = (ends[-1] if ends else Value()), values
        sink = _PIPED_INTO.get(target.name)
        if sink is None:
            return
        marks, origin = joined(*(value for value in sources if value is not target))
        if sink is Capability.FILE_WRITE:
            self._writes.piped(called, target, marks, origin)
        if sink is not Capability.PROCESS or marks & NETWORK:
            self.add(sink, f"{target.name}.write", call, marks, origin, target.form or None)

    def required(self, call: Call, called: Called) -> None:
        """A request of a module whose name is made at run time: it may be a file that was written before."""
        self._writes.required(call, called)

    def finish(self) -> None:
        """Look for files that were written with such data and are then run."""
        self._source.evaluator.study()
        for ran in self._writes.run():
            self.add(ran.sink, ran.api, ran.call, ran.marks, ran.origin)

    # The network

    def _network(self, call: Call, called: Called, api: Api, target: str | None) -> None:
        name = called.function.name
        values: list[Value] = []
        is_addressed = ALL in api.data and name.rpartition(".")[2] not in _SENDING
        if not is_addressed:
            values = self._data(called, api)
        else:
            for place, given in enumerate(called.arguments[:8]):
                if isinstance(given, Value):
                    values.append(given)
                elif place == 0:
                    values.extend(self._addressed(*given))
                else:
                    values.extend(_sent(value) for value in self._options(*given))
        self._keys_sent(call, values, target)
        if is_addressed and target is None and self._goes_where_it_is_set(called):
            values = [_without_settings(value) for value in values]
        marks, origin = joined(*(value for value in values if value.marks & _WORTH[Capability.NETWORK]))
        self.add(
            Capability.NETWORK, name, call, marks if marks & HIDING else marks & ~NETWORK, origin, target
        )

    def _goes_where_it_is_set(self, called: Called) -> bool:
        """Return True where the environment alone says where a request goes: who sets that has the token that is set beside it."""
        evaluator = self._source.evaluator
        if not called.arguments or isinstance(called.arguments[0], Value):
            return False
        node, scope = called.arguments[0]
        value = evaluator.value(node, scope)
        return (
            value.marks & (ENVIRONMENT | EVERY) == ENVIRONMENT
            and value.text is None
            and not addressing.carries_data(evaluator, node, scope)
            and not addressing.has_default(evaluator, node, scope)
            and _SET.search(evaluator.source) is None
        )

    def _keys_sent(self, call: Call, values: list[Value], target: str | None) -> None:
        """Note that keys of a wallet are sent to a constant address."""
        if target is not None and any(value.marks & WALLET_KEY for value in values):
            self._note(Capability.NETWORK, "wallet-key-sent", call, target)

    def _note(self, capability: Capability, name: str, call: Call, argument: str | None = None) -> None:
        source = self._source
        source.facts.add_use(
            *(capability, name, source.evaluator.line(call.node)),
            at_load=source.load.runs(call.scope),
            argument=argument,
            scope=source.scope_at(call.scope),
        )

    def _addressed(self, node: Node, scope: Scope, *, again: bool = False, deep: int = 0) -> list[Value]:
        """The data in the first argument of a request: an address, options, or a name that is now one and now the other."""
        evaluator = self._source.evaluator
        filled = [
            evaluator.deep(evaluator.value(*one)) for one in addressing.filled_with(evaluator, node, scope)
        ]
        if filled:
            return filled
        several = [] if again else addressing.all_values(evaluator, node, scope)
        if several:
            return [value for one in several for value in self._addressed(*one, again=True, deep=deep)]
        value = evaluator.value(node, scope)
        if value.literal is not None and deep < _MOST_DEEP:
            return self._options(node, scope, deep + 1)
        if addressing.carries_data(evaluator, node, scope) or (
            value.marks & _NO_SETTINGS and addressing.stands_before_domain(evaluator, node, scope)
        ):
            return [value]
        hidden = value.marks & (HIDING | IDENTITY)
        if not hidden:
            return []
        return [Value(marks=value.marks & ~(ENVIRONMENT | EVERY | FILE | SECRETS), origin=value.origin)]

    def _options(self, node: Node, scope: Scope, deep: int = 0) -> list[Value]:
        """The data in the options of a request: what is sent, and what an address carries."""
        evaluator = self._source.evaluator
        value = evaluator.value(node, scope)
        literal = value.literal
        if literal is None or literal.node.type != "object":
            return [evaluator.deep(value)]
        found = [Value(marks=value.marks, origin=value.origin)]
        for key, held in list(literals.properties_of(evaluator, literal).items())[:60]:
            if key in ADDRESSES:
                found.extend(self._addressed(held, literal.scope, deep=deep))
            elif key not in SETTINGS:
                found.append(evaluator.deep(evaluator.value(held, literal.scope)))
        return found


def _sent(value: Value) -> Value:
    """What is sent, for which how it was put together does not matter."""
    private = value.marks & _PRIVATE
    return value if private else Value()


def _without_settings(value: Value) -> Value:
    """Return the value without single settings of the environment, unless files or all of the environment are sent, too."""
    if value.marks & (EVERY | FILE):
        return value
    return replace(value, marks=value.marks & ~(ENVIRONMENT | SECRETS))


def _is_options(value: Value) -> bool:
    return value.literal is not None and value.literal.node.type == "object"


_PIPED_INTO: dict[str, Capability] = {
    "fs.WriteStream": Capability.FILE_WRITE,
    "net.Socket": Capability.NETWORK,
    "http.ClientRequest": Capability.NETWORK,
    "child_process.ChildProcess.stdin": Capability.PROCESS,
}
