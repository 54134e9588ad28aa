"""Constants that travel between files of one package.

Facts depend on one file alone. Code that keeps its strings in another file (flatmap-stream 0.1.1 kept them in
test/data.js) shows only *computed* calls. Where a file computes what it calls and asks for files of its own
package, it is read again with the constants that those files export; so is a Python file that decodes or runs what it does
not hold. One that runs what functions of other files give is read with those files in place of their imports. Such facts are not
remembered by digest.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint, Use
from pratique.analysis.languages import javascript, python
from pratique.analysis.languages.values import Constant
from pratique.analysis.resolving import python_member, resolve_node
from pratique.core.tree import Tree

_LANGUAGES = {Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX}
_MOST_FILES = 20
_MOST_MODULES = 50
_MOST_BYTES = 2 * 1024 * 1024
_MOST_READ = 4 * 1024 * 1024
"""Bytes of Python that are read for their constants."""
_KEYS = re.compile(
    rb"(?i)priv(?:ate)?_?key|mnemonic|(?:seed|secret|recovery|backup)_?phrase|seed_?words|key_?pair"
)
"""Names of keys that nobody sends."""
_RUNNERS = frozenset(("exec", "eval", "compile", "marshal.loads"))
_MOST_TOGETHER = 100_000
_MOST_CALLS = 50
_FEWEST = 40
"""Characters of a constant without which no Python file is read again."""


def link(tree: Tree, facts: Mapping[str, FileFacts]) -> dict[str, FileFacts]:
    """Give the facts again, with those of files that compute their calls read anew where that tells more."""
    linked = dict(facts)
    candidates = [path for path, file in facts.items() if _computes(file)]
    exports = _Exports(tree)
    for path in [path for path, file in facts.items() if _lacks(file)][:_MOST_FILES]:
        given = exports.given(path, facts[path])
        if any(isinstance(const, str | bytes) and len(const) >= _FEWEST for const in given.values()):
            linked[path] = merge(facts[path], python.extract(tree.by_path[path].data, given=given))
    for path in [path for path, file in facts.items() if _hands_on(tree, path, file, facts)][:_MOST_FILES]:
        together = read_together(tree, path, facts[path])
        if together is not None:
            linked[path] = merge(linked[path], together)
    for path in [path for path, file in facts.items() if _hands_keys(tree, path, file, facts)][:_MOST_FILES]:
        together = read_together(tree, path, facts[path], _leaves)
        if together is not None:
            linked[path] = merge(linked[path], together)
    for path in candidates[:_MOST_FILES]:
        modules = _constants(tree, path, facts[path])
        if modules:
            again = javascript.extract(tree.by_path[path].data, facts[path].language, modules=modules)
            old = facts[path]
            linked[path] = merge(old, again)
    return linked


def merge(old: FileFacts, again: FileFacts) -> FileFacts:
    """Facts of the second reading, with what only the first one carries."""
    return replace(
        old,
        imports=tuple(dict.fromkeys((*again.imports, *old.imports))),
        uses=tuple(dict.fromkeys((*again.uses, *old.uses))),
        flows=tuple(dict.fromkeys((*again.flows, *old.flows))),
        addresses=tuple(dict.fromkeys((*again.addresses, *old.addresses))),
        payloads=tuple(dict.fromkeys((*again.payloads, *old.payloads))),
    )


def _computes(facts: FileFacts) -> bool:
    if facts.language not in _LANGUAGES:
        return False
    computed_call = any(
        use.capability is Capability.CODE and use.api == "computed-call" for use in facts.uses
    )
    return computed_call or any(flow.api == "computed-call" for flow in facts.flows)


def _lacks(facts: FileFacts) -> bool:
    """Whether a Python file runs or decodes data that it does not show."""
    return facts.language is Language.PYTHON and any(
        use.argument is None
        and (
            (use.capability is Capability.CODE and use.api in _RUNNERS) or use.capability is Capability.DECODE
        )
        for use in facts.uses
    )


def _hands_on(tree: Tree, path: str, file: FileFacts, facts: Mapping[str, FileFacts]) -> bool:
    """Whether a Python file that is loaded runs what functions of other files give, or hands it to one that runs it."""
    calls = [call for call in file.calls if call.at_load] if file.language is Language.PYTHON else []
    if not calls:
        return False
    if any(_runs_unknown(use) and use.at_load for use in file.uses):
        return True
    folder = path.rpartition("/")[0]
    for call in calls[:_MOST_CALLS]:
        for target, rest in python_member(tree, folder, call.target):
            other = facts.get(target)
            ran = (
                {scope for one in other.definitions if one.name == rest for scope in one.runs}
                if other
                else set()
            )
            if other is not None and any(use.scope in ran and _runs_unknown(use) for use in other.uses):
                return True
    return False


def _runs_unknown(use: Use) -> bool:
    return use.capability is Capability.CODE and use.api in _RUNNERS and use.argument is None


def _hands_keys(tree: Tree, path: str, file: FileFacts, facts: Mapping[str, FileFacts]) -> bool:
    """Whether a Python file names keys that nobody sends, and calls functions of other files that talk to the network."""
    if file.language is not Language.PYTHON or not file.calls or not _KEYS.search(tree.by_path[path].data):
        return False
    folder = path.rpartition("/")[0]
    for call in file.calls[:_MOST_CALLS]:
        for target, rest in python_member(tree, folder, call.target):
            other = facts.get(target)
            if other is None or target == path:
                continue
            ran = {scope for one in other.definitions if one.name == rest for scope in one.runs}
            if any(use.scope in ran and use.capability is Capability.NETWORK for use in other.uses):
                return True
    return False


def _leaves(fact: Use | Flow) -> bool:
    """Whether a fact tells of credentials that are sent."""
    if isinstance(fact, Use):
        return fact.api == "credential-parameter"
    return fact.sink is Capability.NETWORK and Taint.SECRETS in fact.taints


def _runs(fact: Use | Flow) -> bool:
    """Whether a fact tells of code that is run."""
    return bool(fact.depth) or (isinstance(fact, Flow) and fact.sink is Capability.CODE)


def read_together(
    tree: Tree, path: str, file: FileFacts, wanted: Callable[[Use | Flow], bool] = _runs
) -> FileFacts | None:
    """What a file does once it is read with those that it takes names from: no more than is wanted, for they have facts of their own."""
    near: dict[str, bytes] = {}
    folder = path.rpartition("/")[0]
    for item in file.imports[:_MOST_MODULES]:
        for target, rest in python_member(tree, folder, item.module or ""):
            if not rest and target != path and tree.by_path[target].size_bytes <= _MOST_TOGETHER:
                near.setdefault(item.module or "", tree.by_path[target].data)
    together = python.extract_together(tree.by_path[path].data, near) if near else None
    if together is None:
        return None
    return replace(
        together,
        imports=(),
        uses=tuple(filter(wanted, together.uses)),
        flows=tuple(filter(wanted, together.flows)),
    )


@dataclass(slots=True)
class _Exports:
    """The constants of Python files, each read once, in a budget."""

    tree: Tree
    left: int = _MOST_READ
    known: dict[str, dict[str, Constant]] = field(default_factory=dict)

    def of(self, path: str) -> dict[str, Constant]:
        found = self.known.get(path)
        if found is None:
            data = self.tree.by_path[path].data
            self.left -= len(data)
            found = self.known[path] = python.exported_constants(data) if self.left >= 0 else {}
        return found

    def given(self, path: str, facts: FileFacts) -> dict[str, Constant]:
        """Those of the files that `path` asks for, by the names under which it may reach them."""
        folder = path.rpartition("/")[0]
        found: dict[str, Constant] = {}
        modules = [item.module for item in facts.imports if item.module is not None]
        for module in modules[:_MOST_MODULES]:
            for target, rest in python_member(self.tree, folder, module):
                if not rest and target != path:
                    joint = "" if module.endswith(".") else "."
                    found.update({f"{module}{joint}{name}": const for name, const in self.of(target).items()})
        return found


def _constants(tree: Tree, path: str, facts: FileFacts) -> dict[str, object]:
    """Constants exported by the files that `path` asks for; the names of decoded requires are folded already."""
    folder = path.rpartition("/")[0]
    found: dict[str, object] = {}
    for item in facts.imports[:_MOST_MODULES]:
        if item.module is None or not item.module.startswith("."):
            continue
        target = resolve_node(tree, folder, item.module)
        if target is None:
            continue
        file = tree.by_path[target]
        if file.size_bytes > _MOST_BYTES:
            continue
        constant = javascript.exported_constant(file.data)
        if constant is not None:
            found[item.module] = constant
    return found
