"""Calls between files of one package: what a function does counts at the moment of the call, wherever it is written.

Facts know one file, so that the body of `init()` in pkg/tser.py runs when somebody calls it. When pkg/__init__.py calls it
while it is loaded, it runs at import, and its facts say so from here on. The same for methods, for what those functions call
in turn, for functions that are handed to one that calls them, for install commands whose class comes from another module, for
what a build asks its backend, and for the main block of a file that is started as a program; and the same in JavaScript, where
index.js calls `go()` of lib/core.js. Such facts are not remembered by digest.
"""

import posixpath
import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pratique.analysis.context import Context
from pratique.analysis.facts import (
    NODE_LANGUAGES,
    Call,
    Capability,
    Definition,
    FileFacts,
    Flow,
    Language,
    Payload,
    Taint,
    Use,
)
from pratique.analysis.node_members import node_members
from pratique.analysis.resolving import python_member
from pratique.analysis.starting import command_starts, file_commands
from pratique.core.tree import Tree

_PYTHON = frozenset((Language.PYTHON, Language.PTH))
_MAIN = ""
"""Name of the definition that is the file started as a program."""
_BY_BUILDS = re.compile(r"(?:\w+\.)?get_requires_for_build_(?:wheel|sdist|editable)")
"""What any installer asks a backend first (PEP 517)."""
_BUILDING = re.compile(
    r"(?:\w+\.)?build_(?:wheel|sdist|editable)|prepare_metadata_for_build_(?:wheel|editable)"
    r"|pdm_build_(?:initialize|finalize|update_files|update_setup_kwargs)|\w+\.(?:initialize|finalize|update)"
)
"""What builds: functions of a backend, of hooks of pdm and of hatchling. They fetch, decode, write and start programs as attacks do."""
_NEVER_BUILT_FROM = frozenset((Taint.SECRETS, Taint.WHOLE_ENVIRONMENT))
_MOST_CALLS = 3_000
_MOST_PASSED_ON = 4
"""How often a name is handed on by an import (`from .b import init` in `__init__.py`) until it is defined."""
_MOST_IMPORTS = 200
_MOST_LOOKED_UP = 5_000

_Fact = TypeVar("_Fact", Use, Flow, Payload, Call)


def join(
    tree: Tree, facts: Mapping[str, FileFacts], when: Mapping[str, Context], started: Collection[str] = ()
) -> dict[str, FileFacts]:
    """Give the facts again, those of functions that other files call at load being at load, too.

    `when` tells when each file runs: a call from a file that runs later than the called one says nothing of the earlier
    moment. `started` are the files that install hooks start as programs.
    """
    joined = dict(facts)
    joining = _Joining(tree, facts, when)
    joining.run(started)
    for path, scopes in joining.ran.items():
        joined[path] = _at_load(facts[path], scopes)
    for path, scopes in joining.built.items():
        joined[path] = replace(joined[path], flows=_leaving(joined[path].flows, scopes))
    return joined


