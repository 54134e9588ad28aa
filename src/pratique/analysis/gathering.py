"""Data that travels between files of one package: what one takes and another sends, or one fetches and another runs.

Facts know one file, and so do their flows. Where files that run early do both together, but no single one of them does, they are read
once more as one. Of that reading only flows are kept, and of these in the end only those at load: what a function would send that nobody
calls is told by its own file. Such facts are not remembered by digest.
"""

import posixpath
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Language
from pratique.analysis.languages import javascript
from pratique.analysis.languages.readers import safely
from pratique.analysis.linking import read_together
from pratique.analysis.resolving import node_files, python_member
from pratique.analysis.subject import Reading
from pratique.core.tree import Tree


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found between files."""

    facts: Mapping[str, FileFacts]
    """Of all files, with the flows that were found."""
    flows: Mapping[str, frozenset[Flow]]
    """These flows alone, by the file that they are told of."""
    readings: tuple[Reading, ...] = ()


_NODE = frozenset((Language.JAVASCRIPT, Language.TYPESCRIPT))
_PRIVATE = frozenset(
    (
        *(Capability.ENVIRONMENT, Capability.SECRETS, Capability.IDENTITY),
        *(Capability.PROCESS, Capability.FILE_READ),
    )
)
_RUNNING = frozenset((Capability.CODE, Capability.PROCESS, Capability.FILE_WRITE))
_CLIPBOARDS = frozenset(("pyperclip", "clipboard", "win32clipboard"))
"""Modules of Python that are asked for the clipboard."""
_PROGRAMS = frozenset(("curl", "wget"))
"""Programs whose words are not known behind the first that is put together."""
_FAR = 1 << 24
"""More lines than any file has."""
_MOST_READINGS = 4
"""Of one package."""
_MOST_FILES = 12
"""Of one reading."""
_MOST_DEEP = 3
_LARGEST = 100_000
_MOST_BYTES = 250_000
_MOST_MODULES = 50


def gather(
    tree: Tree, facts: Mapping[str, FileFacts], joined: Mapping[str, FileFacts], when: Mapping[str, Context]
) -> Gathered:
    """Read files together that belong together.

    `joined` are the same facts, those of functions that other files call at load being at load: they tell what is worth it.
    """
    work = _Gathering(tree, joined, when)
    work.run()
    gathered = dict(facts)
    for path, flows in work.found.items():
        gathered[path] = replace(facts[path], flows=tuple(dict.fromkeys((*facts[path].flows, *flows))))
    for path, why in work.failed.items():
        gathered[path] = replace(gathered[path], problem=gathered[path].problem or why)
    alone = {path: frozenset(found) for path, found in work.found.items()}
    return Gathered(gathered, alone, tuple(work.readings))


def drop_waiting(facts: Mapping[str, FileFacts], gathered: Gathered) -> dict[str, FileFacts]:
    """Give the joined facts again, without those flows between files that nothing runs at load."""
    left = dict(facts)
    for path, flows in gathered.flows.items():
        kept = tuple(flow for flow in facts[path].flows if flow.at_load or flow not in flows)
        left[path] = replace(facts[path], flows=kept)
    return left


@dataclass(slots=True)
class _Gathering:
    tree: Tree
    facts: Mapping[str, FileFacts]
    when: Mapping[str, Context]
    found: dict[str, dict[Flow, None]] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Why files could not be read together with others, by the file that asks for these."""
    _near: dict[str, dict[str, str]] = field(default_factory=dict)
    """What each early file asks for: the paths by the names under which it does."""

    def run(self) -> None:
        """Read what belongs together, the files first that no other one asks for."""
        if not any(self._lead_out(path) for path in self.facts):
            return
        early = [path for path in self.facts if self._is_early(path)]
        for path in early:
            near = dict(self._asked_by(path))
            if near:
                self._near[path] = near
        asked = {target for near in self._near.values() for target in near.values()}
        covered: set[str] = set()
        left = _MOST_READINGS
        for path in sorted(self._near, key=lambda path: path in asked):
            if not left:
                break
            files = self._files(path)
            if path in covered or not self._is_split(files):
                continue
            left -= 1
            if self.facts[path].language is Language.PYTHON:
                self._read_python(path)
            else:
                self._read_node(path, files)
                covered.update(files)

    def _is_early(self, path: str) -> bool:
        context, file = self.when.get(path), self.facts[path]
        return (
            context is not None
            and context.is_early
            and (file.language in _NODE or file.language is Language.PYTHON)
            and self.tree.by_path[path].size_bytes <= _LARGEST
        )

    def _asked_by(self, path: str) -> Iterator[tuple[str, str]]:
        """The files that a file asks for, with the names under which it does; of its own language."""
        file, folder = self.facts[path], posixpath.dirname(path)
        for module in dict.fromkeys(item.module for item in file.imports if item.module is not None):
            if file.language is Language.PYTHON:
                found = [target for target, rest in python_member(self.tree, folder, module) if not rest]
            else:
                known = module.startswith(".") and "*" not in module
                found = list(node_files(self.tree, folder, module, None)) if known else []
            for target in found[:1]:
                other = self.facts.get(target)
                if target != path and other is not None and other.language is file.language:
                    yield module, target

    def _files(self, path: str) -> list[str]:
        """The file and those that it asks for, be it by others."""
        files: dict[str, None] = {path: None}
        waiting = deque([(path, 0)])
        left = _MOST_BYTES - self.tree.by_path[path].size_bytes
        while waiting:
            here, deep = waiting.popleft()
            for target in self._near.get(here, {}).values() if deep < _MOST_DEEP else ():
                size = self.tree.by_path[target].size_bytes
                if target not in files and size <= min(left, _LARGEST) and len(files) < _MOST_FILES:
                    left -= size
                    files[target] = None
                    waiting.append((target, deep + 1))
        return list(files)

    def _lead_out(self, path: str) -> bool:
        """Whether a file talks to the network at load, so that it may send or fetch what another one has or runs."""
        return self._is_early(path) and Capability.NETWORK in _done_at_load(self.facts[path])

    def _is_split(self, files: list[str]) -> bool:
        """Whether there are several files that at load send what may be private, or run what may be fetched, between them."""
        done = {does for path in files for does in _done_at_load(self.facts[path])}
        return len(files) > 1 and Capability.NETWORK in done and not done.isdisjoint(_PRIVATE | _RUNNING)

    def _read_python(self, path: str) -> None:
        file = self.facts[path]
        together = safely(
            file.language,
            lambda: (
                read_together(self.tree, path, file, lambda _fact: True) or FileFacts(language=file.language)
            ),
        )
        self._fail(path, together)
        asking = {item.line for item in file.imports if item.module in self._near[path]}
        self.readings.extend(_both_ways(together, asking.__contains__, lambda line: (path, line)))
        others = [self.facts[target] for target in self._near[path].values()]
        for flow in together.flows:
            told = flow.line in asking and any(_tells(other, flow) for other in others)
            if not told and not _is_to_anywhere(flow):
                self._note(path, flow)

    def _read_node(self, path: str, files: list[str]) -> None:
        numbers = {file: number for number, file in enumerate(files)}
        parts = [
            javascript.Part(
                self.tree.by_path[file].data,
                {
                    module: numbers[target]
                    for module, target in list(self._near.get(file, {}).items())[:_MOST_MODULES]
                    if target in numbers
                },
            )
            for file in files
        ]
        language = self.facts[path].language
        source, lines = javascript.together(parts, language)
        together = safely(language, lambda: javascript.extract(source, language, modules={}))
        self._fail(path, together)

        def number_of(line: int) -> int:
            return max((number for number, before in enumerate(lines) if before < line), default=0)

        def where(line: int) -> tuple[str, int]:
            return files[number_of(line)], line - lines[number_of(line)]

        self.readings.extend(_both_ways(together, lambda line: number_of(line) > 0, where))
        for flow in together.flows:
            number, origin = number_of(flow.line), number_of(flow.origin_line)
            before, target = lines[number], files[number]
            scope = flow.scope - before if flow.scope > 0 else flow.scope
            moved = replace(
                flow,
                line=flow.line - before,
                # What comes from another file has no line of its own in this one.
                origin_line=flow.origin_line - before if origin == number else flow.line - before,
                scope=max(scope, 0) if flow.scope > 0 else scope,
            )
            if self._is_known(target, moved) or _is_to_anywhere(moved):
                continue
            if self.when[path].rank > self.when[target].rank:
                # Another file runs the target earlier: this flow runs with the file that asks.
                target, moved = path, replace(moved, line=1, origin_line=1, scope=0)
            self._note(target, moved)

    def _fail(self, path: str, together: FileFacts) -> None:
        """Keep why a reading failed. What does not parse or is more than is gone through was told by the file itself."""
        problem = together.problem or ""
        if problem and not problem.startswith(("does not parse", "cut", "too many steps")):
            self.failed[path] = f"together with what it asks for: {problem}"

    def _is_known(self, path: str, flow: Flow) -> bool:
        """Whether the file by itself tells as much."""
        return any(
            known.line == flow.line and _tells_as_much(known, flow) for known in self.facts[path].flows
        )

    def _note(self, path: str, flow: Flow) -> None:
        self.found.setdefault(path, {})[flow] = None


