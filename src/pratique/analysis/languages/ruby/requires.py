"""Files that a source asks for: `require`, `require_relative`, `load`, `autoload`.

`require_relative` is told with a leading `./`, as are paths worked out from `__FILE__` and `__dir__`.
"""

import posixpath

from pratique.analysis.languages.ruby.evaluate import At
from pratique.analysis.languages.ruby.nodes import Node
from pratique.analysis.languages.ruby.resolve import Resolved
from pratique.analysis.languages.ruby.scopes import Called
from pratique.analysis.languages.ruby.source import Source

_ASKING = {"Kernel.require": 0, "Kernel.require_relative": 0, "Kernel.load": 0, "Kernel.autoload": 1}
"""Calls that ask for a file, and the place of its name."""


class Requires:
    """Notes the files that a source asks for."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def note(self, called: Called, resolved: Resolved) -> bool:
        """Note what a call asks for; tell whether it does."""
        name = resolved.name
        if resolved.method == "autoload" and resolved.receiver is not None:
            # `Module.autoload(:Name, "file")`
            name = "Kernel.autoload"
        place = _ASKING.get(name)
        node = resolved.arguments.at(place) if place is not None else None
        if node is None:
            return False
        at = At(called.scope, called.branch)
        value = self._source.evaluator.value(node, at)
        module = value.const if isinstance(value.const, str) else None
        if module is not None and (name == "Kernel.require_relative" or module.startswith(("./", "../"))):
            module = relative(module)
        plain = node.kind == "string" and _is_plain(node) and called.method == name.rpartition(".")[2]
        self._source.facts.add_import(
            module,
            self._source.line(called.node),
            at_load=self._source.runs(called.scope, called.branch) and name != "Kernel.autoload",
            dynamic=not plain,
        )
        return True


def relative(module: str) -> str:
    """A path relative to the file that asks, without detours and with a leading `./` or `../`."""
    if module.startswith("/"):
        return module
    path = posixpath.normpath(module)
    return path if path.startswith("..") else f"./{path}"


def _is_plain(node: Node) -> bool:
    return all(child.kind == "string_content" for child in node.children)