@dataclass(slots=True)
class _Joining:
    tree: Tree
    facts: Mapping[str, FileFacts]
    when: Mapping[str, Context]
    ran: dict[str, set[int]] = field(default_factory=dict)
    """The scopes that run at load because of other files."""
    built: dict[str, set[int]] = field(default_factory=dict)
    """The scopes that a build runs of its backend and hooks."""
    _waiting: deque[tuple[str, Call]] = field(default_factory=deque)
    _known: dict[tuple[str, str], tuple[tuple[str, Definition], ...]] = field(default_factory=dict)
    """Definitions that were looked up, by folder and name."""
    _words: set[str] = field(default_factory=set)
    """The last words of all definitions: most names that are called are none of them."""
    _left: int = _MOST_LOOKED_UP

    def run(self, started: Collection[str]) -> None:
        """Follow every call that is made at load, and every program that is started at load."""
        for file in self.facts.values():
            self._words.update(definition.name.rpartition(".")[2] for definition in file.definitions)
        for path in started:
            self._start(path, path)
        for path, file in self.facts.items():
            if file.language in _PYTHON or (file.language in NODE_LANGUAGES and self._is_early(path)):
                self._waiting.extend((path, call) for call in file.calls if call.at_load)
            for program in self._programs(path, file):
                self._start(path, program)
        for _ in range(_MOST_CALLS):
            if not self._waiting:
                return
            path, call = self._waiting.popleft()
            for target, definition in self._defined(path, call.target):
                self._enter(path, target, definition)
                if call.hands and definition.calls_given:
                    self._run(path, set(call.hands))

    def _start(self, path: str, program: str) -> None:
        """A file is started as a program: its main block runs."""
        file = self.facts.get(program)
        if file is None or file.language is not Language.PYTHON:
            return
        for definition in file.definitions:
            if definition.name == _MAIN or (program == path and _BY_BUILDS.fullmatch(definition.name)):
                self._enter(path, program, definition)
            elif program == path and _BUILDING.fullmatch(definition.name):
                self.built.setdefault(path, set()).update(definition.runs)

    def _enter(self, path: str, target: str, definition: Definition) -> None:
        """What a definition runs becomes a part of the load of its file, unless its file is loaded earlier than the caller."""
        caller, called = self.when.get(path), self.when.get(target)
        if caller is None or called is None or caller.rank > called.rank:
            return
        self._run(target, set(definition.runs))

    def _run(self, path: str, scopes: set[int]) -> None:
        """These scopes of a file run at load, and what they call is followed."""
        known = self.ran.setdefault(path, set())
        fresh = scopes - known
        known |= fresh
        calls = self.facts[path].calls
        self._waiting.extend((path, call) for call in calls if not call.at_load and call.scope in fresh)

    def _is_early(self, path: str) -> bool:
        """Whether a file runs when the package is installed or imported."""
        context = self.when.get(path)
        return context is not None and context.is_early

    def _defined(self, path: str, name: str) -> tuple[tuple[str, Definition], ...]:
        """The definitions that a name may stand for in a file, by the imports of other files on the way."""
        is_node = self.facts[path].language in NODE_LANGUAGES
        if not is_node and name.rpartition(".")[2] not in self._words:
            return ()
        folder = posixpath.dirname(path)
        known = self._known.get((folder, name))
        if known is None:
            found = (
                node_members(self.tree, self.facts, folder, name) if is_node else self._looked_up(path, name)
            )
            known = self._known[folder, name] = tuple(found)
        return known

    def _looked_up(self, path: str, name: str) -> Iterator[tuple[str, Definition]]:
        asked = deque([(path, name, len(name), 0)])
        seen: set[tuple[str, str]] = set()
        while asked and self._left > 0:
            self._left -= 1
            where, wanted, most, deep = asked.popleft()
            for target, rest in python_member(self.tree, posixpath.dirname(where), wanted):
                file = self.facts.get(target)
                # What is left of a name grows where the import was of no module, but of a member.
                if file is None or not rest or len(rest) > most or (target, rest) in seen:
                    continue
                seen.add((target, rest))
                found = [one for one in file.definitions if one.name == rest]
                yield from ((target, one) for one in found)
                if not found and deep < _MOST_PASSED_ON:
                    asked.extend((target, passed, len(rest), deep + 1) for passed in _passed_on(file, rest))

    def _programs(self, path: str, file: FileFacts) -> Iterator[str]:
        """The Python files that a file starts as programs while it is loaded."""
        lines = {use.line for use in file.uses if use.at_load and use.capability is Capability.PROCESS}
        folder = posixpath.dirname(path)
        for where, command in file_commands(folder, file.commands):
            if command.line in lines or file.language in {Language.SHELL, Language.BATCH}:
                yield from (started.path for started in command_starts(self.tree, where, command))


def _passed_on(file: FileFacts, name: str) -> Iterator[str]:
    """The names under which a file that does not define a name may have got it by an import."""
    head, _, rest = name.partition(".")
    modules = dict.fromkeys(item.module for item in file.imports[:_MOST_IMPORTS] if item.module)
    owners = {module.rpartition(".")[0] for module in modules}
    for module in modules:
        if module.rpartition(".")[2] == head:
            yield f"{module}.{rest}" if rest else module
        elif module.startswith(".") and module not in owners:
            # `from .b import *` asks for `.b` alone.
            yield f"{module}.{name}"


def never_at_load(file: FileFacts) -> FileFacts:
    """Return the facts of a file that runs only once somebody calls what starts it."""
    return replace(
        file,
        imports=tuple(replace(item, at_load=False) for item in file.imports),
        uses=tuple(replace(use, at_load=False) for use in file.uses),
        flows=tuple(replace(flow, at_load=False) for flow in file.flows),
        payloads=tuple(replace(payload, at_load=False) for payload in file.payloads),
        calls=tuple(replace(call, at_load=False) for call in file.calls),
    )


def _at_load(file: FileFacts, scopes: Collection[int]) -> FileFacts:
    return replace(
        file,
        imports=tuple(
            replace(item, at_load=True) if item.scope and item.scope in scopes else item
            for item in file.imports
        ),
        uses=_moved(file.uses, scopes),
        flows=_moved(file.flows, scopes),
        payloads=_moved(file.payloads, scopes),
        calls=_moved(file.calls, scopes),
        called=tuple(sorted(scopes)) if file.language in NODE_LANGUAGES else (),
    )


def _moved(facts: tuple[_Fact, ...], scopes: Collection[int]) -> tuple[_Fact, ...]:
    """Facts of these scopes are at load; of scope 0 only what the source itself does, not what its literals hold."""
    found = (
        replace(fact, at_load=True)
        if not fact.at_load and fact.scope in scopes and (fact.scope or not getattr(fact, "depth", 0))
        else fact
        for fact in facts
    )
    return tuple(dict.fromkeys(found))


def _leaving(flows: tuple[Flow, ...], scopes: Collection[int]) -> tuple[Flow, ...]:
    """Flows with those at load by which what a build runs sends credentials: nothing is built from them."""
    found = (
        replace(flow, at_load=True)
        if flow.scope in scopes
        and flow.sink is Capability.NETWORK
        and not _NEVER_BUILT_FROM.isdisjoint(flow.taints)
        else flow
        for flow in flows
    )
    return tuple(dict.fromkeys(found))
