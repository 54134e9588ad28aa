"""Modules that are asked for, and what is known of them."""

from pratique.analysis.engine.marks import OWN
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.names import ROOTS, module_name
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Constant, Value, constant

_MOST_NESTED = 20
_LONGEST_NAME = 300


def module_value(evaluator: Evaluator, module: str) -> Value:
    """What asking for a module gives: its constants when the caller knows them, else its name."""
    const = given(evaluator, module)
    if const is not UNKNOWN:
        return constant(const, 0)
    if module.startswith(".") and module.endswith(".json"):
        # Data of the package itself.
        return Value(marks=OWN)
    if not module or len(module) > _LONGEST_NAME or module.startswith((".", "/")):
        return NOTHING
    name = module_name(module)
    return Value(name=name) if name.partition(".")[0] in ROOTS else NOTHING


def given(evaluator: Evaluator, module: str) -> Constant:
    """The constants of a module that the caller knows, made once; UNKNOWN for any other."""
    known = evaluator.given.get(module)
    if known is None:
        held = from_plain(evaluator.modules[module]) if module in evaluator.modules else UNKNOWN
        known = evaluator.given[module] = (held,)
    return known[0]


def from_plain(value: object, nested: int = 0) -> Constant:
    """A constant made of plain lists, dictionaries, texts and numbers; UNKNOWN for anything else."""
    if value is None or isinstance(value, str | bool | int | float | bytes):
        return value
    if nested > _MOST_NESTED:
        return UNKNOWN
    if isinstance(value, list | tuple):
        return tuple(from_plain(item, nested + 1) for item in value)
    if isinstance(value, dict):
        return {str(key): from_plain(item, nested + 1) for key, item in value.items()}
    return UNKNOWN
