"""Readers of data that make any object the data asks for, when they are told so: YAML with an unsafe loader, arrays with pickles."""

import ast
from collections.abc import Mapping

from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.sinks import UNPICKLERS
from pratique.analysis.languages.values import NOTHING

_READERS: Mapping[str, str] = {
    "yaml.load": "Loader",
    "yaml.load_all": "Loader",
    "numpy.load": "allow_pickle",
}
"""Calls, with the argument that decides."""
_ANY_OBJECT = frozenset(("yaml.Loader", "yaml.CLoader"))
_CHOSEN = frozenset(("yaml.UnsafeLoader", "yaml.CUnsafeLoader"))


def makes_objects(evaluator: Evaluator, node: ast.Call, at: At, name: str) -> str | None:
    """The name under which a call is told that reads data which may call anything; None for other calls.

    Who names the unsafe loader of YAML has chosen it, whatever its own name is in later versions.
    """
    if name in UNPICKLERS:
        return name
    decides = _READERS.get(name)
    if decides is None:
        return None
    given = next((word.value for word in node.keywords if word.arg == decides), None)
    if given is None and decides == "Loader" and len(node.args) > 1:
        given = node.args[1]
    value = evaluator.value(given, at) if given is not None else NOTHING
    if value.name in _CHOSEN:
        return "yaml.unsafe_load"
    return name if value.const is True or value.name in _ANY_OBJECT else None
