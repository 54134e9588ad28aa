"""Python byte code without its source, as facts: nobody reads it, and its names tell what it is for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pratique.analysis.chains.acts import Act, Atom
from pratique.analysis.chains.matching import Facts
from pratique.analysis.context import Context
from pratique.analysis.facts import Language
from pratique.analysis.hosts import class_of, host_of
from pratique.analysis.inventory.inventory import Bytecode, Power
from pratique.analysis.kinds import is_auxiliary

if TYPE_CHECKING:  # a subject carries chains
    from pratique.analysis.subject import Contents

_ACTS: dict[Power, frozenset[Act]] = {
    Power.PROCESS: frozenset({Act.STARTS}),
    Power.CODE: frozenset({Act.CODE}),
    Power.KEYS: frozenset({Act.KEYS}),
    Power.CREDENTIALS: frozenset({Act.SECRETS}),
    Power.PERSISTENCE: frozenset({Act.STARTUP_PLACE}),
}
_PYTHON = frozenset({Language.PYTHON, Language.PTH})
_MOST_FILES = 20


def read_bytecode(contents: "Contents", own: frozenset[str]) -> Iterator[tuple[str, Context, Facts]]:
    """Give each file of byte code without source that names an address and a power, with the context of what imports it."""
    items = [
        item
        for item in contents.inventory.bytecode
        if item.names and item.addresses and not is_auxiliary(item.path)
    ][:_MOST_FILES]
    if not items:
        return
    asked = _asked(contents)
    for item in items:
        facts = _facts(item, own)
        yield item.path, asked.get(_module(item.path), contents.context(item.path)), facts


def _facts(item: Bytecode, own: frozenset[str]) -> Facts:
    address = (item.telling or item.addresses)[0]
    host, kind = host_of(address), class_of(address, own)
    atoms = [
        Atom(_ACTS[power] | {Act.BYTECODE}, 0, at_load=True, told=name)
        for power, name in item.names
        if power in _ACTS and power is not Power.NETWORK
    ]
    talks = next((name for power, name in item.names if power is Power.NETWORK), None)
    if talks is not None:
        acts = frozenset({Act.NETWORK, Act.BYTECODE})
        atoms.append(Atom(acts, 0, at_load=True, told=talks, host=host, host_class=kind))
    return Facts(tuple(atoms), Language.PYTHON, {})


def _asked(contents: "Contents") -> dict[str, Context]:
    """The modules that code asks for which runs by itself, by their last two names, each with its earliest context."""
    found: dict[str, Context] = {}
    for path in contents.in_order():
        facts, context = contents.facts[path], contents.context(path)
        if facts.language in _PYTHON and context in {Context.INSTALL, Context.IMPORT}:
            for item in facts.imports:
                if item.module is not None and item.at_load:
                    found.setdefault(_tail(item.module.strip(".").split(".")), context)
    return found


def _module(path: str) -> str:
    return _tail(path.rpartition(".")[0].split("/"))


def _tail(names: list[str]) -> str:
    return ".".join(names[-2:])
