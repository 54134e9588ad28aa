"""Files that a source asks for by a call: `require`, `load`, `autoload`.

A path that is relative to the file is told with a leading `./`.
"""

import posixpath

from pratique.analysis.engine.evaluate import At, Resolved
from pratique.analysis.engine.ir import Call, Op
from pratique.analysis.engine.source import Source


def note_file(source: Source, call: Call, resolved: Resolved) -> bool:
    """Note the file that a call asks for; return whether it asks for one."""
    asks = source.evaluator.model.asks
    name = (
        asks.renamed.get(resolved.method, resolved.name) if resolved.receiver is not None else resolved.name
    )
    place = asks.places.get(name)
    node = resolved.arguments.at(place) if place is not None else None
    if node is None:
        return False
    value = source.evaluator.value(node, At(call.scope, call.branch))
    module = value.const if isinstance(value.const, str) else None
    if module is not None and (name in asks.relative or module.startswith(("./", "../"))):
        module = relative(module)
    source.facts.add_import(
        module,
        source.line(call),
        at_load=source.runs(call.scope, call.branch) and name not in asks.later,
        dynamic=module is None or node.op is not Op.CONST or call.method != name.rpartition(".")[2],
    )
    return True


def relative(module: str) -> str:
    """Normalise a path that is relative to the file; the result starts with `./` or `../`."""
    if module.startswith("/"):
        return module
    path = posixpath.normpath(module)
    return path if path.startswith("..") else f"./{path}"