def _done_at_load(file: FileFacts) -> frozenset[Capability]:
    done = {use.capability for use in file.uses if use.at_load}
    if any(item.module in _CLIPBOARDS for item in file.imports):
        done.add(Capability.SECRETS)
    return frozenset(done)


def _tells(file: FileFacts, flow: Flow) -> bool:
    """Whether a file by itself tells a flow, at whichever line."""
    return any(_tells_as_much(known, flow) for known in file.flows if known.at_load)


def _tells_as_much(known: Flow, flow: Flow) -> bool:
    same = (known.api, known.target) == (flow.api, flow.target)
    return same and set(flow.taints) <= set(known.taints)


def _is_to_anywhere(flow: Flow) -> bool:
    """Whether nobody sees where data is sent: several files hand on what they were given, and its address may be any of theirs."""
    return flow.sink is Capability.NETWORK and flow.target is None and flow.api not in _PROGRAMS


def _both_ways(
    together: FileFacts, is_elsewhere: Callable[[int], bool], where: Callable[[int], tuple[str, int]]
) -> Iterator[Reading]:
    """What files do at load between them, once with the first one before the others and once behind them: it may call them anywhere."""
    facts = replace(
        together,
        uses=tuple(replace(use, scope=0) for use in together.uses if use.at_load),
        flows=tuple(
            replace(flow, scope=0) for flow in together.flows if flow.at_load and not _is_to_anywhere(flow)
        ),
        payloads=tuple(replace(payload, scope=0) for payload in together.payloads if payload.at_load),
    )
    yield _put(facts, lambda line: line + _FAR if is_elsewhere(line) else line, where)
    yield _put(facts, lambda line: line if is_elsewhere(line) else line + _FAR, where)


def _put(facts: FileFacts, to: Callable[[int], int], where: Callable[[int], tuple[str, int]]) -> Reading:
    """The facts with their lines put elsewhere."""
    return Reading(
        replace(
            facts,
            uses=tuple(replace(use, line=to(use.line)) for use in facts.uses),
            flows=tuple(
                replace(flow, line=to(flow.line), origin_line=to(flow.origin_line)) for flow in facts.flows
            ),
            payloads=tuple(replace(one, line=to(one.line)) for one in facts.payloads),
            commands=tuple(replace(one, line=to(one.line)) for one in facts.commands),
        ),
        lambda line: where(line - _FAR if line > _FAR else line),
    )
