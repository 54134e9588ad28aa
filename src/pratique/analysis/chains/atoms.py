"""From the facts of a file to what they mean: one atom for each fact that means anything to a chain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pratique.analysis.chains import vocabulary as words
from pratique.analysis.chains.acts import Act, Atom
from pratique.analysis.chains.command_lines import NO_PROGRAM, basename, only_handles, only_prints, program_of
from pratique.analysis.chains.downloads import fetched_by, plain_path, requested_on, saved_downloads
from pratique.analysis.chains.matching import SCRIPTS, Facts
from pratique.analysis.chains.patterns import asks_own_name, commanded, is_beside, shown
from pratique.analysis.chains.template import ANONYMOUS, ANYBODYS
from pratique.analysis.engine.places import places_in
from pratique.analysis.facts import (
    Address,
    Capability,
    Command,
    FileFacts,
    Flow,
    Import,
    Language,
    Taint,
    Use,
)
from pratique.analysis.hosts import HostClass, class_of, host_of
from pratique.analysis.languages.shell import SHELLS

_NOTHING: frozenset[Act] = frozenset()
_BY_ADDRESS = frozenset(("require", "import", "module._load", "importScripts", "Worker"))
"""Calls that run what lies at an address."""
_PLACES = frozenset({Capability.SECRETS, Capability.PERSISTENCE})
_PATHS = frozenset({Capability.FILE_READ, Capability.FILE_WRITE, Capability.CODE, Capability.NATIVE})
_VERBS = ("POST ", "PUT ", "PATCH ")
_TELLING = frozenset({Act.MINES, Act.WORKFLOW, Act.RUN_KEY, Act.METADATA})
"""What an argument shows that proves what the call is for."""
_BY_PATH = frozenset({Act.SSH_KEYS, Act.INTERPRETER_START, Act.SYSTEM_FILE})
"""Places that only a path shows."""
_KEPT = frozenset({Act.BROWSER, Act.CHAT, Act.WALLET, Act.KEY_FILE, Act.CLOUD_FILE})
"""What a place says of data that was read on its line, wherever that is sent."""
_PLACING = tuple(f"fs.{call}" for call in ("rename", "move", "copyFile", "cp", "copy", "link", "symlink"))
"""Calls that put what there is in another place."""
_MADE_BY_MANAGER = re.compile(r"\bnode_modules/(?:(?:@[\w.-]+/)?[\w.-]+\Z|.{0,60}\$\{\w+\}/)")
"""A whole package, or a file of one whose name is not constant: what a manager has just put there for whoever asked."""
_OF_FILES = frozenset({Act.IMAGE, Act.MANIFEST, Act.OTHER_PACKAGES})
_SEARCHED = frozenset(("sys.path.insert", "sys.path.append", "sys.path.extend"))
"""What makes an archive one that modules are looked for in: installers that carry themselves do so, when they are started."""
_ELSEWHERE = ("/", "~/", "${tmp}/")
"""How the names of modules begin that lie outside of the package; what a build puts beside its source is its own."""
_BY_ITSELF = frozenset({Act.WRITES_EXECUTABLE, Act.IMAGE, Act.MANIFEST, Act.OTHER_PACKAGES})
"""What an argument shows that is meant only where a file is written, read or run."""
_ASKED_BY_FEW = ANYBODYS | {HostClass.UNKNOWN}
_WORTH_HIDING = ANONYMOUS | {HostClass.FREE_HOSTING, HostClass.IP_LOOKUP, HostClass.UNKNOWN}
_HOMES = frozenset(("~", "~/", "~/*", "/", "/*", "C:\\", "C:/", "C:\\Users", "/home", "/Users", "*"))
_MOST_ASKED = 4
"""Times that a file asks for its machine's own address; more would crowd out a flow that says something."""
_ONE_LINE = 5_000
"""A longer line in a script whose lines are few is a bundle: lines tell nothing of its functions."""
_FEW = 40
_STARTABLE = re.compile(
    r"[\w)-]\.(?:pyw?|[cm]?js|sh|bat|cmd|ps1|vbs|exe|scr|com|rb|pl|bin|elf|run|command)\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Moment:
    """Where and when something of a line runs."""

    at_load: bool
    scope: int
    depth: int


def read_atoms(facts: FileFacts, own: frozenset[str], programs: frozenset[str] = frozenset()) -> Facts:
    """Give the atoms of a file, by line.

    `own` is as in `pratique.analysis.hosts.class_of`; `programs` are the names of the compiled files that are shipped.
    """
    reading = _Reading(facts, own, programs)
    atoms = [atom for atom in reading.atoms() if atom.acts]
    if _is_bundle(facts, len(atoms)):
        atoms = [replace(atom, scope=-1) for atom in atoms]
    atoms.sort(key=lambda atom: atom.line)
    return Facts(tuple(dict.fromkeys(atoms)), facts.language, reading.hosts)


class _Reading:
    def __init__(self, facts: FileFacts, own: frozenset[str], programs: frozenset[str]) -> None:
        self._facts = facts
        self._own = own
        self._programs = programs
        self.hosts: dict[HostClass, str] = {}
        """The first host of each class that the addresses of the file name."""
        self._moments: dict[int, _Moment] = {}
        """When the first program of a line is started: commands carry no moment of their own."""
        self._written = {
            basename(use.argument)
            for use in facts.uses
            if use.capability is Capability.FILE_WRITE and use.argument and _STARTABLE.search(use.argument)
        }
        """Names of files with a suffix of programs or scripts that the file writes."""
        self._plain = {host_of(address.value) for address in facts.addresses if not address.encoded}
        self._saved = saved_downloads(facts.commands)
        self._requested = requested_on(facts.uses)
        self._own_name = sum(asks_own_name(one.api, one.target) for one in facts.flows) <= _MOST_ASKED
        self._paths = {plain_path(path) for path in self._written_to()}
        self._kept: dict[int, frozenset[Act]] = {}
        """What a line names from which private data comes: browsers, chat programs, wallets, keys."""
        self._reached: dict[tuple[int, str], str] = {}
        """The addresses of network calls, by line and name: older flows carry none."""

    def atoms(self) -> Iterator[Atom]:
        for address in self._facts.addresses:
            yield from self._address(address)
        for use in self._facts.uses:
            if use.capability is Capability.PROCESS:
                self._moments.setdefault(use.line, _Moment(use.at_load, use.scope or -1, use.depth))
            elif use.capability is Capability.NETWORK and use.argument:
                self._reached.setdefault((use.line, use.api), use.argument)
            elif use.capability is Capability.SECRETS and self._facts.longest_line <= _ONE_LINE:
                named = words.BY_PLACE.get(use.api, _NOTHING) & _KEPT
                self._kept[use.line] = self._kept.get(use.line, _NOTHING) | named
        for use in self._facts.uses:
            yield self._use(use)
        for flow in self._facts.flows:
            yield self._flow(flow)
        for command in self._facts.commands:
            yield self._command(command)
        yield from self._rest()

    def _address(self, address: Address) -> Iterator[Atom]:
        found = class_of(address.value, self._own)
        host = host_of(address.value)
        if host is None:
            return
        self.hosts.setdefault(found, host)
        acts = {Act.ADDRESS} | (shown(address.value) - _BY_ITSELF)
        if address.encoded and found in _WORTH_HIDING and host not in self._plain:
            acts.add(Act.HIDDEN_ADDRESS)
        yield Atom(frozenset(acts), address.line, at_load=False, told=host, host=host, host_class=found)

    def _use(self, use: Use) -> Atom:
        acts = _NOTHING if self._own_name and asks_own_name(use.api, use.argument) else _of_use(use)
        if self._facts.language in SCRIPTS and _runs_plain_text(use):
            acts -= {Act.CODE}
        if use.capability is Capability.PROCESS and use.argument:
            acts |= {*self._of_program(use.argument)}
        if use.capability is Capability.FILE_READ and Act.COPIES in acts:
            acts -= {Act.OTHER_PACKAGES}  # what is copied stays as it is
        if (
            use.capability is Capability.FILE_WRITE
            and self._facts.language in SCRIPTS
            and is_beside(use.argument)
        ):
            acts |= {Act.OTHER_PACKAGES}
        if use.api.startswith(_PLACING) and _MADE_BY_MANAGER.search(use.argument or ""):
            acts -= {Act.OTHER_PACKAGES}
        if use.capability is Capability.FILE_WRITE and {Act.OTHER_PACKAGES, Act.FETCHES} <= acts:
            acts |= {Act.WRITES}
        if use.capability is Capability.FILE_WRITE and not use.argument and Act.WRITES in acts:
            acts |= {Act.WRITES_UNNAMED}
        if Act.DNS in acts and use.argument and "{" not in use.argument:
            # A constant name tells nobody anything.
            acts -= {Act.DNS}
        host, host_class = self._host(use.argument) if _names_host(acts) else (None, None)
        if host_class in _ASKED_BY_FEW:
            acts |= {Act.ASKS_FEW}
        placed = _placed(use)
        told = use.argument is not None and not _TELLING.isdisjoint(shown(use.argument))
        return Atom(
            acts | placed,
            use.line,
            use.at_load,
            use.scope or -1,
            use.depth,
            proven=told or bool(placed),
            told=use.api,
            host=host,
            host_class=host_class,
            quoted=use.argument,
        )

    def _flow(self, flow: Flow) -> Atom:
        acts = words.BY_SINK.get(flow.sink, _NOTHING).union(
            *(words.BY_TAINT.get(taint, _NOTHING) for taint in flow.taints)
        )
        named = words.BY_API.get(flow.api, _NOTHING)
        acts |= named & {Act.SOCKET, Act.DNS, Act.COMPUTED_CALL, Act.UNPICKLES}
        if self._own_name and asks_own_name(flow.api, flow.target):
            acts = _NOTHING
        asks_objects = {Act.UNPICKLES, Act.FETCHES} <= acts  # a client of its server, when it is told to
        if not flow.at_load and (asks_objects or flow.api in _SEARCHED):
            acts -= {Act.CODE}
        target = flow.target
        if flow.sink is Capability.NETWORK:
            target = target or self._reached.get((flow.line, flow.api))
            if Taint.SECRETS in flow.taints:
                acts |= self._kept.get(flow.origin_line, _NOTHING)
        if target and flow.sink is Capability.PROCESS:
            acts |= commanded(target) | shown(target)
            if Act.FETCHES in acts and only_handles(target):
                acts -= {Act.STARTS}
        elif target:
            acts |= shown(target)
        if flow.sink is Capability.CODE and self._facts.language in SHELLS and Act.FETCHES in acts:
            acts |= {Act.PIPES_TO_SHELL}
        host, host_class = self._host(target) if flow.sink is Capability.NETWORK else (None, None)
        if Act.FETCHES in acts and flow.origin_line not in self._requested:
            acts |= {Act.FETCHES_UNSAID}
        return Atom(
            acts,
            flow.line,
            flow.at_load,
            flow.scope or -1,
            flow.depth,
            proven=True,
            told=flow.api,
            host=host,
            host_class=host_class,
            quoted=target,
        )

    def _command(self, command: Command) -> Atom:
        line = " ".join((command.program, *command.arguments))
        if command.piped_from:
            line = f"{command.piped_from} | {line}"
        acts = _NOTHING if only_prints(line) else commanded(line) | (shown(line) - _BY_ITSELF)
        acts |= words.BY_API.get(command.program, _NOTHING)
        moment = self._moments.get(command.line)
        if moment is None:
            at_load = self._facts.language in SHELLS | {Language.GYP, Language.JSON}
            moment = _Moment(at_load, -1, 0)
        host, host_class = self._of_words(command.arguments) if _names_host(acts) else (None, None)
        fetching = fetched_by(command, self._saved) if self._saved else None
        if fetching is not None:
            acts |= {Act.FETCHES, Act.STARTS, Act.STARTS_SAVED}
            host, host_class = self._of_words(fetching.arguments)
        return Atom(
            acts,
            command.line,
            moment.at_load,
            moment.scope,
            moment.depth,
            proven=fetching is not None,
            told=command.program,
            host=host,
            host_class=host_class,
            quoted=line,
        )

    def _of_program(self, line: str) -> Iterator[Act]:
        """What is started of what the file writes or the release ships."""
        if self._wrote(line):
            yield Act.STARTS_WRITTEN
        if self._ships(line):
            yield Act.OWN_BINARY
            if NO_PROGRAM.search(program_of(line)):
                yield Act.OWN_LIBRARY

    def _ships(self, line: str) -> bool:
        return program_of(line) in self._programs

    def _wrote(self, line: str) -> bool:
        return any(basename(word) in self._written for word in line.split(" ")[:10])

    def _rest(self) -> Iterator[Atom]:
        for item in self._facts.imports:
            acts = words.BY_MODULE.get(item.module or "", _NOTHING)
            if acts:
                yield Atom(acts, item.line, item.at_load, told=item.module or "")
            if item.module and self._is_written(item.module):
                yield self._loaded(item)
        for payload in self._facts.payloads:
            acts = words.BY_PAYLOAD[payload.kind]
            scope = payload.scope or -1
            yield Atom(acts, payload.line, payload.at_load, scope, payload.depth, told=payload.kind.value)
        for hidden in self._facts.hidden:
            acts = words.BY_HIDDEN[hidden.kind]
            yield Atom(acts, hidden.line, at_load=False, told=hidden.kind.value)

    def _written_to(self) -> Iterator[str]:
        for use in self._facts.uses:
            if use.capability is Capability.FILE_WRITE and use.argument:
                yield use.argument

    def _is_written(self, module: str) -> bool:
        path = plain_path(module)
        return path in self._saved or (module.startswith(_ELSEWHERE) and path in self._paths)

    def _loaded(self, item: Import) -> Atom:
        """A module that is loaded from where the file wrote it, or saved a download."""
        acts = frozenset({Act.LOADS_WRITTEN})
        fetching = self._saved.get(plain_path(item.module or ""))
        if fetching is None:
            return Atom(acts, item.line, item.at_load, told=item.module or "")
        host, host_class = self._of_words(fetching.arguments)
        acts |= {Act.FETCHES}
        return Atom(
            acts,
            item.line,
            item.at_load,
            proven=True,
            told=item.module or "",
            host=host,
            host_class=host_class,
        )

    def _host(self, text: str | None) -> tuple[str | None, HostClass | None]:
        if not text:
            return None, None
        for verb in _VERBS:
            text = text.removeprefix(verb)
        if " " in text.strip():
            return self._of_words(tuple(text.split()[:40]))
        return self._named(text)

    def _of_words(self, texts: tuple[str, ...]) -> tuple[str | None, HostClass | None]:
        """The host of the first word that is an address."""
        for text in texts:
            if "://" in text:
                return self._named(text[text.find("://") - 5 if text.find("://") > 5 else 0 :])
        return None, None

    def _named(self, text: str) -> tuple[str | None, HostClass | None]:
        host = host_of(text)
        if host is None or ("." not in host and "://" not in text and not host.startswith("[")):
            return None, None
        return host, class_of(text, self._own)


def _names_host(acts: frozenset[Act]) -> bool:
    """Whether the words of a call may name a host that it reaches."""
    return Act.NETWORK in acts or Act.INSTALLS_PACKAGE in acts


def _is_bundle(facts: FileFacts, count: int) -> bool:
    long = facts.longest_line > _ONE_LINE and facts.longest_line > 20 * facts.lines
    return long and facts.language in SCRIPTS and count > _FEW


def _runs_plain_text(use: Use) -> bool:
    """Whether a constant is run: its code is read like any other. Where it was hidden before, a flow tells."""
    return use.capability is Capability.CODE and use.argument is not None and use.api not in _BY_ADDRESS


def _placed(use: Use) -> frozenset[Act]:
    """The place that a file is written to, where its path shows it."""
    if use.capability is not Capability.FILE_WRITE or not use.argument:
        return _NOTHING
    places = places_in(use.argument)
    named = (words.BY_PLACE.get(name, _NOTHING) for name in (*places.secrets, *places.persistence))
    return (shown(use.argument) & _BY_PATH).union(*named)


def _of_use(use: Use) -> frozenset[Act]:
    acts = _of_name(use)
    if not use.argument:
        return acts
    if use.capability is Capability.ENVIRONMENT:
        return acts | {Act.WHOLE_ENVIRONMENT} if use.argument == "*" else acts
    if use.capability is Capability.PROCESS:
        return acts | _of_started(use.argument) if acts else acts
    if use.capability is Capability.NETWORK:
        sent = acts - {Act.FETCHES} | {Act.SENDS} if use.argument.startswith(_VERBS) else acts
        return sent | commanded(use.argument) | (shown(use.argument) - _OF_FILES)
    if use.capability in _PATHS:
        return acts | _of_path(use, acts)
    return acts | (shown(use.argument) - _BY_ITSELF)


def _of_started(line: str) -> frozenset[Act]:
    """What a line shows that a program is started with."""
    if only_prints(line):
        return _NOTHING
    return commanded(line) | (shown(line) - {Act.IMAGE, Act.MANIFEST})


def _of_name(use: Use) -> frozenset[Act]:
    if use.capability is Capability.PROCESS and use.api == "open":  # a page or a document, in what shows it
        return _NOTHING
    named = words.BY_PLACE.get(use.api) if use.capability in _PLACES else None
    named = words.BY_API.get(use.api) if named is None else named
    return words.BY_CAPABILITY.get(use.capability, _NOTHING) if named is None else named


def _of_path(use: Use, acts: frozenset[Act]) -> frozenset[Act]:
    """What the path shows that a call is given."""
    path = use.argument or ""
    found = shown(path)
    if use.capability is Capability.FILE_READ:
        found -= {Act.WRITES_EXECUTABLE}
    if path in _HOMES:
        found |= {Act.HOME}
        if Act.DELETES in acts and use.api not in words.ONE_FILE:
            found |= {Act.DELETES_BROADLY}
    return found
