"""Constants that travel between files of one package.

Facts depend on one file alone. Code that keeps its strings in another file (flatmap-stream 0.1.1 kept them in
test/data.js) shows only *computed* calls. Where a file computes what it calls and asks for files of its own
package, it is read again with the constants that those files export. Such facts are not remembered by digest.
"""

from collections.abc import Mapping

from pratique.analysis.facts import Capability, FileFacts, Language
from pratique.analysis.languages import javascript
from pratique.analysis.resolving import resolve_node
from pratique.core.tree import Tree

_LANGUAGES = {Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX}
_MOST_FILES = 20
_MOST_MODULES = 50
_MOST_BYTES = 2 * 1024 * 1024


def link(tree: Tree, facts: Mapping[str, FileFacts]) -> dict[str, FileFacts]:
    """Give the facts again, with those of files that compute their calls read anew where that tells more."""
    linked = dict(facts)
    candidates = [path for path, file in facts.items() if _computes(file)]
    for path in candidates[:_MOST_FILES]:
        modules = _constants(tree, path, facts[path])
        if modules:
            again = javascript.extract(tree.by_path[path].data, facts[path].language, modules=modules)
            old = facts[path]
            linked[path] = merge(old, again)
    return linked


def merge(old: FileFacts, again: FileFacts) -> FileFacts:
    """Facts of the second reading, with what only the first one carries."""
    return FileFacts(
        language=old.language,
        imports=tuple(dict.fromkeys((*again.imports, *old.imports))),
        uses=tuple(dict.fromkeys((*again.uses, *old.uses))),
        flows=tuple(dict.fromkeys((*again.flows, *old.flows))),
        addresses=tuple(dict.fromkeys((*again.addresses, *old.addresses))),
        hidden=old.hidden,
        commands=old.commands,
        payloads=tuple(dict.fromkeys((*again.payloads, *old.payloads))),
        texture=old.texture,
        lines=old.lines,
        longest_line=old.longest_line,
        problem=old.problem,
    )


def _computes(facts: FileFacts) -> bool:
    if facts.language not in _LANGUAGES:
        return False
    computed_call = any(
        use.capability is Capability.CODE and use.api == "computed-call" for use in facts.uses
    )
    return computed_call or any(flow.api == "computed-call" for flow in facts.flows)


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
